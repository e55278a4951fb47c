"""Causes in a link that is less secure than a request or a channel on it needs."""

from pairtui.knowledge.causes.cause import Cause, Text

CAUSES = (
    Cause(
        id="encryption-below-level",
        title="The link is encrypted, but not as strongly as required",
        side="sender",
        texts=(
            Text(
                "{Here} refused a request for lack of security, and a pairing began",
                "That is the usual way for a pairing to begin. The log ends before the pairing does.",
                when="attribute-refused-here + !coded",
            ),
            Text(
                "{Here}'s controller cannot tell how long the encryption key is",
                "The kernel asks for the key size of each BR/EDR link and treats a link whose size it cannot read as "
                "weak: channels that need security are refused.",
                when="key-size-unreadable",
                side="local",
                fixes=("other-controller",),
            ),
            Text(
                "{Here} closed the link: it was encrypted with E0, and AES-CCM was required",
                "Level 4 needs Secure Connections with AES-CCM; the link came up with E0 because one side has Secure "
                "Connections off.",
                when="closed-after-encryption + e0",
                side="local",
                fixes=("sc-on", "or-level-3"),
            ),
            Text(
                "{Who} closed the link: the other side did not authenticate as required",
                "The link was encrypted, so it fell short of the level, the kind of key or the key size required.",
                when="link-unauthentic",
                fixes=("remove-where-bonded", "record-connection"),
            ),
            *(
                Text(
                    "{Who} answers this request only over a paired link, and nothing shows that a pairing followed",
                    "{Who} refused a read or write for want of security. That is the usual way for a pairing to "
                    "begin: the other side is to pair now and to ask again. Where no pairing follows, it did not begin "
                    "one, or its user declined, or one side has lost the bond of an earlier pairing.",
                    when=fact,
                    fixes=(
                        "accept-there",
                        "agent-for-request if attribute-refused",
                        "forget-there",
                        "erase-bonds",
                        "firmware-require-less",
                    ),
                )
                for fact in ("att:0x05 local", "att:0x0f local", "attribute-refused")
            ),
            Text(
                "The peer hung up after its channel was refused",
                "The channel needs more security than this link has. The refusal is the fault, not the hang-up.",
                when="hung-up-refused",
                fixes=("remove-and-pair-higher",),
            ),
            Text(
                "{Who} refused a channel: {name}",
                "The channel needs more than this link has: AES-CCM or a key of 16 octets (level 4).",
                when="channel-refused + key-size-read",
                fixes=("remove-and-pair-higher",),
            ),
            Text(
                "{Who} refused a channel: {name}",
                "The channel needs more security than this link has.",
                when="channel-refused",
                fixes=("remove-and-pair-higher",),
            ),
            Text(
                "The link was encrypted, but not as strongly as {here} requires",
                "The key in use protects less than the level asked for: it comes from a pairing by Just Works or with "
                "a short key, mostly from an earlier one. So {here} closed the link.",
                when="below-level-logged",
            ),
            Text(
                "The link was encrypted, but not as strongly as {here} requires",
                "The kernel compares the encryption reached with the level required (Secure Connections Only mode, a "
                "minimum key size, or a program's BT_SECURITY) and closes a link that falls short.",
            ),
        ),
        supports={
            "encrypted + mgmt:0x05 + !keys-made + smp-begun": 13,
            "encrypted + mgmt:0x05 + !keys-made + !le": 13,
            "encrypted + mgmt:0x05 + !keys-made": 4,
            "below-level-logged + !zephyr:0x02": 14,
            "closed-after-encryption + e0": 21,
            "closed-after-encryption": 13,
            "attribute-refused-here + !coded": 5,
            "hci:0x25": 6,
            "hci:0x2f": 6,
            "l2cap-le:0x0005": 11,
            "l2cap-le:0x0006": 11,
            "l2cap-le:0x0008": 11,
            "l2cap:0x0003 + key-size-read": 13,
            "att:0x0f": 3,
            "att:0x05 local": 6,
            "attribute-refused": 5,
            "key-size-unreadable": 11,
            "link-unauthentic + encrypted": 5,
            "hci:0x05": 1,
        },
        contradicts={"key-below-7": 30},
        fixes=(
            "erase-bonds",
            "firmware-require-less",
            "allow-legacy",
            "controller-firmware",
        ),
        settles="the kind and size of the key, and the level that the program asked for",
    ),
    Cause(
        id="l2cap-before-encryption",
        title="A channel was opened before the link was encrypted",
        side="sender",
        texts=(
            Text(
                "The peer hung up after its channel was refused",
                "A channel that needs security was asked for before the link had it. The refusal is the fault, not the "
                "hang-up.",
                when="hung-up-refused",
            ),
            Text(
                "{Who} refused a channel for lack of security",
                "A channel that needs security was asked for before the link had it, and was refused. Kernels since "
                "5.1 insist on that order; 6.14.4 refuses even just encrypted links until it has read the key size.",
            ),
        ),
        supports={
            "l2cap:0x0003 + !encryption-not-shown": 12,
            "l2cap:0x0003 + not-encrypted": 2,
            "l2cap:0x0003 + encryption-not-shown": 8,
            "hci:0x0e": 4,
        },
        contradicts={"key-size-read": 16},
        fixes=(
            "record-connection if encryption-not-shown",
            "kernel-update-key-size if key-size-not-read",
            "encrypt-first-there",
            "kernel-update-key-size",
        ),
        settles="the order of the connection request and the encryption",
    ),
)
