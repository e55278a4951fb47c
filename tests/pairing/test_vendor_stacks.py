"""The hosts of chip makers: the words of their samples and the numbers of their headers, as whole made-up logs."""

import pytest

from tests.pairing.pasted import read
from tests.pairing.test_smaller_stacks import told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # TI: the bond manager's states, in the words of each generation of samples
        ("Pairing started\nPairing fail: 4\n", ("smp:0x04", "unknown", "confirm-mismatch")),
        ("Connected to 0x001122334455\nPairing started\nPairing success\nBond save success\n", "paired"),
        ("Pairing started\nPairing fail: 23\n", ("firmware:SmpTimeout", "unknown", "smp-timeout")),
        ("Pairing started\nPairing fail: 50\n", ("firmware:BondRejected", "unknown", "local-bond-missing")),
        ("Encryption failed: 6\n", ("hci:0x06", "unknown", "peer-bond-missing")),
        ("#   12    PAIRING_STATE_COMPLETE: status = 5\n", ("smp:0x05", "unknown", "unknown")),
        ("#   13    PAIRING_STATE_ENCRYPTED: status = 6\n", ("hci:0x06", "unknown", "peer-bond-missing")),
        ("Pairing Status: Started - connectionHandle = 0 status = 0\nPairing Status: Complete - connectionHandle = 0 status = 0\n", "paired"),
        ("Pairing Status: Complete - connectionHandle = 0 status = 12\n", ("smp:0x0c", "unknown", "unknown")),
        ("Bonding re-establishment failed. Error: 1a\n", ("hci:0x1a", "peer", "unknown")),
        ("Saving bond info to NV failed. Error: 0a\n", ("firmware:BondSaveFailed", "local", "bond-table-full")),
        ("GAPBOND_PAIRING_STATE_COMPLETE, status = SUCCESS\n", "paired"),
        ("My callback gets SMP_PAIRING_FAILED_CONFIRM_VALUE each time.\n", ("smp:0x04", "unknown", "confirm-mismatch")),
        ("Connecting...\nCxn 0 pairing started\nConnected to 1\nCxn 0 pairing success\n", "paired"),
        # WCH: reasons in hexadecimal without 0x; who hangs up after the failure did not fail it
        ("Connected..\nPairing fail..\nDisconnected.. Reason:13\n", ("firmware:Unspecified", "unknown", "unknown")),
        ("Connected..\nPairing started:0\nDisconnected.. Reason:3d\n", ("hci:0x3d", "unknown", "mic-failure")),
        # Telink's firmware that is set to level 4 only
        ("[APP][SMP] pairing begin\n[APP][SMP] pairing fail, 80 00 82\n", ("firmware:LevelFourOnly", "local", "mitm-unachievable")),
        # RivieraWaves: who found it, what an encryption ended with; Dialog's own errors, on one line and on three
        ("GAPC_PAIRING_FAILED! Reason = 116\n", ("smp:0x04", "peer", "confirm-mismatch")),
        ("What is GAPC_PAIRING_FAILED?\nMy firmware is getting GAPC_PAIRING_FAILED with reason=0x45.\n", ("firmware:SmpTimeout", "unknown", "smp-timeout")),
        ("BOND_MG_PAIRING_FAILED reason= 111\n", ("firmware:SmpTimeout", "unknown", "smp-timeout")),
        ("app: GAPC_ENCRYPT ended, SMP_ERROR_ENC_KEY_MISSING\n", ("hci:0x06", "peer", "peer-bond-missing")),
        ("Pairing failed\n\tConnection Index: 0\n\tStatus: 0x0B\n", ("smp:0x05", "peer", "peer-not-in-pairing-mode")),
        ("Pair completed\n\tConnection index: 0\n\tStatus: 0x00\n", "paired"),
        ("handle_evt_gap_pair_completed: conn_idx=0000 status=1 bond=0 mitm=0\n", ("smp:0x08", "unknown", "unknown")),
        ("Pair completed for conn index 0. Status: 0x64\n", ("smp:0x04", "local", "confirm-mismatch")),
        # ST: the reason stands under the event, far from its word
        (">>== ACI_GAP_PAIRING_COMPLETE_VSEVT_CODE\n     - Pairing KO\n     - Status: 0x01\n     - Reason: 0x00\n>>== HCI_DISCONNECTION_COMPLETE_EVT_CODE\n     - Connection Handle:   0x0801\n     - Reason:    0x13\n", ("firmware:SmpTimeout", "unknown", "smp-timeout")),
        # Microchip's (Atmel's) BluSDK
        ("Peer device request pairing\nSending pairing response\nPairing failed...Disconnecting\nDevice disconnected Reason:0x16 Handle=0x1\n", ("firmware:Unspecified", "unknown", "unknown")),
        ("Pairing information of peer device is not available.\nDevice disconnected Reason:0x13 Handle=0x1\n", ("hci:0x06", "local", "local-bond-missing")),
        ("Remote device request pairing\nplease enter the following pass-code on the other device:123456\nPairing procedure completed successfully\n", "paired"),
        # Silicon Labs: with and without words and 0x, by the names of either SDK, over three lines, at a link's end
        ("[I] #1 - Bonding failed; reason='0x1204'\n", ("smp:0x04", "unknown", "confirm-mismatch")),
        ("LOG_INFO: BONDING FAILED = 1206\n", ("smp:0x06", "unknown", "key-size")),
        ("gecko_evt_le_connection_opened\nevt_sm_bonding_failed: 1, reason smp_confirm_value_failed\n", ("smp:0x04", "unknown", "confirm-mismatch")),
        ("It ends with SL_STATUS_BT_SMP_PAIRING_NOT_SUPPORTED on the tag.\n", ("smp:0x05", "unknown", "unknown")),
        ("Bluetooth Stack Event : BONDING FAILED (connection: 1, reason: 0x0007, bondingHandle: 255)\n", ("firmware:SmpTimeout", "unknown", "smp-timeout")),
        ("gecko_evt_sm_bonding_failed: error 0x018b\n", ("firmware:BondTableFull", "local", "bond-table-full")),
        ("sl_bt_evt_sm_bonding_failed_id\n        connection: 0x01\n        reason:     0x1204\n", ("smp:0x04", "unknown", "confirm-mismatch")),
        ("connection closed, reason: 0x103d\n", ("hci:0x3d", "unknown", "mic-failure")),
        ("sl_bt_evt_connection_opened\nBonding created\n", "paired"),
        # NXP's later results; Realtek's Ameba with its AT commands, with a cause and without
        ("Pairing failed: gSmPairingErrorTimeout_c\n", ("firmware:SmpTimeout", "unknown", "smp-timeout")),
        ("[APP] Pairing failed(err: 0x504), conn_handle: 0\n+BLEGAP:sec,16,-1\n", ("smp:0x04", "unknown", "confirm-mismatch")),
        ("+BLEGAP:sec,16,0\n", "paired"),
        ("app_handle_authen_state_evt: GAP_AUTHEN_STATE_STARTED\napp_handle_authen_state_evt: GAP_AUTHEN_STATE_COMPLETE pair failed\n", ("firmware:Unspecified", "unknown", "unknown")),
        # PSoC's event without its reason
        ("I put a trace there and get this:\n- an event CYBLE_EVT_GAP_AUTH_FAILED is sent\n", ("firmware:Unspecified", "unknown", "unknown")),
        # Renesas RA and RX by number and name; Cordio's encryption; WICED's own statuses
        ("receive BLE_GAP_EVENT_PAIRING_COMP result : 0x2004\n", ("smp:0x04", "unknown", "confirm-mismatch")),
        ("receive BLE_GAP_EVENT_ENCRYPTION_CHG result : 0x2014\n", ("hci:0x06", "local", "local-bond-missing")),
        ("The phone pairs, we get BLE_ERR_SMP_LE_TO after that.\n", ("firmware:SmpTimeout", "unknown", "smp-timeout")),
        ("dmSecHciHandler DM_SEC_ENCRYPT_FAIL_IND, status: 0x06\n", ("hci:0x06", "unknown", "peer-bond-missing")),
        # a program on the nRF5 SDK that prints its status both ways; reasons told without the side
        ("onConnect...\nbonding failed with error: 132 (0x84)\n", ("smp:0x04", "unknown", "confirm-mismatch")),
        ("I get BT_SMP_ERR status and pairing fails with SMP_DHKEY_CHECK_FAILED each time.\n", ("smp:0x0b", "unknown", "dhkey-mismatch")),
        ("The pairing fails with the reason SMP_AUTH_REQ each time.\n", ("smp:0x03", "unknown", "mitm-unachievable")),
        ("Pairing Complete Reason: SMP_CONN_TOUT\n", ("firmware:LinkEnded", "unknown", "link-lost")),
    ],
)  # fmt: skip
def test_what_it_came_to(text, expected):
    (got,) = told(text)
    assert got == expected


@pytest.mark.parametrize(
    ("text", "confidence", "title"),
    [
        ("Saving bond info to NV failed. Error: 0a\n", "possible", "This device could not store the new bond"),
        (
            "gecko_evt_sm_bonding_failed: error 0x018b\n",
            "certain",
            "This device has no room for one more bond, so the pairing cannot end",
        ),
    ],
)
def test_only_a_stack_that_says_so_has_a_full_list_of_bonds(text, confidence, title):
    (attempt,) = read(text).attempts.values()
    assert (attempt.diagnosis.confidence, attempt.diagnosis.title) == (confidence, title)


def test_an_end_told_by_its_reason_alone_is_a_finding_with_its_code():
    model = read("The last state is `acl_disconnect_reason=19`, and it stays like that.\n")
    assert not model.attempts
    assert [finding.code for finding in model.findings] == ["hci:0x13"]
