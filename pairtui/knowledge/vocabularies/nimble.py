"""NimBLE on ESP-IDF, Arduino and Mynewt: host errors, and those of HCI, ATT and SMP with a base added."""

import re
from re import Match

from pairtui.knowledge.codes.microcontrollers import NIMBLE
from pairtui.knowledge.vocabularies.vocabulary import (
    CODE,
    Row,
    Says,
    Statement,
    Vocabulary,
    attribute_answer,
    computed,
    row,
)

_STATUS = r"(?:code |is |always ){0,3}(?P<code>\d{1,4}|0x[0-9a-fA-F]{1,4})\b"

ATT_BASE, HCI_BASE, L2CAP_BASE, SM_US_BASE, SM_PEER_BASE, HW_BASE = 0x100, 0x200, 0x300, 0x400, 0x500, 0x600
"""What each layer's error has added to it (BLE_HS_ERR_…_BASE)."""


_SM = ("passkey", "oob", "authreq", "confirm_mismatch", "pair_not_supp", "enc_key_sz", "cmd_not_supp", "unspecified", "repeated", "inval", "dhkey", "numcmp", "already", "cross_trans")  # fmt: skip
_CONTROLLER = {"page_tmo": 0x04, "auth_fail": 0x05, "pinkey_missing": 0x06, "mem_capacity": 0x07, "conn_spvn_tmo": 0x08, "conn_rej_security": 0x0E, "rem_user_conn_term": 0x13, "rd_conn_term_resrcs": 0x14, "rd_conn_term_pwroff": 0x15, "conn_term_local": 0x16, "repeated_attempts": 0x17, "no_pairing": 0x18, "lmp_ll_rsp_tmo": 0x22, "insufficient_sec": 0x2F, "conn_term_mic": 0x3D, "conn_establishment": 0x3E}  # fmt: skip
NAMES: dict[str, int] = (
    {f"sm_err_{name}": SM_US_BASE + number for number, name in enumerate(_SM, 1)}
    | {f"err_{name}": HCI_BASE + number for name, number in _CONTROLLER.items()}
    | {code.name.lower().removeprefix("ble_"): number for number, code in NIMBLE.items() if isinstance(number, int)}
)
"""Names of errors without BLE_, in lower case, as statuses; those of SMP may have been sent or received."""


def meaning(status: int) -> tuple[str, int, str] | None:
    """The space, number and side of a status; None for 0."""
    if SM_PEER_BASE < status < HW_BASE:
        return "smp", status - SM_PEER_BASE, "peer"
    if SM_US_BASE < status < SM_PEER_BASE:
        return "smp", status - SM_US_BASE, "local"
    if HCI_BASE < status < L2CAP_BASE:
        return "hci", status - HCI_BASE, _ended_by(status - HCI_BASE)
    if ATT_BASE < status < HCI_BASE:
        return "att", status - ATT_BASE, "peer"
    by = "local" if status in _REFUSED_HERE else "unknown"
    return ("nimble", status, by) if 0 < status < ATT_BASE else None


_REFUSED_HERE = (2, 3, 4, 6, 8, 15, 22, 27, 28)
"""EALREADY, EINVAL, EMSGSIZE, ENOMEM, ENOTSUP, EBUSY, ENOTSYNCED, ESTORE_…: what a call of this host answers itself."""


def _ended_by(code: int) -> str:
    if code in (0x06, 0x13, 0x14, 0x15):
        return "peer"
    return "local" if code == 0x16 else "unknown"


_EALREADY, _ENOTCONN = 2, 7
_OWN = range(0x200, 0x600)
"""Errors of HCI (0x200) and of SMP, its own (0x400) and the peer's (0x500)."""


def _encryption(status: int) -> Statement | None:
    if status == 0:
        return Statement(Says.ENCRYPTED)
    known = meaning(status)
    return Statement(Says.FAILED, *known, step="authentication or encryption") if known else None


def _paired(status: int) -> Statement | None:
    return Statement(Says.PAIRED) if status == 0 else _encryption(status)


def _by_its_number(status: int) -> Statement | None:
    """Where the stack is not known: only for a number that no other one has."""
    return _encryption(status) if status in _OWN else None


def _paired_by_its_number(status: int) -> Statement | None:
    return Statement(Says.PAIRED) if status == 0 else _by_its_number(status)


