"""A scenario of the lab played on a hub: each step carried out, each question answered, each verdict compared."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random

from pairtui.errors import Unusable
from pairtui.hub import Hub, until
from pairtui.knowledge.settings import SETTINGS
from pairtui.lab.cast import Cast
from pairtui.lab.scenario import Scenario, Step, Verdict
from pairtui.pairing import actions
from pairtui.pairing.actions import Action
from pairtui.pairing.attempt import Attempt, Outcome
from pairtui.pairing.events import Event, PromptKind, PromptRaised
from pairtui.pairing.fix_actions import fix_action
from pairtui.pairing.model import Model
from pairtui.protocol.values import Secret

ADAPTER = "hci0"
FOUND_SECONDS = 20.0
VERDICT_SECONDS = 90.0
TRACE_SECONDS = 5.0
"""By how much the trace, which has the reason, may be behind the report that it failed."""

SETTLE_SECONDS = 1.0
"""How long after a verdict MGMT and D-Bus may still report the same failure."""

ANSWER_SECONDS = 1.5
WRONG_PASSKEY = 111_111
WRONG_PIN = "9999"


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step as it went: the attempt it led to, and in what it was not as the scenario says ("" where it was)."""

    step: Step
    attempt: Attempt | None
    otherwise: str = ""


class ScenarioPlayer:
    """Plays `scenario` with the device `key` of the hub's model; `shown` gives what the virtual device shows now.

    `pace` is how many times faster than a person it answers and goes on.
    """

    def __init__(self, hub: Hub, scenario: Scenario, key: str, shown: Callable[[], str], pace: float = 1.0) -> None:
        self._hub = hub
        self._scenario = scenario
        self._key = key
        self._shown = shown
        self._settle_seconds = SETTLE_SECONDS / pace
        self._answer_seconds = ANSWER_SECONDS / pace
        self._answer = "yes"
        self._tasks: set[asyncio.Task[None]] = set()

    async def play(self) -> list[StepResult]:
        """Play every step, in order; the hub must run meanwhile."""
        forget = self._hub.observe(self._asked)
        try:
            if not await until(self._hub, lambda: self._key in self._hub.model.devices, FOUND_SECONDS):
                return [StepResult(self._scenario.steps[0], None, "the device was not found")]
            played: list[StepResult] = []
            for step in self._scenario.steps:
                last = next((each.attempt for each in reversed(played) if each.attempt), None)
                played.append(await self._step(step, last))
            return played
        finally:
            forget()

    async def prepare(self, failure: int = 1) -> Callable[[], None]:
        """Play what comes before that failure of the scenario, and answer from then on as its user does.

        Returns what ends the answering. Raises Unusable where the scenario has no such failure to try again.
        """
        forget = self._hub.observe(self._asked)
        await until(self._hub, lambda: self._key in self._hub.model.devices, FOUND_SECONDS)
        for step in self._scenario.steps:
            failure -= step.fails
            if not failure:
                self._answer = step.answer
                return forget
            await self._step(step, None)
        forget()
        raise Unusable(f"{self._scenario.name} has nothing that fails and can be tried again")

    async def _step(self, step: Step, last: Attempt | None) -> StepResult:
        self._answer = step.answer
        known = set(self._hub.model.attempts)
        if step.do == "fix" and step.value not in _offered(last):
            return StepResult(step, None, f"the verdict before offers {', '.join(_offered(last)) or 'no fix'}")
        if step.do in _ON_DEVICE:  # the person waits until the device is on the screen again
            await until(self._hub, lambda: self._key in self._hub.model.devices, FOUND_SECONDS)
        for action in self._actions(step):
            await self._hub.perform(action)
        if step.verdict is None:
            await asyncio.sleep(self._settle_seconds)
            return StepResult(step, None)
        verdict = step.verdict
        await until(self._hub, lambda: self._decided(known) is not None, VERDICT_SECONDS)
        await until(self._hub, lambda: not otherwise(self._decided(known), verdict), TRACE_SECONDS)
        await asyncio.sleep(self._settle_seconds)
        attempt = self._decided(known)
        return StepResult(step, attempt, otherwise(attempt, verdict))

    def _actions(self, step: Step) -> tuple[Action, ...]:
        on = step.value == "on"
        match step.do:
            case "fix":
                device = self._hub.model.devices.get(self._key)
                bonded = device is not None and device.has_bond
                return fix_action(step.value, bonded).actions(self._key, ADAPTER)
            case "operate":
                return (actions.Operate(self._key, step.value),)
            case "set":
                setting = SETTINGS[step.setting]
                return (actions.SetPolicy(ADAPTER, setting.name, setting.value(step.value)),)
            case "capability":
                return (actions.SetCapability(step.value),)
            case "pairable":
                return (actions.SetPairable(ADAPTER, on),)
            case "advertise":
                return (actions.Advertise(ADAPTER, on),)
            case "bearer":
                return (actions.SetPreferredBearer(self._key, step.value),)
            case "require-level":
                return (actions.RequireLevel(self._key, int(step.value)),)
        return (_ON_DEVICE[step.do](self._key),)

    def _decided(self, known: set[int]) -> Attempt | None:
        """The first attempt after the `known` ones that has ended."""
        attempts = self._hub.model.attempts
        new = (attempts[number] for number in sorted(attempts) if number not in known)
        return next((attempt for attempt in new if attempt.outcome is not Outcome.INCOMPLETE), None)

    def _asked(self, event: Event) -> None:
        if isinstance(event, PromptRaised) and self._answer != "none":
            task = asyncio.get_running_loop().create_task(self._reply(event))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _reply(self, question: PromptRaised) -> None:
        await asyncio.sleep(self._answer_seconds)
        leaves = self._answer in ("no", "leave")
        answer: bool | Secret[int] | Secret[str] | None
        match question.kind:
            case PromptKind.SHOW_PASSKEY | PromptKind.SHOW_PIN if not leaves:
                return
            case PromptKind.ENTER_PASSKEY if not leaves:
                shown = int(self._shown() or WRONG_PASSKEY)
                answer = Secret(WRONG_PASSKEY if self._answer == "wrong" else shown)
            case PromptKind.ENTER_PIN if not leaves:
                answer = Secret(WRONG_PIN if self._answer == "wrong" else self._shown())
            case _:
                answer = None if leaves else True
        if question.prompt in self._hub.model.prompts:
            await self._hub.perform(actions.AnswerPrompt(question.prompt, answer))


