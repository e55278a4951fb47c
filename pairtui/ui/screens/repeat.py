"""Pairs and unpairs a device several times, and counts what comes of it."""

from pairtui.pairing.actions import Pair, RemoveAndPair, Unpair
from pairtui.pairing.attempt import Attempt
from pairtui.pairing.model import Model
from pairtui.pairing.repetition import Repetition, newest
from pairtui.report.repetition import repetition_lines, round_line
from pairtui.ui.screens.marked_dialog import Carry
from pairtui.ui.screens.pairing_run import PairingRun
from pairtui.ui.text.device_attempts import device_attempts
from pairtui.ui.text.rows import BLANK, Row, paragraph, row
from pairtui.ui.themes import Look

SHOWN = 8


class RepeatDialog(PairingRun):
    """Runs so many rounds of pairing and unpairing with the device `key` by `carry`."""

    widest = 90
    about = "Pairs and unpairs the device again and again: how often it works, and the spread of reasons where not."

    def __init__(self, look: Look, model: Model, key: str, rounds: int, carry: Carry) -> None:
        super().__init__(look, model, carry)
        self._key = key
        device = model.devices[key]
        self._name, self._address, self._adapter = device.label, device.address, device.adapter
        self._found = Repetition(rounds)
        self._lines: list[tuple[str, str]] = []

    @property
    def _device(self) -> str:
        """Its key now: a device that was removed and found again may have another one."""
        mine = (d.key for d in self._model.devices.values() if (d.adapter, d.address) == (self._adapter, self._address))
        return self._key if self._key in self._model.devices else next(mine, f"{self._adapter}/{self._address}")

    def _attempts(self) -> tuple[Attempt, ...]:
        return device_attempts(self._model).of(self._device)

    @property
    def _goes_on(self) -> bool:
        return len(self._found.rounds) < self._found.wanted

    async def _next(self) -> None:
        before = max(self._model.attempts, default=0)
        device = self._model.devices.get(self._device)
        bonded = device is not None and device.has_bond
        problem = await self._carry((RemoveAndPair(self._device) if bonded else Pair(self._device),))
        attempt = newest(self._attempts(), before)
        if self._stopped and attempt is None:
            return
        self._found = self._found.with_round(attempt, problem)
        role = "ok" if self._found.rounds[-1].paired else "error"
        self._lines.append((round_line(len(self._found.rounds), self._found), role))
        if self._found.rounds[-1].paired:
            left = await self._carry((Unpair(self._device),))
            self._stopped = self._stopped or bool(left)
        self.update()

    def heading(self) -> str:
        return f"Pairing {self._name} {self._found.wanted} times · {len(self._found.rounds)} done"

    def footing(self) -> list[tuple[str, str]]:
        return [("Esc", "close")] if self._over else [("Esc", "stopping …" if self._stopped else "stop")]

    def body(self, columns: int) -> list[Row]:
        rows = [line for text, role in self._lines[-SHOWN:] for line in paragraph(text, role, columns)]
        waiting = [] if self._over else [row(("◌ under way", "accent"))]
        sums = [line for text in repetition_lines(self._found) for line in paragraph(text, "text", columns)]
        after = "The device is not paired now: pair it once more to use it." if self._over else ""
        return [*rows, *waiting, BLANK, *sums, *([BLANK, *paragraph(after, "muted", columns)] if after else [])]
