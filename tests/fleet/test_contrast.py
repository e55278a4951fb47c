"""The contrast test: a planted fault is found, nothing is found where there is nothing, and it agrees with scipy."""

import json
import random
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairtui.fleet.contrast import Unit, contrasts
from pairtui.fleet.fisher import log_greater
from pairtui.fleet.index import Index
from pairtui.fleet.ingest import Ingest
from pairtui.fleet.payloads import encode
from pairtui.fleet.report import contrast_text, fleet_object, fleet_text
from pairtui.fleet.topics import Gateway
from pairtui.fleet.view import FleetView

KERNELS = {"6.1.0-26": "5.66", "6.1.0-28": "5.66", "6.12.8": "5.79"}
CONTROLLERS = ("0x000F", "0x0131", "0x0002")
MODELS = tuple(f"model {number}" for number in range(8))
CAUSES = ("wrong-passkey", "peer-bond-missing", "link-lost", "smp-timeout")


def fleet(dice, gateways, planted=None, rate=0.7, failing=0.06):
    """Units of a fleet in which kernel and BlueZ are images' and everything else is chance."""
    units = []
    for gateway in range(gateways):
        kernel = dice.choice(tuple(KERNELS))
        about = {"kernel": kernel, "bluez": KERNELS[kernel], "controller": dice.choice(CONTROLLERS)}
        for model in dice.sample(MODELS, 3):
            attributes = {**about, "model": model}
            causes = {dice.choice(CAUSES)} if dice.random() < failing else set()
            if planted and planted.items() <= attributes.items() and dice.random() < rate:
                causes = {"mitm-unachievable"}
            units.append(Unit(gateway, attributes, frozenset(causes)))
    return units


@given(st.integers(1, 60), st.data())
def test_the_exact_test_is_the_hypergeometric_tail(in_all, data):
    stats = pytest.importorskip("scipy.stats")
    failed_in_all = data.draw(st.integers(0, in_all))
    within = data.draw(st.integers(0, in_all))
    failed = data.draw(st.integers(max(0, within + failed_in_all - in_all), min(within, failed_in_all)))
    table = [[failed, within - failed], [failed_in_all - failed, in_all - within - failed_in_all + failed]]
    expected = stats.fisher_exact(table, alternative="greater").pvalue
    assert exp(log_greater(failed, within, failed_in_all, in_all)) == pytest.approx(expected, rel=1e-7, abs=1e-12)


@pytest.mark.parametrize(
    ("failed", "within", "failed_in_all", "in_all", "p"),
    [
        (3, 4, 4, 8, 17 / 70),  # Fisher's tea
        (4, 4, 4, 8, 1 / 70),
        (0, 5, 3, 10, 1.0),
        (2, 2, 2, 10, 1 / 45),
    ],
)
def test_the_exact_test_by_hand(failed, within, failed_in_all, in_all, p):
    assert exp(log_greater(failed, within, failed_in_all, in_all)) == pytest.approx(p)


def test_the_exact_test_of_a_large_fleet_is_a_number():
    assert 0 < exp(log_greater(60, 400, 300, 30_000)) < 1e-40


@pytest.mark.parametrize("planted", [{"controller": "0x000F"}, {"kernel": "6.1.0-28", "controller": "0x0131"}])
def test_a_planted_fault_is_found_and_nothing_else(planted):
    found = contrasts(fleet(random.Random(3), 300, planted))
    assert [(each.cause, dict(each.conditions)) for each in found[:1]] == [("mitm-unachievable", planted)]
    assert {each.cause for each in found} == {"mitm-unachievable"}


@pytest.mark.parametrize("seed", range(6))
def test_a_planted_fault_is_found_in_a_large_fleet(seed):
    planted = {"kernel": "6.1.0-28", "controller": "0x000F", "model": "model 3"}
    two = {"controller": "0x000F", "model": "model 3"}
    found = contrasts(fleet(random.Random(seed), 2000, planted, rate=0.5))
    assert found
    assert two.items() & dict(found[0].conditions).items()
    assert {each.cause for each in found} == {"mitm-unachievable"}


def test_the_closer_conditions_are_found_where_chance_is_too_small_for_a_number():
    planted = {"kernel": "6.1.0-28", "model": "model 3"}
    (first, *_) = contrasts(fleet(random.Random(1), 4000, planted, rate=0.5))
    assert dict(first.conditions) == planted


def test_where_nothing_is_planted_almost_nothing_is_found():
    findings = sum(bool(contrasts(fleet(random.Random(seed), 120))) for seed in range(200))
    assert findings <= 10  # 5 % of 200


def test_what_cannot_be_told_apart_is_named_together():
    found = contrasts(fleet(random.Random(5), 300, {"kernel": "6.12.8"}))
    (first, *_) = found
    assert {*first.conditions, *first.instead} == {("kernel", "6.12.8"), ("bluez", "5.79")}
    assert "the same gateways have both" in contrast_text(first)


def test_one_gateways_retries_count_once_and_two_gateways_are_not_enough():
    units = [Unit(gateway, {"kernel": f"{gateway % 5}"}, frozenset()) for gateway in range(100)]
    loud = [Unit(gateway, {"kernel": "x", "model": f"m{n}"}, frozenset({"c"})) for gateway in (1, 2) for n in range(9)]
    assert contrasts([*units, *loud]) == []


def test_a_fleet_without_attributes_has_no_findings():
    assert contrasts([]) == []
    assert contrasts([Unit(n, {}, frozenset({"c"})) for n in range(9)]) == []


def test_from_verdicts_to_a_sentence(tmp_path, samples):
    dice, index = random.Random(1), Index(tmp_path / "i.db")
    ingest = Ingest(index, lambda: samples.at)
    for number in range(60):
        gateway, kernel = Gateway("plant", f"gw-{number}"), dice.choice(("6.1.0-26", "6.1.0-28"))
        for seq in range(1, 4):
            message = samples.verdict(kernel == "6.1.0-28" and dice.random() < 0.6, versions={"kernel": kernel})
            payload = encode({**message, "id": f"e{number}-{seq}", "rev": 1})
            ingest.take(gateway, "verdict", payload, False)
    ingest.flush()
    view = FleetView(tmp_path / "i.db")
    found = fleet_object(view, samples.at + 60)
    assert json.loads(json.dumps(found)) == found
    assert len(found["gateways"]) == 60
    assert found["contrasts"][0]["conditions"] == {"kernel": "6.1.0-28"}
    assert "wrong-passkey: Linux 6.1.0-28" in fleet_text(found)
    (group,) = view.groups(samples.at + 60)
    attempts = view.attempts(samples.at + 60, group=group.key)
    assert len(attempts) == group.failures
    document = view.document(attempts[0].key)
    assert document is not None
    assert document["failure"]["code"] == "smp:0x04"
    view.close()
    index.close()


def test_one_is_told_as_one():
    group = {"cause": "wrong-passkey", "model": "Sensor #", "failures": 1}
    text = fleet_text({"gateways": [{"status": "online"}], "groups": [group], "contrasts": []})
    assert "1 gateway: 1 online" in text
    assert "Sensor #, 1 failure\n" in text
