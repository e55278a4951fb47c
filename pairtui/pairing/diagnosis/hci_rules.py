"""Rules for failures without an SMP reason: encryption with a stored key, links that end or never come up."""

from pairtui.knowledge import codes
from pairtui.pairing.attempt import Confidence, Diagnosis, Evidence, Fix, Kind, Side
from pairtui.pairing.diagnosis.agent_rules import no_agent, prompt_expired, prompt_timeout, unanswered
from pairtui.pairing.diagnosis.bond_rules import bond_missing, pairing_of_another_stack
from pairtui.pairing.diagnosis.collision_rules import collision, unseen_collision
from pairtui.pairing.diagnosis.common import AGENT, CLOSER, OTHER_BOND, PAIR, PAIRING_MODE, REMOVE_AND_PAIR
from pairtui.pairing.diagnosis.predicates import Rule, failed_by, record_of, refusal
from pairtui.pairing.evidence.attempt_record import Course
from pairtui.pairing.evidence.context import Surroundings
from pairtui.pairing.findings import texts as finding_texts
from pairtui.protocol.messages import hci, smp
from pairtui.protocol.streams.hci import IsoOnAclLink

SILENT = 25.0


def smp_timeout(course: Course, around: Surroundings) -> Diagnosis | None:
    """SMP waited 30 seconds for a PDU and gave up."""
    pdus = [s for s in course.seen if isinstance(s.message, smp.PDUS)]
    ended = course.attempt.ended
    if not pdus or ended is None or pdus[-1].at is None or ended - pdus[-1].at < SILENT:
        return None
    seconds = ended - pdus[-1].at
    waiting = "the peer" if pdus[-1].direction == "sent" else "this gateway"
    if waiting == "this gateway" and unanswered(course):
        return prompt_expired(Evidence(f"The question stood for {seconds:.0f} s", record_of(course)))
    return Diagnosis(
        "smp-timeout",
        f"No answer for {seconds:.0f} s: {waiting} fell silent",
        f"After {getattr(pdus[-1].message, 'NAME', 'the last PDU')} it was the turn of {waiting}. SMP allows 30 "
        "seconds for each step, then the pairing is over and the link is closed.",
        Confidence.CERTAIN,
        (
            Evidence(f"The last SMP PDU: {getattr(pdus[-1].message, 'NAME', '')}", pdus[-1].record),
            Evidence(f"The link was closed {seconds:.1f} s later", record_of(course)),
        ),
        (PAIRING_MODE, Fix("Restart the device: its security code hangs"), OTHER_BOND),
    )


def acl_as_iso(course: Course, around: Surroundings) -> Diagnosis | None:
    """The peer's answers came, and this host took them for isochronous data."""
    found = course.first(IsoOnAclLink)
    if found is None:
        return None
    told = finding_texts.acl_as_iso(found[1].record)
    return Diagnosis(told.cause, told.title, told.explanation, Confidence.CERTAIN, told.evidence, told.fixes)


def connect_failed(course: Course, around: Surroundings) -> Diagnosis | None:
    """No link came about."""
    failure = course.attempt.failure
    early = failure is not None and failure.step == "connection"
    if course.attempt.kind is not Kind.CONNECTION and not early and not (failure and failure.code == "hci:0x3e"):
        return None
    name = f"{failure.code} {failure.name}" if failure else ""
    return Diagnosis(
        "connect-failed",
        "No connection came about, so nothing was paired",
        "The device did not answer: it is out of range, asleep, no longer connectable, or connected to another host.",
        Confidence.CERTAIN,
        (Evidence(f"The connection ended with {name}", record_of(course)),),
        (CLOSER, Fix("Disconnect it from phones and other hosts: many devices take one connection only"), PAIRING_MODE),
    )


def bonded_elsewhere(course: Course, around: Surroundings) -> Diagnosis | None:
    """The peer takes the connection and ends it unanswered, again and again."""
    failure = course.attempt.failure
    unanswered = course.request is not None and course.response is None and course.initiator is not False
    if failure is None or not unanswered:
        return None
    same = (course.attempt.peer.address, failure.code, failure.step)
    before = sum(1 for earlier in around.failures if earlier == same)
    if not before:
        return None
    return Diagnosis(
        "peer-bonded-elsewhere",
        "The peer takes the connection and never answers: it is probably bonded to another host",
        "Twice and more the Pairing Request was left unanswered and the link ended. A device with room for one bond "
        "keeps to the host it has, and ignores others until it is reset.",
        Confidence.POSSIBLE,
        (
            Evidence("The Pairing Request was not answered", record_of(course)),
            Evidence(f"The same happened {before} time{'s' if before > 1 else ''} before with this peer"),
        ),
        (OTHER_BOND, PAIRING_MODE, CLOSER),
    )


