"""What programs that use GATT say of a failure: gatttool, bluepy, pygatt, noble, bleak and Home Assistant's proxies."""

import pytest

from tests.pairing.pasted import read, verdicts


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Error: Characteristic value/descriptor read failed: Attribute requires authentication before read/write", 5),
        ("Characteristic Write Request failed: Encryption required before read/write", 0x0F),
        ("BTLEGattError: failed (code: 8, error: Attribute requires authorization before read/write)", 8),
    ],
)  # fmt: skip
def test_what_the_device_answers_to_a_read_or_write(line, code):
    ((told, by, _),) = verdicts(f"{line}\n")[0]
    assert (told, by) == (f"att:0x{code:02x}", "peer")


def test_bluepys_command_to_pair_has_the_kernels_status_and_its_others_pair_nothing():
    failed = "bluepy.btle.BTLEManagementError: Failed to execute management command '{}' (code: {}, error: {})\n"
    assert [code for code, *_ in verdicts(failed.format("pair", 5, "Authentication Failed"))[0]] == ["mgmt:0x05"]
    assert verdicts(failed.format("scanend", 11, "Rejected"))[0] == []
    assert verdicts(failed.format("le", 20, "Permission Denied")) == ([], [("adapter-unavailable", None)])


@pytest.mark.parametrize(
    "line",
    [
        "pygatt.backends.gatttool.gatttool: Timed out connecting to C0:11:22:33:44:55 after 5.0 seconds.",
        "C0:11:22:33:44:55: Bluetooth device connection timed out but already unsubscribed",
        "bleak.exc.BleakDeviceNotFoundError: Device with address C0:11:22:33:44:55 was not found.",
        "Error: connect error: Function not implemented (38)",
        "connect to C0:11:22:33:44:55: Host is down (112)",
        "connect: Connection refused (111)",
        "`C0-11-22-XX-XX-XX (C0:11:22:XX:XX:XX): device not found, no longer in",
        "BleakNotFoundError: Cuff - C0:11:22:33:44:55: Failed to connect after 4 attempt(s): TimeoutError",
    ],
)  # fmt: skip
def test_a_device_that_a_program_did_not_reach(line):
    assert verdicts(f"{line}\n") == ([], [("connect-failed", None)])


def test_a_traceback_of_a_connect_tells_that_its_time_was_up():
    text = """\
Traceback (most recent call last):
  File "/usr/lib/python3/site-packages/bleak/backends/bluezdbus/client.py", line 214, in connect
    reply = await self._bus.call(
            ^^^^^^^^^^^^^^^^^^^^^
  File "/usr/lib/python3/site-packages/dbus_fast/aio/message_bus.py", line 385, in call
    await future
asyncio.exceptions.CancelledError
"""
    assert verdicts(text) == ([], [("connect-failed", None)])


def test_a_proxy_that_lost_the_link_while_it_connected():
    line = (
        "Cuff (C0:11:22:33:44:55): Failed to connect after 9 attempt(s): Error ESP_GATT_CONN_{} while connecting: x\n"
    )
    assert verdicts(line.format("TERMINATE_PEER_USER"))[0] == [("hci:0x13", "peer", "connect-failed")]
    assert verdicts(line.format("CONN_CANCEL"))[0][0][0] == "esphome:NotConnected"


@pytest.mark.parametrize(("error", "code"), [(133, "gatt:133"), (14, None)])
def test_a_proxys_error_at_an_attribute_does_not_say_that_no_link_came_about(error, code):
    line = (
        f"bleak.exc.BleakError: Bluetooth GATT Error address=C0:11:22:33:44:55 handle=21 error={error} description=x\n"
    )
    assert verdicts(line) == ([], [("unknown", code)])


def test_nobles_error_of_a_connection_needs_the_words_of_its_number():
    (attempt,) = read("Error: Connection Failed to be Established (0x3e)\n").attempts.values()
    assert (attempt.kind, attempt.failure.code) == ("connection", "hci:0x3e")
    assert read("Error: Something of another program (0x3e)\n").attempts == {}


def test_a_dongle_that_is_not_there_is_no_devices_fault():
    line = "pygatt.exceptions.NotConnectedError: No BGAPI compatible device detected\n"
    assert verdicts(line) == ([], [("adapter-unavailable", None)])


