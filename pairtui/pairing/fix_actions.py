"""The fixes that a key carries out, as the actions that do it."""

from typing import Any

from pairtui.knowledge.fixes import FIX_ACTIONS
from pairtui.pairing import actions
from pairtui.pairing.actions import Action, RemoveAndPair


def actions_for(name: str, device: str | None, adapter: str | None, bonded: bool = False) -> tuple[Action, ...]:
    """The actions, in order, that carry out the fix `name`; none where its adapter is missing; or KeyError.

    Without a device, what is done to one is left out. A `bonded` device is removed before it is paired: BlueZ answers
    Pair with AlreadyExists while it has a key, which Linux keeps even of a link that was then refused.
    """
    subjects = {"device": device, "adapter": adapter}
    wanted: list[Action] = []
    for kind, *values in FIX_ACTIONS[name].steps:
        made: Any = RemoveAndPair if bonded and kind == "Pair" else getattr(actions, str(kind))
        field = made.__slots__[0]
        if field not in subjects:
            wanted.append(made(*values))
        elif subjects[field]:
            wanted.append(made(subjects[field], *values))
        elif field == "adapter":
            return ()
    return tuple(wanted)
