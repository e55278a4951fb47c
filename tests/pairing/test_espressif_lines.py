"""Made-up logs of hosts on Espressif's chips and of BTstack: what their own lines tell, default level and above."""

import pytest

from tests.pairing.pasted import read, verdicts

PEER = "C0:11:22:33:44:55"


def told(text):
    model = read(text)
    outcomes = [
        (one.outcome, one.failure.code, one.failure.by, one.diagnosis.cause) if one.failure else (one.outcome,)
        for one in model.attempts.values()
    ]
    return outcomes, [(finding.cause, finding.code, finding.by) for finding in model.findings]


@pytest.mark.parametrize(
    ("text", "code", "by", "cause"),
    [
        # Bluedroid's security manager says what it minds
        ("E (5000) BT_SMP: Slave requires secure connection only mode                 but it can't be provided -> Slave fails pairing\n", "smp:0x03", "local", "mitm-unachievable"),
        ("E (5000) BT_SMP: smp_proc_compare pairing failed - check confirm value error\n", "smp:0x04", "local", "confirm-mismatch"),
        ("W (5000) BT_SMP: dhkey checks do no match\n", "smp:0x0b", "local", "dhkey-mismatch"),
        ("W (5000) BT_SMP: dhkey chcks do no match\n\nI (5010) BLEDevice: ESP_GAP_BLE_AUTH_CMPL_EVT\n", "smp:0x0b", "local", "dhkey-mismatch"),
        ("My pairing often fails after some reconnecting, with an error code `0x66` on the ESP32.\n", "bluedroid:102", "unknown", "link-lost"),
        ("W (5000) BT_SMP: Rcvd from the peer cmd 0x01 with invalid length            0x08 (per spec the length is 0x07).\n", "smp:0x0a", "local", "peer-protocol-error"),
        ("W (5000) BT_SMP: Rcvd from the peer cmd 0x01 with IO Capability             value (0x05) out of range).\n", "smp:0x0a", "local", "peer-protocol-error"),
        ("E (5000) BT_SMP: smp_start_enc start encryption failed, cmd=0x6\n", "bluedroid:97", "local", "peer-bond-missing"),
        # a link of classic Bluetooth that did not come about, told by the host and again by the program
        (f"W (5000) BT_HCI: hcif conn complete: hdl 0xfff, st 0x4\nI (5010) BT_AV: ESP_BT_GAP_ACL_CONN_CMPL_STAT_EVT Connected to [{PEER}], status: 0x104\nW (5020) BT_BTC: BTA_AV_OPEN_EVT::FAILED status: 2\n", "hci:0x04", "peer", "connect-failed"),
        (f"W (5000) BT_HCI: hcif conn complete: hdl 0x80, st 0x0\nE (6000) BT_HF: authentication failed, status:9\nI (6100) BT_AV: ESP_BT_GAP_ACL_DISC_CMPL_STAT_EVT Disconnected from [{PEER}], reason: 0x113\n", "hci:0x05", "unknown", "unknown"),
        ("W (42572) BT_HCI: DiscCmpl evt: hdl=0, rsn=0x3e\nlld_pdu_get_tx_flush_nb HCI packet count mismatch (0, 1)\nW (42843) BT_APPL: gattc_conn_cb: if=3 st=0 id=3 rsn=0x3e\n", "hci:0x3e", "peer", "connect-failed"),
        (f"[10:00:01.1][D][esp32_ble_client:363]: [0] [{PEER}] ESP_GATTC_DISCONNECT_EVT, reason 0x100\n", "gatt:256", "peer", "connect-failed"),
        (f"[V][ble_client:115]: [{PEER}] ESP_GATTC_OPEN_EVT\n[W][ble_client:117]: connect to {PEER} failed, status=133\n", "gatt:133", "unknown", "connect-failed"),
        ("error:E (26199) NimBLE: HCI wait for ack returned 19\n", "nimble:19", "local", "controller-timeout"),
        ("W (5000) BT_APPL: gattc_conn_cb: if=1 st=0 id=1 rsn=0x100\n", "gatt:256", "peer", "connect-failed"),
        # the examples say that it failed, and why in the next line, in the same one, or not at all
        ("I (98903) SEC_GATTS_DEMO: pair status = fail\nE (98904) SEC_GATTS_DEMO: fail reason = 0x66\n", "bluedroid:102", "unknown", "link-lost"),
        ("I (98903) BLE_ANCS: pair status = fail, reason = 0x66\n", "bluedroid:102", "unknown", "link-lost"),
        ("I (98903) SEC_GATTS_DEMO: pair status = fail\n", "firmware:Unspecified", "unknown", "unknown"),
        # nobody answered the question on the console
        ("I (100) NimBLE: connection established; status=0\nE (5000) NimBLE_BLE_PRPH: Timeout! Rejecting the key\nI (5002) NimBLE: encryption change event; status=1036\n", "smp:0x0c", "local", "agent-rejected"),
        # an answer that the host did not take, a call that returned too early, what a program calls without ESP-IDF's event
        ("D NimBLEClient: Enter the passkey\nD NimBLEClient: ble_sm_inject_io result: 3\n", "nimble:3", "local", "unknown"),
        ("My `secureConnection()` fails with BLE_HS_EAGAIN since the update.\n", "nimble:1", "unknown", "unknown"),
        ("esp_bt_gap_cb(): authentication failed, status:9\n", "hci:0x05", "unknown", "unknown"),
        # BTstack: the key of a phone that is not stored here, SMP's timer, an old bond that the peer refuses
        ("BTstack up and running at 00:1A:7D:DA:71:13\n[00:00:01.100] LOG -- sm.c.4411: LTK Request: ediv & random are empty, but no stored LTK (IRK Lookup Succeeded)\n", "hci:0x06", "local", "local-bond-missing"),
        ("BTstack up and running at 00:1A:7D:DA:71:13\n[00:00:31.100] LOG -- sm.c.4411: SM timeout\n", "firmware:SmpTimeout", "unknown", "smp-timeout"),
        ("BTstack up and running at 00:1A:7D:DA:71:13\nRe-encryption failed, authentication failure\nAssuming remote lost bonding information\n", "hci:0x05", "peer", "peer-bond-missing"),
        (f"[00:00:01.100] LOG -- hci.c.3300: Connection_complete (status=4) {PEER}\n", "hci:0x04", "peer", "connect-failed"),
        ("Re-encryption started with the bonded phone\nRe-encryption failed, status: 61\n", "hci:0x3d", "unknown", "mic-failure"),
        ("[SM] Re-encryption failed, status 0x06\nRe-encryption failed, status 6\n", "hci:0x06", "peer", "peer-bond-missing"),
        # the channel to the service database of classic Bluetooth, whose numbers are HCI's; of A2DP's own they are none of GATT
        ("W (5843) BT_SDP: SDP - Rcvd conn cnf with error: 0x9  CID 0x40\nW (5853) BT_BTC: BTA_AV_OPEN_EVT::FAILED status: 2\n", "hci:0x09", "local", "connect-failed"),
        ("W (5843) BT_SDP: SDP - Rcvd conn cnf with error: 0x4  CID 0x40\n", "hci:0x04", "peer", "connect-failed"),
        ("W (5843) BT_SDP: SDP - Rcvd conn cnf with error: 0x5  CID 0x40\n", "hci:0x05", "unknown", "unknown"),
        ("W (5843) BT_SDP: SDP - Rcvd conn cnf with error: 0x3  CID 0x40\n", "l2cap:0x0003", "peer", "l2cap-before-encryption"),
        # a name with its number, which tells the side
        ("The event comes with the error code BLE_SM_ERR_DHKEY(1035), each time.\n", "smp:0x0b", "local", "dhkey-mismatch"),
        ("The event comes with the error code BLE_SM_ERR_DHKEY, each time.\n", "smp:0x0b", "unknown", "dhkey-mismatch"),
        (f"BTstack up and running at 00:1A:7D:DA:71:13\nL2CAP connection to device {PEER} failed. status code 0x66\n", "l2cap:0x0003", "peer", "l2cap-before-encryption"),
    ],
)  # fmt: skip
def test_what_failed(text, code, by, cause):
    assert told(text)[0] == [("failed", code, by, cause)]


