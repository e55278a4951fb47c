"""How one message reads as a step of the ladder: one row per type with its phase, its detail and its name."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from pairtui.knowledge import codes
from pairtui.knowledge.key_types import link_key
from pairtui.pairing.attempt import Phase
from pairtui.protocol.messages import att, hci, ll, mgmt, smp
from pairtui.protocol.record import LogLine, Sentence
from pairtui.protocol.streams.hci import IsoOnAclLink
from pairtui.protocol.values import Malformed, Unknown

_KEY_KIND = {
    0: "unauthenticated legacy",
    1: "authenticated legacy",
    2: "unauthenticated P-256",
    3: "authenticated P-256",
    4: "debug P-256",
}


_SECRET = re.compile(
    r"\b(pass ?key|pin(?: ?code)?)((?: \(number in [0-9-]+\))?\s*[=:]\s*|\s+(?=[0-9]{4,6}\b))(\w+)", re.IGNORECASE
)


def log_text(line: LogLine) -> str:
    """The line's text; bluetoothd's debug log names passkeys and PINs, and they are left out."""
    return _SECRET.sub(r"\1\2……", line.text)


def _features(pdu: "smp.PairingRequest | smp.PairingResponse") -> str:
    parts = [smp.io_label(pdu.io)]
    parts += ["bonding"] if pdu.bonding else ["no bonding"]
    parts += [word for word, on in (("MITM", pdu.mitm), ("SC", pdu.secure_connections)) if on]
    parts += ["OOB data"] if pdu.oob else []
    parts.append(f"key {pdu.max_key_size}")
    parts.append(f"keys {smp.key_dist_label(pdu.initiator_keys)} / {smp.key_dist_label(pdu.responder_keys)}")
    return " · ".join(parts)


def auth_req_words(auth_req: smp.AuthReq) -> str:
    """`bonding MITM SC`, or `no bonding`."""
    words = ["bonding" if auth_req & 3 == 1 else "no bonding"]
    words += [bit.name or "" for bit in (smp.AuthReq.MITM, smp.AuthReq.SC) if auth_req & bit]
    return " ".join(words)


def _status(space: str, code: int) -> str:
    return "ok" if code == 0 else f"0x{code:02x} {codes.name(space, code)}"


def _encryption(m: "hci.EncryptionChange | hci.EncryptionChangeV2") -> str:
    if m.status:
        return _status("hci", m.status)
    return {0: "off", 2: "on, AES-CCM"}.get(m.mode, "on")


def _bredr_features(m: "hci.IoCapabilityRequestReply | hci.IoCapabilityResponse") -> str:
    return f"{smp.io_label(m.io)}{', MITM' if m.auth_req & 1 else ''}"


def _hci_status(m: Any) -> str:
    return _status("hci", m.status)


def _mgmt_status(m: Any) -> str:
    return _status("mgmt", m.status)


def _mgmt_reply(m: "mgmt.CommandComplete | mgmt.CommandStatus") -> str:
    return f"{mgmt.commands.name_of(m.opcode)}: {_status('mgmt', m.status)}"


def _reason(m: "hci.DisconnectionComplete | hci.Disconnect") -> str:
    return _status("hci", m.reason)


def _error_code(m: "ll.TerminateInd | ll.RejectInd") -> str:
    return _status("hci", m.error_code)


def _connected(m: "hci.LeConnectionComplete | hci.LeEnhancedConnectionComplete") -> str:
    return _status("hci", m.status) if m.status else hci.ROLE.get(m.role, "")


def _keypress(m: "smp.KeypressNotification | hci.KeypressNotification") -> str:
    return smp.KEYPRESS.get(m.kind, str(m.kind))


def _asked_key(m: Any) -> str:
    return f"EDIV 0x{m.ediv:04x}" if m.ediv or m.rand else ""


def _stored_key(m: Any) -> str:
    asked = _asked_key(m)
    return f"stored key {asked}" if asked else ""


def _key_size(m: hci.EncryptionKeySizeRead) -> str:
    return _status("hci", m.status) if m.status else f"{m.size} octets"


def _question(m: mgmt.UserConfirmationRequest) -> str:
    return "Just Works, yes or no" if m.hint else "compare the six digits"


def _typed(m: mgmt.PasskeyNotify) -> str:
    return f"{m.entered} digits typed" if m.entered else "the peer types it"


def _new_key(m: mgmt.NewLongTermKey) -> str:
    return f"{_KEY_KIND.get(m.kind, m.kind)}{'' if m.store else ', not to be stored'}"


class _Row(NamedTuple):
    """How a type of message reads: its phase (None: any), the detail, the name where NAME is not the ladder's word."""

    phase: Phase | None = None
    detail: Callable[[Any], str] | None = None
    name: str = ""


