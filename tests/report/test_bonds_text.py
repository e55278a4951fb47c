"""The audit of bonds as a table and as JSON."""

from pairtui.pairing.bonds import Bond
from pairtui.report.bonds import bond_object, bonds_text

GOOD = Bond(
    "/a",
    "hci0",
    "C0:00:00:00:00:01",
    "Scale",
    "le",
    4,
    16,
    "P-256, authenticated",
    "C0:00:00:00:00:01",
    1e9,
    "",
    "",
    "",
)
BAD = Bond(
    "/b", "hci0", "C0:00:00:00:00:02", "", "", None, None, "", "00:11:22:33:44:55", None, "", "it is gone", "thin"
)


def test_a_table_with_what_is_wrong_below():
    assert bonds_text([GOOD, BAD], ["2001-09-09 01:46", ""]) == (
        "ADAPTER  ADDRESS            NAME   TRANSPORT  LEVEL  KEY                              VERIFIED\n"
        "hci0     C0:00:00:00:00:01  Scale  LE         4      P-256, authenticated, 16 octets  2001-09-09 01:46\n"
        "hci0     C0:00:00:00:00:02         ?          ?      ?                                never\n"
        "  identity address 00:11:22:33:44:55\n"
        "  does not work: it is gone\n"
        "  weak: thin\n"
    )


def test_no_bonds():
    assert bonds_text([], []) == "No bonds.\n"


def test_what_is_not_known_is_null():
    found = bond_object(BAD)
    assert (found["level"], found["transport"], found["key_type"], found["verified"]) == (None, None, None, None)
    assert (found["address"], found["verify_error"], found["weak"]) == ("C0:00:00:00:00:02", "it is gone", "thin")
    assert bond_object(GOOD)["verified"] == 1e9
