"""What a live console keeps: its attempts over sessions, what went over the air, and files that the user asks for."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pairtui.files.config import Settings
    from pairtui.pairing.events import Event
    from pairtui.pairing.model import Model
    from pairtui.sources.source import Source
    from pairtui.sources.storage.history import HistorySource
    from pairtui.sources.storage.recording import Recording


class Keepers:
    """Keeps what happens in `model` as `settings` say; `sources` do it.

    `traced`: something feeds the `recording`. `virtual`: attempts with virtual devices have a history of their own.
    """

    def __init__(self, model: "Model", settings: "Settings", traced: bool = True, virtual: bool = False) -> None:
        from pairtui.sources.deferred import DeferredSource

        self._model, self._settings, self._traced, self._virtual = model, settings, traced, virtual
        self._keepers: list[HistorySource] = []
        self.recording: Callable[[], Recording] = cache(_recording)
        self.sources: list[Source] = [
            DeferredSource("history", self._history),
            saving(model, settings, lambda: self.recording().capture(), self.recording if traced else None),
        ]

    def changed(self, event: "Event") -> None:
        """To be called with every event."""
        for keeper in self._keepers:
            keeper.changed(event)

    def _history(self) -> "Source":
        from pairtui.files.locations import history_folder
        from pairtui.sources.storage.history import HistorySource

        around = self.recording() if self._traced and self._settings.captures else None
        folder = history_folder(self._virtual)
        self._keepers.append(HistorySource(self._model, folder, self._settings.history, around))
        return self._keepers[0]


def saving(
    model: "Model",
    settings: "Settings",
    capture: "Callable[[], bytes]",
    recording: "Callable[[], Recording] | None" = None,
) -> "Source":
    """What saves what the console shows: a bundle with what `capture` gives, and the `recording` where there is one."""
    from pairtui.sources.deferred import DeferredSource

    def made() -> "Source":
        from pairtui.files.locations import saved_folder
        from pairtui.sources.doctor.checks import check_all
        from pairtui.sources.storage.export import ExportSource

        folder = Path(settings.saved).expanduser() if settings.saved else saved_folder()
        return ExportSource(model, folder, capture, check_all, recording=recording() if recording else None)

    return DeferredSource("saving", made)


def _recording() -> "Recording":
    from pairtui.sources.storage.recording import Recording

    return Recording()
