"""Zeroes the secrets of a capture in place: HCI, MGMT, and SMP across the fragments of a link."""

from collections.abc import Iterable, Iterator

from pairtui.protocol import smp
from pairtui.report.redact.captures import Kind, Packet
from pairtui.report.redact.layouts import Span, in_command, in_event, in_mgmt_command, in_mgmt_event, in_smp
from pairtui.report.redact.logs import redact_log

_WHERE = {
    Kind.COMMAND: in_command,
    Kind.EVENT: in_event,
    Kind.MGMT_COMMAND: in_mgmt_command,
    Kind.MGMT_EVENT: in_mgmt_event,
}
_CONTINUES = 0b01
_LONGEST_SMP = 4 + 65


def zero(data: bytearray, packets: Iterable[Packet]) -> set[bytes]:
    """Zero every secret of `packets` in `data`; returns the values that were there."""
    found: set[bytes] = set()
    links: dict[object, list[int]] = {}
    for packet in packets:
        if packet.kind is Kind.LOG:
            line, secrets = redact_log(bytes(data[packet.begin : packet.end]))
            data[packet.begin : packet.end] = line
            found |= secrets
        elif packet.kind is Kind.DATA:
            places = _smp_places(data, packet, links)
            found |= _zero_at(data, places, in_smp(bytes(data[place] for place in places)))
        else:
            places = list(range(packet.begin, packet.end))
            found |= _zero_at(data, places, _WHERE[packet.kind](bytes(data[packet.begin : packet.end])))
    return found


def _smp_places(data: bytearray, packet: Packet, links: dict[object, list[int]]) -> list[int]:
    """Where in the file the octets of the SMP PDU stand to which `packet` adds; none for other channels.

    `links` has the places of each link's L2CAP frame so far, its header too, and no more than an SMP PDU can have.
    """
    begin, end = packet.begin + 4, packet.end
    if begin > end:
        return []
    head = data[packet.begin] | data[packet.begin + 1] << 8
    link = (packet.stream, head & 0x0FFF)
    places = links.get(link, []) if (head >> 12) & 0b11 == _CONTINUES else []
    places = [*places, *range(begin, min(end, begin + _LONGEST_SMP - len(places)))]
    links[link] = places
    if len(places) < 5:
        return []
    channel = data[places[2]] | data[places[3]] << 8
    return places[4:] if channel in (smp.CID_LE, smp.CID_BREDR) else []


def _zero_at(data: bytearray, places: list[int], spans: Iterator[Span]) -> set[bytes]:
    found = set()
    for begin, end in spans:
        secret = places[begin:end]
        found.add(bytes(data[place] for place in secret))
        for place in secret:
            data[place] = 0
    return found
