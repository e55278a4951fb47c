"""Paging: making a BR/EDR link, and being paged (Vol 4, Part E, 7.1.5 to 7.1.9; Vol 2, Part B, 8.3).

Devices that are out of range, or do not listen for pages, never answer: the page times out.
"""

import asyncio
from dataclasses import dataclass

from bumble import hci, lmp
from bumble.hci import Address
from bumble.lmp import Opcode

from pairtui.lab.radio.bredr.link import Station
from pairtui.lab.radio.bredr.neighbours import Neighbours
from pairtui.lab.radio.bredr.pdus import accepted, not_accepted
from pairtui.lab.radio.bredr.settings import SLOT_SECONDS

PAGE_SECONDS = 0.05
"""How long a page takes that is answered."""

ACL = hci.HCI_Connection_Complete_Event.LinkType.ACL
CANCELLED: int = hci.HCI_UNKNOWN_CONNECTION_IDENTIFIER_ERROR


@dataclass(slots=True)
class _Page:
    """One page under way, of this controller or to it; `timer` ends it."""

    timer: asyncio.TimerHandle | None = None
    ours: bool = True
    wanted: bool = True


class Paging:
    """The pages of one controller, by peer. `refusal` is the error code for whoever pages it (0: its host decides)."""

    def __init__(self, station: Station, neighbours: Neighbours) -> None:
        self.refusal = 0
        self.role_switch = True
        self._station = station
        self._neighbours = neighbours
        self._under_way: dict[Address, _Page] = {}

    def stop(self) -> None:
        """Forget every page."""
        for page in self._under_way.values():
            if page.timer is not None:
                page.timer.cancel()
        self._under_way.clear()

    # ── this controller pages ─────────────────────────────────────────────────────────────────────────────────

    def create(self, peer: Address) -> int:
        """Page `peer`: the status of Create Connection. Connection Complete says how it ended."""
        if self._station.connected(peer):
            return int(hci.HCI_CONNECTION_ALREADY_EXISTS_ERROR)
        if peer in self._under_way:
            return int(hci.HCI_COMMAND_DISALLOWED_ERROR)
        self._page(peer)
        return int(hci.HCI_SUCCESS)

    def cancel(self, peer: Address) -> int:
        """The status of Create Connection Cancel."""
        page = self._page_of(peer, ours=True)
        if page is None:
            connected = self._station.connected(peer)
            return int(hci.HCI_CONNECTION_ALREADY_EXISTS_ERROR if connected else CANCELLED)
        asyncio.get_running_loop().call_soon(self._fail, peer, CANCELLED)
        return int(hci.HCI_SUCCESS)

    def _page(self, peer: Address) -> None:
        loop = asyncio.get_running_loop()
        page = self._under_way[peer] = _Page()
        if self._neighbours.listens(peer):
            page.timer = loop.call_later(PAGE_SECONDS, self._ask, peer)
        else:
            wait = self._station.settings.page_timeout * SLOT_SECONDS
            page.timer = loop.call_later(wait, self._fail, peer, hci.HCI_PAGE_TIMEOUT_ERROR)

    def _ask(self, peer: Address) -> None:
        wait = self._station.settings.accept_timeout * SLOT_SECONDS
        timeout = hci.HCI_CONNECTION_ACCEPT_TIMEOUT_ERROR
        loop = asyncio.get_running_loop()
        self._under_way[peer].timer = loop.call_later(2 * wait, self._fail, peer, timeout)
        self._station.send(peer, lmp.LmpHostConnectionReq())

    def _page_of(self, peer: Address, ours: bool) -> _Page | None:
        page = self._under_way.get(peer)
        return page if page is not None and page.ours is ours else None

    def on_answer(self, peer: Address, code: int) -> None:
        """The peer's host accepted the connection (0), or its controller says why not."""
        page = self._page_of(peer, ours=True)
        if page is None:
            return
        if code:
            self._fail(peer, code)
        else:
            self._made(peer, central=page.wanted)

    def on_switch(self, peer: Address) -> None:
        """The peer wants to be central of the link being made (Vol 2, Part C, 4.4.2)."""
        page = self._under_way.get(peer)
        if page is None:
            return
        if not self.role_switch:
            code = hci.HCI_ROLE_CHANGE_NOT_ALLOWED_ERROR
            self._station.send(peer, not_accepted(Opcode.LMP_SWITCH_REQ, code))
            return
        page.wanted = False
        self._station.send(peer, accepted(Opcode.LMP_SWITCH_REQ))

    # ── this controller is paged ──────────────────────────────────────────────────────────────────────────────

    def on_request(self, peer: Address) -> None:
        """The peer wants a connection."""
        if self.refusal:
            self._station.send(peer, not_accepted(Opcode.LMP_HOST_CONNECTION_REQ, self.refusal))
            return
        wait = self._station.settings.accept_timeout * SLOT_SECONDS
        timer = asyncio.get_running_loop().call_later(wait, self.reject, peer, hci.HCI_CONNECTION_ACCEPT_TIMEOUT_ERROR)
        self._under_way[peer] = _Page(timer, ours=False)
        self._station.send_event(
            hci.HCI_Connection_Request_Event(
                bd_addr=peer, class_of_device=self._neighbours.class_of(peer), link_type=ACL
            )
        )

    def accept(self, peer: Address, central: bool) -> int:
        """The status of Accept Connection Request; as `central` the roles are switched first."""
        page = self._page_of(peer, ours=False)
        if page is None:
            return CANCELLED
        if central:
            page.wanted = False
            self._station.send(peer, lmp.LmpSwitchReq())
        else:
            self._station.send(peer, accepted(Opcode.LMP_HOST_CONNECTION_REQ))
            self._made(peer, central=False)
        return int(hci.HCI_SUCCESS)

    def on_switch_answer(self, peer: Address, code: int) -> None:
        """The pager agreed to be peripheral (0), or did not: then there is no connection."""
        page = self._page_of(peer, ours=False)
        if page is None:
            return
        if code:
            self.reject(peer, code)
        else:
            self._station.send(peer, accepted(Opcode.LMP_HOST_CONNECTION_REQ))
            self._made(peer, central=True)

    def reject(self, peer: Address, code: int) -> int:
        """The status of Reject Connection Request."""
        page = self._page_of(peer, ours=False)
        if page is None:
            return CANCELLED
        self._station.send(peer, not_accepted(Opcode.LMP_HOST_CONNECTION_REQ, code))
        self._fail(peer, code)
        return int(hci.HCI_SUCCESS)

    # ── how it ended ──────────────────────────────────────────────────────────────────────────────────────────

    def _made(self, peer: Address, central: bool) -> None:
        page = self._end(peer)
        link = self._station.establish(peer, central)
        if page is not None and page.ours != central:
            role = hci.Role.CENTRAL if central else hci.Role.PERIPHERAL
            self._station.send_event(hci.HCI_Role_Change_Event(status=hci.HCI_SUCCESS, bd_addr=peer, new_role=role))
        self._station.send_event(_complete(peer, hci.HCI_SUCCESS, link.handle))

    def _fail(self, peer: Address, code: int) -> None:
        if self._end(peer) is not None:
            self._station.send_event(_complete(peer, code, 0))

    def _end(self, peer: Address) -> _Page | None:
        page = self._under_way.pop(peer, None)
        if page is not None and page.timer is not None:
            page.timer.cancel()
        return page


def _complete(peer: Address, status: int, handle: int) -> hci.HCI_Event:
    return hci.HCI_Connection_Complete_Event(
        status=status, connection_handle=handle, bd_addr=peer, link_type=ACL, encryption_enabled=0
    )
