"""PDUs on a link's channels, SMP, ATT and L2CAP signalling, from the bodies under ACL headers."""

import re
from collections.abc import Callable

from pairtui.protocol.messages import att, l2cap, smp
from pairtui.protocol.record import LinkPdu
from pairtui.protocol.text import words
from pairtui.protocol.text.body import HANDLE_LOST, Body, Lost, number_after
from pairtui.protocol.text.columns import Header
from pairtui.protocol.values import Malformed, Secret, Unknown

Decode = Callable[[Body], object]

_SMP = re.compile(
    r"(BR/EDR )?\bSMP: (?:([A-Z][\w -]{2,40}?) ?\((0x[0-9a-f]{2})\)(?: len ([0-9]{1,3}))?|Pairing Failed(?= Reason))"
)
"""A PDU's line; of the one that ends a pairing the name is enough."""
_SMP_BROKEN = re.compile(r"\bSMP: (invalid size|too short packet|malformed attribute packet)")
_ATT = re.compile(r"\bATT: ([A-Z][\w -]{2,40}?) ?\((0x[0-9a-f]{2})\)(?: len ([0-9]{1,4}))?")
_L2CAP = re.compile(r"\b(LE )?L2CAP: ([A-Z][\w -]{2,60}?) ?\((0x[0-9a-f]{2})\) ident ([0-9]{1,3}) len [0-9]{1,4}")
_REQUEST = re.compile(r"([A-Z][\w -]{2,40}?) ?\((0x[0-9a-f]{2})\)")
_ERROR_REFUSED = re.compile(r"(Error) \((0x01)\) on handle")
"""hcidump's words where what was refused is itself an error."""


def _io(body: Body) -> smp.IoCapability | int:
    return smp.io_capability(body.code("IO capability", "capability", words.IO_CAPABILITY))


def _auth(body: Body) -> smp.AuthReq:
    try:
        number = body.code("Authentication requirement", "auth req")
    except Lost:
        meant = words.auth_req(body.words("Authentication requirement"))
        if meant is None:
            raise
        number = meant
    return smp.AuthReq(number & 0xFF)


def _dist(body: Body, side: str, short: str) -> smp.KeyDist:
    label = f"{side} key distribution"
    number = body.code(label, short, default=words.key_dist(body.words(label)))
    return smp.KeyDist(number & 0xFF)


def _features(cls: type[smp.PairingRequest] | type[smp.PairingResponse]) -> Decode:
    """What a log may lose of the features: no OOB data, a key of 16 octets, no keys to distribute stand for it."""

    def decode(body: Body) -> object:
        return cls(
            _io(body),
            body.code("OOB data", "oob", words.OOB, 0),
            _auth(body),
            body.number("Max encryption key size", "max key size", 16),
            _dist(body, "Initiator", "init key dist"),
            _dist(body, "Responder", "resp key dist"),
        )

    return decode


def _key(label: str, bare: str) -> Callable[[Body], Secret[bytes]]:
    def decode(body: Body) -> Secret[bytes]:
        octets = body.octets(label, 16)
        return Secret(octets) if octets else body.bare(bare, 16)

    return decode


_confirm = _key("Confir?m value", "key")
_random = _key("Random value", "random")
_ltk = _key("Long term key", "LTK")
_irk = _key("Identity resolving key", "IRK")
_csrk = _key("Signature key", "CSRK")


def _identification(body: Body) -> object:
    ediv = re.search(r"EDIV:? 0x([0-9a-fA-F]{1,4})", body.text)
    rand = re.search(r"Rand(:)? 0x([0-9a-fA-F]{1,16})", body.text)
    if not ediv or not rand:
        raise Lost("EDIV, Rand")
    # hcidump prints Rand octet by octet as on the wire, btmon as a number.
    number = int(rand[2], 16) if rand[1] else int.from_bytes(bytes.fromhex(rand[2].zfill(16)), "little")
    return smp.CentralIdentification(int(ediv[1], 16), number)


def _identity_address(body: Body) -> object:
    random = re.search(r"\((Static|Resolvable|Non-Resolvable|Random)\)", body.text)
    return smp.IdentityAddressInformation(
        body.code("Address type", words=words.ADDRESS_TYPE, default=int(random is not None)), body.address()
    )


