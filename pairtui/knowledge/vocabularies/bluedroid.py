"""Bluedroid on ESP-IDF, Arduino and ESPHome: SMP reasons with 0x4d added, and HCI errors for classic."""

import re
from re import Match

from pairtui.knowledge.codes import hci
from pairtui.knowledge.codes.microcontrollers import BLUEDROID_BASE
from pairtui.knowledge.vocabularies.vocabulary import (
    ADDRESS,
    CODE,
    Row,
    Says,
    Statement,
    Vocabulary,
    attribute_answer,
    computed,
    row,
    with_address,
)

_LAST_OF_SMP = 0x0E
_ABOVE_SMP = r"0[xX](?:4[eE-fF]|5[0-9a-fA-F]|6[0-6])|7[89]|[89][0-9]|10[0-2]"
"""Numbers that no other stack gives for a pairing that failed."""

_REFUSALS = (0x05, 0x09)
"""SMP reasons with which only the other side answers: this stack always pairs."""


def meaning(reason: int) -> tuple[str, int, str] | None:
    """The space, number and side of `fail_reason`: HCI errors stand below the base, SMP reasons from it on."""
    if reason == 0:
        return None
    if BLUEDROID_BASE < reason <= BLUEDROID_BASE + _LAST_OF_SMP:
        smp = reason - BLUEDROID_BASE
        return "smp", smp, "peer" if smp in _REFUSALS else "unknown"
    if reason > BLUEDROID_BASE:
        return "bluedroid", reason, "unknown"
    return "hci", reason, "unknown"


def _failed(reason: int) -> Statement | None:
    known = meaning(reason)
    step = "feature exchange" if known and known[:2] == ("smp", 5) else "authentication or encryption"
    return Statement(Says.FAILED, *known, step=step) if known else None


def _classic(reason: int) -> Statement | None:
    known = meaning(reason)
    return Statement(Says.FAILED, *known, step="authentication", transport="bredr") if known else None


def _either(reason: int) -> Statement | None:
    return _failed(reason) if reason > BLUEDROID_BASE else _classic(reason)


_CLASSIC_STATUSES = {9: (0x05, "unknown"), 10: (0x08, "peer"), 11: (0x0E, "peer")}
"""esp_bt_status_t: AUTH_FAILURE, RMT_DEV_DOWN, AUTH_REJECTED."""

_CONNECTS = {"0x0405": "bredr", "0x200d": "le", "0x2043": "le"}
_SECURES = {"0x0411": "bredr", "0x0413": "bredr", "0x2019": "le"}
"""HCI commands that ask for a link, and for authentication or encryption of one."""


def _refused_command(found: Match[str]) -> Statement:
    """The controller refused a command: HCI's error."""
    opcode, status = found["opcode"], int(found["status"], 16)
    if opcode in _CONNECTS:
        return Statement(Says.NOT_CONNECTED, "hci", status, "local", "connection", transport=_CONNECTS[opcode])
    if opcode in _SECURES:
        return Statement(Says.FAILED, "hci", status, "local", "security request", transport=_SECURES[opcode])
    return Statement(Says.HARMLESS)


_SECURITY_BLOCK = 0x03

_CLASSIC_HCI = range(0x101, 0x13F)
"""ESP_BT_STATUS_HCI_…: HCI's errors with 0x100 added."""


def _demo(status: int) -> Statement | None:
    """The status of ESP_BT_GAP_AUTH_CMPL_EVT as the examples of classic Bluetooth print it."""
    code, by = (status - 0x100, "unknown") if status in _CLASSIC_HCI else _CLASSIC_STATUSES.get(status, (0, ""))
    return Statement(Says.FAILED, "hci", code, by, "authentication", transport="bredr") if code else None


def _linked(found: Match[str]) -> Statement | None:
    """An ACL link of classic Bluetooth came about, or did not: HCI's status, in the events with 0x100 added."""
    status = int(found["status"], 16) & 0xFF
    stated = Statement(Says.NOT_CONNECTED, "hci", status, transport="bredr") if status else _LINKED
    return with_address(stated, found)


