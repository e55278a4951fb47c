"""The level of each device's bond: from the keys the kernel stores, from what was required, in the audit."""

import pytest

from pairtui.pairing import actions, events
from pairtui.pairing.attempt import Outcome
from pairtui.pairing.bonds import bonds
from pairtui.pairing.model import Model
from pairtui.protocol.messages import mgmt, smp
from pairtui.protocol.record import Direction
from pairtui.protocol.values import Secret

SCALE = "/org/bluez/hci0/dev_C0_00_00_00_00_01"
ADDRESS = "C0:00:00:00:00:01"
KEY = Secret(bytes(range(16)))


@pytest.fixture
def model() -> Model:
    """One device that is paired."""
    model = Model()
    changes = {"adapter": "hci0", "address": ADDRESS, "address_type": "random", "name": "Scale", "paired": True}
    model.apply(events.DeviceChanged(at=1.0, device=SCALE, changes=changes))
    return model


def stored(kind: int, size: int = 16, address: str = ADDRESS, store: int = 1) -> events.Traced:
    message = mgmt.NewLongTermKey(store, address, 2, kind, 0, size, 0, 0, KEY)
    return events.Traced(at=2.0, message=message, direction=Direction.HOST, adapter="hci0")


@pytest.mark.parametrize(("kind", "level"), [(0, 2), (1, 3), (2, 2), (3, 4), (4, 2), (9, None)])
def test_the_type_of_the_long_term_key_is_the_level(model, kind, level):
    model.apply(stored(kind))
    device = model.devices[SCALE]
    assert (device.level, device.key_size, device.transport) == (level, 16, "le")
    assert "0001" not in repr(device), "the key is not kept"


def test_a_key_that_is_not_stored_or_of_another_device_changes_nothing(model):
    model.apply(stored(3, store=0))
    model.apply(stored(3, address="C0:00:00:00:00:02"))
    assert model.devices[SCALE].level is None


def test_a_link_key(model):
    message = mgmt.NewLinkKey(1, ADDRESS, 0, 8, KEY, 0)
    model.apply(events.Traced(at=2.0, message=message, direction=Direction.HOST, adapter="hci0"))
    assert (model.devices[SCALE].level, model.devices[SCALE].transport) == (4, "bredr")


def test_a_device_with_a_private_address_is_known_by_its_identity(model):
    identity = "00:11:22:33:44:55"
    irk = mgmt.NewIrk(1, ADDRESS, identity, 1, KEY)
    model.apply(events.Traced(at=2.0, message=irk, direction=Direction.HOST, adapter="hci0"))
    assert model.devices[SCALE].identity_address == identity
    model.apply(stored(3, address=identity))
    assert model.devices[SCALE].level == 4


def test_the_level_goes_with_the_bond(model):
    model.apply(stored(3))
    model.apply(events.DeviceChanged(at=3.0, device=SCALE, changes={"verified": 3.0}))
    model.apply(events.DeviceChanged(at=4.0, device=SCALE, changes={"paired": False}))
    device = model.devices[SCALE]
    assert (device.level, device.key_size, device.key_type, device.verified) == (None, None, "", None)


@pytest.mark.parametrize(
    ("kind", "size", "required", "words"),
    [
        (2, 16, 3, "level 3 is required, and the bond has level 2"),
        (4, 16, None, "debug key"),
        (3, 7, None, "7 octets of 16"),
        (3, 16, 4, ""),
    ],
)
def test_the_audit_says_which_bond_is_weak(model, kind, size, required, words):
    model.apply(stored(kind, size))
    model.apply(events.DeviceChanged(at=3.0, device=SCALE, changes={"required": required}))
    (row,) = bonds(model)
    assert (row.address, row.adapter, row.name) == (ADDRESS, "hci0", "Scale")
    assert words in row.weak if words else row.weak == ""


def test_the_audit_has_bonds_only(model):
    model.apply(events.DeviceChanged(at=2.0, device="/x", changes={"adapter": "hci0", "address": "C0:00:00:00:00:09"}))
    assert [row.device for row in bonds(model)] == [SCALE]


def test_a_required_level_is_an_attempt_of_its_own(model):
    action = actions.RequireLevel(SCALE, 3)
    model.apply(events.ActionStarted(at=10.0, action=action))
    assert model.devices[SCALE].busy == "pairing"
    model.apply(events.DeviceChanged(at=10.5, device=SCALE, changes={"level": 3}))
    model.apply(events.ActionFinished(at=11.0, action=action))
    (attempt,) = model.attempts.values()
    assert (attempt.outcome, attempt.level, attempt.peer.address) == (Outcome.PAIRED, 3, ADDRESS)
    assert attempt.steps[0].detail == "at level 3, asked of the kernel"


def test_a_device_that_has_to_be_found_first_is_one_attempt():
    model = Model()
    action = actions.Pair(f"hci0/{ADDRESS}")
    model.apply(events.ActionStarted(at=1.0, action=action))
    changes = {"adapter": "hci0", "address": ADDRESS, "address_type": "random", "name": "Scale"}
    model.apply(events.DeviceChanged(at=2.0, device=SCALE, changes=changes))
    model.apply(events.ActionFinished(at=3.0, action=action, error="org.bluez.Error.AuthenticationFailed"))
    (attempt,) = model.attempts.values()
    assert (attempt.device, attempt.peer.name, attempt.outcome) == (SCALE, "Scale", Outcome.FAILED)
    assert model.devices[SCALE].busy == ""


def test_level_3_that_nothing_can_reach_names_the_level(model):
    model.apply(events.ActionStarted(at=1.0, action=actions.RequireLevel(SCALE, 3)))
    link = events.Link("hci0", 64, ADDRESS, "random", "le", "central")
    features = (3, 0, smp.AuthReq(0x0D), 16, smp.KeyDist(1), smp.KeyDist(3))
    for direction, message in (
        (Direction.SENT, smp.PairingRequest(4, *features[1:])),
        (Direction.RECEIVED, smp.PairingResponse(*features)),
        (Direction.SENT, smp.PairingFailed(3)),
    ):
        model.apply(events.Traced(at=1.1, message=message, direction=direction, link=link, adapter="hci0"))
    (attempt,) = model.attempts.values()
    assert attempt.diagnosis is not None
    assert attempt.diagnosis.cause == "mitm-unachievable"
    assert attempt.diagnosis.explanation.startswith("Level 3 was asked for.")


def test_who_the_default_agent_is_and_a_warning_when_it_is_another(model):
    model.apply(events.AgentChanged(at=1.0, owner=":1.5", pid=5, command="pairtui", ours=True))
    assert [entry for entry in model.log if entry.level == "warning"] == []
    model.apply(events.AgentChanged(at=2.0, owner=":1.9", pid=9, command="bluetoothctl", capability="DisplayOnly"))
    assert model.agent is not None
    assert (model.agent.label, model.agent.ours) == ("bluetoothctl (pid 9)", False)
    assert model.log[-1].level == "warning"
    assert "bluetoothctl (pid 9) is the default agent now" in model.log[-1].text
    model.apply(events.AgentChanged(at=3.0, owner=":1.5", pid=5, command="pairtui", ours=True))
    assert model.log[-1].text == "pairtui's agent is the default again"
    model.apply(events.AgentChanged(at=4.0, pid=None, certain=False))
    assert "probably another program is the default agent now" in model.log[-1].text
