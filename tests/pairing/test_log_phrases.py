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


def test_a_service_that_nobody_could_allow_is_no_failed_pairing():
    model = read(
        "Apr 17 01:19:26 gw bluetoothd[506]: Authentication attempt without agent\n"
        "Apr 17 01:19:26 gw bluetoothd[506]: Access denied: org.bluez.Error.Rejected\n"
    )
    (found,) = model.findings
    assert found.cause == "no-agent" and "service" in found.title and "trust" in found.fixes[0].text
    assert not model.not_understood and not model.attempts


def test_an_agent_that_does_not_answer_for_a_service_is_told():
    line = "Apr 17 01:19:26 gw bluetoothd[506]: auth_callback() Access denied: Did not receive a reply."
    (found,) = read(line + " Possible causes include: the reply timeout expired\n").findings
    assert found.cause == "prompt-timeout"


def test_a_device_that_is_not_known_here_was_turned_away():
    line = "bluetoothd[5641]: Refusing connection from 00:1B:2C:3D:4E:5F: unknown device\n"
    (found,) = read(line).findings
    assert (found.cause, found.by, found.fixes[0].action) == ("local-bond-missing", "local", "pair")
