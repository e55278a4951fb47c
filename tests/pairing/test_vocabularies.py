"""The words of each stack: what made-up lines of it state, alone and as whole logs, and what they do not state."""

import re

import pytest

from pairtui.knowledge import codes
from pairtui.knowledge.vocabularies import VOCABULARIES, Says, bluedroid, nimble, nordic, stated, vocabularies_in
from tests.pairing.pasted import read

PEER = "C0:11:22:33:44:55"


@pytest.mark.parametrize(
    "line",
    [
        f"10:00:00.100 100-101 D/BluetoothGatt: onClientConnectionState() - status=8 clientIf=5 device={PEER}\n",
        "D/[FBP-Android](812): [FBP]   status: LINK_SUPERVISION_TIMEOUT\n",
        "2021-11-21 11:07:57 Info [9] BluetoothPeripheral: peripheral 'Scale' disconnected with status 'GATT CONN TIMEOUT'\n",
        "2021-11-21 11:07:57 Debug [2] BluetoothCommunication: disconnected 'Scale' with status 8\n",
        "It tries again until the error with status 8 (GATT_INSUF_AUTHORIZATION) is shown.\n",
    ],
)
def test_a_link_that_fell_silent_is_told_where_nothing_else_is(line):
    model = read(line)
    assert not model.attempts
    assert [(finding.cause, finding.code) for finding in model.findings] == [("link-lost", "hci:0x08")]


def test_a_key_missing_without_a_role_is_nobody_s_for_sure():
    (attempt,) = read("I get PM_CONN_SEC_ERROR_PIN_OR_KEY_MISSING when I come back.\n").attempts.values()
    assert (attempt.failure.by, attempt.diagnosis.confidence) == ("unknown", "possible")
    causes = {attempt.diagnosis.cause, *(each.cause for each in attempt.diagnosis.alternatives)}
    assert causes >= {"peer-bond-missing", "local-bond-missing"}


def test_what_could_not_be_secured_is_quoted():
    model = read("[00:00:43.100,000] <wrn> bt_gatt: Failed to set security for bonded peer (-128)\n")
    assert not model.attempts
    assert [finding.cause for finding in model.findings] == ["unknown"]


@pytest.mark.parametrize(
    "text",
    [
        "Setup: Authentication error: wrong slot: [org.bluez.Error.Failed] Operation failed with ATT error: 0x0e (Unlikely Error)\n",
        "I 17:33:49.721 Connection parameters updated (interval: 11.25ms, latency: 0, timeout: 420ms)\n",
        "[00:00:06.819,335] <inf> app: Connection parameters: interval 48.75 ms, latency 0 intervals, timeout 20000 ms\n",
        "[00:00:06.587,000] <inf> hci_ipm: CMD: code 0x2016 plen 2\n",
        'D NimBLEClient: "Service Discovered >> status: 14 handle: -1"\n',
    ],
)
def test_what_is_no_pairing_s_failure_is_not_told_as_one(text):
    model = read(text)
    assert not model.attempts and all(finding.cause == "unknown" for finding in model.findings)


def test_a_bond_lost_by_the_device_is_forgotten_on_the_phone_first():
    (attempt,) = read('App: CBErrorDomain Code=14 "Peer removed pairing information"\n').attempts.values()
    assert attempt.diagnosis.fixes[0].text.startswith("Forget the device in the phone's Bluetooth settings")


@pytest.mark.parametrize(
    ("text", "transport"),
    [
        ("Creating device failed: org.bluez.Error.AuthenticationTimeout: Authentication Timeout\n", "unknown"),
        ("bleak.exc.BleakDBusError: [org.bluez.Error.Failed] le-connection-abort-by-local\n", "le"),
        ("GDBus.Error:org.bluez.Error.Failed: br-connection-page-timeout\n", "bredr"),
    ],
)
def test_an_error_of_bluez_claims_no_transport_that_it_does_not_name(text, transport):
    assert [attempt.transport for attempt in read(text).attempts.values()] == [transport]


def test_where_an_agent_is_registered_a_missing_one_is_no_candidate():
    lines = f"[bluetooth]# pair {PEER}\nAttempting to pair with {PEER}\nFailed to pair: org.bluez.Error.AuthenticationFailed\n"
    (without,) = read(lines).attempts.values()
    (registered,) = read(f"Agent registered\n{lines}").attempts.values()
    assert "no-agent" in [one.cause for one in without.diagnosis.alternatives]
    assert "no-agent" not in [one.cause for one in registered.diagnosis.alternatives]
    assert not any("agent" in fix.text for fix in registered.diagnosis.fixes)


def test_a_runner_up_is_told_of_the_machine_whose_log_it_is():
    line = f"[00:00:04.112,518] <err> app: Security failed: {PEER} (random) level 1 err 2\n"
    for attempt in read(line).attempts.values():
        titles = [attempt.diagnosis.title, *(one.title for one in attempt.diagnosis.alternatives)]
        assert len(titles) > 1 and not any("gateway" in title for title in titles), titles


