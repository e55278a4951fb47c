"""What single lines of the kernel's and bluetoothd's log tell by themselves, of devices and bonds."""

from tests.pairing.test_pasted_logs import read


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
