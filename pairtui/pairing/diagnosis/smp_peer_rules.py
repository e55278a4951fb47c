"""Rules for SMP reasons that the peer sent."""

from pairtui.knowledge.association import NUMERIC_COMPARISON, PASSKEY_ENTRY
from pairtui.pairing.attempt import Confidence, Diagnosis, Evidence, Fix
from pairtui.pairing.diagnosis.common import KEYBOARD_DISPLAY, OTHER_BOND, PAIRING_MODE, REMOVE_AND_PAIR
from pairtui.pairing.diagnosis.predicates import Rule, model_is, record_of
from pairtui.pairing.evidence.attempt_record import Course
from pairtui.pairing.evidence.context import Surroundings
from pairtui.pairing.evidence.steps import auth_req_words
from pairtui.protocol.messages import smp
from pairtui.protocol.messages.smp import KeyDist, key_dist_label

_NOT_SUPPORTED = "smp:0x05"


def not_in_pairing_mode(course: Course, around: Surroundings) -> Diagnosis | None:
    """Refused in answer to the Pairing Request itself, before the peer told its features."""
    failure = course.attempt.failure
    if failure is None or failure.step != "feature exchange" or course.response is not None:
        return None
    asked = course.first(smp.SecurityRequest)
    if course.request is None and asked is None and failure.code != _NOT_SUPPORTED:
        return None  # the log does not show what the peer refused
    evidence = [Evidence(f"The peer answered the Pairing Request with {failure.code} {failure.name}", failure.record)]
    if asked is not None:
        evidence.append(Evidence("although it had asked for security itself", asked[1].record))
    return Diagnosis(
        "peer-not-in-pairing-mode",
        "The peer refused before it said what it can do: it is probably not in pairing mode",
        "The peer answered the request with a refusal instead of its features, so nothing this gateway offered was "
        "weighed. Devices that pair only in a pairing mode do that, and devices that keep a bond with another host or "
        "have no room for a new one.",
        Confidence.LIKELY,
        tuple(evidence),
        (PAIRING_MODE, OTHER_BOND, Fix("Look in its manual whether it pairs at all; some devices work without")),
    )


def requires_authentication(course: Course, around: Surroundings) -> Diagnosis:
    """Authentication Requirements from the peer: it wants what our IO capability cannot give."""
    local = course.local_features
    evidence = [Evidence("The peer sent Authentication Requirements", record_of(course))]
    weak = local is not None and local.io in (smp.IoCapability.NO_INPUT_NO_OUTPUT, smp.IoCapability.DISPLAY_ONLY)
    if local is not None:
        words = f"The gateway offered {smp.io_label(local.io)}, {auth_req_words(local.auth_req)}"
        evidence.append(Evidence(words))
    fixes = [KEYBOARD_DISPLAY] if weak or local is None or local.io != smp.IoCapability.KEYBOARD_DISPLAY else []
    if local is not None and not local.secure_connections:
        fixes.append(Fix("Switch Secure Connections on (`sudo btmgmt sc on`) and pair again", "secure-connections-on"))
    fixes.append(
        Fix("Look in the device's manual which pairing it wants: a passkey, a number to compare, out-of-band data")
    )
    return Diagnosis(
        "peer-requires-authentication",
        "The peer wants a stronger pairing than this gateway offered",
        "The peer requires protection against a man in the middle, or Secure Connections. What the gateway offered "
        "cannot reach that.",
        Confidence.CERTAIN if weak else Confidence.LIKELY,
        tuple(evidence),
        tuple(fixes),
    )


