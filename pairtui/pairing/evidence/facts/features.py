"""What the two sides offered each other and agreed on."""

from collections.abc import Iterator

from pairtui.knowledge.association import JUST_WORKS, NUMERIC_COMPARISON, OOB, PASSKEY_ENTRY
from pairtui.pairing.evidence.attempt_record import Course
from pairtui.pairing.evidence.context import Surroundings, security_error
from pairtui.pairing.evidence.facts.fact import Fact, at, facts
from pairtui.pairing.evidence.steps import auth_req_words
from pairtui.protocol.messages import att, hci, mgmt, smp
from pairtui.protocol.record import Direction


def just_works(course: Course) -> bool:
    """Whether the association model is, as far as can be seen, Just Works."""
    if course.association is not None:
        return course.association.model == JUST_WORKS
    hint = course.last(mgmt.UserConfirmationRequest)
    return hint is not None and hint[0].hint == 1


def model_is(course: Course, model: str) -> bool:
    """Whether the association model is this one: by the features, else by what only this model has."""
    if course.association is not None:
        return course.association.model == model
    if model == PASSKEY_ENTRY:
        rounds = len(course.all(smp.PairingConfirm, direction=Direction.SENT))
        asked = course.first(mgmt.PasskeyNotify, mgmt.UserPasskeyRequest, smp.KeypressNotification)
        return rounds > 1 or asked is not None
    hint = course.last(mgmt.UserConfirmationRequest)
    return model == NUMERIC_COMPARISON and hint is not None and hint[0].hint == 0


def asked_by_gateway(course: Course) -> bool:
    """Whether this host itself asked the central for security."""
    return course.first(smp.SecurityRequest, direction=Direction.SENT) is not None or any(
        isinstance(s.message, smp.SecurityRequest) and s.direction is Direction.SENT for s in course.before
    )


@facts("passkey-entry", "numeric-comparison", "just-works", "oob", "features-known", "secure", "legacy", "hint-only")
def model(course: Course, around: Surroundings) -> Iterator[Fact]:
    """The association model and the kind of pairing."""
    names = ((PASSKEY_ENTRY, "passkey-entry"), (NUMERIC_COMPARISON, "numeric-comparison"), (OOB, "oob"))
    record = at(course.first(smp.PairingResponse, smp.PairingRequest))
    for value, name in names:
        if model_is(course, value) or course.attempt.association_model == value:
            yield Fact(name, f"The pairing is by {name.replace('-', ' ')}", record)
    if just_works(course) or course.attempt.association_model == JUST_WORKS:
        yield Fact("just-works", "The pairing is Just Works: nothing is compared or typed", record)
    if course.association is not None:
        yield Fact("features-known")
    if course.attempt.pairing == "secure-connections":
        yield Fact("secure")
    if course.attempt.pairing == "legacy":
        yield Fact("legacy")
    hint = course.last(mgmt.UserConfirmationRequest)
    if hint is not None and hint[0].hint == 1:
        yield Fact("hint-only", "The kernel asked for a yes only, with no number to compare", at(hint))


@facts(
    "initiator", "responder", "request-seen", "response-seen", "no-response", "peer-asked-security",
    "gateway-asked-security", "smp-begun",
)  # fmt: skip
def exchange(course: Course, around: Surroundings) -> Iterator[Fact]:
    """Who began, and how far the feature exchange came."""
    if course.initiator is not None:
        yield Fact("initiator" if course.initiator else "responder")
    if course.smp_begun:
        yield Fact("smp-begun")
    request = course.first(smp.PairingRequest)
    if request is not None:
        yield Fact("request-seen")
    if course.response is not None:
        yield Fact("response-seen")
    elif request is not None and request[1].direction is Direction.SENT:
        yield Fact("no-response", "The Pairing Request got no Pairing Response", at(request))
    asked = course.first(smp.SecurityRequest, direction=Direction.RECEIVED)
    if asked is not None:
        yield Fact("peer-asked-security", "The peer had asked for security itself", at(asked))
    if asked_by_gateway(course):
        own = course.first(smp.SecurityRequest, direction=Direction.SENT)
        yield Fact("gateway-asked-security", "The gateway itself had sent a Security Request", at(own))


