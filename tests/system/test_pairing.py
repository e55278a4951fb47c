"""Pairings that succeed, each association model there is."""

from console import Console
from control import Peer, Put
from observers import bluez, bonded_on_disk, until
from scenario import big_digits, pair


def expect_bond(device: Peer, level: str, console: Console) -> None:
    console.wait_for(f"✓ paired {level}", timeout=20)
    assert bluez(device.address, "Paired") is True
    assert bluez(device.address, "Bonded") is True
    assert bonded_on_disk(device.address)


def test_just_works_legacy(console: Console, peer: Put) -> None:
    scale = peer("jw-legacy")
    pair(console, scale)
    expect_bond(scale, "level 2", console)
    console.wait_for("LE legacy · Just Works")
    assert ["paired"] in scale.events()


def test_just_works_secure_connections(console: Console, peer: Put) -> None:
    scale = peer("jw-sc")
    pair(console, scale)
    expect_bond(scale, "level 2", console)
    console.wait_for("LE SC · Just Works")


def test_passkey_entry_legacy(console: Console, peer: Put) -> None:
    lock = peer("pk-display-legacy")
    pair(console, lock)
    console.wait_for("Type the six digits that pk-display-legacy shows.")
    console.type("004321")
    console.press("enter")
    expect_bond(lock, "level 3", console)
    console.wait_for("LE legacy · Passkey Entry")


def test_passkey_entry_secure_connections(console: Console, peer: Put) -> None:
    lock = peer("pk-display-sc")
    pair(console, lock)
    console.wait_for("Type the six digits that pk-display-sc shows.")
    console.type("123456")
    console.press("enter")
    expect_bond(lock, "level 4", console)


def test_passkey_display_legacy(console: Console, peer: Put) -> None:
    keyboard = peer("pk-keyboard-legacy")
    pair(console, keyboard)
    console.wait_for("Type this on pk-keyboard-legacy, then press its enter key.")
    keyboard.do("type", passkey=big_digits(console))
    expect_bond(keyboard, "level 3", console)


def test_passkey_display_secure_connections(console: Console, peer: Put) -> None:
    keyboard = peer("pk-keyboard-sc")
    pair(console, keyboard)
    console.wait_for("Type this on pk-keyboard-sc, then press its enter key.")
    keyboard.do("type", passkey=big_digits(console))
    expect_bond(keyboard, "level 4", console)


def test_numeric_comparison(console: Console, peer: Put) -> None:
    watch = peer("numcmp-sc")
    pair(console, watch)
    console.wait_for("Does numcmp-sc show the same number?")
    assert ["compares", big_digits(console)] in watch.events(), "the device shows another number"
    console.press("y")
    expect_bond(watch, "level 4", console)


def test_cancel(console: Console, peer: Put) -> None:
    silent = peer("faulty", fault="silent")
    pair(console, silent)
    console.wait_for("Pairing Request")
    console.press("c")
    console.wait_for("✗ failed")
    assert bluez(silent.address, "Paired") is not True


def test_unpair_asks_first_and_removes_the_bond(console: Console, peer: Put) -> None:
    scale = peer("jw-sc")
    pair(console, scale)
    expect_bond(scale, "level 2", console)

    console.press("u")
    console.wait_for("Remove the bond?", scale.address)
    console.press("enter")
    console.wait_until_gone("Remove the bond?")
    assert bluez(scale.address, "Paired") is True

    console.press("u")
    console.wait_for("Remove the bond?")
    console.press("y")
    until(lambda: not bluez(scale.address, "Paired"), "bluetoothd has removed the bond")
    assert not bonded_on_disk(scale.address)


def test_a_second_device_while_the_first_stays_connected(console: Console, peer: Put) -> None:
    watch, lock = peer("numcmp-sc"), peer("pk-display-sc")
    pair(console, watch)
    console.wait_for("Does numcmp-sc show the same number?")
    console.press("y")
    expect_bond(watch, "level 4", console)
    pair(console, lock)
    console.wait_for("Type the six digits that pk-display-sc shows.")
    console.type("111111")
    console.press("enter")
    console.wait_for("✗ failed", "The two sides used different passkeys", "attempt 1/1")
    assert bluez(watch.address, "Connected") is True