@pytest.mark.parametrize(
    "text",
    [
        "E (7702) BT_SMP: Value for numeric comparison = 125657\nI (7702) ESP_HID_GAP: BLE GAP NC_REQ passkey:125657\nW (7742) BT_SMP: FOR LE SC LTK IS USED INSTEAD OF STK\nI (8000) ESP_HID_GAP: BLE GAP AUTH SUCCESS\n",
        # an attribute that this server did not give away is what the phone then paired for
        "E (8211) BT_GATT: gatts_write_attr_perm_check - GATT_INSUF_ENCRYPTION\nW (8300) BT_SMP: FOR LE SC LTK IS USED INSTEAD OF STK\nI (8400) SEC_GATTS_DEMO: pair status = success\n",
        "I (18929) NimBLE: Connection secured\nI (19446) NimBLE::Client: ESP_GAP_EVENT_ENC_CHANGE 0\nI (19446) NimBLE::Client: Encryption successful\n",
        "I (100) NimBLE: encryption change event; status=0\nI (120) NimBLE: encrypted=1 authenticated=0 bonded=1\nI (200) NimBLE: notify_tx event; conn_handle=1 attr_handle=12 status=14 is_indication=1\n",
    ],
)  # fmt: skip
def test_a_pairing_that_ended_well_has_no_failure(text):
    (outcome,), findings = told(text)
    assert outcome in (("paired",), ("encrypted",)) and not findings


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("E (1) BT_HCI: command_timed_out hci layer timeout waiting for response to a command. opcode: 0x200d\n", "controller-timeout"),
        ("I (14921) CMD PARSE : : HCI command opcode 0x2026, parameter_length 64\nBLE assert ke_mem.c 267, param 00000000 00000000\n", "adapter-unavailable"),
        ("I (90) BLE_INIT: Bluetooth MAC: c0:11:22:33:44:55\nASSERT_PARAM(512 0), in rwble.c at line 348\n", "adapter-unavailable"),
    ],
)  # fmt: skip
def test_a_controller_s_own_trouble_is_no_device_s(text, cause):
    assert told(text) == ([], [(cause, None, "local")])


