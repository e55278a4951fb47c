"""Stacks that fewer people send: their made-up lines as whole logs, and what their machines can do about it."""

import pytest

from tests.pairing.pasted import read

PEER = "C0:11:22:33:44:55"


def told(text):
    """Code, side and cause of every attempt that failed, the outcomes of the others."""
    return [
        (one.failure.code, one.failure.by.value, one.diagnosis.cause) if one.failure else one.outcome.value
        for one in read(text).attempts.values()
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # TrouBLE: what it found itself, what the peer sent
        ("ERROR - [smp] Failed to handle command PairingResponse, Security(EncryptionKeySize)\nERROR - Handling of command failed Security(EncryptionKeySize)\n", ("smp:0x06", "local", "key-size")),
        ("ERROR - [smp] Failed to handle command PairingFailed, Security(ConfirmValueFailed)\n", ("smp:0x04", "peer", "confirm-mismatch")),
        ("[ERROR] [security manager] Pairing failed Device do not support pairing\n", ("smp:0x05", "peer", "peer-not-in-pairing-mode")),
        # Web Bluetooth, with and without the page around it
        ('> "NetworkError: GATT Error: Not paired."\n', ("web:NotPaired", "peer", "peer-requires-authentication")),
        ("In our page it rejects with `NetworkError: Authentication canceled` while the dialog is open.\n", ("web:AuthCanceled", "unknown", "agent-rejected")),
        ("Error: Error in app.connect: Error in app.onConnected: GATT operation not authorized.\n", ("web:NotAuthorized", "peer", "peer-requires-authentication")),
        ("DOMException: Connection failed for unknown reason.\n", ("web:ConnectionFailed", "peer", "connect-failed")),
        # a read that is refused after the stack has said that it is paired
        ("[D][esp32_ble_client:547]: [0] [C0:11:22:33:44:55] auth success type = 1 mode = 9\n[W][lamp:136]: [C0:11:22:33:44:55] Error reading char at handle 46, status=5\n", ("att:0x05", "peer", "peer-requires-authentication")),
        # USB Host Shield
        ("BTD Init\nReceived Key Request\nPairing Failed: 5\n", ("hci:0x05", "unknown", "unknown")),
        # an older logcat with a colon behind the time, fields between an operation and its status
        (f"11-11 10:26:56.293: D/BluetoothGatt(5582): onCharacteristicWrite() - Device={PEER} UUID=33152b22-555a-48cd-8cf4-32cf6bc60730 Status=5\n", ("att:0x05", "peer", "peer-requires-authentication")),
        # macOS' console
        ("error\t16:51:04.078061 -0700\tbluetoothd\t***** [handleATTErrorResponse] - Insufficient Encryption\n", ("att:0x0f", "peer", "peer-requires-authentication")),
        # HCI's errors by name, RxAndroidBle's exceptions, bond states with an arrow, WICED
        ("* peripheral gets disconnected with code 61 (BT_HCI_ERR_TERM_DUE_TO_MIC_FAIL)\n", ("hci:0x3d", "unknown", "mic-failure")),
        (f"10:00:11.053  EVT PIN_CODE_REQUEST peer={PEER}\n10:00:35.652  EVT CONNECTION_COMPLETE status=LMP_RESPONSE_TIMEOUT handle=0x000b peer={PEER}\n", ("hci:0x22", "local", "prompt-timeout")),
        (f"10:00:11.053  EVT PIN_CODE_REQUEST peer={PEER}\n10:00:12.000  CMD PIN_CODE_REQUEST_REPLY peer={PEER} pin_len=4\n10:00:12.200  EVT LINK_KEY_NOTIFICATION peer={PEER}\n", "paired"),
        (f"10:00:35.652  EVT CONNECTION_COMPLETE status=PAGE_TIMEOUT handle=0x000b peer={PEER}\n", ("hci:0x04", "peer", "connect-failed")),
        (f"BleGattException{{macAddress={PEER}, status=133 (0x85 -> https://example.org/gatt_api.h), bleGattOperationType=BleGattOperation{{description='CONNECTION_STATE'}}}}\n", ("gatt:133", "unknown", "connect-failed")),
        (f"> GATT exception from MAC address {PEER}, status 137, type BleGattOperation{{description='CHARACTERISTIC_READ'}}.\n", ("gatt:137", "unknown", "peer-bond-missing")),
        (f"bond state: BOND_BONDING -> BOND_NONE device={PEER} 3158ms after it, pairing did NOT complete, reason=AUTH_FAILED(1)\n", ("android:1", "unknown", "unknown")),
        ("10:00:01.100 bond state: BOND_NONE -> BOND_BONDING\n10:00:01.300 bond state: BOND_BONDING -> BOND_NONE reason=AUTH_FAILED(1)\n", ("android:1", "peer", "unknown")),
        ("10:00:01.100 bond state: BOND_NONE -> BOND_BONDING\n10:00:09.300 bond state: BOND_BONDING -> BOND_NONE reason=AUTH_FAILED(1)\n", ("android:1", "unknown", "unknown")),
        ("HCI Event - Connect Complete with Status: LMP/LL Response Timeout (0x22) after 30 s\n", ("hci:0x22", "unknown", "connect-failed")),
        # Wireshark's list of packets, whose lines have no reasons; an arrow with the sides' names
        ("12 1.20 Master_0x50 Slave_0x50 LE LL 49 Control Opcode: LL_ENC_REQ\n14 1.30 Slave_0x50 Master_0x50 LE LL 30 Control Opcode: LL_REJECT_IND\n", ("firmware:LlReject", "unknown", "peer-bond-missing")),
        ("12 1.20 Master_0x50 Slave_0x50 LE LL 49 Control Opcode: LL_ENC_REQ\n14 1.30 Master_0x50 Slave_0x50 LE LL 30 Control Opcode: LL_START_ENC_RSP\n", "encrypted"),
        ("2 0.2 localhost () remote () SMP 11 Sent Pairing Request: AuthReq: Bonding\n4 1.3 controller host HCI_EVT 7 Rcvd Disconnect Complete\n", ("firmware:DisconnectComplete", "unknown", "link-lost")),
        ('tag→phone  PAIRING FAILED  →  reason 0x05 "Pairing Not Supported"\n', ("smp:0x05", "peer", "peer-not-in-pairing-mode")),
        ('phone -> tag  PAIRING FAILED, reason 0x05 "Pairing Not Supported"\n', ("smp:0x05", "local", None)),
        ("(null) (Handle: 0xB) connection failed, status: 0x04\n", ("hci:0x04", "peer", "connect-failed")),
        (f"bond state: BOND_BONDING -> BOND_NONE device={PEER}, pairing did NOT complete\n", ("android:257", "unknown", "unknown")),
        (f"D: onCharacteristicWrite characteristic=5c3a0000-897e-45e1-b016-007107c96df6 status=133\nD: onClientConnectionState() - status=19 clientIf=6 device={PEER}\n", ("hci:0x13", "peer", None)),
        ("BleDisconnectedException: Disconnected from MAC='XX.XX.XX.XX.XX.XX' with status 8 (GATT_INSUF_AUTHORIZATION or\n", ("hci:0x08", "peer", "link-lost")),
        ("CYBLE_EVT_AUTH_FAILED: 8\nCYBLE_EVT_GAP_DEVICE_DISCONNECTED: 13\n", ("smp:0x08", "unknown", "unknown")),
        ("System.Exception: no session key (Exception from HRESULT: 0x80070572)\n", ("hresult:0x80070572", "unknown", "peer-bond-missing")),
        (f"10:00:01.100 [main] INFO  n.f.g.u.GB - Creating bond with{PEER}\n", "incomplete"),
        ("- `BTM_PINCodeReply: PinLen:4 Result:0`\nBonding failed with failure reason:HCI_ERR_LMP_RESPONSE_TIMEOUT (0x22)\n", ("hci:0x22", "unknown", "controller-timeout")),
        ("Status : Connection Terminated Due to MIC Failure (0x3d)\nEncryption Status Event: bd ( 5a 10 ) res 8109\n", ("hci:0x3d", "unknown", "mic-failure")),
        # NimBLE on Arduino, whose lines begin with a level and a class; Bumble's name in a sentence
        ("D NimBLEClient: >> secureConnection()\nE NimBLEClient: secureConnection: failed rc=13\n", ("nimble:13", "unknown", "smp-timeout")),
        ("It fails while pairing with AUTHENTICATION_FAILURE_ERROR (0x05) on it, whatever I do.\n", ("hci:0x05", "unknown", "unknown")),
        # Cordio, Realtek, Bluetopia
        ("hciCoreTxAclStart len=6\n>>> Connection opened <<<\nsmpSmExecute event=3 state=2\n>>> Pairing failed <<<\n", ("cordio:PairFail", "unknown", "unknown")),
        ("dmConnSmExecute event=28 state=0\n>>> Connection opened <<<\nDM_SEC_PAIR_FAIL_IND, status: 4\n", ("smp:0x04", "unknown", "confirm-mismatch")),
        ("app_handle_authen_state_evt: GAP_AUTHEN_STATE_STARTED\nPair failed: cause 0x504\napp_handle_authen_state_evt: GAP_AUTHEN_STATE_COMPLETE pair failed\n", ("smp:0x04", "unknown", "confirm-mismatch")),
        (">>> PAIRING FAILED, conn_id=0, status=0x0505 <<<\n", ("smp:0x05", "unknown", None)),
        ("In my callback I see that GAP_LE_PAIRING_STATUS_CONFIRM_VALUE_FAILED is what it comes to.\n", ("smp:0x04", "unknown", "confirm-mismatch")),
        # what a sentence quotes of Zephyr, of Android, of the link layer; bleak's words for no link
        ("Then the `security_changed` callback is called error code `9`, and that is all.\n", ("zephyr:0x09", "unknown", None)),
        ('When I call `createBond()` it fails with "Creating bond Failed" on the ADB logcat.\n2. Call `createBond()` with that device.\n', ("android:257", "unknown", "unknown")),
        ("  5. The phone then sends Terminate_Ind with LL_Terminate_Ind errorCode of 0x3D.\n", ("hci:0x3d", "unknown", "mic-failure")),
        ("bleak.exc.BleakError: Could not get GATT services: Unreachable\n", ("windows:Unreachable", "peer", "connect-failed")),
        # statuses of Apple's bluetoothd
        ("error\t10:00:00.1 bluetoothd [com.apple.bluetooth:Stack.SMP] Pairing ended with STATUS 4805\n", ("smp:0x04", "unknown", "confirm-mismatch")),
        ("default 10:00:00.1 bluetoothd [com.apple.bluetooth:Stack.SMP] Encryption of the link: STATUS 634\n", ("apple:634", "unknown", "link-lost")),
        ("default 10:00:00.1 bluetoothd Server.GATT read of handle 0x12 status=4315\n", ("att:0x0f", "peer", "peer-requires-authentication")),
        # a key that is none; Silicon Labs' SiWx91x; a library's own words for SMP's failure; states with their numbers
        ("bt_hci_ecc: public key is not valid (ret -3)\nbt_smp: Unexpected SMP code 0x04\n", ("zephyr:0x09", "local", "dhkey-mismatch")),
        (f"[E] smp_failed status : 0x4B04, str_remote_address: {PEER}\n", ("smp:0x04", "unknown", "confirm-mismatch")),
        ("rsi_ble_on_smp_failed status: 4B05\n", ("smp:0x05", "unknown", None)),
        ("2026-03-02 10:11:12,333 WARNING stack.smp SMP pairing failed handle=0x0040 reason=4\n", ("smp:0x04", "unknown", "confirm-mismatch")),
        (f"08-20 12:01:04.345 313 313 D App: onBondStateChanged {PEER} BOND_NONE (10) -> BOND_BONDING (11)\n08-20 12:01:19.901 313 313 D App: onBondStateChanged {PEER} BOND_BONDING (11) -> BOND_NONE (10)\n", ("android:257", "unknown", "unknown")),
        ("[17:04:11][E][scale:231]: [GAP] Bonding FAILED: fail_reason=0x63 auth_mode=1\n[17:04:12][D][esp32_ble:231]: x\n", ("bluedroid:99", "unknown", "smp-timeout")),
        # a number that a sentence puts behind the type's name
        ("The error comes from the plugin, but the DevicePairingResultStatus code is 19: it says nothing.\n", ("windows:0x13", "unknown", "unknown")),
        # Windows lets the program have no characteristic: bleak's word, its older number, .NET's exception
        ("bleak.exc.BleakError: Could not write value b'\\x02' to characteristic 000F: Access Denied\n", ("windows:AccessDenied", "unknown", "unknown")),
        ("bleak.exc.BleakError: Could not start notify on 0000aa01-0000-1000-8000-00805f9b34fb: 3\n", ("windows:AccessDenied", "unknown", "unknown")),
        ("System.UnauthorizedAccessException: Access is denied. (Exception from HRESULT: 0x80070005 (E_ACCESSDENIED))\n", ("windows:AccessDenied", "unknown", "unknown")),
        # Zephyr refuses the last key that came, and has no buffer for one of its own
        (f"[00:05:39.147,399] <inf> app: Security changed: {PEER} (random) level 2\n[00:05:39.222,015] <wrn> bt_smp: SMP does not allow a pairing failure at this point. Known issue. Disconnecting instead.\n[00:05:39.284,881] <inf> app: Disconnected (reason 22)\n", ("hci:0x05", "local", "bond-not-replaced")),
        ("[00:01:35.083,007] <err> bt_smp: Unable to allocate Encrypt Info buffer\n", ("zephyr:0x09", "local", "unknown")),
        # btferret; a tag with an underscore before "ble"; what people write of the phone's dialog and of the bond's states
        ("Listening for LE clients to connect (ESC=stop server)\nWait for pair...\nPAIR time out\nConnected OK. Key presses sent to client.\n", ("firmware:PairTimeout", "unknown", "smp-timeout")),
        ("I (900) hid_ble: pair status = fail\nE (901) hid_ble: fail reason = 0x63\nE (902) BT_BTM: Device not found\n", ("bluedroid:99", "unknown", "smp-timeout")),
        ('- The phones say "Couldnt pair due to incorrect key/password entry"\n', ("android:1", "unknown", "unknown")),
        ("- Bond state: `NONE → BONDING`\n- Bond state: `BONDING → NONE` (FAILED)\n", ("android:257", "unknown", "unknown")),
        # an answer over the open link is what made the host encrypt: what came of that is the failure
        (f"gatt_write_ccc_rsp: err 0x05 (ATT Insufficient Authentication)\n<err> zmk: Security failed: {PEER} (random) level 1 err 2\n", ("zephyr:0x02", "unknown", None)),
        # NimBLE dropped every link because its controller was silent: that no link came about after it is no device's doing
        ('CRIT NimBLEServer: "Disconnect - host reset, rc=19"\nCRIT NimBLEDevice: "Resetting state; reason=19, "\nE NimBLEClient: "Error: Connection failed; status=13 "\n', ("nimble:19", "local", "controller-timeout")),
        # Bluefruit's examples and Meshtastic
        ("INFO  | ??:??:?? 9 [PowerFSM] Init the Bluefruit nRF52 module\nINFO  | ??:??:?? 13 BLE pair process started with passkey 120 340\nINFO  | ??:??:?? 17 BLE pair failed\n", ("nordic:unspecified", "unknown", "unknown")),
        # Infineon's samples by name and number; an NSError of CoreBluetooth alone on its line; Nordic's Android library
        ("Sensor, Pairing Complete Reason: SMP_PAIR_NOT_SUPPORT\n", ("smp:0x05", "unknown", None)),
        ("BTM_PAIRING_IO_CAPABILITIES_BLE_REQUEST_EVT\nPairing Complete 4.\n", ("smp:0x04", "unknown", "confirm-mismatch")),
        ('Error Domain=CBErrorDomain Code=3 "The specified device is not connected." UserInfo={NSLocalizedDescription=The specified device is not connected.}\n', ("cb:3", "unknown", "link-lost")),
        (f"D/BluetoothGatt( 900): connect() - device: {PEER}, auto: false\nW/App: Bonding failed\n", ("android:257", "unknown", "unknown")),
        # PSoC: by name, by its hexadecimal number without 0x, by CySmart
        ("With BTool I get GAP_AuthenticationComplete with bleTimeout after half a minute.\n", ("firmware:SmpTimeout", "unknown", "smp-timeout")),
        ("The sensor answers with LL_REJECT_IND, error code 0x06 (PIN or Key Missing).\n", ("hci:0x06", "unknown", "peer-bond-missing")),
        ("CYBLE_EVT_GAP_AUTH_FAILED, reason: CONFIRM_VALUE_NOT_MATCH\n", ("smp:0x04", "unknown", "confirm-mismatch")),
        ("EVT_GAP_DEVICE_CONNECTED: 4\nEVT_GAP_AUTH_FAILED, reason: 0x5\n", ("smp:0x05", "unknown", None)),
        ('The board says "CYBLE_EVT_GAP_AUTH_FAILED: 18" when the phone comes back.\n', ("firmware:LinkEnded", "unknown", "link-lost")),
        ("[17:17:21:253] : 'Authentication Error Notification' event received\n[17:17:21:253] :  Status: AUTH_ERROR_AUTHENTICATION_TIMEOUT\n", ("firmware:SmpTimeout", "unknown", "smp-timeout")),
        # a link's end in a sentence
        ("It leads to a disconnect with error code 0x3d on the side of the peripheral.\n", ("hci:0x3d", "unknown", "mic-failure")),
        ("The peripheral disconnects the link with MIC failure after it has got LL_LENGTH_RSP.\n", ("hci:0x3d", "unknown", "mic-failure")),
        ('The phone is connected, and the connection breaks down at once with "reason=0x003d".\n', ("hci:0x3d", "unknown", "mic-failure")),
        ('The remote side has lost its key: the Authentication Complete Event has "PIN or Key Missing".\n', ("hci:0x06", "peer", "peer-bond-missing")),
        ("We cannot read it then and the link dies with reason 0x3D (MIC failure), each time,\n", ("hci:0x3d", "unknown", "mic-failure")),
        ("W (12131) BT_APPL: bta_dm_ble_smp_cback remove bond,rsn 102, BDA:0xC01122334455\nE (12131) BT_BTM: Device not found\n", ("bluedroid:102", "unknown", "link-lost")),
        # the server on a microcontroller wants a pairing; what Bluedroid logs of a classic key it cannot derive is no failure
        ("E (8531) BT_GATT: GATT_INSUF_AUTHENTICATION\n\nE (8626) BT_SMP: smp_derive_link_key_from_long_term_key failed\nE (8634) BT_BTM: BTM_GetSecurityFlags false\n", ("att:0x05", "local", "encryption-below-level")),
        # Android's HID host, whose numbers are not NimBLE's; a name before the address
        ("15:55:28.356  1412  2092 E bt_btif       : bta_hh_security_cmpl() - encryption failed; status=0x000e, reason=0x000a\n", ("gatt:137", "unknown", "peer-bond-missing")),
        (f"bt_smp: Unexpected SMP code 0x05\nBt: Pairing failed: left (n/a, {PEER}), reason 1\n", ("zephyr:0x01", "unknown", None)),
        # a pairing that asked for a code is new: no bond of it can be lost
        ("D 02:14:24.756 [Broadcast] Action received: android.bluetooth.device.action.PAIRING_REQUEST, pairing variant: PAIRING_VARIANT_PIN (0)\nE 02:14:32.003 Error 137 (0x89): GATT AUTH FAIL\nI 02:14:32.063 Bonding failed\n", ("gatt:137", "unknown", "unknown")),
        ("Here the method `PairAsync()` always returned the status `Failed`.\n", ("windows:0x13", "unknown", "unknown")),
    ],
)  # fmt: skip
def test_what_failed(text, expected):
    (got,) = told(text)
    assert got[: len(expected) if expected[2] else 2] == (expected if expected[2] else expected[:2])


