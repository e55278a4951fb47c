"""Both sides of a pairing as the model knows them: what this gateway is set to, what the peer has offered before."""

from collections.abc import Sequence
from dataclasses import replace

from pairtui.knowledge.key_types import P192, P256
from pairtui.knowledge.main_conf import ConfigLine
from pairtui.pairing.attempt import Attempt
from pairtui.pairing.model import Model
from pairtui.pairing.prediction.sides import LONGEST_KEY, GatewaySide, PeerOffer
from pairtui.pairing.state import Adapter, Device
from pairtui.protocol.messages import hci, mgmt
from pairtui.protocol.messages.smp import AuthReq, PairingRequest, PairingResponse, SecurityRequest, io_capability
from pairtui.protocol.record import Direction


def gateway_of(model: Model, adapter: Adapter | None, required: int = 2, role: str = "initiator") -> GatewaySide:
    """This side of a pairing; `required` is the level asked for, `role` this host's."""
    policy = adapter.policy if adapter else {}
    return GatewaySide(
        capability_of(model) if role == "initiator" else default_capability(model),
        secure_connections_of(model, adapter),
        bool(policy.get("bondable", adapter.pairable if adapter else True)),
        required,
        policy.get("mitm", 2),
        bool(policy.get("oob", 0)),
        (policy.get("min-key-size", 7), policy.get("max-key-size", LONGEST_KEY)),
        bool(setting_of(model, adapter, "ssp") in (None, 1)),
    )


def configured(model: Model, key: str) -> ConfigLine | None:
    """What BlueZ's configuration sets for `key`, where it was read and sets it."""
    return next((line for line in model.config if line.key == key), None)


def capability_of(model: Model) -> str | None:
    """Who calls Pair() is asked itself; without an agent of its own, the default agent is (BlueZ, src/agent.c)."""
    own = model.around.agent
    if not own and model.agent is not None and not model.agent.ours and model.agent.owner:
        return model.agent.capability or None
    return own


def default_capability(model: Model) -> str | None:
    """Where the device begins, BlueZ answers with the default agent's (BlueZ, src/agent.c set_io_cap)."""
    holder = model.agent
    if holder is None or holder.ours or not holder.owner:
        return model.around.agent
    return holder.capability or None


def setting_of(model: Model, adapter: Adapter | None, name: str) -> int | None:
    """A setting as MGMT reports it, else as the trace shows it; None where neither does."""
    by_mgmt = adapter.policy.get(name) if adapter else None
    seen = model.around.settings.get(name)
    return by_mgmt if by_mgmt is not None else None if seen is None else int(seen)


def secure_connections_of(model: Model, adapter: Adapter | None) -> int | None:
    """0 off, 1 on, 2 only; None where neither MGMT nor the trace shows it."""
    by_mgmt = adapter.policy.get("secure-connections") if adapter else None
    if by_mgmt is None and model.around.secure_connections_only:
        return 2
    return setting_of(model, adapter, "secure-connections")


def peer_of(model: Model, device: Device, transport: str = "") -> PeerOffer:
    """What the device offered over `transport` when it was last paired with, over all attempts that the model has.

    "": over the one it is reached on, or LE where that is open.
    """
    transport = transport or device.bearer or "le"
    before = [one for one in reversed(attempts_with(model, device)) if one.transport == transport]
    if transport == "bredr":
        return _simple_pairing_offer(device, before, _always_secure(model, model.adapters.get(device.adapter)))
    return next((offer for attempt in before if (offer := _offered(attempt)) is not None), PeerOffer())


def bonded_over(device: Device, transport: str) -> bool:
    """Whether its bond stands in the way over `transport`: BlueZ pairs a device with one bond over the other one."""
    other = len(device.transports) > 1 and device.transport not in ("", transport)
    return device.paired and not (transport and other)


def attempts_with(model: Model, device: Device) -> list[Attempt]:
    """Every attempt with this device, oldest first."""
    return [
        model.attempts[number]
        for number in sorted(model.attempts)
        if model.attempts[number].device == device.key
        or (device.address and model.attempts[number].peer.address == device.address)
    ]


def _offered(attempt: Attempt) -> PeerOffer | None:
    """The peer's features in this attempt; its Security Request alone has only its flags."""
    asked: PeerOffer | None = None
    offered_sc = True  # a responder leaves the bit out where the initiator did
    for step in attempt.steps:
        match step.message:
            case PairingRequest() | PairingResponse() as features if step.direction is Direction.RECEIVED:
                unknown = not offered_sc and not features.secure_connections
                secure = None if unknown else features.secure_connections
                oob = bool(features.oob)
                return PeerOffer(features.io, secure, features.mitm, oob, features.max_key_size)
            case PairingRequest() as features:
                offered_sc = features.secure_connections
            case SecurityRequest() as request if step.direction is Direction.RECEIVED:
                flags = request.auth_req
                asked = PeerOffer(None, bool(flags & AuthReq.SC), bool(flags & AuthReq.MITM))
    return asked


def _always_secure(model: Model, adapter: Adapter | None) -> bool:
    """Whether this gateway has had Secure Connections on for the whole session, as far as it is known."""
    changed = adapter is not None and "secure-connections" in adapter.before
    return bool(secure_connections_of(model, adapter)) and not changed


def _simple_pairing_offer(device: Device, before: Sequence[Attempt], secure_here: bool) -> PeerOffer:
    """What a device can do over BR/EDR: the inquiry shows that it lacks Secure Simple Pairing, a pairing the rest.

    `before` are the attempts with it, the last one first. Whether it has Secure Connections only its key
    shows, one made with P-192 where this gateway had them (`secure_here`). BlueZ takes a device for one without Secure
    Simple Pairing that sends no extended inquiry response.
    """
    ssp = not device.legacy_pairing if device.class_of_device is not None else None
    offer = PeerOffer(transport="bredr", ssp=ssp, class_of_device=device.class_of_device)
    for attempt in before:
        messages = [step.message for step in attempt.steps]
        for response in (message for message in messages if isinstance(message, hci.IoCapabilityResponse)):
            curves = [curve for one in before if (curve := _made_with_p256(one)) is not None]
            secure = None if not curves or not (curves[0] or secure_here) else curves[0]
            return replace(
                offer, ssp=True, io=io_capability(response.io), mitm=bool(response.auth_req & 1),
                oob=bool(response.oob), secure_connections=secure,
            )  # fmt: skip
    return offer


def _made_with_p256(attempt: Attempt) -> bool | None:
    """Whether both sides had Secure Connections, by the type of the link key; None where no key was made."""
    messages = (step.message for step in attempt.steps)
    kinds = [made.kind for made in messages if isinstance(made, hci.LinkKeyNotification | mgmt.NewLinkKey)]
    return kinds[-1] in P256 if kinds and kinds[-1] in P192 | P256 else None
