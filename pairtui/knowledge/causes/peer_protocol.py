"""Causes of the device on the other side: what it requires of a pairing, and how it pairs."""

from pairtui.knowledge.causes.cause import Cause, Text

CAUSES = (
    Cause(
        id="peer-rejects-parameters",
        title="The peer refuses the parameters of the pairing",
        side="peer",
        texts=(
            Text(
                "One side does not accept a parameter of the other",
                "A field of a pairing PDU is outside what a side takes.",
                when="micro-log",
            ),
            Text(
                "The peer does not accept the request as {here} sends it",
                "A peer should ignore bits it does not know; some old ones refuse a request that carries Secure "
                "Connections, CT2 or LinkKey bits.",
            ),
        ),
        supports={
            "smp:0x0a peer + request-modern": 6,
            "smp:0x07 peer + request-modern": 6,
            "smp:0x0a peer": 7,
            "smp:0x07 peer": 7,
            "zephyr:0x07": 3,
        },
        contradicts={"encrypted": 6},
        fixes=("legacy-only", "firmware"),
        settles="pair with legacy pairing only: if it then passes, it was this",
    ),
    Cause(
        id="peer-requires-authentication",
        title="The peer requires an authenticated pairing",
        side="peer",
        texts=(
            Text(
                "The peer wants a passkey, and this pairing had none",
                "The features exchanged lead to a pairing without a passkey; the peer refuses that.",
                when="smp:0x01 peer",
            ),
            Text(
                "Paired, and the peer still refuses this request: it wants a stronger pairing",
                "The pairing ended well, and Insufficient Authentication is the peer's answer to a read or write after "
                "it. It asks for protection against a man in the middle, or for Secure Connections, which this pairing "
                "did not give: one with a passkey or with numbers to compare would.",
                when="att:0x05 peer + refused-after-pairing",
            ),
            Text(
                "The link is encrypted, and the peer still refuses this request: it wants a stronger pairing",
                "Insufficient Authentication is its answer to a read or write over an encrypted link: the key comes "
                "from a pairing without protection against a man in the middle, or without Secure Connections. One "
                "with a passkey or with numbers to compare would do.",
                when="att:0x05 peer + attribute-refused + encrypted",
            ),
            Text(
                "The peer answers this request only over a paired link",
                "Insufficient Authentication is its answer to a read or write that came before the link was encrypted. "
                "Pair, then repeat the request. Where the two were paired before, one side has lost the key, or the "
                "program asked before the link was encrypted.",
                when="att:0x05 peer",
            ),
            Text(
                "The peer answers this request only over a paired link",
                "Its answer to a read or write was that the link is not secure enough, and the browser did not pair "
                "for it.",
                when="web:NotPaired",
            ),
            Text(
                "The peer answers this request only over an authenticated link",
                "Its answer to a read or write was that the link is not authenticated enough. Where the two are "
                "paired, the pairing is weaker than the peer requires, or one side has lost the key.",
                when="web:NotAuthorized",
            ),
            Text(
                "The device wants to be paired first, and the pairing for that came to nothing",
                "A phone with Android pairs by itself where a read or write is refused for want of security, and says "
                "137 where that pairing did not end well: its question was not answered in time, the digits did not "
                "fit, or the device does not pair now.",
                when="gatt:137 + step:pairing",
            ),
            Text(
                "The device does not allow this request yet",
                "Insufficient Authorization is its answer to a read or write: its application or its user has to allow "
                "the request, and many devices mean by it that they want to be paired first.",
                when="att:0x08 peer",
            ),
            Text(
                "The peer answers this request only over an encrypted link",
                "Insufficient Encryption is its answer to a read or write that came before the link was encrypted. "
                "Accept the pairing that is asked for now, or pair, then repeat the request. Where the two were paired "
                "before, one side may have lost the key.",
                when="att:0x0f peer",
            ),
            Text(
                "The device answers this request only to a host that it is paired with",
                "BlueZ says NotPermitted, Not paired, for the device's Insufficient Authentication or Insufficient "
                "Encryption. Pair, then repeat the request. Where the two were paired before, one side has lost the "
                "key.",
                when="dbus:NotPermitted",
            ),
            Text(
                "The peer wants a stronger pairing than {here} offered",
                "The peer requires protection against a man in the middle, or Secure Connections. What {here} offered "
                "cannot reach that.",
            ),
        ),
        supports={
            "smp:0x03 peer + weak-offer + response-seen": 22,
            "smp:0x03 peer + weak-offer": 16,
            "smp:0x03 peer": 12,
            "smp:0x01 peer + features-known + !passkey-entry": 11,
            "attribute-refused-before + !coded": 6,
            "att:0x05 peer + !step:encryption": 11,
            "att:0x08 peer": 5,
            "gatt:137 + step:pairing": 9,
            "dbus:NotPermitted + step:attribute access": 11,
            "att:0x0f peer": 8,
            "att:0x0f": 2,
            "hci:0x0e": 3,
            "windows:0x0b": 4,
            "web:NotPaired": 11,
            "web:NotAuthorized": 8,
        },
        contradicts={
            "smp:0x01 peer + no-response": 6,
            "reported-local-bond-missing": 6,
            "reported-peer-bond-missing": 6,
        },
        fixes=(
            "pair-in-system",
            "pair if att:0x05 + !refused-after-pairing",
            "pair if dbus:NotPermitted",
            "pair if att:0x0f",
            "agent-for-request if attribute-refused",
            "pair if att:0x08",
            "pair if gatt:137",
            "keyboard-display if offered-less-io",
            "sc-on if offered-no-sc",
            "manual-model",
        ),
        settles="the features of both sides",
    ),
    Cause(
        id="peer-key-distribution",
        title="The key distribution went wrong at the peer",
        side="peer",
        texts=(
            Text(
                "One side refused a key that the other distributed",
                "The key came out of turn, is known to be unsafe, or could not be stored.",
                when="micro-log",
            ),
            Text(
                "The peer sent a key that was not agreed on",
                "In the feature exchange both sides named the keys each would distribute. The peer sent another one; "
                "kernels since July 2025 refuse it with Key Rejected.",
                when="smp:0x0f local",
            ),
            Text(
                "The peer refused a key that {here} sent without having agreed on it",
                "The two agreed which keys each distributes. {Here} sent more than that, and this peer does not "
                "tolerate it.",
                when="unagreed-keys-sent",
            ),
            Text(
                "The keys went out of order between the two",
                "A key came that was not agreed on, or after the distribution had ended. Kernels and controllers also "
                "deliver late, so the order in this log alone does not say whose fault it is.",
                when="unexpected-smp-logged + !smp:0x08 peer + !smp:0x0f peer",
            ),
            Text(
                "The peer refused the keys that {here} distributed",
                "The keys that {here} distributed are not what the peer expected, or it could not store them.",
            ),
        ),
        supports={
            "smp:0x08 peer + encrypted + unagreed-keys-sent": 24,
            "smp:0x0f peer + encrypted + unagreed-keys-sent": 24,
            "smp:0x08 peer + encrypted": 13,
            "encrypted + mgmt:0x05 + !keys-made + !smp-begun + le": 4,
            "smp:0x0f peer + encrypted": 13,
            "smp:0x0f local + encrypted": 13,
            "unagreed-keys-received": 4,
            "unexpected-smp-logged": 6,
            "smp:0x0f + step:key distribution": 11,
            "smp:0x0f": 4,
            "zephyr:0x08": 3,
        },
        fixes=(
            "kernel-smp if unagreed-keys-sent",
            "full-bonds if !unagreed-keys-sent + !smp:0x0f local",
            "remove-and-pair if !smp:0x0f local",
            "firmware",
            "pair if smp:0x0f local",
        ),
        settles="the keys agreed on, beside those that each side sent",
    ),
    Cause(
        id="peer-protocol-error",
        title="The peer breaks the rules of the Security Manager Protocol",
        side="peer",
        texts=(
            Text(
                "The peer sent what the pairing protocol does not allow",
                "{Here} refused the peer's last command: it has no place there, or is damaged.",
            ),
        ),
        supports={
            "smp:0x07 local + security-request-by-central": 22,
            "smp:0x07 local + damaged-pdu": 22,
            "smp:0x0a local + damaged-pdu": 22,
            "smp:0x07 local + refused-their-last": 11,
            "smp:0x0a local + refused-their-last": 11,
            "smp:0x07 local": 5,
            "smp:0x0a local": 5,
        },
        contradicts={"blocked-key-logged": 12},
        fixes=("firmware", "pair"),
        settles="the PDU before the refusal",
    ),
    Cause(
        id="oob-missing",
        title="Out-of-band data is required and missing",
        side="sender",
        texts=(
            Text(
                "Out-of-band data was stored, and this pairing did not use it",
                "The OOB flag is not set in the feature exchange: the data was stored for another address or for the "
                "other transport, so the pairing fell back to the IO capabilities.",
                when="oob-unused",
                side="local",
                fixes=("oob-for-address",),
            ),
            Text(
                "One side wants out-of-band data that was not given",
                "The device pairs with data given by other means, NFC or a code on its label.",
                when="!smp:0x02 peer",
            ),
            Text(
                "The peer wants out-of-band data that {here} does not have",
                "The device pairs with data given by other means, NFC or a code on its label.",
            ),
        ),
        supports={"smp:0x02 peer": 22, "smp:0x02": 11, "zephyr:0x03": 6, "smp:0x0b + oob": 2, "oob-unused": 12},
        fixes=("use-its-app", "give-oob"),
        settles="the OOB flags in the Pairing Request and Response",
    ),
)
