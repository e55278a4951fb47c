"""HCI commands and events from the bodies that btmon and hcidump print under their headers."""

import re
from collections.abc import Callable

from pairtui.protocol.messages import hci
from pairtui.protocol.text import words
from pairtui.protocol.text.body import Body
from pairtui.protocol.text.command_ends import command_complete, command_status, status_of
from pairtui.protocol.values import Secret

Decode = Callable[[Body], object]

_SUBEVENT = re.compile(r"\A[\s>|]*(?:[\w. -]{2,60}?)\s\((0x[0-9a-f]{2})\)")
_SUBEVENT_ANYWHERE = re.compile(r"\b(LE [\w -]{2,50}?) \((0x[0-9a-f]{2})\)")
_SUBEVENT_NAMED = re.compile(r"\A[\s>|]*(LE [A-Z][A-Za-z ]{8,40}?)[ \t]*(?:\n|\Z)")
_SUBEVENTS = {message.NAME: code for code, message in hci.le_events.by_code.items()} | {
    "LE Read Remote Used Features Complete": 0x04
}
"""hcidump names them without their codes; its advertising reports are passed over."""
_HCIDUMP_ROLE = re.compile(r"\brole (master|slave)\b")
_HCIDUMP_PEER = re.compile(r"\bbdaddr \S{17} \((Public|Random)\)")
_VERSION = re.compile(
    r"L[ML]P? version: [^()]{0,60}\((0x[0-9a-f]{1,8})\)(?: - Subversion [0-9]{1,9} \((0x[0-9a-f]{1,8})\))?"
)
_NAME = re.compile(r"name '([^\n]*)'")


def _reason(body: Body) -> int:
    return body.code("Reason", "reason", words.HCI_STATUS)


def _passkey(body: Body) -> Secret[int]:
    return Secret(body.number("Passkey", "passkey", 0))


def _link_key(body: Body) -> Secret[bytes]:
    return body.secret("Link key") if body.octets("Link key", 16) else body.bare("key", 16)


def _only_address(cls: Callable[[str], object]) -> Decode:
    return lambda body: cls(body.address())


def _pin_reply(body: Body) -> object:
    pin = body.line("PIN code").encode()
    octets = pin[:16].ljust(16, b"\0") if pin else b""
    return hci.PinCodeRequestReply(body.address(), body.number("PIN length", "len", len(pin)), Secret(octets))


def _io_reply(body: Body) -> object:
    return hci.IoCapabilityRequestReply(body.address(), *_io(body))


def _io(body: Body) -> tuple[int, int, int]:
    return (
        body.code("IO capability", "capability", words.IO_CAPABILITY),
        body.code("OOB data", "oob", words.OOB, 0),
        body.code("Authentication", "auth", None),
    )


def _connect(body: Body) -> object:
    return hci.LeCreateConnection(
        body.code("Scan interval", "interval", default=0),
        body.code("Scan window", "window", default=0),
        body.code("Filter policy", default=0),
        body.code("Peer address type", words=words.ADDRESS_TYPE, default=0),
        _peer(body),
    )


def _extended_connect(body: Body) -> object:
    return hci.LeExtendedCreateConnection(
        body.code("Filter policy", default=0),
        body.code("Own address type", words=words.ADDRESS_TYPE, default=0),
        body.code("Peer address type", words=words.ADDRESS_TYPE, default=0),
        _peer(body),
    )


def _peer(body: Body) -> str:
    return body.address("Peer address") or body.address()


def _enable_encryption(body: Body) -> object:
    return hci.LeEnableEncryption(
        body.handle(),
        body.number("Random number", default=0),
        body.number("Encrypted diversifier", default=0),
        body.secret("Long term key"),
    )


