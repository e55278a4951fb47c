"""TrouBLE, the host of embassy in Rust: the reasons of its security manager by name, as `log` and `defmt` print them."""

import re
from re import Match

from pairtui.knowledge.vocabularies.vocabulary import Row, Says, Statement, Vocabulary, row

_REASONS = (
    ("PasskeyEntryFailed", "Passkey entry canceled or failed"),
    ("OobNotAvailable", "Out-of-band data not available"),
    ("AuthenticationRequirements", "Authentication requirements not met"),
    ("ConfirmValueFailed", "Confirm value does not match"),
    ("PairingNotSupported", "Device do not support pairing"),
    ("EncryptionKeySize", "Encryption key size is not long enough"),
    ("CommandNotSupported", "Security manager protocol command not supported"),
    ("UnspecifiedReason", "Pairing failed due to an unspecified reason"),
    ("RepeatedAttempts", "Pairing failed due to repeated attempts"),
    ("InvalidParameters", "Command and/or parameter invalid"),
    ("DHKeyCheckFailed", "DH key check value does not match"),
    ("NumericComparisonFailed", "Numeric comparison values do not match"),
    ("BrEdrPairingInProgress", "Pairing in progess over BR/EDR"),
    ("GenerationNotAllowed", "Link key generation failed"),
    ("KeyRejected", "Device rejected distributed key"),
    ("Busy", "Device is not ready to peform pairing"),
)
"""From SMP's reason 1 on: what `log` prints, and what `defmt` prints."""

_NUMBERS = {name: number for number, names in enumerate(_REASONS, 1) for name in names}
_NAME = rf"(?P<name>{'|'.join(re.escape(name) for name in _NUMBERS)})\b"
_PEER = "PairingFailed"
"""The command that brings the peer's reason; one that cannot be handled is answered with the reason."""

_ROLES = {"PairingResponse": "initiator", "SecurityRequest": "initiator", "PairingRequest": "responder"}
"""Who receives such a command."""


def _unhandled(found: Match[str]) -> Statement:
    command = found["command"].replace(" ", "")
    by = "peer" if command == _PEER else "local"
    step = "feature exchange" if command in _ROLES else "authentication"
    return Statement(Says.FAILED, "smp", _NUMBERS[found["name"]], by, step, _ROLES.get(command, ""))


def _failed(by: str, pattern: str) -> Row:
    def read(found: Match[str]) -> Statement:
        return Statement(Says.FAILED, "smp", _NUMBERS[found["name"]], by)

    return Row("fail|error", re.compile(pattern), read)


_LINK_ENDS = {"Connection Timeout": 0x08, "Remote User Terminated Connection": 0x13, "Connection Terminated by Local Host": 0x16, "Connection Terminated Due To MIC Failure": 0x3D}  # fmt: skip
"""The `Status` of bt-hci as it prints itself."""


def _ended(found: Match[str]) -> Statement:
    return Statement(Says.DISCONNECTED, "hci", _LINK_ENDS[found["name"]])


ROWS = (
    Row("disconnect", re.compile(rf"[Dd]isconnect(?:ed|ion event)\b[^\n]{{0,30}}?(?:reason: |Err\()(?P<name>{'|'.join(_LINK_ENDS)})\b"), _ended),
    Row("failed to handle command", re.compile(rf"Failed to handle command (?P<command>[A-Z][\w ]{{4,30}}), Security\({_NAME}"), _unhandled),
    _failed("peer", rf"\[(?:smp|security manager)\] Pairing failed {_NAME}"),
    _failed("unknown", rf"[Pp]airing (?:error|failed): Security\({_NAME}"),
    _failed("unknown", rf"(?:Handling of command failed|Failed to handle security manager packet,) Security\({_NAME}"),
    row("pairing complete", r"\[gatt\] [Pp]airing complete: Encrypted(?:Authenticated)?\b", Says.PAIRED),
    row("request_security", r"\brequest_security\b", Says.BEGUN),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "trouble",
    "TrouBLE (embassy, Rust)",
    "microcontroller",
    "embassy-rs/trouble: host/src/security_manager/types.rs (Reason), mod.rs, pairing/central.rs (0.2 to 0.5); "
    "embassy-rs/bt-hci src/param/status.rs (Status)",
    re.compile(
        r"\btrouble(?:_host|-host|_example_apps)?\b|\[security manager\]|\[smp\] |Failed to handle security manager packet"
    ),
    ROWS,
)