def link_lost(course: Course, around: Surroundings) -> Diagnosis:
    """The link ended in the middle."""
    failure = course.attempt.failure
    step = failure.step if failure else "pairing"
    hung_up = failure is not None and failure.code in ("hci:0x13", "hci:0x14", "hci:0x15")
    unanswered = course.request is not None and course.response is None
    evidence = (
        Evidence(f"The link ended during {step}: {failure.code} {failure.name}" if failure else "", record_of(course)),
    )
    if hung_up:
        title = "The peer hung up in the middle"
        explanation = f"The peer closed the link during {step} without giving a reason."
        fixes: tuple[Fix, ...] = (PAIRING_MODE, PAIR, OTHER_BOND)
    else:
        title = "The link was lost in the middle"
        explanation = f"The peer was no longer heard during {step}, and the supervision timeout ended the link."
        fixes = (
            CLOSER,
            Fix("Look for interference: Wi-Fi on 2.4 GHz beside the antenna, USB 3 devices, a weak battery"),
        )
    if unanswered:
        explanation += " It never answered the Pairing Request; a device that is bonded to another host may do that."
        fixes = (*fixes, OTHER_BOND) if OTHER_BOND not in fixes else fixes
    return Diagnosis("link-lost", title, explanation, Confidence.LIKELY, evidence, fixes)


def mic_failure(course: Course, around: Surroundings) -> Diagnosis:
    """The two sides encrypt with different keys."""
    stored = course.attempt.kind is Kind.ENCRYPTION
    return Diagnosis(
        "mic-failure",
        "The two sides encrypt with different keys",
        "A packet's integrity check failed, so the controller closed the link: "
        + ("the stored keys differ." if stored else "the keys just made differ, or a packet was altered or lost."),
        Confidence.CERTAIN,
        (Evidence("Connection Terminated due to MIC Failure", record_of(course)),),
        (REMOVE_AND_PAIR, Fix("If it comes back on every pairing: update the kernel and the device's firmware")),
    )


def closed_here(course: Course, around: Surroundings) -> Diagnosis | None:
    """A program on this gateway ended the link."""
    if failed_by(course) is not Side.LOCAL:
        return None
    return Diagnosis(
        "application-disconnect",
        "Something on this gateway ended the link",
        "The host itself disconnected in the middle: a program called Disconnect, removed the device, or gave up "
        "waiting.",
        Confidence.LIKELY,
        (Evidence("Disconnected by the host", record_of(course)),),
        (PAIR, Fix("Stop other programs that use Bluetooth: `busctl list | grep -i blue`, then pair again", "pair")),
    )


def le_encryption_on_bredr(course: Course, around: Surroundings) -> Diagnosis | None:
    """Encryption of LE was asked for on a BR/EDR link, which the controller refuses."""
    asked = course.first(hci.LeEnableEncryption)
    if asked is None or course.attempt.transport != "bredr":
        return None
    security = course.first(smp.SecurityRequest)
    evidence = [Evidence("LE encryption was started on the handle of a BR/EDR link", asked[1].record)]
    if security is not None:
        evidence.insert(0, Evidence("The peer sent a Security Request over BR/EDR", security[1].record))
    return Diagnosis(
        "cross-transport",
        "This kernel takes the device's BR/EDR link for one of LE",
        "The device has the same address on both transports and a bond on both. The kernel answered a request on the "
        "BR/EDR link with the key of LE; the controller refused, and the kernel closed the link.",
        Confidence.CERTAIN if security is not None else Confidence.LIKELY,
        tuple(evidence),
        (
            Fix("Connect it once more by hand: it does not happen on each connection"),
            Fix("Remove the bond and pair over one transport only", "remove-and-pair"),
            Fix("Update the kernel, and the device's firmware"),
        ),
    )


