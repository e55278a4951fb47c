"""The observer: changes nothing on BlueZ, and hands on no key, passkey, PIN, address or name of a lab run."""

import base64
import json
import os
import re
import subprocess
import sys
import time
from random import Random

import pytest

from pairtui.fleet.gateway_facts import boot, clock_synced, device_model
from pairtui.fleet.index import Index
from pairtui.fleet.ingest import Ingest
from pairtui.fleet.metrics import metrics
from pairtui.fleet.observer import SETTLE_SECONDS, Observer
from pairtui.fleet.pseudonyms import Pseudonyms
from pairtui.fleet.spool import Spool
from pairtui.fleet.topics import Gateway
from pairtui.fleet.verdict import completed
from pairtui.hub import Hub
from pairtui.lab import virtual_time
from pairtui.lab.cast import BUILT_IN, load
from pairtui.lab.environment import VirtualEnvironment
from pairtui.lab.player import ADAPTER, ScenarioPlayer
from pairtui.lab.source import LabSource
from pairtui.pairing.attempt import Attempt, Kind, Outcome, Peer
from pairtui.pairing.events import PromptRaised
from pairtui.pairing.model import Model
from pairtui.pairing.state import Device
from pairtui.report.redact.redaction import secrets_of
from pairtui.sources.storage.recording import Recording
from tests.sources.bluez_double import BluezDouble
from tests.sources.conftest import PrivateBus

SCENARIOS = 14


class Clock:
    now = 1_795_000_000.0

    def __call__(self):
        return self.now


async def played(name, recording, codes):
    """A scenario of the lab on a virtual gateway: its model, what went over the air, the digits that were shown."""
    import asyncio

    cast, random = load(BUILT_IN), Random(3)
    scenario = cast.scenarios[name]
    environment = VirtualEnvironment(cast.for_scenario(name), random)
    hub = Hub([LabSource(environment, clock=virtual_time.clock, random=random, recording=recording)])
    address = cast.members[scenario.member].address

    def asked(event):
        if isinstance(event, PromptRaised) and event.passkey is not None:
            value = event.passkey.reveal()
            codes.add(value if isinstance(value, str) else f"{value:06d}")

    hub.observe(asked)
    running = asyncio.create_task(hub.run())
    try:
        shown = lambda: environment.peripherals[address].shown if address in environment.peripherals else ""  # noqa: E731
        await ScenarioPlayer(hub, scenario, f"{ADAPTER}/{address}", shown).play()
        return hub.model
    finally:
        await hub.close()
        running.cancel()
        await asyncio.wait([running])


@pytest.fixture(scope="module")
def lab_run(tmp_path_factory):
    """What a lab run put into spool and index, and its secrets, addresses and names."""
    folder = tmp_path_factory.mktemp("observed")
    spool, index, clock = Spool(folder / "spool.db"), Index(folder / "index.db"), Clock()
    keys: set[bytes] = set()
    codes: set[str] = set()
    addresses: set[str] = set()
    names: set[str] = set()
    for name in list(load(BUILT_IN).scenarios)[:SCENARIOS]:
        recording = Recording()
        model = virtual_time.run(played(name, recording, codes))
        found = secrets_of(recording.capture())
        keys |= found.keys
        codes |= found.codes
        addresses |= {device.address for device in model.devices.values() if device.address}
        names |= {device.name for device in model.devices.values() if device.name}
        observer = Observer(model, spool, Pseudonyms(b"the group's key"), (), clock)
        observer.look()
        clock.now += SETTLE_SECONDS + 1
        observer.look()
    rows = spool.waiting(most=1000)
    ingest = Ingest(index, clock)
    traffic = [completed(row.body, clock.now, row.kept) for row in rows]
    for payload in traffic:
        ingest.take(Gateway("plant", "gw-1"), "verdict", payload, False)
    traffic.append(bytes(spool.fact("info")))
    ingest.take(Gateway("plant", "gw-1"), "info", traffic[-1], False)
    ingest.flush()
    index.close()
    text = metrics(spool, model)
    spool.close()
    import sqlite3
    import zlib

    documents = [
        zlib.decompress(body) for (body,) in sqlite3.connect(folder / "index.db").execute("SELECT body FROM document")
    ]
    everything = [*traffic, *documents, *(part.read_bytes() for part in folder.iterdir()), text.encode()]
    return everything, rows, keys, codes, addresses, names, text


def test_the_lab_run_had_something_to_hide(lab_run):
    _, rows, keys, codes, addresses, names, _ = lab_run
    assert len(rows) >= SCENARIOS
    assert len(keys) > 10
    assert codes
    assert len(addresses) > 3
    assert len(names) > 3


def test_no_key_is_in_traffic_spool_or_index_in_any_spelling(lab_run):
    everything, _, keys, *_ = lab_run
    for key in keys:
        for octets in (key, key[::-1]):
            spelt = (octets, octets.hex().encode(), octets.hex().upper().encode(), octets.hex(":").encode(),
                     base64.b64encode(octets)[:20])  # fmt: skip
            assert not any(form in part for part in everything for form in spelt)


def test_no_passkey_or_pin_is_in_what_is_sent(lab_run):
    everything, _, _, codes, *_ = lab_run
    text = b"\n".join(everything[: len(lab_run[1]) + 1]).decode()
    assert [code for code in codes if re.search(rf"(?<![\d.]){re.escape(code)}(?!\d)", text)] == []


