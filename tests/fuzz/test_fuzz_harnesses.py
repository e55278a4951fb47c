"""A short run of every harness, the same each time."""

import random

import pytest

from tests.fuzz.harnesses import HARNESSES, covered, mutated
from tests.fuzz.run import table


@pytest.mark.parametrize("name", HARNESSES)
def test_it_takes_anything(name):
    harness = HARNESSES[name]
    for number in range(12 if "redaction" in name else 40):
        chance = random.Random(f"{name} {number}")
        data = mutated(chance.choice(harness.seeds), chance)
        try:
            harness.run(data)
        except Exception as error:
            raise AssertionError(f"{name}, round {number}: {error!r}\n{data[:400].hex()}") from error


def test_a_harness_can_fail(monkeypatch):
    from tests.fuzz import harnesses

    monkeypatch.setattr(harnesses, "redact", lambda data: type("Clean", (), {"data": data})())
    with pytest.raises(AssertionError, match=r"survives|can be read"):
        covered(HARNESSES["redaction of captures"].seeds[0])


def test_the_figures_are_those_of_the_run():
    told = {
        "text": "#9\tDONE\nstat::number_of_executed_units: 1200\n",
        "messages": "messages: 34 inputs, without atheris\n",
        "archive": "Traceback",
    }
    rows = table(told, ["archive"], 90).splitlines()[2:]
    assert rows == [
        "| text | 1,200 | by coverage | no |",
        "| messages | 34 | at random | no |",
        "| archive | 0 | not known | **yes** |",
        "| all, in 2 min | 1,234 | | 1 |",
    ]
