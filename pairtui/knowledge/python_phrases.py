"""What Python's libraries say of a failure: bleak, bluepy, pygatt.

bleak 2.0: exc.py, backends/bluezdbus/manager.py and client.py, backends/corebluetooth; bluepy 1.3: btle.py; pygatt 4:
exceptions.py, backends; the numbers of bluepy are MGMT's (BlueZ lib/mgmt.h).
"""

from pairtui.knowledge.log_phrase import phrase

PYTHON_PHRASES = (
    phrase(
        r"Pairing is not available in Core ?Bluetooth",
        "unknown",
        "bleak says this on macOS whatever the device is: a program cannot ask for a pairing there. The system pairs "
        "by itself as soon as a protected value is read, and asks on its own screen.",
        title="On macOS no program can ask for a pairing",
        side="local",
    ),
    phrase(
        r"BTLE\w*(?:Exception|Error): Failed to connec(?:t to peripheral|t?\Z)|"
        r"Failed to connect to peripheral \S{17}, addr type: ",
        "connect-failed",
        "bluepy could not connect: the device is out of range, asleep or connected to another host, or the address's "
        "type (public or random) is not the one that was asked for.",
        "nearer free-device",
    ),
    phrase(
        r"(?:BTLE\w*(?:Exception|Error)|exception from bluepy[^\n]{0,60}): Device disconnected",
        "link-lost",
        "The link ended while bluepy waited for an answer; bluepy does not tell who ended it, nor why. A device that "
        "wants to be paired first hangs up like this, too.",
        "pair nearer-connect btmon",
        title="The link ended while a program waited for the device",
        side="unknown",
    ),
    phrase(
        # pygatt/backends/gatttool: NotificationTimeout and its log, where no output of gatttool fits in time.
        r"\bpygatt\b[^\n]{0,60}(?:No response received|Timed out waiting for a notification)|"
        r"\bpygatt\S*NotificationTimeout\b(?<!in connect: pygatt.exceptions.NotificationTimeout)",
        "unknown",
        "There is a link, and gatttool printed no answer to a request in the time that pygatt allows: the device did "
        "not answer, or the link had ended unseen. A device that wants to be paired before it answers keeps silent "
        "like this, too.",
        "bond-first nearer-connect btmon",
        title="Connected, but the device did not answer a pygatt program in time",
        side="unknown",
    ),
    phrase(
        # MGMT's Permission Denied (0x14).
        r"Failed to execute management command '[\w ]+' \(code: 20\b|"
        r"\bManagement not available \(permissions problem\?\)",
        "adapter-unavailable",
        "The kernel lets bluepy scan, switch and pair only as root. No device has a part in this.",
        "run-as-root",
        title="A program may not use the adapter: it does not run as root",
    ),
    phrase(
        # net/bluetooth/mgmt.c, stop_discovery(): no discovery was on.
        r"Failed to execute management command 'scanend' \(code: 11\b",
        "two-stacks",
        "bluepy asked the kernel to end its scan, and none was on: another program had ended it (bluetoothd or a "
        "second program that scans), or it had never begun. No device has a part in this.",
        "stop-others power-off-gateway",
        title="The scan of a bluepy program had ended before the program ended it",
    ),
    phrase(
        # MGMT's Busy, Rejected, Not Powered, Invalid Index and RFKilled.
        r"Failed to execute management command '[\w ]+' \(code: (?:10|11|15|17|18)\b",
        "adapter-unavailable",
        "The kernel refused bluepy's command: 10 and 11 mean that a scan is on already or LE is off, 15 that the "
        "adapter is off, 17 that there is no such adapter, 18 that rfkill blocks it. No device has a part in this.",
        "power-on unblock stop-others",
        title="The adapter did not take a command of a bluepy program",
    ),
    phrase(
        r"No (?:powered )?Bluetooth adapters? (?:was )?found|Bluetooth device is turned off|"
        r"BleakError: (?:BLE|Bluetooth) is (?:unsupported|not authorized|already shutdown)|"
        r"\bBleakBluetooth(?:NotAvailable|Permission)Error\b|"
        # connectedhomeip src/platform/Linux/BLEManagerImpl.cpp; tinygo bluetooth, adapter_linux.go and gap.go; gattlib;
        # noble's bindings.js
        r"\bBLE adapter unavailable\b|\bNo adapter available for new connection establishment\b|"
        r"bluetooth: ada?pt[eo]r (?:\S{1,40} does not exist|is not powered)|"
        r"gattlib_connect: (?:Failed to get device manager|No default adapter)|"
        r"(?:noble|bleno) warning: adapter does not support Bluetooth Low Energy",
        "adapter-unavailable",
        "The library found no adapter to use: none is there, Bluetooth is switched off or blocked by rfkill, or "
        "the system does not let this program use it (macOS: Privacy, Bluetooth). No device has a part in this.",
        "power-on unblock kernel-log-of-adapter",
        title="A program found no Bluetooth adapter that it could use",
    ),
    phrase(
        # bleak exc.py: PROTOCOL_ERROR_CODES, before 0.20 the table of HCI's errors; BlueZ src/gatt-client.c; Windows'
        # bluetoothleapis.h (0x806500 and the error of ATT), as Python writes it.
        r"(?:(?:Operation failed with ATT error: |\bATT (?:protocol )?error )0x|\b(?i:0x806500))"
        r"(?P<att>(?!0[58cCfF]\b)[0-9a-fA-F]{2})\b|\bWinError -2140864(?!507|504|500|497)[2-5][0-9]{2}\b|"
        r"\bGATT Protocol Error: (?!Insufficient (?:Auth|Encryption))[A-Z]",
        "unknown",
        "There was a link, and a read or write of a program failed with this error of ATT: no pairing failed. 0x0e, "
        "Unlikely Error, is the device's own or what BlueZ makes of a link that ended meanwhile; from 0x80 on the "
        "error is the device's application's. The words behind the number are wrong in bleak before 0.20: it looked "
        "them up among HCI's errors.",
        "nearer-connect bond-first btmon",
        title="The device is connected, and a read or write failed",
        side="unknown",
    ),
    phrase(
        r"\bBleak(?:GATT)?CharacteristicNotFoundError\b|BleakError: (?:Characteristic|Descriptor)[ \w-]{1,60} "
        r"(?:(?:was )?not found|could not be found|does not support \w+ operations)!|"
        r"[Rr]equired bluetooth attributes not found|"
        r"bluetooth: (?:did not find all requested|could not find some) (?:service|characteristic)|"  # tinygo bluetooth
        r"\bat (?:async )?Gatt(?:Server\.getPrimaryService|Service\.getCharacteristic) \(",  # node-ble
        "unknown",
        "The device is connected, and among the services that this host knows of it is none with what the program "
        "looks for. The list is that of another firmware (BlueZ and Windows keep it: remove the device and let it be "
        "found again), the device shows the rest only once it is paired, or the link ended while the list was read.",
        "bond-first nearer-connect",
        title="Connected, but the device's services lack what the program looks for",
        side="unknown",
    ),
    phrase(
        r"BleakError: (?:Services discovery error|Failed to get services from remote esp)|"
        r"failed to discover services\b(?!, device disconnected)",
        "unknown",
        "There was a link, and the device's services were not read in the time that bleak allows, or the link ended "
        "meanwhile. No pairing failed here; a device that pairs before it answers keeps a program waiting like this.",
        "nearer-connect bond-first btmon",
        title="Connected, but the device's services were not read",
        side="unknown",
    ),
    phrase(
        r"Device with address \S{17} could not be paired with|BleakError: Failure trying to pair with device|"
        r"\bBleakPairing\w*Error\b|\bBGAPIError: bonding failed",
        "unknown",
        "The library keeps the reason to itself. The lines before it may have it; else a trace of the same moment "
        "tells which side refused, and why.",
        "pairing-mode agent btmon",
        title="The pairing failed, and the program's library does not say why",
        side="unknown",
        step=True,
    ),
    phrase(
        # pygatt backends/bgapi: no event of the dongle within the time allowed.
        r"\bExpectedResponseTimeout\b[^\n]{0,80}ble_rsp_sm_|"
        r"Timed out[^\n]{0,40} waiting for \S{0,40}(?:bonding|sm_encrypt)",
        "unknown",
        "The BLED112 was asked to encrypt or to pair, and did not answer in time: the link had ended, the device kept "
        "silent, or a question for a passkey was not answered.",
        "answer-in-time pairing-mode",
        title="The dongle of a pygatt program did not report in time how the pairing ended",
        side="unknown",
        step=True,
    ),
    phrase(
        # attrib/att.c, att_ecode2str(), without those that ask for security.
        r"(?:read|[Ww]rite|[Rr]equest|[Dd]iscovery?)[^\n]{0,30} failed: (?:Invalid handle|Attribute (?:can't|PDU|not)|"
        r"Server doesn't|Offset past|Too many prepare|No attribute found|The attribute value|Request attribute has|"
        r"Encountered an|Insufficient Resources|Internal application|A timeout|The operation was)",
        "unknown",
        "There was a link, and the device answered a request of gatttool with an error that has no part in pairing.",
        "nearer-connect btmon",
        title="The device is connected, and a read or write failed",
        side="unknown",
    ),
    phrase(
        r"No BGAPI compatible device|Unable to auto-detect BLED112",
        "adapter-unavailable",
        "pygatt's BGAPI backend works with Bluegiga's BLED112 dongle only, and found none on a serial port. For the "
        "adapter of this gateway pygatt has `GATTToolBackend`, which wants the package pexpect. No device has a part "
        "in this.",
        title="A program found no adapter of the kind that it works with",
    ),
    phrase(
        r"pygatt\S*NotConnectedError|\bpygatt\b[^\n]{0,80} in connect: \S*NotificationTimeout",
        "connect-failed",
        "pygatt raises NotConnectedError where no link came about, and also where the link had ended before the "
        "program used it again. Lines before it that report a good connection mean the second: the device hung up or "
        "went out of reach.",
        "nearer free-device",
        title="A pygatt program had no link to the device",
    ),
    phrase(
        r"[Dd]evice with address \S+ (?:was not|could not be) found|[Dd]evice '\S{17}' cannot be found|"
        r"BleakDeviceNotFoundError|"
        r"device not found, no longer in|TimeoutError while connecting|"
        r"Failed to connect(?: after \d+ attempt\(s\))?: "
        r"(?:\w+\.)*(?:Timeout|device (?:disappeared|not found)|\w*NotFound)|"
        r"\bat Timeout\._onTimeout \([^\n]{1,160}/node-ble/src/Adapter|"
        r"The device disappeared; Try restarting the scanner|\bdevice '(?:/org/bluez/hci\d+/)?dev_\w{17}' not found|"
        r"[0-9A-F]{2}(?: -> \S{1,80})?: Failed to connect:(?: failed to discover services, device disconnected)?\Z|"
        r"\bbleak[\w./-]*\b[^\n]{0,40} in connect: [\w.]*(?:TimeoutError|CancelledError)|\b[Tt]imed out connecting to |"
        r"Bluetooth device connection timed out\b|"
        r"[Tt]imed out while trying to connect to peripheral|[Cc]ould not find [\w ]{1,40} with address \S{17}|"
        r"Failed to connect to peripheral \[?\w{3,20}\]?, addr type: |"
        r"BleakError: Connection (?:to \S{1,60} )?(?:was not successful|failed)!|"
        r"Failed to connect after \d+ attempt\(s\): (?:Disconnected|[^\n]{1,160}Connect attempt was cancelled)",
        "connect-failed",
        "The program looked for the device until its time was up, and heard or reached nothing: it is off, asleep, out "
        "of range, or connected to another host (a phone with its app, as a rule).",
        "nearer free-device",
    ),
    phrase(
        # bleak backends/bluezdbus/client.py, connect(): a connect that raised is taken back by Disconnect().
        r"Failed to cancel connection \(/org/bluez",
        "connect-failed",
        "bleak gave a connect up, mostly because its time was over, and bluetoothd did not take it back either: the "
        "device had hung up, or there was nothing to take back. The error of the connect itself is the program's.",
        "nearer free-device",
        title="A connect was given up before it was done",
        side="unknown",
    ),
    phrase(
        # bleak backends/bluezdbus/manager.py, where the link ends before ServicesResolved.
        r"failed to discover services, device disconnected",
        "link-lost",
        "The link came about and ended while the program read the device's services; who ended it is not known. A "
        "device that wants to be paired first, or to which another host is bonded, hangs up like this.",
        "bond-first nearer-connect free-device",
        title="The link ended while the device's services were read",
        side="unknown",
    ),
)
"""In the order in which they are looked for."""
