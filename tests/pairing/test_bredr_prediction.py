"""What is predicted over BR/EDR, against the specification's table and what Linux does with it."""

import itertools

import pytest

from pairtui.knowledge.legacy_pin import Pin, pin_of
from pairtui.pairing.attempt import Attempt, Kind, Outcome, Peer, Step
from pairtui.pairing.events import AdapterChanged, DeviceChanged
from pairtui.pairing.model import Model
from pairtui.pairing.prediction.inputs import gateway_of, peer_of
from pairtui.pairing.prediction.prediction import improvements, limit, predict
from pairtui.pairing.prediction.sides import GatewaySide, PeerOffer
from pairtui.protocol.messages import hci
from pairtui.protocol.messages.smp import IO_BY_LABEL, IoCapability
from pairtui.protocol.record import Direction
from pairtui.protocol.values import Secret

CAR = "/org/bluez/hci0/dev_00_1B_DC_00_00_01"
SHOWS = ("DisplayOnly", "DisplayYesNo", "KeyboardDisplay")
COMPARES = ("DisplayYesNo", "KeyboardDisplay")
EVERY = list(itertools.product(IO_BY_LABEL, IO_BY_LABEL))


def offer(io=None, *, secure=True, **more):
    told = None if io is None else IO_BY_LABEL[io]
    return PeerOffer(told, secure, **{"mitm": False, "transport": "bredr", "ssp": True, **more})


def expected(here, there):
    """Vol 3, Part C, table 5.7, in words; KeyboardDisplay, which BR/EDR has not, counts as DisplayYesNo."""
    if "NoInputNoOutput" in (here, there):
        return "just-works", ""
    if here == there == "KeyboardOnly":
        return "passkey-entry", "both"
    if "KeyboardOnly" in (here, there):
        return "passkey-entry", "gateway" if here == "KeyboardOnly" else "peer"
    if here in COMPARES and there in COMPARES:
        return "numeric-comparison", ""
    return "just-works", "gateway"


@pytest.mark.parametrize("role", ["initiator", "responder"])
@pytest.mark.parametrize("secure", [True, False])
@pytest.mark.parametrize(("here", "there"), EVERY)
def test_every_combination(here, there, secure, role):
    found = predict(GatewaySide(here, int(secure)), offer(there), role)
    assert (found.pairing, found.model, found.typist, found.refused) == ("ssp", *expected(here, there), "")
    assert found.level == (2 if found.model == "just-works" else 4 if secure else 3)


@pytest.mark.parametrize(
    ("class_of_device", "pin", "typist"),
    [
        (0x002540, Pin.SHOWN, "peer"),
        (0x0025C0, Pin.SHOWN, "peer"),  # keyboard with a pointing device
        (0x002580, Pin.FIXED, ""),
        (0x240404, Pin.FIXED, ""),
        (0x240428, Pin.FIXED, ""),
        (0x040680, Pin.FIXED, ""),
        (0x240414, Pin.ASKED, "gateway"),  # a loudspeaker is not among those that autopair knows
        (0x001F00, Pin.ASKED, "gateway"),
        (0, Pin.ASKED, "gateway"),
    ],
)
def test_who_gives_the_pin_of_a_device_without_simple_pairing(class_of_device, pin, typist):
    assert pin_of(class_of_device) is pin
    found = predict(GatewaySide("KeyboardDisplay", 1), offer(ssp=False, class_of_device=class_of_device))
    assert (found.pairing, found.model, found.level, found.typist) == ("pin", "pin", 2, typist)


def test_simple_pairing_off_here_means_a_pin_whatever_the_peer_has():
    found = predict(GatewaySide("KeyboardDisplay", 1, ssp=False), offer("KeyboardOnly", class_of_device=0x002540))
    assert found.text == "PIN, level 2"
    assert found.doing == "Type on the device the PIN shown here, then press Enter there."


def test_what_is_not_known_stays_open():
    scanner = PeerOffer(transport="bredr")
    found = predict(GatewaySide("KeyboardDisplay", 1), scanner)
    assert (found.pairing, found.model, found.level, found.strongest) == (None, None, None, 4)
    assert found.text == "depends on the peer, level 4 at most"
    pin = predict(GatewaySide("KeyboardDisplay", 1), PeerOffer(transport="bredr", ssp=False))
    assert (pin.model, pin.typist) == ("pin", None)
    assert predict(GatewaySide("NoInputNoOutput", 1), offer(mitm=None)).text == "Just Works, level 2"
    assert predict(GatewaySide("DisplayYesNo", 1), offer("DisplayYesNo", secure=None)).level is None


