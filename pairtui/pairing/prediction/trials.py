"""The trials of one device: which combination to try next with a device, and what came of each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pairtui.pairing.actions import Action, Pair, RemoveAndPair, SetCapability, SetPolicy
from pairtui.pairing.attempt import Attempt, Outcome
from pairtui.pairing.prediction.outcome import Prediction
from pairtui.pairing.prediction.prediction import matrix, predict
from pairtui.pairing.prediction.sides import Combination, GatewaySide, PeerOffer, present

SECURE_CONNECTIONS = "secure-connections"


def order(gateway: GatewaySide, peer: PeerOffer, tried: Iterable[Combination] = ()) -> tuple[Combination, ...]:
    """Today's combination first; then by the level expected, the strongest first; last what would be refused here.

    Combinations that lead to the same pairing are tried once: the first stands for them, unless the peer is unknown.
    Those in `tried`, and what leads to the same as they do, are left out.
    """
    now, cells = present(gateway), matrix(gateway, peer)

    def same(one: Combination) -> object:
        what = cells[one]
        return one if what.model is None else (what.pairing, what.model, what.typist)

    ranked = sorted(cells, key=lambda one: (one != now, -cells[one].strongest, -one.secure_connections))
    done = {same(one) for one in tried}
    first: dict[object, Combination] = {}
    for one in ranked:
        first.setdefault(same(one), one)
    return tuple(one for what, one in first.items() if what not in done)


@dataclass(frozen=True, slots=True)
class CombinationTrial:
    """One combination with what was expected of it and the attempt that came of it; `why` where none did."""

    combination: Combination
    expected: Prediction
    attempt: Attempt | None = None
    why: str = ""

    @property
    def paired(self) -> bool:
        """Whether it ended in a bond."""
        return self.attempt is not None and self.attempt.outcome is Outcome.PAIRED


@dataclass(frozen=True, slots=True)
class TrialPlan:
    """The tries with one device. `waiting` are still to be tried, the first of them now; `tried` have ended.

    `before` is what this gateway was set to, and is put back after each try. `every`: go on after one has paired.
    """

    device: str
    adapter: str
    before: GatewaySide
    waiting: tuple[Combination, ...]
    peer: PeerOffer = PeerOffer()
    tried: tuple[CombinationTrial, ...] = ()
    every: bool = False

    @property
    def now(self) -> Combination | None:
        """What is to be tried now; None when it is over."""
        if self.tried and self.tried[-1].paired and not self.every:
            return None
        return self.waiting[0] if self.waiting else None

    def begin(self) -> tuple[Action, ...]:
        """The actions, in order, that set the present combination and pair with it, the old bond removed first."""
        if self.now is None:
            return ()
        return (*settings(self.now, self.before, self.adapter), RemoveAndPair(self.device))

    def restore(self) -> tuple[Action, ...]:
        """The actions that put back what `begin` has set."""
        now, was = self.now, self.before
        if now is None:
            return ()
        actions: list[Action] = []
        if was.secure_connections is not None and bool(was.secure_connections) != now.secure_connections:
            actions.append(SetPolicy(self.adapter, SECURE_CONNECTIONS, was.secure_connections))
        if was.capability is not None and was.capability != now.capability:
            actions.append(SetCapability(was.capability))
        return tuple(actions)

    def ended(self, attempt: Attempt | None, why: str = "", peer: PeerOffer | None = None) -> "TrialPlan":
        """The plan after the present try: `attempt` is what came of it, `why` what kept it from coming about.

        `peer` is what the peer has offered in it; what remains is ordered by that.
        """
        if self.now is None:
            return self
        tried = (*self.tried, CombinationTrial(self.now, self.expected(self.now), attempt, why))
        waiting = self.waiting[1:]
        if peer is not None and peer != self.peer:
            planned = order(self.before, peer, [one.combination for one in tried])
            waiting = tuple(one for one in planned if one in waiting)
        return replace(self, waiting=waiting, tried=tried, peer=peer or self.peer)

    def expected(self, one: Combination) -> Prediction:
        """The outcome that is expected of this combination."""
        mode = 2 if self.before.secure_connections == 2 else 1
        gateway = replace(
            self.before, capability=one.capability, secure_connections=mode if one.secure_connections else 0
        )
        return predict(gateway, self.peer)


def settings(wanted: Combination, now: GatewaySide, adapter: str) -> tuple[Action, ...]:
    """The actions that set a combination, without those that would change nothing."""
    actions: list[Action] = []
    if now.secure_connections is None or bool(now.secure_connections) != wanted.secure_connections:
        actions.append(SetPolicy(adapter, SECURE_CONNECTIONS, int(wanted.secure_connections)))
    if now.capability != wanted.capability:
        actions.append(SetCapability(wanted.capability))
    return tuple(actions)


def set_and_pair(wanted: Combination, now: GatewaySide, adapter: str, device: str, bonded: bool) -> tuple[Action, ...]:
    """The actions that set a combination and pair with it; a bond that is there is removed."""
    return (*settings(wanted, now, adapter), RemoveAndPair(device) if bonded else Pair(device))


def trial_plan(
    device: str, adapter: str, gateway: GatewaySide, peer: PeerOffer, *, every: bool = False, mode_settable: bool = True
) -> TrialPlan:
    """A plan of trials for the device; without `mode_settable` Secure Connections stays as it is."""
    now = present(gateway)
    fixed = None if mode_settable or now is None else now.secure_connections
    waiting = (one for one in order(gateway, peer) if fixed in (None, one.secure_connections))
    return TrialPlan(device, adapter, gateway, tuple(waiting), peer, (), every)
