"""Smaller stacks whose words are documented, and pairings that are none of Bluetooth: Matter, HomeKit, Zigbee."""

import re
from re import Match

from pairtui.knowledge.vocabularies.vocabulary import (
    ADDRESS,
    CODE,
    SMP_TIMEOUT,
    Row,
    Says,
    Statement,
    Vocabulary,
    number,
    row,
)

_IWRAP = {"AUTH_FAIL": 0x05, "AUTHENTICATION_FAILURE": 0x05, "PIN_OR_KEY_MISSING": 0x06, "KEY_MISSING": 0x06, "CONNECTION_TIMEOUT": 0x08, "PAGE_TIMEOUT": 0x04, "PAIRING_NOT_ALLOWED": 0x18, "OETC_USER": 0x13}  # fmt: skip
"""iWRAP's names of HCI errors."""


def _iwrap(found: Match[str]) -> Statement:
    code = _IWRAP.get(found["name"])
    return (
        Statement(Says.FAILED, "hci", code, step="authentication", transport="bredr") if code else Statement(Says.STEP)
    )


_ST_ENCRYPTION = {3: (0x06, "local"), 4: (0x06, "peer"), 5: (0x1A, "peer")}
"""Statuses of an encryption that failed: the key is missing here, or there; the peer cannot encrypt."""


def _st_pairing(found: Match[str]) -> Statement | None:
    """Status 0 is success, 1 the timeout of SMP, 2 a failure with SMP's reason, from 3 on the encryption failed."""
    status, reason = number(found["status"]), number(found["code"] or "0")
    if status in _ST_ENCRYPTION:
        return Statement(Says.FAILED, "hci", *_ST_ENCRYPTION[status], step="encryption")
    if status == 0:
        return Statement(Says.PAIRED)
    if status == 2 and reason:
        return Statement(Says.FAILED, "smp", reason)
    if status == 1:
        return Statement(Says.FAILED, *SMP_TIMEOUT)
    return Statement(Says.FAILED, "firmware", "PairingFailed", step="authentication")


def _ledger(found: Match[str]) -> Statement | None:
    """SMP's reason in hexadecimal without its 0x."""
    reason = int(found["reason"], 16)
    return Statement(Says.FAILED, "smp", reason) if 0 < reason <= _LAST_OF_SMP else None


def _flipper_left(found: Match[str]) -> Statement:
    """A reason in hexadecimal without its 0x."""
    return Statement(Says.DISCONNECTED, "hci", int(found["reason"], 16))


