"""The cause that lies in this gateway's Bluetooth adapter."""

from pairtui.knowledge.causes.cause import Cause, Text

_WORKS = "!firmware-missing + !driver-failed + !esphome:PairingNotAvailable"
_BEGAN = "!dbus:AuthenticationRejected"
_NO_FIRMWARE = (
    "The firmware of the Bluetooth controller of {here} is not installed",
    "The kernel's driver asked for a firmware file and did not find it, so the controller does not come up, or works "
    "badly. The line quoted names the file. No device has a part in this.",
)

CAUSES = (
    Cause(
        id="adapter-unavailable",
        title="The adapter is off, blocked, missing or without LE",
        side="local",
        texts=(
            Text(
                "The Bluetooth controller of {here} crashed",
                "The controller reported a hardware error and was reset, which ends whatever is under way. The device "
                "had no part in it.",
                when="controller-crashed",
            ),
            Text(*_NO_FIRMWARE, when="firmware-missing + controller-silent + adapter-removed"),
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
                "A firmware file for {here}'s controller is missing; it may work without",
                # btbcm.c
                "Broadcom's chips start with the firmware of their ROM where the file is missing: many work so, others "
                "lose links, find nothing or do not pair. The line quoted names the file.",
                when="firmware-missing + firmware-of-rom",
            ),
            Text(*_NO_FIRMWARE, when="firmware-missing"),
            Text(
                "The kernel's driver could not set up the Bluetooth controller of {here}",
                "Driver, firmware and chip do not fit together, or the chip is in a state that only taking its power "
                "ends. Until the adapter comes up nothing can be paired; no device has a part in this.",
                when="driver-failed",
            ),
            Text(
                "The Bluetooth controller of {here} did not take a command of its maker's; it may work without",
                "The driver sent a command that only this maker's chips know, and it was refused or came at a wrong "
                "moment. Where the adapter comes up (`bluetoothctl list`) that has no consequence; where it does not, "
                "driver, firmware and chip do not fit together.",
                when="command-refused",
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
                "Refused at once: the transport is off, the adapter is busy, or the device lets nobody pair now",
                "BlueZ says AuthenticationRejected for the kernel's Rejected and Busy. Either this gateway did not "
                "begin: LE (or BR/EDR) is switched off on the adapter, or another connection is being made at the "
                "moment. Or the device refused a classic pairing: it is not in pairing mode, is busy with another, or "
                "has had too many attempts.",
                when="dbus:AuthenticationRejected",
                side="unknown",
            ),
            Text(
                # mgmt.c, pair_device() of ECONNREFUSED, and mgmt_status_table of HCI 0x0e, 0x0f, 0x2d and 0x2f.
                "Refused: the transport is off on this adapter, or the device lets nobody pair now",
                "The kernel says Rejected for two things. Either it did not begin: LE (or BR/EDR) is switched off on "
                "the adapter. Or the device, or a controller, refused for security: it is not in pairing mode, or "
                "asks for more than was offered.",
                when="mgmt:0x0b + !le-off",
                side="unknown",
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
            "command-refused": 7,
            "adapter-blocked": 20,
            "adapter-absent": 8,
            "adapter-off": 12,
            "esphome:PairingNotAvailable": 22,
        },
        contradicts={
            # A controller that hangs is reset, and what was on its way to it fails with ENODEV.
            "adapter-removed + controller-silent": 50,
            "smp-begun + !controller-crashed + !adapter-removed + !adapter-switched-off": 3,
            "link-up + dbus:AuthenticationRejected": 3,
            "agent-asked + dbus:AuthenticationRejected": 6,
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
            "power-off-gateway if command-refused + !driver-failed + !firmware-missing",
            "other-kernel if driver-failed",
            "other-kernel if command-refused + !driver-failed",
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
            "pairing-mode if dbus:AuthenticationRejected",
            "pairing-mode if mgmt:0x0b + !le-off",
            "btmon if dbus:AuthenticationRejected",
            "btmon if mgmt:0x0b + !le-off",
        ),
        settles="`rfkill list` and `bluetoothctl show` at that moment",
    ),
)
