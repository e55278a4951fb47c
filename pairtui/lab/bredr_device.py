"""A BR/EDR host: where this release of Bumble (0.0.236) leaves out what one does, or does it otherwise."""

from collections.abc import Awaitable, Callable
from typing import Any

from bumble import hci
from bumble.core import PhysicalTransport
from bumble.device import Connection
from bumble.hci import Address
from bumble.pairing import PairingConfig
from bumble.utils import AsyncRunner

from pairtui.lab.bumble_workarounds import FixedDevice
from pairtui.pairing.events import PIN_OCTETS

NO_INPUT_NO_OUTPUT = 3


class BrEdrDevice(FixedDevice):
    """A host's device on a dual-mode controller.

    Bumble's takes every connection and every pairing; it cannot confirm between a keyboard and another side where
    neither wants MITM; it gives a PIN only where there is nothing but a keyboard; an answer that is refused leaves it
    with an exception nobody sees. `may_connect` gives the error code for who pages (0: welcome), `may_pair` for a peer
    that begins to pair.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.may_connect: Callable[[Address], int] = lambda _: 0
        self.may_pair: Callable[[Connection], int] = lambda _: 0
        self.key_types: dict[Address, int] = {}

    def bredr_link(self, address: Address) -> Connection | None:
        """The BR/EDR link to a device, where there is one."""
        return self.find_connection_by_bd_addr(address, transport=PhysicalTransport.BR_EDR)

    def on_link_key(self, bd_addr: Address, link_key: bytes, key_type: int) -> None:
        self.key_types[bd_addr] = int(key_type)
        super().on_link_key(bd_addr, link_key, key_type)

    def on_connection_request(self, bd_addr: Address, class_of_device: int, link_type: int) -> None:
        code = self.may_connect(bd_addr)
        if code:
            self._send(hci.HCI_Reject_Connection_Request_Command(bd_addr=bd_addr, reason=code))
        else:
            super().on_connection_request(bd_addr, class_of_device, link_type)

    def on_authentication_io_capability_request(self, bd_addr: Address) -> None:
        connection = self.bredr_link(bd_addr)
        code = self.may_pair(connection) if connection is not None else 0
        if code:
            self._send(hci.HCI_IO_Capability_Request_Negative_Reply_Command(bd_addr=bd_addr, reason=code))
        else:
            super().on_authentication_io_capability_request(bd_addr)

    def on_authentication_user_confirmation_request(self, bd_addr: Address, code: int) -> None:
        """Compare six digits, or agree to a pairing without (Vol 3, Part C, 5.2.2.6)."""

        def question(config: PairingConfig, connection: Connection) -> Awaitable[bool]:
            io, user = config.delegate.classic_io_capability, config.delegate
            peers = connection.pairing_peer_authentication_requirements or 0
            compares = (config.mitm or peers & 1) and NO_INPUT_NO_OUTPUT not in (
                io,
                connection.pairing_peer_io_capability,
            )
            # Linux asks its user whatever the agent can do; a device without a button agrees by itself.
            return user.compare_numbers(code, digits=6) if compares else user.confirm(auto=True)  # type: ignore[no-any-return]

        self._answer(
            bd_addr,
            question,
            lambda _: hci.HCI_User_Confirmation_Request_Reply_Command(bd_addr=bd_addr),
            hci.HCI_User_Confirmation_Request_Negative_Reply_Command(bd_addr=bd_addr),
        )

    def on_authentication_user_passkey_request(self, bd_addr: Address) -> None:
        self._answer(
            bd_addr,
            lambda config, _: config.delegate.get_number(),
            lambda passkey: hci.HCI_User_Passkey_Request_Reply_Command(bd_addr=bd_addr, numeric_value=passkey),
            hci.HCI_User_Passkey_Request_Negative_Reply_Command(bd_addr=bd_addr),
        )

    def on_pin_code_request(self, bd_addr: Address) -> None:
        """Legacy pairing: give the PIN, of 1 to 16 octets."""

        def reply(pin: str) -> hci.HCI_Command:
            octets = pin.encode()[:PIN_OCTETS]
            return hci.HCI_PIN_Code_Request_Reply_Command(
                bd_addr=bd_addr, pin_code_length=len(octets), pin_code=octets.ljust(PIN_OCTETS, b"\0")
            )

        connection = self.bredr_link(bd_addr)
        negative = hci.HCI_PIN_Code_Request_Negative_Reply_Command(bd_addr=bd_addr)
        if connection is not None and self.may_pair(connection):
            self._send(negative)
        else:
            self._answer(bd_addr, lambda config, _: config.delegate.get_string(PIN_OCTETS), reply, negative)

    def _answer(
        self,
        bd_addr: Address,
        question: Callable[[PairingConfig, Connection], Awaitable[Any]],
        positive: Callable[[Any], hci.HCI_Command],
        negative: hci.HCI_Command,
    ) -> None:
        """Ask the user, and send the controller the answer; None and False are a no."""
        connection = self.bredr_link(bd_addr)
        if connection is None:
            return
        config = self.pairing_config_factory(connection)

        async def answer() -> None:
            said = await question(config, connection)
            command = negative if said is None or said is False else positive(said)
            await self.host.send_sync_command_raw(command)

        connection.cancel_on_disconnection(answer())

    def _send(self, command: hci.HCI_Command) -> None:
        async def send() -> None:
            if isinstance(command, hci.HCI_SyncCommand):
                await self.host.send_sync_command_raw(command)
            else:
                await self.host.send_async_command(command)

        AsyncRunner.spawn(send())
