"""What a prediction tells the users to do, and the audit of bonds, case by case."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from pairtui.pairing.attempt import Attempt, Kind, Outcome, Peer
from pairtui.pairing.bonds import bonds, of_attempt, paired_in, weakness
from pairtui.pairing.events import SourceChanged, SourceState
from pairtui.pairing.model import Model
from pairtui.pairing.prediction.inputs import gateway_of
from pairtui.pairing.prediction.outcome import Prediction
from pairtui.pairing.prediction.sides import GatewaySide
from pairtui.pairing.state import Adapter, Device
from pairtui.protocol.messages import hci, mgmt
from tests.pairing.live_gateway import ADDRESS, HANDLE, Gateway
from tests.pairing.well_said import faults

JUST, PASSKEY, COMPARED, PIN, OOB = "just-works", "passkey-entry", "numeric-comparison", "pin", "oob"

ASKED_PIN = "There is no agent that BlueZ could ask for the PIN"


def predicted(model, typist="", level: "int | None" = 2, *, pairing="legacy", refused="", strongest=3):
    return Prediction(pairing, model, typist, level, refused, strongest)


@pytest.mark.parametrize(
    ("found", "text", "doing"),
    [
        (predicted(COMPARED, level=4), "Numeric Comparison, level 4", "Both show six digits; compare them and confirm"),
        (predicted(PASSKEY, "gateway", 3), "Passkey Entry, level 3", "Type here the six digits that the peer shows."),
        (predicted(PASSKEY, "peer", 3), "Passkey Entry, level 3", "Type on the peer the six digits shown here."),
        (predicted(PASSKEY, "both", 3), "Passkey Entry, level 3", "Type the same six digits on both."),
        (predicted(PASSKEY, None, None), "Passkey Entry, level 3 at most", "One side shows six digits, and the other"),
        (predicted(None, None, None, strongest=4), "depends on the peer, level 4 at most", "Pair once with btmon up"),
        (predicted(PIN, "gateway"), "PIN, level 2", "Type here the PIN of the device"),
        (predicted(PIN, "peer"), "PIN, level 2", "Type on the device the PIN shown here"),
        (predicted(PIN, ""), "PIN, level 2", "BlueZ gives 0000 by itself"),
        (predicted(PIN, None), "PIN, level 2", "Its class says who gives the PIN"),
        (predicted(JUST), "Just Works, level 2", "Nobody compares or types anything."),
        (predicted(JUST, "gateway"), "Just Works, level 2", "Compare the digits here; the peer cannot ask its user"),
        (predicted(OOB, level=4), "Out of Band, level 4", "The devices have what they need."),
        (predicted(None, refused="no-agent"), "refused", "There is no agent that BlueZ could ask, so"),
        (predicted(None, refused="no-agent", pairing="pin"), "refused", ASKED_PIN),
        (predicted(None, refused="no-agent", pairing="ssp"), "refused", ASKED_PIN),
        (predicted(None, refused="key-size"), "refused", "The two do not agree on a key size"),
    ],
)  # fmt: skip
def test_what_is_predicted_in_words(found, text, doing):
    assert found.text == text
    assert found.doing.startswith(doing)
    assert faults(found.doing) == []


@pytest.mark.parametrize(("level", "more"), [(2, False), (3, True)])
@pytest.mark.parametrize("typist", ["gateway", "peer", "", None])
def test_a_pin_for_level_3_has_16_digits(typist, level, more):
    assert predicted(PIN, typist, level).doing.endswith(" It needs 16 digits for level 3.") is more


SCALE = Device("/dev_1", "hci0", "C0:00:00:00:00:01", "random", "Scale")
PAIRED = Attempt(
    1, Kind.PAIRING, adapter="hci0", device="/dev_1", peer=Peer("C0:00:00:00:00:01", "random", "Scale"),
    outcome=Outcome.PAIRED, pairing="legacy", association_model=JUST, level=2,
)  # fmt: skip


@pytest.mark.parametrize(
    ("pairing", "model", "level", "found"),
    [
        ("legacy", JUST, 2, {"level": 2, "key_type": "legacy, unauthenticated"}),
        ("secure-connections", COMPARED, 4, {"level": 4, "key_type": "P-256, authenticated"}),
        ("ssp", PASSKEY, 3, {"level": 3, "key_type": "BR/EDR, authenticated"}),
        ("pin", None, None, {"key_type": "BR/EDR, PIN"}),
        (None, JUST, None, {}),
    ],
)
def test_what_a_pairing_tells_of_the_bond(pairing, model, level, found):
    attempt = replace(PAIRED, pairing=pairing, association_model=model, level=level)
    assert of_attempt(attempt) == found | {"transport": "le"}


@pytest.mark.parametrize(
    ("changes", "weak"),
    [
        ({}, ""),
        ({"level": 2, "required": 3}, "level 3 is required, and the bond has level 2"),
        ({"level": 3, "required": 3}, ""),
        ({"level": None, "required": 3}, ""),
        ({"level": 2, "required": None}, ""),
        ({"key_type": "P-256 debug"}, "the key was made with a debug key, which everybody knows"),
        ({"key_size": 7}, "the key has 7 octets of 16"),
        ({"key_size": 16}, ""),
    ],
)
def test_why_a_bond_is_weak(changes, weak):
    assert weakness(replace(SCALE, **changes)) == weak


def test_the_device_of_a_recording_that_was_paired():
    made = paired_in(replace(PAIRED, device=None, adapter=None), {})
    assert made is not None
    assert (made.key, made.adapter, made.address) == ("hci0/C0:00:00:00:00:01", "", "C0:00:00:00:00:01")
    assert (made.address_type, made.name, made.paired, made.level) == ("random", "Scale", True, 2)
    known = paired_in(PAIRED, {"/dev_1": replace(SCALE, name="The scale")})
    assert known is not None
    assert (known.name, known.paired, known.key_type) == ("The scale", True, "legacy, unauthenticated")
    assert paired_in(replace(PAIRED, outcome=Outcome.FAILED), {}) is None
    assert paired_in(replace(PAIRED, peer=Peer()), {}) is None


def test_a_bond_tells_what_its_last_pairing_did_and_the_kernel_did_not():
    devices = {
        "/dev_2": replace(SCALE, key="/dev_2", address="C0:00:00:00:00:02", bonded=True, key_type="legacy", level=3),
        "/dev_1": replace(SCALE, paired=True, identity_address="C0:00:00:00:00:09", key_size=7, verified=5.0,
                          verified_by="here", verify_error="gone"),
        "/dev_3": replace(SCALE, key="/dev_3", address="C0:00:00:00:00:03"),
    }  # fmt: skip
    newer = replace(PAIRED, id=2, device=None, peer=Peer("C0:00:00:00:00:09"), level=4, pairing="secure-connections",
                    association_model=COMPARED)  # fmt: skip
    attempts = {1: PAIRED, 2: newer, 3: replace(PAIRED, id=3, outcome=Outcome.FAILED, level=1)}
    first, second = bonds(SimpleNamespace(devices=devices, attempts=attempts))
    assert (first.device, first.adapter, first.address, first.name) == ("/dev_1", "hci0", SCALE.address, "Scale")
    assert (first.level, first.key_type, first.key_size) == (4, "P-256, authenticated", 7)
    assert (first.identity, first.verified, first.verified_by, first.verify_error) == (
        "C0:00:00:00:00:09", 5.0, "here", "gone",
    )  # fmt: skip
    assert first.weak == "the key has 7 octets of 16"
    assert (second.device, second.level, second.key_type, second.transport) == ("/dev_2", 3, "legacy", "")


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({}, GatewaySide(None, None, True, 3, 2, False, (7, 16), True)),
        ({"bondable": 0, "mitm": 1, "oob": 1}, GatewaySide(None, None, False, 3, 1, True, (7, 16), True)),
        ({"min-key-size": 8, "max-key-size": 10}, GatewaySide(None, None, True, 3, 2, False, (8, 10), True)),
        ({"ssp": 0, "secure-connections": 2}, GatewaySide(None, 2, True, 3, 2, False, (7, 16), False)),
        ({"ssp": 1, "secure-connections": 0}, GatewaySide(None, 0, True, 3, 2, False, (7, 16), True)),
    ],
)
def test_this_side_as_far_as_its_settings_are_told(policy, expected):
    assert gateway_of(Model(), Adapter("hci0", pairable=True, policy=policy), 3) == expected
    if not policy:
        assert gateway_of(Model(), None, 3) == expected
        assert gateway_of(Model(), None) == replace(expected, required=2)
        assert gateway_of(Model(), Adapter("hci0")) == replace(expected, required=2, bondable=False)


def test_a_device_of_a_recording_is_paired_where_its_attempt_says_so():
    gateway = Gateway().event(SourceChanged, source="replay", state=SourceState.UP, detail="a file")
    end = mgmt.CommandComplete(mgmt.PairDevice.CODE, 0, bytes([1, 0, 0, 0, 0, 0xC0, 2]))
    gateway.host(mgmt.PairDevice(ADDRESS, 2, 4)).connected().features()
    before = gateway.model.revisions.devices
    gateway.received(hci.EncryptionChange(0, HANDLE, 1)).host(end)
    (device,) = gateway.model.devices.values()
    assert (device.address, device.paired) == (ADDRESS, True)
    after = gateway.model.revisions.devices
    assert after > before
    gateway.host(end)
    assert gateway.model.revisions.devices == after


def test_what_bluez_tells_of_a_device_besides_is_told_of_its_attempt():
    known = {"name": "Scale", "modalias": "usb:v1", "firmware": "1.2", "uuids": ("180f",), "manufacturer": 117}
    gateway = Gateway().connected().features().knows_the_scale(**known)
    assert {name: getattr(gateway.attempt.peer, name) for name in known} == known
