"""Bluetooth modules behind a serial line: the events that they report to the machine that drives them, in plain text."""

import re
from re import Match

from pairtui.knowledge.vocabularies.vocabulary import (
    SMP_TIMEOUT,
    UNSPECIFIED,
    Row,
    Says,
    Statement,
    Vocabulary,
    row,
    with_address,
)

_STEP = "authentication or encryption"

MICROCHIP = Vocabulary(
    "rn4870",
    "Microchip RN4870, RN4871, BM70, RNBD451",
    "microcontroller",
    "Microchip DS50002466 (RN4870/71 user's guide), appendix B: status messages; RNBD350 user's guide, table 5-38",
    re.compile(r"%(?:ERR_SEC(?:,\w{2,4})?|SECURED|BONDED|KEY_REQ|KEY:\d{6}|STREAM_OPEN|CONN_PARAM,[0-9A-F,]+)%"),
    (
        row("%err_sec", r"%ERR_SEC(?:,\w{2,4})?%", Says.FAILED, "firmware", code="ERR_SEC", step=_STEP),
        row("%secured%", r"%SECURED%", Says.ENCRYPTED),
        row("%bonded%", r"%BONDED%", Says.PAIRED),
        row("%key", r"%KEY(?::\d{6}|_REQ)%", Says.ASKED),
        row("%connect", r"%CONNECT,[0-3],[0-9A-F]{12}(?:,\w{2,4})?%", Says.CONNECTED),
        row("%disconnect", r"%DISCONNECT(?:,\w{2,4})?%", Says.STEP),
    ),
)

BLUSDK = Vocabulary(
    "blusdk",
    "Microchip (Atmel) BluSDK: SAMB11, BTLC1000, WINC3400",
    "microcontroller",
    "Atmel ASF 3: ble_manager.c of the BLE SDK (ble_pair_request_handler, ble_pair_done_handler, "
    "ble_encryption_request_handler, ble_disconnected_state_handler)",
    re.compile(
        r"\b(?:Peer|Remote) device request pairing|Pairing procedure completed successfully|"
        r"Pairing information of peer device is not available|Device disconnected Reason:0x[0-9a-f]{2} Handle=|"
        r"\bPairing failed\.\.\.Disconnecting"
    ),
    (
        row("device request pairing", r"\b(?:Peer|Remote) device request pairing", Says.BEGUN, role="responder"),
        row("pass-code|passkey(6", r"(?i:enter the following pass-code)|Enter the Passkey\(6-Digit\)", Says.ASKED),
        row("pairing procedure", r"Pairing procedure completed successfully", Says.PAIRED),
        row("pairing failed", r"\bPairing failed(?:\.\.\.Disconnecting)?\s*$", Says.FAILED, UNSPECIFIED[0], code=UNSPECIFIED[1], common=True),
        row("is not available", r"Pairing information of peer device is not available", Says.FAILED, "hci", code=0x06, by="local", step="encryption", role="responder"),
        row("encryption failed", r"^\W*Encryption failed\s*$", Says.FAILED, UNSPECIFIED[0], code=UNSPECIFIED[1], step="encryption", common=True),
        row("encryption completed", r"\bEncryption completed successfully", Says.ENCRYPTED, common=True),
        row("device disconnected", r"Device disconnected Reason:(?P<code>0x[0-9a-f]{2})", Says.DISCONNECTED, "hci"),
    ),
)  # fmt: skip


def _completed(found: Match[str]) -> Statement:
    if found["result"] == "0":
        return Statement(Says.PAIRED)
    return Statement(Says.FAILED, "firmware", "BLEAUTHCMPL", step=_STEP)


ESP_AT = Vocabulary(
    "esp-at",
    "ESP-AT (Espressif)",
    "microcontroller",
    "espressif/esp-at: docs/en/AT_Command_Set/BLE_AT_Commands.rst (AT+BLEENC, AT+BLEENCRSP: enc_result)",
    re.compile(r"\+BLE(?:AUTHCMPL|SECREQ|SECNTFYKEY|SECKEYREQ|SECNTFYNUM|SECNCREQ):|\bAT\+BLE[A-Z]+"),
    (
        Row("+bleauthcmpl:", re.compile(r"\+BLEAUTHCMPL: ?\d,(?P<result>[01])\b"), _completed),
        row("+blesecreq:", r"\+BLESECREQ: ?\d\b", Says.BEGUN),
        row(
            "busy p",
            r"\+BLE(?:CONFREPLY|KEYREPLY|ENCRSP)\b[^\n]{0,60}?\bbusy p\b",
            Says.FAILED,
            "firmware",
            code="AtBusy",
            step="authentication",
        ),
        row("+blesec", r"\+BLESEC(?:NTFYKEY|KEYREQ|NTFYNUM|NCREQ): ?[\d,]+", Says.ASKED),
        row("+bleconn:", r"\+BLECONN: ?\d,\"", Says.CONNECTED),
        row("+bledisconn:", r"\+BLEDISCONN: ?\d\b[^\n]*", Says.STEP),
    ),
)

_UBLOX: dict[str, tuple[str, int | str]] = {
    "1": SMP_TIMEOUT,
    "2": ("firmware", "UUBTB=2"),
    "3": ("firmware", "UUBTB=3"),
}


def _bonded(found: Match[str]) -> Statement | None:
    if found["result"] == "0":
        return with_address(Statement(Says.PAIRED), found)
    known = _UBLOX.get(found["result"])
    return with_address(Statement(Says.FAILED, *known, step=_STEP), found) if known else None


UBLOX = Vocabulary(
    "u-blox",
    "u-blox u-connectXpress (ANNA, NINA, ODIN)",
    "microcontroller",
    "u-blox/ubxlib: ble/api/u_ble_gap.h (U_BT_LE_BOND_ERR_…)",
    re.compile(r"\+UUBT(?:B|ACL[CD]|UC|UPE|UPD):|\bAT\+UBT[A-Z]+"),
    (
        Row("+uubtb:", re.compile(r"\+UUBTB: ?(?P<hex>[0-9A-F]{12})[rp]?,(?P<result>[0-3])\b"), _bonded),
        row("+uubtu", r"\+UUBTU(?:C|PE|PD): ?[0-9A-F]{12}[^\n]*", Says.ASKED),
        row("+uubtaclc:", r"\+UUBTACLC: ?\d", Says.CONNECTED),
        row("+uubtacld:", r"\+UUBTACLD: ?\d", Says.STEP),
    ),
)