def test_a_phone_s_number_is_read_by_the_name_beside_it():
    (found,) = read("E 17:33:50.228 Error 8 (0x8): GATT CONN TIMEOUT\nD BluetoothGatt: close()\n").findings
    assert (found.cause, found.code) == ("link-lost", "hci:0x08")


def test_a_disconnection_claims_no_transport_before_a_line_tells_it():
    text = "W (18503) BT_HCI: hcif disc complete: hdl 0x81, rsn 0x5\nE (18523) BT_BTC:  btc_dm_auth_cmpl_evt() Authentication fail reason 5\n"
    (attempt,) = read(text).attempts.values()
    assert (attempt.failure.code, attempt.transport) == ("hci:0x05", "bredr")


def test_what_corebluetooth_cannot_do_is_quoted():
    model = read("NotImplementedError: Pairing is not available in Core Bluetooth.\n")
    assert [finding.cause for finding in model.findings] == ["unknown"]


def test_the_items_of_a_list_are_outcomes_of_their_own():
    text = "1. When I refuse, I see enc_change event with status code 1285 on it.\n2. When I type a wrong one, enc_change with status 1028 comes.\n"
    assert [attempt.failure.code for attempt in read(text).attempts.values()] == ["smp:0x05", "smp:0x04"]


def test_micropython_s_example_says_that_it_is_bonded():
    (attempt,) = read(
        "no secrets available\npasskey action 1 4 704195\nencryption update 1 1 1 1 16\n"
    ).attempts.values()
    assert (attempt.outcome, attempt.diagnosis) == ("paired", None)


def verdicts(text):
    model = read(text)
    failed = [a for a in model.attempts.values() if a.failure]
    return [(a.failure.code, a.failure.by.value, a.diagnosis.cause) for a in failed], model


