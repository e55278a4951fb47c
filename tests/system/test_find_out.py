"""find-out with a real kernel and bluetoothd: the true cause, and settings and bonds as they were."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from bench import Bench
from console import Console
from control import Put
from headless import command, environment, pairtui
from observers import AirRecording, bluez, bonded_on_disk, known, settings, until
from playable import scenarios
from scenario import choose

from pairtui.lab.scenario import Scenario
from pairtui.pairing.experiments.investigation import Result
from tests.lab.find_out_cases import UNDECIDED

DEBUGFS = Path("/sys/kernel/debug/bluetooth/hci0")


NO_LEVER = "Linux has no setting for the keys that are given"
TOLD_ELSEWHERE = {
    "gateway-sensor-1": NO_LEVER,
    "refusals-0f-the-peer-refuses-one-key-1": NO_LEVER,
    **{f"{cast}-{scenario}-{number}": why for (cast, scenario, number), why in UNDECIDED.items()},
}
"""The failures that no experiment on Linux tells for certain, each with the reason."""


CAUSES = 12
"""Of so many causes one failure is tried each time; the others with `-m more`."""


def failures() -> list[ParameterSet]:
    """Failures of the scenarios that can be tried again, each with its number in its scenario."""
    found: list[ParameterSet] = []
    causes_taken: set[str] = set()
    for case in scenarios({"le"}):
        scenario = case.values[0]
        assert isinstance(scenario, Scenario)
        causes = [step.verdict.cause for step in scenario.steps if step.fails and step.verdict]
        for number, cause in enumerate(causes, 1):
            expected = "" if f"{case.id}-{number}" in TOLD_ELSEWHERE else cause
            more = expected in causes_taken or len(causes_taken) == CAUSES
            causes_taken |= set() if more else {expected}
            marks = [pytest.mark.more] if more else []
            found.append(pytest.param(*case.values, number, expected, id=f"{case.id}-{number}", marks=marks))
    return found


def state() -> tuple[object, ...]:
    """The adapter's settings and key sizes as the kernel has them."""
    sizes = [(DEBUGFS / name).read_text() for name in ("min_key_size", "max_key_size")]
    return settings(), sizes


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """One gateway for all scenarios."""
    bench = Bench()
    yield bench
    bench.close()


@pytest.mark.parametrize(("scenario", "member", "number", "cause"), failures())
def test_it_ends_at_the_true_cause_and_all_is_as_before(
    scenario: Scenario, member: str, number: int, cause: str, bench: Bench, air: AirRecording
) -> None:
    try:
        found, before, later = bench.find_out(scenario, member, number, state)
    finally:
        bench.tidy(member)
    told = [(trial.title, trial.failure) for trial in found.trials]
    if cause:
        assert (found.result, found.cause) == (Result.CERTAIN, cause), told
    else:
        assert found.result is Result.UNDECIDED, told
    assert later == before


# ── the command, and killed ───────────────────────────────────────────────────────────────────────────────────────


class FindOut:
    """`pairtui find-out ADDRESS --yes` beside the test, as a user with this home."""

    def __init__(self, address: str, home: Path) -> None:
        self._home, self._log = home, home / "find-out.log"
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                command("find-out", address, "--yes", "--confirm"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**environment(str(home)), "PYTHONUNBUFFERED": "1"},
            )

    def said(self) -> str:
        return self._log.read_text()

    def tried(self) -> int:
        """How many pairings it has told of."""
        return sum(line.startswith("  Pair") for line in self.said().splitlines())

    def changes(self) -> bool:
        """Whether it has noted a setting that it changes."""
        return any(self._home.glob(".local/state/pairtui/journal/*.json"))

    def is_over(self) -> bool:
        return self._process.poll() is not None

    def ends(self, number: int) -> int:
        self._process.send_signal(number)
        return self._process.wait(60)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def all_is_put_back(address: str, home: Path, before: object) -> None:
    """The next start of the program puts settings back and removes the bond."""
    ran = pairtui("bonds", "--json", home=str(home))
    assert ran.status == 0, ran.err
    assert state() == before
    assert not bluez(address, "Paired") and not bonded_on_disk(address)
    assert list(home.glob(".local/state/pairtui/journal/*")) == []
    assert list(home.glob(".local/state/pairtui/trial-bonds/*")) == []


