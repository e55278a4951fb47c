"""The HCI traffic of a Bumble host as events, through the decoder and the tracer that btmon's capture goes through."""

from collections.abc import Callable

from bumble.snoop import Snooper

from pairtui.pairing.events import Event
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.captures.btsnoop import BtsnoopReader, BtsnoopWriter
from pairtui.protocol.streams.hci import H4_ACL, H4_COMMAND, H4_EVENT
from pairtui.protocol.streams.monitor import ACL_RX, ACL_TX, COMMAND_PKT, EVENT_PKT
from pairtui.sources.storage.recording import Recording

_OPCODES = {
    (H4_COMMAND, Snooper.Direction.HOST_TO_CONTROLLER): COMMAND_PKT,
    (H4_EVENT, Snooper.Direction.CONTROLLER_TO_HOST): EVENT_PKT,
    (H4_ACL, Snooper.Direction.HOST_TO_CONTROLLER): ACL_TX,
    (H4_ACL, Snooper.Direction.CONTROLLER_TO_HOST): ACL_RX,
}


class HciTrace(Snooper):  # type: ignore[misc]
    """Takes each packet as it passes, with the time of `clock` (POSIX seconds).

    Its events go to `emit`, its octets into the `recording`.
    """

    def __init__(self, emit: Callable[[Event], None], clock: Callable[[], float], recording: Recording) -> None:
        self._emit = emit
        self._clock = clock
        self._recording = recording
        recording.begin()
        self._writer = BtsnoopWriter()
        self._reader = BtsnoopReader()
        self._tracer = Tracer()
        self._take(self._writer.header())

    def snoop(self, packet: bytes, direction: Snooper.Direction) -> None:
        """One H4 packet between host and controller."""
        opcode = _OPCODES.get((packet[0], direction))
        if opcode is not None:
            self._take(self._writer.monitor_record(self._clock(), 0, opcode, packet[1:]))

    def _take(self, octets: bytes) -> None:
        self._recording.feed(octets)
        for record in self._reader.feed(octets):
            for event in self._tracer.feed(record):
                self._emit(event)
