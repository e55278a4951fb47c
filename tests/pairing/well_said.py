"""Whether what people read is written as people write."""

import re

_SHOUTED = re.compile(r"(?:\b[A-Z]{2,}\b[\s,]*){4,}")
_NAMED = re.compile(r"(?:pairtui|bluetooth\w*|bleak|bluepy|pygatt|gatttool|hcitool)\b|[a-z-]+:\w")
"""Programs whose names are small, and codes."""
_MARKED = re.compile(r"XX")
_NOTHING = re.compile(r"(?<!^)(?<!\. )\bNone\b")  # "None was registered." is a sentence


def faults(text):
    """What is wrong with a sentence, a title or a fix; it may begin with a command or a number."""
    shown = re.sub(r"`[^`]*`", "`x`", text)
    return [
        what
        for what, wrong in (
            ("it is empty", not text),
            ("it begins with a small letter", text[:1].islower() and not _NAMED.match(text)),
            ("its words are shouted", _SHOUTED.search(shown) or (shown.isupper() and " " in shown)),
            ("it has marks of no language", _MARKED.search(shown)),
            ("it names None", _NOTHING.search(shown)),
        )
        if wrong
    ]


def ill_said(told):
    """Of a diagnosis or a finding, each text with its faults."""
    texts = (told.title, told.explanation, *(fix.text for fix in told.fixes))
    return [(text, found) for text in texts if (found := faults(text))]
