"""The Core Specification's own words for SMP's reasons, HCI's and ATT's errors, as tools and people write them."""

import re
from re import Match

from pairtui.knowledge.codes import hci
from pairtui.knowledge.codes.smp import REASONS
from pairtui.knowledge.vocabularies.vocabulary import Row, Says, Statement, Vocabulary

_NAMES = {code.name.lower(): number for number, code in REASONS.items() if isinstance(number, int)}
_NAMED = "|".join(re.escape(name) for name in sorted(_NAMES, key=len, reverse=True))
_NUMBER = r"(?:\(?0x(?P<code>0?[0-9a-f])\)?)?"
_KEY_MISSING = 0x06
_PEER = re.compile(
    r"\b(?:received|rcvd|peer|remote|from the|(?:responds?|answers?|repl(?:y|ies|ied)) with)\b|"
    r"\w ?(?:→|->) ?(?:phone|host|central|gateway)\b",
    re.IGNORECASE,
)
_LOCAL = re.compile(r"\b(?:sent|sending|local|own)\b|\b(?:phone|host|central|gateway) ?(?:→|->)", re.IGNORECASE)


CONSTANTS = {
    "PASSKEY_ENTRY_FAILED": 0x01, "PASSKEY_ENTRY_FAIL": 0x01, "PASSKEY_FAIL": 0x01,
    "OOB_NOT_AVAILABLE": 0x02, "OOB_NOT_AVAIL": 0x02, "OOB_FAIL": 0x02,
    "AUTHENTICATION_REQUIREMENTS": 0x03, "AUTHENTICATION_REQUIREMENT": 0x03, "AUTH_REQUIREMENTS": 0x03, "AUTH_REQ": 0x03, "PAIR_AUTH_FAIL": 0x03,
    "CONFIRM_VALUE_FAILED": 0x04, "CONFIRM_VALUE_FAIL": 0x04, "CONFIRM_VALUE_ERR": 0x04, "CONFIRM_FAILED": 0x04,
    "PAIRING_NOT_SUPPORTED": 0x05, "PAIRING_NOTSUPP": 0x05, "PAIR_NOT_SUPPORT": 0x05,
    "ENCRYPTION_KEY_SIZE": 0x06, "ENC_KEY_SIZE": 0x06,
    "COMMAND_NOT_SUPPORTED": 0x07, "CMD_NOTSUPP": 0x07, "INVALID_CMD": 0x07,
    "UNSPECIFIED_REASON": 0x08, "UNSPECIFIED": 0x08, "PAIR_FAIL_UNKNOWN": 0x08,
    "REPEATED_ATTEMPTS": 0x09, "REPEATED_ATTEMPT": 0x09,
    "INVALID_PARAMETERS": 0x0A, "INVALID_PARAMS": 0x0A,
    "DHKEY_CHECK_FAILED": 0x0B, "DHKEY_CHK_FAIL": 0x0B,
    "NUMERIC_COMPARISON_FAILED": 0x0C, "NUMERIC_COMP_FAILED": 0x0C, "NUMERIC_COMPAR_FAIL": 0x0C, "NUM_COMP_FAIL": 0x0C,
}  # fmt: skip
"""What stands behind the prefix of a stack (_PREFIX)."""

_PREFIX = r"\b(?:BT_SMP_ERR(?:OR)?_|(?:BLE_)?SM_REASON_|ESP_AUTH_SMP_|SL_STATUS_BT_SMP_|SMP_(?:REASON_|SC_|ERR(?:OR)?_(?:(?P<side>LOC|REM)_)?)?)"
_CONSTANT = re.compile(
    r"(?i:fail\w*|reason|error|status|result|due to)\b[^\n;{}#]{0,60}?"
    rf"{_PREFIX}(?P<constant>{'|'.join(sorted(CONSTANTS, key=len, reverse=True))})\b(?!\s*[=:;]|\s*\d)"
)
_SOURCE_CODE = re.compile(r"#define|\bcase\b|[=!]=|\bif \(|//|;\s*$")


def _constant(found: Match[str]) -> Statement | None:
    if _SOURCE_CODE.search(found.string):
        return None
    by = {"LOC": "local", "REM": "peer"}.get(found["side"] or "") or _by(found)
    return Statement(Says.FAILED, "smp", CONSTANTS[found["constant"]], by)


def _by(found: Match[str]) -> str:
    before = found.string[max(0, found.start() - 60) : found.end()]
    peer, local = bool(_PEER.search(before)), bool(_LOCAL.search(before))
    return "unknown" if peer == local else "peer" if peer else "local"


def _failed(found: Match[str]) -> Statement:
    return Statement(Says.FAILED, "smp", _NAMES[found["name"].lower()], _by(found))


_PAGE_TIMEOUT = 0x04


def _event(found: Match[str]) -> Statement | None:
    """An HCI event in one line: its name, and its status in words and as a number."""
    status = int(found["status"], 16)
    if status == 0 or status not in hci.ERRORS:
        return None
    if found["event"].lower().startswith("connect"):
        return Statement(Says.NOT_CONNECTED, "hci", status, transport="bredr" if status == _PAGE_TIMEOUT else "unknown")
    by = "peer" if status == _KEY_MISSING else "unknown"
    if found["event"].lower().startswith("encrypt"):
        return Statement(Says.FAILED, "hci", status, by, "encryption", transport="unknown")
    return Statement(Says.FAILED, "hci", status, by, "authentication", transport="bredr")


def _numbered(found: Match[str], by: str = "unknown") -> Statement | None:
    reason = int(found["number"], 16 if found["number"][:2].lower() == "0x" else 10)
    return Statement(Says.FAILED, "smp", reason, by) if reason in _NAMES.values() else None


