"""A small cast, and the lab's gateway as its user meets it, in virtual time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any

from pairtui.hub import Hub
from pairtui.lab import virtual_time
from pairtui.lab.cast import cast_of, document
from pairtui.lab.environment import VirtualEnvironment
from pairtui.lab.source import LabSource
from pairtui.pairing import actions
from pairtui.pairing.events import ActionFinished, PromptKind, PromptRaised
from pairtui.sources.storage.recording import Recording
from tests.lab.virtual import with_one

CAST = """
title = "A gateway's test"

[members.scale]
name = "Scale"
address = "C0:00:00:00:00:01"
secure_connections = false
page = "It teaches nothing."

[members.lock]
name = "Lock"
address = "C0:00:00:00:00:02"
io = "DisplayYesNo"
mitm = true

[members.board]
name = "Board"
address = "C0:00:00:00:00:03"
io = "DisplayOnly"
mitm = true
passkey = 4711

[members.keyboard]
name = "Keyboard"
address = "C0:00:00:00:00:04"
io = "KeyboardOnly"
mitm = true
keypress = true

[members.sensor]
name = "Sensor"
address = "C0:00:00:00:00:05"
deeds = ["forget the bond", "go out of range", "come back into range"]
"""
SCALE, LOCK, BOARD, KEYBOARD, SENSOR = (f"hci0/C0:00:00:00:00:0{n}" for n in range(1, 6))
ADAPTER = "hci0"


class Gateway:
    """The hub on a lab, and what a user does with it; `answers` are given to the questions of their kind."""

    def __init__(self, seed: int = 1) -> None:
        self.recording = Recording()
        air = VirtualEnvironment(cast_of(document("cast.toml", CAST), "test"), Random(seed))
        self.hub = Hub([LabSource(air, clock=virtual_time.clock, random=Random(seed), recording=self.recording)])
        self.answers: dict[PromptKind, Any] = {PromptKind.CONFIRM: True}
        self.finished: list[ActionFinished] = []
        self.events: list[str] = []
        self.hub.observe(self._seen)

    def _seen(self, event: object) -> None:
        self.events.append(repr(event))
        if isinstance(event, PromptRaised) and event.kind in self.answers:
            self.hub.perform(actions.AnswerPrompt(event.prompt, self.answers[event.kind]))
        if isinstance(event, ActionFinished):
            self.finished.append(event)

    async def does(self, action: actions.Action) -> str | None:
        """The error the action ended with."""
        await self.hub.perform(action)
        await asyncio.sleep(0.5)
        return next(event.error for event in reversed(self.finished) if event.action == action)

    @property
    def attempt(self) -> Any:
        return list(self.hub.model.attempts.values())[-1]

    @property
    def verdict(self) -> tuple[str, str, str]:
        failure, diagnosis = self.attempt.failure, self.attempt.diagnosis
        return failure.code, failure.by.value, diagnosis.cause

    def step(self, text: str) -> str:
        return str(next(step.detail for step in self.attempt.steps if step.text == text))

    def device(self, key: str) -> Any:
        return self.hub.model.devices[key]

    @property
    def adapter(self) -> Any:
        return self.hub.model.adapters[ADAPTER]


@asynccontextmanager
async def lab_gateway(seed: int = 1) -> AsyncIterator[Gateway]:
    gateway = Gateway(seed)
    running = asyncio.create_task(gateway.hub.run())
    await asyncio.sleep(2)
    try:
        yield gateway
    finally:
        await gateway.hub.close()
        await running


lab = with_one(lab_gateway)
