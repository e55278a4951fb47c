"""The pixels of a PNG picture, for tests that look whether a cell has ink."""

import struct
import zlib


class Picture:
    """A PNG of 8 bits per channel, not interlaced, with or without alpha."""

    def __init__(self, png: bytes) -> None:
        at, data = 8, b""
        while at < len(png):
            length, kind = struct.unpack_from(">I4s", png, at)
            body = png[at + 8 : at + 8 + length]
            if kind == b"IHDR":
                self.width, self.height, depth, colours, _, _, interlaced = struct.unpack(">IIBBBBB", body)
                assert (depth, interlaced) == (8, 0)
                self._channels = {2: 3, 6: 4}[colours]
            elif kind == b"IDAT":
                data += body
            at += 12 + length
        self._rows = self._unfiltered(zlib.decompress(data))

    def _unfiltered(self, data: bytes) -> list[bytearray]:
        stride, step, rows = self.width * self._channels, self._channels, []
        before = bytearray(stride)
        for y in range(self.height):
            kind, *_ = data[y * (stride + 1) : y * (stride + 1) + 1]
            row = bytearray(data[y * (stride + 1) + 1 : (y + 1) * (stride + 1)])
            for x in range(stride):
                left = row[x - step] if x >= step else 0
                corner = before[x - step] if x >= step else 0
                row[x] = (row[x] + _predicted(kind, left, before[x], corner)) & 255
            rows.append(row)
            before = row
        return rows

    def contrast(self, left: float, top: float, right: float, bottom: float) -> int:
        """The largest difference between two pixels of this part, in any of the colours."""
        part = [
            tuple(self._rows[y][x * self._channels : x * self._channels + 3])
            for y in range(round(top), round(bottom))
            for x in range(round(left), round(right))
        ]
        differences: list[int] = [max(colour) - min(colour) for colour in zip(*part, strict=True)]
        return max(differences)


def _predicted(kind: int, left: int, above: int, corner: int) -> int:
    """What a filter of PNG (its specification, 9.2) adds to a byte."""
    if kind == 4:
        paeth = left + above - corner
        nearest: int = min((left, above, corner), key=lambda value: abs(paeth - value))
        return nearest
    return (0, left, above, (left + above) // 2)[kind]
