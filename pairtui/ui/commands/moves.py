"""The keys that move in a list, as the console and the fleet's console have them: id, keys, label and help."""

MOVES: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("up", ("up", "k"), "up", "Go up."),
    ("down", ("down", "j"), "down", "Go down."),
    ("page-up", ("pageup",), "page up", "Go up a page."),
    ("page-down", ("pagedown",), "page down", "Go down a page."),
    ("first", ("home",), "first", "Go to the first line."),
    ("last", ("end",), "last", "Go to the last line."),
)
