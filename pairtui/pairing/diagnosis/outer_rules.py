"""Rules for failures of which only MGMT or D-Bus tells."""

from pairtui.pairing.attempt import Confidence, Diagnosis, Evidence, Fix
from pairtui.pairing.diagnosis.agent_rules import left_open, no_agent, prompt_timeout
from pairtui.pairing.diagnosis.common import AGENT, CLOSER, OTHER_BOND, PAIR, PAIRING_MODE, REMOVE_AND_PAIR
from pairtui.pairing.diagnosis.predicates import Rule, log_line, own_line, record_of
from pairtui.pairing.evidence.attempt_record import Course
from pairtui.pairing.evidence.context import Surroundings
from pairtui.protocol.messages import hci

SEE_STEPS = Fix("Let btmon run (see the status line or `pairtui doctor`), then pair again to see the step", "pair")


def _evidence(course: Course) -> tuple[Evidence, ...]:
    failure = course.attempt.failure
    return (Evidence(f"{failure.code} {failure.name}", record_of(course)),) if failure else ()


def said_no_agent(course: Course, around: Surroundings) -> Diagnosis | None:
    """bluetoothd's log names the missing agent."""
    return no_agent(course, around) if log_line(course, around, "No agent available") else None


def rejected_here(course: Course, around: Surroundings) -> Diagnosis | None:
    """The user's own no, where no trace shows what became of it."""
    if "rejected" not in course.answers:
        return None
    return Diagnosis(
        "agent-rejected",
        "The question on this gateway was answered with no",
        "BlueZ reports a rejection by the agent as AuthenticationFailed.",
        Confidence.CERTAIN,
        (Evidence("The prompt of pairtui was answered with no"), *_evidence(course)),
        (Fix("Pair again and answer yes", "pair"),),
    )


def without_agent(course: Course, around: Surroundings) -> Diagnosis | None:
    """Pairing was asked for while pairtui runs without an agent."""
    if around.agent != "" or course.prompts:
        return None
    return Diagnosis(
        "no-agent",
        "No agent on this gateway could be asked",
        "pairtui runs without an agent, so bluetoothd answers every question with no.",
        Confidence.LIKELY,
        _evidence(course),
        (AGENT, SEE_STEPS),
    )


def adapter_unavailable(course: Course, around: Surroundings) -> Diagnosis:
    """The adapter is off, blocked, or the transport is switched off."""
    return Diagnosis(
        "adapter-unavailable",
        "The adapter cannot do it now: it is off, blocked, or the transport is off",
        "The kernel refused before anything was sent: the adapter is not powered, rfkill blocks it, or LE is switched "
        "off while the device is an LE device.",
        Confidence.LIKELY,
        _evidence(course),
        (
            Fix("Switch the adapter on", "power-on"),
            Fix("Unblock it: `sudo rfkill unblock bluetooth`"),
            Fix("Switch LE on: `sudo btmgmt le on`, and see ControllerMode in /etc/bluetooth/main.conf", "le-on"),
        ),
    )


def refused_at_once(course: Course, around: Surroundings) -> Diagnosis:
    """AuthenticationRejected, which is no refusal by SMP."""
    if own_line(course, "Connected: yes") is not None:
        return Diagnosis(
            "peer-not-in-pairing-mode",
            "The link came up, and the peer did not allow pairing",
            "BlueZ says AuthenticationRejected for the kernel's Rejected: after a connection that is the peer's "
            "controller or host refusing, for security or because it is not in pairing mode.",
            Confidence.POSSIBLE,
            _evidence(course),
            (PAIRING_MODE, OTHER_BOND, SEE_STEPS),
        )
    return Diagnosis(
        "adapter-unavailable",
        "The kernel did not begin: the transport is off, or the adapter is busy",
        "BlueZ says AuthenticationRejected for the kernel's Rejected and Busy. Mostly LE (or BR/EDR) is switched off "
        "on the adapter, or another connection is being made at the moment; a peer that refuses BR/EDR links for "
        "security reasons comes out the same.",
        Confidence.POSSIBLE,
        _evidence(course),
        (
            Fix("Switch LE on: `sudo btmgmt le on`, and see ControllerMode in /etc/bluetooth/main.conf", "le-on"),
            Fix("Stop scanning and other programs that connect, then pair again", "pair"),
            SEE_STEPS,
        ),
    )


