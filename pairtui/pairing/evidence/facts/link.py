"""What happened to the link below the pairing."""

import re
from collections.abc import Iterator

from pairtui.knowledge.counted import counted
from pairtui.pairing.attempt import Kind, Side
from pairtui.pairing.evidence.attempt_record import CONNECTED, AttemptRecord
from pairtui.pairing.evidence.context import GatewayContext
from pairtui.pairing.evidence.facts.fact import Fact, at, facts
from pairtui.protocol.messages import hci, ll, mgmt, smp
from pairtui.protocol.record import LogLine
from pairtui.protocol.streams.hci import IsoOnAclLink

_HUNG_UP = ("hci:0x13", "hci:0x14", "hci:0x15", "ll:0x13", "ll:0x14", "ll:0x15")
_PHY = (hci.LePhyUpdateComplete, ll.PhyReq, ll.PhyUpdateInd)


@facts("link-up", "start-seen", "no-link", "never-connected", "hung-up", "host-disconnected", "connection-only")
def ends(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """Whether there was a link, and who ended it."""
    known = [s for s in (*observed.before, *observed.seen) if isinstance(s.message, CONNECTED)]
    up = [s for s in known if getattr(s.message, "status", 1) == 0]
    said = [s for s in observed.seen if isinstance(s.message, LogLine) and "Connected: yes" in s.message.text]
    failure = observed.attempt.failure
    if up:
        yield Fact("start-seen")
    if up or said or observed.smp_begun:
        yield Fact("link-up", "The link had come up", at(next(iter((*up, *said)), None)))
    elif failure is not None and failure.step == "connection":
        yield Fact("no-link")
    if observed.attempt.kind is Kind.CONNECTION:
        yield Fact("connection-only")
    gave_up = next((s for s in (*observed.seen, *observed.before) if isinstance(s.message, mgmt.ConnectFailed)), None)
    if gave_up is not None and not up and not observed.smp_begun:
        yield Fact("never-connected", "The kernel could not connect", at(gave_up))
    ended = observed.last(hci.DisconnectionComplete)
    asked = observed.first(hci.Disconnect)
    closed = ended is not None and ended[0].reason in (0x13, 0x14, 0x15)
    if asked is None and (closed or (failure is not None and failure.code in _HUNG_UP)):
        yield Fact("hung-up", "The peer closed the link", at(ended) if ended else None)
    if asked is not None and (failure is None or failure.code.startswith("hci:")):
        yield Fact("host-disconnected", "This host itself closed the link", at(asked))


_LE_ENTRY = re.compile(r"\bDevice ((?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}) (?:Name: )?LE[_-]\w")
"""How bluetoothctl names what a headset of some makers advertises over LE, beside its entry for BR/EDR."""


@facts("le-entry")
def le_entry(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """The peer's name says that this is its entry for LE."""
    for _, record, line in reversed(around.log_lines):
        found = _LE_ENTRY.search(line.text)
        if found and observed.attempt.peer.address == found[1].upper():
            yield Fact("le-entry", f"The device is listed with LE in its name: {line.text}", record)
            return


@facts("stored-key-used", "no-key-here", "no-link-key-here", "key-missed")
def stored_keys(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """Keys asked for and given."""
    started = observed.first(hci.LeEnableEncryption)
    if started is not None and not observed.smp_begun and observed.attempt.transport == "le":
        yield Fact("stored-key-used", "This side started encryption with a stored key", at(started))
    given = observed.first(hci.LinkKeyRequestReply)
    if given is not None:
        yield Fact("stored-key-used", "This side answered with its stored link key", at(given))
    if refused := observed.first(hci.LeLongTermKeyRequestNegativeReply):
        yield Fact("no-key-here", "This side answered the key request with no key", at(refused))
    if refused := observed.first(hci.LinkKeyRequestNegativeReply):
        yield Fact("no-link-key-here", "This side has no stored link key", at(refused))
        if observed.first(hci.AuthenticationRequested) is None and observed.attempt.kind is not Kind.PAIRING:
            yield Fact("key-missed", "The peer asked for the stored key, and no pairing followed", at(refused))


@facts("iso-on-acl", "encryption-of-le-on-bredr")
def mistaken(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """One kind of link taken for another."""
    if found := observed.first(IsoOnAclLink):
        yield Fact("iso-on-acl", "ISO data on the handle of an ACL link", at(found))
    started = observed.first(hci.LeEnableEncryption)
    if started is not None and observed.attempt.transport == "bredr":
        words = "LE encryption was started on the handle of a BR/EDR link"
        yield Fact("encryption-of-le-on-bredr", words, at(started))


@facts("payload-timeout")
def unproved(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """An encrypted link on which nothing came that proves to be the peer's."""
    if found := observed.first(hci.AuthenticatedPayloadTimeoutExpired):
        yield Fact("payload-timeout", "No packet of the peer's with a valid MIC came in time", at(found))


@facts("phy-seen", "phy-overlap")
def phy(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """A PHY update beside the pairing."""
    found = observed.last(*_PHY)
    if found is None:
        return
    yield Fact("phy-seen", "A PHY update ran while the pairing was under way", at(found))
    if _overlaps(observed):
        yield Fact("phy-overlap", "A PHY update ran at the moment encryption was asked for", at(found))


def _overlaps(observed: AttemptRecord) -> bool:
    asked = observed.first(ll.EncReq, hci.LeEnableEncryption, hci.LeLongTermKeyRequest)
    found = observed.last(*_PHY)
    if asked is None or found is None:
        return False
    place = observed.seen.index(asked[1])
    if observed.seen.index(found[1]) > place:
        return True
    began = [s for s in observed.seen[:place] if isinstance(s.message, ll.PhyReq)]
    done = [s for s in observed.seen[:place] if isinstance(s.message, ll.PhyRsp | ll.PhyUpdateInd)]
    return len(began) > len(done)


@facts("after-pairing")
def paired_before(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """A connection, where a pairing with the same peer had come to a good end in this log."""
    if observed.attempt.kind is Kind.CONNECTION and observed.attempt.peer.address in around.paired:
        yield Fact("after-pairing", "The pairing before it had succeeded")


_USER_REFUSED = ("smp:0x0c", "smp:0x01")


@facts("same-failure-before", "unanswered-request", "refused-here-before")
def repeated(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """The same end with the same peer before."""
    failure = observed.attempt.failure
    if failure is None:
        return
    refused = failure.by is Side.PEER and failure.code.startswith("smp:")
    if observed.request is not None and observed.response is None and observed.initiator is not False and not refused:
        request = observed.first(smp.PairingRequest)
        yield Fact("unanswered-request", "The Pairing Request was not answered", at(request))
    peer = observed.attempt.peer.address
    if any(code in _USER_REFUSED for address, code, _ in around.failures if peer is None or address in (peer, None)):
        yield Fact("refused-here-before", "An earlier pairing in this log was answered with no")
    same = (observed.attempt.peer.address, failure.code, failure.step)
    before = sum(1 for earlier in around.failures if earlier == same)
    if before:
        times = counted(before, "time")
        yield Fact("same-failure-before", f"The same happened {times} before with this peer")