STM32WB = Vocabulary(
    "stm32wb",
    "STM32WB, BlueNRG",
    "microcontroller",
    "STMicroelectronics AN5270 and STM32CubeWB ble_events.h: aci_gap_pairing_complete_event, app_ble.c of its projects; LedgerHQ ledger-secure-sdk lib_blewbxx_impl; the samples of "
    "STSW-BNRG (PairingCompletedFunction: statuses 3 to 5); flipperdevices/flipperzero-firmware "
    "targets/f7/ble_glue/gap.c",
    re.compile(r"ACI_GAP_\w+|ACI_GATT_|HCI_DISCONNECTION_COMPLETE_EVT_CODE|aci_gap_|\[B(?:t|le)Gap\]"),
    (
        Row("pairing_complete", re.compile(r"(?i:status code of )(?P<status>0x0[0-9a-fA-F])(?P<code>(?!))?[a-z ]{1,12}(?i:aci_gap_pairing_complete)\w*"), _st_pairing),
        Row("pairing complete", re.compile(r"pairing complete, status (?P<status>0x0[0-3]) reason (?P<code>0x0[0-9a-fA-F])\b"), _st_pairing),
        Row("pairing_complete", re.compile(rf"(?i:aci_gap_pairing_complete\w*)[^\n]{{0,20}}?(?i:status)\W{{0,3}}(?P<status>0x[0-9a-fA-F]+|[0-9]+)(?:[^\n]{{0,20}}?(?i:reason)\W{{0,3}}{CODE})?"), _st_pairing),
        row("pairing_complete", r"(?i:aci_gap_pairing_complete\w*)[ -]{1,6}Pairing Success\b", Says.PAIRED),
        Row("pairing failed :", re.compile(r"\bPAIRING FAILED : (?P<reason>[0-9A-F]{2})\b"), _ledger),
        row("pairing timeout", r"^\W*PAIRING TIMEOUT\s*$", Says.FAILED, "firmware", code="SmpTimeout", common=True),
        row("pairing success", r"^\W*PAIRING SUCCESS\s*$", Says.PAIRED, common=True),
        row("disconnection_complete", rf"HCI_DISCONNECTION_COMPLETE\w*(?:[^\n]{{0,60}}?[Rr]eason(?: of)?:? ?{CODE})?", Says.DISCONNECTED, "hci"),
        Row("pairing failed with status", re.compile(r"\[B(?:t|le)Gap\]:? Pairing failed with status: (?P<status>\d+)(?P<code>(?!))?"), _st_pairing),
        row("pairing complete", r"\[B(?:t|le)Gap\]:? Pairing complete\b", Says.PAIRED),
        row("gap]", r"\[B(?:t|le)Gap\]:? (?:Pass key request event|Verify numeric comparison)[^\n]*", Says.ASKED),
        row("slave security initiated", r"\[B(?:t|le)Gap\]:? Slave security initiated", Says.BEGUN, role="responder"),
        Row("disconnect from client", re.compile(r"\[B(?:t|le)Gap\]:? Disconnect from client\. Reason: (?P<reason>[0-9A-F]{2})\b"), _flipper_left),
        row("connection parameters", r"\[B(?:t|le)Gap\]:? Connection parameters denied", Says.HARMLESS),
        row("aci_gap_", r"ACI_GAP_(?:PASS_KEY_REQ|NUMERIC_COMPARISON)\w*", Says.ASKED),
    ),
)  # fmt: skip

_TI_NAMES = {
    "PASSKEY_ENTRY_FAILED": 0x01, "OOB_NOT_AVAIL": 0x02, "AUTH_REQ": 0x03, "CONFIRM_VALUE": 0x04, "NOT_SUPPORTED": 0x05, "ENC_KEY_SIZE": 0x06, "CMD_NOT_SUPPORTED": 0x07,
    "UNSPECIFIED": 0x08, "REPEATED_ATTEMPTS": 0x09, "INVALID_PARAMETERS": 0x0A, "INVALID_PARAMERERS": 0x0A, "DHKEY_CHECK_FAILED": 0x0B, "NUM_COMPARISON_FAILED": 0x0C, "NUMERIC_COMPARISON": 0x0C,
}  # fmt: skip
"""SMP_PAIRING_FAILED_…, in both spellings of its versions."""


def _ti_bonded(found: Match[str]) -> Statement | None:
    """The bond manager's callback with GAPBOND_PAIRING_STATE_COMPLETE: its status is success or SMP's reason."""
    status = number(found["code"])
    return Statement(Says.FAILED, "smp", status) if status else Statement(Says.PAIRED)


_TI_TIMEOUT = 0x17
"""bleTimeout, with which the bond manager ends a pairing that came to no end within 30 seconds."""


def _ti_complete(found: Match[str]) -> Statement | None:
    """The status of GAPBOND_PAIRING_STATE_COMPLETE as people write it beside the state's name."""
    status = number(found["code"])
    if status == _TI_TIMEOUT:
        return Statement(Says.FAILED, *SMP_TIMEOUT)
    return Statement(Says.FAILED, "smp", status) if 0 < status <= _LAST_OF_SMP else None


def _ti_named(found: Match[str]) -> Statement | None:
    reason = _TI_NAMES.get(found["name"])
    return Statement(Says.FAILED, "smp", reason) if reason else None


