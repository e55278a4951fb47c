"""The knowledge base: every cause has its page, whole, with commands that can be typed."""

import re
from importlib.resources import files

import pytest

from pairtui.knowledge.causes import CAUSES, GROUPS
from pairtui.knowledge.code_causes import causes_of, codes
from pairtui.knowledge.codes import parse
from pairtui.knowledge.pages import SECTIONS, page, sections

PROGRAMS = "bluetoothctl|btmgmt|btmon|pairtui|systemctl|journalctl|dmesg|rfkill|modprobe|setcap|west|bt-agent"


def test_there_is_a_page_for_every_cause_and_no_other():
    pages = {entry.name.removesuffix(".md") for entry in files("pairtui.knowledge").joinpath("pages").iterdir()}
    assert pages == set(CAUSES)


@pytest.mark.parametrize("cause", CAUSES)
def test_a_page_is_whole(cause):
    lines = page(cause).splitlines()
    assert lines[0] == f"# {CAUSES[cause].title}"
    assert lines[2] == f"Cause `{cause}`, group {GROUPS[cause]}."
    assert tuple(sections(cause)) == SECTIONS
    assert all(body.strip() for body in sections(cause).values())
    assert 25 <= len(lines) <= 60
    assert max(map(len, lines)) <= 132


@pytest.mark.parametrize("cause", CAUSES)
def test_symptoms_and_commands_stand_as_code(cause):
    assert sections(cause)["Symptom"].startswith("```\n")
    commands = sections(cause)["Commands"]
    assert commands.startswith("```sh\n") and commands.endswith("\n```")
    assert "\t" not in commands
    prose = re.sub(r"```.*?```|`[^`]*`", "", page(cause), flags=re.DOTALL)
    assert not re.search(
        rf"\b(?:{PROGRAMS}) (?:-|pair\b|remove|scan|show\b|info\b|le on|sc o|edit|restart|\w+ on\b)", prose
    )


@pytest.mark.parametrize("cause", CAUSES)
def test_fixes_are_numbered_from_the_least_effort(cause):
    numbers = re.findall(r"^(\d)\. ", sections(cause)["Fixes"], flags=re.MULTILINE)
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]
    assert len(numbers) >= 1


@pytest.mark.parametrize("cause", CAUSES)
def test_neighbours_are_causes(cause):
    telling = sections(cause)["Telling it apart"]
    named = {name for name in re.findall(r"`([a-z0-9-]+)`", telling) if "-" in name}
    assert named <= set(CAUSES)
    assert cause not in named


def test_what_is_no_cause_has_no_page():
    with pytest.raises(KeyError):
        page("../explain")


def test_codes_point_to_causes_that_exist():
    for code in codes():
        assert parse(code) is not None, code
        assert causes_of(code) and set(causes_of(code)) <= set(CAUSES)
    assert causes_of("nordic:0x85") == causes_of("smp:0x05")
    assert causes_of("ll:0x2a")[0] == "phy-update-collision"
    assert causes_of("smp:0x42") == ()


def test_every_smp_reason_points_somewhere():
    assert all(causes_of(f"smp:0x{reason:02x}") for reason in range(0x01, 0x11))
