"""The audit of bonds: transport, level, key, identity address, whether each works; each can be verified or removed."""

from collections.abc import Callable, Sequence

from pairtui.knowledge.counted import counted
from pairtui.knowledge.transports import TRANSPORTS
from pairtui.pairing.actions import Action, Unpair, Verify
from pairtui.pairing.bonds import Bond, bonds
from pairtui.pairing.model import Model
from pairtui.pairing.questions import Question, ask_unpair
from pairtui.ui.screens.marked_dialog import Carry, MarkedDialog
from pairtui.ui.screens.question import ConfirmDialog
from pairtui.ui.text.rows import BLANK, Row, paragraph, row
from pairtui.ui.text.times import When
from pairtui.ui.themes import Look


class BondsDialog(MarkedDialog):
    """Every bond, the doubtful ones first, one of them marked; `cannot` says why an action cannot be carried out."""

    widest = 76
    about = "Every bond of this gateway: how strong it is, and whether it works."

    def __init__(
        self, look: Look, model: Model, when: When, carry: Carry, cannot: Callable[[Action], str | None]
    ) -> None:
        super().__init__(look, model, carry)
        self._when, self._cannot = when, cannot
        self._marked = ""

    @property
    def _bonds(self) -> list[Bond]:
        return sorted(bonds(self._model), key=lambda bond: _standing(bond, self._when)[2])

    @property
    def at(self) -> int:
        """The place of the marked bond: it moves when it is verified; once it is gone, the first is marked."""
        return next((at for at, bond in enumerate(self._bonds) if bond.device == self._marked), 0)

    def heading(self) -> str:
        return f"Bonds · {len(self._bonds)}"

    def footing(self) -> list[tuple[str, str]]:
        stale = [("U", "remove what does not work")] if self._stale() else []
        return [("Up Down", "choose"), ("V", "verify"), ("u", "remove"), *stale, ("Esc", "close")]

    def body(self, columns: int) -> list[Row]:
        rows: list[Row] = []
        for at, bond in enumerate(self._bonds):
            mark = ("▌ " if at == self.at else "  ", "accent")
            rows += [BLANK] if rows else []
            rows += [row(mark, *line.spans) for line in _bond(bond, columns - 2, self._when)]
        rows = rows or [row(("This gateway has no bonds.", "muted"))]
        said = self.said(columns)
        return [*rows, *([BLANK, *said] if said else [])]

    @property
    def count(self) -> int:
        return len(self._bonds)

    def mark(self, at: int) -> None:
        self._marked = self._bonds[at].device

    def work(self, key: str, character: str | None) -> None:
        bond = self._bonds[self.at]
        if character == "V":
            doing = f"Verifying: {bond.address} is disconnected and connected again."
            self._send((Verify(bond.device),), doing)
        elif character == "U" and self._stale():
            self._remove_stale()
        elif character == "u":
            self._remove(bond)

    def clicked(self, at: int, x: int) -> None:
        above = [line for line in self.pane.body[: at + 1] if not line.spans]
        if len(above) < len(self._bonds) and self.pane.body[at].spans:
            self._marked = self._bonds[len(above)].device
            self.update()

    def place(self) -> tuple[int, int]:
        marked = [at for at, line in enumerate(self.pane.body) if line.spans and line.spans[0][0] == "▌ "]
        return marked[0], marked[-1]

    def _remove(self, bond: Bond) -> None:
        question = ask_unpair(self._model.devices[bond.device])
        self._ask(question, lambda: self._send((Unpair(bond.device),), f"Removing {bond.address}."))

    def _ask(self, question: Question, then: Callable[[], None]) -> None:
        self.app.push_screen(
            ConfirmDialog(self.pane.look, question),
            lambda yes: then() if yes else self.say("Nothing was changed.", "muted"),
        )

    def _stale(self) -> list[Bond]:
        """The bonds that were seen not to work."""
        return [bond for bond in self._bonds if bond.verify_error]

    def _remove_stale(self) -> None:
        stale = self._stale()
        names = ", ".join(f"{bond.name or bond.address} [{bond.address}]" for bond in stale)
        text = f"{names}: removed from this gateway, with their keys. Each must be paired again."
        title = f"Remove {counted(len(stale), 'bond')} that did not work?"

        actions = [Unpair(bond.device) for bond in stale]
        self._ask(Question(title, text), lambda: self._send(actions, "Removing them.", f"{len(stale)} removed."))

    def _send(self, actions: Sequence[Verify | Unpair], doing: str, done: str = "Done.") -> None:
        why = self._cannot(actions[0])
        if why is not None:
            self.say(f"○ Cannot be done: {why}.", "warning")
            return
        self._marked = actions[0].device
        self.say(doing, "accent")
        self.carry_out(actions, done)


def _bond(bond: Bond, columns: int, when: When) -> list[Row]:
    text, role, _ = _standing(bond, when)
    key = [bond.key_type or "key not known", *([f"{bond.key_size} octets"] if bond.key_size else [])]
    level = f"level {bond.level}" if bond.level else "level not known"
    facts = " · ".join([bond.address, TRANSPORTS.get(bond.transport, "transport not known"), level, ", ".join(key)])
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
