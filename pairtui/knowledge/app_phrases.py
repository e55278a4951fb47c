"""What libraries and browsers say to apps where no link came about, or it ended.

Their numbers are Android's and Apple's, whose vocabularies have them; these are their errors without one.
react-native-ble-plx 3: src/BleError.ts (BleErrorCodeMessage); flutter_blue_plus 1.35: FlutterBluePlusPlugin.java;
btleplug 0.11: src/lib.rs (Error); noble 1.9: lib/peripheral.js (cancelConnect); chromium: bluetooth_error.cc;
blueutil 2: blueutil.m;
RxAndroidBle 1: BleDisconnectedException.java, BleAdapterDisabledException.java; Nordic's Android-BLE-Library:
FailCallback.java; Kable: Exceptions.kt; AOSP:
BluetoothSocket.java, BluetoothDevice.java.
"""

from pairtui.knowledge.log_phrase import phrase

APP_PHRASES = (
    phrase(
        r"PlatformException\(createBond, device is (?:disconnected|not connected)",
        "link-lost",
        "The app asked for a bond while there was no link: it never came about, or had ended by then. The pairing was "
        "not begun, so no side refused it.",
        "nearer-connect free-device phone-capture",
        title="The link was not there when the app asked for a bond",
        side="unknown",
    ),
    phrase(
        r"BleError: Device \S{1,60} (?:was disconnected|is not connected)\b|"
        r"\| \w{1,40} \| fbp-code: 6 \||RequestFailedException: [^\n]{0,40}?\bstatus -1\b|"
        r"com\.juul\.kable\.NotConnectedException\b|"
        r"PlatformException\(\w{1,60}, device is (?:disconnected|not connected)|"
        r"BleDisconnectedException: ?Disconnected from (?![^\n]*with status [0-9])|"
        r"\bDisconnected from (?:MAC=)?\S{1,22} with status 0 \(GATT_SUCCESS\)|"
        r"com\.juul\.(?:kable|able\.gatt)\.ConnectionLost(?:Exception)?\b|"
        r"GATT Server is disconnected\. Cannot |\bno instance of BluetoothGatt\b|\blocateGatt failed\b|"
        r"\bnoble(?: warning)?: unknown (?:handle|peripheral)\b(?![^\n]{0,40} connected!)",
        "link-lost",
        "The link ended, or was not there, and the app is not told who ended it, nor why. A device that "
        "wants to be paired first hangs up like this, too.",
        "nearer-connect free-device phone-capture",
        title="The link ended, and the app was not told why",
        side="unknown",
    ),
    phrase(
        r"GATT exception from MAC address \S{1,30}, with type BleGattOperation\{description='[A-Z_]+'\}|"
        r"\bgatt\.\w{4,30}\(\) returned (?:false|2?[0-9]{1,2} : )|\bBleError: Operation was rejected\b|"
        r"\bBleGattCannotStartException\b|com\.juul\.kable\.GattRequestRejectedException\b",
        "unknown",
        "Android did not take the operation of the app (a read, a write or a subscription), so nothing was sent and no "
        "device refused anything: the link had ended, another operation was under way, or the characteristic does not "
        "allow it. The lines before it tell which.",
        "nearer-connect phone-capture",
        title="The phone could not begin an operation of the app",
        side="local",
    ),
    phrase(
        r"BleError: (?:Device \S{1,60} (?:connection failed|not found)|Operation timed out)\b|"
        r"\| connect \| fbp-code: 1 \||OnLeConnectFail: Connection failed le remote:|"
        r"com\.juul\.kable\.ConnectionRejectedException\b|Exceptions\.DeviceConnectionException: Failed to connect\b|"
        r"\bReject connect (?:Connection t|Failed to c)|Failed to connect \"[0-9A-Fa-f]{2}(?:[-:][0-9A-Fa-f]{2}){5}\"|"
        r"[Bb]tleplug error: (?:Not connected|Device not found|Timed out)|"
        r"\btimeout on Connect\b|"  # tinygo.org/x/bluetooth, gap_darwin.go
        r"(?:Error|Connection failed): Timeout waiting for reply|\bError: connection cancell?ed!",
        "connect-failed",
        "The app's library got no link to the device in its time: it is off, asleep, out of range, or connected to "
        "another host.",
        "nearer-connect free-device",
        side="unknown",
    ),
    phrase(
        r"Fatal signal [0-9]+ \(SIG[A-Z]+\)[^\n]*(?:droid\.bluetooth|\(bt_)|"
        r"Process com\.android\.bluetooth \(pid [0-9]+\) has died|>>> com\.android\.bluetooth <<<|"
        r"\b(?:[Cc]mdline|[Pp]rocess): (?:com\.android\.bluetooth\b|/vendor/bin/hw/android\.hardware\.bluetooth)|"
        r"\blibbluetooth(?:_\w+)?\.so \(\w",
        "daemon-gone",
        "Android's Bluetooth process crashed and was started again; what was under way ended with it, and the device "
        "had no part in that. Only an update of the phone mends it: send its bug report to the maker.",
        "phone-capture",
        title="The phone's Bluetooth crashed",
        side="local",
    ),
    phrase(
        r"\bBleAdapterDisabledException\b|\bBluetoothDisabledException\b|BT not enabled\. Cannot |"
        r"\bBluetoothLE is powered off\b|[Bb]luetooth must be turned on|\bCBManagerStatePoweredOff\b",
        "adapter-unavailable",
        "The app's library found Bluetooth switched off, or it was switched off while a link was up, which ends that. "
        "No device has a part in this.",
        "bluetooth-on",
        title="Bluetooth was switched off where the app runs",
        side="local",
    ),
    phrase(
        r"read failed, socket might closed or timeout, read ret: -1|\bIOException: Service discovery failed\b",
        "connect-failed",
        "The app opens a serial port (RFCOMM) of the device, and it did not open. The device is off, out of range or "
        "connected to another host, or has no such service; one that lost its bond ends the link like this, too. "
        "Android gives an app no more.",
        "nearer-connect free-device phone-capture",
        title="The app got no serial connection to the device",
        side="unknown",
    ),
    phrase(
        r"\| (?!connect\b)(?!createBond\b)\w{4,40} \| fbp-code: 1 \||"
        r"RequestFailedException: [^\n]{0,40}?\bstatus -5\b|"
        r"\b(?:Service discovery|discovering (?:services|characteristics)) timed out\b|"
        r"\btimeout on Discover(?:Services|Characteristics)\b",  # tinygo.org/x/bluetooth, gattc_darwin.go
        "unknown",
        "There is a link, and the device's services, or a value of it, were not read or written in the time that the "
        "app's library allows. No pairing failed here; a device that pairs before it answers keeps a program waiting "
        "like this.",
        "nearer-connect bond-first btmon",
        title="Connected, but the device did not answer the app in time",
        side="unknown",
    ),
    phrase(
        r"\bBleError: (?:Characteristic \S{1,60} (?:read|write|notify change)|Descriptor \S{1,60} (?:read|write)|"
        r"Services discovery) failed for device (?![^\n]*(?:att|ios|android)ErrorCode\W{1,4}[0-9])",
        "unknown",
        "There was a link, and a read, write or subscription of the app failed; the sentence does not say why. The "
        "fields of the same error do: attErrorCode 5, 8 or 15 is a device that wants to be paired first, "
        "androidErrorCode and iosErrorCode are the system's own.",
        "error-fields phone-capture",
        title="The device is connected, and a read or write of the app failed",
        side="unknown",
    ),
    phrase(
        # AOSP's Utils: "Need " + permission + " permission for " + attributionSource.
        r"\bBleError: Device is not authorized to use BluetoothLE\b|"
        r"SecurityException: Need (?:android\.permission\.)?BLUETOOTH_(?:CONNECT|SCAN|ADVERTISE) permission\b",
        "adapter-unavailable",
        "The app has not the right to use Bluetooth on this phone: nothing was sent to any device.",
        "allow-bluetooth",
        title="The app may not use Bluetooth on this phone",
        side="local",
    ),
    phrase(
        r"Own package not found for user [0-9]+: package=\S{0,40}\bbluetooth\b",
        "adapter-unavailable",
        "Android's Bluetooth app is not installed for the user or profile in which this app runs, so the app's call "
        "failed on the phone, and nothing was sent to any device. Run the app in the owner's profile, or update the "
        "phone.",
        title="Bluetooth is not there for this user or profile of the phone",
        side="local",
    ),
    phrase(
        # nRF Connect for Mobile writes the same of a link and of a request.
        r"\bError 133 \(0x85\): ?GATT[ _]ERROR\b|\b(?i:error|code|status)[=: ]{1,2}133\b[^\n]{0,30}?\bGATT[ _]ERROR\b",
        "unknown",
        "Android gives no reason with its 133 (GATT_ERROR), and this line stands for a link that did not come about as "
        "well as for a read or write that was not answered: the lines before it tell which.",
        "nearer-connect forget-on-phone phone-capture",
        code="gatt:133",
        title="Android's GATT failed and gave no reason (133)",
        side="unknown",
    ),
    phrase(
        # RxAndroidBle's and react-native-ble-plx's exception of a request, with an error of ATT that is not security's.
        r"(?:BleGattException\{|GATT exception from )[^\n]{0,80}?\bstatus[= ]"
        r"(?!(?:0|5|8|12|15|19|22|34)\b|1(?:2[89]|[34][0-9]))(?P<att_decimal>[0-9]{1,3})\b"
        r"[^\n]{0,200}?description='(?:CHARACTERISTIC|DESCRIPTOR)_(?:READ|WRITE)|"
        r"\b(?:characteristic|descriptor) <[0-9a-f-]{36}> failed, status '(?!INSUF|AUTH|ERROR|GATT_ERROR)[A-Z_]{6,40}'",
        "unknown",
        "There was a link, and the device refused a read or write with this error of ATT, which is not about security: "
        "2 and 3, the value may not be read or written; 13, it has not the right length; 14 and those from 128 on, the "
        "device's application refused it. Whether it does so for want of a pairing is for its maker to say.",
        "bond-first phone-capture",
        title="The device refused a read or write of the app",
        side="peer",
    ),
    phrase(
        r"key or slot \(key index\) is incorrect(?:[^\n]{0,120}?\bATT error: 0x(?P<att>[0-9a-fA-F]{2})\b)?",
        "profile-unavailable",
        "A lock of Yale or August did not accept the key that Home Assistant has for it. That key is the app's own "
        "(offline key and slot): Bluetooth pairing has no part in it, and pairing again does not help. Get the key "
        "again from the maker's account.",
        "lock-key",
        title="The lock did not accept the app's own key; this is no Bluetooth pairing",
        side="peer",
    ),
    phrase(
        # aiohomekit pdu.py, PDUStatus: 3 and 5 are these two.
        r"PDU status was not success: Insufficient auth(?:orization|entication)",
        "unknown",
        "The answer of a HomeKit accessory to a command, sent over a link that works. HomeKit's own pairing, which "
        "the eight digits on the accessory make, does not allow the command; Bluetooth's pairing has no part in it.",
        "homekit-pairing",
        title="The accessory did not allow a HomeKit command; this is no Bluetooth pairing",
        side="peer",
    ),
    phrase(
        r"Denying pairing request from [^\n]{1,60}no one to handle",
        "no-agent",
        "bluetoothd of macOS or iOS was asked to pair while this Mac or phone is the peripheral, and nobody there "
        "takes the request: no screen with Bluetooth's settings is open, and a program (CBPeripheralManager) cannot "
        "take it. A read of a protected value, asked for by the other side, makes the system ask its user.",
        title="macOS or iOS refused a pairing: nothing there takes the request",
        side="unknown",
    ),
    # chromium: third_party/blink/renderer/modules/bluetooth/bluetooth_error.cc.
    phrase(
        r"(?:Error|DOMException)\b[^\n]{0,80}(?:Connection|GATT operation) already in progress",
        "two-stacks",
        "The page asked for something while the browser was not done with what it had been asked before. One request "
        "after the other: wait for each promise. No pairing failed here.",
        title="The browser was still busy with another request to the device",
        side="local",
    ),
    phrase(
        r"Bluetooth adapter not available\.|Web Bluetooth is not supported on this platform|"
        r"\bBluetooth Low Energy not available",
        "adapter-unavailable",
        "The browser found no adapter that it could use: Bluetooth is off, no adapter is there or it has no LE, or the "
        "browser has Web Bluetooth switched off on this system. No device has a part in this.",
        title="The browser found no Bluetooth adapter that it could use",
        side="local",
    ),
    phrase(
        r"User (?:cancell?ed|denied)[^\n]{0,40}(?:requestDevice\(\) chooser|permission to scan for Bluetooth)",
        "unknown",
        "The browser's list of devices was closed without a choice, or the page may not show it. Nothing was sent to "
        "any device. A device that is missing in the list does not advertise what the page filters for.",
        title="No device was chosen in the browser's list",
        side="local",
    ),
    phrase(
        r"GATT operation (?:failed for unknown reason|not permitted)|"
        r"GATT Error(?: Unknown|: Not supported|: invalid attr)",
        "unknown",
        "There was a link, and the device or this computer's Bluetooth refused a read, write or notification; the "
        "browser does not say why. A device that wants to be paired first refuses like this on some systems: pair with "
        "it in the system's own settings, then try again.",
        "pair-in-system nearer-connect",
        title="The device is connected, and a read or write of a page failed",
        side="unknown",
    ),
    # react-native-ble-manager: BleManager.java, createBond().
    phrase(
        r"Only allow one bond request at a time",
        "two-stacks",
        "The app's library still waits for the end of a bond that was asked for before, perhaps with another device, "
        "and does not begin a second one. Nothing was sent to the device.",
        "once-more phone-capture",
        title="An earlier bond request of the app has not ended",
        side="local",
    ),
    # noble lib/noble.js: onConnect() and startScanning().
    phrase(
        r"\bnoble(?: warning)?: unknown peripheral \S{1,40} connected!",
        "two-stacks",
        "A link came about that this copy of noble had not asked for: a second program, or a second copy of noble in "
        "the same program, works with the adapter over its own raw HCI socket. Each sees the other's links, and the "
        "one that asked may miss its own.",
        "stop-others",
        title="A second copy of noble, or another program, connects over the same adapter",
    ),
    phrase(
        r"[Cc]ould not (?:start|stop) scanning, state is \w{1,20} \(not poweredOn\)",
        "adapter-unavailable",
        "noble was asked to scan while its adapter was not ready. Unknown: the program did not wait for the event "
        "stateChange; poweredOff: the adapter is off; unsupported: it has no LE, or another program holds it; "
        "unauthorized: the program does not run as root and has not CAP_NET_RAW. No device has a part in this.",
        "power-on run-as-root",
        title="A noble program asked to scan while its adapter was not ready",
    ),
    phrase(
        r"(?:not|n't) able to establish (?:a )?(?:BLE|Bluetooth) [Cc]onnection",
        "connect-failed",
        "The program says that it got no connection, and keeps the reason to itself: the device is off, asleep, out of "
        "range, or connected to another host.",
        "nearer-connect free-device",
        side="unknown",
    ),
    # Qt: qlowenergycontrollerbase.cpp, setError().
    phrase(
        r"Failed to authorize on the remote device|\bQLowEnergyController\b[^\n]{0,20}\bAuthorizationError\b",
        "peer-requires-authentication",
        "Qt says this where the link was closed for want of authorization: the device answers only to a host that it "
        "is paired with. Qt pairs by itself only where the system's agent answers the question.",
        "pair agent btmon",
        title="The device wants to be paired before it answers a Qt program",
    ),
    phrase(
        r"Remote (?:host|device) closed the connection|RemoteHostClosedError",
        "application-disconnect",
        "The device ended the link; Qt does not tell why. A device that wants to be paired first, or that another "
        "host holds, hangs up like this.",
        "pair free-device btmon",
        title="The device ended the link of a Qt program",
        side="peer",
    ),
    phrase(
        r"Error occurred trying to connect to remote device|Remote device cannot be found|"
        r"\bUnknownRemoteDeviceError\b|\bQLowEnergyController\b[^\n]{0,20}\bConnectionError\b",
        "connect-failed",
        "Qt could not connect: the device is off, asleep, out of range or connected to another host, or the address's "
        "type (public or random) is not the one that was asked for.",
        "nearer free-device",
    ),
)
"""In the order in which they are looked for."""
