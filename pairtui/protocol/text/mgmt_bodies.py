"""MGMT commands and events from the bodies that btmon prints, or from its one-line events up to 5.41."""

import re
from collections.abc import Callable

from pairtui.protocol.messages import mgmt
from pairtui.protocol.text import words
from pairtui.protocol.text.body import ADDRESS_LOST, Body, Lost, address_known, number_after
from pairtui.protocol.values import ADDRESS, Secret, address_octets

Decode = Callable[[Body], object]

_OF_A_DEVICE = frozenset(
    kind.CODE
    for kind in (
        mgmt.PairDevice,
        mgmt.PinCodeNegativeReply,
        mgmt.UserConfirmationNegativeReply,
        mgmt.UserPasskeyNegativeReply,
    )
)
"""Commands that return the device they were about."""

_ADDRESS = re.compile(
    r"\b(BR/EDR|LE) [Aa]ddress: ((?:[0-9A-Fa-fXx*]{2}:){5}[0-9A-Fa-fXx*]{2})?[^()\n]{0,20}(?:\(([^()]{0,40})\))?"
)
_RANDOM = ("Static", "Resolvable", "Non-Resolvable", "Reserved")
_COMPLETED = re.compile(r"([A-Z][\w /-]{2,60}?) ?\((0x[0-9a-f]{4})\)")
_SWITCH = re.compile(r"[A-Z][\w /-]{1,40}: [^:()]{1,40}\((0x[0-9a-f]{2})\)")
_ONE_LINE = re.compile(r"\A:?\s*((?:[0-9A-Fa-fXx*]{2}:){5}[0-9A-Fa-fXx*]{2})\s+\(([0-9])\)([^\n@<>]*)")


def _who(body: Body) -> tuple[str, int]:
    found = _ADDRESS.search(body.text)
    if not found:
        return ADDRESS_LOST, 0
    address = (found[2] or ADDRESS_LOST).upper()
    if found[1] == "BR/EDR":
        return address, 0
    return address, 2 if found[3] in _RANDOM else 1


def _status(body: Body) -> int:
    return body.code("Status", words=words.MGMT_STATUS)


def _switch(cls: Callable[[int], object]) -> Decode:
    def decode(body: Body) -> object:
        found = _SWITCH.search(body.text)
        if not found:
            raise Lost("value")
        return cls(int(found[1], 16))

    return decode


def _only_address(cls: Callable[[str, int], object]) -> Decode:
    return lambda body: cls(*_who(body))


def _capability(body: Body) -> int:
    return body.code("Capability", words=words.IO_CAPABILITY)


def _pin(body: Body) -> object:
    return mgmt.PinCodeReply(*_who(body), body.number("PIN length", default=0), body.secret("PIN code"))


def _discoverable(body: Body) -> object:
    return mgmt.SetDiscoverable(body.code("Discoverable", words=words.SWITCH), body.number("Timeout", default=0))


COMMANDS: dict[int, Decode] = {
    0x0005: _switch(mgmt.SetPowered),
    0x0006: _discoverable,
    0x0007: _switch(mgmt.SetConnectable),
    0x0009: _switch(mgmt.SetBondable),
    0x000B: _switch(mgmt.SetSsp),
    0x000D: _switch(mgmt.SetLowEnergy),
    0x0012: lambda b: mgmt.LoadLinkKeys(b.code("Debug keys", default=0), b.number("Keys", default=0)),
    0x0013: lambda b: mgmt.LoadLongTermKeys(b.number("Keys", default=0)),
    0x0014: _only_address(mgmt.Disconnect),
    0x0016: _pin,
    0x0017: _only_address(mgmt.PinCodeNegativeReply),
    0x0018: lambda b: mgmt.SetIoCapability(_capability(b)),
    0x0019: lambda b: mgmt.PairDevice(*_who(b), _capability(b)),
    0x001A: _only_address(mgmt.CancelPairDevice),
    0x001B: lambda b: mgmt.UnpairDevice(*_who(b), b.code("Disconnect", words=words.SWITCH, default=0)),
    0x001C: _only_address(mgmt.UserConfirmationReply),
    0x001D: _only_address(mgmt.UserConfirmationNegativeReply),
    0x001E: lambda b: mgmt.UserPasskeyReply(*_who(b), Secret(b.number("Passkey", default=0))),
    0x001F: _only_address(mgmt.UserPasskeyNegativeReply),
    0x0021: _only_address(mgmt.AddRemoteOobData),
    0x002A: _switch(mgmt.SetBredr),
    0x002D: _switch(mgmt.SetSecureConnections),
    0x002F: lambda b: mgmt.SetPrivacy(b.code("Privacy"), b.secret("(?:Key|Identity resolving key)")),
    0x0033: lambda b: mgmt.AddDevice(*_who(b), b.code("Action", default=0)),
}


def _ended(body: Body) -> tuple[int, Body]:
    found = _COMPLETED.search(body.text)
    if not found:
        raise Lost("command")
    return int(found[2], 16), Body(body.text[found.end() :])


def _command_complete(body: Body) -> object:
    opcode, after = _ended(body)
    if opcode not in mgmt.commands.by_code:
        return None
    return mgmt.CommandComplete(opcode, _status(after), _returned(opcode, after))


def _returned(opcode: int, body: Body) -> bytes:
    """The device that a command was about, as the command returns it; nothing where the text lost it."""
    address, kind = _who(body) if opcode in _OF_A_DEVICE else (ADDRESS_LOST, 0)
    return address_octets(address) + bytes([kind]) if address_known(address) else b""


