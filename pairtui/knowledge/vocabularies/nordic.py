"""Nordic's nRF5 SDK: the peer manager, the SoftDevice's security status, pc-ble-driver."""

import re
from re import Match

from pairtui.knowledge.codes.microcontrollers import NRF
from pairtui.knowledge.codes.stacks import NORDIC
from pairtui.knowledge.vocabularies.vocabulary import (
    ADDRESS,
    CODE,
    LINK_ENDED,
    Row,
    Says,
    Statement,
    Vocabulary,
    computed,
    number,
    row,
)

_NAMES = {code.name: number for number, code in NORDIC.items() if isinstance(number, int)}
_MBED = {"DHKEY_CHECK_FAILED": 0x8B, "COMPARISON_FAILED": 0x8C}
"""Mbed OS has these two statuses by other names."""

_SMP = 0x80
"""Nordic's statuses from 0x81 on are SMP's reasons with this bit set."""

_PEER_MANAGER = 0x1000
"""PM_CONN_SEC_ERROR_BASE: HCI's error is added to it; 0x100 and 0x101 stand for the link and SMP's timeout."""

_ROLE = {"peripheral": "responder", "central": "initiator"}
_LOSES_THE_KEY = {"responder": "local", "initiator": "peer"}
"""The central asks to encrypt, so it is the peripheral that has no key."""

_NOT_SUPPORTED = ("smp", 0x05, "unknown")
"""A central that does not pair sends no request, so it is the peripheral that answers one with this (smd_params_reply)."""


def meaning(status: int) -> tuple[str, int | str, str] | None:
    """The space, code and side of an `auth_status` or of the peer manager's `error`."""
    if status == 0:
        return None
    if _SMP < status <= _SMP + 0x10:
        return "smp", status & ~_SMP, "unknown"
    if status == _PEER_MANAGER + 0x101:
        return "nordic", 0x01, "unknown"
    if status == _PEER_MANAGER + 0x100:
        return "nordic", status, "unknown"
    if _PEER_MANAGER < status < _PEER_MANAGER + 0x100:
        return "hci", status - _PEER_MANAGER, "unknown"
    return "nordic", status, "unknown"


def _failed(status: int) -> Statement | None:
    known = meaning(status)
    return Statement(Says.FAILED, *known, step="authentication") if known else None


def _ended(status: int) -> Statement | None:
    return _failed(status) or Statement(Says.PAIRED)


_SOURCES = {"0": "local", "1": "peer"}
"""BLE_GAP_SEC_STATUS_SOURCE_LOCAL, …_REMOTE."""


def _python_driver(found: Match[str]) -> Statement | None:
    known = meaning(number(found["code"]))
    if known is None:
        return Statement(Says.PAIRED if found["bonded"] == "1" else Says.ENCRYPTED)
    space, code, by = known
    return Statement(Says.FAILED, space, code, _SOURCES.get(found["source"] or "", by), "authentication")


_MEMBERS = "|".join(name.removeprefix("BLE_GAP_SEC_STATUS_").lower() for name in _NAMES if "SEC_STATUS" in name)
"""BLEGapSecStatus of pc-ble-driver-py."""


def _enumerated(found: Match[str]) -> Statement | None:
    """Whether there is a bond stands in another field."""
    if found["name"] == "success":
        return Statement(Says.ENCRYPTED)
    return _failed(_NAMES[f"BLE_GAP_SEC_STATUS_{found['name'].upper()}"])


def _by_name(found: Match[str]) -> Statement | None:
    name = found["name"].removeprefix("BLE_GAP_").removeprefix("SEC_STATUS_")
    return _failed(_MBED.get(name) or _NAMES.get(f"BLE_GAP_SEC_STATUS_{name}", 0))


_OF_LINK = {"PIN_OR_KEY_MISSING": 0x06, "MIC_FAILURE": 0x3D, "DISCONNECT": 0x100, "SMP_TIMEOUT": 0x101}


def _of_link(found: Match[str]) -> Statement | None:
    return _failed(_PEER_MANAGER + _OF_LINK[found["name"]])


def _peer_manager(found: Match[str]) -> Statement | None:
    role = _ROLE.get(found["role"].lower(), "")
    known = meaning(number(found["code"])) if found["code"] else None
    if known is None:
        return Statement(Says.FAILED, "nordic", "unspecified", role=role)
    if known == ("hci", 0x06, "unknown"):
        known = ("hci", 0x06, _LOSES_THE_KEY.get(role, "unknown"))
    if known == _NOT_SUPPORTED and role == "responder":
        known = (*_NOT_SUPPORTED[:2], "local")
    return Statement(Says.FAILED, *known, step="authentication or encryption", role=role)


def _secured(found: Match[str]) -> Statement | None:
    bonding = found["procedure"].lower() == "bonding"
    return Statement(Says.PAIRED if bonding else Says.ENCRYPTED, role=_ROLE.get(found["role"].lower(), ""))


