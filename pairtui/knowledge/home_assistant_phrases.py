"""What Home Assistant says of its scanner and of the Bluetooth proxies of ESPHome, where no code stands beside it.

habluetooth 5: scanner.py, wrappers.py; bleak_esphome 4: backend/client.py, docs/troubleshooting.md; xiaomi_ble and
bthome_ble: parser.py; esphome: bluetooth_proxy/bluetooth_connection.cpp; yalexs_ble: secure_session.py; the
proxies' timeouts as users and other projects quote aioesphomeapi.
"""

from pairtui.knowledge.log_phrase import phrase

HOME_ASSISTANT_PHRASES = (
    phrase(
        r"Timed out starting Bluetooth after|Failed to start Bluetooth: [^\n]{0,200}Try power cycling",
        "adapter-unavailable",
        "Home Assistant's scanner did not start on the adapter that the line names: the adapter hangs, is off, or "
        "bluetoothd is stuck. Nothing that needs Bluetooth works until it does. No device has a part in this.",
        "power-off-gateway daemon-start kernel-log-of-adapter",
        title="The scan on the Bluetooth adapter could not be started",
    ),
    phrase(
        r"[Tt]imeout waiting for BluetoothDevicePairingResponse",
        "unknown",
        "The proxy was asked to pair, and did not report in time how it ended: the device kept silent, waits for a "
        "confirmation on its own side, or asked for a passkey, which no proxy can give. The proxy's own log has the "
        "reason.",
        "pairing-mode pair-without-proxy",
        title="The Bluetooth proxy did not report in time how the pairing ended",
        side="unknown",
        step=True,
    ),
    phrase(
        r"homekit_controller\b[^\n]{0,80}Pairing attempt failed with an unhandled exception",
        "unknown",
        "HomeKit's own pairing, which the eight digits on the accessory make, was broken off by a fault that its "
        "program did not expect. The lines below name it, mostly a link that was gone. Bluetooth's pairing has no part "
        "in it.",
        "nearer-connect once-more",
        title="A HomeKit pairing was broken off; this is no Bluetooth pairing",
        side="unknown",
    ),
    phrase(
        r"\b[Pp]airing failed\b[^\n]{0,120}\b(?:[Nn]ot in|enter|[Ii]s the device in) pairing mode\b",
        "peer-not-in-pairing-mode",
        "The program got no further in a pairing of its own above Bluetooth's, and takes the device not to be in "
        "pairing mode. One that has just been paired with another host answers like this, too.",
        "pairing-mode free-device",
        title="A program takes the device not to be in pairing mode",
        side="unknown",
    ),
    phrase(
        r"No connectable Bluetooth adapters\. ",
        "adapter-unavailable",
        "Home Assistant hears the device over scanners that only listen (Shelly's do), and has no adapter and no proxy "
        "of ESPHome that can connect. No device has a part in this.",
        "more-slots",
        title="None of Home Assistant's Bluetooth scanners can connect",
    ),
    phrase(
        r"The proxy has not answered the last [0-9]+ connect requests",
        "unknown",
        "The proxy took each order to connect and never reported its end; its own log may show a good link. ESPHome "
        "before 2026.8 does so where the device leaves the exchange of the MTU unanswered. No pairing failed here.",
        "update-proxy",
        title="A Bluetooth proxy did not report whether its connections came about",
        side="local",
    ),
    phrase(
        r"Proxy became unavailable while waiting for a free BLE connection slot",
        "connect-failed",
        "Home Assistant lost the proxy itself (its network, its power or a restart) before that had a connection left "
        "for the device.",
        "more-slots",
        title="The Bluetooth proxy was gone before it could connect",
        side="local",
    ),
    phrase(
        # habluetooth scanner.py and base_scanner.py, the watchdog of 90 seconds.
        r"\bBluetooth scanner has gone quiet for [0-9]",
        "adapter-unavailable",
        "Home Assistant has heard no advert over this adapter or proxy for a while, and starts its scan again: the "
        "adapter or its driver hangs, a connection keeps its radio busy, or the proxy has lost its network. No device "
        "has a part in this.",
        "power-off-gateway kernel-log-of-adapter",
        title="An adapter or a proxy of Home Assistant heard nothing for a while",
        side="local",
    ),
    phrase(
        r"the proxy slot may stay allocated|Reconciling stale connection to ",
        "unknown",
        "Home Assistant and the proxy no longer agreed on which connections are up. The proxy's place for a connection "
        "is taken until it notices; a connect fails meanwhile for want of one. No pairing failed here.",
        "once-more more-slots",
        title="A Bluetooth proxy may hold a connection that nobody uses any more",
        side="local",
    ),
    phrase(
        r"Encryption key not set and adv is encrypted|Encryption key should be 1[26] bytes|"
        r"\b(?:xiaomi_ble|bthome_ble|bthome)\b[^\n]{0,80}Decryption failed",
        "unknown",
        "The device advertises its values encrypted, and the key that the program has for them (the bindkey of Xiaomi "
        "and BTHome) is missing or wrong. That key comes from the maker's account or is set on the device: Bluetooth "
        "pairing has no part in it.",
        "advert-key",
        title="The program lacks the key of the device's adverts; this is no Bluetooth pairing",
        side="local",
    ),
    phrase(
        r"Cannot (?:read|write|notify) GATT (?:characteristic|descriptor), not connected\b",
        "link-lost",
        "Home Assistant asked the proxy for a value of the device when the proxy had no link to it: that had ended, or "
        "the proxy was just ending it. Who ended it, the lines before tell. No pairing failed here.",
        "once-more nearer-connect",
        title="The Bluetooth proxy had no link any more when it was asked for a value",
        side="unknown",
    ),
    phrase(
        r"Error (?:reading|writing) char(?:/descriptor)? (?:at|for) handle (?:0x ?)?[0-9A-F]{1,4}, "
        r"status=(?!(?:5|8|12|15)\b)[0-9]{1,3}\b|"
        # A handle other than 0 is an attribute's: it could be asked over a link alone.
        r"Bluetooth GATT Error address=\S{17} handle=[1-9][0-9]{0,4} error=(?!(?:5|8|12|15)\b)"
        r"(?:(?P<gatt_decimal>133)|[0-9]{1,3})\b",
        "unknown",
        "The proxy had a link, and a read or write over it failed with this status of ESP-IDF, which is not about "
        "security: below 128 it is ATT's and comes from the device, 133 and the others are the proxy's own. No pairing "
        "failed here.",
        "nearer-connect once-more",
        title="The proxy is connected, and a read or write failed",
        side="unknown",
    ),
    phrase(
        r"\byalexs_ble\b[^\n]{0,60}Security checksum mismatch\b",
        "unknown",
        "An answer of the lock did not fit the encryption that the program itself has on top of Bluetooth's link: "
        "answers were lost or came out of order, or the phone's app talked to the lock at the same time. Bluetooth "
        "pairing has no part in it.",
        "free-device once-more",
        title="A lock's answer did not fit the program's own encryption; this is no Bluetooth pairing",
        side="unknown",
    ),
    phrase(
        r"[Tt]imeout waiting for BluetoothGATT(?:Read|Write|Notify|GetServicesDone)\w*|\bATT request timed out\b",
        "unknown",
        "There was a link, and the device did not answer a request in time, or the link had ended unseen. No "
        "pairing failed here; a device that pairs before it answers keeps a program waiting like this.",
        "nearer-connect bond-first",
        title="Connected, but the device did not answer a request in time",
        side="unknown",
    ),
)
"""In the order in which they are looked for."""
