"""How one message reads as a step of the ladder: its name, and the fields that matter in few words."""

import re
from collections.abc import Callable
from typing import Any

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


_SECRET = re.compile(r"\b(pass ?key|pin(?: ?code)?)(\s*[=:]\s*|\s+(?=[0-9]{4,6}\b))(\w+)", re.IGNORECASE)


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


def _enable(m: hci.LeEnableEncryption) -> str:
    return f"stored key EDIV 0x{m.ediv:04x}" if m.ediv or m.rand else ""


_DETAIL: dict[type, Callable[[Any], str]] = {
    smp.PairingRequest: _features,
    smp.PairingResponse: _features,
    smp.SecurityRequest: lambda m: auth_req_words(m.auth_req),
    smp.PairingFailed: lambda m: f"0x{m.reason:02x} {codes.name('smp', m.reason)}",
    smp.CentralIdentification: lambda m: f"EDIV 0x{m.ediv:04x}",
    smp.IdentityAddressInformation: lambda m: m.address,
    smp.KeypressNotification: lambda m: smp.KEYPRESS.get(m.kind, str(m.kind)),
    hci.LeConnectionComplete: lambda m: _status("hci", m.status) if m.status else hci.ROLE.get(m.role, ""),
    hci.LeEnhancedConnectionComplete: lambda m: _status("hci", m.status) if m.status else hci.ROLE.get(m.role, ""),
    hci.ConnectionComplete: lambda m: _status("hci", m.status),
    hci.DisconnectionComplete: lambda m: _status("hci", m.reason),
    hci.Disconnect: lambda m: _status("hci", m.reason),
    hci.EncryptionChange: _encryption,
    hci.EncryptionChangeV2: _encryption,
    hci.EncryptionKeyRefreshComplete: lambda m: _status("hci", m.status),
    hci.LeEnableEncryption: _enable,
    hci.LeLongTermKeyRequest: lambda m: f"EDIV 0x{m.ediv:04x}" if m.ediv or m.rand else "",
    hci.AuthenticationComplete: lambda m: _status("hci", m.status),
    hci.SimplePairingComplete: lambda m: _status("hci", m.status),
    hci.LinkKeyNotification: lambda m: link_key(m.kind).words,
    hci.EncryptionKeySizeRead: lambda m: _status("hci", m.status) if m.status else f"{m.size} octets",
    hci.KeypressNotification: lambda m: smp.KEYPRESS.get(m.kind, str(m.kind)),
    hci.CommandStatus: lambda m: f"{hci.commands.name_of(m.opcode)}: {_status('hci', m.status)}",
    hci.LePhyUpdateComplete: lambda m: _status("hci", m.status),
    hci.LeConnectionUpdateComplete: lambda m: _status("hci", m.status),
    hci.IoCapabilityRequestReply: _bredr_features,
    hci.IoCapabilityResponse: _bredr_features,
    mgmt.PairDevice: lambda m: m.address,
    mgmt.CommandComplete: lambda m: f"{mgmt.commands.name_of(m.opcode)}: {_status('mgmt', m.status)}",
    mgmt.CommandStatus: lambda m: f"{mgmt.commands.name_of(m.opcode)}: {_status('mgmt', m.status)}",
    mgmt.AuthenticationFailed: lambda m: _status("mgmt", m.status),
    mgmt.ConnectFailed: lambda m: _status("mgmt", m.status),
    mgmt.DeviceDisconnected: lambda m: codes.name("mgmt-disc", m.reason),
    mgmt.NewLongTermKey: lambda m: f"{_KEY_KIND.get(m.kind, m.kind)}{'' if m.store else ', not to be stored'}",
    mgmt.UserConfirmationRequest: lambda m: "Just Works, yes or no" if m.hint else "compare the six digits",
    mgmt.PasskeyNotify: lambda m: f"{m.entered} digits typed" if m.entered else "the peer types it",
    att.ErrorResponse: lambda m: f"0x{m.error:02x} {codes.name('att', m.error)}",
    att.ReadRequest: lambda m: f"handle 0x{m.handle:04x}",
    ll.TerminateInd: lambda m: _status("hci", m.error_code),
    ll.RejectInd: lambda m: _status("hci", m.error_code),
    ll.RejectExtInd: lambda m: f"{ll.ll.name_of(m.rejected)}: {_status('hci', m.error_code)}",
    ll.UnknownRsp: lambda m: ll.ll.name_of(m.opcode),
    ll.EncReq: lambda m: f"stored key EDIV 0x{m.ediv:04x}" if m.ediv or m.rand else "",
    LogLine: log_text,
    Sentence: lambda m: m.text,
}

