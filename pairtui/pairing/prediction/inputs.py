"""Both sides of a pairing as the model knows them: what this gateway is set to, what the peer has offered before."""

from typing import TYPE_CHECKING

from pairtui.pairing.attempt import Attempt
from pairtui.pairing.prediction.prediction import LONGEST_KEY, Gateway, Offer
from pairtui.pairing.state import Adapter, Device
from pairtui.protocol.messages.smp import AuthReq, PairingRequest, PairingResponse, SecurityRequest
from pairtui.protocol.record import Direction

if TYPE_CHECKING:
    from pairtui.pairing.model import Model


def gateway_of(model: "Model", adapter: Adapter | None, required: int = 2, role: str = "initiator") -> Gateway:
    """This side of a pairing; `required` is the level asked for, `role` this host's."""
    policy = adapter.policy if adapter else {}
    return Gateway(
        capability_of(model) if role == "initiator" else default_capability(model),
        secure_connections_of(model, adapter),
        bool(policy.get("bondable", adapter.pairable if adapter else True)),
        required,
        policy.get("mitm", 2),
        bool(policy.get("oob", 0)),
        (policy.get("min-key-size", 7), policy.get("max-key-size", LONGEST_KEY)),
    )


def capability_of(model: "Model") -> str | None:
    """Who calls Pair() is asked itself; without an agent of its own, the default agent is (BlueZ, src/agent.c)."""
    own = model.around.agent
    if not own and model.agent is not None and not model.agent.ours and model.agent.owner:
        return model.agent.capability or None
    return own


def default_capability(model: "Model") -> str | None:
    """Where the device begins, BlueZ answers with the default agent's (BlueZ, src/agent.c set_io_cap)."""
    holder = model.agent
    if holder is None or holder.ours or not holder.owner:
        return model.around.agent
    return holder.capability or None


def secure_connections_of(model: "Model", adapter: Adapter | None) -> int | None:
    """0 off, 1 on, 2 only; None where neither MGMT nor the trace told."""
    told = adapter.policy.get("secure-connections") if adapter else None
    if told is not None:
        return told
    if model.around.secure_connections_only:
        return 2
    seen = model.around.settings.get("secure-connections")
    return None if seen is None else int(seen)


def peer_of(model: "Model", device: Device) -> Offer:
    """What the device offered when it was last paired with, over all attempts that the model has."""
    for attempt in reversed(attempts_with(model, device)):
        offer = _offered(attempt)
        if offer is not None:
            return offer
    return Offer()


def attempts_with(model: "Model", device: Device) -> list[Attempt]:
    """Every attempt with this device, oldest first."""
    return [
        model.attempts[number]
        for number in sorted(model.attempts)
        if model.attempts[number].device == device.key
        or (device.address and model.attempts[number].peer.address == device.address)
    ]


def _offered(attempt: Attempt) -> Offer | None:
    """The peer's features in this attempt; its Security Request alone tells only its flags."""
    asked: Offer | None = None
    offered_sc = True  # a responder leaves the bit out where the initiator did
    for step in attempt.steps:
        match step.message:
            case PairingRequest() | PairingResponse() as features if step.direction is Direction.RECEIVED:
                unknown = not offered_sc and not features.secure_connections
                secure = None if unknown else features.secure_connections
                oob = bool(features.oob)
                return Offer(features.io, secure, features.mitm, oob, features.max_key_size)
            case PairingRequest() as features:
                offered_sc = features.secure_connections
            case SecurityRequest() as request if step.direction is Direction.RECEIVED:
                flags = request.auth_req
                asked = Offer(None, bool(flags & AuthReq.SC), bool(flags & AuthReq.MITM))
    return asked
