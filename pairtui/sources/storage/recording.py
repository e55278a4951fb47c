"""The last of what went over the monitor channel, in a bounded amount of memory."""

from collections import deque
from collections.abc import Iterator

from pairtui.protocol.captures.btsnoop import BtsnoopWriter
from pairtui.protocol.captures.framing import MONITOR, BtsnoopFraming

MOST_OCTETS = 8 << 20
MOST_CONTEXT = 512

_HEADER = 24
_NEW_INDEX, _EVENT, _INDEX_INFO, _NOTE = 0, 3, 10, 12
_LE_META = 0x3E
_ADVERTS = frozenset((0x02, 0x0B, 0x0D))
_INQUIRY_RESULTS = frozenset((0x02, 0x22, 0x2F))
_LINKS = frozenset((0x03, 0x05))
_LE_LINKS = frozenset((0x01, 0x0A))


class Recording:
    """A btsnoop stream (monitor), fed in chunks of any size, from which the last part can be taken.

    Advertisements are left out: a crowd of them would push out everything else. Of what is pushed out, the records
    that name adapters and links are kept.
    """

    def __init__(self, most_octets: int = MOST_OCTETS) -> None:
        self._most = most_octets
        self._size = 0
        # A record in three places and not an object each: the garbage collector would search a hundred thousand of
        # them. `_needed` is whether what follows cannot be read without it.
        self._times: deque[float] = deque()
        self._octets: deque[bytes] = deque()
        self._needed: deque[bool] = deque()
        self._context: deque[bytes] = deque(maxlen=MOST_CONTEXT)
        self._rest = b""
        self._framing = BtsnoopFraming()
        self.cut = False
        """Whether more came than is kept."""

    @property
    def most(self) -> int:
        """How many octets are kept."""
        return self._most

    def begin(self) -> None:
        """A new stream follows, with a header of its own."""
        self._rest, self._framing = b"", BtsnoopFraming()

    def feed(self, chunk: bytes) -> None:
        """Take in what came."""
        data = self._rest + chunk
        at, found = self._framing.next(data, 0)
        while found is not None:
            if found.link_type == MONITOR:
                self._take(data[found.start : found.after], found.time or 0.0)
            at, found = self._framing.next(data, at)
        self._rest = b"" if self._framing.unreadable else data[at:]

    def capture(self, begin: float = float("-inf"), end: float = float("inf")) -> bytes:
        """A btsnoop file of what came from `begin` to `end`, in POSIX seconds, with what is needed to read it.

        No octets where nothing came.
        """
        found = list(self._between(begin, end))
        return b"".join([BtsnoopWriter().header(), *found]) if found else b""

    def records(self, begin: float = float("-inf"), end: float = float("inf")) -> int:
        """How many records that are, without those that only name adapters and links."""
        return sum(begin <= at <= end for at in self._times)

    def _between(self, begin: float, end: float) -> Iterator[bytes]:
        yield from self._context
        for at, octets, needed in zip(self._times, self._octets, self._needed, strict=True):
            if at <= end and (at >= begin or needed):
                yield octets

    def _take(self, octets: bytes, at: float) -> None:
        kind = int.from_bytes(octets[10:12], "big")
        if kind == _EVENT and _advertisement(octets):
            return
        self._times.append(at)
        self._octets.append(octets)
        self._needed.append(kind in (_NEW_INDEX, _INDEX_INFO, _NOTE) or _link(kind, octets))
        self._size += len(octets)
        while self._size > self._most:
            oldest = self._octets.popleft()
            self._times.popleft()
            self.cut = True
            self._size -= len(oldest)
            if self._needed.popleft():
                self._context.append(oldest)


def _advertisement(octets: bytes) -> bool:
    code = octets[_HEADER] if len(octets) > _HEADER else 0
    return code in _INQUIRY_RESULTS or (code == _LE_META and octets[_HEADER + 2 : _HEADER + 3] in _ADVERT_OCTETS)


_ADVERT_OCTETS = frozenset(bytes([code]) for code in _ADVERTS)


def _link(kind: int, octets: bytes) -> bool:
    """Whether it is an event that a link came up or went down."""
    if kind != _EVENT or len(octets) < _HEADER + 3:
        return False
    code = octets[_HEADER]
    return code in _LINKS or (code == _LE_META and octets[_HEADER + 2] in _LE_LINKS)
