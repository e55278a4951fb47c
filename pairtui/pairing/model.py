"""The model: everything the console shows, changed in exactly one place, `Model.apply(event)`."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from pairtui.pairing import actions, events, on_bluez, on_bredr, on_hci, on_ll, on_log, on_mgmt, on_smp
from pairtui.pairing.attempt import Attempt, Finding
from pairtui.pairing.attempts import Attempts
from pairtui.pairing.findings import Findings
from pairtui.pairing.keys import NO_KEY, key_changes
from pairtui.pairing.main_conf import ConfigLine
from pairtui.pairing.policy_trace import set_by
from pairtui.pairing.state import Adapter, AgentHolder, Device, LogEntry, Prompt, SourceStatus
from pairtui.pairing.steps import log_text
from pairtui.pairing.surroundings import Surroundings
from pairtui.protocol import mgmt
from pairtui.protocol.record import LogLine

LOG_LINES = 2000
HISTORY = 12
DAEMON = "bluetoothd"
DEBUG = 7
"""Syslog priority of lines that the log pane leaves out: bluetoothd writes thousands with `-d`."""

HANDLING = (on_smp, on_hci, on_bredr, on_ll, on_mgmt, on_log)
"""The modules whose handlers `attempts.HANDLERS` holds."""

Row = TypeVar("Row", Adapter, Device)


@dataclass(slots=True)
class Revisions:
    """A number per part of the model that grows with every change, so that a screen can skip what did not."""

    adapters: int = 0
    devices: int = 0
    attempts: int = 0
    prompts: int = 0
    sources: int = 0
    log: int = 0


class Model:
    """The state. Rows are immutable: a row that is the same object as before has not changed."""

    def __init__(self) -> None:
        self.adapters: dict[str, Adapter] = {}
        self.devices: dict[str, Device] = {}
        self._attempts = Attempts()
        self._attempts_seen = 0
        self._findings = Findings(self._attempts.around)
        self.prompts: dict[int, Prompt] = {}
        self.agent: AgentHolder | None = None
        self.config: tuple[ConfigLine, ...] = ()
        self._settings: dict[str, Adapter] = {}
        self.sources: dict[str, SourceStatus] = {}
        self.log: deque[LogEntry] = deque(maxlen=LOG_LINES)
        self.now: float | None = None
        self.revisions = Revisions()

    @property
    def attempts(self) -> dict[int, Attempt]:
        """All attempts by id, oldest first."""
        return self._attempts.all

    @property
    def findings(self) -> list[Finding]:
        """What went wrong outside the attempts, oldest first."""
        return self._findings.all

    @property
    def around(self) -> Surroundings:
        """What the events told about the gateway besides: versions, settings, the agent's capability."""
        return self._attempts.around

    def finish(self) -> None:
        """The events are at their end: what still ran stays as it is."""
        self._attempts.finish_all()
        self._attempts_changed()
        self._findings.finish(list(self._attempts.all.values()))

    def apply(self, event: events.Event) -> None:
        """Take one event into the state."""
        if event.at is not None:
            self.now = event.at if self.now is None else max(self.now, event.at)
        match event:
            case events.Traced():
                self._traced(event)
            case events.DeviceChanged():
                self._device_changed(event)
            case events.DeviceRemoved():
                if self.devices.pop(event.device, None):
                    self.revisions.devices += 1
            case events.AdapterChanged():
                self._adapter_changed(event)
            case events.AdapterRemoved():
                self._adapter_removed(event)
            case events.BluezConfigured():
                self.config = event.lines
                self.revisions.adapters += 1
            case events.AgentChanged():
                self.agent = AgentHolder(event.owner, event.pid, event.command, event.capability, event.ours)
                self.revisions.adapters += 1
            case events.PromptRaised():
                self._prompt_raised(event)
            case events.PromptClosed():
                self._prompt_closed(event)
            case events.SourceChanged():
                self.sources[event.source] = SourceStatus(
                    event.source, event.state, event.why, event.remedy, event.detail
                )
                self.revisions.sources += 1
                if event.state is events.SourceState.ENDED:
                    self.finish()
            case events.Logged():
                self._log(event.at, event.source, event.text, event.level)
            case events.ActionStarted() | events.ActionFinished():
                self._action(event)

    def _device_changed(self, event: events.DeviceChanged) -> None:
        old = self.devices.get(event.device, Device(event.device))
        changes = event.changes
        rssi = changes.get("rssi")
        if isinstance(rssi, int):
            changes = {**changes, "history": (*old.history, rssi)[-HISTORY:], "last_seen": event.at}
        if changes.get("paired") is False and old.paired:
            changes = {**changes, **NO_KEY}
        new = _changed(old, changes)
        if new is not old or event.device not in self.devices:
            self.devices[event.device] = new
            self.revisions.devices += 1
        on_bluez.device_changed(self._attempts, event, new)
        self._attempts_changed()

    def _adapter_changed(self, event: events.AdapterChanged) -> None:
        old = self.adapters.get(event.adapter)
        new = _changed(old or self._settings.pop(event.adapter, None) or Adapter(event.adapter), event.changes)
        self._attempts.around.adapter_told(event.changes)
        if new is not old:
            self.adapters[event.adapter] = new
            self.revisions.adapters += 1

    def _adapter_removed(self, event: events.AdapterRemoved) -> None:
        """BlueZ knows it no longer; its settings are the kernel's, and stand until the kernel tells others."""
        old = self.adapters.pop(event.adapter, None)
        if old is not None:
            kept = {name: getattr(old, name) for name in ("policy", "settable", "before", "static_address")}
            self._settings[event.adapter] = Adapter(event.adapter, **kept)
        for key in [key for key, device in self.devices.items() if device.adapter == event.adapter]:
            del self.devices[key]
        self.revisions.adapters += 1
        self.revisions.devices += 1

    def _prompt_raised(self, event: events.PromptRaised) -> None:
        known = self.prompts.get(event.prompt)
        self.prompts[event.prompt] = Prompt(
            event.prompt,
            event.kind,
            event.device,
            known.raised if known else event.at,
            event.passkey,
            event.entered,
            event.uuid,
        )
        self.revisions.prompts += 1
        on_bluez.prompted(self._attempts, event, self.devices.get(event.device))
        self._attempts_changed()

    def _prompt_closed(self, event: events.PromptClosed) -> None:
        prompt = self.prompts.pop(event.prompt, None)
        if prompt is not None:
            self.revisions.prompts += 1
            on_bluez.answered(self._attempts, event, prompt.device, self.devices.get(prompt.device))
            self._attempts_changed()

    def _action(self, event: "events.ActionStarted | events.ActionFinished") -> None:
        device = self._device_named(getattr(event.action, "device", ""))
        if device is not None:
            busy = _BUSY.get(type(event.action), "") if isinstance(event, events.ActionStarted) else ""
            device = self.devices[device.key] = replace(device, busy=busy)
            self.revisions.devices += 1
        if isinstance(event, events.ActionStarted):
            on_bluez.started(self._attempts, event, device)
        else:
            self._action_finished(event, device)
        self._attempts_changed()

    def _device_named(self, key: str) -> Device | None:
        """The device with this key, or the one that `hci0/ADDRESS` was found to be."""
        named = (d for d in self.devices.values() if key == f"{d.adapter}/{d.address}")
        return self.devices.get(key) or (next(named, None) if key else None)

    def _action_finished(self, event: events.ActionFinished, device: Device | None) -> None:
        on_bluez.finished(self._attempts, event, device)
        capability = event.action.capability if isinstance(event.action, actions.SetCapability) else None
        if capability is not None and event.error is None:
            self._attempts.around.agent = capability
        if isinstance(event.action, actions.StartDiscovery | actions.StopDiscovery) and event.error is None:
            self._scanning(event.action.adapter, isinstance(event.action, actions.StartDiscovery))
        if event.error is not None:
            text = f"{type(event.action).__name__}: {event.error} {event.text}".rstrip()
            self._log(event.at, "bluez", text, "error")
        elif isinstance(event.action, _TOLD):
            self._log(event.at, "bluez", f"{type(event.action).__name__}: {event.text or 'done'}")

    def _scanning(self, key: str, ours: bool) -> None:
        if key in self.adapters:
            self.adapters[key] = replace(self.adapters[key], scanning=ours)
            self.revisions.adapters += 1

    def _traced(self, event: events.Traced) -> None:
        self._attempts.trace(event)
        if isinstance(event.message, mgmt.NewLongTermKey | mgmt.NewLinkKey | mgmt.NewIrk) and event.message.store:
            self._key_stored(event, event.message)
        if isinstance(event.message, LogLine) and (event.message.priority or 0) < DEBUG:
            level = "error" if (event.message.priority or 6) <= 3 else "info"
            self._log(event.at, event.message.ident, log_text(event.message), level)
        if event.program not in ("", DAEMON) and (what := set_by(event.message)):
            self._log(event.at, event.program, f"{event.adapter or 'adapter'}: set {what}")
        self._findings.trace(event, self._attempts.of_link(event.link))
        self._attempts_changed()

    def _key_stored(self, event: events.Traced, message: "mgmt.NewLongTermKey | mgmt.NewLinkKey | mgmt.NewIrk") -> None:
        """The kernel names a device by its identity; BlueZ by that, or still by the address it was seen with."""
        addresses = {message.address, getattr(message, "rpa", message.address)}
        for key, device in self.devices.items():
            here = event.adapter in (None, device.adapter)
            if here and addresses & {device.address, device.identity_address}:
                self.devices[key] = _changed(device, key_changes(message))
                self.revisions.devices += 1

    def _attempts_changed(self) -> None:
        if self._attempts.changed != self._attempts_seen:
            self._attempts_seen = self._attempts.changed
            for attempt in self._attempts.take_failed():
                self._findings.attempt_failed(attempt)
            self.revisions.attempts += 1

    def _log(self, at: float | None, source: str, text: str, level: str = "info") -> None:
        self.log.append(LogEntry(at, source, text, level))
        self.revisions.log += 1


_BUSY: dict[type[actions.Action], str] = {
    actions.Pair: "pairing",
    actions.RemoveAndPair: "pairing",
    actions.Connect: "connecting",
    actions.Disconnect: "disconnecting",
    actions.Unpair: "removing",
    actions.RequireLevel: "pairing",
    actions.Verify: "verifying",
}

_TOLD = (
    actions.Pair,
    actions.RemoveAndPair,
    actions.Unpair,
    actions.Connect,
    actions.Disconnect,
    actions.CancelPairing,
    actions.RequireLevel,
    actions.Verify,
)
"""Actions whose success is worth a line of the log; the others show in what they changed."""


def _changed(row: Row, changes: Mapping[str, Any]) -> Row:
    """`row` with `changes`, the same object where they change nothing. A key that is no field is left out: BlueZ grows.

    Not `dataclasses.replace`: this runs for every advertisement, and takes a third of its time.
    """
    kind = type(row)
    values = {name: getattr(row, name) for name in _FIELDS[kind]}
    news = {name: value for name, value in changes.items() if name in values and values[name] != value}
    return kind(**(values | news)) if news else row


_FIELDS = {kind: tuple(f.name for f in fields(kind)) for kind in (Adapter, Device)}
