"""The framing that a capture needs, by its kind."""

from collections.abc import Callable

from pairtui.protocol.captures.framing import BtsnoopFraming, Framing, PcapFraming
from pairtui.protocol.captures.packetlogger_framing import PacketLoggerFraming
from pairtui.protocol.captures.pcapng_framing import PcapngFraming

FRAMINGS: dict[str, Callable[[], Framing]] = {
    "btsnoop": BtsnoopFraming,
    "pcap": PcapFraming,
    "pcapng": PcapngFraming,
    "packetlogger": PacketLoggerFraming,
}
"""By what `detect.kind` calls the capture."""
