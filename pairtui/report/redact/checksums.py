"""The check sums of link layer packets whose octets were changed."""

from collections.abc import Iterable

from pairtui.report.redact.captures import Kind, Packet

SIZE = 3
"""Octets of a link layer packet's check sum, behind its payload."""

_POLYNOMIAL = 0xDA6000  # Vol 6, Part B, 3.1.1, least significant bit first


def correct(original: bytes, changed: bytearray, packets: Iterable[Packet]) -> None:
    """Give each changed packet off the air the check sum that fits it; one that was wrong stays as wrong as it was.

    The sum is linear, so that the change of the octets gives the change of the sum, whatever the connection's initial
    value (`CRCInit`) is. Packets of which the capture holds no check sum are left alone.
    """
    for packet in packets:
        if packet.kind is not Kind.AIR or packet.end - packet.begin < 2:
            continue
        behind = packet.begin + 2 + original[packet.begin + 1]
        if behind + SIZE > packet.end or original[packet.begin : packet.end] == changed[packet.begin : packet.end]:
            continue
        pairs = zip(original[packet.begin : behind], changed[packet.begin : behind], strict=True)
        was = int.from_bytes(original[behind : behind + SIZE], "little")
        changed[behind : behind + SIZE] = (was ^ _remainder(old ^ new for old, new in pairs)).to_bytes(SIZE, "little")


def _remainder(octets: Iterable[int]) -> int:
    """The check sum of `octets` with an initial value of zero."""
    register = 0
    for octet in octets:
        register ^= octet
        for _ in range(8):
            register = register >> 1 ^ (_POLYNOMIAL if register & 1 else 0)
    return register