@pytest.mark.parametrize(
    "text",
    [
        "Bluetooth Dongle Initialized\nReceived Key Request\nBluetooth pin is set too: 0000\nPairing successful with HID device\nPairing was successful\n",
        "[  3020][I][Source.cpp:495] gap(): [BT_AV] ESP_BT_GAP_PIN_REQ_EVT min_16_digit:0\n[  3027][I][Source.cpp:501] gap(): [BT_AV] Input pin code: 1234\n[  3134][I][Source.cpp:487] gap(): [BT_AV] authentication success: Speaker\n",
    ],
)
def test_a_good_classic_pairing_of_a_microcontroller(text):
    (attempt,) = read(text).attempts.values()
    assert (attempt.outcome, attempt.transport) == ("paired", "bredr")
    shown = " ".join(step.text for step in attempt.steps)
    assert "1234" not in shown and "0000" not in shown


def test_gadgetbridge_tells_a_bond_by_its_state():
    lines = f"21:26:25.736 [main] INFO  n.f.g.d.m.Activity - Bonding in progress with {PEER}\n21:26:29.487 [main] INFO  n.f.g.d.m.Activity - Bond state changed: {PEER}, state: 12, expected address: {PEER}\n"
    assert told(lines) == ["paired"]


def test_what_is_encrypted_after_it_was_paired_stays_paired():
    lines = "BTM_PAIRING_IO_CAPABILITIES_BLE_REQUEST_EVT\nPairing Complete: 0\nEncryption Status Event: bd ( 5a 10 ) res 0\n"
    assert told(lines) == ["paired"]


