"""What tools say of a request that failed and was no pairing: bluetoothctl, btmgmt, gatttool, blueman, noble.

BlueZ: client/mgmt.c (earlier tools/btmgmt.c) with MGMT's statuses (lib/mgmt.h), client/advertising.c,
attrib/interactive.c, src/gatt-client.c. noble: lib/noble.js. blueman's assistant as its users quote it.
"""

from pairtui.knowledge.log_phrase import phrase

_ATTRIBUTE = r"[Ff]ailed to (?:read|write|(?:start|stop) notify|acquire (?:write|notify)): "
_NO_FAULT = "No pairing failed here."

TOOL_PHRASES = (
    phrase(
        r"\b(?:to pair|Creating device failed): org\.bluez\.Error\.AlreadyExists\b",
        "unknown",
        f"BlueZ answers so where it has a bond with the device: an earlier pairing or a connect made it. {_NO_FAULT}",
        "just-connect remove-and-pair",
        code="dbus:AlreadyExists",
        title="The device was to be paired, and is paired already",
        side="local",
    ),
    phrase(
        # src/gatt-client.c: create_gatt_dbus_error() of ATT 0x05, 0x0c and 0x0f, and of 0x02 and 0x03.
        rf"{_ATTRIBUTE}org\.bluez\.Error\.NotPermitted\b",
        "peer-requires-authentication",
        "bluetoothctl shows the name of the error only, and BlueZ has this one for two things: the device wants an "
        "encrypted link first (ATT 0x05, 0x0c, 0x0f), or the attribute cannot be read or written at all (0x02, 0x03). "
        "Pair and ask again; what is then still refused is the attribute's own.",
        "bond-first btmon",
        title="A read or write was not permitted: the link is not secure enough, or the attribute does not have it",
        side="unknown",
    ),
    phrase(
        rf"{_ATTRIBUTE}org\.bluez\.Error\.InProgress\b",
        "unknown",
        f"BlueZ does one read, write or subscription of an attribute at a time, and an earlier one had not ended. "
        f"{_NO_FAULT} Where it never ends, the device did not answer it, or its question waits for an agent.",
        "once-more btmon",
        title="An attribute was asked for again before the last answer had come",
        side="local",
    ),
    phrase(
        rf"{_ATTRIBUTE}org\.bluez\.Error\.(?:Failed|InvalidOffset|InvalidValueLength)\b",
        "unknown",
        f"There was a link, and bluetoothctl keeps the number of the error to itself. {_NO_FAULT} A trace has the "
        "device's own answer; a link that ended meanwhile looks the same.",
        "bond-first btmon",
        title="The device is connected, and a read or write failed",
        side="unknown",
    ),
    phrase(
        r"[Ff]ailed to (?:un)?register advertisement(?: monitor)?: ",
        "unknown",
        "bluetoothd did not take an advertisement: NotPermitted stands for as many as the adapter can already, "
        "NotSupported and InvalidLength for contents that it cannot send, Failed for a refusal by the kernel. "
        f"{_NO_FAULT}",
        "stop-others daemon-log",
        title="An advertisement of this gateway was not set up",
        side="local",
    ),
    phrase(
        # setting_rsp() of MGMT's Not Powered, Invalid Index, RFKilled and Permission Denied.
        r"(?:\bfor hci\d+ failed|IO Capability) with status 0x(?:0f|11|12|14) \(",
        "adapter-unavailable",
        "The kernel refused a command of btmgmt: 0x0f means that the adapter is off, 0x11 that there is no such "
        "adapter, 0x12 that rfkill blocks it, 0x14 that btmgmt does not run as root. No device has a part in this.",
        "power-on unblock run-as-root",
        title="The adapter did not take a command of btmgmt",
    ),
    phrase(
        r"\bfor hci\d+ failed with status 0x[0-9a-f]{2} \(|Could not set IO Capability with status 0x",
        "unknown",
        "The kernel did not make the setting that btmgmt asked for: the adapter cannot do it (Not Supported), another "
        "setting has to be changed first or the adapter switched off (Rejected), or it was busy. No device has a part "
        "in this.",
        "once-more kernel-log-of-adapter",
        title="A setting of the adapter was not made",
        side="local",
    ),
    phrase(
        r"(?:User Confirm|PIN Code|PIN Neg|Confirm Neg|Passkey(?: Neg)?) reply failed(?: with|\.) status 0x",
        "prompt-timeout",
        "The answer to a question of a pairing reached the kernel when it no longer waited for one: the pairing had "
        "ended, by the device or for want of an answer in time, or another program had answered.",
        "answer-in-time stop-others btmon",
        title="The answer to a question came when its pairing had ended",
        side="unknown",
        step=True,
    ),
    phrase(
        r"(?:Unpair device|Unpairing \S+|Disconnect(?:ing \S+)?) failed(?: with|\.) status 0x0[26] \(Not |"
        r"Cancel Pairing with [^\n]{0,40}failed\. 0x0d \(",
        "unknown",
        f"btmgmt was asked to remove a bond or to end a link, and there was none. {_NO_FAULT}",
        title="There was no bond to remove, or no link to end",
        side="local",
    ),
    phrase(
        r"Load (?:keys|IRKs) failed with status 0x",
        "local-bond-missing",
        "btmgmt gave the kernel stored keys, and the kernel did not take them.",
        "remove-and-pair",
        title="Stored keys were not taken by the kernel",
    ),
    phrase(
        r"\b(?:Add|Remove) device failed with status 0x|Add Remote OOB Data failed: 0x|Set device flags failed|"
        r"Unable to start discovery\. status 0x|Reading (?:hci\d+ |ext )?[\w ]{2,24} failed with status 0x|"
        r"(?:Start Service|Stop) Discovery failed: status 0x|Read Local OOB (?:Ext )?Data failed|"
        r"Unable to send [\w -]{2,40} (?:cmd|command)\b|Unable to open mgmt_socket|"
        r"(?:Dis)?[Cc]onnect failed with status 0x",
        "unknown",
        "The kernel did not do what btmgmt asked for, which was no pairing: the adapter is off, busy, or cannot do it, "
        f"or btmgmt does not run as root. {_NO_FAULT}",
        "power-on run-as-root kernel-log-of-adapter",
        title="The kernel refused a command of btmgmt",
        side="local",
    ),
    phrase(
        r"Failed to set [\w-]{2,24}(?: \w+)?: org\.bluez\.Error\.Failed\b",
        "unknown",
        f"bluetoothd did not make a setting of an adapter or a device; its log says why. {_NO_FAULT}",
        "power-on daemon-log",
        title="A setting was not made",
        side="local",
    ),
    phrase(
        r"Failed to (?:register agent object|call register agent method)",
        "no-agent",
        "bluetoothctl could not offer itself as an agent, so it answers no question of a pairing: another bluetoothctl "
        "holds the name, or D-Bus did not let it.",
        "stop-others agent",
        title="bluetoothctl could not register its agent",
    ),
    phrase(
        r"Device added successfully, but failed to {1,2}connect\b",
        "profile-unavailable",
        "blueman's assistant says this after a good pairing: the device has its bond, and the connection of the "
        "service that was chosen failed. Mostly no program on this machine serves it (sound: PipeWire or PulseAudio's "
        "Bluetooth module). Removing the bond does not help.",
        "profile-program profile-program-session daemon-log",
        title="The device was paired, and its service could not be connected",
        side="unknown",
    ),
    phrase(
        r"(?:noble|bleno) warning: adapter state unauthorized|"
        r"initialize the Noble object: unauthorized",  # node-switchbot
        "adapter-unavailable",
        "noble and bleno open the adapter themselves, past bluetoothd, and the kernel lets only root do that, or a "
        "program with CAP_NET_RAW (`sudo setcap cap_net_raw+eip $(readlink -f $(which node))`). No device has a part "
        "in this.",
        "run-as-root",
        title="A program may not use the adapter: it does not run as root",
    ),
)
"""In the order in which they are looked for."""
