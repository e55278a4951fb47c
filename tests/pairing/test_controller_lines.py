"""What the kernel's drivers say of a controller: each kind of line has its verdict, and harmless ones have none."""

import pytest

from pairtui.knowledge import kernel_lines
from pairtui.knowledge.causes import CAUSES
from tests.pairing.pasted import read

SILENT, UNSET = "controller-timeout", "adapter-unavailable"


def findings(*lines):
    stamped = (f"[  {12 + n}.500000] Bluetooth: {line}\n" for n, line in enumerate(lines))
    return read("".join(stamped)).findings


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("hci0: command 0x0c03 tx timeout", "controller-silent"),
        ("src/rfkill.c:rfkill_event() RFKILL event idx 1 type 2 op 0 soft 1 hard 0", "adapter-blocked"),
        ("src/rfkill.c:rfkill_event() RFKILL event idx 1 type 2 op 2 soft 0 hard 0", "adapter-on"),
        ("hci1: command tx timeout", "controller-silent"),
        ("hci0 command 0x1001 tx timeout", "controller-silent"),
        ("hci0: Opcode 0x c03 failed: -110", "controller-silent"),
        ("hci0: BCM: Reset failed (-110)", "controller-silent"),
        ("hci0: Reading Intel version information failed (-110)", "controller-silent"),
        ("hci0: Reading QCA version information failed (-110)", "controller-silent"),
        ("hci0: Execution of wmt command timed out", "controller-silent"),
        ("hci0: RTL: download fw command failed (-110)", "controller-silent"),
        ("hci0: Intel Soft Reset failed (-62)", "controller-silent"),
        ("Can't init device hci0: Connection timed out (110)", "controller-silent"),
        ("hci0: Frame reassembly failed (-84)", "uart-garbled"),
        ("hci0: Failed to load Intel firmware file intel/ibt-0040-0041.sfi (-2)", "firmware-missing"),
        ("hci0: RTL: firmware file rtl_bt/rtl8761bu_fw.bin not found", "firmware-missing"),
        ("hci0: QCA Failed to request file: qca/rampatch_00440302.bin (-2)", "firmware-missing"),
        ("hci0: BCM: firmware Patch file not found, tried:", "firmware-missing"),
        ("hci0: Failed to load firmware file (-2)", "firmware-missing"),
        ("hci0: Failed to send wmt func ctrl (-22)", "driver-failed"),
        ("hci0: RTL: unknown IC info, lmp subver 8922, hci rev 000b, hci ver 0c", "driver-failed"),
        ("hci0: QCA Failed to download patch (-5)", "driver-failed"),
        ("hci0: Opcode 0x0c03 failed: -16", "driver-failed"),
        ("hci0: Failed to send firmware data (-38)", "driver-failed"),
        ("hci0: Hardware error 0x0c", "controller-crashed"),
        ("Can't init device hci0: Operation not possible due to RF-kill (132)", "adapter-blocked"),
        ("No default controller available", "adapter-absent"),
        ("hci0: Firmware loaded in 1652783 usecs", "firmware-loaded"),
        ("hci0: RTL: fw version 0x09a98a6b", "firmware-loaded"),
        ("hci0: Failed to load rtl_bt/rtl8723b_config.bin", ""),
        ("hci0: Failed to load Intel DDC file intel/ibt-20-1-3.ddc (-2)", ""),
        ("hci0: HCI Enhanced Setup Synchronous Connection command is advertised, but not supported.", ""),
        ("hci0: Failed to read codec capabilities (-56)", ""),
        ("hci0: Reading supported features failed (-16)", ""),
        ("hci0: urb 00000000deadbeef failed to resubmit (113)", ""),
        ("hci0: unexpected SMP command 0x0a from c0:11:22:33:44:55", None),
        ("hci0: Opcode 0x200d failed: -110", None),
        ("RFCOMM TTY layer initialized", None),
        ("hci0: security requested but not available", None),
    ],
)
def test_what_a_line_tells(line, fact):
    assert kernel_lines.fact_of(line) == fact


def test_every_fact_but_the_good_one_speaks_for_a_cause_of_this_side():
    for fact in set(kernel_lines.FACTS) - {"firmware-loaded", "adapter-on"}:
        assert any(fact in cause.supports for cause in CAUSES.values()), fact


def test_each_row_says_where_its_line_is_from():
    assert all(line.source for line in kernel_lines.LINES)


