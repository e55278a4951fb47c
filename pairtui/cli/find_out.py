"""`pairtui find-out`: runs the experiments that tell why a device does not pair, and puts everything back."""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from pairtui.cli.errors import FAILED, FINE, NoSource, Unusable
from pairtui.cli.output import as_json, write
from pairtui.cli.session import Session, address_of, note
from pairtui.hub import Hub
from pairtui.pairing.actions import Action, CancelPairing, Pair, Unpair
from pairtui.pairing.attempt import Attempt
from pairtui.pairing.experiments.investigation import Ask, Investigation, Result, Subject
from pairtui.pairing.prediction.inputs import capability_of
from pairtui.pairing.repetition import newest
from pairtui.pairing.state import Device
from pairtui.report.investigation import investigation_lines, investigation_object, trial_line

if TYPE_CHECKING:
    from pairtui.lab.cast import Cast

FOUND_SECONDS = 20.0

PLAN = (
    "It is paired with up to ten times with nothing changed, then with one setting of this gateway changed at a time.\n"
    "Each bond that this makes is removed again, each setting put back. No other device is touched."
)


class Conductor:
    """Carries out an investigation of the device at `address` on `hub`.

    `hand` waits for a person, `settle` until what explains a pairing has been told, `said` takes each line.
    `heard_seconds` is how long to wait for a device that was forgotten, where a pairing does not look for it itself.
    """

    def __init__(
        self,
        hub: Hub,
        adapter: str,
        address: str,
        hand: Callable[[Ask], Awaitable[None]],
        settle: Callable[[], Awaitable[None]],
        said: Callable[[str], None],
        heard_seconds: float = FOUND_SECONDS,
    ) -> None:
        self._heard_seconds = heard_seconds
        self._hub, self._adapter, self._address = hub, adapter, address
        self._hand, self._settle, self._said = hand, settle, said

    def subject(self) -> Subject:
        """The device, and this gateway as it stands. Raises Unusable for a device that has a bond."""
        model, device = self._hub.model, self._device()
        if device is not None and (device.paired or device.bonded):
            raise Unusable(
                f"{device.label} ({self._address}) has a bond, which experiments would cost; see whether it works with "
                f"`pairtui verify {self._address}`, or remove it with `pairtui unpair {self._address}`"
            )
        row = model.adapters[self._adapter]
        policy = {name: value for name, value in row.policy.items() if name in row.settable}
        key = device.key if device else f"{self._adapter}/{self._address}"
        return Subject(key, self._adapter, capability_of(model), policy, device.controls if device else ())

    async def run(self, found: Investigation) -> None:
        """To its end; what was changed is put back, also when it is cancelled. Raises NoSource where it cannot."""
        asks, told = found.asks(), 0
        try:
            ask = next(asks)
            while True:
                attempt = await self._carry(ask)
                try:
                    ask = asks.send(attempt)
                finally:
                    for trial in found.trials[told:]:
                        self._said(trial_line(trial))
                    told = len(found.trials)
        except StopIteration:
            return
        finally:
            for action in found.put_back():
                await self._known()
                await self._hub.perform(action)
            await self._unpair()

    async def _carry(self, ask: Ask) -> Attempt | None:
        await self._known()
        if ask.hand:
            await self._hand(ask)
        for action in ask.actions:
            await self._perform(action)
        if not ask.pairs:
            return None
        earlier = max(self._hub.model.attempts, default=0)
        await self._pair()
        await self._settle()
        mine = [one for one in self._hub.model.attempts.values() if one.peer.address == self._address]
        attempt = newest(mine, earlier)
        await self._unpair()
        return attempt

    async def _pair(self) -> None:
        key = self._key()
        try:
            await self._hub.perform(Pair(key))
        except asyncio.CancelledError:
            await self._hub.perform(CancelPairing(key))
            raise

    async def _perform(self, action: Action) -> None:
        end = await self._hub.perform(action)
        if end is not None and end.error is not None:
            raise NoSource(f"{type(action).__name__} cannot be carried out: {end.text or end.error}")

    async def _unpair(self) -> None:
        device = self._device()
        if device is not None and (device.paired or device.bonded):
            await self._hub.perform(Unpair(device.key))

    def _device(self) -> Device | None:
        rows = self._hub.model.devices.values()
        mine = (one for one in rows if one.adapter == self._adapter)
        return next((one for one in mine if self._address in (one.address, one.identity_address)), None)

    def _key(self) -> str:
        device = self._device()
        return device.key if device else f"{self._adapter}/{self._address}"

    async def _known(self) -> None:
        """Wait a while until the device is heard again."""
        changed = asyncio.Event()
        forget = self._hub.subscribe(changed.set)
        try:
            async with asyncio.timeout(self._heard_seconds):
                while self._device() is None:
                    changed.clear()
                    await changed.wait()
        except TimeoutError:
            return
        finally:
            forget()


