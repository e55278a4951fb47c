"""Predicted and real association model: every IO capability on both sides, by legacy pairing and Secure Connections."""

import asyncio
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from control import Peer, Put
from observers import AirRecording, btmgmt, device_path

from pairtui.hub import Hub
from pairtui.pairing.actions import Action, AnswerPrompt, Pair, SetCapability, StartDiscovery, StopDiscovery, Unpair
from pairtui.pairing.attempt import Attempt, Outcome
from pairtui.pairing.events import Event, PromptKind, PromptRaised
from pairtui.pairing.prediction.inputs import peer_of
from pairtui.pairing.prediction.prediction import predict
from pairtui.pairing.prediction.sides import GatewaySide, PeerOffer
from pairtui.protocol.messages.smp import IO_BY_LABEL
from pairtui.protocol.values import Secret
from pairtui.sources.bluez.source import BluezSource
from pairtui.sources.btmon.source import BtmonSource

PEER_IO = {
    "DisplayOnly": "display",
    "DisplayYesNo": "yesno",
    "KeyboardOnly": "keyboard",
    "NoInputNoOutput": "none",
    "KeyboardDisplay": "keyboard_display",
}
PASSKEY = 123456


@dataclass
class Bench:
    """The program without its console, and somebody who answers every prompt rightly on both sides."""

    hub: Hub
    watch: Peer
    asked: list[PromptKind]
    io: str = ""
    seen: int = 0

    @property
    def device(self) -> str:
        return device_path(self.watch.address)

    def attempts(self) -> list[Attempt]:
        return [one for one in self.hub.model.attempts.values() if one.peer.address == self.watch.address]

    async def perform(self, action: Action) -> None:
        async with asyncio.timeout(40):
            await self.hub.perform(action)

    async def until(self, true: Callable[[], object], what: str, seconds: float = 20) -> None:
        told = asyncio.Event()
        leave = self.hub.subscribe(told.set)
        try:
            async with asyncio.timeout(seconds):
                while not true():
                    told.clear()
                    await told.wait()
        except TimeoutError:
            last = [replace(one, steps=one.steps[-3:]) for one in self.attempts()[-1:]]
            raise AssertionError(f"not within {seconds} s: {what}; the last attempt: {last}") from None
        finally:
            leave()

    def answer(self, event: Event) -> None:
        if not isinstance(event, PromptRaised) or event.kind in self.asked:
            return
        self.asked.append(event.kind)
        if event.kind is PromptKind.SHOW_PASSKEY and event.passkey is not None:
            self.watch.do("type", passkey=event.passkey.reveal())
            return
        if event.kind is PromptKind.ENTER_PASSKEY and self.io == "KeyboardOnly":
            self.watch.do("type", passkey=PASSKEY)
        self.hub.perform(
            AnswerPrompt(event.prompt, Secret(PASSKEY) if event.kind is PromptKind.ENTER_PASSKEY else True)
        )

    async def pair(self, capability: str, io: str) -> Attempt:
        """Pair anew with these two capabilities; the attempt, when it is over."""
        self.io, self.seen = io, len(self.watch.events())
        self.asked.clear()
        self.watch.do("disconnect")  # bluetoothd takes two seconds to remove a device that is connected
        self.watch.do("forget")
        self.watch.set(io=PEER_IO[io])
        if self.device in self.hub.model.devices:
            await self.perform(Unpair(self.device))
        await self.perform(SetCapability(capability))
        # A discovery that runs already may be in one of bluetoothd's pauses of five seconds.
        await self.perform(StartDiscovery("hci0"))
        await self.until(lambda: self.device in self.hub.model.devices, "the device is found")
        await self.perform(StopDiscovery("hci0"))
        before = len(self.attempts())
        await self.perform(Pair(self.device))
        await self.until(
            lambda: len(self.attempts()) > before and self.attempts()[-1].ended and self.attempts()[-1].level,
            f"{capability} has paired with {io}",
        )
        return self.attempts()[-1]


@pytest.mark.parametrize("secure", [False, True], ids=["legacy", "secure-connections"])
def test_every_combination_comes_to_what_is_predicted(secure: bool, peer: Put, air: AirRecording) -> None:
    watch = peer("any-io")
    btmgmt(f"sc {'on' if secure else 'off'}")
    try:
        table = asyncio.run(_all(watch, secure))
    finally:
        btmgmt("sc on")
    Path(os.environ["LAB_OUT"], f"matrix-{'sc' if secure else 'legacy'}.json").write_text(json.dumps(table, indent=1))
    assert len(table) == 25
    assert [row for row in table if row["predicted"] != row["happened"]] == []


async def _all(watch: Peer, secure: bool) -> list[dict[str, Any]]:
    hub = Hub([BluezSource("KeyboardDisplay"), BtmonSource()], interval=0.02)
    bench = Bench(hub, watch, [])
    hub.observe(bench.answer)
    running = asyncio.create_task(hub.run())
    table = []
    try:
        await bench.until(lambda: "hci0" in hub.model.adapters, "hci0 is there")
        await bench.until(lambda: [s.state.value for s in hub.model.sources.values()] == ["up", "up"], "all are up")
        for capability, io in product(IO_BY_LABEL, IO_BY_LABEL):
            table.append(await _one(bench, capability, io, secure))
    finally:
        await hub.close()
        running.cancel()
    return table


async def _one(bench: Bench, capability: str, io: str, secure: bool) -> dict[str, Any]:
    predicted = predict(GatewaySide(capability, int(secure)), PeerOffer(IO_BY_LABEL[io], True, True))
    attempt = await bench.pair(capability, io)
    assert attempt.outcome is Outcome.PAIRED, attempt
    asked_there = ["asked for a passkey"] in bench.watch.events()[bench.seen :]
    asked_here = PromptKind.ENTER_PASSKEY in bench.asked
    typist = {(True, True): "both", (True, False): "gateway", (False, True): "peer"}.get((asked_here, asked_there), "")
    heard = peer_of(bench.hub.model, bench.hub.model.devices[bench.device])
    assert heard.io == IO_BY_LABEL[io]
    return {
        "gateway": capability,
        "peer": io,
        "predicted": [predicted.pairing, predicted.model, predicted.typist, predicted.level],
        "happened": [attempt.pairing, attempt.association_model, typist, attempt.level],
    }
