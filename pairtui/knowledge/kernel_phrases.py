"""What the kernel says of pairing, keys and commands: net/bluetooth of Linux 5.4 to 6.12."""

from pairtui.knowledge.log_phrase import phrase

KERNEL_PHRASES = (
    phrase(
        # hci_event.c, of BR/EDR, LE and synchronous links alike.
        r"Ignoring (?:HCI_Conn\w+|connect complete event) for existing",
        "unknown",
        "The device made a new link, and the kernel ignored it: it still held the one before, whose end it had not "
        "heard of, mostly over a suspend. The bond is not at fault.",
        "power-off-gateway kernel-update",
        title="The kernel ignored a new link of a device whose last link it still held",
        side="local",
    ),
    phrase(
        r"[Uu]nable to create (?:CMAC crypto|ECDH crypto|SMP|crypto) context(?! for BR/EDR)",
        "kernel-crypto-missing",
        "The kernel set up no SMP on this adapter, as it lacks CMAC, AES or ECDH. LE devices cannot be paired.",
        "crypto-modules",
        step=True,
        fact="crypto-logged",
    ),
    phrase(
        r"unable to create SMP context for BR/EDR|no Link Key found to generate LTK",
        "cross-transport",
        "The kernel could not derive keys of LE from the link key of BR/EDR. The pairing over BR/EDR is good; LE has "
        "to be paired by itself.",
        "over-le",
        title="No keys of LE were derived from the pairing over BR/EDR",
        side="local",
    ),
    phrase(
        # smp.c, smp_cmd_public_key(): CVE-2020-26558, a reflected key.
        r"[Pp]ublic keys are identical",
        "peer-protocol-error",
        "The device sent back this gateway's own public key as its own. Its firmware is broken, or somebody in between "
        "reflects the messages; the kernel refuses that.",
        "firmware replace-device",
        title="The device answered with this gateway's own public key",
        step=True,
    ),
    phrase(
        # smp.c, smp_cmd_ident_addr_info().
        r"ignoring IRK with (?:no|invalid) identity address",
        "peer-key-distribution",
        "The device gave a key for its changing addresses without a real address of its own, so the kernel dropped the "
        "key. The pairing goes on; under its next address the device is not recognised.",
        "firmware",
        title="The device gave no identity address with its key, which was dropped",
        step=True,
    ),
    phrase(
        # hci_event.c, hci_cc_read_enc_key_size(): it takes 0 for the size then, so that the link is refused.
        r"failed to read key size for handle|sending read key size failed",
        "key-size",
        "The controller did not say how long the link's key is. The kernel then takes it for too short and does not "
        "use the link.",
        "controller-firmware kernel-update btmon",
        title="The controller did not say the key's size, so the kernel takes the link for too weak",
        side="local",
        step=True,
    ),
    phrase(
        r"Invalid security: Missing AES-CCM usage",
        "encryption-below-level",
        "A channel asks for Secure Connections (level 4), and the link is not encrypted with AES-CCM: one of the two "
        "has legacy pairing only.",
        "require-less remove-and-pair",
        title="The link is not encrypted as its security level requires",
        step=True,
    ),
    phrase(
        r"Refusing to pair with our own address",
        "unknown",
        "A program asked to pair with the adapter's own address.",
        title="The adapter was asked to pair with itself",
        side="local",
    ),
    phrase(
        r"(?:failed to (?:reenable ADV|disable LE scan|cancel inquiry|generate new RPA)|inquiry failed: status|"
        r"(?:disable|(?:start|stop) background) scanning failed|[Pp]ause advertising failed|"
        r"Unable to (?:disable (?:scanning|[Aa]dvertising|LL privacy|Address Resolution)|enable LL privacy|"
        r"(?:add|remove) (?:to|from) (?:allow|white|accept|resolve|resolving) list|set privacy mode))\b",
        "unknown",
        "The controller did not take a command about scanning, advertising or its list of devices. Devices may not be "
        "found, or do not reconnect by themselves. No pairing failed here.",
        "power-off-gateway stop-scanning controller-firmware",
        title="The controller did not take a command about scanning or advertising",
        side="local",
    ),
    phrase(
        r"Suspend(?: notifier action \(\d+\))? (?:failed|timeout)|Failed to suspend|Timed out waiting for suspend",
        "unknown",
        "The adapter was not done in time when the system went to sleep. Devices may have to be connected again.",
        "power-off-gateway",
        title="The adapter was not ready when the system went to sleep",
        side="local",
    ),
    phrase(
        r"Invalid handle: 0x|Ignoring [Cc]onnect [Cc]omplete event for invalid|Unable to find connection (?:for|with)",
        "unknown",
        "The controller reported a connection that the kernel does not know or cannot take, and the kernel passed it "
        "over. By itself it is no sign of a failed pairing.",
        "controller-firmware btmon",
        title="The controller reported a connection that the kernel does not have",
        side="local",
    ),
    phrase(
        # Frames of a call trace, and its first line, of net/bluetooth and drivers/bluetooth.
        r"\b(?:hci|l2cap|smp|mgmt|sco|rfcomm|hidp|bnep|btusb|btintel|btmtk|btrtl|qca)_\w+(?:\.\w+)*\+0x[0-9a-f]+/0x[0-9a-f]+|"
        r"\b(?:BUG|WARNING|Oops|KASAN|UBSAN|RIP):[^\n]{0,80}(?:\b(?:bluetooth|btusb)\b|\b(?:hci|l2cap|smp)_\w+)",
        "unknown",
        "The kernel wrote a call trace out of its Bluetooth code: it warned of a state that should not be, or crashed. "
        "What was under way then came to no end, and the adapter may stay stuck until it is restarted.",
        "power-off-gateway kernel-update",
        title="The kernel's Bluetooth code ran into a fault of its own",
        side="local",
    ),
    phrase(
        # drivers/hid: hid_err() names the device by its bus, of which 0005 is BUS_BLUETOOTH (uapi/linux/input.h).
        r"\b[\w-]+ 0005:[0-9A-F]{4}:[0-9A-F]{4}\.[0-9A-F]{4}: [^\n]{0,80}?(?:[Ff]ail|[Uu]nable|[Cc]ould not|"
        r"\berror\b|timed out|ret=-|Invalid byte count)",
        "profile-unavailable",
        "The keyboard, mouse or gamepad is connected over Bluetooth, and the kernel's driver for it could not set it "
        "up: it did not answer in time, or is a copy that answers otherwise. No pairing failed here.",
        "once-more nearer-connect kernel-update",
        title="The kernel's driver could not set the connected input device up",
        side="unknown",
    ),
    phrase(
        r"\bOpcode 0x ?[0-9a-f]{3,4} failed: -\d+",
        "unknown",
        "The controller did not take a command of the kernel. Which command the number says; without a pairing or a "
        "connection around it, it says no more.",
        "controller-firmware btmon",
        title="The controller refused a command of the kernel",
        side="local",
    ),
)
"""In the order in which they are looked for."""
