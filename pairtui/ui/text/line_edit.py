"""A line of text as keys change it."""

from pairtui.ui.text.cells import clean


def typed_text(value: str, key: str, character: str | None, longest: int) -> str:
    """`value` after a key: a character more, one less with Backspace, none with ^u."""
    if key == "backspace":
        return value[:-1]
    if key == "ctrl+u":
        return ""
    return value + clean(character) if character and len(value) < longest else value
