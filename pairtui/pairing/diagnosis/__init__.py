"""The verdict on a failed attempt: who, where, why, how sure, and what to do."""

from dataclasses import replace

from pairtui.knowledge import codes
from pairtui.knowledge.known_issues import matching
from pairtui.pairing.attempt import Diagnosis, Evidence
from pairtui.pairing.diagnosis import hci_rules, outer_rules, smp_local_rules, smp_peer_rules, smp_rules, stack_rules
from pairtui.pairing.diagnosis.agent_rules import SAID_NO
from pairtui.pairing.diagnosis.common import unknown
from pairtui.pairing.diagnosis.predicates import Rule, refusal
from pairtui.pairing.evidence.attempt_record import Course
from pairtui.pairing.evidence.context import Surroundings
from pairtui.protocol.messages import mgmt

RULES: dict[str, tuple[Rule, ...]] = {
    **smp_rules.RULES,
    **hci_rules.RULES,
    **outer_rules.RULES,
    **stack_rules.RULES,
}
"""The rules to ask, in order, by the failure's code. A code without rules ends as `unknown`."""

BY_SIDE: dict[tuple[str, str], tuple[Rule, ...]] = {
    **{(code, "local"): rules for code, rules in smp_local_rules.RULES.items()},
    **{(code, "peer"): rules for code, rules in smp_peer_rules.RULES.items()},
}
"""The rules asked before those, by code and the side that sent it."""


def diagnose(course: Course, around: Surroundings) -> Diagnosis | None:
    """The diagnosis of a failed course; None where it has not failed."""
    failure = course.attempt.failure
    if not course.failed:
        return None
    code, by = (failure.code, failure.by.value) if failure else ("", "")
    rules = (*BY_SIDE.get((code, by), ()), *RULES.get(code, ()), *(SAID_NO if refusal(course) is not None else ()))
    for rule in rules:
        found = rule(course, around)
        if found is not None:
            break
    else:
        found = unknown(course, around)
    return replace(found, evidence=(*found.evidence, *_known(found.cause, around), *_chain(course)))


def _known(cause: str, around: Surroundings) -> tuple[Evidence, ...]:
    """What is known of these versions, where the log shows them."""
    issues = matching(cause, around.kernel, around.bluez, around.controller)
    return tuple(Evidence(f"Known issue: {issue.text} ({issue.source})") for issue in issues)


def _chain(course: Course) -> tuple[Evidence, ...]:
    """What each outer layer made of the failure, outermost first: that is all that other tools show."""
    links = []
    if course.dbus is not None:
        links.append(
            f"D-Bus {course.dbus[0].removeprefix('org.bluez.Error.')}"
            + (f" ({course.dbus[1]})" if course.dbus[1] else "")
        )
    outer = course.last(mgmt.AuthenticationFailed, mgmt.ConnectFailed)
    results = [m for m, _ in course.all(mgmt.CommandComplete) if m.status]
    status = results[-1].status if results else outer[0].status if outer else None
    record = outer[1].record if outer else None
    if status is not None:
        links.append(f"MGMT 0x{status:02x} {codes.name('mgmt', status)}")
    failure = course.attempt.failure
    if failure is not None and not failure.code.startswith(("mgmt", "dbus")):
        links.append(f"{failure.code} {failure.name}")
    return (Evidence("What the outer layers made of it: " + " ⇠ ".join(links), record),) if len(links) > 1 else ()
