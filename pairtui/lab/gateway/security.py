"""Pairing and encryption of the gateway's links."""

import asyncio
from collections.abc import Mapping

from bumble import core, hci, smp
from bumble.device import Connection
from bumble.hci import Address
from bumble.pairing import PairingConfig

from pairtui.lab.devices.label import of_label
from pairtui.lab.devices.peripheral import Peripheral
from pairtui.lab.gateway.bonds import LabBond
from pairtui.lab.gateway.host import UNREACHABLE
from pairtui.lab.gateway.smp_session import GatewaySession, GatewayUser
from pairtui.lab.gateway.user_pairings import PairingContext, UserPairings
from pairtui.sources.cancellation import cancelling
from pairtui.sources.errors import BLUEZ_ATTEMPT_FAILED, BLUEZ_AUTHENTICATION_FAILED, BLUEZ_FAILED, ActionError

ENCRYPT_SECONDS = 30.0


class LinkSecurity(UserPairings):
    """Brings LE links to a level. `peripherals` are those whose labels the user can read, by address."""

    def __init__(self, context: PairingContext, peripherals: Mapping[str, Peripheral]) -> None:
        super().__init__(context)
        self._peripherals = peripherals
        self._levels: dict[int, int] = {}  # by connection handle: what the pairing under way has to reach

    def attach(self, connection: Connection) -> None:
        """Answer what comes over a new link."""
        connection.on("security_request", lambda wanted: self._requested(connection, wanted))
        connection.on("pairing", lambda _keys: self._paired(connection))

    def bond(self, address: Address) -> LabBond | None:
        return self._gateway.bonds.worth.get(str(address))

    async def connect(self, address: Address) -> Connection:
        """The LE link to a device, made where there is none. Raises ActionError."""
        return await self._gateway.connect(address)

    # ── asked for by the user ─────────────────────────────────────────────────────────────────────────────────

    async def _stop(self, address: Address) -> None:
        connection = self._gateway.link(address)
        if connection is None:
            await self._gateway.stop_connecting()
        else:
            session = self._gateway.device.smp_manager.sessions.get(connection.handle)
            if session is not None and not session.completed:
                session.send_pairing_failed(smp.ErrorCode.UNSPECIFIED_REASON)
            await self._gateway.hang_up(connection, hci.HCI_AUTHENTICATION_FAILURE_ERROR)

    async def _pair(self, address: Address, level: int) -> Connection:
        try:
            connection = await self._gateway.connect(address)
        except ActionError as error:
            if error.name != BLUEZ_FAILED:
                raise
            raise ActionError(BLUEZ_ATTEMPT_FAILED, "Page Timeout") from error
        await self.secure(connection, level)
        return connection

    async def secure(self, connection: Connection, level: int) -> None:
        """Pair on a link, so that the key is worth `level`. Raises ActionError, and the link is closed."""
        self._levels[connection.handle] = level
        try:
            await self._gateway.device.pair(connection)
        except (core.BaseBumbleError, hci.HCI_Error) as error:
            await self._gateway.hang_up(connection, hci.HCI_AUTHENTICATION_FAILURE_ERROR)
            raise ActionError(BLUEZ_AUTHENTICATION_FAILED, "Authentication Failed") from error
        except asyncio.CancelledError:
            if connection.handle in self._gateway.device.connections or cancelling():
                raise
            raise ActionError(BLUEZ_AUTHENTICATION_FAILED, "Authentication Failed") from None
        finally:
            self._levels.pop(connection.handle, None)
            self._prompts.pairing_ended(self._key_of(connection.peer_address))

    async def encrypt(self, connection: Connection) -> None:
        """Encrypt with the stored key. Raises ActionError, and the link is closed."""
        if connection.is_encrypted:
            return
        try:
            await asyncio.wait_for(self._gateway.device.encrypt(connection), ENCRYPT_SECONDS)
        except (core.BaseBumbleError, hci.HCI_Error, TimeoutError) as error:
            await self._gateway.hang_up(connection, hci.HCI_AUTHENTICATION_FAILURE_ERROR)
            raise ActionError(BLUEZ_FAILED, UNREACHABLE) from error
        except asyncio.CancelledError:
            if connection.handle in self._gateway.device.connections or cancelling():
                raise
            raise ActionError(BLUEZ_FAILED, "le-connection-abort-by-remote") from None

    async def reach(self, connection: Connection, level: int) -> None:
        """Bring a link to `level`: by the stored key where it is worth that, else by a new pairing. Raises ActionError.

        As peripheral this side can only ask for it (Security Request).
        """
        if self.level(connection) >= level:
            return
        if connection.role == hci.Role.PERIPHERAL:
            await self._ask_for(connection, level)
            return
        bond = self.bond(connection.peer_address)
        if bond is not None and bond.level >= level:
            await self.encrypt(connection)
        else:
            await self.secure(connection, level)

    async def _ask_for(self, connection: Connection, level: int) -> None:
        self._levels[connection.handle] = level
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def ended(reached: bool) -> None:
            if not done.done():
                done.set_result(reached)

        connection.once("connection_encryption_change", lambda: ended(True))
        connection.once("pairing_failure", lambda _reason: ended(False))
        connection.once("disconnection", lambda _reason: ended(False))
        self._gateway.device.request_pairing(connection)
        try:
            if not await asyncio.wait_for(done, ENCRYPT_SECONDS):
                raise ActionError(BLUEZ_AUTHENTICATION_FAILED, "Authentication Failed")
        except TimeoutError:
            raise ActionError(BLUEZ_AUTHENTICATION_FAILED, "the device did not answer the Security Request") from None
        finally:
            self._levels.pop(connection.handle, None)

    # ── asked for by the peer ─────────────────────────────────────────────────────────────────────────────────

    def _requested(self, connection: Connection, wanted: int) -> None:
        """A Security Request, which is for peripherals: use the stored key, or pair (Vol 3, Part H, 2.4.6)."""
        session = self._gateway.device.smp_manager.sessions.get(connection.handle)
        if session is not None and not session.completed:
            return
        if connection.role == hci.Role.PERIPHERAL:
            self._refuse(connection, smp.ErrorCode.COMMAND_NOT_SUPPORTED)
            return
        if wanted & smp.AuthReq.BONDING and not self._gateway.settings["bondable"]:
            self._refuse(connection, smp.ErrorCode.PAIRING_NOT_SUPPORTED)
            return
        level = 3 if wanted & smp.AuthReq.MITM else 2
        connection.cancel_on_disconnection(self._quietly(connection, level))

    def _refuse(self, connection: Connection, reason: smp.ErrorCode) -> None:
        """Answer what began no pairing."""
        refusal = smp.SMP_Pairing_Failed_Command(reason=reason)
        self._gateway.device.smp_manager.send_command(connection, refusal)

    async def _quietly(self, connection: Connection, level: int) -> None:
        """What the peer asked for: the trace shows how it ended."""
        bond = self.bond(connection.peer_address)
        try:
            if bond is not None and (bond.level >= level or connection.is_encrypted):
                await self.encrypt(connection)
            else:
                await self.secure(connection, 2)
        except ActionError:
            return

    def _paired(self, connection: Connection) -> None:
        session: GatewaySession = self._gateway.device.smp_manager.sessions[connection.handle]
        bond = LabBond(session.level, session.key_size)
        if session.bonding:
            self._gateway.bonds.worth[str(connection.peer_address)] = bond
            if session.link_key is not None:  # derived for the other transport (Vol 3, Part H, 2.4.2.4)
                self._gateway.bonds.bredr_worth[str(connection.peer_address)] = bond
        else:
            self._gateway.bonds.all_keys.pop(str(connection.peer_address), None)
        self._bonded(connection, bond, session.bonding)

    def config(self, connection: Connection) -> PairingConfig:
        """How to pair on this link."""
        settings = self._gateway.settings
        level = self._levels.get(connection.handle, 2)
        key = self._key_of(connection.peer_address)
        user = GatewayUser(key, level, settings, self._prompts, self._new_passkey, self._shown)
        kinds = PairingConfig.AddressType
        return self._config_of(
            user,
            identity_address_type=kinds.RANDOM if settings["identity-address"] else kinds.PUBLIC,
            oob=self._oob(connection.peer_address) if settings["oob"] else None,
        )

    def _oob(self, address: Address) -> PairingConfig.OobConfig:
        """Out-of-band data that this gateway takes for the peer's: what its label says, where it has one."""
        own = of_label(self._gateway.device)
        peer = self._peripherals.get(address.to_string(with_type_qualifier=False))
        if peer is not None and peer.member.oob:
            label = of_label(peer.device)
            return PairingConfig.OobConfig(own.our_context, label.our_context.share(), label.legacy_context)
        wrong = smp.OobSharedData(c=self._random.randbytes(16), r=self._random.randbytes(16))
        return PairingConfig.OobConfig(own.our_context, wrong, own.legacy_context)
