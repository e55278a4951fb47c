"""Attempts under way: which one an event belongs to, how each begins, fails and ends.

A traced message goes to the handler that is registered for its type. The handler finds the attempt on the message's
link, by handle or by address, or opens one; it may then fail it (`fail`) or complete it. A failure is judged at once,
and again for `SETTLING` seconds as outer layers add their words: a code of an inner layer replaces one of an outer
layer. After that the attempt is finished, and the tracker keeps its last state only.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import replace

from pairtui.knowledge import codes
from pairtui.knowledge.codes import dbus
from pairtui.pairing.attempt import Attempt, Confidence, Failure, InvestigationResult, Kind, Outcome, Peer, Phase, Side
from pairtui.pairing.diagnosis import diagnose
from pairtui.pairing.events import Link, Traced
from pairtui.pairing.evidence.attempt_record import AttemptRecord, Seen
from pairtui.pairing.evidence.context import GatewayContext, Unconnected
from pairtui.pairing.evidence.facts.agent import said_no
from pairtui.pairing.evidence.relations import cut_in_keys, ended_by, given_up
from pairtui.pairing.tracking import accounts, repeated_accounts
from pairtui.pairing.tracking.later_success import bond_is_good
from pairtui.pairing.tracking.running import RunningAttempts
from pairtui.protocol.messages import hci
from pairtui.protocol.record import Cut, LogLine

RUNNING = 32
"""Attempts kept under way at the same time; a gateway has a handful of links."""

MOST_ATTEMPTS = 500

_NO_REASON = ("firmware:Unspecified", "android:257")
"""What a program says that keeps the reason to itself: any other word of the same layer says more."""

_LINK_BEGINS = (hci.LeConnectionComplete, hci.LeEnhancedConnectionComplete, hci.ConnectionComplete)

Handler = Callable[["AttemptTracker", Traced], None]
HANDLERS: dict[type, Handler] = {}
"""What each type of message does to the attempts: filled by the modules of this package."""


def on(*kinds: type) -> Callable[[Handler], Handler]:
    """Register the decorated function for messages of these types."""

    def register(handler: Handler) -> Handler:
        for kind in kinds:
            HANDLERS[kind] = handler
        return handler

    return register


class AttemptTracker(RunningAttempts):
    """All attempts, by id in `all`, and the records of those still running. `changed` grows with every change.

    `failed` are those to which nothing more belongs, until `take_failed`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.around = GatewayContext()
        self._investigations: dict[int, InvestigationResult] = {}
        self.changed = 0
        self.failed: list[Attempt] = []
        self._accounts: deque[AttemptRecord] = deque(maxlen=RUNNING)
        self._next = 1

    def trace(self, event: Traced) -> None:
        """Take a traced message in."""
        if isinstance(event.message, Cut):
            self.finish_all()
            self.around.cut()
            return
        self.around.note(event)
        if isinstance(event.message, _LINK_BEGINS) and event.link is not None:
            self._on_link[event.link.adapter, event.link.handle] = set()
        handler = HANDLERS.get(type(event.message))
        if handler is not None:
            handler(self, event)
            observed = self.on_link(event.link)
            if observed is not None and event.link is not None:
                self._on_link.setdefault((event.link.adapter, event.link.handle), set()).add(observed.attempt.id)

    # ── beginning ─────────────────────────────────────────────────────────────────────────────────────────────

    def open(self, kind: Kind, link: Link | None, at: float | None, *, device: str | None = None) -> AttemptRecord:
        """Begin an attempt; one that runs on the same link is finished first."""
        previous = self.on_link(link)
        if previous is not None:
            self.finish(previous)
        role = {"central": "initiator", "peripheral": "responder"}.get(link.role if link else "", "unknown")
        attempt = Attempt(
            self._next,
            kind,
            adapter=link.adapter if link else None,
            device=device or self.around.devices.get(link.address or "" if link else ""),
            peer=Peer(link.address, link.address_type, self.around.name_of(link.address)) if link else Peer(),
            transport=link.transport if link else "le" if device else "unknown",
            role=role,
            started=at,
        )
        self._next += 1
        observed = AttemptRecord(attempt, link, before=self.around.take_before(link))
        observed.show_before()
        self.running.append(observed)
        for old in self.running[:-RUNNING]:
            self.finish(old)
        self.store(observed)
        return observed

    def begun(self, kind: Kind, event: Traced) -> AttemptRecord:
        """The attempt in progress on the event's link, or a new one of this kind."""
        observed = self.on_link(event.link)
        if observed is None or not observed.takes(event.at):
            observed = self.open(kind, event.link, event.at)
        self.adopt(observed, event.link)
        return observed

    def adopt(self, observed: AttemptRecord, link: Link | None) -> None:
        """Let an attempt that began without a handle run on this link from now on."""
        if link is None or observed.link is link:
            return
        if observed.link is None or observed.link.handle is None or link.handle == observed.link.handle:
            observed.link = link
            role = {"central": "initiator", "peripheral": "responder"}.get(link.role, observed.attempt.role)
            peer = observed.attempt.peer
            observed.attempt = replace(
                observed.attempt,
                adapter=link.adapter or observed.attempt.adapter,
                role=role if observed.attempt.role == "unknown" else observed.attempt.role,
                transport=observed.attempt.transport if link.transport == "unknown" else link.transport,
                peer=replace(
                    peer,
                    address=peer.address or link.address,
                    address_type=peer.address_type or link.address_type,
                    name=peer.name or self.around.name_of(link.address),
                ),
            )

    # ── going on and ending ───────────────────────────────────────────────────────────────────────────────────

    def step(self, observed: AttemptRecord, event: Traced, mark: str = "", phase: Phase | None = None) -> None:
        """Add a message to the attempt as its next step."""
        counts = observed.add(event, mark, phase)
        if observed.failed and counts:
            self.judge(observed)
        else:
            self.store(observed)

    def fail(
        self, observed: AttemptRecord, space: str, code: "int | str", by: Side, seen: "Seen | None", step: str = ""
    ) -> None:
        """The attempt failed with this code; an inner code replaces an outer one, and a side no side."""
        known, text = observed.attempt.failure, codes.code_text(space, code)
        if known is not None:
            empty = known.code in _NO_REASON and known.code != text
            sided = known.code == text and known.by is Side.UNKNOWN and by is not Side.UNKNOWN
            if not sided and codes.DEPTH[known.code.split(":")[0]] - empty >= codes.DEPTH[space]:
                return
        ended = (
            observed.last(hci.DisconnectionComplete)
            if observed.awaits_word and codes.DEPTH[space] < codes.DEPTH["hci"]
            else None
        )
        if ended is not None:  # the link had ended, and this is what came of it
            reason, seen = ended[0].reason, ended[1]
            space, code, by = "hci", reason, ended_by(observed, reason)
        if by is Side.UNKNOWN and space == "dbus":
            by = Side.LOCAL if code in dbus.OF_THIS_HOST else Side.PEER if code in dbus.OF_THE_PEER else by
        failure = Failure(
            codes.code_text(space, code),
            codes.name(space, code),
            by,
            step or (known.step if known else observed.reached()),
            seen.record if seen else None,
        )
        if known is not None:
            observed.unmark_outer()
        end = (seen.at if seen else None) or observed.attempt.ended
        observed.attempt = replace(observed.attempt, outcome=Outcome.FAILED, failure=failure, ended=end)
        observed.side_by_cause = False
        self.judge(observed)

    def succeed(self, observed: AttemptRecord, outcome: Outcome, at: float | None) -> None:
        """The attempt reached its goal; a failure during key distribution can still follow."""
        if not observed.failed:
            if observed.attempt.outcome is Outcome.PAIRED:  # encrypted with the key that was made
                outcome = Outcome.PAIRED
            observed.attempt = replace(observed.attempt, outcome=outcome, ended=at)
            self.store(observed)
            bond_is_good(self.all, observed.attempt)
            if outcome is Outcome.PAIRED:
                self.around.paired.add(observed.attempt.peer.address)

    def unconnected(self, observed: AttemptRecord, event: Traced, space: str, code: "int | str") -> bool:
        """Note that a connection failed; False unless the attempt has ended well before, which this does not change."""
        if observed.in_progress or observed.failed:
            return False
        words = event.message.text if isinstance(event.message, LogLine) else ""
        peer = observed.attempt.peer.address
        self.around.unconnected.append(Unconnected(peer, space, code, event.record, words))
        return True

    def finish(self, observed: AttemptRecord) -> None:
        """Nothing more belongs to this attempt."""
        if observed in self.running:
            self.running.remove(observed)
        observed.attempt = replace(observed.attempt, live=False)
        shorter = repeated_accounts.shorter_account(self.all, observed.attempt)
        if shorter is not None:
            self.all.pop(shorter, None)
            self.changed += 1
            if shorter == observed.attempt.id:
                return
        if accounts.is_account(observed):
            self._accounts.append(observed)
        if cut_in_keys(observed):
            observed.attempt = replace(observed.attempt, outcome=Outcome.INCOMPLETE, ended=None)
        elif observed.in_progress:
            self._end_of_log(observed)
        if observed.failed or (observed.in_progress and observed.seen):
            self.judge(observed)
        if observed.failed:
            self.over.append(observed)
            failure = observed.attempt.failure
            if failure is not None:
                self.around.failures.append((observed.attempt.peer.address, failure.code, failure.step))
            self.failed.append(observed.attempt)
        else:
            self.store(observed)

    def _end_of_log(self, observed: AttemptRecord) -> None:
        """The outcome of an attempt that nothing ended: a refusal here is a failure, exchanged keys are a bond."""
        ended = next((one.at for one in (observed.seen or observed.attempt.steps)[-1:]), None)  # D-Bus shows no message
        if said_no(observed) or given_up(observed) or self.around.fault_since(observed.attempt.started):
            observed.attempt = replace(observed.attempt, outcome=Outcome.FAILED, ended=ended)
        elif (
            observed.encryption_seen
            and observed.attempt.kind is Kind.PAIRING
            and (observed.smp_begun or observed.pair_called)
        ):
            observed.attempt = replace(observed.attempt, outcome=Outcome.PAIRED)
        elif (failure := repeated_accounts.announced(self.all, observed.attempt)) is not None:
            observed.attempt = replace(observed.attempt, outcome=Outcome.FAILED, failure=failure, ended=ended)

    def finish_all(self) -> None:
        """The log is cut or at its end."""
        for observed in list(self.running):
            self.finish(observed)
        for kept, same in accounts.of_one_pairing(self._accounts):
            accounts.join(kept, same)
            self.judge(kept)
            self.discard(same)
        self._accounts.clear()
        unconnected = {codes.code_text(one.space, one.code) for one in self.around.unconnected}
        for number in repeated_accounts.headlines(self.all, unconnected):
            del self.all[number]
            self.changed += 1

    def take_failed(self) -> list[Attempt]:
        """The attempts that failed and are over since this was last asked, oldest first."""
        failed, self.failed = self.failed, []
        return failed

    def store(self, observed: AttemptRecord) -> None:
        """Keep the attempt as it is now; the oldest of more than `MOST_ATTEMPTS` go."""
        self.changed += 1
        attempt = observed.attempt
        self.all[attempt.id] = replace(attempt, investigation=self._investigations.get(attempt.id))
        while len(self.all) > MOST_ATTEMPTS:
            del self.all[next(iter(self.all))]

    def investigated(self, number: int, result: InvestigationResult) -> None:
        """What experiments found out about an attempt stays with it, whatever else is learnt of it."""
        if number in self.all:
            self._investigations[number] = result
            self.all[number] = replace(self.all[number], investigation=result)
            self.changed += 1

    def discard(self, observed: AttemptRecord) -> None:
        """Forget an attempt that turned out to be none."""
        if observed in self.running:
            self.running.remove(observed)
        self.all.pop(observed.attempt.id, None)
        self.changed += 1

    def judge(self, observed: AttemptRecord) -> None:
        """Form the diagnosis again from all that is known by now."""
        found = diagnose(observed, self.around)
        observed.attempt = replace(observed.attempt, diagnosis=found)
        failure = observed.attempt.failure
        unsaid = failure is not None and (failure.by is Side.UNKNOWN or observed.side_by_cause)
        if failure is not None and found is not None and unsaid:
            side = Side.UNKNOWN if found.confidence is Confidence.POSSIBLE else found.by
            side = Side.LOCAL if said_no(observed) else side
            observed.side_by_cause = side is not Side.UNKNOWN
            observed.attempt = replace(observed.attempt, failure=replace(failure, by=side))
        self.store(observed)
