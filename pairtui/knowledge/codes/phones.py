"""What phones say of a failed pairing or link: Android's bond reasons and GATT status, Apple's CBError."""

from pairtui.knowledge.codes.code import Code, Table

_ANDROID = {
    1: (
        "UNBOND_REASON_AUTH_FAILED",
        "Pairing failed: the device refused, or the digits, PINs or keys did not fit. Android says no more; its HCI "
        "snoop log has the SMP reason.",
    ),
    2: ("UNBOND_REASON_AUTH_REJECTED", "The device said no to the pairing, or somebody said no on it."),
    3: ("UNBOND_REASON_AUTH_CANCELED", "The pairing was cancelled on the phone."),
    4: ("UNBOND_REASON_REMOTE_DEVICE_DOWN", "The device did not answer, or its link was lost while pairing."),
    5: ("UNBOND_REASON_DISCOVERY_IN_PROGRESS", "The phone was searching for devices; pairing has to wait for that."),
    6: ("UNBOND_REASON_AUTH_TIMEOUT", "The pairing took too long: nobody answered a question, or a side fell silent."),
    7: ("UNBOND_REASON_REPEATED_ATTEMPTS", "The device refuses after too many attempts: wait, then pair again."),
    8: ("UNBOND_REASON_REMOTE_AUTH_CANCELED", "The pairing was cancelled on the device."),
    9: ("UNBOND_REASON_REMOVED", "The bond was removed on the phone."),
    257: ("BOND_NONE", "No bond came about, and the app logged no reason: Android's own log (logcat) has one."),
}

ANDROID: Table = {number: Code("android", number, *texts) for number, texts in _ANDROID.items()}
"""Why a bond is none: BluetoothDevice.UNBOND_REASON_…, in the broadcast BOND_STATE_CHANGED."""

_GATT = {
    1: ("GATT_CONN_L2C_FAILURE", "L2CAP failed: the link could not be made."),
    128: ("GATT_NO_RESOURCES", "The phone has no room for another GATT connection."),
    129: ("GATT_INTERNAL_ERROR", "The phone's Bluetooth stack failed: switch Bluetooth off and on."),
    130: ("GATT_WRONG_STATE", "The operation came at a wrong moment."),
    131: ("GATT_DB_FULL", "The phone's attribute table is full."),
    132: ("GATT_BUSY", "Another GATT operation is under way."),
    133: (
        "GATT_ERROR",
        "Android gives no reason: most often no link came about in time, or a stale bond or cache is in the way. "
        "Remove the bond on the phone, switch Bluetooth off and on, then connect again.",
    ),
    134: ("GATT_CMD_STARTED", "The command has begun."),
    135: ("GATT_ILLEGAL_PARAMETER", "A parameter is wrong."),
    136: ("GATT_PENDING", "The operation is waiting for another one."),
    137: (
        "GATT_AUTH_FAIL",
        "The link could not be encrypted or the pairing failed: often one side has lost the bond. Remove it on both "
        "sides and pair again.",
    ),
    143: ("GATT_CONGESTED", "Too much was written at once."),
    147: ("GATT_CONNECTION_TIMEOUT", "No link came about in time."),
    256: ("GATT_CONN_CANCEL", "The connection attempt was given up, mostly because the device was not heard."),
    257: ("GATT_FAILURE", "Any other failure."),
}

GATT: Table = {number: Code("gatt", number, *texts) for number, texts in _GATT.items()}
"""`status` of BluetoothGatt's callbacks and of ESP-IDF's OPEN events, beside ATT and HCI errors (gatt_api.h)."""

_CB = (
    ("CBErrorUnknown", "Apple gives no reason."),
    ("CBErrorInvalidParameters", "A parameter is wrong."),
    ("CBErrorInvalidHandle", "There is no such attribute."),
    ("CBErrorNotConnected", "There is no link to the device."),
    ("CBErrorOutOfSpace", "The phone has no room for it."),
    ("CBErrorOperationCancelled", "The operation was cancelled."),
    ("CBErrorConnectionTimeout", "The link was lost, or none came about in time."),
    ("CBErrorPeripheralDisconnected", "The device ended the link."),
    ("CBErrorUUIDNotAllowed", "Apps may not use this UUID."),
    ("CBErrorAlreadyAdvertising", "The phone advertises already."),
    ("CBErrorConnectionFailed", "No link came about."),
    ("CBErrorConnectionLimitReached", "The phone has as many links as it can."),
    ("CBErrorUnknownDevice", "The phone does not know this device any more: search for it again."),
    ("CBErrorOperationNotSupported", "The operation is not supported."),
    (
        "CBErrorPeerRemovedPairingInformation",
        "The device has lost the bond and the phone still has it: forget the device in the phone's Bluetooth settings, "
        "then pair again.",
    ),
    (
        "CBErrorEncryptionTimedOut",
        "The link could not be encrypted in time: the device did not answer with the key of the bond.",
    ),
    ("CBErrorTooManyLEPairedDevices", "The phone has as many bonds as it can: forget a device first."),
    ("CBErrorLeGattExceededBackgroundNotificationLimit", "Too many notifications in the background."),
    ("CBErrorLeGattNearBackgroundNotificationLimit", "Nearly too many notifications in the background."),
)

CB: Table = {number: Code("cb", number, *texts) for number, texts in enumerate(_CB)}
"""CBErrorDomain of CoreBluetooth on iOS and macOS (CBError.h)."""

_APPLE: dict[int | str, tuple[str, str]] = {
    122: ("OI_STATUS_NOT_CONNECTED", "There is no link to the device."),
    143: ("OI_STATUS_LINK_TERMINATED", "The link ended before the procedure did."),
    621: ("OI_HCI_EXPECTED_EVENT_TIMEOUT", "The controller did not report the end of a procedure in time."),
    634: ("OI_HCI_EXPECTED_EVENT_CONN_RELEASED", "The link ended while a procedure was under way."),
    4800: ("OI_SMP_ERROR_FAIL", "The pairing failed, for no reason that has a number of its own."),
    4803: ("OI_SMP_ERROR_NO_KEY", "There is no key for this device."),
    4806: ("OI_SMP_ERROR_NOT_IN_PAIRING_MODE", "This side does not pair now."),
    4807: ("OI_SMP_ERROR_TIMEOUT", "A step was not answered within the 30 seconds of SMP."),
    4825: ("OI_SMP_ERROR_CRYPTO_FAILED", "The computation of a key failed."),
    4827: ("OI_SMP_ERROR_TIMEOUT_USER_RSP", "The question to the user was not answered in time."),
    4832: ("LE_SECURITY_ERROR_COMPROMISED_DEVICE", "Apple holds the device for one that is not safe to pair with."),
    4837: ("LE_SECURITY_ERROR_PAIRING_NOT_ALLOWED", "Pairing is not allowed here."),
    "CBInternalAlreadyPaired": ("CBInternalErrorDomain 1", "This device is paired already."),
    "CBInternalWrongKey": ("CBInternalErrorDomain 11", "The PIN or the link key was not the right one."),
    "CBInternalCancelled": ("CBInternalErrorDomain 17", "The pairing was cancelled."),
    "kIOReturnError": (
        "0xE00002BC",
        "IOKit's general error (IOReturn.h): macOS gives no reason. PacketLogger's trace of the same moment has one.",
    ),
}

APPLE: Table = {number: Code("apple", number, *texts) for number, texts in _APPLE.items()}
"""Statuses of bluetoothd and of CoreBluetooth's own on iOS and macOS that are no error of HCI, ATT, SMP or CBError."""
