"""What gateways send as names changes its own cells of the fleet's console, and nothing else of the terminal."""

import pytest

from pairtui.fleet.index import Index
from pairtui.fleet.ingest import Ingest
from pairtui.fleet.payloads import encode
from pairtui.fleet.topics import MOST_OCTETS, VERDICT, Gateway, Topics
from pairtui.fleet.verdict import verdict
from tests.ui.hostile_names import NAMES, Terminal
from tests.ui.test_ui_fleet import NOW, Time, attempts, console

TABLES = {"gateways": (), "groups": ("tab",), "common": ("tab",) * 2, "attempts": ("tab",) * 3}
READ = ("tab", "enter", "enter", "w")
SHORT = ("escape sequences", "C1 controls", "bidi", "10,000", "10,000 wide", "combining marks", "newlines", "markup")


def sent(file, name):
    """An index of a gateway whose device, versions and sources are called so."""
    index = Index(file)
    ingest, gateway = Ingest(index, Time()), Gateway("plant", "gw-1")
    failed = attempts("03-04-confirm-value-wrong-passkey-sc", True)[0]
    failed["peer"] = {"address": name[:64], "address_type": None, "name": name[:400]}
    failed["diagnosis"] = {**failed["diagnosis"], "title": name[:400]}
    names = {"versions": {"kernel": name[:64], "bluez": name[:64]}, "model": {"name_pattern": name[:64]}}
    message = verdict(failed, at=NOW - 60, boot="b", synced=True, **names)
    message["attempt"] = failed
    payload = encode({**message, "id": "e-1", "rev": 1, "sent": NOW, "late": False})
    assert len(payload) <= MOST_OCTETS[VERDICT]
    ingest.take(gateway, "verdict", payload, False)
    info = {"schema": 1, "hash": "h", "versions": names["versions"], "allow": [name[:64]],
            "doctor": [{"source": name[:64], "state": "down", "why": name[:400]}]}  # fmt: skip
    ingest.take(gateway, "info", encode(info), False)
    assert not ingest.rejected
    index.note(broker=f"✗ the broker says {name[:400]}", told=NOW)
    ingest.flush()
    index.close()


async def shown(file, keys):
    """The terminal after these keys."""
    with pytest.MonkeyPatch.context() as patch:
        terminal = Terminal(patch, 80, 24)
        async with console(file) as seat:
            await seat.press(*keys)
            return terminal, terminal.cells()


@pytest.mark.parametrize("keys", [*TABLES.values(), READ], ids=[*TABLES, "read"])
@pytest.mark.parametrize("name", SHORT)
async def test_on_the_screens_of_a_fleet_it_stays_text(tmp_path, name, keys):
    sent(tmp_path / "hostile.db", NAMES[name])
    sent(tmp_path / "plain.db", "plain")
    harmed, hostile = await shown(tmp_path / "hostile.db", keys)
    safe, plain = await shown(tmp_path / "plain.db", keys)
    assert not harmed.unsafe()
    assert harmed.orders() <= safe.orders()
    if keys != READ:
        assert [cell.data for cell in hostile[0]] == [cell.data for cell in plain[0]]
        assert hostile[1] == plain[1]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_no_gateway_is_called_so(name):
    topics = Topics("pairtui")
    assert topics.parse("pairtui/1/plant/gw-1/state") == (Gateway("plant", "gw-1"), "state")
    assert topics.parse(f"pairtui/1/plant/{name}/state") is None
    assert topics.parse(f"pairtui/1/{name}/gw-1/state") is None
