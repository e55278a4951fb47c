"""Modules behind a serial line, and firmware with lines of its own: what made-up lines of theirs state."""

import pytest

from pairtui.pairing.model import Model
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.text.reader import TextReader


def read(text):
    """The model that a text leads to."""
    reader, tracer, model = TextReader(), Tracer(), Model()
    for record in [*reader.feed(text.encode()), *reader.close()]:
        for event in tracer.feed(record):
            model.apply(event)
    model.finish()
    return model


def told(text):
    """Code and side of every attempt that failed, the outcomes of the others, each with its transport."""
    return [
        (one.failure.code, one.failure.by.value, one.transport) if one.failure else (one.outcome.value, one.transport)
        for one in read(text).attempts.values()
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Microchip RN4870
        ("CMD> B\nAOK\n%CONNECT,0,C01122334455%\n%ERR_SEC%\n%DISCONNECT%\n", ("firmware:ERR_SEC", "unknown", "le")),
        ("%CONNECT,1,C01122334455%\n%KEY:123456%\n%SECURED%\n%BONDED%\n", ("paired", "le")),
        # ESP-AT, as it is and as a serial monitor shows it
        ("+BLESECREQ:0\nAT+BLEENCRSP=0,1\nOK\n+BLEAUTHCMPL:0,1\n", ("firmware:BLEAUTHCMPL", "unknown", "le")),
        ("10:00:00.100 -> +BLESECNTFYKEY:0,123456\n10:00:09.100 -> +BLEAUTHCMPL:0,0\n", ("paired", "le")),
        ("The phone asks with `+BLESECNCREQ`, and `+BLECONFREPLY` is answered with `busy p...` by the module.\n", ("firmware:AtBusy", "unknown", "le")),
        # u-blox
        ("+UUBTACLC:0,0,C01122334455p\n+UUBTB:C01122334455p,2\n", ("firmware:UUBTB=2", "unknown", "le")),
        ("+UUBTB:C01122334455r,1\n", ("firmware:SmpTimeout", "unknown", "le")),
        ("+UUBTB:C01122334455r,0\n", ("paired", "le")),
        # STM32WB in a Flipper Zero, whose reasons are hexadecimal without 0x
        ("585 [D][BtGap]: Slave security initiated\n596 [E][BtGap]: Pairing failed with status: 2. Terminating connection\n597 [I][BtGap]: Disconnect from client. Reason: 16\n", ("firmware:PairingFailed", "unknown", "le")),
        ("585 [D][BtGap]: Slave security initiated\n596 [I][BtGap]: Disconnect from client. Reason: 3D\n", ("hci:0x3d", "unknown", "le")),
        ("585 [I][BleGap]: Pass key request event. Pin: 123456\n596 [I][BleGap]: Pairing complete\n", ("paired", "le")),
        # NXP QN902x
        ("QN BLE is ready.\nBond request complete handle: 0000, bonded: 0, status: 0x05.\n", ("smp:0x05", "unknown", "le")),
        ("QN BLE is ready.\nBond request complete handle: 0000, bonded: 1, status: 0x00.\n", ("paired", "le")),
        # WICED: samples with classic audio print HCI's status, those of LE alone SMP's reason
        ("a2dp_sink_management_callback 0x0b\nPairing complete 5\n", ("hci:0x05", "unknown", "bredr")),
        ("a2dp_sink_management_callback 0x0b\nPairing complete 0\n", ("paired", "bredr")),
        ("Hello_management_callback 0x0b\nPairing Complete 5.\n", ("smp:0x05", "unknown", "le")),
        # Nordic's driver in Python: who failed is in error_src
        ("[DEBUG]: Got NRF Driver event: GapEvtAuthStatus(conn_handle=0, auth_status=<BLEGapSecStatus.confirm_value: 132>, error_src=1, bonded=0)\n", ("smp:0x04", "peer", "le")),
        ("[DEBUG]: Got NRF Driver event: GapEvtAuthStatus(conn_handle=0, auth_status=<BLEGapSecStatus.success: 0>, error_src=0, bonded=1)\n", ("paired", "le")),
        # Zephyr: what bt_conn_set_security returned, whoever prints it; no errno of another call, no positive number
        ("[00:00:12.301,818] <err> app: Failed to set security: -12\n", ("errno:12", "local", "le")),
        ("bt_conn_set_security failed (err -22)\n", ("errno:22", "local", "le")),
        ("uart:~$ bt security 4\nSetting security failed (err -5)\n", ("errno:5", "local", "le")),
        # ZMK keeps one host a profile; a name alone on its line
        ("[00:02:52.650,482] <wrn> zmk: auth_pairing_accept: Rejecting pairing request to taken profile 0\n[00:02:52.952,148] <dbg> zmk: disconnected: Disconnected from C0:11:22:33:44:55 (random) (reason 0x13)\n", ("zephyr:0x06", "local", "le")),
        ("Now and then pairing fails with:\n\nBT_SECURITY_ERR_UNSPECIFIED (error 9)\n", ("zephyr:0x09", "unknown", "le")),
        # the classic examples of ESP-IDF print esp_bt_status_t, which has numbers of its own
        ("I (71013) SPP_INITIATOR_DEMO: ESP_SPP_CL_INIT_EVT\nE (73976) SPP_INITIATOR_DEMO: authentication failed, status:9\n", ("hci:0x05", "unknown", "bredr")),
        ("I (71013) SPP_INITIATOR_DEMO: ESP_SPP_CL_INIT_EVT\nE (73976) SPP_INITIATOR_DEMO: authentication failed, status:262\n", ("hci:0x06", "unknown", "bredr")),
        # NXP: the sample's words, the results of its security manager by number and by name
        ("-->  GAP Event: Device Connected\n-->  GAP Event: Pairing Unsuccessful.\n", ("firmware:PairingUnsuccessful", "unknown", "le")),
        ("-->  GAP Event: Device Connected\n-->  GAP Event: Device Paired.\n", ("paired", "le")),
        ("-->  GAP Event: Device Connected\nPairing failed, status 0x0432\n", ("smp:0x04", "unknown", "le")),
        ("gConnEvtPairingComplete_c: failed with gSmUnattainableLocalDeviceMinKeySize_c\n", ("smp:0x06", "local", "le")),
        ("-->  GAP Event: Device Connected\nAuthentication Rejected reason = 0x5\n", ("smp:0x05", "peer", "le")),
        # openvela: the name of HCI's error and its number in hexadecimal
        ("[ 11.58] [cp] ---->[HCI][CMDN][P:1,$:2][-Authentication_Requested][status:PIN OR KEY MISSING | 06]\n", ("hci:0x06", "peer", "bredr")),
        ("[ 11.58] [cp] ---->[HCI][CMDN][P:1,$:1][-Create_Connection][status:PAGE TIMEOUT | 04]\n", ("hci:0x04", "peer", "bredr")),
        # TI's samples; Silicon Labs' numbers as %x prints them
        ("Pairing started\nPairing fail: 8\n", ("smp:0x08", "unknown", "le")),
        ("sl_bt_evt_sm_bonding_failed_id\nBonding failed, reason: 1206\n", ("smp:0x06", "unknown", "le")),
        ("[E] Bonding failed, reason: 0x1006\n", ("hci:0x06", "unknown", "le")),
        ("Bonding failed: The confirm value does not match the calculated compare value\n", ("smp:0x04", "unknown", "le")),
        ("[I] sl_bt_evt_sm_bonded_id\n[I] Bonding completed\n", ("paired", "le")),
        ("Bonding done, ID: 1\n", ("paired", "le")),
        # WICED Smart, and the trace of ClientControl
        ("hello_sensor smp_bond_result 01\n", ("firmware:SmpTimeout", "unknown", "le")),
        ("watch, bond result 03\n", ("paired", "le")),
        ("12:00:00.535 SMP RECV Command. Name: SMP Pairing Request (0x01) len: 7\n", ("incomplete", "le")),
        # a hang-up after a failure that the stack told by itself is no reason for it
        ("INFO | ??:??:?? 264 BLE pair process started with passkey 649 120\nINFO | ??:??:?? 271 BLE pair failed\nINFO | ??:??:?? 274 BLE Disconnected, reason = 0x13\n", ("nordic:unspecified", "unknown", "le")),
        # a name in parentheses between Zephyr's words and its result
        ("Bt: Pairing completed: n/a (n/a, C0:11:22:33:44:55), bonded 1\n", ("paired", "le")),
        # ESPHome: what was paired may still be refused; Mbed's program that asks too early
        ("[D][esp32_ble_client:547]: [0] [C0:11:22:33:44:55] auth success type = 1 mode = 9\n[W][lamp:164]: Read failed for 8d560302-0000-0000-0000-000000000000, status=5\n", ("att:0x05", "peer", "le")),
        ("Connected to peer C0:11:22:33:44:55\nError during SM::setLinkSecurity 4\n", ("firmware:SetLinkSecurity", "local", "le")),
        # errno of a Zephyr without its times, for a device by name
        ("Connected to dongle (c0:11:22:33:44:55)\nFailed to set security for dongle (c0:11:22:33:44:55): -12\n", ("errno:12", "local", "le")),
        # BlueRetro, whose reasons are hexadecimal without 0x
        ("# BT_HCI_EVT_LE_CONN_COMPLETE\n# bt_smp_pairing_req\n# BT_SMP_CMD_PAIRING_FAIL reason: 05\n", ("smp:0x05", "peer", "le")),
        # the nRF51822 in Arduino's BLEPeripheral
        ("Evt Connected c0:11:22:33:44:55\nEvt Sec Params Request 0 1 1 4 0 0 16\nEvt Conn Sec Update 1 2 16\nEvt Auth Status\n", ("encrypted", "le")),
        ("Evt Connected c0:11:22:33:44:55\nEvt Sec Params Request 1 1 4 0 0 16\nEvt Disconnected\n", ("firmware:LinkEnded", "unknown", "le")),
        # names of HCI's errors as Bluefruit prints them, as somebody quotes them, as Silicon Labs writes them
        ("[BLE   ] BLE_GAP_EVT_DISCONNECTED : Conn Handle = 0\n[GAP   ] Disconnect Reason: CONN_TERMINATED_DUE_TO_MIC_FAILURE\n", ("hci:0x3d", "unknown", "unknown")),
        ('The disconnect reason is "CONN_TERMINATED_DUE_TO_MIC_FAILURE".\n', ("hci:0x3d", "unknown", "unknown")),
        ("Connection closed: SL_STATUS_BT_CTRL_CONNECTION_TERMINATED_DUE_TO_MIC_FAILURE\n", ("hci:0x3d", "unknown", "unknown")),
        # TI's BTool: a field a line
        ("-EventCode\t: 0xFF (HCI_LE_ExtEvent)\n Event\t\t: 0x0606 (GAP_TerminateLink)\n Status\t\t: 0x00 (Success)\n Reason\t\t: 0x06 (Unknown Gap Termination Reason 0x06)\n", ("hci:0x06", "unknown", "le")),
        # a host whose level was not reached hangs up, whatever it says of the encryption
        ("[00:00:12.933,227] <err> bt_hci_core: Failed to set required security level\nSecurity changed: C0:11:22:33:44:55 (random) level 3\nDisconnected (reason 22)\n", ("hci:0x16", "local", "le")),
        # a pairing by the PDUs that came in, with no number that is a failure; nRF Desktop's words
        ("[00:00:12.100,000] <dbg> bt_smp: bt_smp_recv: Received SMP code 0x04 len 16\n[00:00:12.101,000] <dbg> bt_smp: smp_pairing_random: \n", ("incomplete", "le")),
        ("[00:00:12.100,000] <wrn> ble_state: Security with C0:11:22:33:44:55 (random) failed, level 1 err 2\n", ("zephyr:0x02", "unknown", "le")),
        ("[00:00:12.100,000] <wrn> bt_smp: pairing failed (peer reason Pairing not supported (0x5))\n", ("smp:0x05", "peer", "le")),
        ("uart:~$ bt security 2\nSecurity changed: C0:11:22:33:44:55 (random) level 2\nBonded with C0:11:22:33:44:55 (random)\n", ("paired", "le")),
        # how the Core Specification words a reason, as headers, samples and people do
        ("Pairing fails; the sniffer says that the reason for failing is 0x04 (The confirm value does not match the calculated compare value).\n", ("smp:0x04", "unknown", "le")),
        ('It says pairing failed with reason: "The pairing procedure cannot be performed as authentication requirements cannot be met due to IO capabilities."\n', ("smp:0x03", "unknown", "le")),
        # CircuitPython: what the SoftDevice and NimBLE returned to pair()
        ('Traceback (most recent call last):\n  File "adafruit_ble/__init__.py", line 143, in pair\n_bleio.BluetoothError: Unknown soft device error: 0004\n', ("nrf:0x04", "local", "le")),
        ('Traceback (most recent call last):\n  File "adafruit_ble/__init__.py", line 143, in pair\n_bleio.BluetoothError: Unknown system firmware error: 13\n', ("nimble:13", "unknown", "le")),
        ('Traceback (most recent call last):\n  File "adafruit_ble/__init__.py", line 143, in pair\nMemoryError: Nimble out of memory\n', ("nimble:6", "local", "le")),
        ("<error> app: pm_conn_secure() failed: 0x8\n", ("nrf:0x08", "local", "le")),
        ("Pairing failed, status = 0x85\n", ("smp:0x05", "unknown", "le")),
        # STM32CubeWB's projects: an event and its fields, one a line; Ledger's
        (">>== ACI_GAP_PAIRING_COMPLETE_VSEVT_CODE\n     - Pairing KO\n     - Status: 0x02\n     - Reason: 0x04\n", ("smp:0x04", "unknown", "le")),
        (">>== ACI_GAP_PAIRING_COMPLETE_VSEVT_CODE\n     - Pairing Success\n", ("paired", "le")),
        ("PAIRING FAILED : 0B\n", ("smp:0x0b", "unknown", "le")),
        # Telink: the octets of the event; Ameba's default handler
        ("[APP][SMP] paring begin: 80 00 00 01\n[APP][SMP] paring fail: 80 00 04 00\n", ("smp:0x04", "unknown", "le")),
        ("[APP][SMP] paring fail: 40 00 80\n", ("firmware:SmpTimeout", "unknown", "le")),
        ("[APP][SMP] Pairing success\n", ("paired", "le")),
        ("authenStateEvtHandlerDefault: Pair success conn id :0\n", ("paired", "le")),
        # BTstack by its numbers; a status with a leading zero is a number too
        ("SM_EVENT_PAIRING_COMPLETE: status 0x05, reason 0x04\n", ("smp:0x04", "unknown", "le")),
        ("BTstack up and running\nPairing complete, status 0x13\n", ("hci:0x13", "peer", "le")),
        ("SSP pairing complete, status 05\n", ("hci:0x05", "unknown", "bredr")),
        ("46161 [I][BtGap] Connection parameters: Connection Interval: 24 (30 ms)\n46418 [I][BtGap] Pairing complete\n", ("paired", "le")),
        ("M->S - SMP - Sent Pairing Request:\nS->M - SMP -> Rcvd Pairing Failed: Invalid parameters\n", ("smp:0x0a", "peer", "le")),
        ("BTstack up and running\nPairing started\nLE connection 0401: disconnect, reason 13\n", ("hci:0x13", "peer", "le")),
        # BTool is the central: it is the peer that has no key for what GAP_Bond began
        ("-Opcode\t\t: 0xFE0F (GAP_Bond)\n ConnHandle\t: 0x0000 (0)\n-EventCode\t: 0xFF (HCI_LE_ExtEvent)\n Event\t\t: 0x0606 (GAP_TerminateLink)\n Reason\t\t: 0x06 (Unknown Gap Termination Reason 0x06)\n", ("hci:0x06", "peer", "le")),
        # what somebody says of a link, with the number that a stack prints
        ('I keep getting a "Disconnected, reason = 0x3E" when I connect.\n', ("hci:0x3e", "peer", "unknown")),
        ("Result: Simple Pairing Complete - Authentication Failure (0x05).\n", ("hci:0x05", "unknown", "bredr")),
        ("SSP User Confirmation Request with numeric value '883433'\n", ("incomplete", "bredr")),
        # a monitor in a browser puts its time before the level, with no blank between
        ("[17:05:55]I (35040) app: Securing\n[17:05:57]E NimBLEClient: secureConnection: failed rc=13 Operation timed out\n", ("nimble:13", "unknown", "le")),
        ("E NimBLERemoteValueAttribute: << writeValue failed, rc: 261 Insufficient authentication\n", ("att:0x05", "peer", "le")),
    ],
)  # fmt: skip
def test_what_a_module_tells(text, expected):
    assert told(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "[00:00:12.301,818] <wrn> app: Failed to set security: -128\n",
        "I (198551) NimBLE: subscribe event; conn_handle=0 attr_handle=8 reason=3 prevn=0 curn=0 previ=0 curi=1\n",
        "[01:55:10][NukiHub] Failed to connect on registering GDIO\n[01:55:13]No nuki in pairing mode found\n",
        "D (915) BT_APPL: bta_dm_search_start status=1\n",
        "chip[BLE]: Failed to cancel connection rc=2\npairing_command: Pairing Failure: Matter-Error CHIP:0x00000032\n",
        "I (364324) chip[DL]: Confirm received for CHIPoBLE TX characteristic indication (con 0) status= 14\n",
        "D (915) app: gap event 14 of the connection, status=1\n",
        "[00:00:01.100,000] <dbg> app: gatt event: handle 4, reason 2\n",
        "[W][wifi:112]: Disconnected from the access point, reason: AUTH_FAIL\n",
        "Firmware: Bluepad32 for Arduino v4.1.0\nFailed to inquiry name for C0:11:22:33:44:55, using a fake one\n",
        "--> HCI_EVENT_CONNECTION_COMPLETE\nBTstack up and running\nIdentity resolving failed for C0:11:22:33:44:55\n",
        "[00:00:12.301,818] <wrn> app: Failed to set security (err -16)\n",
        "[00:00:12.301,818] <err> app: Failed to set security: -1\n",
        "[00:00:12.301,818] <err> bt_att: Failed to send notification (err -12)\n",
        "    err = bt_conn_set_security(conn, BT_SECURITY_L2); // returns -22\n",
        "Failed to set security: -22\n",
        "        case BT_SECURITY_ERR_PAIR_NOT_SUPPORTED:\n",
        "E (24463) BT_HCI: CC evt: op=0x2022, status=0x2\n",
        "BLE GAP connection terminated (con 0 reason 0x213)\n",
        "    /// The pairing failed as the confirm value does not match the calculated compare value\n",
    ],
)
def test_what_is_no_refusal_of_zephyr_s_is_not_told_as_one(text):
    assert told(text) == []


