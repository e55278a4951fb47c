"""What fails after a good pairing is a connection or a profile: it is told so, and no bond is removed for it."""

import pytest

from pairtui.pairing.attempt import Kind, Outcome
from tests.pairing.pasted import HEADSET, read


def daemon(*lines):
    return "".join(f"Mar  3 10:00:{n:02} gw bluetoothd[412]: {line}\n" for n, line in enumerate(lines))


NO_PROGRAM = f"a2dp-sink profile connect failed for {HEADSET}: Protocol not available"
INPUT = f"profiles/input/device.c:control_connect_cb() connect to {HEADSET}: "

PAIRED = f"""\
[bluetooth]# pair {HEADSET}
Attempting to pair with {HEADSET}
[CHG] Device {HEADSET} Connected: yes
[CHG] Device {HEADSET} Paired: yes
Pairing successful
[bluetooth]# connect {HEADSET}
Attempting to connect to {HEADSET}
"""


@pytest.mark.parametrize(
    ("line", "cause", "by"),
    [
        (NO_PROGRAM, "profile-unavailable", "local"),
        ("src/service.c:btd_service_connect() " + NO_PROGRAM, "profile-unavailable", "local"),
        ("profiles/audio/a2dp.c:a2dp_select_capabilities() Unable to select SEP", "profile-unavailable", "local"),
        (f"ext_connect() Headset Voice gateway failed connect to {HEADSET}: Connection refused (111)",
         "profile-unavailable", "peer"),
        ("connect error: Host is down (112)", "connect-failed", "peer"),
        ("Host is down (112)", "connect-failed", "peer"),
        ("Unable to get service record: Host is down (112)", "connect-failed", "peer"),
        ("Start: Connection timed out (110)", "link-lost", "peer"),
        ("No reply to Start request", "link-lost", "peer"),
        ("src/profile.c:record_cb() Unable to get Serial Port SDP record: Host is down", "connect-failed", "peer"),
        ("profiles/audio/avdtp.c:cancel_request() Start: Connection timed out (110)", "link-lost", "peer"),
        (INPUT + "Permission denied (13)", "unknown", "unknown"),
        (INPUT + "Invalid exchange (52)",
         "peer-bond-missing", "peer"),
        (INPUT + "Too many levels of symbolic links (40)",
         "peer-rate-limit", "peer"),
        (f"avdtp_connect_cb() connect to {HEADSET}: Connection reset by peer (104)", "application-disconnect", "peer"),
        ("src/adapter.c:connect_failed_callback() hci0 00:1B:2C:3D:4E:5F status 4", "connect-failed", "peer"),
    ],
)  # fmt: skip
def test_an_error_of_a_profile_is_a_finding_of_its_own(line, cause, by):
    model = read(daemon(line))
    (finding,) = model.findings
    assert (finding.cause, finding.by) == (cause, by)
    assert not model.attempts and not model.not_understood
    if cause != "peer-bond-missing":
        assert not any(fix.action == "remove-and-pair" for fix in finding.fixes)


def test_a_connection_that_fails_is_no_pairing_though_bluetoothd_speaks_of_a_bonding():
    ends = f"src/adapter.c:bonding_attempt_complete() hci0 bdaddr {HEADSET} type 0 status 0x4"
    failed = f"src/adapter.c:connect_failed_callback() hci0 {HEADSET} status 4"
    alone = read(daemon(failed, ends))
    assert not alone.attempts and [finding.cause for finding in alone.findings] == ["connect-failed"]
    asked = read(daemon(f"src/adapter.c:adapter_bonding_attempt() hci0 bdaddr {HEADSET} type 0", failed, ends))
    assert [attempt.failure.code for attempt in asked.attempts.values()] == ["mgmt:0x04"]


@pytest.mark.parametrize(
    "line",
    [
        "W 21:22:18.098576  spa.bluez5 bluez5-dbus.c:3538: Acquire /org/bluez/hci0/dev_00_1B_2C_3D_4E_5F/fd4 returned "
        "error: org.freedesktop.DBus.Error.NoReply",
        "W 21:22:18.098746  spa.bluez5 Failure in Bluetooth audio transport /org/bluez/hci0/dev_00_1B_2C_3D_4E_5F/fd4",
    ],
)
def test_an_audio_channel_that_fails_is_no_failed_pairing(line):
    model = read(line + "\n")
    (finding,) = model.findings
    assert (finding.cause, finding.by) == ("profile-unavailable", "unknown") and not model.attempts


