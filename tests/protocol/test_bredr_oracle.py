"""The HCI of BR/EDR pairings as tshark tells it: the same commands and events, with the same fields, in order."""

import subprocess
from pathlib import Path

import pytest

from pairtui.protocol.captures.btsnoop import BtsnoopReader
from pairtui.protocol.fields import Message
from pairtui.protocol.messages import hci
from pairtui.protocol.values import Secret

CAPTURES = sorted((Path(__file__).parent.parent / "captures").glob("10-bredr-*.btsnoop"))
COMMANDS = (
    hci.CreateConnection,
    hci.Disconnect,
    hci.LinkKeyRequestReply,
    hci.LinkKeyRequestNegativeReply,
    hci.PinCodeRequestReply,
    hci.PinCodeRequestNegativeReply,
    hci.AuthenticationRequested,
    hci.SetConnectionEncryption,
    hci.IoCapabilityRequestReply,
    hci.UserConfirmationRequestReply,
    hci.UserConfirmationRequestNegativeReply,
    hci.ReadEncryptionKeySize,
)
EVENTS = (
    hci.ConnectionComplete,
    hci.DisconnectionComplete,
    hci.AuthenticationComplete,
    hci.RemoteNameRequestComplete,
    hci.EncryptionChange,
    hci.PinCodeRequest,
    hci.LinkKeyRequest,
    hci.LinkKeyNotification,
    hci.IoCapabilityRequest,
    hci.IoCapabilityResponse,
    hci.UserConfirmationRequest,
    hci.SimplePairingComplete,
    hci.UserPasskeyNotification,
    hci.KeypressNotification,
)
_BOTH = {"bd_addr": "address", "connection_handle": "handle", "reason": "reason", "link_key": "key"}
_FEATURES = {"io_capability": "io", "oob_data_present": "oob", "auth_requirements": "auth_req"}
FIELDS = {
    **{f"bthci_{where}.{name}": ours for where in ("cmd", "evt") for name, ours in {**_BOTH, **_FEATURES}.items()},
    "bthci_cmd.encryption_enable": "enable",
    "bthci_cmd.pin_code_length": "length",
    "bthci_cmd.pin_code": "pin",
    "bthci_evt.status": "status",
    "bthci_evt.encryption_enable": "mode",
    "bthci_evt.key_type": "kind",
    "bthci_evt.notification_type": "kind",
    "bthci_evt.numeric_value": "value",
    "bthci_evt.passkey": "passkey",
}
"""tshark's name of each field, and what it is called here."""


def as_tshark(capture: Path) -> list[tuple[int, int, dict[str, object]]]:
    """Number of the record, opcode or event code, and the fields that it has."""
    wanted = {one.CODE for one in COMMANDS}, {one.CODE for one in EVENTS}
    asked = [part for name in ("frame.number", "bthci_cmd.opcode", "bthci_evt.code", *FIELDS) for part in ("-e", name)]
    command = ["tshark", "-r", str(capture), "-Y", "bthci_cmd or bthci_evt", "-T", "fields", *asked]
    lines = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()
    found = []
    for line in lines:
        number, opcode, code, *values = line.split("\t")
        kind = int(opcode or code, 0)
        if kind in wanted[not opcode]:
            told = {name: _plain(value) for name, value in zip(FIELDS, values, strict=True) if value}
            found.append((int(number), kind, told))
    return found


def _plain(value: str) -> object:
    """A number, or octets and addresses without their colons."""
    try:
        return int(value, 0)
    except ValueError:
        return value.replace(":", "").lower()


def as_decoded(capture: Path) -> list[tuple[int, int, Message]]:
    reader = BtsnoopReader()
    records = [*reader.feed(capture.read_bytes()), *reader.close()]
    kinds = (*COMMANDS, *EVENTS)
    return [(each.number, each.message.CODE, each.message) for each in records if isinstance(each.message, kinds)]


def _value(message: Message, name: str) -> object:
    value = getattr(message, name)
    value = value.reveal() if isinstance(value, Secret) else value
    if name == "pin":
        return _plain(bytes(value).rstrip(b"\0").decode())
    if isinstance(value, bytes):
        return _plain(value.hex())
    return _plain(value) if isinstance(value, str) else value


@pytest.mark.oracle
@pytest.mark.needs("tshark")
@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.stem)
def test_the_same_commands_and_events_with_the_same_fields(capture: Path) -> None:
    expected, decoded = as_tshark(capture), as_decoded(capture)
    assert [one[:2] for one in decoded] == [one[:2] for one in expected]
    compared = 0
    for (_, _, message), (number, kind, told) in zip(decoded, expected, strict=True):
        for name, value in told.items():
            if hasattr(message, FIELDS[name]):
                assert _value(message, FIELDS[name]) == value, (number, hex(kind), name)
                compared += 1
    assert compared > len(expected)


@pytest.mark.oracle
@pytest.mark.needs("tshark")
def test_every_kind_is_in_some_capture() -> None:
    seen = {code for capture in CAPTURES for _, code, _ in as_tshark(capture)}
    assert {one.CODE for one in (*COMMANDS, *EVENTS)} - seen == set()
