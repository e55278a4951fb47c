"""SMP sessions that go wrong on demand.

A peer's `fault` is one of

    reason:NN    answers the Pairing Request with Pairing Failed, reason NN (hex)
    dhkey        a corrupted DHKey Check (the kernel answers 0x0B)
    silent       never answers the Pairing Request
    held         answers it when it has no fault any more
"""

import asyncio
from typing import TYPE_CHECKING

from bumble import smp
from bumble.pairing import PairingDelegate

if TYPE_CHECKING:
    from peripheral import Peripheral

IO_CAPABILITIES = {"none": 3, "display": 0, "yesno": 1, "keyboard": 2, "keyboard_display": 4}


def _flipped(value: bytes) -> bytes:
    return bytes([value[0] ^ 1]) + value[1:]


class PeerUser(PairingDelegate):  # type: ignore[misc]
    """The person at the peer: compares numbers, reads passkeys from its display, types what the gateway shows."""

    def __init__(self, peer: "Peripheral") -> None:
        super().__init__(
            io_capability=PairingDelegate.IoCapability(IO_CAPABILITIES[peer.io]),
            maximum_encryption_key_size=peer.max_key_size,
        )
        self.peer = peer

    async def compare_numbers(self, number: int, digits: int) -> bool:
        """Say yes."""
        self.peer.saw("compares", number)
        return True

    async def get_number(self) -> int | None:
        """The passkey that a test typed by the control operation `type`."""
        self.peer.saw("asked for a passkey")
        return await asyncio.wait_for(self.peer.typed.get(), 25)

    async def display_number(self, number: int, digits: int) -> None:
        """Show the passkey the gateway's user has to type."""
        self.peer.saw("displays", number)

    async def generate_passkey(self) -> int:
        """The passkey this peer shows: always the same one."""
        return self.peer.passkey


class FaultySession(smp.Session):  # type: ignore[misc]
    """An SMP session that follows the specification except for its peer's `fault`."""

    @property
    def peer(self) -> "Peripheral":
        """Whose session this is."""
        peer: Peripheral = self.manager.device.lab_peer
        return peer

    @property
    def fault(self) -> tuple[str, smp.ErrorCode]:
        """The peer's fault, and the reason it gives."""
        kind, _, code = (self.peer.fault or "").partition(":")
        return kind, smp.ErrorCode(int(code or "8", 16))

    async def on_smp_pairing_request_command_async(self, command: smp.SMP_Pairing_Request_Command) -> None:
        """Answer the Pairing Request, refuse it or ignore it."""
        kind, reason = self.fault
        if kind == "reason":
            self.preq = bytes(command)
            self.send_pairing_failed(reason)
        elif kind == "held":
            while self.fault[0] == "held" and self.peer.connection is not None:  # noqa: ASYNC110 - a plain value
                await asyncio.sleep(0.05)
            if self.peer.connection is not None:
                await super().on_smp_pairing_request_command_async(command)
        elif kind != "silent":
            await super().on_smp_pairing_request_command_async(command)

    def send_command(self, command: smp.SMP_Command) -> None:
        """Send `command`, or what the fault makes of it."""
        if isinstance(command, smp.SMP_Pairing_DHKey_Check_Command) and self.fault[0] == "dhkey":
            command = smp.SMP_Pairing_DHKey_Check_Command(dhkey_check=_flipped(command.dhkey_check))
        super().send_command(command)
