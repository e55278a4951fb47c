"""Causes of this gateway: what it is set to require and allow, and the bonds it holds."""

from pairtui.knowledge.causes.cause import Cause, Text, titled

CAUSES = (
    Cause(
        id="not-bondable",
        title="The adapter is not pairable",
        side="local",
        texts=(
            Text(
                "The profile chosen on {here} belongs to another host, so it refuses to pair",
                "A keyboard with ZMK keeps one host a profile. This one is taken: by another host, or by this one, "
                "which removed its own bond.",
                when="profile-taken-logged",
            ),
            Text(
                "{Here} does not accept pairing now",
                "The device's firmware refuses pairing at this moment, as the peer wants to bond.",
                when="micro-log",
            ),
            Text(
                "This adapter is not pairable",
                "The kernel answers Pairing Not Allowed when the peer wants to bond and the adapter's "
                "bondable setting is off. BlueZ switches it with Pairable, and off when no default agent is "
                "registered.",
                when="capabilities-refused",
            ),
            Text(
                "This adapter is not pairable",
                "The kernel sends Pairing Not Supported when the peer wants to bond and the adapter's bondable setting "
                "is off. BlueZ switches it with Pairable, and off when no default agent is registered.",
            ),
        ),
        supports={
            "smp:0x05 local + not-bondable-set": 22,
            "smp:0x05 local + le-off": 4,
            "smp:0x05 local + request-seen + !attribute-refused-before + !gateway-asked-security": 8,
            "smp:0x05 local + micro-log": 6,
            # Alone it is `gatt-client-triggers-pairing` as well, which begins before.
            "smp:0x05 local": 4,
            "smp:0x05 unknown": 3,
            "zephyr:0x05": 4,
            "capabilities-refused": 26,
            "profile-taken-logged": 26,
        },
        contradicts={},
        fixes=("pairable", "agent", "always-pairable", "firmware-bondable"),
        settles="`bluetoothctl show` at that moment: Pairable: no",
        settles_elsewhere="the settings of {here} at that moment: whether it takes a new bond",
    ),
    Cause(
        id="sc-only-refused-legacy",
        title="This gateway allows only Secure Connections, the peer has only legacy pairing",
        side="local",
        texts=titled(
            "{Here} accepts only Secure Connections, the peer can only do legacy pairing",
            {
                "level-asked + !sc-only": "Level 4 was asked for, so a peer whose features lack Secure Connections is "
                "refused.",
                "below-level-logged": "The pairing reached level 3, which is legacy pairing with a passkey, and {here} "
                "requires level 4.",
                # Zephyr's pull request 73217, and sdk-nrf's 24009 for its samples.
                "micro-log": "Zephyr's firmware does so by default since LE legacy pairing is an option that has to be "
                "chosen: an older mouse or keyboard can then no longer be paired, and one that has a bond goes on "
                "working.",
                "": "The adapter is in Secure Connections Only mode, so the kernel refuses a peer whose features lack "
                "the SC bit.",
            },
        ),
        supports={
            "smp:0x03 local + legacy-refused + sc-only": 24,
            "smp:0x03 local + legacy-refused": 13,
            "smp:0x03 local + legacy-refused + mitm-not-asked": 18,
            "smp:0x03 local + peer-legacy + !legacy-refused": 6,
            "sc-only-logged": 24,
            "below-level-logged + level-3-logged": 12,
            "below-level-logged + level-3-logged + passkey-logged": 8,
            "zephyr:0x04 + initiator": 5,
            "smp:0x03 local": 4,
            "firmware:LevelFourOnly": 10,
        },
        contradicts={
            "smp:0x03 local + peer-has-sc": 12,
            "level-asked + just-works + !sc-only": 12,
            "pdu-after-own-failed": 30,
        },
        fixes=("allow-legacy", "peer-sc", "firmware-require-less"),
        settles="the features of both sides: whether the peer's lack Secure Connections",
    ),
    Cause(
        id="mitm-unachievable",
        title="Protection against a man in the middle was required but cannot be had",
        side="sender",
        texts=(
            Text(
                "The security level asked for cannot be reached between these two",
                "One side requires more than the IO capabilities, the key sizes or the kind of pairing of the two can "
                "give.",
                when="micro-log",
            ),
            *titled(
                "Authentication was required, and these two devices can only do Just Works",
                {
                    "level-asked": "Level {level} was asked for. With these IO capabilities nothing can be compared "
                    "or typed, so the key would not be protected against a man in the middle, and the kernel refused.",
                    "mitm-asked-there + peer-has-no-io": "The peer itself asked for it, by the MITM bit of its Pairing "
                    "Request. With these IO capabilities nothing can be compared or typed, so the kernel refused.",
                    "features-known": "Somebody on {here} asked for level 3 or 4. With these IO capabilities nothing "
                    "can be compared or typed, so the key would not be protected against a man in the middle, and the "
                    "kernel refused.",
                },
            ),
            Text(
                "{Who} required authentication that this pairing could not give",
                "What both sides offer does not reach the level required; the log does not show what they offered.",
            ),
        ),
        supports={
            # Where the peer has legacy pairing only, Secure Connections Only would refuse it as well.
            "smp:0x03 local + just-works + !legacy-refused + features-known + secure": 22,
            "smp:0x03 local + just-works + !legacy-refused + offered-no-sc": 22,
            "smp:0x03 local + just-works + !legacy-refused": 11,
            "smp:0x03 local + peer-has-no-io + !legacy-refused": 6,
            "smp:0x03 local + peer-has-no-io + mitm-asked-there": 14,
            "smp:0x03 local": 5,
            "smp:0x03 unknown": 5,
            "zephyr:0x04": 6,
            "firmware:UUBTB=3": 6,
            "firmware:LevelFourOnly": 16,
            "errno:22": 14,
            "windows:0x0b": 3,
        },
        contradicts={
            "sc-only": 4,
            "pdu-after-own-failed": 30,
            "mitm-not-asked": 40,
            "smp:0x03 local + features-known + !just-works": 12,
        },
        fixes=(
            "keyboard-display if !peer-has-no-io",
            "require-less if !mitm-asked-there",
            "peer-asks-less if mitm-asked-there",
            "firmware-require-less",
            "sniff if smp:0x03 unknown",
        ),
        settles="the features of both sides, and which program asked for which level",
    ),
    Cause(
        id="key-size",
        title="The two sides do not agree on the encryption key size",
        side="sender",
        texts=(
            Text(
                "The peer hung up after its channel was refused",
                "The channel needs a longer encryption key than this link has. The refusal is the fault, not the "
                "hang-up.",
                when="hung-up-refused",
                fixes=("longer-key-there",),
            ),
            Text(
                "{Who} refused a channel: {name}",
                "The channel needs a longer encryption key than this link has.",
                when="channel-refused",
                fixes=("longer-key-there if key-below-7", "remove-and-pair-higher if !key-below-7"),
            ),
            Text(
                "The link was encrypted with a key that is too short",
                "The controllers agreed on a key of fewer than 7 octets, which can be guessed. Linux reads its size "
                "once the link is encrypted, and closes the link.",
                when="key-below-7",
            ),
            Text(
                "{Who} wants a longer encryption key",
                "Each side offers a maximum key size of 7 to 16 octets and may refuse a short one; level 4 needs 16. "
                "The smaller of both offers is what they would use.",
            ),
        ),
        supports={
            "key-below-7": 24,
            "smp:0x06": 22,
            "l2cap-le:0x0007": 22,
            "att:0x0c": 20,
            "zephyr:0x04": 3,
            "hci:0x25": 4,
        },
        fixes=(
            "key-size-there",
            "key-size-lower if smp:0x06 local",
            "key-size-longest if !smp:0x06 local + !key-below-7",
        ),
        settles="the maximum key sizes in the Pairing Request and Response",
    ),
)
