"""The causes a diagnosis can name, each declared once: what speaks for it, what against it, its words and fixes."""

from dataclasses import replace

from pairtui.knowledge.causes import (
    adapter,
    agent,
    bonds,
    both,
    connecting,
    link,
    link_layer,
    link_level,
    link_security,
    other,
    peer,
    peer_protocol,
    platform,
    settings,
)
from pairtui.knowledge.causes.cause import DECISIVE, SPECIFIC, Cause, Text, parts

__all__ = ["CAUSES", "DECISIVE", "GROUPS", "SPECIFIC", "Cause", "Text", "parts"]

_GROUPED = {
    "gateway": (agent, settings, bonds, platform, adapter),
    "peer": (peer, peer_protocol),
    "both": (both,),
    "link": (link, connecting, link_layer, link_security, link_level),
    "other": (other,),
}

GROUPS = {cause.id: group for group, files in _GROUPED.items() for file in files for cause in file.CAUSES}
"""Where each cause lies, and so who has to act."""

_STATED, _SUGGESTED = 30, 7
"""How much a line speaks for the cause that it states, and words that may mean one for that: it is at most possible."""


def _with_words(cause: Cause) -> Cause:
    words = {f"states:{cause.id}": _STATED, f"suggests:{cause.id}": _SUGGESTED}
    return replace(cause, supports={**cause.supports, **words})


CAUSES: dict[str, Cause] = {
    cause.id: _with_words(cause) for files in _GROUPED.values() for file in files for cause in file.CAUSES
}
"""By id, in the order of the groups."""
