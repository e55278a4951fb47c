"""The device book: how models that people ask about are brought into pairing mode, and what pairing they want."""

from pairtui.knowledge.devices.book import KINDS, Book, shipped
from pairtui.knowledge.devices.entry import Entry, Match, Trap

__all__ = ["KINDS", "Book", "Entry", "Match", "Trap", "shipped"]