_TEXT: dict[type, str] = {
    IsoOnAclLink: "ISO data on an ACL link",
    hci.EncryptionKeySizeRead: "Encryption Key Size",
    hci.LeConnectionComplete: "Connected",
    hci.LeEnhancedConnectionComplete: "Connected",
    hci.ConnectionComplete: "Connected",
    hci.DisconnectionComplete: "Disconnected",
    hci.EncryptionChange: "Encryption",
    hci.EncryptionChangeV2: "Encryption",
    hci.LeEnableEncryption: "Start Encryption",
    hci.LeLongTermKeyRequest: "Key asked for",
    hci.LeLongTermKeyRequestReply: "Key given",
    hci.LeLongTermKeyRequestNegativeReply: "No such key here",
}


def text_of(message: object) -> str:
    """The standard name of the message, in the words of the ladder."""
    kind = type(message)
    if kind in _TEXT:
        return _TEXT[kind]
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
    detail = _DETAIL.get(type(message))
    if detail is not None:
        return detail(message)
    return message.why if isinstance(message, Malformed) else ""


def phase_of(message: object, otherwise: Phase = Phase.CONNECTION) -> Phase:
    """The phase a message belongs to; `otherwise` for one that can stand in any."""
    if isinstance(message, smp.PairingRequest | smp.PairingResponse | smp.SecurityRequest):
        return Phase.FEATURES
    if isinstance(message, _KEY_PDUS):
        return Phase.KEYS
    if isinstance(message, _ENCRYPTION):
        return Phase.ENCRYPTION
    if isinstance(message, smp.PairingFailed | hci.DisconnectionComplete | hci.Disconnect | ll.TerminateInd):
        return Phase.END
    if isinstance(message, _AUTHENTICATION):
        return Phase.AUTHENTICATION
    return otherwise


_KEY_PDUS = (
    *smp.KEYS,
    mgmt.NewLongTermKey,
    mgmt.NewIrk,
    mgmt.NewCsrk,
    mgmt.NewLinkKey,
    hci.LinkKeyNotification,
)
_ENCRYPTION = (
    hci.LeEnableEncryption,
    hci.EncryptionChange,
    hci.EncryptionChangeV2,
    hci.EncryptionKeyRefreshComplete,
    hci.LeLongTermKeyRequest,
    hci.LeLongTermKeyRequestReply,
    hci.LeLongTermKeyRequestNegativeReply,
    hci.SetConnectionEncryption,
    hci.EncryptionKeySizeRead,
    ll.EncReq,
    ll.EncRsp,
    ll.StartEncReq,
    ll.StartEncRsp,
)
_AUTHENTICATION = (
    smp.PairingConfirm,
    smp.PairingRandom,
    smp.PairingPublicKey,
    smp.PairingDHKeyCheck,
    smp.KeypressNotification,
    hci.AuthenticationRequested,
    hci.AuthenticationComplete,
    hci.LinkKeyRequest,
    hci.LinkKeyRequestReply,
    hci.LinkKeyRequestNegativeReply,
    hci.IoCapabilityRequest,
    hci.IoCapabilityRequestReply,
    hci.IoCapabilityRequestNegativeReply,
    hci.IoCapabilityResponse,
    hci.SimplePairingComplete,
    hci.PinCodeRequest,
    hci.PinCodeRequestReply,
    hci.PinCodeRequestNegativeReply,
    hci.UserConfirmationRequest,
    hci.UserConfirmationRequestReply,
    hci.UserConfirmationRequestNegativeReply,
    hci.UserPasskeyRequest,
    hci.UserPasskeyRequestReply,
    hci.UserPasskeyRequestNegativeReply,
    hci.UserPasskeyNotification,
    hci.KeypressNotification,
    mgmt.UserConfirmationRequest,
    mgmt.UserConfirmationReply,
    mgmt.UserConfirmationNegativeReply,
    mgmt.UserPasskeyRequest,
    mgmt.UserPasskeyReply,
    mgmt.UserPasskeyNegativeReply,
    mgmt.PasskeyNotify,
    mgmt.PinCodeRequest,
    mgmt.PinCodeReply,
    mgmt.PinCodeNegativeReply,
)
_MGMT = frozenset([*mgmt.commands.by_code.values(), *mgmt.events.by_code.values()])
