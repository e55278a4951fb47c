"""Rules for SMP reasons that this gateway sent."""

from pairtui.knowledge.known_issues import version
from pairtui.pairing.attempt import Confidence, Diagnosis, Evidence, Fix
from pairtui.pairing.diagnosis.agent_rules import SAID_NO
from pairtui.pairing.diagnosis.common import AGENT, KEYBOARD_DISPLAY, PAIR, PAIRABLE, REMOVE_AND_PAIR
from pairtui.pairing.diagnosis.predicates import (
    Rule,
    asked_by_gateway,
    just_works,
    known_device,
    log_line,
    record_of,
    security_error_before,
)
from pairtui.pairing.evidence.attempt_record import Course
from pairtui.pairing.evidence.context import Surroundings
from pairtui.protocol.messages import mgmt, smp
from pairtui.protocol.record import Direction
from pairtui.protocol.values import Malformed, Unknown


def gatt_client_triggers_pairing(course: Course, around: Surroundings) -> Diagnosis | None:
    """This host's own GATT client read something protected, asked the phone for security, and then refused it."""
    error = security_error_before(course)
    if course.initiator is not False or error is None or not asked_by_gateway(course):
        return None
    request = course.first(smp.SecurityRequest)
    evidence = [Evidence("The peer refused a read of this gateway for lack of security", error.record)]
    if request is not None:
        evidence.append(Evidence("The gateway itself then sent a Security Request", request[1].record))
    evidence.append(Evidence("and refused the peer's Pairing Request: the adapter is not bondable", record_of(course)))
    return Diagnosis(
        "gatt-client-triggers-pairing",
        "This gateway asked for the pairing that it then refused",
        "bluetoothd's own GATT client (its battery plugin, as a rule) read a protected attribute of the connected "
        "central. The refusal made bluetoothd ask for security; the central began to pair, and the gateway, which is "
        "not pairable, refused. It repeats with each read until the central hangs up.",
        Confidence.CERTAIN,
        tuple(evidence),
        (
            Fix("Let it pair: make the adapter pairable, then answer the question here", "pairable-on"),
            Fix("Or start bluetoothd with `-P battery`: `sudo systemctl edit bluetooth`"),
            *_without_gatt_client(around.bluez),
        ),
    )


def _without_gatt_client(bluez: str | None) -> tuple[Fix, ...]:
    """The switch of this version: bluez 8de73cd12 (5.51) and 6c039398f (5.74). The later one leaves BR/EDR as it is."""
    known = version(bluez)
    switch, since = "`ReverseServiceDiscovery = false` under [General]", " (BlueZ 5.51 and later)"
    if known >= (5, 74):
        switch = "`Client = false` under [GATT]"
    elif known and known < (5, 51):
        return ()
    return (Fix(f"Or in main.conf {switch}{'' if known else since}; restart bluetoothd"),)


def not_bondable(course: Course, around: Surroundings) -> Diagnosis:
    """Pairing Not Supported from the kernel: the peer asks for bonding and the adapter is not bondable."""
    evidence = [Evidence("The gateway sent Pairing Not Supported", record_of(course))]
    if around.settings.get("bondable") is False:
        evidence.append(Evidence("The adapter's bondable setting is off"))
    if around.settings.get("le") is False:
        evidence.append(Evidence("The adapter's LE setting is off"))
    sure = around.settings.get("bondable") is False
    return Diagnosis(
        "not-bondable",
        "This adapter is not pairable",
        "The kernel sends Pairing Not Supported when the peer wants to bond and the adapter's bondable setting is "
        "off. BlueZ switches it with Pairable, and off when no default agent is registered.",
        Confidence.CERTAIN if sure else Confidence.LIKELY,
        tuple(evidence),
        (PAIRABLE, AGENT, Fix("For good: `AlwaysPairable = true` in /etc/bluetooth/main.conf, restart bluetoothd")),
    )


