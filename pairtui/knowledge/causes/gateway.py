"""Causes that lie at this gateway, or at whatever machine wrote the log."""

from pairtui.knowledge.causes.cause import Cause, Group, Text

CAUSES = (
    Cause(
        id="no-agent",
        group=Group.GATEWAY,
        title="No pairing agent on this gateway",
        side="local",
        texts=(
            Text(
                "No agent on {here} could be asked",
                "BlueZ asks an agent before every pairing, even where no number is compared. None was registered, so "
                "bluetoothd answered no for the user and the pairing was refused with {code} {name}.",
            ),
        ),
        supports={
            "no-agent-logged": 24,
            "dbus:AgentNotAvailable": 20,
            "runs-without-agent + smp:0x0c local": 22,
            "runs-without-agent + smp:0x01 local": 22,
            "runs-without-agent + mgmt:0x05 + !smp-begun": 12,
            "runs-without-agent + dbus:AuthenticationFailed + !smp-begun": 12,
            "negative-reply + answered-at-once + unpairable-offer": 11,
            "negative-reply + answered-at-once": 3,
            "negative-reply": 3,
            "smp:0x0c local": 4,
            "smp:0x01 local": 4,
            "dbus:AuthenticationFailed": 3,
            "mgmt:0x05": 2,
            "windows:0x10": 4,
        },
        contradicts={"user-said-no": 20, "prompted": 12, "answered-late": 10, "prompt-expired": 12, "agent-asked": 8},
        fixes=("agent", "keep-agent"),
        settles="bluetoothd's log of that moment: it says “No agent available” where there was none",
    ),
    Cause(
        id="agent-rejected",
        group=Group.GATEWAY,
        title="The question on this gateway was answered with no",
        side="local",
        texts=(
            Text(
                "You answered the question on {here} with no",
                "The question was answered with no, so the pairing was refused. If two numbers were shown and they "
                "really differed, somebody may be in the middle.",
                when="user-said-no",
            ),
            Text(
                "The pairing was cancelled on {here}",
                "Somebody on {here} cancelled the pairing or removed the device while it ran.",
                when="cancelled-here",
            ),
            Text(
                "The question on {here} was answered with no",
                "The question was answered with no at once, so a program said it: an agent that rejects, one whose "
                "program is gone, or bluetoothd itself for want of an agent.",
                when="negative-reply + answered-at-once",
            ),
            Text(
                "The question on {here} was answered with no",
                "The question whether to pair was answered with no, so the pairing was refused. If two numbers were "
                "shown and they really differed, somebody may be in the middle.",
            ),
        ),
        supports={
            "user-said-no": 24,
            "cancelled-here + !silent-briefly + !silent-30s": 20,
            "negative-reply": 12,
            "smp:0x0c local": 6,
            "smp:0x01 local": 6,
            "dbus:Canceled": 4,
            "dbus:Rejected": 4,
            "dbus:AuthenticationFailed": 2,
            "windows:0x11": 4,
        },
        contradicts={
            "prompt-expired": 10,
            "answered-late": 10,
            "runs-without-agent": 4,
            "no-agent-logged": 12,
        },
        fixes=(
            "answer-same if numeric-comparison",
            "type-digits if passkey-entry",
            "answer-yes if !numeric-comparison + !passkey-entry + !cancelled-here",
            "pair if cancelled-here",
            "agent if !user-said-no + !cancelled-here",
        ),
        settles="bluetoothd's log, or the agent's own: which program answered",
    ),
    Cause(
        id="prompt-timeout",
        group=Group.GATEWAY,
        title="A question was not answered in time",
        side="local",
        texts=(
            Text(
                "The digits shown were not typed on the device in time",
                "Digits were shown that somebody has to type on the device, with Enter after them. The device did not "
                "get them within about 30 seconds.",
                when="digits-shown + !question-open",
            ),
            Text(
                "The question on {here} was not answered in time",
                "Each step of a pairing must be done within 30 seconds. Nobody answered the question, so the pairing "
                "is over.",
            ),
        ),
        supports={
            "prompt-expired": 24,
            "answered-late": 24,
            "agent-timeout-logged": 24,
            "question-open-long": 24,
            "question-open + gateway-silent": 20,
            "digits-shown + dbus:AuthenticationTimeout": 12,
            "digits-shown + mgmt:0x08": 12,
            "digits-shown + took-30s": 12,
            "digits-shown + cancelled-here": 10,
            "digits-shown + silent-30s": 11,
            "took-60s + dbus:AuthenticationFailed": 10,
            "took-60s + dbus:AuthenticationCanceled": 8,
            "dbus:AuthenticationTimeout": 3,
            "mgmt:0x08": 2,
            "smp:0x01 local": 2,
            "windows:0x07": 4,
        },
        contradicts={"user-said-no": 20, "answered-at-once + !prompt-expired": 6},
        fixes=("type-digits-shown if digits-shown + !question-open", "answer-in-time if !digits-shown"),
        settles="pair again and answer at once: if it then passes, it was the time",
    ),
    Cause(
        id="not-bondable",
        group=Group.GATEWAY,
        title="The adapter is not pairable",
        side="local",
        texts=(
            Text(
                "{Here} does not accept pairing now",
                "The device's firmware refuses pairing at this moment, as the peer wants to bond.",
                when="micro-log",
            ),
            Text(
                "This adapter is not pairable",
                "The kernel sends Pairing Not Supported when the peer wants to bond and the adapter's bondable setting "
                "is off. BlueZ switches it with Pairable, and off when no default agent is registered.",
            ),
        ),
        supports={
            "smp:0x05 local + not-bondable-set": 22,
            "smp:0x05 local + le-off": 4,
            "smp:0x05 local": 11,
            "zephyr:0x05": 4,
        },
        contradicts={},
        fixes=("pairable", "agent", "always-pairable", "firmware-bondable"),
        settles="`bluetoothctl show` at that moment: Pairable: no",
    ),
    Cause(
        id="sc-only-refused-legacy",
        group=Group.GATEWAY,
        title="This gateway allows only Secure Connections, the peer has only legacy pairing",
        side="local",
        texts=(
            Text(
                "{Here} accepts only Secure Connections, the peer can only do legacy pairing",
                "Level 4 was asked for, so a peer whose features lack Secure Connections is refused.",
                when="level-asked + !sc-only",
            ),
            Text(
                "{Here} accepts only Secure Connections, the peer can only do legacy pairing",
                "The adapter is in Secure Connections Only mode, so the kernel refuses a peer whose features lack the "
                "SC bit.",
            ),
        ),
        supports={
            "smp:0x03 local + legacy-refused + sc-only": 24,
            "smp:0x03 local + legacy-refused": 13,
            "sc-only-logged": 24,
            "smp:0x03 local": 4,
        },
        contradicts={"smp:0x03 local + features-known + !legacy-refused": 12},
        fixes=("allow-legacy", "peer-sc", "firmware-require-less"),
        settles="the features of both sides: whether the peer's lack Secure Connections",
    ),
    Cause(
        id="mitm-unachievable",
        group=Group.GATEWAY,
        title="Protection against a man in the middle was required but cannot be had",
        side="sender",
        texts=(
            Text(
                "The security level asked for cannot be reached between these two",
                "One side requires more than the IO capabilities, the key sizes or the kind of pairing of the two can "
                "give.",
                when="micro-log",
            ),
            Text(
                "Authentication was required, and these two devices can only do Just Works",
                "Level {level} was asked for. With these IO capabilities nothing can be compared "
                "or typed, so the key would not be protected against a man in the middle, and the kernel refused.",
                when="level-asked",
            ),
            Text(
                "Authentication was required, and these two devices can only do Just Works",
                "Somebody on {here} asked for level 3 or 4. With these IO capabilities nothing can be compared or "
                "typed, so the key would not be protected against a man in the middle, and the kernel refused.",
                when="features-known",
            ),
            Text(
                "{Here} required authentication that this pairing could not give",
                "Level 3 or 4 was required, and what both sides offer does not reach it; the log does not show what "
                "they offered.",
            ),
        ),
        supports={
            "smp:0x03 local + just-works + !legacy-refused + features-known": 22,
            "smp:0x03 local + just-works + !legacy-refused": 11,
            "smp:0x03 local + peer-has-no-io + !legacy-refused": 6,
            "smp:0x03 local": 5,
            "zephyr:0x04": 6,
            "windows:0x0b": 3,
        },
        contradicts={"sc-only": 4, "pdu-after-own-failed": 8},
        fixes=("keyboard-display if !peer-has-no-io", "require-less", "firmware-require-less"),
        settles="the features of both sides, and which program asked for which level",
    ),
    Cause(
        id="key-size",
        group=Group.GATEWAY,
        title="The two sides do not agree on the encryption key size",
        side="sender",
        texts=(
            Text(
                "{Who} wants a longer encryption key",
                "Each side offers a maximum key size of 7 to 16 octets and may refuse a short one; level 4 needs 16. "
                "The smaller of both offers is what they would use.",
            ),
        ),
        supports={"smp:0x06": 22, "l2cap-le:0x0007": 22, "att:0x0c": 20, "zephyr:0x04": 3, "hci:0x25": 4},
        fixes=("key-size-there", "key-size-lower if smp:0x06 local", "key-size-longest if !smp:0x06 local"),
        settles="the maximum key sizes in the Pairing Request and Response",
    ),
    Cause(
        id="local-bond-missing",
        group=Group.GATEWAY,
        title="This gateway has lost the bond, the peer still has it",
        side="local",
        texts=(
            Text(
                "The peer forgot its bond; {here} still has it and refuses to pair anew",
                "The peer asks for a new Just Works pairing while bluetoothd holds a bond with it. With "
                "JustWorksRepairing=never (the default) bluetoothd answers no without asking anybody.",
                when="negative-reply + responder + hint-only + bond-known",
            ),
            Text(
                "The peer uses a bond that {here} no longer has",
                "The peer asked to encrypt with a stored key, and {here} has none for it: the bond was removed here, "
                "or the storage was lost or refused.",
            ),
        ),
        supports={
            "negative-reply + responder + hint-only + bond-known": 26,
            "no-key-here + !smp-begun": 22,
            "hci:0x06 local": 6,
            "hci:0x06 unknown + responder": 12,
            "hci:0x06 + no-link-key-here": 14,
            "keys-not-loaded-logged": 11,
            "zephyr:0x02 + responder": 11,
            "zephyr:0x02": 5,
            "mgmt:0x0d": 1,
            "windows:0x12": 4,
            "dbus:org.bluez.Reason.Authentication": 2,
        },
        contradicts={"user-said-no": 20, "pin-refused": 14, "hci:0x06 peer + stored-key-used": 12},
        fixes=(
            "remove-and-pair if negative-reply",
            "just-works-repairing if negative-reply",
            "forget-there if !negative-reply",
            "see-keys-load if !negative-reply",
            "erase-bonds",
            "forget-on-phone",
        ),
        settles="the list of bonds on both sides",
    ),
    Cause(
        id="gatt-client-triggers-pairing",
        group=Group.GATEWAY,
        title="BlueZ's own GATT client started the pairing",
        side="local",
        texts=(
            Text(
                "{Here} asked for the pairing that it then refused",
                "bluetoothd's own GATT client (its battery plugin, as a rule) read a protected attribute of the "
                "connected central. The refusal made bluetoothd ask for security; the central began to pair, and the "
                "gateway, which is not pairable, refused. It repeats with each read until the central hangs up.",
            ),
        ),
        supports={
            "smp:0x05 local + attribute-refused-before + gateway-asked-security + responder": 40,
            "att:0x05": 2,
            "att:0x0f": 2,
        },
        fixes=(
            "let-it-pair",
            "without-battery",
            "no-gatt-client if version-5.74",
            "no-reverse-discovery if version-5.51",
            "no-reverse-discovery-since if version-unknown",
        ),
        settles="a trace that begins before the ATT error",
    ),
    Cause(
        id="two-stacks",
        group=Group.GATEWAY,
        title="Two programs or adapters of this gateway work on the same device",
        side="local",
        texts=(
            Text(
                "Two host stacks on one adapter: the kernel has no key for the pairing that another program does",
                "The pairing was under way, and the kernel answered the controller that it has no key. A program that "
                "does its own SMP (bleno, noble and others over a raw HCI socket) answers the PDUs while the kernel "
                "answers the controller.",
                when="no-key-here + smp-begun",
            ),
            Text(
                "Two host stacks on one adapter answer the same pairing",
                "{Here} refused the pairing and went on with it at the same time: the kernel and a program with its "
                "own SMP (bleno, noble and others over a raw HCI socket) both answer the peer.",
                when="pdu-after-own-failed",
            ),
            Text(
                "Another program uses the adapter or the device at the same moment",
                "bluetoothd is busy with another connection or pairing of this device; often a second program asked "
                "for it.",
            ),
        ),
        supports={
            "no-key-here + smp-begun + request-seen": 16,
            "pdu-after-own-failed": 16,
            "already-asked-logged": 11,
            "mgmt:0x0a": 6,
            "dbus:InProgress": 6,
            "dbus:br-connection-busy": 6,
            "dbus:le-connection-busy": 6,
        },
        fixes=(
            "adapter-alone if !mgmt:0x0a + !dbus:InProgress",
            "pair-with-bluez if !mgmt:0x0a + !dbus:InProgress",
            "pair if mgmt:0x0a",
            "pair if dbus:InProgress",
            "stop-others",
        ),
        settles="`sudo btmon`: which sockets are open on the adapter while it pairs",
    ),
    Cause(
        id="adapter-unavailable",
        group=Group.GATEWAY,
        title="The adapter is off, blocked, missing or without LE",
        side="local",
        texts=(
            Text(
                "The Bluetooth controller of {here} failed in the middle",
                "The controller reported a hardware error and was reset, which ended the pairing. The device had no "
                "part in it.",
                when="controller-crashed",
            ),
            Text(
                "The Bluetooth adapter of {here} went away in the middle",
                "The adapter was unplugged, switched off or reset while the pairing ran.",
                when="adapter-removed",
            ),
            Text(
                "The kernel did not begin: the transport is off, or the adapter is busy",
                "BlueZ says AuthenticationRejected for the kernel's Rejected and Busy. Mostly LE (or BR/EDR) is "
                "switched off on the adapter, or another connection is being made at the moment; a peer that refuses "
                "BR/EDR links for security reasons comes out the same.",
                when="dbus:AuthenticationRejected",
            ),
            Text(
                "The adapter cannot do it now: it is off, blocked, or the transport is off",
                "The kernel refused: the adapter is not powered, rfkill blocks it, or LE is switched off while the "
                "device is an LE device.",
            ),
        ),
        supports={
            "controller-crashed": 60,
            "adapter-removed": 58,
            "mgmt:0x0f": 12,
            "mgmt:0x11": 12,
            "mgmt:0x12": 12,
            "mgmt:0x0b": 5,
            "dbus:NotReady": 12,
            "dbus:AuthenticationRejected": 6,
            "dbus:NoSuchAdapter": 12,
            "dbus:Blocked": 6,
            "dbus:le-connection-not-supported": 10,
            "dbus:le-connection-adapter-not-powered": 20,
            "dbus:br-connection-adapter-not-powered": 20,
            "powered-off": 8,
            "le-off + mgmt:0x0b": 8,
        },
        contradicts={
            "smp-begun + !controller-crashed + !adapter-removed": 3,
            "link-up + dbus:AuthenticationRejected": 3,
        },
        fixes=(
            "replug if controller-crashed",
            "controller-firmware if controller-crashed",
            "replug if adapter-removed",
            "power-on if !controller-crashed + !dbus:AuthenticationRejected",
            "unblock if !controller-crashed + !adapter-removed",
            "le-on if !controller-crashed + !adapter-removed",
            "stop-scanning if dbus:AuthenticationRejected",
            "btmon if dbus:AuthenticationRejected",
        ),
        settles="`rfkill list` and `bluetoothctl show` at that moment",
    ),
    Cause(
        id="daemon-gone",
        group=Group.GATEWAY,
        title="bluetoothd or the D-Bus went away in the middle",
        side="local",
        texts=(
            Text(
                "bluetoothd stopped while the pairing ran",
                "The Bluetooth daemon of {here} went away: it crashed, was killed or restarted. What was under way "
                "ended with it; the device had no part in that.",
                when="daemon-gone",
            ),
            Text(
                "The program that pairs lost its connection to bluetoothd",
                "The D-Bus, or bluetoothd behind it, did not answer any more, so nobody knows how the pairing ended.",
            ),
        ),
        supports={
            "daemon-gone": 60,
            "bus-gone": 58,
            "dbus:org.freedesktop.DBus.Error.NoReply": 12,
            "dbus:org.freedesktop.DBus.Error.ServiceUnknown": 20,
        },
        fixes=("daemon-start", "daemon-status"),
        settles="`systemctl status bluetooth`: when it was started last",
    ),
    Cause(
        id="kernel-repair-dhkey",
        group=Group.GATEWAY,
        title="Kernel fault: re-pairing with Just Works ends in a DHKey check failure",
        side="local",
        texts=(
            Text(
                "This kernel cannot re-pair by Just Works with a peer whose bond it still holds",
                "The peer forgot its bond and pairs anew while {here} still holds it. Kernels since eed467b517e8 skip "
                "the computation of the keys on that path, so the DHKey check never fits; fixed in late 2025 (“SMP: "
                "Fix not generating mackey and ltk when repairing”).",
            ),
        ),
        supports={
            "smp:0x0b local + just-works + responder + bond-known": 30,
            "smp:0x0b local + just-works + responder": 18,
            "smp:0x0b local": 3,
        },
        needs=("!micro-log",),
        fixes=("remove-and-pair", "kernel-repair"),
        settles="remove the bond on {here} and pair again: on such a kernel it then passes",
    ),
    Cause(
        id="acl-as-iso",
        group=Group.GATEWAY,
        title="The kernel takes the link's data for isochronous data",
        side="local",
        texts=(
            Text(
                "This kernel takes the peer's data for isochronous data and drops it",
                "Packets on the handle of an ACL link were handed up as ISO data, so the host never saw the peer's "
                "answers. btusb does that since “Add vendor-specific packet classification for ISO data” "
                "(f25b7fd36cc3) on controllers whose ACL handles overlap.",
            ),
        ),
        supports={"iso-on-acl": 45},
        fixes=("kernel-iso",),
        settles="another kernel, or another adapter",
    ),
    Cause(
        id="kernel-crypto-missing",
        group=Group.GATEWAY,
        title="The kernel lacks a cipher that pairing needs",
        side="local",
        texts=(
            Text(
                "The kernel of {here} has no pairing over LE on this adapter",
                "The kernel has no SMP on this adapter: cryptographic modules are missing, or LE is not set up.",
            ),
        ),
        supports={"crypto-logged": 26, "mgmt:0x03 + !smp-begun": 4, "smp:0x08 local + step:feature exchange": 1},
        fixes=("crypto-modules", "kernel-update"),
        settles="`dmesg | grep -i bluetooth` after the adapter came up",
    ),
    Cause(
        id="blocked-key",
        group=Group.GATEWAY,
        title="The key is on the kernel's list of blocked keys",
        side="peer",
        texts=(
            Text(
                "The peer's key is on the list of publicly known keys",
                "bluetoothd gives the kernel a list of keys that are known to everybody; the peer uses one of them.",
            ),
        ),
        supports={"blocked-key-logged": 26, "smp:0x0a local": 2},
        fixes=("replace-device",),
        settles="the kernel's log: “blocked for”",
    ),
)
