"""Authentication of a BR/EDR link: by a stored key, else by a pairing (Core Specification, Vol 2, Part C, 4.2.1).

Either way both sides prove the link key to each other before the hosts are notified.
"""

import asyncio

from bumble import hci, lmp
from bumble.lmp import Opcode

from pairtui.lab.radio.bredr import functions, pin_pairing, simple_pairing
from pairtui.lab.radio.bredr.link import SIMPLE_PAIRING, AclLink, Refused
from pairtui.lab.radio.bredr.pdus import LmpInRand, LmpSres, not_accepted

FAILED: int = hci.HCI_AUTHENTICATION_FAILURE_ERROR
MISSING: int = hci.HCI_PIN_OR_KEY_MISSING_ERROR
LONGEST_WAIT = 60.0


class WaitingIntervals:
    """How long each peer has to wait after a failed authentication (4.2.3): longer each time, none by default.

    `first` is the wait after the first failure, in seconds.
    """

    def __init__(self, first: float = 0.0) -> None:
        self.first = first
        self._waits: dict[hci.Address, tuple[float, float]] = {}

    def failed(self, peer: hci.Address) -> None:
        """An authentication with `peer` failed."""
        last, _ = self._waits.get(peer, (self.first / 2, 0.0))
        wait = min(2 * last, LONGEST_WAIT)
        self._waits[peer] = (wait, asyncio.get_running_loop().time() + wait)

    def succeeded(self, peer: hci.Address) -> None:
        """An authentication with `peer` succeeded."""
        self._waits.pop(peer, None)

    def check(self, peer: hci.Address) -> None:
        """Raises Refused (Repeated Attempts) where `peer` comes too early."""
        _, until = self._waits.get(peer, (0.0, 0.0))
        if asyncio.get_running_loop().time() < until:
            raise Refused(hci.HCI_REPEATED_ATTEMPTS_ERROR)


async def initiate(link: AclLink) -> None:
    """What Authentication Requested asks for; the host hears how it ended. Raises Refused."""
    try:
        key = await _stored_key(link)
        if key is None:
            await _pair(link)
        else:
            await _prove_by(link, key)
    except Refused as refusal:
        _complete(link, refusal.code)
        raise
    _complete(link, hci.HCI_SUCCESS)


def _complete(link: AclLink, status: int) -> None:
    link.send_event(hci.HCI_Authentication_Complete_Event(status=status, connection_handle=link.handle))


async def _pair(link: AclLink) -> None:
    """Pair as the initiator, by whatever both sides can."""
    if not link.both(SIMPLE_PAIRING):
        await _take_into_use(link, *await pin_pairing.initiate(link), initiating=True)
        return
    try:
        key = await simple_pairing.initiate(link)
    except Refused as refusal:
        link.send_event(hci.HCI_Simple_Pairing_Complete_Event(status=refusal.code, bd_addr=link.peer))
        raise
    await _take_into_use(link, *key, initiating=True)


async def respond(link: AclLink, request: lmp.Packet, waits: WaitingIntervals) -> None:
    """Answer the peer that begins an authentication or a pairing. Raises Refused."""
    try:
        await _respond(link, request, waits)
    except Refused as refusal:
        if refusal.code != hci.HCI_REPEATED_ATTEMPTS_ERROR:
            waits.failed(link.peer)
        raise
    waits.succeeded(link.peer)


async def _respond(link: AclLink, request: lmp.Packet, waits: WaitingIntervals) -> None:
    try:
        waits.check(link.peer)
    except Refused as refusal:
        link.send(not_accepted(request.opcode, refusal.code))
        raise
    match request:
        case lmp.LmpAuRand():
            await _respond_by_key(link, request)
        case LmpInRand():
            await _take_into_use(link, *await pin_pairing.respond(link, request), initiating=False)
        case lmp.LmpIoCapabilityReq():
            try:
                key = await simple_pairing.respond(link, request)
            except Refused as refusal:
                link.send_event(hci.HCI_Simple_Pairing_Complete_Event(status=refusal.code, bd_addr=link.peer))
                raise
            await _take_into_use(link, *key, initiating=False)


async def _take_into_use(link: AclLink, key: bytes, kind: int, initiating: bool) -> None:
    """Prove the new key to each other, and give it to the hosts. Raises Refused where the PINs were not the same."""
    if initiating:
        await _prove_by(link, key)
    else:
        await _answer(link, key, await link.take(lmp.LmpAuRand))
        await _challenge(link, key)
    link.key = key
    link.send_event(hci.HCI_Link_Key_Notification_Event(bd_addr=link.peer, link_key=key, key_type=kind))


async def _stored_key(link: AclLink) -> bytes | None:
    """The link key that the host has, or None."""
    question = hci.HCI_Link_Key_Request_Event(bd_addr=link.peer)
    yes, no = hci.HCI_Link_Key_Request_Reply_Command, hci.HCI_Link_Key_Request_Negative_Reply_Command
    command = await link.ask(question, yes, no)
    return None if command is None else bytes(command.link_key)


async def _prove_by(link: AclLink, key: bytes) -> None:
    """Challenge the peer, and answer its challenge. Raises Refused."""
    await _challenge(link, key)
    await _answer(link, key, await link.take(lmp.LmpAuRand))
    link.key = key


async def _challenge(link: AclLink, key: bytes) -> None:
    number = link.station.random.randbytes(16)
    link.send(lmp.LmpAuRand(number))
    sres = (await link.take(LmpSres)).authentication_response
    if sres != functions.response(key, bytes(link.peer), number):
        link.send(lmp.LmpDetach(FAILED))
        raise WrongKey


async def _answer(link: AclLink, key: bytes, challenge: lmp.LmpAuRand) -> None:
    link.send(LmpSres(functions.response(key, bytes(link.own), challenge.random_number)))


async def _respond_by_key(link: AclLink, challenge: lmp.LmpAuRand) -> None:
    key = link.key or await _stored_key(link)
    if key is None:
        link.send(not_accepted(Opcode.LMP_AU_RAND, MISSING))
        raise Refused(MISSING)
    await _answer(link, key, challenge)
    await _challenge(link, key)
    link.key = key


class WrongKey(Refused):
    """The peer's answer to the challenge was wrong; this side ends the link (4.2.1.1)."""

    def __init__(self) -> None:
        super().__init__(FAILED)
