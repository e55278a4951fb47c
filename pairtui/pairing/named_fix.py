"""A fix by its name in the table of fixes, said of this gateway."""

from pairtui.knowledge.fixes import FIXES, words
from pairtui.pairing.attempt import Fix


def fix_named(name: str) -> Fix:
    """The fix of that name; its action is that of the table. Raises KeyError."""
    return Fix(words(name, "this gateway"), FIXES[name].action or None)
