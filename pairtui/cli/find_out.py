"""`pairtui find-out`: runs the experiments that find out why a device does not pair, and puts everything back."""

import argparse
import asyncio
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from pairtui.cli.asking import YES, attended, says_yes
from pairtui.cli.extras import check_installed
from pairtui.cli.options import answer_options, scenario_options, target_options
from pairtui.cli.output import as_json, complain, write
from pairtui.cli.session import Session, address_of
from pairtui.errors import FAILED, FINE, INTERRUPTED, Unusable
from pairtui.experimenter import Experimenter
from pairtui.pairing.attempt import Trial
from pairtui.pairing.experiments.investigation import Ask, Investigation, Result
from pairtui.report.document import investigation_object
from pairtui.report.investigation import investigation_lines, plan_lines, trial_line

if TYPE_CHECKING:
    from pairtui.lab.cast import Cast

HELP = "why a device does not pair, by experiments; all is put back"
DESCRIPTION = """Pairs again and again with nothing changed, which separates a failure that comes and goes from one that
stays; then changes what decides between the causes left, one at a time, and puts it back. A device that has a bond is
left alone. Exit status 0: it paired every time; 1: it did not."""


def arguments(parser: argparse.ArgumentParser) -> None:
    target_options(parser, optional=True)
    parser.add_argument("--yes", action="store_true", help="do not ask before it begins")
    answer_options(parser)
    scenario_options(parser, "instead of a device: a scenario of the virtual lab")
    parser.add_argument("--json", action="store_true", help="the result as JSON")


def find_out(args: argparse.Namespace) -> int:
    if (args.address is None) is (args.lab is None):
        raise Unusable("name the device by its address, or a scenario of the virtual lab with --lab")
    said = complain if args.json else lambda line: write(line + "\n")
    if args.lab is not None:
        found = _in_lab(args, said)
    else:
        address = address_of(args.address)
        if not args.yes and not attended():
            raise Unusable(f"experiments with {address} need a yes; give --yes")
        try:
            found = asyncio.run(_live(args, address, said))
        except asyncio.CancelledError:
            return INTERRUPTED
    result, failure = found.outcome, found.failure
    if args.json:
        write(as_json(investigation_object(result, failure)))
    else:
        write("\n".join([*investigation_lines(result, failure), ""]))
    return FINE if found.result is Result.HEALTHY else FAILED


def _confirm(found: Investigation, label: str, address: str) -> None:
    """Raises Unusable where nobody says yes."""
    for line in plan_lines(found, None):
        complain(line)
    if not says_yes(f"Experiment with {label} ({address})?"):
        raise Unusable("nothing was changed")


async def _live(args: argparse.Namespace, address: str, said: Callable[[str], None]) -> Investigation:
    from pairtui.cli.answers import TerminalAgent
    from pairtui.cli.wiring import live_sources
    from pairtui.protocol.io_capability import DEFAULT_CAPABILITY

    async with Session(live_sources(DEFAULT_CAPABILITY), args.adapter) as session:
        experimenter = Experimenter(
            session.hub,
            session.adapter,
            address,
            _by_hand,
            settle=lambda: session.traced(time.time()),
            ended=lambda trial: said(f"  {trial_line(trial)}"),
        )
        found = Investigation(experimenter.subject(attended=attended()))
        if not args.yes:
            device = experimenter.device()
            _confirm(found, device.label if device else "a device that was not heard yet", address)
        _end_on_signals()
        try:
            with TerminalAgent(session.hub, address, args):
                await experimenter.run(found)
        finally:
            for left in experimenter.not_put_back:
                complain(f"not put back: {left}")
        return found


def _end_on_signals() -> None:
    """A closed session, or whoever ends this, has everything put back first."""
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)


async def _by_hand(ask: Ask) -> bool:
    """Whether whoever sits at the terminal says in time that it is done."""
    from pairtui.cli.answers import next_line

    sys.stderr.write(f"{ask.hand}. Enter when it is done, n to leave it out ({ask.seconds} s): ")
    sys.stderr.flush()
    try:
        async with asyncio.timeout(ask.seconds):
            return (await next_line()).strip().lower() in ("", *YES)
    except TimeoutError:
        complain("nobody did it")
        return False


def _in_lab(args: argparse.Namespace, said: Callable[[str], None]) -> Investigation:
    check_installed("lab")
    from pairtui.cli.scenario import cast_with
    from pairtui.lab import virtual_time

    return virtual_time.run(
        investigate_scenario(
            cast_with(args.lab, args.cast), args.lab, args.seed, ended=lambda trial: said(f"  {trial_line(trial)}")
        )
    )


async def nobody(_: Ask) -> bool:
    """Nobody is there to do anything at the device."""
    return False


async def investigate_scenario(
    cast: "Cast",
    name: str,
    seed: int | None,
    failure: int = 1,
    ended: Callable[[Trial], None] = lambda _: None,
    hand: Callable[[Ask], Awaitable[bool]] = nobody,
) -> Investigation:
    """The experiments on a member, from its pairing that fails for the `failure`th time on, in virtual time."""
    from pairtui.lab.player import ADAPTER, virtual_player

    address = cast.members[cast.scenarios[name].member].address
    async with virtual_player(cast, name, seed) as (hub, player):
        forget = await player.prepare(failure)
        experimenter = Experimenter(hub, ADAPTER, address, hand, ended=ended)
        found = Investigation(experimenter.subject(attended=False))
        try:
            await experimenter.run(found)
        finally:
            forget()
        return found
