"""Fixes of what went wrong outside the attempts: connections, channels, attributes, whole logs."""

from pairtui.knowledge.fixes.row import GATEWAY, FixRow

FOR_FINDINGS: dict[str, FixRow] = {
    "free-device-there": FixRow("Disconnect it from phones and other hosts"),
    "wake-up": FixRow("Bring the device nearer and wake it up"),
    "power-cycle": FixRow("Switch the adapter off and on: `bluetoothctl power off`, then `power on`", GATEWAY),
    "stop-others-connect": FixRow("Stop scanning and other programs that use the adapter, then connect", GATEWAY),
    "kernel-and-firmware": FixRow("Update the kernel and the controller's firmware", GATEWAY),
    "pair-or-trust": FixRow("Pair with the device, or trust it: `bluetoothctl trust ADDRESS`", GATEWAY, "pair"),
    "refusal-in-log": FixRow("See why bluetoothd refused it: `journalctl -u bluetooth`", GATEWAY),
    "connect-again": FixRow("Connect again, with the adapter on and no other program at it", GATEWAY),
    "remove-where-bonded": FixRow(
        "Where the device is listed as paired (`bluetoothctl info`), and this happens on each connection: remove "
        "the bond and pair again",
        GATEWAY,
        "remove-and-pair",
    ),
    "who-disconnected": FixRow("See which program called Disconnect: `sudo busctl monitor org.bluez`", GATEWAY),
    "record-meanwhile": FixRow("Record `sudo btmon -w capture.btsnoop` while it happens, and analyze that", GATEWAY),
    "record-connection": FixRow(
        "Record `sudo btmon -w capture.btsnoop` from before the connection on, and analyze that", GATEWAY
    ),
    "record-pairing": FixRow(
        "Record `sudo btmon -w capture.btsnoop` from before the pairing on, and analyze that", GATEWAY
    ),
    "other-kernel-compare": FixRow(
        "Boot a kernel without that change and compare; nothing in the pairing itself has to change", GATEWAY
    ),
    "no-auto-phy": FixRow("In the peer's firmware: no automatic PHY update (Zephyr: CONFIG_BT_AUTO_PHY_UPDATE=n)"),
    "nearer-or-interference": FixRow("Bring the device nearer; look for interference and a weak battery"),
    "pair-if-not-paired": FixRow(
        "If it is not paired (`bluetoothctl info`): put it in pairing mode and pair it", GATEWAY, "pair"
    ),
    "peer-documentation": FixRow("See in the peer's documentation what it expects after this request"),
    "remove-and-pair-higher": FixRow(
        "Remove the bond and pair again at the level the service needs", GATEWAY, "remove-and-pair"
    ),
    "longer-key-there": FixRow(
        "Update the peer's firmware or configuration: it must agree on a key of 7 octets or more"
    ),
    "encrypt-first-there": FixRow("Update the peer's firmware: it opens its channel before encryption"),
    "kernel-update-key-size": FixRow(
        "Update the kernel: 5.1.0 to 5.1.5 and 6.14.4 refuse more than they should", GATEWAY
    ),
    "send-trace": FixRow(
        "Send a trace of the same moment: `sudo btmon -w capture.btsnoop`, or the other side's own capture",
        GATEWAY,
    ),
    "ask-line": FixRow("Ask what a line means: `pairtui explain 'THE LINE'`"),
    "agent-for-request": FixRow("Keep an agent, so that the pairing can be answered", GATEWAY, "agent-on"),
    "other-controller": FixRow("Use another controller, or a kernel with a quirk for this one", GATEWAY),
    "or-level-3": FixRow("Or require level 3 or less"),
    "stop-repeating": FixRow("Until that is done, disconnect the peer, or stop what repeats the request"),
    "oob-for-address": FixRow(
        "Store the data for the address and type that is paired with (LE public or random, not BR/EDR)", GATEWAY
    ),
    "remove-wrong-type": FixRow(
        "Remove the devices whose address has the wrong type, and pair them again", GATEWAY, "remove-and-pair"
    ),
    "pair-rather-than-connect": FixRow(
        "Put the device in pairing mode and pair it again, rather than only connect", GATEWAY, "pair"
    ),
    "nearer-only": FixRow("Bring the device nearer"),
    "firmware-both": FixRow("Update the firmware of the device and of this gateway's controller"),
}