def test_a_passkey_in_two_halves_is_not_shown():
    (attempt,) = read(
        "INFO  | 13 BLE pair process started with passkey 120 340\nINFO  | 17 BLE connection secured\n"
    ).attempts.values()
    assert attempt.outcome == "encrypted"
    assert not any("120" in step.text for step in attempt.steps)


def test_each_procedure_of_nordic_s_peer_manager_is_an_attempt_of_the_side_that_lost_the_key():
    lines = (
        "BLE_GAP_EVT_AUTH_STATUS: status=0x0 bond=0x1 kdist_own:0x3\nBLE_GAP_EVT_CONNECTED\n"
        "PM_EVT_CONN_SEC_FAILED: peer_id=65535, error=4102\nBLE_GAP_EVT_SEC_INFO_REQUEST\n"
        "PM_EVT_CONN_SEC_START: peer_id=65535\nBLE_GAP_EVT_AUTH_STATUS: status=0x85 bond=0x1\n"
    )
    assert told(lines) == ["paired", ("hci:0x06", "local", "local-bond-missing"), ("smp:0x05", "unknown", "unknown")]


def test_zmk_is_the_peripheral_of_a_computer_though_its_half_is_a_central():
    lines = (
        f"[00:02:31.140,014] <dbg> zmk.split_central_connected: Connected: {PEER} (public)\n"
        f"[00:02:31.141,662] <dbg> zmk.connected: Connected {PEER} (public)\n"
        f"[00:02:31.704,559] <err> zmk: Security failed: {PEER} (public) level 1 err 4\n"
    )
    (attempt,) = read(lines).attempts.values()
    assert (attempt.role, attempt.failure.code) == ("responder", "zephyr:0x04")


