"""Verdicts that several rules give, and the one of not knowing."""

from pairtui.knowledge import codes
from pairtui.pairing.attempt import Confidence, Diagnosis, Evidence, Fix, Side
from pairtui.pairing.diagnosis.predicates import record_of
from pairtui.pairing.evidence.attempt_record import Course
from pairtui.pairing.evidence.context import Surroundings

WHO = {Side.LOCAL: "This gateway", Side.PEER: "The peer", Side.UNKNOWN: "One side"}

PAIR = Fix("Pair again", "pair")
REMOVE_AND_PAIR = Fix("Remove the bond on this gateway and pair again", "remove-and-pair")
PAIRING_MODE = Fix("Put the device in pairing mode (its own button or menu), then pair again", "pair")
OTHER_BOND = Fix("Remove the gateway from the device's own list of paired devices, or reset the device's bonds")
PAIRABLE = Fix("Make the adapter pairable", "pairable-on")
AGENT = Fix("Register pairtui's agent, then pair again", "agent-on")
KEYBOARD_DISPLAY = Fix("Offer KeyboardDisplay and pair again", "capability-keyboard-display")
CLOSER = Fix("Bring the device nearer, wake it up and pair again", "pair")


def unknown(course: Course, around: Surroundings) -> Diagnosis:
    """What can be said where no rule fits: who, where and the code; and the capture that would settle it."""
    failure = course.attempt.failure
    code, name, by, step = (
        (failure.code, failure.name, failure.by, failure.step) if failure else ("", "", Side.UNKNOWN, "")
    )
    space, _, number = code.partition(":")
    known = codes.lookup(space, int(number, 16) if number.startswith("0x") else number)
    meaning = f" {known.meaning}" if known is not None and known.meaning else ""
    if space in ("dbus", "mgmt"):
        explanation = (
            f"{code} is all that this layer tells: it stands for many reasons.{meaning} Only the HCI monitor channel "
            "shows the step and the reason."
        )
        fixes: tuple[Fix, ...] = (
            Fix("Let btmon run (see the status line or `pairtui doctor`), then pair again", "pair"),
        )
    else:
        explanation = (
            f"{WHO[by]} ended it with {code} {name} at the {step}.{meaning} Nothing else in the log tells why; a "
            "capture of the other side, or an air capture of the same attempt, would."
        )
        fixes = (PAIR, Fix("Capture the other side (its own log, or a sniffer) while pairing again"))
    title = f"{WHO[by]} ended it with {name}" if by is not Side.UNKNOWN else f"It ended with {code} {name}"
    return Diagnosis(
        "unknown", title, explanation, Confidence.POSSIBLE, (Evidence(f"{code} {name}", record_of(course)),), fixes
    )
