"""The entries of the device book, as package data, and which of them a device is."""

from collections.abc import Iterable
from functools import cache

from pairtui.knowledge.devices.entry import Entry

KINDS = {
    "health": "Blood pressure monitors, oximeters, glucose meters, heart rate belts",
    "scales": "Scales",
    "input": "Keyboards and mice",
    "controllers": "Game controllers",
    "audio": "Headphones",
    "home": "Lights, locks, thermostats, sensors, motors",
    "wearables": "Watches and trackers",
    "boards": "Development boards and firmware",
}
"""The files of the book, and what stands in each."""


class Book:
    """Entries by id; those of a user come before the shipped ones and replace what has the same id."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: dict[str, Entry] = {}
        for entry in entries:
            self.entries.setdefault(entry.id, entry)

    def find(
        self, name: str | None, modalias: str | None = None, services: Iterable[str] = (), company: int | None = None
    ) -> Entry | None:
        """The entry that a device with these traits is, the most specific one; None where the book has none."""
        shown = name or "", modalias or "", tuple(service.lower() for service in services), company
        best, most = None, 0
        for entry in self.entries.values():
            for match in entry.matches:
                if (how := match.specificity()) > most and match.holds(*shown):
                    best, most = entry, how
        return best

    def named(self, words: str) -> list[Entry]:
        """The entries that are meant by these words: an id, a name as a device shows it, or words of the title."""
        asked = words.strip().casefold()
        if asked in self.entries:
            return [self.entries[asked]]
        wanted = asked.replace("-", " ").split()
        titled = [
            entry
            for entry in self.entries.values()
            if wanted and all(word in f"{entry.id.replace('-', ' ')} {entry.title}".casefold() for word in wanted)
        ]
        shown = self.find(words.strip())
        return titled or ([shown] if shown else [])


@cache
def shipped() -> Book:
    """The book as it comes with pairtui; read when it is first asked for."""
    import tomllib  # nobody waits for the book before it is needed
    from importlib.resources import files

    from pairtui.knowledge.devices.schema import entries_of

    folder = files("pairtui.knowledge.devices")
    found: list[Entry] = []
    for kind in KINDS:
        text = folder.joinpath(f"{kind}.toml").read_text(encoding="utf-8")
        found += entries_of(f"{kind}.toml", text, tomllib.loads(text), kind)
    return Book(found)
