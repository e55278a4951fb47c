"""The console on many gateways: four tables, the keys that lead from one to the next, and to an attempt."""

import asyncio
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.events import Key as KeyEvent
from textual.screen import Screen

from pairtui.pairing.attempt import Attempt
from pairtui.report.document_reader import NotAnAttempt, attempt_from
from pairtui.report.fleet_rows import AttemptRow, Contrast, GatewayRow, GroupRow
from pairtui.ui.fleet.bars import FleetFooter, FleetTabs, FleetTitle
from pairtui.ui.fleet.commands import COMMANDS
from pairtui.ui.fleet.data import Fleet, Sender
from pairtui.ui.fleet.request_keys import RequestKeys
from pairtui.ui.fleet.table import Table, TablePane
from pairtui.ui.fleet.tables import Attempts, Contrasts, Gateways, Groups, conditions_text
from pairtui.ui.screens.reader import Reader
from pairtui.ui.text.line_edit import typed_text
from pairtui.ui.text.rows import Row, row, shorten
from pairtui.ui.text.times import Clock, day_and_time
from pairtui.ui.themes import Look

LOOK_EVERY, SLOW_LOOK_EVERY = 1.0, 5.0
CONTRASTS_EVERY = 30.0
LONGEST_FILTER = 64


class FleetScreen(Screen[None]):
    """Reads `fleet` in a thread when it changed, and draws what differs; `sender` logs in and sends requests.

    `ended` says why what fills `fleet` has ended, "" while it runs.
    """

    def __init__(
        self,
        fleet: Fleet,
        sender: Sender,
        look: Look,
        clock: Clock,
        log_in: Callable[[str], None],
        ended: Callable[[], str],
    ) -> None:
        super().__init__()
        self._bindings = BindingsMap(
            Binding(key, f"command('{name}')", show=False, priority=False)
            for name, key in {(each.id, key) for each in COMMANDS for key in each.keys}
        )
        self._fleet, self._clock, self._log_in, self.look = fleet, clock, log_in, look
        self._gateways, self._groups, self._contrasts = Gateways(clock), Groups(), Contrasts()
        self._attempts = Attempts(self._when)
        self._at = 0
        self._of: dict[str, Any] = {}
        self._filter, self._typing = "", False
        self._seen, self._ended, self._trouble = -1, ended, ""
        self._found: dict[str, Any] = {"Gateways": [], "Groups": [], "Contrasts": [], "Attempts": [], "progress": {}}
        self._contrasts_due = 0.0
        self._reading = asyncio.Lock()
        self.title_bar, self.tabs, self.footer = FleetTitle(look), FleetTabs(look), FleetFooter(look)
        self.table = TablePane(look, self._moved)
        self.requests = RequestKeys(self, fleet, sender)

    def compose(self) -> ComposeResult:
        yield self.title_bar
        yield self.tabs
        yield self.table
        yield self.footer

    async def on_mount(self) -> None:
        """Draw, and look again and again."""
        self.table.focus()
        await self.read()
        self.set_interval(SLOW_LOOK_EVERY if self.look.slow else LOOK_EVERY, self.read)

    def _when(self, at: float | None) -> str:
        return day_and_time(at, self._clock(), self.look.local)

    @property
    def tables(self) -> "list[Table[Any]]":
        """The tables in the order of their tabs."""
        return [self._gateways, self._groups, self._contrasts, self._attempts]

    @property
    def shown(self) -> str:
        """The name of the class of the shown table."""
        return type(self.tables[self._at]).__name__

    # ── what there is ─────────────────────────────────────────────────────────────────────────────────────────────

    async def read(self, again: bool = False) -> None:
        """Read the index where it changed, in a thread: it may be large, and on a slow disk."""
        if self._reading.locked() and not again:
            return
        async with self._reading:
            version = await asyncio.to_thread(lambda: self._fleet.version)
            if version != self._seen or again:
                self._seen = version
                await asyncio.to_thread(self._look)
        self._show_trouble()
        self.redraw()

    def _show_trouble(self) -> None:
        """Say once why nothing new comes."""
        progress = self._found["progress"]
        progress["ended"] = self._ended()
        broker = str(progress.get("broker", "")).removeprefix("up")
        trouble = f"✗ the collector has ended: {progress['ended']}" if progress["ended"] else broker
        if trouble != self._trouble:
            self._trouble = trouble
            self.say(trouble, "error")

    def _look(self) -> None:
        now, found = self._clock(), self._found
        found["progress"] = self._fleet.progress()
        found["Gateways"] = self._fleet.gateways(now)
        if self.shown == "Groups":
            found["Groups"] = self._fleet.groups(now)
        if self.shown == "Attempts":
            found["Attempts"] = self._fleet.attempts(now, **self._of)
        if self.shown == "Contrasts" and now >= self._contrasts_due:
            found["Contrasts"] = self._fleet.contrasts(now)
            self._contrasts_due = now + CONTRASTS_EVERY

    def redraw(self) -> None:
        """Draw what differs."""
        self.title_bar.show(Counter(each.status for each in self._found["Gateways"]), self._found["progress"])
        self.table.show(self.tables[self._at], self._found[self.shown], self._filter)
        self._moved()
        self.footer.show(self.shown)

    def _moved(self) -> None:
        shown, every = self.table.count
        count = f"{shown} of {every}" if shown != every else f"{every}"
        titles = [table.title for table in self.tables]
        if self._attempts.of:
            titles[-1] += f" of {self._attempts.of}"
        self.tabs.show(titles, self._at, count, self._filter, self._typing)

    # ── keys ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is typed into the filter is no command."""
        return not (self._typing and action == "command")

    def on_key(self, event: KeyEvent) -> None:
        """Type the filter; no key is silent."""
        if not self._typing:
            if event.is_printable and not any(event.key in each.keys for each in COMMANDS):
                self.say(f"{event.character} does nothing here; ? shows all keys.", "muted")
            return
        event.stop()
        if event.key == "enter":
            self._typing = False
        elif event.key == "escape":
            self._filter, self._typing = "", False
        else:
            self._filter = typed_text(self._filter, event.key, event.character, LONGEST_FILTER)
        self.redraw()

    async def action_command(self, name: str) -> None:
        moves = {"up": -1, "down": 1, "page-up": -10, "page-down": 10, "first": -(10**6), "last": 10**6}
        if name in moves:
            self.table.move(moves[name])
            return
        does: dict[str, Callable[[], Any]] = {
            "open": self._open,
            "attempts": self._attempts_of_gateway,
            "verify": partial(self.requests.verify, self.table.selected),
            "capture": partial(self.requests.capture, self.table.selected),
            "next": partial(self._turn, 1),
            "previous": partial(self._turn, -1),
            "filter": self._start_filter,
            "back": self._back,
            "help": self._help,
            "quit": self.app.exit,
        }
        tables = {table for each in COMMANDS if each.id == name for table in each.tables}
        if tables and self.shown not in tables:
            self.say(f"That works in the table of {' and '.join(sorted(table.lower() for table in tables))}.", "muted")
            return
        done = does[name]()
        if asyncio.iscoroutine(done):
            await done

    async def _turn(self, by: int) -> None:
        await self._go((self._at + by) % len(self.tables))

    async def _go(self, at: int) -> None:
        self._at, self._filter = at, ""
        await self.read(again=True)

    def _start_filter(self) -> None:
        self._typing = True
        self.redraw()

    async def _back(self) -> None:
        if self._filter:
            self._filter = ""
            self.redraw()
        elif self.shown == "Attempts" and self._of:
            at = 0 if "gateway" in self._of else 1
            self._narrow({}, "")
            await self._go(at)

    def _narrow(self, of: dict[str, Any], words: str) -> None:
        self._of, self._attempts.of = of, words

    async def _attempts_of_gateway(self) -> None:
        row_ = cast("GatewayRow | None", self.table.selected)
        if row_ is not None:
            self._narrow({"gateway": row_.id}, row_.label)
            await self._go(3)

    async def _open(self) -> None:
        item: Any = self.table.selected
        if item is None:
            self.say("There is nothing here yet.", "muted")
        elif self.shown == "Gateways":
            self._log_in(cast(GatewayRow, item).label)
        elif self.shown == "Groups":
            group = cast(GroupRow, item)
            self._narrow({"group": group.key}, f"{group.cause}, {group.model}")
            await self._go(3)
        elif self.shown == "Contrasts":
            self._read_contrast(cast(Contrast, item))
        else:
            await self._read_attempt(cast(AttemptRow, item))

    def _read_contrast(self, item: Contrast) -> None:
        from pairtui.ui.fleet.details import contrast_rows

        self.app.push_screen(Reader(self.look, conditions_text(item), lambda columns: contrast_rows(item, columns)))

    async def _read_attempt(self, item: AttemptRow) -> None:
        from pairtui.ui.fleet.attempt import AttemptScreen

        attempt = await self.attempt_of(item)
        if attempt is None:
            self.say("The index has nothing more about this attempt.")
            return
        self.app.push_screen(AttemptScreen(self.look, attempt, item, self._when))

    async def attempt_of(self, item: AttemptRow) -> Attempt | None:
        """The whole attempt of a line."""
        document = await asyncio.to_thread(self._fleet.document, item.key)
        try:
            return attempt_from(document) if document is not None else None
        except NotAnAttempt:
            return None

    def gateway_of(self, item: object) -> GatewayRow | None:
        """The gateway that a line is about."""
        label = getattr(item, "label", None) or getattr(item, "gateway", None)
        return next((each for each in self._found["Gateways"] if each.label == label), None)

    def say(self, text: str, role: str = "warning") -> None:
        """Say something for a moment, in place of the footer."""
        self.footer.say(text, role)

    def _help(self) -> None:
        self.app.push_screen(Reader(self.look, "Keys", _help_rows, "question_mark"))


def _help_rows(columns: int) -> list[Row]:
    titles = {kind.__name__: kind.title.lower() for kind in (Gateways, Groups, Contrasts, Attempts)}
    lines = []
    for each in COMMANDS:
        where = f" ({', '.join(titles[table] for table in each.tables)})" if each.tables else ""
        lines.append(shorten(row((f"{each.key:10}", "key"), (each.help, "text"), (where, "muted")), columns))
    return lines