def key_distribution(course: Course, around: Surroundings) -> Diagnosis | None:
    """Refused in phase 3: compare the keys agreed on with the keys sent."""
    if not course.encrypted:
        return None
    evidence = [Evidence("Encryption was on; the peer refused during key distribution", record_of(course))]
    initiator = course.initiator is not False
    extra, missing = _difference(course, initiator)
    whose = "initiator" if initiator else "responder"
    agreed = course.keys_agreed_for(initiator)
    if agreed is not None and extra:
        names = ", ".join(_pdus(extra))
        evidence.append(
            Evidence(
                f"The response asked the {whose} for {key_dist_label(agreed)} only, yet the gateway also sent {names}",
                _first_sent(course, extra),
            )
        )
    if agreed is not None and missing:
        evidence.append(Evidence(f"Agreed and not sent by the gateway: {key_dist_label(missing)}"))
    theirs = _difference(course, not initiator)[0]
    if theirs:
        evidence.append(Evidence(f"The peer itself sent keys that were not agreed on: {key_dist_label(theirs)}"))
    if extra:
        explanation = (
            f"The two agreed which keys each distributes. The gateway sent {key_dist_label(extra)} beyond that, and "
            "this peer does not tolerate it."
        )
        fix = Fix(
            "The host's SMP sends keys that were not agreed on: use the kernel's SMP (BlueZ), or update the host stack"
        )
    else:
        explanation = "The keys this gateway distributed are not what the peer expected, or it could not store them."
        fix = Fix("Remove old bonds on the device: its bond table may be full")
    return Diagnosis(
        "peer-key-distribution",
        "The peer refused the keys this gateway distributed",
        explanation,
        Confidence.CERTAIN if extra else Confidence.LIKELY,
        tuple(evidence),
        (fix, REMOVE_AND_PAIR, Fix("Update the device's firmware")),
    )


def _difference(course: Course, initiator: bool) -> tuple[KeyDist, KeyDist]:
    agreed, sent = course.keys_agreed_for(initiator), course.keys_sent_by(initiator)
    if agreed is None:
        return KeyDist(0), KeyDist(0)
    return sent & ~agreed, agreed & ~sent


_PDUS = {
    KeyDist.ENC_KEY: ("Encryption Information", "Central (Master) Identification"),
    KeyDist.ID_KEY: ("Identity Information", "Identity Address Information"),
    KeyDist.SIGN: ("Signing Information",),
}


def _pdus(keys: KeyDist) -> list[str]:
    return [name for key, names in _PDUS.items() if keys & key for name in names]


def _first_sent(course: Course, keys: KeyDist) -> int | None:
    names = [name.replace("Central (Master)", "Central") for name in _pdus(keys)]
    for s in course.seen:
        if getattr(s.message, "NAME", "") in names and s.direction == "sent":
            return s.record
    return None


def passkey_cancelled(course: Course, around: Surroundings) -> Diagnosis | None:
    """Passkey Entry Failed from the peer while a passkey was to be typed there."""
    if not model_is(course, PASSKEY_ENTRY):
        return None
    return Diagnosis(
        "peer-user-rejected",
        "The passkey entry was cancelled on the peer",
        "The peer's user left the passkey entry, or typed no passkey in time.",
        Confidence.CERTAIN,
        (Evidence("The peer sent Passkey Entry Failed in passkey entry", record_of(course)),),
        (Fix("Pair again and type the six digits on the device within 30 seconds", "pair"),),
    )


def passkey_without_entry(course: Course, around: Surroundings) -> Diagnosis | None:
    """Passkey Entry Failed from the peer where none was to be typed: it wants another association model."""
    if course.association is None:
        return None  # the log does not show the features
    return Diagnosis(
        "peer-requires-authentication",
        "The peer wants a passkey, and this pairing had none",
        "The features exchanged lead to a pairing without a passkey; the peer refuses that.",
        Confidence.LIKELY,
        (Evidence("The peer sent Passkey Entry Failed without a passkey entry", record_of(course)),),
        (KEYBOARD_DISPLAY, PAIRING_MODE),
    )


def numbers_differ(course: Course, around: Surroundings) -> Diagnosis | None:
    """Numeric Comparison Failed from the peer: its user said that the numbers differ."""
    if not model_is(course, NUMERIC_COMPARISON):
        return None
    return Diagnosis(
        "numbers-differ",
        "On the peer somebody said that the numbers differ",
        "Both sides showed six digits, and the peer's were answered with no. If they were equal it was a slip; if "
        "they differed, somebody is in the middle or two pairings ran at once.",
        Confidence.CERTAIN,
        (Evidence("The peer sent Numeric Comparison Failed", record_of(course)),),
        (Fix("Pair again, compare all six digits, and confirm on both devices", "pair"),),
    )