@facts(
    "peer-lacks-sc", "legacy-refused", "weak-offer", "offered-no-sc", "offered-less-io", "peer-has-no-io",
    "unpairable-offer", "request-modern", "short-key",
)  # fmt: skip
def offers(course: Course, around: Surroundings) -> Iterator[Fact]:
    """What is weak in an offer, or new to an old peer."""
    local, peer = course.local_features, course.peer_features
    nothing = smp.IoCapability.NO_INPUT_NO_OUTPUT
    if local is not None:
        sent = at(course.first(smp.PairingRequest, smp.PairingResponse, direction=Direction.SENT))
        offer = f"This side offered {smp.io_label(local.io)}, {auth_req_words(local.auth_req)}"
        if local.io in (nothing, smp.IoCapability.DISPLAY_ONLY):
            yield Fact("weak-offer", offer, sent)
        if local.io != smp.IoCapability.KEYBOARD_DISPLAY:
            yield Fact("offered-less-io")
        if not local.secure_connections:
            yield Fact("offered-no-sc", offer, sent)
        if not local.bonding and local.io == nothing:
            yield Fact("unpairable-offer", "This side offered no bonding: without an agent it is not pairable", sent)
    if peer is not None and peer.io == nothing:
        yield Fact("peer-has-no-io", f"The peer offered {smp.io_label(peer.io)}")
    yield from _request(course)
    if _legacy_refused(course, around):
        got = at(course.first(smp.PairingRequest, smp.PairingResponse, smp.SecurityRequest))
        yield Fact("peer-lacks-sc", "The peer's features lack Secure Connections", got)
        yield Fact("legacy-refused")


def _request(course: Course) -> Iterator[Fact]:
    request = course.request
    if request is None:
        return
    new_bits = request.auth_req & (smp.AuthReq.SC | smp.AuthReq.CT2)
    if new_bits or (request.initiator_keys | request.responder_keys) & 0x08:
        words = "The request carries bits older peers do not know: SC, CT2 or the LinkKey distribution"
        yield Fact("request-modern", words, at(course.first(smp.PairingRequest)))
    sizes = [(f, kind) for f, kind in ((request, smp.PairingRequest), (course.response, smp.PairingResponse)) if f]
    for offer, kind in sizes:
        if offer.max_key_size < 16:
            words = f"{kind.NAME}: keys of up to {offer.max_key_size} octets"
            yield Fact("short-key", words, at(course.first(kind)))


def _legacy_refused(course: Course, around: Surroundings) -> bool:
    """Whether the peer has legacy pairing only, and nothing else explains that this host minds."""
    peer, local = course.peer_features, course.local_features
    request = course.first(smp.SecurityRequest)
    legacy = (peer is not None and not peer.secure_connections) or (
        peer is None and request is not None and not request[0].auth_req & smp.AuthReq.SC
    )
    if not legacy or (local is not None and not local.secure_connections):
        return False
    may_require_more = not course.pair_called or (course.required or 0) > 2  # Pair() requires level 2
    return not (just_works(course) and may_require_more and not around.secure_connections_only)


@facts("attribute-refused-before", "attribute-refused-here", "level-asked")
def before(course: Course, around: Surroundings) -> Iterator[Fact]:
    """What led to the pairing."""
    errors = [s for s in course.before if security_error(s)]
    if errors:
        yield Fact("attribute-refused-before", "The peer refused a read of this gateway for lack of security",
                   at(errors[-1]))  # fmt: skip
    own = [s for s in course.before if isinstance(s.message, att.ErrorResponse) and s.direction is Direction.SENT]
    if own:
        yield Fact("attribute-refused-here", "A request of the peer was refused for lack of security", at(own[-1]))
    if course.required is not None:
        yield Fact("level-asked", f"Level {course.required} was asked for")


@facts("pin", "pin-given", "ssp", "bredr", "le")
def classic(course: Course, around: Surroundings) -> Iterator[Fact]:
    """The transport, and the kind of a BR/EDR pairing."""
    yield Fact(course.attempt.transport if course.attempt.transport in ("bredr", "le") else "le")
    if course.attempt.pairing == "pin":
        yield Fact("pin", "The pairing is by PIN", at(course.first(hci.PinCodeRequest, mgmt.PinCodeRequest)))
    given = course.first(hci.PinCodeRequestReply, mgmt.PinCodeReply)
    if given is not None:
        yield Fact("pin-given", "A PIN was given", at(given))
    complete = course.last(hci.SimplePairingComplete)
    if course.attempt.pairing == "ssp" or complete is not None:
        yield Fact("ssp", "Secure Simple Pairing was under way", at(complete))
