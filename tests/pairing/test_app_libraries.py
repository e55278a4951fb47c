"""What libraries for apps and Windows say of a failure: flutter_blue_plus, react-native-ble-plx, btleplug, bluer, noble."""

import pytest

from tests.pairing.pasted import read, verdicts

SENSOR = "C0:11:22:33:44:55"


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("PlatformException(createBond, device is disconnected, null, null)", "link-lost"),
        ("PlatformException(readCharacteristic, device is not connected, null, null)", "link-lost"),
        (f"BleError: Device {SENSOR} was disconnected", "link-lost"),
        ("com.juul.kable.ConnectionLostException", "link-lost"),
        ('Failed to connect "11-22-33-44-55-66"', "connect-failed"),
        ("I ActivityManager: Process com.android.bluetooth (pid 812) has died: prcp FGS", "daemon-gone"),
        ("[FBP-iOS] centralManagerDidUpdateState CBManagerStatePoweredOff", "adapter-unavailable"),
        ("type: crash\npackage: com.android.bluetooth:33\nprocess: com.android.bluetooth", "daemon-gone"),
        ("E AndroidRuntime: Process: com.android.bluetooth, PID: 4711", "daemon-gone"),
        ("bluetoothd: [com.apple.bluetooth:Stack.HCI] HCI expected event 14 with opcode OI_DHCI_CMD_ID_LE_SET_ADV_ENABLE_OPCODE (0x0000200A) timedout, reason is  STATUS 621", "controller-timeout"),
        ("bluetoothd: [com.apple.bluetooth:Stack.TRANSPORT] UART open(/dev/cu.BLTH) port failed to appear after 15 seconds", "adapter-unavailable"),
        ("E/flutter (123): [ERROR:flutter/a.cc(209)] Unhandled Exception: PlatformException(discover_services_error, no instance of BluetoothGatt, have you connected first?", "link-lost"),
        ("E/BluetoothPeripheral: writing <01> to characteristic <00002a2b-0000-1000-8000-00805f9b34fb> failed, status 'NO_RESOURCES'", "unknown"),
        ("type: crash\ncmdline: /vendor/bin/hw/android.hardware.bluetooth@1.1-service", "daemon-gone"),
        ("02-10 00:12:55.064  9903  9919 E AdapterState: TURNING_ON : BREDR_START_TIMEOUT", "adapter-unavailable"),
        ("⚡️  BluetoothLe - Reject connect Connection timeout", "connect-failed"),
        ("qt.bluetooth.bluez: Remote host closed the connection", "application-disconnect"),
        (f"BleError: Device {SENSOR} connection failed", "connect-failed"),
        ("FlutterBluePlusException | connect | fbp-code: 1 | Timed out after 35s", "connect-failed"),
        ("Device errored while trying to connect: Btleplug error: Not connected", "connect-failed"),
        ('ERROR hub: sensor: Btleplug error: Other("Service discovery timed out").', "unknown"),
        ("com.polidea.rxandroidble2.exceptions.BleDisconnectedException: Disconnected from C0:11", "link-lost"),
        ("W/System.err(812): java.io.IOException: read failed, socket might closed or timeout, read ret: -1", "connect-failed"),
        ("E/Tracker (812): java.io.IOException: Service discovery failed", "connect-failed"),
        ("F/libc    ( 812): Fatal signal 6 (SIGABRT), code -1 in tid 912 (bt_main_thread), pid 812 (droid.bluetooth)", "daemon-gone"),
        ("    #01 pc 0a1b2c  /apex/com.android.btservices/lib64/libbluetooth_jni.so (smp_proc_pairing_cmpl(tSMP_CB*)+588)", "daemon-gone"),
        ("com.polidea.rxandroidble2.exceptions.BleAdapterDisabledException", "adapter-unavailable"),
        ("06-01 10:00:00.100  812  812 E BluetoothDevice: BT not enabled. Cannot get bond state", "adapter-unavailable"),
        ("BleError: BluetoothLE is powered off", "adapter-unavailable"),
        ("System.Net.Sockets.SocketException: An invalid argument was supplied C01122334455:00001101-0000-1000-8000-00805f9b34fb", "connect-failed"),
        (" ---> System.Net.Sockets.SocketException (10049): The requested address is not valid in its context. C01122334455:00001101-0000 (0)", "profile-unavailable"),
        ("System.Net.Sockets.SocketException: No connection could be made because the target machine actively refused it C01122334455:00001101-0000", "profile-unavailable"),
        ("OSError: [WinError -2147020577] The device is not ready for use", "adapter-unavailable"),
        ('Error: Other("Error { code: HRESULT(0x8000FFFF), message: \\"Catastrophic failure\\" }")', "connect-failed"),
        ("REACTIVE_BLE: ConnectionError: Disconnected from MAC='XX:XX' with status 0 (GATT_SUCCESS)", "link-lost"),
        ("GATT exception from MAC address C0:11, with type BleGattOperation{description='CHARACTERISTIC_WRITE'}", "unknown"),
        ("A command sent to the adapter has timed out. The adapter did not respond.", "controller-timeout"),
        ("Your Bluetooth device attempted to establish a debug connection.", "peer-protocol-error"),
        ("System.Runtime.InteropServices.COMException (0x800710DF): The device is not ready for use.", "adapter-unavailable"),
        ("System.Exception: The semaphore timeout period has expired. (Exception from HRESULT: 0x80070079)", "connect-failed"),
        ("OSError: [WinError -2147023436] This operation returned because the timeout period expired", "connect-failed"),
        ("OSError: [WinError -2147483629] The object has been closed", "unknown"),
        ("W/BleManager: Phone has lost bonding information", "peer-bond-missing"),
        ("06-01 10:00:00.100  812  812 I BluetoothRemoteDevices: keyMissingCallback device: XX:XX:XX:XX:44:55, reason: 3", "peer-bond-missing"),
        ("W bt_acl  : acl.cc:1503 OnLeConnectFail: Connection failed le remote:xx:xx:xx:xx:44:55[public]", "connect-failed"),
        ("PlatformException(setNotifyValue, gatt.writeDescriptor() returned false, null, null)", "unknown"),
        ("FlutterBluePlusException | setNotifyValue | fbp-code: 1 | Timed out after 15s", "unknown"),
        ("FlutterBluePlusException | discoverServices | fbp-code: 6 | device is not connected", "link-lost"),
        ("no.nordicsemi.android.ble.exception.RequestFailedException: Request failed with status -1", "link-lost"),
        ("BleError: Characteristic 2a19 read failed for device C0:11 and service 180f", "unknown"),
        ("BleError: Operation was rejected", "unknown"),
        ("BleError: Device is not authorized to use BluetoothLE", "adapter-unavailable"),
        ("com.juul.kable.NotConnectedException: Disconnect detected", "link-lost"),
        ("com.juul.kable.ConnectionRejectedException", "connect-failed"),
        ("Plugin.BLE.Abstractions.Exceptions.DeviceConnectionException: Failed to connect.", "connect-failed"),
        ("A connection to the remote device C0:11 was rejected because it did not meet the minimum encryption key size requirement.", "key-size"),
    ],
)  # fmt: skip
def test_an_error_without_a_number_tells_what_it_was_about_and_no_attempt_is_made_of_it(line, cause):
    assert verdicts(f"{line}\n") == ([], [(cause, None)])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Error: Bluetooth authentication canceled: Authentication Canceled", "dbus:AuthenticationCanceled"),
        ("Error: Bluetooth authentication timeout", "dbus:AuthenticationTimeout"),
        ("Error: Bluetooth connection attempt failed: Page Timeout", "dbus:ConnectionAttemptFailed"),
        ("Error: Bluetooth operation in progress: In Progress", "dbus:InProgress"),
        ("Error: Bluetooth operation failed: Host is down", "dbus:br-connection-page-timeout"),
        ("{'rsp': ['mgmt'], 'code': ['mgmterr'], 'estat': [5], 'emsg': ['Authentication Failed']}", "mgmt:0x05"),
        ("FlutterBluePlusException | createBond | fbp-code: 9 | create bond failed", "android:257"),
        ("I/BluetoothHandler: Bond state is BONDING_FAILED", "android:257"),
        ("I connect with my phone and get Connection Failed: gatt status 133", "gatt:133"),
        ("The app tries again until the error with status 133 (GATT_ERROR) is shown.", "gatt:133"),
        ("D/[FBP-Android](812): [FBP]   status: ANDROID_SPECIFIC_ERROR", "gatt:133"),
        ("I/BluetoothPeripheral: connection failed with status 'CONNECTION_FAILED_ESTABLISHMENT'", "hci:0x3e"),
        ("I/BluetoothPeripheral: connection failed with status 'ERROR'", "gatt:133"),
        ("E/BluetoothPeripheral: bonding failed for 'Cuff', disconnecting device", "android:257"),
        ("E/BluetoothPeripheral: writing <01> to characteristic <2a52> failed, status 'INSUFFICIENT_ENCRYPTION'", "att:0x0f"),
        ("E/BluetoothPeripheral: reading characteristic <2a19> failed, status 'AUTHORIZATION_FAILED'", "gatt:137"),
        ("Plugin.BLE.Abstractions.Exceptions.DeviceConnectionException: GattCallback error: 133", "gatt:133"),
        ("Gatt.cpp:77 ReadAsync catch: The attribute requires authentication before it can be read or written.", "att:0x05"),
        ("BleWinrtDll.cpp:77 SendDataAsync catch: Access is denied.", "windows:AccessDenied"),
        ("BleWinrtDll.cpp:12 Error scanning characteristics from service {180d} width status 3", "windows:AccessDenied"),
        ("Failed to get characteristics for service: 180d, With Status: AccessDenied", "windows:AccessDenied"),
        ('Btleplug error: Error { code: HRESULT(0x80070005), message: "Access is denied." }', "windows:AccessDenied"),
        ("RuntimeError: WinRT Exception. Error code -2147023729: The device is not connected.", "windows:Unreachable"),
        ("W McuMgr: Connection failed, Error: (0x85): GATT CONN ERROR", "gatt:133"),
        ('Failed to pair "11-22-33-44-55-66" with error 0x04 (Page Timeout)', "hci:0x04"),
        ('Failed to pair "Keyboard" with error 0x02 (No Connection)', "hci:0x02"),
        ('Failed to pair "11-22-33-44-55-66" with error 0xe00002bc (General error)', "apple:kIOReturnError"),
        ("Bluetooth Setup Assistant[17] 3:Pairing failed with 'Board': error 0xe00002bc", "apple:kIOReturnError"),
        ('pair: Error Domain=CBInternalErrorDomain Code=2 "Pairing failed as confirm value failed."', "smp:0x04"),
        ('pair: Error Domain=CBInternalErrorDomain Code=3 "Pairing failed as the security timeout elapsed"', "apple:4807"),
        ("{NSLocalizedDescription=Pairing failed as the Pincode or Link Key was incorrect.}", "apple:CBInternalWrongKey"),
        ("E/BleManager: onCharacteristicRead error 8", "att:0x08"),
        ("previous=BOND_BONDING(11) UNBOND_REASON_AUTH_FAILED(1)", "android:1"),
        ('qt.bluetooth.android: "QLowEnergyController::Error(133)"', "gatt:133"),
        ('"Pairing from Cuff rejected"', "android:2"),
    ],
)  # fmt: skip
def test_the_errors_of_bluez_in_the_words_of_a_library(line, code):
    assert [told for told, *_ in verdicts(f"{line}\n")[0]] == [code]


