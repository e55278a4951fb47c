"""Sends this gateway's spool to the operator's broker: has the network, and no radio."""

import argparse
import asyncio

from pairtui.cli.extras import check_installed
from pairtui.cli.fleet_settings import gateway_settings, open_spool, until_stopped
from pairtui.cli.options import settings_option
from pairtui.cli.output import complain
from pairtui.errors import FINE

HELP = "send kept verdicts to an MQTT broker"
DESCRIPTION = """Send what the spool has to the operator's MQTT broker, and take requests from there. Needs no
Bluetooth."""


def arguments(parser: argparse.ArgumentParser) -> None:
    settings_option(parser)


def publish(args: argparse.Namespace) -> int:
    """Publish until the service is stopped. Raises NoSource where the broker will not have it."""
    settings, gateway = gateway_settings(args)
    check_installed("fleet")
    from pairtui.fleet.publisher import Publisher
    from pairtui.fleet.topics import Topics

    spool = open_spool(gateway)
    publisher = Publisher(settings.broker, gateway.gateway, spool, Topics(settings.prefix), say=complain)
    try:
        settings.broker.check()
        asyncio.run(until_stopped(publisher.run()))
    finally:
        spool.close()
    return FINE
