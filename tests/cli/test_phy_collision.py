"""A PHY update that meets the start of encryption: named on an air capture, from a Zephyr log, and when asked."""

import json

import pytest

from pairtui.cli.main import main
from pairtui.protocol.messages import ll
from tests.report.air import LINK_TYPES, Air, enc_req, enc_rsp, legacy_pairing

COLLISION = "phy-update-collision"
INSTANT_OR_TIMEOUT = 0x22
DIFFERENT_TRANSACTION = 0x2A


def causes(capture, tmp_path, capsys):
    file = tmp_path / "capture"
    file.write_bytes(capture)
    status = main(["analyze", "--format", "json", str(file)])
    document = json.loads(capsys.readouterr().out)
    found = [attempt["diagnosis"]["cause"] for attempt in document["attempts"] if attempt["diagnosis"]]
    found += [finding["cause"] for finding in document["findings"]]
    return status, found


def collided(link_type, by_central=False):
    """Encryption was asked for and answered; before it starts, one side asks for another PHY."""
    air = legacy_pairing(Air(link_type)).control(True, enc_req()).control(False, enc_rsp())
    return air.control(by_central, ll.PhyReq(2, 2))


@pytest.mark.parametrize("link_type", LINK_TYPES)
@pytest.mark.parametrize("by_central", [True, False])
def test_the_capture_ends_in_silence(link_type, by_central, tmp_path, capsys):
    assert causes(collided(link_type, by_central).silence(20).pcap(), tmp_path, capsys) == (1, [COLLISION])


@pytest.mark.parametrize("link_type", LINK_TYPES)
def test_the_update_is_rejected_and_nothing_follows(link_type, tmp_path, capsys):
    air = collided(link_type).control(True, ll.RejectExtInd(ll.PhyReq.CODE, DIFFERENT_TRANSACTION))
    assert causes(air.pcap(), tmp_path, capsys) == (1, [COLLISION])


@pytest.mark.parametrize("link_type", LINK_TYPES)
@pytest.mark.parametrize("error", [INSTANT_OR_TIMEOUT, DIFFERENT_TRANSACTION])
def test_the_link_is_ended_for_it(link_type, error, tmp_path, capsys):
    air = collided(link_type).control(True, ll.TerminateInd(error))
    assert causes(air.pcap(), tmp_path, capsys) == (1, [COLLISION])


@pytest.mark.parametrize("form", ["pcap", "pcapng"])
def test_the_update_came_first_and_was_not_answered(form, tmp_path, capsys):
    air = legacy_pairing(Air(256)).control(False, ll.PhyReq(2, 2)).control(True, enc_req())
    assert causes(getattr(air, form)(), tmp_path, capsys) == (1, [COLLISION])


def test_an_update_that_ended_before_is_none(tmp_path, capsys):
    air = legacy_pairing(Air(256)).control(False, ll.PhyReq(2, 2)).control(True, ll.PhyUpdateInd(2, 2, 40))
    air.control(True, enc_req()).control(False, enc_rsp()).control(False, ll.StartEncReq())
    assert causes(air.pcap(), tmp_path, capsys) == (0, [])


ZEPHYR = """\
*** Booting Zephyr OS build v3.7.0 ***
Advertising successfully started
Connected C4:11:22:33:44:55 (random)
Security failed: C4:11:22:33:44:55 (random) level 1 err 9
Disconnected (reason 8)
"""


def test_a_zephyr_log_of_it(tmp_path, capsys):
    assert causes(ZEPHYR.encode(), tmp_path, capsys) == (1, [COLLISION])
    assert main(["analyze", str(tmp_path / "capture")]) == 1
    out = capsys.readouterr().out
    assert "CONFIG_BT_AUTO_PHY_UPDATE=n" in out


@pytest.mark.parametrize(
    "words",
    [
        ["Security failed: C4:11:22:33:44:55 (random) level 1 err 9"],
        ["Disconnected (reason 8)"],
        ["Security", "failed", "…", "level", "1", "err", "9"],
        ["Security failed: … level 1 err 9", "Disconnected (reason 8)"],
    ],
)
def test_explain_names_it(words, capsys):
    assert main(["explain", *words]) == 0
    assert COLLISION in capsys.readouterr().out


@pytest.mark.parametrize("words", [["Security failed: … level 1 err 9"], ["Disconnected (reason 8)"], [COLLISION]])
def test_explain_has_its_remedies(words, capsys):
    assert main(["explain", *words]) == 0
    out = capsys.readouterr().out
    assert "CONFIG_BT_AUTO_PHY_UPDATE=n" in out