def test_bluepys_helper_answers_other_commands_as_well():
    assert verdicts("{'rsp': ['mgmt'], 'code': ['mgmterr'], 'estat': [11], 'emsg': ['Rejected']}\n")[0] == []


def test_the_end_of_a_link_as_flutter_blue_plus_logs_it():
    line = "I/flutter ( 321): [FBP] result: {disconnect_reason_code: 8, remote_id: C0:11:22:33:44:55}\n"
    assert verdicts(line) == ([], [("link-lost", "hci:0x08")])
    assert verdicts(line.replace("code: 8", "code: 0")) == ([], [])


@pytest.mark.parametrize(
    "line",
    [
        "D/BluetoothGatt( 321): onSearchComplete() = Device=C0:11:22:33:44:55 Status={}",
        "02-10 00:12:55.064 W/BluetoothLeService( 321): onServicesDiscovered received: {}",
        "[02-Feb-2020|10:11:12] , [Lamp|C0:11:22:33:44:55] Service discovery status - Failed with error code : {}",
    ],
)
def test_a_search_for_services_that_failed(line):
    assert verdicts(line.format(129) + "\n")[0] == [("gatt:129", "unknown", "unknown")]
    if "Failed" not in line:
        assert verdicts(line.format(0) + "\n") == ([], [])


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Failed to connect to device Public C0:11:22:33:44:55 with result STATUS 762", "hci:0x3e"),
        ("Connection to device Lamp failed - result was  STATUS 704", "hci:0x04"),
        ("Connection to device Lamp failed - result was STATUS 706", "hci:0x06"),
    ],
)
def test_a_connect_that_bluetoothd_of_macos_gave_up(said, code):
    line = f"default\t2026-08-05 13:28:53.664196 -0500\tbluetoothd\t{said}\n"
    assert [told for told, *_ in verdicts(line)[0]] == [code]


