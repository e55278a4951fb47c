"""A bond that works and one that the peer has deleted, told apart; the audit of both; what an ordinary user sees."""

import json
from pathlib import Path

from console import Console
from control import Put
from headless import pairtui
from observers import AirRecording, bluez
from scenario import pair


def test_a_good_bond_and_one_that_the_peer_deleted(peer: Put, air: AirRecording, tmp_path: Path) -> None:
    lock = peer("pk-display-sc")
    home = str(tmp_path)
    assert pairtui("pair", lock.address, "--passkey", "123456", home=home).status == 0

    before = bluez(lock.address, "Connected")
    good = pairtui("verify", lock.address, "--json", home=home)
    assert good.status == 0, good.err + good.out
    assert (good.json["verified"], good.json["level"], good.json["key_size"]) == (True, 4, 16)
    assert "att:0x0f Insufficient Encryption, now gives 6 octets" in good.json["text"]
    assert bluez(lock.address, "Connected") is before, "as it was before"

    (row,) = pairtui("bonds", "--json", home=home).json
    assert (row["address"], row["transport"], row["level"], row["key_size"]) == (lock.address, "le", 4, 16)
    assert row["key_type"] == "P-256, authenticated"
    assert row["verified"] is not None and row["verify_error"] is None
    state = tmp_path / ".local/state/pairtui/verified.json"
    assert state.stat().st_mode & 0o777 == 0o600

    lock.do("forget")
    deleted = pairtui("verify", lock.address, home=home)
    assert deleted.status == 1
    assert deleted.out.startswith("FAILED")
    assert "has deleted the bond" in deleted.out
    assert bluez(lock.address, "Paired") is True, "verifying removes nothing"


def test_a_bond_is_verified_by_its_key(console: Console, peer: Put) -> None:
    scale = peer("jw-sc")
    pair(console, scale)
    console.wait_for("✓ paired", "jw-sc: paired", timeout=20)  # in the log when bluetoothd has answered, too
    assert bluez(scale.address, "Connected") is True
    console.press("V")
    console.wait_for("The bond works: level 2, key of 16 octets", timeout=40)
    assert bluez(scale.address, "Connected") is True, "the user's link is there again"
    console.press("B")
    console.wait_for(
        "✓ works, verified at", "refused before with att:0x0f", "Insufficient Encryption, now gives 6 octets"
    )
    console.press("escape")
    scale.do("forget")
    console.press("V")
    console.wait_for("refused the stored key", timeout=40)
    console.press("B")
    console.wait_for("✗ does not work:", "deleted the bond; remove it here and pair again")
    console.press("escape")


def test_no_key_is_in_the_audit(peer: Put, air: AirRecording) -> None:
    scale = peer("jw-legacy")
    assert pairtui("pair", scale.address).status == 0
    audit = pairtui("bonds", "--json")
    assert json.loads(audit.out)[0]["key_type"] == "legacy, unauthenticated"
    shown = (audit.out + pairtui("bonds").out).lower()
    assert not [secret for secret in air.secrets() if secret in shown]


def test_an_ordinary_user_verifies(peer: Put, air: AirRecording) -> None:
    scale = peer("jw-sc")
    assert pairtui("pair", scale.address).status == 0
    ran = pairtui("verify", scale.address, "--json", user="nobody")
    assert ran.status == 0, ran.err + ran.out
    assert (ran.json["level"], ran.json["key_size"]) == (None, 16), "the key's type is for root"
    assert "level 2 or more" in ran.json["text"]
