"""The experiments as data, and which of them is chosen."""

from dataclasses import replace

import pytest

from pairtui.knowledge.association import IO_LABELS
from pairtui.knowledge.causes import CAUSES
from pairtui.knowledge.settings import SETTINGS
from pairtui.pairing.actions import Operate, SetCapability, SetPolicy, SetPreferredBearer
from pairtui.pairing.attempt import Alternative, Attempt, Confidence, Diagnosis, Failure, Kind, Outcome, Side
from pairtui.pairing.experiments.choice import UNKNOWN, after, best, weights_of
from pairtui.pairing.experiments.investigation import CONSTANT, MOST, ROUNDS, AskOutcome, Investigation, Result, Subject
from pairtui.pairing.experiments.table import EXPERIMENTS

BY_ID = {one.id: one for one in EXPERIMENTS}


@pytest.mark.parametrize("one", EXPERIMENTS, ids=lambda one: one.id)
def test_an_experiment_changes_what_there_is_and_predicts_known_causes(one):
    assert one.passes | one.helps and one.passes | one.helps <= set(CAUSES) and not one.passes & one.helps
    assert not one.capability or one.capability in IO_LABELS
    assert all(value in dict(SETTINGS[name].values) for name, value in one.settings)
    assert sum(map(bool, (one.settings, one.capability, one.hand, one.pause, one.transport))) == 1
    assert bool(one.hand) == bool(one.hand_seconds)


@pytest.mark.parametrize("one", EXPERIMENTS, ids=lambda one: one.id)
def test_no_experiment_ends_other_links(one):
    assert all("switched off and on" not in SETTINGS[name].effect for name, _ in one.settings)


def diagnosis(cause: str, sure: Confidence, *others: str) -> Diagnosis:
    return Diagnosis(
        cause, "", "", sure, alternatives=tuple(Alternative(one, "", Confidence.POSSIBLE) for one in others)
    )


def failed(code: str, why: Diagnosis | None) -> Attempt:
    return Attempt(1, Kind.PAIRING, outcome=Outcome.FAILED, failure=Failure(code, "", Side.PEER, ""), diagnosis=why)


PAIRED = Attempt(2, Kind.PAIRING, outcome=Outcome.PAIRED)


def test_weights_follow_the_verdict_and_leave_room_for_the_unknown():
    weights = weights_of(diagnosis("link-lost", Confidence.LIKELY, "peer-user-rejected"))
    assert sum(weights.values()) == pytest.approx(1)
    assert weights["link-lost"] > weights["peer-user-rejected"] > 0
    assert weights[UNKNOWN] == pytest.approx(0.2)
    assert weights_of(None) == {UNKNOWN: 1.0}


def test_where_the_verdict_is_unknown_its_runners_up_are_weighed_but_for_those_of_a_bond():
    weights = weights_of(diagnosis("unknown", Confidence.POSSIBLE, "kernel-repair-dhkey", "dhkey-mismatch"))
    assert weights == {"dhkey-mismatch": pytest.approx(0.6), UNKNOWN: pytest.approx(0.4)}
    assert weights_of(diagnosis("unknown", Confidence.POSSIBLE)) == {UNKNOWN: 1.0}


def test_an_outcome_moves_the_weights_both_ways():
    weights = weights_of(diagnosis("dhkey-mismatch", Confidence.LIKELY))
    assert after(weights, BY_ID["legacy"], True)["dhkey-mismatch"] > 0.95
    assert after(weights, BY_ID["legacy"], False)["dhkey-mismatch"] < 0.15


def test_where_a_change_helps_only_some_devices_its_failure_says_little():
    weights = weights_of(diagnosis("peer-key-distribution", Confidence.LIKELY))
    failed_too = after(weights, BY_ID["encryption-key-only"], False)
    assert failed_too["peer-key-distribution"] > failed_too[UNKNOWN] > weights[UNKNOWN]
    assert after(weights, BY_ID["encryption-key-only"], True)["peer-key-distribution"] > 0.95


