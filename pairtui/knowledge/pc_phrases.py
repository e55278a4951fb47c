"""What Windows says to its event log and to programs where no pairing has a number: its driver, HRESULTs, sockets.

The messages of bthport.sys, and Microsoft: Some Bluetooth devices may fail to pair after June 11, 2019 updates (event
22); winerror.h; Windows Sockets Error Codes, whose texts 32feet.NET 4 (Win32BluetoothClient) throws with the address
and the service behind them.
"""

from pairtui.knowledge.log_phrase import phrase

_TO_DEVICE = r"\.? ?(?:[0-9A-F]{12}:[0-9A-Fa-fx-]{4,36}|(?:[0-9A-F]{2}:){5}[0-9A-F]{2}\b)"
"""What 32feet.NET puts behind the text of a socket's error: the device and its service."""

_UNREACHED = (
    r"An invalid argument was supplied|A socket operation encountered a dead network|"
    r"A socket operation was attempted to an unreachable (?:network|host)|"
    r"A connection attempt failed because the connected party did not properly respond[^\n]{0,140}|"
    r"A socket operation failed because the destination host was down"
)

PC_PHRASES = (
    phrase(
        # The text of 0x80650005 and of 0x80650008 in Chinese Windows, which says the same for both.
        "属性需要进行身份验证，然后才能读取或写入",
        "peer-requires-authentication",
        "Windows passes on the device's answer to a read, a write or a subscription: it wants to be paired with first.",
        "pair-in-system",
        side="peer",
    ),
    phrase(
        # winerror.h: ERROR_DEVICE_NOT_AVAILABLE; Microsoft's sample BluetoothLE: "Bluetooth radio is not on."
        r"(?i:0x800710DF)|WinError -2147020577\b",
        "adapter-unavailable",
        "Windows says that the device is not ready for use, and means the adapter of this computer: Bluetooth is "
        "switched off, or has no driver. No device has a part in this.",
        "bluetooth-on",
        title="Bluetooth is switched off on this computer",
        side="local",
    ),
    phrase(
        # winerror.h: ERROR_SEM_TIMEOUT and ERROR_TIMEOUT, with the message or as Python writes them.
        r"(?:HRESULT: |COMException \(|HRESULT\()(?i:0x80070079|0x800705B4)|WinError -214702(?:4775|3436)\b",
        "connect-failed",
        "Windows' Bluetooth asked the device and had no answer in the time that it waits: the device is off, asleep, "
        "out of range or connected to another host, or wants to be paired in the system's settings first.",
        "nearer-connect pair-in-system",
        title="The device did not answer Windows in time",
        side="unknown",
    ),
    phrase(
        # winerror.h: RO_E_CLOSED.
        r"(?:HRESULT: |COMException \()0x80000013|WinError -2147483629\b|"
        r"ObjectDisposedException: The object has been closed",
        "unknown",
        "A program used an object of Windows' Bluetooth (device, service or characteristic) that was closed already: "
        "by the program itself, or because the link had ended before. The lines before it tell which.",
        "nearer-connect",
        title="Windows had closed the connection's object when the program used it",
        side="unknown",
    ),
    phrase(
        # winerror.h: E_UNEXPECTED.
        r"(?:[Bb]tleplug error: |Other\(\\?\")Error \{ code: HRESULT\((?i:0x8000FFFF)\)",
        "connect-failed",
        "Windows' Bluetooth gave up with E_UNEXPECTED, which has no reason: as a rule the device was not reachable, or "
        "is only reached once it was paired in the system's settings.",
        "nearer-connect pair-in-system",
        title="Windows got no answer from the device, and gives no reason",
        side="unknown",
    ),
    phrase(
        r"A command sent to the adapter has timed out\. The adapter did not respond",
        "controller-timeout",
        "A message of Windows' Bluetooth driver: the adapter did not answer a command of the computer in time. "
        "No device has a part in this.",
        "restart-both",
        title="The Bluetooth adapter of this computer did not answer",
        side="local",
    ),
    phrase(
        r"Your Bluetooth device attempted to establish a debug connection",
        "peer-protocol-error",
        "Event 22 of Windows' Bluetooth driver (BTHPORT_DEBUG_LINK_KEY_NOT_ALLOWED): the device encrypts with a key "
        "that is publicly known, so that anybody could read along. Windows refuses that since June 2019. Only the "
        "device's maker can mend it, by its firmware.",
        "firmware",
        title="The device uses a publicly known key, and Windows refuses it",
        side="peer",
    ),
    phrase(
        r"rejected because it did not meet the minimum encryption key size requirement",
        "key-size",
        "A message of Windows' Bluetooth driver: the device offered a key that is shorter than the administrator of "
        "this computer demands.",
        "firmware",
        title="Windows demands a longer key than the device offers",
        side="local",
    ),
    phrase(
        rf"The requested address is not valid in its context{_TO_DEVICE}|"
        r"\bBluetooth connect failed with AddressNotAvailable",
        "profile-unavailable",
        "Error 10049 of Windows' sockets: the device was asked for the service that the program wants (SDP), and has "
        "none, or did not answer. No pairing failed here, and removing the bond does not help.",
        "restart-both",
        title="The device has no such serial service, or did not say so",
        side="unknown",
    ),
    phrase(
        rf"No connection could be made because the target machine actively refused it{_TO_DEVICE}",
        "profile-unavailable",
        "Error 10061 of Windows' sockets: the device was reached and did not take the channel: its program does not "
        "run, or another host holds the channel. No pairing failed here.",
        "free-device restart-both",
        title="The device did not take the serial connection",
        side="peer",
    ),
    phrase(
        rf"(?:{_UNREACHED}){_TO_DEVICE}",
        "connect-failed",
        "An error of Windows' sockets (10022, 10050, 10051, 10060, 10064 or 10065): the serial port (RFCOMM) of the "
        "device did not open. The device is off, out of range or connected to another host. That Windows lists it as "
        "paired says nothing about that.",
        "nearer-connect free-device",
        title="The program got no serial connection to the device",
        side="unknown",
    ),
)
"""In the order in which they are looked for."""
