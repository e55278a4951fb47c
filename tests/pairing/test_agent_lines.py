"""What bluetoothctl's agent prints while a pairing runs: what was typed tells of a failure, and is not told again."""

import pytest

from pairtui.pairing.attempt import Confidence, Outcome
from tests.pairing.pasted import KEYBOARD, read


@pytest.mark.parametrize(
    "line",
    [
        "[agent] Enter passkey (number in 0-999999): 308448",
        "[agent] Enter PIN code: 308448",
        "[agent] Passkey: 308448",
        "[agent] Confirm passkey 308448 (yes/no): yes",
    ],
)
def test_what_was_typed_or_shown_does_not_stand_among_the_steps(line):
    (attempt,) = read(f"Attempting to pair with {KEYBOARD}\n{line}\n").attempts.values()
    told = attempt.steps[-1].detail + attempt.steps[-1].text
    assert "agent" in told and "308448" not in told


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("[agent] Enter passkey (number in 0-999999): 308448", "wrong-passkey"),
        ("[agent] Enter PIN code: 0000", "wrong-pin"),
        ("[agent] Passkey: 308448", "wrong-passkey"),
        ("[agent] Confirm passkey 308448 (yes/no): yes", "unknown"),
    ],
)
def test_a_pairing_that_failed_after_digits_failed_by_them_as_a_rule(line, cause):
    failed = "Failed to pair: org.bluez.Error.AuthenticationFailed"
    (attempt,) = read(f"Attempting to pair with {KEYBOARD}\n{line}\n{failed}\n").attempts.values()
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == (cause, "possible")


@pytest.mark.parametrize(
    "line", ["[CHG] Device C0:FF:EE:00:00:01 Paired: yes", "Paired with C0:FF:EE:00:00:01 (BR/EDR)"]
)
def test_another_device_that_is_paired_does_not_end_the_pairing_under_way(line):
    outcomes = {
        attempt.peer.address: attempt.outcome.value
        for attempt in read(f"Attempting to pair with {KEYBOARD}\n{line}\n").attempts.values()
    }
    assert outcomes == {KEYBOARD: "incomplete", "C0:FF:EE:00:00:01": "paired"}


@pytest.mark.parametrize(("pin", "cause"), [("yes", "no-agent"), ("no", "peer-not-in-pairing-mode")])
def test_a_device_that_pairs_by_pin_is_rejected_for_want_of_an_agent(pin, cause):
    (attempt,) = read(
        f"[bluetooth]# info 00:1B:2C:3D:4E:5F\n\tPaired: no\n\tLegacyPairing: {pin}\n"
        "[bluetooth]# pair 00:1B:2C:3D:4E:5F\nAttempting to pair with 00:1B:2C:3D:4E:5F\n"
        "[CHG] Device 00:1B:2C:3D:4E:5F Connected: yes\nFailed to pair: org.bluez.Error.AuthenticationRejected\n"
    ).attempts.values()
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == (cause, "possible")


def test_an_answer_of_no_that_somebody_tells_of_is_this_side_s():
    (attempt,) = read(
        "Pairing the speaker fails with `org.bluez.Error.AuthenticationFailed`, and in btmon the local side sent a "
        "User Confirmation Negative Reply after some time.\n"
    ).attempts.values()
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == ("agent-rejected", "possible")


SESSION = (
    "[bluetooth]# default-agent\nNo agent is registered\n{}[bluetooth]# pair 00:1B:2C:3D:4E:5F\n"
    "Attempting to pair with 00:1B:2C:3D:4E:5F\nFailed to pair: org.bluez.Error.AuthenticationFailed\n"
)


def test_that_no_agent_is_registered_counts_until_one_is():
    (without,) = read(SESSION.format("")).attempts.values()
    model = read(SESSION.format("[bluetooth]# agent on\nAgent registered\n"))
    (attempt,) = model.attempts.values()
    assert (without.diagnosis.cause, without.diagnosis.confidence) == ("no-agent", "certain")
    assert attempt.diagnosis.cause == "unknown" and not model.findings


def test_a_connection_that_failed_is_not_laid_to_an_agent_for_sure():
    model = read("Failed to connect: org.bluez.Error.Failed\n[bluetooth]# default-agent\nNo agent is registered\n")
    (attempt,) = model.attempts.values()
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) != ("no-agent", "certain")


def test_digits_that_stand_at_the_logs_end_wait_for_somebody_to_type_them():
    model = read(f"""\
[bluetooth]# pair {KEYBOARD}
Attempting to pair with {KEYBOARD}
[agent] PIN code: 402915
[agent] PIN code: 118830
""")
    (attempt,) = model.attempts.values()
    assert attempt.outcome is Outcome.INCOMPLETE
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == ("prompt-timeout", Confidence.POSSIBLE)


@pytest.mark.parametrize(
    "call",
    [
        f"Attempting to pair with {KEYBOARD}\nFailed to pair: org.bluez.Error.AlreadyExists",
        f"$ bluez-simple-agent hci0 {KEYBOARD}\nCreating device failed: org.bluez.Error.AlreadyExists: Already Exists",
    ],
)
def test_what_is_paired_already_is_no_failed_pairing(call):
    model = read(f"{call}\n")
    assert not model.attempts
    assert [found.code for found in model.findings] == ["dbus:AlreadyExists"]


def test_a_missing_agent_does_not_explain_a_value_that_does_not_fit():
    model = read("""\
bluetoothd[412]: No agent available for request type 2
> ACL Data RX: Handle 64 flags 0x02 dlen 6        #2 [hci0] 1.200000
      SMP: Pairing Failed (0x05) len 1
        Reason: Confirm value failed (0x04)
""")
    (attempt,) = model.attempts.values()
    assert attempt.diagnosis.cause != "no-agent"


def test_an_agent_that_asked_had_a_link_whatever_the_error_says():
    model = read(f"""\
sudo bluez-simple-agent hci0 {KEYBOARD}RequestConfirmation (/org/bluez/490/hci0/dev_C0, 063035)
Confirm passkey (yes/no):
CancelRelease
Creating device failed: org.bluez.Error.ConnectionAttemptFailed: Page Timeout
""")
    (attempt,) = model.attempts.values()
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == ("link-lost", Confidence.POSSIBLE)
