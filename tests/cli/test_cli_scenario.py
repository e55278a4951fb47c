"""`pairtui lab --scenario NAME --headless`: what is printed, and the exit status."""

import json
from pathlib import Path

import pytest

from pairtui.cli.main import main

THERMOSTAT = """\
[members.thermostat]
name = "Thermostat"
address = "C0:00:00:00:00:31"
page = "It is not what its scenario says."

[scenarios.wrong]
member = "thermostat"
steps = [{ do = "pair", code = "smp:0x05", step = "feature exchange", cause = "peer-not-in-pairing-mode" }]
"""


def test_a_refusal_and_its_fix(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", "--scenario", "blood-pressure", "--headless", "--seed", "1"]) == 0
    assert capsys.readouterr().out == (
        "blood-pressure: A monitor that pairs only in pairing mode (BP monitor)\n"
        "  1 pair: failed with smp:0x08 Unspecified Reason, by peer, at feature exchange\n"
        "      The peer refused before it said what it can do: it is probably not in pairing mode "
        "(peer-not-in-pairing-mode)\n"
        "  2 operate (turn on pairing mode)\n"
        "  3 fix (pair): paired, level 2\n"
    )


def test_a_pairing_that_fails_is_status_1_and_the_same_with_the_same_seed(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["lab", "--cast", "refusals", "--scenario", "link-lost", "--headless", "--json", "--seed", "7"]
    assert main(command) == 1
    first = capsys.readouterr().out
    assert main(command) == 1
    assert capsys.readouterr().out == first
    document = json.loads(first)
    assert (document["scenario"], document["as_expected"]) == ("link-lost", True)
    assert document["steps"][0]["attempt"]["diagnosis"]["cause"] == "link-lost"


def test_what_is_not_as_the_scenario_says_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(THERMOSTAT, encoding="utf-8")
    assert main(["lab", "--cast", str(file), "--scenario", "wrong", "--headless"]) == 1
    assert "  1 pair: paired, level 2\n      NOT AS EXPECTED: it paired\n" in capsys.readouterr().out


def test_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", "--scenario", "list"]) == 0
    listed = capsys.readouterr().out
    assert "gateway: A gateway and the devices that field reports are about\n  blood-pressure " in listed
    assert "\n  10-the-peer-is-busy " in listed


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--scenario", "nothing", "--headless"], "there is no scenario 'nothing' in any cast; `pairtui lab --scen"),
        (
            ["--cast", "gateway", "--scenario", "link-lost", "--headless"],
            "there is no scenario 'link-lost' in gateway;",
        ),
        (["--headless"], "--headless and --json play a scenario; name one with --scenario"),
        (["--scenario", "lock", "--headless", "--hci", "usb:0"], "a scenario needs the virtual devices"),
        (["--cast", "none.toml", "--scenario", "x", "--headless"], "none.toml cannot be read: No such file"),
    ],
)
def test_what_cannot_be_played(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", *arguments]) == 2
    assert capsys.readouterr().err.startswith(f"pairtui: {says}")
