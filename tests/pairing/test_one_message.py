"""One message and nothing around it, as people quote it: no more is said of it than it tells."""

import pytest

from tests.pairing.pasted import KEYBOARD, read


def smp(direction, reason):
    arrow, way = ("<", "TX") if direction == "sent" else (">", "RX")
    failed = f"      SMP: Pairing Failed (0x05) len 1\n        {reason}\n"
    return f"{arrow} ACL Data {way}: Handle 64 flags 0x00 dlen 6\n{failed}"


def event(name, status):
    return f"> HCI Event: {name} plen 3   #8 [hci0] 4.7\n        Status: {status}\n        Handle: 11\n"


def mgmt(name, *fields):
    lines = "".join(f"        {field}\n" for field in (f"LE Address: {KEYBOARD} (Static)", *fields))
    return f"@ MGMT {name} plen 8   {{0x0001}} [hci0] 4.7\n{lines}"


REPORTED = "Event: Authentication Failed (0x0011)"
FAILURE, NO_KEY = "Authentication Failure (0x05)", "PIN or Key Missing (0x06)"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        # A reason that any step may end with does not tell the step.
        (smp("received", "Reason: Unspecified reason (0x08)"), "smp:0x08 peer @pairing: unknown possible"),
        (smp("sent", "Reason: Invalid parameters (0x0a)"), "smp:0x0a local @pairing: peer-protocol-error possible"),
        (smp("sent", "Reason: Encryption key size (0x06)"), "smp:0x06 local @feature exchange: key-size certain"),
        (
            smp("received", "Reason: Key Rejected (0x0f)"),
            "smp:0x0f peer @key distribution: peer-key-distribution likely",
        ),
        # A peer whose kernel cannot pair anew says the same.
        (smp("received", "Reason: DHKey check failed (0x0b)"), "smp:0x0b peer @authentication: dhkey-mismatch likely"),
        # Both sides hear it, whichever of them refused.
        (event("Auth Complete (0x06)", FAILURE), "hci:0x05 unknown @authentication: unknown possible"),
        (event("Simple Pairing Complete (0x36)", FAILURE), "hci:0x05 unknown @authentication: ssp-failed likely"),
        (event("Encryption Change (0x08)", FAILURE), "hci:0x05 unknown @encryption: unknown possible"),
        # The peer has no key, or a PIN was refused on this side: which question came before is not seen.
        (event("Auth Complete (0x06)", NO_KEY), "hci:0x06 peer @authentication: peer-bond-missing possible"),
        # A new pairing is under way, so no old key is asked for.
        (event("Simple Pairing Complete (0x36)", NO_KEY), "hci:0x06 peer @authentication: unknown possible"),
        # Management tells that a pairing failed, and not how far it had come.
        (mgmt(REPORTED, "Status: Authentication Failed (0x05)"), "mgmt:0x05 unknown @pairing: unknown possible"),
        (mgmt(REPORTED, "Status: No Resources (0x07)"), "mgmt:0x07 unknown @connection: connect-failed likely"),
    ],
)
def test_one_message(text, verdict):
    (attempt,) = read(text).attempts.values()
    failure, found = attempt.failure, attempt.diagnosis
    assert f"{failure.code} {failure.by} @{failure.step}: {found.cause} {found.confidence}" == verdict


def test_a_refusal_alone_does_not_tell_what_began_the_pairing():
    (attempt,) = read(smp("sent", "Reason: Pairing not supported (0x05)")).attempts.values()
    found = attempt.diagnosis
    assert (found.cause, found.fixes[0].action) == ("unknown", "pairable-on")
    assert {"not-bondable", "gatt-client-triggers-pairing"} <= {other.cause for other in found.alternatives}


@pytest.mark.parametrize("command", ["User Confirmation Negative Reply (0x001d)", "PIN Code Negative Reply (0x0017)"])
def test_a_no_without_its_question_does_not_tell_who_said_it(command):
    (attempt,) = read(mgmt(f"Command: {command}")).attempts.values()
    causes = {attempt.diagnosis.cause, *(other.cause for other in attempt.diagnosis.alternatives)}
    assert attempt.diagnosis.confidence == "possible"
    assert {"agent-rejected", "no-agent"} <= causes


def test_a_line_of_the_daemon_without_its_end_is_read():
    (finding,) = read("bluetoothd: src/agent.c:agent_request() No agent\n").findings
    assert (finding.cause, finding.by) == ("no-agent", "local")


@pytest.mark.parametrize(
    "said",
    [
        'Hello, my app fails with CBErrorDomain Code=14 "Peer removed pairing information" whenever it connects.\n',
        "When I try to pair, it tells me SMP Pairing Failed with reason 0x06 (encryption key size).\n",
    ],
)
def test_what_somebody_says_that_a_program_said_is_never_certain(said):
    (attempt,) = read(said).attempts.values()
    assert attempt.diagnosis.confidence == "likely"


def test_a_no_that_bluetoothd_logs_ends_the_pairing():
    src = "bluetoothd[311]: src/adapter.c"
    (attempt,) = read(
        f"{src}:user_confirm_request_callback() hci0 {KEYBOARD} confirm_hint 1\n"
        f"{src}:confirm_reply() hci0 addr {KEYBOARD} success 0\n"
        f"{src}:dev_disconnected() Device {KEYBOARD} disconnected, reason 3\n"
    ).attempts.values()
    assert (attempt.outcome, attempt.diagnosis.by, attempt.diagnosis.cause) == ("failed", "local", "local-bond-missing")
