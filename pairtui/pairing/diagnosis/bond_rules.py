"""Rules for a key that one side has and the other has not."""

from pairtui.pairing.attempt import Confidence, Diagnosis, Evidence, Fix, Side
from pairtui.pairing.diagnosis.common import REMOVE_AND_PAIR
from pairtui.pairing.diagnosis.predicates import failed_by, known_device, record_of
from pairtui.pairing.evidence.attempt_record import Course
from pairtui.pairing.evidence.context import Surroundings
from pairtui.protocol.messages import hci, smp


def pairing_of_another_stack(course: Course, around: Surroundings) -> Diagnosis | None:
    """The kernel has no key for a pairing that runs: it is not the kernel that pairs."""
    refused = course.first(hci.LeLongTermKeyRequestNegativeReply)
    if refused is None or course.request is None:
        return None
    return Diagnosis(
        "two-stacks",
        "Two host stacks on one adapter: the kernel has no key for the pairing that another program does",
        "The pairing was under way, and the kernel answered the controller that it has no key. A program that does "
        "its own SMP (bleno, noble and others over a raw HCI socket) answers the PDUs while the kernel answers the "
        "controller.",
        Confidence.LIKELY,
        (
            Evidence("SMP PDUs were exchanged", _record(course, smp.PairingRequest)),
            Evidence("The kernel answered the key request with no key", refused[1].record),
        ),
        (
            Fix("Give that program the adapter alone: stop bluetoothd, and let it use the HCI user channel"),
            Fix("Or pair with BlueZ: use a program that calls bluetoothd over D-Bus"),
        ),
    )


def _record(course: Course, kind: type) -> int | None:
    found = course.first(kind)
    return found[1].record if found else None


def bond_missing(course: Course, around: Surroundings) -> Diagnosis:
    """PIN or Key Missing: one side no longer has the key that the other uses."""
    by = failed_by(course)
    if by is Side.LOCAL or (by is Side.UNKNOWN and course.initiator is False):
        return Diagnosis(
            "local-bond-missing",
            "The peer uses a bond that this gateway no longer has",
            "The peer asked to encrypt with a stored key, and this gateway has none for it: the bond was removed "
            "here, or bluetoothd's storage was lost or refused.",
            Confidence.CERTAIN if by is Side.LOCAL else Confidence.LIKELY,
            (
                Evidence(
                    "The gateway answered the key request with no key"
                    if by is Side.LOCAL
                    else "PIN or Key Missing, and this gateway is the side that is asked for the key",
                    record_of(course),
                ),
            ),
            (
                Fix("Remove this gateway from the peer's list of devices, then pair again", "pair"),
                Fix("See that bluetoothd loads its keys: `journalctl -u bluetooth | grep -i key`"),
            ),
        )
    evidence = [Evidence("Encryption with the stored key failed: PIN or Key Missing", record_of(course))]
    asked = course.first(smp.SecurityRequest)
    if asked is not None:
        evidence.append(Evidence("The peer had asked for security itself", asked[1].record))
    if known_device(course, around):
        evidence.append(Evidence("This gateway stored a key for this peer, and used it"))
    cut = course.attempt.transport == "bredr" and course.first(hci.LinkKeyRequestReply) is None
    return Diagnosis(
        "peer-bond-missing",
        "The peer no longer has the bond that this gateway uses",
        "The gateway encrypted with its stored key and the peer answered that it has none: it was reset, its bond "
        "table overflowed, it was paired elsewhere, or it forgets bonds by itself. BlueZ goes on showing it as paired.",
        Confidence.LIKELY if cut else Confidence.CERTAIN,
        tuple(evidence),
        (
            REMOVE_AND_PAIR,
            Fix("Put the device in pairing mode first if it needs one"),
            Fix("If it happens again after some sessions: the device loses bonds; ask its maker for new firmware"),
        ),
    )