def test_what_a_sniffer_heard_is_mended_on_the_central():
    lines = f"    [Master Address: {PEER} ({PEER})]\n    Control Opcode: LL_REJECT_IND_EXT (0x11)\n    Error Code: PIN or Key Missing (0x06)\n"
    (attempt,) = read(lines).attempts.values()
    assert "the central" in attempt.diagnosis.title
    assert attempt.diagnosis.fixes[0].text.startswith("Remove the bond on both sides")
    assert not [fix for fix in attempt.diagnosis.fixes if "gateway" in fix.text]


def test_a_program_on_a_computer_pairs_in_the_system_s_settings():
    (attempt,) = read("OSError: [WinError -2140864507] The attribute requires authentication\n").attempts.values()
    assert "the system's own Bluetooth settings" in attempt.diagnosis.fixes[0].text


def test_a_host_that_nothing_tells_is_asked_for_nothing_that_only_a_gateway_has():
    model = read("10:00:35.652  EVT ENCRYPTION_CHANGE status=MIC_FAILURE handle=0x000b\n")
    (attempt,) = model.attempts.values()
    assert attempt.diagnosis.fixes[0].text.startswith("Remove the bond on both sides")
    assert not [fix for fix in attempt.diagnosis.fixes if "gateway" in fix.text or "btmon" in fix.text]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (
            "[INFO][BLSM]: Connection 1 - pairing request received: use_oob = false, authentication = 0D\n[DBG ][BLCO]: hciCoreTxAclStart len=11\n",
            "responder",
        ),
        (
            "D (11081) BT_SMP: SMP Role: Slave State: [SMP_STATE_WAIT_APP_RSP (1)], Event: [API_IO_RSP_EVT (20)]\n",
            "responder",
        ),
        ("D (11081) BT_SMP: SMP Role: Master State: [SMP_STATE_IDLE (0)], Event: [PAIRING_REQ_EVT (1)]\n", "initiator"),
    ],
)
def test_a_pairing_whose_end_the_log_does_not_have_is_told_as_begun(text, role):
    (attempt,) = read(text).attempts.values()
    assert (attempt.outcome, attempt.role) == ("incomplete", role)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("I (8460) ble_uart: enc_change status=13 encrypted=1 bonded=1\n", "encrypted"),
        (f"I (9931) KBD: auth complete success=1 addr={PEER} fail_reason=0x0\n", "paired"),
        # NimBLE prints the state of a link as it ends, too: a bond of an earlier connection is no pairing of this one
        ("I (9) NimBLE: disconnect; reason=531\nI (9) NimBLE:  conn_itvl=24 encrypted=1 authenticated=0 bonded=1\n", "encrypted"),
        ("I (9) NimBLE: encryption change event; status=0\nI (9) NimBLE:  conn_itvl=24 encrypted=1 authenticated=0 bonded=1\n", "paired"),
    ],
)  # fmt: skip
def test_a_number_beside_a_word_of_success_is_no_failure(text, outcome):
    model = read(text)
    assert [one.outcome.value for one in model.attempts.values()] == [outcome]
    assert not model.findings


