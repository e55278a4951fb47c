"""Lines of Zephyr's host, shell and samples, of the nRF5 SDK's peer manager, and of NimBLE's examples, from their sources."""

import pytest

from pairtui.knowledge.vocabularies.roles import of_a_maker
from tests.pairing.pasted import read

PEER = "C0:11:22:33:44:55 (random)"
PM = "<info> peer_manager_handler:"


@pytest.mark.parametrize(
    ("text", "code", "by", "cause"),
    [
        # Zephyr: host, shell, samples
        (f"Pairing failed with {PEER} reason: Unspecified (9)\n", "zephyr:0x09", "unknown", "unknown"),
        (f"Connected: {PEER}\nEnter 16 digits wide PIN code for C0:11:22:33:44:55\nPairing failed with C0:11:22:33:44:55 reason: Authentication failure (1)\n", "zephyr:0x01", "unknown", "unknown"),
        (f"Failed to connect to {PEER} (0x02)\n", "hci:0x02", "unknown", "connect-failed"),
        ("<wrn> bt_hci_core: opcode 0x2019 status 0x0c\n", "hci:0x0c", "local", "unknown"),
        ("<wrn> bt_hci_core: opcode 0x200d status 0x0d\n", "hci:0x0d", "local", "connect-failed"),
        ("<wrn> bt_ssp: For SC only mode, link key type should be 8\n", "zephyr:0x01", "local", "unknown"),
        (f"<dbg> zmk.auth_passkey_entry: Passkey entry requested for {PEER}\n<err> bt_smp: SMP Timeout\n<err> zmk: Security failed: {PEER} level 1 err 8\n", "zephyr:0x09", "unknown", "smp-timeout"),
        ("*** Booting Zephyr OS build v3.7.0 ***\nFailed to set security: -22\n", "errno:22", "local", "mitm-unachievable"),
        ("*** Booting nRF Connect SDK v2.6.0 ***\nPairing Failed (2). Disconnecting.\n", "zephyr:0x02", "unknown", "local-bond-missing"),
        (f"Advertising successfully started\nConnected {PEER}\nSecurity failed: {PEER} level 1 err (2)\n", "zephyr:0x02", "local", "local-bond-missing"),
        ("E: SMP Timeout\n", "zephyr:0x09", "unknown", "smp-timeout"),
        ("<dbg> bt_hci_core: hci_encrypt_change: status 0x06 handle 0 encrypt 0x00\n", "hci:0x06", "unknown", "peer-bond-missing"),
        (f"<inf> main: Security changed: {PEER} level 2\n<err> bt_keys: Failed to save keys (err -28)\n", "errno:28", "local", "bond-table-full"),
        (f"<inf> peripheral_uart: Passkey for {PEER}: 123456\n<inf> peripheral_uart: Numeric Reject, conn 0x2000177c\n<inf> peripheral_uart: Pairing failed conn: {PEER}, reason 1\n", "zephyr:0x01", "local", "agent-rejected"),
        ("<wrn> bt_smp: SMP command (code 0x03) received after timeout\n", "zephyr:0x09", "local", "smp-timeout"),
        ("<err> bt_smp: Unknown pairing method (0)\n", "zephyr:0x09", "local", "unknown"),
        ("<dbg> bt_smp: smp_pairing_complete: got status 0x4\n", "smp:0x04", "unknown", "confirm-mismatch"),
        (f"Connected {PEER}\nPasskey for {PEER}: 123456\n<wrn> bt_smp: Unexpected SMP code 0x0b\n", "zephyr:0x09", "local", "unknown"),
        (f"Security with {PEER} failed: Bonding information missing (2)\n", "zephyr:0x02", "unknown", "local-bond-missing"),
        (f"<wrn> ble: security with {PEER} failed at level 1 (err 9)\n", "zephyr:0x09", "unknown", "unknown"),
        ("<err> fast_pair: Invalid IO capability (pairing accept): 0x20001234\n", "zephyr:0x04", "local", "mitm-unachievable"),
        (f"<inf> main: Security changed: {PEER} level 2\n<wrn> bt_smp: SMP does not allow a pairing failure at this point. Known issue. Disconnecting instead.\n", "hci:0x05", "local", "bond-not-replaced"),
        (f"<err> bt_smp: SMP Timeout\n<wrn> main: Security failed: {PEER} level 1 err 9\n<inf> main: Disconnected: {PEER} (reason 0x13)\n", "zephyr:0x09", "unknown", "smp-timeout"),
        (f"[00:00:42.910,766] <err> bt_smp: smp_timeout: SMP Timeout\n<wrn> main: Security for 0x80d35c0 failed: {PEER} level 1 err 9\n<inf> main: Connection (3) @ 0x80d35c0 with Peer {PEER} terminated (reason 0x22)\n", "zephyr:0x09", "unknown", "smp-timeout"),
        (f"<err> bt_smp: smp_public_key: Unknown pairing method (4)\n<wrn> main: Security failed: {PEER} level 1 err 9\n", "zephyr:0x09", "local", "unknown"),
        (f"Advertising successfully started\nConnected {PEER}\nSecurity failed: {PEER} level 1 err 4\n", "zephyr:0x04", "unknown", "bond-not-replaced"),
        (f"Connected {PEER}\nPasskey for {PEER}: 123456\n<wrn> bt_smp: Unexpected SMP code 0x08\nPairing Failed (9). Disconnecting.\nDisconnected from {PEER}, reason 0x05\n", "zephyr:0x09", "local", "unknown"),
        ("<dbg> bt_conn: bt_conn_set_state: connected -> disconnect\n<wrn> ble_latency: Security establishment failed\n", "firmware:Unspecified", "local", "unknown"),
        (f"Passkey for {PEER}: 123456\n<err> bt_hci_core: Failed to set required security level\nSecurity changed: {PEER} level 3\nDisconnected: {PEER} (reason 22)\n", "hci:0x16", "local", "sc-only-refused-legacy"),
        (f"Connected {PEER}\n<err> bt_hci_core: Failed to set required security level\nSecurity changed: {PEER} level 2\nDisconnected: {PEER} (reason 22)\n", "hci:0x16", "local", "encryption-below-level"),
        (f"split_central_process_connection: Current security for connection: 1\nsplit_central_notify_func: [UNSUBSCRIBED]\n<err> zmk: Security failed: {PEER} level 1 err 2\n", "zephyr:0x02", "peer", "peer-bond-missing"),
        (f"***** Booting Zephyr OS v1.12.0 *****\nConnected: {PEER}\n[bt] [ERR] smp_pairing_failed: reason 0x8\n[bt] [WRN] bt_smp_recv: Unexpected SMP code 0x05\nDisconnected: {PEER} (reason 19)\n", "smp:0x08", "peer", "unknown"),
        (f"[bt] [ERR] smp_timeout: SMP Timeout\nPairing Failed. Disconnecting.\nDisconnected from {PEER} (reason 5)\n", "zephyr:0x09", "unknown", "smp-timeout"),
        ("[00:00:20.171,228] <dbg> bt_smp.bt_smp_recv: Received SMP code 0x01 len 6\n[00:00:20.271,228] <err> bt_smp.smp_pairing_failed: reason 0x3\n", "smp:0x03", "peer", "peer-requires-authentication"),
        (f"*** Booting Zephyr OS build v2.3.0 ***\nConnected {PEER}\nW: reason 0x4\nSecurity failed: {PEER} level 1 err 1\n", "smp:0x04", "peer", "confirm-mismatch"),
        ("*** Booting nRF Connect SDK v2.5.0 ***\nPairing failed conn: 0x20001234, reason 4\n", "zephyr:0x04", "unknown", "mitm-unachievable"),
        (f"<wrn> bt_mgmt: Security changed: {PEER} level 1 err 2\n", "zephyr:0x02", "unknown", "local-bond-missing"),
        (f"<inf> main: Connected: {PEER}\n<wrn> main: Security changed: {PEER} level 1 err 9\n<inf> main: Disconnected: {PEER}, reason 0x3e\n", "hci:0x3e", "peer", "connect-failed"),
        # nRF5 SDK
        ("evt> auth_status conn(0)\n error_src(0)\n bonded(0)\n auth_status(BLEGapSecStatus.pairing_not_supp)\n", "smp:0x05", "unknown", "unknown"),
        ("BLE: Authentication status conn_handle: 0 status: Failed\n", "nordic:unspecified", "unknown", "unknown"),
        ("Pairing failed with status 0x88\n", "smp:0x08", "unknown", "unknown"),
        (f"{PM} Connection security failed: role: Peripheral, conn_handle: 0, procedure: Bonding, error: 0x1101\n", "nordic:0x01", "unknown", "smp-timeout"),
        (f"{PM} Peer data updated failed: peer_id: 0, data_id: Bonding data, action: Update, error: NRF_ERROR_STORAGE_FULL\n", "nrf:0x86", "local", "bond-table-full"),
        (f"{PM} Connection security failed: role: Peripheral, conn_handle: 0x0, procedure: Bonding, error: 133\n{PM} Error (decoded): BLE_GAP_SEC_STATUS 0x85\n", "smp:0x05", "local", "bond-not-replaced"),
        ("<debug> peer_manager_handler: Error (decoded): PM_CONN_SEC_ERROR_DISCONNECT\n", "nordic:0x1100", "unknown", "link-lost"),
        ("<debug> peer_manager_handler: Error (decoded): PM_CONN_SEC_ERROR_SMP_TIMEOUT\n", "nordic:0x01", "unknown", "smp-timeout"),
        ("<warning> peer_manager_handler: pm_conn_secure() failed because an SMP timeout is preventing security on the link. Disconnecting conn_handle 0.\n", "nordic:0x01", "unknown", "smp-timeout"),
        ("<error> peer_manager_handler: Asserting. pm_conn_secure() returned NRF_ERROR_INVALID_STATE on conn_handle 0.\n", "nrf:0x08", "local", "unknown"),
        ("<error> peer_manager_sm: Could not perform security procedure. smd_params_reply() or smd_link_secure() returned NRF_ERROR_INVALID_PARAM. conn_handle: 0\n", "nrf:0x07", "local", "unknown"),
        (f"{PM} Connection secured: role: Peripheral, conn_handle: 0, procedure: Encryption\n<warning> peer_manager_handler: Connection security is insufficient, disconnecting.\n", "nordic:unspecified", "local", "encryption-below-level"),
        (f"<error> peer_manager_smd: Could not allocate new peer_id for incoming bond.\n{PM} Connection secured: role: Peripheral, conn_handle: 0, procedure: Bonding\n", "nrf:0x04", "local", "bond-table-full"),
        ("<error> peer_manager_smd: Could not store bond. pdb_write_buf_store() returned NRF_ERROR_STORAGE_FULL. conn_handle: 0, peer_id: 2\n", "nrf:0x86", "local", "bond-table-full"),
        ("The RTT of the nRF52 tells of a connection security failed (error 4352).\n", "nordic:0x1100", "unknown", "link-lost"),
        ("The dongle gives a 0x3D reason on disconnect after a while.\n", "hci:0x3d", "unknown", "mic-failure"),
        ("bt_conn_set_security() returns -12 when a third host pairs with my nRF5340.\n", "errno:12", "local", "bond-table-full"),
        ("bt_conn_set_security(conn, BT_SECURITY_L4) returns -22 on a board without display.\n", "errno:22", "local", "mitm-unachievable"),
        ("My keyboard with ZMK gets BT_SECURITY_ERR_PAIR_NOT_ALLOWED from a second host.\n", "zephyr:0x06", "unknown", "peer-rate-limit"),
        ("I get PM_EVT_CONN_SEC_FAILED and then the phone is gone.\n", "nordic:unspecified", "unknown", "unknown"),
        ("I am developing a BLE peripheral.\nAfter a restart it says PM_CONN_SEC_ERROR_PIN_OR_KEY_MISSING.\n", "hci:0x06", "local", "local-bond-missing"),
        ("Our lock gives error 0x1006 from the peer manager once a week.\n", "hci:0x06", "unknown", "peer-bond-missing"),
        ("The encryption change has status code 0x3d. (mic error)\n", "hci:0x3d", "unknown", "mic-failure"),
        # NimBLE
        ("GAP encryption change: handle=1 status=518\n", "hci:0x06", "peer", "peer-bond-missing"),
        ("I (900) NimBLE: Encryption result: 1285\n", "smp:0x05", "peer", "peer-not-in-pairing-mode"),
        ("E (900) NIMBLE_NVS: NVS write operation failed !!\n", "nimble:28", "local", "unknown"),
        ("I (900) NimBLE: Security could not be initiated, rc = 8\n", "nimble:8", "local", "unknown"),
        ("I (900) NimBLE: Connection secured\nI (990) NimBLE: encryption change event; status=1285 \n", "smp:0x05", "peer", "peer-not-in-pairing-mode"),
        ("E (900) NimBLE: Error: Failed to subscribe to characteristic; rc=261\n", "att:0x05", "peer", "peer-requires-authentication"),
        ("E (900) NimBLE: Error: Failed to connect to device; addr_type=1 addr=c0:11:22:33:44:55; rc=2\n", "nimble:2", "local", "unknown"),
    ],
)  # fmt: skip
def test_a_line_of_the_stack_says_what_failed(text, code, by, cause):
    (attempt,) = (attempt for attempt in read(text).attempts.values() if attempt.failure)
    assert (attempt.failure.code, attempt.failure.by, attempt.diagnosis.cause) == (code, by, cause)