def timed_out(course: Course, around: Surroundings) -> Diagnosis:
    """AuthenticationTimeout: the kernel's Timeout, of the link or of the peer's controller."""
    shown = own_line(course, "[agent] PIN code:", "[agent] Passkey:")
    if shown is not None:
        return Diagnosis(
            "prompt-timeout",
            "The digits shown were not typed on the device in time",
            "bluetoothctl showed digits that somebody has to type on the device, with Enter after them. The device "
            "did not get them within about 30 seconds.",
            Confidence.LIKELY,
            (shown, *_evidence(course)),
            (Fix("Pair again, type exactly the digits shown on the device at once, then press Enter", "pair"),),
        )
    return Diagnosis(
        "link-lost",
        "The device fell silent while pairing",
        "BlueZ says AuthenticationTimeout when the link or the peer's controller times out.",
        Confidence.POSSIBLE,
        _evidence(course),
        (CLOSER, PAIRING_MODE, SEE_STEPS),
    )


def connect_failed(course: Course, around: Surroundings) -> Diagnosis:
    """The device did not answer."""
    return Diagnosis(
        "connect-failed",
        "No connection came about, so nothing was paired",
        "The device did not answer: it is out of range, asleep, no longer connectable, or connected to another host.",
        Confidence.LIKELY,
        _evidence(course),
        (CLOSER, PAIRING_MODE, Fix("Disconnect it from phones and other hosts")),
    )


def no_room(course: Course, around: Surroundings) -> Diagnosis:
    """No Resources: the peer took the connection for one too many."""
    return Diagnosis(
        "connect-failed",
        "The device refused the connection: it has no room for one more",
        "The kernel's No Resources stands for a peer that rejects a connection for want of resources, or for too many "
        "connections of this adapter. Mostly the device is connected to another host.",
        Confidence.LIKELY,
        _evidence(course),
        (
            Fix("Disconnect it from phones, televisions and other hosts, then pair again", "pair"),
            PAIRING_MODE,
            Fix("Close connections of this adapter that are not needed: `bluetoothctl devices Connected`"),
        ),
    )


def link_lost(course: Course, around: Surroundings) -> Diagnosis:
    """AuthenticationCanceled, which hardly ever means that somebody cancelled."""
    return Diagnosis(
        "link-lost",
        "The link ended while pairing",
        "BlueZ says AuthenticationCanceled or Disconnected when the link goes down in the middle: out of range, the "
        "peer hung up, or it was silent for 30 seconds. It does not mean that a user cancelled.",
        Confidence.LIKELY,
        _evidence(course),
        (CLOSER, PAIRING_MODE, SEE_STEPS),
    )


def already_paired(course: Course, around: Surroundings) -> Diagnosis:
    """A bond is stored; BlueZ does not pair twice."""
    return Diagnosis(
        "unknown",
        "BlueZ has a bond with this device already",
        "BlueZ does not pair with a device it holds a bond with. If the device has lost its half, the bond must be "
        "removed.",
        Confidence.CERTAIN,
        _evidence(course),
        (REMOVE_AND_PAIR, Fix("Or just connect")),
    )


def busy(course: Course, around: Surroundings) -> Diagnosis:
    """Another operation is under way."""
    return Diagnosis(
        "two-stacks",
        "Another program uses the adapter or the device at the same moment",
        "bluetoothd is busy with another connection or pairing of this device; often a second program asked for it.",
        Confidence.POSSIBLE,
        _evidence(course),
        (
            PAIR,
            Fix(
                "Stop other programs that use Bluetooth (Home Assistant, a script with bleak, bluetoothctl), then "
                "pair again"
            ),
        ),
    )


