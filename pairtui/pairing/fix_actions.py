"""What a key does for a fix: the actions, what is asked before them, the same in a shell."""

from collections.abc import Callable
from dataclasses import replace

from pairtui.pairing import actions
from pairtui.pairing.questions import Question, ask_remove_and_pair, ask_unpair
from pairtui.pairing.state import Device
from pairtui.protocol.immutable import immutable
from pairtui.protocol.io_capability import DEFAULT_CAPABILITY


@immutable()
class FixAction:
    """What is done with the agent, to the adapter and to the device, in this order.

    `words` follow "Cannot"; `asks` gives the question that is put first; `command` does the same in a shell.
    """

    words: str
    device: Callable[[str], actions.Action] | None = None
    adapter: Callable[[str], actions.Action] | None = None
    agent: actions.Action | None = None
    asks: Callable[[Device], Question] | None = None
    command: str = ""

    def actions(self, device: str | None, adapter: str | None) -> tuple[actions.Action, ...]:
        """Those to send; without a device, what is done to one is left out, and all where its adapter is missing."""
        if self.adapter and not adapter:
            return ()
        at_adapter = self.adapter(adapter) if self.adapter and adapter else None
        at_device = self.device(device) if self.device and device else None
        return tuple(action for action in (self.agent, at_adapter, at_device) if action is not None)


_AGENT = actions.SetCapability(DEFAULT_CAPABILITY)


def _setting(words: str, setting: str, value: int) -> FixAction:
    return FixAction(words, actions.Pair, lambda adapter: actions.SetPolicy(adapter, setting, value))


FIX_ACTIONS: dict[str, FixAction] = {
    "pair": FixAction("pair again", actions.Pair),
    "remove-and-pair": FixAction("remove the bond and pair again", actions.RemoveAndPair, asks=ask_remove_and_pair),
    "unpair": FixAction("remove the device from this gateway", actions.Unpair, asks=ask_unpair),
    "unblock": FixAction("unblock the device", lambda device: actions.SetBlocked(device, False)),
    "level-2": FixAction("pair with level 2", lambda device: actions.RequireLevel(device, 2)),
    "pairable-on": FixAction(
        "make the adapter pairable",
        None,
        lambda key: actions.SetPairable(key, True),
        command="bluetoothctl pairable on",
    ),
    "power-on": FixAction(
        "switch the adapter on", None, lambda key: actions.SetPowered(key, True), command="bluetoothctl power on"
    ),
    "agent-on": FixAction("register pairtui's agent and pair again", actions.Pair, agent=_AGENT),
    "agent-take": FixAction("make pairtui's agent the default", agent=_AGENT),
    "capability-keyboard-display": FixAction("offer KeyboardDisplay and pair again", actions.Pair, agent=_AGENT),
    "secure-connections-on": _setting("accept Secure Connections and legacy pairing", "secure-connections", 1),
    "secure-connections-off": _setting("offer legacy pairing only", "secure-connections", 0),
    "le-on": _setting("switch LE on", "le", 1),
    "bredr-on": _setting("switch BR/EDR on", "bredr", 1),
    "ssp-on": _setting("switch Secure Simple Pairing on", "ssp", 1),
    "key-size-shortest": _setting("accept keys from 7 octets on", "min-key-size", 7),
    "key-size-longest": _setting("offer keys of 16 octets", "max-key-size", 16),
}
"""Every name that a fix's `action` may have."""


def fix_action(name: str, bonded: bool = False) -> FixAction:
    """What the fix `name` does. Raises KeyError.

    A `bonded` device is removed before it is paired: BlueZ answers Pair with AlreadyExists while it has a key, which
    Linux keeps even of a link that was then refused.
    """
    found = FIX_ACTIONS[name]
    again = bonded and found.device is actions.Pair
    return replace(found, device=actions.RemoveAndPair, asks=ask_remove_and_pair) if again else found
