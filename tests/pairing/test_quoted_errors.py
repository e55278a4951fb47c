"""What people quote of a program in a sentence of their own, made up in the programs' wording."""

import pytest

from tests.pairing.pasted import read, verdicts


def test_an_error_between_backticks_is_read_wherever_the_sentence_begins():
    failed, _ = verdicts(
        "`dev.pair()` raises `bleak.exc.BleakDBusError: [org.bluez.Error.AuthenticationFailed] Authentication Failed`, "
        "and it works once `bluetoothctl` is open.\n"
    )
    assert [code for code, *_ in failed] == ["dbus:AuthenticationFailed"]


def test_an_error_with_its_number_is_read_out_of_prose():
    model = read(
        "If I leave the pairing out I get the error Could not write value b'x' to characteristic 0012: Protocol Error "
        "0x05: Insufficient Authentication, and Windows shows no prompt.\n"
    )
    (attempt,) = model.attempts.values()
    assert (attempt.failure.code, attempt.failure.by) == ("att:0x05", "peer")
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == ("peer-requires-authentication", "likely")
    assert attempt.diagnosis.fixes[0].text.startswith("Pair")


def test_a_reason_of_bluez_is_read_out_of_prose_by_its_name():
    failed, _ = verdicts("When I connect the remote I get a br-connection-create-socket error.\n")
    assert [code for code, *_ in failed] == ["dbus:br-connection-create-socket"]


def test_a_reason_of_smp_is_read_out_of_prose_with_who_gave_it():
    failed, _ = verdicts("The phone responds with SMP_PAIRING_FAILED for Unspecified Reason.\n")
    assert [(code, by) for code, by, _ in failed] == [("smp:0x08", "peer")]


def test_an_error_behind_a_short_word_between_backticks_is_read():
    failed, _ = verdicts(
        "With `tool` I get `Error Bluetooth authentication failed: Authentication Failed` each time.\n"
    )
    assert [code for code, *_ in failed] == ["dbus:AuthenticationFailed"]


def test_what_there_was_none_of_did_not_happen():
    model = read("The bond was used each time; no `PIN or Key Missing (0x06)` was seen, and all went well.\n")
    assert not model.attempts and not model.findings


def test_the_words_of_kdes_library_name_what_bluez_says():
    failed, _ = verdicts('org.kde.bluez: PendingCall Error: "Protocol not available"\n')
    assert [code for code, *_ in failed] == ["dbus:br-connection-profile-unavailable"]


def test_prose_without_a_number_is_no_log():
    assert (
        read("I get the error that it could not write, and a protocol error, and nothing is paired.\n").attempts == {}
    )


def test_a_failed_bonding_told_twice_is_one_attempt():
    failed, _ = verdicts(
        "D/[FBP-Android](90): [FBP] onMethodCall: createBond\n"
        "D/[FBP-Android](90): [FBP] OnBondStateChanged: bonding prev: bond-none\n"
        "D/[FBP-Android](90): [FBP] OnBondStateChanged: bond-none prev: bonding\n"
        "I/flutter (90): Warning: FlutterBluePlusException | createBond | fbp-code: 1 | Failed to create bond.\n"
    )
    assert len(failed) == 1


def test_bluetoothctl_does_not_tell_the_transport():
    model = read("Attempting to pair with 00:11:22:33:44:55\n[CHG] Device 00:11:22:33:44:55 Paired: yes\n")
    (attempt,) = model.attempts.values()
    assert (attempt.outcome, attempt.transport) == ("paired", "unknown")


def test_a_kernel_that_names_the_type_tells_it():
    model = read(
        "bluetoothd[7]: src/adapter.c:bonding_attempt_complete() hci0 bdaddr 00:11:22:33:44:55 type 0 status 0x4\n"
    )
    assert [attempt.transport for attempt in model.attempts.values()] == ["bredr"]


def test_a_link_that_timed_out_had_come_about():
    (attempt,) = read(
        '"Disconnected from 00:11:22:33:44:55 with status 8 (GATT_INSUF_AUTHORIZATION)"\n'
    ).attempts.values()
    assert (attempt.failure.code, attempt.diagnosis.cause) == ("hci:0x08", "link-lost")


def test_the_name_of_an_error_that_somebody_got_is_read_out_of_prose():
    told = "It is paired at first. When I connect again the next day I get PM_EVT_CONN_SEC_FAILED with {}.\n"
    failed, _ = verdicts(told.format("PM_CONN_SEC_ERROR_PIN_OR_KEY_MISSING"))
    assert failed == [("hci:0x06", "unknown", "peer-bond-missing")]
    failed, _ = verdicts(told.format("the BLE_GAP_SEC_STATUS_CONFIRM_VALUE"))
    assert [code for code, *_ in failed] == ["smp:0x04"]


