"""What other stacks say of a failed pairing: Zephyr's bt_security_err, Nordic's SoftDevice, Windows, browsers."""

from pairtui.knowledge.codes.code import Code, Table

_ZEPHYR = (
    ("BT_SECURITY_ERR_SUCCESS", "It worked."),
    (
        "BT_SECURITY_ERR_AUTH_FAIL",
        "SMP 0x01, 0x04, 0x0b or 0x0c, or HCI Authentication Failure: not the same digits or keys.",
    ),
    (
        "BT_SECURITY_ERR_PIN_OR_KEY_MISSING",
        "One side has no key for this bond: remove it on both sides and pair again.",
    ),
    ("BT_SECURITY_ERR_OOB_NOT_AVAILABLE", "SMP 0x02: out-of-band data is required and missing."),
    (
        "BT_SECURITY_ERR_AUTH_REQUIREMENT",
        "SMP 0x03 or 0x06: the level asked for cannot be reached with these IO capabilities or this key size, or an "
        "earlier bond may not be replaced.",
    ),
    ("BT_SECURITY_ERR_PAIR_NOT_SUPPORTED", "SMP 0x05 or 0x07: the other side does not pair, or not now."),
    ("BT_SECURITY_ERR_PAIR_NOT_ALLOWED", "SMP 0x09, 0x0d or 0x0e, or the application's pairing_accept said no."),
    ("BT_SECURITY_ERR_INVALID_PARAM", "SMP 0x0a: a parameter was refused."),
    (
        "BT_SECURITY_ERR_KEY_REJECTED (before Zephyr 3.0: UNSPECIFIED)",
        "SMP 0x0f: a distributed key was refused. Before Zephyr 3.0 it is what 9 is since: SMP 0x08, or anything that "
        "has no number of its own.",
    ),
    (
        "BT_SECURITY_ERR_UNSPECIFIED",
        "SMP 0x08, or anything that has no number of its own: a link that was lost while pairing, a collision of link "
        "layer procedures (0x23, 0x2a), an SMP timeout. The disconnect reason logged beside it says which.",
    ),
)

ZEPHYR: Table = {number: Code("zephyr", number, *texts) for number, texts in enumerate(_ZEPHYR)}
"""`err` of security_changed and pairing_failed; logged as a plain number (`level 1 err 9`)."""

_SEC_STATUS = "BLE_GAP_SEC_STATUS_"

_NORDIC = {
    0x00: ("SUCCESS", "It worked."),
    0x01: ("TIMEOUT", "No answer within the 30 seconds of SMP."),
    0x02: ("PDU_INVALID", "A malformed SMP PDU came in."),
    0x81: ("PASSKEY_ENTRY_FAILED", "SMP 0x01."),
    0x82: ("OOB_NOT_AVAILABLE", "SMP 0x02."),
    0x83: ("AUTH_REQ", "SMP 0x03: the required protection cannot be had with these IO capabilities."),
    0x84: ("CONFIRM_VALUE", "SMP 0x04: most often the wrong passkey."),
    0x85: ("PAIRING_NOT_SUPP", "SMP 0x05: the other side does not pair, or not now."),
    0x86: ("ENC_KEY_SIZE", "SMP 0x06."),
    0x87: ("SMP_CMD_UNSUPPORTED", "SMP 0x07."),
    0x88: ("UNSPECIFIED", "SMP 0x08: the sender gives no reason; where in the exchange it comes says more."),
    0x89: ("REPEATED_ATTEMPTS", "SMP 0x09: too little time since the last attempt."),
    0x8A: ("INVALID_PARAMS", "SMP 0x0a."),
    0x8B: ("DHKEY_FAILURE", "SMP 0x0b."),
    0x8C: ("NUM_COMP_FAILURE", "SMP 0x0c: the comparison was not confirmed."),
    0x8D: ("BR_EDR_IN_PROG", "SMP 0x0d."),
    0x8E: ("X_TRANS_KEY_DISALLOWED", "SMP 0x0e."),
}

NORDIC: Table = {
    number: Code("nordic", number, _SEC_STATUS + name, meaning) for number, (name, meaning) in _NORDIC.items()
}
NORDIC |= {
    0x1100: Code(
        "nordic", 0x1100, "PM_CONN_SEC_ERROR_DISCONNECT", "The link was lost before the pairing or encryption ended."
    ),
    0x1101: Code(
        "nordic", 0x1101, "PM_CONN_SEC_ERROR_SMP_TIMEOUT", "SMP timed out on this link: disconnect, then connect again."
    ),
    "unspecified": Code(
        "nordic", "unspecified", "no reason given", "The program says that it failed, and leaves out the status."
    ),
}
"""`auth_status` of BLE_GAP_EVT_AUTH_STATUS: 0x80 more than the SMP reason (ble_gap.h of the SoftDevice)."""