def test_a_call_in_a_traceback_begins_no_pairing():
    line = "\tat android.bluetooth.BluetoothDevice.createBond(BluetoothDevice.java:1966)\n"
    assert verdicts(f"java.lang.IllegalStateException: no service\n{line}")[0] == []


def test_the_end_of_a_link_on_two_lines_of_ios():
    lines = "[FBP-iOS] didDisconnectPeripheral:\n[FBP-iOS]  error: The specified device has disconnected from us.\n"
    assert verdicts(lines) == ([], [("application-disconnect", "cb:7")])


def test_an_error_that_is_success_is_none():
    line = "DEBUG bleak.backends.winrt.client: session_status_changed: error: <BluetoothError.{}>\n"
    assert verdicts(line.format("SUCCESS: 0")) == ([], [])
    assert verdicts(line.format("OTHER_ERROR: 7")) == ([], [("unknown", None)])


def test_how_windows_searches_is_no_failure():
    assert verdicts("bleak.backends.winrt.scanner DEBUG: 2 devices found. Watcher status: 3.\n") == ([], [])


BOND, GATT, FIRST, SECOND = (
    "I/BluetoothBondStateMachine: Bond State Change Intent:",
    "D/BluetoothGatt: ",
    "C0:11:22:33:44:55",
    "C0:11:22:33:44:66",
)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            [f"{BOND}{FIRST} BOND_NONE => BOND_BONDING", f"{BOND}{SECOND} BOND_NONE => BOND_BONDING",
             f"{BOND}{SECOND} BOND_BONDING => BOND_BONDED", f"{BOND}{FIRST} BOND_BONDING => BOND_NONE"],
            {FIRST: "android:257", SECOND: "paired"},
        ),
        (
            [f"{GATT}onClientConnectionState() - status=133 clientIf=6 device={FIRST}",
             f"{GATT}onClientConnectionState() - status=0 clientIf=7 device={SECOND}",
             f"I/App: bond state changed to BONDING for {SECOND}", f"I/App: bond state changed to BONDED for {SECOND}"],
            {FIRST: "gatt:133", SECOND: "paired"},
        ),
        (
            [f"{GATT}onClientConnectionState() - status=133 clientIf=6 device={FIRST}",
             f"{GATT}onClientConnectionState() - status=62 clientIf=7 device={SECOND}"],
            {FIRST: "gatt:133", SECOND: "hci:0x3e"},
        ),
    ],
)  # fmt: skip
def test_two_devices_of_a_phone_are_not_mixed_up(lines, told):
    attempts = read("\n".join(lines) + "\n").attempts.values()
    assert {one.peer.address: one.failure.code if one.failure else one.outcome for one in attempts} == told


