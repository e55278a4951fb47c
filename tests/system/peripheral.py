"""One virtual device of the cast, with real SMP and GATT from Bumble."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from bumble import hci
from bumble.att import Attribute
from bumble.controller import Controller
from bumble.core import UUID, AdvertisingData
from bumble.device import Connection, Device, DeviceConfiguration
from bumble.gatt import Characteristic, Service
from bumble.host import Host
from bumble.keys import MemoryKeyStore
from bumble.pairing import PairingConfig
from bumble.transport.common import AsyncPipeSink
from faults import FaultySession, PeerUser

from pairtui.lab.key_store import BondStore
from pairtui.lab.radio.link import RadioLink

SERVICE = UUID("50DB505C-8AC4-4738-8448-3B1D9CC09CC5")
OPEN = "486F64C6-4B5F-4B3B-8AFF-EDE134A8446A"
ENCRYPTED = "486F64C6-4B5F-4B3B-8AFF-EDE134A8446B"
SETTINGS = frozenset({"io", "sc", "mitm", "bonding", "passkey", "max_key_size", "fault"})


@dataclass
class Peripheral:
    """A peripheral that advertises, pairs as its settings say, and has one open and one protected characteristic."""

    name: str
    address: str
    io: str = "none"
    sc: bool = True
    mitm: bool = False
    bonding: bool = True
    passkey: int = 123456
    max_key_size: int = 16
    fault: str | None = None
    events: list[tuple[Any, ...]] = field(default_factory=list)
    typed: "asyncio.Queue[int]" = field(default_factory=asyncio.Queue)
    connection: Connection | None = None

    async def start(self, link: RadioLink) -> None:
        """Come up on `link` and advertise."""
        controller = Controller(self.name, link=link)
        configuration = DeviceConfiguration(
            name=self.name,
            address=hci.Address(self.address),
            irk=(bytes.fromhex(self.address.replace(":", "")) * 3)[:16],
            advertising_interval_min=100,
            advertising_interval_max=100,
        )
        self.device = Device(config=configuration, host=Host(controller, AsyncPipeSink(controller)))
        self.device.lab_peer = self
        self.device.smp_manager.session_proxy = FaultySession
        self.device.pairing_config_factory = self._pairing_config
        for service in self.services():
            self.device.add_service(service)
        self.device.on("connection", self._on_connection)
        await self.device.power_on()
        self.device.keystore = self.bonds()
        await self.go()

    def services(self) -> list[Service]:
        """What its GATT server has."""
        read = Characteristic.Properties.READ
        protected = Attribute.READABLE | Attribute.READ_REQUIRES_ENCRYPTION
        return [
            Service(
                SERVICE,
                [
                    Characteristic(OPEN, read, Attribute.READABLE, b"open"),
                    Characteristic(ENCRYPTED, read, protected, b"secret"),
                ],
            )
        ]

    def bonds(self) -> MemoryKeyStore:
        """Where its bonds are kept."""
        return BondStore()

    async def go(self) -> None:
        """Advertise, and again after every disconnection."""
        self.device.advertising_data = bytes(
            AdvertisingData(
                [
                    (AdvertisingData.FLAGS, bytes([0x06])),
                    (AdvertisingData.COMPLETE_LOCAL_NAME, self.name.encode()),
                ]
            )
        )
        await self.device.start_advertising(auto_restart=True, own_address_type=hci.OwnAddressType.RANDOM)

    def saw(self, *what: Any) -> None:
        """Remember what happened to this peer, for a test to ask."""
        self.events.append((round(time.time(), 3), *what))
        print(f"{time.monotonic():9.3f} {self.name}:", *what, flush=True)

    async def do(self, op: str, **values: Any) -> Any:
        """One operation of the control socket; ValueError for one there is not."""
        match op:
            case "set":
                if unknown := set(values) - SETTINGS:
                    raise ValueError(f"no such setting: {unknown}")
                for name, value in values.items():
                    setattr(self, name, value)
            case "type":
                self.typed.put_nowait(int(values["passkey"]))
            case "forget":
                await self.device.keystore.delete_all()
            case "bonds":
                return [name for name, _ in await self.device.keystore.get_all()]
            case "disconnect":
                if self.connection is not None:
                    await self.connection.disconnect()
            case "hide":
                await self.device.stop_advertising()
            case "show":
                await self.go()
            case "security_request":
                self.device.smp_manager.request_pairing(self.connection)
            case "events":
                return self.events
            case _:
                raise ValueError(f"no such operation: {op}")
        return None

    def _pairing_config(self, connection: Connection) -> PairingConfig:
        return PairingConfig(
            sc=self.sc,
            mitm=self.mitm,
            bonding=self.bonding,
            delegate=PeerUser(self),
            identity_address_type=PairingConfig.AddressType.RANDOM,
        )

    def _on_connection(self, connection: Connection) -> None:
        self.connection = connection
        self.saw("connected", str(connection.peer_address))
        connection.on("disconnection", self._on_disconnection)
        connection.on("connection_encryption_change", lambda: self.saw("encryption", int(connection.encryption)))
        connection.on("pairing_start", lambda: self.saw("pairing started"))
        connection.on("pairing", lambda _keys: self.saw("paired"))
        connection.on("pairing_failure", lambda reason: self.saw("pairing failed", f"0x{int(reason):02x}"))

    def _on_disconnection(self, reason: int) -> None:
        self.connection = None
        self.saw("disconnected", reason)
