"""Logs whose addresses were masked before they were sent: a device without an address is still one device."""

import pytest

from tests.pairing.pasted import read

MASKS = ["00:1B:2C:3D:4E:5F", "00:1B:2C:XX:XX:XX", "XX:XX:XX:XX:XX:XX", "xx:xx:xx:xx:xx:xx"]


@pytest.mark.parametrize("address", MASKS)
def test_a_refused_pin_and_its_consequence_are_one_attempt(address):
    model = read(
        "@ MGMT Event: Command Complete (0x0001) plen 10       {0x0001} [hci0] 5.764917\n"
        "      PIN Code Negative Reply (0x0017) plen 7\n"
        "        Status: Success (0x00)\n"
        f"        BR/EDR Address: {address} (Example Co., Ltd.)\n"
        "> HCI Event: Auth Complete (0x06) plen 3                   #88 [hci0] 5.765876\n"
        "        Status: PIN or Key Missing (0x06)\n"
        f"        Handle: 768 Address: {address} (Example Co., Ltd.)\n"
        "@ MGMT Event: Authentication Failed (0x0011) plen 8   {0x0001} [hci0] 5.765893\n"
        f"        BR/EDR Address: {address} (Example Co., Ltd.)\n"
        "        Status: Authentication Failed (0x05)\n"
    )
    (attempt,) = model.attempts.values()
    assert (attempt.failure.code, attempt.failure.by, attempt.diagnosis.cause) == (
        "hci:0x06",
        "local",
        "agent-rejected",
    )


@pytest.mark.parametrize("address", MASKS)
def test_a_dump_of_events_tells_the_refused_pin(address):
    model = read(
        "HCI sniffer - Bluetooth packet analyzer ver 5.50\n"
        "device: hci0 snap_len: 1500 filter: 0xffffffff\n\n"
        "> HCI Event: Connect Request (0x04) plen 10\n"
        f"    bdaddr {address} class 0x5a020c type ACL\n"
        "> HCI Event: Command Complete (0x0e) plen 10\n"
        "    PIN Code Request Negative Reply (0x01|0x000e) ncmd 1\n"
        f"    status 0x00 bdaddr {address}\n"
    )
    (attempt,) = model.attempts.values()
    assert attempt.diagnosis.cause == "agent-rejected"


@pytest.mark.parametrize("address", MASKS)
def test_a_key_that_this_side_lacks_is_one_attempt_and_told_as_that(address):
    model = read(
        "> HCI Event: Link Key Request (0x17) plen 6            #80 [hci0] 14.719942\n"
        f"        Address: {address} (Example Co., Ltd.)\n"
        "< HCI Command: Link Key Request Negative Reply (0x01|0x000c) plen 6  #81 [hci0] 14.720320\n"
        f"        Address: {address} (Example Co., Ltd.)\n"
        "> HCI Event: Command Complete (0x0e) plen 10           #82 [hci0] 14.723366\n"
        "      Link Key Request Negative Reply (0x01|0x000c) ncmd 1\n"
        "        Status: Success (0x00)\n"
        f"        Address: {address} (Example Co., Ltd.)\n"
    )
    (attempt,) = model.attempts.values()
    assert (attempt.outcome, attempt.diagnosis.cause, attempt.diagnosis.confidence) == (
        "incomplete",
        "local-bond-missing",
        "possible",
    )


@pytest.mark.parametrize("address", MASKS)
def test_a_refusal_and_its_confirmation_after_the_failure_are_one_attempt(address):
    model = read(
        "@ MGMT Command: User Confirmation Negative Reply (0x001d) plen 7  {0x0001} [hci0] 7.000000\n"
        f"        LE Address: {address} (OUI 00-1B-2C)\n"
        "< ACL Data TX: Handle 64 flags 0x00 dlen 6  #9 [hci0] 7.001000\n"
        "      SMP: Pairing Failed (0x05) len 1\n"
        "        Reason: Numeric comparison failed (0x0c)\n"
        "@ MGMT Event: Command Complete (0x0001) plen 10  {0x0001} [hci0] 7.002000\n"
        "      User Confirmation Negative Reply (0x001d) plen 7\n"
        "        Status: Success (0x00)\n"
        f"        LE Address: {address} (OUI 00-1B-2C)\n"
    )
    assert [attempt.failure.code for attempt in model.attempts.values()] == ["smp:0x0c"]


@pytest.mark.parametrize("address", ["00:1B:2C:3D:4E:5F", "xXx", "[redacted]", "<my phone>", "MAC_ADDRESS", "mac"])
def test_a_question_that_bluetoothd_logs_and_nobody_answers_is_told_whatever_stands_for_the_address(address):
    log = "May 12 10:00:{} bluetoothd[98]: src/{}\n".format
    model = read(
        log("01", f"adapter.c:user_confirm_request_callback() hci0 {address} confirm_hint 0")
        + log("34", f"adapter.c:bonding_attempt_complete() hci0 bdaddr {address} type 0 status 0x5")
        + log("34", "device.c:device_bonding_complete() bonding (nil) status 0x05")
    )
    (attempt,) = model.attempts.values()
    assert (attempt.failure.code, attempt.diagnosis.cause) == ("mgmt:0x05", "prompt-timeout")