@pytest.mark.parametrize(
    "text",
    [
        "<wrn> bt_hci_core: opcode 0x2022 status 0x02\n",
        "<err> bt_hci_core: Unable to lookup conn for handle 0\n",
        "<err> bt_hci_core: Unable to find conn for handle 0\n",
        "<wrn> bt_hci_core: Connection creation timeout triggered\n",
        "<err> bt_gatt: Unable to register handle 0x0016\n",
        "<err> bt_conn: Failed read remote version (-128)\n",
        "<wrn> bt_hci_core: opcode 0x2016 status 0x3a\n<err> bt_hci_core: Failed read remote features (-5)\n",
        "<err> bt_att: Unable to allocate buffer for op 0x0b\n<err> bt_att: Got err -107, not calling ATT cb\n",
        "<wrn> bt_att: Failed to connect 3 EATT channels (err: -12)\n<err> bt_conn: ACL len mismatch (40 > 20)\n",
        "<wrn> bt_keys: Unable to find deleted keys for C0:11:22:33:44:55 (random)\n",
        "I (900) NimBLE: connection updated; status=571 \n",
        "I (900) NimBLE: advertise complete; reason=13\n",
        "pm_conn_secure() returned NRF_ERROR_BUSY\n",
        "pm_conn_secure() returned 0x11\n",
        "Failed to set security: -16\n",
        "E (900) NimBLE: Error: Failed to initiate security, rc=2 \n",
        "",
    ],
)
def test_what_goes_on_by_itself_is_no_failure(text):
    model = read(f"*** Booting Zephyr OS build v3.7.0 ***\n{text}")
    assert not model.attempts and not model.findings