def test_pygatts_error_after_a_link_does_not_say_that_none_came_about():
    gone = read("Connected\n12%\n    raise NotConnectedError()\npygatt.exceptions.NotConnectedError\n")
    assert [finding.title for finding in gone.findings] == ["A pygatt program had no link to the device"]


def test_an_exception_named_in_a_headline_is_read():
    said = "# Cuff does not connect to the proxy - BleakOutOfConnectionSlotsError\n"
    assert verdicts(said)[0] == [("esphome:NoSlot", "local", "connect-failed")]


def test_a_failure_in_capitals_without_a_reason_is_told_as_not_understood():
    assert verdicts("Connect OK as LE client\nPAIR FAIL\n> \n")[1] == [("unknown", None)]


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("QLowEnergyController error: AuthorizationError", "peer-requires-authentication"),
        ('qt.bluetooth: LE controller error: "Remote device closed the connection"', "application-disconnect"),
        ("QLowEnergyController::ConnectionError", "connect-failed"),
    ],
)
def test_what_qt_says(line, cause):
    assert verdicts(f"{line}\n") == ([], [(cause, None)])


def test_bluezs_own_words_after_a_programs():
    failed, _ = verdicts("2024/03/02 11:22:33 could not pair: Authentication Failed\n")
    assert [code for code, *_ in failed] == ["dbus:AuthenticationFailed"]


def test_a_write_that_windows_could_not_carry_out():
    line = "bleak.exc.BleakError: Could not write value b'x' to characteristic 0012: Unreachable\n"
    assert verdicts(line)[0] == [("windows:Unreachable", "peer", "connect-failed")]


def test_the_key_of_a_lock_is_the_apps_own_and_no_bond():
    line = "Front (A1): Auth error: key or slot (key index) is incorrect: Authentication error: key is incorrect"
    model = read(f"{line}\n")
    (finding,) = model.findings
    assert finding.cause == "profile-unavailable" and not any(fix.action for fix in finding.fixes)


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("BTLEManagementError: Failed to execute management command 'scanend' (code: 11, error: R)", "two-stacks"),
        ("BTLEManagementError: Failed to execute management command 'le' (code: 17, error: I)", "adapter-unavailable"),
        ("bleak.exc.BleakError: No powered Bluetooth adapters found.", "adapter-unavailable"),
        ("bleak.exc.BleakError: Bluetooth device is turned off", "adapter-unavailable"),
        ("bleak.exc.BleakError: Connection to C0:11:22:33:44:55 was not successful!", "connect-failed"),
        ("bleak.exc.BleakDBusError: [org.bluez.Error.Failed] Not connected", "link-lost"),
        ("Err(Other(DbusError(D-Bus error: Not connected (org.bluez.Error.Failed))))", "link-lost"),
        ("[org.bluez.Error.Failed] Operation failed with ATT error: 0x0e (Unlikely Error)", "unknown"),
        ("Error: ENODEV, No such device", "adapter-unavailable"),
        ("OSError: [Errno 19] error while attempting to bind on interface 0: No such device", "adapter-unavailable"),
        ("DBusError: The name org.bluez was not provided by any .service files", "daemon-gone"),
        ("D-Bus error: Failed to activate service 'org.bluez': timed out ", "daemon-gone"),
        ("Failed to cancel connection (/org/bluez/hci0/dev_C0_11_22_33_44_55): [Errno 32] Broken pipe", "daemon-gone"),
        ("org.freedesktop.dbus.exceptions.NotConnected: Not Connected", "daemon-gone"),
        ("can't dial: connection canceled", "connect-failed"),
        ("org.bluez.Error.Failed: No object received", "unknown"),
        ("Connection Failed: Unable to get a session", "profile-unavailable"),
        ("Denying pairing request from device C0:11:22:33:44:55 as there's no one to handle the request", "no-agent"),
    ],
)  # fmt: skip
def test_a_librarys_own_words_tell_where_a_connection_failed(line, cause):
    model = read(f"# app\n{line}\n")
    assert ([found.cause for found in model.findings], len(model.attempts)) == ([cause], 0)
    assert not any(text.startswith("Something failed") for text in (found.title for found in model.findings))