_INSUFFICIENT = {"authentication": 0x05, "authorization": 0x08, "encryption": 0x0F, "encryption key size": 0x0C}


_MEANT = re.compile(
    r"(?i:\b(?:should|shall|must|would|will|may|could)\b[^\n.]{0,20} (?:reject|return|respond|answer|reply|send|give|throw)\b"
    r"[^\n.]{0,50}|\babout (?:an? |the )?[\"'`]?)\Z"
)
"""What stands before an error that somebody expects or asks about, and that did not come."""


def _insufficient(found: Match[str]) -> Statement | None:
    if _MEANT.search(found.string[: found.start()]):
        return None
    name = (
        found["name"]
        .lower()
        .replace("authorisation", "authorization")
        .replace("encryptionkeysize", "encryption key size")
    )
    error = _INSUFFICIENT[name]
    before = found.string[max(0, found.start() - 60) : found.start()]
    by = "local" if _LOCAL.search(before) else "peer"
    return Statement(Says.FAILED, "att", error, by, "attribute access")


_DEFINED = {
    "user input of passkey failed": 0x01,
    "oob data is not available": 0x02,
    "out of band data is not available": 0x02,
    "authentication requirements cannot be met": 0x03,
    "confirm value does not match": 0x04,
    "pairing is not supported by the device": 0x05,
    "encryption key size is insufficient": 0x06,
    "encryption key size is not long enough": 0x06,
    "smp command received is not supported": 0x07,
    "due to an unspecified reason": 0x08,
    "disallowed because too little time has elapsed": 0x09,
    "the invalid parameters error code": 0x0A,
    "that the dhkey check value": 0x0B,
    "confirm values in the numeric comparison": 0x0C,
    "over the le transport failed due to": 0x0D,
    "cannot be used to derive and distribute keys": 0x0E,
    "chose not to accept a distributed key": 0x0F,
}
"""What the table of reasons says of each, in lower case: the comments of headers and what samples print have it too."""


def _defined(words: str, reason: int) -> Row:
    def read(found: Match[str]) -> Statement | None:
        return None if _SOURCE_CODE.search(found.string) else Statement(Says.FAILED, "smp", reason, _by(found))

    return Row(words, re.compile(rf"(?i:\b(?:fail\w*|reason|error|status)\b[^\n]{{0,80}}?{words}[^\n]*)"), read)


ROWS = (
    *(_defined(words, reason) for words, reason in _DEFINED.items()),
    Row("insufficient", re.compile(r"(?<!not success: )(?i:\binsufficient ?(?P<name>authentication|authori[sz]ation|encryption(?: ?key ?size)?)\b)"), _insufficient),
    Row("insufficient", re.compile(r"(?i:\b(?P<name>authentication|encryption) is insufficient\b)"), _insufficient),
    Row("attribute requires", re.compile(r"(?i:\battribute requires (?:an )?(?P<name>authentication|authori[sz]ation|encryption) before it can be read or written\b)"), _insufficient),
    Row("(0x", re.compile(r"(?i:\b(?P<event>encrypt(?:ion)? change|auth(?:entication)? complete|simple pairing complete|connect(?:ion)? complete)\b[^\n.]{0,30}?[a-z][a-z/ ]{6,50}\(0x(?P<status>[0-9a-f]{2})\))"), _event),
    Row("status", re.compile(r"(?i:\b(?P<event>encrypt(?:ion)? change|auth(?:entication)? complete|connect(?:ion)? complete)\b[^\n.]{0,30}?\bstatus[ :=]{1,3}0x(?P<status>[0-9a-f]{2})[ \t]{0,2}[(\"'“]{1,2}[a-z][a-z /]{5,50})"), _event),
    Row("sm", _CONSTANT, _constant),
    Row("peer sent", re.compile(r"(?i:peer sent pairing failed)[^\n]{0,10}? reason[ =:]{1,3}(?P<number>0[xX][0-9a-fA-F]{1,2}|[0-9]{1,2})\b"), lambda found: _numbered(found, "peer")),
    Row("pairing failed", re.compile(r"\bSMP[ :_-]{1,2}(?i:pairing[ _]failed)\b[^\n]{0,40}?\b(?:reason|code|error)[ =:(]{1,3}(?P<number>0[xX][0-9a-fA-F]{1,2}|[0-9]{1,2})\b"), _numbered),
    Row("pairing", re.compile(rf"(?i:pairing[ _](?:\w+ )?fail(?:ed|s|ing)\b[^\n]{{0,30}}?{_NUMBER}[ ,(:\"'“‘-]{{0,4}}(?P<name>{_NAMED})\b)"), _failed),
    Row("reason", re.compile(rf"(?i:\breason[:= ]{{1,3}}0x[0-9a-f]{{1,2}}[ ,(:-]{{1,4}}(?P<name>{_NAMED})\b)"), _failed),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "smp",
    "the Core Specification's words",
    "unknown",
    "Core Specification, Vol 3, Part H, 3.5.5; Part F, 3.4.1.1; the names: Zephyr subsys/bluetooth/host/smp.h (BT_SMP_ERR_…), BTstack "
    "bluetooth.h (SM_REASON_…), AOSP and ESP-IDF stack/include/smp_api.h (SMP_…), esp_gap_ble_api.h (ESP_AUTH_SMP_…), "
    "Silicon Labs sl_status.h (SL_STATUS_BT_SMP_…), RivieraWaves smp_common.h (SMP_ERROR_LOC_…, SMP_ERROR_REM_…)",
    re.compile(r"(?!)"),
    ROWS,
    place=81,
)
