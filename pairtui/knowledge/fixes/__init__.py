"""Every fix by its name: the words, on which machines it can be done, and the name of what a key does."""

from pairtui.knowledge.fixes.by_hand import BY_HAND
from pairtui.knowledge.fixes.elsewhere import ELSEWHERE
from pairtui.knowledge.fixes.gateway import ON_GATEWAY
from pairtui.knowledge.fixes.row import FixRow

__all__ = ["FIXES", "words"]

FIXES: dict[str, FixRow] = BY_HAND | ON_GATEWAY | ELSEWHERE


def words(name: str, here: str) -> str:
    """What to do, said of `here`, such as "this gateway". Raises KeyError for what is no fix."""
    return FIXES[name].words.replace("{here}", here)
