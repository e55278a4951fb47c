"""What the hosts of phones and Macs log, without a code, of bonds, of their own room and of their controllers.

AOSP system/bt: btm_sec.cc (btm_io_capabilities_req, Android 12 with the patches of its vendors), gatt_api.cc
(GATT_Register), btif_gatt_client.cc; AdapterState.java (BLE_START_TIMEOUT);
Android 8 to 16.
"""

from pairtui.knowledge.log_phrase import phrase

PHONE_PHRASES = (
    phrase(
        r"Incoming bond request, but \S{1,40} is already bonded \(removing\)",
        "peer-bond-missing",
        "The phone had a bond with this device, and the device asked to pair anew: it has no key for the phone any "
        "more, or the phone shows it another address. The phone removed its own bond then.",
        "forget-on-phone",
        title="A device that the phone has a bond with asked to pair anew, and the phone removed the bond",
    ),
    phrase(
        r"can't Register GATT client, MAX client reached|GATT Register Failed for client, MAX Interface reached",
        "unknown",
        "Android keeps a list of the programs that use GATT, and it is full: programs that connected or searched did "
        "not close what they had opened. Nothing was sent, and no device refused anything.",
        "phone-restart",
        title="The phone has no room for one more GATT client, so the app could not connect or search",
        side="local",
    ),
    phrase(
        r"TURNING_ON : (?:\w+: )?(?:BLE|BREDR)_START_TIMEOUT\b|"
        r"\bANR in com\.android\.bluetooth\b",
        "adapter-unavailable",
        "Android's Bluetooth did not start, or did not go on, in its time: its controller or the stack's own process "
        "does not answer. No device has a part in this. Only an update of the phone, or of its firmware, mends it.",
        "phone-restart phone-capture",
        title="The phone's Bluetooth does not start or does not answer",
        side="local",
    ),
    phrase(
        r"\bHCI expected event [0-9]+ with opcode (?:OI_\w*_ID_(?!\w*(?:ENCR|AUTH|KEY|PIN|USER|IO_CAP))\w+ )?"
        r"[^\n]{0,14}timedout",
        "controller-timeout",
        "bluetoothd of macOS or iOS gave its controller a command, and the controller did not answer it. What was "
        "under way ended with that, and no device had a part in it. Switch Bluetooth off and on, or restart.",
        title="The Mac's or phone's Bluetooth controller does not answer",
        side="local",
    ),
    phrase(
        r"\bUART open\(/dev/cu\.BLTH\) port failed to appear|\bFailed to initialize transport H4BC\b|"
        r"\bStack\.\w+\] Transport layer initialization failed",
        "adapter-unavailable",
        "bluetoothd of macOS could not open the serial port of a controller, so it has none: no device has a part in "
        "this. On a Mac that Apple did not make, the driver for its controller is not loaded.",
        title="The Mac's Bluetooth found no controller",
        side="local",
    ),
)
