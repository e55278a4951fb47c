"""Rules for link layer procedures that met: a PHY update and the start of encryption."""

from pairtui.pairing.attempt import Confidence, Diagnosis, Evidence, Fix
from pairtui.pairing.evidence.attempt_record import Course
from pairtui.pairing.evidence.context import Surroundings
from pairtui.protocol.messages import hci, ll
from pairtui.protocol.record import LogLine

_PHY = (hci.LePhyUpdateComplete, ll.PhyReq, ll.PhyUpdateInd)
_COLLISIONS = ("0x23", "0x2a")


def collision(course: Course, around: Surroundings) -> Diagnosis | None:
    """Two link layer procedures met: a PHY update and the start of encryption, or the long PDUs before it."""
    failure = course.attempt.failure
    phy = course.last(*_PHY)
    named = failure is not None and failure.code.endswith(_COLLISIONS)
    if failure is None or (not named and phy is None):
        return None
    overlapping = named or _between_encryption(course)
    if not overlapping and failure.code.split(":")[0] == "ll":
        return None
    evidence = [Evidence(f"The link ended with {failure.code} {failure.name}", failure.record)]
    if phy is not None:
        evidence.append(Evidence("A PHY update ran while the pairing was under way", phy[1].record))
    return Diagnosis(
        "phy-update-collision",
        "A PHY update collided with the pairing",
        "One side started a PHY update while encryption started or the pairing exchanged its keys, and one of the "
        "controllers does not cope with both at once: the link goes silent or is closed.",
        Confidence.CERTAIN if named and phy else Confidence.LIKELY if overlapping else Confidence.POSSIBLE,
        tuple(evidence),
        (
            Fix("Pair again: often the second attempt passes", "pair"),
            Fix(
                "In the peer's firmware: no automatic PHY update (Zephyr: CONFIG_BT_AUTO_PHY_UPDATE=n), or ask for it "
                "later"
            ),
            Fix("Keep this controller to one PHY: `sudo btmgmt phy LE1MTX LE1MRX`"),
        ),
    )


def unseen_collision(course: Course, around: Surroundings) -> Diagnosis | None:
    """A peripheral's own log: security failed without a reason, and the link died of silence."""
    failure = course.attempt.failure
    lines = [s for s in course.seen if isinstance(s.message, LogLine) and s.message.ident == "zephyr"]
    if not lines or failure is None:
        return None
    evidence = tuple(Evidence(s.message.text, s.record) for s in lines if isinstance(s.message, LogLine))
    silent = failure.code.startswith("hci:")
    return Diagnosis(
        "phy-update-collision",
        "Security failed and the link fell silent: often a PHY update that collided with the pairing"
        if silent
        else "Security failed without a reason: often the link was lost, or a PHY update collided with the pairing",
        "Zephyr's error 9 has no reason of its own"
        + (", and reason 8 is the supervision timeout: " if silent else "; it stands for SMP 0x08, an SMP timeout, or ")
        + ("one side stopped" if silent else "one side that stopped")
        + " answering while security was being set up. Hosts that cannot resolve a PHY update during "
        "encryption do that; lost radio contact looks the same. "
        + ("" if silent else "The reason of the disconnection, logged beside it, would tell more. ")
        + "An air capture, or the central's HCI log, would tell them apart.",
        Confidence.POSSIBLE,
        evidence,
        (
            Fix("In the peripheral's firmware: CONFIG_BT_AUTO_PHY_UPDATE=n, or ask for another PHY after the pairing"),
            Fix("Pair again nearby, to rule out the radio", "pair"),
            Fix("Capture the pairing with a sniffer and `pairtui analyze` it"),
        ),
    )


def _between_encryption(course: Course) -> bool:
    """Whether a PHY procedure ran at the moment encryption was asked for, or began after that."""
    asked = course.first(ll.EncReq, hci.LeEnableEncryption, hci.LeLongTermKeyRequest)
    phy = course.last(*_PHY)
    if asked is None or phy is None:
        return False
    at = course.seen.index(asked[1])
    if course.seen.index(phy[1]) > at:
        return True
    began = [s for s in course.seen[:at] if isinstance(s.message, ll.PhyReq)]
    answered = [s for s in course.seen[:at] if isinstance(s.message, ll.PhyRsp | ll.PhyUpdateInd)]
    return len(began) > len(answered)