BROADCAST = "D 10:00:0{}.000 [Broadcast] Action received: android.bluetooth.device.action.BOND_STATE_CHANGED, bond state changed to: BOND_{}"


def test_a_bond_state_of_none_ends_the_pairing_under_way_and_is_no_failure_where_there_is_none():
    gone = "D 10:00:05.000 [Callback] Connection state changed with status: 22 and new state: DISCONNECTED (0)"
    lines = [BROADCAST.format(1, "BONDING (11)"), BROADCAST.format(4, "NONE (10)"), gone]
    assert [code for code, *_ in verdicts("\n".join(lines) + "\n")[0]] == ["android:257"]
    assert verdicts(f"nRF Connect\n{lines[1]}\n")[0] == []


@pytest.mark.parametrize(
    ("line", "finding"),
    [
        ("D/BluetoothGatt: onClientConnectionState() - status=19 clientIf=6", ("application-disconnect", "hci:0x13")),
        ("I/BluetoothPeripheral: peripheral 'Cuff' disconnected with status 'CONNECTION_TIMEOUT' (8)", ("link-lost", "hci:0x08")),
        ("I/BluetoothPeripheral: peripheral 'Cuff' disconnected with status 'REMOTE_USER_TERMINATED_CONNECTION' (19)", ("application-disconnect", "hci:0x13")),
        ("didDisconnectPeripheral: Error Domain=CBErrorDomain Code=7", ("application-disconnect", "cb:7")),
        ("didDisconnectPeripheral: [Error] The connection has timed out unexpectedly.", ("link-lost", "cb:6")),
    ],
)  # fmt: skip
def test_the_end_of_a_link_is_told_where_nothing_else_is(line, finding):
    assert verdicts(f"{line}\n") == ([], [finding])
    assert verdicts(f"I/App: bond state changed to BONDED\n{line}\n")[1] == []


