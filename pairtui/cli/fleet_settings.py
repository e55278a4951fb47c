"""fleet.toml, the spool and the MQTT library, or one sentence about what is wrong with them."""

import argparse
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pairtui import __version__
from pairtui.cli.errors import NoSource, Unusable

if TYPE_CHECKING:
    from pairtui.fleet.settings import FleetSettings, GatewaySettings
    from pairtui.fleet.spool import Spool

NOT_INSTALLED = (
    "this needs paho-mqtt, which the Debian package has and the wheel brings with its extra: "
    f"pipx install './pairtui-{__version__}-py3-none-any.whl[fleet]'"
)


def check_installed() -> None:
    """Raises NoSource where the extra `fleet` is not installed."""
    if find_spec("paho") is None:
        raise NoSource(NOT_INSTALLED)


def fleet_settings(args: argparse.Namespace) -> "FleetSettings":
    """What fleet.toml says. Raises Unusable."""
    from pairtui.fleet.settings import FILE, SettingsError, load

    try:
        return load(Path(args.settings) if args.settings else FILE)
    except SettingsError as problem:
        raise Unusable(str(problem)) from None


def gateway_settings(args: argparse.Namespace) -> "tuple[FleetSettings, GatewaySettings]":
    """The same, which must have a gateway. Raises Unusable."""
    settings = fleet_settings(args)
    if settings.gateway is None:
        raise Unusable("fleet.toml has no [gateway]; add it with the group that this gateway belongs to")
    return settings, settings.gateway


def open_spool(settings: "GatewaySettings") -> "Spool":
    """The spool. Raises NoSource."""
    from pairtui.fleet.spool import Spool, SpoolError

    try:
        return Spool(settings.spool, settings.spool_megabytes << 20)
    except SpoolError as problem:
        raise NoSource(str(problem)) from None