@pytest.mark.parametrize(
    ("text", "code", "by"),
    [
        # the names of SMP's reasons in other stacks
        ("I (900) app: pairing failed: BT_SMP_ERR_CONFIRM_FAILED\n", "smp:0x04", "unknown"),
        ("I (900) app: pairing failed: SM_REASON_NUMERIC_COMPARISON_FAILED\n", "smp:0x0c", "unknown"),
        ("I (900) app: pairing error SMP_ERROR_REM_PAIRING_NOT_SUPPORTED\n", "smp:0x05", "peer"),
        # Zephyr's number is another list than SMP's, whatever the program writes before it
        ("[00:00:07.100,000] <err> kbd: SMP: Pairing FAILED, reason=4\n", "zephyr:0x04", "unknown"),
        # Bluedroid's numbers tell the stack
        ("E (900) HID: pairing failed, reason 0x52\n", "smp:0x05", "peer"),
        ("[12:00:01][E][lock:012]: *** Pairing FAILED, reason=81 ***\n", "smp:0x04", "unknown"),
        ("0000004120 [app] INFO: Pairing failed with code: 132\n", "smp:0x04", "unknown"),
        ("E (900) cam: Encryption/bonding failed, status=1028\n", "smp:0x04", "local"),
        ("Error writing char/descriptor for handle 0x21, status=5\n", "att:0x05", "peer"),
        # "pairing complete" is said by several, too
        ("804 [I][Ble] central pairing complete, status 0x02 reason 0x0c\n", "smp:0x0c", "unknown"),
        ("[host] SSP pairing complete, status 0x05\n", "hci:0x05", "unknown"),
        ("error\t10:00:00.1 bluetoothd [com.apple.bluetooth:Stack.SMP] Peer sent Pairing Failed with reason=5\n", "smp:0x05", "peer"),
        ("<info> BLE_M: Authorization failed with code: 133!\n<info> BLE_M: Disonnected\n", "smp:0x05", "unknown"),
        ("Connection drops 300 ms later with reason 0x3E\n", "hci:0x3e", "peer"),
        ("[00:00:03.100,000] <err> app: Security update failed: C0:11:22:33:44:55 (random) level 1 err 4\n", "zephyr:0x04", "unknown"),
        ("BTstack up and running on 28:CD:C1:00:00:01.\nPairing failed, reason = 4\n", "smp:0x04", "unknown"),
        ("didFailToConnect 'Lamp', error Error Domain=CBErrorDomain Code=0 \"Unknown error.\"\n", "cb:0", "unknown"),
    ],
)  # fmt: skip
def test_a_number_or_name_is_that_of_the_stack_that_wrote_it(text, code, by):
    ((got, side, _cause),) = told(text)
    assert (got, side) == (code, by)


