"""What Home Assistant says of its scanner and of the Bluetooth proxies of ESPHome, where no code stands beside it.

habluetooth scanner.py; the proxies' timeouts as users and other projects quote aioesphomeapi.
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
        "The proxy was asked to pair, and did not tell in time how it ended: the device kept silent, waits for a "
        "confirmation on its own side, or asked for a passkey, which no proxy can give. The proxy's own log has the "
        "reason.",
        "pairing-mode pair-without-proxy",
        title="The Bluetooth proxy did not tell in time how the pairing ended",
        side="unknown",
        step=True,
    ),
    phrase(
        r"[Tt]imeout waiting for BluetoothGATT(?:Read|Write|Notify|GetServicesDone)\w*",
        "unknown",
        "The proxy had a link, and the device did not answer a request in time, or the link had ended unseen. No "
        "pairing failed here; a device that pairs before it answers keeps a program waiting like this.",
        "nearer-connect bond-first",
        title="Connected, but the device did not answer a Bluetooth proxy in time",
        side="unknown",
    ),
)
"""In the order in which they are looked for."""
