"""What lines of bluetoothd and the kernel say of bonds: keys that this gateway lacks or could not load or store.

The kernel's are of net/bluetooth/mgmt.c (Linux 6.10: load_link_keys, load_long_term_keys), bluetoothd's of
profiles/input/server.c (BlueZ 4.101 to 5.82).
"""

from pairtui.knowledge.log_phrase import phrase

KEYS_NOT_LOADED = (
    r"Failed to (?:load )?(?:link keys|long term keys|LTKs|IRKs)|Invalid (?:LTK|link key) for|"
    r"Invalid (?:link )?(?:address|key) type \d+ for"
)
"""Keys that bluetoothd had stored and the kernel does not take."""

BOND_PHRASES = (
    phrase(
        # hci_event.c, hci_auth_complete_evt(), until d03376c18592 of Linux 6.8.
        r"re-auth of legacy device is not possible",
        "encryption-below-level",
        "The device has no Secure Simple Pairing. It authenticated itself once more on a link that was encrypted, and "
        "this kernel does not count that: the link keeps its level, and a channel that asks for more is not opened. "
        "Linux 6.8, and the stable kernels of January 2024, took this check out.",
        "kernel-update btmon",
        title="The kernel did not count a second authentication of a device that pairs by PIN",
        side="local",
    ),
    phrase(
        # Named in a sentence; where a code follows it is a trace, and begins every first pairing (Core, Vol 4, 7.1.11).
        r"(?:Link|Long Term) Key (?:Request )?Negative Reply\b(?! \(0x)",
        "local-bond-missing",
        "The controller asked for the key of an earlier pairing, and there is none: the bond was removed.",
        "remove-and-pair pairing-mode",
        title="This machine had no key for a device that it was asked for",
    ),
    phrase(
        r"Refusing (?:input device connect: [^\n]{0,60}\(114\)|connection from \S{1,40} setup in progress)",
        "two-stacks",
        "A keyboard, mouse or gamepad called while a connection of it was up or being made: this gateway had called it "
        "at the same moment, or an earlier connection has not ended. Whether it is paired has no part in this.",
        "once-more daemon-start",
        title="An input device called while its connection was already being made, and was turned away",
        side="unknown",
    ),
    phrase(
        r"Refusing (?:input device connect|connection from)",
        "local-bond-missing",
        "A keyboard, mouse or gamepad called, and this gateway does not know it: it was never paired here, was "
        "removed, or its services were not kept.",
        "pair trust",
        title="A device that this gateway does not know connected and was turned away",
    ),
    phrase(
        r"Unable set contents for \S*/bluetooth/|store_\w+\(\) Unable set contents",
        "local-bond-missing",
        "bluetoothd could not write the key to its storage, so the bond is gone with the next restart: the disk is "
        "full or cannot be written, or a directory is missing.",
        "storage pair",
        title="The key could not be stored on this gateway",
    ),
    phrase(
        KEYS_NOT_LOADED,
        "local-bond-missing",
        "The kernel did not take the keys that bluetoothd had stored, so the bonds do not hold on this side. BlueZ "
        "before 5.80 stores a key with a wrong address type, and later kernels pass such a key over.",
        "bluez-update remove-and-pair",
    ),
    phrase(
        # AOSP packages/modules/Bluetooth: btm_sec.cc, btm_sec_report_bond_loss(); RemoteDevices.java (Android 16).
        r"Bond loss detected for [0-9A-Fa-fXx:]{17}|keyMissingCallback device: |disconnected due to bond loss for|"
        r"Bond loss is detected, initiating autonomous repairing|android\.bluetooth\.device\.action\.KEY_MISSING\b",
        "peer-bond-missing",
        "Android found that the device has no key for its bond any more: it answered encryption so, or wants to pair "
        "again. The phone still has its own.",
        "remove-and-pair pairing-mode",
        title="The device has lost its bond, and the phone still has it",
    ),
    phrase(
        # Nordic's Android-BLE-Library: BleManagerHandler.java, ERROR_AUTH_ERROR_WHILE_BONDED.
        r"Phone has lost bonding information",
        "peer-bond-missing",
        "Nordic's library says this where Android has a bond and the device answers a read or write all the same that "
        "the link is not authenticated: the two halves of the bond no longer fit, mostly because the device lost its "
        "own.",
        "remove-and-pair pairing-mode",
        title="The phone has a bond that the device does not accept",
        side="unknown",
    ),
    phrase(
        r"Rejected connection from !bonded",
        "local-bond-missing",
        "A keyboard, mouse or gamepad connected that has no bond here, and BlueZ takes input devices only with one "
        "(`ClassicBondedOnly` in input.conf).",
        "pair-then-connect",
        title="An input device connected without a bond and was turned away",
    ),
    phrase(
        # net/bluetooth/hci_event.c sets this reason where the peer answered encryption with PIN or Key Missing.
        r"Disconnected (?:- )?org\.bluez\.Reason\.Authentication|dev_disconnected\(\) [^\n]{0,60}reason 4\b|"
        r"type (?:BR/EDR|LE \w+) disconnected with reason 4\b",
        "peer-bond-missing",
        "The kernel ended the link because the device answered its encryption with PIN or Key Missing: the device no "
        "longer has the key that this gateway uses.",
        "remove-and-pair pairing-mode",
        code="mgmt-disc:0x04",
        title="The device no longer has the bond that this gateway uses",
    ),
)
"""In the order in which they are looked for."""
