"""What verifying a bond says to an ordinary user, and what the audit of bonds never says."""

import json

from control import Put
from headless import pairtui
from observers import AirRecording


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
