"""What each finding about a link says: how it ended or did not come about, which side ended it, and what to do."""

from pairtui.knowledge import codes
from pairtui.knowledge.known_issues import KnownIssue
from pairtui.pairing.attempt import Confidence, Evidence, Failure, Finding, Side
from pairtui.pairing.evidence.facts import Fact
from pairtui.pairing.findings.detected import Detected
from pairtui.pairing.named_fix import fix_named
from pairtui.protocol.messages import ll

_REMOVE_WHERE_BONDED = fix_named("remove-where-bonded")
"""Nothing in such a log says that there is a bond, so it is not the first thing to do."""

_RESPONSE_TIMEOUT = 0x22


def ended_for_security(reason: int, encrypted: bool, record: int | None) -> Finding:
    """A link ended with MIC Failure or Authentication Failure, and nothing before it shows a pairing."""
    code, name = codes.code_text("hci", reason), codes.name("hci", reason)
    evidence = (Evidence(f"Disconnected: {name}", record),)
    fixes = (
        fix_named("record-connection"),
        _REMOVE_WHERE_BONDED,
    )
    if reason == 0x3D:
        title = "Encrypted data did not verify: mostly the keys of the two sides differ"
        text = "A packet's integrity check (MIC) failed, so a controller closed the link."
        return Finding("mic-failure", code, Side.UNKNOWN, title, text, evidence, fixes[::-1])
    title = "The link was closed because a side did not authenticate as required"
    text = "The log does not show what came before: mostly a stored key was refused, or a pairing failed."
    cause = "encryption-below-level" if encrypted else "unknown"
    return Finding(cause, code, Side.UNKNOWN, title, text, evidence, fixes)


_ENDED_BY = {
    **dict.fromkeys(("hci:0x16", "mgmt-disc:0x02", "mgmt-disc:0x05"), Side.LOCAL),
    **dict.fromkeys(("hci:0x13", "hci:0x14", "hci:0x15", "cb:7", "mgmt-disc:0x03"), Side.PEER),
}
"""Who ended a link, by the reason of its end; the others do not say."""


def only_an_end(reason: int | str, record: int | None, space: str = "hci") -> Finding:
    """The end of a link is all that the log shows."""
    code, name = codes.code_text(space, reason), codes.name(space, reason)
    who = _ENDED_BY.get(code, Side.UNKNOWN)
    ended = {Side.LOCAL: "This host ended the link", Side.PEER: "The peer ended the link"}.get(who, "The link ended")
    return Finding(
        "application-disconnect" if who is not Side.UNKNOWN else "unknown",
        code,
        who,
        f"{ended}; the log does not show what came before",
        "An end alone is not a fault: each link has one. What led to it stands in front of what was quoted.",
        (Evidence(f"Disconnected: {name}", record),),
        (fix_named("record-connection"),),
    )


def closed_as_unauthentic(encrypted: bool, record: int | None) -> Finding:
    """The host hung up with Authentication Failure, and nothing before it shows why."""
    weak = "The link was encrypted, so it fell short of the level, the kind of key or the key size required."
    cut = (
        "The log does not show what came before: mostly the peer refused the stored key, or pairing again failed. "
        "A capture that begins before the connection would show it."
    )
    fixes = (
        fix_named("record-connection"),
        _REMOVE_WHERE_BONDED,
    )
    return Finding(
        "encryption-below-level" if encrypted else "unknown",
        "hci:0x05",
        Side.LOCAL,
        "This gateway closed the link: the peer did not authenticate as required",
        weak if encrypted else cut,
        (Evidence("The host disconnected with Authentication Failure", record),),
        fixes[::-1] if encrypted else fixes,
        facts=("closed-after-encryption",) if encrypted else (),
    )


_BY_A_PROGRAM = 2

_GONE = {
    1: ("link-lost", Side.PEER, "The device was no longer heard, and the link timed out"),
    2: ("application-disconnect", Side.LOCAL, "This host itself ended the link"),
    3: ("application-disconnect", Side.PEER, "The device ended the link"),
    4: ("unknown", Side.UNKNOWN, "The link ended because a side did not authenticate with the stored key"),
    5: ("application-disconnect", Side.LOCAL, "This host ended the link to go to sleep"),
}
"""By MGMT's reason: the cause, who ended the link, and the words."""

_PROGRAM = fix_named("who-disconnected")


