"""Advertisers by the hundred: heard, and too far away for a connection."""

import asyncio
from random import Random

from bumble import hci
from bumble.core import AdvertisingData

from pairtui.lab.devices.advertisement import advertisement
from pairtui.lab.member import Member
from pairtui.lab.radio.link import RadioLink
from pairtui.pairing.state import Control

TICK = 0.05
"""Seconds between two batches of advertisements."""


class AdvertiserGroup:
    """The `member.count` advertisers of one member of the cast, each heard every `member.interval` ms."""

    controls: tuple[Control, ...] = ()

    def __init__(self, member: Member, air: RadioLink, random: Random) -> None:
        self.member = member
        self.page = member.page
        self._air = air
        first = int(member.address.replace(":", ""), 16)
        self._advertisers = [
            (self._address(first + number), self._data(number), member.rssi - random.randrange(30))
            for number in range(member.count)
        ]
        self._task: asyncio.Task[None] | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """The address of each, in capitals."""
        return tuple(address.to_string(with_type_qualifier=False) for address, _, _ in self._advertisers)

    async def start(self) -> None:
        """Advertise, one after the other, round and round; first an interval from now, when the others are heard."""
        for address, _, strength in self._advertisers:
            self._air.place(address.to_string(with_type_qualifier=False), strength)
        self._task = asyncio.create_task(self._advertise())

    async def stop(self) -> None:
        """Stop advertising."""
        if self._task is not None:
            self._task.cancel()

    async def operate(self, control: str) -> None:
        """Raises ValueError: a crowd has no controls."""
        raise ValueError(f"{self.member.key} has no control {control!r}: it is a crowd")

    def read(self, passkey: int) -> None:
        """Nobody in a crowd is shown a passkey."""

    async def _advertise(self) -> None:
        due, number = 0.0, 0
        await asyncio.sleep(self.member.interval / 1000)
        while True:
            due += len(self._advertisers) * TICK * 1000 / self.member.interval
            while due >= 1:
                address, data, _ = self._advertisers[number]
                self._air.advertise(address, data)
                number = (number + 1) % len(self._advertisers)
                due -= 1
            await asyncio.sleep(TICK)

    def _address(self, number: int) -> hci.Address:
        return hci.Address(number.to_bytes(6, "little"), hci.Address.RANDOM_DEVICE_ADDRESS)

    def _data(self, number: int) -> bytes:
        """What stands on a shelf or is carried past: tags with a name, beacons without, now and then something else."""
        kind = AdvertisingData.COMPLETE_LOCAL_NAME
        name, company = _STRANGERS[number % len(_STRANGERS)]
        text = (name or f"{self.member.name} {number + 1:03}") if name is not None else ""
        return advertisement(kind, text.encode(), (), company)


_STRANGERS: tuple[tuple[str | None, int], ...] = (
    ("", 0x0059),  # a tag of the member's own name, made by Nordic
    ("", 0x0059),
    (None, 0x004C),  # a beacon: Apple, without a name
    ("", 0x0059),
    ("Galaxy Buds2 Pro", 0x0075),
    ("", 0x0059),
    ("Mi Smart Band 7", 0x0157),
    (None, 0x004C),
    ("", 0x0059),
    ("JBL Flip 6", 0x0057),
)
"""Name and company, one after the other: "" for the member's own name, None for none."""
