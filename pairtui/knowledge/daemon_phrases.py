"""What bluetoothd says of its own work: questions to an agent, storage, start, reading a device's services.

BlueZ 5.50 to 5.82, src/adapter.c, agent.c, device.c, main.c, gatt-client.c, shared/att.c, shared/gatt-client.c,
profiles/input, audio, network and plugins/sixaxis.c, policy.c.
"""

from pairtui.knowledge.log_phrase import LogPhrase, phrase

_ATT_ECODE = r"(?:service|characteristics?|descriptors?) discovery failed\. ATT ECODE: 0x"
_CLIENT_READY = r"gatt_client_ready_cb\(\) status: failed, error: "
_NO_FAULT = "No pairing failed here."


def _services_refused(words: str, code: str) -> LogPhrase:
    return phrase(
        words,
        "peer-requires-authentication",
        "The device lets nobody list its services before the link is encrypted. Where the two have a bond, encryption "
        "came too late or not at all; where they have none, pair first.",
        "bond-first once-more btmon",
        code=code,
        title="The device lists its services only over an encrypted link",
    )


DAEMON_PHRASES = (
    # Questions of a pairing.
    phrase(
        r"Authentication already requested for",
        "two-stacks",
        "A question about this device was still with the agent when the next came: two pairings of it ran into each "
        "other, from both sides or from two programs.",
        "answer-in-time stop-others once-more",
        title="A question of another pairing with the device had no answer yet",
        side="unknown",
        step=True,
    ),
    phrase(
        r"Failed requesting authentication",
        "no-agent",
        "bluetoothd could not put a question of the pairing to an agent: none is registered, or its program is gone.",
        "agent keep-agent",
        title="A question of the pairing could not be put to an agent",
        step=True,
    ),
    phrase(
        r"Invalid PIN length \(\d+\) from agent|PIN code is not 16 bytes long",
        "wrong-pin",
        "The agent answered with a PIN of a length that is not taken: 1 to 16 characters, and 16 where the connection "
        "asks for high security.",
        "pin-on-label pair",
        title="The PIN that was typed here has a wrong length",
        side="local",
        step=True,
    ),
    phrase(
        r"requestor exited before bonding was completed",
        "application-disconnect",
        "The program that had asked bluetoothd to pair left the D-Bus before the pairing ended, so bluetoothd gave it "
        "up. A program that stops at its own time limit does that.",
        "pair answer-in-time",
        title="The program that asked to pair went away before the pairing ended",
        step=True,
    ),
    phrase(
        r"\bFailed to pair \S{17} for hci\d",
        "adapter-unavailable",
        "bluetoothd could not hand the request to pair to the kernel. No device has a part in this.",
        "power-on daemon-start kernel-log-of-adapter",
        title="bluetoothd could not hand the pairing to the kernel",
        step=True,
    ),
    phrase(
        r"sixaxis: could not request cable authorization",
        "no-agent",
        "A PlayStation controller on the USB cable is set up for Bluetooth only after the agent's yes, and bluetoothd "
        "found no agent to ask.",
        "agent keep-agent",
        title="The controller on the cable was not set up: no agent could be asked",
    ),
    phrase(
        r"sixaxis: (?:failed to (?:read|write) |unable to set up a new device)",
        "unknown",
        "A PlayStation controller on the USB cable was to be set up for Bluetooth, and bluetoothd could not read or "
        "write its addresses: the cable, the controller, or a copy of one that does not take these commands.",
        "other-port once-more",
        title="The controller on the cable could not be set up for Bluetooth",
        side="unknown",
    ),
    phrase(
        r"Access has been denied \(|input: authorization for device \S+ failed|"
        r"\bservice \S+ is (?:blocked|not allowed)",
        "agent-rejected",
        "A device that is connected asked for a service, and the agent or a policy of this gateway did not allow it. A "
        "pairing need not have failed.",
        "trust answer-yes",
        title="This gateway did not let a device use a service",
    ),
    # Bonds in storage.
    phrase(
        r"Unable to load key file from \S*/bluetooth/\S*: \((?!No such file)",
        "local-bond-missing",
        "bluetoothd could not read the file that holds a device's bond or settings, so the bond does not hold after "
        "this start: the file is damaged, as after a power cut, or may not be read.",
        "storage remove-and-pair",
        title="A file of bluetoothd's storage could not be read",
    ),
    phrase(
        r"Unable to open adapter storage directory",
        "local-bond-missing",
        "bluetoothd found no directory with this adapter's devices, so it knows no bond: this is its first start, the "
        "storage was emptied or is not mounted, or the adapter has another address than before.",
        "storage pair",
        title="bluetoothd found no stored devices of this adapter",
    ),
    # bluetoothd or its adapter do not start.
    phrase(
        r"Failed to (?:access management interface|read (?:index list|controller index list|version information|"
        r"management version information|info for index|controller info for index))|"
        r"Adapter handling initialization failed|Unable to (?:register|create) new adapter",
        "adapter-unavailable",
        "bluetoothd could not take the adapter over from the kernel: the controller does not work, or bluetoothd lacks "
        "the rights for it (CAP_NET_ADMIN, as in a container).",
        "kernel-log-of-adapter daemon-start run-as-root",
        title="bluetoothd could not take the adapter over",
    ),
    phrase(
        # BlueZ 4, src/adapter.c and hciops.c, of an adapter that was switched off or unplugged.
        r"Adapter \S+/hci\d+ has been disabled|\AHCI dev \d+ (?:down|unregistered)\Z",
        "adapter-unavailable",
        "bluetoothd lost the adapter: it was switched off, blocked by rfkill or a key of the machine, or unplugged. No "
        "device has a part in this.",
        "unblock power-on replug",
        title="The adapter was switched off or went away",
    ),
    phrase(
        r"D-Bus setup failed:",
        "daemon-gone",
        "bluetoothd did not start: it could not reach D-Bus or could not take its name there, as another bluetoothd "
        "has it or the policy of BlueZ is missing.",
        "daemon-status daemon-start",
        title="bluetoothd did not start: it could not set itself up on D-Bus",
    ),
    phrase(
        # valgrind's coregrind/m_signals.c, gdb's infrun.c, compiler-rt's sanitizer_common.
        r"Process terminating with default action of signal \d|"
        r"\AProgram received signal SIG(?:SEGV|ABRT|BUS|FPE|ILL)\b|"
        r"\bERROR: AddressSanitizer: ",
        "daemon-gone",
        "A debugger shows the crash of the program that it watches. Where that is bluetoothd, everything under way "
        "ended with it, and what follows is its consequence.",
        "daemon-start daemon-status",
        title="A program crashed under its debugger",
    ),
    # Services of a connected device.
    _services_refused(rf"{_ATT_ECODE}05|{_CLIENT_READY}5\b", "att:0x05"),
    _services_refused(rf"{_ATT_ECODE}0f|{_CLIENT_READY}15\b", "att:0x0f"),
    phrase(
        rf"{_ATT_ECODE}|{_CLIENT_READY}|Failed to initialize gatt-client",
        "unknown",
        "The device is connected, and bluetoothd could not list its services: the link ended meanwhile, or the device "
        f"answered with an error. {_NO_FAULT}",
        "once-more btmon",
        title="The services of a connected device could not be listed",
        side="unknown",
    ),
    phrase(
        # The specification lets no further request follow on such a bearer (Core, Vol 3, Part F, 3.3.3).
        r"timeout_cb\(\) (?:\(chan \S+\) )?Operation timed out: 0x",
        "unknown",
        "The device did not answer a request about its attributes within 30 seconds, so bluetoothd closed the link: it "
        "is out of range, hangs, or waits for something of its own, such as a pairing that it asks for elsewhere.",
        "nearer-connect restart-device btmon",
        title="The device did not answer a request about its attributes for 30 seconds",
        side="peer",
    ),
    phrase(
        r"ATT failed to verify signature",
        "unknown",
        "The device wrote with a signature, and the key for it (CSRK) of the two sides does not fit or is missing "
        "here; the write was dropped. Pairing again gives both sides the same key.",
        "remove-and-pair btmon",
        title="A signed write of the device did not fit the key that this gateway has",
        side="unknown",
    ),
    phrase(
        r"Unable to create UHID|\bbt_uhid_new(?:_default)?:? failed|Failed to open uHID|Unable to (?:open|create) uhid",
        "profile-unavailable",
        f"bluetoothd found no /dev/uhid, through which the kernel takes keyboards and mice. {_NO_FAULT}",
        "uhid",
        title="Connected, but the kernel has no uhid for keyboards and mice",
    ),
    phrase(
        # hog-lib.c and scan.c with the words of att_ecode2str() that name neither a key nor a level.
        r"(?:Report Map|HID Information|Report|Protocol Mode) read failed: |hog: Could not |"
        r"Discover (?:primary|all characteristics|(?:report |external )?descriptors)[^\n]{0,30} failed: |"
        r"Write (?:output report|Scan Refresh CCC|report characteristic descriptor) failed: |"
        r"Error (?:reading|setting) (?:Report|CCC|PNP_ID) value: ",
        "unknown",
        "The device is connected, and bluetoothd's driver for keyboards and mice could not read or write it: the link "
        f"ended meanwhile, or the device answered with an error. {_NO_FAULT}",
        "once-more btmon",
        title="A connected keyboard, mouse or gamepad could not be read",
        side="unknown",
    ),
    phrase(
        r"(?:SET_CONFIGURATION|RECONFIGURE|OPEN|START|SUSPEND|CLOSE|DISCOVER|GET_CAPABILITIES|DELAY_REPORT|ABORT) "
        r"request rejected: ",
        "profile-unavailable",
        f"The device did not take a request of the sound's set-up (AVDTP). {_NO_FAULT}",
        "once-more profile-program-session",
        title="The device refused a request for its sound",
        side="peer",
    ),
    phrase(
        r"\bRefusing connect from \S{17}",
        "profile-unavailable",
        "A device called for its sound while its connection was already being made, or this gateway does not know it. "
        f"{_NO_FAULT}",
        "once-more bond-first",
        title="A device called for its sound and was turned away",
        side="unknown",
    ),
    phrase(
        r"Failed to add device \S{17}(?: \(\d\))?: ",
        "unknown",
        "The kernel did not change the list of devices that it connects to by itself. A pairing is not touched by it; "
        "a device that should reconnect by itself may not.",
        "daemon-start",
        title="The list of devices that connect by themselves was not changed",
        side="local",
    ),
    phrase(
        r"Failed to disconnect device: ",
        "unknown",
        f"bluetoothd was to end a link, and there was none any more, or the kernel did not end it. {_NO_FAULT}",
        title="A link could not be ended",
        side="local",
    ),
)
"""In the order in which they are looked for."""

