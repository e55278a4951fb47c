"""What the two sides offered each other and agreed on."""

from collections.abc import Iterator

from pairtui.knowledge.association import JUST_WORKS, NUMERIC_COMPARISON, OOB, PASSKEY_ENTRY
from pairtui.pairing.evidence.attempt_record import AttemptRecord
from pairtui.pairing.evidence.context import GatewayContext, security_error
from pairtui.pairing.evidence.facts.fact import Fact, at, facts
from pairtui.pairing.evidence.steps import auth_req_words
from pairtui.protocol.messages import att, hci, mgmt, smp
from pairtui.protocol.record import Direction


def just_works(observed: AttemptRecord) -> bool:
    """Whether the association model is, as far as can be seen, Just Works."""
    if observed.association is not None:
        return observed.association.model == JUST_WORKS
    hint = observed.last(mgmt.UserConfirmationRequest)
    return hint is not None and hint[0].hint == 1


def model_is(observed: AttemptRecord, model: str) -> bool:
    """Whether the association model is this one: by the features, else by what only this model has."""
    if observed.association is not None:
        return observed.association.model == model
    if model == PASSKEY_ENTRY:
        rounds = len(observed.all(smp.PairingConfirm, direction=Direction.SENT))
        asked = observed.first(mgmt.PasskeyNotify, mgmt.UserPasskeyRequest, smp.KeypressNotification)
        return rounds > 1 or asked is not None
    hint = observed.last(mgmt.UserConfirmationRequest)
    return model == NUMERIC_COMPARISON and hint is not None and hint[0].hint == 0


def asked_by_gateway(observed: AttemptRecord) -> bool:
    """Whether this host itself asked the central for security."""
    return observed.first(smp.SecurityRequest, direction=Direction.SENT) is not None or any(
        isinstance(s.message, smp.SecurityRequest) and s.direction is Direction.SENT for s in observed.before
    )