_FEATURES, _AUTHENTICATION, _ENCRYPTION = Phase.FEATURES, Phase.AUTHENTICATION, Phase.ENCRYPTION
_KEYS, _END = Phase.KEYS, Phase.END

_ROWS: dict[type, _Row] = {
    smp.PairingRequest: _Row(_FEATURES, _features),
    smp.PairingResponse: _Row(_FEATURES, _features),
    smp.SecurityRequest: _Row(_FEATURES, lambda m: auth_req_words(m.auth_req)),
    smp.PairingConfirm: _Row(_AUTHENTICATION),
    smp.PairingRandom: _Row(_AUTHENTICATION),
    smp.PairingPublicKey: _Row(_AUTHENTICATION),
    smp.PairingDHKeyCheck: _Row(_AUTHENTICATION),
    smp.KeypressNotification: _Row(_AUTHENTICATION, _keypress),
    smp.EncryptionInformation: _Row(_KEYS),
    smp.CentralIdentification: _Row(_KEYS, lambda m: f"EDIV 0x{m.ediv:04x}"),
    smp.IdentityInformation: _Row(_KEYS),
    smp.IdentityAddressInformation: _Row(_KEYS, lambda m: m.address),
    smp.SigningInformation: _Row(_KEYS),
    smp.PairingFailed: _Row(_END, lambda m: f"0x{m.reason:02x} {codes.name('smp', m.reason)}"),
    hci.AuthenticationRequested: _Row(_AUTHENTICATION),
    hci.AuthenticationComplete: _Row(_AUTHENTICATION, _hci_status),
    hci.LinkKeyRequest: _Row(_AUTHENTICATION),
    hci.LinkKeyRequestReply: _Row(_AUTHENTICATION),
    hci.LinkKeyRequestNegativeReply: _Row(_AUTHENTICATION),
    hci.IoCapabilityRequest: _Row(_AUTHENTICATION),
    hci.IoCapabilityRequestReply: _Row(_AUTHENTICATION, _bredr_features),
    hci.IoCapabilityRequestNegativeReply: _Row(_AUTHENTICATION),
    hci.IoCapabilityResponse: _Row(_AUTHENTICATION, _bredr_features),
    hci.SimplePairingComplete: _Row(_AUTHENTICATION, _hci_status),
    hci.PinCodeRequest: _Row(_AUTHENTICATION),
    hci.PinCodeRequestReply: _Row(_AUTHENTICATION),
    hci.PinCodeRequestNegativeReply: _Row(_AUTHENTICATION),
    hci.UserConfirmationRequest: _Row(_AUTHENTICATION),
    hci.UserConfirmationRequestReply: _Row(_AUTHENTICATION),
    hci.UserConfirmationRequestNegativeReply: _Row(_AUTHENTICATION),
    hci.UserPasskeyRequest: _Row(_AUTHENTICATION),
    hci.UserPasskeyRequestReply: _Row(_AUTHENTICATION),
    hci.UserPasskeyRequestNegativeReply: _Row(_AUTHENTICATION),
    hci.UserPasskeyNotification: _Row(_AUTHENTICATION),
    hci.KeypressNotification: _Row(_AUTHENTICATION, _keypress),
    hci.LeEnableEncryption: _Row(_ENCRYPTION, _stored_key, "Start Encryption"),
    hci.EncryptionChange: _Row(_ENCRYPTION, _encryption, "Encryption"),
    hci.EncryptionChangeV2: _Row(_ENCRYPTION, _encryption, "Encryption"),
    hci.EncryptionKeyRefreshComplete: _Row(_ENCRYPTION, _hci_status),
    hci.LeLongTermKeyRequest: _Row(_ENCRYPTION, _asked_key, "Key asked for"),
    hci.LeLongTermKeyRequestReply: _Row(_ENCRYPTION, name="Key given"),
    hci.LeLongTermKeyRequestNegativeReply: _Row(_ENCRYPTION, name="No such key here"),
    hci.SetConnectionEncryption: _Row(_ENCRYPTION),
    hci.EncryptionKeySizeRead: _Row(_ENCRYPTION, _key_size, "Encryption Key Size"),
    hci.LinkKeyNotification: _Row(_KEYS, lambda m: link_key(m.kind).words),
    hci.DisconnectionComplete: _Row(_END, _reason, "Disconnected"),
    hci.Disconnect: _Row(_END, _reason),
    hci.LeConnectionComplete: _Row(None, _connected, "Connected"),
    hci.LeEnhancedConnectionComplete: _Row(None, _connected, "Connected"),
    hci.ConnectionComplete: _Row(None, _hci_status, "Connected"),
    hci.CommandStatus: _Row(None, lambda m: f"{hci.commands.name_of(m.opcode)}: {_status('hci', m.status)}"),
    hci.LePhyUpdateComplete: _Row(None, _hci_status),
    hci.LeConnectionUpdateComplete: _Row(None, _hci_status),
    hci.AuthenticatedPayloadTimeoutExpired: _Row(None),
    mgmt.UserConfirmationRequest: _Row(_AUTHENTICATION, _question),
    mgmt.UserConfirmationReply: _Row(_AUTHENTICATION),
    mgmt.UserConfirmationNegativeReply: _Row(_AUTHENTICATION),
    mgmt.UserPasskeyRequest: _Row(_AUTHENTICATION),
    mgmt.UserPasskeyReply: _Row(_AUTHENTICATION),
    mgmt.UserPasskeyNegativeReply: _Row(_AUTHENTICATION),
    mgmt.PasskeyNotify: _Row(_AUTHENTICATION, _typed),
    mgmt.PinCodeRequest: _Row(_AUTHENTICATION),
    mgmt.PinCodeReply: _Row(_AUTHENTICATION),
    mgmt.PinCodeNegativeReply: _Row(_AUTHENTICATION),
    mgmt.NewLongTermKey: _Row(_KEYS, _new_key),
    mgmt.NewIrk: _Row(_KEYS),
    mgmt.NewCsrk: _Row(_KEYS),
    mgmt.NewLinkKey: _Row(_KEYS),
    mgmt.PairDevice: _Row(None, lambda m: m.address),
    mgmt.CommandComplete: _Row(None, _mgmt_reply),
    mgmt.CommandStatus: _Row(None, _mgmt_reply),
    mgmt.AuthenticationFailed: _Row(None, _mgmt_status),
    mgmt.ConnectFailed: _Row(None, _mgmt_status),
    mgmt.DeviceDisconnected: _Row(None, lambda m: codes.name("mgmt-disc", m.reason)),
    ll.EncReq: _Row(_ENCRYPTION, _stored_key),
    ll.EncRsp: _Row(_ENCRYPTION),
    ll.StartEncReq: _Row(_ENCRYPTION),
    ll.StartEncRsp: _Row(_ENCRYPTION),
    ll.TerminateInd: _Row(_END, _error_code),
    ll.RejectInd: _Row(None, _error_code),
    ll.RejectExtInd: _Row(None, lambda m: f"{ll.ll.name_of(m.rejected)}: {_status('hci', m.error_code)}"),
    ll.UnknownRsp: _Row(None, lambda m: ll.ll.name_of(m.opcode)),
    att.ErrorResponse: _Row(None, lambda m: f"0x{m.error:02x} {codes.name('att', m.error)}"),
    att.ReadRequest: _Row(None, lambda m: f"handle 0x{m.handle:04x}"),
    LogLine: _Row(None, log_text),
    Sentence: _Row(None, lambda m: m.text),
    IsoOnAclLink: _Row(name="ISO data on an ACL link"),
}
_PLAIN = _Row()
_MGMT = frozenset([*mgmt.commands.by_code.values(), *mgmt.events.by_code.values()])


def text_of(message: object) -> str:
    """The standard name of the message, in the words of the ladder."""
    kind = type(message)
    name = _ROWS.get(kind, _PLAIN).name
    if name:
        return name
    if isinstance(message, LogLine):
        return message.ident
    if isinstance(message, Unknown):
        return f"{message.space} 0x{message.code:02x}"
    if isinstance(message, Malformed):
        return f"damaged {message.what}"
    if kind in _MGMT:
        return f"MGMT {getattr(message, 'NAME', kind.__name__)}"
    return str(getattr(message, "NAME", kind.__name__))


def detail_of(message: object) -> str:
    """The fields that matter, short; never a key, passkey or PIN."""
    detail = _ROWS.get(type(message), _PLAIN).detail
    if detail is not None:
        return detail(message)
    return message.why if isinstance(message, Malformed) else ""


def phase_of(message: object, otherwise: Phase = Phase.CONNECTION) -> Phase:
    """The phase a message belongs to; `otherwise` for one that can stand in any."""
    return _ROWS.get(type(message), _PLAIN).phase or otherwise
