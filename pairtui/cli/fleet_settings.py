"""fleet.toml, the spool and the MQTT library, or one sentence about what is wrong with them."""

import argparse
import asyncio
import os
import signal
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pairtui.errors import Unusable

if TYPE_CHECKING:
    from pairtui.fleet.settings import FleetSettings, GatewaySettings
    from pairtui.fleet.spool import Spool
    from pairtui.pairing.state import SourceStatus


def fleet_settings(args: argparse.Namespace) -> "FleetSettings":
    """What fleet.toml says. Raises Unusable."""
    from pairtui.fleet.settings import FILE, load

    return load(Path(args.settings) if args.settings else FILE)


def gateway_settings(args: argparse.Namespace) -> "tuple[FleetSettings, GatewaySettings]":
    """The same, which must have a gateway. Raises Unusable."""
    settings = fleet_settings(args)
    if settings.gateway is None:
        raise Unusable("fleet.toml has no [gateway]; add it with the group that this gateway belongs to")
    return settings, settings.gateway


def open_spool(settings: "GatewaySettings") -> "Spool":
    """The spool. Raises NoSource."""
    from pairtui.fleet.spool import Spool

    return Spool(settings.spool, settings.spool_megabytes << 20)


def fleet_status(file: "Path | None" = None) -> "list[SourceStatus]":
    """Whether this gateway's verdicts reach the broker; nothing where it is in no fleet."""
    from pairtui.fleet.settings import FILE, load

    chosen = file or FILE
    if not chosen.exists():
        return []
    try:
        settings = load(chosen).gateway
    except Unusable as problem:
        return [_fleet(str(problem), f"edit {chosen}")]
    if settings is None:
        return []
    if not os.access(settings.spool, os.W_OK):
        there = "is not there" if os.access(settings.spool.parent, os.X_OK) else "cannot be looked at by this user"
        return [_fleet(f"{settings.spool} {there}", "sudo systemctl enable --now pairtui-observe pairtui-publish")]
    spool = open_spool(settings)
    try:
        counts = spool.counts()
        why = str(spool.fact("broker") or "") or (str(spool.fact("refused") or "") if counts.refused else "")
        detail = f"{settings.gateway.label}, {counts.waiting} waiting, {counts.taken} sent, {counts.refused} refused"
        return [_fleet(why, "see docs/fleet.md" if why else "", detail)]
    finally:
        spool.close()


def _fleet(why: str, remedy: str, detail: str = "") -> "SourceStatus":
    from pairtui.pairing.events import SourceState
    from pairtui.pairing.state import SourceStatus

    return SourceStatus("fleet", SourceState.DOWN if why else SourceState.UP, why, remedy, detail)


async def until_stopped(work: "Coroutine[object, object, None]", seconds: float | None = None) -> None:
    """Do `work` until it ends, so many seconds have passed, or somebody ends this process."""
    running = asyncio.create_task(work)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    with suppress(TimeoutError, asyncio.CancelledError):
        await asyncio.wait_for(running, seconds)
