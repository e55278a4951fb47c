"""What a pairing would come to before it is tried: the association model, who types, the level, or the refusal."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple, TypeVar

from pairtui.knowledge.association import IO_LABELS, MODEL_NAMES, NUMERIC_COMPARISON, PASSKEY_ENTRY, associate
from pairtui.protocol.messages.smp import IO_BY_LABEL, AuthReq, IoCapability, KeyDist, PairingRequest, PairingResponse

LONGEST_KEY = 16

T = TypeVar("T")
Pdu = TypeVar("Pdu", PairingRequest, PairingResponse)


@dataclass(frozen=True, slots=True)
class Offer:
    """What the peer says in the feature exchange; None where nobody has heard it yet."""

    io: "IoCapability | int | None" = None
    secure_connections: bool | None = None
    mitm: bool | None = None
    oob: bool = False
    key_size: int = LONGEST_KEY


@dataclass(frozen=True, slots=True)
class Gateway:
    """What decides on this side; None where it is not known.

    `capability` is the agent's, as BlueZ writes it, "" where there is no agent. `secure_connections` is 0 for off, 1
    for on, 2 for only. `required` is the level asked for. `key_sizes` are the shortest and the longest key in octets.
    `mitm` is whether protection is asked for: 0 never, 1 always, 2 where the capability allows, which is all Linux has.
    `oob`: it says that it has the peer's out-of-band data.
    """

    capability: str | None = None
    secure_connections: int | None = None
    bondable: bool = True
    required: int = 2
    mitm: int = 2
    oob: bool = False
    key_sizes: tuple[int, int] = (7, LONGEST_KEY)


class Combination(NamedTuple):
    """One thing to try on this side: an IO capability, with Secure Connections or without."""

    capability: str
    secure_connections: bool

    @property
    def name(self) -> str:
        """`KeyboardDisplay, Secure Connections`."""
        return f"{self.capability}, {'Secure Connections' if self.secure_connections else 'legacy'}"


COMBINATIONS = tuple(Combination(capability, secure) for secure in (False, True) for capability in IO_LABELS)
"""The matrix: every IO capability, by legacy pairing and by Secure Connections."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What it comes to, each field None where it depends on what is not known.

    `pairing` and `model` are as in `attempt.Attempt`; `typist` who types the passkey: "gateway", "peer", "both" or "".
    `level` is that of the key. `refused` is the cause of the refusal (`causes.CAUSES`), "" where it is accepted.
    `strongest` is the highest level that it can still come to, 0 where it is refused in any case.
    """

    pairing: str | None
    model: str | None
    typist: str | None
    level: int | None
    refused: str | None
    strongest: int

    @property
    def text(self) -> str:
        """`Numeric Comparison, level 4`."""
        if self.refused:
            return "refused"
        if self.model is None:
            return f"depends on the peer, level {self.strongest} at most"
        return f"{MODEL_NAMES[self.model]}, level {self.level if self.level else f'{self.strongest} at most'}"

    @property
    def doing(self) -> str:
        """What the users have to do, in a sentence."""
        if self.refused:
            return _REFUSED[self.refused]
        if self.model == NUMERIC_COMPARISON:
            return "Both show six digits; compare them and confirm on both."
        if self.model == PASSKEY_ENTRY:
            return _TYPING.get(self.typist or "", "One side shows six digits, and the other types them.")
        if self.model is None:
            return "Pair once with btmon up, and what the peer offers is known."
        return "Nobody compares or types anything." if self.level == 2 else "The devices have what they need."


_TYPING = {
    "gateway": "Type here the six digits that the peer shows.",
    "peer": "Type on the peer the six digits shown here.",
    "both": "Type the same six digits on both.",
}
_REFUSED = {
    "no-agent": "There is no agent that BlueZ could ask, so this gateway refuses (0x0c).",
    "sc-only-refused-legacy": "Secure Connections is set to only and the peer has none: this gateway refuses (0x03).",
    "mitm-unachievable": "Nothing can be compared or typed, and protection is required: this gateway refuses (0x03).",
    "key-size": "The two do not agree on a key size: this gateway refuses (0x06).",
    "not-bondable": "The adapter is not bondable: this gateway refuses a peer that asks to bond (0x05).",
}


def predict(gateway: Gateway, peer: Offer, role: str = "initiator") -> Prediction:
    """What Linux (net/bluetooth/smp.c) and the peer come to; `role` is this host's."""
    outcomes = {_certain(ours, theirs, role) for ours, theirs in product(_every_gateway(gateway), _every_offer(peer))}
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


