"""Fixes that take hands and eyes, on whatever machine the other side is."""

from pairtui.knowledge.fixes.row import MICRO, FixRow

BY_HAND: dict[str, FixRow] = {
    "pair": FixRow("Pair again", action="pair"),
    "pairing-mode": FixRow("Put the device in pairing mode (its own button or menu), then pair again", action="pair"),
    "forget-there": FixRow("Remove {here} from the peer's own list of paired devices, or reset the peer's bonds"),
    "other-entry": FixRow("Pair the entry of the same device whose name has no LE before it: look for it by a scan"),
    "nearer": FixRow("Bring the device nearer, wake it up and pair again", action="pair"),
    "nearer-connect": FixRow("Bring the device nearer, wake it up, then connect"),
    "free-device": FixRow("Disconnect it from phones and other hosts: many devices take one connection only"),
    "interference": FixRow("Look for interference: Wi-Fi on 2.4 GHz beside the antenna, USB 3, a weak battery"),
    "restart-device": FixRow("Restart the device, then pair again", action="pair"),
    "lock-key": FixRow("Get the lock's key again from its maker's account, and give it to the program"),
    "advert-key": FixRow("Get the device's bindkey from its maker's account, and give it to the program"),
    "homekit-pairing": FixRow("Remove the accessory from the HomeKit controller, and add it again with its digits"),
    "restart-both": FixRow("Restart both devices"),
    "firmware": FixRow("Update the device's firmware"),
    "firmware-bonds": FixRow("If it happens again after some sessions: the device loses bonds; ask its maker"),
    "manual": FixRow("Look in the device's manual whether and how it pairs; some devices work without"),
    "manual-model": FixRow(
        "Look in the device's manual which pairing it wants: a passkey, a number to compare, out-of-band data"
    ),
    "answer-in-time": FixRow("Pair again and answer the question within 30 seconds", action="pair"),
    "type-pin-there": FixRow("Pair again and type the same PIN on the device within 30 seconds", action="pair"),
    "answer-yes": FixRow("Pair again and answer yes", action="pair"),
    "answer-same": FixRow("Pair again and answer yes if both show the same number", action="pair"),
    "type-digits": FixRow("Pair again and type the six digits on the side that asks for them", action="pair"),
    "type-digits-shown": FixRow(
        "Pair again, type exactly the digits shown on the device at once, then press Enter", action="pair"
    ),
    "type-exactly": FixRow("Pair again and type exactly the six digits shown, leading zeros too", action="pair"),
    "fixed-passkey": FixRow(
        "A device with a fixed passkey: look it up on its label or in its manual, 000000 and 123456 are common"
    ),
    "pin-on-label": FixRow("Pair again with the PIN on the device's label (0000 and 1234 are common)", action="pair"),
    "accept-there": FixRow("Pair again and accept on the device", action="pair"),
    "compare-both": FixRow("Pair again, compare all six digits, and confirm on both devices", action="pair"),
    "wait": FixRow("Wait a minute, or restart the device, then pair again", action="pair"),
    "close-apps": FixRow("Close the device's app on other phones and computers, then pair again", action="pair"),
    "use-its-app": FixRow("Use the device's own app or NFC to pair; see whether it has a mode without such data"),
    "give-oob": FixRow("Give both sides the data, or build the device without the demand for it", MICRO),
    "full-bonds": FixRow("Remove old bonds on the device: its bond table may be full"),
    "remove-old-bonds": FixRow("Remove bonds on {here} that are no longer needed, then pair again", action="pair"),
    "more-bonds": FixRow(
        "Allow more bonds in the firmware (CONFIG_BT_MAX_PAIRED, CONFIG_BT_NIMBLE_MAX_BONDS), or let the oldest go "
        "(CONFIG_BT_KEYS_OVERWRITE_OLDEST)",
        MICRO,
    ),
    "replace-device": FixRow("Replace the device or update its firmware: its key protects nothing"),
    "sniff": FixRow("Capture the other side (its own log, or a sniffer) while pairing again"),
    "once-more": FixRow("Connect it once more by hand: it does not happen on each connection"),
}
