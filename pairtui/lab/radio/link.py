"""The air of the lab: who hears whom, and how strong."""

import asyncio
from random import Random

from bumble import ll
from bumble.controller import Controller
from bumble.hci import HCI_CONNECTION_FAILED_TO_BE_ESTABLISHED_ERROR, Address

from pairtui.lab.bumble_workarounds import FixedController, FixedLink
from pairtui.lab.radio.scanning_host import LE_META_EVENT
from pairtui.protocol.streams.hci import H4_EVENT

STRENGTH = -60
"""dBm at which a device is heard that was given no place."""

FADING = 3
"""dB by which a strength varies, up and down."""


UNANSWERED_SECONDS = 0.3
"""How long a central waits for the first packet of the peripheral: six connection intervals (Vol 6, Part B, 4.5.2)."""


def _not_established(central: Controller, packet: ll.ConnectInd) -> None:
    connection = central.le_connections.get(packet.advertiser_address)
    if connection is not None:
        central.on_le_disconnected(connection, HCI_CONNECTION_FAILED_TO_BE_ESTABLISHED_ERROR)


class RadioLink(FixedLink):
    """A link on which only those who listen hear advertisements, each at the strength of its sender's place."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self._seed = random.random()
        self._strengths: dict[str, int] = {}
        self._fading: dict[str, Random] = {}

    def place(self, address: str, strength: int) -> None:
        """Have the device with `address` (`C0:…`) heard at about `strength` dBm."""
        self._strengths[address.upper()] = strength

    def strength(self, address: Address) -> int:
        """How strong the device is heard this time, in dBm."""
        sender = address.to_string(with_type_qualifier=False)
        # One source for each sender: who is heard first in a turn of the loop differs between versions of Python.
        fading = self._fading.setdefault(sender, Random(f"{sender} {self._seed}"))
        return max(-127, min(20, self._strengths.get(sender, STRENGTH) + fading.randint(-FADING, FADING)))

    def advertise(self, address: Address, data: bytes) -> None:
        """One connectable advertisement of a device that has no controller of its own: it cannot be connected to."""
        self._spread(ll.AdvInd(advertiser_address=address, data=data), None)

    def send_advertising_pdu(self, sender: Controller, packet: ll.AdvertisingPdu) -> None:
        """Spread a packet of the advertising channels; a connection that nobody takes up is lost at once.

        A controller that was taken off the air goes on advertising, and nobody hears it.
        """
        if sender not in self.controllers:
            return
        self._spread(packet, sender)
        if isinstance(packet, ll.ConnectInd) and self.find_le_controller(packet.advertiser_address) is None:
            asyncio.get_running_loop().call_later(UNANSWERED_SECONDS, _not_established, sender, packet)

    def _spread(self, packet: ll.AdvertisingPdu, sender: Controller | None) -> None:
        """A controller that neither scans nor connects is spared the work: with many devices that is nearly all."""
        loop = asyncio.get_running_loop()
        asked = isinstance(packet, ll.ConnectInd)
        for controller in self.controllers:
            if controller is not sender and (asked or controller.le_scan_enable or controller.pending_le_connection):
                loop.call_soon(controller.on_ll_advertising_pdu, packet)


class ScanningController(FixedController):
    """A controller on `air` that reports each advertisement once, at the strength it is heard with."""

    def __init__(self, name: str, air: RadioLink, public_address: str) -> None:
        super().__init__(name, link=air, public_address=Address(public_address, Address.PUBLIC_DEVICE_ADDRESS))
        self._air = air

    def on_advertising_pdu(self, pdu: "ll.AdvInd | ll.AdvExtInd") -> None:
        address = pdu.advertiser_address
        if self.le_scan_enable:
            # LE Advertising Report with one ADV_IND (Vol 4, Part E, 7.7.65.2), without the cost of Bumble's classes.
            strength = self._air.strength(address) & 0xFF
            head = bytes([0x02, 1, 0, address.address_type]) + bytes(address) + bytes([len(pdu.data)])
            report = head + pdu.data + bytes([strength])
            packet = bytes([H4_EVENT, LE_META_EVENT, len(report)]) + report
            if self.hci_sink is not None:
                asyncio.get_running_loop().call_soon(self.hci_sink.on_packet, packet)
        waiting = self.pending_le_connection
        if waiting is not None and waiting.peer_address == address:
            self.create_le_connection(address)
