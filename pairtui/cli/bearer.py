"""The transport that one device is reached over: `pairtui pair --over`."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from pairtui.cli.session import Session
from pairtui.errors import Unusable
from pairtui.knowledge.transports import TRANSPORTS
from pairtui.pairing.actions import SetPreferredBearer, StartDiscovery, StopDiscovery
from pairtui.pairing.events import ActionFinished, DeviceChanged, Event
from pairtui.sources.errors import NOT_FOUND, NOT_SUPPORTED

HEARD_SECONDS = 30.0
"""Three inquiries of BlueZ, and what it does between them."""


@asynccontextmanager
async def over(session: Session, address: str, bearer: str) -> AsyncGenerator[ActionFinished | None, None]:
    """Have BlueZ reach the device over `bearer` meanwhile, "" for either; yields what went wrong, or None.

    BlueZ takes the transport over which it heard a device last (src/device.c, `select_conn_bearer`), unless the user
    prefers one, which it offers from 5.80 on where experimental interfaces are on. Raises NoSource and Unusable.
    """
    if not bearer:
        yield None
        return
    adapter = session.hub.model.adapters[session.adapter]
    if adapter.policy.get(bearer) == 0:
        remedy = f"`pairtui policy {session.adapter} {bearer}=on`" if bearer in adapter.settable else "another adapter"
        raise Unusable(f"{session.adapter} has no {TRANSPORTS[bearer]}, or it is off; use {remedy}")
    failed = await _hear(session, address, bearer)
    device = session.device(address)
    if failed is not None or device is None:
        yield failed
        return
    preferred = await session.perform(SetPreferredBearer(device.key, bearer))
    try:
        yield None if preferred.error in (None, NOT_SUPPORTED) else preferred
    finally:
        if preferred.error is None and device.key in session.hub.model.devices:
            await session.hub.perform(SetPreferredBearer(device.key, device.preferred_bearer))


async def _hear(session: Session, address: str, bearer: str) -> ActionFinished | None:
    """Scan over this transport alone until the device is heard."""
    heard = asyncio.Event()

    def take(event: Event) -> None:
        if isinstance(event, DeviceChanged) and event.changes.get("rssi") is not None:
            device = session.device(address)
            if device is not None and device.key == event.device:
                heard.set()

    unobserve = session.hub.observe(take)
    try:
        begun = await session.perform(StartDiscovery(session.adapter, bearer))
        if begun.error is not None:
            return begun
        async with asyncio.timeout(HEARD_SECONDS):
            await heard.wait()
    except TimeoutError:
        where = f"over {TRANSPORTS[bearer]} within {HEARD_SECONDS:g} s"
        text = f"{address} was not heard {where}: bring it near, in pairing mode"
        return ActionFinished(action=StartDiscovery(session.adapter, bearer), error=NOT_FOUND, text=text)
    finally:
        unobserve()
        await session.hub.perform(StopDiscovery(session.adapter))
    return None
