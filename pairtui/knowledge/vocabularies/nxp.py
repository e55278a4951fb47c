"""NXP's Bluetooth LE host on Kinetis, KW and MCX: the names of its results, and the words of its samples' shell."""

import re
from re import Match

from pairtui.knowledge.vocabularies.vocabulary import SMP_TIMEOUT, Row, Says, Statement, Vocabulary, computed, row

_HCI_BASE, _SM_BASE = 0x0100, 0x0400
_STEP = "authentication or encryption"

_RESULTS: dict[int, tuple[str, tuple[str, int | str, str]]] = {
    0x0E: ("SmpTimeoutOccurred", (*SMP_TIMEOUT, "unknown")),
    0x18: ("LlConnectionEncryptionFailure", ("firmware", "LlConnectionEncryptionFailure", "unknown")),
    0x19: ("InsufficientResources", ("firmware", "PairingUnsuccessful", "local")),
    0x1B: ("SmpPacketReceivedAfterTimeoutOccurred", (*SMP_TIMEOUT, "unknown")),
    0x1D: ("UnattainableLocalDeviceSecRequirements", ("smp", 0x03, "local")),
    0x1E: ("UnattainableLocalDeviceMinKeySize", ("smp", 0x06, "local")),
    0x1F: ("UnattainableSlaveSecReqRequirements", ("smp", 0x03, "local")),
    0x31: ("PairingErrorPasskeyEntryFailed", ("smp", 0x01, "unknown")),
    0x32: ("PairingErrorConfirmValueFailed", ("smp", 0x04, "unknown")),
    0x33: ("PairingErrorCommandNotSupported", ("smp", 0x07, "unknown")),
    0x34: ("PairingErrorInvalidParameters", ("smp", 0x0A, "unknown")),
    0x35: ("PairingErrorUnknownReason", ("smp", 0x08, "unknown")),
    0x36: ("PairingErrorTimeout", (*SMP_TIMEOUT, "unknown")),
    0x37: ("PairingErrorAuthenticationRequirements", ("smp", 0x03, "unknown")),
    0x39: ("PairingErrorKeyRejected", ("smp", 0x0F, "unknown")),
}
"""Results of the security manager without their base: the name, and what it is in other terms."""

_NAMES = dict(_RESULTS.values()) | {"UnattainablePeripheralSecReqRequirements": ("smp", 0x03, "local")}
_REJECTED_BY_NAME = {"OobNotAvailable": 0x02, "IncompatibleIoCapabilities": 0x03, "PairingNotSupported": 0x05, "LowEncryptionKeySize": 0x06, "RepeatedAttempts": 0x09}  # fmt: skip
_NOT_ENCRYPTED = 0xF0
"""gLinkEncryptionFailed_c; the other reasons of gapAuthenticationRejectReason_t are those of SMP."""


def _failed(meaning: tuple[str, int | str, str]) -> Statement:
    return Statement(Says.FAILED, *meaning, step=_STEP)


def _named(found: Match[str]) -> Statement | None:
    if reason := _REJECTED_BY_NAME.get(found["name"]):
        return Statement(Says.FAILED, "smp", reason)
    known = _NAMES.get(found["name"].removeprefix("Sm"))
    return _failed(known) if known else None


def _result(status: int) -> Statement | None:
    known = _RESULTS.get(status - _SM_BASE)
    return _failed(known[1]) if known else None


def _rejected(reason: int) -> Statement | None:
    if reason == _NOT_ENCRYPTED:
        return _failed(_RESULTS[0x18][1])
    return Statement(Says.FAILED, "smp", reason, "peer", "feature exchange") if 0 < reason < 0x10 else None


def _left(reason: int) -> Statement:
    """bleResult_t: HCI's error with its base."""
    code = reason - _HCI_BASE
    return Statement(Says.DISCONNECTED, "hci", code) if 0 < code < 0x45 else Statement(Says.STEP)


_NAME = rf"\bg(?P<name>Sm(?:{'|'.join(_NAMES)})|{'|'.join(_REJECTED_BY_NAME)})_c\b"
_HEX = r"(?P<code>0x0?[0-9a-fA-F]{1,3})\b"

VOCABULARY = Vocabulary(
    "nxp",
    "NXP Bluetooth LE host (Kinetis, KW, MCX)",
    "microcontroller",
    "NXP ble_general.h (bleResult_t: gSmStatusBase_c 0x0400, gHciStatusBase_c 0x0100), gap_types.h "
    "(gapAuthenticationRejectReason_t); wireless_uart, hid_host and ble_shell of the MCUXpresso SDK 2",
    re.compile(r"\bg(?:Sm|Hci|ConnEvt)[A-Z]\w+_c\b|--> +GAP Event: |\bgLinkEncryptionFailed_c\b"),
    (
        Row("_c", re.compile(_NAME), _named),
        computed("authentication rejected", rf"Authentication Rejected reason = {_HEX}", _rejected),
        computed("0x04", r"\b(?i:pairing|reason|status|result|error)\b[^\n]{0,40}?(?P<code>0x04[013][0-9a-fA-F])\b", _result, common=True),
        row("device paired", r"GAP Event: Device Paired\b", Says.PAIRED),
        row("pairing unsuccessful", r"GAP Event: Pairing Unsuccessful\b", Says.FAILED, "firmware", code="PairingUnsuccessful", step=_STEP),
        row("pairing failure", r"\bPAIRING FAILURE\b", Says.FAILED, "firmware", code="PairingUnsuccessful", step=_STEP, common=True),
        row("link encrypted", r"GAP Event: Link Encrypted\b", Says.ENCRYPTED),
        row("gap event", r"GAP Event: (?:PIN|Passkey)\b[^\n]*", Says.ASKED),
        row("gap event", r"GAP Event: (?:Device )?(?:Still )?Connected\b", Says.CONNECTED),
        computed("disconnected with reason", r"Disconnected with reason (?P<code>\d{1,4})!", _left),
        row("gap event", r"GAP Event: (?:Device )?Disconnected\b", Says.STEP),
    ),
)  # fmt: skip
