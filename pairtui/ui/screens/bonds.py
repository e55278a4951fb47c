"""The audit of bonds: transport, level, key, identity address, whether each works; each can be verified or removed."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING

from pairtui.knowledge.counted import counted
from pairtui.pairing.actions import Action, Unpair, Verify
from pairtui.pairing.bonds import Bond, bonds
from pairtui.pairing.questions import Question, ask_unpair
from pairtui.ui.screens.dialog import Dialog
from pairtui.ui.screens.question import YesNo
from pairtui.ui.text.rows import BLANK, Row, paragraph, row
from pairtui.ui.text.times import When
from pairtui.ui.themes import Look

if TYPE_CHECKING:
    from pairtui.pairing.model import Model

_TRANSPORTS = {"le": "LE", "bredr": "BR/EDR"}

Carry = Callable[[Iterable[Action]], Awaitable[str]]
"""Carries out actions, and gives what went wrong in a sentence, or ""."""


class BondsDialog(Dialog[None]):
    """Every bond, the doubtful ones first, one of them marked; `cannot` says why an action cannot be carried out."""

    widest = 76
    about = "Every bond of this gateway: how strong it is, and whether it works."
    steering = frozenset(("up", "down", "home", "end"))

    def __init__(
        self, look: Look, model: "Model", when: When, carry: Carry, cannot: Callable[[Action], str | None]
    ) -> None:
        super().__init__(look)
        self._model, self._when, self._carry, self._cannot = model, when, carry, cannot
        self._marked = ""
        self._said: tuple[str, str] = ("", "muted")

    @property
    def _bonds(self) -> list[Bond]:
        return sorted(bonds(self._model), key=lambda bond: _standing(bond, self._when)[2])

    @property
    def _at(self) -> int:
        """The place of the marked bond: it moves when it is verified; once it is gone, the first is marked."""
        return next((at for at, bond in enumerate(self._bonds) if bond.device == self._marked), 0)

    def model_changed(self) -> None:
        """The bonds as they are now."""
        self.update()

    def heading(self) -> str:
        """How many there are."""
        return f"Bonds · {len(self._bonds)}"

    def footing(self) -> list[tuple[str, str]]:
        """The keys."""
        stale = [("U", "remove what does not work")] if self._stale() else []
        return [("Up Down", "choose"), ("V", "verify"), ("u", "remove"), *stale, ("Esc", "close")]

    def body(self, columns: int) -> list[Row]:
        """A few rows for each bond, and what came of the last key."""
        rows: list[Row] = []
        for at, bond in enumerate(self._bonds):
            mark = ("▌ " if at == self._at else "  ", "accent")
            rows += [BLANK] if rows else []
            rows += [row(mark, *line.spans) for line in _bond(bond, columns - 2, self._when)]
        rows = rows or [row(("This gateway has no bonds.", "muted"))]
        text, role = self._said
        return [*rows, *([BLANK, *paragraph(text, role, columns)] if text else [])]

    def pressed(self, key: str, character: str | None) -> None:
        """Mark another bond, verify or remove the marked one, or leave."""
        count = len(self._bonds)
        moves = {"up": -1, "k": -1, "down": 1, "j": 1, "home": -count, "end": count}
        if key in ("escape", "q"):
            self.dismiss(None)
        elif key in moves and count:
            self._marked = self._bonds[min(max(self._at + moves[key], 0), count - 1)].device
            self._said = ("", "muted")
            self.update()
            first, last = self._place()
            self.keep_in_sight(first, last)
        elif character == "V" and count:
            bond = self._bonds[self._at]
            self._send(Verify(bond.device), f"Verifying: {bond.address} is disconnected and connected again.")
        elif character == "U" and self._stale():
            self._remove_stale()
        elif character == "u" and count:
            self._remove(self._bonds[self._at])

    def clicked(self, at: int, x: int) -> None:
        """Mark the bond that was clicked."""
        above = [line for line in self.pane.body[: at + 1] if not line.spans]
        if len(above) < len(self._bonds) and self.pane.body[at].spans:
            self._marked = self._bonds[len(above)].device
            self.update()

    def _place(self) -> tuple[int, int]:
        """The first and the last row of the marked bond."""
        marked = [at for at, line in enumerate(self.pane.body) if line.spans and line.spans[0][0] == "▌ "]
        return marked[0], marked[-1]

    def _remove(self, bond: Bond) -> None:
        device = self._model.devices[bond.device]

        def answered(yes: bool | None) -> None:
            if yes:
                self._send(Unpair(bond.device), f"Removing {bond.address}.")
            else:
                self._say("Nothing was changed.", "muted")

        self.app.push_screen(YesNo(self.pane.look, ask_unpair(device)), answered)

    def _stale(self) -> list[Bond]:
        """The bonds that were seen not to work."""
        return [bond for bond in self._bonds if bond.verify_error]

    def _remove_stale(self) -> None:
        stale = self._stale()
        names = ", ".join(f"{bond.name or bond.address} [{bond.address}]" for bond in stale)
        text = f"{names}: removed from this gateway, with their keys. Each must be paired again."
        title = f"Remove {counted(len(stale), 'bond')} that did not work?"

        async def carry_out() -> None:
            problem = await self._carry([Unpair(bond.device) for bond in stale])
            self._say(f"✗ {problem}" if problem else f"✓ {len(stale)} removed.", "error" if problem else "ok")

        def answered(yes: bool | None) -> None:
            if yes and (why := self._cannot(Unpair(stale[0].device))):
                self._say(f"○ Cannot be done: {why}.", "warning")
            elif yes:
                self.run_worker(carry_out(), exit_on_error=False)
            else:
                self._say("Nothing was changed.", "muted")

        self.app.push_screen(YesNo(self.pane.look, Question(title, text)), answered)

    def _send(self, action: Action, doing: str) -> None:
        why = self._cannot(action)
        if why is not None:
            self._say(f"○ Cannot be done: {why}.", "warning")
            return

        async def carry_out() -> None:
            problem = await self._carry((action,))
            self._say(f"✗ {problem}" if problem else "✓ Done.", "error" if problem else "ok")

        self._marked = getattr(action, "device", "")
        self._say(doing, "accent")
        self.run_worker(carry_out(), exit_on_error=False)

    def _say(self, text: str, role: str) -> None:
        self._said = (text, role)
        self.update()


def _bond(bond: Bond, columns: int, when: When) -> list[Row]:
    text, role, _ = _standing(bond, when)
    key = [bond.key_type or "key not known", *([f"{bond.key_size} octets"] if bond.key_size else [])]
    level = f"level {bond.level}" if bond.level else "level not known"
    facts = " · ".join([bond.address, _TRANSPORTS.get(bond.transport, "transport not known"), level, ", ".join(key)])
    rows = [row((bond.name or bond.address, "heading")), *paragraph(facts, "text", columns, indent=2)]
    if bond.identity not in ("", bond.address):
        rows += paragraph(f"identity address {bond.identity}", "text", columns, indent=2)
    return rows + paragraph(text, role, columns, indent=2)


def _standing(bond: Bond, when: When) -> tuple[str, str, int]:
    """How the bond stands, its role, and its place in the list."""
    if bond.verify_error:
        return f"✗ does not work: {bond.verify_error}", "error", 0
    if bond.weak:
        return f"! weak: {bond.weak}", "warning", 1
    if bond.verified is None:
        return "○ not verified yet", "muted", 2
    seen = f": {bond.verified_by}" if bond.verified_by else ""
    return f"✓ works, verified at {when(bond.verified)}{seen}", "ok", 3