@pytest.mark.parametrize(("result", "cause"), [("Security failed (res: 15)", "unknown"), ("Peer connection failed (res: 16)", "connect-failed")])  # fmt: skip
def test_a_serial_channel_that_did_not_open_is_told(result, cause):
    line = f"W (36287) BT_RFCOMM: port_rfc_closed RFCOMM connection in state 1 closed: {result}\n"
    assert told(line) == ([], [(cause, None, "unknown")])
    assert told("W (36287) BT_RFCOMM: port_rfc_closed RFCOMM connection in state 2 closed: Closed (res: 19)\n")[1] == []


def test_the_end_of_a_link_that_arduino_s_server_tells_is_hci_s_reason():
    lines = "D NimBLEServer: >> handleGapEvent: BLE_GAP_EVENT_DISCONNECT\nCRIT NimBLEServer: Disconnect - host reset, rc=531\n"
    assert told(lines) == ([], [("application-disconnect", "hci:0x13", "peer")])


@pytest.mark.parametrize(("printed", "code"), [("13", "hci:0x13"), ("0x13", "hci:0x13"), ("19", "hci:0x13"), ("22", "hci:0x16"), ("16", "hci:0x16")])  # fmt: skip
def test_a_reason_that_no_link_ends_with_is_hexadecimal(printed, code):
    assert told(f"E (84707) simple_ble: ESP_GATTS_DISCONNECT_EVT, reason = {printed}\n")[1][0][1] == code


def test_a_warning_of_the_controller_stops_nothing():
    lines = "- `ASSERT_WARN(51 9), in lc_task.c at line 1409`\n- each time: ACL disconnect reason=275\n"
    assert told(lines) == ([], [("application-disconnect", "hci:0x13", "peer")])


def test_a_message_that_btstack_dropped_is_told():
    _, findings = told("btstack on my board says `[00:00:03.095] LOG -- sm.c.4753: Unexpected PDU 11 in state 25`\n")
    assert findings == [("unknown", None, "unknown")]


def test_a_message_that_btstack_dropped_is_told_in_a_sentence():
    _, findings = told(
        "Pairing again then fails (sm.c.4700: Unexpected PDU 11 in state 23), and the tablet forgets us.\n"
    )
    assert findings == [("unknown", None, "unknown")]