_KEYPRESS = {word: code for code, name in smp.KEYPRESS.items() for word in (name, f"passkey {name}")}

SMP: dict[int, Decode] = {
    0x01: _features(smp.PairingRequest),
    0x02: _features(smp.PairingResponse),
    0x03: lambda b: smp.PairingConfirm(_confirm(b)),
    0x04: lambda b: smp.PairingRandom(_random(b)),
    0x05: lambda b: smp.PairingFailed(b.code("Reason", "reason", words.SMP_REASON)),
    0x06: lambda b: smp.EncryptionInformation(_ltk(b)),
    0x07: _identification,
    0x08: lambda b: smp.IdentityInformation(_irk(b)),
    0x09: _identity_address,
    0x0A: lambda b: smp.SigningInformation(_csrk(b)),
    0x0B: lambda b: smp.SecurityRequest(_auth(b)),
    0x0C: lambda b: smp.PairingPublicKey(b.octets("X", 32), b.octets("Y", 32)),
    0x0D: lambda b: smp.PairingDHKeyCheck(b.secret("E")),
    0x0E: lambda b: smp.KeypressNotification(b.code("Type", words=_KEYPRESS)),
}


_FAILED = 0x05


def _smp(found: re.Match[str], body: Body) -> object:
    code = int(found[3], 16) if found[3] else _FAILED
    after = Body(body.text[found.end() :])
    decode = SMP.get(code)
    if decode and found[2] != "Unknown":
        return decode(after)
    run = re.match(r"\s*((?:[0-9a-f]{2} ?){1,64})", after.text)
    octets = bytes.fromhex(run[1]) if run else b""
    if found[4] is not None:
        octets = octets[: int(found[4])]
    # hcidump knows no PDU beyond 0x0b and dumps the whole frame, its code first.
    elif octets[:1] == bytes([code]):
        octets = octets[1:]
    decoded = smp.decode(bytes([code]) + octets)
    return Unknown("smp", code, octets) if isinstance(decoded, Malformed) else decoded


def _number(found: re.Match[str]) -> int:
    """btmon writes an ATT error as (0x05), hcidump as (5)."""
    return int(found[1], 16) if found[1] else int(found[2])


def _error(body: Body) -> object:
    request = _REQUEST.search(body.text)
    handle = body.number("Handle", "on handle", HANDLE_LOST)
    plain = re.search(r"Error: [^()]{1,60}\((?:0x([0-9a-f]{2})|([0-9]{1,3}))\)", body.text)
    error = _number(plain) if plain else body.code("Error", words=words.ATT_ERROR)
    if request and request[1].startswith("Error"):
        request = _REQUEST.search(body.text, request.end()) or _ERROR_REFUSED.search(body.text)
    return att.ErrorResponse(int(request[2], 16) if request else 0, handle, error)


def _attribute(body: Body) -> int:
    return body.number("(?:Attribute h|H)andle", "handle", HANDLE_LOST)


def _write(body: Body) -> object:
    value = re.search(r"(?:Data|Value)(?:\[[0-9]+\])?: ?((?:[0-9a-f]{2})+)", body.text)
    return att.WriteRequest(_attribute(body), bytes.fromhex(value[1]) if value else b"")


ATT: dict[int, Decode] = {
    0x01: _error,
    0x0A: lambda b: att.ReadRequest(_attribute(b)),
    0x12: _write,
}


def _cids(body: Body) -> tuple[int, int]:
    return body.number("Destination CID", default=0), body.number("Source CID", default=0)


def _result(body: Body) -> int:
    return body.code("Result")


def _channel(body: Body) -> tuple[int, int, int]:
    return body.number("MTU", default=0), body.number("MPS", default=0), body.number("Credits", default=0)


