"""What the errors of libraries tell that have no code: of a link, of a call, or of a pairing without a reason."""

import pytest

from tests.pairing.pasted import read

_GONE = "The link was gone when a program used the device"
_UNTOLD = "The pairing failed, and the program's library does not say why"
_ANSWERED = "The device is connected, and a read or write failed"
_NO_BUS = "There is no D-Bus through which a program could reach bluetoothd"
_NOT_LET_IN = "The system's D-Bus did not let a program in"
_UNANSWERED = "Connected, but the device did not answer a request in time"
_NO_ADAPTER = "A program found no Bluetooth adapter that it could use"
_UNKNOWN_DEVICE = "A program called for a device that BlueZ does not know now"
_MATTER = "A Matter commissioning failed, which is no Bluetooth pairing"
_LACKS = "Connected, but the device's services lack what the program looks for"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("bleak.exc.BleakError: Not connected", _GONE),
        ("bleak.exc.BleakError: Service Discovery has not been performed yet", _GONE),
        ("bluepy.btle.BTLEInternalError: Helper not started (did you call connect()?)", _GONE),
        ("bleak.exc.BleakError: Characteristic 1056 was not found!", _LACKS),
        ("bleak.exc.BleakError: Services discovery error", "Connected, but the device's services were not read"),
        ("bleak.exc.BleakError: Device with address C0:11:22:33:44:55 could not be paired with.", _UNTOLD),
        ("bleak.exc.BleakError: Failure trying to pair with device!", _UNTOLD),
        ("[org.bluez.Error.Failed] Operation failed with ATT error: 0x13 (Value Not Allowed)", _ANSWERED),
        ("Characteristic value/descriptor read failed: Attribute can't be read", _ANSWERED),
        ("[org.bluez.Error.NotPermitted] Read not permitted", "BlueZ did not let a program read or write as it asked"),
        ("[org.bluez.Error.DoesNotExist] Does Not Exist", "A program asked BlueZ for something that is not there"),
        (
            "NetworkError: Connection already in progress.",
            "The browser was still busy with another request to the device",
        ),
        ("NotFoundError: User cancelled the requestDevice() chooser.", "No device was chosen in the browser's list"),
        (
            "NotFoundError: Bluetooth adapter not available.",
            "The browser found no Bluetooth adapter that it could use",
        ),
        (
            "NotSupportedError: GATT operation failed for unknown reason.",
            "The device is connected, and a read or write of a page failed",
        ),
        ("bleak.exc.BleakGATTProtocolError: GATT Protocol Error: Unlikely Error", _ANSWERED),
        ("[dev]# read\nFailed to read: org.bluez.Error.Failed", _ANSWERED),
        ("bluepy.btle.BTLEException: Error from bluepy-helper (badstate)", _GONE),
        ("[C0:11:22:33:44:55][LE]> char-read-hnd 0x0e\nError: Command Failed: Disconnected", _GONE),
        (
            "[dev]# read\nFailed to read: org.bluez.Error.NotPermitted",
            "A read or write was not permitted: the link is not secure enough, or the attribute does not have it",
        ),
        (
            "[dev]# write 0x01\nFailed to write: org.bluez.Error.InProgress",
            "An attribute was asked for again before the last answer had come",
        ),
        (
            "[bluetooth]# advertise on\nFailed to register advertisement: org.bluez.Error.NotPermitted",
            "An advertisement of this gateway was not set up",
        ),
        (
            "[bluetooth]# cancel-pairing C0:11:22:33:44:55\nFailed to cancel pairing: org.bluez.Error.DoesNotExist",
            "A program asked BlueZ for something that is not there",
        ),
        ("Set Powered for hci0 failed with status 0x12 (RFKilled)", "The adapter did not take a command of btmgmt"),
        ("Set Low Energy for hci0 failed with status 0x0b (Rejected)", "A setting of the adapter was not made"),
        ("Could not set IO Capability with status 0x0b (Rejected)", "A setting of the adapter was not made"),
        (
            "Could not set IO Capability with status 0x14 (Permission Denied)",
            "The adapter did not take a command of btmgmt",
        ),
        (
            "hci0 PIN Code reply failed with status 0x02 (Not Connected)",
            "The answer to a question came when its pairing had ended",
        ),
        ("Unpair device failed. status 0x06 (Not Paired)", "There was no bond to remove, or no link to end"),
        (
            "bluepy.btle.BTLEManagementError: Management not available (permissions problem?)",
            "A program may not use the adapter: it does not run as root",
        ),
        (
            "2026-11-03 10:12:01.123 ERROR (MainThread) [x] hci0 (00:1B:2C:3D:4E:5F): Timed out starting Bluetooth "
            "after 15 seconds; Try power cycling the Bluetooth hardware.",
            "The scan on the Bluetooth adapter could not be started",
        ),
        (
            "TimeoutAPIError: Timeout waiting for BluetoothDevicePairingResponse after 30.0s",
            "The Bluetooth proxy did not report in time how the pairing ended",
        ),
        (
            "TimeoutAPIError: Timeout waiting for BluetoothGATTReadResponse, BluetoothGATTErrorResponse after 10.0s",
            _UNANSWERED,
        ),
        (
            "Device added successfully, but failed to connect",
            "The device was paired, and its service could not be connected",
        ),
        (
            "[agent] Authorize service 0000110b-0000-1000-8000-00805f9b34fb (yes/no): no",
            "This gateway did not let a device use a service",
        ),
        (
            "dbus.exceptions.DBusException: org.freedesktop.DBus.Error.FileNotFound: Failed to connect to socket "
            "/run/dbus/system_bus_socket: No such file or directory",
            _NO_BUS,
        ),
        ("2026/11/03 10:12:01 dial unix /var/run/dbus/system_bus_socket: connect: no such file or directory", _NO_BUS),
        ("Error: connect ENOENT /var/run/dbus/system_bus_socket", _NO_BUS),
        ("Failed to connect to socket /run/dbus/system_bus_socket: Permission denied", _NOT_LET_IN),
        ("dbus_fast.errors.AuthError: authentication failed: REJECTED: ['EXTERNAL']", _NOT_LET_IN),
        ("bleak.exc.BleakError: device '/org/bluez/hci0/dev_C0_11_22_33_44_55' not found", "No link came about"),
        ("bleak.exc.BleakError: device 'dev_C0_11_22_33_44_55' not found", "No link came about"),
        (
            "BleakConnectionError: Acme - C0:11:22:33:44:55: Failed to connect after 4 attempt(s): Disconnected",
            "No link came about",
        ),
        ("bleak.exc.BleakError: Characteristic with UUID 2a19 could not be found!", _LACKS),
        (
            "bleak.exc.BleakError: Failed to get services from remote esp",
            "Connected, but the device's services were not read",
        ),
        ("bleak.exc.BleakDBusError: [org.bluez.Error.Failed] No ATT transport", _GONE),
        (
            "bleak.exc.BleakError: Acme - C0:11:22:33:44:55: Disconnected during connect setup",
            _GONE,
        ),
        ("bleak.exc.BleakError: ATT channel closed", _GONE),
        (
            'D-Bus setup failed: Connection ":1.8" is not allowed to own the service "org.bluez" due to policies',
            "bluetoothd could not take its name on D-Bus",
        ),
        (
            "Agent registration failed: GDBus.Error:org.freedesktop.DBus.Error.AccessDenied:",
            "The D-Bus policy did not let a program call bluetoothd",
        ),
        ("OSError: Some required bluetooth attributes not found on this ble device.", _LACKS),
        (
            "ERROR (MainThread) [custom_components.acme] Pairing failed: no answer. Is the device in pairing mode?",
            "A program takes the device not to be in pairing mode",
        ),
        ("bleak.exc.BleakError: ATT request timed out", _UNANSWERED),
        ("OSError: [WinError -2140864510] The attribute cannot be read", _ANSWERED),
        ("05-06 08:00:01.007   101   102 D CTL     : Remote device failed in SPAKE2+ handshake", _MATTER),
        ("The integration reports ATT protocol error 0x0e for C0:11:22:33:44:55", _ANSWERED),
        (
            "[08:00:01][W][bluetooth_proxy:060]: Cannot read GATT characteristic, not connected",
            "The Bluetooth proxy had no link any more when it was asked for a value",
        ),
        (
            "[08:00:01][W][bluetooth_proxy.connection:085]: [1] [C0:11:22:33:44:55] Error writing char/descriptor at "
            "handle 0x1A, status=133",
            "The proxy is connected, and a read or write failed",
        ),
        (
            "yalexs_ble.session.ResponseError: Security checksum mismatch: 17 != 4294967279",
            "A lock's answer did not fit the program's own encryption; this is no Bluetooth pairing",
        ),
        (
            "    at Smp.handlePairingConfirm (/opt/app/node_modules/bleno/lib/hci-socket/smp.js:99:12)",
            "bleno's or noble's own pairing crashed on a PDU that it did not expect",
        ),
        ("bleak.exc.BleakError: ATT error 0x0e (req 0x0a, handle 0x0012)", _ANSWERED),
        (
            "BleakDBusError: [org.freedesktop.DBus.Error.NoReply] Message recipient disconnected from message bus "
            "without replying",
            "bluetoothd ended before it answered a program",
        ),
        (
            "BleakError: C0:11:22:33:44:55: No connectable Bluetooth adapters. Shelly devices are passive-only and "
            "cannot connect.",
            "None of Home Assistant's Bluetooth scanners can connect",
        ),
        (
            "WARNING (MainThread) [bleak_esphome.x] hall: The proxy has not answered the last 5 connect requests; it "
            "accepted each one but never reported the connection state",
            "A Bluetooth proxy did not report whether its connections came about",
        ),
        (
            "TimeoutError: Proxy became unavailable while waiting for a free BLE connection slot",
            "The Bluetooth proxy was gone before it could connect",
        ),
        (
            "WARNING (MainThread) [bleak_esphome.connection_manager] hall [00:1B:2C:3D:4E:5F]: Reconciling stale "
            "connection to C0:11:22:33:44:55: not in allocated list []",
            "A Bluetooth proxy may hold a connection that nobody uses any more",
        ),
        (
            "DEBUG (MainThread) [xiaomi_ble.parser] Encryption key not set and adv is encrypted",
            "The program lacks the key of the device's adverts; this is no Bluetooth pairing",
        ),
        ("Updating the state failed: Failed to connect to peripheral [MAC], addr type: public", "No link came about"),
        ("2026/11/03 10:12:04 could not connect: timeout on Connect", "No link came about"),
        ("ConfigEntryNotReady: Could not find Acme bot with address C0:11:22:33:44:55", "No link came about"),
        ("    at Timeout._onTimeout (/srv/node_modules/node-ble/src/Adapter.js:139:16)", "No link came about"),
        ("    at GattServer.getPrimaryService (/srv/node_modules/node-ble/src/GattServer.js:62:11)", _LACKS),
        ("    at Adapter.getDevice (/srv/node_modules/node-ble/src/Adapter.js:108:13)", _UNKNOWN_DEVICE),
        ('Error { kind: NotFound, message: "" }', _UNKNOWN_DEVICE),
        ("gatt.errors.Failed: Device does not exist, check adapter name and MAC address.", _UNKNOWN_DEVICE),
        ("bluetooth: did not find all requested services", _LACKS),
        ("panic: failed to enable BLE stack: bluetooth: adapter /org/bluez/hci0 does not exist", _NO_ADAPTER),
        ("2026/11/03 10:12:01 bluetooth: adaptor is not powered", _NO_ADAPTER),
        (
            '[acme] Error Message: "Failed to initialize the Noble object: unauthorized"',
            "A program may not use the adapter: it does not run as root",
        ),
        (
            "bleno warning: adapter state unauthorized, please run as root or with sudo",
            "A program may not use the adapter: it does not run as root",
        ),
        ("noble warning: adapter does not support Bluetooth Low Energy (BLE, Bluetooth Smart).", _NO_ADAPTER),
        ("gattlib_connect: Failed to get device manager from adapter (238, 2).", _NO_ADAPTER),
        ("Error: Peripheral already connected", "A program asked for a link that is there already"),
        ("org.bluez.exceptions.BluezFailedException: Not connected", _GONE),
        ("gatt.errors.AccessDenied: Rejected send message", "The D-Bus policy did not let a program call bluetoothd"),
        (
            "tinyb.BluetoothException: Error: Timeout was reached",
            "bluetoothd gave no answer in the time that D-Bus allows",
        ),
    ],
)
def test_an_error_without_a_code_tells_what_it_is_of(line, title):
    model = read(f"# app\n{line}\n")
    assert ([found.title for found in model.findings], len(model.attempts)) == ([title], 0)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        # The words are those of another table in aioesphomeapi: the number is a reason of HCI's.
        (
            "Peripheral C0:11:22:33:44:55 changed connection status while waiting for BluetoothGATTReadResponse: "
            "Insufficient authorization (8)",
            "hci:0x08",
        ),
        ("BleakError: Error 5 while connecting: Insufficient authentication", "hci:0x05"),
        ("BleakError: Error ESP_GATT_CONN_L2C_FAILURE while connecting: Connection failed", "esphome:NotConnected"),
        (
            "BleakAbortedError: Acme - C0:11:22:33:44:55: Failed to connect after 9 attempt(s): "
            "ESP_GATT_CONN_FAIL_ESTABLISH: Interference/range; External Bluetooth adapter w/extension may help",
            "hci:0x3e",
        ),
        ("BleakError: [org.bluez.Error.BREDR.ProfileUnavailable] Unavailable", "dbus:BREDR.ProfileUnavailable"),
        ('Error { kind: NotReady, message: "Resource Not Ready" }', "dbus:NotReady"),
        ("com.acme.BluezInProgressException: In Progress", "dbus:InProgress"),
        ("gatt.errors.NotReady: Resource Not Ready", "dbus:NotReady"),
        ("org.bluez.exceptions.BluezNotPermittedException: Not paired", "dbus:NotPermitted"),
        ("bluetooth: failed to connect: Operation already in progress", "dbus:br-connection-busy"),
        ('kf.bluezqt: PendingCall Error: "Authentication Failed"', "dbus:AuthenticationFailed"),
        ("Connection Failed: Device did not respond", "dbus:br-connection-page-timeout"),
        ("Connection Failed: No audio endpoints registered", "dbus:br-connection-profile-unavailable"),
        ("blueman.bluez.errors.DBusFailedError: Protocol Not available", "dbus:br-connection-profile-unavailable"),
        ("DBusError: Page Timeout", "dbus:ConnectionAttemptFailed"),
        (
            "NetworkError: Failed to execute 'connect' on 'BluetoothRemoteGATTServer': Connection attempt failed.",
            "web:ConnectionFailed",
        ),
        ("Error: connect: Unknown Connection Identifier (0x2)", "hci:0x02"),
        (
            "app: Failed to connect: org.bluez.Error.Failed: le-connection-abort-by-local",
            "dbus:le-connection-abort-by-local",
        ),
        ("app: Failed to connect: org.bluez.Error.Failed: Host is down", "dbus:br-connection-page-timeout"),
    ],
)
def test_an_error_of_a_link_has_the_code_that_it_names(line, code):
    (attempt,) = read(f"aioesphomeapi.core\n{line}\n").attempts.values()
    assert attempt.failure.code == code


