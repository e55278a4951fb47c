"""Sends this gateway's spool to the operator's broker: has the network, and no radio."""

import argparse
import asyncio
import signal
from typing import TYPE_CHECKING

from pairtui.cli.errors import FINE, NoSource
from pairtui.cli.fleet_settings import check_installed, gateway_settings, open_spool
from pairtui.cli.session import note

if TYPE_CHECKING:
    from pairtui.fleet.publisher import Publisher


def publish(args: argparse.Namespace) -> int:
    """Publish until the service is stopped. Raises NoSource where the broker will not have it."""
    settings, gateway = gateway_settings(args)
    check_installed()
    from pairtui.fleet.broker import BrokerError
    from pairtui.fleet.publisher import Publisher
    from pairtui.fleet.topics import Topics

    spool = open_spool(gateway)
    publisher = Publisher(settings.broker, gateway.gateway, spool, Topics(settings.prefix), told=note)
    try:
        settings.broker.check()
        asyncio.run(_until_stopped(publisher))
    except BrokerError as problem:
        raise NoSource(str(problem)) from None
    finally:
        spool.close()
    return FINE


async def _until_stopped(publisher: "Publisher") -> None:
    running = asyncio.create_task(publisher.run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        return