_LINKED = Statement(Says.CONNECTED, transport="bredr")


def _unlinked(found: Match[str]) -> Statement | None:
    """The end of an ACL link of classic Bluetooth: HCI's reason with 0x100 added."""
    return with_address(Statement(Says.DISCONNECTED, "hci", int(found["status"], 16) & 0xFF, transport="bredr"), found)


def _unlinked_by_number(reason: int) -> Statement | None:
    known = reason in _CLASSIC_HCI
    return Statement(Says.DISCONNECTED, "hci", reason - 0x100, transport="bredr") if known else None


def _searched(status: int) -> Statement | None:
    """The result with which the channel to the service database did not open: L2CAP's up to 3, else HCI's."""
    if status == _SECURITY_BLOCK:
        return Statement(Says.FAILED, "l2cap", status, "peer", "connection", transport="bredr")
    if status <= _SECURITY_BLOCK or status not in hci.ERRORS:
        return Statement(Says.STEP)
    if status in hci.KEY_ERRORS:
        return Statement(Says.FAILED, "hci", status, step="authentication", transport="bredr")
    return Statement(Says.NOT_CONNECTED, "hci", status, transport="bredr")


def _opened(status: int) -> Statement | None:
    return Statement(Says.NOT_CONNECTED, "gatt", status) if status else Statement(Says.CONNECTED)


def _answer_in_hex(found: Match[str]) -> Statement | None:
    """ESP-IDF's examples print the status with %x."""
    return attribute_answer(int(found["code"], 16))


