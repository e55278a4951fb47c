"""One model of the device book: what it is known by, how it pairs, and where that is written."""

from fnmatch import fnmatchcase

from pairtui.protocol.immutable import immutable

MODELS = {
    "just-works": "Just Works",
    "passkey-entry": "passkey entry",
    "numeric-comparison": "numeric comparison",
    "oob": "out-of-band data",
    "pin": "a PIN",
}
"""Association models as the analysis document names them, and in words."""

_LONGEST_NAME = 248
"""Octets of a Bluetooth device name (Vol 3, Part C, 3.2.2): what is longer is cut before it is matched."""

_MODALIAS, _NAME, _SERVICE, _COMPANY = 4000, 1000, 300, 100


def fits(pattern: str, text: str) -> bool:
    """Whether the whole text is as the pattern says: `*` for any characters, `?` for one, upper case as lower."""
    return fnmatchcase(text[:_LONGEST_NAME].casefold(), pattern.casefold().replace("[", "[[]"))


def literals(pattern: str) -> int:
    """How many characters of a pattern stand for themselves."""
    return sum(character not in "*?" for character in pattern)


def _exactness(pattern: str) -> int:
    """How much a pattern says: its characters, then whether it begins and ends with one."""
    return 4 * literals(pattern) + 2 * (pattern[0] != "*") + (pattern[-1] != "*")


@immutable()
class Match:
    """What a device must show, all of it: `name` and `modalias` are patterns, `service` a UUID of 128 bits.

    `company` is the company identifier of its manufacturer data.
    """

    name: str = ""
    modalias: str = ""
    service: str = ""
    company: int | None = None

    def specificity(self) -> int:
        """How much it asks for: the PnP id says most, then the name, a service, the company."""
        return (
            (_MODALIAS + _exactness(self.modalias) if self.modalias else 0)
            + (_NAME + _exactness(self.name) if self.name else 0)
            + (_SERVICE if self.service else 0)
            + (_COMPANY if self.company is not None else 0)
        )

    def holds(self, name: str, modalias: str, services: tuple[str, ...], company: int | None) -> bool:
        """Whether a device that shows this is meant."""
        return (
            (not self.name or fits(self.name, name))
            and (not self.modalias or fits(self.modalias, modalias))
            and (not self.service or self.service in services)
            and (self.company is None or self.company == company)
        )


@immutable()
class Trap:
    """Something to know about a model, with its public source. `firmware` says of which, "" for any.

    `causes` are those of a verdict beside which it is shown.
    """

    text: str
    source: str
    firmware: str = ""
    causes: tuple[str, ...] = ()


@immutable()
class Entry:
    """One model. `kind` is the file it stands in, a key of `KINDS`; `sources` are public addresses.

    `pairing_mode` says what to do with one's hands, `without` how it is used where it is not paired at all; one of
    them is there. `models` are the association models that it pairs with, best first, `level` the LE security mode 1
    level, or on BR/EDR mode 4 level, that it asks for; None where no source says. `digits` says where a passkey or PIN
    comes from, `forget` how the model's own bonds are erased.
    """

    id: str
    kind: str
    title: str
    matches: tuple[Match, ...]
    sources: tuple[str, ...]
    pairing_mode: str = ""
    without: str = ""
    models: tuple[str, ...] = ()
    level: int | None = None
    digits: str = ""
    forget: str = ""
    traps: tuple[Trap, ...] = ()

    def wants(self) -> str:
        """Which pairing it wants in a few words, "" where no source says."""
        models = " or ".join(MODELS[model] for model in self.models)
        level = f"security level {self.level}" if self.level else ""
        return ", ".join(part for part in (models, level) if part)
