"""The verdict on an attempt: who, where, why, how sure, what else it could be, and what to do.

The facts of the attempt are weighed for and against every cause (`weighing`); the best becomes the verdict, in the
words that its declaration has for these facts, with the fixes that the machine which wrote the log can carry out.
"""

from collections.abc import Sequence
from functools import lru_cache

from pairtui.knowledge import codes
from pairtui.knowledge.causes import CAUSES, Cause, Text
from pairtui.knowledge.devices import Entry
from pairtui.knowledge.fixes import FIXES, words
from pairtui.knowledge.known_issues import matching
from pairtui.pairing.attempt import Alternative, Confidence, Diagnosis, Evidence, Failure, Finding, Fix, Side
from pairtui.pairing.diagnosis.known_device import entry_of, fix_of, known_device, known_of
from pairtui.pairing.diagnosis.weighing import FITS, Facts, Weighed, confidence, evidence_of, holds, weigh
from pairtui.pairing.evidence.attempt_record import AttemptRecord
from pairtui.pairing.evidence.context import GatewayContext
from pairtui.pairing.evidence.facts import Fact, facts_of
from pairtui.protocol.messages import mgmt
from pairtui.protocol.record import LogLine

MOST_ALTERNATIVES = 4

HERE = {
    "gateway": "this gateway",
    "micro": "this device",
    "phone": "this phone",
    "pc": "this computer",
    "sniffer": "the central",
    "host": "this host",
}
"""How the machine that wrote the log is called; of what a sniffer heard, the side that the other is a peer to."""

SAMPLE = "The text is documentation: what it shows may be a sample, and need not have happened"


def diagnose(observed: AttemptRecord, around: GatewayContext) -> Diagnosis | None:
    """The diagnosis of an attempt that failed, or that is over without an end; None where there is nothing to say."""
    facts = facts_of(observed, around)
    ranked = weigh(facts)
    fitting = [one for one in ranked if one.score >= FITS]
    if not observed.failed and not fitting:
        return None
    if fitting:
        best, rest = fitting[0], [one for one in ranked if one is not fitting[0]]
        sure = confidence(best, rest)
    else:
        best, rest, sure = Weighed(CAUSES["unknown"], 0, 0, (), ()), ranked, Confidence.POSSIBLE
    if not observed.failed or around.documentation or _only_supposed(observed, around):
        sure = Confidence.POSSIBLE
    elif sure is Confidence.CERTAIN and _reported_only(observed, evidence_of(best.supports, facts)):
        sure = Confidence.LIKELY
    return _diagnosis(observed, around, facts, best, rest, sure)


def _reported_only(observed: AttemptRecord, shown: list[Fact]) -> bool:
    """Whether it rests on what somebody says that a program said."""
    said = _quoted(observed)
    return bool(said) and all(fact.record in said for fact in shown)


def _only_supposed(observed: AttemptRecord, around: GatewayContext) -> bool:
    """Whether a sentence alone names the failure, and nobody says that it happened."""
    failure = observed.attempt.failure
    return not around.reported and failure is not None and failure.record in _quoted(observed)


def _quoted(observed: AttemptRecord) -> set[int | None]:
    """The records of what a person wrote that a program said."""
    return {s.record for s in observed.seen if isinstance(s.message, LogLine) and s.message.quoted}


@lru_cache(maxsize=128)
def _ranked(names: frozenset[str]) -> list[Weighed]:
    """The causes weighed: beside the attempts the same facts come again and again."""
    return weigh(names)


def outside(
    seen: Sequence[Fact], machine: str, failure: Failure | None = None, stated: tuple[str, Text] | None = None
) -> Finding:
    """The diagnosis of facts that belong to no attempt; what they show is the evidence, in this order.

    `stated` is a cause with the words for it of the line that states it.
    """
    shown = tuple(dict.fromkeys(Evidence(fact.text, fact.record) for fact in seen if fact.text))
    facts = {fact.name: fact for fact in seen}
    fitting = [one for one in _ranked(frozenset(facts)) if one.score >= FITS]
    best, rest = (fitting[0], fitting[1:]) if fitting else (Weighed(CAUSES["unknown"], 0, 0, (), ()), [])
    cause, code = best.cause, failure.code if failure else None
    own = stated[1] if stated is not None and stated[0] == cause.id else None
    said, say = own or _said(cause, facts), _Wording(failure, machine, "connection")
    sure = confidence(best, rest)
    return Finding(
        cause.id,
        code,
        _side(cause, said, failure),
        say(said.title),
        say(said.explanation),
        shown,
        fixes(own.fixes if own else said.fixes or cause.fixes, facts, machine, of_a_line=own is not None),
        sure,
        alternatives=_alternatives(best, rest, sure, facts, say),
    )


def _diagnosis(
    observed: AttemptRecord, around: GatewayContext, facts: Facts, best: Weighed, rest: list[Weighed], sure: Confidence
) -> Diagnosis:
    cause, failure = best.cause, observed.attempt.failure
    said, entry = _said(cause, facts), entry_of(observed, around)
    machine = around.machine_of(observed.seen)
    say = _Wording(failure, machine, observed.attempt.kind, observed.required)
    shown = evidence_of(best.supports, facts) or evidence_of((failure.code,) if failure else (), facts)
    return Diagnosis(
        cause.id,
        say(said.title),
        say(said.explanation),
        sure,
        (
            *(Evidence(fact.text, fact.record) for fact in shown),
            *_known(cause.id, around),
            *known_of(cause.id, entry),
            *_chain(observed),
            *((Evidence(SAMPLE),) if around.documentation else ()),
        ),
        fixes(said.fixes or cause.fixes, facts, machine, entry, around.reading.stack) or (_PAIR_AGAIN,),
        _side(cause, said, failure),
        _alternatives(best, rest, sure, facts, say),
        known_device(entry),
    )