def test_another_failure_under_the_change_says_nothing_of_this_one():
    found = played(SUBJECT, *[LIKELY] * CONSTANT, failed("hci:0x3d", None))
    assert (found.result, found.cause) == (Result.UNDECIDED, "dhkey-mismatch")
    assert found.trials[-1].before == found.trials[-1].weights


def test_what_tells_nothing_is_not_chosen_and_the_quicker_of_two_is():
    weights = weights_of(diagnosis("wrong-passkey", Confidence.LIKELY))
    quick, slow = BY_ID["just-works"], BY_ID["typed-with-care"]
    assert best(weights, [slow, quick]) is quick
    assert best(weights, [BY_ID["phy"], BY_ID["wait"]]) is None
    assert best({UNKNOWN: 1.0}, EXPERIMENTS) is None


def played(subject: Subject, *came: Attempt | None, asked: list[tuple[str, bool, bool]] | None = None) -> Investigation:
    """An investigation to which this came; None for what does not pair."""
    found = Investigation(subject)
    asks, answers = found.asks(), iter(came)
    with pytest.raises(StopIteration):
        ask = next(asks)
        while True:
            if asked is not None:
                asked.append((ask.title, ask.tries, ask.undoes))
            attempt = next(answers) if ask.tries else None
            ask = asks.send(AskOutcome(attempt is not None and attempt.outcome is Outcome.PAIRED, attempt))
    assert not list(answers)
    return found


SUBJECT = Subject("hci0/C0:00:00:00:00:01", "hci0", "KeyboardDisplay", {"secure-connections": 1})
LIKELY = failed("smp:0x08", diagnosis("dhkey-mismatch", Confidence.LIKELY))


def test_certain_takes_failing_each_time_pairing_with_the_change_and_failing_without_it():
    found = played(SUBJECT, *[LIKELY] * CONSTANT, PAIRED, LIKELY)
    assert (found.result, found.cause) == (Result.CERTAIN, "dhkey-mismatch")
    assert not found.undo


def test_a_change_that_cannot_be_made_is_left_and_what_was_changed_goes_back():
    found = Investigation(SUBJECT)
    asks = found.asks()
    ask = next(asks)
    for _ in range(CONSTANT):
        ask = asks.send(AskOutcome(False, LIKELY))
    assert ask.title == "Pair with legacy pairing only" and not ask.undoes
    ask = asks.send(AskOutcome(done=False))
    assert ask.undoes and not ask.tries and ask.actions == (SetPolicy("hci0", "secure-connections", 1),)
    with pytest.raises(StopIteration):
        asks.send(AskOutcome())
    assert (found.result, found.outcome.left) == (Result.UNDECIDED, ("legacy",))


def test_what_pairs_without_the_change_too_was_not_mended_by_it():
    found = played(SUBJECT, *[LIKELY] * CONSTANT, PAIRED, PAIRED)
    assert found.result is Result.INTERMITTENT
    assert (found.failed, len(found.unchanged)) == (CONSTANT, CONSTANT + 1)


def test_one_that_pairs_among_failures_is_counted_to_the_end_even_where_the_verdict_was_certain():
    sure = failed("smp:0x0b", diagnosis("dhkey-mismatch", Confidence.CERTAIN))
    found = played(SUBJECT, sure, sure, sure, *[PAIRED] * (ROUNDS - 3))
    assert (found.result, found.failed, len(found.unchanged)) == (Result.INTERMITTENT, 3, ROUNDS)


@pytest.mark.parametrize(
    ("came", "result"),
    [
        ([PAIRED] * 6 + [LIKELY] * 4 + [PAIRED, LIKELY], Result.CERTAIN),
        ([PAIRED] * 7 + [LIKELY] * 3, Result.INTERMITTENT),
        ([PAIRED] * 5 + [LIKELY] * 4 + [PAIRED], Result.INTERMITTENT),
        ([LIKELY] + [PAIRED] + [LIKELY] * 8, Result.INTERMITTENT),
    ],
)
def test_what_worked_at_first_and_failed_from_then_on_does_not_come_and_go(came, result):
    assert played(SUBJECT, *came).result is result


def test_without_any_attempt_nothing_is_claimed():
    found = played(SUBJECT, *[None] * CONSTANT)
    assert (found.result, found.cause) == (Result.UNDECIDED, UNKNOWN)


