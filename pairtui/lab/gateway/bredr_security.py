"""Pairing and encryption of the gateway's BR/EDR links, as Linux and BlueZ do it."""

import asyncio
from collections.abc import Callable

from bumble import core, hci
from bumble.device import Connection
from bumble.hci import Address
from bumble.pairing import PairingConfig

from pairtui.knowledge.codes.dbus import PAIR_ERRORS
from pairtui.knowledge.codes.hci import mgmt_status
from pairtui.knowledge.key_types import link_key
from pairtui.lab.bredr_device import BrEdrDevice
from pairtui.lab.gateway.bonds import LabBond
from pairtui.lab.gateway.bredr_user import BrEdrGatewayUser
from pairtui.lab.gateway.host import USER_ENDED
from pairtui.lab.gateway.settings import SC_ONLY
from pairtui.lab.gateway.user_pairings import PairingContext, UserPairings
from pairtui.lab.radio.bredr.link import Refused
from pairtui.sources.cancellation import cancelling
from pairtui.sources.errors import BLUEZ_FAILED, LEVEL_NOT_REACHED, ActionError

AES_CCM = 2
PAGE_SECONDS = 30.0
NOT_ALLOWED: int = hci.HCI_PAIRING_NOT_ALLOWED_ERROR
BELOW_LEVEL: int = hci.HCI_AUTHENTICATION_FAILURE_ERROR

_WHY = {
    0x04: "page-timeout",
    0x06: "key-missing",
    0x07: "memory-allocation",
    0x08: "timeout",
    0x09: "concurrent-connection-limit",
    0x0B: "already-connected",
    0x0C: "busy",
    **dict.fromkeys((0x0D, 0x0E, 0x0F), "refused"),
    0x10: "timeout",
    **dict.fromkeys((0x13, 0x14, 0x15), "aborted-by-remote"),
    0x16: "aborted-by-local",
    **dict.fromkeys((0x19, 0x1E, 0x20, 0x21, 0x22, 0x23, 0x24), "lmp-protocol-error"),
}
"""What BlueZ says of a connection that failed, by the controller's error code (src/error.c, kernel bt_to_errno)."""