_WINDOWS = (
    ("PAIRED", "It worked."),
    ("NOT_READY_TO_PAIR", "Windows holds the device for one that cannot pair now: out of range, or still connected."),
    ("NOT_PAIRED", "Windows has no bond with this device."),
    ("ALREADY_PAIRED", "Windows has a bond already: remove it in its settings to pair again."),
    ("CONNECTION_REJECTED", "The device refused the connection: often it is connected to somebody else."),
    ("TOO_MANY_CONNECTIONS", "The device or the controller has no room for one more link."),
    ("HARDWARE_FAILURE", "The controller failed: look at its driver, switch Bluetooth off and on."),
    ("AUTHENTICATION_TIMEOUT", "A step took longer than the 30 seconds of SMP, or nobody answered the dialog."),
    ("AUTHENTICATION_NOT_ALLOWED", "The device does not pair, or not now: SMP 0x05."),
    (
        "AUTHENTICATION_FAILURE",
        "Any SMP reason, or a link that was lost while pairing: Windows says no more. With a Nordic or Zephyr device "
        "whose log has err 9 and disconnect reason 8, look for a PHY update that meets the start of encryption.",
    ),
    ("NO_SUPPORTED_PROFILES", "Windows knows none of the device's services; for LE it does not matter to a bond."),
    (
        "PROTECTION_LEVEL_COULD_NOT_BE_MET",
        "The program asked for protection against a man in the middle, and the IO capabilities allow none: SMP 0x03.",
    ),
    ("ACCESS_DENIED", "The program may not pair: give it the right to use Bluetooth in the privacy settings."),
    ("INVALID_CEREMONY_DATA", "The program gave a passkey or PIN that cannot be one."),
    ("PAIRING_CANCELED", "The user or the program cancelled it."),
    ("OPERATION_ALREADY_IN_PROGRESS", "Windows is pairing or unpairing this device already."),
    (
        "REQUIRED_HANDLER_NOT_REGISTERED",
        "The device wants a passkey or numbers compared, and the program can only confirm: bleak offers no more. Pair "
        "in Windows' own settings first.",
    ),
    ("REJECTED_BY_HANDLER", "The program answered the question with no."),
    (
        "REMOTE_DEVICE_HAS_ASSOCIATION",
        "The device still has a bond with this computer that Windows has lost: remove it on the device.",
    ),
    ("FAILED", "Windows gives no reason: the device's own log, or an air capture, says more."),
)

WINDOWS: Table = {number: Code("windows", number, *texts) for number, texts in enumerate(_WINDOWS)}
WINDOWS |= {
    "Unreachable": Code(
        "windows", "Unreachable", "GattCommunicationStatus.Unreachable", "There is no link to the device, or it ended."
    ),
    "AccessDenied": Code(
        "windows",
        "AccessDenied",
        "GattCommunicationStatus.AccessDenied",
        "Windows does not let the program use this characteristic: the device wants to be paired with first, another "
        "program has opened the service for itself alone, or Windows keeps the service (HID) to itself.",
    ),
}
"""DevicePairingResultStatus of Windows.Devices.Enumeration, as bleak spells it; GattCommunicationStatus."""

