"""Two hosts of Bumble's on dual-mode controllers, in one air: what the tests of the link manager work with."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bumble import hci
from bumble.device import Connection, DeviceConfiguration
from bumble.host import Host
from bumble.keys import MemoryKeyStore
from bumble.pairing import PairingConfig, PairingDelegate
from bumble.transport.common import AsyncPipeSink

from pairtui.lab.bredr_device import BrEdrDevice
from pairtui.lab.radio.bredr.controller import DualModeController
from pairtui.lab.radio.link import RadioLink
from tests.lab.virtual import with_one

OURS, THEIRS = "AA:BB:CC:00:00:01", "AA:BB:CC:00:00:02"


@dataclass
class User(PairingDelegate):  # type: ignore[misc]
    """Somebody at a device: `agrees` or not, types `passkey` and `pin` (None: refuses), `asked` what."""

    io: int = 3
    agrees: bool = True
    passkey: Callable[[], Coroutine[Any, Any, int | None]] | None = None
    pin: str | None = "0000"
    asked: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(PairingDelegate.IoCapability(self.io))

    async def compare_numbers(self, number: int, digits: int) -> bool:
        self.asked.append(("compare", number))
        return self.agrees

    async def confirm(self, auto: bool = False) -> bool:
        self.asked.append("confirm")
        return self.agrees

    async def get_number(self) -> int | None:
        self.asked.append("passkey")
        return await self.passkey() if self.passkey else None

    async def get_string(self, _most: int) -> str | None:
        self.asked.append("pin")
        return self.pin


class Side:
    """One host with its controller; `events` are the HCI events it was told, by name."""

    def __init__(self, name: str, air: RadioLink, address: str, user: User, **config: Any) -> None:
        self.user = user
        self.mitm = True
        self.address = hci.Address(address, hci.Address.PUBLIC_DEVICE_ADDRESS)
        self.controller = DualModeController(name, air, address, Random(name))
        host = Host(self.controller, AsyncPipeSink(self.controller))
        configuration = DeviceConfiguration(
            name=name, address=hci.Address("C0:00:00:00:00:01"), classic_enabled=True, class_of_device=0x2540, **config
        )
        self.device = BrEdrDevice(config=configuration, host=host)
        self.device.pairing_config_factory = lambda _: PairingConfig(mitm=self.mitm, delegate=self.user)
        self.events: list[Any] = []
        self.shown: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        host.on("authentication_user_passkey_notification", lambda _, passkey: self.shown.set_result(passkey))
        tell = self.controller.send_hci_packet

        def note(packet: hci.HCI_Packet) -> None:
            self.events.append(packet)
            tell(packet)

        self.controller.send_hci_packet = note

    async def start(self) -> None:
        await self.device.power_on()
        self.device.keystore = MemoryKeyStore()
        await self.device.set_discoverable(True)
        await self.device.set_connectable(True)

    def last(self, kind: type) -> Any:
        return next(reversed(self.told(kind)), None)

    def told(self, *kinds: type) -> list[Any]:
        return [event for event in self.events if isinstance(event, kinds)]

    def statuses(self, kind: type) -> list[int]:
        return [int(event.status) for event in self.told(kind)]


@dataclass
class Pair:
    """Both sides, `a` the one that begins."""

    a: Side
    b: Side

    async def connect(self) -> Connection:
        return await self.a.device.connect_classic(self.b.address, timeout=60)

    async def authenticate(self, connection: Connection | None = None) -> int:
        """The status with which an authentication ends."""
        connection = connection or await self.connect()
        try:
            await self.a.device.authenticate(connection)
        except (hci.HCI_Error, asyncio.CancelledError):
            await asyncio.sleep(0.1)
        complete = self.a.last(hci.HCI_Authentication_Complete_Event)
        return int(complete.status)


@asynccontextmanager
async def paired(ours: User, theirs: User, **config: Any) -> AsyncIterator[Pair]:
    """Two hosts that are on; `config` is of the second one's configuration."""
    air = RadioLink(Random(1))
    pair = Pair(Side("A", air, OURS, ours), Side("B", air, THEIRS, theirs, **config))
    for side in (pair.a, pair.b):
        await side.start()
    yield pair
    for side in (pair.a, pair.b):
        await side.device.power_off()


with_pair = with_one(lambda: paired(User(), User()))