def test_a_connecting_that_was_given_up_is_laid_at_no_side():
    (attempt,) = read("noble: connect error Error: Unknown Connection Identifier (0x2)\n").attempts.values()
    assert (attempt.failure.by, attempt.diagnosis.cause) == ("unknown", "connect-failed")
    assert attempt.diagnosis.confidence != "certain"


def test_what_bleak_cleans_up_after_a_connect_says_that_this_was_given_up_and_no_more():
    line = "WARNING bleak: Failed to cancel connection (/org/bluez/hci0/dev_C0_11_22_33_44_55): 'NoneType' object\n"
    model = read(line)
    assert not model.attempts
    assert [(found.cause, found.by.value) for found in model.findings] == [("connect-failed", "unknown")]


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        # GNOME's words have a name that Windows has, too; what Windows says of an end of a bond is no pairing.
        (
            "gnome: Failed to pair: GDBus.Error:org.bluez.Error.AuthenticationTimeout: Authentication Timeout",
            ["dbus:AuthenticationTimeout"],
        ),
        ("bleak.exc.BleakError: Could not unpair device: 1: FAILED", []),
    ],
)
def test_a_name_of_another_stack_adds_no_second_failure(line, codes):
    assert [each.failure.code for each in read(f"{line}\n").attempts.values()] == codes