def profile_unavailable(course: Course, around: Surroundings) -> Diagnosis:
    """Connected, and nothing on this gateway serves what the device offers."""
    return Diagnosis(
        "profile-unavailable",
        "Paired, but no program on this gateway uses the device's services",
        "This is no pairing fault: bluetoothd found no local profile for the services the device offers, such as "
        "audio without an audio server.",
        Confidence.CERTAIN,
        _evidence(course),
        (Fix("Start the program that serves the profile (PipeWire or bluealsa for audio), then connect"),),
    )


def key_missing(course: Course, around: Surroundings) -> Diagnosis | None:
    """The error of newer BlueZ that says what happened."""
    return Diagnosis(
        "peer-bond-missing",
        "The peer no longer has the bond that this gateway uses",
        "BlueZ 5.83 and later say key-missing when the peer answers encryption with PIN or Key Missing.",
        Confidence.CERTAIN,
        _evidence(course),
        (REMOVE_AND_PAIR,),
    )


def below_level(course: Course, around: Surroundings) -> Diagnosis | None:
    """The link was encrypted and the kernel found that too weak for what was required."""
    if not course.encrypted:
        return None
    closed = course.last(hci.Disconnect)
    evidence = [Evidence("Encryption came on, then the kernel reported Authentication Failed", record_of(course))]
    if closed is not None:
        evidence.append(Evidence("and this gateway closed the link", closed[1].record))
    return Diagnosis(
        "encryption-below-level",
        "The link was encrypted, but not as strongly as this gateway requires",
        "The kernel compares the encryption reached with the level required (Secure Connections Only mode, a minimum "
        "key size, or a program's BT_SECURITY) and closes a link that falls short.",
        Confidence.LIKELY,
        tuple(evidence),
        (
            Fix(
                "Allow less: `sudo btmgmt sc on`; newer BlueZ keeps it with `SecureConnections = on`",
                "secure-connections-on",
            ),
            Fix("Update the controller's firmware if it does not report AES-CCM on a Secure Connections link"),
        ),
    )


_ASKED: tuple[Rule, ...] = (below_level, said_no_agent, rejected_here, prompt_timeout, without_agent)

RULES: dict[str, tuple[Rule, ...]] = {
    "mgmt:0x04": (connect_failed,),
    "mgmt:0x05": _ASKED,
    "mgmt:0x0b": (adapter_unavailable,),
    "mgmt:0x0e": (left_open, link_lost),
    "mgmt:0x0f": (adapter_unavailable,),
    "mgmt:0x11": (adapter_unavailable,),
    "mgmt:0x12": (adapter_unavailable,),
    "mgmt:0x13": (already_paired,),
    "mgmt:0x07": (no_room,),
    "mgmt:0x08": (left_open, timed_out),
    "mgmt:0x0a": (busy,),
    "dbus:AuthenticationFailed": _ASKED,
    "dbus:AuthenticationCanceled": (link_lost,),
    "dbus:AuthenticationTimeout": (timed_out,),
    "dbus:AuthenticationRejected": (refused_at_once,),
    "dbus:ConnectionAttemptFailed": (connect_failed,),
    "dbus:AlreadyExists": (already_paired,),
    "dbus:InProgress": (busy,),
    "dbus:NotReady": (adapter_unavailable,),
    "dbus:le-connection-abort-by-local": (connect_failed,),
    "dbus:le-connection-key-missing": (key_missing,),
    "dbus:br-connection-key-missing": (key_missing,),
    "dbus:br-connection-page-timeout": (connect_failed,),
    "dbus:br-connection-profile-unavailable": (profile_unavailable,),
    "dbus:BREDR.ProfileUnavailable": (profile_unavailable,),
}