@pytest.mark.parametrize(
    "line",
    [
        "profiles/sap/server.c:sap_server_register() Sap driver initialization failed.",
        "sap-server: Operation not permitted (1)",
        "src/plugin.c:plugin_init() Failed to init vcp plugin",
        "src/adapter.c:reset_adv_monitors_complete() Failed to reset Adv Monitors: Unknown Command (0x01)",
        "src/profile.c:ext_io_disconnected() Unable to get io data for Headset Voice gateway: getpeername: "
        "Transport endpoint is not connected (107)",
        "Failed to set privacy: Rejected (0x0b)",
        "Failed to set mode: Rejected (0x0b)",
    ],
)
def test_what_bluetoothd_says_as_it_starts_is_no_fault(line):
    model = read(daemon(line))
    assert (model.findings, model.not_understood, dict(model.attempts)) == ([], [], {})


@pytest.mark.parametrize(
    ("error", "cause", "words"),
    [
        ("org.bluez.Error.Failed", "unknown", "The pairing succeeded; the connection after it failed"),
        ("org.bluez.Error.Failed br-connection-profile-unavailable", "profile-unavailable", "No program on this"),
        (
            "org.bluez.Error.Failed br-connection-page-timeout",
            "connect-failed",
            "The pairing succeeded; the device did",
        ),
    ],
)
def test_a_connection_that_fails_after_a_good_pairing_leaves_it_paired(error, cause, words):
    model = read(PAIRED + f"Failed to connect: {error}\n")
    assert [attempt.outcome for attempt in model.attempts.values()] == [Outcome.PAIRED]
    (finding,) = model.findings
    assert finding.cause == cause and finding.title.startswith(words)
    assert not any("pair again" in fix.text for fix in finding.fixes if "btmon" not in fix.text)


def test_a_connection_alone_that_fails_is_not_called_a_pairing():
    model = read(f"Attempting to connect to {HEADSET}\nFailed to connect: org.bluez.Error.Failed\n")
    (attempt,) = model.attempts.values()
    assert attempt.kind is Kind.CONNECTION and attempt.diagnosis.title.startswith("The connection failed")


def test_a_connection_of_which_bluetoothd_says_why_has_its_cause():
    log = f"Failed to connect: org.bluez.Error.Failed br-connection-unknown\n{daemon(NO_PROGRAM)}"
    (attempt,) = read(f"Attempting to connect to {HEADSET}\n{log}").attempts.values()
    assert attempt.diagnosis.cause == "profile-unavailable"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("Software caused connection abort", "dbus:le-connection-abort-by-local"),
        ("Host is down", "dbus:br-connection-page-timeout"),
        ("Protocol not available", "dbus:br-connection-profile-unavailable"),
    ],
)
def test_older_bluez_said_why_in_the_words_of_the_errno(error, code):
    (attempt,) = read(f"dbus.exceptions.DBusException: org.bluez.Error.Failed: {error}\n").attempts.values()
    assert (attempt.failure.code, attempt.kind) == (code, Kind.CONNECTION)


@pytest.mark.parametrize(
    ("reason", "by", "words"),
    [
        (1, "peer", "no longer heard"),
        (2, "local", "This gateway ended"),
        (3, "peer", "The peer ended"),
        (0, "unknown", ""),
    ],
)
def test_a_link_that_ends_outside_a_pairing_names_who_ended_it(reason, by, words):
    model = read(daemon(
        f"src/adapter.c:dev_disconnected() Device {HEADSET} disconnected, reason {reason}",
        f"src/adapter.c:bonding_attempt_complete() hci0 bdaddr {HEADSET} type 0 status 0xe",
        "src/device.c:device_bonding_failed() status 14",
    ))  # fmt: skip
    (finding,) = model.findings
    assert finding.by == by and words in finding.title
    assert not model.attempts


def test_services_that_could_not_be_read_are_no_failed_pairing():
    line = "profiles/input/hog-lib.c:report_map_read_cb() Report Map read failed: Request attribute has encountered an "
    model = read(f"Nov 17 23:16:37 gw bluetoothd[1415]: {line}unlikely error\n")
    (found,) = model.findings
    assert (found.cause, found.by) == ("unknown", "unknown") and not model.attempts


@pytest.mark.parametrize("indent", ["    ", "\t"])
def test_a_reason_set_in_below_its_failure_belongs_to_it(indent):
    failed, reason = NO_PROGRAM.split(": ")
    (finding,) = read(f"bluetoothd: {failed}:\n{indent}{reason}\n").findings
    assert (finding.cause, finding.by) == ("profile-unavailable", "local")


def test_fields_set_in_below_a_failure_are_not_its_reason():
    failed, _ = NO_PROGRAM.split(": ")
    assert not read(f"bluetoothd: {failed}:\n    Paired: yes\n").findings[1:]