def test_the_opcode_of_a_command_status_is_no_failure():
    line = "[00:00:01.000,000] <dbg> bt_sdc_hci_driver: event_packet_process: Command Status (0x200d) status: 0x00\n"
    assert read(line).findings == []


def test_a_reason_in_a_sentence_is_read_and_what_is_said_of_repairing_weighs():
    said = "After the update pairing fails with reason DHKey check failed (0x0b) on every second try.\n"
    failed, _ = verdicts(said)
    assert failed == [("smp:0x0b", "unknown", "dhkey-mismatch")]
    failed, _ = verdicts(said + "\nWe set JustWorksRepairing = always in main.conf and restarted the daemon.\n")
    assert failed == [("smp:0x0b", "local", "kernel-repair-dhkey")]


def test_what_pairs_only_beside_a_program_with_an_agent_has_none_of_its_own():
    error = "bleak.exc.BleakDBusError: [org.bluez.Error.AuthenticationFailed] Authentication Failed"
    for text in (
        f"client.pair() fails with {error}, unless bluetoothctl is running.\n",
        f"# The cuff works only when bluetoothctl is running\n\n{error}\n",
        f"It pairs when the Gnome control center is open, else:\n{error}\n",
    ):
        assert verdicts(text)[0] == [("dbus:AuthenticationFailed", "local", "no-agent")]
    assert verdicts(f"I do not know whether bluetoothctl is running.\n{error}\n")[0][0][2] == "unknown"


def test_another_programs_own_words_are_not_bluetoothctls():
    model = read(
        "18:34:45.174 [main] INFO  o.e.watch.LeQueue - Attempting to connect to Band\n"
        "18:34:47.308 [pool-3] INFO  o.e.watch.Support - Attempting to pair with Band\n"
    )
    assert not [attempt for attempt in model.attempts.values() if attempt.kind == "connection"]
    assert not model.findings


def test_a_link_closed_for_want_of_authentication_does_not_say_that_there_is_a_bond():
    model = read(
        "> HCI Event: Disconnect Complete (0x05) plen 4              #48 [hci0] 10.648720\n"
        "        Status: Success (0x00)\n        Handle: 256 Address: 00:11:22:33:44:55 (OUI 00-11-22)\n"
        "        Reason: Authentication Failure (0x05)\n"
    )
    (finding,) = model.findings
    assert finding.code == "hci:0x05" and finding.fixes[0].action is None
    assert "listed as paired" in finding.fixes[-1].text


def test_a_status_in_a_sentence_about_an_event_is_read():
    text = "In my handler of BLE_GAP_EVENT_ENC_CHANGE I see that the status is always 0x07 before it restarts\n"
    assert verdicts(text)[0] == [("nimble:7", "unknown", "link-lost")]
    text = "When I cancel on the phone I get the enc_change event with status code 1281 here\n"
    assert verdicts(text)[0][0][:2] == ("smp:0x01", "peer")


def test_nimbles_errors_are_read_by_their_names():
    said = "# Pairing with this board fails with BLE_HS_ENOTCONN and BLE_ERR_CONN_TERM_MIC\n"
    assert verdicts(said)[0] == [("hci:0x3d", "unknown", "mic-failure")]
    said = "E (4242) app: pairing ended: BLE_SM_ERR_CONFIRM_MISMATCH\n"
    assert verdicts(said)[0][0][0] == "smp:0x04"


def test_a_reason_in_quotation_marks_is_read():
    said = 'It begins well, but in the end comes a "Pairing Failed" PDU, with the reason "Unspecified reason"\n'
    assert verdicts(said)[0][0][0] == "smp:0x08"
    assert verdicts('It says that pairing failed, for the reason "I have no idea"\n')[0] == []


def test_two_machines_logs_under_their_headings_are_two_attempts():
    text = """\
Central:
bt_hci_ecc: public key is not valid (ret -3)
bt_smp: Unexpected SMP code 0x04

Peripheral log:
bt_smp: reason 0x4
"""
    found = [(a.role, a.failure.code, a.failure.by) for a in read(text).attempts.values()]
    assert found == [("initiator", "zephyr:0x09", "local"), ("responder", "smp:0x04", "peer")]


def test_a_message_of_the_kernel_in_quotation_marks_is_read():
    said = 'Since the update the message "Bluetooth: SMP security requested but not available" comes every minute.\n'
    assert verdicts(said)[1] == [("kernel-crypto-missing", None)]


ASKS = "I cannot pair my mouse, it fails with `org.bluez.Error.AuthenticationFailed` each time.\n"
SESSION = """\
[bluetooth]# pair C0:11:22:33:44:55
Attempting to pair with C0:11:22:33:44:55
[CHG] Device C0:11:22:33:44:55 Connected: yes
"""


