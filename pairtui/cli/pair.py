"""One pairing without a screen: `pairtui pair`."""

import argparse
import asyncio
import time
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from pairtui.cli.answers import TerminalAgent
from pairtui.cli.argument_types import rounds, seconds
from pairtui.cli.bearer import over
from pairtui.cli.options import answer_options, check_capability, device_options
from pairtui.cli.output import as_json, complain, look, write
from pairtui.cli.session import Session, address_of
from pairtui.errors import FAILED, FINE, NoSource
from pairtui.knowledge.settings import SETTINGS
from pairtui.knowledge.transports import TRANSPORTS
from pairtui.pairing import actions
from pairtui.pairing.attempt import Attempt, Kind, Outcome, Peer
from pairtui.pairing.events import ActionFinished
from pairtui.pairing.repetition import Repetition
from pairtui.pairing.state import Device
from pairtui.report.repetition import repetition_lines, repetition_object, round_line
from pairtui.sources.errors import NO_SOURCE, TIMEOUT

SECURE_CONNECTIONS = "secure-connections"

HELP = "pair one device, without the console"
DESCRIPTION = """Looks for the device where it is not known, pairs, answers questions from the arguments or asks them
on the terminal, and writes the verdict. Exit status 0: paired, at the level asked for; 1: not."""


def arguments(parser: argparse.ArgumentParser) -> None:
    device_options(parser)
    parser.add_argument("--io", metavar="CAP", help="IO capability to offer, such as NoInputNoOutput")
    parser.add_argument("--level", type=int, choices=(1, 2, 3, 4), help="the security level that the bond must have")
    parser.add_argument(
        "--over", choices=TRANSPORTS, default="", help="the transport; default: the one it was heard on last"
    )
    parser.add_argument("--sc", choices=("off", "on", "only"), help="Secure Connections of the adapter meanwhile")
    answer_options(parser).add_argument(
        "--no-confirm", action="store_false", dest="confirm", default=None, help="say no to every question"
    )
    parser.add_argument(
        "--timeout", type=seconds, default=120.0, metavar="S", help="seconds for all of it; default: 120"
    )
    parser.add_argument("--repeat", type=rounds, metavar="N", help="pair and unpair N times: success rate and reasons")


def pair(args: argparse.Namespace) -> int:
    from pairtui.cli.wiring import live_sources
    from pairtui.protocol.io_capability import DEFAULT_CAPABILITY

    address = address_of(args.address)
    capability = args.io if args.io is not None else DEFAULT_CAPABILITY
    check_capability(capability)
    return asyncio.run(_pair(Session(live_sources(capability), args.adapter), args, address))


async def _pair(session: Session, args: argparse.Namespace, address: str) -> int:
    async with session:
        before = session.device(address)
        if args.repeat is not None:
            return await _repeat(session, args, address)
        if before is not None and before.paired and _enough(before, args.level, args.over):
            level = f" at level {before.level}" if before.level else ""
            complain(f"{before.label} ({address}) is paired with {session.adapter} already{level}")
            _show(_standing(session, before), args.json)
            return FINE
        async with _secure_connections(session, args.sc), over(session, address, args.over) as failed:
            earlier = max(session.hub.model.attempts, default=0)
            end = failed or await _ask(session, args, address, session.device(address))
            return await _verdict(session, end, address, earlier, args)


async def _repeat(session: Session, args: argparse.Namespace, address: str) -> int:
    """Pair and unpair so many times; the status says whether every round succeeded."""
    found = Repetition(args.repeat)
    async with _secure_connections(session, args.sc):
        while len(found.rounds) < args.repeat:
            device = session.device(address)
            earlier = max(session.hub.model.attempts, default=0)
            if args.over and device is not None and device.paired:
                await session.hub.perform(actions.Unpair(device.key))
            async with over(session, address, args.over) as failed:
                end = failed or await _ask(session, args, address, session.device(address), again=True)
            await session.traced(time.time() if end.at is None else end.at)
            attempt = _newest(session.hub.model.attempts.values(), address, earlier)
            found = found.with_round(attempt, "" if end.error is None else end.text or end.error)
            if not args.json:
                write(round_line(len(found.rounds), found) + "\n")
            if (device := session.device(address)) is not None and device.paired:
                await session.hub.perform(actions.Unpair(device.key))
    write(as_json(repetition_object(found)) if args.json else "\n".join([*repetition_lines(found), ""]))
    return FINE if found.paired == args.repeat else FAILED


