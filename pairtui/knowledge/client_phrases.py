"""What programs that use bluetoothd or the kernel's sockets say of a failure: bluetoothctl, gatttool, go-ble, D-Bus."""

from pairtui.knowledge.codes.dbus import ERRORS, NAMED
from pairtui.knowledge.log_phrase import LogPhrase, phrase

_GAP = r"[^\n]{0,200}"
_NO_OBJECT = (
    r"(?:DBus\.Error\.Unknown(?:Object|Method|Interface)|"
    r"Method \\?\"\w+\\?\" with signature \\?\"\w*\\?\" on interface \\?\"(?:[\w.]+\\?\" doesn't exist)?)"
)

_ANY_ADDRESS = r"(?:[0-9A-Fa-fXx*]{2}:){5}[0-9A-Fa-fXx*]{2}"

_REFUSED_CALLS = {
    "NotPermitted": "BlueZ did not let a program read or write as it asked",
    "NotSupported": "BlueZ, the adapter or the device cannot do what a program asked",
    "InvalidArguments": "A program called BlueZ with arguments that it does not take",
    "DoesNotExist": "A program asked BlueZ for something that is not there",
    "AlreadyExists": "What a program asked BlueZ to add is there already",
    "AlreadyConnected": "A program asked for a link that is there already",
}
"""Answers of BlueZ that no device has a part in, each with what it comes to (src/error.c)."""


def _refused_call(name: str, title: str) -> LogPhrase:
    why = f"{ERRORS[name].meaning} No pairing failed here."
    return phrase(
        rf"(?:{NAMED}|\bkind: (?={name}, message: )){name}(?:Exception)?\b",
        "unknown",
        why,
        "daemon-log",
        title=title,
        side="local",
    )