TI = Vocabulary(
    "ti",
    "TI BLE-Stack (CC13xx, CC23xx, CC25xx, CC26xx), BTool",
    "microcontroller",
    "Texas Instruments BLE-Stack: gapbondmgr.h (SMP_PAIRING_FAILED_…, GAPBOND_PAIRING_STATE_…), gap.h (GAP_LINK_TERMINATED_EVENT); BTool's log",
    re.compile(r"\bGAP_(?:AuthenticationComplete|TerminateLink)\b|\bSMP_PAIRING_FAILED_|HCI_LE_ExtEvent|\bGAPBOND_PAIRING_STATE_|bondMgrCB"),
    (
        Row("bondmgr", re.compile(r"(?i:bond ?mgr\w*)\W[^\n]{0,60}?state[ =:]+1,? status[ =:]+(?P<code>0x0[0-9a-fA-F]|1?[0-9])\b"), _ti_bonded),
        Row("smp_pairing_failed_", re.compile(r"GAPBOND_PAIRING_STATE_COMPLETE\b[^\n]{0,40}?SMP_PAIRING_FAILED_(?P<name>[A-Z_]+)"), _ti_named),
        row("pairing_failed", r"GAPBOND_PAIRING_STATE_COMPLETE\b[^\n]{0,30}?PAIRING_FAILED with reason (?P<code>0x0[0-9a-fA-F]|1?[0-9])\b", Says.FAILED, "smp"),
        Row("gapbond_pairing_state_complete", re.compile(r"GAPBOND_PAIRING_STATE_COMPLETE\b[^\n]{0,30}?\bstatus ?(?:=|is|of)? ?(?P<code>0x[0-9a-fA-F]{1,2}|[0-9]{1,2})\b"), _ti_complete),
        Row("pairing fail:", re.compile(r"\bPairing fail: ?(?P<code>[0-9]{1,2})\b"), _ti_complete),
        row("gap_", r"Op[Cc]ode\s*: 0xFE(?:0B|0F) \(GAP_(?:Authenticate|Bond)\)", Says.BEGUN, role="initiator"),
        row("gapbond_pairing_state_started", r"GAPBOND_PAIRING_STATE_STARTED", Says.BEGUN),
        row("smp_pairing_failed_", r"Status\s*: (?P<code>0x0[0-9A-Fa-f]) (?:\(\d+\) )?\(SMP_PAIRING_FAILED_\w+", Says.FAILED, "smp"),
        row("reason", r"^\s*Reason\s+: (?P<code>0x[0-9A-Fa-f]{2}) (?:\(\d+\) )?\(", Says.DISCONNECTED, "hci", common=True),
        row("gap_terminatelink", r"GAP_TerminateLink\b[^\n]{0,120}?Reason\s*:? (?P<code>0x[0-9A-Fa-f]{2})\b", Says.DISCONNECTED, "hci"),
    ),
)  # fmt: skip


def _silicon_labs(found: Match[str]) -> Statement | None:
    """sl_status_t: 0x1000 more than HCI's error, 0x1200 more than SMP's reason; Gecko SDK 2 had 0x0200 and 0x0300.

    SiWx91x and RS9116 have 0x4b00 more than SMP's reason, 0x4e00 more than HCI's error.
    """
    text = found["code"]
    bare = found[0].endswith(f"reason: {text}") and _SILABS_LAYERS.get(int(text, 16) >> 8)  # printed with %x
    status = int(text, 16) if bare else number(text)
    layer, code = _SILABS_LAYERS.get(status >> 8, ""), status & 0xFF
    return Statement(Says.FAILED, layer, code, step="authentication or encryption") if layer and code else None


_SILABS_LAYERS = {0x10: "hci", 0x02: "hci", 0x4E: "hci", 0x12: "smp", 0x03: "smp", 0x4B: "smp"}


def _siwx(found: Match[str]) -> Statement:
    """A status in hexadecimal without its 0x."""
    return Statement(Says.FAILED, "smp", int(found["code"], 16) & 0xFF, step="authentication or encryption")


_STEP = "authentication or encryption"

