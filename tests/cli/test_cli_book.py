"""`pairtui book`: lists, explains, drafts; and what a file of the user's own may do to it."""

import json
import tomllib

import pytest

from pairtui.cli import device_book
from pairtui.cli.console import read_settings
from pairtui.cli.main import main
from pairtui.knowledge.devices.schema import entries_of
from pairtui.pairing.attempt import Attempt, InvestigationResult, Kind, Peer, Trial
from pairtui.report.device_draft import device_draft

GOOD = """
[my-cuff]
title = "The cuff of ward 3"
match = [{ name = "BLESmart_0000*" }]
pairing-mode = "Press the white button twice"
models = ["just-works"]
sources = ["https://example.org/cuff"]
"""

LOG = """\
> HCI Event: LE Meta Event (0x3e) plen 43                       #1 [hci0] 1.000000
      LE Advertising Report (0x02)
        Num reports: 1
        Event type: Connectable undirected - ADV_IND (0x00)
        Address type: Random (0x01)
        Address: C0:00:00:00:00:01 (Static)
        Data length: 31
        Name (complete): BLESmart_0000011F005FBF71B5B1
        RSSI: -60 dBm (0xc4)
> HCI Event: LE Meta Event (0x3e) plen 19                       #2 [hci0] 1.100000
      LE Connection Complete (0x01)
        Status: Success (0x00)
        Handle: 64
        Role: Central (0x00)
        Peer address type: Random (0x01)
        Peer address: C0:00:00:00:00:01 (Static)
< ACL Data TX: Handle 64 flags 0x00 dlen 11                     #3 [hci0] 1.200000
      SMP: Pairing Request (0x01) len 6
        IO capability: KeyboardDisplay (0x04)
        OOB data: Authentication data not present (0x00)
        Authentication requirement: Bonding, MITM, SC, No Keypresses (0x0d)
        Max encryption key size: 16
        Initiator key distribution: EncKey Sign (0x05)
        Responder key distribution: EncKey IdKey Sign (0x07)
> ACL Data RX: Handle 64 flags 0x02 dlen 6                      #4 [hci0] 1.300000
      SMP: Pairing Failed (0x05) len 1
        Reason: Pairing not supported (0x05)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of the user's own files, empty."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    device_book._read.cache_clear()
    own = tmp_path / "pairtui" / "devices"
    own.mkdir(parents=True)
    yield own
    device_book._read.cache_clear()


@pytest.fixture
def log(tmp_path):
    file = tmp_path / "log.txt"
    file.write_text(LOG)
    return str(file)


def test_it_lists_every_entry_by_kind(folder, capsys):
    assert main(["book"]) == 0
    out = capsys.readouterr().out
    assert "Game controllers:" in out and "  nintendo-joy-con " in out


def test_it_explains_one_with_its_sources(folder, capsys):
    assert main(["book", "eq3-thermostat"]) == 0
    out = capsys.readouterr().out
    assert "Hold the wheel until PAIr shows" in out and "Firmware 1.46 and later" in out
    assert "1. https://github.com/rytilahti/python-eq3bt/issues/41" in out


@pytest.mark.parametrize("words", [["BBC micro:bit [zavig]"], ["micro:bit"], ["bbc-microbit"], ["bbc", "microbit"]])
def test_it_finds_an_entry_by_id_title_and_a_devices_name(folder, words, capsys):
    assert main(["book", *words]) == 0
    assert capsys.readouterr().out.startswith("# BBC micro:bit")


def test_one_that_is_not_there(folder, capsys):
    assert main(["book", "abacus"]) == 2
    assert capsys.readouterr().err == (
        "pairtui: the device book does not have 'abacus'; `pairtui book` lists what it has\n"
    )


def test_json_has_the_keys_of_the_file(folder, capsys):
    assert main(["book", "airpods", "--json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)
    assert entry["id"] == "airpods" and entry["match"] == [{"name": "*AirPods*"}] and entry["traps"][0]["source"]


def test_explain_finds_a_model(folder, capsys):
    assert main(["explain", "Joy-Con"]) == 0
    assert capsys.readouterr().out.startswith("# Nintendo Joy-Con")


def test_analyze_says_it_in_the_models_words(folder, log, capsys):
    assert main(["analyze", log]) == 1
    assert "1  Hold the Bluetooth button for 3 to 5 seconds until P blinks" in capsys.readouterr().out


def test_a_file_of_ones_own_comes_first(folder, log, capsys):
    (folder / "mine.toml").write_text(GOOD)
    assert main(["book"]) == 0
    assert capsys.readouterr().out.startswith("Your own:\n  my-cuff ")
    assert main(["analyze", log]) == 1
    assert "1  Press the white button twice, then pair again" in capsys.readouterr().out


HOSTILE = {
    "no TOML": ("[my-cuff\n", ", line 1: "),
    "no table": ("my-cuff = 1\n", "line 1: my-cuff"),
    "no title": (GOOD.replace("title", "titel"), "line 2: title of my-cuff"),
    "a key that nobody knows": (GOOD + 'colour = "red"\n', "line 8: colour of my-cuff"),
    "no source": (GOOD.replace("sources", "#"), "sources of my-cuff"),
    "a source that is none": (GOOD.replace("https://", "ward "), "line 7: sources of my-cuff"),
    "a name that is every device": (GOOD.replace("BLESmart_0000*", "*a*"), "line 4: name of match 1 of my-cuff"),
    "a pattern of stars": (GOOD.replace("BLESmart_0000*", "a*a*a*a*a*a*"), "line 4: name of match 1 of my-cuff"),
    "no match": (GOOD.replace("match", "#"), "match of my-cuff"),
    "an association model that is none": (GOOD.replace('"just-works"', '"magic"'), "line 6: models of my-cuff"),
    "an escape sequence": (GOOD.replace("twice", "\\u001b[2J"), "line 5: pairing-mode of my-cuff"),
    "nothing to do": (GOOD.replace("pairing-mode", "#"), "pairing-mode of my-cuff"),
    "a service that is none": (GOOD.replace("name =", "service ="), "line 4: service of match 1 of my-cuff"),
    "a company that is none": (GOOD.replace('name = "BLESmart_0000*"', "company = 70000"), "line 4: company of match"),
    "a match that is empty": (GOOD.replace('{ name = "BLESmart_0000*" }', "{}"), "line 4: name of match 1 of my-cuff"),
}


@pytest.mark.parametrize(("content", "where"), HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_cannot_be_used_gets_one_sentence(folder, content, where, capsys):
    file = folder / "mine.toml"
    file.write_text(content)
    assert main(["book", "airpods"]) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith(f"pairtui: {file}") and where in shown.err and shown.err.count("\n") == 1
    assert shown.out.startswith("# Apple AirPods"), "the rest of the book is there"


def test_octets_and_folders_for_files(folder, capsys):
    (folder / "octets.toml").write_bytes(b"\xff\xfe\x00")
    (folder / "inner.toml").mkdir()
    (folder / "gone.toml").symlink_to(folder / "nowhere")
    assert main(["book"]) == 2
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == ["pairtui"] * 3


def test_the_console_starts_and_says_so(folder):
    from argparse import Namespace

    (folder / "mine.toml").write_text(HOSTILE["no title"][0])
    notices: list[str] = []
    read_settings(Namespace(config=None, theme=None), notices)
    assert len(notices) == 1 and "titel" not in notices[0] and "mine.toml, line 2: title" in notices[0]


def test_a_draft_is_an_entry_once_it_is_completed(folder, log, capsys):
    assert main(["book", "--draft", log]) == 0
    draft = capsys.readouterr().out
    assert str(folder) in draft and "# Seen: The peer refused before it said what it can do" in draft
    completed = draft.replace('pairing-mode = ""', 'pairing-mode = "Press it"').replace(
        "sources = []", 'sources = ["https://example.org"]'
    )
    (entry,) = entries_of("draft", completed, tomllib.loads(completed), "own")
    assert entry.id == "blesmart" and entry.matches[0].name == "BLESmart*"


def test_a_draft_says_what_experiments_found_out():
    trials = (
        Trial("Pair with nothing changed, 1", False, "smp:0x08", {}, {}),
        Trial("Pair while the device is in pairing mode", True, "", {}, {}, "pairing-mode"),
    )
    found = InvestigationResult("certain", "peer-not-in-pairing-mode", 4, 4, trials)
    attempt = Attempt(1, Kind.PAIRING, peer=Peer("C0:00:00:00:00:01", "random", "Cuff"), investigation=found)
    draft = device_draft([attempt], "devices")
    assert "# Found out: CERTAIN  The peer is not in pairing mode (peer-not-in-pairing-mode)\n" in draft
    assert "# Found out: it pairs: Pair while the device is in pairing mode\n" in draft
    tomllib.loads(draft)


def test_a_draft_from_what_names_no_device(folder, tmp_path, capsys):
    status = main(["book", "--draft", str(tmp_path / "nothing.txt")])
    assert status == 2 and "nothing.txt" in capsys.readouterr().err
    assert main(["book", "--draft", "C0:00:00:00:00:99"]) == 2
    assert "states a device's name" in capsys.readouterr().err
