"""Carries out an investigation on a hub: every pairing and change it asks for, and at the end everything put back."""

import asyncio
from collections.abc import Awaitable, Callable
from inspect import isawaitable

from pairtui.errors import NoSource
from pairtui.hub import ConsoleHub, until
from pairtui.pairing.actions import Action, CancelPairing, Pair, SetPreferredBearer, Unpair, Verify
from pairtui.pairing.attempt import Attempt, Outcome, Trial
from pairtui.pairing.events import ActionFinished, Investigated
from pairtui.pairing.experiments.investigation import Ask, AskOutcome, Investigation, Subject
from pairtui.pairing.prediction.inputs import capability_of
from pairtui.pairing.repetition import newest
from pairtui.pairing.state import Device

FOUND_SECONDS = 20.0
DECIDED_SECONDS = 10.0
"""By how much the trace, which shows the result of a pairing, may be behind its end."""

SETTLE_SECONDS = 1.0
"""How long after that MGMT and D-Bus may still report the same failure."""


class ExperimentError(NoSource):
    """An action of an experiment failed; the text says which, and why."""


async def _settle() -> None:
    await asyncio.sleep(SETTLE_SECONDS)


class Experimenter:
    """Carries out an investigation of the device at `address` on `hub`.

    `hand` waits for a person, and gives whether what an Ask wants was done; `settle` waits until what explains a
    pairing has been reported. `began` is called with each Ask, `ended` with each Trial.
    """

    def __init__(
        self,
        hub: ConsoleHub,
        adapter: str,
        address: str,
        hand: Callable[[Ask], Awaitable[bool]],
        settle: Callable[[], Awaitable[None]] = _settle,
        began: Callable[[Ask], None] = lambda _: None,
        ended: Callable[[Trial], None] = lambda _: None,
    ) -> None:
        self._hub, self._adapter, self._address = hub, adapter, address
        self._hand, self._settle, self._began, self._ended = hand, settle, began, ended
        self.not_put_back: list[str] = []

    def subject(self, attended: bool) -> Subject:
        """The device, and this gateway as it stands; `attended`: somebody is there to do something at the device."""
        model, device = self._hub.model, self.device()
        row = model.adapters[self._adapter]
        policy = {name: value for name, value in row.policy.items() if name in row.settable}
        controls = {one.label: one.back for one in device.controls} if device else {}
        bearers = (device.bearers, device.preferred_bearer) if device else ((), "")
        return Subject(
            self._key(), self._adapter, capability_of(model), policy, controls, *bearers, self.bonded, attended
        )

    @property
    def bonded(self) -> bool:
        """Whether the device has a bond now."""
        device = self.device()
        return device is not None and device.has_bond

    def device(self) -> Device | None:
        """The device as the model has it now."""
        return self._hub.model.device(self._adapter, self._address)

    async def run(self, found: Investigation) -> None:
        """To its end; what was changed is put back, also when it is cancelled. Raises ExperimentError."""
        asks, ended = found.asks(), 0
        try:
            ask = next(asks)
            while True:
                self._began(ask)
                came = await self._carry(ask, found.subject.bonded)
                try:
                    ask = asks.send(came)
                finally:
                    for trial in found.trials[ended:]:
                        self._ended(trial)
                    ended = len(found.trials)
        except StopIteration:
            return
        finally:
            await asyncio.shield(asyncio.ensure_future(self._put_back(found)))

    async def _put_back(self, found: Investigation) -> None:
        for action in found.put_back():
            await self._known()
            if self._lost_with_the_device(action):
                continue
            end = await self._perform(action)
            if end is not None and end.error is not None:
                self.not_put_back.append(f"{type(action).__name__}: {end.text or end.error}")
        if not found.subject.bonded:
            await self._unpair()
        if found.latest is not None:
            self._hub.publish(Investigated(attempt=found.latest.id, result=found.outcome))

    def _lost_with_the_device(self, action: Action) -> bool:
        """What is preferred for a device that was removed is forgotten with it."""
        return isinstance(action, SetPreferredBearer) and self.device() is None

    async def _carry(self, ask: Ask, bonded: bool) -> AskOutcome:
        await self._known()
        if ask.hand and not await self._hand(ask):
            return AskOutcome(done=False)
        for action in ask.actions:
            if ask.undoes and self._lost_with_the_device(action):
                continue
            end = await self._perform(action)
            if end is not None and end.error is not None and not ask.undoes:
                return AskOutcome(done=False)
            if end is not None and end.error is not None:
                raise ExperimentError(f"{type(action).__name__} cannot be carried out: {end.text or end.error}")
        if not ask.tries:
            return AskOutcome()
        if not ask.hand:
            await asyncio.sleep(ask.seconds)
        earlier = max(self._hub.model.attempts, default=0)
        if bonded:
            end = await self._perform(Verify(self._key()))
            await self._settle()
            return AskOutcome(end is not None and end.error is None, self._newest(earlier))
        await self._pair()
        await until(self._hub, lambda: _decided(self._newest(earlier)), DECIDED_SECONDS)
        await self._settle()
        attempt = self._newest(earlier)
        await self._unpair()
        return AskOutcome(attempt is not None and attempt.outcome is Outcome.PAIRED, attempt)

    def _newest(self, earlier: int) -> Attempt | None:
        device = self.device()
        mine = {self._address, *((device.address, device.identity_address) if device else ())} - {""}
        return newest([one for one in self._hub.model.attempts.values() if one.peer.address in mine], earlier)

    async def _pair(self) -> None:
        key = self._key()
        try:
            await self._perform(Pair(key, trial=True))
        except asyncio.CancelledError:
            await self._perform(CancelPairing(key))
            raise

    async def _perform(self, action: Action) -> ActionFinished | None:
        work = self._hub.perform(action)
        return await work if isawaitable(work) else None

    async def _unpair(self) -> None:
        if self.bonded:
            await self._perform(Unpair(self._key()))

    def _key(self) -> str:
        device = self.device()
        return device.key if device else f"{self._adapter}/{self._address}"

    async def _known(self) -> None:
        """Wait a while until the device is heard again, where something listens; else pairing looks for it."""
        adapter = self._hub.model.adapters.get(self._adapter)
        if adapter is not None and adapter.discovering:
            await until(self._hub, lambda: self.device() is not None, FOUND_SECONDS)


def _decided(attempt: Attempt | None) -> bool:
    return attempt is not None and attempt.outcome is not Outcome.INCOMPLETE
