"""Predicts the outcome of a pairing by what is known of both sides."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from typing import TypeVar

from pairtui.knowledge.association import IO_LABELS
from pairtui.pairing.prediction import bredr, le
from pairtui.pairing.prediction.outcome import Prediction
from pairtui.pairing.prediction.sides import COMBINATIONS, LONGEST_KEY, Combination, GatewaySide, PeerOffer, present
from pairtui.protocol.io_capability import ABLEST_FIRST, IoCapability

T = TypeVar("T")


def predict(gateway: GatewaySide, peer: PeerOffer, role: str = "initiator") -> Prediction:
    """The outcome between Linux and the peer over the peer's transport; `role` is this host's."""
    outcome = bredr.outcome if peer.transport == "bredr" else le.outcome
    outcomes = {outcome(ours, theirs, role) for ours, theirs in product(_every_gateway(gateway), _every_offer(peer))}
    if len(outcomes) == 1:
        return outcomes.pop()
    return Prediction(
        _common(one.pairing for one in outcomes),
        _common(one.model for one in outcomes),
        _common(one.typist for one in outcomes),
        _common(one.level for one in outcomes),
        _common(one.refused for one in outcomes),
        max(one.strongest for one in outcomes),
    )


def matrix(gateway: GatewaySide, peer: PeerOffer, role: str = "initiator") -> dict[Combination, Prediction]:
    """The prediction for every combination; Secure Connections stays at "only" where it is."""
    only = gateway.secure_connections == 2
    return {
        one: predict(
            replace(gateway, capability=one.capability, secure_connections=(2 if only else 1) if one[1] else 0),
            peer,
            role,
        )
        for one in COMBINATIONS
    }


def improvements(
    gateway: GatewaySide, peer: PeerOffer, role: str = "initiator"
) -> list[tuple[Combination, Prediction]]:
    """What reaches a higher level than today's combination: the highest first, for each level the fewest changes."""
    expected, now = predict(gateway, peer, role), present(gateway)
    today = expected.level or expected.strongest

    def effort(found: tuple[Combination, Prediction]) -> tuple[int, int]:
        changes = 0 if now is None else sum(mine != new for mine, new in zip(now, found[0], strict=True))
        return changes, ABLEST_FIRST.index(found[0].capability)

    better = [(one, there) for one, there in matrix(gateway, peer, role).items() if (there.level or 0) > today]
    levels = sorted({there.level or 0 for _, there in better}, reverse=True)
    return [min((found for found in better if found[1].level == level), key=effort) for level in levels]


def limit(peer: PeerOffer) -> str:
    """Why no setting here can bring this peer to level 4, in a sentence; "" where one can or nobody knows."""
    if peer.oob:
        return ""
    if peer.transport == "bredr" and peer.ssp is False:
        return "The peer has no Secure Simple Pairing: a PIN reaches level 2, one of 16 digits level 3."
    if peer.io is not None and peer.io not in (0, 1, 2, 4):
        return "The peer has neither display nor keys: level 2 is all it can reach."
    if peer.secure_connections is False:
        return "The peer has no Secure Connections: level 3 is the most it can reach."
    if peer.key_size < LONGEST_KEY:
        return f"The peer's key has {peer.key_size} octets and level 4 needs {LONGEST_KEY}."
    return ""


def _common(values: Iterable[T]) -> T | None:
    first, *rest = set(values)
    return None if rest else first


def _every_gateway(gateway: GatewaySide) -> Iterator[GatewaySide]:
    capabilities = IO_LABELS if gateway.capability is None else (gateway.capability,)
    modes = (0, 1) if gateway.secure_connections is None else (gateway.secure_connections,)
    for capability, mode in product(capabilities, modes):
        yield replace(gateway, capability=capability, secure_connections=mode)


def _every_offer(peer: PeerOffer) -> Iterator[PeerOffer]:
    ios = tuple(IoCapability) if peer.io is None else (peer.io,)
    ssps = _either(peer.ssp) if peer.transport == "bredr" else (None,)
    unknown = (ios, _either(peer.secure_connections), _either(peer.mitm), ssps)
    for io, secure, mitm, ssp in product(*unknown):
        yield replace(peer, io=io, secure_connections=secure, mitm=mitm, ssp=ssp)


def _either(value: bool | None) -> tuple[bool, ...]:
    return (False, True) if value is None else (value,)
