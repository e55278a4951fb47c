"""NimBLE on ESP-IDF, Arduino and Mynewt: host errors, and those of HCI, ATT and SMP with a base added."""

import re

from pairtui.knowledge.vocabularies.vocabulary import Says, Statement, Vocabulary, computed, row

_STATUS = r"(?P<code>\d{1,4}|0x[0-9a-fA-F]{1,4})\b"

ATT_BASE, HCI_BASE, L2CAP_BASE, SM_US_BASE, SM_PEER_BASE, HW_BASE = 0x100, 0x200, 0x300, 0x400, 0x500, 0x600
"""What each layer's error has added to it (BLE_HS_ERR_…_BASE)."""


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
    return ("nimble", status, "unknown") if 0 < status < ATT_BASE else None


def _ended_by(code: int) -> str:
    if code in (0x06, 0x13, 0x14, 0x15):
        return "peer"
    return "local" if code == 0x16 else "unknown"


def _encryption(status: int) -> Statement | None:
    if status == 0:
        return Statement(Says.ENCRYPTED)
    known = meaning(status)
    return Statement(Says.FAILED, *known, step="authentication or encryption") if known else None


def _paired(status: int) -> Statement | None:
    return Statement(Says.PAIRED) if status == 0 else _encryption(status)


def _disconnected(status: int) -> Statement | None:
    known = meaning(status)
    return Statement(Says.DISCONNECTED, *known) if known else None


def _connected(status: int) -> Statement | None:
    known = meaning(status)
    return Statement(Says.NOT_CONNECTED, *known) if known else Statement(Says.CONNECTED)


def _failed(status: int) -> Statement | None:
    known = meaning(status)
    return Statement(Says.FAILED, *known) if known and status > ATT_BASE else None


ROWS = (
    computed("encryption change", rf"[Ee]ncryption change(?:d)?(?: event)?[;:,]? ?(?:conn_handle=\d+ )?status[=: ]+{_STATUS}", _encryption),
    computed("enc_change", rf"(?:BLE_GAP_EVENT_)?(?:ENC_CHANGE|enc_change)\W[^\n]{{0,40}}?status[=: ]+{_STATUS}", _encryption),
    computed("pairing complete", rf"pairing complete[^\n]{{0,40}}?status[=: ]+{_STATUS}", _paired),
    computed("pairing_complete", rf"(?:PAIRING_COMPLETE|pairing_complete)[^\n]{{0,40}}?status[=: ]+{_STATUS}", _paired, common=True),
    computed("connection", rf"\b[Cc]onnection (?:established|failed);? ?status[=: ]+{_STATUS}", _connected),
    computed("disconnect", rf"(?i:disconnect(?:ed)?;? ?reason)[=: ]+{_STATUS}", _disconnected),
    computed("disconnect", r"[Dd]isconnect(?:ed)?[^\n]{0,40}?reason[ =:]+(?P<code>5[1-7]\d|0x2[0-9a-f]{2})\b", _disconnected),
    computed("ncryption failed", rf"[Ee]ncryption failed[;:,]? ?(?:status|rc|reason)[=: ]+{_STATUS}", _encryption),
    row("bonded=", r"encrypted=1 authenticated=\d bonded=1", Says.PAIRED),
    row("bonded=", r"encrypted=1 authenticated=\d bonded=0", Says.ENCRYPTED),
    row("bonded=", r"encrypted=0 authenticated=\d bonded=\d", Says.STEP),
    row("passkey", r"PASSKEY_ACTION_EVENT|passkey action event", Says.ASKED),
    row("repeat", r"[Rr]epeat(?:[ _]pairing|_PAIRING)", Says.STEP, common=True),
    computed("rc", r"\b(?:rc|status|reason|error|code)[ =:]+\(?(?P<code>1[0-2]\d\d|13[0-2]\d|0x[45][01][0-9a-f])\b", _failed, common=True),
    computed("status", rf"\b(?:[Aa]uth\w*|[Ss]ecur\w*|[Ee]ncrypt\w*|[Pp]air\w*|SM)\b[^\n]{{0,40}}?(?:status|rc|reason|err(?:or)?)[ =:]+{_STATUS}", _failed, common=True),
    row("peer", r"peer_(?:ota|id)_addr(?:_type)?=", Says.STEP),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "nimble",
    "NimBLE (ESP-IDF, Arduino, Mynewt)",
    "microcontroller",
    "apache/mynewt-nimble and espressif/esp-nimble: nimble/host/include/host/ble_hs.h, apps/bleprph; "
    "h2zero/NimBLE-Arduino",
    re.compile(
        r"nimble|encryption change event;|conn_itvl=\d+ conn_latency=|BLE_HS_E|GAP procedure initiated|BLE_GAP_EVENT_(?:ENC_CHANGE|PASSKEY_ACTION|REPEAT_PAIRING)",
        re.IGNORECASE,
    ),
    ROWS,
)
