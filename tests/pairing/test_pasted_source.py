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
