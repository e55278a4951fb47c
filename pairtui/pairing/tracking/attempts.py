"""Attempts under way: which one an event belongs to, how each begins, fails and ends."""

from collections.abc import Callable
from dataclasses import replace

from pairtui.knowledge import codes
from pairtui.pairing.attempt import Attempt, Confidence, Failure, Fix, Kind, Outcome, Peer, Phase, Side
from pairtui.pairing.diagnosis import diagnose
from pairtui.pairing.events import Link, Traced
from pairtui.pairing.evidence.attempt_record import Course, Seen
from pairtui.pairing.evidence.context import Surroundings
from pairtui.pairing.evidence.facts.agent import refusal
from pairtui.pairing.evidence.relations import ended_by
from pairtui.protocol.messages import hci
from pairtui.protocol.record import Cut
from pairtui.protocol.values import resolvable

RUNNING = 32
"""Courses kept at the same time; a gateway has a handful of links."""

SETTLING = 3.0
"""Seconds in which an outer layer's words still belong to a failure, and an inner code may replace an outer one."""

MOST_ATTEMPTS = 500

_RANK = {
    "smp": 3,
    **dict.fromkeys(("hci", "ll", "l2cap", "l2cap-le", "att"), 2),
    **dict.fromkeys(("mgmt", "mgmt-disc", "zephyr", "nordic", "windows", "nimble", "bluedroid", "micropython"), 1),
    **dict.fromkeys(("android", "gatt", "cb"), 1),
    "dbus": 0,
}

_LINK_BEGINS = (hci.LeConnectionComplete, hci.LeEnhancedConnectionComplete, hci.ConnectionComplete)

Handler = Callable[["Attempts", Traced], None]
HANDLERS: dict[type, Handler] = {}
"""What each type of message does to the attempts: filled by the modules `on_smp`, `on_hci` and their kin."""


def on(*kinds: type) -> Callable[[Handler], Handler]:
    """Register the decorated function for messages of these types."""

    def register(handler: Handler) -> Handler:
        for kind in kinds:
            HANDLERS[kind] = handler
        return handler

    return register