def controller_timeout(course: Course, around: Surroundings) -> Diagnosis:
    """The link layer's own procedure got no answer."""
    return Diagnosis(
        "controller-timeout",
        "The peer's controller did not answer in time",
        "A procedure of the link layer (LMP or LL) got no response: below the host, between the two controllers.",
        Confidence.LIKELY,
        (Evidence("LMP or LL Response Timeout", record_of(course)),),
        (
            PAIR,
            Fix("Restart both devices"),
            Fix("Update the controller's firmware (package firmware-brcm80211, linux-firmware)"),
        ),
    )


def refused_by_policy(course: Course, around: Surroundings) -> Diagnosis | None:
    """Pairing Not Allowed: the peer's policy."""
    return Diagnosis(
        "peer-not-in-pairing-mode",
        "The peer does not allow pairing now",
        "The peer's host refuses pairing: it is not in pairing mode.",
        Confidence.LIKELY,
        (Evidence(codes.name("hci", 0x18), record_of(course)),),
        (PAIRING_MODE, OTHER_BOND),
    )


_ENDED: tuple[Rule, ...] = (acl_as_iso, smp_timeout, connect_failed, bonded_elsewhere, link_lost)
_SILENT: tuple[Rule, ...] = (
    acl_as_iso,
    unseen_collision,
    smp_timeout,
    connect_failed,
    collision,
    bonded_elsewhere,
    link_lost,
)


def answered_no(course: Course, around: Surroundings) -> Diagnosis | None:
    """A negative reply of this host to a question of its controller: for a PIN, a confirmation or a passkey."""
    answer = refusal(course)
    if answer is None or course.attempt.transport != "bredr":
        return None
    found = no_agent(course, around) or prompt_timeout(course, around)
    return found or Diagnosis(
        "agent-rejected",
        "The question on this gateway was answered with no",
        "The agent, or bluetoothd for want of one, answered the question with no.",
        Confidence.LIKELY,
        (Evidence("A negative reply went out", answer.answer.record),),
        (Fix("Pair again and answer yes", "pair"), AGENT),
    )


def bredr_failed(course: Course, around: Surroundings) -> Diagnosis | None:
    """Authentication Failure on BR/EDR: a wrong PIN, or Secure Simple Pairing that did not come to an end."""
    pairing = course.attempt.pairing
    said_no = answered_no(course, around)
    if said_no is not None:
        return said_no
    if pairing == "pin":
        return Diagnosis(
            "wrong-pin",
            "The two sides used different PINs",
            "In legacy BR/EDR pairing both sides must be given the same PIN.",
            Confidence.LIKELY,
            (Evidence("Authentication Failure after a PIN", record_of(course)),),
            (Fix("Pair again with the PIN on the device's label (0000 and 1234 are common)", "pair"),),
        )
    if pairing == "ssp":
        return Diagnosis(
            "ssp-failed",
            "Secure Simple Pairing failed",
            "The controllers did not come to a common key: a side refused, or its proof did not fit.",
            Confidence.LIKELY,
            (Evidence("Secure Simple Pairing ended with a failure", record_of(course)),),
            (PAIRING_MODE, REMOVE_AND_PAIR, OTHER_BOND),
        )
    return None


RULES: dict[str, tuple[Rule, ...]] = {
    "hci:0x02": (connect_failed,),
    "hci:0x04": (connect_failed,),
    "hci:0x05": (smp_timeout, bredr_failed, closed_here),
    "hci:0x06": (answered_no, pairing_of_another_stack, bond_missing),
    "hci:0x08": _SILENT,
    "hci:0x10": (connect_failed,),
    "hci:0x12": (le_encryption_on_bredr,),
    "hci:0x13": _ENDED,
    "hci:0x14": _ENDED,
    "hci:0x15": _ENDED,
    "hci:0x16": (smp_timeout, connect_failed, closed_here),
    "hci:0x18": (refused_by_policy,),
    "hci:0x22": (connect_failed, collision, controller_timeout),
    "hci:0x23": (collision,),
    "hci:0x2a": (collision,),
    "hci:0x3d": (mic_failure,),
    "hci:0x3e": (connect_failed,),
}
RULES |= {
    "ll:0x06": (bond_missing,),
    "ll:0x08": (collision, link_lost),
    "ll:0x13": (collision, link_lost),
    "ll:0x16": (collision, link_lost),
    "ll:0x22": (collision, controller_timeout),
    "ll:0x23": (collision,),
    "ll:0x28": (collision, link_lost),
    "ll:0x2a": (collision,),
    "ll:0x3d": (mic_failure,),
}
"""The link layer's codes are HCI's numbers; on the air the controllers themselves send them."""
