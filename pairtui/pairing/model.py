"""The model: everything the console shows, changed in exactly one place, `Model.apply(event)`."""

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from pairtui.pairing import actions, events
from pairtui.pairing.action_outcomes import outcome
from pairtui.pairing.attempt import Attempt, HistoryEntry
from pairtui.pairing.bonds import paired_in
from pairtui.pairing.lazy_tracker import LazyTracker
from pairtui.pairing.rows import Rows
from pairtui.pairing.state import AgentHolder, Device, LogEntry, Prompt, SourceStatus
from pairtui.protocol.record import DEBUG, LogLine

if TYPE_CHECKING:
    from pairtui.knowledge.devices import Book
    from pairtui.knowledge.main_conf import ConfigLine

LOG_LINES = 2000
RECORDS = 4000
"""Messages of the trace that are kept to be looked at: a pairing has some fifty."""
RECORDING = "replay"
"""The source that plays a file."""
DAEMON = "bluetoothd"


class Model(Rows, LazyTracker):
    """The state. Rows are immutable: a row that is the same object as before has not changed."""

    def __init__(self, book: "Callable[[], Book] | None" = None) -> None:
        """`book` gives the device book, by default the one that comes with pairtui; called when it is first needed."""
        Rows.__init__(self)
        LazyTracker.__init__(self, book)
        self._attempts_seen = 0
        self.prompts: dict[int, Prompt] = {}
        self.history: dict[str, HistoryEntry] = {}
        self.agent: AgentHolder | None = None
        self.config: tuple[ConfigLine, ...] = ()
        self.sources: dict[str, SourceStatus] = {}
        self.log: deque[LogEntry] = deque(maxlen=LOG_LINES)
        self.records: deque[events.Traced] = deque(maxlen=RECORDS)
        self.now: float | None = None
        self.finished = False

    def device(self, adapter: str, address: str) -> Device | None:
        """The device with this address, or this identity address, on the adapter."""
        here = (row for row in self.devices.values() if row.adapter == adapter)
        return next((row for row in here if address in (row.address, row.identity_address)), None)

    def finish(self) -> None:
        """The events are at their end: what still ran stays as it is."""
        self.finished = True
        self._tracker.finish()
        self._attempts_changed()
        self._tracker.findings.finish(list(self.attempts.values()))
        if RECORDING in self.sources:
            for attempt in self.attempts.values():
                self._recorded(attempt)

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
                off = event.changes.get("powered") is False
                if off and self._tracker.around.settings.get("powered"):
                    self._note_fault("adapter-switched-off", event.at, f"{event.adapter} was switched off")
                self._tracker.around.note_adapter(event.changes)
                if off:
                    self._nothing_more_on(event.adapter)
                self._adapter_row(event)
            case events.AdapterRemoved():
                self._adapter_removed(event)
                if not event.with_bluez:
                    self._note_fault("adapter-removed", event.at, f"{event.adapter} went away")
                    self._nothing_more_on(event.adapter)
            case events.BluezConfigured():
                self.config = event.lines
                self.revisions.adapters += 1
            case events.AgentChanged():
                self._agent_changed(event)
            case events.PromptRaised():
                self._prompt_raised(event)
            case events.PromptClosed():
                self._prompt_closed(event)
            case events.SourceChanged():
                self.sources[event.source] = SourceStatus(
                    event.source, event.state, event.why, event.remedy, event.detail
                )
                self.revisions.sources += 1
                if event.detail.startswith(_VERSIONS):
                    self._tracker.around.note_source(event.detail)
                if event.state is events.SourceState.ENDED:
                    self.finish()
                if event.source == "bluez" and event.state is events.SourceState.DOWN:
                    self._note_fault("daemon-gone", event.at, event.why)
            case events.Restarted():
                self._restart()
            case events.Logged():
                self._log(event.at, event.source, event.text, event.level)
            case events.Remembered():
                self._remembered(event)
            case events.Investigated():
                self._tracker.attempts.investigated(event.attempt, event.result)
                self._attempts_changed()
            case events.ActionStarted() | events.ActionFinished():
                self._action(event)

    def _note_fault(self, fact: str, at: float | None, words: str) -> None:
        if self._begun is not None:
            self._begun.note_fault(fact, at, words)
            self._attempts_changed()

    def _nothing_more_on(self, adapter: str) -> None:
        if self._begun is not None:
            self._begun.nothing_more_on(adapter)
            self._attempts_changed()

    def _restart(self) -> None:
        """Nothing has happened yet; what the user and other sources keep stays."""
        self._begun, self._attempts_seen, self.now, self.finished = None, 0, None, False
        for part in (self.adapters, self.devices, self.prompts, self._settings, self.records, self.log):
            part.clear()
        for name in ("adapters", "devices", "attempts", "prompts", "log"):
            setattr(self.revisions, name, getattr(self.revisions, name) + 1)

    def _agent_changed(self, event: events.AgentChanged) -> None:
        before = self.agent
        now = AgentHolder(event.owner, event.pid, event.command, event.capability, event.ours, event.certain)
        self.agent = now
        self.revisions.adapters += 1
        if (now.owner and not now.ours) or not now.certain:
            likely = "" if now.certain else "probably "
            text = f"{likely}{now.label} is the default agent now and gets the prompts: choose the IO capability again"
            self._log(event.at, "bluez", f"{text} to take it back", "warning")
        elif now.ours and before is not None and before.owner and not before.ours:
            self._log(event.at, "bluez", "pairtui's agent is the default again")

    def _device_changed(self, event: events.DeviceChanged) -> None:
        new = self._device_row(event, self._tracker.no_key)
        self._tracker.device_changed(event, new)
        self._attempts_changed()

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
        self._tracker.prompted(event, self.devices.get(event.device))
        self._attempts_changed()

    def _prompt_closed(self, event: events.PromptClosed) -> None:
        prompt = self.prompts.pop(event.prompt, None)
        if prompt is not None:
            self.revisions.prompts += 1
            self._tracker.answered(event, prompt.device, self.devices.get(prompt.device))
            self._attempts_changed()

    def _remembered(self, event: events.Remembered) -> None:
        if event.past is None:
            self.history.pop(event.key, None)
        else:
            self.history[event.key] = event.past
        self.revisions.history += 1

    def _action(self, event: "events.ActionStarted | events.ActionFinished") -> None:
        self._tracker.acted(event, self._busy(event))
        if isinstance(event, events.ActionFinished):
            self._action_finished(event)
        self._attempts_changed()

    def _action_finished(self, event: events.ActionFinished) -> None:
        capability = event.action.capability if isinstance(event.action, actions.SetCapability) else None
        if capability is not None and event.error is None:
            self._tracker.around.agent = capability
            self.revisions.adapters += 1
        if isinstance(event.action, actions.StartDiscovery | actions.StopDiscovery) and event.error is None:
            self._scanning(event.action.adapter, isinstance(event.action, actions.StartDiscovery))
        if isinstance(event.action, actions.Playback):
            return
        if event.error is not None:
            text = f"{type(event.action).__name__}: {event.error} {event.text}".rstrip()
            self._log(event.at, event.source or "pairtui", text, "error")
        elif text := event.text or self.outcome(event.action):
            self._log(event.at, "pairtui", text)

    def outcome(self, action: actions.Action) -> str:
        """What is so after this action was done, in a sentence without a full stop, or ""."""
        key = getattr(action, "device", "")
        device = self._device_named(key)
        name = self.label_of(key)
        if device and isinstance(action, actions.Unpair) and device.address not in name:
            name += f" [{device.address}]"
        return outcome(action, name, device.level if device else None)

    def _traced(self, event: events.Traced) -> None:
        self.records.append(event)
        self._tracker.trace(event)
        stored = self._tracker.stored_key(event.message)
        if stored is not None:
            self._key_stored(event, *stored)
        if isinstance(event.message, LogLine) and (event.message.priority or 0) < DEBUG:
            level = "error" if (event.message.priority or 6) <= 3 else "info"
            self._log(event.at, event.message.ident, self._tracker.log_text(event.message), level)
        if event.program not in ("", DAEMON) and (what := self._tracker.set_by(event.message)):
            self._log(event.at, event.program, f"{event.adapter or 'adapter'}: set {what}")
        self._attempts_changed()

    def _attempts_changed(self) -> None:
        tracker = self._tracker
        if tracker.attempts.changed != self._attempts_seen:
            self._attempts_seen = tracker.attempts.changed
            for attempt in tracker.attempts.take_failed():
                tracker.findings.attempt_failed(attempt)
            self.revisions.attempts += 1
            if RECORDING in self.sources and self.attempts:
                self._recorded(self.attempts[max(self.attempts)])

    def _recorded(self, attempt: Attempt) -> None:
        """The devices of a recording are not reported by a BlueZ: they are paired where its attempts say so."""
        device = paired_in(attempt, self.devices)
        if device is not None and device is not self.devices.get(device.key):
            self.devices[device.key] = device
            self.revisions.devices += 1

    def _log(self, at: float | None, source: str, text: str, level: str = "info") -> None:
        self.log.append(LogEntry(at, source, text, level))
        self.revisions.log += 1


_VERSIONS = ("BlueZ ", "Linux ")
"""What a source begins with that names a version; for anything else the diagnosis is not loaded."""
