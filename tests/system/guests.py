"""The casts of `pairtui lab` in the kernel's air: each member out of range until a test puts it there."""

import asyncio
import time
from random import Random
from typing import Any

from bumble import rfcomm
from bumble.core import PhysicalTransport
from bumble.hci import Address

from pairtui.lab.cast import GATEWAY, Cast, load, names
from pairtui.lab.devices.advertisers import AdvertiserGroup
from pairtui.lab.devices.kinds import device_class
from pairtui.lab.member import Member, changed
from pairtui.lab.radio.link import RadioLink

CASTS = tuple(load(name) for name in names())


def guest_name(cast: Cast, key: str) -> str:
    """What the control socket calls a member: `gateway/lock`."""
    return f"{cast.name}/{key}"


MEMBERS = {guest_name(cast, key): member for cast in CASTS for key, member in cast.members.items()}


class Guest:
    """One member, worked by the operations of the control socket."""

    def __init__(self, name: str, member: Member, air: RadioLink) -> None:
        self.name = name
        self._member = member
        self._peripheral = device_class(member)(member, air, Random(name), self._note)

    async def start(self) -> None:
        """Come up, out of range."""
        await self._peripheral.start()
        await self._peripheral.vanish()

    async def do(self, op: str, **values: Any) -> Any:
        """One operation; ValueError for one there is not."""
        peripheral = self._peripheral
        match op:
            case "enter":
                peripheral.become(changed(self._member, values["changes"]))
                await peripheral.appear()
            case "leave":
                await peripheral.do("disconnect")
                await peripheral.forget()
                await peripheral.vanish()
            case "operate":
                await peripheral.operate(values["control"])
            case "read":
                peripheral.read(values["passkey"])
            case "shown":
                return peripheral.shown
            case "controls":
                return [[one.label, one.back] for one in peripheral.controls]
            case "role-switch":
                self._peripheral.controller.paging.role_switch = values["allowed"]
            case "open-serial-port":
                await self._open_serial_port(values["channel"])
            case _:
                raise ValueError(f"no such operation: {op}")
        return None

    async def _open_serial_port(self, channel: int) -> None:
        """Connect to the gateway over BR/EDR, encrypt with the bond, and open that RFCOMM channel."""
        device = self._peripheral.device
        gateway = Address(GATEWAY, Address.PUBLIC_DEVICE_ADDRESS)
        connection = await device.connect(gateway, transport=PhysicalTransport.BR_EDR)
        await connection.authenticate()
        await connection.encrypt()
        await asyncio.sleep(1)  # Linux refuses a channel (security block) before it has read the key size
        await (await rfcomm.Client(connection).start()).open_dlc(channel)

    def _note(self, what: str) -> None:
        print(f"{time.monotonic():9.3f} {self.name}: {what}", flush=True)


class CrowdGuest:
    """Many devices that only advertise, worked by the operations of the control socket."""

    def __init__(self, name: str, member: Member, air: RadioLink) -> None:
        self._crowd = AdvertiserGroup(member, air, Random(name))

    async def start(self) -> None:
        """Out of range."""

    async def do(self, op: str, **values: Any) -> Any:
        """One operation; ValueError for one there is not."""
        match op:
            case "enter":
                await self._crowd.start()
            case "leave":
                await self._crowd.stop()
            case "shown":
                return ""
            case "controls":
                return []
            case _:
                raise ValueError(f"no such operation: {op}")
        return None
