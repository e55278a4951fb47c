"""The pcapng capture format (draft-ietf-opsawg-pcapng): sections, interfaces, packets."""

from pairtui.protocol.captures.pcapng_framing import PcapngFraming
from pairtui.protocol.captures.reader import CaptureReader


class PcapngReader(CaptureReader):
    """Decodes a pcapng capture; a `protocol.reader.Reader`."""

    def __init__(self) -> None:
        super().__init__(PcapngFraming())
