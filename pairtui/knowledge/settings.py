"""What an adapter can be set to for pairing, and what each value does."""

from pairtui.protocol.immutable import immutable


@immutable()
class Setting:
    """One pairing setting of an adapter.

    `values` are the values it may have with the word for each; `effect` says what it does to a pairing, `owner` who
    holds it: "mgmt" (the kernel's MGMT socket), "debugfs", or "lab" (a virtual gateway, which can set everything).
    """

    name: str
    label: str
    values: tuple[tuple[int, str], ...]
    effect: str
    owner: str = "mgmt"

    def word(self, value: int) -> str:
        """The word for `value`, else its digits."""
        return dict(self.values).get(value, str(value))

    def value(self, word: str) -> int:
        """The value that `word` stands for; or KeyError."""
        for value, own in self.values:
            if word.lower() in (own.lower(), str(value)):
                return value
        raise KeyError(word)


_SWITCH = ((0, "off"), (1, "on"))
_KEY_SIZES = tuple((size, str(size)) for size in range(7, 17))

_KEY_NAMES = ("EncKey", "IdKey", "Sign", "LinkKey")
_KEYS = tuple((bits, " ".join(n for i, n in enumerate(_KEY_NAMES) if bits >> i & 1) or "none") for bits in range(16))

RANDOM_PASSKEY = -1
"""A value of "passkey": a new one for each pairing."""

_ALL = (
    Setting(
        "secure-connections", "Secure Connections", ((0, "off"), (1, "on"), (2, "only")),
        "off: legacy pairing with every peer, level 3 at most. on: used where the peer has it. only: a peer without it "
        "is refused (0x03).",
    ),
    Setting(
        "ssp", "Secure Simple Pairing", _SWITCH,
        "off: BR/EDR devices pair with a PIN; for that the adapter is switched off and on: links end. Secure "
        "Connections over BR/EDR needs it on.",
    ),
    Setting(
        "bondable", "Bondable", _SWITCH,
        "off: keys are not kept, and a peer that asks for bonding is refused (0x05).",
    ),
    Setting("le", "Low Energy", _SWITCH, "off: LE devices can be neither found nor paired."),
    Setting(
        "bredr", "BR/EDR", _SWITCH,
        "off: dual-mode devices pair over LE only. To change it the adapter is switched off and on: links end.",
    ),
    Setting(
        "privacy", "Privacy", ((0, "off"), (1, "on"), (2, "limited")),
        "on: the gateway uses resolvable private addresses and hands out its identity key when it pairs. limited: not "
        "while discoverable. To change it the adapter is switched off and on: links end.",
    ),
    Setting("connectable", "Connectable", _SWITCH, "on: other devices can connect to this gateway."),
    Setting("discoverable", "Discoverable", _SWITCH, "on: other devices can find this gateway."),
    Setting(
        "min-key-size", "Shortest key", _KEY_SIZES,
        "a peer that offers a shorter key is refused (0x06); 16 is needed for level 4. Linux 6.1 keeps the value, and "
        "takes every LE key from 7 octets on all the same.", "debugfs",
    ),
    Setting(
        "max-key-size", "Longest key", _KEY_SIZES,
        "what this gateway offers; below 16 a peer that wants more refuses (0x06).", "debugfs",
    ),
    Setting(
        "mitm", "MITM protection", ((0, "never"), (1, "always"), (2, "auto")),
        "asks for a key that a man in the middle cannot get. never: Just Works unless the peer asks. auto: where the "
        "IO capability allows, as Linux does. always: a peer that can only do Just Works still gets a level 2 key.",
        "lab",
    ),
    Setting(
        "keypress", "Keypress notifications", _SWITCH,
        "on: a keyboard reports each digit typed, so the progress shows here. It needs the bit of both sides.", "lab",
    ),
    Setting(
        "ct2", "CT2", _SWITCH,
        "on: where both sides have it, keys for the other transport are derived with h7, else with h6.", "lab",
    ),
    Setting(
        "initiator-keys", "Initiator's keys", _KEYS,
        "what the initiator may send after encryption: EncKey the legacy LTK, IdKey IRK and identity address, Sign the "
        "CSRK. A device with little memory may refuse keys it did not expect (0x08).", "lab",
    ),
    Setting(
        "responder-keys", "Responder's keys", _KEYS,
        "what the responder may send. Without EncKey a legacy bond cannot be used again; without IdKey a device with a "
        "private address is not recognised.", "lab",
    ),
    Setting(
        "oob", "Out-of-band data", ((0, "none"), (1, "present")),
        "present: this gateway says that it has the peer's data, by NFC or a QR code. Wrong data ends in 0x04, and a "
        "peer without any in 0x02 or 0x0b.", "lab",
    ),
    Setting(
        "identity-address", "Identity address", ((0, "public"), (1, "static random")),
        "what IdKey hands out, and what the gateway connects from: the peer keeps its bond under it. Changed after "
        "pairing, the peer no longer knows this gateway.", "lab",
    ),
    Setting(
        "passkey", "Passkey shown", ((RANDOM_PASSKEY, "random"), (0, "000000"), (123456, "123456"), (999999, "999999")),
        "what is shown to be typed on the peer. A fixed one is known to everybody who reads the manual.", "lab",
    ),
)  # fmt: skip

SETTINGS = {setting.name: setting for setting in _ALL}
"""Every setting by its name."""
