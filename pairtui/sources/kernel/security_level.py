"""Raising the security level of a link to what is required of it."""

import asyncio
import errno
import time
from collections.abc import Callable

from pairtui.pairing.events import Event, Traced
from pairtui.protocol.messages import mgmt, smp
from pairtui.sources.cancellation import result_of
from pairtui.sources.errors import BOND_REFUSED, CANCELED, LINK_ENDED, NO_CHANNEL, NOT_REACHABLE, ActionError
from pairtui.sources.kernel.att_channel import AttChannel, LinkAddresses, Security
from pairtui.sources.kernel.psm_channel import RFCOMM, PsmChannel

CONNECT_SECONDS = 45.0  # the kernel gives up after 40
BREDR_SECONDS = 90.0  # a page, the user's answer, the pairing
NOTHING = Security(1, 0)
QUIET_SECONDS = 31.0  # SMP's timer has 30 for each step
PAIRED_SECONDS = 3.0  # for a second pairing, where the peer's own Security Request led to less
SETTLE_SECONDS = 0.3  # by which a trace may be ahead of the socket

_REFUSED = (smp.PairingFailed, mgmt.AuthenticationFailed)


class _Raise:
    """A link on its way to a level, and until when it is waited for."""

    def __init__(self, device: str, peer: str) -> None:
        self.device = device
        self.peer = peer
        self.work: asyncio.Task[Security] | None = None
        self._deadline = float("inf")
        self._refused = False

    def over(self, found: Security, asked: bool) -> bool:
        """Whether nothing more is to be expected; while the user is `asked`, he is waited for."""
        if asked:
            self.moves()
        elif found.level > 1:  # paired, with less
            self._deadline = min(self._deadline, time.monotonic() + PAIRED_SECONDS)
        return time.monotonic() > self._deadline

    def moves(self) -> None:
        """Wait again, unless it was refused."""
        if not self._refused:
            self._deadline = time.monotonic() + QUIET_SECONDS

    def refused(self) -> None:
        """A trace shows that the pairing failed."""
        self._refused = True
        self._deadline = time.monotonic() + SETTLE_SECONDS


class LevelRaiser:
    """Raises links. `asked` says whether a prompt about a device is open.

    Only a trace (`on_event`) or the passing of time shows that a pairing failed: the kernel leaves the link up.
    """

    def __init__(self, asked: Callable[[str], bool]) -> None:
        self._asked = asked
        self._under_way: set[_Raise] = set()

    def on_event(self, event: Event) -> None:
        """Take notice of what a trace shows."""
        if self._under_way and isinstance(event, Traced) and isinstance(event.message, _REFUSED):
            address = event.link.address if event.link else getattr(event.message, "address", None)
            for raising in self._under_way:
                if raising.peer == address:
                    raising.refused()

    def cancel(self, device: str) -> bool:
        """Stop raising the level of `device`; False where nobody does."""
        canceled = False
        for raising in self._under_way:
            if raising.device == device and raising.work is not None:
                canceled = raising.work.cancel() or canceled
        return canceled

    async def raise_to(self, device: str, addresses: LinkAddresses, level: int) -> Security:
        """Make a link that has `level`; what was reached. Raises ActionError.

        What was reached may be less: then whatever pairing there was has failed, or cannot give more.
        """
        raising = _Raise(device, addresses.peer)
        work = raising.work = asyncio.create_task(self._raise(raising, addresses, level))
        self._under_way.add(raising)
        try:
            return await result_of(work, ActionError(CANCELED, "the pairing was cancelled"))
        except OSError as error:
            raise ActionError(*described(error, addresses.peer)) from error
        finally:
            self._under_way.discard(raising)

    async def _raise(self, raising: _Raise, addresses: LinkAddresses, level: int) -> Security:
        if addresses.bredr:
            return await _raise_bredr(addresses, level)
        async with asyncio.timeout(CONNECT_SECONDS) as connecting, AttChannel(addresses, level) as channel:
            connecting.reschedule(None)
            raising.moves()
            return await channel.reach(level, lambda found: raising.over(found, self._asked(raising.device)))


async def _raise_bredr(addresses: LinkAddresses, level: int) -> Security:
    """Over BR/EDR the channel opens when the link has the level; what cannot have it is refused by this kernel."""
    try:
        async with asyncio.timeout(BREDR_SECONDS), PsmChannel(addresses, level, RFCOMM) as channel:
            return channel.security()
    except OSError as error:
        if error.errno in (errno.ECONNREFUSED, errno.EACCES):
            return NOTHING
        raise


def described(error: OSError, peer: str) -> tuple[str, str]:
    """Name and sentence for what ended a channel (bt_to_errno() of net/bluetooth/lib.c)."""
    match error.errno:
        case errno.EACCES | errno.EBADE:
            return BOND_REFUSED, f"{peer} did not accept the key, or the pairing failed: it may have deleted the bond"
        case errno.ECONNRESET | errno.ECONNABORTED | errno.ENOTCONN | errno.EPIPE:
            return LINK_ENDED, f"{peer} ended the link"
        case errno.ENETDOWN | errno.EHOSTUNREACH | errno.ENODEV:
            return NO_CHANNEL, "the adapter is off or gone: switch it on"
        case errno.EBUSY:
            return NO_CHANNEL, f"bluetoothd is connected to {peer}: disconnect it, then try again"
        case errno.EAFNOSUPPORT | errno.EPROTONOSUPPORT:
            return NO_CHANNEL, "this kernel has no Bluetooth sockets: sudo modprobe bluetooth"
        case errno.ENOSYS:
            return LINK_ENDED, f"the link to {peer} ended for a reason that the kernel has no error for: see the steps"
        case None | errno.ECONNREFUSED | errno.ETIMEDOUT | errno.EHOSTDOWN:
            return NOT_REACHABLE, f"{peer} did not answer: bring it near, in pairing mode"
    return NO_CHANNEL, f"the kernel made no channel to {peer}: {error.strerror or error}"