OF_NO_CONSEQUENCE = (
    r"Failed to (?:remove device \S{17}|confirm name|set (?:device class|local name|blocked keys)|"
    r"clear devices|get connections|"
    r"read (?:exp features|supported commands|advertising features)|register GATT ready callback|init \S+ plugin|"
    r"allocate memory for connection param)|Load [Cc]onnection [Pp]arameters failed|MTU [Ee]xchange failed|"
    r"Set (?:Codec Offload|ISO Socket|RPA Resolution|Experimental Debug) failed|neard (?:manager|interface)|"
    r"Stopping passive scanning failed|auto-connection feature is not available|Invalid value for (?:profile option|"
    r"ExportClaimedServices|KeepCache)|Connection Supervision timeout multiplier|Cannot reconnect: |"
    r"hci\d+: (?:Add|Remove) UUID \(0x00\w\w\) failed|hci\d+: Set (?!Powered)[A-Z][\w ]{2,30} \(0x00\w\w\) failed|"
    r"\w{3} cannot start: GATT is disabled|"
    r"(?:Control|Browsing): Refusing unexpected connect|Unable to load key file from [^\n]{0,120}No such file|"
    r"Disconnecting failed: already disconnected|GAS PPCP: Invalid|Unable to resolve bt_server"
)
"""Lines of bluetoothd with a word of failure about what it or a device does without, or what follows from the rest."""
