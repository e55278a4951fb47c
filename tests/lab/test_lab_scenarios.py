"""Every scenario of every cast, headless: what each page promises, the right verdict, and a fix that works."""

import pytest

from pairtui.lab import virtual_time
from pairtui.lab.cast import Cast, load, names
from pairtui.lab.player import play_scenario

CASTS = [load(name) for name in names()]
ALL = [pytest.param(cast, scenario, id=f"{cast.name}-{scenario}") for cast in CASTS for scenario in cast.scenarios]


@pytest.mark.parametrize(("cast", "name"), ALL)
def test_a_scenario_ends_as_it_says(cast: Cast, name: str) -> None:
    played = virtual_time.run(play_scenario(cast, name, seed=1))
    assert [step.otherwise for step in played.steps if step.otherwise] == []
    assert len(played.steps) == len(cast.scenarios[name].steps)


@pytest.mark.parametrize("seed", range(2, 5))
def test_a_bond_is_used_over_its_own_transport(seed: int) -> None:
    """Over which of the two a phone is heard last is a matter of chance."""
    assert virtual_time.run(play_scenario(load("classic"), "phone", seed)).as_expected


@pytest.mark.parametrize("name", [name for name in names() if name != "refusals"])
def test_every_member_has_a_scenario(name: str) -> None:
    cast = load(name)
    assert {scenario.member for scenario in cast.scenarios.values()} == set(cast.members)


def test_a_refusal_said_again_to_keys_that_were_under_way_is_no_other_attempt() -> None:
    played = virtual_time.run(play_scenario(load("refusals"), "0f-the-gateway-refuses-one-key", seed=1))
    assert [one.failure and one.failure.code for one in played.model.attempts.values()] == ["smp:0x0f"]


@pytest.mark.parametrize(
    ("name", "pairing"), [("out-of-band-sc", "secure-connections"), ("out-of-band-legacy", "legacy")]
)
def test_the_data_of_a_label_is_used_and_nobody_is_asked(name: str, pairing: str) -> None:
    (attempt,) = virtual_time.run(play_scenario(load("refusals"), name, seed=1)).model.attempts.values()
    assert (attempt.pairing, attempt.association_model) == (pairing, "oob")
    told = [step.text for step in attempt.steps]
    assert ("Pairing Confirm" in told) == (pairing == "legacy"), "with Secure Connections the label confirms"