@pytest.mark.parametrize(
    "line",
    ["#define BT_SMP_ERR_CONFIRM_FAILED 0x04", "case SMP_CONFIRM_VALUE_ERR: return error;", "if (reason == SM_REASON_CONFIRM_VALUE_FAILED) {"],
)  # fmt: skip
def test_a_name_in_source_code_is_no_failure(line):
    assert not told(f"{line}\n")


def test_a_pairing_done_before_is_not_the_one_that_failed_on_the_next_link():
    procedure = "role: Peripheral, conn_handle: 0, procedure: Bonding"
    lines = f'"<info> BLE_M: Connected.\n<info> peer_manager_handler: Connection secured: {procedure}\n<info> BLE_M: Disonnected"\nAnd then:\n"<info> BLE_M: Connected.\n<info> peer_manager_handler: Connection security failed: {procedure}, error: 133\n'
    assert [one if isinstance(one, str) else one[0] for one in told(lines)] == ["paired", "smp:0x05"]


def test_a_link_that_ended_after_the_pairing_is_no_failure():
    model = read(
        "Pairing succeeded (bonded=True)\n2026-03-01 10:00:00,118 tool WARNING Peer disconnected: reason=0x16\n"
    )
    assert [one.outcome.value for one in model.attempts.values()] == ["paired"]
    assert not model.findings


