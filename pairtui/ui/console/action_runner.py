"""Carries out actions one after the other, and says in words what came of each."""

from collections.abc import Callable, Iterable
from inspect import isawaitable

from pairtui.hub import ConsoleHub
from pairtui.pairing.actions import Action, Connect, Pair, RemoveAndPair, RequireLevel
from pairtui.ui.text.hints import AFTER_PAIRING, failure_text, follow_up

PAIRS = (Pair, RemoveAndPair, RequireLevel)
HAVE_ATTEMPTS = (Pair, RemoveAndPair, Connect)
"""Actions whose failure has an attempt that says why."""


class ActionRunner:
    """Gives actions to the hub; `say` takes a sentence and its role. `after_pairing` is what follows a pairing."""

    def __init__(self, hub: ConsoleHub, say: Callable[[str, str], None]) -> None:
        self._hub, self._say = hub, say
        self.after_pairing = "nothing"

    async def carry(self, wanted: Iterable[Action]) -> str:
        """Carry out actions one after the other until one fails; what went wrong in a sentence, or "".

        A pairing or a connection that fails has an attempt that says so.
        """
        for action in wanted:
            under_way = self._hub.perform(action)
            ended = await under_way if isawaitable(under_way) else None
            if ended is None:
                continue
            if ended.error is not None:
                return "" if isinstance(action, HAVE_ATTEMPTS) else failure_text(ended)
            if ended.text:
                self._say(f"✓ {ended.text[0].upper()}{ended.text[1:].rstrip('.')}.", "ok")
            elif text := self._hub.model.outcome(action):
                self._say(f"✓ {text}.", "ok")
            if isinstance(action, PAIRS) and (problem := await self._follow(action)):
                return problem
        return ""

    async def _follow(self, pairing: "Pair | RemoveAndPair | RequireLevel") -> str:
        """Do what the setting says should follow a pairing, and say so; what went wrong in a sentence, or ""."""
        device = self._hub.model.devices.get(pairing.device)
        wanted = follow_up(self.after_pairing, device) if device else ()
        done = self._hub.model.outcome(pairing)
        problem = await self.carry(wanted)
        if wanted and not problem:
            then = f'Then it is {AFTER_PAIRING[self.after_pairing]} (after_pairing = "{self.after_pairing}")'
            self._say(f"✓ {done}. {then}.", "ok")
        return problem