SIGNALLING: dict[int, Callable[[int, Body], object]] = {
    0x01: lambda i, b: l2cap.CommandReject(i, b.code("Reason")),
    0x02: lambda i, b: l2cap.ConnectionRequest(i, b.number("PSM"), b.number("Source CID", default=0)),
    0x03: lambda i, b: l2cap.ConnectionResponse(i, *_cids(b), _result(b), b.code("Status", default=0)),
    0x05: lambda i, b: l2cap.ConfigureResponse(
        i, b.number("Source CID", default=0), b.number("Flags", default=0), _result(b)
    ),
    0x06: lambda i, b: l2cap.DisconnectionRequest(i, *_cids(b)),
    0x12: lambda i, b: l2cap.ConnectionParameterUpdateRequest(
        i,
        b.number("Min interval", default=0),
        b.number("Max interval", default=0),
        b.number("(?:Slave|Peripheral) latency", default=0),
        b.number("Timeout multiplier", default=0),
    ),
    0x13: lambda i, b: l2cap.ConnectionParameterUpdateResponse(i, _result(b)),
    0x14: lambda i, b: l2cap.LeCreditBasedConnectionRequest(
        i, b.number("PSM"), b.number("Source CID", default=0), *_channel(b)
    ),
    0x15: lambda i, b: l2cap.LeCreditBasedConnectionResponse(
        i, b.number("Destination CID", default=0), *_channel(b), _result(b)
    ),
    0x17: lambda i, b: l2cap.CreditBasedConnectionRequest(i, b.number("PSM"), *_channel(b), b""),
    0x18: lambda i, b: l2cap.CreditBasedConnectionResponse(i, *_channel(b), _result(b), b""),
}

_HCIDUMP = re.compile(r"L2CAP\(s\): (Connect req|Connect rsp|Disconn req): ")


def _hcidump_signalling(found: re.Match[str], body: Body) -> object:
    """hcidump's signalling; it does not print the identifier, which comes out 0."""
    after = body.text[found.end() :]

    source, destination = number_after("scid", after, 0), number_after("dcid", after, 0)
    if found[1] == "Connect req":
        return l2cap.ConnectionRequest(0, number_after("psm", after), source)
    if found[1] == "Connect rsp":
        result, status = number_after("result", after), number_after("status", after, 0)
        return l2cap.ConnectionResponse(0, destination, source, result, status)
    return l2cap.DisconnectionRequest(0, destination, source)


_FIRST_ATT = re.compile(r"\n {6}ATT: [A-Z][\w -]{2,40}? ?\((0x[0-9a-f]{2})\)")


def says_nothing(raw: str) -> bool:
    """Whether one look at the body shows that `link_pdu` would find nothing in it."""
    if "SMP:" in raw or "L2CAP" in raw:
        return False
    if "ATT:" not in raw:
        return True
    found = _FIRST_ATT.match(raw)
    return found is not None and int(found[1], 16) not in ATT


def link_pdu(header: Header, raw: str) -> LinkPdu | None:
    """The PDU that an ACL entry shows; None for a fragment, which has no body, or a PDU no pairing needs.

    Raises `Lost` where the PDU is named but what it says was lost.
    """
    body = Body(raw.replace("Opcode: ", "SMP: ", 1) if header.name == "BTSMP" else raw)
    if found := _SMP.search(body.text):
        cid = smp.CID_BREDR if found[1] else smp.CID_LE
        return LinkPdu(header.handle, cid, _smp(found, body), "bredr" if found[1] else "le", header.address)
    if found := _SMP_BROKEN.search(body.text):
        return LinkPdu(header.handle, smp.CID_LE, Malformed("smp", found[1]), "le", header.address)
    if (found := _ATT.search(body.text)) and (decode := ATT.get(int(found[2], 16))):
        pdu = decode(Body(body.text[found.end() :]))
        return LinkPdu(header.handle, att.CID, pdu, header.transport or "le", header.address)
    if (found := _L2CAP.search(body.text)) and (signal := SIGNALLING.get(int(found[3], 16))):
        cid = l2cap.CID_LE_SIGNALLING if found[1] else l2cap.CID_SIGNALLING
        pdu = signal(int(found[4]), Body(body.text[found.end() :]))
        return LinkPdu(header.handle, cid, pdu, "le" if found[1] else "bredr", header.address)
    if found := _HCIDUMP.search(body.text):
        pdu = _hcidump_signalling(found, body)
        return LinkPdu(header.handle, l2cap.CID_SIGNALLING, pdu, "bredr", header.address)
    return None