@facts("passkey-entry", "numeric-comparison", "just-works", "oob", "features-known", "secure", "hint-only")
def model(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """The association model and the kind of pairing."""
    names = ((PASSKEY_ENTRY, "passkey-entry"), (NUMERIC_COMPARISON, "numeric-comparison"), (OOB, "oob"))
    record = at(observed.first(smp.PairingResponse, smp.PairingRequest))
    for value, name in names:
        if model_is(observed, value) or observed.attempt.association_model == value:
            yield Fact(name, f"The pairing is by {name.replace('-', ' ')}", record)
    if just_works(observed) or observed.attempt.association_model == JUST_WORKS:
        yield Fact("just-works", "The pairing is Just Works: nothing is compared or typed", record)
    if observed.association is not None:
        yield Fact("features-known")
    if observed.attempt.pairing == "secure-connections":
        yield Fact("secure")
    hint = observed.last(mgmt.UserConfirmationRequest)
    if hint is not None and hint[0].hint == 1:
        yield Fact("hint-only", "The kernel asked for a yes only, with no number to compare", at(hint))


@facts(
    "initiator", "responder", "request-seen", "response-seen", "no-response", "peer-asked-security",
    "gateway-asked-security", "gateway-asked-mitm", "smp-begun",
)  # fmt: skip
def exchange(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """Who began, and how far the feature exchange came."""
    if observed.initiator is not None:
        yield Fact("initiator" if observed.initiator else "responder")
    if observed.smp_begun:
        yield Fact("smp-begun")
    request = observed.first(smp.PairingRequest)
    if request is not None:
        yield Fact("request-seen")
    if observed.response is not None:
        yield Fact("response-seen")
    elif request is not None and request[1].direction is Direction.SENT:
        yield Fact("no-response", "The Pairing Request got no Pairing Response", at(request))
    asked = observed.first(smp.SecurityRequest, direction=Direction.RECEIVED)
    if asked is not None:
        yield Fact("peer-asked-security", "The peer had asked for security itself", at(asked))
    if asked_by_gateway(observed):
        own = observed.first(smp.SecurityRequest, direction=Direction.SENT)
        yield Fact("gateway-asked-security", "The gateway itself had sent a Security Request", at(own))
        if own is not None and own[0].auth_req & smp.AuthReq.MITM:
            words = "Its Security Request asked for protection against a man in the middle"
            yield Fact("gateway-asked-mitm", words, at(own))


@facts(
    "legacy-refused", "peer-legacy", "peer-has-sc", "weak-offer", "offered-no-sc", "offered-less-io", "peer-has-no-io",
    "unpairable-offer", "own-offer-unseen", "request-modern",
)  # fmt: skip
def offers(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """What is weak in an offer, or new to an old peer."""
    local, peer = observed.local_features, observed.peer_features
    nothing = smp.IoCapability.NO_INPUT_NO_OUTPUT
    if local is not None:
        sent = at(observed.first(smp.PairingRequest, smp.PairingResponse, direction=Direction.SENT))
        offer = f"This side offered {smp.io_label(local.io)}, {auth_req_words(local.auth_req)}"
        if local.io in (nothing, smp.IoCapability.DISPLAY_ONLY):
            yield Fact("weak-offer", offer, sent)
        if local.io != smp.IoCapability.KEYBOARD_DISPLAY:
            yield Fact("offered-less-io")
        if not local.secure_connections:
            yield Fact("offered-no-sc", offer, sent)
        if not local.bonding and local.io == nothing:
            yield Fact("unpairable-offer", "This side offered no bonding: without an agent it is not pairable", sent)
    else:
        yield Fact("own-offer-unseen")
    if peer is not None and peer.io == nothing:
        yield Fact("peer-has-no-io", f"The peer offered {smp.io_label(peer.io)}")
    yield from _request(observed)
    legacy = _legacy_peer(observed)
    if legacy is not None:
        yield Fact("peer-legacy", "The peer offered no Secure Connections") if legacy else Fact("peer-has-sc")
    if _legacy_refused(observed, around):
        yield Fact("legacy-refused")


def _request(observed: AttemptRecord) -> Iterator[Fact]:
    request = observed.request
    if request is None:
        return
    new_bits = request.auth_req & (smp.AuthReq.SC | smp.AuthReq.CT2)
    if new_bits or (request.initiator_keys | request.responder_keys) & 0x08:
        words = "The request carries bits older peers do not know: SC, CT2 or the LinkKey distribution"
        yield Fact("request-modern", words, at(observed.first(smp.PairingRequest)))


def _legacy_peer(observed: AttemptRecord) -> bool | None:
    """Whether the peer has legacy pairing only, by its features or what it asked for; None where neither is seen."""
    request = observed.first(smp.SecurityRequest)
    offered = observed.peer_features or (request[0] if request else None)
    return None if offered is None else not offered.auth_req & smp.AuthReq.SC


def _legacy_refused(observed: AttemptRecord, around: GatewayContext) -> bool:
    """Whether the peer has legacy pairing only, and nothing else explains that this host minds."""
    peer, local = observed.peer_features, observed.local_features
    if not _legacy_peer(observed) or (local is not None and not local.secure_connections):
        return False
    unprotected = just_works(observed) or (peer is not None and peer.io == smp.IoCapability.NO_INPUT_NO_OUTPUT)
    may_require_more = not observed.pair_called or (observed.required or 0) > 2  # Pair() requires level 2
    may_require_more = may_require_more and _asked_protection(observed) is not False
    return not (unprotected and may_require_more and not around.secure_connections_only)


@facts("mitm-not-asked", "mitm-asked-there")
def protection(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """Who asked for protection against a man in the middle, by the bit that Linux sets for level 3 and more."""
    request = observed.first(smp.PairingRequest)
    if request is None:
        return
    if _asked_protection(observed) is False:
        yield Fact("mitm-not-asked", "No side asked for protection against a man in the middle", at(request))
    elif request[1].direction is Direction.RECEIVED and request[0].mitm and not asked_by_gateway(observed):
        yield Fact("mitm-asked-there", "The peer asked for protection against a man in the middle", at(request))


def _asked_protection(observed: AttemptRecord) -> bool | None:
    """Whether the initiator's request, or the responder's before it, has the MITM bit; None where none was seen."""
    asked = observed.all(smp.PairingRequest, smp.SecurityRequest, direction=Direction.SENT)
    if observed.initiator is not True:
        asked += observed.all(smp.PairingRequest)
    return any(pdu.auth_req & smp.AuthReq.MITM for pdu, _ in asked) if observed.request is not None else None


@facts("attribute-refused-before", "attribute-refused-here", "level-asked")
def before(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """What led to the pairing."""
    errors = [s for s in observed.before if security_error(s)]
    if errors:
        yield Fact("attribute-refused-before", "The peer refused a read of this gateway for lack of security",
                   at(errors[-1]))  # fmt: skip
    own = [s for s in observed.before if isinstance(s.message, att.ErrorResponse) and s.direction is Direction.SENT]
    if own:
        yield Fact("attribute-refused-here", "A request of the peer was refused for lack of security", at(own[-1]))
    if observed.required is not None:
        yield Fact("level-asked", f"Level {observed.required} was asked for")


@facts("pin", "ssp", "bredr", "le")
def classic(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """The transport, and the kind of a BR/EDR pairing."""
    yield Fact(observed.attempt.transport if observed.attempt.transport in ("bredr", "le") else "le")
    if observed.attempt.pairing == "pin":
        yield Fact("pin", "The pairing is by PIN", at(observed.first(hci.PinCodeRequest, mgmt.PinCodeRequest)))
    complete = observed.last(hci.SimplePairingComplete)
    if observed.attempt.pairing == "ssp" or complete is not None:
        yield Fact("ssp", "Secure Simple Pairing was under way", at(complete))