def _alternatives(
    best: Weighed, rest: list[Weighed], sure: Confidence, facts: Facts, say: "_Wording"
) -> tuple[Alternative, ...]:
    """The runners-up worth a word: beside a certain verdict only those that nearly fit, too."""
    least = max(FITS, best.score // 2) if sure is Confidence.CERTAIN else 2
    near = [one for one in rest if one.score >= least][:MOST_ALTERNATIVES]
    return tuple(_alternative(one, facts, say) for one in near)


def _said(cause: Cause, facts: Facts) -> Text:
    return next(text for text in cause.texts if holds(text.when, facts))


class _Wording:
    """Fills what a cause's words leave open."""

    def __init__(self, failure: Failure | None, machine: str, kind: str, level: int | None = None) -> None:
        here = HERE[machine]
        self.gateway = machine in ("gateway", "host")
        by = failure.by if failure else Side.UNKNOWN
        self._words = {
            "here": here,
            "Here": here[0].upper() + here[1:],
            "Who": {Side.LOCAL: here[0].upper() + here[1:], Side.PEER: "The peer"}.get(by, "One side"),
            "code": failure.code if failure else "an error",
            "name": failure.name if failure else "",
            "step": failure.step if failure and failure.step else "pairing",
            "meaning": _meaning(failure),
            "kind": str(kind),
            "level": level or "3 or 4",
        }

    def __call__(self, text: str) -> str:
        return text.format_map(self._words)


def _meaning(failure: Failure | None) -> str:
    if failure is None:
        return ""
    space, _, number = failure.code.partition(":")
    known = codes.lookup(space, int(number, 16) if number.startswith("0x") else number)
    return f" {known.meaning}" if known is not None and known.meaning else ""


def _side(cause: Cause, said: Text, failure: Failure | None) -> Side:
    side = said.side or cause.side
    if side in ("local", "peer", "unknown") and (said.side or side != "unknown"):
        return Side(side)
    return failure.by if failure else Side.UNKNOWN


_PAIR_AGAIN = Fix(FIXES["pair"].words, FIXES["pair"].action)


def fixes(
    named: tuple[str, ...],
    facts: Facts,
    machine: str,
    entry: Entry | None = None,
    stack: str = "",
    *,
    of_a_line: bool = False,
) -> tuple[Fix, ...]:
    """What to do on the machine that wrote the log, as causes and their texts name it, in its stack's words.

    Of a line whose program runs elsewhere (`of_a_line`), what is done there as well, but nothing for BlueZ alone.
    """
    chosen = []
    for item in named:
        name, _, condition = item.partition(" if ")
        row = FIXES[name]
        if (machine in row.machines or (of_a_line and "gateway" not in row.machines)) and holds(condition, facts):
            action = row.action if machine == "gateway" and row.action else None
            chosen.append(fix_of(name, Fix(words(name, HERE[machine], stack), action), entry))
    return tuple(dict.fromkeys(chosen))


def _alternative(one: Weighed, facts: Facts, say: _Wording) -> Alternative:
    speaking = tuple(fact.text for fact in evidence_of(one.supports, facts))
    return Alternative(
        one.cause.id,
        one.cause.title.replace("this gateway", say("{here}")).replace("This gateway", say("{Here}")),
        Confidence.POSSIBLE,
        speaking,
        tuple(fact.text for fact in evidence_of(one.contradicts, facts) if fact.text not in speaking),
        say(one.cause.settles if say.gateway else one.cause.settles_elsewhere or one.cause.settles),
    )


def _known(cause: str, around: GatewayContext) -> tuple[Evidence, ...]:
    """What is known of these versions, where the log shows them."""
    issues = matching(cause, around.kernel, around.bluez, around.controller)
    return tuple(Evidence(f"Known issue: {issue.text} ({issue.source})") for issue in issues)


def _chain(observed: AttemptRecord) -> tuple[Evidence, ...]:
    """What each outer layer says of the failure, outermost first: that is all that other programs show."""
    links = []
    if observed.dbus is not None:
        links.append(
            f"D-Bus {observed.dbus[0].removeprefix('org.bluez.Error.')}"
            + (f" ({observed.dbus[1]})" if observed.dbus[1] else "")
        )
    outer = observed.last(mgmt.AuthenticationFailed, mgmt.ConnectFailed)
    results = [m for m, _ in observed.all(mgmt.CommandComplete) if m.status]
    status = results[-1].status if results else outer[0].status if outer else None
    record = outer[1].record if outer else None
    if status is not None:
        links.append(f"MGMT 0x{status:02x} {codes.name('mgmt', status)}")
    failure = observed.attempt.failure
    if failure is not None and not failure.code.startswith(("mgmt", "dbus")):
        links.append(f"{failure.code} {failure.name}")
    return (Evidence("How other programs report it: " + " ⇠ ".join(links), record),) if len(links) > 1 else ()
