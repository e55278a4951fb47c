"""What the gateway offers, changed on the screen: the level that follows, and everything back afterwards."""

import time
from pathlib import Path

from console import Console
from control import Peer, Put
from observers import bluez, settings, until
from scenario import choose

LEVEL_OF_KEY = {"0": 2, "1": 3, "2": 2, "3": 4}
"""LE security mode 1 level by the kernel's key type, as bluetoothd stores it (`Authenticated`)."""


def stored_key(address: str) -> str:
    """The type of the long term key that bluetoothd has stored for the device."""
    (info,) = Path("/var/lib/bluetooth").glob(f"*/{address}/info")
    return next(line.partition("=")[2] for line in info.read_text().splitlines() if line.startswith("Authenticated="))


def adapter_settings() -> set[str]:
    """The adapter's current settings, but for bondable, which bluetoothd changes with each agent that comes or goes."""
    return settings() - {"bondable"}


def marked(console: Console) -> tuple[str, ...]:
    """The cell of the matrix that is marked: the IO capability, and "legacy" or "Secure Connections"."""
    return console.find(r"(\w+), (legacy|Secure Connections):").groups()


def move(console: Console, key: str) -> None:
    """Mark another cell."""
    before = marked(console)
    console.press(key)
    until(lambda: marked(console) != before, f"{key} marks another cell than {before}")


def set_and_pair(console: Console, device: Peer, capability: str, legacy: bool, bonded: bool) -> None:
    """In the matrix go to the cell and press Enter; a bond is replaced, which is asked first."""
    choose(console, device)
    console.press("m")
    console.wait_for(f"Will {device.name} pair?")
    while marked(console)[0] != capability:
        move(console, "down")
    if (marked(console)[1] == "legacy") != legacy:
        move(console, "tab")
    console.press("enter")
    console.wait_until_gone(f"Will {device.name} pair?")
    if bonded:
        console.wait_for("Remove the bond and pair again?", device.address)
        console.press("y")


def types_what_it_shows(console: Console, device: Peer) -> None:
    console.wait_for(f"Type the six digits that {device.name} shows.", timeout=30)
    console.type("123456")
    console.press("enter")


def expect(console: Console, device: Peer, level: int) -> None:
    console.wait_for(f"✓ paired level {level}", timeout=30)
    assert bluez(device.address, "Paired") is True
    assert LEVEL_OF_KEY[stored_key(device.address)] == level


def test_the_same_device_at_levels_2_3_and_4(console: Console, peer: Put) -> None:
    lock = peer("pk-display-sc")
    console.wait_for("mgmt up", timeout=20)
    assert "secure-conn" in adapter_settings()

    set_and_pair(console, lock, "NoInputNoOutput", legacy=False, bonded=False)
    expect(console, lock, 2)

    set_and_pair(console, lock, "KeyboardOnly", legacy=True, bonded=True)
    types_what_it_shows(console, lock)
    expect(console, lock, 3)
    assert "secure-conn" not in adapter_settings()

    set_and_pair(console, lock, "KeyboardDisplay", legacy=False, bonded=True)
    types_what_it_shows(console, lock)
    expect(console, lock, 4)

    console.close()
    assert "secure-conn" in adapter_settings()


def test_a_setting_is_changed_and_put_back_on_the_screen(console: Console) -> None:
    console.wait_for("mgmt up", timeout=20)
    before = adapter_settings()
    console.press("G")
    console.wait_for("Pairing settings of hci0", "Secure Connections")
    console.press("enter")
    console.wait_for("3 only")
    console.press("3")
    console.wait_for("▸ was on, changed here")
    console.press("r")
    console.wait_for("✓ Everything is as it was.")
    console.press("escape")
    until(lambda: adapter_settings() == before, "btmgmt reads the settings as before")


def test_only_secure_connections_is_in_the_way_of_a_legacy_device(console: Console, peer: Put) -> None:
    lock = peer("pk-display-legacy")
    console.wait_for("mgmt up", timeout=20)
    console.press("G")
    console.wait_for("Secure Connections")
    console.press("enter", "3")
    console.wait_for("▸ was on, changed here")
    console.press("escape")
    choose(console, lock)
    console.press("p")
    console.wait_for("✗ failed", "This gateway accepts only Secure Connections", timeout=20)
    console.press("m")
    console.wait_for("1 thing in the way", "[1] Accept legacy pairing too")
    console.press("1")
    console.wait_for("It should pair: Passkey Entry, level 3.")
    lock.do("disconnect")
    console.press("escape", "p")
    console.wait_for("Type the six digits that pk-display-legacy shows.")
    console.type("004321")
    console.press("enter")
    expect(console, lock, 3)


def test_the_ladder_finds_what_pairs(console: Console, peer: Put) -> None:
    """A peer that refuses every request with 0x03 is tried with each pairing once, and nothing stays changed."""
    faulty = peer("faulty", fault="reason:03")
    console.wait_for("mgmt up", timeout=20)
    before = adapter_settings()
    choose(console, faulty)
    console.press("m")
    console.wait_for("Will faulty pair?")
    console.press("t")
    console.wait_for("Try combinations?", faulty.address)
    console.press("y")
    console.wait_for("Trying combinations with faulty")
    console.wait_for("smp:0x03", timeout=60)
    faulty.set(fault=None)
    end = time.monotonic() + 90
    while not console.shows("✓ It pairs with") and time.monotonic() < end:
        if console.shows("Does faulty show the same number?"):
            console.press("y")
        console.press("home")
    console.wait_for("✓ It pairs with", "The settings are as")
    console.press("escape")
    until(lambda: adapter_settings() == before, "btmgmt reads the settings as before")


def test_level_3_is_out_of_reach_of_a_device_without_input_and_output(console: Console, peer: Put) -> None:
    scale = peer("jw-sc")
    choose(console, scale)
    console.press("L")
    console.wait_for("Security level of jw-sc", "Required: none.")
    console.press("3")
    console.wait_for(
        "✗ failed", "Authentication was required, and these two devices can only do Just Works", timeout=30
    )
    console.wait_for("[1] Require less: level 2")
    assert bluez(scale.address, "Paired") is not True
    console.press("1")
    expect(console, scale, 2)
