"""Causes of this gateway: its daemon, its kernel, and other programs."""

from pairtui.knowledge.causes.cause import Cause, Text

_OTHER_STACK = (
    "!mgmt:0x0a + !dbus:InProgress + !scan-busy + !dbus:br-connection-busy + !dbus:le-connection-busy + !windows:0x0f"
)

CAUSES = (
    Cause(
        id="gatt-client-triggers-pairing",
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
            "smp:0x05 local + attribute-refused-before + gateway-asked-security + responder + start-seen": 40,
            "smp:0x05 local + attribute-refused-before + gateway-asked-security + responder + !start-seen": 9,
            "attribute-refused-before + gateway-asked-security + !coded": 9,
            "smp:0x05 local + gateway-asked-security + !attribute-refused-before + start-seen": 14,
            "smp:0x05 local + gateway-asked-security + !attribute-refused-before + !start-seen": 9,
            "smp:0x05 local": 3,
        },
        contradicts={"refused-here-before": 26},
        needs=("!micro-log",),
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
                "Two host stacks on one adapter answer the same pairing",
                "One request got more than one answer from {here}: the kernel and a program with its own SMP (bleno, "
                "noble and others over a raw HCI socket) both answer the peer, each by its own numbers.",
                when="answered-twice",
            ),
            Text(
                "Two programs of this host use the same link beside each other",
                "{Here} refused an Error Response of the peer as if it were a request. A program that asks over a raw "
                "HCI socket (noble, bleno) leaves the answers to the system's own stack as well, which has asked "
                "nothing; so both answer the pairing, too, each by its own state.",
                when="error-answered",
            ),
            Text(
                "Another program uses the adapter or the device at the same moment",
                "{Here} is busy with another connection or pairing of this device, or with a search; often a second "
                "program, or a dialog of the system that stands open, asked for it.",
            ),
        ),
        supports={
            "windows:0x0f": 6,
            "android:5": 6,
            "no-key-here + smp-begun + request-seen": 16,
            "pdu-after-own-failed": 16,
            "answered-twice": 16,
            "error-answered": 16,
            "already-asked-logged": 11,
            "mgmt:0x0a": 6,
            "dbus:InProgress": 6,
            "scan-busy": 8,
            "dbus:br-connection-busy": 6,
            "hci:0x0c local + !link-up + !micro-log": 8,  # the controller is connecting or scanning already
            "dbus:le-connection-busy": 6,
        },
        fixes=(
            f"adapter-alone if {_OTHER_STACK}",
            f"pair-with-bluez if {_OTHER_STACK}",
            "daemon-start if scan-busy",
            "pair if mgmt:0x0a",
            "pair if dbus:InProgress",
            "stop-others",
        ),
        settles="`sudo btmon`: which sockets are open on the adapter while it pairs",
    ),
    Cause(
        id="daemon-gone",
        title="bluetoothd or the D-Bus went away in the middle",
        side="local",
        texts=(
            Text(
                "bluetoothd of {here} stopped",
                "The Bluetooth daemon went away: it crashed, was killed or restarted. What was under way ended with "
                "it; the device had no part in that.",
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
        title="Kernel fault: re-pairing with Just Works ends in a DHKey check failure",
        side="local",
        texts=(
            Text(
                "This kernel cannot re-pair by Just Works with a peer whose bond it still holds",
                "The peer forgot its bond and pairs again while {here} still holds it. Kernels since eed467b517e8 skip "
                "the computation of the keys on that path, so the DHKey check never fits; fixed in late 2025 (“SMP: "
                "Fix not generating mackey and ltk when repairing”).",
            ),
        ),
        supports={
            "smp:0x0b local + just-works + responder + bond-known": 30,
            "smp:0x0b local + just-works + responder": 18,
            "smp:0x0b local + !features-known + !initiator": 9,
            "smp:0x0b local": 3,
            "smp:0x0b unknown": 3,
            "smp:0x0b unknown + just-works + responder": 7,
            "smp:0x0b unknown + repairing-allowed-logged": 12,
        },
        needs=("!micro-log",),
        fixes=("remove-and-pair", "kernel-repair"),
        settles="remove the bond on {here} and pair again: on such a kernel it then passes",
    ),
    Cause(
        id="acl-as-iso",
        title="The kernel takes the link's data for isochronous data",
        side="local",
        texts=(
            Text(
                "The peer hung up after a good pairing; this kernel is known to lose a peer's data",
                "The pairing succeeded and the peer closed the link by itself when its services did not come up. On "
                "this kernel that is a known fault: packets of the peer are taken for isochronous data and dropped.",
                when="hung-up-unheard",
                side="peer",
                fixes=("other-kernel-compare",),
            ),
            Text(
                "This kernel takes the peer's data for isochronous data and drops it",
                "Packets on the handle of an ACL link were handed up as ISO data, so the host never saw the peer's "
                "answers. btusb does that since “Add vendor-specific packet classification for ISO data” "
                "(f25b7fd36cc3) on controllers whose ACL handles overlap.",
            ),
        ),
        supports={"iso-on-acl": 45, "hung-up-unheard": 12},
        fixes=("kernel-iso",),
        settles="another kernel, or another adapter",
    ),
    Cause(
        id="kernel-crypto-missing",
        title="The kernel lacks a cipher that pairing needs",
        side="local",
        texts=(
            Text(
                "The kernel of {here} has no pairing over LE on this adapter",
                "The kernel has no SMP on this adapter: cryptographic modules are missing, or LE is not set up.",
            ),
        ),
        supports={"crypto-logged": 26, "mgmt:0x03 + !smp-begun": 4, "smp:0x08 local + step:feature exchange": 1},
        contradicts={"dbus:ConnectionAttemptFailed": 20, "mgmt:0x04": 20, "hci:0x04": 20, "no-link": 20},
        fixes=("crypto-modules", "kernel-update"),
        settles="`dmesg | grep -i bluetooth` after the adapter came up",
    ),
    Cause(
        id="blocked-key",
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
