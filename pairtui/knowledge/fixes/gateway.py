"""Fixes on a gateway with BlueZ."""

from pairtui.knowledge.fixes.row import GATEWAY, FixRow

ON_GATEWAY: dict[str, FixRow] = {
    "remove-and-pair": FixRow("Remove the bond on this gateway and pair again", GATEWAY, "remove-and-pair"),
    "remove-one-transport": FixRow("Remove the bond and pair over one transport only", GATEWAY, "remove-and-pair"),
    "pairable": FixRow("Make the adapter pairable", GATEWAY, "pairable-on"),
    "let-it-pair": FixRow(
        "Let it pair: make the adapter pairable, then answer the question that follows", GATEWAY, "pairable-on"
    ),
    "always-pairable": FixRow(
        "For good: `AlwaysPairable = true` in /etc/bluetooth/main.conf, restart bluetoothd", GATEWAY
    ),
    "agent": FixRow("Register pairtui's agent, then pair again", GATEWAY, "agent-on"),
    "keep-agent": FixRow(
        "Keep an agent running: `bluetoothctl` with `agent on` and `default-agent`, or `bt-agent -c NoInputNoOutput`",
        GATEWAY,
    ),
    "keyboard-display": FixRow("Offer KeyboardDisplay and pair again", GATEWAY, "capability-keyboard-display"),
    "require-less": FixRow(
        "Require less: level 2 (encryption without authentication) is all this device can reach", GATEWAY, "level-2"
    ),
    "sc-on": FixRow(
        "Switch Secure Connections on (`sudo btmgmt sc on`) and pair again", GATEWAY, "secure-connections-on"
    ),
    "allow-legacy": FixRow(
        "Allow legacy pairing: `sudo btmgmt sc on`; newer BlueZ keeps it with `SecureConnections = on`",
        GATEWAY,
        "secure-connections-on",
    ),
    "legacy-only": FixRow(
        "Offer legacy pairing only (`sudo btmgmt sc off`) and pair again", GATEWAY, "secure-connections-off"
    ),
    "peer-asks-less": FixRow(
        "In the peer's settings or firmware: ask for no protection, or declare the display or keys it has"
    ),
    "peer-sc": FixRow("Or update the peer to one that has LE Secure Connections"),
    "key-size-lower": FixRow(
        "Lower the gateway's minimum: `echo 7 > /sys/kernel/debug/bluetooth/hci0/min_key_size`, and require no level 4",
        GATEWAY,
        "key-size-shortest",
    ),
    "key-size-longest": FixRow(
        "Let the gateway offer 16: /sys/kernel/debug/bluetooth/hci0/max_key_size", GATEWAY, "key-size-longest"
    ),
    "key-size-there": FixRow(
        "Update the device's firmware or configuration to offer 16 octets, then pair again", action="pair"
    ),
    "see-keys-load": FixRow("See that bluetoothd loads its keys: `journalctl -u bluetooth | grep -i key`", GATEWAY),
    "just-works-repairing": FixRow(
        "Or allow it: `JustWorksRepairing = always` in /etc/bluetooth/main.conf, restart bluetoothd", GATEWAY
    ),
    "without-battery": FixRow("Or start bluetoothd with `-P battery`: `sudo systemctl edit bluetooth`", GATEWAY),
    "no-gatt-client": FixRow("Or in main.conf `Client = false` under [GATT]; restart bluetoothd", GATEWAY),
    "no-reverse-discovery": FixRow(
        "Or in main.conf `ReverseServiceDiscovery = false` under [General]; restart bluetoothd", GATEWAY
    ),
    "no-reverse-discovery-since": FixRow(
        "Or in main.conf `ReverseServiceDiscovery = false` under [General] (BlueZ 5.51 and later); restart bluetoothd",
        GATEWAY,
    ),
    "adapter-alone": FixRow(
        "Give that program the adapter alone: stop bluetoothd, and let it use the HCI user channel", GATEWAY
    ),
    "pair-with-bluez": FixRow("Or pair with BlueZ: use a program that calls bluetoothd over D-Bus", GATEWAY),
    "stop-others": FixRow(
        "Stop other programs that use Bluetooth (Home Assistant, a script with bleak, bluetoothctl), then pair again",
        GATEWAY,
        "pair",
    ),
    "stop-scanning": FixRow("Stop scanning and other programs that connect, then pair again", GATEWAY, "pair"),
    "power-on": FixRow("Switch the adapter on", GATEWAY, "power-on"),
    "dbus-policy": FixRow(
        "Let its user call bluetoothd: `sudo usermod -aG bluetooth USER`, then log in again; see "
        "/etc/dbus-1/system.d/bluetooth.conf",
        GATEWAY,
    ),
    "dbus-policy-other": FixRow(
        "Give its user the group that the other program's policy names (`audio` for bluealsa), then log in again; see "
        "/etc/dbus-1/system.d and /usr/share/dbus-1/system.d",
        GATEWAY,
    ),
    "run-as-root": FixRow(
        "Run it as root, or let it use the adapter: `sudo setcap cap_net_raw,cap_net_admin+eip bluepy-helper`", GATEWAY
    ),
    "scan-first": FixRow(
        "Let a scan find it first (`bluetoothctl --timeout 20 scan on`), with the device in pairing mode, and pair "
        "while it is listed",
        GATEWAY,
    ),
    "update-proxy": FixRow(
        "Update ESPHome on the proxy, with `bluetooth_proxy: active: true`, then pair again", GATEWAY
    ),
    "pair-without-proxy": FixRow("Pair over an adapter of Home Assistant's own machine", GATEWAY),
    "more-slots": FixRow(
        "Disconnect a device that is not needed, or put another adapter or proxy near the device", GATEWAY
    ),
    "unblock": FixRow("Unblock it: `sudo rfkill unblock bluetooth`", GATEWAY),
    "le-on": FixRow(
        "Switch LE on: `sudo btmgmt le on`, and see ControllerMode in /etc/bluetooth/main.conf", GATEWAY, "le-on"
    ),
    "replug": FixRow("Plug the adapter in again, or restart the gateway, then pair again", GATEWAY, "pair"),
    "power-off-gateway": FixRow(
        "Cut the adapter's power: plug it out and in, or switch the gateway off (a restart alone keeps it) and on",
        GATEWAY,
    ),
    "firmware-package": FixRow(
        "Install the firmware and restart: `apt install firmware-brcm80211 firmware-realtek firmware-iwlwifi "
        "firmware-mediatek firmware-atheros` (the one of the adapter's maker; Ubuntu: linux-firmware)",
        GATEWAY,
    ),
    "name-the-adapter": FixRow(
        "See which adapters there are (`hciconfig -a` or `btmgmt info`), and give the program that number", GATEWAY
    ),
    "restart-program": FixRow("Restart the program that the line is of", GATEWAY),
    "kernel-log-of-adapter": FixRow(
        "Read what the driver says as it starts: `sudo dmesg | grep -i bluetooth`", GATEWAY
    ),
    "autosuspend": FixRow(
        "USB: no power saving for it, `btusb.enable_autosuspend=0`; UART: see its speed, flow control and overlay",
        GATEWAY,
    ),
    "reload-driver": FixRow(
        "Reload its driver: `sudo modprobe -r btusb && sudo modprobe btusb` (USB), `hci_uart` for a UART; on "
        "Raspberry Pi OS `sudo systemctl restart hciuart`",
        GATEWAY,
    ),
    "uart-line": FixRow(
        "A controller on a UART: see that RTS and CTS are wired and used, the speed, and the enable pin in the device "
        "tree or overlay (Raspberry Pi: nothing else on that UART; see `dtoverlay` in config.txt)",
        GATEWAY,
    ),
    "other-port": FixRow("Try another USB port without a hub, then another adapter with another chip", GATEWAY),
    "storage": FixRow(
        "See that bluetoothd can write there: `df -h /var/lib/bluetooth` and `sudo ls -ld /var/lib/bluetooth/*`",
        GATEWAY,
    ),
    "trust": FixRow("Trust the device, so that nobody is asked: `bluetoothctl trust ADDRESS`", GATEWAY),
    "other-kernel": FixRow(
        "If it worked before an update: boot the kernel and the firmware from before; a new chip needs a newer kernel",
        GATEWAY,
    ),
    "controller-firmware": FixRow(
        "Update the controller's firmware (firmware-brcm80211, linux-firmware); try another adapter", GATEWAY
    ),
    "bluez-update": FixRow("Update BlueZ to 5.80 or later", GATEWAY),
    "pair-then-connect": FixRow("Pair with it (connecting alone makes no bond), then connect", GATEWAY, "pair"),
    "uinput": FixRow("Load the module: `sudo modprobe uinput`, then connect again", GATEWAY),
    "network-server": FixRow(
        "See that a program offers the network and keeps running (NetworkManager, blueman, `bt-network -s nap BRIDGE`)",
        GATEWAY,
    ),
    "hid-record": FixRow(
        "Connect once from the gateway, which asks the device for the record: `bluetoothctl connect ADDRESS`",
        GATEWAY,
    ),
    "uhid": FixRow("Load the module: `sudo modprobe uhid`, then connect again", GATEWAY),
    "daemon-status": FixRow(
        "See why it stopped: `systemctl status bluetooth` and `journalctl -u bluetooth -b`", GATEWAY
    ),
    "daemon-log": FixRow("Read what bluetoothd says of that moment: `journalctl -u bluetooth --since -10min`", GATEWAY),
    "daemon-start": FixRow("Start it again: `sudo systemctl restart bluetooth`, then pair again", GATEWAY, "pair"),
    "kernel-update": FixRow("Update the kernel", GATEWAY),
    "kernel-repair": FixRow(
        "Update the kernel; `JustWorksRepairing = always` alone does not help on this one", GATEWAY
    ),
    "kernel-iso": FixRow(
        "Use a kernel without that change (before 6.11.0-28 in Ubuntu's numbering) or with its repair", GATEWAY
    ),
    "kernel-smp": FixRow(
        "The host's SMP sends keys that were not agreed on: use the kernel's SMP (BlueZ), or update the host stack"
    ),
    "crypto-modules": FixRow(
        "Load the modules: `sudo modprobe -a ecdh_generic cmac aes_generic`, then restart the adapter",
        GATEWAY,
        "power-on",
    ),
    "one-phy": FixRow("Keep this controller to one PHY: `sudo btmgmt phy LE1MTX LE1MRX`", GATEWAY),
    "one-transport": FixRow(
        "Keep to one transport: `ControllerMode = le` in /etc/bluetooth/main.conf, restart bluetoothd", GATEWAY
    ),
    "profile-program": FixRow(
        "Start the program that serves the profile (PipeWire or bluealsa for audio), then connect", GATEWAY
    ),
    "profile-program-session": FixRow(
        "See that it runs in the session of the user who is logged in, or system-wide on a gateway without one: "
        "`systemctl --user status pipewire wireplumber`",
        GATEWAY,
    ),
    "connect-from-there": FixRow("Let the device connect by itself: press a key, or switch it off and on"),
    "bond-first": FixRow("Where `bluetoothctl info` says `Bonded: no`: pair with it, then connect", GATEWAY, "pair"),
    "close-connections": FixRow(
        "Close connections of this adapter that are not needed: `bluetoothctl devices Connected`", GATEWAY
    ),
    "over-le": FixRow("Where a program needs LE: pair over it as well, `pairtui pair ADDRESS --over le`", GATEWAY),
    "role-switch": FixRow(
        "Let the adapter change roles: `sudo hciconfig hci0 lm accept`, `sudo hciconfig hci0 lp rswitch`; try again",
        GATEWAY,
    ),
    "just-connect": FixRow("Just connect: it is paired already", GATEWAY),
    "btmon": FixRow(
        "Record `sudo btmon -w capture.btsnoop` from before the connection on, pair again, and analyze that", GATEWAY
    ),
}
