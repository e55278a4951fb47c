"""Keeps the verdicts of this gateway for `pairtui publish`: has the radio, and no network."""

import argparse
import asyncio
import contextlib
import ctypes
import secrets
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING

from pairtui.cli.fleet_settings import gateway_settings, open_spool, until_stopped
from pairtui.cli.options import settings_option
from pairtui.cli.output import complain
from pairtui.errors import FINE, Unusable

if TYPE_CHECKING:
    from pairtui.fleet.observer import Observer
    from pairtui.fleet.request_runner import RequestRunner
    from pairtui.fleet.settings import GatewaySettings
    from pairtui.fleet.spool import Spool
    from pairtui.hub import Hub
    from pairtui.sources.source import Source
    from pairtui.sources.storage.recording import Recording

LOOK_SECONDS = 1.0
METRICS_SECONDS = 15.0
KEY_OCTETS = 32
MOST_KEY = 4096
_PR_SET_DUMPABLE = 4

HELP = "keep each verdict for `publish`"
DESCRIPTION = """Keep the verdict of each pairing in the spool of fleet.toml, for `pairtui publish`. Watches only:
registers no agent, scans for nothing, changes nothing, and talks to no network."""


def arguments(parser: argparse.ArgumentParser) -> None:
    settings_option(parser)


def observe(args: argparse.Namespace) -> int:
    """Watch this gateway's BlueZ until the service is stopped."""
    _, settings = gateway_settings(args)
    # What runs as the same user may not look into this process, which sees keys go by (ptrace(2), prctl(2)).
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    asyncio.run(_observe(settings))
    return FINE


async def _observe(settings: "GatewaySettings") -> None:
    from pairtui.fleet.observer import Observer
    from pairtui.fleet.pseudonyms import Pseudonyms
    from pairtui.fleet.request_runner import RequestRunner
    from pairtui.fleet.requests import Checks
    from pairtui.hub import Hub
    from pairtui.sources.steady_clock import SteadyClock
    from pairtui.sources.storage.recording import Recording

    spool, recording = open_spool(settings), Recording()
    pseudonyms = Pseudonyms(group_key(settings), settings.clear_names)
    hub = Hub(passive_sources(recording, settings.spool.parent / "none"), clock=SteadyClock())
    observer = Observer(hub.model, spool, pseudonyms, settings.allow, time.time)
    checks = Checks(settings.gateway, settings.allow, settings.allowed_signers, time.time)
    request_runner = RequestRunner(spool, checks, hub.model, pseudonyms, recording.capture, time.time)
    running = asyncio.create_task(until_stopped(hub.run()))
    await asyncio.sleep(0)  # from here on it can be ended
    complain(f"watching as {settings.gateway.label}; verdicts go to {settings.spool}")
    tending = asyncio.create_task(_tend(observer, request_runner, hub, settings, spool))
    try:
        await running
    finally:
        tending.cancel()
        await asyncio.gather(tending, return_exceptions=True)
        await hub.close()
        observer.finish()
        spool.close()


def passive_sources(recording: "Recording", no_journal: Path) -> "list[Source]":
    """BlueZ without an agent, btmon, and the settings by MGMT; what another session left is not put back."""
    from pairtui.cli.wiring import live_sources
    from pairtui.sources.mgmt.journal import Journal
    from pairtui.sources.mgmt.source import MgmtSource

    bluez, btmon, _ = live_sources("", lambda: recording)
    return [bluez, btmon, MgmtSource(journal=Journal(no_journal))]


def group_key(settings: "GatewaySettings") -> bytes:
    """The key of the stand-ins: the group's, else one of this gateway's own. Raises Unusable."""
    from pairtui.files.locations import fleet_key
    from pairtui.files.private import read_regular, write_private

    file = Path(settings.key_file) if settings.key_file else fleet_key()
    try:
        if not settings.key_file and not file.exists():
            write_private(file, secrets.token_hex(KEY_OCTETS).encode("ascii"))
        key = read_regular(file, MOST_KEY, links=True).strip()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise Unusable(f"the group's key in {file} cannot be read: {why}; see key_file") from None
    if len(key) < KEY_OCTETS // 2:
        raise Unusable(f"the group's key in {file} is too short; make one: openssl rand -hex 32")
    return key


async def _tend(
    observer: "Observer", request_runner: "RequestRunner", hub: "Hub", settings: "GatewaySettings", spool: "Spool"
) -> None:
    from pairtui.fleet.metrics import write_metrics

    written = float("-inf")
    while True:
        observer.look()
        with contextlib.suppress(sqlite3.Error):
            await request_runner.next()
        if settings.metrics and time.monotonic() - written > METRICS_SECONDS:
            written = time.monotonic()
            try:
                write_metrics(Path(settings.metrics), spool, hub.model)
            except (OSError, sqlite3.Error) as error:
                complain(f"{settings.metrics} cannot be written: {error}")
        await asyncio.sleep(LOOK_SECONDS)
