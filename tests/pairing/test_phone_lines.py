"""What phones and Windows log of a failure, with a code or a name: one line each."""

import pytest

from tests.pairing.pasted import verdicts

SENSOR = "C0:11:22:33:44:55"
STAMP = "06-01 10:00:00.100  812  830"


@pytest.mark.parametrize(
    ("line", "code", "by"),
    [
        ("E/bt_att: gatt_security_check_start BTM_SetEncryption failed btm_status= 6", "gatt:137", "unknown"),
        ("W/bt_smp: smp_proc_pairing_cmpl: Pairing failed status=SMP_RSP_TIMEOUT", "firmware:SmpTimeout", "unknown"),
        ("W/bt_smp: smp_proc_pairing_cmpl: Pairing failed status=SMP_USER_CANCELLED", "android:3", "local"),
        ("W/bt_btm_sec: Pairing with xx:xx:xx:xx:44:55 rejected: BTM_NOT_AUTHORIZED", "android:3", "local"),
        ("E bt_l2cap: l2c_link_sec_comp: Security check failed BTM_ERR_KEY_MISSING", "hci:0x06", "peer"),
        ("D HidHostService: onConnectStateChanged state: 3 status: BTHH_ERR_AUTH_FAILED", "hci:0x05", "unknown"),
        (f"D/BtGatt.GattService: onReadCharacteristic() - address={SENSOR}, status=5, length=0", "att:0x05", "peer"),
        (f"D/BtGatt.GattService: onWriteDescriptor() - address={SENSOR}, status=137", "gatt:137", "unknown"),
        ("D BluetoothBondStateMachine: Bond State Change Intent:C0:11 OldState: BOND_BONDING NewState: BOND_NONE", "android:257", "unknown"),
        ("bond state changed to: BOND_NONE (10), previous: BOND_BONDING (11)", "android:257", "unknown"),
        ("W/BleManager: Authentication required (5)", "att:0x05", "peer"),
        ("Disconnected from MAC='XX:XX:XX:XX:XX:XX' with status 19", "hci:0x13", "peer"),
        (f"D/BluetoothGatt( 812): onClientConnectionState() - status=5 clientIf=6 device={SENSOR}", "att:0x05", "peer"),
        ("D MyApp: onConnectionStateChange status 5 newState=2", "att:0x05", "unknown"),
        ("I/Bonds: BOND_BONDING -> BOND_NONE\nI/Bonds: bonding ended, reason=AUTH_REJECTED(2)", "android:2", "peer"),
        ("I BluetoothBondStateMachine: bondStateChangeCallback: Status: 9 Address: XX:XX:XX:XX:44:55 Transport: 1 newState: BOND_NONE pairingAlgorithm: null hciReason: 5", "hci:0x05", "unknown"),
        ("fail_reason=97 (ESP_AUTH_SMP_ENC_FAIL)", "bluedroid:97", "peer"),
        ("no.nordicsemi.android.ble.exception.RequestFailedException: Request failed with status 133", "gatt:133", "unknown"),
        ("I/BleManager: State: Disconnected(Encryption Timed Out)", "cb:15", "unknown"),
        ("I/Sensor: connection state Disconnected(Failed)", "hci:0x3e", "peer"),
        ("The write of this value returns GATT INSUF AUTHORIZATION (8), which I want to show.", "att:0x08", "peer"),
        ("W/Sensor: GATT_INSUF_KEY_SIZE", "att:0x0c", "peer"),
        ("The app reads a protected value and gets error 137, and the phone does not bond.", "gatt:137", "unknown"),
        ("The errors we get are #133 and #137, unless the sensor is paired before.", "gatt:137", "unknown"),
        ("didDisconnectPeripheral: CBErrorPeerRemovedPairingInformation", "cb:14", "peer"),
        ("central: disconnected, CBErrorEncryptionTimedOut", "cb:15", "unknown"),
        ('{"errorCode":402,"attErrorCode":5,"iosErrorCode":null,"androidErrorCode":null}', "att:0x05", "peer"),
        ("Exceptions.CharacteristicReadException: Gatt CharacteristicRead failed: InsufficientAuthentication", "att:0x05", "peer"),
        ("GattCommunicationStatus: ProtocolError, protocol error: 15", "att:0x0f", "peer"),
        ("System.Runtime.InteropServices.COMException (0x800704C7): The operation was canceled by the user.", "windows:0x0e", "local"),
        ("bleak.exc.BleakError: Could not get GATT services: Access Denied", "windows:AccessDenied", "unknown"),
    ],
)  # fmt: skip
def test_a_line_that_fails_a_pairing_or_a_request(line, code, by):
    told = [(each[0], each[1]) for each in verdicts(f"{line}\n")[0]]
    assert told == [(code, by)]


@pytest.mark.parametrize(
    "text",
    [
        f"GATT_INSUF_AUTHORIZATION in our app\nD/BluetoothGatt: onClientConnectionState() - status=8 clientIf=4 device={SENSOR}\n",
        "2024-03-25 10:00:08.808 [INF] OnConnectionStateChange: GattStatus: InsufficientAuthorization\n",
    ],
)  # fmt: skip
def test_a_name_of_att_for_the_number_of_a_link_that_was_lost(text):
    assert verdicts(text) == ([], [("link-lost", "hci:0x08")])


