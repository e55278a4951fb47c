"""Link layer control PDUs: what two controllers say to each other (Core Specification, Vol 6, Part B, 2.4.2)."""

from pairtui.protocol.fields import Family, Message, octets, u8, u16, u64

ll = Family("ll", "Core Specification, Vol 6, Part B")


@ll.message(0x00, "LL_CONNECTION_UPDATE_IND")
class ConnectionUpdateInd(Message):
    """The central sets other parameters: interval in 1.25 ms, timeout in 10 ms."""

    window_size: int = u8()
    window_offset: int = u16()
    interval: int = u16()
    latency: int = u16()
    timeout: int = u16()
    instant: int = u16()


@ll.message(0x02, "LL_TERMINATE_IND")
class TerminateInd(Message):
    """The sender ends the link, with an HCI error code."""

    error_code: int = u8()


@ll.message(0x03, "LL_ENC_REQ")
class EncReq(Message):
    """The central starts encryption; Rand and EDIV name the key, both zero for the key of this pairing."""

    rand: int = u64()
    ediv: int = u16()
    skd: bytes = octets(8)
    iv: bytes = octets(4)


@ll.message(0x04, "LL_ENC_RSP")
class EncRsp(Message):
    """The peripheral's part of the session key diversifier."""

    skd: bytes = octets(8)
    iv: bytes = octets(4)


@ll.message(0x05, "LL_START_ENC_REQ")
class StartEncReq(Message):
    """The peripheral has the key: what follows is encrypted."""


@ll.message(0x06, "LL_START_ENC_RSP")
class StartEncRsp(Message):
    """The first encrypted PDU of each side."""


@ll.message(0x07, "LL_UNKNOWN_RSP")
class UnknownRsp(Message):
    """The sender does not know the PDU with this opcode."""

    opcode: int = u8()


@ll.message(0x08, "LL_FEATURE_REQ")
class FeatureReq(Message):
    """The central's features."""

    features: int = u64()


@ll.message(0x09, "LL_FEATURE_RSP")
class FeatureRsp(Message):
    """The features both have."""

    features: int = u64()


@ll.message(0x0A, "LL_PAUSE_ENC_REQ")
class PauseEncReq(Message):
    """The central wants a new session key."""


@ll.message(0x0B, "LL_PAUSE_ENC_RSP")
class PauseEncRsp(Message):
    """Encryption pauses; the central's own is the first PDU in the clear again."""


@ll.message(0x0C, "LL_VERSION_IND")
class VersionInd(Message):
    """What the sender's controller is."""

    version: int = u8()
    company: int = u16()
    subversion: int = u16()


@ll.message(0x0D, "LL_REJECT_IND")
class RejectInd(Message):
    """The last request is refused, with an HCI error code: 0x06 is that the key is missing."""

    error_code: int = u8()


@ll.message(0x0E, "LL_PERIPHERAL_FEATURE_REQ")
class PeripheralFeatureReq(Message):
    """The peripheral's features."""

    features: int = u64()


@ll.message(0x0F, "LL_CONNECTION_PARAM_REQ")
class ConnectionParamReq(Message):
    """Either side proposes parameters."""

    interval_min: int = u16()
    interval_max: int = u16()
    latency: int = u16()
    timeout: int = u16()


@ll.message(0x10, "LL_CONNECTION_PARAM_RSP")
class ConnectionParamRsp(Message):
    """The peripheral's answer."""

    interval_min: int = u16()
    interval_max: int = u16()
    latency: int = u16()
    timeout: int = u16()


@ll.message(0x11, "LL_REJECT_EXT_IND")
class RejectExtInd(Message):
    """The request with opcode `rejected` is refused, with an HCI error code."""

    rejected: int = u8()
    error_code: int = u8()


@ll.message(0x14, "LL_LENGTH_REQ")
class LengthReq(Message):
    """The longest data PDUs the sender takes."""

    max_rx_octets: int = u16()
    max_rx_time: int = u16()
    max_tx_octets: int = u16()
    max_tx_time: int = u16()


@ll.message(0x15, "LL_LENGTH_RSP")
class LengthRsp(Message):
    """The longest data PDUs the answering side takes."""

    max_rx_octets: int = u16()
    max_rx_time: int = u16()
    max_tx_octets: int = u16()
    max_tx_time: int = u16()


@ll.message(0x16, "LL_PHY_REQ")
class PhyReq(Message):
    """PHYs the sender prefers, as bits: 1 LE 1M, 2 LE 2M, 4 LE Coded."""

    tx_phys: int = u8()
    rx_phys: int = u8()


@ll.message(0x17, "LL_PHY_RSP")
class PhyRsp(Message):
    """PHYs the peripheral prefers."""

    tx_phys: int = u8()
    rx_phys: int = u8()


@ll.message(0x18, "LL_PHY_UPDATE_IND")
class PhyUpdateInd(Message):
    """The PHYs from `instant` on; 0 leaves one as it is."""

    central_to_peripheral: int = u8()
    peripheral_to_central: int = u8()
    instant: int = u16()


FROM_CENTRAL = frozenset({0x00, 0x03, 0x08, 0x0A, 0x18})
"""Opcodes that only a central sends."""

FROM_PERIPHERAL = frozenset({0x04, 0x05, 0x0E, 0x10, 0x17})
"""Opcodes that only a peripheral sends."""
