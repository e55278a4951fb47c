"""Android's native host in logcat: btif_dm.cc, bta_dm_sec.cc, btm_sec.cc and smp_act.cc, which Java's lines follow.

AOSP packages/modules/Bluetooth, android-12 to 16, and system/bt before it.
"""

import re
from re import Match

from pairtui.knowledge.vocabularies.bluedroid import meaning
from pairtui.knowledge.vocabularies.vocabulary import (
    CODE,
    LINK_ENDED,
    SMP_TIMEOUT,
    UNSPECIFIED,
    Row,
    Says,
    Statement,
    computed,
    row,
)

NO_BOND = 257
"""Of the space android: the bond was not made and no reason was logged."""

SMP_NAMES = {
    "passkey_entry_fail": 0x01,
    "oob_fail": 0x02,
    "pair_auth_fail": 0x03,
    "confirm_value_err": 0x04,
    "confirm_fail": 0x04,
    "pair_not_support": 0x05,
    "enc_key_size": 0x06,
    "invalid_cmd": 0x07,
    "pair_fail_unknown": 0x08,
    "repeated_attempts": 0x09,
    "invalid_parameters": 0x0A,
    "dhkey_chk_fail": 0x0B,
    "numeric_compar_fail": 0x0C,
    "br_paring_in_progr": 0x0D,
    "xtrans_derive_not_allow": 0x0E,
}
"""SMP_… of the host (smp_api_types.h) to the reasons of the PDU."""

_CANCELLED: tuple[str, int | str] = ("android", 3)
_OWN: dict[str, tuple[str, int | str]] = {
    "pair_internal_err": UNSPECIFIED,
    "unknown_io_cap": UNSPECIFIED,
    "enc_fail": UNSPECIFIED,
    "fail": UNSPECIFIED,
    "rsp_timeout": SMP_TIMEOUT,
    "conn_tout": LINK_ENDED,
    "user_cancelled": _CANCELLED,
}
"""SMP_… above those, which no PDU carries."""

_HCI_TEXTS = {
    "Page Timeout": 0x04,
    "Authentication Failure": 0x05,
    "Pin or Key Missing": 0x06,
    "Connection Timeout": 0x08,
    "Connection Rejected Security Reasons": 0x0E,
    "Remote Terminated Connection": 0x13,
    "Local Terminated Connection": 0x16,
    "Repeated Attempts": 0x17,
    "Pairing not Allowed": 0x18,
    "Unspecified Error": 0x1F,
    "Gatt Connection Lmp Timeout": 0x22,
    "Encryption Mode not Acceptable": 0x25,
    "Pairing with Unit Key Unsupported": 0x29,
    "Insufficient Security": 0x2F,
}
"""hci_error_code_text() of Android 12 and 13 (hci_error_code.h); later ones write the constants' own names."""


def _smp(key: str, pattern: str, by: str = "unknown") -> Row:
    def read(found: Match[str]) -> Statement | None:
        name = found["name"].lower()
        if "ESP_AUTH_SMP_" in found.string:  # ESP-IDF's words, which `bluedroid` reads
            return None
        if name in SMP_NAMES:
            return Statement(Says.FAILED, "smp", SMP_NAMES[name], by, "authentication")
        if name not in _OWN:
            return None
        own = _OWN[name]
        return Statement(Says.FAILED, *own, "local" if own == _CANCELLED else "unknown", "authentication")

    return Row(key, re.compile(pattern), read)


def ended(reason: int, transport: str = "unknown") -> Statement | None:
    """The end of an authentication: HCI's error, or an SMP reason with the same base as on ESP-IDF."""
    known = meaning(reason)
    if known is None:
        return None
    space, code, by = known
    if space == "hci":
        by = {0x13: "peer", 0x16: "local"}.get(reason, "unknown")
    return Statement(Says.FAILED, space, code, by, "authentication", transport=transport if space == "hci" else "le")


def _classic(reason: int) -> Statement | None:
    return ended(reason, "bredr")


def _classic_named(found: Match[str]) -> Statement | None:
    return _classic(_HCI_TEXTS[found["name"]])


def _link_ended(found: Match[str]) -> Statement:
    return Statement(Says.DISCONNECTED, "hci", _HCI_TEXTS[found["name"]], transport="unknown")


def _bond_state(found: Match[str]) -> Statement:
    """bond_state_changed(): NONE ends a pairing only where one was under way."""
    state, before = found["state"], found["before"]
    if state == "1":
        return Statement(Says.BEGUN, transport="unknown")
    if before != "1":
        return Statement(Says.STEP)
    if state == "2":
        return Statement(Says.PAIRED, transport="unknown")
    return Statement(Says.FAILED, "android", NO_BOND, transport="unknown")


_FAILED_FOR = (
    r"(?:Bonding failed with failure reason|Authentication fail|as authentication failed entry:[^\n]{1,40}? reason)"
)