def test_peripheral_sc_only_says_that_it_has_paired():
    text = f"Connected {PEER}\nPasskey for {PEER}: 123456\nPairing Complete\nSecurity changed: {PEER} level 4\n"
    assert [attempt.outcome for attempt in read(text).attempts.values()] == ["paired"]


def test_the_central_that_has_asked_for_security_is_not_yet_encrypted():
    (attempt,) = read("I (900) NimBLE: connection established\nI (910) nimble: Connection secured\n").attempts.values()
    assert (attempt.role, attempt.outcome) == ("initiator", "incomplete")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (f"<err> bt_keys: Stored keys for {PEER} do not match current config flags or version\n", "local-bond-missing"),
        (f"<wrn> bt_keys: Dropping keys for {PEER}, no SC LTK\n", "local-bond-missing"),
        (f"<err> bt_keys: Failed to allocate keys for {PEER}\n", "local-bond-missing"),
        ("<err> bt_keys: Failed to save keys (err -22)\n", "local-bond-missing"),
        ("<err> bt_hci_core: Controller unresponsive, command opcode 0x2019 timeout with err -11\n", "controller-timeout"),
        ("<err> bt_hci_core: Hardware error, hardware code: 3\n", "adapter-unavailable"),
        ("<err> os: >>> ZEPHYR FATAL ERROR 2: Stack overflow on CPU 0\n<err> os: Current thread: 0x20002f98 (BT RX)\n", "adapter-unavailable"),
        ("<err> bt_settings: Failed to save ID (err -28)\n", "local-bond-missing"),
        ("<err> bt_keys: Invalid local identity 2\n", "local-bond-missing"),
        ("<wrn> bt_id: Resolving list size exceeded. Switching to host.\n<err> bt_id: Failed to add IRK to controller\n", "unknown"),
        ("<wrn> bt_ecc: ECC HCI commands not available\n<err> bt_smp: SC Pair Only Mode selected but LE SC not supported\n", "adapter-unavailable"),
        ("<err> bt_ecc: Sending LE P256 Public Key command failed\n", "unknown"),
        (f"<wrn> bt_keys: The keys for {PEER} are downgraded to unauthenticated as they no longer meet authentication requirements\n", "encryption-below-level"),
        ("Error: Failed to decode event, error code is 9/0x9.\n", "unknown"),
        ("<err> bt_gatt: failed to store Client Features (err -28)\n", "unknown"),
        ("<wrn> bt_gatt: Link is not encrypted\n", "unknown"),
        (f"<wrn> bt_conn: Found valid connection (0x20002b20) with address {PEER} in disconnected state \nCreate conn to {PEER} failed (-22)\n", "connect-failed"),
    ],
)  # fmt: skip
def test_what_became_of_a_bond_or_the_controller_is_found(text, cause):
    model = read(text)
    (found,) = model.findings
    assert (found.cause, found.by, list(model.attempts)) == (cause, "local", [])


