"""`pairtui bonds`: every bond of every adapter."""

import argparse
import asyncio
from datetime import datetime

from pairtui.cli.output import as_json, complain, write
from pairtui.cli.session import Session, bond_session
from pairtui.errors import FINE
from pairtui.pairing.bonds import bonds as bonds_of

HELP = "every bond: transport, level, key, identity, when it last worked"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON")


def bonds(args: argparse.Namespace) -> int:
    return asyncio.run(_bonds(bond_session(""), args))


async def _bonds(session: Session, args: argparse.Namespace) -> int:
    from pairtui.report.bonds import bond_object, bonds_text

    async with session:
        found = bonds_of(session.hub.model)
    if args.json:
        write(as_json([bond_object(bond) for bond in found]))
    else:
        write(bonds_text(found, [_date(bond.verified) for bond in found]))
        if any(bond.level is None for bond in found):
            complain("levels and key types that are not known here are in files that only root can read")
    return FINE


def _date(at: float | None) -> str:
    return "" if at is None else datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M")