ROWS = (
    row("encryption failed", r"bta_hh_security_cmpl\S* ?-? ?encryption failed[^\n]*", Says.FAILED, "gatt", code=0x89, step="encryption", role="initiator"),
    row("encryption failed", r"btif_gatt_set_encryption_cb\S* ?-? ?Encryption failed[^\n]*", Says.FAILED, "gatt", code=0x89, step="encryption", role="initiator"),
    row("btm_setencryption failed", r"gatt_security_check_start:? BTM_SetEncryption failed btm_status[^\n]*", Says.FAILED, "gatt", code=0x89, step="encryption", role="initiator"),
    row("bthh_err_auth_failed", r"\bBTHH_ERR_AUTH_FAILED\b", Says.FAILED, "hci", code=0x05, step="authentication", transport="bredr"),
    row("btm_err_key_missing", r"\bBTM_ERR_KEY_MISSING\b", Says.FAILED, "hci", code=0x06, by="peer", step="encryption", transport="unknown"),
    row("rejected: ", r"\bPairing with [0-9A-Fa-fXx:]{17} rejected: [\w:]{0,12}BTM_[A-Z_]+", Says.FAILED, "android", code=3, by="local", step="authentication", transport="bredr"),
    Row("linkdisconnected", re.compile(rf"On(?:Classic|Le)LinkDisconnected[^\n]{{0,140}}?reason:(?P<name>{'|'.join(_HCI_TEXTS)})\b"), _link_ended),
    row("aclstatechangecallback", rf"aclStateChangeCallback: [^\n]{{0,40}}?Disconnected: [^\n]{{0,60}}?\breason: ?{CODE}", Says.DISCONNECTED, "hci", transport="unknown"),
    row("l2c_link_timeout", r"l2c_link_timeout: (?:TODO|L2CAP)[^\n]*", Says.HARMLESS),
    computed("btif_dm_auth_cmpl_evt", rf"btif_dm_auth_cmpl_evt\(?\)?:?[^\n]{{0,20}}?\bfail reason:? {CODE}", _classic),
    computed("btm_simple_pair_complete", rf"btm_simple_pair_complete\(\) +Pair State: \w+ +Status: ?{CODE}", _classic),
    _smp("smp_", r"(?:smp_send_pair_fail|send_pair_fail)[^\n]{0,60}?SMP_(?P<name>[A-Z_]{6,30})", "local"),
    _smp("smp_", r"(?:smp_proc_pair(?:ing)?_fail(?:ed)?|received Pairing Failed)[^\n]{0,60}?SMP_(?P<name>[A-Z_]{6,30})", "peer"),
    row("smp_proc_pair", rf"smp_proc_pair(?:ing)?_fail(?:ed)?[^\n]{{0,60}}?(?:reason|status)[ :=]+{CODE}", Says.FAILED, "smp", by="peer", step="authentication"),
    row("smp_send_pair_fail", rf"smp_send_pair_fail[^\n]{{0,60}}?(?:reason|status|failure)[ :=]+{CODE}", Says.FAILED, "smp", by="local", step="authentication"),
    _smp("smp_", r"(?:fail|error|status|reason)[^\n]{0,40}?SMP_(?P<name>[A-Z_]{6,30})"),
    _smp("smp_", r"(?<!case )\bSMP_(?P<name>PASSKEY_ENTRY_FAIL|OOB_FAIL|PAIR_AUTH_FAIL|CONFIRM_VALUE_ERR|PAIR_NOT_SUPPORT|PAIR_FAIL_UNKNOWN|RSP_TIMEOUT|CONN_TOUT|USER_CANCELLED|REPEATED_ATTEMPTS|INVALID_PARAMETERS|DHKEY_CHK_FAIL|NUMERIC_COMPAR_FAIL)\b"),
    Row("fail", re.compile(rf"{_FAILED_FOR}: ?(?P<name>{'|'.join(_HCI_TEXTS)})\b"), _classic_named),
    computed("le authentication for", rf"LE authentication for [^\n]{{1,40}}? failed with reason (?:\w+\[)?{CODE}", ended),
    computed("bta_dm_authentication_complete_cback", rf"bta_dm_authentication_complete_cback:? deleting [^\n]{{1,40}}? - result: {CODE}", _classic),
    Row("bond_state_changed", re.compile(r"bond_state_changed: (?:Bond state changed to )?state=(?P<state>[0-2])\b[^\n]{0,50}?prev_state=(?P<before>[0-2])\b"), _bond_state),
    row("pairing timeout; retrying", r"Pairing timeout; retrying \(\d+\)[^\n]*", Says.STEP),
    row("auto pair failed", r"auto pair failed\. Reinitiate Bond", Says.STEP),
    row("will not remove the keys", r"Bonded device[^\n]{0,60}?timed out - will not remove the keys", Says.STEP),
    row("already in bonding state", r"already in bonding state, reject request", Says.HARMLESS),
    row("public keys can't match", r"Remote and local public keys can't match", Says.FAILED, "smp", code=0x03, by="local", step="public key exchange"),
)  # fmt: skip
