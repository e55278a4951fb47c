"""What this release of Bumble (0.0.236) does differently from a controller, a link and a peer that can be trusted."""

import asyncio
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any

from bumble import ll, lmp, smp
from bumble.controller import Controller
from bumble.core import PhysicalTransport
from bumble.crypto import EccKey
from bumble.device import Device
from bumble.hci import (
    HCI_LE_EXTENDED_CREATE_CONNECTION_COMMAND,
    Address,
    HCI_Command,
    HCI_ErrorCode,
    HCI_LE_Connection_Complete_Event,
    HCI_StatusReturnParameters,
    LeFeatureMask,
)
from bumble.link import LocalLink

from pairtui.protocol.messages import smp as pdus
from pairtui.protocol.values import Malformed, Unknown

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class FixedLink(LocalLink):  # type: ignore[misc]
    """The link between controllers.

    LocalLink keeps its controllers in a set, whose order differs from run to run; it gives the sender's random
    address as the source of every ACL packet, where a connection may have been made from the public one; and it raises
    an error for a packet that nobody hears.
    """

    def __init__(self) -> None:
        super().__init__()
        self.controllers: list[Controller] = []

    def add_controller(self, controller: Controller) -> None:
        """Put a controller on the link."""
        self.controllers.append(controller)

    def send_ll_control_pdu(self, sender_address: Address, receiver_address: Address, packet: ll.ControlPdu) -> None:
        """Carry one packet of the link layer, or lose it."""
        if self.find_le_controller(receiver_address) is not None:
            super().send_ll_control_pdu(sender_address, receiver_address, packet)

    def send_acl_data(
        self, sender: Controller, destination: Address, transport: PhysicalTransport, data: bytes
    ) -> None:
        """Carry one ACL packet from `sender` to the controller that has the address `destination`."""
        connection = sender.le_connections.get(destination)
        target = self.find_le_controller(destination)
        if transport == PhysicalTransport.LE and connection and target:
            loop = asyncio.get_running_loop()
            loop.call_soon(target.on_link_acl_data, connection.self_address, transport, data)
        else:
            super().send_acl_data(sender, destination, transport, data)

    def send_lmp_packet(self, sender: Controller, receiver_address: Address, packet: lmp.Packet) -> None:
        """Carry one packet of the link manager, or lose it."""
        if self.find_classic_controller(receiver_address) is not None:
            super().send_lmp_packet(sender, receiver_address, packet)


class FixedController(Controller):  # type: ignore[misc]
    """A virtual controller.

    Bumble's takes LE Create Connection Cancel, yet goes on connecting, and never informs the host that it stopped; a
    reset leaves it scanning, connecting and connected; it offers extended advertising, and then leaves out the events
    that hosts wait for at each connection.
    """

    pending_le_connection: Any  # the command that waits for its peer, or None
    le_features = Controller.le_features & ~(
        LeFeatureMask.LL_PRIVACY | LeFeatureMask.LE_EXTENDED_ADVERTISING | LeFeatureMask.LE_PERIODIC_ADVERTISING
    )
    supported_commands = Controller.supported_commands - {HCI_LE_EXTENDED_CREATE_CONNECTION_COMMAND}

    def on_hci_reset_command(self, command: HCI_Command) -> HCI_StatusReturnParameters:
        """Reset, without links (Vol 4, Part E, 7.3.2)."""
        self.le_scan_enable = False
        self.pending_le_connection = None
        self.le_legacy_advertiser.stop()
        self.le_connections.clear()
        return super().on_hci_reset_command(command)

    def on_hci_le_create_connection_cancel_command(self, command: HCI_Command) -> HCI_StatusReturnParameters:
        """Stop connecting (Vol 4, Part E, 7.8.13)."""
        asked, self.pending_le_connection = self.pending_le_connection, None
        if asked is None:
            return HCI_StatusReturnParameters(HCI_ErrorCode.COMMAND_DISALLOWED_ERROR)
        gone = HCI_LE_Connection_Complete_Event(
            status=HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
            connection_handle=0,
            role=0,
            peer_address_type=asked.peer_address_type,
            peer_address=asked.peer_address,
            connection_interval=0,
            peripheral_latency=0,
            supervision_timeout=0,
            central_clock_accuracy=0,
        )
        asyncio.get_running_loop().call_soon(self.send_hci_packet, gone)
        return HCI_StatusReturnParameters(HCI_ErrorCode.SUCCESS)


