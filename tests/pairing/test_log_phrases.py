"""What single lines of the kernel's and bluetoothd's log tell by themselves: of the adapter, its firmware, bonds."""

import pytest

from tests.pairing.test_pasted_logs import read

NO_ANSWER = "The Bluetooth adapter of this gateway does not answer"
NO_FILE = "The firmware file of the Bluetooth adapter is missing"
NOT_LOADED = "The firmware of the Bluetooth adapter could not be loaded"


@pytest.mark.parametrize(
    ("line", "cause", "title"),
    [
        ("Bluetooth: hci0: command 0x0c03 tx timeout", "controller-timeout", NO_ANSWER),
        ("Bluetooth: hci1: BCM: Reset failed (-110)", "controller-timeout", NO_ANSWER),
        ("Bluetooth: hci0: Opcode 0x0c52 failed: -110", "controller-timeout", NO_ANSWER),
        ("Bluetooth: hci0: Reading Intel version information failed (-110)", "controller-timeout", NO_ANSWER),
        ("Bluetooth: hci0: Execution of wmt command timed out", "controller-timeout", NO_ANSWER),
        ("Bluetooth: hci0: Frame reassembly failed (-84)", "controller-timeout", NO_ANSWER),
        ("Bluetooth: hci0: failed to open Intel firmware file: intel/ibt-20-1-3.sfi (-2)", None, NO_FILE),
        ("bluetooth hci0: Direct firmware load for mediatek/BT_RAM_CODE.bin failed with error -2", None, NO_FILE),
        ("Bluetooth: hci0: RTL: firmware file rtl_bt/rtl8761bu_fw.bin not found", None, NO_FILE),
        ("Bluetooth: hci0: BCM: firmware Patch file not found, tried:", None, NO_FILE),
        ("Bluetooth: hci0: QCA Failed to request file: qca/nvm_00.bin (-2)", None, NO_FILE),
        ("Bluetooth: hci0: Failed to send firmware data (-38)", None, NOT_LOADED),
        ("Bluetooth: hci0: RTL: download fw command failed (-110)", None, NOT_LOADED),
        ("Bluetooth: hci0: QCA Failed to download patch (-71)", None, NOT_LOADED),
    ],
)
def test_a_fault_of_the_adapter_is_told_and_rfkill_is_not_its_remedy(line, cause, title):
    (found,) = read(f"[   12.345678] {line}\n").findings
    assert (found.cause, found.title) == (cause or "adapter-unavailable", title)
    assert not any("rfkill" in fix.text for fix in found.fixes)


@pytest.mark.parametrize(
    "line",
    [
        "bluetooth hci0: Direct firmware load for rtl_bt/rtl8761bu_config.bin failed with error -2",
        "bluetooth hci0: Direct firmware load for intel/ibt-20-1-3.ddc failed with error -2",
        "Bluetooth: hci0: urb 00000000a1b2c3d4 failed to resubmit (113)",
    ],
)
def test_what_a_driver_does_without_is_no_fault(line):
    model = read(f"[   12.345678] {line}\n")
    assert (model.findings, model.not_understood) == ([], [])


def test_a_connection_that_the_kernel_waited_for_is_no_dead_controller():
    (found,) = read("[   12.345678] Bluetooth: hci0: Opcode 0x200d failed: -110\n").findings
    assert found.cause == "connect-failed"


def test_an_adapter_that_is_blocked_is_unblocked_first():
    line = "Nov  3 10:00:00 gw bluetoothd[412]: Failed to set mode: Blocked through rfkill (0x12)\n"
    (found,) = read(line).findings
    assert (found.cause, found.fixes[0].text.split("`")[1]) == (
        "adapter-unavailable",
        "sudo rfkill unblock bluetooth",
    )


def test_an_input_device_without_a_bond_is_paired_first():
    line = "Nov  3 10:00:00 gw bluetoothd[412]: Rejected connection from !bonded device /org/bluez/hci0/dev_C0_11\n"
    (found,) = read(line).findings
    assert (found.cause, found.fixes[0].action) == ("local-bond-missing", "pair")
