"""Words by which a line of any log says that something failed."""

import re

_FAILURE = re.compile(
    r"fail(?!(?:ed)?[ _-]?safe)|\berr(?:or)?s?\b(?![ :=]+(?:0x)?0+\b)|reject|refus|denied|"
    r"time(?:d)?[ _-]?out(?! ?[:=] ?[0-9])|mismatch|\bmissing\b|"
    r"denying|not (?:permitted|allowed|supported|authorized|available)|insufficient|\binvalid\b|"
    r"unable to|could ?n[o']t|cannot|\babort|"
    r"(?<!command )\b(?:status|reason|result|code)[ :=]+\(?(?!(?:0x)?0+\b)(?:0x[0-9a-f]{1,4}|[0-9]{1,5})\b",
    re.IGNORECASE,
)

_SUBJECT = re.compile(
    r"pair|bond|auth|encrypt|secur|\bsmp\b|\bltk\b|passkey|pin ?code|\bgatt|\ble\b|blue(?:tooth|z)|\bbt[_ ]|\bhci|"
    r"\b(?:dis)?connect|l2cap|\batt\b|\bgap\b|agent|\bble\b|\bkeys?\b|(?:[0-9a-f]{2}:){5}[0-9a-f]{2}",
    re.IGNORECASE,
)


def speaks_of_failure(text: str) -> bool:
    """Whether a line says that something of Bluetooth failed: a word of failure beside one of the subject."""
    return bool(_FAILURE.search(text) and _SUBJECT.search(text))
