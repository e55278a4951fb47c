"""What sniffers of LE write in front of a link layer packet: one frame shape from each link type."""

from dataclasses import dataclass
from struct import Struct

LE_LL, LE_LL_WITH_PHDR, NORDIC_BLE, PPI, USER0 = 251, 256, 272, 192, 147

LINK_TYPES = frozenset({LE_LL, LE_LL_WITH_PHDR, NORDIC_BLE, PPI, USER0})


@dataclass(frozen=True, slots=True)
class Frame:
    """One packet off the air: `pdu` is its header and payload, its check sum where the capture kept it behind.

    `from_central`, `rssi` (dBm) and `clock` (seconds of the sniffer's own fine clock) are None where the capture
    does not say; `decrypted` says that the sniffer undid the encryption; `valid` is False for a wrong check sum.
    """

    access_address: int
    pdu: bytes
    from_central: bool | None = None
    rssi: int | None = None
    clock: float | None = None
    decrypted: bool = False
    valid: bool = True


def frame(link_type: int, packet: bytes) -> Frame | None:
    """The frame in a captured packet of one of `LINK_TYPES`; None where it is cut, or is something else."""
    if link_type == LE_LL_WITH_PHDR:
        return _with_pseudo_header(packet)
    if link_type == NORDIC_BLE:
        return _nordic(packet)
    if link_type == PPI:
        return _ppi(packet)
    return _plain(packet) if len(packet) >= 6 else None


def _plain(packet: bytes) -> Frame:
    return Frame(int.from_bytes(packet[:4], "little"), packet[4:])


_PHDR = Struct("<BbbBIH")


def _with_pseudo_header(packet: bytes) -> Frame | None:
    """LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR: RF channel, powers, reference access address, flags."""
    if len(packet) < _PHDR.size + 6:
        return None
    _, power, _, _, _, flags = _PHDR.unpack_from(packet)
    at = _PHDR.size
    address = int.from_bytes(packet[at : at + 4], "little")
    # On LE Coded PHY the coding indicator stands between access address and header.
    at += 5 if flags >> 14 == 2 else 4
    kind = flags >> 7 & 7
    return Frame(
        address,
        packet[at:],
        from_central={2: True, 3: False}.get(kind),
        rssi=power if flags & 0x0002 else None,
        decrypted=bool(flags & 0x0008),
        valid=not flags & 0x0400 or bool(flags & 0x0800),
    )


def _nordic(packet: bytes) -> Frame | None:
    """LINKTYPE_NORDIC_BLE: board, UART header (version in its third octet from version 1 on), event header, packet."""
    if len(packet) < 23 or packet[3] not in (1, 2, 3):
        return None
    version, packet_id = packet[3], packet[6]
    if packet_id != 0x06 and not (version == 3 and packet_id == 0x02):
        return None
    flags, rssi = packet[8], -packet[10]
    stamp = int.from_bytes(packet[13:17], "little")
    address = int.from_bytes(packet[17:21], "little")
    data = packet_id == 0x06 and address != ADVERTISING_ACCESS_ADDRESS
    at = 22 if flags >> 4 & 7 == 2 else 21
    return Frame(
        address,
        packet[at:],
        from_central=bool(flags & 2) if data else None,
        rssi=rssi,
        clock=stamp / 1e6 if version == 3 else None,
        decrypted=data and flags & 0x0C == 0x0C,
        valid=bool(flags & 1),
    )


ADVERTISING_ACCESS_ADDRESS = 0x8E89BED6
_PPI = Struct("<BBHI")
_PPI_FIELD = Struct("<HH")
_PPI_BTLE = 30006


def _ppi(packet: bytes) -> Frame | None:
    """Per-Packet Information (Ubertooth): its fields, then the packet; field 30006 has clock and signal strength."""
    if len(packet) < _PPI.size:
        return None
    _, _, size, link_type = _PPI.unpack_from(packet)
    if link_type not in (USER0, LE_LL) or not _PPI.size <= size <= len(packet) - 6:
        return None
    clock = rssi = None
    at = _PPI.size
    while at + _PPI_FIELD.size <= size:
        kind, length = _PPI_FIELD.unpack_from(packet, at)
        at += _PPI_FIELD.size
        if kind == _PPI_BTLE and length >= 12 and at + length <= size:
            clock = int.from_bytes(packet[at + 4 : at + 8], "little") / 1e7
            rssi = int.from_bytes(packet[at + 8 : at + 9], "little", signed=True)
        at += length
    plain = _plain(packet[size:])
    return Frame(plain.access_address, plain.pdu, rssi=rssi, clock=clock)