def _command_status(body: Body) -> object:
    opcode, after = _ended(body)
    return mgmt.CommandStatus(opcode, _status(after)) if opcode in mgmt.commands.by_code else None


def _store(body: Body) -> int:
    return body.code("Store hint", words=words.SWITCH, default=1)


def _new_ltk(body: Body) -> object:
    return mgmt.NewLongTermKey(
        _store(body),
        *_who(body),
        body.code("Key type", default=0),
        body.number("(?:Master|Central)", default=0),
        body.number("Encryption size", default=16),
        int.from_bytes(body.octets("Diversifier", 2), "little"),
        int.from_bytes(body.octets("Randomizer", 8), "little"),
        body.secret("Key"),
    )


def _new_link_key(body: Body) -> object:
    return mgmt.NewLinkKey(
        _store(body),
        *_who(body),
        body.code("Key type", default=0xFF),
        body.secret("Link key"),
        body.number("PIN length", default=0),
    )


def _new_irk(body: Body) -> object:
    rpa = body.address("Random address")
    return mgmt.NewIrk(_store(body), rpa, *_who(body), body.secret("Key"))


EVENTS: dict[int, Decode] = {
    0x01: _command_complete,
    0x02: _command_status,
    0x03: lambda b: mgmt.ControllerError(b.number("Error", default=0)),
    0x06: lambda b: mgmt.NewSettings(b.number("(?:Current )?[Ss]ettings")),
    0x09: _new_link_key,
    0x0A: _new_ltk,
    0x0B: lambda b: mgmt.DeviceConnected(*_who(b), b.number("Flags", default=0)),
    0x0C: lambda b: mgmt.DeviceDisconnected(*_who(b), b.code("Reason", words=words.MGMT_DISCONNECT)),
    0x0D: lambda b: mgmt.ConnectFailed(*_who(b), _status(b)),
    0x0E: lambda b: mgmt.PinCodeRequest(*_who(b), b.number("Secure PIN", default=0)),
    0x0F: lambda b: mgmt.UserConfirmationRequest(
        *_who(b), b.number("Confirm hint", default=0), Secret(b.number("Value", default=0))
    ),
    0x10: _only_address(mgmt.UserPasskeyRequest),
    0x11: lambda b: mgmt.AuthenticationFailed(*_who(b), _status(b)),
    0x16: _only_address(mgmt.DeviceUnpaired),
    0x17: lambda b: mgmt.PasskeyNotify(
        *_who(b), Secret(b.number("Passkey", default=0)), b.number("Entered", default=0)
    ),
    0x18: _new_irk,
    0x19: lambda b: mgmt.NewCsrk(_store(b), *_who(b), b.code("Key type", default=0), b.secret("Key")),
}


def _old_ltk(address: str, kind: int, rest: str) -> object:
    """`Master (Unauthenticated) 0x00`, `SC (Authenticated) 0x03`, before that `Master`; the key is not printed."""
    number = re.search(r"0x([0-9a-f]{2})", rest)
    key_type = int(number[1], 16) if number else int("(Auth" in rest) + (2 if "SC" in rest else 0)
    return mgmt.NewLongTermKey(1, address, kind, key_type, int("Master" in rest), 16, 0, 0, Secret(b""))


def _last_number(rest: str, default: int) -> int:
    found = re.search(r"\(([0-9]{1,9})\)\s*$", rest)
    return int(found[1]) if found else default


ONE_LINE: dict[int, Callable[[str, int, str], object]] = {
    0x09: lambda a, t, r: mgmt.NewLinkKey(1, a, t, _last_number(r, 0xFF), Secret(b""), 0),
    0x0A: _old_ltk,
    0x0B: lambda a, t, r: mgmt.DeviceConnected(a, t, number_after("flags", r, 0)),
    0x0C: lambda a, t, r: mgmt.DeviceDisconnected(a, t, number_after("reason", r)),
    0x0D: lambda a, t, r: mgmt.ConnectFailed(a, t, number_after("status", r)),
    0x0E: lambda a, t, r: mgmt.PinCodeRequest(a, t, number_after("secure", r, 0)),
    0x0F: lambda a, t, r: mgmt.UserConfirmationRequest(
        a, t, number_after("hint", r, 0), Secret(number_after("value", r, 0))
    ),
    0x10: lambda a, t, r: mgmt.UserPasskeyRequest(a, t),
    0x11: lambda a, t, r: mgmt.AuthenticationFailed(a, t, number_after("status", r)),
    0x16: lambda a, t, r: mgmt.DeviceUnpaired(a, t),
    0x17: lambda a, t, r: mgmt.PasskeyNotify(
        a, t, Secret(number_after("passkey", r, 0)), number_after("entered", r, 0)
    ),
    0x19: lambda a, t, r: mgmt.NewCsrk(1, a, t, _last_number(r, 0), Secret(b"")),
}


def one_line(code: int, raw: str) -> object:
    """An event of btmon up to 5.41 from what follows its name; keys are not printed there and come out empty."""
    if code == mgmt.NewSettings.CODE:
        return mgmt.NewSettings(Body("Settings" + raw).number("Settings"))
    if code == mgmt.ControllerError.CODE:
        return mgmt.ControllerError(Body("Error" + raw).number("Error"))
    found = _ONE_LINE.match(raw)
    if not found:
        raise Lost("address")
    address, kind, rest = found[1].upper(), int(found[2]), found[3]
    if code == mgmt.NewIrk.CODE:
        rpa = re.search(ADDRESS, rest)
        return mgmt.NewIrk(1, rpa[0] if rpa else ADDRESS_LOST, address, kind, Secret(b""))
    decode = ONE_LINE.get(code)
    return decode(address, kind, rest) if decode else None