def test_security_that_was_asked_for_without_a_link_is_this_side_s_own():
    said = "D NimBLEClient: >> secureConnection()\nE NimBLEDevice: ble_gap_security_initiate: rc=7\n"
    (attempt,) = read(said).attempts.values()
    assert (attempt.failure.code, attempt.failure.by) == ("nimble:7", "local")
    assert (attempt.diagnosis.title, attempt.diagnosis.confidence.value) == (
        "There was no link when security was asked for",
        "possible",
    )


def test_bluedroid_s_number_for_a_link_that_ended_tells_no_reason():
    (attempt,) = read("[E][esp32_ble_client:225]: [0] [C0:11:22:33:44:55] auth fail reason=102\n").attempts.values()
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence.value) == ("link-lost", "possible")


def test_a_server_that_has_no_connecting_to_give_up_has_failed_nothing():
    lines = "I (5120) GATTS_DEMO: ESP_GATTS_CONNECT_EVT, conn_id 0\nI (5440) GATTS_DEMO: ESP_GATTS_CANCEL_OPEN_EVT, status = 133\n"
    assert told(lines) == ([], [])


def test_what_nimble_s_debug_lines_tell_of_an_encryption():
    good = "LE LTK Req. handle=0 rand=00 encdiv=0\nEncrypt change: status=0 handle=0 state=1\n"
    assert told(good) == ([("encrypted",)], [])
    assert told("Encrypt change: status=61 handle=0 state=0\n")[0] == [("failed", "hci:0x3d", "unknown", "mic-failure")]
    assert told("E (99372) NimBLE: failed to configure restored IRK\n")[1] == [("unknown", None, "local")]


def test_a_peer_that_hangs_up_while_security_is_under_way_ended_that():
    lines = (
        "W (3284526) BT_BTM: Security Manager: BTM_SetEncryption busy, enqueue request\n"
        "W (3311086) BT_APPL: bta_gattc_conn_cback() - cif=1 connected=0 conn_id=1 reason=0x0013\n"
    )
    assert told(lines) == ([("failed", "hci:0x13", "peer", "link-lost")], [])


def test_a_command_that_the_controller_refuses_fails_what_it_asked_for_and_no_other_does():
    refused = "W BT_HCI: btu_hcif_hdl_command_status,opcode:{},status:0x0b"
    assert verdicts(refused.format("0x0405"))[0] == [("hci:0x0b", "local", "unknown")]
    assert verdicts(refused.format("0x2019"))[0] == [("hci:0x0b", "local", "unknown")]
    assert not verdicts(refused.format("0x2013"))[0]


def test_a_failure_counts_whose_stack_a_later_line_identifies():
    lines = "[ 10][APP] phone authentication failed (status=7)\n[ 15][APP] phone disconnected (handle 1) reason=531\n"
    assert [code for code, _, _ in verdicts(lines)[0]] == ["hci:0x13"]


def test_an_end_without_a_reason_alone_is_no_all_clear():
    line = "LOG -- hci.c.940: Connection closed: handle 0x81, 20:8B:00:11:22:33"
    (finding,) = read(f"[00:00:07.102] {line}").findings
    assert (finding.title, finding.cause) == ("A link ended, and this log does not show why", "unknown")
    assert [shown.text for shown in finding.evidence] == [line]
    assert not read(f"I (415) SEC_GATTS_DEMO: pair status = success\n{line}").findings


@pytest.mark.parametrize(
    ("line", "code", "by"),
    [
        ("After a reset of my board it connects and disconnects at once (`reason=517`).", "hci:0x05", "unknown"),
        ("[APP] BLE_ENC status=1035 (0x40b), not encrypted", "smp:0x0b", "local"),
        ("D (900) NimBLE: ble_hs_hci_cmd_send: ogf=0x08 ocf=0x001b len=2", "hci:0x06", "local"),
        (
            "My call of `esp_ble_set_encryption()` came too early and failed with `reason=97`.",
            "bluedroid:97",
            "unknown",
        ),
        ("ENC_CHANGE status=7\nGAP DISCONNECT reason=517", "hci:0x05", "unknown"),
        ("ERROR keys: [BLE] Pairing failed: ProtocolError(smp/CONFIRM_VALUE_FAILED [0x4])", "smp:0x04", "unknown"),
    ],
)
def test_numbers_that_no_other_stack_has_count_without_its_words(line, code, by):
    assert [(each, side) for each, side, _ in verdicts(line)[0]] == [(code, by)]
