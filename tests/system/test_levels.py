"""The same peripheral at level 2, 3 and 4, by IO capability and Secure Connections mode; and what cannot be reached."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from control import Put
from headless import pairtui
from observers import AirRecording, bluez, btmgmt, until

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


def test_level_3_cannot_be_reached_without_input_and_output(peer: Put, air: AirRecording) -> None:
    sensor = peer("jw-sc")
    ran = pairtui("pair", sensor.address, "--level", "3", "--json")
    assert ran.status == 1
    attempt = ran.json
    assert (attempt["failure"]["code"], attempt["failure"]["by"]) == ("smp:0x03", "local")
    assert attempt["diagnosis"]["cause"] == "mitm-unachievable"
    assert "Level 3 was asked for" in attempt["diagnosis"]["explanation"]
    assert any("level 2" in fix["text"] for fix in attempt["diagnosis"]["fixes"])
    assert "not reached: nothing was paired" in ran.err
    assert not bluez(sensor.address, "Bonded")


def test_level_4_of_a_legacy_peer_ends_at_3_and_offers_to_remove_the_bond(peer: Put, air: AirRecording) -> None:
    lock = peer("pk-display-legacy")
    ran = pairtui("pair", lock.address, "--level", "4", "--passkey", "4321", "--json")
    assert ran.status == 1
    assert stored_level(lock.address) == 3
    assert "the bond has level 3: remove it and pair again" in ran.err


def test_secure_connections_only_refuses_a_legacy_peer(peer: Put, air: AirRecording, secure_connections: None) -> None:
    scale = peer("jw-legacy")
    ran = pairtui("pair", scale.address, "--sc", "only", "--json")
    assert ran.status == 1, ran.out
    assert ran.json["failure"]["code"] == "smp:0x03"
    assert ran.json["diagnosis"]["cause"] == "sc-only-refused-legacy"
    scale.do("disconnect")
    until(lambda: not bluez(scale.address, "Connected"), "the link is gone")
    assert pairtui("pair", scale.address).status == 0, "Secure Connections is as it was before"


def test_a_key_of_7_octets_where_16_are_needed(peer: Put, air: AirRecording) -> None:
    lock = peer("pk-display-sc", max_key_size=7)
    ran = pairtui("pair", lock.address, "--level", "4", "--passkey", "123456", "--json")
    assert ran.status == 1
    assert (ran.json["failure"]["code"], ran.json["diagnosis"]["cause"]) == ("smp:0x06", "key-size")


def test_the_level_of_a_link_that_bluetoothd_has_is_raised(peer: Put, air: AirRecording) -> None:
    lock = peer("pk-display-sc", mitm=False)
    assert pairtui("pair", lock.address, "--io", "NoInputNoOutput", "--json").json["level"] == 2
    assert bluez(lock.address, "Connected") is True
    ran = pairtui("pair", lock.address, "--level", "4", "--passkey", "123456", "--json")
    assert ran.status == 0, ran.err
    assert ran.json["level"] == stored_level(lock.address) == 4
