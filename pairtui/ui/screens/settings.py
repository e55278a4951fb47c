"""The dialog of an adapter's pairing settings: each with its value and effect, what this session changed, put back."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from pairtui.knowledge.settings import SETTINGS, Setting
from pairtui.pairing.actions import Action, RestorePolicy, SetPolicy
from pairtui.pairing.state import Adapter
from pairtui.ui.screens.dialog import Dialog
from pairtui.ui.screens.question import Choice
from pairtui.ui.text.cells import cut
from pairtui.ui.text.hints import why_not_settable
from pairtui.ui.text.rows import BLANK, Row, between, paragraph, row
from pairtui.ui.themes import Look

if TYPE_CHECKING:
    from pairtui.pairing.model import Model

Carry = Callable[[Sequence[Action]], Awaitable[str]]
"""Carries out actions one after the other until one fails; gives what went wrong in a sentence, or ""."""

_LABEL = 23


class SettingsDialog(Dialog[None]):
    """Shows and sets what `policy.SETTINGS` names, and shows what BlueZ's configuration files set."""

    widest = 76
    about = "What the adapter offers when it pairs. What is changed here is put back when pairtui ends."
    steering = frozenset(("up", "down", "home", "end"))

    def __init__(self, look: Look, model: "Model", adapter: str, carry: Carry) -> None:
        super().__init__(look)
        self._model, self._adapter, self._carry = model, adapter, carry
        self._at = 0
        self._said: tuple[str, str] = ("", "muted")

    @property
    def _now(self) -> Adapter:
        return self._model.adapters.get(self._adapter, Adapter(self._adapter))

    @property
    def _settings(self) -> list[Setting]:
        adapter = self._now
        told = {*adapter.policy, *adapter.settable}
        return [setting for name, setting in SETTINGS.items() if name in told]

    def model_changed(self) -> None:
        """The settings as they are now."""
        self.update()

    def heading(self) -> str:
        """Whose settings these are."""
        return f"Pairing settings of {self._adapter}"

    def footing(self) -> list[tuple[str, str]]:
        """The keys."""
        put_back = [("r", "put all back")] if self._now.before else []
        return [("Up Down", "move"), ("Enter", "change"), *put_back, ("Esc", "close")]

    def body(self, columns: int) -> list[Row]:
        """Every setting with its value, then what the chosen one does."""
        settings = self._settings
        if not settings:
            return [BLANK, *self._nothing(columns), BLANK]
        self._at = min(self._at, len(settings) - 1)
        room = 2 + max(len(self._word(setting)) for setting in settings)
        rows = [self._line(setting, at == self._at, room, columns) for at, setting in enumerate(settings)]
        address = self._now.static_address
        if address:
            rows.append(row((f"  {'Static address':{_LABEL}}", "muted"), (address, "text")))
        return [*rows, BLANK, *self._about(settings[self._at], columns), *self._configured(columns)]

    def clicked(self, at: int, x: int) -> None:
        """Mark the setting that was clicked."""
        if at < len(self._settings):
            self._at = at
            self.update()

    def _word(self, setting: Setting) -> str:
        value = self._now.policy.get(setting.name)
        return "unknown" if value is None else setting.word(value)

    def _line(self, setting: Setting, chosen: bool, room: int, columns: int) -> Row:
        adapter = self._now
        left = [
            ("▌ " if chosen else "  ", "accent"),
            (f"{cut(setting.label, _LABEL):{_LABEL}}", "selected" if chosen else "text"),
            (f"{self._word(setting):{room}}", "heading" if setting.name in adapter.settable else "muted"),
        ]
        if setting.name in adapter.before:
            left.append((f"▸ was {setting.word(adapter.before[setting.name])}, changed here", "warning"))
        elif setting.name not in adapter.settable:
            left.append(("○ cannot be set", "muted"))
        return between(left, [], columns)

    def _about(self, setting: Setting, columns: int) -> list[Row]:
        rows = paragraph(setting.effect[0].upper() + setting.effect[1:], "text", columns)
        why = self._why_not(setting)
        rows += paragraph(f"○ {why}", "warning", columns) if why else []
        if self._now.before:
            rows += paragraph("▸ What was changed here is put back when pairtui ends.", "muted", columns)
        text, role = self._said
        return [*rows, *(paragraph(text, role, columns) if text else [])]

    def _configured(self, columns: int) -> list[Row]:
        """What BlueZ's own files set: pairtui never writes there."""
        rows: list[Row] = []
        for line in self._model.config:
            rows += [BLANK] if not rows else []
            place = f"{line.file} {line.line}: {line.key} = {line.value}" if line.key else f"{line.file} {line.line}"
            rows.append(row((cut(place, columns), "heading")))
            rows += paragraph(line.effect, "text", columns, indent=2)
            rows += paragraph(f"! {line.problem}", "warning", columns, indent=2) if line.problem else []
        return rows

    def _why_not(self, setting: Setting) -> str | None:
        why = why_not_settable(self._model, self._now, setting.name)
        return why and f"It cannot be set: {why}."

    def _nothing(self, columns: int) -> list[Row]:
        status = self._model.sources.get("mgmt")
        why = (status.why if status else "") or "Nothing has told the settings of this adapter"
        rows = paragraph(f"✗ {why.rstrip('.')}.", "warning", columns)
        return rows + (paragraph(status.remedy, "accent", columns) if status and status.remedy else [])

    def pressed(self, key: str, character: str | None) -> None:
        """Move, change, put back, or leave."""
        count = len(self._settings)
        moves = {"up": -1, "k": -1, "down": 1, "j": 1, "home": -count, "end": count}
        if key in ("escape", "q"):
            self.dismiss(None)
        elif key in moves and count:
            self._at = min(max(self._at + moves[key], 0), count - 1)
            self._said = ("", "muted")
            self.update()
            self.keep_in_sight(self._at, self._at)
        elif key == "enter" and count:
            self._change(self._settings[self._at])
        elif key == "r" and self._now.before:
            self._send(RestorePolicy(self._adapter), "Everything is as it was.")

    def _change(self, setting: Setting) -> None:
        value = self._now.policy.get(setting.name)
        why = self._why_not(setting)
        if why is not None:
            self._say(why, "warning")
        elif len(setting.values) == 2 and value is not None:
            self._set(setting, next(other for other, _ in setting.values if other != value))
        else:
            places = [number for number, _ in setting.values]

            def chosen(at: int | None) -> None:
                if at is not None and places[at] != value:
                    self._set(setting, places[at])

            options = [(word, "") for _, word in setting.values]
            present = places.index(value) if value in places else None
            self.app.push_screen(
                Choice(self.pane.look, setting.label, options, present, [(setting.effect, "text")]), chosen
            )

    def _set(self, setting: Setting, value: int) -> None:
        done = f"{setting.label}: {setting.word(value)}, until pairtui ends."
        self._send(SetPolicy(self._adapter, setting.name, value), done)

    def _send(self, action: Action, done: str) -> None:
        async def carry_out() -> None:
            problem = await self._carry((action,))
            self._say(f"✗ {problem}" if problem else f"✓ {done}", "error" if problem else "ok")

        self.run_worker(carry_out(), exit_on_error=False)

    def _say(self, text: str, role: str) -> None:
        self._said = (text, role)
        self.update()