def secure_connections_only(course: Course, around: Surroundings) -> Diagnosis | None:
    """Authentication Requirements from the kernel, because the peer has no Secure Connections."""
    peer = course.peer_features
    request = course.first(smp.SecurityRequest)
    legacy = (peer is not None and not peer.secure_connections) or (
        peer is None and request is not None and not request[0].auth_req & smp.AuthReq.SC
    )
    local = course.local_features
    if not legacy or (local is not None and not local.secure_connections):
        return None
    may_require_more = not course.pair_called or (course.required or 0) > 2  # Pair() requires level 2
    if just_works(course) and may_require_more and not around.secure_connections_only:
        return None
    by_level = course.required == 4 and not around.secure_connections_only
    why = "Level 4 was asked for" if by_level else "The adapter is in Secure Connections Only mode"
    return Diagnosis(
        "sc-only-refused-legacy",
        "This gateway accepts only Secure Connections, the peer can only do legacy pairing",
        f"{why}, so the kernel refuses a peer whose features lack the SC bit.",
        Confidence.CERTAIN if around.secure_connections_only else Confidence.LIKELY,
        (Evidence("The peer's features lack SC", record_of(course)),),
        (
            Fix(
                "Allow legacy pairing: `sudo btmgmt sc on`; newer BlueZ keeps it with `SecureConnections = on`",
                "secure-connections-on",
            ),
            Fix("Or update the peer to one that has LE Secure Connections"),
        ),
    )


_SOMEBODY_ASKED = "Somebody on this gateway asked for level 3 or 4."


def mitm_unachievable(course: Course, around: Surroundings) -> Diagnosis:
    """Authentication Requirements from the kernel: protection was required and only Just Works is possible."""
    local, peer = course.local_features, course.peer_features
    evidence = [Evidence(f"This gateway offered {smp.io_label(local.io)}")] if local is not None else []
    evidence += [Evidence(f"The peer offered {smp.io_label(peer.io)}", record_of(course))] if peer is not None else []
    asked = f"Level {course.required} was asked for." if course.required else _SOMEBODY_ASKED
    impossible = peer is not None and peer.io == smp.IoCapability.NO_INPUT_NO_OUTPUT
    fixes = [Fix("Require less: level 2 (encryption without authentication) is all this device can reach", "level-2")]
    if not impossible:
        fixes.insert(0, KEYBOARD_DISPLAY)
    return Diagnosis(
        "mitm-unachievable",
        "Authentication was required, and these two devices can only do Just Works",
        f"{asked} With these IO capabilities nothing can be compared or typed, so the key would not be protected "
        "against a man in the middle, and the kernel refused.",
        Confidence.CERTAIN if course.association is not None else Confidence.LIKELY,
        tuple(evidence),
        tuple(fixes),
    )


def kernel_repair_dhkey(course: Course, around: Surroundings) -> Diagnosis | None:
    """The kernel never computed its keys: Just Works re-pairing as responder with a bond still stored."""
    if course.initiator is not False or not just_works(course):
        return None
    known = known_device(course, around)
    hint = course.last(mgmt.UserConfirmationRequest)
    evidence = [Evidence("Just Works with this host as responder", record_of(course))]
    if hint is not None and hint[0].hint == 1:
        evidence.append(Evidence("Only a confirmation hint was shown", hint[1].record))
    if known:
        evidence.append(Evidence("A bond with this peer is stored here"))
    if around.kernel:
        evidence.append(Evidence(f"Linux {around.kernel}"))
    return Diagnosis(
        "kernel-repair-dhkey",
        "This kernel cannot re-pair by Just Works with a peer whose bond it still holds",
        "The peer forgot its bond and pairs anew while this gateway still holds it. Kernels since eed467b517e8 skip "
        "the computation of the keys on that path, so the DHKey check never fits; fixed in late 2025 (“SMP: Fix not "
        "generating mackey and ltk when repairing”).",
        Confidence.CERTAIN if known else Confidence.LIKELY,
        tuple(evidence),
        (REMOVE_AND_PAIR, Fix("Update the kernel; `JustWorksRepairing = always` alone does not help on this one")),
    )