def test_a_question_that_names_the_error_of_the_log_below_it_is_no_attempt_of_its_own():
    model = read(f"{ASKS}{SESSION}Failed to pair: org.bluez.Error.AuthenticationFailed\n")
    (attempt,) = model.attempts.values()
    assert (attempt.peer.address, attempt.failure.code) == ("C0:11:22:33:44:55", "dbus:AuthenticationFailed")


def test_a_question_tells_the_end_of_a_log_that_breaks_off():
    (attempt,) = read(ASKS + SESSION).attempts.values()
    assert (attempt.peer.address, attempt.failure.code) == ("C0:11:22:33:44:55", "dbus:AuthenticationFailed")
    assert attempt.outcome == "failed" and attempt.diagnosis is not None


def test_two_errors_of_two_attempts_stay_two():
    model = read(
        f"{ASKS}Attempting to pair with C0:11:22:33:44:66\nFailed to pair: org.bluez.Error.ConnectionAttemptFailed\n"
    )
    assert len(model.attempts) == 2


def test_the_error_alone_over_a_report_is_that_of_the_session_in_it():
    model = read(
        "I get the following message:\n\nFailed to pair: org.bluez.Error.AuthenticationFailed\n\nActual results:\n"
        f"{SESSION}[mouse]# Failed to pair: org.bluez.Error.AuthenticationFailed\n"
    )
    (attempt,) = model.attempts.values()
    assert attempt.peer.address == "C0:11:22:33:44:55"


def test_the_end_of_a_session_cut_at_its_top_is_not_that_of_the_next_attempt():
    first, second = read(f"Failed to pair: org.bluez.Error.AuthenticationFailed\n{SESSION}").attempts.values()
    assert (first.outcome, second.outcome) == ("failed", "incomplete")


@pytest.mark.parametrize(
    ("said", "failed", "found"),
    [
        ("Every later connect of the Bluetooth scale ends in PIN or Key Missing (0x06) here.", "hci:0x06", None),
        ("The headset never pairs: Page Timeout (0x04) is all that btmon has.", "hci:0x04", None),
        ("The BLE lock disconnects, Remote User Terminated Connection (0x13) it says.", None, "hci:0x13"),
        ("The Bluetooth speaker's link ends with LL Response Timeout (0x22) on this dongle.", None, "hci:0x22"),
        ("Pair device failed: Timeout (0x08) is what bluetoothctl prints for each mouse.", "mgmt:0x08", None),
        ("Pairing it stops with Authentication Failed (0x05) after three seconds.", "mgmt:0x05", None),
        ("A pairing ends in Authentication Failed (0x08), as somebody mistyped.", None, None),
    ],
)
def test_an_error_s_name_with_its_own_number_is_read_out_of_prose(said, failed, found):
    model = read(f"{said}\n")
    assert [each.failure.code for each in model.attempts.values()] == ([failed] if failed else [])
    assert [each.code for each in model.findings if each.code] == ([found] if found else [])


def test_the_name_of_a_question_in_a_proposal_is_no_second_pairing():
    failed, _ = verdicts(
        "`open_link(pin=...)` calls `client.pair()`, and pairing fails with `AuthenticationFailed`.\n\n"
        "## Fix\n\nRegister an `org.bluez.Agent1` that answers `RequestPasskey` and `RequestPinCode`.\n"
    )
    assert [code for code, *_ in failed] == ["dbus:AuthenticationFailed"]


def test_a_daemon_that_d_bus_could_not_start_is_not_running():
    _, found = verdicts(
        "[1.2][3:4] CHIP:DL: FAIL: no object manager client: Error calling StartServiceByName for org.bluez: "
        "Timeout was reached\n"
    )
    assert found == [("daemon-gone", None)]


@pytest.mark.parametrize("program", ["homekit_controller", "NukiHub"])
def test_a_program_that_pairs_above_bluetooth_quotes_bluez_all_the_same(program):
    line = f"WARNING [{program}] Lock C0:11:22:33:44:55: [org.bluez.Error.Failed] le-connection-abort-by-local: again"
    failed, _ = verdicts(f"2026-02-03 04:05:06.789 {line}\n")
    assert [code for code, *_ in failed] == ["dbus:le-connection-abort-by-local"]


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        (
            "[176.1] [4:4] [CTL] src/BLEManagerImpl.cpp:8: Ble Error 0x0401: BLE adapter unavailable",
            "adapter-unavailable",
        ),
        ("Failed to establish secure session to device: 50", "unknown"),
    ],
)
def test_a_matter_commissioning_that_failed_over_bluetooth_is_a_finding(line, cause):
    assert verdicts(f"{line}\n") == ([], [(cause, None)])
