"""Android: bond states in logcat and nRF Connect, GATT's status, the SMP statuses of its host by name."""

import re
from re import Match

from pairtui.knowledge.codes.phones import ANDROID
from pairtui.knowledge.vocabularies import android_host
from pairtui.knowledge.vocabularies.android_gatt import (
    INSUFFICIENT,
    OF_LINK,
    REQUEST_FAILED,
    changed,
    discovered,
    gatt,
    gone,
    insufficient,
    link,
    requested,
    state,
)
from pairtui.knowledge.vocabularies.android_host import NO_BOND, ended
from pairtui.knowledge.vocabularies.vocabulary import (
    ADDRESS,
    CODE,
    Row,
    Says,
    Statement,
    Vocabulary,
    computed,
    number,
    row,
    with_address,
)

UNBOND_REASONS_BY = {1: "unknown", 2: "peer", 3: "local", 4: "peer", 5: "local", 6: "unknown", 7: "peer", 8: "peer"}
"""Who is behind each UNBOND_REASON_…"""

_OF_STATUS = {9: 1, 10: 4, 11: 2, 15: 6}
"""BT_STATUS_… of the native host to UNBOND_REASON_… (BondStateMachine.getUnbondReasonFromHALCode)."""

_REMOVED = 9

_BLESSED = {
    "INSUFFICIENT_AUTHENTICATION": 0x05,
    "INSUFFICIENT_AUTHORIZATION": 0x08,
    "INSUFFICIENT_ENCRYPTION_KEY_SIZE": 0x0C,
    "INSUFFICIENT_ENCRYPTION": 0x0F,
    "AUTHORIZATION_FAILED": 0x89,
}
"""GattStatus of blessed-android that is about security."""

_ENDS = {"TIMEOUT": 0x08, "TERMINATE PEER USER": 0x13, "TERMINATE LOCAL HOST": 0x16, "LMP TIMEOUT": 0x22, "FAIL ESTABLISH": 0x3E}  # fmt: skip
"""GATT_CONN_… of gatt_api.h as blessed-android 1 writes it (BluetoothPeripheral.statusToString)."""

_KABLE = {"Peripheral Disconnected": 0x13, "Central Disconnected": 0x16, "Failed": 0x3E, "Timeout": 0x08, "LinkManager Protocol Timeout": 0x22}  # fmt: skip
"""State.Disconnected.Status of Kable, as it writes them, to GATT_CONN_…; `Disconnected(133)` has a number."""

_OF_A_VALUE = re.compile(r"[eE]rrorCode\W{1,4}[45][0-9]{2}\b|Characteristic|Descriptor")
"""What shows that an error of react-native-ble-plx is about a value and not about the link."""

_OF_LINKS = re.compile(r"(?i:\b(?:I|I['’]m|we|it) .*(?:bluetooth|\bble|gatt|nimble|esp32))")
_REQUEST = (
    r"(?i:(?:read|writ|notif|indicat|subscri)\w{0,9}[^\n]{0,30}?(?:characteristic|(?<!char/)descriptor)|"
    r"(?:characteristic|(?<!char/)descriptor)[^\n]{0,12}?(?:read|writ|change)\w{0,5})"
)
_133 = r"(?i:status|error)(?: code)?(?: of)?[ :#=('\"]{1,3}133\b"
_REQUEST_133 = re.compile(
    rf"{_REQUEST}(?:(?![Cc]onnect)[^\n]){{0,80}}?{_133}|"
    rf"{_133}(?: \(\w+\))? (?:on|when|while|for|from|in|during)\b(?:(?![Cc]onnect)[^.\n]){{0,30}}?{_REQUEST}"
)
"""The status of a read or a write, over a link that there was."""

_OF_SECURITY = re.compile(r"\b(?:[Aa]uth|[Ee]ncrypt|[Bb]ond|[Pp]air|GATT)")
_OF_PROCESSES = re.compile(r"(?i:\bexit|container|docker|\bkill|memory|\bprocess\b)")
_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_ATT_OPERATION = r"(?:on)?(?:[Cc]haracteristic|[Dd]escriptor)(?:[Rr]ead|[Ww]rite|Changed)?"