COMMANDS: dict[int, Decode] = {
    0x0405: _only_address(hci.CreateConnection),
    0x0406: lambda b: hci.Disconnect(b.handle(), _reason(b)),
    0x0408: _only_address(hci.CreateConnectionCancel),
    0x040A: lambda b: hci.RejectConnectionRequest(b.address(), _reason(b)),
    0x040B: lambda b: hci.LinkKeyRequestReply(b.address(), _link_key(b)),
    0x040C: _only_address(hci.LinkKeyRequestNegativeReply),
    0x040D: _pin_reply,
    0x040E: _only_address(hci.PinCodeRequestNegativeReply),
    0x0411: lambda b: hci.AuthenticationRequested(b.handle()),
    0x0413: lambda b: hci.SetConnectionEncryption(b.handle(), b.code("Encryption", "encrypt", words.SWITCH)),
    0x042B: _io_reply,
    0x042C: _only_address(hci.UserConfirmationRequestReply),
    0x042D: _only_address(hci.UserConfirmationRequestNegativeReply),
    0x042E: lambda b: hci.UserPasskeyRequestReply(b.address(), _passkey(b)),
    0x042F: _only_address(hci.UserPasskeyRequestNegativeReply),
    0x0434: lambda b: hci.IoCapabilityRequestNegativeReply(b.address(), _reason(b)),
    0x0C03: lambda b: hci.Reset(),
    0x1001: lambda _: hci.ReadLocalVersionInformation(),
    0x1408: lambda b: hci.ReadEncryptionKeySize(b.handle()),
    0x200D: _connect,
    0x200E: lambda b: hci.LeCreateConnectionCancel(),
    0x2019: _enable_encryption,
    0x201A: lambda b: hci.LeLongTermKeyRequestReply(b.handle(), b.secret("Long term key")),
    0x201B: lambda b: hci.LeLongTermKeyRequestNegativeReply(b.handle()),
    0x2032: lambda b: hci.LeSetPhy(b.handle()),
    0x2043: _extended_connect,
}


_EVERY_ADDRESS = re.compile(r"Address: ((?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2})")


def _connection_complete(body: Body) -> object:
    # Behind the handle of a connection that failed, btmon prints the address of nobody.
    addresses = _EVERY_ADDRESS.findall(body.text)
    return hci.ConnectionComplete(
        status_of(body),
        body.handle(),
        addresses[-1].upper() if len(addresses) > 1 else body.address(),
        body.code("Link type", words=words.LINK_TYPE, default=1),
        body.code("Encryption", "encrypt", words.ENCRYPTION, 0),
    )


def _remote_name(body: Body) -> object:
    quoted = _NAME.search(body.raw)
    name = quoted[1] if quoted else body.line("Name")
    return hci.RemoteNameRequestComplete(status_of(body), body.address(), name.encode())


def _remote_version(body: Body) -> object:
    number = _VERSION.search(body.text)
    maker = re.search(r"Manufacturer: [^:]{0,80}?\(([0-9]{1,9})\)", body.text)
    return hci.RemoteVersion(
        status_of(body),
        body.handle(),
        int(number[1], 16) if number else 0,
        int(maker[1]) if maker else 0,
        int(number[2], 16) if number and number[2] else 0,
    )


def _encryption(body: Body) -> int:
    """Whether the link is encrypted; in a text that lost it, a status of failure still means that it is not."""
    return body.code("Encryption", "encrypt", words.ENCRYPTION, 0 if status_of(body) else None)


