"""What the daemon wrote up to BlueZ 4, when it spoke HCI itself: hcid, and bluetoothd after it."""

import pytest

from tests.pairing.pasted import HEADSET, read

AT = "May  2 15:19:{:02d} box {}[5798]: {}\n"
ASKED = f"pin_code_request (sba=00:0E:9B:00:00:01, dba={HEADSET})"
KEY = f"link_key_notify (sba=00:0E:9B:00:00:01, dba={HEADSET}{{}})"


@pytest.mark.parametrize(("daemon", "kind"), [("hcid", ""), ("bluetoothd", ", type=4")])
def test_a_link_key_is_a_pairing(daemon, kind):
    (attempt,) = read(AT.format(7, daemon, ASKED) + AT.format(15, daemon, KEY.format(kind))).attempts.values()
    assert (attempt.outcome, attempt.peer.address, attempt.transport) == ("paired", HEADSET, "bredr")


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ("call_passkey_agent(): no agent registered", "no-agent"),
        ("call_passkey_agent(): no agent available", "no-agent"),
        ("Passkey agent replied with an error: org.bluez.Error.Rejected, Pairing request rejected", "agent-rejected"),
    ],
)
def test_a_pin_that_no_agent_gave_is_a_pairing_that_failed(answer, cause):
    (attempt,) = read(AT.format(7, "hcid", ASKED) + AT.format(19, "hcid", answer)).attempts.values()
    assert (attempt.outcome, attempt.diagnosis.cause) == ("failed", cause)


def test_a_question_that_the_log_ends_with_is_told():
    (attempt,) = read(AT.format(7, "hcid", ASKED)).attempts.values()
    assert (attempt.outcome, attempt.diagnosis.cause, attempt.diagnosis.confidence) == (
        "incomplete",
        "prompt-timeout",
        "possible",
    )


def test_the_tools_of_that_time_tell_why_a_channel_did_not_open():
    (found,) = read("Can't create HID control channel: Connection refused\n").findings
    assert found.cause == "profile-unavailable"
    (found,) = read("Can't connect RFCOMM channel: Permission denied\n").findings
    assert "authenticated" in found.title


def test_a_controller_on_the_cable_waits_for_a_yes():
    line = "plugins/sixaxis.c:agent_auth_cb() Agent replied negatively, removing temporary device"
    (found,) = read(AT.format(7, "bluetoothd", line)).findings
    assert found.cause == "agent-rejected" and "cable" in found.title


def test_lines_without_their_daemon_and_with_addresses_left_out():
    (attempt,) = read(
        "pin_code_request (sba=MyAddress dba=HeadsetAddress)\ncall_passkey_agent(): no agent registered\n"
    ).attempts.values()
    assert (attempt.outcome, attempt.transport, attempt.diagnosis.cause) == ("failed", "bredr", "no-agent")


@pytest.mark.parametrize(
    "line",
    [
        "Can't read local name on hci0. Connection timed out(110)",
        "Can't read address for hci0: Connection timed out (110)",
    ],
)
def test_a_controller_that_answers_none_of_the_tools(line):
    (found,) = read(line + "\n").findings
    assert found.cause == "controller-timeout"
