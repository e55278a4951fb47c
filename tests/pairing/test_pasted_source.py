"""Source of a program that somebody pasted: what it would say, or looks for, is no evidence that anything said it."""

import pytest

from pairtui.protocol.text.source_code import is_code
from tests.pairing.pasted import verdicts


@pytest.mark.parametrize(
    "line",
    [
        'printk("Pairing failed conn: %s, reason 4\\n", addr);',
        '    ESP_LOGE(TAG, "auth fail reason=81");',
        '_LOGGER.error("Failed to pair: org.bluez.Error.AuthenticationFailed")',
        "console.log('Failed to pair: org.bluez.Error.AuthenticationFailed');",
        'i = child.expect(["Pairing successful", "Failed to pair: org.bluez.Error.AuthenticationFailed"])',
        'print("Pairing successful")',
        'if "Failed to pair: org.bluez.Error.AlreadyExists" in output:',
        'bluetoothctl pair $MAC | grep -q "Pairing successful" && echo ok',
        'if error.dbus_error == "org.bluez.Error.AuthenticationFailed":',
        'if (error as? CBError)?.code == .peerRemovedPairingInformation { print("Peer removed pairing information") }',
        "if (status == BluetoothGatt.GATT_INSUFFICIENT_AUTHENTICATION) {",
        "case BT_SECURITY_ERR_PIN_OR_KEY_MISSING: return 0;",
        "#define BLE_HS_ENC_STATUS status=1035",
        "static void pairing_failed(struct bt_conn *conn, enum bt_security_err reason)",
    ],
)
def test_source_beside_a_log_is_no_evidence(line):
    assert verdicts(f"Why does my program not work?\n\n{line}\n") == ([], [])


@pytest.mark.parametrize(
    "line",
    [
        "bleak.exc.BleakDBusError: [org.bluez.Error.AuthenticationFailed] Authentication Failed",
        "BleakDBusError('org.bluez.Error.AuthenticationFailed', ['Authentication Failed'])",
        "Failed to pair: org.bluez.Error.AuthenticationFailed",
        "If I pair it in bluetoothctl, I get:",
        "Error: connect error: Function not implemented (38)",
        "security_changed() err 4",
        "static random address (C0:11:22:33:44:55), level 1 err 9",
        "let me know; it says Failed to pair: org.bluez.Error.AuthenticationFailed",
    ],
)
def test_what_a_program_or_a_person_said_is_no_source(line):
    assert not is_code(line)


ERRORS = """\
class PairingError(Exception):
    def __init__(self, status):
        self.text = {
            0x05: "Authentication Failure",
            0x06: "PIN or Key Missing",
            0x3D: "Connection Terminated due to MIC Failure",
        }
        self.status = status

    async def pair(self, device):
        logger.debug(
            "retry due to le-connection-abort-by-local"
        )
        if self.status in (
            DevicePairingResultStatus.PAIRED,
            DevicePairingResultStatus.ALREADY_PAIRED,
        ):
            return True
        try:
            await device.pair()
        except Exception as e:
            raise PairingError(
                status=hci.ErrorCode.AUTHENTICATION_FAILURE,
            )
"""
"""A module as somebody pastes it: what would be said, and not what was."""


def test_a_module_that_was_pasted_is_no_evidence():
    assert verdicts(f"This is my program:\n\n{ERRORS}\nand nothing comes of it.\n") == ([], [])


def test_what_stands_after_the_module_is_evidence():
    error = "bleak.exc.BleakDBusError: [org.bluez.Error.AuthenticationFailed] Authentication Failed"
    attempts, _ = verdicts(f"{ERRORS}\nwhich gives\n{error}\n")
    assert [code for code, _, _ in attempts] == ["dbus:AuthenticationFailed"]


@pytest.mark.parametrize(
    "table",
    [
        "0x05 Authentication Failure\n0x06 PIN or Key Missing\n0x3D Connection Terminated due to MIC Failure\n",
        "| 0x05 | Authentication Failure |\n| 0x06 | PIN or Key Missing |\n| 0x3D | MIC Failure |\n",
        "GATT_INSUF_AUTHENTICATION = 5\nGATT_INSUF_ENCRYPTION = 15\nGATT_ERROR = 133\n",
        '  5: "GATT_INSUF_AUTHENTICATION",\n  15: "GATT_INSUF_ENCRYPTION",\n  133: "GATT_ERROR",\n',
    ],
)
def test_a_table_of_codes_is_no_evidence_and_the_line_after_it_is(table):
    assert verdicts(f"From the manual:\n{table}") == ([], [])
    attempts, _ = verdicts(f"From the manual:\n{table}\nbluetoothd[7]: src/device.c:device_bonding_failed() status 5\n")
    assert len(attempts) == 1


def test_two_codes_with_their_names_are_what_somebody_saw():
    attempts, findings = verdicts(
        "It ends with\n0x3D Connection Terminated due to MIC Failure\n0x08 Connection Timeout\n"
    )
    assert attempts or findings


def test_the_headings_of_a_report_are_no_comments_of_a_program():
    line = "GATT exception from MAC address C0:11:22:33:44:55, status 137, type BleGattOperation{d='READ'}. (0x89)"
    report = f"### What I see\n\n{line}\n\n### Version\n\n`1.0`\n\n#### Code\n\n```\nread(sensor) {{\n}}\n```\n"
    assert [code for code, *_ in verdicts(report)[0]] == ["gatt:137"]