def gone_before_pairing(line: str, reason: int, record: int | None) -> Finding:
    """bluetoothd's log of a disconnection, and nothing else; `reason` is MGMT's, 0 where nothing gives it."""
    cause, by, what = _GONE.get(reason, ("link-lost", Side.UNKNOWN, "The device disconnected"))
    known = f" MGMT's reason {reason}: {codes.name('mgmt-disc', reason)}." if reason else ""
    btmon = fix_named("record-meanwhile")
    return Finding(
        cause,
        "mgmt:0x0e",
        by,
        f"{what}, and no pairing was under way",
        f"bluetoothd writes status 0x0e for every link that goes down: by itself it is not a failed pairing.{known} A "
        "btmon log of the same moment would show what led to it.",
        (Evidence(line, record),),
        (_PROGRAM, btmon) if reason == _BY_A_PROGRAM else (btmon,),
        weighed=None if cause == "unknown" or by is Side.UNKNOWN else Confidence.LIKELY,
    )


def hung_up_unheard(issue: KnownIssue, record: int | None) -> Finding:
    """The peer hung up after a good pairing, on a kernel known to lose its data."""
    return Finding(
        "acl-as-iso",
        "hci:0x13",
        Side.PEER,
        "The peer hung up after a good pairing; this kernel is known to lose a peer's data",
        "The pairing succeeded and the peer closed the link by itself when its services did not come up. On this "
        "kernel that is a known fault: packets of the peer are taken for isochronous data and dropped.",
        (Evidence("Disconnected by the peer after pairing", record), Evidence(f"{issue.text} ({issue.source})")),
        (fix_named("other-kernel-compare"),),
        weighed=Confidence.LIKELY,
    )


def phy_collision(encryption: int, other: int) -> Finding:
    """Two link layer procedures ran at once and neither ended; both as records."""
    return Finding(
        "phy-update-collision",
        None,
        Side.UNKNOWN,
        "A PHY update met the start of encryption, and encryption never came on",
        "One side asked for encryption and the other for another PHY before it was on. Neither procedure ended: one "
        "of the controllers does not cope with both at once.",
        (Evidence(ll.EncReq.NAME, encryption), Evidence("The other procedure began while the first ran", other)),
        (
            fix_named("no-auto-phy"),
            fix_named("one-phy"),
        ),
        weighed=Confidence.LIKELY,
    )


def lost(reason: int | str, record: int | None, space: str = "hci") -> Finding:
    """A link died of silence while nothing was being paired."""
    silent = "The peer was no longer heard, and the supervision timeout ended the link."
    unanswered = "The peer's controller did not answer a procedure of the link layer in time."
    return Finding(
        "link-lost",
        codes.code_text(space, reason),
        Side.PEER,
        "The link was lost",
        f"{unanswered if reason == _RESPONSE_TIMEOUT else silent} No pairing was under way.",
        (Evidence(f"Disconnected: {codes.name(space, reason)}", record),),
        (fix_named("nearer-or-interference"),),
    )


def dropped(line: str, record: int | None) -> Finding:
    """bluetoothctl shows a link that came up and ended, and nothing of what happened on it."""
    return Finding(
        "unknown",
        None,
        Side.UNKNOWN,
        "The device connected and the link ended again; this log does not tell why",
        "bluetoothctl names no reason. A device that wants to be paired first, that works with another host, or whose "
        "program has nothing to do hangs up so; a bond that only one side has looks the same.",
        (Evidence(line, record),),
        (
            fix_named("pair-if-not-paired"),
            fix_named("record-connection"),
        ),
    )


def hung_up_refused(refused: Detected, record: int | None) -> Detected:
    """The peer hung up because its channel was refused."""
    name = codes.name("hci", 0x13)
    facts = tuple(Fact(fact.name) for fact in refused.facts)
    ended = Failure("hci:0x13", name, Side.PEER, "connection", record)
    return Detected(facts, ended).with_fact("hung-up-refused", f"Disconnected: {name}", record)


def hung_up_after(request: str, record: int | None) -> Finding:
    """The peer hung up soon after a request, and security had no part in it."""
    return Finding(
        "application-disconnect",
        "hci:0x13",
        Side.PEER,
        "The peer ended the connection; security had no part in it",
        f"Shortly after {request} the peer closed the link by itself. Nothing was refused before; its application "
        "decided so.",
        (Evidence(f"Disconnected: {codes.name('hci', 0x13)}", record),),
        (fix_named("peer-documentation"),),
        weighed=Confidence.LIKELY,
    )


def hung_up_encrypted(record: int | None) -> Finding:
    """The peer hung up as soon as the link was encrypted, and nothing else of it is shown."""
    return Finding(
        "unknown",
        "hci:0x13",
        Side.PEER,
        "The peer hung up as soon as the link was encrypted",
        "Both sides had the key, and the peer closed the link by itself before anything was asked over it. HCI has no "
        "reason for that: a bond that it cannot keep, a service that it does not find here, another host that it "
        "prefers. The error of a program that waited for the link says no more.",
        (Evidence(f"Disconnected: {codes.name('hci', 0x13)}", record),),
        (fix_named("record-connection"), _REMOVE_WHERE_BONDED),
        weighed=Confidence.POSSIBLE,
    )
