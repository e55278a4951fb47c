"""What bluetoothd's lines about profiles mean: what failed is a connection, and the bond is not touched by it.

The errors are the kernel's: net/bluetooth/lib.c, bt_to_errno(), of Linux 6.1, gives the HCI errors behind each. The
lines are of BlueZ 5.50 to 5.82: src/service.c, src/profile.c, src/device.c, btio.c, profiles/audio/a2dp.c, avdtp.c,
profiles/input, tools/rfcomm.c; of bluez-utils 2 and 3 (hidd), QtSixA's sixad and btsco; of PyBluez 0.23
(BluetoothError); and what any program says that opens /dev/rfcommN.
"""

from pairtui.knowledge.log_phrase import LogPhrase, phrase

_CONNECTING = (
    r"(?:profile connect failed|failed connect to|auto connection failed:|"
    r"[Cc]onnect(?:ion)? (?:to|error)|(?<!dis)connect_cb\(\)|"
    r"SDP (?:record|session)|Unable to get service record|\A(?=[A-Z][a-z]+ [a-z ]{4,30} \([0-9]{2,3}\)\Z)|"
    r"search_cb\(\)|Unable to connect|Couldn't connect|error updating services:|"
    r"Can't (?:connect|create) [A-Z]+(?: control| interrupt)? (?:socket|channel):|/dev/rfcomm\d{1,2}:|"
    r"\bBluetoothError: |HID create error \d{1,3} \(|unable to connect to sdp session)[^\n]{0,120}?"
)
_NO_FAULT = "No pairing failed here, and removing the bond does not help."


def _error(
    words: str, cause: str, explanation: str, fixes: str, *, title: str, code: str | None = None, side: str = ""
) -> LogPhrase:
    return phrase(rf"{_CONNECTING}(?:{words})", cause, explanation, fixes, code, title=title, side=side)


_OWN_READ = r"(?:\(\) |\A)[^\n]{0,80}(?:\b[Rr]ead(?:ing)?|\b[Ww]rit(?:e|ing))\b[^\n]{0,80}?: "
"""A driver of bluetoothd reads or writes an attribute: profiles/input/hog-lib.c, deviceinfo.c, battery.c."""


def _read_refused(words: str, code: str) -> LogPhrase:
    """attrib/att.c, att_ecode2str()."""
    return phrase(
        rf"{_OWN_READ}(?:{words})",
        "peer-requires-authentication",
        "bluetoothd reads services by itself as soon as a device is connected, and the device answers only over an "
        "encrypted link. Where the two have a bond, bluetoothd was too early: connect again. Where they have none, "
        "pair first.",
        "once-more bond-first",
        code=code,
        title="The device answers a read by bluetoothd only over an encrypted link",
    )


