"""find-out in the virtual lab: it ends at the true cause, is never sure of a false one, and puts everything back."""

import asyncio
from dataclasses import replace
from statistics import median

import pytest

from pairtui.cli.find_out import investigate_scenario, nobody
from pairtui.experimenter import Experimenter
from pairtui.lab import virtual_time
from pairtui.lab.cast import Cast, load, names
from pairtui.lab.member import Fault
from pairtui.lab.player import ADAPTER, virtual_player
from pairtui.lab.scenario import Step, Verdict
from pairtui.pairing.actions import Operate, Pair
from pairtui.pairing.events import ActionStarted
from pairtui.pairing.experiments.investigation import Investigation, Result
from tests.lab.find_out_cases import UNDECIDED

FAILURES = [
    (cast, scenario.name, number, step.verdict.cause)
    for cast in names()
    for scenario in load(cast).scenarios.values()
    for number, step in enumerate((step for step in scenario.steps if step.fails), 1)
    if step.verdict is not None
]


@pytest.mark.parametrize(("cast", "scenario", "number", "cause"), FAILURES)
def test_it_ends_at_the_true_cause_or_says_that_it_cannot(cast, scenario, number, cause):
    found = virtual_time.run(investigate_scenario(load(cast), scenario, 1, number))
    if (cast, scenario, number) in UNDECIDED:
        assert found.result is Result.UNDECIDED
    else:
        assert (found.result, found.cause) == (Result.CERTAIN, cause), found.trials


def test_few_experiments_are_needed():
    taken = []
    for cast, scenario, number, _ in FAILURES:
        if (cast, scenario, number) not in UNDECIDED:
            found = virtual_time.run(investigate_scenario(load(cast), scenario, 1, number))
            taken.append(1 + sum(bool(trial.experiment) for trial in found.trials))
    assert median(taken) <= 3 and max(taken) <= 5


def with_fault(cast: Cast, scenario: str, *faults: Fault) -> Cast:
    member = cast.members[cast.scenarios[scenario].member]
    return replace(cast, members={**cast.members, member.key: replace(member, faults=faults)})


@pytest.mark.parametrize("scenario", ["scale", "thermometer"])
def test_a_healthy_device_has_no_cause(scenario):
    cast = load("gateway")
    steps = (replace(cast.scenarios["blood-pressure"].steps[0], answer="yes"),)
    plain = replace(cast.scenarios[scenario], steps=steps)
    cast = replace(cast, scenarios={**cast.scenarios, scenario: plain})
    found = virtual_time.run(investigate_scenario(with_fault(cast, scenario), scenario, 1))
    assert (found.result, found.failed, len(found.unchanged)) == (Result.HEALTHY, 0, 10)


RANDOM = {
    "hangs up": Fault("receiving Pairing Public Key", "disconnect", 0x13, of_ten=3),
    "refuses": Fault("receiving Pairing Request", "refuse", 0x08, of_ten=3),
    "wrong DHKey check": Fault("sending Pairing DHKey Check", "corrupt", of_ten=3),
}


@pytest.mark.parametrize("fault", RANDOM.values(), ids=RANDOM)
def test_a_fault_at_random_is_intermittent_and_never_certain(fault):
    """Three in ten; of so few pairings some samples show none that failed, and then it says nothing else."""
    name = "0b-the-gateway-finds-a-wrong-dhkey-check"
    cast = load("refusals")
    changed = replace(cast.scenarios[name], changes={})
    cast = with_fault(replace(cast, scenarios={**cast.scenarios, name: changed}), name, fault)
    found = [virtual_time.run(investigate_scenario(cast, name, seed)) for seed in range(12)]
    assert {one.result for one in found} <= {Result.INTERMITTENT, Result.HEALTHY}
    told = [one for one in found if one.result is Result.INTERMITTENT]
    assert len(told) >= 10
    assert all(len(one.unchanged) == 10 and 1 <= one.failed <= 9 for one in told)