def test_a_call_that_failed_is_no_encryption_that_did():
    assert not told("[W][pump:070]: esp_ble_set_encryption failed, status=103\n")


@pytest.mark.parametrize(("on", "outcome"), [("1", "encrypted"), ("0", None)])
def test_bumble_says_whether_a_link_is_encrypted(on, outcome):
    line = f"DEBUG:bumble.device:*** Connection Encryption Change: [0x0040] C0:11:22:33:44:55 as CENTRAL, encryption={on}\n"
    assert [attempt.outcome.value for attempt in read(line).attempts.values()] == ([outcome] if outcome else [])


@pytest.mark.parametrize(("way", "by"), [("<<< Received", "peer"), (">>> Sending", "local")])
def test_bumbles_pairing_failed_is_of_the_side_that_sent_it(way, by):
    text = (
        f"DEBUG:bumble.smp:{way} SMP Command on connection [0x0040] C0:11:22:33:44:55/P: SMP_PAIRING_FAILED_COMMAND:\n"
        "  reason: SMP_CONFIRM_VALUE_FAILED_ERROR\n"
        "WARNING:bumble.smp:pairing failure (SMP_CONFIRM_VALUE_FAILED_ERROR)\n"
    )
    (attempt,) = read(text).attempts.values()
    assert (attempt.failure.code, attempt.failure.by.value) == ("smp:0x04", by)