class BrEdrSecurity(UserPairings):
    """Brings BR/EDR links to a level. `class_of` gives a device's class of device."""

    def __init__(self, context: PairingContext, class_of: Callable[[Address], int]) -> None:
        super().__init__(context)
        self._device: BrEdrDevice = context.gateway.device
        self._class_of = class_of
        self._levels: dict[Address, int] = {}  # what the procedure under way, begun here, has to reach
        self._device.may_pair = self._may_pair

    def attach(self, connection: Connection) -> None:
        """Take up what happens on a new link."""
        connection.on("link_key", lambda: self._paired(connection))

    def bond(self, address: Address) -> LabBond | None:
        return self._gateway.bonds.bredr_worth.get(str(address))

    # ── asked for by the user ─────────────────────────────────────────────────────────────────────────────────

    async def _stop(self, address: Address) -> None:
        link = self._device.bredr_link(address)
        if link is not None:
            await self._gateway.hang_up(link, hci.HCI_AUTHENTICATION_FAILURE_ERROR)

    async def _pair(self, address: Address, level: int) -> Connection:
        try:
            connection = await self._page(address)
            await self._secure(connection, level)
        except Refused as refusal:
            await self._gateway.bonds.delete_link_key(str(address))  # a pairing that failed leaves no bond
            raise _pair_error(refusal.code) from None
        return connection

    async def connect(self, address: Address) -> Connection:
        """The link to a device, made where there is none. Raises ActionError."""
        try:
            return await self._page(address)
        except Refused as refusal:
            raise ActionError(BLUEZ_FAILED, f"br-connection-{_WHY.get(refusal.code, 'unknown')}") from None

    async def reach(self, connection: Connection, level: int) -> None:
        """Bring a link to `level`: with the stored key where that is worth it, else by pairing. Raises ActionError."""
        if self.level(connection) >= level:
            return
        bond = self.bond(connection.peer_address)
        if bond is not None and bond.level < level:
            await self._gateway.bonds.delete_link_key(str(connection.peer_address))
        try:
            await self._secure(connection, level)
        except Refused as refusal:
            raise _pair_error(refusal.code) from None
        if (reached := self.level(connection)) < level:
            raise ActionError(LEVEL_NOT_REACHED, f"level {level} was asked for, and the bond has level {reached}")

    async def encrypt(self, connection: Connection) -> None:
        """Encrypt with the stored key. Raises ActionError, and the link is closed."""
        if connection.encryption:
            return
        try:
            await self._secure(connection, 2)
        except Refused as refusal:
            raise ActionError(BLUEZ_FAILED, f"br-connection-{_WHY.get(refusal.code, 'unknown')}") from None

    # ── procedures ────────────────────────────────────────────────────────────────────────────────────────────

    async def _page(self, address: Address) -> Connection:
        """The link to a device, made where there is none. Raises Refused."""
        self._gateway.check_powered()
        existing = self._device.bredr_link(address)
        if existing is not None:
            return existing
        try:
            return await self._device.connect_classic(address, timeout=PAGE_SECONDS)
        except core.ConnectionError as error:
            raise Refused(int(error.error_code)) from None
        except hci.HCI_Error as error:
            raise Refused(int(error.error_code)) from None
        except core.TimeoutError:
            raise Refused(hci.HCI_PAGE_TIMEOUT_ERROR) from None

    async def _secure(self, connection: Connection, level: int) -> None:
        """Authenticate, with a pairing where no key is stored, and encrypt. Raises Refused, and the link is closed."""
        address, ends = connection.peer_address, list[int]()
        self._levels[address] = level
        connection.once("disconnection", ends.append)
        try:
            await self._device.authenticate(connection)
            await self._device.encrypt(connection)
            await self._check(connection)
        except hci.HCI_Error as error:
            await self._gateway.hang_up(connection, _reason(int(error.error_code)))
            raise Refused(int(error.error_code)) from None
        except asyncio.CancelledError:
            if connection.handle in self._device.connections or cancelling():
                raise
            raise Refused(ends[-1] if ends else USER_ENDED) from None
        finally:
            self._levels.pop(address, None)
            self._prompts.pairing_ended(self._key_of(address))

    async def _check(self, connection: Connection) -> None:
        """What Linux makes sure of once the link is encrypted (net/bluetooth/hci_event.c). Raises Refused."""
        command = hci.HCI_Read_Encryption_Key_Size_Command(connection_handle=connection.handle)
        size = int((await self._device.send_sync_command(command)).key_size)
        if size < self._gateway.settings["min-key-size"]:
            await self._gateway.hang_up(connection)
            raise Refused(BELOW_LEVEL)
        secure = self.level(connection) == 4 and connection.encryption == AES_CCM
        if self._gateway.settings["secure-connections"] == SC_ONLY and not secure:
            await self._gateway.hang_up(connection, hci.HCI_AUTHENTICATION_FAILURE_ERROR)
            raise Refused(BELOW_LEVEL)
        self._key_size_known(connection, size)

    def _key_size_known(self, connection: Connection, size: int) -> None:
        """Report what the key is worth, now that its size is known."""
        name = str(connection.peer_address)
        bond = self._gateway.bonds.bredr_worth.get(name)
        if bond is not None:
            weak = bond.level == 4 and (size < 16 or connection.encryption != AES_CCM)
            bond = LabBond(3 if weak else bond.level, size, bond.key_type)
            self._gateway.bonds.bredr_worth[name] = bond
            self._bonded(connection, bond, True)

    # ── what comes of it ──────────────────────────────────────────────────────────────────────────────────────

    def _paired(self, connection: Connection) -> None:
        """A new link key: it is stored by the device already."""
        kind = self._device.key_types[connection.peer_address]
        bond = LabBond(link_key(kind).level or 2, 16, link_key(kind).words)
        self._gateway.bonds.bredr_worth[str(connection.peer_address)] = bond
        if connection.peer_address not in self._levels:  # this gateway's own are reported once the link is encrypted
            self._bonded(connection, bond, True)

    def _may_pair(self, connection: Connection) -> int:
        """What Linux refuses: a pairing that the peer began, where this gateway is not bondable."""
        began = connection.peer_address in self._levels
        return 0 if began or self._gateway.settings["bondable"] else NOT_ALLOWED

    def config(self, connection: Connection) -> PairingConfig:
        """How to pair on this link."""
        address = connection.peer_address
        key, level = self._key_of(address), self._levels.get(address, 2)
        common = (key, level, self._gateway.settings, self._prompts, self._new_passkey, self._shown)
        return self._config_of(BrEdrGatewayUser(*common, address in self._levels, self._class_of(address)))


def _pair_error(code: int) -> ActionError:
    name = PAIR_ERRORS.get(mgmt_status(code), "AuthenticationFailed")
    text = "Page Timeout" if name == "ConnectionAttemptFailed" else ""
    return ActionError(f"org.bluez.Error.{name}", text or "".join(c if c.islower() else f" {c}" for c in name).strip())


def _reason(code: int) -> int:
    """The reason with which this host disconnects after `code` (Linux: a failed authentication, else the user)."""
    failed = (hci.HCI_AUTHENTICATION_FAILURE_ERROR, hci.HCI_PIN_OR_KEY_MISSING_ERROR)
    return hci.HCI_AUTHENTICATION_FAILURE_ERROR if code in failed else USER_ENDED
