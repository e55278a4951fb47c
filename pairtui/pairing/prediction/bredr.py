"""The outcome of a pairing over BR/EDR where both sides are known (Linux: net/bluetooth/hci_event.c)."""

from pairtui.knowledge.association import JUST_WORKS, simple_pairing_cell
from pairtui.knowledge.legacy_pin import Pin, pin_of
from pairtui.pairing.prediction.outcome import Prediction
from pairtui.pairing.prediction.sides import GatewaySide, PeerOffer
from pairtui.protocol.messages.smp import IO_BY_LABEL, IoCapability

_NIO = IoCapability.NO_INPUT_NO_OUTPUT
_TYPISTS = {Pin.SHOWN: "peer", Pin.FIXED: "", Pin.ASKED: "gateway"}


def outcome(gateway: GatewaySide, peer: PeerOffer, role: str) -> Prediction:
    """Secure Simple Pairing where both sides have it, else a PIN; `role` is this host's."""
    found = _simple_pairing(gateway, peer, role) if gateway.ssp and peer.ssp else _pin(gateway, peer)
    refused = _refusal(gateway, found, role)
    return Prediction(found.pairing, None, None, None, refused, 0) if refused else found


def _simple_pairing(gateway: GatewaySide, peer: PeerOffer, role: str) -> Prediction:
    ours = IO_BY_LABEL.get(gateway.capability or "", _NIO)
    theirs = _NIO if peer.io is None else peer.io
    mitm = bool(peer.mitm) or _asks_mitm(gateway, ours, theirs, role)
    began, answers = ("gateway", "peer") if role == "initiator" else ("peer", "gateway")
    initiator, responder = (ours, theirs) if role == "initiator" else (theirs, ours)
    model, typist = simple_pairing_cell(initiator, responder, mitm, gateway.oob or peer.oob)
    who = {"initiator": began, "responder": answers, "both": "both"}.get(typist or "", "")
    authenticated = model != JUST_WORKS
    if not authenticated and mitm and _NIO not in (ours, theirs):
        who = "gateway"  # Linux puts the number to its user all the same, whatever the peer can do
    p256 = bool(gateway.secure_connections and peer.secure_connections)
    level = (4 if p256 else 3) if authenticated else 2
    return Prediction("ssp", model, who, level, "", level)


def _asks_mitm(gateway: GatewaySide, ours: "IoCapability | int", theirs: "IoCapability | int", role: str) -> bool:
    """As initiator wherever something can be shown or typed here, as responder where the peer can, too."""
    if gateway.required > 2 or gateway.mitm == 1:
        return True
    if gateway.mitm == 0:
        return False
    return ours is not _NIO and (role == "initiator" or theirs != _NIO)


def _pin(gateway: GatewaySide, peer: PeerOffer) -> Prediction:
    """A PIN of 16 digits counts as level 3 (hci_conn_security); the class of device says who gives it."""
    level = 3 if gateway.required == 3 else 2
    typist = None if peer.class_of_device is None else _TYPISTS[pin_of(peer.class_of_device)]
    return Prediction("pin", "pin", typist, level, "", 3)


def _refusal(gateway: GatewaySide, found: Prediction, role: str) -> str:
    """The cause of this host's refusal: at the request, at the question to the user, on the encrypted link."""
    needed = 4 if gateway.secure_connections == 2 else gateway.required
    level = found.level or 0
    if role == "responder" and not gateway.bondable:
        return "not-bondable"
    if gateway.required > 2 and found.model == JUST_WORKS:
        return "mitm-unachievable"
    if needed > 2 and level < needed:
        return "encryption-below-level"
    # Where nothing is asked Linux agrees by itself, with an agent or without.
    asked = found.model == "pin" and found.typist != ""
    return "no-agent" if gateway.capability == "" and asked else ""
