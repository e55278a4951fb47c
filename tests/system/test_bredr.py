"""BR/EDR beside the scenarios of the casts: PINs of a wrong length, derived keys refused, a device that connects."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from adapters import plug_in
from bench import Player
from console import Console
from headless import pairtui
from observers import AirRecording, bluez, forget, stored_keys, until
from scenario import choose, expect_analysis
from serial_port import CHANNEL, serial_port

pytestmark = pytest.mark.more


@pytest.fixture(scope="module", autouse=True)
def dual_mode() -> Iterator[None]:
    """hci0 has BR/EDR meanwhile."""
    plug_in(dual=True)
    yield
    plug_in(dual=False)


@pytest.fixture
def printer(console: Console, air: AirRecording) -> Iterator[Player]:
    """A printer that has been paired on the console, and is not connected; unknown afterwards."""
    player = Player("classic/printer")
    player.ask("enter", changes={})
    try:
        choose(console, player)
        console.press("p")
        console.wait_for("✓ paired level 2", timeout=60)
        until(lambda: not bluez(player.address, "Connected"), "the link has ended", timeout=30)
        yield player
    finally:
        player.ask("leave")
        forget(player.address)


@pytest.fixture
def scanner() -> Iterator[Player]:
    """A barcode scanner whose PIN is 1234, in range; unknown afterwards."""
    player = Player("classic/scanner")
    player.ask("enter", changes={})
    yield player
    player.ask("leave")
    forget(player.address)


def test_a_pin_of_no_octets_or_of_seventeen_is_not_sent(console: Console, air: AirRecording, scanner: Player) -> None:
    choose(console, scanner)
    console.press("p")
    console.wait_for("Type the PIN of", timeout=60)
    console.press("enter")
    console.wait_for("✗ a PIN has one character at least")
    console.type("12345678901234567")
    console.wait_for("✗ a PIN has 16 octets at most")
    console.press(*["backspace"] * 12, "enter")
    console.wait_for("✓ paired level 2", timeout=30)
    assert bluez(scanner.address, "Paired") is True


@pytest.mark.parametrize("pin", ["", "12345678901234567"])
def test_a_pin_on_the_command_line_has_1_to_16_octets(pin: str, scanner: Player) -> None:
    refused = pairtui("pair", scanner.address, "--pin", pin)
    assert (refused.status, refused.out) == (2, "")
    assert "a PIN has 1 to 16 characters" in refused.err
    assert bluez(scanner.address, "Paired") in (None, False)


def test_a_phone_that_derives_no_key_stays_paired_over_bredr(air: AirRecording) -> None:
    phone = Player("classic/phone")
    refuses = {"at": "receiving Pairing Request", "does": "refuse", "reason": 0x0E}
    phone.ask("enter", changes={"faults": [refuses]})
    try:
        ran = pairtui("pair", phone.address, "--over", "bredr", "--confirm", "--json")
        assert (ran.status, ran.json["transport"], ran.json["level"]) == (0, "bredr", 4), ran.err
        until(lambda: not bluez(phone.address, "Connected"), "the link has ended", timeout=30)
        assert stored_keys(phone.address) == {"LinkKey"}
        attempt = expect_analysis(air, "smp:0x0e", "peer", "feature exchange", "cross-transport")
        assert attempt["diagnosis"]["title"] == "The device derives no LE keys from its BR/EDR pairing"
    finally:
        phone.ask("leave")
        forget(phone.address)


def test_each_of_a_phones_two_keys_is_verified_over_its_transport(air: AirRecording) -> None:
    phone = Player("classic/phone")
    phone.ask("enter", changes={})
    try:
        ran = pairtui("pair", phone.address, "--over", "bredr", "--confirm", "--json")
        assert (ran.status, ran.json["transport"]) == (0, "bredr"), ran.err
        until(lambda: stored_keys(phone.address) == {"LinkKey", "LongTermKey"}, "the LE key is derived", timeout=30)
        for bearer in ("bredr", "le"):
            until(lambda: not bluez(phone.address, "Connected"), "the link has ended", timeout=30)
            seen = pairtui("verify", phone.address, "--over", bearer, "--json")
            assert (seen.status, seen.json["level"]) == (0, 4), seen.err + seen.out
            assert ("SDP server" in seen.json["text"]) == (bearer == "bredr")
        kinds = {attempt["transport"] for attempt in air.analysis()["attempts"] if attempt["outcome"] == "encrypted"}
        assert kinds == {"bredr", "le"}
    finally:
        phone.ask("leave")
        forget(phone.address)


@pytest.mark.parametrize("pin", ["7", "1234567890123456"])
def test_the_shortest_and_the_longest_pin_pair(pin: str, air: AirRecording) -> None:
    scanner = Player("classic/scanner")
    scanner.ask("enter", changes={"pin": pin})
    try:
        ran = pairtui("pair", scanner.address, "--pin", pin, "--json")
        assert (ran.status, ran.json["pairing"], ran.json["level"]) == (0, "pin", 2), ran.err + ran.out
    finally:
        scanner.ask("leave")
        forget(scanner.address)


@pytest.mark.parametrize(("key", "lets"), [("y", True), ("n", False)])
def test_a_service_is_used_where_the_user_lets_it(key: str, lets: bool, console: Console, printer: Player) -> None:
    with serial_port() as opened, ThreadPoolExecutor(1) as pool:
        use = pool.submit(printer.ask, "open-serial-port", channel=CHANNEL)
        console.wait_for("Let Label printer use Serial Port", timeout=30)
        console.press(key)
        console.wait_until_gone("Let Label printer use Serial Port")
        assert (use.exception(timeout=30) is None) == lets
        assert opened.wait(5 if lets else 0.5) == lets


def test_a_device_that_does_not_change_its_role_comes_to_no_link(
    console: Console, air: AirRecording, printer: Player
) -> None:
    """BlueZ's audio servers have the kernel be central of whoever calls."""
    printer.ask("role-switch", allowed=False)
    try:
        with pytest.raises(AssertionError, match="ConnectionError"):
            printer.ask("open-serial-port", channel=CHANNEL)
    finally:
        printer.ask("role-switch", allowed=True)
    console.wait_for("1 finding: f")
    console.press("f")
    console.wait_for("The two sides do not agree who is central of the link", "Let the adapter change roles")
    console.press("escape")
    (finding,) = air.analysis()["findings"]
    assert (finding["cause"], finding["code"], finding["by"]) == ("connect-failed", "hci:0x21", "peer")