CLIENT_PHRASES = (
    phrase(
        # hci_connect_le() gives ECONNREFUSED where LE is off, lib.c bt_to_errno() for HCI 0x0d, 0x0e and 0x0f.
        rf"(?:Error: |\A|BTIOException: |RuntimeError: )connect(?: error| to {_ANY_ADDRESS})?: "
        r"Connection refused \(111\)|"
        r"\AConnection refused \(111\)\Z",
        "connect-failed",
        "gatttool and gattlib say this where LE is switched off on this gateway's adapter, before anything is sent; "
        "bluetoothd of BlueZ 4 where the device refused the channel of a service that was asked for.",
        "le-on free-device btmon",
        title="No connection: LE is off on this gateway's adapter, or the device refused",
        side="unknown",
    ),
    phrase(
        # attrib/interactive.c and btio/btio.c, connect_cb(): the errno that bt_to_errno() has for HCI's error.
        rf"\A(?:Error: connect(?: error)?|connect)(?: to {_ANY_ADDRESS})?: "
        r"(?:Function not implemented|No route to host|Transport endpoint is not connected|Host is down|"
        r"Connection timed out|Connection reset by peer|Invalid argument|Software caused connection abort|"
        r"Device or resource busy|Operation (?:now|already) in progress|Too many links) \([0-9]{2,3}\)",
        "connect-failed",
        "The kernel gave gatttool no link, and its errno says little: 16, 114 and 115 mostly that another connect is "
        "under way, the others that the device is off, asleep, out of range or connected to another host.",
        "nearer-connect free-device stop-others",
        title="No connection came about, and no pairing was begun",
        side="unknown",
    ),
    phrase(
        rf"\ADevice {_ANY_ADDRESS} not available",
        "connect-failed",
        "BlueZ does not know the device at the moment, so nothing was sent to it: it was not found by a scan, or was "
        "found and is forgotten again, as devices are that did not pair.",
        "scan-first",
        title="bluetoothctl was asked for a device that BlueZ does not know now",
        side="local",
    ),
    phrase(
        # gdbus/object.c and libdbus answer so where no object, or none with this interface, is at the path.
        rf"(?:org\.bluez\.Device1|/dev_\w\w_){_GAP}{_NO_OBJECT}|{_NO_OBJECT}{_GAP}(?:org\.bluez\.Device1|/dev_\w\w_)|"
        rf"[Ff]ailed to (?:pair|connect|disconnect): org\.freedesktop\.{_NO_OBJECT}|"
        r"Device does not exist, check adapter name and MAC address|"  # gatt-python, gatt_linux.py
        r"\bkind: NotFound, message: |"  # bluer
        r"\bat (?:async )?Adapter\.getDevice \(",  # node-ble
        "connect-failed",
        "The program called a device over D-Bus for which BlueZ has no object: no scan has found it, or BlueZ has "
        "forgotten it since, as it does with devices that did not pair. Nothing was sent to the device.",
        "scan-first",
        title="A program called for a device that BlueZ does not know now",
        side="local",
    ),
    phrase(
        rf"(?:org\.bluez|bleak){_GAP}{_NO_OBJECT}|{_NO_OBJECT}{_GAP}org\.bluez",
        "unknown",
        "The program called something over D-Bus that this bluetoothd does not have: the adapter or the device is not "
        "there, or the version is too old for the call, or the feature is switched off. No device has a part in this.",
        "daemon-log",
        title="A program called something that this bluetoothd does not have",
        side="local",
    ),
    phrase(
        # tools/hcitool.c, cmd_auth and cmd_enc: lib/hci.c gives EIO for every status of the controller.
        r"HCI (?:authentication|set encryption) request failed",
        "ssp-failed",
        "hcitool had the controller authenticate or encrypt a link, and that failed or came to no end. Mostly nobody "
        "answered the question for a PIN or a key: no agent runs, or the PINs differ. hcitool does not tell which.",
        "agent pin-on-label btmon",
        title="The authentication of a classic link failed",
        side="unknown",
    ),
    phrase(
        # gattlib dbus/gattlib.c, gattlib_connect(); noble lib/peripheral.js, connect().
        r"gattlib_connect: Cannot connect to '[^'\n]{1,40}'\. Device is in state|"
        r"\bError: Peripheral (?:is )?already connect(?:ed|ing)\b",
        "unknown",
        "The program asked for a link that is up already, or about to be. No device has a part in this.",
        "restart-program",
        title=_REFUSED_CALLS["AlreadyConnected"],
        side="local",
    ),
    phrase(
        # tools/hcitool.c, cmd_lescan(): EIO for every status of the controller, EPERM and ENETDOWN of the kernel.
        r"\b(?:Set scan parameters|(?:En|Dis)able scan) failed: ",
        "adapter-unavailable",
        "hcitool, or a program that scans as it does, gives the controller its commands past bluetoothd, and one was "
        "refused: mostly because another program scans already, else because the adapter is off or the program does "
        "not run as root. No device has a part in this.",
        "stop-scanning power-off-gateway run-as-root",
        title="The adapter did not take the commands of a scan",
    ),
    phrase(
        r"(?:Can't|Could not) create connection: ",
        "connect-failed",
        # tools/hcitool.c, cmd_cc() and cmd_lecc(), BlueZ 5.50.
        "hcitool could not connect: the device is out of range, asleep or connected to another host, or was called the "
        "wrong way: `hcitool cc` calls over BR/EDR, which no LE device hears, and `hcitool lecc` wants the type of the "
        "address (`--random`). bluetoothctl chooses both by itself.",
        "nearer free-device",
    ),
    phrase(
        # go-ble linux/hci/gap.go, cancelDial(): the time of the context or of the dialer ran out.
        r"can't (?:dial|connect) ?: (?:connection canceled|context deadline exceeded)",
        "connect-failed",
        "go-ble looked for the device until its time was up, and then took the connect back: the device is off, "
        "asleep, out of range or connected to another host, or the address's type (public or random) is not the one "
        "that was asked for.",
        "nearer free-device",
    ),
    phrase(
        # bluetooth-manager, AbstractBluetoothObjectGovernor.java, over TinyB.
        r"updating governor,[^\n]{0,160}: Could not connect",
        "connect-failed",
        "TinyB could not connect and says no more: the device is off, asleep, out of range or connected to another "
        "host, or bluetoothd holds a connect of its own that does not end.",
        "nearer free-device daemon-start",
        side="unknown",
    ),
    phrase(
        # node-bluetooth-hci-socket's bind(), and asyncio's of a raw HCI socket.
        r"\bENODEV, No such device\b|bind on interface \d+: No such device",
        "adapter-unavailable",
        "The program opened the adapter by its number, and the kernel has none of that number: no adapter is there, it "
        "has another number after a restart or an unplug (hci1 for hci0), or a container may not see the host's.",
        "name-the-adapter kernel-log-of-adapter",
        title="The adapter that a program opens does not exist",
    ),
    phrase(
        # src/gatt-database.c, client_ready_cb() and register_app().
        r"org\.bluez\.Error\.(?:Failed|InvalidArguments)\W{1,4}"
        r"No (?:object received|valid (?:service|external GATT) object)",
        "unknown",
        "A program offered a GATT application to bluetoothd (RegisterApplication), and bluetoothd found no services in "
        "it: GetManagedObjects on the path that was given has to list objects with GattService1. No device has a part "
        "in this.",
        "daemon-log",
        title="bluetoothd found no services in the GATT application of a program",
        side="local",
    ),
    phrase(
        # src/error.c, btd_error_not_connected(): for Device1, and for GATT once the link is gone.
        # attrib/interactive.c of gatttool: a command without a link.
        r"\bCommand [Ff]ailed: Disconnected\b|"
        rf"{NAMED}(?:NotConnected\b|Failed(?:Exception)?\W{{1,4}}"
        r"(?:Not connected|No ATT transport|Failed to initiate \w+)\b)|"
        r"Not connected \(org\.bluez\.Error\.Failed\)|"
        r"BleakError: (?:Not connected|disconnected|Service Discovery has not been performed yet|ATT channel closed)|"
        r"BleakError: [^\n]{1,160}(?: is not connected|: Disconnected during connect setup)\b|"
        r"\bBTLEInternalError: Helper (?:not started|exited)|Error from bluepy-helper \((?:badstate|disconn)\)|"
        r"BluetoothConnectionDroppedError|\bBluetooth services unresolved\b|\bBTLEDisconnectError\b",
        "link-lost",
        "A program used a device whose link was gone by then, or had never come about; who had ended it, and why, is "
        "not known. A device that wants to be paired first, or that refused a pairing, hangs up like this.",
        "bond-first nearer-connect btmon",
        title="The link was gone when a program used the device",
        side="unknown",
    ),
    phrase(
        # src/device.c, connect_profiles(); btd_error_not_available() is Connect()'s alone where no method is named.
        rf"{NAMED}NotAvailable(?:Exception)?: Operation currently not available",
        "profile-unavailable",
        "BlueZ answers a Connect like this where it has nothing to connect: no program on this machine serves a "
        "profile of the device, or the profile asked for is not one of its own. No pairing failed here, and removing "
        "the bond does not help. A serial port (RFCOMM) is opened by a socket or a profile that a program registers.",
        "profile-program daemon-log",
        title="BlueZ found nothing of the device that it could connect",
        side="unknown",
    ),
    phrase(
        # bleno 0.5 and noble 1.9, lib/hci-socket/smp.js: crypto of a pairing whose first PDUs it has not seen.
        r"\bat Smp\.\w{1,40} \([^\n]{1,240}/(?:bleno|noble)/lib/\S{0,40}smp\.js:",
        "unknown",
        "bleno and noble pair by themselves over a raw HCI socket, and their program ended on this PDU: a fault of the "
        "library, or the PDU belongs to a pairing of which it has not seen the beginning, since the kernel and "
        "bluetoothd answer the same peer.",
        "stop-others",
        title="bleno's or noble's own pairing crashed on a PDU that it did not expect",
        side="local",
    ),
    *(_refused_call(name, title) for name, title in _REFUSED_CALLS.items()),
)
"""In the order in which they are looked for."""