def test_what_fails_over_one_transport_only_pairs_over_the_other():
    """A phone that refuses over LE (0x0D), and not over BR/EDR."""
    cast = load("classic")
    steps = (Step("bearer", "le"), Step("pair", verdict=Verdict(cause="cross-transport")))
    cast = replace(cast, scenarios={**cast.scenarios, "phone": replace(cast.scenarios["phone"], steps=steps)})
    refusing = with_fault(cast, "phone", Fault("receiving Pairing Request", "refuse", 0x0D))
    found = virtual_time.run(investigate_scenario(refusing, "phone", 1))
    assert (found.result, found.cause) == (Result.CERTAIN, "cross-transport"), found.trials
    assert [trial.experiment for trial in found.trials] == [*[""] * 4, "other-transport", ""]


BEFORE_AND_AFTER = [("gateway", "sensor"), ("gateway", "board"), ("classic", "pairing-mode"), ("classic", "keyboard")]


async def states(cast: Cast, name: str, stop_at: int) -> tuple[object, object]:
    """What can be changed, before and after an investigation that is cancelled at its so-manieth pairing."""
    address = cast.members[cast.scenarios[name].member].address
    async with virtual_player(cast, name, 1) as (hub, player):
        forget = await player.prepare()

        async def hand(_ask):
            raise AssertionError("the lab works its own devices")

        experimenter = Experimenter(hub, ADAPTER, address, hand)

        def state():
            device = hub.model.devices.get(f"{ADAPTER}/{address}")
            bonds = [one.key for one in hub.model.devices.values() if one.paired or one.bonded]
            return dict(hub.model.adapters[ADAPTER].policy), hub.model.around.agent, bonds, device and device.controls

        before = state()
        work = asyncio.create_task(experimenter.run(Investigation(experimenter.subject(False))))
        pairings = 0

        def watch(event):
            nonlocal pairings
            if isinstance(event, ActionStarted) and isinstance(event.action, Pair):
                pairings += 1
                if pairings == stop_at:
                    asyncio.get_running_loop().call_later(0.02, work.cancel)

        unobserve = hub.observe(watch)
        await asyncio.gather(work, return_exceptions=True)
        unobserve()
        forget()
        assert work.cancelled() or pairings < stop_at
        await asyncio.sleep(10)
        return before, state()


@pytest.mark.parametrize("stop_at", [1, 3, 5, 6, 99])
@pytest.mark.parametrize(("cast", "name"), BEFORE_AND_AFTER)
def test_settings_bonds_and_device_are_as_before_wherever_it_is_stopped(cast, name, stop_at):
    before, later = virtual_time.run(states(load(cast), name, stop_at))
    assert later == before


async def with_its_bond(scenario: str, *deeds: str) -> tuple[Investigation, bool]:
    """An investigation of a member of `gateway` that was paired, after this was done to it; whether it has a bond."""
    cast = load("gateway")
    address = cast.members[cast.scenarios[scenario].member].address
    async with virtual_player(cast, scenario, 1) as (hub, player):
        await player.play()
        for deed in deeds:
            await hub.perform(Operate(f"{ADAPTER}/{address}", deed))
        experimenter = Experimenter(hub, ADAPTER, address, nobody)
        found = Investigation(experimenter.subject(attended=False))
        await experimenter.run(found)
        device = experimenter.device()
        return found, device is not None and device.bonded


def test_a_bond_that_works_is_healthy_and_stays():
    found, bonded = virtual_time.run(with_its_bond("scale"))
    assert (found.result, len(found.unchanged), bonded) == (Result.HEALTHY, 10, True)


def test_a_bond_that_the_device_loses_meanwhile_does_not_come_and_go():
    """It outlives two more connections."""
    found, bonded = virtual_time.run(with_its_bond("oximeter"))
    assert [trial.paired for trial in found.trials] == [True] * 2 + [False] * 8
    assert (found.result, found.cause, bonded) == (Result.CERTAIN, "peer-bond-missing", True)


def test_a_bond_that_the_device_has_lost_is_told_and_stays():
    found, bonded = virtual_time.run(with_its_bond("oximeter-forgets", "forget the bond"))
    assert (found.result, found.cause, bonded) == (Result.CERTAIN, "peer-bond-missing", True)
    assert not found.left and all(not trial.experiment for trial in found.trials)