@pytest.mark.parametrize(
    ("lines", "cause", "words"),
    [
        (("hci0: command 0x0c03 tx timeout", "hci0: BCM: Reset failed (-110)"), SILENT, "does not answer"),
        (("hci0: Opcode 0x0401 failed: -110",), SILENT, "does not answer"),
        (("hci0: Frame reassembly failed (-84)",) * 3, SILENT, "damaged"),
        (("hci0: Failed to load Intel firmware file (-2)",), UNSET, "not installed"),
        (("hci0: command 0x1001 tx timeout", "hci0: BCM: Patch brcm/BCM.hcd not found"), UNSET, "not installed"),
        (("hci0: Failed to send wmt func ctrl (-22)",), UNSET, "could not set up"),
        (("hci0: Hardware error 0x0c",), UNSET, "crashed"),
    ],
)
def test_a_controller_that_fails_has_fixes_that_fit_it(lines, cause, words):
    (finding,) = findings(*lines)
    assert (finding.cause, finding.code, finding.by) == (cause, None, "local")
    assert words in finding.title
    assert finding.evidence and all("hci0" in item.text for item in finding.evidence)
    assert finding.fixes and not any("rfkill" in fix.text for fix in finding.fixes)
    assert not any("bond" in fix.text for fix in finding.fixes)


def test_a_blocked_adapter_is_unblocked_first():
    (finding,) = findings("hci0: Operation not possible due to RF-kill (132)")
    assert finding.cause == UNSET and "rfkill unblock" in finding.fixes[0].text


@pytest.mark.parametrize(
    "lines",
    [
        ("hci0: Failed to load rtl_bt/rtl8723b_config.bin", "hci0: RTL: fw version 0x09a98a6b"),
        ("hci0: Firmware loaded in 1652783 usecs", "hci0: Failed to read MSFT supported features (-56)"),
        ("hci0: QCA Failed to request file: qca/a.tlv (-2)", "hci0: QCA setup on UART is completed"),
    ],
)
def test_harmless_lines_are_no_finding_and_are_understood(lines):
    stamped = (f"[  {12 + n}.500000] Bluetooth: {line}\n" for n, line in enumerate(lines))
    model = read("".join(stamped))
    assert not model.findings and not model.around.not_understood


def test_a_pairing_that_the_controller_ended_is_this_gateways_fault_and_told_once():
    model = read("""\
Jan 05 10:00:00 gw bluetoothd[400]: src/adapter.c:adapter_bonding_attempt() hci0 bdaddr C0:11:22:33:44:55 type 1 io_cap 0x04
Jan 05 10:00:04 gw kernel: Bluetooth: hci0: command 0x2019 tx timeout
Jan 05 10:00:05 gw bluetoothd[400]: src/adapter.c:bonding_attempt_complete() hci0 bdaddr C0:11:22:33:44:55 type 1 status 0x3
""")  # noqa: E501
    (attempt,) = model.attempts.values()
    assert (attempt.diagnosis.cause, attempt.diagnosis.by, attempt.failure.by) == (SILENT, "local", "local")
    assert not model.findings


def test_a_controller_that_died_after_a_good_pairing_is_told_beside_it():
    model = read("""\
[bluetooth]# pair C0:11:22:33:44:55
Attempting to pair with C0:11:22:33:44:55
[CHG] Device C0:11:22:33:44:55 Paired: yes
Pairing successful
[ 4255.673572] Bluetooth: hci0: command 0x0c1a tx timeout
""")
    assert [attempt.outcome for attempt in model.attempts.values()] == ["paired"]
    assert [finding.cause for finding in model.findings] == [SILENT]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Retrying setup: hci0 (00:11:22:33:44:55): Failed to start Bluetooth: [org.bluez.Error.NotReady] Resource Not "
         "Ready", "not ready"),
        ("2025-01-15 08:25:41.857 WARNING (MainThread) [bluetooth_auto_recovery.recover] There are no BT controllers "
         "present in the system!", "no adapter"),
        ("2025-01-15 08:25:41.857 WARNING (MainThread) [bluetooth_auto_recovery.recover] Could not cycle the Bluetooth "
         "adapter hci0 [00:11:22:33:44:55] (0): [Errno 110] Operation timed out", "does not answer"),
        ("[   12.345678] Bluetooth: hci0: corrupted ACL packet", "arrives damaged"),
        ("[   12.345678] Bluetooth: hci0: sending initial HCI reset failed (-19)", "went away"),
        ("bluetooth: hci0: Hardware Error 0x58", "crashed"),
    ],
)  # fmt: skip
def test_home_assistant_and_other_programs_tell_of_the_adapter_in_their_own_words(text, words):
    (finding,) = read(text + "\n").findings
    assert words in finding.title and finding.by == "local"
    assert "rfkill" not in finding.fixes[0].text


