"""Causes in what the two sides have in common: digits, keys, and a livelock."""

from pairtui.knowledge.causes.cause import Cause, Text

CAUSES = (
    Cause(
        id="bond-not-replaced",
        title="An earlier bond is kept, and this pairing may not replace it",
        side="sender",
        texts=(
            Text(
                "{Here} still has an earlier bond with the peer, and refuses to replace it",
                "The peer has forgotten that bond and pairs again, or is a known peer under another address. Zephyr "
                "lets a new pairing replace a bond only where its firmware allows that, and never by one that protects "
                "less.",
                when="bond-kept-logged",
                side="local",
            ),
            Text(
                "{Here} still has an earlier bond with the peer, and refuses to replace it",
                "The peer has forgotten that bond and pairs again. The peer manager answers a known peer's Pairing "
                "Request with Pairing Not Supported, unless the firmware allows it to pair again.",
                when="smp:0x05 local",
                side="local",
            ),
            Text(
                "{Here} still has an earlier bond with the peer, and refuses to replace it",
                "The peer gave its identity as the last step of the pairing, and turned out to be known under another "
                "address. Zephyr keeps the earlier bond where it protects more, and ends the link.",
                when="refused-at-identity-logged",
                side="local",
            ),
            Text(
                "The peer still has an earlier bond, and refuses to replace it",
                "{Here} has forgotten that bond and pairs again. Devices with Zephyr answer so, before they say what "
                "they can do, until their own bond is erased.",
                when="smp:0x03 peer",
            ),
            Text(
                "One side still has an earlier bond and takes no new one, as reported",
                "The other side has forgotten that bond and pairs again. Many devices refuse that until their own bond "
                "is erased.",
                when="reported-bond-not-replaced",
                side="unknown",
            ),
            Text(
                "One side still has an earlier bond, and refuses to replace it",
                "The other side has forgotten that bond and pairs again. Zephyr refuses that with Authentication "
                "Requirements until its own bond is erased.",
                side="unknown",
            ),
        ),
        supports={
            "bond-kept-logged": 30,
            "smp:0x05 local + peer-manager-logged": 12,
            "smp:0x05 local + bonded-peer-logged": 10,
            # What else refuses an identity has a line of its own (smp_ident_addr_info, smp_id_add_replace).
            "refused-at-identity-logged + !bonds-full-logged": 12,
            "smp:0x03 peer + no-response": 9,
            "smp:0x03 peer + micro-log": 6,
            "zephyr:0x04": 5,
            "zephyr:0x04 + responder": 3,
            "reported-bond-not-replaced": 7,
            # ZMK asks for level 2 alone (app/src/ble.c, split/bluetooth/central.c), which each pairing reaches.
            "zephyr:0x04 + zmk-logged": 9,
            "smp:0x03 peer + zmk-logged + !responder": 12,
        },
        contradicts={"response-seen": 12},
        fixes=("erase-bonds", "forget-there", "overwrite-bond", "pairing-mode if smp:0x03 peer"),
        settles="erase the bonds on the side that refuses and pair again: if it then passes, it was this",
    ),
    Cause(
        id="wrong-passkey",
        title="The passkey typed is not the passkey shown",
        side="sender",
        texts=(
            Text(
                "The pairing failed after digits were shown: mostly they were not typed on the device as shown",
                "Digits were shown that somebody has to type on the device, with Enter after them. A wrong digit, "
                "digits of an earlier try or no digits at all end like this; BlueZ does not say which.",
                when="dbus:AuthenticationFailed + digits-shown",
                side="unknown",
            ),
            Text(
                "The pairing failed after a passkey was typed here: mostly it is not the device's",
                "The device shows six new digits for each pairing, or has a fixed passkey on its label. A wrong "
                "digit, digits of an earlier try and a device that stopped waiting end like this; BlueZ does not say "
                "which.",
                when="dbus:AuthenticationFailed + passkey-typed",
                side="unknown",
            ),
            Text(
                "The two sides used different passkeys",
                "In passkey entry the confirm values prove that both know the same six digits. {Who} found that they "
                "differ: a digit was mistyped, or an old passkey was entered.",
            ),
        ),
        supports={
            "smp:0x04 + passkey-entry + secure": 24,
            "hci:0x05 + ssp + passkey-entry + typed-there": 20,
            "hci:0x05 + ssp + passkey-entry + !left-typing-there": 13,
            "smp:0x04 + passkey-entry": 15,
            "smp:0x04": 4,
            "smp:0x04 + wrong-passkey-reported": 9,
            "zephyr:0x01 + digits-shown": 5,
            "zephyr:0x01": 4,
            "dbus:AuthenticationFailed + digits-shown": 7,
            "dbus:AuthenticationFailed + passkey-typed": 9,
            "windows:0x09": 2,
        },
        contradicts={"features-known + !passkey-entry": 20, "just-works": 12},
        fixes=("type-exactly", "fixed-passkey"),
        settles="pair again and type the digits with care",
    ),
    Cause(
        id="confirm-mismatch",
        title="The confirm values do not match",
        side="sender",
        texts=(
            Text(
                "{Who} found a confirm value that does not fit",
                "No passkey was typed in this pairing, so the values that differ were computed from different inputs: "
                "different addresses (a privacy address that changed in between), a fault in one side's security code, "
                "packets altered on the way, or somebody in the middle.",
                when="features-known",
            ),
            Text(
                "{Who} found a confirm value that does not fit",
                "The log does not show the feature exchange. Where a passkey was typed, the two sides used different "
                "ones; where none was, the values were computed from different inputs, such as an address that changed "
                "in between.",
            ),
        ),
        supports={
            "bluedroid:95": 11,
            "smp:0x04 + features-known + !passkey-entry": 24,
            "smp:0x04": 6,
            "confirm-logged": 11,
            "zephyr:0x01": 3,
        },
        contradicts={"passkey-entry": 12},
        fixes=("pair", "type-exactly if !features-known", "restart-device", "firmware if features-known", "btmon"),
        settles="the feature exchange: whether a passkey was typed",
    ),
    Cause(
        id="dhkey-mismatch",
        title="The DHKey checks do not match",
        side="sender",
        texts=(
            Text(
                "The peer's public key is not usable",
                "The kernel could not compute the shared secret from the peer's public key: it is not a point of the "
                "curve P-256. The peer's security code is at fault, or the key was altered on the way.",
                when="smp:0x08 local",
            ),
            Text(
                "The peer's public key is not usable",
                "The shared secret could not be computed from the peer's public key: it is not a point of the curve "
                "P-256."
                " One side's security code or its random numbers are at fault, or the key was altered on the way.",
                when="zephyr:0x09 local + step:public key exchange",
            ),
            Text(
                "{Who} found a DHKey check that does not fit",
                "Both proved knowledge of the same shared secret over the same exchange, and the proofs differ: a side "
                "computed it from other addresses, features or passkey bits, the public key was altered, or one side's "
                "code is at fault. Where six digits were compared and equal, the public keys were the same on both.",
            ),
        ),
        supports={
            # A peer whose kernel has the fault of `kernel-repair-dhkey` sends it, too.
            "smp:0x0b peer": 13,
            "smp:0x0b + features-known + !just-works": 21,
            "smp:0x0b": 4,
            "smp:0x0b unknown": 4,
            "smp:0x0b + micro-log": 8,
            "smp:0x0b + phone-log": 8,
            "smp:0x0b + pc-log": 8,
            "smp:0x08 local + bad-key-logged": 24,
            "zephyr:0x09 local + step:public key exchange": 12,
            "smp:0x08 local + public-keys + after-public-keys": 12,
        },
        fixes=(
            "remove-and-pair if smp:0x0b + bond-known",
            "restart-device",
            "legacy-only",
            "firmware",
        ),
        settles="pair with legacy pairing only; compare the addresses that both sides used",
    ),
    Cause(
        id="numbers-differ",
        title="The numbers compared were not confirmed as equal",
        side="sender",
        texts=(
            Text(
                "On the peer somebody said that the numbers differ",
                "Both sides showed six digits, and the peer's were answered with no. If they were equal it was a slip; "
                "if they differed, somebody is in the middle or two pairings ran at once.",
            ),
        ),
        supports={
            "smp:0x0c peer + numeric-comparison": 24,
            "smp:0x0c peer": 4,
            "hci:0x05 peer + ssp + numeric-comparison + agreed-here": 20,
        },
        contradicts={"features-known + !numeric-comparison": 12},
        fixes=("compare-both",),
        settles="compare both displays digit by digit",
    ),
    Cause(
        id="wrong-pin",
        title="The PIN codes are not the same",
        side="unknown",
        texts=(
            Text(
                "The device needs a PIN, and {here} gave none",
                "The controller asked for a PIN and the answer was no. Some devices (game controllers among them) want "
                "a PIN that only a program for them knows.",
                when="pin-refused",
            ),
            Text(
                "A PIN was typed here, and the pairing failed: mostly the device wants another",
                "The agent asked for a PIN, somebody typed one, and the pairing failed. Many devices have a fixed PIN, "
                "which stands in their manual or on their label; others want the same one typed on both sides. BlueZ "
                "does not say whether the PIN was at fault.",
                when="pin-typed + outer-only",
            ),
            Text(
                "The two sides used different PINs",
                "In legacy BR/EDR pairing both sides must be given the same PIN.",
            ),
        ),
        supports={
            "hci:0x05 + pin": 13,
            "hci:0x06 + pin + !pin-refused": 8,
            "hci:0x05": 2,
            "hci:0x37": 4,
            "pin-typed + dbus:AuthenticationFailed": 9,
            "pin-typed + mgmt:0x05": 8,
            "apple:CBInternalWrongKey": 8,
        },
        contradicts={"ssp": 12, "le + !pin-typed": 6, "stored-key-used + !pin": 12},
        fixes=("pin-on-label",),
        settles="which PIN was typed on each side",
    ),
    Cause(
        id="ssp-failed",
        title="Secure Simple Pairing failed in the controllers",
        side="unknown",
        texts=(
            Text(
                "Secure Simple Pairing failed",
                "The controllers did not come to a common key: a side refused, or its proof did not fit.",
            ),
        ),
        supports={"hci:0x05 + ssp": 12, "hci:0x05": 3},
        contradicts={"pin": 12, "negative-reply": 8, "le": 4, "stored-key-used + !ssp": 12},
        fixes=("pairing-mode", "forget-there", "remove-and-pair if bond-known"),
        settles="the IO capabilities, and who was asked for a confirmation",
    ),
    Cause(
        id="livelock",
        title="Both sides start over again and again",
        side="unknown",
        texts=(
            Text(
                "The same attempt fails again and again",
                "It ended with {code} {name} each time. Something repeats the request that leads to it, such as a read "
                "of a protected attribute or a reconnection, without changing what is refused.",
                when="failed-again",
                fixes=("stop-repeating",),
            ),
            Text(
                "The two sides answer each refusal with a refusal",
                "A Pairing Failed ends a pairing and must not be answered. One side answers it all the same, and the "
                "two may go on like that without end.",
            ),
        ),
        supports={"answered-failed": 12, "failed-again": 12},
        fixes=("firmware", "pair"),
        settles="what repeats the request",
    ),
)