@pytest.mark.parametrize(
    ("text", "code", "by", "cause", "stack", "host"),
    [
        # Zephyr, as peripheral and as central
        (f"<err> bt_smp: pairing failed (peer reason 0x4)\nSecurity failed: {PEER} (random) level 1 err 1\n", "smp:0x04", "peer", "confirm-mismatch", "zephyr", "microcontroller"),
        (f"Security failed: {PEER} (public) level 1 err 9Pairing failed conn: {PEER} (public), reason 9Disconnected: {PEER} (public) (reason 19)\n", "hci:0x13", "peer", "link-lost", "zephyr", "microcontroller"),
        (f"[00:00:01.000,000] <inf> peripheral: Connected: {PEER} (random)\n[00:00:02.000,000] <inf> peripheral: Disconnected (reason 0x3d)\n", "hci:0x3d", "unknown", "mic-failure", "zephyr", "microcontroller"),
        (f"<err> bt_smp: Unable to get keys for {PEER} (random)\n<inf> app: Security changed: {PEER} (random) level 2\n<err> bt_smp: reason 0x8\n", "smp:0x08", "peer", "bond-table-full", "zephyr", "microcontroller"),
        (f"<wrn> central: Security failed: {PEER} (random) level 1 err 2\n<inf> central: Disconnected: {PEER} (random), reason 0x06\n", "zephyr:0x02", "peer", "peer-bond-missing", "zephyr", "microcontroller"),
        (f"Starting Bluetooth Central HIDS sample\nSecurity failed: {PEER} (random) level 1 err 2\n", "zephyr:0x02", "peer", "peer-bond-missing", "zephyr", "microcontroller"),
        (f"<wrn> peripheral: Security failed: {PEER} (random) level 1 err 2\n", "zephyr:0x02", "local", "local-bond-missing", "zephyr", "microcontroller"),
        (f"<wrn> app: Connecting to peripheral: {PEER}\n<wrn> central_hids: Security failed: {PEER} (random) level 1 err 2\n", "zephyr:0x02", "peer", "peer-bond-missing", "zephyr", "microcontroller"),
        # No room for a bond, whatever level the application was told of; RivieraWaves and Silicon Labs
        (f"[00026327] <err> bt_smp: Unable to get keys for {PEER} (random)\n[00026332] <inf> app: Security with {PEER} (random) level 2\n", "zephyr:0x09", "local", "bond-table-full", "zephyr", "microcontroller"),
        # What Zephyr's host says just before it refuses, and what the application is told
        (f"<err> bt_smp: No keys space for {PEER} (random)\n<inf> app: Pairing failed conn: {PEER} (random), reason 9\n", "zephyr:0x09", "local", "bond-table-full", "zephyr", "microcontroller"),
        (f"<wrn> bt_smp: Refusing new pairing. The old bond has more trust.\n<wrn> app: Security failed: {PEER} (random) level 1 err 4\n", "zephyr:0x04", "local", "bond-not-replaced", "zephyr", "microcontroller"),
        (f"<err> bt_smp: JustWorks failed, authenticated keys present\n<inf> app: Pairing failed conn: {PEER} (random), reason 9\n", "zephyr:0x09", "local", "bond-not-replaced", "zephyr", "microcontroller"),
        (f"<err> bt_hci_core: Failed to set required security level\n<wrn> app: Security failed: {PEER} (random) level 2 err 1\n<inf> app: Disconnected: {PEER} (random), reason 0x16\n", "hci:0x16", "local", "encryption-below-level", "zephyr", "microcontroller"),
        (f"<wrn> app: Security failed: {PEER} (random) level 1 err 2\n<err> bt_hci_core: Failed to set required security level\n<inf> app: Disconnected: {PEER} (random), reason 0x06\n", "zephyr:0x02", "unknown", "local-bond-missing", "zephyr", "microcontroller"),
        (f"<wrn> bt_smp: Remote public key rejected\n<wrn> app: Security failed: {PEER} (random) level 1 err 9\n", "zephyr:0x09", "local", "dhkey-mismatch", "zephyr", "microcontroller"),
        ("E (50123) GATTC_DEMO: read char failed, error status = f\n", "att:0x0f", "peer", "peer-requires-authentication", "bluedroid", "microcontroller"),
        ("I (61) NimBLE: Read complete; status=261 conn_handle=1\n", "att:0x05", "peer", "peer-requires-authentication", "nimble", "microcontroller"),
        ("D NimBLEClient: connected\nE NimBLERemoteValueAttribute: Read failed rc=271\n", "att:0x0f", "peer", "peer-requires-authentication", "nimble", "microcontroller"),
        # Android's native host and its bond state machine: HCI's error, an SMP reason above it, a reason by its name
        ("E bt_btif_dm: btif_dm_auth_cmpl_evt: Authentication fail reason 81\n", "smp:0x04", "unknown", "confirm-mismatch", "android", "phone"),
        (f"I BluetoothBondStateMachine: bondStateChangeCallback: Status: 1 Address: {PEER} newState: 0 hciReason: 19\n", "hci:0x13", "peer", "link-lost", "android", "phone"),
        ("E bt_btif_dm: btif_dm_ble_auth_cmpl_evt: LE authentication for xx:xx:xx:xx:12:34 failed with reason 81\n", "smp:0x04", "unknown", "confirm-mismatch", "android", "phone"),
        ("W bt_btif_dm: btif_dm_auth_cmpl_evt: Bonding failed with failure reason:Pairing not Allowed\n", "hci:0x18", "peer", "peer-not-in-pairing-mode", "android", "phone"),
        ("W bt_bta_dm: bta_dm_authentication_complete_cback deleting xx:xx:xx:xx:12:34 - result: 0x18\n", "hci:0x18", "peer", "peer-not-in-pairing-mode", "android", "phone"),
        ("I bt_btif_dm: bond_state_changed: Bond state changed to state=1 [0:none, 1:bonding, 2:bonded], prev_state=0, sdp_attempts = 0\nI bt_btif_dm: bond_state_changed: Bond state changed to state=0 [0:none, 1:bonding, 2:bonded], prev_state=1, sdp_attempts = 0\n", "android:257", "unknown", None, "android", "phone"),
        ("I Settings: UNBOND_REASON_REPEATED_ATTEMPTS\n", "android:7", "peer", "peer-rate-limit", "android", "phone"),
        # Bluedroid's host says which side minds before the application is told
        ("E (8211) BT_SMP: smp_proc_pair_cmd pairing failed - slave requires auth is 0xd but peer auth is 0x1 local auth is 0xd\nE (8215) DEMO: fail reason = 0x50\n", "smp:0x03", "local", "mitm-unachievable", "bluedroid", "microcontroller"),
        ("E (8211) BT_SMP: smp_process_pairing_public_key, Invalid Public key.\nE (8215) DEMO: fail reason = 0x57\n", "smp:0x0a", "local", "peer-protocol-error", "bluedroid", "microcontroller"),
        ("My firmware gets GAPC_PAIRING_FAILED with reason=0x74 now.\n", "smp:0x04", "peer", "confirm-mismatch", "rivierawaves", "microcontroller"),
        ("[I] Bluetooth Stack Event : BONDING FAILED (connection: 1, reason: 0x1204, bondingHandle: 255)\n", "smp:0x04", "unknown", "confirm-mismatch", "silabs", "microcontroller"),
        ("[I] Bluetooth Stack Event : BONDING FAILED (connection: 1, reason: 0x0305, bondingHandle: 255)\n", "smp:0x05", "unknown", "unknown", "silabs", "microcontroller"),
        # The peripheral is the side without a key
        ("<info> peer_manager_handler: Connection security failed: role: Peripheral, conn_handle: 0x0, procedure: Encryption, error: 4102\n", "hci:0x06", "local", "local-bond-missing", "nrf5", "microcontroller"),
        ("<info> peer_manager_handler: Connection security failed: role: Central, conn_handle: 0x0, procedure: Encryption, error: 4102\n", "hci:0x06", "peer", "peer-bond-missing", "nrf5", "microcontroller"),
        ("[I][BLE_server.ino:28] onPassKeyNotify(): passkey shown, fail_reason 88\n[D][BLEUtils.cpp:1] ESP_GAP_BLE_AUTH_CMPL_EVT\n", "smp:0x0b", "unknown", "dhkey-mismatch", "bluedroid", "microcontroller"),
        # Windows in sentences, a link layer's details in Wireshark, a link that ends while ESPHome pairs
        ("It fails with **WinError -2147023673** (`0x800704C7`), _The operation was canceled by the user_, whatever I click.\n", "windows:0x0e", "local", "agent-rejected", "windows", "pc"),
        ('The DevicePairingResultStatus is always status:17 " RejectedByHandler ", and I do not know why.\n', "windows:0x11", "local", "agent-rejected", "windows", "pc"),
        (f"    [Central Address: {PEER} ({PEER})]\n    Control Opcode: LL_REJECT_EXT_IND (0x11)\n    Error Code: PIN or Key Missing (0x06)\n", "hci:0x06", "peer", "peer-bond-missing", "wireshark", "sniffer"),
        ("[10:00:01.100][D][main:339]: Connected to the scale, attempting pairing...\n[10:00:01.300][D][esp32_ble_client:362]: [0] [] ESP_GATTC_DISCONNECT_EVT, reason 0x13\n", "hci:0x13", "peer", "link-lost", "bluedroid", "microcontroller"),
        ("[10:00:01.100][D][main:339]: Connected to the scale, attempting pairing...\n[10:00:01.300][D][esp32_ble_client:362]: [0] [] ESP_GATTS_DISCONNECT_EVT, disconnect reason 0x13\n", "hci:0x13", "peer", "link-lost", "bluedroid", "microcontroller"),
        ("W (3311086) BT_APPL: bta_gattc_conn_cback() - cif=1 connected=0 conn_id=1 reason=0x0013\nE (3311116) BLE: Authentication failed, status: 0x66\n", "bluedroid:102", "unknown", "link-lost", "bluedroid", "microcontroller"),
        # TI's bond manager, ST's statuses, BTstack's examples, NimBLE before the link, ESPHome's reads, Chrome on Windows
        ("61.100 0x20002e4c: bondMgrCB(): connHandle=0, state=1, status=4\n", "smp:0x04", "unknown", "confirm-mismatch", "ti", "microcontroller"),
        ("The callback says GAPBOND_PAIRING_STATE_COMPLETE and SMP_PAIRING_FAILED_CONFIRM_VALUE is what I get.\n", "smp:0x04", "unknown", "confirm-mismatch", "ti", "microcontroller"),
        ("ACI_GAP_PAIRING_COMPLETE_VSEVT_CODE, Status: 0x03, Reason: 0x00\n", "hci:0x06", "local", "local-bond-missing", "stm32wb", "microcontroller"),
        ("Pairing failed, authentication failure with reason = 4\n", "smp:0x04", "unknown", "confirm-mismatch", "btstack", "microcontroller"),
        ("Re-encryption failed, bonding information missing\nAssuming remote lost bonding information\n", "hci:0x06", "peer", "peer-bond-missing", "btstack", "microcontroller"),
        ("E NimBLEDevice: ble_gap_security_initiate: rc=7 \n", "nimble:7", "local", "link-lost", "nimble", "microcontroller"),
        (f"[15:06:10][W][bluetooth_proxy.connection:076]: [0] [{PEER}] Error reading char/descriptor at handle 0x12, status=5\n", "att:0x05", "peer", "peer-requires-authentication", "bluedroid", "microcontroller"),
        ("[14:12:29.363][D][bluetooth_connection.bluedroid:601]: [0] DISCONNECT_EVT reason=0x100\n", "gatt:256", "peer", "connect-failed", "bluedroid", "microcontroller"),
        ("[21:24:09] Unexpected GattCommunicationStatus: 1\n", "windows:Unreachable", "peer", "connect-failed", "windows", "pc"),
        ("When I accept too late I get `Could not pair with device: 15`, and it is gone.\n", "windows:0x0f", "local", "two-stacks", "windows", "pc"),
        # a callback's own error, ESP-IDF's names of ATT errors, a status without its space, sentences about statuses
        ("E/BleManager: onCharacteristicRead error 8\nIt does not seem to be BluetoothGatt.GATT_INSUFFICIENT_AUTHENTICATION here\n", "att:0x08", "peer", None, "android", "phone"),
        ("E (1200) ESP_HID_GAP: BLE GAP AUTH ERROR: 0x51\n", "smp:0x04", "unknown", "confirm-mismatch", "bluedroid", "microcontroller"),
        ("[D][BLEUtils.cpp:1493] dumpGattClientEvent(): [status: ESP_GATT_INSUF_AUTHENTICATION, conn_id: 0, handle: 27 0x1b]\n", "att:0x05", "peer", "peer-requires-authentication", "bluedroid", "microcontroller"),
        ("i found out that auth_status is 132(0x84), and it means BLE_GAP_SEC_STATUS_CONFIRM_VALUE, but how can i allow it.\n", "smp:0x04", "unknown", "confirm-mismatch", "nrf5", "microcontroller"),
        ("Then Android is not able to do it again and fails with error 5 (_GATT_INSUFFICIENT_AUTHENTICATION_) on it.\n", "att:0x05", "peer", "peer-requires-authentication", "android", "phone"),
        # Mbed, a library's callback, nRF Connect's name of a status, Apple's sentence without its space
        ('Whatever I do it ends with **"SEC_STATUS_CONFIRM_VALUE"** at the "pairingResult" event of my board.\n', "smp:0x04", "unknown", "confirm-mismatch", "nrf5", "microcontroller"),
        ("showing bluetooth screen\nonAuthenticationComplete -> fail 81\n", "smp:0x04", "unknown", "confirm-mismatch", "bluedroid", "microcontroller"),
        ("Then the new attempt fails with an error (GATT AUTH FAIL (137, 0x89)) on the phone, and I have to reboot.\n", "gatt:137", "unknown", "peer-bond-missing", "android", "phone"),
        ("[Callback]centralManager(central,didDisconnectPeripheral:peripheral,error:Failed to encrypt the connection,the connection has timed out unexpectedly.)\n", "cb:15", "unknown", "peer-bond-missing", "apple", "phone"),
        # ZMK: a link to the computer, on the half that is central of the other half
        (f"[00:09:24.707,855] <dbg> zmk: split_central_connected: SKIPPING FOR ROLE 1\n[00:09:24.908,599] <err> zmk: Security failed: {PEER} (random) level 1 err 2\n", "zephyr:0x02", "local", "local-bond-missing", "zephyr", "microcontroller"),
        # a role that only a later line tells
        (f"[00:00:04.112,518] <err> zmk: Security failed: {PEER} (random) level 1 err 2\n[00:00:12.774,902] <dbg> zmk: split_central_disconnected: Disconnected: {PEER} (random) (reason 8)\n[00:00:12.775,360] <dbg> zmk: disconnected: SKIPPING FOR ROLE 0\n", "zephyr:0x02", "peer", "peer-bond-missing", "zephyr", "microcontroller"),
        # an attribute that wants security, as BlueZ words it
        ("[org.bluez.Error.Failed] Operation failed with ATT error: 0x0f (Insufficient Encryption)\n", "att:0x0f", "peer", None, "bluez", "gateway"),
        # iOS: the text tells more than the domain that it stands in
        ('App: CBATTErrorDomain Code=14 "Peer removed pairing information"\n', "cb:14", "peer", "peer-bond-missing", "apple", "phone"),
        # bluetoothd of iOS and macOS: an error of HCI behind 700
        ("default 10:00:00.1 bluetoothd [com.apple.bluetooth:Stack.SMP] Failed to encrypt connection  STATUS 706. (status=65535)\n", "hci:0x06", "unknown", None, "apple", "phone"),
        ("default 10:00:00.1 bluetoothd Server.LE.Connection LE ConnManager disconnection complete reason 762 address=<private> localRole=Master\n", "hci:0x3e", "peer", "connect-failed", "apple", "phone"),
        # Bumble, in the middle of a sentence
        ("On the dongle I get WARNING:bumble.smp:pairing failure (SMP_INVALID_PARAMETERS_ERROR)\n", "smp:0x0a", "unknown", None, "bumble", "pc"),
        # Android's own bt_smp
        ("D/bt_smp: smp_proc_pairing_failed: Pairing failed reason 0x04\nW/BluetoothBondStateMachine: bondStateChangeCallback: Status: 9 Address: AA:BB newState: 0\n", "smp:0x04", "peer", "confirm-mismatch", "android", "phone"),
        # MicroPython and CircuitPython
        ('Traceback (most recent call last):\n  File "aioble/device.py", line 9, in pair\n  File "aioble/device.py", line 7, in __exit__\nDeviceDisconnectedError: \n', "micropython:DeviceDisconnectedError", "unknown", "link-lost", "micropython", "microcontroller"),
        ('  File "lib/aioble/security.py", line 9, in pair\nTimeoutError:\n', "micropython:TimeoutError", "unknown", "unknown", "micropython", "microcontroller"),
        ('  File "adafruit_ble/__init__.py", line 9, in pair\n_bleio.SecurityError: Unknown security error: 0x0085\n', "smp:0x05", "unknown", None, "circuitpython", "microcontroller"),
        ("_bleio.SecurityError: Unknown security error: 0x0004\n", "zephyr:0x04", "unknown", None, "circuitpython", "microcontroller"),
        ("_bleio.SecurityError: Unknown security error: 0x0001\n", "nordic:unspecified", "unknown", "unknown", "circuitpython", "microcontroller"),
        ("_bleio.SecurityError: Unspecified issue. Can be that the pairing prompt on the other device was declined or ignored.\n", "smp:0x08", "unknown", None, "circuitpython", "microcontroller"),
        ("_bleio.SecurityError: Insufficient authentication\n", "att:0x05", "peer", None, "circuitpython", "microcontroller"),
        # TI BTool
        (" Event : 0x060A (GAP_AuthenticationComplete)\n Status : 0x04 (SMP_PAIRING_FAILED_CONFIRM_VALUE)\n", "smp:0x04", "unknown", "confirm-mismatch", "ti", "microcontroller"),
        # NimBLE: the base tells the layer and the side
        ("I (49096) NimBLE: encryption change event; status=1035\n", "smp:0x0b", "local", "dhkey-mismatch", "nimble", "microcontroller"),
        ("I (49096) NimBLE: encryption change event; status=1289\n", "smp:0x09", "peer", "peer-rate-limit", "nimble", "microcontroller"),
        ("I (10) NimBLE: encryption change event; status=518\n", "hci:0x06", "peer", "peer-bond-missing", "nimble", "microcontroller"),
        ("E (10) NimBLE: encryption change event; status=7\nI (11) NimBLE: disconnect; reason=531\n", "hci:0x13", "peer", "link-lost", "nimble", "microcontroller"),
        # Bluedroid: SMP's reasons from 0x4d on, HCI's below
        ("I (6700) GATTC_DEMO: pair status = fail\nI (6710) GATTC_DEMO: fail reason = 0x52\n", "smp:0x05", "peer", "peer-not-in-pairing-mode", "bluedroid", "microcontroller"),
        (f"[10:00:00][E][esp32_ble_client:300]: [0] [{PEER}] auth fail reason=97\n", "bluedroid:97", "peer", "peer-bond-missing", "bluedroid", "microcontroller"),
        (f"[10:00:00][E][esp32_ble_client:300]: [0] [{PEER}] auth fail reason=99\n", "bluedroid:99", "unknown", "smp-timeout", "bluedroid", "microcontroller"),
        # nRF5 SDK
        ("<info> peer_manager_handler: Connection security failed: role: Peripheral, conn_handle: 0x0, procedure: Bonding, error: 132\n", "smp:0x04", "unknown", "confirm-mismatch", "nrf5", "microcontroller"),
        ("<info> peer_manager_handler: Connection security failed: role: Central, conn_handle: 0x0, procedure: Encryption, error: 4102\n", "hci:0x06", "peer", "peer-bond-missing", "nrf5", "microcontroller"),
        # Android
        ("D\t21:55:31.501\tdevice.createBond()\nI\t21:55:31.603\tBonding failed, reason: REPEATED ATTEMPTS (7)\n", "android:7", "peer", "peer-rate-limit", "android", "phone"),
        ("08-12 12:00:00.000  1234  1250 I bt_smp  : smp_proc_pair_fail: status=SMP_PAIR_NOT_SUPPORT BluetoothGatt\n", "smp:0x05", "peer", "peer-not-in-pairing-mode", "android", "phone"),
        ("D/BluetoothGatt( 900): onClientConnectionState() - status=133 clientIf=5 device=x\n", "gatt:133", "unknown", "connect-failed", "android", "phone"),
        ("D/[FBP-Android](13406): [FBP] OnBondStateChanged: bonding prev: bond-none\nD/[FBP-Android](13406): [FBP] OnBondStateChanged: bond-none prev: bonding\n", "android:257", "unknown", "unknown", "android", "phone"),
        ("FlutterBluePlusException | connect | android-code: 133 | ANDROID_SPECIFIC_ERROR\n", "gatt:133", "unknown", "connect-failed", "android", "phone"),
        # Apple
        ("FlutterBluePlusException | connect | apple-code: 14 | Peer removed pairing information\n", "cb:14", "peer", "peer-bond-missing", "apple", "phone"),
        ('Error Domain=CBErrorDomain Code=14 "Peer removed pairing information" UserInfo={}\n', "cb:14", "peer", "peer-bond-missing", "apple", "phone"),
        ('Error Domain=CBATTErrorDomain Code=15 "Encryption is insufficient."\n', "att:0x0f", "peer", "peer-requires-authentication", "apple", "phone"),
        ("My telephone says peer removed pairing information since the firmware is new.\n", "cb:14", "peer", "peer-bond-missing", "apple", "phone"),
        # Windows, bleak
        ("bleak.exc.BleakError: Could not pair with device: 9: AUTHENTICATION_FAILURE\n", "windows:0x09", "unknown", None, "windows", "pc"),
        ("DevicePairingResultStatus: AuthenticationFailure\nCould not pair with device: 9: AuthenticationFailure\n", "windows:0x09", "unknown", None, "windows", "pc"),
        ("Could not pair with device: 7: AuthenticationTimeout\n", "windows:0x07", "unknown", None, "windows", "pc"),
        ("OSError: [WinError -2140864507] The attribute requires authentication\n", "att:0x05", "peer", None, "windows", "pc"),
        ("(WasSecureConnectionUsedForPairing: [False] Status: [Failed] ProtectionLevelUsed: [None])\n", "windows:0x13", "unknown", None, "windows", "pc"),
        # programs over D-Bus
        ("bleak.exc.BleakDBusError: [org.bluez.Error.AuthenticationCanceled] Authentication Canceled\n", "dbus:AuthenticationCanceled", "unknown", "link-lost", "bluez", "gateway"),
        ("gi.repository.GLib.GError: g-io-error-quark: GDBus.Error:org.bluez.Error.ConnectionAttemptFailed: Page Timeout (36)\n", "dbus:ConnectionAttemptFailed", "peer", "connect-failed", "bluez", "gateway"),
        ("called `Result::unwrap()` on an `Err` value: Error { kind: AuthenticationFailed, message: \"x\" }\n", "dbus:AuthenticationFailed", "unknown", "unknown", "bluez", "gateway"),
        # Home Assistant, ESPHome's proxies
        ("[Thermostat] Failed: Pairing is not available in ESPHome.\n", "esphome:PairingNotAvailable", "local", "adapter-unavailable", "home-assistant", "gateway"),
        (f"aioesphomeapi: Bluetooth GATT Error address={PEER} handle=0 error=-1 description=Not connected\n", "esphome:NotConnected", "peer", "connect-failed", "home-assistant", "gateway"),
        (f"aioesphomeapi: Bluetooth GATT Error address={PEER} handle=33 error=15 description=Insufficient\n", "att:0x0f", "peer", "peer-requires-authentication", "home-assistant", "gateway"),
        (f"habluetooth: bleak_esphome: No backend with an available connection slot that can reach address {PEER} was found\n", "esphome:NoSlot", "local", "connect-failed", "home-assistant", "gateway"),
        # Bumble, Wireshark, STM32WB
        ("*** Pairing failed: SMP_DHKEY_CHECK_FAILED_ERROR\n", "smp:0x0b", "unknown", None, "bumble", "pc"),
        ("  212 12.345678 Slave Master SMP 31 Rcvd Pairing Failed: Pairing Not Supported\n", "smp:0x05", "peer", "peer-not-in-pairing-mode", "wireshark", "sniffer"),
        ("==>> ACI_GAP_PAIRING_COMPLETE_VSEVT_CODE\n     - status: 2\n     - reason: 5\n", "smp:0x05", "unknown", None, "stm32wb", "microcontroller"),
    ],
)  # fmt: skip
def test_what_a_log_of_each_stack_shows(text, code, by, cause, stack, host):
    found, model = verdicts(text)
    assert [v[:2] for v in found] == [(code, by)]
    assert cause is None or found[0][2] == cause
    assert (model.reading.stack, model.reading.host) == (stack, host)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (f"Security changed: {PEER} (random) level 2\nPairing completed: {PEER} (random), bonded: 1\n", "paired"),
        (f"<inf> app: Security changed: {PEER} (random) level 4\n", "encrypted"),
        ("I (10) NimBLE: encryption change event; status=0\n", "encrypted"),
        ("I (10) GATTC_DEMO: pair status = success\n", "paired"),
        ("<info> peer_manager_handler: Connection secured: role: Peripheral, conn_handle: 0x0, procedure: Bonding\n", "paired"),
        ("D\t21:55:31.6\tandroid.bluetooth bond state changed to: BONDED (12)\n", "paired"),
        ("[aioble] I: encryption update 64 True False True 16\n", "paired"),
        ("[aioble] I: encryption update 64 1 0 0 16\n", "encrypted"),
        (f"[CHG] Device {PEER} Paired: yes\n", "paired"),
        ("May 21 08:09:48.922  LMP Received     0x0041  Sensor        LE Start Encryption Response\n", "encrypted"),
        (f"bluetoothd: Notifying 'pairing started' for self-initiated pairing to {PEER} for Auth type 2\n", "incomplete"),
        ("W/BluetoothPeripheral: read needs bonding, bonding in progress\n", "incomplete"),
    ],
)  # fmt: skip
def test_a_stack_s_own_word_for_a_pairing_that_goes_well_or_on(text, outcome):
    (attempt,) = read(text).attempts.values()
    assert (attempt.outcome, attempt.failure) == (outcome, None)