def test_a_timeout_inside_pygatts_connect_tells_of_no_link():
    model = read(
        "Traceback (most recent call last):\n"
        '  File "/usr/lib/python3/site-packages/pygatt/backends/gatttool/gatttool.py", line 41, in connect\n'
        "    self.sendline(cmd)\n"
        '  File "/usr/lib/python3/site-packages/pygatt/backends/gatttool/gatttool.py", line 15, in wait\n'
        "    raise NotificationTimeout()\n"
        "pygatt.exceptions.NotificationTimeout: None\n"
    )
    assert [found.cause for found in model.findings] == ["connect-failed"]


def test_a_proxy_that_got_no_link_says_so_with_the_status_of_gatt():
    line = "[12:00:56][W][esp32_ble_client:089]: connect to C0:11:22:33:44:55 failed, status=133\n"
    (attempt,) = read(line).attempts.values()
    assert (attempt.failure.code, attempt.diagnosis.cause) == ("gatt:133", "connect-failed")


def test_a_capture_retold_in_words_names_the_key_that_is_missing():
    told = 'HCI Encryption Change  status=0x06 "PIN or Key Missing"   <- the scale says no\n'
    (attempt,) = read(told).attempts.values()
    assert (attempt.failure.code, attempt.diagnosis.cause) == ("hci:0x06", "peer-bond-missing")


def test_words_of_an_errno_count_where_the_sentence_is_about_bluetooth():
    said = 'When I connect to the BLE device we get the error "software caused connection abort" at times\n'
    (attempt,) = read(said).attempts.values()
    assert attempt.failure.code == "dbus:le-connection-abort-by-local"
    assert not read('The upload of our app ends with "Software caused connection abort" in the browser\n').attempts


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("noble: unknown peripheral c01122334455 connected!", "two-stacks"),
        ("noble warning: unknown peripheral c01122334455", "link-lost"),
        ("Ble.cpp:77 WriteAsync catch: 属性需要进行身份验证，然后才能读取或写入。", "peer-requires-authentication"),
        ("noble: Could not start scanning, state is unknown (not poweredOn)", "adapter-unavailable"),
        ("[1/2/2026, 1:30:10 PM] [App] BLE wasn't able to establish BLE Connection, app: [object]", "connect-failed"),
        ("16:01:03 ERROR    Failed to connect to peripheral c0:11:22:33:44:55, addr type: public", "connect-failed"),
    ],
)  # fmt: skip
def test_what_nodes_libraries_say_of_scans_and_links(line, cause):
    assert [found.cause for found in read(f"# app\n{line}\n").findings] == [cause]


def test_an_agent_that_a_sentence_says_was_not_registered_explains_the_refusal():
    said = (
        "Pair() called without a registered pairing agent goes unanswered, and BlueZ returns `AuthenticationFailed`.\n"
    )
    (attempt,) = read(said).attempts.values()
    assert attempt.diagnosis.cause == "no-agent"
    (attempt,) = read(
        "With or without agent we get `org.bluez.Error.AuthenticationFailed` all the same\n"
    ).attempts.values()
    assert attempt.diagnosis.cause == "unknown"


def test_a_login_that_is_not_bluetooths_is_no_failure_of_a_pairing():
    for line in (
        "2026-01-02 12:43:08.942 DEBUG [app.lock] Authentication failed: Unexpected status code of the API: 190",
        "2026-01-02 12:43:08.942 ERROR [gateway] MQTT broker: bluetooth/gw: authentication failed",
    ):
        model = read(f"{line}\n")
        assert not model.findings and not model.attempts


def test_bluez_texts_of_pairs_errors_are_read_where_they_stand_alone():
    for said, code in (
        ("ERROR: Authentication Failed", "dbus:AuthenticationFailed"),
        ('Bluez-simple-agent says "authentication rejected" when we pair the pad\n', "dbus:AuthenticationRejected"),
    ):
        (attempt,) = read(f"{said}\n").attempts.values()
        assert attempt.failure.code == code


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("Set scan parameters failed: Input/output error", "adapter-unavailable"),
        ("ERROR [poll] cannot look for sensors: Disable scan failed: I/O error", "adapter-unavailable"),
        ("[1.2][3:4] CHIP:BLE: No adapter available for new connection establishment", "adapter-unavailable"),
        ("12:00:01 no value of C0:11:22:33:44:55: BTLEDisconnectError", "link-lost"),
    ],
)
def test_a_program_that_the_adapter_or_the_link_failed(line, cause):
    assert verdicts(f"{line}\n") == ([], [(cause, None)])