class Attempts:
    """All attempts, by id in `all`, and the courses of those still running. `changed` grows with every change.

    `failed` are those to which nothing more belongs, until `take_failed`.
    """

    def __init__(self) -> None:
        self.all: dict[int, Attempt] = {}
        self.running: list[Course] = []
        self.around = Surroundings()
        self.changed = 0
        self.failed: list[Attempt] = []
        self._next = 1
        self._on_link: dict[tuple[str | None, int | None], set[int]] = {}

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
            course = self.on_link(event.link)
            if course is not None and event.link is not None:
                self._on_link.setdefault((event.link.adapter, event.link.handle), set()).add(course.attempt.id)

    # ── finding ───────────────────────────────────────────────────────────────────────────────────────────────

    def on_link(self, link: Link | None) -> Course | None:
        """The newest running course on this link, or with this peer where a handle is not known yet."""
        if link is None:
            return None
        same = next((course for course in reversed(self.running) if _same(course, link)), None)
        return same or self._unnamed(link)

    def _unnamed(self, link: Link) -> Course | None:
        """The one attempt of which only the device is known, for a link of which only the handle is: it must be that.

        Management messages name the device, packets the handle; a log that begins late has nothing with both.
        """
        if link.address is not None or link.handle is None:
            return None
        return self.only(
            lambda course: (
                course.in_progress
                and course.link is not None
                and course.link.handle is None
                and course.link.address is not None
                and not course.smp_begun
            )
        )

    def of_link(self, link: Link | None) -> list[Attempt]:
        """The attempts on this link while it is up, those just finished with it included, oldest first."""
        if link is None:
            return []
        address, adapter = link.address, link.adapter
        return [
            a
            for a in self.all.values()
            if a.id in self._on_link.get((adapter, link.handle), ())
            or (a.live and address and a.peer.address == address)
        ]

    def of_device(self, device: str) -> Course | None:
        """The newest running course of a device known to BlueZ."""
        return next((course for course in reversed(self.running) if course.attempt.device == device), None)

    def only(self, keep: Callable[[Course], bool] = lambda course: True) -> Course | None:
        """The running course that fits, where exactly one does."""
        fitting = [course for course in self.running if keep(course)]
        return fitting[0] if len(fitting) == 1 else None

    def near(self, link: Link | None, keep: Callable[[Course], bool]) -> Course | None:
        """The course on this link; else the only one that fits, where its peer may be the one the link names."""
        course = self.on_link(link)
        if course is not None:
            return course
        named = link is not None and link.address is not None
        return self.only(lambda course: keep(course) and not (named and _known(course)))

    # ── beginning ─────────────────────────────────────────────────────────────────────────────────────────────

    def open(self, kind: Kind, link: Link | None, at: float | None, *, device: str | None = None) -> Course:
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
            transport=link.transport if link else "le",
            role=role,
            started=at,
        )
        self._next += 1
        course = Course(attempt, link, before=self.around.take_before(link))
        course.show_before()
        self.running.append(course)
        for old in self.running[:-RUNNING]:
            self.finish(old)
        self.store(course)
        return course

    def begun(self, kind: Kind, event: Traced) -> Course:
        """The course in progress on the event's link, or a new one of this kind."""
        course = self.on_link(event.link)
        if course is None or not course.takes(event.at):
            course = self.open(kind, event.link, event.at)
        self.adopt(course, event.link)
        return course

    def adopt(self, course: Course, link: Link | None) -> None:
        """Let a course that began without a handle run on this link from now on."""
        if link is None or course.link is link:
            return
        if course.link is None or course.link.handle is None or link.handle == course.link.handle:
            course.link = link
            role = {"central": "initiator", "peripheral": "responder"}.get(link.role, course.attempt.role)
            peer = course.attempt.peer
            course.attempt = replace(
                course.attempt,
                adapter=link.adapter or course.attempt.adapter,
                role=role if course.attempt.role == "unknown" else course.attempt.role,
                transport=link.transport,
                peer=Peer(
                    peer.address or link.address,
                    peer.address_type or link.address_type,
                    peer.name or self.around.name_of(link.address),
                ),
            )

    # ── going on and ending ───────────────────────────────────────────────────────────────────────────────────

    def step(self, course: Course, event: Traced, mark: str = "", phase: Phase | None = None) -> None:
        """Add a message to the course."""
        course.add(event, mark, phase)
        if course.failed:
            self.judge(course)
        else:
            self.store(course)

    def fail(
        self, course: Course, space: str, code: "int | str", by: Side, seen: "Seen | None", step: str = ""
    ) -> None:
        """The attempt failed with this code; an inner code replaces an outer one that was seen before it."""
        known = course.attempt.failure
        if known is not None and _RANK[known.code.split(":")[0]] >= _RANK[space]:
            return
        ended = course.last(hci.DisconnectionComplete) if course.awaits_word and _RANK[space] < _RANK["hci"] else None
        if ended is not None:  # the link had ended, and this is what came of it
            reason, seen = ended[0].reason, ended[1]
            space, code, by = "hci", reason, ended_by(course, reason)
        failure = Failure(
            codes.code_text(space, code),
            codes.name(space, code),
            by,
            step or (known.step if known else course.reached()),
            seen.record if seen else None,
        )
        if known is not None:
            course.unmark_outer()
        course.attempt = replace(
            course.attempt,
            outcome=Outcome.FAILED,
            failure=failure,
            ended=(seen.at if seen else None) or course.attempt.ended,
        )
        course.side_by_cause = False
        self.judge(course)

    def succeed(self, course: Course, outcome: Outcome, at: float | None) -> None:
        """The attempt reached its goal; a failure during key distribution can still follow."""
        if not course.failed:
            course.attempt = replace(course.attempt, outcome=outcome, ended=at)
            self.store(course)
            self._proved_good(course.attempt)

    def _proved_good(self, good: Attempt) -> None:
        """A bond that works now need not be removed for what failed before it with this peer."""
        for earlier in list(self.all.values()):
            if earlier.id >= good.id or earlier.diagnosis is None or earlier.peer.address != good.peer.address:
                continue
            kept = tuple(fix for fix in earlier.diagnosis.fixes if fix.action != "remove-and-pair")
            if good.peer.address is not None and len(kept) < len(earlier.diagnosis.fixes):
                fixes = (Fix(f"Nothing to remove now: attempt {good.id} with this device came to a good end"), *kept)
                self.all[earlier.id] = replace(earlier, diagnosis=replace(earlier.diagnosis, fixes=fixes))

    def finish(self, course: Course) -> None:
        """Nothing more belongs to this attempt."""
        if course in self.running:
            self.running.remove(course)
        course.attempt = replace(course.attempt, live=False)
        if self._quoted(course):
            return
        if course.in_progress:
            self._end_of_log(course)
        if course.failed or (course.in_progress and course.seen):
            self.judge(course)
        if course.failed:
            failure = course.attempt.failure
            if failure is not None:
                self.around.failures.append((course.attempt.peer.address, failure.code, failure.step))
            self.failed.append(course.attempt)
        else:
            self.store(course)

    def _end_of_log(self, course: Course) -> None:
        """How an attempt stands that nothing ended: a no of this host is one, and keys exchanged are a bond."""
        gave_up = refusal(course) is not None or course.first(hci.Disconnect) is not None
        if gave_up or self.around.befell(course.attempt.started):
            course.attempt = replace(course.attempt, outcome=Outcome.FAILED, ended=course.seen[-1].at)
        elif (
            course.encryption_seen and course.attempt.kind is Kind.PAIRING and (course.smp_begun or course.pair_called)
        ):
            course.attempt = replace(course.attempt, outcome=Outcome.PAIRED)

    def _quoted(self, course: Course) -> bool:
        """Whether a mail shows this failure twice: an excerpt and the whole log. The longer account stays."""
        mine = course.attempt
        if mine.failure is None or mine.ended is None or mine.ended == int(mine.ended):
            return False
        for other in list(self.all.values()):
            same = other.id != mine.id and other.failure is not None and other.failure.code == mine.failure.code
            if same and other.ended == mine.ended and other.adapter == mine.adapter:
                shorter = other if len(other.steps) < len(mine.steps) else mine
                self.all.pop(shorter.id, None)
                self.changed += 1
                return shorter is mine
        return False

    def finish_all(self) -> None:
        """The log is cut or at its end."""
        for course in list(self.running):
            self.finish(course)

    def take_failed(self) -> list[Attempt]:
        """The attempts that failed and are over since this was last asked, oldest first."""
        failed, self.failed = self.failed, []
        return failed

    def settled(self, course: Course, at: float | None) -> bool:
        """Whether the words of outer layers about this course's end are over at this time."""
        ended = course.attempt.ended
        return not course.takes(at) and at is not None and ended is not None and at - ended > SETTLING

    def store(self, course: Course) -> None:
        """Show the course's present attempt; one that never became anything is not kept."""
        self.changed += 1
        self.all[course.attempt.id] = course.attempt
        for old in list(self.all)[: len(self.all) - MOST_ATTEMPTS]:
            del self.all[old]

    def discard(self, course: Course) -> None:
        """Forget an attempt that turned out to be none."""
        if course in self.running:
            self.running.remove(course)
        self.all.pop(course.attempt.id, None)
        self.changed += 1

    def judge(self, course: Course) -> None:
        """Form the diagnosis anew from all that is known by now."""
        found = diagnose(course, self.around)
        course.attempt = replace(course.attempt, diagnosis=found)
        failure = course.attempt.failure
        unsaid = failure is not None and (failure.by is Side.UNKNOWN or course.side_by_cause)
        if failure is not None and found is not None and unsaid:
            side = Side.UNKNOWN if found.confidence is Confidence.POSSIBLE else found.by
            course.side_by_cause = side is not Side.UNKNOWN
            course.attempt = replace(course.attempt, failure=replace(failure, by=side))
        self.store(course)


def _known(course: Course) -> bool:
    """Whether the course's peer is known by an address that is its own."""
    address = course.attempt.peer.address
    return address is not None and not resolvable(address)


def _same(course: Course, link: Link) -> bool:
    mine = course.link
    if mine is None or (mine.adapter is not None and link.adapter is not None and mine.adapter != link.adapter):
        return False
    if mine.handle is not None and link.handle is not None:
        return mine.handle == link.handle
    return mine.address == link.address and (mine.address is not None or mine.handle is None)
