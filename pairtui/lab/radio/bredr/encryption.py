"""Encryption of a BR/EDR link with its link key (Core Specification, Vol 2, Part C, 4.2.5)."""

from dataclasses import dataclass

from bumble import hci
from bumble.lmp import Opcode

from pairtui.lab.radio.bredr.link import SECURE_CONNECTIONS, AclLink, Refused
from pairtui.lab.radio.bredr.pdus import (
    LmpEncryptionKeySizeReq,
    LmpEncryptionModeReq,
    LmpStartEncryptionReq,
    LmpStopEncryptionReq,
    accepted,
    not_accepted,
)

E0, AES_CCM = 1, 2
_UNSUPPORTED: int = hci.HCI_UNSUPPORTED_LMP_OR_LL_PARAMETER_VALUE_ERROR


@dataclass(slots=True)
class KeySizes:
    """The sizes of encryption keys that a controller agrees to, in octets. Linux looks at what was agreed by itself."""

    least: int = 1
    most: int = 16


async def initiate(link: AclLink, on: bool, sizes: KeySizes) -> None:
    """What Set Connection Encryption asks for; the host hears how it ended. Raises Refused."""
    try:
        if link.key is None:
            raise Refused(hci.HCI_PIN_OR_KEY_MISSING_ERROR)
        if on and not link.encryption:
            link.send(LmpEncryptionModeReq(1))
            await link.answer(Opcode.LMP_ENCRYPTION_MODE_REQ)
            link.key_size = await _agree(link, sizes)
            link.send(LmpStartEncryptionReq(link.station.random.randbytes(16)))
            await link.answer(Opcode.LMP_START_ENCRYPTION_REQ)
            link.encryption = _mode(link)
        elif not on and link.encryption:
            link.send(LmpStopEncryptionReq())
            await link.answer(Opcode.LMP_STOP_ENCRYPTION_REQ)
            link.encryption = 0
    except Refused as refusal:
        _changed(link, refusal.code)
        raise
    _changed(link)


async def respond(link: AclLink, request: "LmpEncryptionModeReq | LmpStopEncryptionReq", sizes: KeySizes) -> None:
    """Answer the peer that switches encryption on or off. Raises Refused."""
    if isinstance(request, LmpStopEncryptionReq):
        link.encryption = 0
        link.send(accepted(Opcode.LMP_STOP_ENCRYPTION_REQ))
        _changed(link)
        return
    if link.key is None:
        link.send(not_accepted(Opcode.LMP_ENCRYPTION_MODE_REQ, hci.HCI_PIN_OR_KEY_MISSING_ERROR))
        raise Refused(hci.HCI_PIN_OR_KEY_MISSING_ERROR)
    link.send(accepted(Opcode.LMP_ENCRYPTION_MODE_REQ))
    link.key_size = await _agree_to(link, sizes)
    await link.take(LmpStartEncryptionReq)
    link.encryption = _mode(link)
    link.send(accepted(Opcode.LMP_START_ENCRYPTION_REQ))
    _changed(link)


def _mode(link: AclLink) -> int:
    """AES-CCM where both link managers and both hosts have Secure Connections, else E0."""
    return AES_CCM if link.both(SECURE_CONNECTIONS) and link.station.uses_aes_ccm(link.peer) else E0


async def _agree(link: AclLink, sizes: KeySizes) -> int:
    """Propose sizes, from the longest down. Raises Refused where there is none for both."""
    size = sizes.most
    while True:
        link.send(LmpEncryptionKeySizeReq(size))
        try:
            await link.answer(Opcode.LMP_ENCRYPTION_KEY_SIZE_REQ)
        except Refused as refusal:
            size -= 1
            if refusal.code != _UNSUPPORTED or size < sizes.least:
                raise
        else:
            return size


async def _agree_to(link: AclLink, sizes: KeySizes) -> int:
    """Refuse sizes until one fits. Raises Refused where the peer gives up."""
    while True:
        size = int((await link.take(LmpEncryptionKeySizeReq)).key_size)
        if sizes.least <= size <= sizes.most:
            link.send(accepted(Opcode.LMP_ENCRYPTION_KEY_SIZE_REQ))
            return size
        link.send(not_accepted(Opcode.LMP_ENCRYPTION_KEY_SIZE_REQ, _UNSUPPORTED))
        if size <= 1 or size < sizes.least:
            raise Refused(_UNSUPPORTED)


def _changed(link: AclLink, status: int = hci.HCI_SUCCESS) -> None:
    link.send_event(
        hci.HCI_Encryption_Change_Event(
            status=status, connection_handle=link.handle, encryption_enabled=link.encryption
        )
    )
