"""The check before a pairing: each fault there is, with what it says and the key that repairs it."""

from pairtui.pairing.actions import SetCapability, StartDiscovery, StopDiscovery
from pairtui.pairing.attempt import Attempt, Confidence, Diagnosis, Kind, Outcome, Peer, Step
from pairtui.pairing.events import (
    ActionFinished,
    AdapterChanged,
    DeviceChanged,
    SourceChanged,
    SourceState,
)
from pairtui.pairing.fix_actions import FIX_ACTIONS
from pairtui.pairing.model import Model
from pairtui.pairing.prediction.check import Severity
from pairtui.pairing.prediction.preflight import preflight
from pairtui.protocol.messages.smp import AuthReq, IoCapability, KeyDist, PairingRequest, PairingResponse
from pairtui.protocol.record import Direction

SCALE = "/org/bluez/hci0/dev_C0_00_00_00_00_01"
POLICY = {"le": 1, "bondable": 1, "secure-connections": 1, "min-key-size": 7}

HEARD = {"adapter": "hci0", "address": "C0:00:00:00:00:01", "address_type": "random", "rssi": -50}


def gateway(policy=None, **adapter):
    """A gateway where nothing is in the way, but for what is given, and a scale in range."""
    model = Model()
    told = {"powered": True, "pairable": True, "policy": POLICY | (policy or {}), **adapter}
    for event in (
        SourceChanged(source="bluez", state=SourceState.UP, detail="BlueZ 5.87"),
        AdapterChanged(adapter="hci0", changes=told),
        ActionFinished(action=SetCapability("KeyboardDisplay")),
        DeviceChanged(device=SCALE, changes=HEARD),
    ):
        model.apply(event)
    return model


def check(model, name, with_device=True):
    found = preflight(model, model.adapters.get("hci0"), model.devices[SCALE] if with_device else None)
    return next((one for one in found if one.name == name), None)


def offered(model, *, secure=True, size=16, io=IoCapability.NO_INPUT_NO_OUTPUT, **attempt):
    """An attempt in which the scale has offered this."""
    flags = AuthReq.BONDING | (AuthReq.SC if secure else AuthReq(0))
    rest = (size, KeyDist.ENC_KEY, KeyDist.ENC_KEY)
    both = AuthReq.BONDING | AuthReq.SC
    steps = (
        Step(0, 1, Direction.SENT, "", message=PairingRequest(IoCapability.KEYBOARD_DISPLAY, 0, both, *rest)),
        Step(0, 2, Direction.RECEIVED, "", message=PairingResponse(io, 0, flags, *rest)),
    )
    model.attempts[1] = Attempt(1, Kind.PAIRING, device=SCALE, peer=Peer("C0:00:00:00:00:01"), steps=steps, **attempt)


def test_nothing_is_in_the_way():
    model = gateway()
    found = preflight(model, model.adapters["hci0"], model.devices[SCALE])
    assert {one.severity for one in found} == {Severity.OK}
    assert {one.name for one in found} >= {"powered", "le", "bondable", "agent", "sc-only", "bond", "range"}


def test_secure_connections_only_against_a_peer_without():
    model = gateway({"secure-connections": 2})
    assert check(model, "sc-only").severity is Severity.WARNING, "nobody has heard yet what the scale has"
    offered(model, secure=False)
    found = check(model, "sc-only")
    assert (found.severity, found.fix.action) == (Severity.BLOCKER, "secure-connections-on")
    offered(model, secure=True)
    assert check(model, "sc-only").severity is Severity.OK


def test_the_peers_key_is_too_short():
    model = gateway({"min-key-size": 16})
    offered(model, size=7)
    found = check(model, "key-size")
    assert found.text == "The device's key has 7 octets, and this gateway wants 16 at least."
    assert found.fix.action == "key-size-shortest"


def change(model, **changes):
    model.apply(DeviceChanged(device=SCALE, changes=changes))
    return model


def test_a_stale_bond():
    model = change(gateway(), paired=True, verify_error="the device has lost its key")
    assert check(model, "bond").text == "The bond no longer works: the device has lost its key."
    model = change(gateway(), paired=True)
    lost = Diagnosis("peer-bond-missing", "The peer has lost the bond", "", Confidence.CERTAIN)
    offered(model, outcome=Outcome.FAILED, diagnosis=lost)
    found = check(model, "bond")
    assert (found.severity, found.text) == (
        Severity.BLOCKER, "The bond no longer works: The peer has lost the bond.",
    )  # fmt: skip


def test_another_program_scans():
    model = gateway(discovering=True)
    assert check(model, "scanning").severity is Severity.WARNING
    model.apply(ActionFinished(action=StartDiscovery("hci0")))
    assert check(model, "scanning") is None
    model.apply(ActionFinished(action=StopDiscovery("hci0")))
    assert check(model, "scanning").severity is Severity.WARNING


def test_faults_of_these_versions_come_before_what_is_in_order():
    model = gateway()
    model.apply(SourceChanged(source="bluez", state=SourceState.UP, detail="BlueZ 5.71"))
    found = preflight(model, model.adapters["hci0"])
    notes = [one.text for one in found if one.severity is Severity.NOTE]
    assert "BlueZ 5.71 does not load stored link keys (bluez/bluez#686)." in notes
    severities = [one.severity for one in found]
    assert severities == sorted(severities, key=list(Severity).index)


def test_every_fix_of_a_check_is_an_action_there_is():
    models = (
        gateway({"le": 0, "bondable": 0, "secure-connections": 2, "min-key-size": 16}, powered=False),
        change(gateway(), blocked=True, paired=True, required=3),
    )
    for model in models:
        offered(model, secure=False, size=7)
        model.apply(ActionFinished(action=SetCapability("NoInputNoOutput")))
        for one in preflight(model, model.adapters["hci0"], model.devices[SCALE]):
            assert one.fix is None or one.fix.action is None or one.fix.action in FIX_ACTIONS
