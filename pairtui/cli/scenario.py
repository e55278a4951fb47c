"""One scenario of the lab played to its verdict, without a screen."""

import argparse
from typing import TYPE_CHECKING

from pairtui.cli.output import as_json, write
from pairtui.errors import FAILED, FINE, Unusable

if TYPE_CHECKING:
    from pairtui.lab.cast import Cast
    from pairtui.lab.player import ScenarioResult, StepResult

LIST = "list"
"""What stands for a scenario where all are to be listed."""


def headless(args: argparse.Namespace) -> int:
    """Play the scenario and print what happened; 1 where the last pairing failed, or a step ended otherwise."""
    if args.scenario == LIST:
        return _list(args.cast)
    from pairtui.lab import virtual_time
    from pairtui.lab.player import play_scenario

    cast = cast_with(args.scenario, args.cast)
    played = virtual_time.run(play_scenario(cast, args.scenario, args.seed))
    if args.json:
        write(as_json(_document(cast, args.scenario, played)))
    else:
        _print(cast, args.scenario, played)
    return FAILED if played.failed or not played.as_expected else FINE


def cast_with(scenario: str, cast: str | None) -> "Cast":
    """The cast that has the scenario: `cast`, else the first one of all. Raises Unusable."""
    casts = _casts(cast)
    found = next((each for each in casts if scenario in each.scenarios), None)
    if found is None:
        where = f"in {cast}" if cast else "in any cast"
        listing = f"pairtui lab{f' --cast {cast}' if cast else ''} --scenario {LIST}"
        raise Unusable(f"there is no scenario {scenario!r} {where}; `{listing}` names all")
    return found


def _casts(cast: str | None) -> "list[Cast]":
    from pairtui.lab.cast import load, names

    return [load(name) for name in ([cast] if cast else names())]


def _list(cast: str | None) -> int:
    for each in _casts(cast):
        write(f"{each.name}: {each.title}\n")
        width = max(map(len, each.scenarios), default=0)
        for scenario in each.scenarios.values():
            write(f"  {scenario.name:{width}}  {scenario.title}\n")
    return FINE


def _print(cast: "Cast", name: str, result: "ScenarioResult") -> None:
    scenario = cast.scenarios[name]
    write(f"{name}: {scenario.title} ({cast.members[scenario.member].name})\n")
    for number, played in enumerate(result.steps, 1):
        step = played.step
        words = " ".join(filter(None, (step.setting, step.value)))
        write(f"  {number} {step.do}{f' ({words})' if words else ''}{_outcome(played)}\n")
        if played.otherwise:
            write(f"      NOT AS EXPECTED: {played.otherwise}\n")


def _outcome(played: "StepResult") -> str:
    attempt = played.attempt
    if attempt is None:
        return ""
    failure, diagnosis = attempt.failure, attempt.diagnosis
    if failure is None:
        return f": {attempt.outcome.value}" + (f", level {attempt.level}" if attempt.level else "")
    why = f"\n      {diagnosis.title} ({diagnosis.cause})" if diagnosis else ""
    return f": failed with {failure.code} {failure.name}, by {failure.by.value}, at {failure.step}{why}"


def _document(cast: "Cast", name: str, result: "ScenarioResult") -> dict[str, object]:
    from pairtui.report.document import attempt_object

    return {
        "schema": 1,
        "cast": cast.name,
        "scenario": name,
        "title": cast.scenarios[name].title,
        "as_expected": result.as_expected,
        "steps": [
            {
                "do": played.step.do,
                "value": played.step.value,
                "otherwise": played.otherwise,
                "attempt": attempt_object(played.attempt) if played.attempt else None,
            }
            for played in result.steps
        ],
    }