@pytest.mark.parametrize(
    "line",
    [
        "     - status: 2",
        "connection parameters: status 8, reason 9",
        "Pairing failed: CHIP Error 0x00000032: Timeout",
        "Pair at 12:00:09: MacBook of Anna",
        "I am trying to pair a sensor (Pairing Request, Signing Information) and it does not work.",
    ],
)
def test_a_number_or_a_word_alone_tells_no_stack(line):
    model = read(line + "\n")
    assert (list(model.attempts.values()), model.reading.stack) == ([], "")


def test_a_timeout_that_no_pairing_raised_is_none_of_a_pairing():
    text = '[aioble] W: No secrets available\n  File "aioble/central.py", line 9, in _connect\nTimeoutError:\n'
    assert list(read(text).attempts.values()) == []


def test_words_that_several_stacks_have_count_once_the_stack_is_told():
    line = f"Pairing failed for {PEER} reason 4\n"
    assert verdicts(line)[0] == []
    after, _ = verdicts(line + "*** Booting Zephyr OS build v3.5.0 ***\n[00:00:01.000,000] <inf> bt_hci_core: ready\n")
    assert [v[0] for v in after] == ["zephyr:0x04"]


def test_what_no_row_knows_is_not_understood_and_not_silent():
    _, model = verdicts("I (10) NimBLE: security fragment 77 failed strangely\n")
    assert [text for _, text in model.not_understood] == ["I (10) NimBLE: security fragment 77 failed strangely"]