def _unbond(reason: int) -> Statement | None:
    if reason not in ANDROID:
        return None
    if reason == _REMOVED:
        return Statement(Says.STEP)
    return Statement(Says.FAILED, "android", reason, UNBOND_REASONS_BY.get(reason, "unknown"), role="initiator")


_MENTIONED = re.compile(
    r"\A(?:[0-9]{1,2}[.)] )?createBond\(\)\Z|createBond\(\)[`'\" ]{1,4}(?!for device\b)[a-z]|\bat (?:[\w$]+\.){2,}createBond\("
)
"""What somebody writes of the call is not yet a log of it."""


def _asked_for(found: Match[str]) -> Statement | None:
    return None if _MENTIONED.search(found.string.strip()) else Statement(Says.BEGUN, role="initiator")


_TRANSPORTS = {"1": "bredr", "2": "le"}
"""BluetoothDevice.TRANSPORT_…, which the callback's line has since Android 16 (BondStateMachine.java)."""


def _callback(found: Match[str]) -> Statement | None:
    state, status = found["state"].upper().removeprefix("BOND_"), number(found["code"])
    transport = _TRANSPORTS.get(found["transport"])
    if state in ("1", "11", "BONDING"):
        return with_address(Statement(Says.BEGUN, transport=transport or "le"), found)
    if state in ("2", "12", "BONDED"):
        return with_address(Statement(Says.PAIRED, transport=transport or "le"), found)
    stated = ended(number(found["reason"] or "0"), transport or "unknown")
    if stated is None:
        stated = _unbond(_OF_STATUS.get(status, NO_BOND)) if status else Statement(Says.STEP)
    return with_address(stated, found) if stated else None


def _named_133(found: Match[str]) -> Statement | None:
    """The number where somebody writes of a link over LE: a log has it beside more."""
    return Statement(Says.NOT_CONNECTED, "gatt", 133) if _OF_LINKS.search(found.string) else None


def _named_137(found: Match[str]) -> Statement | None:
    """The number beside words of security; it is also how a process ends that was killed."""
    about = _OF_SECURITY.search(found.string) and not _OF_PROCESSES.search(found.string)
    return gatt(0x89) if about else None


def _exception(found: Match[str]) -> Statement | None:
    """RxAndroidBle's: the status of the link's state, or of the operation that it names."""
    status = number(found["code"])
    return link(status) if found["state"] in (None, "CONNECTION_STATE") else requested(status)


def _att_of_plx(found: Match[str]) -> Statement | None:
    """react-native-ble-plx on Android: any status below 128, and so also the reason why a link ended."""
    status = number(found["code"])
    return requested(status) if status not in OF_LINK or _OF_A_VALUE.search(found.string) else link(status)


def _kable(found: Match[str]) -> Statement | None:
    name = found["name"]
    return link(int(name) if name.isdecimal() else _KABLE[name])


def _unbond_named(found: Match[str]) -> Statement | None:
    reason = _UNBOND_REASONS.get(found["name"])
    return _unbond(reason) if reason else None


_UNBOND_REASONS = {code.name: number for number, code in ANDROID.items() if isinstance(number, int)}

_BOND_STATE = r"bond(?:ing)? state(?: has)? changed(?: to|:)?:? ?[^\n]{0,60}?(?<!previous: )"
_OF = rf"(?:[^\n]{{0,30}}?{ADDRESS})?"
_INTENT = rf"(?:Bond State Change Intent:? ?(?:{ADDRESS})?[^\n]{{0,40}}?)?"

