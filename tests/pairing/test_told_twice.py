"""One pairing that two programs of the same machine tell of, pasted one after the other."""

import pytest

from tests.pairing.pasted import KEYBOARD, read

CTL = (
    f"[bluetooth]# pair {KEYBOARD}\n"
    f"Attempting to pair with {KEYBOARD}\n"
    f"[CHG] Device {KEYBOARD} Connected: yes\n"
    "Failed to pair: org.bluez.Error.AuthenticationFailed\n"
)
DAEMON = (
    f"Nov  3 10:00:00 gw bluetoothd[9]: src/adapter.c:adapter_bonding_attempt() hci0 bdaddr {KEYBOARD} type 2 io_cap\n"
    "Nov  3 10:00:02 gw bluetoothd[9]: src/adapter.c:pair_device_complete() Authentication Failed (0x05)\n"
    "Nov  3 10:00:02 gw bluetoothd[9]: src/adapter.c:bonding_attempt_complete() "
    f"hci0 bdaddr {KEYBOARD} type 2 status 0x5\n"
)


@pytest.mark.parametrize(
    ("parts", "codes"),
    [
        ((CTL, DAEMON), ["mgmt:0x05"]),
        ((DAEMON, CTL), ["mgmt:0x05"]),
    ],
)
def test_the_closest_account_stands_alone(parts, codes):
    model = read("\n\n".join(parts))
    assert [attempt.failure.code for attempt in model.attempts.values()] == codes


def test_pairings_of_two_devices_stay_two():
    model = read(CTL + "\n" + DAEMON.replace(KEYBOARD, "C0:11:22:33:44:66"))
    assert [attempt.failure.code for attempt in model.attempts.values()] == ["dbus:AuthenticationFailed", "mgmt:0x05"]


def test_a_pin_that_was_typed_may_be_the_wrong_one():
    (attempt,) = read(
        CTL.replace("Failed", "Request PIN code\n[agent] Enter PIN code: 0912\nFailed", 1)
    ).attempts.values()
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == ("wrong-pin", "possible")


REQUEST = (
    "      SMP: Pairing Request (0x01) len 6\n"
    "        IO capability: NoInputNoOutput (0x03)\n"
    "        OOB data: Authentication data not present (0x00)\n"
    "        Authentication requirement: Bonding, No MITM, Legacy, No Keypresses (0x01)\n"
    "        Max encryption key size: 16\n"
    "        Initiator key distribution: EncKey (0x01)\n"
    "        Responder key distribution: EncKey (0x01)\n"
)


def failed(handle, at, reason):
    return (
        f"> ACL Data RX: Handle {handle} flags 0x02 dlen 6            #52 [hci0] {at:.6f}\n"
        "      SMP: Pairing Failed (0x05) len 1\n"
        f"        Reason: {reason}\n"
    )


def test_the_kernels_word_belongs_to_the_link_that_failed_as_it_came():
    model = read(
        "< ACL Data TX: Handle 64 flags 0x00 dlen 11            #50 [hci0] 19.500000\n"
        + REQUEST
        + "< ACL Data TX: Handle 65 flags 0x00 dlen 11            #51 [hci0] 19.600000\n"
        + REQUEST
        + failed(65, 19.7, "Pairing not supported (0x05)")
        + "@ MGMT Event: Authentication Failed (0x0011) plen 8   {0x0001} [hci0] 19.700100\n"
        + f"        LE Address: {KEYBOARD} (Static)\n"
        + "        Status: Authentication Failed (0x05)\n"
        + failed(64, 19.9, "Unspecified Reason (0x08)")
    )
    assert [attempt.failure.code for attempt in model.attempts.values()] == ["smp:0x08", "smp:0x05"]


def test_what_succeeded_is_the_device_that_was_told_to_be_paired():
    other = "C0:11:22:33:44:66"
    model = read(
        f"Attempting to pair with {KEYBOARD}\nAttempting to pair with {other}\n"
        f"[CHG] Device {other} Paired: yes\nPairing successful\n"
    )
    assert [(a.peer.address, a.outcome) for a in model.attempts.values()] == [
        (KEYBOARD, "incomplete"),
        (other, "paired"),
    ]


