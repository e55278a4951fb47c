"""SMP sessions that go wrong on demand.

A peer's `fault` is one of

    reason:NN             answers the Pairing Request with Pairing Failed, reason NN (hex)
    reason-among-keys:NN  sends its LTK, then Pairing Failed in place of the other keys
    reason-after-keys:NN  sends Pairing Failed when the keys of both sides have been exchanged
    confirm               a corrupted Pairing Confirm        (the kernel answers 0x04)
    dhkey                 a corrupted DHKey Check            (the kernel answers 0x0B)
    pubkey                a point that is not on the curve   (the kernel answers 0x08)
    reject_number         its user says that the numbers differ        (0x0C)
    no_passkey            its user cancels the passkey entry           (0x01)
    wrong_passkey         its user mistypes the passkey
    silent                never answers the Pairing Request
    drop                  disconnects after its Pairing Response
"""

import asyncio
from collections.abc import Callable
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
        """Say yes; a no is `reject_number`, because Bumble answers a delegate's no with the wrong reason."""
        self.peer.saw("compares", number)
        return True

    async def get_number(self) -> int | None:
        """The passkey that a test typed by the control operation `type`; None cancels."""
        self.peer.saw("asked for a passkey")
        if self.peer.fault == "no_passkey":
            return None
        number = await asyncio.wait_for(self.peer.typed.get(), 25)
        return (number + 1) % 1_000_000 if self.peer.fault == "wrong_passkey" else number

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
        """Answer the Pairing Request, refuse it, ignore it, or go away after the answer."""
        kind, reason = self.fault
        if kind == "reason":
            self.preq = bytes(command)
            self.send_pairing_failed(reason)
        elif kind != "silent":
            await super().on_smp_pairing_request_command_async(command)
            if kind == "drop":
                await self.connection.disconnect()

    def prompt_user_for_numeric_comparison(self, code: int, next_steps: Callable[[], None]) -> None:
        """Compare the numbers, or say that they differ."""
        if self.fault[0] == "reject_number":
            self.peer.saw("rejects", code)
            self.send_pairing_failed(smp.ErrorCode.NUMERIC_COMPARISON_FAILED)
        else:
            super().prompt_user_for_numeric_comparison(code, next_steps)

    def on_peer_key_distribution_complete(self) -> None:
        """All keys of the initiator are here: done, or refuse them."""
        kind, reason = self.fault
        if kind == "reason-after-keys":
            self.send_pairing_failed(reason)
        else:
            super().on_peer_key_distribution_complete()

    def send_command(self, command: smp.SMP_Command) -> None:
        """Send `command`, or what the fault makes of it."""
        kind, reason = self.fault
        match command:
            case smp.SMP_Pairing_Confirm_Command() if kind == "confirm":
                command = smp.SMP_Pairing_Confirm_Command(confirm_value=_flipped(command.confirm_value))
            case smp.SMP_Pairing_DHKey_Check_Command() if kind == "dhkey":
                command = smp.SMP_Pairing_DHKey_Check_Command(dhkey_check=_flipped(command.dhkey_check))
            case smp.SMP_Pairing_Public_Key_Command() if kind == "pubkey":
                command = smp.SMP_Pairing_Public_Key_Command(
                    public_key_x=_flipped(command.public_key_x), public_key_y=command.public_key_y
                )
            case smp.SMP_Identity_Information_Command() if kind == "reason-among-keys":
                self.send_pairing_failed(reason)
                return
            case smp.SMP_Identity_Address_Information_Command() if kind == "reason-among-keys":
                return
        super().send_command(command)
