"""`pairtui find-out`: exit statuses, what it writes, what it refuses."""

import json

import pytest

from pairtui.cli.main import main


def test_a_scenario_ends_in_cause_and_fix(capsys):
    assert main(["find-out", "--lab", "pairing-mode"]) == 1
    out = capsys.readouterr().out
    assert "Pair while the device is in pairing mode: paired" in out
    assert (
        "CERTAIN  The peer is not in pairing mode (peer-not-in-pairing-mode)\n  1 Put the device in pairing mode" in out
    )


def test_json_is_all_that_goes_to_standard_output(capsys):
    assert main(["find-out", "--lab", "sensor", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["result"], found["cause"]) == ("certain", "peer-key-distribution")
    assert [one["experiment"] for one in found["trials"]] == [*[None] * 4, "encryption-key-only", None]
    assert found["attempt"]["failure"]["code"] == "smp:0x08"


def test_a_bond_that_fails_is_tried_and_stays(capsys):
    assert main(["find-out", "--lab", "oximeter"]) == 1
    out = capsys.readouterr().out
    assert "Use the bond with nothing changed, 4: failed: hci:0x06 PIN or Key Missing" in out
    assert "(peer-bond-missing)\n  1 Remove the bond" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name the device by its address, or a scenario"),
        (["C0:00:00:00:00:01", "--lab", "board"], "name the device by its address, or a scenario"),
        (["C0:00:00:00:00:01"], "need a yes; give --yes"),
        (["nonsense", "--yes"], "is no Bluetooth address"),
        (["--lab", "nope"], "there is no scenario 'nope'"),
        (["--lab", "impostor"], "has nothing that fails and can be tried again"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(words, said, capsys):
    assert main(["find-out", *words]) == 2
    streams = capsys.readouterr()
    assert said in streams.err and streams.err.count("\n") == 1 and not streams.out
