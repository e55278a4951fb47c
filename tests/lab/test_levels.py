"""The same peripheral at level 2, 3 and 4, by IO capability and Secure Connections mode; and what cannot be reached."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from control import Put
from headless import pairtui
from observers import AirRecording, bluez, btmgmt

LEVEL_OF_KEY = {"0": 2, "1": 3, "2": 2, "3": 4}
"""By bluetoothd's `Authenticated`, which is the kernel's key type."""


def stored_level(address: str) -> int:
    (info,) = Path("/var/lib/bluetooth").glob(f"*/{address}/info")
    found = re.search(r"\[(?:Long|PeripheralLong|SlaveLong)TermKey\][^\[]*Authenticated=(\d)", info.read_text())
    assert found, "no long term key is stored"
    return LEVEL_OF_KEY[found[1]]


@pytest.fixture
def secure_connections() -> Iterator[None]:
    """Secure Connections is on again afterwards."""
    yield
    btmgmt("sc on")


@pytest.mark.parametrize(
    ("level", "io", "sc"), [(2, "NoInputNoOutput", "on"), (3, "KeyboardDisplay", "off"), (4, "KeyboardDisplay", "on")]
)
def test_level(level: int, io: str, sc: str, peer: Put, air: AirRecording, secure_connections: None) -> None:
    lock = peer("pk-display-sc", mitm=False)
    btmgmt(f"sc {sc}")
    passkey = () if level == 2 else ("--passkey", "123456")
    ran = pairtui("pair", lock.address, "--io", io, "--level", str(level), *passkey, "--json")
    assert ran.status == 0, ran.err
    assert (ran.json["outcome"], ran.json["level"]) == ("paired", level)
    assert stored_level(lock.address) == level
    assert bluez(lock.address, "Bonded") is True