@pytest.mark.parametrize(
    "line",
    [
        "The Bluetooth container was killed with error 137 while it pairs.",
        "V/Callback: onConnectionStateChange: Status GATT_INSUF_AUTHORIZATION",
    ],
)
def test_a_number_or_name_that_is_no_refusal(line):
    assert verdicts(f"{line}\n")[0] == []


@pytest.mark.parametrize(
    ("text", "cause", "code"),
    [
        ("BleGattException{status=14, bleGattOperation=BleGattOperation{description='CHARACTERISTIC_WRITE'}}", "unknown", "att:0x0e"),
        ("E [Dfu:Listener] onError: error=133, errorType=2, GATT ERROR", "unknown", "gatt:133"),
        ("IllegalStateException: Own package not found for user 11: package=com.android.bluetooth", "adapter-unavailable", None),
        ("SecurityException: Need android.permission.BLUETOOTH_CONNECT permission for AttributionSource { uid = 1 }: x", "adapter-unavailable", None),
        ("E  10:00:30.100  Error 133 (0x85): GATT ERROR", "unknown", "gatt:133"),
        ('It hangs with this message while bonding:\n"Only allow one bond request at a time"', "two-stacks", None),
        ("I open the Bluetooth port of my headset on Windows, and it ends with error code 10060.", "connect-failed", None),
        ("My Bluetooth program says: A socket operation was attempted to an unreachable network.", "connect-failed", None),
    ],
)  # fmt: skip
def test_what_a_phone_or_windows_says_where_no_pairing_failed(text, cause, code):
    assert verdicts(f"{text}\n") == ([], [(cause, code)])


@pytest.mark.parametrize(
    "line",
    [
        "I get status 133 on a descriptor write of the sensor that is bonded.",
        "Error reading characteristic: GATT_ERROR (133)",
        '`"Error reading 00002a19-0000-1000-8000-00805f9b34fb status=133"` is what the console shows',
        f"D/BluetoothGatt: onCharacteristicWrite() - Device={SENSOR} handle=42 Status=133",
        f"D/BtGatt.GattService: onReadCharacteristic() - address={SENSOR}, status=133, length=0",
        f"BleError: Characteristic 2a19 read failed for device {SENSOR} attErrorCode: 133",
        "BleGattException{macAddress=XX, status=133 (0x85), bleGattOperationType=BleGattOperation{description='CHARACTERISTIC_WRITE'}}",
    ],
)  # fmt: skip
def test_androids_133_of_a_request_is_no_connection_that_did_not_come_about(line):
    assert verdicts(f"{line}\n")[0] == [("gatt:133", "unknown", "link-lost")]


def test_a_request_that_failed_while_the_phone_paired_is_no_failure_of_the_pairing():
    lines = ("bond state changed: BONDING", "onCharacteristicRead() status=133", "bond state changed: BONDED")
    assert verdicts("".join(f"{STAMP} D BluetoothGatt: {line}\n" for line in lines)) == ([], [])


@pytest.mark.parametrize(
    ("line", "cause", "code"),
    [
        ("Disconnected classic handle:0x000b reason:Connection Timeout", "link-lost", "hci:0x08"),
        ("Peer close disconnect event client_if:9 conn_id:9 reason:GATT_CONN_TERMINATE_PEER_USER(0x0013)", "application-disconnect", "hci:0x13"),
    ],
)  # fmt: skip
def test_how_androids_host_names_the_end_of_a_link(line, cause, code):
    where = "OnClassicLinkDisconnected" if "classic" in line else "bta_gattc_close"
    assert verdicts(f"{STAMP} D bt_stack: {where}: {line}\n") == ([], [(cause, code)])


def test_the_end_of_a_link_in_androids_list_of_devices():
    line = (
        f"{STAMP} D BluetoothRemoteDevices: aclStateChangeCallback: Adapter State: ON {{}}: {SENSOR} transport: 2{{}}\n"
    )
    assert verdicts(line.format("Connected", "")) == ([], [])
    assert verdicts(line.format("Disconnected", " reason: 19")) == ([], [("application-disconnect", "hci:0x13")])


def test_androids_137_after_a_refused_write_is_of_the_pairing_that_this_began():
    write = f"D/BluetoothGatt( 812): onCharacteristicWrite() - Device={SENSOR} Status="
    assert verdicts(f"{write}5\n{write}137\n")[0] == [("gatt:137", "unknown", "peer-requires-authentication")]
    assert verdicts(f"{write}137\n")[0] == [("gatt:137", "unknown", "peer-bond-missing")]


def test_what_a_sentence_quotes_of_a_serial_connection_is_told():
    said = "The app shows me: connection failed: read failed, socket might closed or timeout, read ret: -1"
    assert verdicts(f"{said}\n") == ([], [("connect-failed", None)])


def test_the_name_that_somebody_has_for_androids_8_gives_way_to_the_link_that_timed_out():
    said = "Our phone reconnects and sometimes gives a wrong GATT_INSUF_AUTHORIZATION for it."
    end = "E\t10:00:03.929\tError 8 (0x8): GATT CONN TIMEOUT"
    assert verdicts(f"{said}\n\n{end}\n") == ([], [("link-lost", "hci:0x08")])
    assert verdicts(f"{said}\n\nI\t10:00:00.332\tConnected to {SENSOR}\n{end}\n")[0] == []
