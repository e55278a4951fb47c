"""Two adapters, hci0 with both transports and hci1 with LE only: each does what is asked of it, and no other."""

from collections.abc import Iterator

import pytest
from adapters import plug_in, unplug
from bench import Player
from console import Console
from control import Put
from daemon import Bluetoothd
from headless import pairtui
from observers import AirRecording, busctl, forget, stored_keys
from scenario import pair

pytestmark = pytest.mark.more  # bluetoothd and both controllers begin anew, before and afterwards

EXPERIMENTAL = "[General]\nExperimental = true\n"


@pytest.fixture(scope="module", autouse=True)
def two_adapters() -> Iterator[None]:
    """hci0 dual mode, hci1 LE only; with BlueZ's experimental interfaces, of which PreferredBearer is one."""
    daemon = Bluetoothd()
    daemon.stop()
    daemon.start(main_conf=EXPERIMENTAL)
    plug_in(dual=True)
    plug_in(dual=False, index=1)
    yield
    unplug(1)
    plug_in(dual=False)
    daemon.stop()
    daemon.start()


@pytest.fixture
def phone() -> Iterator[Player]:
    """A phone with both transports in range; unknown afterwards."""
    player = Player("classic/phone")
    yield player
    player.ask("leave")
    forget(player.address)


def bonded(adapter: str, address: str) -> bool:
    """Whether this adapter has the bond, according to bluetoothd."""
    path = f"/org/bluez/{adapter}/dev_{address.replace(':', '_')}"
    if path not in busctl("tree", "--list", "org.bluez").split():
        return False
    return "b true" in busctl("get-property", "org.bluez", path, "org.bluez.Device1", "Bonded")


def test_one_device_has_a_bond_with_each(peer: Put, air: AirRecording) -> None:
    scale = peer("jw-sc")
    for adapter in ("hci1", "hci0"):
        ran = pairtui("pair", scale.address, "--adapter", adapter, "--json")
        assert (ran.status, ran.json["adapter"]) == (0, adapter), ran.err
        assert bonded(adapter, scale.address)
        scale.do("disconnect")
    rows = {(row["adapter"], row["address"]) for row in pairtui("bonds", "--json").json}
    assert rows >= {("hci0", scale.address), ("hci1", scale.address)}
    assert pairtui("unpair", scale.address, "--adapter", "hci1", "--yes").status == 0
    assert not bonded("hci1", scale.address)
    assert bonded("hci0", scale.address), "the other's bond is none of its business"


def test_a_classic_device_is_out_of_reach_of_the_one_without(air: AirRecording) -> None:
    printer = Player("classic/printer")
    printer.ask("enter", changes={})
    try:
        refused = pairtui("pair", printer.address, "--adapter", "hci1", "--over", "bredr")
        assert (refused.status, refused.out) == (2, "")
        assert refused.err == "pairtui: hci1 has no BR/EDR, or it is off; use another adapter\n"
        good = pairtui("pair", printer.address, "--adapter", "hci0", "--over", "bredr", "--json")
        assert (good.status, good.json["transport"], good.json["level"]) == (0, "bredr", 2), good.err
    finally:
        printer.ask("leave")
        forget(printer.address)


def test_the_console_works_with_the_one_that_is_chosen(console: Console, peer: Put) -> None:
    scale = peer("jw-sc")
    console.press("A")
    console.wait_for("hci1 on")
    pair(console, scale)
    console.wait_for("✓ paired level 2", timeout=30)
    assert bonded("hci1", scale.address) and not bonded("hci0", scale.address)
    pairtui("unpair", scale.address, "--adapter", "hci1", "--yes")


@pytest.mark.parametrize("first", ["le", "bredr"])
def test_one_pairing_gives_a_phone_keys_for_both_transports(first: str, phone: Player, air: AirRecording) -> None:
    phone.ask("enter", changes={})
    ran = pairtui("pair", phone.address, "--adapter", "hci0", "--over", first, "--confirm", "--json")
    assert (ran.status, ran.json["transport"], ran.json["level"]) == (0, first, 4), ran.err
    assert stored_keys(phone.address) == {"LinkKey", "LongTermKey"}
    verified = pairtui("verify", phone.address, "--adapter", "hci0", "--json")
    assert (verified.status, verified.json["level"]) == (0, 4), "both have derived the same LTK"


def test_without_derived_keys_a_phone_is_paired_over_each(phone: Player, air: AirRecording) -> None:
    own = ["EncKey", "IdKey"]
    phone.ask("enter", changes={"initiator_keys": own, "responder_keys": own})
    over_le = pairtui("pair", phone.address, "--adapter", "hci0", "--over", "le", "--confirm", "--json")
    assert (over_le.status, over_le.json["transport"]) == (0, "le"), over_le.err
    assert stored_keys(phone.address) == {"LongTermKey"}
    over_bredr = pairtui("pair", phone.address, "--adapter", "hci0", "--over", "bredr", "--confirm", "--json")
    assert (over_bredr.status, over_bredr.json["transport"]) == (0, "bredr"), over_bredr.err
    assert "LinkKey" in stored_keys(phone.address)
