"""A host that hands advertisements on without decoding them twice: in a crowd they are nearly all there is."""

from collections.abc import Callable
from typing import Any

from bumble.hci import Address
from bumble.host import Host
from bumble.snoop import Snooper

from pairtui.protocol.streams.advertisers import advertising_reports, extended_reports
from pairtui.protocol.streams.hci import H4_EVENT, LE_ADVERTISING_REPORT, LE_EXTENDED_ADVERTISING_REPORT

LE_META_EVENT = 0x3E

Heard = Callable[[Address, int | None, bytes], None]
"""Called with address, strength in dBm and data of each advertisement."""


class ScanningHost(Host):  # type: ignore[misc]
    """A Bumble host whose advertising reports go to `heard` only."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.on_report: Heard | None = None

    def on_packet(self, packet: bytes) -> None:
        """One H4 packet of the controller."""
        kind = packet[3] if len(packet) > 3 and packet[0] == H4_EVENT and packet[1] == LE_META_EVENT else 0
        if kind not in (LE_ADVERTISING_REPORT, LE_EXTENDED_ADVERTISING_REPORT):
            super().on_packet(packet)
        elif self.ready:
            if self.snooper:
                self.snooper.snoop(packet, Snooper.Direction.CONTROLLER_TO_HOST)
            reports = advertising_reports if kind == LE_ADVERTISING_REPORT else extended_reports
            for report in reports(packet[4:]):
                if self.on_report is not None and report.address_type is not None:
                    public = report.address_type == "public"
                    address = Address(
                        report.address, Address.PUBLIC_DEVICE_ADDRESS if public else Address.RANDOM_DEVICE_ADDRESS
                    )
                    self.on_report(address, report.rssi, report.data)