def find_out(args: argparse.Namespace) -> int:
    """Find out why a device does not pair, on this gateway or in a scenario of the lab."""
    if (args.address is None) is (args.lab is None):
        raise Unusable("name the device by its address, or a scenario of the virtual lab with --lab")
    said = note if args.json else lambda line: write(line + "\n")
    if args.lab is not None:
        found = _in_lab(args, said)
    else:
        address = address_of(args.address)
        if not args.yes:
            _confirm(address)
        found = asyncio.run(_live(args, address, said))
    write(as_json(investigation_object(found)) if args.json else "\n".join([*investigation_lines(found), ""]))
    return FINE if found.result is Result.HEALTHY else FAILED


def _confirm(address: str) -> None:
    """Raises Unusable where nobody says yes."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Unusable(f"experiments with {address} need a yes; give --yes")
    note(PLAN)
    sys.stderr.write(f"Experiment with {address}? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise Unusable("nothing was changed")


async def _live(args: argparse.Namespace, address: str, said: Callable[[str], None]) -> Investigation:
    from pairtui.cli.answers import TerminalAgent
    from pairtui.cli.wiring import live_sources

    async with Session(live_sources("KeyboardDisplay"), args.adapter) as session:
        answers = TerminalAgent(session.hub, address, args.confirm, None, None)
        unobserve = session.hub.observe(answers.take)

        async def hand(ask: Ask) -> None:
            note(f"{ask.hand}: {ask.seconds} s from now")
            await asyncio.sleep(ask.seconds)

        conductor = Conductor(
            session.hub, session.adapter, address, hand, lambda: session.traced(time.time()), said, heard_seconds=0
        )
        found = Investigation(conductor.subject())
        try:
            await conductor.run(found)
        finally:
            unobserve()
            answers.close()
        return found


def _in_lab(args: argparse.Namespace, said: Callable[[str], None]) -> Investigation:
    from pairtui.cli.lab import check_installed

    check_installed()
    from pairtui.cli.scenario import cast_with
    from pairtui.lab import virtual_time

    return virtual_time.run(investigate_scenario(cast_with(args.lab, args.cast), args.lab, args.seed, said=said))


async def investigate_scenario(
    cast: "Cast", name: str, seed: int | None, failure: int = 1, said: Callable[[str], None] = lambda _: None
) -> Investigation:
    """The experiments on a member, from its pairing that fails for the `failure`th time on, in virtual time."""
    from pairtui.lab.player import ADAPTER, SETTLE_SECONDS, virtual_player

    address = cast.members[cast.scenarios[name].member].address
    async with virtual_player(cast, name, seed) as (hub, player):
        try:
            forget = await player.prepare(failure)
        except LookupError as problem:
            raise Unusable(str(problem)) from None

        async def hand(ask: Ask) -> None:
            await asyncio.sleep(ask.seconds)

        conductor = Conductor(hub, ADAPTER, address, hand, lambda: asyncio.sleep(SETTLE_SECONDS), said)
        found = Investigation(conductor.subject())
        try:
            await conductor.run(found)
        finally:
            forget()
        return found