def test_a_channel_of_le_audio_that_failed_is_no_other_connection_and_no_pairing():
    line = "profiles/audio/bap.c:iso_connect_cb() connect to {}: Device or resource busy (16)\n"
    (found,) = read("bluetoothd[12]: " + line.format("C0:11:22:33:44:55")).findings
    assert found.cause == "profile-unavailable" and "LE Audio" in found.title


def test_provisioning_into_a_mesh_is_no_pairing():
    model = read("[mesh-cfgclient]# Provisioning started\n[mesh-cfgclient]# Provisioning failed:\n")
    (found,) = model.findings
    assert not model.attempts and found.cause == "unknown" and "mesh" in found.title


def test_an_input_device_that_does_not_answer_its_driver_is_no_pairing_that_failed():
    line = (
        "profiles/input/device.c:hidp_report_req_timeout() Device C0:11:22:33:44:55 HIDP SET_REPORT request timed out"
    )
    model = read(f"bluetoothd[12]: {line}\n")
    (found,) = model.findings
    assert not model.attempts and (found.cause, found.by) == ("profile-unavailable", "unknown")


@pytest.mark.parametrize(
    ("line", "cause", "code"),
    [
        ("cat: /dev/rfcomm0: Invalid exchange", "peer-bond-missing", "hci:0x06"),
        ("minicom: cannot open /dev/rfcomm1: Connection refused", "unknown", None),
        ("Can't connect RFCOMM socket: Connection refused", "unknown", None),
        ("sixad-bin[87]: HID create error 110 (Connection timed out)", "link-lost", None),
        (
            "[   91.250001] nintendo 0005:057E:2009.0004: Failed to get joycon info; ret=-110",
            "profile-unavailable",
            None,
        ),
        ("[   12.300042] playstation 0005:054C:0CE6.0003: Failed to create dualsense.", "profile-unavailable", None),
    ],
)
def test_a_serial_port_or_a_driver_over_bluetooth_tells_why_it_failed(line, cause, code):
    model = read(f"{line}\n")
    (found,) = model.findings
    assert not model.attempts and (found.cause, found.code) == (cause, code)


def test_a_driver_of_a_device_on_the_cable_is_none_of_bluetooth_s():
    model = read("[   12.300042] sony 0003:054C:0268.0001: Failed to create it, and Bluetooth is off.\n")
    assert all(found.cause != "profile-unavailable" for found in model.findings)


def test_what_is_paired_already_does_not_hide_what_fails_after_it():
    model = read(
        "Creating device failed: org.bluez.Error.AlreadyExists: Already Exists\ncat: /dev/rfcomm0: Invalid exchange\n"
    )
    assert "peer-bond-missing" in [found.cause for found in model.findings]


def test_what_bluetoothd_says_stands_beside_an_error_that_tells_nothing():
    line = "profiles/input/device.c:control_connect_cb() connect to C0:11:22:33:44:55: Host is down (112)"
    model = read(f"Failed to connect: org.bluez.Error.Failed br-connection-create-socket\nbluetoothd[3]: {line}\n")
    assert [(found.cause, found.by) for found in model.findings] == [("connect-failed", "peer")]


def test_buttons_without_uinput_are_no_failed_pairing():
    model = read("bluetoothd[7]: AVRCP: failed to init uinput for C0:11:22:33:44:55\n")
    assert not model.attempts
    assert [(found.cause, found.by) for found in model.findings] == [("profile-unavailable", "local")]


def test_a_key_that_neither_of_the_two_is_known_to_lack_is_only_possible():
    (found,) = read("Can't connect RFCOMM socket: Invalid exchange\n").findings
    assert (found.code, found.by, found.weighed) == ("hci:0x06", "unknown", "possible")


def test_a_mode_that_was_not_set_need_not_be_power():
    (found,) = read("bluetoothd[7]: Failed to set mode: Authentication Failed (0x05)\n").findings
    assert found.cause == "adapter-unavailable" and "on" not in found.title.split()


@pytest.mark.parametrize(
    ("line", "by"),
    [
        ("Hangup or error on BNEP socket", "unknown"),
        ("Server unavailable: (0x1116)", "local"),
        ("profiles/input/device.c:hidp_add_connection() Could not parse HID SDP record: No such file (2)", "local"),
    ],
)
def test_a_network_or_a_keyboard_that_was_not_set_up_is_no_failed_pairing(line, by):
    model = read(daemon(line))
    assert not model.attempts
    assert [(found.cause, found.by) for found in model.findings] == [("profile-unavailable", by)]
