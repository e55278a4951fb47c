"""The links of each adapter while they last, and which of them a record belongs to."""

from dataclasses import replace

from pairtui.pairing.events import Link
from pairtui.protocol.messages import hci, mgmt
from pairtui.protocol.record import LinkPdu
from pairtui.protocol.values import address_text, resolvable

_LOST = -1

_LAST_HANDLE = 0x0EFF
"""The highest connection handle (Vol 4, Part E, 5.4.2); a higher one stands for a handle that a text lost."""


class Links:
    """Fed with every record about a link, in order; keeps those that are up, by adapter and handle."""

    def __init__(self) -> None:
        self._links: dict[tuple[str | None, int], Link] = {}
        self._incoming: set[str] = set()
        self._asked: dict[tuple[str | None, int], Link] = {}
        self._named: dict[str | None, set[Link]] = {}

    def of_pdu(self, adapter: str | None, frame: LinkPdu) -> Link:
        """The link that carried a PDU of SMP, ATT or L2CAP."""
        if frame.handle is not None:
            self._number(adapter, frame.handle)
        key = (adapter, _LOST if frame.handle is None else frame.handle)
        link = self._links.get(key)
        if link is None and frame.handle is None and len(self._links) == 1:
            return next(iter(self._links.values()))
        if link is None:
            link = Link(adapter, frame.handle, frame.address, None, frame.transport or "le")
            link = self._links[key] = link if frame.address else self._by_name(link)
        elif link.address is None and frame.address is not None:
            link = self._links[key] = replace(link, address=frame.address)
        if frame.transport is not None and frame.transport != link.transport:
            link = self._links[key] = replace(link, transport=frame.transport)
        return link

    def of_mgmt(self, adapter: str | None, message: object) -> Link | None:
        """The link a management message speaks of: that with its address, or the only one whose address is not known.

        A log of the kernel names the identity address in management messages while the link has a resolvable one.
        """
        address = getattr(message, "address", None)
        if not isinstance(address, str) or not address:
            return self._only(adapter) if address == "" else None
        kind = mgmt.ADDRESS_TYPE.get(getattr(message, "address_type", -1))
        transport = "bredr" if kind == "bredr" else "le"
        mine = [(key, link) for key, link in self._links.items() if link.adapter in (adapter, None) or adapter is None]
        for _, link in mine:
            if link.address == address:
                return link
        nameless = [(key, link) for key, link in mine if link.address is None]
        if len(nameless) == 1 and len(mine) == 1:
            key, link = nameless[0]
            link = replace(link, address=address, address_type=None if kind == "bredr" else kind, transport=transport)
            self._links[key] = link
            return link
        private = [link for _, link in mine if link.address_type == "random" and resolvable(link.address or "")]
        if len(private) == 1 and transport == "le" and not resolvable(address):
            return private[0]
        link = Link(adapter, None, address, None if kind == "bredr" else kind, transport)
        if isinstance(message, _OF_A_LINK):
            self._name(link)
        elif isinstance(message, mgmt.DeviceDisconnected):
            self._named.pop(adapter, None)
        return link

    def _name(self, link: Link) -> None:
        """A device has a link whose handle is not known yet."""
        named = self._named.setdefault(link.adapter, set())
        if len(named) < 2:
            named.add(link)

    def _by_name(self, link: Link) -> Link:
        """A link of which only the handle is known, with the address of the one device that must have it."""
        named = self._named.pop(link.adapter, set())
        if len(named) != 1:
            return link
        (known,) = named
        # A handle alone does not show the transport, so "le" stands for either.
        return replace(known, handle=link.handle) if link.transport in ("le", known.transport) else link

    def of_hci(self, adapter: str | None, message: object) -> Link | None:
        """The link that a message of HCI is about, None where it is about none; what it changes is so from then on."""
        match message:
            case hci.LeConnectionComplete() | hci.LeEnhancedConnectionComplete():
                return self._le_connected(adapter, message)
            case hci.ConnectionComplete():
                return self._bredr_connected(adapter, message)
            case hci.ConnectionRequest():
                self._incoming.add(message.address)
                return Link(adapter, None, message.address, None, "bredr", "peripheral")
            case hci.LeCreateConnection() | hci.LeExtendedCreateConnection():
                kind = {0: "public", 1: "random"}.get(message.address_type & 1)
                link = Link(adapter, None, message.address, kind, "le", "central")
                self._asked[adapter, message.CODE] = link
                return link
            case hci.CreateConnection():
                link = Link(adapter, None, message.address, None, "bredr", "central")
                self._asked[adapter, message.CODE] = link
                return link
            case hci.LeCreateConnectionCancel():
                asked = (hci.LeCreateConnection.CODE, hci.LeExtendedCreateConnection.CODE)
                return next((self._asked[adapter, code] for code in asked if (adapter, code) in self._asked), None)
            case hci.CommandStatus() | hci.CommandComplete():
                return self._returned(adapter, message) or self._asked.get((adapter, message.opcode))
            case hci.DisconnectionComplete():
                self._number(adapter, message.handle)
                key = (adapter, message.handle)
                if message.handle > _LAST_HANDLE and len(self._links) == 1:
                    (key,) = self._links
                if message.status:
                    return self._links.get(key)
                return self._links.pop(key, None) or self._by_name(Link(adapter, message.handle))
            case hci.Reset():
                self._links.clear()
                self._named.clear()
                return None
        handle = getattr(message, "handle", None)
        if isinstance(handle, int):
            return self.with_handle(adapter, handle, message)
        address = getattr(message, "address", None)
        if isinstance(address, str):
            link = self._of_address(adapter, address) if address else self._only(adapter)
            if isinstance(message, _OF_A_LINK) and link.handle is None and address:
                self._name(link)
            if (code := getattr(message, "CODE", None)) in hci.OF_A_DEVICE:
                self._asked[adapter, code] = link
            return link
        return None

    def _of_address(self, adapter: str | None, address: str) -> Link:
        """The link with this address, of a message that only BR/EDR has."""
        known = [link for link in self._links.values() if link.address == address]
        known.sort(key=lambda link: link.transport != "bredr")  # both transports may have a link to it
        return known[0] if known else self._its_handle(Link(adapter, None, address, None, "bredr"))

    def _only(self, adapter: str | None) -> Link:
        """The link of a message that lost its address: the one there is, else one that nothing names."""
        known = {link for link in self._links.values() if adapter in (link.adapter, None)}
        known = known or {link for at, named in self._named.items() if adapter in (at, None) for link in named}
        return known.pop() if len(known) == 1 else Link(adapter, None, None, None, "bredr")

    def _its_handle(self, link: Link) -> Link:
        """A link of which only the address is known, with the handle of the one link that must be it."""
        mine = [(key, other) for key, other in self._links.items() if key[0] == link.adapter]
        if len(mine) != 1 or mine[0][1].address is not None or mine[0][1].transport != "bredr":
            return link
        key, nameless = mine[0]
        self._links[key] = replace(nameless, address=link.address)
        return self._links[key]

    def _returned(self, adapter: str | None, message: object) -> Link | None:
        """The link whose address a command of BR/EDR's pairing returns after its status; a text may have masked it."""
        if not isinstance(message, hci.CommandComplete) or message.opcode not in hci.OF_A_DEVICE:
            return None
        octets = message.returns[1:7]
        if len(octets) == 6:
            return self._of_address(adapter, address_text(octets))
        if len(self._links) == 1:
            return next(iter(self._links.values()))
        return self._asked.get((adapter, message.opcode), Link(adapter, None, transport="bredr"))

    def with_handle(self, adapter: str | None, handle: int, message: object) -> Link:
        """The link with this handle; it is up from now on where it was not known."""
        if handle > _LAST_HANDLE and len(self._links) == 1:
            return next(iter(self._links.values()))
        self._number(adapter, handle)
        key = (adapter, handle)
        if key not in self._links:
            bredr = isinstance(
                message, hci.AuthenticationComplete | hci.AuthenticationRequested | hci.SetConnectionEncryption
            )
            self._links[key] = self._by_name(Link(adapter, handle, transport="bredr" if bredr else "le"))
        if type(message) in _COMMANDS_WITH_HANDLE:
            self._asked[adapter, _COMMANDS_WITH_HANDLE[type(message)]] = self._links[key]
        return self._links[key]

    def _number(self, adapter: str | None, handle: int) -> None:
        """Give a link whose handle a text lost the handle that turns up, where it is the only one."""
        lost = (adapter, _LOST)
        if (adapter, handle) not in self._links and lost in self._links:
            self._links[adapter, handle] = replace(self._links.pop(lost), handle=handle)

    def _le_connected(
        self, adapter: str | None, message: "hci.LeConnectionComplete | hci.LeEnhancedConnectionComplete"
    ) -> Link:
        role = hci.ROLE.get(message.role, "unknown")
        kind = {0: "public", 1: "random", 2: "public", 3: "random"}.get(message.address_type)
        # A text may have lost the address, and with it the type.
        handle = message.handle if message.handle <= _LAST_HANDLE else None
        link = Link(adapter, handle, message.address or None, kind if message.address else None, "le", role)
        if message.status == 0:
            self._links[adapter, _LOST if handle is None else handle] = link
            return link
        asked = self._asked.get((adapter, hci.LeCreateConnection.CODE))
        if message.address == "00:00:00:00:00:00" and asked is not None:
            return asked
        return replace(link, handle=None)

    def _bredr_connected(self, adapter: str | None, message: hci.ConnectionComplete) -> Link:
        asked = self._asked.get((adapter, hci.CreateConnection.CODE))
        role = "central" if asked is not None and asked.address in (message.address, None, "") else "unknown"
        if message.address in self._incoming:
            role = "peripheral"
        self._incoming.discard(message.address)
        link = Link(adapter, message.handle, message.address or None, None, "bredr", role)
        if message.status:
            return replace(link, handle=None)
        if message.link_type == 1:
            self._links[adapter, message.handle] = link
        return link


_OF_A_LINK = (
    mgmt.DeviceConnected,
    mgmt.UserConfirmationRequest,
    mgmt.UserPasskeyRequest,
    mgmt.PasskeyNotify,
    mgmt.PinCodeRequest,
    hci.LinkKeyRequest,
    hci.LinkKeyNotification,
    hci.IoCapabilityRequest,
    hci.IoCapabilityResponse,
    hci.UserConfirmationRequest,
    hci.UserPasskeyRequest,
    hci.UserPasskeyNotification,
    hci.PinCodeRequest,
)
"""Messages that name a device by its address while it has a link."""

_COMMANDS_WITH_HANDLE: dict[type, int] = {
    cls: code for code, cls in hci.commands.by_code.items() if any(name == "handle" for name, _ in cls.WIRES)
}