EVENTS: dict[int, Decode] = {
    0x03: _connection_complete,
    0x04: lambda b: hci.ConnectionRequest(
        b.address(), b.number("Class", "class", 0), b.code("Link type", words=words.LINK_TYPE, default=1)
    ),
    0x05: lambda b: hci.DisconnectionComplete(b.code("Status", "status", words.HCI_STATUS, 0), b.handle(), _reason(b)),
    0x06: lambda b: hci.AuthenticationComplete(status_of(b), b.handle()),
    0x07: _remote_name,
    0x08: lambda b: hci.EncryptionChange(status_of(b), b.handle(), _encryption(b)),
    0x0C: _remote_version,
    0x0E: command_complete,
    0x0F: command_status,
    0x10: lambda b: hci.HardwareError(b.number("Code", "code", 0)),
    0x16: _only_address(hci.PinCodeRequest),
    0x17: _only_address(hci.LinkKeyRequest),
    0x18: lambda b: hci.LinkKeyNotification(b.address(), _link_key(b), b.code("Key type", "type", default=0xFF)),
    0x30: lambda b: hci.EncryptionKeyRefreshComplete(status_of(b), b.handle()),
    0x31: _only_address(hci.IoCapabilityRequest),
    0x32: lambda b: hci.IoCapabilityResponse(b.address(), *_io(b)),
    0x33: lambda b: hci.UserConfirmationRequest(b.address(), _passkey(b)),
    0x34: _only_address(hci.UserPasskeyRequest),
    0x36: lambda b: hci.SimplePairingComplete(status_of(b), b.address()),
    0x3B: lambda b: hci.UserPasskeyNotification(b.address(), _passkey(b)),
    0x3C: lambda b: hci.KeypressNotification(b.address(), b.code("Notification type", "type", default=0)),
    0x57: lambda b: hci.AuthenticatedPayloadTimeoutExpired(b.handle()),
    0x59: lambda b: hci.EncryptionChangeV2(status_of(b), b.handle(), _encryption(b), b.number("Key size", default=0)),
}


def _parameters(body: Body, interval: str = "Connection interval") -> tuple[int, int, int]:
    return (
        body.code(interval, "interval", default=0),
        body.code("(?:Connection|Slave|Peripheral) latency", "latency", default=0),
        body.code("Supervision timeout", "superv. timeout", default=0),
    )


def _le_connection(body: Body) -> object:
    return hci.LeConnectionComplete(*_le_link(body), *_parameters(body))


def _le_link(body: Body) -> tuple[int, int, int, int, str]:
    role, kind = _HCIDUMP_ROLE.search(body.text), _HCIDUMP_PEER.search(body.text)
    return (
        status_of(body),
        body.handle(),
        words.ROLE[role[1]] if role else body.code("Role", "role", words.ROLE, 0),
        words.ADDRESS_TYPE[kind[1].lower()]
        if kind
        else body.code("Peer address type", words=words.ADDRESS_TYPE, default=0),
        _peer(body),
    )


def _enhanced_connection(body: Body) -> object:
    local = body.address("Local resolvable private address")
    peer = body.address("Peer resolvable private address")
    return hci.LeEnhancedConnectionComplete(*_le_link(body), local, peer, *_parameters(body))


def _features(body: Body) -> object:
    found = re.search(r"Features: ((?:0x[0-9a-f]{2} ?){8})", body.text)
    dump = r"Features(?:\[[0-9]+/[0-9]+\])?"
    octets = bytes.fromhex(found[1].replace("0x", " ")) if found else body.octets(dump, 8)
    return hci.LeRemoteFeatures(status_of(body), body.handle(), int.from_bytes(octets, "little"))


LE_EVENTS: dict[int, Decode] = {
    0x01: _le_connection,
    0x03: lambda b: hci.LeConnectionUpdateComplete(status_of(b), b.handle(), *_parameters(b)),
    0x04: _features,
    0x05: lambda b: hci.LeLongTermKeyRequest(
        b.handle(), b.number("Random number", default=0), b.number("Encrypted diversifier", default=0)
    ),
    0x0A: _enhanced_connection,
    0x0C: lambda b: hci.LePhyUpdateComplete(
        status_of(b), b.handle(), b.code("TX PHY", default=0), b.code("RX PHY", default=0)
    ),
}


def subevent(raw: str) -> int | None:
    """The code of an LE Meta event, which stands on the body's first line; None where it was lost."""
    found = _SUBEVENT.match(raw)
    if found:
        return int(found[1], 16)
    if anywhere := _SUBEVENT_ANYWHERE.search(raw, 0, 400):
        return int(anywhere[2], 16)
    named = _SUBEVENT_NAMED.match(raw)
    return _SUBEVENTS.get(named[1]) if named else None
