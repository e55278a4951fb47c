"""Relations among the PDUs of a pairing: who broke the order, which keys came, who owed the next message."""

from collections.abc import Iterator

from pairtui.pairing.attempt import Side
from pairtui.pairing.evidence.attempt_record import AttemptRecord
from pairtui.pairing.evidence.context import GatewayContext
from pairtui.pairing.evidence.facts.fact import Fact, at, facts
from pairtui.pairing.evidence.relations import SILENT, answered, silence, turn
from pairtui.protocol.fields import Message
from pairtui.protocol.messages import att, hci, mgmt, smp
from pairtui.protocol.messages.smp import KeyDist, key_dist_label
from pairtui.protocol.record import Direction
from pairtui.protocol.values import Malformed, Unknown

_NOTICED = 5.0
"""Seconds of silence that are no normal delay; encryption starts within a few connection events."""


@facts("public-keys", "after-public-keys", "encrypted", "keys-made")
def progress(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """How far the pairing came."""
    keys = observed.all(smp.PairingPublicKey)
    if keys:
        yield Fact("public-keys")
        failure = observed.attempt.failure
        if failure is not None and failure.step in ("public key exchange", "authentication"):
            yield Fact("after-public-keys", "It was refused right after the public keys", failure.record)
    if observed.encrypted:
        change = observed.last(hci.EncryptionChange, hci.EncryptionChangeV2, hci.EncryptionKeyRefreshComplete)
        yield Fact("encrypted", "The link was encrypted with the new key", at(change))
    stored = observed.last(mgmt.NewLongTermKey, mgmt.NewLinkKey, hci.LinkKeyNotification)
    if stored is not None:
        yield Fact("keys-made", "A key was stored", at(stored))


@facts("unagreed-keys-sent", "unagreed-keys-received")
def keys(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """The keys distributed, beside those agreed on."""
    ours = observed.initiator is not False
    extra = _unagreed(observed, ours)
    if extra:
        names = ", ".join(pdu.NAME for pdu in _pdus(extra))
        agreed = key_dist_label(observed.keys_agreed_for(ours) or KeyDist(0))
        yield Fact("unagreed-keys-sent", f"Agreed for this side: {agreed}; sent beyond that: {names}",
                   _first_sent(observed, extra))  # fmt: skip
    theirs = _unagreed(observed, not ours)
    if theirs:
        yield Fact("unagreed-keys-received", f"The peer sent keys that were not agreed on: {key_dist_label(theirs)}")


def _unagreed(observed: AttemptRecord, initiator: bool) -> KeyDist:
    agreed, sent = observed.keys_agreed_for(initiator), observed.keys_sent_by(initiator)
    return KeyDist(0) if agreed is None else sent & ~agreed


def _first_sent(observed: AttemptRecord, extra: KeyDist) -> int | None:
    return at(observed.first(*_pdus(extra), direction=Direction.SENT))


def _pdus(keys: KeyDist) -> list[type[Message]]:
    return [pdu for key, pdus in smp.KEY_PDUS.items() if keys & key for pdu in pdus]


@facts("damaged-pdu", "security-request-by-central", "refused-their-last", "pdu-after-own-failed", "answered-failed")
def order(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """PDUs that have no place where they came."""
    failed = observed.first(smp.PairingFailed)
    theirs = observed.all(*smp.PDUS, Malformed, Unknown, direction=Direction.RECEIVED)
    if failed is not None and failed[1].direction is Direction.SENT and theirs:
        _, last = theirs[-1]
        yield Fact("refused-their-last", "What this side refused", last.record)
        if isinstance(last.message, smp.SecurityRequest) and observed.initiator is not True:
            yield Fact("security-request-by-central", "A central has no business to send a Security Request",
                       last.record)  # fmt: skip
        if isinstance(last.message, Malformed):
            yield Fact("damaged-pdu", f"The peer's PDU is damaged: {last.message.why}", last.record)
    own = observed.first(smp.PairingFailed, direction=Direction.SENT)
    if own is not None:
        later = observed.seen[observed.seen.index(own[1]) + 1 :]
        more = [s for s in later if isinstance(s.message, (*smp.PDUS, Unknown)) and s.direction is Direction.SENT]
        more = [s for s in more if not isinstance(s.message, smp.PairingRequest | smp.SecurityRequest)]
        if more:
            yield Fact("pdu-after-own-failed", "This side went on sending after its own Pairing Failed", at(more[0]))
    before = answered(observed)
    if before is not None and isinstance(before.message, smp.PairingFailed):
        yield Fact("answered-failed", "A Pairing Failed was answered by a Pairing Failed", before.record)


@facts("answered-twice")
def two_answers(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """Two Pairing Responses of this side to one request, or one after it had gone on: two stacks answer."""
    said: list[object] = []
    for s in observed.seen:
        if isinstance(s.message, smp.PairingRequest | smp.PairingFailed):
            said.clear()
        elif s.direction is Direction.SENT and isinstance(s.message, smp.PDUS):
            if said and isinstance(s.message, smp.PairingResponse) and s.message not in said:
                yield Fact(
                    "answered-twice", "This side's exchange had gone on when it sent this Pairing Response", s.record
                )
                return
            said.append(s.message)


@facts("error-answered")
def error_refused(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """An Error Response of this side to an Error Response, which only a stack sends that had asked nothing."""
    for found in observed.all(att.ErrorResponse, direction=Direction.SENT):
        if found[0].request == att.ErrorResponse.CODE:
            yield Fact("error-answered", "This side refused an Error Response as a request it does not know", at(found))
            return


@facts("peer-silent", "gateway-silent", "encryption-unanswered", "silent-30s", "silent-briefly")
def quiet(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """Whose turn it was while nothing came, and for how long."""
    now = turn(observed)
    seconds = silence(observed)
    if now is None or seconds < _NOTICED or observed.first(smp.PairingFailed, direction=Direction.RECEIVED):
        return
    name = getattr(now.last.message, "NAME", "the last message")
    words = f"Nothing came for {seconds:.0f} s after {name}"
    if now.link_layer:
        yield Fact("encryption-unanswered", words, now.last.record)
    elif seconds >= SILENT:
        yield Fact("peer-silent" if now.side is Side.PEER else "gateway-silent", words, now.last.record)
    yield Fact("silent-30s" if seconds >= SILENT else "silent-briefly")
