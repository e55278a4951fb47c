"""Fixes of what went wrong outside the attempts: connections, channels, attributes, whole logs."""

from pairtui.knowledge.fixes.row import GATEWAY, FixRow

FOR_FINDINGS: dict[str, FixRow] = {
    "power-cycle": FixRow("Switch the adapter off and on: `bluetoothctl power off`, then `power on`", GATEWAY),
    "stop-others-connect": FixRow("Stop scanning and other programs that use the adapter, then connect", GATEWAY),
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
    "record-connection": FixRow(
        "Record `sudo btmon -w capture.btsnoop` from before the connection on, and analyze that", GATEWAY
    ),
    "other-kernel-compare": FixRow(
        "Boot a kernel without that change and compare; nothing in the pairing itself has to change", GATEWAY
    ),
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
}