def test_without_smp_an_encrypted_link_does_not_tell_why_the_pairing_failed():
    (attempt,) = read(
        "@ MGMT Command: Pair Device (0x0019) plen 8          {0x0001} [hci0] 19.467757\n"
        f"        LE Address: {KEYBOARD} (Static)\n"
        "> HCI Event: Encryption Change (0x08) plen 4           #150 [hci0] 21.100000\n"
        f"        Status: Success (0x00)\n        Handle: 64 Address: {KEYBOARD} (Static)\n"
        "        Encryption: Enabled with AES-CCM (0x01)\n"
        "@ MGMT Event: Command Complete (0x0001) plen 10      {0x0001} [hci0] 21.690000\n"
        "      Pair Device (0x0019) plen 7\n"
        f"        Status: Authentication Failed (0x05)\n        LE Address: {KEYBOARD} (Static)\n"
    ).attempts.values()
    assert attempt.diagnosis.cause == "unknown"


@pytest.mark.parametrize(
    ("line", "steps"),
    [
        ("bleak.exc.BleakDBusError: [org.bluez.Error.AuthenticationFailed] Authentication Failed", 1),
        (f"<wrn> app: Security failed: {KEYBOARD} level 1 err 4 Pairing failed conn: {KEYBOARD}, reason 4", 1),
        # two errors of one pairing are two
        (f"<wrn> app: Security failed: {KEYBOARD} level 1 err 9 Pairing failed conn: {KEYBOARD}, reason 4", 2),
    ],
)  # fmt: skip
def test_an_error_s_name_and_its_message_in_one_line_are_one_step(line, steps):
    (attempt,) = read(line + "\n").attempts.values()
    assert len(attempt.steps) == steps


def test_a_call_to_pair_that_fails_otherwise_is_another():
    one, other = "ConnectionAttemptFailed: Page Timeout", "AuthenticationRejected: Authentication Rejected"
    text = "".join(
        f"$ bluez-simple-agent hci0 {KEYBOARD}\nCreating device failed: org.bluez.Error.{e}\n" for e in (one, other)
    )
    codes = [attempt.failure.code for attempt in read(text).attempts.values()]
    assert codes == ["dbus:ConnectionAttemptFailed", "dbus:AuthenticationRejected"]


def test_the_sentence_over_a_log_of_a_connection_that_failed_is_no_attempt():
    model = read(
        "It pairs, but connecting gives the error org.bluez.Error.NotAvailable, and it is gone within seconds.\n"
        f"Attempting to pair with {KEYBOARD}\n[CHG] Device {KEYBOARD} Paired: yes\nPairing successful\n"
        f"[bluetooth]# connect {KEYBOARD}\nAttempting to connect to {KEYBOARD}\n"
        "Failed to connect: org.bluez.Error.NotAvailable\n"
    )
    assert [attempt.outcome for attempt in model.attempts.values()] == ["paired"]
    assert [found.code for found in model.findings] == ["dbus:NotAvailable"]


TRACE = (
    "< ACL data: handle 71 flags 0x00 dlen 11\n"
    "    SMP: Pairing Request (0x01)\n"
    "      capability 0x03 oob 0x00 auth req 0x01\n"
    "      max key size 0x10 init key dist 0x01 resp key dist 0x01\n"
    "> HCI Event: Disconn Complete (0x05) plen 4\n"
    "    status 0x00 handle 71 reason 0x08\n"
)


def test_the_trace_of_what_bluetoothctl_reports_above_it_is_the_one_pairing():
    canceled = CTL.replace("AuthenticationFailed", "AuthenticationCanceled")
    model = read(f"{canceled}\nThe dump of that moment:\n\n{TRACE}")
    assert [attempt.failure.code for attempt in model.attempts.values()] == ["hci:0x08"]


def test_two_reports_over_a_trace_stay():
    model = read(f"{CTL}\n{CTL}\nThe dump of one of them:\n\n{TRACE}")
    assert len(model.attempts) == 3
