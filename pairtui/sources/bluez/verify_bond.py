"""The action that finds out whether a bond works."""

import asyncio
import errno
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from pairtui.knowledge import codes
from pairtui.knowledge.counted import counted
from pairtui.knowledge.transports import TRANSPORTS
from pairtui.sources.bluez.connections import BluezContext, Connections
from pairtui.sources.bluez.gatt_read import read_through_bluez
from pairtui.sources.errors import (
    BOND_REFUSED,
    NO_CHANNEL,
    NOT_PAIRED,
    NOT_REACHABLE,
    PROTECTED_UNREADABLE,
    ActionError,
)
from pairtui.sources.kernel.att_channel import AttChannel, LinkAddresses, Security
from pairtui.sources.kernel.att_client import Attribute, protected, read
from pairtui.sources.kernel.psm_channel import SDP, PsmChannel
from pairtui.sources.kernel.security_level import QUIET_SECONDS, described

VERIFY_SECONDS = 120.0

_NO_LINK = (BOND_REFUSED, NOT_REACHABLE, NO_CHANNEL)  # after these BlueZ would have none either


class Verification:
    """Carries out Verify."""

    def __init__(self, context: BluezContext, connections: Connections) -> None:
        self._context, self._bonds, self._connections = context, context.bonds, connections

    async def verify(self, device: str, bearer: str = "") -> str:
        """Disconnect, connect, encrypt with the stored key, read what is protected; a sentence with what was seen.

        `bearer` names the transport whose key is used, where one is asked for.
        A device that was connected is so again afterwards, or the sentence says that it is not. A bond that does not
        work is reported as the device's `verify_error`, too. Raises ActionError.
        """
        path = self._context.objects.resolve(device)
        self._context.bus()
        if path not in self._context.objects.paired:
            raise ActionError(NOT_PAIRED, "there is no bond to verify: pair first")
        properties, addresses = await self._connections.look(path)
        facts = self._bonds.facts(addresses.local, addresses.peer, bearer)
        if bearer:
            _require_key(bearer, facts, addresses.peer)
            self._context.device_changed(path, **facts)
        if facts.get("transport") == "bredr":
            addresses = replace(addresses, peer_type="bredr")
        elif bearer == "le":
            addresses = replace(addresses, peer_type=str(properties.get("AddressType", "public")))
        was_connected = bool(properties.get("Connected"))
        if was_connected:
            await self._connections.disconnect(path)
        try:
            async with asyncio.timeout(VERIFY_SECONDS):
                level = facts.get("level")
                text = await self._verified(path, addresses, level if isinstance(level, int) else None)
        except TimeoutError:
            text = f"{addresses.peer} did not answer within {VERIFY_SECONDS:g} s"
            raise ActionError(NOT_REACHABLE, f"{text}{await self._left(path, was_connected, False)}") from None
        except ActionError as error:
            left = await self._left(path, was_connected, error.name not in _NO_LINK)
            raise ActionError(error.name, f"{error.text}{left}") from error
        return f"{text}{await self._left(path, was_connected, True)}"

    async def _verified(self, path: str, addresses: LinkAddresses, level: int | None) -> str:
        peer = addresses.peer
        try:
            security, found, error = await (_test_bredr(addresses) if addresses.bredr else _test(addresses, level or 2))
        except OSError as failure:
            name, text = described(failure, peer)
            if name == NOT_REACHABLE:
                text = f"{peer} did not answer, so nothing is known about its bond: bring it near and wake it up"
            if name == BOND_REFUSED:
                text = f"{peer} refused the stored key: it has deleted the bond; remove it here and pair again"
                self._context.device_changed(path, verify_error=text)
            raise ActionError(name, text) from failure
        if security.level < 2:
            text = f"{peer} did not encrypt with the stored key; remove the bond here and pair again"
            self._context.device_changed(path, verify_error=text)
            raise ActionError(BOND_REFUSED, text)
        words = f"level {security.level}{'' if level else ' or more'}, key of {security.key_size} octets"
        if isinstance(found, int):
            words += f"; its SDP server lists {counted(found, 'service')}"
        elif found is None:
            words += "; encrypted, nothing protected to read"
        elif error:
            text = f"encrypted ({words}), and reading {found.uuid} was refused: {_att(error)}"
            self._context.device_changed(path, key_size=security.key_size, verify_error=text)
            raise ActionError(PROTECTED_UNREADABLE, text)
        else:
            words += await self._read_by_application(path, peer, found)
        now = time.time()
        self._bonds.keep(addresses.local, addresses.peer, now)
        self._context.device_changed(path, key_size=security.key_size, verified=now, verified_by=words, verify_error="")
        return f"the bond works: {words}"

    async def _read_by_application(self, path: str, peer: str, found: Attribute) -> str:
        """Read through BlueZ what could not be read before."""
        await self._connections.reconnect(path)
        octets = await read_through_bluez(path, peer, found.handle)
        return f"; {found.uuid}, refused before with {_att(found.error)}, now gives {octets} octets"

    async def _left(self, path: str, was_connected: bool, again: bool) -> str:
        """Leave the device as it was, connected `again` where that can be; what there is to add where it is not."""
        if not was_connected:
            with suppress(ActionError):
                await self._connections.disconnect(path)  # the link of a channel stays for two seconds
            return ""
        if not again:
            return "; it was connected before, and is not now"
        failed = await self._connections.reconnect(path)
        return f"; it was connected before, and could not be connected again: {failed}" if failed else ""


def _require_key(bearer: str, facts: Mapping[str, object], peer: str) -> None:
    """Raise ActionError where no key for this transport is known: the kernel would pair again."""
    if facts.get("transport") != bearer:
        name = TRANSPORTS[bearer]
        raise ActionError(
            NOT_PAIRED,
            f"bluetoothd has no key for {name} of {peer}, or it is not readable: as root, pair it over {name} first",
        )


async def _test(addresses: LinkAddresses, level: int) -> tuple[Security, Attribute | None, int]:
    """What the stored key gives: the link's security, a protected characteristic, and the error of reading it now.

    `level` is what the key is known to give: more would be a new pairing. Raises OSError.
    """
    async with AttChannel(addresses, level=1) as channel:
        found = await protected(channel)
        channel.require(level)
        end = time.monotonic() + QUIET_SECONDS
        security = await channel.reach(level, lambda _: time.monotonic() > end)
        error = await read(channel, found.handle) if found is not None and security.level > 1 else 0
        return security, found, error


async def _test_bredr(addresses: LinkAddresses) -> tuple[Security, int, int]:
    """What the stored link key gives: the link's security, and the number of services that SDP lists over it.

    Raises OSError.
    """
    try:
        async with PsmChannel(addresses, 2, SDP) as channel:
            return channel.security(), await channel.browse(), 0
    except OSError as error:
        if error.errno == errno.ECONNREFUSED:  # what the kernel says of an authentication that failed
            raise OSError(errno.EACCES, os.strerror(errno.EACCES)) from error
        raise


def _att(error: int) -> str:
    return f"{codes.code_text('att', error)} {codes.name('att', error)}"
