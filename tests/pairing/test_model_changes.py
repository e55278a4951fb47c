"""What each event changes in the model beside the attempts: which part of it, what its log says, what stays."""

from dataclasses import asdict

import pytest

from pairtui.pairing import actions as do
from pairtui.pairing import events
from pairtui.pairing.attempt import Attempt, HistoryEntry, InvestigationResult, Kind
from pairtui.pairing.state import LogEntry, SourceStatus
from pairtui.protocol.messages import hci, smp
from pairtui.protocol.record import LogLine
from tests.pairing.live_gateway import HANDLE, SCALE, Gateway, secret

UP = events.SourceState.UP
CONFIRM = events.PromptKind.CONFIRM


def started():
    """A gateway that knows a device, its adapter, an agent, a prompt and one attempt."""
    gateway = Gateway().event(events.AdapterChanged, adapter="hci0", changes={"powered": True})
    gateway.event(events.AgentChanged, ours=True, owner=":1.5").knows_the_scale(rssi=-60)
    gateway.event(events.PromptRaised, prompt=1, kind=CONFIRM, device=SCALE)
    return gateway.connected().features().received(smp.PairingFailed(5))


@pytest.mark.parametrize(
    ("event", "fields", "grown"),
    [
        (events.DeviceChanged, {"device": SCALE, "changes": {"rssi": -50}}, {"strengths": 1}),
        (events.DeviceChanged, {"device": SCALE, "changes": {"name": "Other"}}, {"devices": 1}),
        (events.DeviceChanged, {"device": SCALE, "changes": {"name": "Scale"}}, {}),
        (events.DeviceChanged, {"device": "new", "changes": {}}, {"devices": 1}),
        (events.DeviceRemoved, {"device": SCALE}, {"devices": 1}),
        (events.DeviceRemoved, {"device": "no such"}, {}),
        (events.AdapterChanged, {"adapter": "hci0", "changes": {"alias": "ward"}}, {"adapters": 1}),
        (events.AdapterChanged, {"adapter": "hci0", "changes": {"powered": True}}, {}),
        (events.AdapterRemoved, {"adapter": "hci0"}, {"adapters": 1, "devices": 1, "attempts": 1}),
        (events.BluezConfigured, {}, {"adapters": 1}),
        (events.AgentChanged, {"owner": ":1.9"}, {"adapters": 1, "log": 1}),
        (events.AgentChanged, {"owner": ":1.5", "ours": True}, {"adapters": 1}),
        (events.PromptRaised, {"prompt": 2, "kind": CONFIRM, "device": "other"}, {"prompts": 1}),
        (events.PromptClosed, {"prompt": 1, "why": "answered"}, {"prompts": 1}),
        (events.PromptClosed, {"prompt": 7, "why": "answered"}, {}),
        (events.SourceChanged, {"source": "btmon", "state": UP}, {"sources": 1}),
        (events.Logged, {"source": "hub", "text": "words"}, {"log": 1}),
        (events.Remembered, {"key": "k", "past": HistoryEntry("k", Attempt(1, Kind.PAIRING))}, {"history": 1}),
        (events.Remembered, {"key": "no such"}, {"history": 1}),
        (events.Investigated, {"attempt": 1, "result": InvestigationResult("certain", "x", 1, 1)}, {"attempts": 1}),
        (events.Investigated, {"attempt": 9, "result": InvestigationResult("certain", "x", 1, 1)}, {}),
        (
            events.Restarted,
            {},
            {"adapters": 1, "devices": 1, "attempts": 1, "prompts": 1, "log": 1},
        ),
        (events.ActionStarted, {"action": do.Connect(SCALE)}, {"devices": 1}),
        (events.ActionFinished, {"action": do.Connect(SCALE)}, {"devices": 1, "log": 1}),
        (events.ActionFinished, {"action": do.SetCapability("DisplayOnly")}, {"adapters": 1, "log": 1}),
        (events.ActionFinished, {"action": do.SetCapability("DisplayOnly"), "error": "E"}, {"log": 1}),
        (events.ActionFinished, {"action": do.StartDiscovery("hci0")}, {"adapters": 1, "log": 1}),
        (events.ActionFinished, {"action": do.StartDiscovery("hci0"), "error": "E"}, {"log": 1}),
        (events.ActionFinished, {"action": do.PlayOrPause()}, {}),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_a_part_that_changes_has_one_revision_more(event, fields, grown):
    gateway = started()
    before = asdict(gateway.model.revisions)
    gateway.event(event, **fields)
    after = asdict(gateway.model.revisions)
    told = {part: after[part] - before[part] for part in after if part in grown or part != "attempts"}
    assert {part: more for part, more in told.items() if more} == grown  # any event may add to the attempt under way


def test_a_recording_that_begins_anew_has_told_nothing_yet():
    gateway = started().event(events.Logged, source="hub", text="words")
    gateway.event(events.SourceChanged, source="replay", state=UP)
    model = gateway.model
    before = asdict(model.revisions)
    gateway.event(events.Restarted)
    empty = (model.adapters, model.devices, model.prompts, model.attempts, model.findings, model.now)
    assert empty == ({}, {}, {}, {}, [], None) and not model.log and not model.records
    assert model.agent and model.sources
    gateway.knows_the_scale().connected().features()
    assert list(model.attempts) == [1] and model.revisions.attempts > before["attempts"] + 1


@pytest.mark.parametrize(
    ("event", "fields", "source", "text", "level"),
    [
        (events.Logged, {"source": "hub", "text": "words"}, "hub", "words", "info"),
        (events.Logged, {"source": "hub", "text": "words", "level": "error"}, "hub", "words", "error"),
        (
            events.AgentChanged,
            {"owner": ":1.9", "command": "bluetoothctl", "pid": 12},
            "bluez",
            "bluetoothctl (pid 12) is the default agent now and gets the prompts: choose the IO capability again "
            "to take it back",
            "warning",
        ),
        (
            events.AgentChanged,
            {"certain": False},
            "bluez",
            "probably another program is the default agent now and gets the prompts: choose the IO capability again "
            "to take it back",
            "warning",
        ),
        (events.ActionFinished, {"action": do.Connect(SCALE)}, "pairtui", "Scale: connected", "info"),
        (events.ActionFinished, {"action": do.Connect(SCALE), "text": "done"}, "pairtui", "done", "info"),
        (
            events.ActionFinished,
            {"action": do.Connect(SCALE), "error": "org.bluez.Error.Failed", "text": "no", "source": "bluez"},
            "bluez",
            "Connect: org.bluez.Error.Failed no",
            "error",
        ),
        (events.ActionFinished, {"action": do.Connect(SCALE), "error": "E"}, "pairtui", "Connect: E", "error"),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_what_the_log_says(event, fields, source, text, level):
    gateway = started().event(event, **fields)
    assert gateway.model.log[-1] == LogEntry(gateway.now, source, text, level)


def test_the_agent_that_is_ours_again_is_told():
    gateway = started().event(events.AgentChanged, owner=":1.9", command="bluetoothctl")
    gateway.event(events.AgentChanged, owner=":1.5", ours=True)
    assert gateway.model.log[-1] == LogEntry(gateway.now, "bluez", "pairtui's agent is the default again", "info")


@pytest.mark.parametrize(("priority", "level"), [(None, "info"), (3, "error"), (4, "info"), (6, "info"), (7, "")])
def test_a_line_of_the_journal_is_logged_by_its_priority_but_for_those_of_a_debug_log(priority, level):
    gateway = Gateway().host(LogLine("bluetoothd", "words", priority=priority))
    assert [(entry.source, entry.text, entry.level) for entry in gateway.model.log] == (
        [("bluetoothd", "words", level)] if level else []
    )


def test_a_source_stands_as_it_was_last_told():
    gateway = started().event(
        events.SourceChanged, source="bluez", state=UP, why="it is up", remedy="none", detail="BlueZ 5.66"
    )
    assert gateway.model.sources == {"bluez": SourceStatus("bluez", UP, "it is up", "none", "BlueZ 5.66")}
    assert gateway.model.around.bluez == "5.66"


def test_a_prompt_that_is_renewed_was_raised_when_it_was_first():
    gateway = Gateway().knows_the_scale()
    shown = events.PromptKind.SHOW_PASSKEY
    gateway.event(events.PromptRaised, prompt=1, kind=shown, device=SCALE, entered=0, uuid="u")
    first = gateway.now
    gateway.event(events.PromptRaised, prompt=1, kind=shown, device=SCALE, entered=3, uuid="u")
    (prompt,) = gateway.model.prompts.values()
    assert (prompt.raised, prompt.entered, prompt.uuid, prompt.device, prompt.kind) == (first, 3, "u", SCALE, shown)


def test_the_strengths_of_a_device_are_kept_with_when_it_was_heard():
    gateway = Gateway().knows_the_scale()
    for rssi in range(-60, -40):
        gateway.event(events.DeviceChanged, device=SCALE, changes={"rssi": rssi})
    heard = gateway.now
    gateway.event(events.DeviceChanged, device=SCALE, changes={"rssi": None})
    device = gateway.model.devices[SCALE]
    assert (device.rssi, device.last_seen, device.history) == (None, heard, tuple(range(-52, -40)))


def test_the_clock_of_the_model_never_goes_back():
    gateway = Gateway().event(events.Logged, source="hub", text="later")
    later = gateway.now
    gateway.model.apply(events.Logged(at=5.0, source="hub", text="earlier"))
    gateway.model.apply(events.Logged(source="hub", text="whenever"))
    assert gateway.model.now == later


def test_a_device_is_found_by_its_address_or_identity_on_its_adapter():
    model = Gateway().knows_the_scale(identity_address="00:00:00:00:00:AA").model
    scale = model.devices[SCALE]
    assert model.device("hci0", "C0:00:00:00:00:01") is model.device("hci0", "00:00:00:00:00:AA") is scale
    assert model.device("hci1", "C0:00:00:00:00:01") is model.device("hci0", "00:00:00:00:00:BB") is None


def test_a_scan_of_ours_is_one_until_it_is_stopped():
    gateway = started()
    told = []
    for action in (do.StartDiscovery("hci0"), do.StopDiscovery("hci0"), do.StartDiscovery("hci7")):
        gateway.event(events.ActionFinished, action=action)
        told.append(gateway.model.adapters["hci0"].scanning)
    assert told == [True, False, False] and list(gateway.model.adapters) == ["hci0"]


def test_a_device_of_a_recording_is_paired_where_its_attempt_says_so():
    gateway = Gateway().event(events.SourceChanged, source="replay", state=UP).knows_the_scale(rssi=-60)
    gateway.connected().features().sent(hci.LeEnableEncryption(HANDLE, 0, 0, secret()))
    before = gateway.model.revisions.devices
    gateway.received(hci.EncryptionChange(0, HANDLE, 1))
    assert gateway.model.devices[SCALE].paired
    assert gateway.model.revisions.devices == before + 1