def _returned(found: Match[str]) -> Statement | None:
    """What a call that begins a pairing returned, where that is no answer of the peer."""
    error = _ERRORS.get(found["name"]) if found["name"] else number(found["code"])
    if error == _BUSY:
        return Statement(Says.HARMLESS)
    if error in NRF:
        return Statement(Says.FAILED, "nrf", error, "local", "security request")
    return None


_ERRORS = {code.name: number for number, code in NRF.items() if isinstance(number, int)}
_BUSY = _ERRORS["NRF_ERROR_BUSY"]
"""The peer manager asks again by itself once what is under way has ended."""


def _not_kept(found: Match[str]) -> Statement | None:
    """The pairing succeeded, and this device could not keep the new bond."""
    return Statement(Says.FAILED, "nrf", _ERRORS.get(found["name"] or "", _NO_MEM), "local", "key distribution")


_NO_MEM = _ERRORS["NRF_ERROR_NO_MEM"]


_CALLS = r"(?:pm_conn_secure|pm_conn_sec_params_reply|sd_ble_gap_(?:authenticate|encrypt|sec_params_reply|sec_info_reply|auth_key_reply))"
_ERROR_NAME = r"(?P<name>(?:NRF|BLE)_ERROR_[A-Z_]+)"
_MANAGER = r"role: (?P<role>\w+), conn_handle: \w+, procedure: (?P<procedure>\w+)"

