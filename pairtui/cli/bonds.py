"""Bonds without a screen: list them, remove one, find out whether one works."""

import argparse
import asyncio
import sys
from datetime import datetime
from typing import Any

from pairtui.cli.main import FAILED, FINE, Unusable
from pairtui.cli.output import as_json, write
from pairtui.cli.session import Session, address_of, note
from pairtui.pairing.actions import Unpair, Verify
from pairtui.pairing.bonds import bonds as bonds_of
from pairtui.pairing.state import Device


def bonds(args: argparse.Namespace) -> int:
    """Write every bond of every adapter."""
    return asyncio.run(_bonds(_session(""), args))


async def _bonds(session: Session, args: argparse.Namespace) -> int:
    from pairtui.report.bonds import bond_object, bonds_text

    async with session:
        found = bonds_of(session.hub.model)
    if args.json:
        write(as_json([bond_object(bond) for bond in found]))
    else:
        write(bonds_text(found, [_date(bond.verified) for bond in found]))
        if any(bond.level is None for bond in found):
            note("levels and key types that are not known here are in files that only root can read")
    return FINE


def unpair(args: argparse.Namespace) -> int:
    """Remove one device and its bond."""
    return asyncio.run(_unpair(_session(args.adapter), args, address_of(args.address)))


async def _unpair(session: Session, args: argparse.Namespace, address: str) -> int:
    async with session:
        device = _known(session, address)
        what = f"{device.label} ({address}) and its bond" if device.paired else f"{device.label} ({address})"
        if not args.yes and not _sure(f"Remove {what} from {session.adapter}?"):
            note("nothing was removed")
            return FAILED
        end = await session.perform(Unpair(device.key))
    if end.error is not None:
        note(f"{what} could not be removed: {end.text or end.error}")
        return FAILED
    result = {"adapter": session.adapter, "address": address, "name": device.name or None, "removed": True}
    write(as_json(result) if args.json else f"REMOVED  {what} from {session.adapter}\n")
    return FINE


def verify(args: argparse.Namespace) -> int:
    """Find out whether one bond works."""
    return asyncio.run(_verify(_session(args.adapter), args, address_of(args.address)))


async def _verify(session: Session, args: argparse.Namespace, address: str) -> int:
    async with session:
        device = _known(session, address)
        if not device.paired:
            raise Unusable(f"{device.label} ({address}) has no bond on {session.adapter}; pair it first")
        end = await session.perform(Verify(device.key))
        device = session.device(address) or device
    text = end.text or end.error or "the bond works"
    if args.json:
        write(as_json(_verified(session, device, end.error, text)))
    else:
        write(f"{'FAILED' if end.error else 'VERIFIED'}  {device.label} ({address}): {text}\n")
    return FINE if end.error is None else FAILED


def _verified(session: Session, device: Device, error: str | None, text: str) -> dict[str, Any]:
    return {
        "adapter": session.adapter,
        "address": device.address,
        "name": device.name or None,
        "verified": error is None,
        "level": device.level,
        "key_size": device.key_size,
        "error": error,
        "text": text,
    }


def _session(adapter: str) -> Session:
    """A session that answers no prompts: nothing is paired."""
    from pairtui.cli.console import live_sources

    return Session(live_sources(""), adapter)


def _known(session: Session, address: str) -> Device:
    device = session.device(address)
    if device is None:
        raise Unusable(f"{address} is not known on {session.adapter}; `pairtui bonds` lists what is")
    return device


def _sure(question: str) -> bool:
    """Ask; no is the default. Raises Unusable where nobody can be asked."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Unusable(f"{question} Nobody is there to answer; add --yes")
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _date(at: float | None) -> str:
    return "" if at is None else datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M")
