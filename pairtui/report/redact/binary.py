"""Zeroes the secrets of a capture in place: HCI, MGMT, and SMP across the fragments of a link."""

from collections.abc import Callable, Iterable, Iterator

from pairtui.protocol.messages import smp
from pairtui.report.redact.air import Overheard
from pairtui.report.redact.captures import Kind, Packet
from pairtui.report.redact.logs import redact_log
from pairtui.report.redact.secret_fields import Span, in_command, in_event, in_mgmt_command, in_mgmt_event, in_smp
from pairtui.report.redact.secrets import Secrets

Layout = Callable[[bytes], Iterator[Span]]

_WHERE: dict[Kind, Layout] = {
    Kind.COMMAND: in_command,
    Kind.EVENT: in_event,
    Kind.MGMT_COMMAND: in_mgmt_command,
    Kind.MGMT_EVENT: in_mgmt_event,
}
_CONTINUES = 0b01
_LONGEST_SMP = 4 + 65


def zero(original: bytes, clean: bytearray, packets: Iterable[Packet], found: Secrets) -> None:
    """Zero in `clean`, a copy of `original`, every secret of its `packets`; adds to `found` what was there."""
    links: dict[object, list[int]] = {}
    air = Overheard()
    for packet in packets:
        if packet.kind is Kind.LOG:
            clean[packet.begin : packet.end] = redact_log(original[packet.begin : packet.end], found)
            continue
        if packet.kind is Kind.AIR:
            messages: list[tuple[list[int], Layout]] = [(places, in_smp) for places in air.smp_places(original, packet)]
        elif packet.kind is Kind.DATA:
            messages = [(_smp_places(original, packet, links), in_smp)]
        else:
            messages = [(list(range(packet.begin, packet.end)), _WHERE[packet.kind])]
        for places, where in messages:
            _zero_at(original, clean, places, where(bytes(original[place] for place in places)), found)


def _smp_places(data: bytes, packet: Packet, links: dict[object, list[int]]) -> list[int]:
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


def _zero_at(original: bytes, clean: bytearray, places: list[int], spans: Iterator[Span], found: Secrets) -> None:
    for begin, end in spans:
        secret = places[begin:end]
        if len(secret) == end - begin:
            found.add_octets(bytes(original[place] for place in secret))
        for place in secret:
            clean[place] = 0
