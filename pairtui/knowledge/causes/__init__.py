"""The causes a diagnosis can name, each declared once: what speaks for it, what against it, its words and fixes."""

from pairtui.knowledge.causes import (
    adapter,
    agent,
    both,
    link,
    link_layer,
    link_security,
    other,
    peer,
    peer_protocol,
    platform,
    settings,
)
from pairtui.knowledge.causes.cause import DECISIVE, SPECIFIC, Cause, Group, Text, parts

__all__ = ["CAUSES", "DECISIVE", "SPECIFIC", "Cause", "Group", "Text", "parts"]

_ROOMS = (agent, settings, platform, adapter, peer, peer_protocol, both, link, link_layer, link_security, other)

CAUSES: dict[str, Cause] = {cause.id: cause for room in _ROOMS for cause in room.CAUSES}
"""By id, in the order of the groups."""
