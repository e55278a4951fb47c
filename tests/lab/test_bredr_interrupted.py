"""What a user does in the middle of a BR/EDR pairing that is no answer to it: the pairing goes on as it was."""

import asyncio

import pytest

from pairtui.hub import Hub, until
from pairtui.lab.cast import load
from pairtui.lab.player import ADAPTER, virtual_player
from pairtui.pairing.actions import AnswerPrompt, Pair, StartDiscovery, StopDiscovery
from pairtui.pairing.attempt import Outcome
from pairtui.pairing.events import ActionFinished
from pairtui.protocol.values import Secret
from pairtui.sources.errors import INVALID_ANSWER
from tests.lab.virtual import in_virtual_time

CAST = load("classic")
SCANNER = f"{ADAPTER}/{CAST.members['scanner'].address}"


async def asked(hub: Hub) -> tuple["asyncio.Task[ActionFinished | None]", int]:
    """The pairing of the scanner, and the question for its PIN."""
    assert await until(hub, lambda: SCANNER in hub.model.devices, 60)
    pairing = hub.perform(Pair(SCANNER))
    assert await until(hub, lambda: bool(hub.model.prompts), 60)
    return pairing, next(iter(hub.model.prompts))


async def ended_well(hub: Hub, pairing: "asyncio.Task[ActionFinished | None]", prompt: int) -> None:
    await hub.perform(AnswerPrompt(prompt, Secret("1234")))
    await pairing
    assert await until(hub, lambda: hub.model.devices[SCANNER].paired, 60)
    assert [one.outcome for one in hub.model.attempts.values()] == [Outcome.PAIRED]


@in_virtual_time
async def test_an_inquiry() -> None:
    async with virtual_player(CAST, "scanner", 1) as (hub, _):
        pairing, prompt = await asked(hub)
        for action in (StopDiscovery(ADAPTER), StartDiscovery(ADAPTER)):
            end = await hub.perform(action)
            assert end and end.error is None
        await asyncio.sleep(15)  # longer than one inquiry
        assert prompt in hub.model.prompts
        await ended_well(hub, pairing, prompt)


@pytest.mark.parametrize("pin", ["", "1" * 17, "ü" * 9], ids=["none", "17", "18 octets"])
@in_virtual_time
async def test_a_pin_that_is_none(pin: str) -> None:
    async with virtual_player(CAST, "scanner", 1) as (hub, _):
        pairing, prompt = await asked(hub)
        end = await hub.perform(AnswerPrompt(prompt, Secret(pin)))
        assert end and (end.error, end.text) == (INVALID_ANSWER, "a PIN has 1 to 16 characters")
        assert prompt in hub.model.prompts
        await ended_well(hub, pairing, prompt)