def test_a_request_of_att_without_an_answer_is_nobodys_fault_yet():
    (found,) = read(f"<inf> main: Connected: {PEER}\n<err> bt_att: ATT Timeout for device {PEER}\n").findings
    assert (found.cause, found.by) == ("unknown", "unknown")


@pytest.mark.parametrize("status", ["0x81", "0x85"])
def test_what_settles_it_is_nothing_of_bluez_on_a_microcontroller(status):
    (attempt,) = read(
        f"{PM} Connection security failed: role: Central, conn_handle: 0, procedure: Bonding, error: {status}\n"
    ).attempts.values()
    assert len(attempt.diagnosis.alternatives) > 1
    assert not any("bluetooth" in each.settles for each in attempt.diagnosis.alternatives)


def test_the_list_is_full_in_the_words_of_the_minimal_log_too():
    (attempt,) = read(
        f"Connected {PEER}\nSecurity changed: {PEER} level 2\nE: Failed to save keys (err -28)\n"
    ).attempts.values()
    assert (attempt.failure.code, attempt.diagnosis.cause) == ("errno:28", "bond-table-full")


def test_a_log_without_its_line_ends_is_read_behind_its_banner():
    text = f"*** Booting Zephyr OS build v3.5.99 *** [00:00:12.933,227] <inf> main: Connected {PEER} [00:00:13.933,227] <err> bt_smp: pairing failed (peer reason 0x5)"
    (attempt,) = read(text).attempts.values()
    assert (attempt.failure.code, attempt.failure.by) == ("smp:0x05", "peer")


