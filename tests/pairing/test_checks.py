"""What the check before a pairing finds for every device on every gateway, and what is expected of both sides.

The table is `checks.txt`, without the checks' words; `make snapshots` writes it anew.
"""

import os
from pathlib import Path

import pytest

from pairtui.knowledge.main_conf import ConfigLine
from pairtui.pairing.attempt import Attempt, Confidence, Diagnosis, Fix, Kind, Outcome, Peer, Step
from pairtui.pairing.model import Model
from pairtui.pairing.prediction import inputs
from pairtui.pairing.prediction.preflight import preflight
from pairtui.pairing.state import Adapter, AgentHolder, Device
from pairtui.protocol.messages import hci, mgmt, smp
from pairtui.protocol.messages.smp import AuthReq, KeyDist
from pairtui.protocol.record import Direction
from pairtui.protocol.values import Secret
from tests.pairing.ladder import keep, kept

TABLE = Path(__file__).with_name("checks.txt")
KEY, SCALE, HEADSET = Secret(bytes(range(16))), "C0:11:22:33:44:55", "00:66:77:88:99:AA"
SENT, GOT = Direction.SENT, Direction.RECEIVED
OTHER = AgentHolder(":1.7", 7, "bluetoothctl", "DisplayYesNo")


def line(key, value, problem=""):
    return ConfigLine("main.conf", 1, "General", key, value, "", problem)


GATEWAYS = {
    "unknown": (Adapter("hci0"), {}, None, None, ()),
    "on": (Adapter("hci0", powered=True, pairable=True), {"le": True, "bredr": True, "ssp": True}, "DisplayYesNo", None,
           ()),
    "off": (Adapter("hci0", power_state="off-blocked"), {"le": False, "ssp": False}, "", None, ()),
    "only": (Adapter("hci0", policy={"secure-connections": 2, "min-key-size": 16}), {}, "NoInputNoOutput", OTHER, ()),
    "only for now": (
        Adapter("hci0", policy={"secure-connections": 1, "connectable": 0, "bredr": 0, "ssp": 0, "bondable": 0},
                before={"secure-connections": 2}), {}, "KeyboardOnly", AgentHolder(":1.1", ours=True), (),
    ),
    "asked elsewhere": (
        Adapter("hci0", discovering=True, policy={"le": 0, "mitm": 1, "oob": 1, "max-key-size": 7, "ssp": 1}),
        {"secure-connections": True}, None, OTHER, (line("ControllerMode", "le"), line("JustWorksRepairing", "Always")),
    ),
    "configured": (Adapter("hci0", discovering=True, scanning=True), {}, "", None,
                   (line("ControllerMode", "bredr"), line("JustWorksRepairing", "confirm", "not known"))),
}  # fmt: skip


def attempt(*messages, number=1, transport="le", cause="", address=SCALE, device=None):
    steps = tuple(Step(1.0, 1, way, "", message=message) for way, message in messages)
    why = Diagnosis(cause, "", "", Confidence.LIKELY, fixes=(Fix("do it", "pair"),)) if cause else None
    outcome = Outcome.FAILED if cause else Outcome.PAIRED
    peer = Peer(address, "random")
    return Attempt(number, Kind.PAIRING, "hci0", device, peer, transport, outcome=outcome, steps=steps, diagnosis=why)


def features(kind, flags, size=16, oob=0):
    return kind(3, oob, flags, size, KeyDist(1), KeyDist(1))


REQUEST, RESPONSE = smp.PairingRequest, smp.PairingResponse
SC, MITM = AuthReq.BONDING | AuthReq.SC, AuthReq.BONDING | AuthReq.SC | AuthReq.MITM
ANSWERED = attempt((SENT, features(REQUEST, SC)), (GOT, features(RESPONSE, MITM, 7, 1)))
LEGACY = attempt((SENT, features(REQUEST, AuthReq.BONDING)), (GOT, features(RESPONSE, AuthReq.BONDING)), number=2)
DEMANDED = attempt((GOT, smp.SecurityRequest(MITM)), number=3)
LOST = attempt((SENT, features(REQUEST, SC)), number=4, cause="peer-bond-missing")
REFUSED = attempt((GOT, features(REQUEST, SC)), number=5, cause="peer-user-rejected")
ASKS = (GOT, hci.IoCapabilityResponse(HEADSET, 1, 1, 5))
WIRED = {"transport": "bredr", "address": HEADSET}
NEW = attempt(ASKS, (GOT, hci.LinkKeyNotification(HEADSET, KEY, 8)), **WIRED)
OLD = attempt(ASKS, (GOT, mgmt.NewLinkKey(1, HEADSET, 0, 5, KEY, 0)), **WIRED)
DEBUG = attempt(ASKS, (GOT, hci.LinkKeyNotification(HEADSET, KEY, 3)), **WIRED)


def scale(**more):
    return Device(f"hci0/{SCALE}", "hci0", SCALE, "random", **more)


def headset(**more):
    return Device(f"hci0/{HEADSET}", "hci0", HEADSET, "public", class_of_device=0x200404, **more)


DEVICES = {
    "none": (None, ()),
    "a scale": (scale(), ()),
    "a scale that was paired with": (scale(rssi=-60, required=3), (ANSWERED,)),
    "a scale that paired otherwise": (scale(connected=True, blocked=True), (ANSWERED, LEGACY)),
    "a scale that demands": (scale(paired=True, bonded=True, level=2, required=3), (DEMANDED,)),
    "a scale that lost its bond": (scale(paired=True), (LOST,)),
    "a scale whose bond was removed": (scale(required=2), (LOST,)),
    "a scale that refused": (scale(paired=True, required=3, level=3), (ANSWERED, REFUSED)),
    "a scale with a bad bond": (scale(paired=True, verify_error="refused."), ()),
    "a headset": (headset(), ()),
    "a headset of old": (headset(legacy_pairing=True, required=3), ()),
    "a headset with a new key": (headset(paired=True, required=2), (NEW,)),
    "a headset with an old key": (headset(paired=True, transport="le", advertises=True), (OLD,)),
    "a headset with both": (headset(required=4), (OLD, DEBUG)),
    "both": (headset(advertises=True, paired=True, transport="bredr", bearers=("le", "bredr")), (ANSWERED, NEW)),
}
MADE: dict[str, list[str]] = {}


def rows(gateway):
    adapter, settings, agent, holder, config = GATEWAYS[gateway]
    for name, (device, attempts) in DEVICES.items():
        model = Model()
        model.around.settings.update(settings)
        model.around.agent, model.agent, model.config = agent, holder, config
        model.adapters["hci0"] = adapter
        for one in attempts:
            model.attempts[one.id] = one
            model.around.secure_connections_only = one is DEMANDED
        for over in ("", "le", "bredr"):
            found = preflight(model, adapter, device, over)
            told = " ".join(f"{one.name}:{one.severity.name[:2]}{'!' * bool(one.fix)}" for one in found)
            peer = inputs.peer_of(model, device, over) if device else ""
            yield f"{name} over {over or 'either'}: {told} {peer}".replace("PeerOffer", "")
    for role in ("initiator", "responder"):
        yield f"{role}: {inputs.gateway_of(model, adapter, 3, role)}"


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_what_is_found_before_a_pairing(gateway):
    MADE[gateway] = [row.rstrip() for row in rows(gateway)]
    if "PAIRTUI_UPDATE_PICTURES" not in os.environ:
        assert MADE[gateway] == kept(TABLE)[gateway]
    elif len(MADE) == len(GATEWAYS):
        keep(TABLE, MADE.items())
