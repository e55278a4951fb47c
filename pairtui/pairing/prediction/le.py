"""The outcome of a pairing over LE where both sides are known (Linux: net/bluetooth/smp.c)."""

from typing import TypeVar

from pairtui.knowledge.association import associate
from pairtui.pairing.prediction.outcome import Prediction
from pairtui.pairing.prediction.sides import LONGEST_KEY, GatewaySide, PeerOffer
from pairtui.protocol.messages.smp import IO_BY_LABEL, AuthReq, IoCapability, KeyDist, PairingRequest, PairingResponse

Pdu = TypeVar("Pdu", PairingRequest, PairingResponse)


def outcome(gateway: GatewaySide, peer: PeerOffer, role: str) -> Prediction:
    """The outcome where everything is known."""
    io = IO_BY_LABEL.get(gateway.capability or "", IoCapability.NO_INPUT_NO_OUTPUT)
    mine = PeerOffer(io, bool(gateway.secure_connections), _asks_mitm(gateway, peer, io, role), gateway.oob)
    request, response = (mine, peer) if role == "initiator" else (peer, mine)
    agreed = associate(_pdu(PairingRequest, request), _pdu(PairingResponse, response))
    refused = _refusal(gateway, peer, role, agreed.pairing, agreed.authenticated, bool(mine.mitm))
    if refused:
        return Prediction(agreed.pairing, None, None, None, refused, 0)
    short = min(gateway.key_sizes[1], peer.key_size) < LONGEST_KEY
    level = 3 if agreed.level == 4 and short else agreed.level
    initiator, responder = ("gateway", "peer") if role == "initiator" else ("peer", "gateway")
    typist = {"initiator": initiator, "responder": responder, "both": "both"}.get(agreed.typist or "", "")
    return Prediction(agreed.pairing, agreed.model, typist, level, "", level)


def _asks_mitm(gateway: GatewaySide, peer: PeerOffer, io: IoCapability, role: str) -> bool:
    """smp_conn_security sets MITM wherever something can be shown or typed; a responder does as the initiator does."""
    if gateway.required > 2 or gateway.mitm == 1:
        return True
    if gateway.mitm == 0:
        return False
    capable = io is not IoCapability.NO_INPUT_NO_OUTPUT
    return capable if role == "initiator" else capable and bool(peer.mitm)


def _refusal(gateway: GatewaySide, peer: PeerOffer, role: str, pairing: str, authenticated: bool, mitm: bool) -> str:
    """The cause of this host's refusal, in the order in which smp_cmd_pairing_req and _rsp look."""
    shortest, longest = gateway.key_sizes
    size = min(longest, peer.key_size)
    too_short = size < shortest or (gateway.required == 4 and pairing != "legacy" and size < LONGEST_KEY)
    if role == "responder" and not gateway.bondable:
        return "not-bondable"
    if gateway.secure_connections == 2 and not peer.secure_connections:
        return "sc-only-refused-legacy"
    # As initiator Pair() is content with level 2; as responder protection that was asked for must be possible.
    protection = gateway.required > 2 or (role == "responder" and mitm)
    if protection and not authenticated:
        return "mitm-unachievable"
    if too_short:
        return "key-size"
    return "no-agent" if gateway.capability == "" else ""


def _pdu(kind: type[Pdu], offer: PeerOffer) -> Pdu:
    asked = AuthReq.BONDING
    asked |= AuthReq.MITM if offer.mitm else AuthReq(0)
    asked |= AuthReq.SC if offer.secure_connections else AuthReq(0)
    io = IoCapability.NO_INPUT_NO_OUTPUT if offer.io is None else offer.io
    return kind(io, int(offer.oob), asked, offer.key_size, KeyDist(0), KeyDist(0))
