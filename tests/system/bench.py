"""The program without its console, on this gateway, with the virtual devices of `pairtui lab` and their user."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from typing import Any

from guests import MEMBERS
from observers import device_path

from pairtui.experimenter import Experimenter
from pairtui.hub import Hub
from pairtui.lab.player import ADAPTER, WRONG_PASSKEY, ScenarioPlayer, StepResult
from pairtui.lab.scenario import Scenario
from pairtui.pairing import actions
from pairtui.pairing.actions import Action
from pairtui.pairing.events import ActionFinished, ActionStarted, Event, PromptKind, PromptRaised, SourceState
from pairtui.pairing.experiments.investigation import Ask, Investigation
from pairtui.sources.bluez.source import BluezSource
from pairtui.sources.btmon.source import BtmonSource
from pairtui.sources.mgmt.source import MgmtSource
from pairtui.sources.prompts import SHOWN

CAPABILITY = "KeyboardDisplay"
PACE = 3.0
INTERVAL = 100
"""Milliseconds between two advertisements of a device that is to be found."""

ACTION_SECONDS = 30.0


async def nobody(_: Ask) -> bool:
    """There is nobody who has hands."""
    return False


class Player:
    """A test's hand on one member of a cast, named as in `guests.MEMBERS`."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.address = MEMBERS[name].address
        self.key = device_path(self.address)

    def ask(self, op: str, **values: Any) -> Any:
        """Carry out `op` (see `Guest.do`) and return its value."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(30)
            client.connect("/run/peers.sock")
            client.sendall(json.dumps({"peer": self._name, "op": op, **values}).encode() + b"\n")
            answer = json.loads(client.makefile().readline())
        assert answer["ok"], f"{self._name} {op}: {answer['error']}"
        return answer["value"]

    async def do(self, op: str, **values: Any) -> Any:
        """Carry out `op`; events go on meanwhile."""
        return await asyncio.to_thread(self.ask, op, **values)


class Controls:
    """The source that works the controls of the virtual devices."""

    name = "controls"
    actions: frozenset[type[Action]] = frozenset((actions.Operate,))

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._players = {player.key: player for player in map(Player, MEMBERS)}

    async def events(self) -> AsyncGenerator[Event, None]:
        """That they are worked."""
        while (event := await self._queue.get()) is not None:
            yield event

    async def perform(self, action: Action) -> None:
        """Work a control."""
        assert isinstance(action, actions.Operate)
        self._queue.put_nowait(ActionStarted(at=time.time(), action=action))
        await self._players[action.device].do("operate", control=action.control)
        self._queue.put_nowait(ActionFinished(at=time.time(), action=action))

    async def close(self) -> None:
        """No more."""
        self._queue.put_nowait(None)


class Bench:
    """A gateway's hub that is kept from one scenario to the next; `prompts` are those of the last one."""

    def __init__(self) -> None:
        self.prompts: list[PromptKind] = []
        self._runner = asyncio.Runner()
        self._player: Player | None = None
        self._runner.run(self._begin())

    def play(self, scenario: Scenario, member: str) -> list[StepResult]:
        """Play the scenario with `member` of `guests.MEMBERS`, unknown to bluetoothd before and after."""
        return self._runner.run(self._play(scenario, Player(member)))

    def find_out(
        self, scenario: Scenario, member: str, failure: int, state: Callable[[], object]
    ) -> tuple[Investigation, object, object]:
        """The experiments on the member from that failure of the scenario on, and `state` before and after them."""
        return self._runner.run(self._find_out(scenario, Player(member), failure, state))

    def tidy(self, member: str) -> None:
        """Have the member unknown to bluetoothd."""
        self._runner.run(self._tidy(Player(member)))

    def close(self) -> None:
        """Leave the gateway as it was."""
        self._runner.run(self._hub.close())
        self._runner.close()

    async def _begin(self) -> None:
        self._hub = Hub([BluezSource(CAPABILITY), BtmonSource(), MgmtSource(), Controls()], interval=0.02)
        self._hub.observe(self._asked)
        self._running = asyncio.create_task(self._hub.run())
        await self._until(lambda: [s.state for s in self._hub.model.sources.values()] == [SourceState.UP] * 3, "up")
        await self._until(lambda: ADAPTER in self._hub.model.adapters, "hci0 is there")

    async def _play(self, scenario: Scenario, player: Player) -> list[StepResult]:
        self._player = player
        self.prompts.clear()
        try:
            await self._find(player, scenario)
            return await ScenarioPlayer(self._hub, scenario, player.key, lambda: str(player.ask("shown")), PACE).play()
        finally:
            await self._tidy(player)

    async def _find_out(
        self, scenario: Scenario, player: Player, failure: int, state: Callable[[], object]
    ) -> tuple[Investigation, object, object]:
        self._player = player
        await self._find(player, scenario)
        steps = ScenarioPlayer(self._hub, scenario, player.key, lambda: str(player.ask("shown")), PACE)
        forget = await steps.prepare(failure)
        try:
            experimenter = Experimenter(self._hub, ADAPTER, player.address, nobody)
            controls = dict(await player.do("controls"))
            found = Investigation(replace(experimenter.subject(attended=False), controls=controls))
            before = await asyncio.to_thread(state), experimenter.bonded
            await experimenter.run(found)
            assert experimenter.not_put_back == []
            return found, before, (await asyncio.to_thread(state), experimenter.bonded)
        finally:
            forget()

    async def _find(self, player: Player, scenario: Scenario) -> None:
        await player.do("enter", changes={"interval": INTERVAL, **scenario.changes})
        # A discovery that runs already may be in one of bluetoothd's pauses of five seconds.
        await self._perform(actions.StartDiscovery(ADAPTER))
        try:
            await self._until(lambda: player.key in self._hub.model.devices, "the device is found")
        finally:
            await self._perform(actions.StopDiscovery(ADAPTER))

    async def _tidy(self, player: Player) -> None:
        await player.do("leave")
        for action in (
            actions.Unpair(player.key),
            actions.Advertise(ADAPTER, False),
            actions.SetCapability(CAPABILITY),
            actions.RestorePolicy(ADAPTER),
            actions.SetPairable(ADAPTER, True),
        ):
            await self._perform(action)

    async def _perform(self, action: Action) -> None:
        async with asyncio.timeout(ACTION_SECONDS):
            await self._hub.perform(action)

    def _asked(self, event: Event) -> None:
        """The user at a keyboard types what is shown here, once, or the same as is typed here."""
        if not isinstance(event, PromptRaised) or event.entered or not self._player:
            return
        self.prompts.append(event.kind)
        if event.kind in SHOWN and event.passkey:
            self._player.ask("read", passkey=event.passkey.reveal())
        elif event.kind is PromptKind.ENTER_PASSKEY:
            self._player.ask("read", passkey=WRONG_PASSKEY)

    async def _until(self, true: Callable[[], object], what: str, seconds: float = 20) -> None:
        told = asyncio.Event()
        leave = self._hub.subscribe(told.set)
        try:
            async with asyncio.timeout(seconds):
                while not true():
                    told.clear()
                    await told.wait()
        except TimeoutError:
            raise AssertionError(f"not within {seconds} s: {what}; {self._hub.model.sources}") from None
        finally:
            leave()