def cancelled(course: Course, around: Surroundings) -> Diagnosis | None:
    """Unspecified Reason from the kernel after somebody here cancelled or removed the device."""
    stop = course.last(mgmt.CancelPairDevice, mgmt.UnpairDevice)
    if stop is None:
        return None
    return Diagnosis(
        "agent-rejected",
        "The pairing was cancelled on this gateway",
        "Somebody here cancelled the pairing or removed the device while it ran.",
        Confidence.CERTAIN,
        (Evidence(f"MGMT {stop[0].NAME}", stop[1].record),),
        (PAIR,),
    )


def bad_public_key(course: Course, around: Surroundings) -> Diagnosis | None:
    """Unspecified Reason from the kernel right after the peer's public key."""
    said = log_line(course, around, "compute shared secret failed", "public keys are identical")
    if (
        said is None
        and course.attempt.failure is not None
        and course.attempt.failure.step not in ("public key exchange", "authentication")
    ):
        return None
    if not course.all(smp.PairingPublicKey):
        return None
    return Diagnosis(
        "dhkey-mismatch",
        "The peer's public key is not usable",
        "The kernel could not compute the shared secret from the peer's public key: it is no point of the curve "
        "P-256. The peer's security code is at fault, or the key was altered on the way.",
        Confidence.CERTAIN if said else Confidence.LIKELY,
        (said,) if said else (Evidence("Refused right after the public keys", record_of(course)),),
        (
            PAIR,
            Fix("Pair without Secure Connections: `sudo btmgmt sc off`", "secure-connections-off"),
            Fix("Update the device's firmware"),
        ),
    )


def key_distribution(course: Course, around: Surroundings) -> Diagnosis | None:
    """The peer distributed keys nobody had agreed on."""
    if not course.encrypted:
        return None
    return Diagnosis(
        "peer-key-distribution",
        "The peer sent a key that was not agreed on",
        "In the feature exchange both sides named the keys each would distribute. The peer sent another one; kernels "
        "since July 2025 refuse it with Key Rejected.",
        Confidence.LIKELY,
        (Evidence("The gateway refused during key distribution", record_of(course)),),
        (Fix("Update the device's firmware"), PAIR),
    )


def blocked_key(course: Course, around: Surroundings) -> Diagnosis | None:
    """The kernel refuses keys that are publicly known."""
    said = log_line(course, around, "LTK blocked", "Identity key blocked")
    if said is None:
        return None
    return Diagnosis(
        "blocked-key",
        "The peer's key is on the list of publicly known keys",
        "bluetoothd gives the kernel a list of keys that are known to everybody; the peer uses one of them.",
        Confidence.CERTAIN,
        (said,),
        (Fix("Replace the device or update its firmware: its key protects nothing"),),
    )


def protocol_error(course: Course, around: Surroundings) -> Diagnosis | None:
    """Command Not Supported or Invalid Parameters from this gateway: what the peer sent last breaks the rules."""
    received = course.all(*smp.PDUS, Malformed, Unknown, direction=Direction.RECEIVED)
    if not received:
        return None
    _, last = received[-1]
    wrong_role = isinstance(last.message, smp.SecurityRequest) and course.initiator is not True
    what = "A central has no business to send a Security Request." if wrong_role else ""
    cut = f"It is damaged: {last.message.why}." if isinstance(last.message, Malformed) else ""
    return Diagnosis(
        "peer-protocol-error",
        "The peer sent what the pairing protocol does not allow",
        " ".join(
            filter(
                None, ("This gateway refused the peer's last command: it has no place there, or is damaged.", what, cut)
            )
        ),
        Confidence.CERTAIN if what or cut else Confidence.LIKELY,
        (Evidence("What this gateway refused", last.record),),
        (Fix("Update the device's firmware, and show its maker this trace"), PAIR),
    )


RULES: dict[str, tuple[Rule, ...]] = {
    "smp:0x01": SAID_NO,
    "smp:0x03": (secure_connections_only, mitm_unachievable),
    "smp:0x05": (gatt_client_triggers_pairing, not_bondable),
    "smp:0x07": (protocol_error,),
    "smp:0x08": (cancelled, bad_public_key),
    "smp:0x0a": (blocked_key, protocol_error),
    "smp:0x0b": (kernel_repair_dhkey,),
    "smp:0x0c": SAID_NO,
    "smp:0x0f": (key_distribution,),
}
