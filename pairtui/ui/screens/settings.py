"""The dialog of an adapter's pairing settings: each with its value and effect, what this session changed, put back."""

from pairtui.knowledge.settings import SETTINGS, Setting
from pairtui.pairing.actions import RestorePolicy, SetPolicy
from pairtui.pairing.model import Model
from pairtui.pairing.state import Adapter
from pairtui.ui.screens.marked_dialog import Carry, MarkedDialog
from pairtui.ui.screens.question import Choice
from pairtui.ui.text.cells import cut
from pairtui.ui.text.hints import why_not_settable
from pairtui.ui.text.rows import BLANK, Row, between, paragraph, row
from pairtui.ui.themes import Look

_LABEL = 23


class SettingsDialog(MarkedDialog):
    """Shows and sets the settings of the adapter, and shows what BlueZ's configuration files set."""

    widest = 76
    about = "What the adapter offers when it pairs. What is changed here is put back when pairtui ends."

    def __init__(self, look: Look, model: Model, adapter: str, carry: Carry) -> None:
        super().__init__(look, model, carry)
        self._adapter = adapter
        self._at = 0

    @property
    def _now(self) -> Adapter:
        return self._model.adapters.get(self._adapter, Adapter(self._adapter))

    @property
    def _settings(self) -> list[Setting]:
        adapter = self._now
        known = {*adapter.policy, *adapter.settable}
        return [setting for name, setting in SETTINGS.items() if name in known]

    def heading(self) -> str:
        return f"Pairing settings of {self._adapter}"

    def footing(self) -> list[tuple[str, str]]:
        put_back = [("r", "put all back")] if self._now.before else []
        return [("Up Down", "move"), ("Enter", "change"), *put_back, ("Esc", "close")]

    def body(self, columns: int) -> list[Row]:
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
        return rows + self.said(columns)

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
        why = (status.why if status else "") or "The settings of this adapter are not known"
        rows = paragraph(f"✗ {why.rstrip('.')}.", "warning", columns)
        return rows + (paragraph(status.remedy, "accent", columns) if status and status.remedy else [])

    @property
    def count(self) -> int:
        return len(self._settings)

    @property
    def at(self) -> int:
        return self._at

    def mark(self, at: int) -> None:
        self._at = at

    def place(self) -> tuple[int, int]:
        return self._at, self._at

    def work(self, key: str, character: str | None) -> None:
        if key == "enter":
            self._change(self._settings[self._at])
        elif key == "r" and self._now.before:
            self.carry_out((RestorePolicy(self._adapter),), "Everything is as it was.")

    def _change(self, setting: Setting) -> None:
        value = self._now.policy.get(setting.name)
        why = self._why_not(setting)
        if why is not None:
            self.say(why, "warning")
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
        self.carry_out((SetPolicy(self._adapter, setting.name, value),), done)