def _disconnected(status: int) -> Statement | None:
    known = meaning(status)
    return Statement(Says.DISCONNECTED, *known) if known and known[0] != "att" else None


def _connected(status: int) -> Statement | None:
    known = meaning(status)
    return Statement(Says.NOT_CONNECTED, *known) if known else Statement(Says.CONNECTED)


def _accessed(status: int) -> Statement | None:
    """What came of reading or writing an attribute: the peer's answer, or that there is no link any more."""
    known = meaning(status)
    if known and known[0] == "att":
        return attribute_answer(known[1])
    return Statement(Says.DISCONNECTED, *known) if known == ("nimble", _ENOTCONN, "unknown") else None


def _not_begun(status: int) -> Statement | None:
    """What the call that asks for security returned; it asks for nothing more where that is under way already."""
    if status == _EALREADY:
        return Statement(Says.HARMLESS)
    known = meaning(status)
    if known is None:
        return None
    return Statement(Says.FAILED, known[0], known[1], "local", "security request")


def _no_connection(status: int) -> Statement | None:
    return Statement(Says.NOT_CONNECTED, "nimble", status, "local") if status else None


def _reset(status: int) -> Statement:
    """The host lost step with its controller and dropped every link."""
    return Statement(Says.NOT_CONNECTED, "nimble", status, "local", "data exchange")


def _failed(status: int) -> Statement | None:
    known = meaning(status)
    return Statement(Says.FAILED, *known) if known and status > ATT_BASE else None


def _named(found: Match[str]) -> Statement | None:
    """An error by its name: what failed is in the words before it."""
    beside = found["status"] or found["beside"]
    status = int(beside) if beside else NAMES.get((found["name"] or found["more"]).lower())
    known = meaning(status) if status else None
    if known is None or (known[:2] == ("nimble", _ENOTCONN) and _MORE.search(found.string, found.end())):
        return None
    space, code, by = known
    return Statement(
        Says.FAILED, space, code, "unknown" if space == "smp" and not beside else by, "authentication or encryption"
    )


_MORE = re.compile(r"BLE_(?:SM_)?ERR_")

