"""`pairtui unpair`: removes one device and its bond."""

import argparse
import asyncio

from pairtui.cli.asking import attended, says_yes
from pairtui.cli.options import device_options
from pairtui.cli.output import as_json, complain, write
from pairtui.cli.session import Session, address_of, bond_session, known_device
from pairtui.errors import FAILED, FINE, Unusable
from pairtui.pairing.actions import Unpair

HELP = "remove one device and its bond"


def arguments(parser: argparse.ArgumentParser) -> None:
    device_options(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask")


def unpair(args: argparse.Namespace) -> int:
    return asyncio.run(_unpair(bond_session(args.adapter), args, address_of(args.address)))


async def _unpair(session: Session, args: argparse.Namespace, address: str) -> int:
    async with session:
        device = known_device(session, address)
        what = f"{device.label} ({address}) and its bond" if device.paired else f"{device.label} ({address})"
        if not args.yes and not _sure(f"Remove {what} from {session.adapter}?"):
            complain("nothing was removed")
            return FAILED
        end = await session.perform(Unpair(device.key))
    if end.error is not None:
        complain(f"{what} could not be removed: {end.text or end.error}")
        return FAILED
    result = {"adapter": session.adapter, "address": address, "name": device.name or None, "removed": True}
    write(as_json(result) if args.json else f"REMOVED  {what} from {session.adapter}\n")
    return FINE


def _sure(question: str) -> bool:
    """Ask; no is the default. Raises Unusable where nobody can be asked."""
    if not attended():
        raise Unusable(f"{question} Nobody is there to answer; add --yes")
    return says_yes(question)