ROWS = (
    computed("btc_dm_auth_cmpl_evt", rf"btc_dm_auth_cmpl_evt\(?\)?[^\n]{{0,20}}? fail reason {CODE}", _classic),
    computed("smp reason=", rf"\bSecurity: pairing with {ADDRESS} failed: [^\n(]{{1,60}}\(SMP reason=(?P<code>{_ABOVE_SMP})\b", _failed),
    row("pairing failed. if it keeps failing", r"\bSecurity: pairing failed\. If it keeps failing with the same peer[^\n]*", Says.FAILED, "firmware", code="Unspecified"),
    row("requires authorization", r"BLESecurity: attribute 0x[0-9a-f]{4} requires authorization but no handler is installed[^\n]*", Says.FAILED, "att", code=0x08, by="local", step="attribute access", role="responder"),
    row("esp_ble_set_encryption", r"\besp_ble_set_encryption: ESP_(?:ERR_\w+|FAIL)\b", Says.FAILED, "firmware", code="Unspecified", by="local", step="security request"),
    computed("authentication failed, status:", r"\bauthentication failed, status:(?P<code>\d{1,3})\b", _demo, common=True),
    computed("authentication failed", rf"\b[Aa]uthentication failed,? status:? ?{CODE}", _either, common=True),
    computed("bonding failed", rf"\bBonding failed,? ?reason: ?(?P<code>{_ABOVE_SMP})\b", _failed),
    computed("esp_ble_set_encryption", rf"\besp_ble_set_encryption\b[^\n]{{0,200}}?\breason ?= ?(?P<code>{_ABOVE_SMP})\b", _failed),
    computed("remove bond", rf"bta_dm_ble_smp_cback remove bond, ?rsn {CODE}", _failed),
    row("bt_smp", rf"\bBT_SMP\b[^\n]{{0,60}}?(?:[Rr]eason|status)\s?[ :=]+{CODE}", Says.FAILED, "smp", step="authentication"),
    computed("reason", rf"\b(?:auth(?:entication)?|AUTH|BLE auth)[ _.]?(?:fail|FAIL)(?:ed|ure)?[ _,.:]{{0,2}}[Rr]eason(?: code)?\s?[=:]?\s?\(?{CODE}", _failed),
    computed("reason", rf"\bfail(?:_reason\s?[=: ]| reason\s?[=:])\s?\(?{CODE}", _failed),
    computed("reason", rf"\b(?:[Pp]air(?:ing)?|[Bb]ond(?:ing)?)[ _](?i:fail(?:ed|ure)?)[ _,.:]{{0,2}}[Rr]eason\s?[=:]?\s?\(?{CODE}", _failed, common=True),
    computed("reason", rf"\b(?i:pair(?:ing)?|bond(?:ing)?)[ _](?i:fail(?:ed|ure)?)[ _,.:]{{0,2}}[Rr]eason\s?[=:]?\s?\(?(?P<code>{_ABOVE_SMP})\b", _failed),
    computed("error", rf"\b(?i:pair(?:ing)?|bond(?:ing)?|auth(?:entication)?)\b(?![^\n.]{{0,60}}\b(?i:wi-?fi|mqtt|https?|server|cloud|broker|tls)\b)[^\n.]{{0,90}}? [Ee]rror(?: code)?:? [`\"'(]{{0,2}}(?P<code>{_ABOVE_SMP})\b", _failed),
    computed("auth", rf"\b[Aa]uth(?:entication)?\s?(?:fail(?:ed)?|complete|cmpl)[^\n]{{0,30}}?reason[ =:]+{CODE}", _failed),
    computed("error", rf"Pairing failed due to error:? {CODE}", _failed),
    row("check confirm value", r"smp_proc_compare pairing failed - check confirm value error", Says.FAILED, "smp", code=0x04, by="local", step="authentication"),
    row("do no match", r"dhkey ch(?:e)?cks do no match", Says.FAILED, "smp", code=0x0B, by="local", step="authentication"),
    row("model_out_of_range", r"Association Model = SMP_MODEL_OUT_OF_RANGE[^\n]*", Says.FAILED, "bluedroid", code=93, by="local", step="feature exchange"),
    row("start encryption failed", r"smp_start_enc start encryption failed[^\n]*", Says.FAILED, "bluedroid", code=97, by="local", step="encryption"),
    row("smp_send_cmd failed", r"smp_send_cmd failed[^\n]*", Says.FAILED, "bluedroid", code=92, by="local", step="authentication"),
    row("pass msg to l2cap", r"SMP failed to pass msg to L2CAP", Says.STEP),
    row("rcvd from the peer cmd", r"Rcvd from the peer cmd 0x0[12] with [^\n]{5,80}(?:of range|required key size|supported by stack|the length is)[^\n]*", Says.FAILED, "smp", code=0x0A, by="local", step="feature exchange"),
    row("rcvd from the peer cmd", r"Rcvd from the peer cmd 0x0[3-9a-fA-F] with invalid length[^\n]*", Says.FAILED, "smp", code=0x0A, by="local", step="authentication"),
    row("pairing failed - ", r"pairing failed - (?:slave|peripheral) requires (?:auth is|secure connection)[^\n]*", Says.FAILED, "smp", code=0x03, by="local", step="feature exchange", role="responder"),
    row("pairing failed - ", r"pairing failed - (?:master|central) requires auth is[^\n]*", Says.FAILED, "smp", code=0x03, by="local", step="feature exchange", role="initiator"),
    row("fails pairing", r"(?:Slave|Peripheral) requires secure connection only mode[^\n]{0,90}fails pairing", Says.FAILED, "smp", code=0x03, by="local", step="feature exchange", role="responder"),
    row("fails pairing", r"(?:Master|Central) requires secure connection only mode[^\n]{0,90}fails pairing", Says.FAILED, "smp", code=0x03, by="local", step="feature exchange", role="initiator"),
    row("sc mode not support", r"smp_proc_sec_req SC mode not support[^\n]*", Says.FAILED, "smp", code=0x03, by="local", step="feature exchange", role="initiator"),
    row("same public key", r"Peer and own device cannot have same public key", Says.FAILED, "smp", code=0x03, by="local", step="public key exchange"),
    row("invalid public key", r"smp_process_pairing_public_key, Invalid Public key", Says.FAILED, "smp", code=0x0A, by="local", step="public key exchange"),
    computed("pair status", rf"pair status ?= ?fail\w*[,;(]? ?(?:fail )?(?:reason|error(?: code)?) ?[=:] ?{CODE}", _failed),
    row("pair status", r"pair status ?= ?fail", Says.FAILED, "firmware", code="Unspecified"),
    row("pair status", r"pair status ?= ?success", Says.PAIRED),
    row("success=", r"\b[Aa]uth(?:entication)? ?(?:complete|cmpl)\b[^\n]{0,20}?success=(?:1|yes|true)\b[^\n]*", Says.PAIRED),
    row("success=", r"\b[Aa]uth(?:entication)? ?(?:complete|cmpl)\b[^\n]{0,20}?success=(?:0|no|false)\b[^\n]*", Says.FAILED, "firmware", code="Unspecified"),
    row("pairing status", r"\b[Pp]airing status ?[:=] ?success\b", Says.PAIRED),
    row("pairing status", r"\b[Pp]airing status ?[:=] ?fail\b", Says.FAILED, "firmware", code="Unspecified"),
    row("authentication success:", r"authentication success: ", Says.PAIRED, transport="bredr", common=True),
    row("pin", r"ESP_BT_GAP_PIN_REQ_EVT|Input pin code", Says.ASKED, transport="bredr"),
    row("esp_bt_gap_", r"ESP_BT_GAP_(?:CFM_REQ|KEY_NOTIF|KEY_REQ)_EVT[^\n]*", Says.ASKED, transport="bredr"),
    row("auth success", r"\bauth(?:entication)? success\b", Says.PAIRED, common=True),
    row("auth_cmpl", r"status = success, ESP_GAP_BLE_AUTH_CMPL_EVT", Says.PAIRED),
    row("ble gap auth success", r"BLE GAP AUTH SUCCESS", Says.PAIRED),
    computed("ble gap auth error", rf"BLE GAP AUTH ERROR: {CODE}", _failed),
    row("esp_gatt_insuf", r"ESP_GATT_INSUF_AUTHENTICATION", Says.FAILED, "att", code=0x05, by="peer", step="attribute access", role="initiator"),
    row("esp_gatt_insuf", r"ESP_GATT_INSUF_ENCRYPTION", Says.FAILED, "att", code=0x0F, by="peer", step="attribute access", role="initiator"),
    row("gatt_insuf", r"\bBT_GATT:[^\n]{0,60}?\bGATT_INSUF_AUTHENTICATION\b[^\n]*", Says.FAILED, "att", code=0x05, by="local", step="attribute access", role="responder"),
    row("gatt_insuf", r"\bBT_GATT:[^\n]{0,60}?\bGATT_INSUF_ENCRYPTION\b[^\n]*", Says.FAILED, "att", code=0x0F, by="local", step="attribute access", role="responder"),
    row("link_key_from_long_term", r"smp_(?:calculate|derive)_link_key_from_long_term_key failed[^\n]*", Says.HARMLESS),
    row("cc evt: op=0x", r"BT_HCI: CC evt: op=0x[0-9a-fA-F]+, status=0x[0-9a-fA-F]+", Says.HARMLESS),
    row("bt_appl", r"\bD \(\d+\) BT_APPL: [^\n]*", Says.HARMLESS),
    row("btm_getsecurityflags", r"BTM_GetSecurityFlags false", Says.HARMLESS),
    row("btm_proc_smp_cback", r"btm_proc_smp_cback received for unknown device", Says.HARMLESS),
    row("smp role", r"\bSMP Role: Slave\b[^\n]*", Says.BEGUN, role="responder"),
    row("smp role", r"\bSMP Role: Master\b[^\n]*", Says.BEGUN, role="initiator"),
    row("auth_cmpl", r"ESP_GAP_BLE_AUTH_CMPL_EVT", Says.STEP),
    row("numeric comparison", r"\bBT_SMP: Value for numeric comparison = \d+", Says.ASKED),
    row("the passkey notify", r"\bThe passkey Notify number: ?\d+", Says.ASKED),
    row("ble gap ", r"\bBLE GAP (?:NC_REQ|PASSKEY_NOTIF|PASSKEY_REQ)\b[^\n]*", Says.ASKED),
    row("bt gap ", r"\bBT GAP (?:CFM_REQ|KEY_NOTIF|KEY_REQ|PIN_REQ)\b[^\n]*", Says.ASKED, transport="bredr"),
    row("esp_gap_ble_", r"ESP_GAP_BLE_(?:PASSKEY_NOTIF|PASSKEY_REQ|NC_REQ)_EVT", Says.ASKED),
    Row("hcif conn complete", re.compile(r"hcif conn complete: hdl 0x[0-9a-f]+, st 0x(?P<status>[0-9a-f]{1,2})\b"), _linked),
    Row("acl_conn_cmpl", re.compile(rf"ACL_CONN_CMPL_STAT_EVT Connected to \[(?:{ADDRESS})?\S*, status: 0x1(?P<status>[0-9a-f]{{2}})\b"), _linked),
    Row("acl_disc_cmpl", re.compile(rf"ACL_DISC(?:ONN)?_CMPL_STAT_EVT Disconnected from \[(?:{ADDRESS})?\S*, reason: 0x1(?P<status>[0-9a-f]{{2}})\b"), _unlinked),
    computed("acl disconnect", r"\bACL disconnect(?:ed|ion)?\b[^\n]{0,20}?\breason[ =:]+(?P<code>2[5-9]\d|3[01]\d)\b", _unlinked_by_number),
    Row("command_status,opcode", re.compile(r"btu_hcif_hdl_command_status, ?opcode:(?P<opcode>0x[0-9a-f]{4}), ?status:(?P<status>0x[0-9a-f]{2})\b"), _refused_command),
    row("hci cmd send", r"hci cmd send: [^\n]*", Says.HARMLESS),
    row("hcif disc", rf"hcif disc complete: hdl 0x[0-9a-f]+, rsn {CODE}", Says.DISCONNECTED, "hci", transport="unknown"),
    computed("error ", rf"Error (?:reading|writing) char(?:/descriptor)? (?:at|for) handle (?:0x ?)?[0-9A-F]+, status={CODE}", attribute_answer),
    computed("failed for", rf"\b(?:Read|Write|Notify) failed for [0-9a-f-]{{4,36}}[^\n]{{0,20}}?, status={CODE}", attribute_answer),
    Row("failed, error status", re.compile(r"\b(?i:read|write) (?i:char|descr)\w* failed, error status ?= ?(?:0x)?(?P<code>[0-9a-f]{1,4})\b"), _answer_in_hex),
    row("disccmpl evt", rf"DiscCmpl evt: hdl=\d+, rsn={CODE}", Says.DISCONNECTED, "hci", transport="unknown"),
    row("packet count mismatch", r"lld_pdu_get_tx_flush_nb HCI packet count mismatch[^\n]*", Says.HARMLESS),
    row("gattc_conn_cb", r"gattc_conn_cb: if=\d+ st=0 id=\d+ rsn=0x100\b", Says.NOT_CONNECTED, "gatt", code=256, by="peer"),
    row("gattc_conn_cb", rf"gattc_conn_cb: if=\d+ st=0 id=\d+ rsn={CODE}", Says.DISCONNECTED, "hci", transport="unknown"),
    row("freeing slot", rf"\bClose, reason={CODE}, freeing slot", Says.DISCONNECTED, "hci"),
    row("disconnect_evt", r"DISCONNECT_EVT,? reason ?=? ?(?:0x100|256)\b", Says.NOT_CONNECTED, "gatt", code=256, by="peer"),
    row("disconnect_evt|close_evt", rf"(?:ESP_GATT[CS]_DISCONNECT_EVT|CLOSE_EVT)[^\n]{{0,50}}?reason[ =:]+{CODE}", Says.DISCONNECTED, "hci"),
    row("disconnect", rf"[Dd]isconnect(?:ed|ion)?[^\n]{{0,40}}?reason[ =:]*{CODE}", Says.DISCONNECTED, "hci", common=True),
    computed("open", rf"(?:(?:(?<=GATTC_)|(?<![A-Z]_))OPEN_EVT|[Oo]pen error|open failed)[^\n]{{0,60}}?status[ =:]+{CODE}", _opened, common=True),
    row("bta_gattc_conn", rf"bta_gattc_conn_cback\(\)[^\n]{{0,30}}?connected=0[^\n]{{0,40}}?reason={CODE}", Says.DISCONNECTED, "hci"),
    computed("failed, status=", rf"\[(?:esp32_)?ble_client:\d+\][^\n]{{0,60}}?\b[Cc]onnect(?:ion| to \S{{17}}) failed, status={CODE}", _opened),
    row("btm_setencryption busy", r"BTM_SetEncryption busy[^\n]*", Says.BEGUN),
    row("btm_setencryption", r"BTM_SetEncryption not connected[^\n]*", Says.STEP),
    row("esp32_ble_client", r"\[esp32_ble_client:\d+\][^\n]{0,60}?(?:\bConnection open|\] Connected)\b", Says.CONNECTED),
    row("bluetooth_connection", r"\[bluetooth_connection\S*\][^\n]{0,40}?\bConnection open\b", Says.CONNECTED),
    computed("onauthenticationcomplete", r"\bonAuthenticationComplete\b[^\n]{0,60}?(?:\b(?:always|is|of) an? |-> ?fail(?:ed)? )(?P<code>[0-9]{2,3})\b", _failed),
    computed("authentication error", rf"\bAuthentication error {CODE}", _failed, common=True),
    row("attempting pairing", r"[Aa]ttempting pairing\b", Says.BEGUN, role="initiator", common=True),
    computed("conn cnf with error", rf"SDP - Rcvd conn cnf with error: {CODE}", _searched),
    row("cancel_open_evt", r"GATTS_CANCEL_OPEN_EVT\b[^\n]*", Says.HARMLESS),
    row("open", r"OPEN ERROR: ERR|OPEN failed!", Says.STEP),
    row("bta_av_open_evt", r"BTA_AV_OPEN_EVT::FAILED status: \d+", Says.STEP, transport="bredr"),
    row("earlier enc", r"earlier enc was not done for same device", Says.HARMLESS),
    row("bta_gattc", r"bta_gattc_mark_bg_conn unable to find[^\n]*", Says.HARMLESS),
    row("port_rfc_closed", r"port_rfc_closed[^\n]*", Says.STEP),
    row("bd_addr", rf"remote BD_ADDR:? ?(?:{ADDRESS})?", Says.STEP),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "bluedroid",
    "Bluedroid on ESP-IDF, Arduino, ESPHome",
    "microcontroller",
    "espressif/esp-idf: components/bt/host/bluedroid/api/include/api/esp_gap_ble_api.h (esp_ble_auth_fail_rsn_t), "
    "bta/include/bta/bta_api.h (BTA_DM_AUTH_FAIL_BASE), examples/bluetooth/bluedroid, examples/bluetooth/esp_hid_device/main/esp_hid_gap.c; esphome esp32_ble_client; "
    "stack/smp/smp_act.c, smp_utils.c, stack/sdp/sdp_main.c, stack/btu/btu_hcif.c, bta/gatt/bta_gattc_act.c; esp_bt_defs.h (esp_bt_status_t), examples/bluetooth/bluedroid/classic_bt (authentication failed, status:); "
    "espressif/arduino-esp32 4.0: libraries/BLE/src/security, client, server",
    re.compile(
        r"BT_(?:BTC|HCI|SMP|BTM|GATT|APPL|L2CAP|HIDH|BTIF|AV|SDP|RFCOMM|HF)\b|btc_dm_|GATT[CS]_DEMO|SEC_GATT|ESP_(?:GA(?:P|TT)|AUTH_SMP)|esp32_ble|"
        r"bluetooth_proxy|bluetooth_connection|esp_ble|BLEClient|ESP_HID|BLE GAP AUTH |BLESecurity|onAuthenticationComplete|\[(?:ble_client|esphome)|ESP_(?:SPP|BT_GAP|A2D|HF)_\w+_EVT|ESP_SPP_SEC_|\besp_bt_gap_|\bBLE\w+\.bluedroid\.cpp|\bSPP_(?:INITIATOR|ACCEPTOR)_DEMO"
    ),
    ROWS,
    place=67,
)
