"""The LE meta events that a pairing needs (Core Specification, Vol 4, Part E, 7.7.65)."""

from pairtui.protocol.fields import Family, Message, bd_addr, u8, u16, u64

le_events = Family("LE meta event", "Core Specification, Vol 4, Part E")


@le_events.message(0x01, "LE Connection Complete")
class LeConnectionComplete(Message):
    """An LE link is up, or failed (7.7.65.1)."""

    status: int = u8()
    handle: int = u16()
    role: int = u8()
    address_type: int = u8()
    address: str = bd_addr()
    interval: int = u16()
    latency: int = u16()
    timeout: int = u16()


@le_events.message(0x03, "LE Connection Update Complete")
class LeConnectionUpdateComplete(Message):
    """New connection parameters (7.7.65.3)."""

    status: int = u8()
    handle: int = u16()
    interval: int = u16()
    latency: int = u16()
    timeout: int = u16()


@le_events.message(0x04, "LE Read Remote Features Complete")
class LeRemoteFeatures(Message):
    """What the peer's link layer can do (7.7.65.4)."""

    status: int = u8()
    handle: int = u16()
    features: int = u64()


@le_events.message(0x05, "LE Long Term Key Request")
class LeLongTermKeyRequest(Message):
    """The central starts encryption; Rand and EDIV name the key (7.7.65.5)."""

    handle: int = u16()
    rand: int = u64()
    ediv: int = u16()


@le_events.message(0x0A, "LE Enhanced Connection Complete")
class LeEnhancedConnectionComplete(Message):
    """As LE Connection Complete, with resolvable private addresses (7.7.65.10)."""

    status: int = u8()
    handle: int = u16()
    role: int = u8()
    address_type: int = u8()
    address: str = bd_addr()
    local_rpa: str = bd_addr()
    peer_rpa: str = bd_addr()
    interval: int = u16()
    latency: int = u16()
    timeout: int = u16()


@le_events.message(0x0C, "LE PHY Update Complete")
class LePhyUpdateComplete(Message):
    """The PHY changed, or did not (7.7.65.12)."""

    status: int = u8()
    handle: int = u16()
    tx_phy: int = u8()
    rx_phy: int = u8()