def test_nobles_debug_lines_without_the_octets():
    lines = "  hci   event type = 4 +0ms\n  hci   sub event type = 5 +1ms\n  hci           reason = {} +0ms\n"
    assert verdicts(lines.format(62))[0] == [("hci:0x3e", "peer", "connect-failed")]
    assert verdicts(lines.format(8)) == ([], [("link-lost", "hci:0x08")])


def test_the_words_of_an_errno_do_not_tell_the_transport():
    (attempt,) = read(
        "bleak.exc.BleakDBusError: [org.bluez.Error.Failed] Operation already in progress\n"
    ).attempts.values()
    assert (attempt.transport, attempt.diagnosis.cause) == ("unknown", "two-stacks")


def test_an_answer_of_the_device_that_is_not_about_security_is_no_all_clear():
    line = "bleak.exc.BleakDBusError: [org.bluez.Error.Failed] Operation failed with ATT error: 0x80\n"
    assert verdicts(line) == ([], [("unknown", "att:0x80")])


def test_the_key_of_a_lock_is_not_a_bond():
    line = "2030-01-01 10:00:00 WARNING [yalexs_ble] Authentication error: key or slot (key index) is incorrect\n"
    assert verdicts(line) == ([], [("profile-unavailable", None)])


def test_a_command_that_homekit_refuses_is_no_answer_of_att():
    line = "Failed to call lock. C0:11:22:33:44:55: PDU status was not success: Insufficient authorization (3)\n"
    assert verdicts(line) == ([], [("unknown", None)])
    assert verdicts('The lock says "PDU status was not success: Insufficient authorization"\n') == verdicts(line)


def test_a_question_of_an_agent_before_the_rejection_is_the_agents():
    text = """\
RequestPinCode (/org/bluez/hci0/dev_C0_11_22_33_44_55)
Enter PIN Code: Creating device failed: org.bluez.Error.AuthenticationRejected: Authentication Rejected
"""
    assert verdicts(text)[0] == [("dbus:AuthenticationRejected", "unknown", "agent-rejected")]


def test_windows_says_unreachable_of_a_link_that_ended_as_well():
    (attempt,) = read("[10:00:09] Unexpected GattCommunicationStatus: 1\n").attempts.values()
    assert "any more" in attempt.diagnosis.title


