"""Where a virtual controller's packets go to the kernel, through /dev/vhci."""

import os
from contextlib import suppress

from bumble.transport.common import StreamPacketSink


class KernelSink:
    """Hands packets to the kernel as `sink` does, and outlasts one that nobody takes.

    Linux refuses (ENXIO) what comes while the adapter is down, the answer to a last command for instance. asyncio would
    close the file then, and the adapter be gone.
    """

    def __init__(self, sink: StreamPacketSink) -> None:
        self._file = sink.transport.get_extra_info("pipe")

    def on_packet(self, packet: bytes) -> None:
        """Hand over one packet."""
        with suppress(OSError):
            os.write(self._file.fileno(), packet)