def matrix(gateway: Gateway, peer: Offer, role: str = "initiator") -> dict[Combination, Prediction]:
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


def present(gateway: Gateway) -> Combination | None:
    """The combination that is set now; None where it is not known. No agent counts as NoInputNoOutput."""
    if gateway.capability is None or gateway.secure_connections is None:
        return None
    return Combination(gateway.capability or IoCapability.NO_INPUT_NO_OUTPUT.label, gateway.secure_connections > 0)


def improvements(gateway: Gateway, peer: Offer, role: str = "initiator") -> list[tuple[Combination, Prediction]]:
    """What reaches a higher level than today's combination: the highest first, for each level the fewest changes."""
    expected, now = predict(gateway, peer, role), present(gateway)
    today = expected.level or expected.strongest

    def effort(found: tuple[Combination, Prediction]) -> tuple[int, int]:
        changes = 0 if now is None else sum(mine != new for mine, new in zip(now, found[0], strict=True))
        return changes, _ABILITY.index(found[0].capability)

    better = [(one, there) for one, there in matrix(gateway, peer, role).items() if (there.level or 0) > today]
    levels = sorted({there.level or 0 for _, there in better}, reverse=True)
    return [min((found for found in better if found[1].level == level), key=effort) for level in levels]


def limit(peer: Offer) -> str:
    """Why no setting here can bring this peer to level 4, in a sentence; "" where one can or nobody knows."""
    if peer.oob:
        return ""
    if peer.io is not None and peer.io not in (0, 1, 2, 4):
        return "The peer has neither display nor keys: level 2 is all it can reach."
    if peer.secure_connections is False:
        return "The peer has no Secure Connections: level 3 is the most it can reach."
    if peer.key_size < LONGEST_KEY:
        return f"The peer's key has {peer.key_size} octets and level 4 needs {LONGEST_KEY}."
    return ""


_ABILITY = ("KeyboardDisplay", "DisplayYesNo", "KeyboardOnly", "DisplayOnly", "NoInputNoOutput")


def _common(values: Iterable[T]) -> T | None:
    first, *rest = set(values)
    return None if rest else first


def _every_gateway(gateway: Gateway) -> Iterator[Gateway]:
    capabilities = IO_LABELS if gateway.capability is None else (gateway.capability,)
    modes = (0, 1) if gateway.secure_connections is None else (gateway.secure_connections,)
    for capability, mode in product(capabilities, modes):
        yield replace(gateway, capability=capability, secure_connections=mode)


def _every_offer(peer: Offer) -> Iterator[Offer]:
    ios = tuple(IoCapability) if peer.io is None else (peer.io,)
    for io, secure, mitm in product(ios, _either(peer.secure_connections), _either(peer.mitm)):
        yield replace(peer, io=io, secure_connections=secure, mitm=mitm)


def _either(value: bool | None) -> tuple[bool, ...]:
    return (False, True) if value is None else (value,)


def _certain(gateway: Gateway, peer: Offer, role: str) -> Prediction:
    """The outcome where everything is known."""
    io = IO_BY_LABEL.get(gateway.capability or "", IoCapability.NO_INPUT_NO_OUTPUT)
    mine = Offer(io, bool(gateway.secure_connections), _asks_mitm(gateway, peer, io, role), gateway.oob)
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


def _asks_mitm(gateway: Gateway, peer: Offer, io: IoCapability, role: str) -> bool:
    """smp_conn_security sets MITM wherever something can be shown or typed; a responder does as the initiator does."""
    if gateway.required > 2 or gateway.mitm == 1:
        return True
    if gateway.mitm == 0:
        return False
    capable = io is not IoCapability.NO_INPUT_NO_OUTPUT
    return capable if role == "initiator" else capable and bool(peer.mitm)


def _refusal(gateway: Gateway, peer: Offer, role: str, pairing: str, authenticated: bool, mitm: bool) -> str:
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


def _pdu(kind: type[Pdu], offer: Offer) -> Pdu:
    asked = AuthReq.BONDING
    asked |= AuthReq.MITM if offer.mitm else AuthReq(0)
    asked |= AuthReq.SC if offer.secure_connections else AuthReq(0)
    io = IoCapability.NO_INPUT_NO_OUTPUT if offer.io is None else offer.io
    return kind(io, int(offer.oob), asked, offer.key_size, KeyDist(0), KeyDist(0))
