"""The person at a virtual device in a BR/EDR pairing, who does what is right but for the faults of its member."""

import asyncio

from bumble import hci
from bumble.device import Connection
from bumble.smp import KeypressNotificationType

from pairtui.lab.devices.smp_session import DIGIT_SECONDS, Peer, PeerUser

PIN_SECONDS = 0.5
"""How long a device with a fixed PIN takes to give it."""


class BrEdrUser(PeerUser):
    """Answers what the device's host asks over `connection`; SMP asks through its session."""

    def __init__(self, peer: Peer, connection: Connection) -> None:
        super().__init__(peer)
        self._connection = connection

    async def confirm(self, auto: bool = False) -> bool:
        """Just Works: the device agrees."""
        return await self._does_not_refuse("comparing numbers")

    async def compare_numbers(self, number: int, digits: int) -> bool:
        self.peer.show(f"{number:06}")
        return await self._does_not_refuse("comparing numbers")

    async def get_number(self) -> int | None:
        self.peer.report("asks for a passkey")
        await self._notify(KeypressNotificationType.PASSKEY_ENTRY_STARTED)
        passkey = int(await self.peer.passkey_to_type())
        for _ in range(6):
            await asyncio.sleep(DIGIT_SECONDS)
            await self._notify(KeypressNotificationType.PASSKEY_DIGIT_ENTERED)
        if await self._spoils("typing the passkey"):
            passkey = (passkey + 1) % 1_000_000
        if not await self._does_not_refuse("typing the passkey"):
            return None
        await self._notify(KeypressNotificationType.PASSKEY_ENTRY_COMPLETED)
        return passkey

    async def get_string(self, most: int) -> str | None:
        """The PIN: its own where it has one, else the one that the gateway shows, typed."""
        pin = self.peer.member.pin
        if pin:
            await asyncio.sleep(PIN_SECONDS)
        else:
            self.peer.report("asks for a PIN")
            pin = str(await self.peer.passkey_to_type())
            await asyncio.sleep(DIGIT_SECONDS * len(pin))
        if await self._spoils("giving the PIN"):
            pin = f"{pin[:-1]}{'1' if pin[-1:] == '0' else '0'}"
        return pin[:most] if await self._does_not_refuse("giving the PIN") else None

    async def _spoils(self, point: str) -> bool:
        return any(fault.does == "corrupt" for fault in self.peer.faults_at(point))

    async def _does_not_refuse(self, point: str) -> bool:
        """False where a fault at `point` says no; where it ignores or ends the link there is no answer any more."""
        for fault in self.peer.faults_at(point):
            match fault.does:
                case "refuse":
                    return False
                case "ignore":
                    await asyncio.get_running_loop().create_future()
                case "disconnect":
                    await self.peer.apply(self._connection, fault)
        return True

    async def _notify(self, kind: KeypressNotificationType) -> None:
        """Notify the gateway that a key was pressed (Vol 4, Part E, 7.1.37)."""
        if self.peer.member.keypress:
            await self._connection.device.send_sync_command(
                hci.HCI_Send_Keypress_Notification_Command(
                    bd_addr=self._connection.peer_address, notification_type=int(kind)
                )
            )