def test_a_page_that_lost_its_device():
    line = "NetworkError: GATT Server is disconnected. Cannot retrieve services. (Re)connect first.\n"
    assert verdicts(line) == ([], [("link-lost", None)])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("The pairing came back with `Error: Authentication cancelled` at once.", "dbus:AuthenticationCanceled"),
        ("Then I am disconnected from GATT with status code 19 by the lamp.", "hci:0x13"),
    ],
)
def test_what_people_say_that_an_app_said(line, code):
    assert [told for told, *_ in verdicts(f"{line}\n")[0]] == [code]


@pytest.mark.parametrize("why", ["", " failed to discover services, device disconnected"])
def test_home_assistant_did_not_reach_a_device_and_says_no_more(why):
    line = f"2030-01-01 10:00:00 ERROR [scale] {SENSOR} -> /org/bluez/hci0: Failed to connect:{why}\n"
    assert verdicts(line) == ([], [("connect-failed", None)])


def test_a_pairing_that_a_program_began_and_whose_end_is_not_in_the_log():
    begun = "2030-01-01 10:00:00,000 mower.protocol INFO: pairing device...\n"
    assert [attempt.outcome for attempt in read(begun).attempts.values()] == ["incomplete"]
    done = begun + "2030-01-01 10:00:02,000 mower.protocol INFO: paired\n"
    assert [attempt.outcome for attempt in read(done).attempts.values()] == ["paired"]


def test_bluez_has_no_profile_for_a_device():
    text = f"Attempting to connect to {SENSOR}\nFailed to connect: org.bluez.Error.NotAvailable\n"
    assert verdicts(text)[0] == [("dbus:NotAvailable", "unknown", "profile-unavailable")]


@pytest.mark.parametrize(
    "line",
    [
        "[LE]> disconnect(gatttool:123): GLib-WARNING **: Invalid file descriptor.",
        "bluetoothd[7]: src/device.c:gatt_debug() MTU Exchange failed. ATT ECODE: 0x06",
    ],
)
def test_what_is_without_consequence(line):
    assert verdicts(f"{line}\n") == ([], [])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("[org.bluez.Error.InProgress] Operation already in progress", "dbus:InProgress"),
        ("Disconnected from MAC='XX:XX:XX:XX:XX:XX' with status 8 (GATT_INSUF_AUTHORIZATION or TIMEOUT)", "hci:0x08"),
    ],
)
def test_the_number_and_the_name_of_the_error_tell_more_than_its_words(line, code):
    assert [told for told, *_ in verdicts(f"{line}\n")[0]] == [code]


def test_a_program_that_gave_its_connect_up():
    assert verdicts("Peripheral connect error: Error: connection canceled!\n") == ([], [("connect-failed", None)])


def test_nobles_lines_that_take_a_packet_apart_say_it_once():
    text = """\
  hci onSocketData: 043e130100480000005544332211c00c000000c80000 +1ms
  hci   event type = 4 +0ms
  hci onSocketData: 0405040048003e +1ms
  hci   event type = 4 +0ms
  hci   sub event type = 5 +0ms
  hci           reason = 62 +0ms
"""
    assert verdicts(text) == ([], [("connect-failed", "hci:0x3e")])


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("noble warning: unknown handle 68 disconnected!", "link-lost"),
        ("error: discovering characteristics timed out. trying next device.", "unknown"),
    ],
)
def test_what_programs_on_noble_say_of_a_link(line, cause):
    assert verdicts(f"{line}\n") == ([], [(cause, None)])


def test_an_error_of_a_socket_to_some_web_server_is_none_of_bluetooth_s():
    line = "System.Net.Sockets.SocketException: No connection could be made because the target machine actively refused it 127.0.0.1:80\n"
    assert verdicts(line) == ([], [("unknown", None)])


def test_a_device_that_goes_over_into_its_bootloader_ends_no_link_in_error():
    lines = ("D: [Callback] Central Manager did disconnect peripheral", "I: Disconnected by the remote device", "D: [Callback] Central Manager did connect peripheral")  # fmt: skip
    assert verdicts("\n".join(lines[:2]) + "\n") == ([], [("application-disconnect", "cb:7")])
    assert verdicts("\n".join(lines) + "\n") == ([], [])
