"""The PDUs of the Link Manager Protocol that Bumble's `lmp` lacks (Core Specification, Vol 2, Part C, 5.1)."""

from dataclasses import dataclass, field
from typing import Any

from bumble import hci, lmp
from bumble.lmp import Opcode, Packet


def _pdu(kind: type) -> Any:
    """A PDU that Bumble's decoder knows too, by its fields."""
    return Packet.subclass(dataclass(kind))


@_pdu
class LmpInRand(Packet):  # type: ignore[misc]
    """The initiator's random number of a legacy pairing (4.2.2.1)."""

    opcode = Opcode.LMP_IN_RAND

    random_number: bytes = field(metadata=hci.metadata(16))


@_pdu
class LmpCombKey(Packet):  # type: ignore[misc]
    """One side's part of a combination key, masked by the initialization key (4.2.2.4)."""

    opcode = Opcode.LMP_COMB_KEY

    random_number: bytes = field(metadata=hci.metadata(16))


@_pdu
class LmpSres(Packet):  # type: ignore[misc]
    """The answer to a challenge (4.2.1.1)."""

    opcode = Opcode.LMP_SRES

    authentication_response: bytes = field(metadata=hci.metadata(4))


@_pdu
class LmpEncryptionModeReq(Packet):  # type: ignore[misc]
    """Switch encryption on (1) or off (0) (4.2.5.1)."""

    opcode = Opcode.LMP_ENCRYPTION_MODE_REQ

    encryption_mode: int = field(metadata=hci.metadata(1))


@_pdu
class LmpEncryptionKeySizeReq(Packet):  # type: ignore[misc]
    """A size of the encryption key in octets (4.2.5.2)."""

    opcode = Opcode.LMP_ENCRYPTION_KEY_SIZE_REQ

    key_size: int = field(metadata=hci.metadata(1))


@_pdu
class LmpStartEncryptionReq(Packet):  # type: ignore[misc]
    """Encryption begins, with this random number (4.2.5.3)."""

    opcode = Opcode.LMP_START_ENCRYPTION_REQ

    random_number: bytes = field(metadata=hci.metadata(16))


@_pdu
class LmpStopEncryptionReq(Packet):  # type: ignore[misc]
    """Encryption ends (4.2.5.4)."""

    opcode = Opcode.LMP_STOP_ENCRYPTION_REQ


def accepted(opcode: Opcode) -> Packet:
    """The acceptance of a PDU, in the form its opcode has (5.1)."""
    return lmp.LmpAcceptedExt(opcode & 0xFF) if opcode >> 8 else lmp.LmpAccepted(opcode)


def not_accepted(opcode: Opcode, code: int) -> Packet:
    """The refusal of a PDU with an error code, in the form its opcode has (5.1)."""
    return lmp.LmpNotAcceptedExt(opcode & 0xFF, code) if opcode >> 8 else lmp.LmpNotAccepted(opcode, code)


def answers(packet: object, opcode: Opcode) -> bool:
    """Whether `packet` accepts or refuses a PDU with `opcode`."""
    match packet:
        case lmp.LmpAccepted(response) | lmp.LmpNotAccepted(response, _):
            return bool(response == opcode)
        case lmp.LmpAcceptedExt(response) | lmp.LmpNotAcceptedExt(response, _):
            return bool(opcode >> 8 and response == opcode & 0xFF)
    return False