def test_zmk_is_known_by_its_functions_where_an_address_is_hidden():
    (found,) = read("split_central_disconnected: Disconnected: [地址] (random) (reason 34)\n").findings
    assert (found.cause, found.code) == ("link-lost", "hci:0x22")


def test_a_link_that_ends_while_pairing_is_told_without_a_reason_too():
    text = f"Evt Connected {PEER[:17]}\nEvt Sec Params Request 1 1 4 0 0 16\nEvt Disconnected\n"
    (attempt,) = read(text).attempts.values()
    assert (attempt.failure.code, attempt.diagnosis.cause) == ("firmware:LinkEnded", "link-lost")


def test_zmk_refuses_only_a_pairing_that_would_replace_a_bond():
    text = f"<err> zmk: Security failed: {PEER} level 1 err 4\n"
    (attempt,) = read(text).attempts.values()
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == ("bond-not-replaced", "possible")


def test_a_half_of_zmk_refuses_the_other_for_its_old_bond():
    text = f"<err> bt_smp: pairing failed (peer reason 0x3)\n<err> zmk: Security failed: {PEER} level 1 err 4\n"
    (attempt,) = read(text).attempts.values()
    assert (attempt.failure.code, attempt.failure.by, attempt.diagnosis.cause) == (
        "smp:0x03",
        "peer",
        "bond-not-replaced",
    )


