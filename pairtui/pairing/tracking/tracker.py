"""Everything that turns events into attempts and findings, in one place to be imported when the first one comes."""

from pairtui.knowledge.key_types import NO_KEY, key_changes
from pairtui.knowledge.settings_trace import set_by
from pairtui.pairing import events
from pairtui.pairing.evidence.attempt_record import AttemptRecord
from pairtui.pairing.evidence.steps import log_text
from pairtui.pairing.findings.findings import Findings
from pairtui.pairing.state import Device
from pairtui.pairing.tracking import bluez as on_bluez
from pairtui.pairing.tracking import bredr as on_bredr
from pairtui.pairing.tracking import hci as on_hci
from pairtui.pairing.tracking import link_layer as on_ll
from pairtui.pairing.tracking import mgmt as on_mgmt
from pairtui.pairing.tracking import smp as on_smp
from pairtui.pairing.tracking.attempts import AttemptTracker, on
from pairtui.pairing.tracking.later_success import bond_lost
from pairtui.protocol.messages import mgmt
from pairtui.protocol.record import LogLine, Sentence

HANDLING = (on_smp, on_hci, on_bredr, on_ll, on_mgmt)
"""The modules whose handlers `attempts.HANDLERS` holds, with those that `_text` brings."""


@on(LogLine, Sentence)
def _text(attempts: AttemptTracker, event: events.Traced) -> None:
    """Import who reads text, which takes `_text`'s place, with its first line.

    The words of two dozen stacks take longer to make than all else that the first device of a console waits for.
    """
    from pairtui.pairing.tracking.log_line import log_line
    from pairtui.pairing.tracking.sentences import sentence

    (log_line if isinstance(event.message, LogLine) else sentence)(attempts, event)


class Tracker:
    """The attempts with the findings beside them; `device` is the one that an event is about."""

    no_key = NO_KEY
    log_text = staticmethod(log_text)
    set_by = staticmethod(set_by)

    def __init__(self) -> None:
        self.attempts = AttemptTracker()
        self.around = self.attempts.around
        self.findings = Findings(self.around)
        self._cut_short: list[AttemptRecord] = []

    def trace(self, event: events.Traced) -> None:
        """A message of the trace."""
        self.attempts.trace(event)
        self.findings.trace(event, self.attempts.of_link(event.link))

    def device_changed(self, event: events.DeviceChanged, device: Device) -> None:
        """BlueZ says something of a device."""
        on_bluez.device_changed(self.attempts, event, device)

    def prompted(self, event: events.PromptRaised, device: Device | None) -> None:
        """The user is asked."""
        on_bluez.prompted(self.attempts, event, device)

    def answered(self, event: events.PromptClosed, key: str, device: Device | None) -> None:
        """A prompt about the device `key` is over."""
        on_bluez.answered(self.attempts, event, key, device)

    def acted(self, event: "events.ActionStarted | events.ActionFinished", device: Device | None) -> None:
        """An action began or ended."""
        if isinstance(event, events.ActionStarted):
            on_bluez.started(self.attempts, event, device)
        else:
            on_bluez.finished(self.attempts, event, device)

    def note_fault(self, fact: str, at: float | None, words: str) -> None:
        """The gateway's own parts failed: the attempts that this ended are judged by it."""
        self.around.note_fault(fact, at, None, words)
        cut_short = (observed for observed in self._cut_short if observed.attempt.id in self.attempts.all)
        for observed in (*self.attempts.running, *cut_short):
            if observed.failed:
                self.attempts.judge(observed)

    def nothing_more_on(self, adapter: str) -> None:
        """End what was under way on an adapter that is off or away, but for what BlueZ was asked and has yet to answer.

        An adapter that is unplugged is off first: what comes next may say more of the reason.
        """
        on_it = [observed for observed in self.attempts.running if observed.attempt.adapter == adapter]
        over = [observed for observed in on_it if not observed.failed and not observed.pair_called]
        for observed in over:
            self.attempts.finish(observed)
        self._cut_short = over or self._cut_short

    def finish(self) -> None:
        """The events are at their end: a pairing whose bond went by itself came to no good one."""
        self.attempts.finish_all()
        for peer, seen in self.findings.logged.unpaired.items():
            bond_lost(self.attempts.all, peer, seen.finding(self.around.machine))
            self.attempts.changed += 1

    def stored_key(self, message: object) -> tuple[set[str], dict[str, object]] | None:
        """Whose key the kernel hands out to be stored, by addresses, and what that changes of the device."""
        if isinstance(message, mgmt.NewLongTermKey | mgmt.NewLinkKey | mgmt.NewIrk) and message.store:
            return {message.address, getattr(message, "rpa", message.address)}, key_changes(message)
        return None
