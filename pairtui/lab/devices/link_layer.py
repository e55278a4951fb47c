"""The link layer of a virtual peripheral, with its faults: encryption not taken up, links lost, PHY updates."""

from collections.abc import Callable

from bumble import hci, ll
from bumble.controller import Connection as AirConnection
from bumble.controller import Controller
from bumble.device import Connection

from pairtui.lab.radio.link import RadioLink


class PeripheralController(Controller):  # type: ignore[misc]
    """A controller on `air`; `meets_encryption_request` says each time whether it takes up encryption."""

    def __init__(self, name: str, air: RadioLink, meets_encryption_request: Callable[[], bool]) -> None:
        super().__init__(name, link=air)
        self._meets = meets_encryption_request

    def on_le_encryption_request(self, connection: AirConnection, packet: ll.EncReq) -> None:
        if self._meets():
            super().on_le_encryption_request(connection, packet)


def lose(controller: Controller, connection: Connection, reason: int) -> None:
    """End the LE link for both sides with `reason`, also one that no host can give, such as a supervision timeout."""
    link = controller.find_le_connection_by_handle(connection.handle)
    if link is not None:
        link.send_ll_control_pdu(ll.TerminateInd(reason))
        controller.on_le_disconnected(link, reason)


def update_phy(controller: Controller, air: RadioLink, connection: Connection) -> None:
    """Have both controllers report a change to the 2 Mb/s PHY."""
    other = air.find_le_controller(connection.peer_address)
    ends: list[tuple[Controller, AirConnection | None]] = [
        (controller, controller.find_le_connection_by_handle(connection.handle))
    ]
    if other is not None:
        ends.append((other, other.le_connections.get(connection.self_address)))
    for reporting, end in ends:
        if end is not None:
            reporting.send_hci_packet(
                hci.HCI_LE_PHY_Update_Complete_Event(
                    status=hci.HCI_SUCCESS,
                    connection_handle=end.handle,
                    tx_phy=hci.Phy.LE_2M,
                    rx_phy=hci.Phy.LE_2M,
                )
            )
