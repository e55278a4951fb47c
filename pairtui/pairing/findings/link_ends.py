"""What is seen of a link: how it ended or what ran on it, and which side ended it."""

from collections.abc import Iterable
from dataclasses import replace

from pairtui.knowledge import codes
from pairtui.knowledge.known_issues import KnownIssue
from pairtui.pairing.attempt import Side
from pairtui.pairing.evidence.facts import Fact
from pairtui.pairing.findings.detected import Detected, coded, detected
from pairtui.protocol.messages import l2cap, ll

_DISCONNECTED = "Disconnected: {name}"
_MIC_FAILURE, _AUTHENTICATION_FAILURE, _RESPONSE_TIMEOUT, _PEER_ENDED = 0x3D, 0x05, 0x22, 0x13


def ended_for_security(reason: int, encrypted: bool, record: int | None) -> Detected:
    """A link ended with MIC Failure or Authentication Failure, and nothing before it shows a pairing."""
    names = "ended-for-mic" if reason == _MIC_FAILURE else f"link-unauthentic {'encrypted' if encrypted else ''}"
    return coded("hci", reason, Side.UNKNOWN, names, _DISCONNECTED, record)


_ENDED_BY = {
    **dict.fromkeys(("hci:0x16", "mgmt-disc:0x02", "mgmt-disc:0x05"), Side.LOCAL),
    **dict.fromkeys(("hci:0x13", "hci:0x14", "hci:0x15", "cb:7", "mgmt-disc:0x03"), Side.PEER),
}
"""Who ended a link, by the reason of its end; the others do not say."""


def only_an_end(reason: int | str, record: int | None, space: str = "hci") -> Detected:
    """The end of a link is all that the log shows."""
    by = _ENDED_BY.get(codes.code_text(space, reason))
    if by is None:
        return detected("only-an-end", _DISCONNECTED, record, (space, reason))
    return coded(space, reason, by, "only-an-end ended-by-a-side", _DISCONNECTED, record)


def ends_without_a_reason(lines: Iterable[tuple[str, int | None]]) -> Detected:
    """Ends of links are all that the log shows, and it names no reason; each line with its record."""
    return Detected(tuple(Fact("end-without-reason", line, record) for line, record in lines))


def closed_as_unauthentic(encrypted: bool, record: int | None) -> Detected:
    """The host hung up with Authentication Failure, and nothing before it shows why."""
    names = f"link-unauthentic {'closed-after-encryption' if encrypted else ''}"
    shown = "The host disconnected with Authentication Failure"
    return coded("hci", _AUTHENTICATION_FAILURE, Side.LOCAL, names, shown, record)


_GONE = {1: Side.PEER, 2: Side.LOCAL, 3: Side.PEER, 4: Side.PEER, 5: Side.LOCAL}
"""Who ended a link, by MGMT's reason."""


def gone_before_pairing(line: str, reason: int, record: int | None) -> Detected:
    """bluetoothd's log of a disconnection, and nothing else; `reason` is MGMT's, 0 where nothing gives it."""
    seen = detected("ended-unpaired", line, record, ("mgmt", 0x0E), _GONE.get(reason, Side.UNKNOWN))
    shown = f"MGMT's reason {reason}: {codes.name('mgmt-disc', reason)}" if reason else ""
    return seen.with_fact(codes.code_text("mgmt-disc", reason if reason in _GONE else 0), shown)


def hung_up_unheard(issue: KnownIssue, record: int | None) -> Detected:
    """The peer hung up after a good pairing, on a kernel known to lose its data."""
    shown = "Disconnected by the peer after pairing"
    seen = detected("hung-up-unheard", shown, record, ("hci", _PEER_ENDED), Side.PEER)
    return seen.with_fact("hung-up-unheard", f"{issue.text} ({issue.source})")


def phy_collision(encryption: int, other: int) -> Detected:
    """Two link layer procedures ran at once and neither ended; both as records."""
    seen = detected("encryption-never-on", ll.EncReq.NAME, encryption)
    return seen.with_fact("phy-overlap", "The other procedure began while the first ran", other)


def lost(reason: int | str, record: int | None, space: str = "hci") -> Detected:
    """A link died of silence while nothing was being paired."""
    if (space, reason) == ("hci", _RESPONSE_TIMEOUT):
        return detected("link-silent response-timeout", _DISCONNECTED, record, (space, reason), Side.PEER)
    return coded(space, reason, Side.PEER, "link-silent", _DISCONNECTED, record)


def hung_up_refused(refused: Detected, record: int | None) -> Detected:
    """The peer hung up because its channel was refused."""
    ended = detected("hung-up-refused", _DISCONNECTED, record, ("hci", _PEER_ENDED), Side.PEER)
    return replace(ended, facts=(*ended.facts, *(Fact(fact.name) for fact in refused.facts)))


def hung_up_after(request: str, at: int | None, record: int | None) -> Detected:
    """The peer hung up soon after a request, which stands in the record `at`; security had no part in it."""
    seen = detected("hung-up-after-request", request, at, ("hci", _PEER_ENDED), Side.PEER)
    return seen.with_fact("hung-up-after-request", f"Disconnected: {codes.name('hci', _PEER_ENDED)}", record)


def hung_up_unanswered(asked: int | None, record: int | None) -> Detected:
    """The peer hung up long after a request for a channel that it never answered."""
    shown = f"No answer to {l2cap.ConnectionRequest.NAME}"
    seen = detected("hung-up-unanswered", shown, asked, ("hci", _PEER_ENDED), Side.PEER)
    return seen.with_fact("hung-up-unanswered", f"Disconnected: {codes.name('hci', _PEER_ENDED)}", record)


def hung_up_encrypted(record: int | None) -> Detected:
    """The peer hung up as soon as the link was encrypted, and nothing else of it is shown."""
    return detected("hung-up-encrypted", _DISCONNECTED, record, ("hci", _PEER_ENDED), Side.PEER)