@pytest.mark.parametrize(
    ("lines", "role"),
    [
        ("zmk.split_central_connected: Connected: XX (public)\n[00:00:00.600,000] <dbg> zmk.connected: Connected XX (public)\n", "responder"),
        ("zmk.split_central_disconnected: Disconnected: XX (public) (reason 19)\n", "unknown"),
        ("zmk: split_central_device_found: [DEVICE]: C0:11:22:33:44:55 (random), RSSI -80\n", "initiator"),
    ],
)  # fmt: skip
def test_a_zmk_half_has_the_role_of_its_link(lines, role):
    text = f"[00:00:00.500,000] <dbg> {lines}[00:00:01.000,000] <err> zmk: Security failed: XX (public) level 1 err 2\n"
    (attempt,) = read(text).attempts.values()
    assert attempt.role == role


def test_what_one_machine_lacks_is_not_said_of_the_other():
    model = read(
        "Central:\n[00026327] <err> bt_smp: Unable to get keys for C0:11:22:33:44:55 (random)\n"
        "Peripheral:\n[01152555] <err> bt_smp: reason 0x8\n"
    )
    first, second = model.attempts.values()

    assert first.diagnosis.cause == "bond-table-full"
    assert (second.failure.code, second.failure.by.value) == ("smp:0x08", "peer")
    assert second.diagnosis.cause != "bond-table-full"
