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

_ALL = (
    Setting(
        "secure-connections", "Secure Connections", ((0, "off"), (1, "on"), (2, "only")),
        "off: legacy pairing with every peer, level 3 at most. on: used where the peer has it. only: a peer without it "
        "is refused (0x03).",
    ),
    Setting(
        "ssp", "Secure Simple Pairing", _SWITCH,
        "off: BR/EDR devices pair with a PIN, and Secure Connections is off too.",
    ),
    Setting(
        "bondable", "Bondable", _SWITCH,
        "off: keys are not kept, and a peer that asks for bonding is refused (0x05).",
    ),
    Setting("le", "Low Energy", _SWITCH, "off: LE devices can be neither found nor paired."),
    Setting("bredr", "BR/EDR", _SWITCH, "off: dual-mode devices pair over LE only."),
    Setting(
        "privacy", "Privacy", ((0, "off"), (1, "on"), (2, "limited")),
        "on: the gateway uses resolvable private addresses and hands out its identity key when it pairs.",
    ),
    Setting("connectable", "Connectable", _SWITCH, "on: other devices can connect to this gateway."),
    Setting("discoverable", "Discoverable", _SWITCH, "on: other devices can find this gateway."),
    Setting(
        "min-key-size", "Shortest key", _KEY_SIZES,
        "a peer that offers a shorter key is refused (0x06); 16 is needed for level 4.", "debugfs",
    ),
    Setting(
        "max-key-size", "Longest key", _KEY_SIZES,
        "what this gateway offers; below 16 a peer that wants more refuses (0x06).", "debugfs",
    ),
)  # fmt: skip

SETTINGS = {setting.name: setting for setting in _ALL}
"""Every setting by its name."""