@pytest.mark.parametrize(
    ("said", "role"),
    [
        ("We are running as a peripheral on our board.", "responder"),
        ("I flashed the central_uart sample on the dongle.", "initiator"),
        ("The phone connects to a peripheral of ours.", ""),
    ],
)
def test_somebody_who_says_what_runs_tells_the_role(said, role):
    assert of_a_maker(said) == role


def test_a_commissioning_of_matter_is_no_pairing_of_bluetooth():
    model = read("pairing_command: Pairing Failure: Matter-Error CHIP:0x00000032\nchip[BLE]: Closing all BLE links\n")
    assert not model.attempts
    assert [(found.cause, found.by) for found in model.findings] == [("unknown", "unknown")]
    assert "Matter" in model.findings[0].title


def test_the_identity_of_a_private_address_is_the_same_peer():
    private = "7B:AD:BF:A4:E9:EB (random)"
    text = f"Connected\nPasskey for {private}: 588282\nSecurity changed: {private} level 4\n"
    (attempt,) = read(f"{text}Pairing completed: 94:45:60:2A:DD:EA (public), bonded: 1\n").attempts.values()
    assert attempt.outcome == "paired"
    static = text.replace(private, PEER)
    assert len(read(f"{static}Pairing completed: 94:45:60:2A:DD:EA (public), bonded: 1\n").attempts) == 2


@pytest.mark.parametrize(
    "text",
    [
        "It connects and disconnects with reason (Remote User Terminated Connection - 0x13).\n",
        "My nRF51 gets disconnected with HCI status 0x13 after its security request.\n",
    ],
)
def test_a_sentence_that_names_the_reason_of_a_disconnection_is_read(text):
    assert [(found.code, found.by) for found in read(text).findings] == [("hci:0x13", "peer")]


def test_a_reason_of_thirteen_is_nimbles_only_where_nimble_is_known():
    bare, known = "0> Disconnect reason 13.\n", "I (900) NimBLE: disconnect; reason=13 \n"
    assert not any(finding.code == "nimble:13" for finding in read(bare).findings)
    assert [finding.code for finding in read(known).findings] == ["nimble:13"]
