"""Legacy pairing by a PIN between two link managers (Core Specification, Vol 2, Part C, 4.2.2)."""

from bumble import hci
from bumble.lmp import Opcode

from pairtui.lab.radio.bredr import functions
from pairtui.lab.radio.bredr.link import AclLink, Refused
from pairtui.lab.radio.bredr.pdus import LmpCombKey, LmpInRand, accepted, not_accepted

MISSING: int = hci.HCI_PIN_OR_KEY_MISSING_ERROR
COMBINATION_KEY = int(hci.LinkKeyType.COMBINATION_KEY)


async def initiate(link: AclLink) -> tuple[bytes, int]:
    """Pair as the initiator; the combination key and its type. Raises Refused. A wrong PIN shows in the challenge."""
    pin = await _pin(link)
    number = link.station.random.randbytes(16)
    link.send(LmpInRand(number))
    await link.answer(Opcode.LMP_IN_RAND)
    return await _combine(link, functions.initialization_key(pin, bytes(link.peer), number))


async def respond(link: AclLink, request: LmpInRand) -> tuple[bytes, int]:
    """Pair as the responder; the combination key and its type. Raises Refused."""
    try:
        pin = await _pin(link)
    except Refused as refusal:
        link.send(not_accepted(Opcode.LMP_IN_RAND, refusal.code))
        raise
    link.send(accepted(Opcode.LMP_IN_RAND))
    return await _combine(link, functions.initialization_key(pin, bytes(link.own), request.random_number))


async def _pin(link: AclLink) -> bytes:
    """The PIN of this side's host. Raises Refused where it gives none."""
    question = hci.HCI_PIN_Code_Request_Event(bd_addr=link.peer)
    yes, no = hci.HCI_PIN_Code_Request_Reply_Command, hci.HCI_PIN_Code_Request_Negative_Reply_Command
    command = await link.ask(question, yes, no)
    if command is None:
        raise Refused(MISSING)
    return bytes(command.pin_code[: command.pin_code_length])


async def _combine(link: AclLink, initial: bytes) -> tuple[bytes, int]:
    """Exchange the masked parts of the combination key (4.2.2.4)."""
    own = link.station.random.randbytes(16)
    link.send(LmpCombKey(functions.xor(own, initial)))
    peer = functions.xor((await link.take(LmpCombKey)).random_number, initial)
    ours = functions.combination_part(own, bytes(link.own))
    theirs = functions.combination_part(peer, bytes(link.peer))
    return functions.xor(ours, theirs), COMBINATION_KEY