def test_what_this_gateway_refuses():
    printer, car = offer("NoInputNoOutput"), offer("DisplayYesNo", secure=False)
    assert predict(GatewaySide("KeyboardDisplay", 1, required=3), printer).refused == "mitm-unachievable"
    assert predict(GatewaySide("KeyboardDisplay", 1, required=4), car).refused == "encryption-below-level"
    assert predict(GatewaySide("KeyboardDisplay", 2), car).refused == "encryption-below-level"
    assert predict(GatewaySide("KeyboardDisplay", 1, bondable=False), car, "responder").refused == "not-bondable"
    assert predict(GatewaySide("KeyboardDisplay", 1, bondable=False), car).refused == ""


def test_without_an_agent_only_what_asks_nothing_pairs():
    """Linux agrees to its own Just Works, and BlueZ gives the PIN that it knows."""
    assert predict(GatewaySide("", 1), offer("DisplayYesNo")).text == "Just Works, level 2"
    assert predict(GatewaySide("", 1), offer(ssp=False, class_of_device=0x240404)).refused == ""
    assert predict(GatewaySide("", 1), offer(ssp=False, class_of_device=0x001F00)).refused == "no-agent"


def test_a_pin_of_sixteen_digits_is_level_3():
    found = predict(GatewaySide("KeyboardDisplay", 1, required=3), offer(ssp=False, class_of_device=0x001F00))
    assert (found.level, found.doing.endswith("It needs 16 digits for level 3.")) == (3, True)
    assert predict(GatewaySide("KeyboardDisplay", 1, required=4), offer(ssp=False)).refused == "encryption-below-level"


def test_what_would_reach_more_and_why_nothing_can():
    car = offer("DisplayYesNo")
    (one, there), *_ = improvements(GatewaySide("NoInputNoOutput", 1), car)
    assert (one.capability, there.text) == ("KeyboardDisplay", "Numeric Comparison, level 4")
    assert limit(offer(ssp=False)).startswith("The peer has no Secure Simple Pairing")
    assert limit(offer("DisplayYesNo", secure=False)).startswith("The peer has no Secure Connections")


def model(*steps, device=None, policy=None):
    """A gateway that has seen a car kit, and what was told in an attempt with it."""
    found = Model()
    settings = {"ssp": 1, "secure-connections": 1} | (policy or {})
    heard = {"adapter": "hci0", "address": "00:1B:DC:00:00:01", "address_type": "public", "class_of_device": 0x200408}
    found.apply(AdapterChanged(adapter="hci0", changes={"powered": True, "policy": settings}))
    found.apply(DeviceChanged(device=CAR, changes=heard | (device or {})))
    if steps:
        told = tuple(Step(0, n, Direction.RECEIVED, "", message=message) for n, message in enumerate(steps))
        peer = Peer("00:1B:DC:00:00:01")
        found.attempts[1] = Attempt(
            1, Kind.PAIRING, device=CAR, peer=peer, transport="bredr", steps=told, outcome=Outcome.PAIRED
        )
    return found


RESPONSE = hci.IoCapabilityResponse("00:1B:DC:00:00:01", 1, 0, 3)


def key(kind):
    return hci.LinkKeyNotification("00:1B:DC:00:00:01", Secret(bytes(16)), kind)


@pytest.mark.parametrize(("kind", "secure"), [(8, True), (7, True), (5, False), (4, False), (0, None)])
def test_a_pairing_told_what_the_peer_has(kind, secure):
    told = model(RESPONSE, key(kind))
    found = peer_of(told, told.devices[CAR])
    assert (found.io, found.mitm, found.ssp, found.secure_connections) == (
        IoCapability.DISPLAY_YES_NO, True, True, secure,
    )  # fmt: skip


def test_a_key_made_with_p192_tells_nothing_where_this_gateway_had_no_secure_connections():
    told = model(RESPONSE, key(5), policy={"secure-connections": 0})
    assert peer_of(told, told.devices[CAR]).secure_connections is None


@pytest.mark.parametrize(
    ("device", "ssp"),
    [({}, True), ({"legacy_pairing": True}, False), ({"class_of_device": None, "bearers": ("bredr",)}, None)],
)
def test_the_inquiry_tells_whether_it_has_simple_pairing(device, ssp):
    told = model(device=device)
    assert peer_of(told, told.devices[CAR], "bredr").ssp is ssp


def test_what_was_told_over_the_other_transport_is_of_no_use():
    told = model(RESPONSE, key(8), device={"bearers": ("bredr", "le")})
    device = told.devices[CAR]
    assert peer_of(told, device, "le") == PeerOffer()
    assert peer_of(told, device, "bredr").io == 1


def test_whether_simple_pairing_is_on_here():
    assert gateway_of(model(), model().adapters["hci0"]).ssp
    assert not gateway_of(model(), model(policy={"ssp": 0}).adapters["hci0"]).ssp