def _enough(device: Device, level: int | None, bearer: str) -> bool:
    """Whether there is nothing to do; BlueZ shows only one transport of a bond."""
    if bearer and device.transport not in ("", bearer):
        return False
    return level is None or (device.level is not None and device.level >= level)


async def _ask(
    session: Session, args: argparse.Namespace, address: str, known: Device | None, *, again: bool = False
) -> ActionFinished:
    """Have it paired, within the time; `again` removes the bond that there is."""
    key = known.key if known else f"{session.adapter}/{address}"
    action: actions.Action = actions.RequireLevel(key, args.level) if args.level else actions.Pair(key)
    if again and known is not None and known.paired:
        action = actions.RemoveAndPair(key)
    with TerminalAgent(session.hub, address, args):
        try:
            async with asyncio.timeout(args.timeout):
                return await session.perform(action)
        except (TimeoutError, asyncio.CancelledError) as stopped:
            await session.hub.perform(actions.CancelPairing(key))
            if isinstance(stopped, asyncio.CancelledError):
                raise
    return ActionFinished(action=action, error=TIMEOUT, text=f"no result within {args.timeout:g} s: cancelled")


async def _verdict(session: Session, end: ActionFinished, address: str, earlier: int, args: argparse.Namespace) -> int:
    await session.traced(time.time() if end.at is None else end.at)
    attempt, device = _newest(session.hub.model.attempts.values(), address, earlier), session.device(address)
    if attempt is None and device is not None:
        attempt = _standing(session, device)
    if attempt is not None:
        known = None if end.error else (device.level if device else None) or args.level
        attempt = replace(attempt, level=attempt.level or known)
        _show(attempt, args.json)
    if end.error is None:
        return FINE
    complain(f"{end.text or end.error}".rstrip("."))
    return FAILED


def _newest(attempts: Iterable[Attempt], address: str, earlier: int) -> Attempt | None:
    """The pairing that there was after the attempt `earlier`, or what there was in its place."""
    mine = [attempt for attempt in attempts if attempt.id > earlier and attempt.peer.address == address]
    return next((attempt for attempt in reversed(mine) if attempt.kind is Kind.PAIRING), mine[-1] if mine else None)


def _standing(session: Session, device: Device) -> Attempt:
    """The bond that is there already, as an attempt that took no step."""
    peer = Peer(device.address, device.address_type or None, device.name or None)
    return Attempt(
        0, Kind.PAIRING, session.adapter, device.key, peer, level=device.level, outcome=Outcome.PAIRED, live=False
    )


def _show(attempt: Attempt, json: bool) -> None:
    from pairtui.report.document import attempt_object
    from pairtui.report.text import attempt_text

    found: dict[str, Any] = attempt_object(attempt)
    write(as_json(found) if json else attempt_text(found, **look()))


@asynccontextmanager
async def _secure_connections(session: Session, word: str | None) -> AsyncGenerator[None, None]:
    """Secure Connections of the adapter as `word` says meanwhile, None for as they are. Raises NoSource."""
    try:
        if word:
            await _set_secure_connections(session, word)
        yield
    finally:
        if word:
            await session.hub.perform(actions.RestorePolicy(session.adapter))


async def _set_secure_connections(session: Session, word: str) -> None:
    end = await session.perform(
        actions.SetPolicy(session.adapter, SECURE_CONNECTIONS, SETTINGS[SECURE_CONNECTIONS].value(word))
    )
    if end.error is not None:
        what = f"Secure Connections cannot be set to {word}"
        if end.error == NO_SOURCE:
            raise NoSource(f"{what}: the kernel's MGMT socket cannot be used; run it as root")
        raise NoSource(f"{what}: {end.text or end.error}")