def test_a_gateway_that_can_change_nothing_decides_nothing():
    found = played(Subject("d", "hci0", None, {}, {"disconnect": ""}), *[LIKELY] * CONSTANT)
    assert (found.result, found.cause) == (Result.UNDECIDED, "dhkey-mismatch")


POLICY = {"secure-connections": 2, "min-key-size": 16, "max-key-size": 16, "initiator-keys": 7}
HANDS = {"turn on pairing mode": "turn off pairing mode"}
AT_HAND = Subject("d", "hci0", "DisplayYesNo", POLICY, HANDS, ("le", "bredr"), "le", attended=True)
HUMAN = Subject("d", "hci0", None, attended=True)


@pytest.mark.parametrize(
    ("cause", "subject", "title", "actions", "hand", "seconds", "back"),
    [
        (
            "sc-only-refused-legacy",
            AT_HAND,
            "Allow Secure Connections and legacy pairing",
            (SetPolicy("hci0", "secure-connections", 1),),
            "",
            0,
            (SetPolicy("hci0", "secure-connections", 2),),
        ),
        (
            "key-size",  # what is so already is not set again
            AT_HAND,
            "Accept keys from 7 octets on, and offer 16",
            (SetPolicy("hci0", "min-key-size", 7),),
            "",
            0,
            (SetPolicy("hci0", "min-key-size", 16),),
        ),
        (
            "wrong-passkey",
            AT_HAND,
            "Offer NoInputNoOutput: nobody compares or types",
            (SetCapability("NoInputNoOutput"),),
            "",
            0,
            (SetCapability("DisplayYesNo"),),
        ),
        (
            "cross-transport",
            AT_HAND,
            "Pair over the other transport",
            (SetPreferredBearer("d", "bredr"),),
            "",
            0,
            (SetPreferredBearer("d", "le"),),
        ),
        (
            "peer-not-in-pairing-mode",
            AT_HAND,
            "Pair while the device is in pairing mode",
            (Operate("d", "turn on pairing mode"),),
            "",
            0,
            (Operate("d", "turn off pairing mode"),),
        ),
        ("peer-rate-limit", AT_HAND, "Pair after a pause", (), "", 300, ()),
        (
            "peer-not-in-pairing-mode",
            HUMAN,
            "Pair while the device is in pairing mode",
            (),
            "Put the device in pairing mode (its own button or menu)",
            30,
            (),
        ),
    ],
)
def test_what_an_experiment_has_carried_out_and_put_back(cause, subject, title, actions, hand, seconds, back):
    found = Investigation(subject)
    asks = found.asks()
    assert next(asks).title == "Pair with nothing changed, 1"
    for _ in range(CONSTANT):
        ask = asks.send(AskOutcome(False, failed("smp:0x08", diagnosis(cause, Confidence.LIKELY))))
    assert (ask.title, ask.actions, ask.hand, ask.seconds, ask.tries, ask.undoes) == (
        title, actions, hand, seconds, True, False,
    )  # fmt: skip
    if back:
        ask = asks.send(AskOutcome(True, PAIRED))
        assert (ask.title, ask.actions, ask.tries, ask.undoes) == ("Pair with that put back", back, True, True)
    assert not found.undo


def test_the_transport_that_is_not_the_failures_is_the_other_one():
    over = replace(failed("smp:0x08", diagnosis("cross-transport", Confidence.LIKELY)), transport="bredr")
    asks = Investigation(AT_HAND).asks()
    next(asks)
    for _ in range(CONSTANT):
        ask = asks.send(AskOutcome(False, over))
    assert ask.actions == (SetPreferredBearer("d", "le"),)


def test_a_bond_is_tried_and_nothing_is_changed_about_it():
    subject = replace(AT_HAND, bonded=True)
    found = Investigation(subject)
    asks = found.asks()
    assert next(asks).title == "Use the bond with nothing changed, 1"
    with pytest.raises(StopIteration):
        for _ in range(CONSTANT):
            asks.send(AskOutcome(False, LIKELY))
    assert (found.result, found.cause, found.outcome.bonded) == (Result.UNDECIDED, "dhkey-mismatch", True)
    assert [trial.title for trial in found.trials] == [f"Use the bond with nothing changed, {n}" for n in (1, 2, 3, 4)]
    assert found.planned(LIKELY.diagnosis) == []