ROWS = (
    Row("sec_status_", re.compile(r"\b(?P<name>(?:BLE_GAP_)?SEC_STATUS_[A-Z_]+)"), _by_name),
    Row("pm_conn_sec_error_", re.compile(r"PM_CONN_SEC_ERROR_(?P<name>PIN_OR_KEY_MISSING|MIC_FAILURE|DISCONNECT|SMP_TIMEOUT)\b"), _of_link),
    Row("connection security failed", re.compile(rf"Connection security failed: {_MANAGER}(?:, error:? ?(?:{CODE})?)?"), _peer_manager),
    computed("connection security failed", rf"\b[Cc]onnection security failed \(?error[ :=]{{1,3}}{CODE}", _failed),
    Row("connection secured", re.compile(rf"Connection secured: {_MANAGER}"), _secured),
    computed("pm_evt_conn_sec_failed", rf"PM_EVT_CONN_SEC_FAILED\b[^\n]{{0,40}}?error[ =:]+{CODE}", _failed),
    row("pm_evt_conn_sec_failed", r"(?<!Event )\bPM_EVT_CONN_SEC_FAILED\b(?!:? \w+[=:])", Says.FAILED, "nordic", code="unspecified"),
    computed("error (decoded)", rf"Error \(decoded\): BLE_GAP_SEC_STATUS {CODE}", _failed),
    row("authentication status", r"\bAuthentication status conn_handle: \d+\s{1,2}status: Failed", Says.FAILED, "nordic", code="unspecified"),
    row("authentication status", r"\bAuthentication status conn_handle: \d+\s{1,2}status: Success", Says.ENCRYPTED),
    row("pm_conn_secure()", r"pm_conn_secure\(\) failed because an SMP timeout is preventing security", Says.FAILED, "nordic", code=0x01, step="authentication"),
    row("previous security procedure", r"Cannot secure link because a previous security procedure ended in timeout[^\n]*", Says.FAILED, "nordic", code=0x01, step="authentication"),
    row("pm_conn_secure()", r"pm_conn_secure\(\) failed because the stored data for conn_handle \d+ does not have a valid key", Says.FAILED, "nrf", code=0x0B, by="local", step="encryption"),
    row("security is insufficient", r"Connection security is insufficient, disconnecting", Says.FAILED, "nordic", code="unspecified", by="local", step="encryption"),
    row("gattc procedure", r"GATTC procedure \(evt id 0x[0-9a-f]+\) failed because it needs encryption\. Bonding", Says.BEGUN, role="initiator"),
    row("security request received", r"Security Request received from peer\.", Says.BEGUN, role="initiator", common=True),
    row("link secured", r"\bLink secured\. Role: \d", Says.ENCRYPTED),
    computed("ble_gap_evt_auth_status", rf"BLE_GAP_EVT_AUTH_STATUS: status={CODE}", _ended),
    Row("gapevtauthstatus", re.compile(r"GapEvtAuthStatus\([^\n]*?auth_status=<\w+\.\w+: (?P<code>\d+)>(?:, error_src=(?P<source>[01]))?(?:, bonded=(?P<bonded>[01]))?"), _python_driver),
    Row("blegapsecstatus.", re.compile(rf"\bBLEGapSecStatus\.(?P<name>{_MEMBERS})\b"), _enumerated),
    Row("_", re.compile(rf"\b{_CALLS}\b(?:\(\))?[^\n]{{0,30}}?(?i:fail|err|return)\w*[^\n]{{0,20}}?(?:{_ERROR_NAME}|(?<![\w.]){CODE})"), _returned),
    Row("could not ", re.compile(rf"Could not (?:perform security|complete encryption) procedure\.[^\n]{{0,60}}? returned (?:{_ERROR_NAME}|{CODE})"), _returned),
    Row("bond", re.compile(rf"(?:Could not allocate new peer_id for incoming|Could not store|RAM buffer for new) bond\b(?:[^\n]{{0,70}}? returned {_ERROR_NAME})?"), _not_kept),
    Row("peer data updat", re.compile(rf"Peer data updat(?:ed?|ing) failed: [^\n]{{0,30}}data_id: Bonding data, action: Update, error:? ?{_ERROR_NAME}"), _not_kept),
    computed("pm_evt_|peer manager|peer_manager", r"\b[Ee]rror(?: code)? (?P<code>0x10(?:06|3[dD])|0x110[01]|4102|4157|435[23]) [^\n.]{0,60}?(?:PM_EVT_|[Pp]eer[ _][Mm]anager)", _failed),
    row("event pm_evt_conn_sec_failed", r"\bEvent PM_EVT_CONN_SEC_FAILED\b", Says.STEP),
    row("pm_evt_conn_sec_start", r"PM_EVT_CONN_SEC_START\b", Says.BEGUN),
    row("pm_evt_conn_sec_succeeded", r"PM_EVT_CONN_SEC_SUCCEEDED\b", Says.ENCRYPTED),
    row("ble_gap_evt_connected", r"BLE_GAP_EVT_CONNECTED\b", Says.CONNECTED),
    row("ble_gap_evt_passkey_display", r"BLE_GAP_EVT_PASSKEY_DISPLAY\b", Says.ASKED),
    row("security procedure started", r"Connection security procedure started", Says.BEGUN),
    computed("auth", rf"\bauth(?:entication)?[ _]?status[ =:]+{CODE}", _failed),
    computed("auth", rf"Authentication failed with status {CODE}", _failed),
    computed("pairing failed", r"\b[Pp]airing failed(?: with|,) (?:code|status|error|reason)[ :=]{1,3}(?P<code>129|13[0-9]|14[0-2]|0x8[1-9a-eA-E])\b", _failed),
    computed("bonding failed", r"\bbonding failed with error:? 1(?:29|3[0-9]|4[0-2]) \((?P<code>0x8[1-9a-eA-E])\)", _failed),
    computed("authorization failed", rf"Authorization failed with code:? {CODE}", _failed),
    row("connected", r"<(?:info|debug)> \w+: Connected\b", Says.CONNECTED),
    row("connected to device", r"Connected to device [0-9A-Fa-f:]{17}: interval[^\n]*", Says.CONNECTED, common=True),
    row("ble pair process started", r"BLE pair process started with passkey \d{3} ?\d{3}", Says.ASKED, role="responder"),
    row("ble connection secured", r"\bBLE connection secured\b", Says.ENCRYPTED, common=True),
    row("ble pair success", r"\bBLE pair success\b", Says.PAIRED, common=True),
    row("ble pair failed", r"\bBLE pair failed\b", Says.FAILED, "nordic", code="unspecified", common=True),
    row("evt sec params request", r"\bEvt Sec Params Request\b[^\n]*", Says.BEGUN, role="responder"),
    row("evt conn sec update", r"\bEvt Conn Sec Update [1-9] [2-4] \d+", Says.ENCRYPTED),
    row("evt disconnected", r"\bEvt Disconnected\b", Says.DISCONNECTED, *LINK_ENDED[:1], code=LINK_ENDED[1]),
    row("evt connected", rf"\bEvt Connected (?:{ADDRESS})", Says.CONNECTED),
    row("parameters updated", r"[Pp]arameters updated[^\n]*", Says.HARMLESS, common=True),
    row("disconnect", rf"[Dd]isconnected?[^\n]{{0,40}}?reason[ =:]+{CODE}", Says.DISCONNECTED, "hci", common=True),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "nrf5",
    "nRF5 SDK, SoftDevice, pc-ble-driver, Mbed OS",
    "microcontroller",
    "Nordic nRF5 SDK 17: components/ble/peer_manager/peer_manager_handler.c, peer_manager_types.h "
    "(PM_CONN_SEC_ERROR_…, SDK 11 to 17); SoftDevice s132 ble_gap.h (BLE_GAP_SEC_STATUS_…); "
    "Mbed OS 5 SecurityManager.h (SEC_STATUS_…); meshtastic/firmware src/platform/nrf52/NRF52Bluetooth.cpp (Bluefruit); pc-ble-driver-py ble_driver.py (BLEGapSecStatus, on_gap_evt_auth_status), pc-nrfutil dfu_transport_ble.py; sandeepmistry/arduino-BLEPeripheral src/nRF51822.cpp (Evt …)",
    re.compile(
        r"peer_manager|PM_CONN_SEC_|\bSEC_STATUS_|BLE_GAP_SEC_STATUS_|nrf_sdh|\bPM_EVT_|SoftDevice|BLE_GAP_EVT_|pc_?ble_?driver|<info> app:|\bBluefruit\b|BLE pair process started|\bblatann\b|BLE passkey pair: match_request|\bBluetoothStatus (?:DIS)?CONNECTED\b|GapEvtAuthStatus|\bBLEGapSecStatus\b|\bAuthentication status conn_handle:"
    ),
    ROWS,
    place=61,
)
