"""The steps that every scenario takes on the screen: choose a device, read a verdict, read big digits."""

from typing import Any, Protocol

from console import Console
from control import Peer
from observers import AirRecording

# Three columns and five rows for each digit, as on a seven-segment display.
_SEGMENTS = {
    "####.##.##.####": "0",
    ".#.##..#..#.###": "1",
    "###..#####..###": "2",
    "###..####..####": "3",
    "#.##.####..#..#": "4",
    "####..###..####": "5",
    "####..####.####": "6",
    "###..#..#..#..#": "7",
    "####.#####.####": "8",
    "####.####..####": "9",
}


GATEWAY = "AA:BB:CC:00:00:01"
REASONS = {
    "smp:0x01": "Passkey Entry Failed",
    "smp:0x03": "Authentication Requirements",
    "smp:0x04": "Confirm Value Failed",
    "smp:0x05": "Pairing Not Supported",
    "smp:0x06": "Encryption Key Size",
    "smp:0x08": "Unspecified Reason",
    "smp:0x0b": "DHKey Check Failed",
    "smp:0x0c": "Numeric Comparison Failed",
    "hci:0x05": "Authentication Failure",
    "hci:0x06": "PIN or Key Missing",
    "hci:0x13": "Remote User Terminated Connection",
}
"""The specification's names of the codes that the scenarios end with (Vol 3, Part H, 3.5.5; Vol 1, Part F)."""


class Addressed(Protocol):
    """A device of either cast."""

    address: str


def choose(console: Console, device: Addressed) -> None:
    """Scan, and filter the list by the end of the device's address until that device is the selected one."""
    if console.shows("not scanning") or console.shows(" s scan"):
        console.press("s")
    console.press("/", "ctrl+u")
    console.type(device.address[-8:])
    console.press("enter")
    console.wait_for(device.address, timeout=20)


def advertise(console: Console) -> None:
    """Press the key that makes the gateway one that a phone can connect to."""
    console.press("n")
    console.wait_for("hci0 advertises")


def pair_from(phone: Peer, console: Console) -> None:
    """The phone's user opens the app, and pairs with the gateway."""
    advertise(console)
    phone.do("open", address=GATEWAY)
    phone.do("pair")


def pair(console: Console, device: Peer) -> None:
    """Choose the device and press the key that pairs."""
    choose(console, device)
    console.press("p")


def expect_verdict(
    console: Console, code: str, by: str, step: str, cause: str, title: str, timeout: float = 20
) -> None:
    """Read on the screen that it failed and why; then, behind `w`, who ended it at which step, and the cause."""
    console.wait_for("✗ failed", title, timeout=timeout)
    if code.startswith("smp:"):
        console.find(r"◀✗─* Pairing Failed" if by == "peer" else r"Pairing Failed.*✗▶")
        console.wait_for(f"0x{code[-2:]}")
    console.press("w")
    console.wait_for(title, f"{code} {REASONS[code]}, by {by}, at {step}", cause)
    console.press("escape")


def expect_analysis(air: AirRecording, code: str, by: str, step: str, cause: str) -> dict[str, Any]:
    """Compare with what `pairtui analyze` reads from the recording alone; returns that attempt."""
    attempts: list[dict[str, Any]] = air.analysis()["attempts"]
    failure, diagnosis = attempts[-1]["failure"], attempts[-1]["diagnosis"]
    assert (failure["code"], failure["by"], failure["step"], diagnosis["cause"]) == (code, by, step, cause)
    return attempts[-1]


def big_digits(console: Console) -> int:
    """The six digits that a prompt shows large; AssertionError where there are none."""
    rows = console.screen().splitlines()
    for top in range(len(rows) - 4):
        lines = [row.ljust(200) for row in rows[top : top + 5]]
        number = next((n for x in range(60) if (n := _six_digits(lines, x))), None)
        if number:
            return int(number)
    raise AssertionError(f"no big digits\n{console.framed()}")


def _six_digits(lines: list[str], left: int) -> str | None:
    """Six digits whose first cell is at `left`: six columns each, one between, five in the middle."""
    digits = ""
    for at in range(6):
        x = left + at * 7 + (4 if at > 2 else 0)
        cells = "".join("#" if line[x + 2 * c] == "█" else "." for line in lines for c in range(3))
        if cells not in _SEGMENTS:
            return None
        digits += _SEGMENTS[cells]
    return digits
