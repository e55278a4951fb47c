"""A phone connects to the gateway and pairs with it; and the loop that the gateway's own battery reading drives."""

import time
from collections.abc import Iterator

import pytest
from console import Console
from control import Peer, Put
from daemon import Bluetoothd
from observers import AirRecording, bluez, bonded_on_disk, pairable, set_pairable, until
from scenario import GATEWAY, advertise, big_digits, expect_analysis, expect_verdict, pair_from
from versions import NO_GATT_CLIENT, answer

REFUSED_ITSELF = "This gateway asked for the pairing that it then refused"
AGAIN_AND_AGAIN = "The same attempt fails again and again"
TURNS = 8.0
"""Seconds in which the loop turns several times."""


@pytest.fixture
def bluetoothd() -> Iterator[Bluetoothd]:
    """bluetoothd to be started anew, and afterwards again as it was."""
    daemon = Bluetoothd()
    yield daemon
    daemon.stop()
    daemon.start()


@pytest.fixture
def pairable_again() -> Iterator[None]:
    yield
    set_pairable(True)


def not_pairable(console: Console) -> None:
    until(pairable, "bluetoothd has made the adapter pairable, for the agent")  # the key turns over what is shown
    console.wait_until_gone("not pairable")
    console.press("g")
    until(lambda: not pairable(), "bluetoothd has made the adapter not pairable")


def test_numeric_comparison_accepted(console: Console, peer: Put, air: AirRecording) -> None:
    phone = peer("phone", sc=True, mitm=True)
    pair_from(phone, console)
    console.wait_for("show the same number?")
    assert ["compares", big_digits(console)] in phone.events(), "the phone shows another number"
    console.press("y")
    console.wait_for("✓ paired level 4")
    assert bluez(phone.address, "Paired") is True
    assert bonded_on_disk(phone.address)
    attempt = air.analysis()["attempts"][-1]
    assert (attempt["role"], attempt["outcome"], attempt["level"]) == ("responder", "paired", 4)


def test_numeric_comparison_refused(console: Console, peer: Put, air: AirRecording) -> None:
    phone = peer("phone", sc=True, mitm=True)
    pair_from(phone, console)
    console.wait_for("show the same number?")
    console.press("n")
    title = "You answered the question on this gateway with no"
    # The initiator sends its check before the responder's user has answered (Vol 3, Part H, 2.3.5.6.5).
    expect_verdict(console, "smp:0x0c", "local", "DHKey check", "agent-rejected", title)
    attempt = expect_analysis(air, "smp:0x0c", "local", "DHKey check", "agent-rejected")
    assert attempt["role"] == "responder"
    assert ["pairing failed", "0x0c"] in phone.events()


def test_numeric_comparison_unanswered(console: Console, peer: Put, air: AirRecording) -> None:
    phone = peer("phone", sc=True, mitm=True)
    pair_from(phone, console)
    console.wait_for("show the same number?")
    title = "The question on this gateway was not answered in time"
    console.wait_for("✗ failed", title, timeout=60)
    time.sleep(1.5)  # what is typed in the second after it is taken for the question, and dropped
    expect_verdict(console, "hci:0x05", "local", "DHKey check", "prompt-timeout", title)
    assert not console.shows("show the same number?")
    expect_analysis(air, "hci:0x05", "local", "DHKey check", "prompt-timeout")


def test_just_works_authorised(console: Console, peer: Put, air: AirRecording) -> None:
    phone = peer("tracker")
    pair_from(phone, console)
    console.wait_for("Let tracker pair with this gateway?")
    console.press("y")
    console.wait_for("✓ paired level 2")
    assert bluez(phone.address, "Paired") is True
    assert air.analysis()["attempts"][-1]["role"] == "responder"


# ── the loop ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("pairable_again")
def test_the_gateway_asks_for_a_pairing_that_it_refuses(console: Console, peer: Put, air: AirRecording) -> None:
    phone = peer("phone")
    not_pairable(console)
    advertise(console)
    phone.do("open", address=GATEWAY)
    expect_verdict(console, "smp:0x05", "local", "feature exchange", "gatt-client-triggers-pairing", REFUSED_ITSELF)
    attempt = expect_analysis(air, "smp:0x05", "local", "feature exchange", "gatt-client-triggers-pairing")
    assert attempt["role"] == "responder"
    assert ["pairing failed", "0x05"] in phone.events()


def loop(console: Console, phone: Peer) -> None:
    """The phone comes back whenever it is refused; the circle is named while it turns, with what ends it."""
    not_pairable(console)
    advertise(console)
    phone.do("open", address=GATEWAY, insists=True)
    console.wait_for("✗ failed", REFUSED_ITSELF, "1 finding: f", timeout=30)
    console.press("f")
    console.wait_for(
        AGAIN_AND_AGAIN, "The cause: This gateway asked", "1  Let it pair", "2  Or start bluetoothd with `-P battery`"
    )
    console.wait_for(f"3  Or in main.conf {answer(NO_GATT_CLIENT).advice}")
    console.press("escape")
    console.wait_until_gone(AGAIN_AND_AGAIN)


def asked(phone: Peer) -> int:
    """How often the gateway has asked the phone for security: once in each turn of the loop."""
    return phone.events().count(["security requested"])


def stays(phone: Peer) -> bool:
    """Whether the phone keeps its link and is asked for nothing, for as long as several turns of the loop took."""
    before = phone.events()
    time.sleep(TURNS)
    return phone.events() == before and bluez(phone.address, "Connected") is True


@pytest.mark.usefixtures("pairable_again")
def test_the_loop_ends_when_the_gateway_may_pair(console: Console, peer: Put) -> None:
    phone = peer("phone")
    loop(console, phone)
    console.press("1")
    console.wait_for("Let phone pair with this gateway?")
    console.press("y")
    console.wait_for("✓ paired level 2")
    until(lambda: phone.events()[-1] == ["paired"], "the phone has its keys")
    phone.do("disconnect")
    phone.do("open", address=GATEWAY, insists=True)
    until(lambda: phone.events()[-1] == ["encryption", 1], "the phone is back, and the bond serves the gateway's read")
    assert stays(phone)
    assert bluez(phone.address, "Paired") is True


ENDS = {
    "no-battery-plugin": (("-P", "battery"), ""),
    "no-gatt-client": ((), answer(NO_GATT_CLIENT).main_conf),
}


@pytest.mark.parametrize(("options", "main_conf"), ENDS.values(), ids=ENDS)
@pytest.mark.usefixtures("pairable_again")
def test_the_loop_ends_when_bluetoothd_reads_nothing(
    bluetoothd: Bluetoothd, options: tuple[str, ...], main_conf: str, console: Console, peer: Put
) -> None:
    phone = peer("phone")
    loop(console, phone)
    phone.do("disconnect")
    bluetoothd.stop()
    console.wait_for("bluez down")
    bluetoothd.start(*options, main_conf=main_conf)
    console.wait_for("bluez up", "hci0 on", timeout=30)
    before = asked(phone)
    not_pairable(console)
    advertise(console)
    phone.do("open", address=GATEWAY, insists=True)
    until(lambda: bluez(phone.address, "Connected") is True, "bluetoothd knows that the phone is back")
    assert stays(phone)
    assert asked(phone) == before
