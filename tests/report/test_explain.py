"""`explain`: codes, names, causes and pasted lines, each to what it means and what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairtui.knowledge.codes import SPACES, code_text
from pairtui.knowledge.terms import TERMS
from pairtui.report.code_finder import find
from pairtui.report.explain import everything, explain, nearest


def codes(text):
    return [code_text(code.space, code.number) for code in find(text.split()).codes]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("smp 8", ["smp:0x08"]),
        ("SMP 0x0B", ["smp:0x0b"]),
        ("smp:0x08", ["smp:0x08"]),
        ("hci 0x3d smp 8", ["hci:0x3d", "smp:0x08"]),
        ("zephyr 9", ["zephyr:0x09"]),
        ("mgmt status 5", ["mgmt:0x05"]),
        ("mgmt-disc 3", ["mgmt-disc:0x03"]),
        ("att error 5", ["att:0x05"]),
        ("l2cap 7", ["l2cap:0x0007", "l2cap-le:0x0007"]),
        ("BLE_GAP_SEC_STATUS_UNSPECIFIED", ["smp:0x08", "nordic:0x88"]),
        ("BT_SECURITY_ERR_UNSPECIFIED", ["zephyr:0x09"]),
        ("AuthenticationCanceled", ["dbus:AuthenticationCanceled"]),
        ("org.bluez.Error.AuthenticationFailed", ["dbus:AuthenticationFailed"]),
        ("le-connection-abort-by-local", ["dbus:le-connection-abort-by-local"]),
        ("pairing not supported", ["smp:0x05"]),
        ("Repeated Attempts", ["smp:0x09", "hci:0x17"]),
    ],
)
def test_what_is_typed(asked, expected):
    assert codes(asked) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("bt_smp: pairing failed (peer reason 0x3)", ["smp:0x03"]),
        ("bt_smp: reason 0x8", ["smp:0x08"]),
        ("bt_smp: Received SMP code 4", []),
        ("SMP 11 Rcvd Pairing Failed: Passkey Entry Failed", ["smp:0x01"]),
        ("Security failed: C0:11:22:33:44:55 level 1 err BT_SECURITY_ERR_AUTH_FAIL(1)", ["zephyr:0x01"]),
        ("Pairing failed for C0:11:22:33:44:55, reason: 9(BT_SECURITY_ERR_UNSPECIFIED)", ["zephyr:0x09"]),
        ("hci0 C0:11:22:33:44:55 auth failed with status 0x05 (Authentication Failed)", ["mgmt:0x05"]),
        ("Pairing with C0:11:22:33:44:55 (LE Random) failed. status 0x05 (Authentication Failed)", ["mgmt:0x05"]),
        ("hci0 C0:11:22:33:44:55 type BR/EDR connect failed (status 0x07, No Resources)", ["mgmt:0x07"]),
        ("src/adapter.c:pair_device_complete() Authentication Failed (0x05)", ["mgmt:0x05"]),
        ("src/adapter.c:bonding_attempt_complete() hci0 bdaddr C0:11:22:33:44:55 type 1 status 0xe", ["mgmt:0x0e"]),
        ("src/device.c:device_bonding_failed() status 14", ["mgmt:0x0e"]),
        ("src/adapter.c:dev_disconnected() Device C0:11:22:33:44:55 disconnected, reason 3", ["mgmt-disc:0x03"]),
        ("Security failed: C0:11:22:33:44:55 (random) level 1 err 9", ["zephyr:0x09"]),
        ("Disconnected (reason 8)", ["hci:0x08"]),
        ("Disconnected: C0:11:22:33:44:55 (random) (reason 0x2a)", ["hci:0x2a"]),
        ("Pairing failed conn: C0:11:22:33:44:55 (random), reason 9", ["zephyr:0x09"]),
        ("Failed to pair: org.bluez.Error.AuthenticationFailed", ["dbus:AuthenticationFailed"]),
        ("Reason: Pairing not supported (0x05)", ["smp:0x05"]),
        ("Reason: Connection Timeout (0x08)", ["hci:0x08"]),
        ("Status: PIN or Key Missing (0x06)", ["hci:0x06"]),
        ("Error: Insufficient Authentication (0x05)", ["att:0x05"]),
        ("Result: Connection refused - security block (0x0003)", ["l2cap:0x0003"]),
        ("Pair device failed: Authentication Failed (0x05)", ["mgmt:0x05"]),
        ("auth_status 0x85", ["smp:0x05"]),
        ("< SMP: Pairing Failed (0x05) len 1 Reason: Numeric comparison failed (0x0c)", ["smp:0x0c"]),
    ],
)
def test_what_is_pasted(line, expected):
    assert codes(line) == expected


@pytest.mark.parametrize("space", SPACES)
def test_a_code_is_found_as_a_report_writes_it(space):
    for number, code in SPACES[space].items():
        assert find([code_text(space, number)]).codes[0] == code


def test_a_number_alone_is_looked_for_in_every_space():
    assert codes("0x06") == [
        "smp:0x06",
        "hci:0x06",
        "mgmt:0x06",
        "att:0x06",
        "l2cap:0x0006",
        "l2cap-le:0x0006",
        "zephyr:0x06",
    ]
    assert codes("8 0x16") == [*codes("8"), *codes("0x16")]


def test_numbers_in_a_sentence_are_no_codes():
    assert codes("it was seen on 3 of 7 gateways") == []


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("bluetoothd[413]: No agent available for request type 2", "no-agent"),
        ("Bluetooth: hci0: unexpected SMP command 0x0a from c0:11:22:33:44:55", "peer-key-distribution"),
        ("Failed to load link keys for hci0: Invalid Parameters (0x0d)", "local-bond-missing"),
        ("Bluetooth: hci0: command 0x0c03 tx timeout", "controller-timeout"),
    ],
)
def test_log_lines_that_tell_the_cause_by_themselves(line, cause):
    assert find(line.split()).causes == (cause,)
    assert f"Cause `{cause}`" in (explain(line.split()) or "")


def test_a_code_is_told_from_both_sides_with_what_becomes_of_it():
    text = explain(["smp", "8"]) or ""
    assert text.startswith("smp:0x08  Unspecified Reason\n  SMP Pairing Failed reason\n")
    assert "Sent by this gateway (`<` in btmon): " in text
    assert "Received from the peer (`>`): " in text
    assert "Further up it becomes: mgmt:0x05 Authentication Failed -> dbus:AuthenticationFailed" in text
    assert "# The peer is not in pairing mode" in text


@pytest.mark.parametrize(
    "line",
    ["Security failed: C0:11:22:33:44:55 (random) level 1 err 9", "Disconnected (reason 8)", "hci 0x2a"],
)
def test_a_collision_of_procedures_is_named_with_its_remedy(line):
    text = explain(line.split()) or ""
    assert "phy-update-collision" in text
    assert "CONFIG_BT_AUTO_PHY_UPDATE=n" in text


def test_two_lines_together_point_to_what_both_mean():
    text = explain(["Security failed: C0:11:22:33:44:55 level 1 err 9", "Disconnected (reason 8)"]) or ""
    listed = text[text.index("Causes to look at") :].splitlines()[1:3]
    assert listed[0].split()[0] == "phy-update-collision"
    assert listed[1].split()[0] == "link-lost"


def test_a_cause_shows_its_page():
    assert (explain(["no-agent"]) or "").startswith("# No pairing agent on this gateway\n")


def test_misspelt_names_are_found():
    assert (explain(["parring", "not", "suported"]) or "").startswith("smp:0x05  Pairing Not Supported")
    assert (explain(["no-agnet"]) or "").startswith("# No pairing agent")
    assert (explain(["mic", "failure"]) or "").startswith("# The link ended because decrypted data did not verify")
    assert (explain(["terminated", "due", "to", "mic"]) or "").startswith("hci:0x3d  Connection Terminated due to MIC")


def test_nonsense_is_unknown():
    assert explain(["frobnicate"]) is None
    assert explain([""]) is None
    assert explain(["smp", "0x77"]) is None
    assert nearest(["peer-bond-misplaced"])[0] == "peer-bond-missing"


@given(st.lists(st.text(max_size=60), max_size=6))
def test_anything_can_be_asked(words):
    text = explain(words)
    assert text is None or text.endswith("\n")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("GATT status 8", ("hci", 0x08)),
        ("status=133", ("gatt", 133)),
        ("status 257", ("gatt", 257)),
        ("status=1035", ("smp", 0x0B)),
    ],
)
def test_a_status_of_android_is_its_own_or_that_of_the_link(words, first):
    code = find([words]).codes[0]
    assert (code.space, code.number) == first


@pytest.mark.parametrize(
    "term", ["Just Works", "MITM", "LTK", "EncKey", "level 3", "secure connections", "IO capability"]
)
def test_a_word_of_the_screens_is_explained(term):
    said = explain(term.split()) or ""
    assert said.casefold().startswith(f"{term.casefold()}\n  ")
    assert all(len(line) <= 100 for line in said.splitlines())


def test_every_term_stands_in_the_list_of_what_can_be_explained():
    listed = " ".join(everything().split())
    assert all(term in listed for term in TERMS)


def test_a_line_that_tells_something_by_itself_is_explained_before_the_page_of_its_cause():
    line = explain(["bluetooth.btcommon.BluetoothError:", "(52, 'Invalid exchange')"]) or ""
    assert line.startswith("The device no longer has the bond") and "# The peer has lost the bond" in line
    unsaid = explain(["ERROR:pygatt.backends.gatttool.gatttool:No response received"]) or ""
    assert unsaid.startswith("Connected, but the device did not answer") and "# The log does not show" not in unsaid


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("[00:00:12.345,678] <wrn> bt_smp: Refusing new pairing. The old bond has more trust.", "bond-not-replaced"),
        ("<err> bt_smp: No keys space for C0:11:22:33:44:55 (random)", "bond-table-full"),
    ],
)
def test_the_cause_that_a_line_gives_away_stands_before_those_of_its_number(line, cause):
    text = explain([line]) or ""
    assert text.partition("Causes to look at")[2].partition("\n  ")[2].startswith(cause)
    assert f"Cause `{cause}`" in text


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("0x80650010", "att:0x10  Unsupported Group Type"),
        ("0x8007048f", "ERROR_DEVICE_NOT_CONNECTED"),
        ("winerror 1167", "ERROR_DEVICE_NOT_CONNECTED"),
        ("-2147023729", "ERROR_DEVICE_NOT_CONNECTED"),
        ("E_UNEXPECTED", "E_UNEXPECTED"),
    ],
)
def test_a_number_of_windows_is_told_in_each_way_of_writing_it(asked, name):
    assert name in (explain(asked.split()) or "")


@pytest.mark.parametrize(
    ("constant", "code"),
    [
        ("BT_ATT_ERR_AUTHENTICATION", "att:0x05"),
        ("BLE_ATT_ERR_INSUFFICIENT_ENC", "att:0x0f"),
        ("E_BLUETOOTH_ATT_INSUFFICIENT_AUTHENTICATION", "att:0x05"),
        ("BLE_SM_ERR_CONFIRM_MISMATCH", "smp:0x04"),
        ("BT_SMP_ERR_OOB_NOT_AVAIL", "smp:0x02"),
        ("SM_REASON_PAIRING_NOT_SUPPORTED", "smp:0x05"),
        ("BLE_ERR_CONN_TERM_MIC", "hci:0x3d"),
        ("GATT_CONN_TERMINATE_PEER_USER", "hci:0x13"),
        ("MGMT_STATUS_CONNECT_FAILED", "mgmt:0x04"),
        ("MGMT_STATUS_AUTH_FAILED", "mgmt:0x05"),
    ],
)
def test_a_constant_of_a_header_is_the_code_that_it_stands_for(constant, code):
    assert codes(constant) == [code]


@pytest.mark.parametrize("line", ["disconnect reason 0x16", "Disconnected, reason: 0x16", "disconnect reason 22"])
def test_why_a_link_ended_is_hcis_in_hexadecimal_and_where_its_number_is_a_common_one(line):
    assert codes(line) == ["hci:0x16"]


def test_nimbles_own_words_for_the_end_of_a_link_have_its_own_numbers():
    assert codes("disconnect; reason=22") == ["nimble:22"]


def test_err_and_a_number_is_looked_for_in_every_space():
    assert {"zephyr:0x09", "smp:0x09", "hci:0x09"} <= set(codes("err 9"))
