"""The code tables: complete, named as the standard names them, and mapped as Linux maps them."""

import pytest

from pairtui.knowledge import codes
from pairtui.knowledge.causes import CAUSES, GROUPS


def test_a_code_has_its_standard_name_and_its_text():
    assert codes.name("smp", 8) == "Unspecified Reason"
    assert codes.code_text("smp", 8) == "smp:0x08"
    assert codes.code_text("l2cap", 3) == "l2cap:0x0003"
    assert codes.code_text("l2cap-le", 7) == "l2cap-le:0x0007"
    assert codes.code_text("mgmt-disc", 4) == "mgmt-disc:0x04"
    assert codes.code_text("dbus", "org.bluez.Error.AuthenticationFailed") == "dbus:AuthenticationFailed"


def test_a_code_that_nobody_has_named_is_reserved():
    assert codes.lookup("smp", 0x42) is None
    assert codes.name("smp", 0x42) == "Reserved (0x42)"
    assert codes.name("dbus", "org.bluez.Error.Strange") == "Strange"
    assert codes.lookup("no such space", 1) is None


NAMED_BY_APPLE = ("kIOReturnError", "CBInternalAlreadyPaired", "CBInternalWrongKey", "CBInternalCancelled")


@pytest.mark.parametrize(
    ("space", "numbers"),
    [
        ("smp", range(0x01, 0x11)),
        ("hci", range(0x00, 0x46)),
        ("ll", range(0x00, 0x46)),
        ("mgmt", range(0x00, 0x15)),
        ("mgmt-disc", range(0, 6)),
        ("att", [*range(0x01, 0x14), *range(0x80, 0xA0), *range(0xFC, 0x100)]),
        ("zephyr", range(0, 10)),
        ("nordic", [0, 1, 2, *range(0x81, 0x8F), 0x1100, 0x1101, "unspecified"]),
        ("android", [*range(1, 10), 257]),
        ("apple", [122, 143, 621, 634, 4800, 4803, 4806, 4807, 4825, 4827, 4832, 4837, *NAMED_BY_APPLE]),
        ("cordio", ["PairFail", "EncryptFail"]),
        (
            "firmware",
            [
                "ERR_SEC",
                "BLEAUTHCMPL",
                "UUBTB=2",
                "UUBTB=3",
                "LlReject",
                "BondRejected",
                "BondSaveFailed",
                "BondTableFull",
                "AtBusy",
                "LevelFourOnly",
                "DisconnectComplete",
                "PairTimeout",
                "SmpTimeout",
                "LinkEnded",
                "Unspecified",
                "PairingFailed",
                "PairingUnsuccessful",
                "LlConnectionEncryptionFailure",
                "SetLinkSecurity",
            ],
        ),
        ("errno", [5, 12, 16, 22, 28, 55, 57, 105, 107, 128]),
        ("cb", range(19)),
        ("nimble", range(1, 32)),
        ("bluedroid", range(92, 103)),
        ("micropython", ["DeviceDisconnectedError", "TimeoutError"]),
        ("windows", [*range(20), "Unreachable", "AccessDenied"]),
        (
            "web",
            [
                *(f"Auth{end}" for end in ("Canceled", "Failed", "Rejected", "Timeout")),
                "NotPaired",
                "NotAuthorized",
                "ConnectionFailed",
                "NoLongerInRange",
            ],
        ),
    ],
)
def test_every_number_is_there_once_with_a_meaning(space, numbers):
    assert set(codes.SPACES[space]) == set(numbers)
    for number, code in codes.SPACES[space].items():
        assert (code.space, code.number) == (space, number)
        assert code.name and code.meaning


def test_every_text_leads_back_to_its_code():
    for space, table in codes.SPACES.items():
        for number, code in table.items():
            assert codes.parse(codes.code_text(space, number)) is code
    assert codes.parse("smp:0x") is None
    assert codes.parse("smp:0x99") is None
    assert codes.parse("nonsense") is None


def test_what_a_code_becomes_is_a_code_itself():
    for table in codes.SPACES.values():
        for code in table.values():
            for outer in code.becomes:
                assert codes.parse(outer) is not None, outer


def test_every_smp_reason_looks_the_same_from_dbus():
    assert {code.becomes for code in codes.SPACES["smp"].values()} == {("mgmt:0x05", "dbus:AuthenticationFailed")}


@pytest.mark.parametrize(
    ("hci", "chain"),
    [
        (0x04, ("mgmt:0x04", "dbus:ConnectionAttemptFailed")),
        (0x06, ("mgmt:0x05", "dbus:AuthenticationFailed", "mgmt-disc:0x04")),
        (0x08, ("mgmt:0x08", "dbus:AuthenticationTimeout", "mgmt-disc:0x01")),
        (0x0C, ("mgmt:0x0a", "dbus:AuthenticationRejected")),
        (0x13, ("mgmt:0x0e", "dbus:AuthenticationCanceled", "mgmt-disc:0x03")),
        (0x16, ("mgmt:0x0e", "dbus:AuthenticationCanceled", "mgmt-disc:0x02")),
        (0x22, ("mgmt:0x08", "dbus:AuthenticationTimeout")),
        (0x3D, ("mgmt:0x05", "dbus:AuthenticationFailed")),
        (0x45, ("mgmt:0x03", "dbus:AuthenticationFailed")),
        (0x00, ("mgmt:0x00",)),
    ],
)
def test_an_hci_error_goes_up_as_linux_maps_it(hci, chain):
    code = codes.lookup("hci", hci)
    assert code is not None and code.becomes == chain


def test_the_disconnect_reasons_of_mgmt():
    assert [codes.disconnect_reason(reason) for reason in (0x08, 0x13, 0x14, 0x15, 0x16, 0x05)] == [1, 3, 3, 3, 2, 0]
    assert codes.mgmt_status(0x99) == 0x03


def test_nordic_is_the_smp_reason_with_the_high_bit():
    for reason in range(0x01, 0x0F):
        nordic = codes.lookup("nordic", 0x80 | reason)
        assert nordic is not None and f"SMP 0x{reason:02x}" in nordic.meaning


def test_zephyr_nine_is_unspecified():
    assert codes.name("zephyr", 9) == "BT_SECURITY_ERR_UNSPECIFIED"


def test_both_bearers_have_their_connect_errors():
    assert codes.lookup("dbus", "le-connection-abort-by-local") is not None
    assert codes.lookup("dbus", "br-connection-page-timeout") is not None
    assert codes.lookup("dbus", "le-connection-page-timeout") is None


def test_each_cause_stands_under_its_name():
    for id, cause in CAUSES.items():
        assert cause.id == id
        assert cause.title and not cause.title.endswith(".")
    assert GROUPS["no-agent"] == "gateway"
    assert GROUPS["unknown"] == "other"