def test_a_rejected_transport_is_switched_on_and_not_unblocked():
    (attempt,) = read("Failed to pair: org.bluez.Error.AuthenticationRejected\n").attempts.values()
    assert "btmgmt le on" in attempt.diagnosis.fixes[0].text


def test_firmware_that_is_missing_is_no_reason_where_the_adapter_was_heard_to_work():
    missing = "[   11.704105] Bluetooth: hci0: BCM: Patch brcm/BCM20702A1-0a5c-21e8.hcd not found\n"
    (alone,) = read(missing).findings
    tried = "[bluetooth]# pair C0:11:22:33:44:55\nAttempting to pair with C0:11:22:33:44:55\n"
    failed = "Failed to pair: org.bluez.Error.ConnectionAttemptFailed\n"
    (attempt,) = read(missing + tried + failed).attempts.values()
    assert (alone.cause, attempt.diagnosis.cause) == (UNSET, "connect-failed")


PATCH = "[   11.704105] Bluetooth: hci0: BCM: Patch brcm/BCM20702A1-0a5c-21e8.hcd not found\n"


def test_a_chip_that_runs_without_its_file_is_not_called_broken():
    (found,) = read(PATCH).findings
    assert "may work without" in found.title


def test_a_file_that_was_put_in_place_is_missed_no_more():
    assert not read(f"{PATCH}[   99.1] Bluetooth: hci0: BCM20702A1 (001.002.014) build 1467\n").findings


def test_a_variant_of_the_firmware_that_debians_kernel_does_not_find_is_no_broken_controller():
    line = "kernel: bluetooth hci0: firmware: failed to load brcm/BCM4345C0.vendor,4-model-x.hcd (-2)\n"
    (found,) = read(line).findings
    assert "may work without" in found.title
    assert not read(line + "kernel: bluetooth hci0: firmware: direct-loading firmware brcm/BCM4345C0.hcd\n").findings


def test_a_link_that_the_controller_no_longer_serves_is_the_gateways_own():
    (found,) = read(
        "[  713.698910] Bluetooth: hci0: link tx timeout\n"
        "[  713.698921] Bluetooth: hci0: killing stalled connection c0:11:22:33:44:55\n"
    ).findings
    assert (found.cause, found.by) == (SILENT, "local")
    assert "no longer sends" in found.title


def test_a_second_security_request_says_nothing_of_keys():
    lines = (
        "Failed to pair: org.bluez.Error.AuthenticationFailed\n"
        "[ 9738.118236] Bluetooth: hci0: unexpected SMP command 0x0b from c0:11:22:33:44:55\n"
        "[ 9738.232020] Bluetooth: hci0: Opcode 0x 401 failed: -16\n"
    )
    model = read(lines)
    (attempt,) = model.attempts.values()
    assert attempt.diagnosis.cause == "unknown" and not model.not_understood


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[   12.345678] Bluetooth: hci0: Opcode 0xfcf0 failed: -16\n", "may work without"),
        (
            "[48524.416541] Bluetooth: hci0: command 0xfc09 tx timeout\n"
            "[48532.480556] Bluetooth: hci0: sending frame failed (-19)\n",
            "does not answer",
        ),
        ("it did not come up after the update:\nOpcode 0x1003 failed: -110\n", "does not answer"),
    ],
    ids=["a command of the maker's", "reset after silence", "without the kernel's prefix"],
)
def test_which_of_the_controllers_faults_a_driver_tells(text, words):
    (found,) = read(text).findings
    assert words in found.title and found.by == "local"


def test_a_controller_that_is_silent_for_want_of_its_firmware_did_not_go_away():
    model = read("""\
[   22.609758] bluetooth hci0: Direct firmware load for brcm/BCM1234.hcd failed with error -2
[   24.620683] Bluetooth: hci0: command 0x1003 tx timeout
[   31.147881] Bluetooth: hci0: sending frame failed (-19)
""")
    assert ["not installed" in found.title for found in model.findings] == [True]


@pytest.mark.parametrize(("adapter", "same"), [("hci0", True), ("hci1", False)])
def test_another_controllers_trouble_is_no_cause_of_a_pairing(adapter, same):
    model = read(
        f"Nov 29 10:00:00 gateway kernel: Bluetooth: {adapter}: command 0x0c03 tx timeout\n"
        "Nov 29 10:00:01 gateway bluetoothd[334]: src/adapter.c:bonding_attempt_complete() hci0 bdaddr"
        " C0:11:22:33:44:55 type 2 status 0x5\n"
    )
    (attempt,) = model.attempts.values()
    assert (attempt.diagnosis.cause == SILENT) == same
