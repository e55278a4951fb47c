"""Links that the peer ended by itself: after a refusal, after a request, or as soon as they were encrypted."""

from pairtui.knowledge.known_issues import matching
from pairtui.pairing.attempt import Attempt, Outcome
from pairtui.pairing.events import Traced
from pairtui.pairing.findings import link_ends
from pairtui.pairing.findings.detected import Detected
from pairtui.pairing.findings.link_state import LinkState
from pairtui.protocol.messages import hci

SOON = 10.0
"""Seconds after the last request on a link in which the peer's hanging up is its answer."""

PEER_ENDED = 0x13

_AT_ONCE = 1.0
"""Seconds after encryption in which no service can have been done with the link."""


def answered_so(event: Traced, state: LinkState, attempts: list[Attempt], kernel: str | None) -> Detected | None:
    """What the peer hung up after, where the log shows it."""
    if state.refused is not None:
        return link_ends.hung_up_refused(state.refused, event.record)
    issues = matching("acl-as-iso", kernel, None)
    if issues and any(a.transport == "bredr" and a.outcome is Outcome.PAIRED for a in attempts):
        return link_ends.hung_up_unheard(issues[0], event.record)
    if state.asked is not None and not attempts:
        request, at, asked = state.asked
        if at is None or event.at is None or event.at - at < SOON:
            return link_ends.hung_up_after(request, asked, event.record)
    if state.unanswered is not None and not attempts:
        return link_ends.hung_up_unanswered(state.unanswered, event.record)
    return None


def as_encrypted(event: Traced, state: LinkState) -> bool:
    """Whether the peer ended this link as soon as it was encrypted, and nothing was asked over it meanwhile."""
    message = event.message
    assert isinstance(message, hci.DisconnectionComplete)
    if message.reason != PEER_ENDED or state.closing or not state.encryption or state.asked or state.refused:
        return False
    return state.encrypted_at is None or event.at is None or 0 <= event.at - state.encrypted_at < _AT_ONCE


def only_call_errors(attempts: list[Attempt]) -> bool:
    """Whether all that is known of the attempts is the error with which a program's call returned."""
    return all(
        attempt.outcome is Outcome.FAILED and attempt.failure is not None and attempt.failure.code.startswith("dbus:")
        for attempt in attempts
    )
