"""The causes a diagnosis can name, each declared once: what speaks for it, what against it, its words and fixes."""

from pairtui.knowledge.causes import both, gateway, link, other, peer
from pairtui.knowledge.causes.cause import DECISIVE, SPECIFIC, Cause, Group, Text, parts

__all__ = ["CAUSES", "DECISIVE", "SPECIFIC", "Cause", "Group", "Text", "parts"]

CAUSES: dict[str, Cause] = {cause.id: cause for room in (gateway, peer, both, link, other) for cause in room.CAUSES}
"""By id, in the order of the groups."""