def test_what_needs_a_hand_is_left_where_nobody_is_there_and_planned_all_the_same():
    found = played(Subject("d", "hci0", None), *[failed("smp:0x05", MODE)] * CONSTANT)
    assert found.outcome.left == ("pairing-mode",)
    assert [one.id for one in found.planned(MODE)] == ["pairing-mode"]


MODE = diagnosis("peer-not-in-pairing-mode", Confidence.LIKELY)


@pytest.mark.parametrize(
    ("came", "failure", "said"),
    [
        (AskOutcome(True, PAIRED), "", True),
        (AskOutcome(False, LIKELY), "smp:0x08 ", False),
        (AskOutcome(False, None), "no result", False),
    ],
)
def test_what_came_of_a_trial_is_noted(came, failure, said):
    found = Investigation(SUBJECT)
    asks = found.asks()
    next(asks)
    asks.send(came)
    (trial,) = found.trials
    assert (trial.title, trial.paired, trial.failure, trial.experiment) == (
        "Pair with nothing changed, 1", said, failure, "",
    )  # fmt: skip
    assert found.latest is (came.attempt if not said else None)


UNCHANGED = [(f"Pair with nothing changed, {number}", True, False) for number in range(1, CONSTANT + 1)]
LEGACY, BACK = ("Pair with legacy pairing only", True, False), ("Put back what was changed", False, True)
OTHERWISE = failed("hci:0x3d", None)


@pytest.mark.parametrize(
    ("came", "asked", "latest"),
    [
        ((PAIRED, LIKELY), [LEGACY, ("Pair with that put back", True, True)], LIKELY),
        ((PAIRED, OTHERWISE), [LEGACY, ("Pair with that put back", True, True)], OTHERWISE),
        ((PAIRED, PAIRED), [LEGACY, ("Pair with that put back", True, True)], LIKELY),
        ((LIKELY,), [LEGACY, BACK], LIKELY),
        ((OTHERWISE,), [LEGACY, BACK], LIKELY),
        ((None,), [LEGACY, BACK], LIKELY),
    ],
)
def test_all_that_is_asked_for_and_noted_and_the_latest_failure_with_nothing_changed(came, asked, latest):
    told: list[tuple[str, bool, bool]] = []
    found = played(SUBJECT, *[LIKELY] * CONSTANT, *came, asked=told)
    assert told == [*UNCHANGED, *asked]
    assert [trial.title for trial in found.trials] == [title for title, tries, _ in told if tries]
    assert [trial.experiment for trial in found.trials[CONSTANT:]] == ["legacy", ""][: len(came)]
    assert found.failure is LIKELY and found.latest is latest


def test_no_more_is_tried_than_an_investigation_may_take():
    why = diagnosis("wrong-passkey", Confidence.LIKELY, "dhkey-mismatch", "peer-key-distribution", "key-size",
                    "sc-only-refused-legacy", "cross-transport", "peer-rate-limit", "phy-update-collision")  # fmt: skip
    wrong, hands = failed("smp:0x04", why), replace(AT_HAND, attended=False)
    found = played(hands, *[wrong] * (CONSTANT + MOST))
    assert [trial.experiment for trial in found.trials[CONSTANT:]] == [one.id for one in found.planned(why)]
    assert len(found.planned(why)) == MOST


def test_a_failure_that_comes_and_goes_is_that_of_its_verdict():
    come = [PAIRED, LIKELY, PAIRED, failed("smp:0x05", None), *[PAIRED] * (ROUNDS - 4)]
    found = played(SUBJECT, *come)
    assert (found.result, found.cause) == (Result.INTERMITTENT, UNKNOWN)
    assert played(SUBJECT, PAIRED, LIKELY, *[PAIRED] * (ROUNDS - 2)).cause == "dhkey-mismatch"
    assert played(SUBJECT, *[PAIRED] * ROUNDS).result is Result.HEALTHY