SILICON_LABS = Vocabulary(
    "silabs",
    "Silicon Labs Bluetooth (Gecko SDK, Simplicity SDK)",
    "microcontroller",
    "Silicon Labs sl_status.h (SL_STATUS_BT_CTRL_…, SL_STATUS_BT_SMP_…, SL_STATUS_SI91X_SMP_…), bg_errorcodes.h of Gecko SDK 2 (bg_errspc_bt 0x0200, bg_errspc_smp 0x0300); the samples' words",
    re.compile(r"sl_bt_|SL_STATUS_(?:BT|SI91X)_|rsi_ble_|\bsmp_failed status ?:|gecko_evt|bg_err_|Stack Event : BOND|evt_sm_bond"),
    (
        Row("bonding", re.compile(r"(?i:bonding[ _]failed)[^\n]{0,40}?(?:(?i:reason|error|status)\W{1,4}(?=0x|\d{3,5}\b)|reason: (?=1[02][0-9a-fA-F]{2}\b))(?P<code>0x[0-9a-fA-F]{3,4}|[0-9a-fA-F]{3,5})\b"), _silicon_labs),
        Row("smp_failed", re.compile(rf"smp_failed status ?: ?{CODE}"), _silicon_labs),
        Row("smp_failed", re.compile(r"smp_failed status: (?P<code>4B0[1-9A-F])\b"), _siwx),
        row("bond", r"\b(?i:successful bonding|bonding (?:success(?:ful)?|completed))\b", Says.PAIRED, common=True),
        row("bonding done", r"\bBonding done(?:, ID)?: \d+", Says.PAIRED),
        row("security_mode:", r"\bsecurity_mode: [1-3]\b", Says.ENCRYPTED, common=True),
        row("event : bonded", r"Stack Event : BONDED\b", Says.PAIRED),
    ),
)  # fmt: skip

_LAST_OF_SMP = 0x0E
_RIVIERA_TIMEOUT = 0x45
"""GAP_ERR_TIMEOUT, which stands for the timeout of SMP here."""


def _riviera_waves(found: Match[str]) -> Statement | None:
    """hl_err: 0x60 more than SMP's reason where this host found it, 0x70 where the peer sent it."""
    code = number(found["code"])
    by, reason = {0x6: "local", 0x7: "peer"}.get(code >> 4, "unknown"), code & 0x0F
    if by == "unknown" or not 0 < reason <= _LAST_OF_SMP:
        return Statement(Says.FAILED, *SMP_TIMEOUT) if code == _RIVIERA_TIMEOUT else Statement(Says.BEGUN)
    return Statement(Says.FAILED, "smp", reason, by)


def _quintic(found: Match[str]) -> Statement | None:
    """The status of a bond request: SMP's reason as it is."""
    status = int(found["code"], 16)
    if status == 0:
        return Statement(Says.PAIRED)
    return Statement(Says.FAILED, "smp", status) if status <= _LAST_OF_SMP else None


def _blueretro(found: Match[str]) -> Statement | None:
    """A reason in hexadecimal without its 0x."""
    reason = int(found["code"], 16)
    return Statement(Says.FAILED, "smp", reason, "peer") if 0 < reason <= _LAST_OF_SMP else None


RIVIERA_WAVES = Vocabulary(
    "rivierawaves",
    "RivieraWaves (Dialog and Renesas DA14, onsemi RSL10, Beken, BES, NXP QN90)",
    "microcontroller",
    "RivieraWaves hl_error.h (GAP_ERR_TIMEOUT, SMP_ERROR_LOC_…, SMP_ERROR_REM_…), gapc_task.h; QN902x SDK 1.3 "
    "app_gap_task.c (app_gap_bond_req_cmp_ind_handler)",
    re.compile(r"\bQN BLE is ready|Bond request complete handle: |\bGAPC_(?:PAIRING|BOND|ENCRYPT|PASSKEY)|SMP_ERROR_(?:LOC|REM)_"),
    (
        Row("gapc_pairing_failed", re.compile(rf"GAPC_PAIRING_FAILED[^\n]{{0,40}}?(?:reason|status|error)\W{{1,4}}{CODE}"), _riviera_waves),
        Row("bond request complete", re.compile(r"Bond request complete handle: \w{4}, bonded: \d, status: 0x(?P<code>[0-9A-F]{2})"), _quintic),
        row("bond request indi", r"Accept Bond request indi received from [0-9A-F:]{12,17}", Says.BEGUN, role="responder"),
        row("gapc_pairing_succeed", r"GAPC_PAIRING_SUCCEED", Says.PAIRED),
    ),
)  # fmt: skip