ROWS = (
    computed("event_enc_change", r"\b(?:BLE|ESP)_GAP_EVENT_ENC_CHANGE[:, ]{1,3}(?P<code>\d{1,4})\b", _encryption),
    row("encryption successful", r"\b[Ee]ncryption successful\b", Says.ENCRYPTED, common=True),
    row("encrypt change: status=0", r"\bEncrypt change: status=0 handle=\d+ state=1\b", Says.ENCRYPTED),
    row("encrypt change: status", rf"\bEncrypt change: status={CODE} handle=\d+ state=0\b", Says.FAILED, "hci", step="encryption"),
    row("encrypted=1", r"(?:ENC_CHANGE|enc_change|[Ee]ncryption change)\b[^\n]{0,40}?\bstatus[=: ]+\d+[^\n]{0,30}?\bencrypted=1\b[^\n]*", Says.ENCRYPTED),
    computed("encryption change", rf"[Ee]ncryption change(?:d)?(?: event)?[;:,]? ?(?:conn_handle=\d+ )?status[=: ]+{_STATUS}", _encryption),
    computed("ncryption ", rf"\b[Ee]ncryption (?:change[d]?\b[^\n]{{0,30}}?\bstatus|result)[=: ]+{_STATUS}", _by_its_number),
    computed("enc_change", rf"(?:BLE_GAP_EVENT_)?(?:ENC_CHANGE|enc_change)\W[^\n]{{0,40}}?status[=: ]+{_STATUS}", _encryption),
    computed("pairing complete", rf"[Pp]airing complete[^\n]{{0,40}}?status[=: ]+{_STATUS}", _paired_by_its_number),
    computed("pairing complete", rf"pairing complete[^\n]{{0,40}}?status[=: ]+{_STATUS}", _paired, common=True),
    computed("pairing_complete", rf"(?:PAIRING_COMPLETE|pairing_complete)[^\n]{{0,40}}?status[=: ]+{_STATUS}", _paired, common=True),
    computed("connection", rf"\b[Cc]onnection (?:established|failed);? ?status[=: ]+{_STATUS}", _connected),
    computed("connection failed, status=", rf"\b(?:Client|Server): connection failed, status={_STATUS}", _connected),
    row("pairing on conn", rf"\bSecurity: pairing on conn \d+ failed: [^\n(]{{1,60}}\(SMP reason={CODE}", Says.FAILED, "smp"),
    row("pairing complete on conn", r"\bSecurity: pairing complete on conn \d+", Says.PAIRED),
    computed("host status=", rf"\bpairing/encryption failed on conn \d+, host status={_STATUS}", _encryption),
    row("stale bond", r"\bSecurity: (?:the peer no longer holds the bonding key, deleted|failed to delete) the stale bond[^\n]*", Says.FAILED, "hci", code=0x06, by="peer", step="encryption"),
    row("disconnect event, handle", rf"\b(?:Client|Server): disconnect event, handle=\d+ reason={CODE}", Says.DISCONNECTED, "hci"),
    computed("disconnect", r"(?i:\bdisconnect(?:ed)?; ?reason)=(?P<code>\d{1,4})\b", _disconnected),
    computed("disconnect", r"(?i:disconnect(?:ed|ion)?)[^\n]{0,40}?reason(?: being| is| code| of)?[ =:]+(?P<code>5[1-7]\d|0x0?2[0-9a-fA-F]{2})\b", _disconnected),
    computed("reason=5", r"\breason=(?P<code>5(?:1[3-9]|[2-6]\d|7[0-5]))\b", _disconnected),
    computed("status=1", r"\bstatus=(?P<code>10(?:2[5-9]|3[0-8])|12(?:8[1-9]|9[0-4]))\b", _encryption),
    row("ogf=0x08 ocf=0x001b", r"\bble_hs_hci_cmd_send: ogf=0x08 ocf=0x001b\b[^\n]*", Says.FAILED, "hci", code=0x06, by="local", step="encryption", role="responder"),
    computed("gap connection terminated", r"\bBLE GAP connection terminated \(con \d+,? reason (?P<code>0x2[0-9a-fA-F]{2})\)", _disconnected),
    computed("reset", r"\b(?:host reset|Resetting state)[,;] ?(?:rc|reason)=(?P<code>1[0-9]|2[02])\b", _reset),
    computed("host reset", r"\bhost reset, rc=(?P<code>5[1-7]\d)\b", _disconnected),
    computed("wait for ack", r"\bHCI wait for ack returned (?P<code>1[0-9]|2[02])\b", _reset),
    computed("rc: ", rf"\b(?:writeValue|readValue|setNotify|subscribe)\b(?: failed)?, rc: {_STATUS}", _accessed),
    computed("complete; status=", rf"\b(?:Read|Write|Subscribe) complete; status={_STATUS}", _accessed),
    computed("failed", rf"\b(?:(?:Service|Characteristic|Descriptor) discovery|[Rr]ead|[Ww]rite|[Ss]ubscribe) failed[;,]? (?:status|rc)={_STATUS}", _accessed, common=True),
    computed("failed to ", rf"Failed to (?:subscribe to|read|write|discover) \w+; rc={_STATUS}", _accessed, common=True),
    computed("value rc=", rf"\b(?:read|write)Value rc={_STATUS}", _accessed, common=True),
    row("connection encrypted", r"\bconnection encrypted!", Says.ENCRYPTED, common=True),
    computed("bonding failed", rf"[Ee]ncryption/bonding failed[;:,]? ?(?:status|rc|reason)[=: ]+{_STATUS}", _encryption),
    computed("ncryption failed", rf"\b[Ee]ncryption failed[;:,]? ?(?:status|rc|reason)[=: ]+{_STATUS}", _by_its_number),
    computed("ncryption failed", rf"\b[Ee]ncryption failed[;:,]? ?(?:status|rc|reason)[=: ]+{_STATUS}", _encryption, common=True),
    computed("uthentication failed (status=", r"\b[Aa]uthentication failed \(status=(?P<code>7|13)\)", _encryption, common=True),
    row("nimble_nvs", r"\bNIMBLE_NVS\b[^\n]{0,20}NVS (?:open|write|commit) operation failed", Says.FAILED, "nimble", code=28, by="local", step="key distribution"),
    row("initiate", r"ble_gap_security_initiate\b[^\n]{0,30}\bBLE_HS_EALREADY\b", Says.HARMLESS),
    row("subscribe event", r"subscribe event; conn_handle=\d+ [^\n]*", Says.HARMLESS),
    row("discovered >> status", r"Discovered >> status: 14\b[^\n]*", Says.HARMLESS),
    Row("ble_", re.compile(r"(?i:pairing|bonding|authentication|encryption|secure ?connection)\b[^\n]{0,90}?\bBLE_(?P<name>(?:SM_ERR|ERR|HS_E)[A-Z_]*)\b(?: ?\((?P<status>1[0-3]\d\d)\))?|(?<=[a-z] )BLE_(?P<more>(?:SM_ERR|ERR)[A-Z_]*)\b(?: ?\((?P<beside>1[0-3]\d\d)\))?"), _named),
    row("bonded=", r"encrypted=1 authenticated=\d bonded=1", Says.BONDED),
    row("bonded=", r"encrypted=1 authenticated=\d bonded=0", Says.ENCRYPTED),
    row("bonded=", r"encrypted=0 authenticated=\d bonded=\d", Says.STEP),
    row("passkey", r"PASSKEY_ACTION_EVENT|passkey action event", Says.ASKED),
    row("repeat", r"[Rr]epeat(?:[ _]pairing|_PAIRING)", Says.STEP, common=True),
    computed("rc|status|reason|error|code", r"\b(?:rc|status|reason|error|code)[ =:]+\(?(?P<code>1[0-2]\d\d|13[0-2]\d|0x[45][01][0-9a-f])\b", _failed, common=True),
    computed("status", rf"\b(?:[Aa]uth\w*|[Ss]ecur\w*|[Ee]ncrypt\w*|[Pp]air\w*|SM)\b[^\n]{{0,40}}?(?:status|rc|reason|err(?:or)?)[ =:]+{_STATUS}", _failed, common=True),
    computed("secureconnection", rf"secureConnection: failed rc={_STATUS}", _encryption),
    computed("initiate", rf"\b(?:ble_gap_security_initiate|[Ss]ecurity could not be initiated|Failed to initiate (?:security|a pairing procedure))\b[:;,]? ?(?:handle=\d+ )?(?:failed[;,]? )?rc ?=? ?{_STATUS}", _not_begun),
    row("connection secured", r"\bConnection secured\s*$", Says.BEGUN, role="initiator", common=True),
    computed("failed to connect to device", rf"Failed to connect to device; addr_type=[^\n]*[;,] rc={_STATUS}(?:; [^\n]*)?", _no_connection),
    row("notify_tx event", r"\bnotify_tx event; conn_handle=\d+ attr_handle=\d+ status=(?:0|14)\b[^\n]*", Says.HARMLESS),
    row("rejecting the key|passing 0 as", r"\bTimeout! (?:Rejecting the key|Passing 0 as the key)", Says.DENIED),
    row("inject_io", rf"\bble_sm_inject_io (?:result|failed)[:;]? ?(?:rc=)?{CODE}", Says.FAILED, "nimble", by="local", step="authentication"),
    row("enter the passkey|passkey on device", r"\b(?:Enter the passkey\b|Passkey on device's display: ?\d+)", Says.ASKED, common=True),
    row("connection updated", r"\bconnection updated; status=\d+[^\n]*", Says.HARMLESS),
    row("advertise complete", r"\badvertise complete; reason=\d+[^\n]*", Says.HARMLESS),
    row("peer", r"peer_(?:ota|id)_addr(?:_type)?=", Says.STEP),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "nimble",
    "NimBLE (ESP-IDF, Arduino, Mynewt)",
    "microcontroller",
    "apache/mynewt-nimble and espressif/esp-nimble: nimble/host/include/host/ble_hs.h, host/src/ble_hs_dbg.c, apps/bleprph; "
    "h2zero/NimBLE-Arduino; espressif/arduino-esp32 4.0: libraries/BLE/src/security, client, server",
    re.compile(
        r"nimble|encryption change event;|conn_itvl=\d+ conn_latency=|BLE_HS_E|BLE_(?:SM_)?ERR_[A-Z]|GAP procedure initiated|\bEncrypt change: status=|HCI wait for ack|ble_gap_security_initiate|BLE_GAP_EVENT_(?:ENC_CHANGE|PASSKEY_ACTION|REPEAT_PAIRING)",
        re.IGNORECASE,
    ),
    ROWS,
    place=62,
)
