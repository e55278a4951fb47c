"""Puts sources together: those of this gateway, those of the lab, and what keeps what they report."""

import random
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pairtui.files.config import Settings
    from pairtui.lab.environment import LabEnvironment
    from pairtui.pairing.events import Event
    from pairtui.pairing.model import Model
    from pairtui.sources.source import Source
    from pairtui.sources.storage.history import HistorySource
    from pairtui.sources.storage.recording import Recording


def live_sources(capability: str, recording: "Callable[[], Recording] | None" = None) -> "list[Source]":
    """This gateway's sources: BlueZ, with an agent of this IO capability, btmon, which shows the steps, and MGMT.

    What btmon says goes into the `recording` too.
    """
    from pairtui.sources.deferred import DeferredSource

    def bluez() -> "Source":
        from pairtui.files.locations import trial_bonds_folder, verified_file
        from pairtui.sources.bluez.source import BluezSource
        from pairtui.sources.bluez.stored_bonds import StoredBonds
        from pairtui.sources.bluez.trial_bonds import TrialBonds

        return BluezSource(capability, bonds=StoredBonds(verified_file()), trials=TrialBonds(trial_bonds_folder()))

    def btmon() -> "Source":
        from pairtui.sources.btmon.source import BtmonSource

        return BtmonSource(recording=recording() if recording else None)

    return [
        DeferredSource("bluez", bluez),
        DeferredSource("btmon", btmon),
        deferred("mgmt", "MgmtSource", module="mgmt.source"),
    ]


def deferred(name: str, kind: str, *arguments: object, module: str = "") -> "Source":
    """The source `kind` of `module`, else of the module that is called as the source is."""
    from pairtui.sources.deferred import DeferredSource

    return DeferredSource(name, lambda: getattr(import_module(f"pairtui.sources.{module or name}"), kind)(*arguments))


class StorageSources:
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
        octets = self._settings.history_megabytes << 20
        keeper = HistorySource(self._model, folder, self._settings.history, around, most_octets=octets)
        self._keepers.append(keeper)
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


def lab_environment(
    cast: str | None, seed: int | None, hci: str | None, scenario: str | None = None
) -> "LabEnvironment":
    """Where the gateway stands. Raises Unusable for a cast or a controller that cannot be used."""
    if hci is not None:
        from pairtui.lab.hci_transport import ControllerEnvironment, check

        check(hci)
        return ControllerEnvironment(hci)
    from pairtui.cli.scenario import cast_with
    from pairtui.lab.cast import BUILT_IN, load
    from pairtui.lab.environment import VirtualEnvironment

    members = cast_with(scenario, cast).for_scenario(scenario) if scenario else load(cast or BUILT_IN)
    return VirtualEnvironment(members, random.Random(seed))
