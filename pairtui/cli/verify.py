"""`pairtui verify`: finds out whether one bond works."""

import argparse
import asyncio
from typing import Any

from pairtui.cli.options import device_options
from pairtui.cli.output import as_json, write
from pairtui.cli.session import Session, address_of, bond_session, known_device
from pairtui.errors import FAILED, FINE, Unusable
from pairtui.knowledge.transports import TRANSPORTS
from pairtui.pairing.actions import Verify
from pairtui.pairing.state import Device
from pairtui.report.fields import known

HELP = "find out whether a bond works"
DESCRIPTION = """Disconnects the device, connects, encrypts with the stored key, and reads something that cannot be
read without. Exit status 0: the bond works; 1: it does not."""


def arguments(parser: argparse.ArgumentParser) -> None:
    device_options(parser)
    parser.add_argument("--over", choices=TRANSPORTS, default="", help="the transport whose key is used; for root")


def verify(args: argparse.Namespace) -> int:
    return asyncio.run(_verify(bond_session(args.adapter), args, address_of(args.address)))


async def _verify(session: Session, args: argparse.Namespace, address: str) -> int:
    async with session:
        device = known_device(session, address)
        if not device.paired:
            raise Unusable(f"{device.label} ({address}) has no bond on {session.adapter}; pair it first")
        end = await session.perform(Verify(device.key, args.over))
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
        **known(device, "address", "name"),
        "verified": error is None,
        **known(device, "level", "key_size"),
        "error": error,
        "text": text,
    }
