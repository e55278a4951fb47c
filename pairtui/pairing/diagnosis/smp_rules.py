"""Rules for SMP reasons that mean the same whoever sends them."""

from pairtui.knowledge.association import NUMERIC_COMPARISON, PASSKEY_ENTRY
from pairtui.pairing.attempt import Confidence, Diagnosis, Evidence, Fix, Side
from pairtui.pairing.diagnosis.common import PAIR, REMOVE_AND_PAIR, WHO
from pairtui.pairing.diagnosis.predicates import Rule, failed_by, model_is, record_of
from pairtui.pairing.evidence.attempt_record import Course
from pairtui.pairing.evidence.context import Surroundings
from pairtui.protocol.messages import smp


def wrong_passkey(course: Course, around: Surroundings) -> Diagnosis | None:
    """Confirm Value Failed in passkey entry: the two sides used different passkeys."""
    if not model_is(course, PASSKEY_ENTRY):
        return None
    who = WHO[failed_by(course)]
    return Diagnosis(
        "wrong-passkey",
        "The two sides used different passkeys",
        f"In passkey entry the confirm values prove that both know the same six digits. {who} found that they differ: "
        "a digit was mistyped, or an old passkey was entered.",
        Confidence.CERTAIN
        if course.association and course.association.pairing == "secure-connections"
        else Confidence.LIKELY,
        (Evidence(f"Confirm Value Failed in passkey entry, found by {failed_by(course)}", record_of(course)),),
        (
            Fix("Pair again and type exactly the six digits shown, leading zeros too", "pair"),
            Fix(
                "A device with a fixed passkey: look it up on its label or in its manual, 000000 and 123456 are common"
            ),
        ),
    )


def confirm_mismatch(course: Course, around: Surroundings) -> Diagnosis:
    """Confirm Value Failed where no passkey was typed."""
    who = WHO[failed_by(course)]
    if course.association is None:
        return _confirm_of_unknown_model(course, who)
    return Diagnosis(
        "confirm-mismatch",
        f"{who} found a confirm value that does not fit",
        "No passkey was typed in this pairing, so the values that differ were computed from different inputs: "
        "different addresses (a privacy address that changed in between), a fault in one side's security code, "
        "packets altered on the way, or somebody in the middle.",
        Confidence.CERTAIN,
        (Evidence(f"Confirm Value Failed without a passkey, found by {failed_by(course)}", record_of(course)),),
        (
            PAIR,
            Fix("Restart the device so that it takes a fresh address, then pair again"),
            Fix("If it fails each time: update the device's firmware; compare a capture of the device's side"),
        ),
    )


def _confirm_of_unknown_model(course: Course, who: str) -> Diagnosis:
    return Diagnosis(
        "confirm-mismatch",
        f"{who} found a confirm value that does not fit",
        "The log does not show the feature exchange. Where a passkey was typed, the two sides used different ones; "
        "where none was, the values were computed from different inputs, such as an address that changed in between.",
        Confidence.POSSIBLE,
        (Evidence(f"Confirm Value Failed, found by {failed_by(course)}", record_of(course)),),
        (
            Fix("Pair again; where a passkey is asked for, type exactly the six digits shown", "pair"),
            Fix("Record the whole pairing: `sudo btmon -w capture.btsnoop` before it begins"),
        ),
    )


def key_size(course: Course, around: Surroundings) -> Diagnosis:
    """Encryption Key Size: the sizes offered have no common value that is allowed."""
    request, response = course.request, course.response
    evidence = []
    if request is not None:
        evidence.append(
            Evidence(
                f"The request offers keys of up to {request.max_key_size} octets", _record(course, smp.PairingRequest)
            )
        )
    if response is not None:
        evidence.append(
            Evidence(
                f"The response offers keys of up to {response.max_key_size} octets",
                _record(course, smp.PairingResponse),
            )
        )
    sizes = [f.max_key_size for f in (request, response) if f is not None]
    agreed = f" The smaller of both offers, {min(sizes)} octets, is what they would use." if sizes else ""
    by = failed_by(course)
    fixes = [Fix("Update the device's firmware or configuration to offer 16 octets, then pair again", "pair")]
    if by is Side.LOCAL:
        fixes.append(
            Fix(
                "Lower the gateway's minimum: `echo 7 > /sys/kernel/debug/bluetooth/hci0/min_key_size`, and require "
                "no level 4",
                "key-size-shortest",
            )
        )
    else:
        fixes.append(Fix("Let the gateway offer 16: /sys/kernel/debug/bluetooth/hci0/max_key_size", "key-size-longest"))
    return Diagnosis(
        "key-size",
        f"{WHO[by]} wants a longer encryption key",
        "Each side offers a maximum key size of 7 to 16 octets and may refuse a short one; level 4 needs 16." + agreed,
        Confidence.CERTAIN,
        tuple(evidence),
        tuple(fixes),
    )


def _record(course: Course, kind: type) -> int | None:
    found = course.first(kind)
    return found[1].record if found else None


def dhkey_mismatch(course: Course, around: Surroundings) -> Diagnosis:
    """DHKey Check Failed: the two sides computed different keys."""
    comparison = model_is(course, NUMERIC_COMPARISON)
    return Diagnosis(
        "dhkey-mismatch",
        f"{WHO[failed_by(course)]} found a DHKey check that does not fit",
        "Both proved knowledge of the same shared secret over the same exchange, and the proofs differ: a side "
        "computed it from other addresses, features or passkey bits, the public key was altered, or one side's code "
        "is at fault"
        + (". The six digits were equal, so the public keys were the same on both sides." if comparison else "."),
        Confidence.CERTAIN,
        (Evidence(f"DHKey Check Failed, found by {failed_by(course)}", record_of(course)),),
        (
            REMOVE_AND_PAIR,
            Fix("Restart the device, then pair again", "pair"),
            Fix(
                "If it fails each time: try legacy pairing (`btmgmt sc off`) to get going, and update the device's "
                "firmware"
            ),
        ),
    )


def cross_transport(course: Course, around: Surroundings) -> Diagnosis:
    """The other transport of a dual-mode device is in the way."""
    return Diagnosis(
        "cross-transport",
        "The device's other transport is in the way",
        "A dual-mode device pairs over one transport at a time, and derives the other's key from it only where both "
        "allow it.",
        Confidence.LIKELY,
        (Evidence(f"{WHO[failed_by(course)]} sent it", record_of(course)),),
        (PAIR, Fix("Keep to one transport: `ControllerMode = le` in /etc/bluetooth/main.conf, restart bluetoothd")),
    )


RULES: dict[str, tuple[Rule, ...]] = {
    "smp:0x04": (wrong_passkey, confirm_mismatch),
    "smp:0x06": (key_size,),
    "smp:0x0b": (dhkey_mismatch,),
    "smp:0x0d": (cross_transport,),
    "smp:0x0e": (cross_transport,),
}