PROFILE_PHRASES = (
    _read_refused(r"Attribute requires authentication before read/write|Insufficient [Aa]uthentication", "att:0x05"),
    _read_refused(r"Encryption required before read/write|Insufficient [Ee]ncryption", "att:0x0f"),
    phrase(
        # profiles/audio/bap.c, BlueZ 5.66 to 5.87.
        r"\biso_connect_(?:bcast_)?cb\(\) (?:connect to |Unable to set IO)",
        "profile-unavailable",
        "The devices are connected and their keys are good; what failed is the isochronous channel for the sound of LE "
        f"Audio. The controller was busy, or the device did not take the channel. {_NO_FAULT}",
        "power-off-gateway connect-from-there btmon",
        title="The sound's channel of LE Audio could not be set up",
        side="unknown",
    ),
    phrase(
        # profiles/audio/avctp.c and audio/control.c, init_uinput(), BlueZ 4 and 5.
        r"AV[RC][CT]P: failed to (?:init|create) uinput for|Can't open input device: ",
        "profile-unavailable",
        "bluetoothd found no uinput in the kernel, so the buttons of the device reach no program. The sound goes "
        f"another way. {_NO_FAULT}",
        "uinput",
        title="The buttons of the device cannot be used on this gateway",
        side="local",
    ),
    phrase(
        # profiles/network/server.c, bnep_setup(), BlueZ 4 and 5.
        r"\bHangup or error on BNEP socket",
        "profile-unavailable",
        "The other device opened the channel of the network service and closed it before asking for a network, or it "
        f"never asked. {_NO_FAULT}",
        "network-server btmon",
        title="The network over Bluetooth was given up before it was asked for",
        side="unknown",
    ),
    phrase(
        r"bnep_setup\(\) Server unavailable: \(|\AServer unavailable: \(0x",
        "profile-unavailable",
        "The other device asks for a network that no program offers on this gateway: bluetoothd answers only while "
        f"the program that registered the service runs. {_NO_FAULT}",
        "network-server",
        title="No program on this gateway offers the network that the device asks for",
        side="local",
    ),
    phrase(
        # profiles/input/device.c, hidp_add_connection(), BlueZ 4 and 5.
        r"\bCould not parse HID SDP(?: record)?\b",
        "profile-unavailable",
        "The device is connected, and bluetoothd holds no record of its HID service (the file of the device "
        f"under /var/lib/bluetooth/*/cache), so it closed both channels. {_NO_FAULT}",
        "hid-record",
        title="bluetoothd has no record of the device's HID service",
        side="local",
    ),
    phrase(
        # tools/mesh-cfgclient.c, add_node_failed(); the methods of mesh-api.txt, BlueZ 5.50 to 5.87.
        r"\[mesh-cfgclient\][#>] Provisioning failed|\b(?:AddNode|Join|Reprov)Failed\b|"
        r"\AExpected [0-9a-f]{2}, Got:[0-9a-f]{2}\Z|bt_mesh_prov: Unexpected msg",  # mesh/prov-initiator.c; prov.c
        "unknown",
        "In a Bluetooth mesh nobody pairs: a provisioner gives the node its keys and its address. `timeout` stands for "
        "a node that did not answer, `bad-pdu` for a message out of its turn, `confirmation-failed` for another number "
        "or key than the node's. Bonds have no part in it.",
        "nearer-connect btmon",
        title="Provisioning into a Bluetooth mesh failed, which is no pairing",
        side="unknown",
    ),
    phrase(
        r"profiles/\w+/[\w-]+\.c:\w+\(\) [^\n]{0,80}(?:reading|[Rr]ead|[Ww]rite)\b[^\n]{0,60}an unlikely error",
        "unknown",
        "The device is connected, and bluetoothd could not read its services. Where many such lines stand at one "
        f"moment the link ended while it read; a single one is the device's own answer. {_NO_FAULT}",
        "bond-first btmon",
        title="The services of a connected device could not be read",
        side="unknown",
    ),
    phrase(
        # profiles/input/device.c, BlueZ 5.50 to 5.82: the driver's own request, 3 s after it had no answer.
        r"hidp_report_req_timeout\(\)|HIDP [GS]ET_REPORT request timed out|hidp_send_message\(\) BT socket write error",
        "profile-unavailable",
        "The keyboard, mouse or gamepad is connected, and does not answer what the driver asks of it over the HID "
        f"channel, or takes nothing more: it has gone to sleep, or the link is about to be lost. {_NO_FAULT}",
        "once-more nearer-connect",
        title="A connected input device does not answer its driver",
        side="unknown",
    ),
    phrase(
        r"input-hog profile accept failed",
        "profile-unavailable",
        "bluetoothd could not attach its driver for keyboards and mice over LE: the kernel has no uhid, or the device "
        "has no bond here (`bluetoothctl info` says `Bonded: yes` where it has).",
        "uhid bond-first",
        title="Connected, but the driver for keyboards and mice does not take the device",
    ),
    _error(
        r"Protocol not available|Protocol driver not attached",
        "profile-unavailable",
        f"No program on this gateway has registered for this profile with bluetoothd. {_NO_FAULT}",
        "profile-program profile-program-session",
        title="No program on this gateway serves the profile that the device offers",
    ),
    phrase(
        r"Unable to select SEP|No suitable SEP|Endpoint replied with an error|No matching (?:SEP|endpoint)",
        "profile-unavailable",
        "bluetoothd and the device found no audio endpoint that both have: the audio program is not running, does not "
        f"have the codec, or answered too late. {_NO_FAULT}",
        "profile-program profile-program-session",
        title="The two sides found no common audio endpoint",
    ),
    phrase(
        # BlueZ 4: audio/sink.c, audio/source.c.
        r"[Cc]onnection [Ff]ailed: (?:Unable to get a session|str?eam setup failed)|\bStream setup failed\b",
        "profile-unavailable",
        "The audio plugin of BlueZ 4 and the device set up no stream: the device is not paired, off, in use by "
        f"another host, or no audio program runs here. {_NO_FAULT}",
        "bond-first profile-program free-device",
        title="The sound of a device could not be set up",
        side="unknown",
    ),
    phrase(
        # profiles/audio/avdtp.c, cancel_request() and handle_unanswered_req(), BlueZ 4 and 5.
        r"cancel_request\(\) [A-Z][\w ]{2,24}: Connection timed out|\bNo reply to [A-Z][\w ]{2,24} request|"
        r"\A(?:Discover|Reconfigure|Open|Start|Suspend|Close|Abort|Set[Cc]onfiguration): Connection timed out \(110\)",
        "link-lost",
        "The two were connected, and the device did not answer bluetoothd's request that sets up the sound. It may be "
        f"busy with another host, or both sides began to set it up at once. {_NO_FAULT}",
        "once-more free-device",
        title="The device did not answer while the sound was being set up",
    ),
    phrase(
        r"Acquire \S+ returned error|Failure in Bluetooth audio transport|[Ff]ailed to (?:acquire|release) transport|"
        r"Transport acquire failed|Transport Acquire\(\) failed|"
        r"Failed to load module \"module-bluez?(?:tooth|5)-device\"",
        "profile-unavailable",
        "The device is connected, and the audio program did not get the sound's channel from bluetoothd, or lost it. "
        f"{_NO_FAULT}",
        "connect-from-there profile-program-session daemon-log",
        title="The audio channel of a connected device failed",
        side="unknown",
    ),
    phrase(
        r"(?:gateway|unit|Gateway|Unit|\bport|Port) replied with an error: org\.bluez\.Error",
        "profile-unavailable",
        f"The program that registered this profile refused the connection that bluetoothd handed to it. {_NO_FAULT}",
        "profile-program-session daemon-log",
        title="The program that serves a profile refused the connection",
    ),
    _error(
        r"Host is down",
        "connect-failed",
        "The device did not answer the page (HCI 0x04): it is off, asleep, out of range, or connected to another "
        f"host. {_NO_FAULT}",
        "nearer-connect free-device",
        title="The device did not answer when a profile was to be connected",
    ),
    phrase(
        # net/bluetooth/rfcomm/core.c, Linux 6.1: also of a channel whose link was not authenticated (AUTH_REJECT).
        r"(?:RFCOMM (?:socket|channel)|/dev/rfcomm\d{1,2}): Connection refused",
        "unknown",
        "The device did not take the channel of its serial port: it has no such service at the moment, or uses it with "
        "another host. The kernel says the same where the two did not authenticate each other for the channel: a PIN "
        "that nobody was asked for, or a key that no longer fits.",
        "free-device agent remove-and-pair",
        title="The device's serial port did not open: refused, or not authenticated",
        side="unknown",
    ),
    _error(
        r"Connection refused",
        "profile-unavailable",
        "The device answered, and did not take the channel: it has no such service at the moment, uses it with another "
        f"host, or has no room for it. {_NO_FAULT}",
        "free-device connect-from-there",
        title="The device refused the channel of a profile",
        side="peer",
    ),
    phrase(
        r"(?:Can't (?:connect|create) RFCOMM (?:socket|channel)|/dev/rfcomm\d{1,2}): Invalid exchange",
        "peer-bond-missing",
        "The error stands for HCI 0x06, PIN or Key Missing: the device no longer has the key that this gateway uses, "
        "or it asked for a PIN and nobody on this gateway gave one.",
        "remove-and-pair pairing-mode agent",
        code="hci:0x06",
        title="The device and this gateway have no key in common: not paired, or one side lost the bond",
        side="unknown",
    ),
    _error(
        r"Invalid exchange",
        "peer-bond-missing",
        "The error stands for HCI 0x06, PIN or Key Missing: the device no longer has the key that this gateway uses.",
        "remove-and-pair pairing-mode",
        code="hci:0x06",
        title="The device no longer has the bond that this gateway uses",
    ),
    _error(
        r"Permission denied",
        "unknown",
        "The error stands for HCI 0x05 or 0x18: the two did not authenticate each other for the channel. Mostly the "
        "keys of the two sides no longer fit, or the device takes this connection in its pairing mode only.",
        "connect-from-there btmon pairing-mode",
        title="The link was not authenticated as the profile requires",
        side="unknown",
    ),
    _error(
        r"Too many levels of symbolic links",
        "peer-rate-limit",
        "The error stands for HCI 0x17, Repeated Attempts: the device refuses new attempts for a while.",
        "wait",
        code="hci:0x17",
        title="The device makes this gateway wait after failed attempts",
    ),
    _error(
        r"Connection reset by peer",
        "application-disconnect",
        f"The device closed the link while a profile was being connected. {_NO_FAULT}",
        "free-device btmon",
        title="The device hung up while a profile was being connected",
        side="peer",
    ),
    _error(
        r"Connection timed out|Resource temporarily unavailable|\btimed out\Z",
        "link-lost",
        f"The device stopped answering while a profile was being connected. {_NO_FAULT}",
        "nearer-connect",
        title="The device stopped answering while a profile was being connected",
    ),
    _error(
        r"Device or resource busy|Operation (?:already|now) in progress|Too many links",
        "two-stacks",
        f"Another connection is being made at the same moment, or another program has the profile. {_NO_FAULT}",
        "once-more stop-others",
        title="A profile could not be connected: another connection is under way",
    ),
    _error(
        r"Input/output error|Software caused connection abort|Function not implemented|No route to host|"
        r"Transport endpoint is not connected|Protocol error|Operation not supported|Invalid argument",
        "unknown",
        f"The link ended, or the kernel did not make the channel; the error does not tell why. {_NO_FAULT}",
        "once-more btmon",
        title="A profile could not be connected",
        side="unknown",
    ),
)
"""In the order in which they are looked for."""
