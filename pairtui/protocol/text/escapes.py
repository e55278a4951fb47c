"""What a terminal's program writes to move and to colour, which is no part of its text."""

import re

_ESCAPE = re.compile(
    "\x1b(?:\\[[0-9;:?<=>]{0,32}[ -/]{0,4}[@-~]"  # CSI: colour, cursor
    "|\\][^\x07\x1b\n]{0,512}(?:\x07|\x1b\\\\)"  # OSC: window title
    "|[PX^_][^\x1b\n]{0,512}\x1b\\\\"
    "|[ -/]{0,4}[0-~])"
)
_COLOUR = re.compile(r"\[(?:0|[01];[0-9;]{1,10})m")
"""A colour that lost its escape character on the way through an editor or a web form."""


def without_escapes(text: str) -> str:
    """The text without them, and without colours that lost their escape character; JSON writes it `\\u001b`."""
    text = text.replace("\\u001b", "\x1b") if "\\u001b" in text else text
    if "\x1b" in text:
        text = _ESCAPE.sub("", text)
    if "[0" in text or "[1;" in text:
        text = _COLOUR.sub("", text)
    return text
