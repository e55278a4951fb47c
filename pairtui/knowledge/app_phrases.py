"""What libraries and browsers say to apps where no link came about, or it ended.

Their numbers are Android's and Apple's, whose vocabularies have them; these are their errors without one.
react-native-ble-plx 3: src/BleError.ts (BleErrorCodeMessage); flutter_blue_plus 1.35: FlutterBluePlusPlugin.java;
btleplug 0.11: src/lib.rs (Error); noble 1.9: lib/peripheral.js (cancelConnect); chromium: bluetooth_error.cc;
RxAndroidBle 1: BleDisconnectedException.java; AOSP: BluetoothSocket.java.
"""

from pairtui.knowledge.log_phrase import phrase

APP_PHRASES = (
    phrase(
        r"PlatformException\(createBond, device is (?:disconnected|not connected)",
        "link-lost",
        None,
        "The app asked for a bond while there was no link: it never came about, or had ended by then. The pairing was "
        "not begun, so no side refused it.",
        "nearer-connect",
        "free-device",
        "phone-capture",
        step=False,
        title="The link was not there when the app asked for a bond",
        side="unknown",
    ),
    phrase(
        r"BleError: Device \S{1,60} (?:was disconnected|is not connected)\b|"
        r"PlatformException\(\w{1,60}, device is (?:disconnected|not connected)|"
        r"BleDisconnectedException: ?Disconnected from (?![^\n]*with status [0-9])|"
        r"GATT Server is disconnected\. Cannot |noble warning: unknown (?:handle|peripheral)\b",
        "link-lost",
        None,
        "The link ended, or was not there, and the app is not told who ended it, nor why. A device that "
        "wants to be paired first hangs up like this, too.",
        "nearer-connect",
        "free-device",
        "phone-capture",
        step=False,
        title="The link ended, and the app was not told why",
        side="unknown",
    ),
    phrase(
        r"BleError: (?:Device \S{1,60} (?:connection failed|not found)|Operation timed out)\b|"
        r"\| connect \| fbp-code: 1 \||"
        r"[Bb]tleplug error: (?:Not connected|Device not found|Timed out)|"
        r"(?:Error|Connection failed): Timeout waiting for reply|\bError: connection cancell?ed!",
        "connect-failed",
        None,
        "The app's library got no link to the device in its time: it is off, asleep, out of range, or connected to "
        "another host.",
        "nearer-connect",
        "free-device",
        step=False,
        side="unknown",
    ),
    phrase(
        r"read failed, socket might closed or timeout, read ret: -1",
        "connect-failed",
        None,
        "The app opens a serial port (RFCOMM) of the device, and it did not open. The device is off, out of range or "
        "connected to another host, or has no such service; one that lost its bond ends the link like this, too. "
        "Android tells an app no more.",
        "nearer-connect",
        "free-device",
        "phone-capture",
        step=False,
        title="The app got no serial connection to the device",
        side="unknown",
    ),
    phrase(
        r"\b(?:Service discovery|discovering (?:services|characteristics)) timed out\b",
        "unknown",
        None,
        "There is a link, and the device's services were not read in the time that the app's library allows. No "
        "pairing failed here; a device that pairs before it answers keeps a program waiting like this.",
        "nearer-connect",
        "bond-first",
        "btmon",
        step=False,
        title="Connected, but the device's services were not read in time",
        side="unknown",
    ),
    phrase(
        r"key or slot \(key index\) is incorrect",
        "profile-unavailable",
        None,
        "A lock of Yale or August did not accept the key that Home Assistant has for it. That key is the app's own "
        "(offline key and slot): Bluetooth pairing has no part in it, and pairing again does not help. Get the key "
        "anew from the maker's account.",
        "lock-key",
        step=False,
        title="The lock did not accept the app's own key; this is no Bluetooth pairing",
        side="peer",
    ),
)
"""In the order in which they are looked for."""