def test_no_address_and_no_name_is_anywhere(lab_run):
    everything, *_, addresses, names, _ = lab_run
    for address in addresses:
        spelt = {address, address.lower(), address.replace(":", "_"), address.replace(":", "")}
        assert not any(form.encode() in part for part in everything for form in spelt), address
    for name in names:
        assert not any(json.dumps(name)[1:-1].encode() in part for part in everything), name


def test_the_metrics_count_by_words_of_this_program_only(lab_run):
    *_, text = lab_run
    assert 'pairtui_attempts_total{outcome="failed",kind="pairing",transport="le"}' in text
    assert "pairtui_failures_total{cause=" in text
    labels = {label for line in text.splitlines() for label in re.findall(r'(\w+)="', line)}
    assert labels <= {"outcome", "kind", "transport", "cause", "code", "by", "source", "version", "bluez", "kernel"}
    for line in text.splitlines():
        assert re.fullmatch(r"# (HELP|TYPE) .*|pairtui_\w+(\{[^}]*\})? \d+", line), line


# ── attempts ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def observed(tmp_path):
    """An observer whose model the test fills."""
    model, clock = Model(), Clock()
    spool = Spool(tmp_path / "spool.db")
    observer = Observer(model, spool, Pseudonyms(b"k"), (), clock)
    return observer, model, spool, clock


def ended(number=1, **more):
    return Attempt(number, Kind.PAIRING, "hci0", peer=Peer("C0:FF:EE:00:00:01", "random", "Tag 7"), started=10.0,
                   ended=12.0, outcome=Outcome.FAILED, live=False, **more)  # fmt: skip


def put(model, attempt):
    model._tracker.attempts.all[attempt.id] = attempt
    model.revisions.attempts += 1


def test_an_attempt_is_kept_once_when_nothing_more_comes_and_revised_when_something_does(observed):
    observer, model, spool, clock = observed
    put(model, ended())
    observer.look()
    assert spool.waiting() == []
    clock.now += SETTLE_SECONDS
    observer.look()
    clock.now += 60
    observer.look()
    (row,) = spool.waiting()
    assert row.rev == 1
    put(model, ended(level=2))
    observer.look()
    clock.now += SETTLE_SECONDS
    observer.look()
    (row,) = spool.waiting()
    assert (row.seq, row.rev) == (1, 2)


def test_what_ended_last_is_kept_at_the_end_too(observed):
    observer, model, spool, _ = observed
    put(model, ended())
    observer.finish()
    assert len(spool.waiting()) == 1


def test_a_spool_without_room_ends_nothing_and_is_counted(observed, monkeypatch):
    import sqlite3

    observer, model, spool, _ = observed

    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(spool, "add", full)
        put(model, ended())
        observer.finish()
    put(model, ended(2))
    observer.finish()
    assert spool.counts().dropped_failures == 1


def test_the_model_of_a_device_is_its_pnp_id_then_its_appearance_then_its_name():
    attempt = ended()
    device = Device("d", appearance=0x0340)
    assert device_model(attempt, device, "Tag #") == {"name_pattern": "Tag #", "appearance": "0x0340"}
    modalias = Device("d", modalias="bluetooth:v0059p1a02d0100", firmware="1.2", appearance=1)
    assert device_model(attempt, modalias, "Tag #") == {
        "name_pattern": "Tag #", "vendor": "bluetooth:0059", "product": "1A02", "version": "0100", "firmware": "1.2",
    }  # fmt: skip
    assert device_model(attempt, None, "") == {}


def test_boot_and_clock_are_the_kernels():
    assert re.fullmatch(r"[0-9a-f]{8}", boot())
    assert clock_synced() in (True, False)


# ── on a bus ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.needs("dbus-daemon")
async def test_on_the_bus_nothing_is_asked_but_what_there_is(tmp_path):
    bus = PrivateBus(tmp_path)
    bus.start()
    double = BluezDouble(bus.address)
    await double.start()
    double.add_adapter("hci0", Powered=True)
    double.add_device("C0:FF:EE:00:00:01", Alias="Tag", Paired=True, Modalias="bluetooth:v0059p0001d0002")
    file = tmp_path / "fleet.toml"
    file.write_text(
        f'[gateway]\ngroup = "g"\nname = "n"\nspool = "{tmp_path}/spool/s.db"\nmetrics = "{tmp_path}/m.prom"\n'
    )
    environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": bus.address, "XDG_STATE_HOME": str(tmp_path)}
    with (tmp_path / "said").open("wb") as said:
        observing = subprocess.Popen(  # noqa: ASYNC220
            [sys.executable, "-m", "pairtui", "observe", "--settings", str(file)], env=environment, stderr=said
        )
    try:
        from asyncio import sleep

        until = time.monotonic() + 60
        about: dict = {}
        while time.monotonic() < until and not about.get("bonds"):
            await sleep(0.2)
            if (tmp_path / "spool/s.db").exists():
                spool = Spool(tmp_path / "spool/s.db")
                about = json.loads(spool.fact("info") or b"{}")
                spool.close()
        double.change("/org/bluez/hci0/dev_C0_FF_EE_00_00_01", Connected=True)
        await sleep(1)
        assert about["adapters"] == [{"key": "hci0", "powered": True, "pairable": about["adapters"][0]["pairable"]}]
        assert about["bonds"] == 1
    finally:
        observing.terminate()
        observing.wait(30)
        asked = {str(call[0]) for call in double.calls}
        await double.stop()
        bus.stop()
    assert observing.returncode == 0
    assert asked == {"GetManagedObjects"}
    assert "pairtui_bonds " in (tmp_path / "m.prom").read_text()
