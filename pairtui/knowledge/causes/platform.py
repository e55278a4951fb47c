"""Causes of this gateway: its adapter, daemon, kernel, and other programs."""

from pairtui.knowledge.causes.cause import Cause, Group, Text

_WORKS = "!firmware-missing + !driver-failed + !esphome:PairingNotAvailable"
_BEGAN = "!dbus:AuthenticationRejected"

CAUSES = (
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
                "{Here} is busy with another connection or pairing of this device, or with a search; often a second "
                "program, or a dialog of the system that stands open, asked for it.",
            ),
        ),
        supports={
            "windows:0x0f": 6,
            "android:5": 6,
            "no-key-here + smp-begun + request-seen": 16,
            "pdu-after-own-failed": 16,
            "already-asked-logged": 11,
            "mgmt:0x0a": 6,
            "dbus:InProgress": 6,
            "scan-busy": 8,
            "dbus:br-connection-busy": 6,
            "dbus:le-connection-busy": 6,
        },
        fixes=(
            "adapter-alone if !mgmt:0x0a + !dbus:InProgress + !scan-busy",
            "pair-with-bluez if !mgmt:0x0a + !dbus:InProgress + !scan-busy",
            "daemon-start if scan-busy",
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
                "The Bluetooth controller of {here} crashed",
                "The controller reported a hardware error and was reset, which ends whatever is under way. The device "
                "had no part in it.",
                when="controller-crashed",
            ),
            Text(
                "The Bluetooth adapter of {here} went away",
                "The adapter was unplugged, switched off or reset, which ends whatever is under way. Where it comes "
                "back by itself and goes again: its power, its plug or its firmware.",
                when="adapter-removed",
            ),
            Text(
                "The Bluetooth adapter of {here} was switched off",
                "Somebody, a program or power saving switched it off, which ends whatever is under way. The device had "
                "no part in it.",
                when="adapter-switched-off",
            ),
            Text(
                "The firmware of the Bluetooth controller of {here} is not installed",
                "The kernel's driver asked for a firmware file and did not find it, so the controller does not come "
                "up, or works badly. The line quoted names the file. No device has a part in this.",
                when="firmware-missing",
            ),
            Text(
                "The kernel's driver could not set up the Bluetooth controller of {here}",
                "Driver, firmware and chip do not fit together, or the chip is in a state that only taking its power "
                "ends. Until the adapter comes up nothing can be paired; no device has a part in this.",
                when="driver-failed",
            ),
            Text(
                "The Bluetooth adapter of {here} is blocked by rfkill",
                "A switch, a key of the keyboard, or a setting blocks the radio, so it cannot be switched on.",
                when="adapter-blocked",
            ),
            Text(
                "The adapter is not ready: it is off, or does not come up",
                "BlueZ says NotReady: the adapter is switched off, blocked, or its controller does not answer when it "
                "is switched on. Nothing is wrong with any device.",
                when="adapter-off",
            ),
            Text(
                "BlueZ has no adapter to work with",
                "No controller is known to bluetoothd: the kernel's driver did not set one up, none is there, or "
                "bluetoothd may not see it. The kernel's log tells which.",
                when="adapter-absent",
            ),
            Text(
                "The kernel did not begin: the transport is off, or the adapter is busy",
                "BlueZ says AuthenticationRejected for the kernel's Rejected and Busy. Mostly LE (or BR/EDR) is "
                "switched off on the adapter, or another connection is being made at the moment; a peer that refuses "
                "BR/EDR links for security reasons comes out the same.",
                when="dbus:AuthenticationRejected",
            ),
            Text(
                "The Bluetooth proxy cannot pair",
                "Home Assistant reaches the device over a Bluetooth proxy, and this proxy's ESPHome can connect, but "
                "not pair. Neither the device nor an adapter of {here} has a part in this.",
                when="esphome:PairingNotAvailable",
            ),
            Text(
                "The adapter cannot do it now: it is off, blocked, or the transport is off",
                "The kernel refused: the adapter is not powered, rfkill blocks it, or LE is switched off while the "
                "device is an LE device.",
            ),
        ),
        supports={
            "windows:0x06": 11,
            "controller-crashed": 60,
            "adapter-removed": 58,
            "adapter-switched-off": 58,
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
            "firmware-missing": 16,
            "driver-failed": 13,
            "adapter-blocked": 20,
            "adapter-absent": 8,
            "adapter-off": 12,
            "esphome:PairingNotAvailable": 22,
        },
        contradicts={
            "smp-begun + !controller-crashed + !adapter-removed + !adapter-switched-off": 3,
            "link-up + dbus:AuthenticationRejected": 3,
            "firmware-missing + firmware-loaded": 16,
            # Broadcom's driver goes on with the firmware of the ROM; what was tried on the air shows that it works.
            "firmware-missing + link-up": 14,
            "firmware-missing + dbus:ConnectionAttemptFailed": 8,
            "firmware-missing + dbus:AuthenticationFailed": 8,
        },
        fixes=(
            "update-proxy if esphome:PairingNotAvailable",
            "pair-without-proxy if esphome:PairingNotAvailable",
            "replug if controller-crashed",
            "controller-firmware if controller-crashed",
            "replug if adapter-removed",
            "firmware-package if firmware-missing",
            "power-off-gateway if driver-failed",
            "power-off-gateway if firmware-missing",
            "firmware-package if driver-failed + !firmware-missing",
            "other-kernel if driver-failed",
            "unblock if adapter-blocked",
            "kernel-log-of-adapter if firmware-missing",
            "kernel-log-of-adapter if driver-failed",
            "kernel-log-of-adapter if adapter-absent",
            f"power-on if {_WORKS} + !controller-crashed + {_BEGAN} + !adapter-absent",
            f"unblock if {_WORKS} + {_BEGAN} + !controller-crashed + !adapter-removed + !adapter-blocked "
            "+ !adapter-absent + !adapter-switched-off",
            f"le-on if {_WORKS} + !controller-crashed + !adapter-removed + !adapter-blocked + !adapter-absent "
            "+ !adapter-off + !adapter-switched-off",
            "power-off-gateway if adapter-absent",
            "power-off-gateway if adapter-off",
            "kernel-log-of-adapter if adapter-off",
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
            "smp:0x0b local + !features-known + !initiator": 9,
            "smp:0x0b local": 3,
            "smp:0x0b unknown": 3,
            "smp:0x0b unknown + repairing-allowed-told": 12,
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
        contradicts={"dbus:ConnectionAttemptFailed": 20, "mgmt:0x04": 20, "hci:0x04": 20, "no-link": 20},
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
