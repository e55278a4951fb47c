"""Links that the peer ends by itself as soon as they are encrypted, beside what programs report of it."""

import pytest

from pairtui.pairing.attempt import Confidence, Outcome
from tests.pairing.pasted import read

CALL = "org.bluez.Error.Failed br-connection-create-socket\n"
ENCRYPTED = """\
> HCI Event: Encryption Change (0x08) plen 4               #53 [hci0] 23.788000
        Status: Success (0x00)
        Handle: 3
        Encryption: Enabled with E0 (0x01)
"""
ENDED = """\
> HCI Event: Disconnect Complete (0x05) plen 4             #60 [hci0] {}
        Status: Success (0x00)
        Handle: 3
        Reason: {}
"""
HUNG_UP = ENDED.format("23.951000", "Remote User Terminated Connection (0x13)")
LATE = ENDED.format("83.951000", "Remote User Terminated Connection (0x13)")
CLOSED_HERE = ENDED.format("23.951000", "Connection Terminated By Local Host (0x16)")


def hang_ups(text):
    return [finding for finding in read(text).findings if finding.code == "hci:0x13"]


@pytest.mark.parametrize("log", [CALL + ENCRYPTED + HUNG_UP, ENCRYPTED + HUNG_UP + CALL, ENCRYPTED + HUNG_UP])
def test_who_hangs_up_at_encryption_is_named_beside_the_error_of_the_call(log):
    (found,) = hang_ups(log)
    assert (found.cause, found.by, found.weighed) == ("unknown", "peer", Confidence.POSSIBLE)
    assert "as soon as" in found.title


@pytest.mark.parametrize("end", [LATE, CLOSED_HERE])
def test_a_link_that_was_used_or_closed_here_did_not_end_for_its_encryption(end):
    assert all("as soon as" not in found.title for found in hang_ups(ENCRYPTED + end + CALL))


def test_a_link_without_a_handle_at_its_end_is_the_one_that_was_encrypted():
    assert hang_ups(CALL + ENCRYPTED + HUNG_UP.replace("        Handle: 3\n", ""))


def test_a_pairing_that_the_trace_shows_says_it_itself():
    failed = """\
> ACL Data RX: Handle 3 flags 0x02 dlen 6        #58 [hci0] 23.850000
      SMP: Pairing Failed (0x05) len 1
        Reason: Unspecified reason (0x08)
"""
    model = read(ENCRYPTED + failed + HUNG_UP)
    assert [attempt.outcome for attempt in model.attempts.values()] == [Outcome.FAILED]
    assert not hang_ups(ENCRYPTED + failed + HUNG_UP)


def test_status_0x0e_of_a_device_that_is_known_no_more_is_the_end_of_its_link():
    (found,) = read(
        "bluetoothd[32]: plugins/policy.c:disconnect_cb() reason 2\n"
        "bluetoothd[32]: src/adapter.c:bonding_attempt_complete() hci0 bdaddr C4:11:22:33:44:55 type 2 status 0xe\n"
    ).findings
    assert (found.code, found.by) == ("mgmt:0x0e", "local")


@pytest.mark.parametrize(("name", "entry"), [("LE_Headset 4", True), ("Headset 4", False)])
def test_no_link_to_the_le_entry_of_a_headset_names_the_other_entry(name, entry):
    model = read(f"""\
[NEW] Device C0:11:22:33:44:55 {name}
[bluetooth]# pair C0:11:22:33:44:55
Attempting to pair with C0:11:22:33:44:55
Failed to pair: org.bluez.Error.ConnectionAttemptFailed
""")
    (attempt,) = model.attempts.values()
    assert attempt.diagnosis.cause == "connect-failed"
    assert ("LE entry" in attempt.diagnosis.title) is entry
