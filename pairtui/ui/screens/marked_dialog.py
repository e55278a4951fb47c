"""A list of which one item is marked, and keys that have something done with it."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence

from pairtui.pairing.actions import Action
from pairtui.pairing.model import Model
from pairtui.ui.screens.dialog import Dialog
from pairtui.ui.text.rows import Row, Span, paragraph
from pairtui.ui.themes import Look

Carry = Callable[[Sequence[Action]], Awaitable[str]]
"""Carries out actions one after the other until one fails; gives what went wrong in a sentence, or ""."""


class MarkedDialog(Dialog[None]):
    """Has actions carried out by `carry`, and says what came of the last. Subclasses answer their keys in `work`."""

    live = True
    steering = frozenset(("up", "down", "home", "end"))

    def __init__(self, look: Look, model: Model, carry: Carry) -> None:
        super().__init__(look)
        self._model, self._carry = model, carry
        self._said: Span = ("", "muted")

    @property
    @abstractmethod
    def count(self) -> int:
        """How many items there are."""

    @property
    @abstractmethod
    def at(self) -> int:
        """The place of the marked one."""

    @abstractmethod
    def mark(self, at: int) -> None:
        """Mark the item in that place."""

    @abstractmethod
    def place(self) -> tuple[int, int]:
        """The first and the last row of the marked item."""

    @abstractmethod
    def work(self, key: str, character: str | None) -> None:
        """A key that neither moves nor leaves; there is an item."""

    def pressed(self, key: str, character: str | None) -> None:
        count = self.count
        moves = {"up": -1, "k": -1, "down": 1, "j": 1, "home": -count, "end": count}
        if key in ("escape", "q"):
            self.dismiss(None)
        elif key in moves and count:
            self.mark(min(max(self.at + moves[key], 0), count - 1))
            self.say("", "muted")
            self.keep_in_sight(*self.place())
        elif count:
            self.work(key, character)

    def say(self, text: str, role: str) -> None:
        """Say what came of a key."""
        self._said = (text, role)
        self.update()

    def said(self, columns: int) -> list[Row]:
        """What was said last, as rows."""
        return paragraph(*self._said, columns)

    def carry_out(self, actions: Sequence[Action], done: str) -> None:
        """Have `actions` carried out, and say that they are `done`, or what went wrong."""

        async def carried_out() -> None:
            problem = await self._carry(actions)
            self.say(f"✗ {problem}" if problem else f"✓ {done}", "error" if problem else "ok")

        self.run_worker(carried_out(), exit_on_error=False)
