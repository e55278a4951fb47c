"""A short run of every harness, the same each time."""

import random

import pytest

from tests.fuzz.harnesses import HARNESSES, covered, mutated


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
