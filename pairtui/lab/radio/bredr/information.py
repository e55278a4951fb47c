"""What a BR/EDR controller reports of a peer and a link: name, version, clock, strength (Vol 4, Part E, 7.1, 7.5)."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from bumble import hci, lmp
from bumble.hci import Address

from pairtui.lab.radio.bredr.link import Station
from pairtui.lab.radio.bredr.paging import CANCELLED, PAGE_SECONDS
from pairtui.lab.radio.bredr.settings import SLOT_SECONDS

NAME_OCTETS = 248


class Information:
    """Answers the host's questions about peers of `controller`; `listens` is whether one answers a page."""

    def __init__(self, controller: Station, listens: Callable[[Address], bool]) -> None:
        self._controller = controller
        self._listens = listens
        self._asked: dict[Address, asyncio.TimerHandle | None] = {}

    def handlers(self) -> Mapping[type, Callable[[Any], Any]]:
        """What carries out each command, as the controller's own."""
        return {
            hci.HCI_Remote_Name_Request_Command: self._ask_name,
            hci.HCI_Read_Remote_Version_Information_Command: self._then(self._version),
            hci.HCI_Read_Clock_Offset_Command: self._then(
                lambda c: hci.HCI_Read_Clock_Offset_Complete_Event(
                    status=hci.HCI_SUCCESS, connection_handle=c.connection_handle, clock_offset=0
                )
            ),
            hci.HCI_Change_Connection_Packet_Type_Command: self._then(
                lambda c: hci.HCI_Connection_Packet_Type_Changed_Event(
                    status=hci.HCI_SUCCESS, connection_handle=c.connection_handle, packet_type=c.packet_type
                )
            ),
            hci.HCI_Write_Link_Policy_Settings_Command: lambda c: _with_handle(c.connection_handle),
            hci.HCI_Write_Link_Supervision_Timeout_Command: lambda c: _with_handle(c.handle),
            hci.HCI_Read_RSSI_Command: lambda c: hci.HCI_Read_RSSI_ReturnParameters(
                status=hci.HCI_ErrorCode.SUCCESS, handle=c.handle, rssi=0
            ),
        }

    def cancel_name(self, peer: Address) -> int:
        """The status of Remote Name Request Cancel."""
        if peer not in self._asked:
            return CANCELLED
        self._name_known(peer, CANCELLED, b"")
        return int(hci.HCI_SUCCESS)

    def named(self, peer: Address, name: bytes) -> None:
        """The peer sent its name."""
        if peer in self._asked:
            self._name_known(peer, hci.HCI_SUCCESS, name)

    def _ask_name(self, command: hci.HCI_Remote_Name_Request_Command) -> int:
        peer, loop, controller = command.bd_addr, asyncio.get_running_loop(), self._controller
        if controller.connected(peer) or self._listens(peer):
            self._asked[peer] = loop.call_later(PAGE_SECONDS, controller.send, peer, lmp.LmpNameReq(0))
        else:
            wait = controller.settings.page_timeout * SLOT_SECONDS
            self._asked[peer] = loop.call_later(wait, self._name_known, peer, hci.HCI_PAGE_TIMEOUT_ERROR, b"")
        return int(hci.HCI_SUCCESS)

    def _name_known(self, peer: Address, status: int, name: bytes) -> None:
        timer = self._asked.pop(peer, None)
        if timer is not None:
            timer.cancel()
        self._controller.send_event(
            hci.HCI_Remote_Name_Request_Complete_Event(
                status=status, bd_addr=peer, remote_name=name[:NAME_OCTETS].ljust(NAME_OCTETS, b"\0")
            )
        )

    def _then(self, event: Callable[[Any], hci.HCI_Event]) -> Callable[[Any], int]:
        """What carries out a command that `event` answers."""

        def carry_out(command: Any) -> int:
            self._controller.send_event(event(command))
            return int(hci.HCI_SUCCESS)

        return carry_out

    def _version(self, command: hci.HCI_Read_Remote_Version_Information_Command) -> hci.HCI_Event:
        own = self._controller
        return hci.HCI_Read_Remote_Version_Information_Complete_Event(
            status=hci.HCI_SUCCESS,
            connection_handle=command.connection_handle,
            version=own.lmp_version,
            manufacturer_name=own.manufacturer_company_identifier,
            subversion=own.lmp_subversion,
        )


def _with_handle(handle: int) -> Any:
    return hci.HCI_StatusAndConnectionHandleReturnParameters(status=hci.HCI_ErrorCode.SUCCESS, connection_handle=handle)