ROWS = (
    *android_host.ROWS,
    Row("createbond", re.compile(r"createBond\(|(?<!\| )\bcreateBond\b(?!, device is )"), _asked_for),
    row("start", r"Starting pairing|startPairing", Says.BEGUN, role="initiator"),
    row("bonding", rf"{_BOND_STATE}\b(?:BOND_)?BONDING\b{_OF}", Says.BEGUN),
    computed("bond", rf"{_BOND_STATE}(?:NONE|NOT_BONDED)[^\n]{{0,20}}?reason: [A-Z_ ]*\(?{CODE}\)?", _unbond),
    row("bonded", rf"{_BOND_STATE}\b(?:BOND_)?BONDED\b{_OF}", Says.PAIRED),
    row("previous: ", rf"{_BOND_STATE}\b(?:BOND_)?NONE\b[^\n]{{0,12}}?previous: (?:BOND_)?BONDING\b", Says.FAILED, "android", code=NO_BOND, role="initiator"),
    row("bond", rf"{_BOND_STATE}\b(?:BOND_)?NONE\b{_OF}", Says.STEP, "android", code=NO_BOND),
    computed("bonding failed", rf"Bonding failed,? ?reason: [A-Z_ ]*\(?{CODE}\)?", _unbond),
    row("creating bond with", rf"Creating bond with ?{ADDRESS}", Says.BEGUN, role="initiator"),
    row("starting bonding", rf"starting bonding with '[^'\n]{{0,60}}'(?: \({ADDRESS}\))?", Says.BEGUN, role="initiator"),
    row("bonding failed", r"\bbonding failed for '[^'\n]{0,60}', disconnecting device", Says.FAILED, "android", code=NO_BOND, role="initiator"),
    row("needs bonding", r"\b(?:read|write|notify) needs bonding, bonding in progress\b", Says.BEGUN, role="initiator"),
    row("bonding_failed", r"\b[Bb]ond state is BONDING_FAILED\b", Says.FAILED, "android", code=NO_BOND, role="initiator"),
    row("connection failed", r"connection failed with status '(?:GATT_)?ERROR'", Says.NOT_CONNECTED, "gatt", code=133),
    Row("with status 'gatt conn", re.compile(rf"disconnected with status 'GATT CONN (?P<name>{'|'.join(_ENDS)})'"), lambda found: link(_ENDS[found["name"]])),
    computed("isconnected '", rf"[Dd]isconnected '[^'\n]{{0,60}}' with status {CODE}", link),
    Row("137", re.compile(r"\b(?:[Ss]tatus|[Ee]rror)s?(?: errors?)?(?: codes?)?(?: of| (?:we|I) (?:get|see))?(?: (?:are|is))?[ :#=]{1,3}(?:[0-9]{1,3}(?:,| and| or) #?)?137\b"), _named_137),
    Row("133", _REQUEST_133, lambda _: REQUEST_FAILED),
    Row("133", re.compile(r"(?<!CANCEL_OPEN_EVT, )\b(?:[Ss]tatus|[Ee]rror)(?: code)?(?: of)?[ :#=]{1,3}133\b(?! ?\(0x)"), _named_133),
    row("android_specific_error", r"\[FBP\] +status: ANDROID_SPECIFIC_ERROR\b", Says.NOT_CONNECTED, "gatt", code=133),
    Row("failed, status", re.compile(rf"failed, status '?(?P<name>{'|'.join(_BLESSED)})\b"), lambda found: gatt(_BLESSED[found["name"]])),
    computed("onsearchcomplete", rf"onSearchComplete\(\) = [^\n]{{0,60}}?Status={CODE}\b", discovered),
    computed("onservicesdiscovered", rf"onServicesDiscovered\b[^\n]{{0,30}}?(?:received|status)[:=]? ?{CODE}\b", discovered),
    computed("services discovered", rf"Services discovered with status: {CODE}\b", discovered),
    computed("dfubaseservice", rf"DfuBaseService: Connection state change error: {CODE} newState: 0\b", link),
    computed("gattcallback error", rf"GattCallback error: {CODE}", link),
    row("on_create_connection_timeout", r"on_create_connection_timeout, address: [^\n]*", Says.NOT_CONNECTED, "gatt", code=147),
    row("bta_gattc_open_fail", r"bta_gattc_open_fail: Connection timed out[^\n]*", Says.NOT_CONNECTED, "gatt", code=147),
    row("bonding failed", r"\bBonding failed\b(?!,? ?(?:reason|with|:))", Says.FAILED, "android", code=NO_BOND, role="initiator", common=True),
    computed("reason", rf"(?:EXTRA_|UNBOND_?)REASON\W{{1,4}}{CODE}", _unbond),
    computed("reason", rf"\b[Rr]eason[=: ]{{1,3}}(?:{'|'.join(name.removeprefix('UNBOND_REASON_') for name in _UNBOND_REASONS)}) ?\({CODE}\)", _unbond),
    computed("unbond_reason_", rf"\bUNBOND_REASON_[A-Z_]+ ?\({CODE}\)", _unbond),
    Row("unbond_reason_", re.compile(r"\b(?P<name>UNBOND_REASON_[A-Z_]{6,30})\b(?! ?\(|[^\n]{0,3}=)"), _unbond_named),
    row("onbondstatechanged", r"OnBondStateChanged: bonding\b", Says.BEGUN, role="initiator"),
    row("onbondstatechanged", r"OnBondStateChanged: bonded\b", Says.PAIRED),
    row("onbondstatechanged", r"OnBondStateChanged: bond-none prev: bonding\b", Says.FAILED, "android", code=NO_BOND, role="initiator"),
    row("bond", r"Failed to create bond|Creating bond [Ff]ailed", Says.FAILED, "android", code=NO_BOND, role="initiator"),
    computed("android", rf"(?:android-code|androidErrorCode)\W{{1,4}}{CODE}", link),
    computed("disconnect_reason_code", rf"disconnect_reason_code: {CODE}", link),
    row("createbond", r"\| createBond \| fbp-code: 9 \|[^\n]*", Says.FAILED, "android", code=NO_BOND, role="initiator"),
    Row("atterrorcode", re.compile(rf"attErrorCode\W{{1,4}}{CODE}"), _att_of_plx),
    row("state: 11", rf"Bond state changed: {ADDRESS}, state: 11\b[^\n]*", Says.BEGUN, role="initiator"),
    row("state: 12", rf"Bond state changed: {ADDRESS}, state: 12\b[^\n]*", Says.PAIRED),
    row("bonding in progress", rf"Bonding in progress with {ADDRESS}", Says.BEGUN, role="initiator"),
    row("device bonded|bonding complete", r"\bDevice bonded\b|Bonding complete", Says.PAIRED),
    Row("bondstatechangecallback", re.compile(rf"bondStateChangeCallback: Status: {CODE} Address: ?(?:{ADDRESS}|\S+)?[^\n]{{0,80}}?(?:Transport: (?P<transport>[12]) )?newState: ?(?P<state>\w+)(?: pairingAlgorithm: \w+)?(?: hciReason: ?(?P<reason>\d{{1,3}})\b)?"), _callback),
    row("bond state change intent", rf"Bond State Change Intent:? ?(?:{ADDRESS})?[^\n]{{0,40}}?NewState: (?:BOND_)?(?:11|BONDING)", Says.BEGUN),
    row("bond state change intent", rf"Bond State Change Intent:? ?(?:{ADDRESS})?[^\n]{{0,40}}?NewState: (?:BOND_)?(?:12|BONDED)", Says.PAIRED),
    row("bonding", r"[Bb]ond state\W{1,4}NONE ?(?:[-=]>|→) ?BONDING\b", Says.BEGUN, role="initiator"),
    row("bonding", r"[Bb]ond state\W{1,4}BONDING ?(?:[-=]>|→) ?NONE\b", Says.FAILED, "android", code=NO_BOND, role="initiator"),
    row("bonding", r"[Bb]ond state\W{1,4}BONDING ?(?:[-=]>|→) ?BONDED\b", Says.PAIRED),
    row("bond_bonding", rf"{_INTENT}BOND_NONE(?: \(10\))? ?(?:[-=]>|→|to) ?BOND_BONDING", Says.BEGUN),
    row("bond_bonded", rf"{_INTENT}BOND_BONDING(?: \(11\))? ?(?:[-=]>|→|to) ?BOND_BONDED", Says.PAIRED),
    computed("bond_none", rf"{_INTENT}BOND_BONDING(?: \(11\))? ?(?:[-=]>|→|to) ?BOND_NONE[^\n]{{0,160}}?\breason[=: ]+(?:[A-Z_]+ ?)?\(?{CODE}", _unbond),
    row("bond_none", rf"{_INTENT}BOND_BONDING(?: \(11\))? ?(?:[-=]>|→|to) ?BOND_NONE", Says.FAILED, "android", code=NO_BOND, role="initiator"),
    row("oldstate", rf"Bond State Change Intent:? ?(?:{ADDRESS})?[^\n]{{0,40}}?OldState: (?:11|BOND_BONDING),? NewState: (?:10|BOND_NONE)", Says.FAILED, "android", code=NO_BOND, role="initiator"),
    row("bond state change intent", r"Bond State Change Intent[^\n]*", Says.STEP),
    row("requestcallback", r"(?:ssp|pin)RequestCallback: [^\n]*", Says.ASKED),
    Row("exception", re.compile(rf"(?:BleGattException\{{|GATT exception from )[^\n]{{0,60}}?\bstatus[= ]{CODE}(?:[^\n]{{0,240}}?description='(?P<state>[A-Z_]+)')?"), _exception),
    computed("onclientconnectionstate", rf"onClientConnectionState\(\)[^\n]{{0,20}}?status={CODE}(?![^\n]*connected=true)(?:[^\n]{{0,40}}?device={ADDRESS})?", state),
    computed("onconnected()", rf"\bonConnected\(\) - clientIf=[^\n]{{0,90}}?\bstatus={CODE}", link),
    row("ondisconnected()", rf"\bonDisconnected\(\) - clientIf=[^\n]{{0,90}}?\b(?:reason|status)={CODE}", Says.DISCONNECTED, "hci"),
    computed("status", r"\bstatus(?: code)?:? (?:of )?#?(?P<code>133|137|147)\b", link),
    Row("gattstatus: ", re.compile(r"OnConnectionStateChange: GattStatus: Insufficient(?P<name>Authentication|Authorization|Encryption)\b"), lambda found: state(INSUFFICIENT[found["name"].upper()])),
    Row("connection", re.compile(rf"(?:onConnectionStateChange|[Cc]onnection state (?:changed|change))[^\n]{{0,60}}?status[ :=]+{CODE}(?P<up>[^\n]{{0,40}}?[nN]ew ?[sS]tate[ :=]+(?:2|(?:STATE_)?CONNECTED)\b)?"), changed),
    computed("qlowenergycontroller::error", rf"QLowEnergyController::Error\({CODE}\)", link),
    computed("conn", rf"\b[Ee]rror ?{CODE} ?\(0x[0-9a-fA-F]{{1,4}}\): ?GATT[ _]CONN[A-Z_ ]+", link),
    computed("error", r"\bError:? \((?P<code>0x[0-9a-fA-F]{1,4})\): ?GATT CONN[A-Z ]+", link),
    computed("error", r"\bError:? \((?P<code>0x[0-9a-fA-F]{1,4})\): ?(?=GATT|INSUF|AUTH)[A-Z ]+", gatt),
    computed("error", rf"\bError {CODE} ?\(0x[0-9a-fA-F]{{1,4}}\): ?(?=GATT|UNKNOWN|CONN|INSUF|AUTH)[A-Z_ ]+", gatt),
    computed("gatt", rf"\b(?:GATT|[Gg]att(?= status))(?:[ _](?:status|error|ERROR|STATUS))?[ :=(]{{1,3}}{CODE}", link),
    computed("error", rf"\bError (?:reading|writing) {_UUID} status[=:]? ?{CODE}", requested),
    computed("", rf"{_ATT_OPERATION}[^\n]{{0,120}}?(?:[Ss]tatus|error)[ :=]+{CODE}", requested, common=True),
    computed("disconnected from", rf"Disconnected from (?:MAC=)?['\"]?[0-9A-Fa-fXx:.]{{2,18}}['\"]?,? with status {CODE}(?: ?\([A-Z_]+(?: or\b|\))|\s*\Z)", gone),
    computed("disconnected", rf"[Dd]isconnected (?:from (?:the )?GATT(?: server)? )?with status(?: code)?:? {CODE}", gone),
    computed("status", rf"\bstatus {CODE} \(GATT_[A-Z_]+\)", link),
    computed("authentication required", r"\bAuthentication required \((?P<code>[0-9]{1,3})\)", gatt),
    computed("requestfailedexception", r"\bRequestFailedException: [^\n]{0,40}?\bstatus (?P<code>[0-9]{1,3})\b", gatt),
    Row("disconnected(", re.compile(rf"\b(?:State\.)?Disconnected\((?P<name>{'|'.join(_KABLE)}|[0-9]{{1,3}})\)"), _kable),
    Row("gatt_conn_", re.compile(rf"(?:Peer close disconnect event|Gatt connection closed|OnGattDisconnected)[^\n]{{0,90}}?reason:\s?GATT_CONN_(?P<name>{'|'.join(_ENDS).replace(' ', '_')})"), lambda found: link(_ENDS[found["name"].replace("_", " ")])),
    Row("gatt_insuf|gatt insuf", re.compile(rf"(?<!ESP_)GATT[ _]INSUF(?:FICIENT)?[ _](?P<name>{'|'.join(INSUFFICIENT)})"), insufficient),
    row("gatt_auth_fail", r"GATT_AUTH(?:ENTICATION)?_FAIL(?:ED)?", Says.FAILED, "gatt", code=137, step="encryption"),
    row("gatt auth fail", r"GATT AUTH FAIL\b", Says.FAILED, "gatt", code=137, step="encryption", role="initiator"),
    row("background execution", r"Background execution not allowed: [^\n]*", Says.HARMLESS),
    row("failed to remove", r"Failed to remove device", Says.HARMLESS),
    row("incorrect", r"[Cc]ould(?:\s?n['’]?t| not) pair\b[^\n]{0,60}?(?:because of|due to) (?:an )?incorrect (?:PIN|[Pp]ass ?key|key|password)\b", Says.FAILED, "android", code=1, step="pairing"),
    row("pairing rejected by", r"[Pp]airing rejected by \S", Says.FAILED, "android", code=2, by="peer", step="pairing"),
    row("rejected", r"[Pp]airing from \S[^\n]{0,60}? rejected\b", Says.FAILED, "android", code=2, step="pairing"),
    row("communicate with", r"[Cc]an['’]t communicate with \S", Says.FAILED, "android", code=4, by="peer", step="pairing"),
    row("parameters update failed", r"[Pp]arameters update failed with status \d+", Says.HARMLESS),
    row("pairing_variant|pairing_request", r"PAIRING_VARIANT|ACTION_PAIRING_REQUEST|\bPAIRING_REQUEST\b", Says.ASKED),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "android",
    "Android (logcat, nRF Connect for Mobile)",
    "phone",
    "AOSP packages/modules/Bluetooth: BondStateMachine.java, BluetoothDevice.java (UNBOND_REASON_…), bt_status_t in "
    "bluetooth.h, stack/include/smp_api_types.h, gatt_api.h, system/gd/hci/acl_manager/le_impl.h; nRF Connect for "
    "Mobile 4; blessed-android 2 (BluetoothPeripheral, HciStatus, GattStatus); "
    "Nordic's Android-BLE-Library 2 (BleManagerHandler); Kable 0.3x (State.kt); Plugin.BLE 3 (GattCallback, Android.Bluetooth.GattStatus); "
    "react-native-ble-manager, cordova-plugin-ble-central (Peripheral.java); SettingsLib's strings (bluetooth_pairing_pin_error_message and the others); Qt: QLowEnergyControllerPrivateAndroid",
    re.compile(
        r"BluetoothGatt|BluetoothDevice(?!\((?:0x|mac=|name=))|FBP-Android|android-code|androidErrorCode|BondStateMachine|BluetoothBond|android\.bluetooth|BluetoothAdapter|"
        r"\bonServicesDiscovered\b|[VDIWEF][/ ]\s?(?:bt_\w+|bluetooth-\w+|Bluetooth(?:Peripheral|Central)\b|BLZ20_WRAPPER|BTLD\b|(?:A2dp|Headset|HidHost)StateMachine\b)|packages/modules/Bluetooth/|\bBluetooth(?:Peripheral|Central): |\bBtGatt\.\w|\bBluetoothRemoteDevices\b|\bBtHidHost\b|[VDIWEF][/ ]\s?(?:BleManager|HidHostService|BluetoothSocket)\b|\bbt-btm\b|com\.android\.bluetooth|BleGattException|BleGattOperation|createBond|\bbtif_|onConnectionStateChange|"
        r"\[(?:Server c|C)allback\]|\bon(?:Characteristic|Descriptor)(?:Read|Write)\b|UNBOND_REASON_|no\.nordicsemi\.android|GATT AUTH FAIL|\bError (?:reading|writing) [0-9a-fA-F]{8}-[^\n]{27,29}status|Error:? ?(?:[0-9]+ ?)?\(0x[0-9a-f]+\): ?GATT |BOND_(?:NONE|BONDING|BONDED|STATE)|\bn\.f\.g\.[ds]\."
    ),
    ROWS,
    place=66,
)