@pytest.mark.parametrize(
    ("number", "tried"),
    [
        pytest.param(number, tried, marks=[] if number == signal.SIGKILL or tried == 4 else [pytest.mark.more])
        for number in (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)
        for tried in range(6)
    ],
)
def test_ended_at_any_step_everything_is_as_before(
    number: int, tried: int, peer: Put, air: AirRecording, home: Path
) -> None:
    """With a peer whose DHKey check is wrong: four pairings, one of legacy pairing, which bonds, one with that back."""
    device = peer("faulty", fault="dhkey", io="none", mitm=False)
    before = state()
    running = FindOut(device.address, home)
    reached = running.changes if tried == 4 else lambda: running.tried() >= tried
    end = time.monotonic() + 120
    while not reached() and not running.is_over() and time.monotonic() < end:
        time.sleep(0.005)  # the changed setting may stand for a tenth of a second
    assert tried == 5 or not running.is_over(), running.said()
    running.ends(number)
    if number != signal.SIGKILL:
        assert state() == before
        assert not bonded_on_disk(device.address)
    all_is_put_back(device.address, home, before)


def test_a_bond_that_an_experiment_had_made_goes_with_the_next_start(peer: Put, air: AirRecording, home: Path) -> None:
    scale = peer("jw-sc")
    before = state()
    running = FindOut(scale.address, home)
    until(lambda: bonded_on_disk(scale.address), "it is bonded", timeout=60)
    running.ends(signal.SIGKILL)
    assert bonded_on_disk(scale.address)
    all_is_put_back(scale.address, home, before)


def test_the_command_names_cause_and_fix(peer: Put, air: AirRecording) -> None:
    device = peer("faulty", fault="reason:10")
    before = state()
    ran = pairtui("find-out", device.address, "--yes", "--confirm")
    assert ran.status == 1
    assert "Pair with nothing changed, 4: failed: smp:0x10 Busy" in ran.out
    assert "CERTAIN  " in ran.out and "(peer-busy)\n  1 " in ran.out, ran.out
    assert state() == before and not bonded_on_disk(device.address)


def test_a_healthy_device_is_paired_ten_times_and_has_no_bond(peer: Put, air: AirRecording) -> None:
    scale = peer("jw-sc")
    ran = pairtui("find-out", scale.address, "--yes")
    assert ran.status == 0, ran.err
    assert "HEALTHY  it paired 10 times of 10" in ran.out
    assert not known(scale.address) or not bluez(scale.address, "Paired")


# ── by keys ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_finds_out_and_no_is_marked(console: Console, peer: Put, air: AirRecording) -> None:
    device = peer("faulty", fault="reason:10")
    choose(console, device)
    before = state()
    console.press("x")
    console.wait_for("Find out: faulty", f"[{device.address}]", "Pair 4 times with nothing changed")
    console.press("enter")
    console.wait_until_gone("Find out")
    console.press("x", "y")
    console.wait_for("CERTAIN", "(peer-busy)", "The settings are as they were", timeout=120)
    assert state() == before and not bonded_on_disk(device.address)


def test_stopped_by_a_key_everything_is_as_before(console: Console, peer: Put, air: AirRecording) -> None:
    device = peer("faulty", fault="dhkey", io="none", mitm=False)
    choose(console, device)
    before = state()
    console.press("x", "y")
    console.wait_for("nothing changed, 4", timeout=120)
    until(lambda: "secure-conn" not in settings(), "the setting is changed", timeout=60)
    console.press("escape")
    console.wait_for("STOPPED", "The settings are as they were", timeout=60)
    assert state() == before and not bonded_on_disk(device.address)
