"""Every fix by its name: the words, on which machines it can be done, and the name of what a key does."""

from pairtui.knowledge.fixes.by_hand import BY_HAND
from pairtui.knowledge.fixes.checks import FOR_CHECKS
from pairtui.knowledge.fixes.elsewhere import ELSEWHERE
from pairtui.knowledge.fixes.findings import FOR_FINDINGS
from pairtui.knowledge.fixes.gateway import ON_GATEWAY
from pairtui.knowledge.fixes.row import FixRow

__all__ = ["FIXES", "words"]

FIXES: dict[str, FixRow] = BY_HAND | ON_GATEWAY | ELSEWHERE | FOR_FINDINGS | FOR_CHECKS


_STACKS = {"zephyr": "Zephyr", "nimble": "NimBLE", "bluedroid": "ESP-IDF's Bluedroid", "nrf5": "nRF5 SDK"}


def words(name: str, here: str, stack: str = "") -> str:
    """What to do, said of `here`, such as "this gateway", and of the stack whose log it is, "" where that is unknown.

    Raises KeyError for what is no fix.
    """
    row = FIXES[name]
    if stack and stack not in row.ways:
        way = ""
    else:
        named = (f"{_STACKS[one]}: {how}" for one, how in row.ways.items())
        way = f" ({row.ways[stack] if stack else '; '.join(named)})"
    return row.words.replace("{here}", here).replace("{way}", way)