_ON_DEVICE: dict[str, Callable[[str], Action]] = {
    "pair": actions.Pair,
    "remove-and-pair": actions.RemoveAndPair,
    "unpair": actions.Unpair,
    "connect": actions.Connect,
    "disconnect": actions.Disconnect,
    "verify": actions.Verify,
}


def otherwise(attempt: Attempt | None, verdict: Verdict) -> str:
    """In what the attempt differs from the verdict, in a few words; "" where it does not."""
    if attempt is None:
        return "there was no attempt"
    if verdict.level:
        reached = attempt.outcome in (Outcome.PAIRED, Outcome.ENCRYPTED) and attempt.level in (verdict.level, None)
        return "" if reached else f"it {attempt.outcome.value} (level {attempt.level}), not level {verdict.level}"
    failure, diagnosis = attempt.failure, attempt.diagnosis
    if failure is None or diagnosis is None:
        return f"it {attempt.outcome.value}"
    found = (failure.code, failure.by.value, failure.step, diagnosis.cause)
    expected = (verdict.code, verdict.by, verdict.step, verdict.cause)
    return "" if found == expected else f"{' '.join(found)}, not {' '.join(expected)}"


def _offered(attempt: Attempt | None) -> list[str]:
    fixes = attempt.diagnosis.fixes if attempt is not None and attempt.diagnosis is not None else ()
    return [fix.action for fix in fixes if fix.action]


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """How a scenario went: its steps, and the model as it was at the end."""

    steps: list[StepResult]
    model: Model

    @property
    def as_expected(self) -> bool:
        """Whether every step ended as the scenario says."""
        return not any(step.otherwise for step in self.steps)

    @property
    def failed(self) -> bool:
        """Whether the last pairing or connection failed."""
        attempts = [step.attempt for step in self.steps if step.attempt]
        return not attempts or attempts[-1].outcome is Outcome.FAILED


@asynccontextmanager
async def virtual_player(cast: Cast, name: str, seed: int | None) -> AsyncGenerator[tuple[Hub, ScenarioPlayer], None]:
    """The hub of a virtual gateway of its own, in virtual time, and who plays the scenario `name` of `cast` on it."""
    from pairtui.lab import virtual_time
    from pairtui.lab.environment import VirtualEnvironment
    from pairtui.lab.source import LabSource

    scenario = cast.scenarios[name]
    random = Random(seed)
    environment = VirtualEnvironment(cast.for_scenario(name), random)
    hub = Hub([LabSource(environment, clock=virtual_time.clock, random=random)])
    address = cast.members[scenario.member].address

    def shown() -> str:
        return environment.peripherals[address].shown if address in environment.peripherals else ""

    running = asyncio.create_task(hub.run())
    try:
        yield hub, ScenarioPlayer(hub, scenario, f"{ADAPTER}/{address}", shown)
    finally:
        await hub.close()
        running.cancel()
        await asyncio.wait([running])


async def play_scenario(cast: Cast, name: str, seed: int | None) -> ScenarioResult:
    """Play the scenario `name` of `cast` on a virtual gateway of its own, in virtual time."""
    async with virtual_player(cast, name, seed) as (hub, player):
        return ScenarioResult(await player.play(), hub.model)
