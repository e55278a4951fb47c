"""The fixes that a key carries out: by name what each does, in words and as actions."""

from collections.abc import Callable

from pairtui.pairing.actions import (
    Action,
    Pair,
    RemoveAndPair,
    RequireLevel,
    SetBlocked,
    SetCapability,
    SetPairable,
    SetPolicy,
    SetPowered,
    Unpair,
)
from pairtui.protocol.immutable import immutable

_CAPABILITY = "KeyboardDisplay"


@immutable()
class FixAction:
    """What a fix does, in `words` after "Cannot". `device` makes the actions for a device by its key, `adapter` those
    for an adapter by its name; `pairs` is whether the device, where there is one, is paired after the latter.
    """

    words: str
    device: Callable[[str], tuple[Action, ...]] | None = None
    adapter: Callable[[str], Action] | None = None
    pairs: bool = False


def _setting(words: str, setting: str, value: int) -> FixAction:
    return FixAction(words, adapter=lambda adapter: SetPolicy(adapter, setting, value), pairs=True)


def _with_agent(device: str) -> tuple[Action, ...]:
    return SetCapability(_CAPABILITY), Pair(device)


FIX_ACTIONS: dict[str, FixAction] = {
    "pair": FixAction("pair again", lambda device: (Pair(device),)),
    "remove-and-pair": FixAction("remove the bond and pair again", lambda device: (RemoveAndPair(device),)),
    "unpair": FixAction("remove the device from this gateway", lambda device: (Unpair(device),)),
    "unblock": FixAction("unblock the device", lambda device: (SetBlocked(device, False),)),
    "level-2": FixAction("pair with level 2", lambda device: (RequireLevel(device, 2),)),
    "pairable-on": FixAction("make the adapter pairable", adapter=lambda adapter: SetPairable(adapter, True)),
    "power-on": FixAction("switch the adapter on", adapter=lambda adapter: SetPowered(adapter, True)),
    "agent-on": FixAction("register pairtui's agent and pair again", _with_agent),
    "agent-take": FixAction("make pairtui's agent the default", adapter=lambda _: SetCapability(_CAPABILITY)),
    "capability-keyboard-display": FixAction("offer KeyboardDisplay and pair again", _with_agent),
    "secure-connections-on": _setting("accept Secure Connections and legacy pairing", "secure-connections", 1),
    "secure-connections-off": _setting("offer legacy pairing only", "secure-connections", 0),
    "le-on": _setting("switch LE on", "le", 1),
    "bredr-on": _setting("switch BR/EDR on", "bredr", 1),
    "ssp-on": _setting("switch Secure Simple Pairing on", "ssp", 1),
    "key-size-shortest": _setting("accept keys from 7 octets on", "min-key-size", 7),
    "key-size-longest": _setting("offer keys of 16 octets", "max-key-size", 16),
}
"""Every name that a fix's `action` may have."""


def actions_for(name: str, device: str | None, adapter: str | None, bonded: bool = False) -> tuple[Action, ...]:
    """The actions, in order, that carry out the fix `name`; none where device or adapter is missing; or KeyError.

    A `bonded` device is removed before it is paired: BlueZ answers Pair with AlreadyExists while it has a key, which
    Linux keeps even of a link that was then refused.
    """
    fix = FIX_ACTIONS[name]
    if fix.device is not None:
        wanted = fix.device(device) if device else ()
    elif fix.adapter is not None and adapter:
        wanted = (fix.adapter(adapter), *((Pair(device),) if fix.pairs and device else ()))
    else:
        wanted = ()
    return tuple(RemoveAndPair(each.device) if bonded and isinstance(each, Pair) else each for each in wanted)