_HRESULT = {
    0x80004004: ("E_ABORT", "The call was broken off, mostly by the program itself."),
    0x80004005: ("E_FAIL", "The call failed; Windows gives no reason."),
    0x8000FFFF: (
        "E_UNEXPECTED",
        "Windows' Bluetooth gave up and gives no reason: as a rule the device was not reachable, or wants to be paired "
        "in the system's settings first.",
    ),
    0x80650011: ("E_BLUETOOTH_ATT_INSUFFICIENT_RESOURCES", "The device has no room for the request: ATT 0x11."),
    0x80651000: (
        "E_BLUETOOTH_ATT_UNKNOWN_ERROR",
        "The device answered with an ATT error from the range that the specification keeps back; Windows does not say "
        "which. By itself it says nothing about pairing.",
    ),
    0x80070005: (
        "E_ACCESSDENIED",
        "Windows refused the call: the characteristic wants a paired device, another program has opened the service "
        "for itself alone, Windows keeps the service (HID) to itself, or the program may not use Bluetooth.",
    ),
    0x8007001F: (
        "ERROR_GEN_FAILURE",
        "The device, or the adapter's driver, does not work as it should; Windows gives no reason. A link that ended "
        "during the call gives it, too.",
    ),
    0x80070079: ("ERROR_SEM_TIMEOUT", "The device did not answer in the time that Windows waits: asleep or gone."),
    0x8007048F: ("ERROR_DEVICE_NOT_CONNECTED", "There is no link to the device: it never came about, or it ended."),
    0x80070490: (
        "ERROR_NOT_FOUND",
        "Windows has no such element: the service, the characteristic or the device is not in its list, which it may "
        "have from an earlier connection. It says nothing about pairing.",
    ),
    0x800704C7: ("ERROR_CANCELLED", "The user or the program cancelled it."),
    0x80070572: (
        "ERROR_NO_USER_SESSION_KEY",
        "Windows has no key for what was asked; over LE the device wants an encrypted link, and no bond gives one.",
    ),
    0x800705B4: ("ERROR_TIMEOUT", "The call took longer than Windows waits: the device did not answer in time."),
    0x800710DF: (
        "ERROR_DEVICE_NOT_AVAILABLE",
        "The device is not ready for use. Where a program asks for the adapter this is Bluetooth that is switched off.",
    ),
}

HRESULT: Table = {number: Code("hresult", number, *texts) for number, texts in _HRESULT.items()}
"""HRESULTs that Windows' Bluetooth calls throw; 0x8007 is the facility of Win32's own errors.

Names and numbers are those of winerror.h (mingw-w64 10; Microsoft Learn for 0x8065…), what they mean for Bluetooth is
in part from Microsoft's sample BluetoothLE, which takes 0x800710DF for a radio that is switched off.
"""

_WEB = {
    "NotPaired": "The device answers this request only over a paired link, and the browser made no pairing: ATT 0x05 "
    "or 0x0f.",
    "NotAuthorized": "The device answers that the link is not authenticated or not authorized for this: ATT 0x05 or "
    "0x08.",
    "AuthCanceled": "The pairing was cancelled: the dialog was closed, or another request to the device had opened it "
    "already; repeat the request once the pairing is done.",
    "AuthFailed": "The pairing failed, and the browser gives no reason.",
    "AuthRejected": "The pairing was refused on one of the two sides.",
    "AuthTimeout": "The pairing took too long: the dialog was not answered, or the device fell silent.",
    "ConnectionFailed": "No link came about, and the browser gives no reason.",
    "NoLongerInRange": "The device is not heard any more.",
}

WEB: Table = {name: Code("web", name, name, meaning) for name, meaning in _WEB.items()}
"""What Chrome's DOMExceptions say of a pairing or a link (bluetooth_error.cc)."""

_NO_LINK = "The link was gone when security was asked for, or has no SMP channel: why it ended comes before this line."
_NO_BUFFER = "There was no buffer for the Security or Pairing Request (CONFIG_BT_L2CAP_TX_BUF_COUNT)."
_ERRNO = {
    5: ("EIO", "A pairing on this link timed out before: SMP stays silent until it is connected again."),
    12: ("ENOMEM", "No room for one more bond (CONFIG_BT_MAX_PAIRED; CONFIG_BT_KEYS_OVERWRITE_OLDEST makes some)."),
    16: ("EBUSY", "A pairing or an encryption is under way already: by itself no failure."),
    22: ("EINVAL", "The level asked for cannot be reached with what this firmware's IO capabilities and keys give."),
    28: ("ENOSPC", "The flash has no room for the new bond: pairing ends well, and the bond is gone after a restart."),
    55: ("ENOBUFS", _NO_BUFFER),
    57: ("ENOTCONN", _NO_LINK),
    105: ("ENOBUFS", _NO_BUFFER),
    107: ("ENOTCONN", _NO_LINK),
    128: ("ENOTCONN", _NO_LINK),
}

ERRNO: Table = {number: Code("errno", number, name, meaning) for number, (name, meaning) in _ERRNO.items()}
"""What Zephyr's bt_conn_set_security returns, negated (host/smp.c, smp_send_security_req); 28 is what
bt_keys_store returns. 55 and 57 are those of the minimal C library until 3.x (lib/libc/minimal/include/errno.h),
105 and 128 newlib's and picolibc's, 107 Linux' (native_sim)."""
