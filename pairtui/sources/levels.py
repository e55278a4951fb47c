"""Raising the security level of a link to what is required of it."""

import asyncio
import errno
import time
from collections.abc import Callable

from pairtui.pairing.events import DeviceChanged, Event, Traced
from pairtui.protocol import mgmt, smp
from pairtui.sources.bus_values import BusError
from pairtui.sources.security import AttChannel, Channel, CreditChannel, Ends, Security

LEVEL_NOT_REACHED = "pairtui.Error.LevelNotReached"
LINK_ENDED = "pairtui.Error.LinkEnded"
BOND_REFUSED = "pairtui.Error.BondRefused"
NOT_REACHABLE = "pairtui.Error.NotReachable"
NO_CHANNEL = "pairtui.Error.NoChannel"
CANCELED = "pairtui.Error.Canceled"

CONNECT_SECONDS = 45.0  # the kernel gives up after 40
QUIET_SECONDS = 31.0  # SMP's timer has 30 for each step
SETTLE_SECONDS = 0.3  # by which a trace may be ahead of the socket

_REFUSED = (smp.PairingFailed, mgmt.AuthenticationFailed)


class _Raising:
    """A link on its way to a level, and until when it is waited for."""

    def __init__(self, peer: str, work: "asyncio.Future[Security]") -> None:
        self.peer = peer
        self.work = work
        self._deadline = float("inf")
        self._refused = False

    def over(self, asked: bool) -> bool:
        """Whether nothing more is to be expected; while the user is `asked`, he is waited for."""
        if asked:
            self.moves()
        return time.monotonic() > self._deadline

    def moves(self) -> None:
        """Wait anew, unless it was refused."""
        if not self._refused:
            self._deadline = time.monotonic() + QUIET_SECONDS

    def refused(self) -> None:
        """A trace shows that the pairing failed."""
        self._refused = True
        self._deadline = time.monotonic() + SETTLE_SECONDS


class Levels:
    """Raises links. `emit` gets the level a device turned out to have; `asked` tells whether a prompt about it is open.

    Nothing but a trace (`attend`) or the passing of time tells that a pairing failed: the kernel leaves the link up.
    """

    def __init__(self, emit: Callable[[Event], None], asked: Callable[[str], bool]) -> None:
        self._emit = emit
        self._asked = asked
        self._under_way: dict[str, _Raising] = {}  # by device

    def attend(self, event: Event) -> None:
        """Take notice of what a trace shows."""
        if self._under_way and isinstance(event, Traced) and isinstance(event.message, _REFUSED):
            address = event.link.address if event.link else getattr(event.message, "address", None)
            for raising in self._under_way.values():
                if raising.peer == address:
                    raising.refused()

    def cancel(self, device: str) -> bool:
        """Stop raising the level of `device`; False where nobody does."""
        raising = self._under_way.get(device)
        return raising is not None and raising.work.cancel()

    async def raise_to(self, device: str, ends: Ends, level: int, connected: bool) -> Security:
        """Bring the link to `level`, make it where it is not `connected`; what was reached. Raises BusError.

        What was reached may be less: then whatever pairing there was has failed, or cannot give more.
        """
        work = asyncio.ensure_future(self._raise(device, ends, level, connected))
        self._under_way[device] = _Raising(ends.peer, work)
        try:
            reached = await work
        except asyncio.CancelledError:
            if not work.cancelled() or _cancelling():
                work.cancel()
                raise
            raise BusError(CANCELED, "the pairing was cancelled") from None
        except OSError as error:
            raise BusError(*described(error, ends.peer)) from error
        finally:
            del self._under_way[device]
        if reached.level > 1:  # a link that is not encrypted says nothing about the bond
            size = {"key_size": reached.key_size} if reached.key_size else {}
            self._emit(DeviceChanged(at=time.time(), device=device, changes={"level": reached.level, **size}))
        return reached

    async def _raise(self, device: str, ends: Ends, level: int, connected: bool) -> Security:
        if not connected:
            try:
                return await self._reach(device, AttChannel(ends, level), level)
            except OSError as error:
                if error.errno != errno.EBUSY:  # bluetoothd connected meanwhile
                    raise
        try:
            return await self._reach(device, CreditChannel(ends, level), level)
        except ConnectionRefusedError:
            return Security(level, 0)

    async def _reach(self, device: str, channel: Channel, level: int) -> Security:
        raising = self._under_way[device]
        async with asyncio.timeout(CONNECT_SECONDS) as connecting, channel:
            connecting.reschedule(None)
            raising.moves()
            return await channel.reach(level, lambda: raising.over(self._asked(device)))


def described(error: OSError, peer: str) -> tuple[str, str]:
    """Name and sentence for what ended a channel (bt_to_errno() of net/bluetooth/lib.c)."""
    match error.errno:
        case errno.EACCES | errno.EBADE:
            return BOND_REFUSED, f"{peer} did not accept the key, or the pairing failed: it may have deleted the bond"
        case errno.ECONNRESET | errno.ECONNABORTED | errno.ENOTCONN | errno.EPIPE:
            return LINK_ENDED, f"{peer} ended the link"
        case errno.ENETDOWN | errno.EHOSTUNREACH | errno.ENODEV:
            return NO_CHANNEL, "the adapter is off or gone: switch it on"
        case errno.EAFNOSUPPORT | errno.EPROTONOSUPPORT:
            return NO_CHANNEL, "this kernel has no Bluetooth sockets: sudo modprobe bluetooth"
        case None | errno.ECONNREFUSED | errno.ETIMEDOUT | errno.EHOSTDOWN:
            return NOT_REACHABLE, f"{peer} did not answer: bring it near, in pairing mode"
    return NO_CHANNEL, f"the kernel made no channel to {peer}: {error.strerror or error}"


def _cancelling() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