IWRAP = Vocabulary(
    "iwrap",
    "Bluegiga iWRAP",
    "microcontroller",
    "Silicon Labs: iWRAP 5 and 6 user guide (PAIR, SSP COMPLETE, error codes)",
    re.compile(r"\biWRAP\b|HCI_ERROR_|^SSP COMPLETE "),
    (
        Row("ssp complete", re.compile(rf"SSP COMPLETE (?:{ADDRESS} )?HCI_ERROR_(?P<name>[A-Z_]+)"), _iwrap),
        row("pair", rf"\bPAIR {ADDRESS} OK\b", Says.PAIRED, transport="bredr"),
        row("pair", rf"\bPAIR {ADDRESS} FAIL\b", Says.STEP),
        row("pair", rf"\bPAIR {ADDRESS}", Says.BEGUN, transport="bredr", common=True),
    ),
)  # fmt: skip

BLUERETRO = Vocabulary(
    "blueretro",
    "BlueRetro",
    "microcontroller",
    "darthcloud/BlueRetro: main/bluetooth/smp.c, hci.c",
    re.compile(r"\bbt_hci_cmd_[a-z_]+|\bBT_HCI_EVT_[A-Z_]+|\bBT_SMP_CMD_[A-Z_]+"),
    (
        Row("bt_smp_cmd_pairing_fail", re.compile(r"BT_SMP_CMD_PAIRING_FAIL reason: (?P<code>[0-9A-F]{2})\b"), _blueretro),
        row("bt_smp_pairing_req", r"\bbt_smp_pairing_req\b", Says.BEGUN, role="initiator"),
        row("opcode: 0x", r"\bopcode: 0x[0-9A-F]{4} error: 0x[0-9A-F]{2} retry: \d+", Says.HARMLESS),
    ),
)  # fmt: skip

BTFERRET = Vocabulary(
    "btferret",
    "btferret",
    "gateway",
    "petzval/btferret: btlib.c (le_pair, le_server)",
    re.compile(r"\bbtferret\b|Listening for LE clients to connect|\bPAIR time out\b|allocated NODE=\d"),
    (
        row("wait for pair", r"\bWait for pair\b", Says.BEGUN, role="responder"),
        row("pair time out", r"\bPAIR time out\b", Says.FAILED, "firmware", code="PairTimeout", step="authentication"),
    ),
)

NOT_BLUETOOTH = Vocabulary(
    "",
    "Matter, HomeKit and Nuki, which pair above Bluetooth, Zigbee and Z-Wave, which pair without it",
    "unknown",
    "connectedhomeip src/controller; aiohomekit; I-Connect/NukiBleEsp32; zigbee2mqtt lib/controller.ts",
    re.compile(r"(?!)"),
    (
        row("chip[", r"\bchip\[[A-Z]{2,4}\][^\n]*|\bCHIP\[[A-Z]{2,4}\][^\n]*", Says.HARMLESS),
        row("chip", r"[^\n]*\bCHIP(?::0x[0-9a-fA-F]{8}\b|: \[[A-Z]{2,4}\] )[^\n]*", Says.HARMLESS),
        row("secure session to device", r"Failed to establish secure session to device: \d+", Says.HARMLESS),
        row("chip error", r"[^\n]*CHIP Error[^\n]*", Says.HARMLESS),
        row("homekit", r"[^\n]*homekit_controller[^\n]*", Says.HARMLESS),
        row("nuki", r"[^\n]*\b(?:NukiBle|NukiHub)\b[^\n]*", Says.HARMLESS),
        row("zigbee|z2m", r"[^\n]*\b(?:zigbee(?:2mqtt|-herdsman)?|Z2M)\b[^\n]*", Says.HARMLESS),
        row("failed to interview", r"[^\n]*[Ff]ailed to interview[^\n]*", Says.HARMLESS),
        row("zwave", r"[^\n]*\bzwave(?:_js|js2mqtt)?\b[^\n]*", Says.HARMLESS),
        row("chip:", r"\bCHIP:[A-Z]{2,4}: (?![^\n]*org\.bluez)[^\n]*", Says.HARMLESS),
        row("ctl]", r"\[CTL\] [^\n]*", Says.HARMLESS),
    ),
)
