"""SMP of a virtual peripheral: the specification's, but for the faults of its member."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from bumble import smp
from bumble.device import Connection
from bumble.pairing import PairingConfig, PairingDelegate

from pairtui.lab.bumble_workarounds import FixedSession
from pairtui.lab.member import CODES, Fault, Member
from pairtui.protocol.messages.smp import IO_BY_LABEL

NAMES = {code: name for name, code in CODES.items()}
DIGIT_SECONDS = 0.25
"""How long the person at a peripheral takes for one digit."""

_WITH_A_VALUE = (
    smp.SMP_Pairing_Confirm_Command,
    smp.SMP_Pairing_Random_Command,
    smp.SMP_Pairing_DHKey_Check_Command,
    smp.SMP_Pairing_Public_Key_Command,
)
"""The PDUs that can be spoilt, by a bit of their first value."""


class Peer(Protocol):
    """What a session asks of the peripheral whose session it is."""

    member: Member
    report: Callable[[str], None]

    def faults_at(self, point: str) -> list[Fault]:
        """The faults that happen at `point` this time."""

    async def apply(self, connection: Connection, fault: Fault) -> None:
        """Apply `fault` to the link: end it, or start a PHY update."""

    async def passkey_to_type(self) -> int | str:
        """The passkey or the PIN that its user has read from the gateway's screen."""

    def new_passkey(self) -> int:
        """The passkey it shows in this pairing."""

    def show(self, what: str) -> None:
        """Have its display say `what`."""


class PeerUser(PairingDelegate):  # type: ignore[misc]
    """What the peripheral offers, and its display."""

    def __init__(self, peer: Peer) -> None:
        member = peer.member
        super().__init__(
            io_capability=PairingDelegate.IoCapability(IO_BY_LABEL[member.io]),
            local_initiator_key_distribution=int(member.initiator_keys),
            local_responder_key_distribution=int(member.responder_keys),
            maximum_encryption_key_size=member.key_size,
        )
        self.peer = peer

    async def generate_passkey(self) -> int:
        return self.peer.new_passkey()

    async def display_number(self, number: int, digits: int) -> None:
        self.peer.show(f"{number:06}")


class PeerSession(FixedSession):
    """An SMP session that follows the specification except for the faults of its member."""

    peer_ltk: bytes | None

    def __init__(self, manager: smp.Manager, connection: Connection, config: PairingConfig, is_initiator: bool) -> None:
        super().__init__(manager, connection, config, is_initiator)
        self.peer: Peer = config.delegate.peer
        self.keypress = self.peer.member.keypress
        self.ct2 = self.peer.member.ct2
        self._over = False

    def on_smp_command(self, command: smp.SMP_Command) -> None:
        """Take up a PDU of the gateway, unless a fault prevents it."""
        if not self._stopped(f"receiving {NAMES[command.code]}"):
            super().on_smp_command(command)

    def send_command(self, command: smp.SMP_Command) -> None:
        """Send a PDU, or what a fault makes of it; nothing after a refusal."""
        if isinstance(command, smp.SMP_Pairing_Failed_Command):
            if not self._over:
                self._over = True
                super().send_command(command)
            return
        for fault in self.peer.faults_at(f"sending {NAMES[command.code]}"):
            match fault.does:
                case "corrupt":
                    if isinstance(command, _WITH_A_VALUE):
                        command.payload = bytes([command.payload[0] ^ 1]) + command.payload[1:]
                case "shorten":
                    command.payload = command.payload[:-1]
                case "unasked key":
                    super().send_command(smp.SMP_Signing_Information_Command(signature_key=bytes(16)))
                case _:
                    if self._carry_out_fault(fault):
                        return
        if not self._over:
            super().send_command(command)

    def send_pairing_response_command(self) -> None:
        """Answer the Pairing Request, or refuse what would be weaker than the member requires."""
        member, offered = self.peer.member, self.preq[4]
        weak = self.pairing_method == smp.PairingMethod.JUST_WORKS and member.requires > 2
        if weak or (member.requires == 4 and not self.sc):
            self.send_pairing_failed(smp.ErrorCode.AUTHENTICATION_REQUIREMENTS)
        elif offered < member.least_key_size or (member.requires == 4 and min(offered, member.key_size) < 16):
            self.send_pairing_failed(smp.ErrorCode.ENCRYPTION_KEY_SIZE)
        else:
            super().send_pairing_response_command()

    def prompt_user_for_numeric_comparison(self, code: int, next_steps: Callable[[], None]) -> None:
        """Show the number; the person at the peripheral says yes, unless a fault prevents it."""
        self.peer.show(f"{code:06}")
        if not self._stopped("comparing numbers"):
            next_steps()

    def prompt_user_for_number(self, next_steps: Callable[[int], None]) -> None:
        self.connection.cancel_on_disconnection(self._type(next_steps))

    def on_peer_key_distribution_complete(self) -> None:
        if not self._stopped("keys exchanged"):
            super().on_peer_key_distribution_complete()

    async def on_pairing(self) -> None:
        """The keys are stored; Bumble wants a legacy LTK of the gateway, though only a central would use it."""
        if not self.sc and not self.peer_ltk:
            self.peer_ltk = bytes(16)
        await super().on_pairing()

    async def _type(self, next_steps: Callable[[int], None]) -> None:
        kinds = smp.KeypressNotificationType
        self.peer.report("asks for a passkey")
        self._notify(kinds.PASSKEY_ENTRY_STARTED)
        passkey = int(await self.peer.passkey_to_type())
        for _ in range(6):
            await asyncio.sleep(DIGIT_SECONDS)
            self._notify(kinds.PASSKEY_DIGIT_ENTERED)
        for fault in self.peer.faults_at("typing the passkey"):
            if fault.does == "corrupt":
                passkey = (passkey + 1) % 1_000_000
            elif self._carry_out_fault(fault):
                return
        self._notify(kinds.PASSKEY_ENTRY_COMPLETED)
        if not self.completed:
            next_steps(passkey)

    def _notify(self, kind: smp.KeypressNotificationType) -> None:
        """Notify the gateway that a key was pressed, where both sides want to know (Vol 3, Part H, 3.5.8)."""
        if self.keypress and self.preq[3] & smp.AuthReq.KEYPRESS and not self.completed:
            self.send_command(smp.SMP_Pairing_Keypress_Notification_Command(notification_type=kind))

    def _stopped(self, point: str) -> bool:
        return max(map(self._carry_out_fault, self.peer.faults_at(point)), default=False)

    def _carry_out_fault(self, fault: Fault) -> bool:
        """Carry out `fault`; whether nothing else is to be done."""
        match fault.does:
            case "refuse":
                self.send_pairing_failed(smp.ErrorCode(fault.reason))
            case "disconnect" | "phy update":
                asyncio.get_running_loop().create_task(self.peer.apply(self.connection, fault))
        return fault.does != "phy update"