def user_rejected(course: Course, around: Surroundings) -> Diagnosis:
    """Numeric Comparison Failed from the peer where no number was compared."""
    return Diagnosis(
        "peer-user-rejected",
        "The pairing was declined on the peer",
        "The peer asked its user, or its own policy, whether to pair, and the answer was no.",
        Confidence.LIKELY,
        (Evidence("The peer sent Numeric Comparison Failed without a comparison", record_of(course)),),
        (Fix("Pair again and accept on the device", "pair"), OTHER_BOND),
    )


def rejects_parameters(course: Course, around: Surroundings) -> Diagnosis:
    """Invalid Parameters or Command Not Supported from the peer: it does not take our request as it is."""
    request = course.request
    modern = request is not None and bool(
        request.auth_req & (smp.AuthReq.SC | smp.AuthReq.CT2)
        or (request.initiator_keys | request.responder_keys) & 0x08
    )
    evidence = [Evidence("The peer refused a PDU of this gateway", record_of(course))]
    if modern:
        evidence.append(
            Evidence("The request carries bits older peers do not know: SC, CT2 or the LinkKey distribution")
        )
    return Diagnosis(
        "peer-rejects-parameters",
        "The peer does not accept the request as this gateway sends it",
        "A peer should ignore bits it does not know; some old ones refuse a request that carries Secure Connections, "
        "CT2 or LinkKey bits.",
        Confidence.LIKELY if modern else Confidence.POSSIBLE,
        tuple(evidence),
        (
            Fix("Offer legacy pairing only (`sudo btmgmt sc off`) and pair again", "secure-connections-off"),
            Fix("Update the device's firmware"),
        ),
    )


def rate_limit(course: Course, around: Surroundings) -> Diagnosis:
    """Repeated Attempts: the peer makes us wait."""
    return Diagnosis(
        "peer-rate-limit",
        "The peer makes this gateway wait after failed attempts",
        "After a failed pairing a device may refuse new ones for a while, longer each time.",
        Confidence.CERTAIN,
        (Evidence("The peer sent Repeated Attempts", record_of(course)),),
        (Fix("Wait a minute, or restart the device, then pair again", "pair"),),
    )


def oob_missing(course: Course, around: Surroundings) -> Diagnosis:
    """OOB Not Available: the peer wants out-of-band data."""
    return Diagnosis(
        "oob-missing",
        "The peer wants out-of-band data that this gateway does not have",
        "The device pairs with data given by other means, NFC or a code on its label.",
        Confidence.CERTAIN,
        (Evidence("The peer sent OOB Not Available", record_of(course)),),
        (Fix("Use the device's own app or NFC to pair; see whether it has a mode without out-of-band data"),),
    )


def peer_busy(course: Course, around: Surroundings) -> Diagnosis:
    """Busy: the peer pairs with somebody else."""
    return Diagnosis(
        "peer-busy",
        "The peer is busy with another pairing",
        "The device pairs with one host at a time.",
        Confidence.CERTAIN,
        (Evidence("The peer sent it", record_of(course)),),
        (Fix("Close the device's app on other phones and computers, then pair again", "pair"),),
    )


RULES: dict[str, tuple[Rule, ...]] = {
    "smp:0x01": (passkey_cancelled, not_in_pairing_mode, passkey_without_entry),
    "smp:0x02": (oob_missing,),
    "smp:0x03": (requires_authentication,),
    "smp:0x05": (not_in_pairing_mode,),
    "smp:0x07": (rejects_parameters,),
    "smp:0x08": (not_in_pairing_mode, key_distribution),
    "smp:0x09": (rate_limit,),
    "smp:0x0a": (rejects_parameters,),
    "smp:0x0c": (numbers_differ, user_rejected),
    "smp:0x0f": (key_distribution,),
    "smp:0x10": (peer_busy,),
}