class FixedDevice(Device):  # type: ignore[misc]
    """A host's device.

    Bumble looks for a bonded peer by scanning, without end, before it connects; and a PDU of SMP that it cannot decode
    leaves the session waiting for ever. `private` has the private addresses last heard, by identity address.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.private: dict[Address, Address] = {}

    async def find_peer_by_identity_address(self, identity_address: Address) -> Address:
        """The address that the peer uses now."""
        return self.private.get(identity_address, identity_address)

    def on_smp_pdu(self, connection_handle: int, pdu: bytes) -> None:
        """Take up a PDU; answer one that is too short with Invalid Parameters, and pass over a code there is not."""
        message = pdus.decode(pdu)
        session = self.smp_manager.sessions.get(connection_handle)
        if isinstance(message, Malformed):
            if session is not None and not session.completed:
                session.send_pairing_failed(smp.ErrorCode.INVALID_PARAMETERS)
        elif not isinstance(message, Unknown):
            super().on_smp_pdu(connection_handle, pdu)


class _Passkey(int):
    """A passkey; Bumble takes 000000 for none."""

    def __bool__(self) -> bool:
        return True


class FixedSession(smp.Session):  # type: ignore[misc]
    """An SMP session whose randomness is `random`.

    Bumble takes every random value from the system, so that no two runs show the same number to compare; it answers a
    user's no with Confirm Value Failed, where the specification has Numeric Comparison Failed for it; it never
    shortens a key to the size agreed on; a session that failed would take up the next Pairing Request too; it sends a
    signature key of zeros, and legacy keys with an EDIV and Rand of zero, as if they were not; it fails on the
    passkey 000000; and a PDU that it cannot take up, a public key that is not a point of the curve for one, leaves its
    session waiting for ever, as does a responder over BR/EDR that is to get no keys.
    """

    random: Random

    def distribute_keys(self) -> None:
        """Send the keys; a legacy one has an EDIV and a Rand by which it is asked for (Vol 3, Part H, 2.4.2.3)."""
        if not self.sc:
            self.ltk_ediv = self.random.randrange(1, 1 << 16)
            self.ltk_rand = self.random.randbytes(8)
        super().distribute_keys()
        over_bredr = self.connection.transport == PhysicalTransport.BR_EDR
        if over_bredr and self.is_responder and not self.peer_expected_distributions:
            self.on_peer_key_distribution_complete()

    @property
    def key_size(self) -> int:
        """The size of the keys in octets: the smaller of both offers (Vol 3, Part H, 2.3.4)."""
        offers = [getattr(self, features, None) for features in ("preq", "pres")]
        return min([offer[4] for offer in offers if offer], default=16)

    @property
    def ltk(self) -> bytes:
        """The long term key, least significant octet first, shortened."""
        return _shortened(self._ltk, self.key_size)

    @ltk.setter
    def ltk(self, value: bytes) -> None:
        self._ltk = value

    @property
    def stk(self) -> bytes | None:
        """The short term key of legacy pairing, shortened."""
        return None if self._stk is None else _shortened(self._stk, self.key_size)

    @stk.setter
    def stk(self, value: bytes | None) -> None:
        self._stk = value

    def on_pairing_failure(self, reason: smp.ErrorCode) -> None:
        """The pairing is over, and this session with it."""
        over = self.completed
        super().on_pairing_failure(reason)
        if not over:
            self.on_disconnection(0)

    @property
    def r(self) -> bytes:
        """The random value of this step (Vol 3, Part H, 2.3.5)."""
        return self._r

    @r.setter
    def r(self, value: bytes) -> None:
        # Zeros and out-of-band values are meant; every other value is fresh.
        oob = self.pairing_config.oob
        fresh = any(value) and not (oob and oob.our_context and value == oob.our_context.r)
        self._r = self.random.randbytes(16) if fresh else value

    @property
    def passkey(self) -> int | None:
        """The passkey of this pairing."""
        return self._passkey

    @passkey.setter
    def passkey(self, value: int | None) -> None:
        self._passkey = None if value is None else _Passkey(value)

    def send_command(self, command: smp.SMP_Command) -> None:
        """Send a PDU, if there still is a link for it."""
        if self.manager.device.connections.get(self.connection.handle) is not self.connection:
            return
        if isinstance(command, smp.SMP_Signing_Information_Command):
            command = smp.SMP_Signing_Information_Command(signature_key=self.random.randbytes(16))
        super().send_command(command)
        if isinstance(command, smp.SMP_Pairing_Failed_Command):
            self.on_pairing_failure(command.reason)

    def on_smp_pairing_public_key_command(self, command: smp.SMP_Pairing_Public_Key_Command) -> None:
        """Take the peer's public key, or refuse it (0x08, as Linux does)."""
        try:
            super().on_smp_pairing_public_key_command(command)
        except ValueError:
            self.send_pairing_failed(smp.ErrorCode.UNSPECIFIED_REASON)

    def on_disconnection(self, reason: int) -> None:
        """The link is gone, and the session with it."""
        self.completed = True
        super().on_disconnection(reason)

    def prompt_user_for_number(self, next_steps: Callable[[int], None]) -> None:
        """Have the user type a passkey; who leaves it refuses (0x01)."""

        async def prompt() -> None:
            passkey = await self.pairing_config.delegate.get_number()
            if self.completed:
                return
            if passkey is None:
                self.send_pairing_failed(smp.ErrorCode.PASSKEY_ENTRY_FAILED)
            else:
                next_steps(passkey)

        self.connection.cancel_on_disconnection(prompt())

    def prompt_user_for_confirmation(self, next_steps: Callable[[], None]) -> None:
        self._ask(self.pairing_config.delegate.confirm(), next_steps)

    def prompt_user_for_numeric_comparison(self, code: int, next_steps: Callable[[], None]) -> None:
        """Have the user compare `code`; a no is 0x0C (Vol 3, Part H, 2.3.5.6.2)."""
        self._ask(self.pairing_config.delegate.compare_numbers(code, digits=6), next_steps)

    def _ask(self, answer: Coroutine[None, None, bool], next_steps: Callable[[], None]) -> None:
        async def prompt() -> None:
            agreed = await answer
            if self.completed:
                return
            if agreed:
                next_steps()
            else:
                self.send_pairing_failed(smp.ErrorCode.NUMERIC_COMPARISON_FAILED)

        self.connection.cancel_on_disconnection(prompt())


def _shortened(key: bytes, size: int) -> bytes:
    return key[:size] + bytes(16 - size)


def use_sessions(device: Device, session: type[FixedSession], random: Random) -> None:
    """Have `device` pair in sessions of the class `session`, with a key pair and random values from `random`."""

    def made(*arguments: Any, **named: Any) -> FixedSession:
        new = session.__new__(session)
        new.random = random
        new.__init__(*arguments, **named)  # type: ignore[misc]
        return new

    device.smp_manager.session_proxy = made
    private = random.randrange(1, P256_ORDER)
    device.smp_manager._ecc_key = EccKey.from_private_key_bytes(private.to_bytes(32, "big"))
