"""Whole L2CAP PDUs from the fragments of ACL packets, per link and direction."""

from pairtui.protocol.record import Direction

MAX_PDU = 4096
"""Far above any PDU on a channel we read (SMP 65, ATT 517 octets); longer ones are not kept."""

MAX_OPEN = 256
"""Unfinished PDUs at a time; the oldest goes first."""

CHANNELS = frozenset({0x0001, 0x0004, 0x0005, 0x0006, 0x0007})
"""Channels whose PDUs are read: signalling, ATT, LE signalling, SMP, SMP over BR/EDR."""


class Reassembler:
    """Fragments in, whole PDUs out; memory is bounded by `MAX_OPEN` and `MAX_PDU`.

    A start replaces what was unfinished. A continuation that nothing started, or that is longer than what was
    announced, is counted in `lost` and dropped. PDUs on channels that are not read are passed over, not counted.
    """

    def __init__(self) -> None:
        self.lost = 0
        # The octets still to come, the channel, and what came; None for a PDU that is passed over.
        self._open: dict[tuple[int | None, int, Direction], tuple[int, int, bytes | None]] = {}

    @property
    def idle(self) -> bool:
        """Whether no PDU waits for its continuation."""
        return not self._open

    def start(
        self, adapter: int | None, handle: int, direction: Direction, fragment: bytes
    ) -> tuple[int, bytes] | None:
        """The first fragment of a PDU: its channel and octets if it is whole already."""
        key = (adapter, handle, direction)
        if self._open.pop(key, None) is not None:
            self.lost += 1
        if len(fragment) < 4:
            self.lost += 1
            return None
        size = fragment[0] | fragment[1] << 8
        cid = fragment[2] | fragment[3] << 8
        missing = size + 4 - len(fragment)
        if cid not in CHANNELS or size > MAX_PDU:
            if missing > 0:
                self._keep(key, (missing, cid, None))
            return None
        if missing > 0:
            self._keep(key, (missing, cid, fragment[4:]))
            return None
        return cid, fragment[4 : 4 + size]

    def go_on(
        self, adapter: int | None, handle: int, direction: Direction, fragment: bytes
    ) -> tuple[int, bytes] | None:
        """A continuation: the PDU's channel and octets if this was its last."""
        key = (adapter, handle, direction)
        found = self._open.pop(key, None)
        if found is None:
            self.lost += 1
            return None
        missing, cid, octets = found
        missing -= len(fragment)
        if missing < 0:
            self.lost += 1
            return None
        whole = None if octets is None else octets + fragment
        if missing:
            self._open[key] = (missing, cid, whole)
            return None
        return None if whole is None else (cid, whole)

    def unfinished(self, adapter: int | None, handle: int, direction: Direction) -> bool:
        """Whether a PDU of this link waits for its continuation."""
        return (adapter, handle, direction) in self._open

    def forget(self, adapter: int | None, handle: int) -> None:
        """The link ended, or a new one has its handle: what was unfinished never ends."""
        for direction in (Direction.SENT, Direction.RECEIVED):
            self._open.pop((adapter, handle, direction), None)

    def forget_adapter(self, adapter: int | None) -> None:
        """The controller was reset or went away, with all its links."""
        for key in [key for key in self._open if key[0] == adapter]:
            del self._open[key]

    def _keep(self, key: tuple[int | None, int, Direction], found: tuple[int, int, bytes | None]) -> None:
        if len(self._open) >= MAX_OPEN:
            del self._open[next(iter(self._open))]
        self._open[key] = found
