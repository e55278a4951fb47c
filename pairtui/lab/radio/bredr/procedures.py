"""The procedures of the link managers: started by a host or by the peer, one at a time on each link."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from bumble import hci, lmp
from bumble.hci import Address
from bumble.lmp import Packet

from pairtui.lab.radio.bredr import authentication, encryption
from pairtui.lab.radio.bredr.link import AclLink, Refused, Silent
from pairtui.lab.radio.bredr.pdus import LmpEncryptionModeReq, LmpInRand, LmpStopEncryptionReq, not_accepted

_AUTHENTICATIONS = (lmp.LmpAuRand, LmpInRand, lmp.LmpIoCapabilityReq)
_BEGIN = (*_AUTHENTICATIONS, LmpEncryptionModeReq, LmpStopEncryptionReq)
_COLLISION: int = hci.HCI_ErrorCode.LMP_ERROR_TRANSACTION_COLLISION_OR_LL_PROCEDURE_COLLISION_ERROR

_log = logging.getLogger(__name__)


class Procedures:
    """Runs them. `sizes` are the encryption keys agreed to, `waits` the patience with peers that fail.

    `lose` breaks the link to a peer with a reason.
    """

    def __init__(self, lose: Callable[[Address, int], None]) -> None:
        self.sizes = encryption.KeySizes()
        self.waits = authentication.WaitingIntervals()
        self._lose = lose

    def authenticate(self, link: AclLink) -> int:
        """The status of Authentication Requested."""
        return self._begin(link, authentication.initiate(link))

    def encrypt(self, link: AclLink, on: bool) -> int:
        """The status of Set Connection Encryption."""
        return self._begin(link, encryption.initiate(link, on, self.sizes))

    def take(self, link: AclLink, packet: Packet) -> None:
        """A PDU of the peer: part of the procedure that runs, or the first of a new one."""
        begins = isinstance(packet, _BEGIN)
        if link.task is None and begins:
            self._respond(link, packet)
        elif begins and link.initiating and link.central and not isinstance(packet, lmp.LmpAuRand):
            link.send(not_accepted(packet.opcode, _COLLISION))
        elif link.task is not None:
            link.put(packet)

    def _begin(self, link: AclLink, work: Coroutine[Any, Any, None]) -> int:
        if link.task is not None:
            work.close()
            return int(hci.HCI_COMMAND_DISALLOWED_ERROR)
        self._start(link, work, initiating=True)
        return int(hci.HCI_SUCCESS)

    def _respond(self, link: AclLink, packet: Packet) -> None:
        if isinstance(packet, _AUTHENTICATIONS):
            self._start(link, authentication.respond(link, packet, self.waits), initiating=False)
        else:
            self._start(link, encryption.respond(link, packet, self.sizes), initiating=False)

    def _start(self, link: AclLink, work: Coroutine[Any, Any, None], initiating: bool) -> None:
        link.initiating = initiating
        link.task = asyncio.get_running_loop().create_task(self._run(link, work))

    async def _run(self, link: AclLink, work: Coroutine[Any, Any, None]) -> None:
        lost = 0
        try:
            await work
        except (authentication.WrongKey, Silent) as error:
            lost = error.code
        except Refused as error:
            _log.debug("a procedure with %s ended with %s", link.peer, error)
        except Exception:
            _log.exception("the link manager failed")
            lost = hci.HCI_UNSPECIFIED_ERROR_ERROR
        link.task = None
        if lost:
            self._lose(link.peer, lost)
            return
        late = next((each for each in link.waiting if isinstance(each, _BEGIN)), None)
        link.waiting.clear()
        if late is not None:
            self._respond(link, late)
