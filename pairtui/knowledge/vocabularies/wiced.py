"""WICED and AIROC of Broadcom, Cypress and Infineon, in ModusToolbox: the events and SMP statuses of its samples."""

import re
from re import Match

from pairtui.knowledge.vocabularies.android_host import SMP_NAMES
from pairtui.knowledge.vocabularies.vocabulary import (
    CODE,
    LINK_ENDED,
    SMP_TIMEOUT,
    UNSPECIFIED,
    Row,
    Says,
    Statement,
    Vocabulary,
    computed,
    row,
)

_LAST_OF_SMP = 0x0E


_OWN: dict[str, tuple[str, int | str]] = {
    "rsp_timeout": SMP_TIMEOUT,
    "conn_tout": LINK_ENDED,
    **dict.fromkeys(("enc_fail", "fail", "init_fail", "pair_internal_err"), UNSPECIFIED),
}
"""Statuses above those of SMP, by name: their numbers moved when SMP got two reasons more."""


def _ended(reason: int) -> Statement | None:
    if reason == 0:
        return Statement(Says.PAIRED)
    return Statement(Says.FAILED, "smp", reason) if reason <= _LAST_OF_SMP else None


def _named(found: Match[str]) -> Statement | None:
    name = found["name"].lower()
    if own := _OWN.get(name):
        return Statement(Says.FAILED, *own, step="encryption" if name == "enc_fail" else "")
    return _ended(0 if name == "success" else SMP_NAMES.get(name, _LAST_OF_SMP + 1))


def _dual_mode(status: int) -> Statement | None:
    """Samples with classic audio print HCI's status of a classic pairing."""
    if status == 0:
        return Statement(Says.PAIRED, transport="bredr")
    return Statement(Says.FAILED, "hci", status, step="authentication", transport="bredr") if status < 0x40 else None


_OLD_RESULTS: dict[int, tuple[str, int | str]] = {0: UNSPECIFIED, 1: SMP_TIMEOUT}
"""LESMP_PAIRING_RESULT_FAILED and _TIMEOUT; 2 is success, 3 success with a bond, 4 a pairing that is not permitted."""


def _old(result: int) -> Statement | None:
    """WICED Smart SDK 2 (BCM2073x)."""
    if result in (2, 3):
        return Statement(Says.PAIRED if result == 3 else Says.ENCRYPTED)
    if result == 4:
        return Statement(Says.FAILED, "smp", 0x05, "local", "feature exchange")
    known = _OLD_RESULTS.get(result)
    return Statement(Says.FAILED, *known) if known else None


_ENDED = r"(?i:pairing (?:complete|result|status)(?: reason)?|BTM_PAIRING_COMPLETE_EVT)\s?[:,=]?\s?"

VOCABULARY = Vocabulary(
    "wiced",
    "WICED, AIROC, ModusToolbox (Broadcom, Cypress, Infineon)",
    "microcontroller",
    "Broadcom WICED Smart SDK 2: lesmp.h (LESMP_PARING_RESULT); Infineon: ClientControl's trace; a2dp_sink.c of WICED Studio 6 (pairing_complete_info.br_edr.status); wiced_bt_dev.h (wiced_bt_smp_status_t, BTM_…_EVT); mtb-example-btstack-freertos-… app_bt_utils.c "
    "(get_bt_smp_status_name)",
    re.compile(
        r"\bBTM_(?:PAIRING|PAIRED_DEVICE|PASSKEY|USER_CONFIRMATION|SECURITY_REQUEST|ENCRYPTION_STATUS|BLE_ADVERT|BLE_SCAN)\w*_EVT\b|"
        r"\bWICED_|wiced_bt|SMP (?:SEND|RECV) Command\. Name: |\w_management_callback 0x|Pairing (?:Complete Reason:?|Status) SMP_|Encryption Status [Ee]vent: "
    ),
    (
        Row("smp_", re.compile(rf"{_ENDED}SMP_(?P<name>[A-Z_]{{4,30}})"), _named),
        computed("pairing complete", rf"Pairing complete {CODE}(?!\w)", _dual_mode, common=True),
        row("pairing capabilities", r"Pairing Capabilities Request, bda", Says.BEGUN, transport="bredr", common=True),
        computed("pairing", rf"{_ENDED}{CODE}(?!\w)", _ended, common=True),
        computed("bond", r"(?<![a-z])bond[_ ]result:? 0?(?P<code>[0-4])\b", _old),
        row("smp send", r"SMP SEND Command\. Name: SMP Pairing Request\b[^\n]*", Says.BEGUN, role="initiator"),
        row("smp recv", r"SMP RECV Command\. Name: SMP Pairing Request\b[^\n]*", Says.BEGUN, role="responder"),
        row("smp ", r"SMP (?:SEND|RECV) Command\. Name: SMP [^\n]*", Says.STEP),
        row("wiced_bt_start_authentication", r"wiced_bt_start_authentication\b[^\n]*", Says.BEGUN),
        row("request_evt", r"\bBTM_(?:PAIRING_IO_CAPABILITIES_(?:BLE|BR_EDR)_REQUEST|SECURITY_REQUEST)_EVT\b", Says.BEGUN),
        row("btm_", r"\bBTM_(?:PASSKEY_(?:NOTIFICATION|REQUEST)|USER_CONFIRMATION_REQUEST)_EVT\b", Says.ASKED),
        row("encryption status", r"Encryption Status [Ee]vent:[^\n]{0,60}? res(?:ult)?[: ]+0\b", Says.ENCRYPTED),
    ),
)  # fmt: skip
