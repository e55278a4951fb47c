"""Casts: what a file says becomes members, and what it says wrongly one sentence with file, line and key."""

from pathlib import Path

import pytest

from pairtui.files.toml_table import TomlError
from pairtui.lab.cast import cast_of, document, load, names
from pairtui.lab.devices.advertisement import advertisement
from pairtui.lab.gateway.advertising_data import report_changes
from pairtui.lab.member import Fault, changed
from pairtui.protocol.messages.smp import KeyDist

SCALE = """\
title = "Bathroom"

[members.scale]
name = "Scale"
address = "C0:00:00:00:00:21"
secure_connections = false
initiator_keys = ["Sign"]
switches = { "low battery" = true }
faults = [
  { at = "receiving Pairing Request", does = "refuse", reason = 0x05, when = "low battery" },
  { at = "connection", does = "disconnect" },
]
"""


def test_a_member_as_its_file_says() -> None:
    scale = cast_of(document("bath.toml", SCALE), "bath").members["scale"]
    assert (scale.name, scale.secure_connections, scale.initiator_keys) == ("Scale", False, KeyDist.SIGN)
    assert scale.faults == (
        Fault("receiving Pairing Request", "refuse", 0x05, when="low battery"),
        Fault("connection", "disconnect", 0x13),
    )


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ('"Scale"', "17", "bath.toml, line 4: name of members.scale: write text in quotes"),
        ('"C0:00:00:00:00:21"', '"10:00:00:00:00:21"', "bath.toml, line 5: address of members.scale: write a static"),
        ("secure_connections", "secure", "bath.toml, line 6: secure of members.scale: remove it or correct"),
        ('["Sign"]', '["Signs"]', "bath.toml, line 7: initiator_keys of members.scale: write a list of EncKey IdKey"),
        ("= true }", "= 1 }", "bath.toml, line 8: low battery of members.scale: write true or false"),
        ("Pairing Request", "Pairing", "bath.toml, line 10: at of faults 1 of members.scale: write receiving or"),
        ('when = "low', 'when = "no', "bath.toml, line 10: when of faults 1 of members.scale: name one of its"),
        ('"disconnect"', '"explode"', "bath.toml, line 11: does of faults 2 of members.scale: write one of refuse"),
        ("[members.scale]", "[members]", "bath.toml, line 3: members: write [members.name] above its keys"),
        ('title = "Bathroom"', "title = ", "bath.toml, line 1: not TOML: Invalid value; correct this line"),
    ],
)  # fmt: skip
def test_an_error_names_file_line_and_key(wrong: str, right: str, says: str) -> None:
    with pytest.raises(TomlError) as error:
        cast_of(document("bath.toml", SCALE.replace(wrong, right)), "bath")
    assert str(error.value).startswith(says)


def test_a_cast_that_is_not_there() -> None:
    with pytest.raises(TomlError, match=r"there is no cast 'hospital'; name one of .*gateway.*, or a \.toml file"):
        load("hospital")
    with pytest.raises(TomlError, match=r"/nowhere/x\.toml cannot be read: No such file or directory; name"):
        load("/nowhere/x.toml")


def test_a_cast_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "bath.toml"
    file.write_text(SCALE, encoding="utf-8")
    assert load(str(file)).title == "Bathroom"


def test_a_change_goes_by_the_same_keys() -> None:
    scale = cast_of(document("bath.toml", SCALE), "bath").members["scale"]
    assert changed(scale, {"key_size": 7, "faults": []}).faults == ()
    with pytest.raises(TomlError, match="a change of scale, line 1: color: remove it"):
        changed(scale, {"color": 7})


@pytest.mark.parametrize("name", names())
def test_every_cast_of_pairtui_can_be_used(name: str) -> None:
    members = load(name).members.values()
    assert all(member.page for member in members)
    assert len({member.address for member in members}) == len(members)


def test_the_cast_advertises_services_and_companies_and_says_what_to_try_first():
    cast = load()
    assert "BP monitor" in cast.first
    monitor = cast.members["blood-pressure"]
    said = report_changes(advertisement(0x09, monitor.name.encode(), monitor.services, monitor.company))
    assert said["uuids"] == ("00001810-0000-1000-8000-00805f9b34fb",)
    assert said["manufacturer"] == 0x020E
    for member in cast.members.values():
        assert len(advertisement(0x09, b"x" * 26, member.services, member.company)) <= 31