_SIGNAL = (
    "DEBUG bleak.backends.bluezdbus.manager: received D-Bus signal: org.freedesktop.DBus.Properties.PropertiesChanged "
    "(/org/bluez/hci0/dev_C0_11_22_33_44_55): ['org.bluez.Device1', "
    "{{'{}': <dbus_fast.signature.Variant ('b', {})>}}, []]\n"
)
_ASKED = "DEBUG bleak.backends.bluezdbus.client: Pairing to BLE device @ C0:11:22:33:44:55\n"


def test_bleaks_debug_lines_tell_of_a_link_and_of_a_bond():
    (paired,) = read(_SIGNAL.format("Connected", True) + _ASKED + _SIGNAL.format("Paired", True)).attempts.values()
    assert (paired.outcome.value, paired.peer.address) == ("paired", "C0:11:22:33:44:55")
    dropped = read(_SIGNAL.format("Connected", True) + _SIGNAL.format("Connected", False))
    (found,) = dropped.findings
    assert found.title == "The device connected and the link ended again; this log does not tell why"
    assert read(_SIGNAL.format("Connected", True)).findings == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("FATA[0012] pair failed: Authentication Canceled", "dbus:AuthenticationCanceled"),
        ('org.kde.plasma.bluedevil: Device setup failed: "Authentication Failed"', "dbus:AuthenticationFailed"),
    ],
)
def test_go_and_kde_say_it_in_bluezs_words(line, code):
    assert [each.failure.code for each in read(f"{line}\n").attempts.values()] == [code]


def test_blenos_frames_of_the_management_socket_are_decoded():
    text = (
        "  mgmt writing -> 130000000200" + "0000" + " Length: 8 +1ms\n" + "  mgmt on data ->02000000030013000d +1ms\n"
    )
    assert [found.code for found in read(text).findings] == ["mgmt:0x0d"]
    assert read("  mgmt on data ->020000000300130000 +1ms\n").findings == []