def test_a_passkey_that_a_stack_prints_is_not_shown():
    model = read(f"Passkey for {PEER} (random): 123456\nSecurity failed: {PEER} (random) level 1 err 1\n")
    assert "123456" not in str([step.detail for a in model.attempts.values() for step in a.steps])


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda v: v.stack or "not bluetooth")
def test_each_row_has_its_key_and_each_vocabulary_its_source(vocabulary):
    assert vocabulary.source and vocabulary.title
    assert vocabulary.host in ("gateway", "microcontroller", "phone", "pc", "sniffer", "unknown")
    assert all(row.key == row.key.lower() for row in vocabulary.rows)
    assert isinstance(vocabulary.distinctive, re.Pattern)


def test_a_vocabulary_is_found_by_its_module_and_the_general_ones_speak_last():
    stacks = [one.stack for one in VOCABULARIES]
    assert len(set(stacks)) == len(stacks) and {"zephyr", "ti", "bluez"} <= set(stacks)
    assert stacks[0] == "" and stacks[-2:] == ["hci", "smp"]


@pytest.mark.parametrize(
    ("meaning", "number", "known"),
    [
        (nimble.meaning, 0x40B, ("smp", 0x0B, "local")),
        (nimble.meaning, 0x505, ("smp", 0x05, "peer")),
        (nimble.meaning, 0x213, ("hci", 0x13, "peer")),
        (nimble.meaning, 0x105, ("att", 0x05, "peer")),
        (nimble.meaning, 13, ("nimble", 13, "unknown")),
        (nimble.meaning, 0, None),
        (bluedroid.meaning, 81, ("smp", 0x04, "unknown")),
        (bluedroid.meaning, 0x52, ("smp", 0x05, "peer")),
        (bluedroid.meaning, 99, ("bluedroid", 99, "unknown")),
        (bluedroid.meaning, 5, ("hci", 5, "unknown")),
        (nordic.meaning, 0x85, ("smp", 0x05, "unknown")),
        (nordic.meaning, 4102, ("hci", 0x06, "unknown")),
        (nordic.meaning, 4352, ("nordic", 4352, "unknown")),
    ],
)
def test_how_numbers_are_computed(meaning, number, known):
    assert meaning(number) == known
    assert known is None or codes.lookup(*known[:2]) is not None


def test_a_line_without_line_ends_states_everything_in_turn():
    line = f"Security failed: {PEER} (random) level 1 err 9Pairing failed conn: {PEER} (random), reason 9"
    assert [each.statement.says for each in stated(line, ())] == [Says.FAILED, Says.FAILED]
    assert [vocabulary.stack for vocabulary in vocabularies_in(line)] == ["zephyr"]


def test_an_attempt_is_the_device_s_that_a_later_line_names():
    text = f"<wrn> bt_smp: Refusing new pairing. The old bond must be unpaired first.\n<wrn> app: Security failed: {PEER} (random) level 1 err 4\n"
    (attempt,) = read(text).attempts.values()
    assert (attempt.peer.address, attempt.peer.address_type) == (PEER, "random")


@pytest.mark.parametrize("event", ["CFM_REQ", "KEY_NOTIF", "KEY_REQ"])
def test_a_question_of_classic_bluetooth_on_an_esp32_is_a_pairing_under_way(event):
    (attempt,) = read(f"I (61) BT_AV: ESP_BT_GAP_{event}_EVT passkey: 123456\n").attempts.values()
    assert attempt.transport == "bredr" and not attempt.failure
