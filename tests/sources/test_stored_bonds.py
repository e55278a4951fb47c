"""What is on disk about bonds: types of keys without the keys, and when a bond worked."""

import pytest

from pairtui.sources.bluez.stored_bonds import StoredBonds

OWN, PEER = "00:00:5E:00:53:01", "C0:FF:EE:00:00:01"
KEY = "0123456789ABCDEF0123456789ABCDEF"

LE = f"""[General]
Name=Scale
[IdentityResolvingKey]
Key={KEY}
[LongTermKey]
Key={KEY}
Authenticated=3
EncSize=16
EDiv=0
"""


@pytest.fixture
def bonds(tmp_path) -> StoredBonds:
    folder = tmp_path / "bluetooth" / OWN / PEER
    folder.mkdir(parents=True)
    (folder / "info").write_text(LE)
    return StoredBonds(tmp_path / "state" / "verified.json", tmp_path / "bluetooth")


def test_an_le_bond(bonds):
    facts = bonds.facts(OWN, PEER)
    assert facts == {
        "level": 4, "key_size": 16, "key_type": "P-256, authenticated", "transport": "le", "identity_address": PEER,
    }  # fmt: skip
    assert KEY not in repr(facts)


@pytest.mark.parametrize(
    ("text", "level", "words"),
    [
        ("[LongTermKey]\nAuthenticated=0\nEncSize=7\n", 2, "legacy, unauthenticated"),
        ("[PeripheralLongTermKey]\nAuthenticated=1\nEncSize=16\n", 3, "legacy, authenticated"),
        ("[SlaveLongTermKey]\nAuthenticated=2\nEncSize=16\n", 2, "P-256, unauthenticated"),
        ("[LinkKey]\nType=8\nPINLength=0\n", 4, "BR/EDR P-256, authenticated"),
        ("[LongTermKey]\nAuthenticated=nonsense\n", None, "unknown type"),
    ],
)
def test_each_type_of_key(bonds, tmp_path, text, level, words):
    (tmp_path / "bluetooth" / OWN / PEER / "info").write_text(text)
    facts = bonds.facts(OWN, PEER)
    assert (facts["level"], facts["key_type"]) == (level, words)


@pytest.mark.parametrize("text", ["", "[General\n", "\x00\xff", "[LongTermKey\nKey"])
def test_a_damaged_file_says_nothing(bonds, tmp_path, text):
    (tmp_path / "bluetooth" / OWN / PEER / "info").write_text(text)
    assert bonds.facts(OWN, PEER) == {}


def test_a_file_that_is_not_there_says_nothing(bonds):
    assert bonds.facts(OWN, "C0:FF:EE:00:00:02") == {}


def test_when_a_bond_worked_is_kept_and_forgotten(bonds, tmp_path):
    bonds.keep(OWN, PEER, 1234.5)
    file = tmp_path / "state" / "verified.json"
    assert file.stat().st_mode & 0o777 == 0o600
    again = StoredBonds(file, tmp_path / "nothing")
    assert again.facts(OWN, PEER) == {"verified": 1234.5}
    again.keep(OWN, PEER, None)
    assert again.facts(OWN, PEER) == {}


@pytest.mark.parametrize(
    "text", ["[1, 2", "[" * 200_000, f'{{"{OWN}/{PEER}": {"9" * 400}}}', f'{{"{OWN}/{PEER}": ""}}']
)
def test_a_state_file_that_is_damaged_is_begun_anew(bonds, tmp_path, text):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "verified.json").write_text(text)
    assert "verified" not in bonds.facts(OWN, PEER)
    bonds.keep(OWN, PEER, 7.0)
    assert bonds.facts(OWN, PEER)["verified"] == 7.0
