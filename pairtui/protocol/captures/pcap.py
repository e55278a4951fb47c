"""The pcap capture format, either byte order, micro- or nanoseconds."""

from pairtui.protocol.captures.framing import PcapFraming
from pairtui.protocol.captures.reader import CaptureReader


class PcapReader(CaptureReader):
    """Decodes a pcap capture; a `protocol.reader.Reader`."""

    def __init__(self) -> None:
        super().__init__(PcapFraming())
