"""One virtual peripheral of the cast: it advertises, pairs as its member says, and has controls for its user."""

import asyncio
from collections.abc import Callable
from random import Random

from bumble import hci
from bumble.att import Attribute
from bumble.controller import Controller
from bumble.core import UUID
from bumble.device import Connection, Device, DeviceConfiguration
from bumble.gatt import Characteristic, Service
from bumble.host import Host
from bumble.pairing import PairingConfig
from bumble.transport.common import AsyncPipeSink

from pairtui.lab.bumble_workarounds import use_sessions
from pairtui.lab.devices import link_layer
from pairtui.lab.devices.advertisement import named_advertisement
from pairtui.lab.devices.label import of_label
from pairtui.lab.devices.smp_session import PeerSession, PeerUser
from pairtui.lab.key_store import BondStore
from pairtui.lab.member import USER_ACTIONS, Fault, Member
from pairtui.lab.radio.link import RadioLink
from pairtui.pairing.state import Control

SERVICE = UUID("50DB505C-8AC4-4738-8448-3B1D9CC09CC5")
OPEN = "486F64C6-4B5F-4B3B-8AFF-EDE134A8446A"
PROTECTED = "486F64C6-4B5F-4B3B-8AFF-EDE134A8446B"

NAME_SECONDS = 2.0
"""How long a member with several names keeps one."""

_PROTECTION = {1: 0, 2: Attribute.READ_REQUIRES_ENCRYPTION, 3: Attribute.READ_REQUIRES_AUTHENTICATION}


def _silent(_what: str) -> None:
    """Nobody listens."""


class Peripheral:
    """One virtual device on the air, with real SMP and GATT.

    `report` is called with each thing that happens to it, in a few words; `page` and `controls` may have changed then.
    `shown` is what its display shows now; one without shows what is printed on its `label`.
    """

    def __init__(self, member: Member, air: RadioLink, random: Random, report: Callable[[str], None] = _silent) -> None:
        self.member = member
        self.address = member.address
        self.switches = dict(member.switches)
        self.report = report
        self.air = air
        self.random = random
        self.label = member.pin
        self.shown = self.label
        self._typed: asyncio.Queue[int | str] = asyncio.Queue()
        self._fault_counts: dict[Fault, int] = {}
        self._used = 0
        self._renaming: asyncio.Task[None] | None = None
        self.connection: Connection | None = None

    @property
    def public(self) -> bool:
        """Whether its address is a public one."""
        return self.member.transport != "le"

    @property
    def page(self) -> str:
        """What it teaches, and what its display shows now."""
        shown = f"Its display shows {self.shown}." if self.shown != self.label else ""
        return "\n\n".join(filter(None, (self.member.page, shown)))

    @property
    def controls(self) -> tuple[Control, ...]:
        """What a user can do to it now."""
        switches = (
            Control(f"turn off {switch}", f"turn on {switch}")
            if on
            else Control(f"turn on {switch}", f"turn off {switch}")
            for switch, on in self.switches.items()
        )
        return (*switches, *map(Control, self.member.user_actions))

    def make_device(self) -> Device:
        """Its host, on a controller of its own."""
        self.controller: Controller = link_layer.PeripheralController(
            self.member.key, self.air, self.meets_encryption_request
        )
        address = hci.Address(self.address)
        config = DeviceConfiguration(name=self.member.key, address=address, irk=self.random.randbytes(16))
        return Device(config=config, host=Host(self.controller, AsyncPipeSink(self.controller)))

    async def start(self) -> None:
        """Power on and advertise."""
        self.device = self.make_device()
        use_sessions(self.device, PeerSession, self.random)
        self.device.pairing_config_factory = self.pairing_config
        for service in self.services():
            self.device.add_service(service)
        self.device.on("connection", self._connected)
        await self.device.power_on()
        self.device.keystore = BondStore()
        self.air.place(self.address, self.member.rssi)
        await self.appear()

    async def stop(self) -> None:
        """Go out of range for good."""
        await self.vanish()
        if self.connection is not None:
            self.end_link(self.connection, hci.HCI_CONNECTION_TIMEOUT_ERROR)
        await self.device.power_off()
        self.air.controllers.remove(self.controller)

    async def operate(self, control: str) -> None:
        """Work one of `controls`. Raises ValueError for one there is not."""
        verb, _, switch = control.partition(" ")[2].partition(" ")
        if control.startswith(("turn on ", "turn off ")) and switch in self.switches:
            self.switches[switch] = verb == "on"
            self.report(f"{switch} is {verb}")
            return
        if control not in self.member.user_actions:
            have = [one.label for one in self.controls]
            raise ValueError(f"{self.member.key} has no control {control!r}; it has {', '.join(have)}")
        await self.do(control)

    async def do(self, action: str) -> None:
        """Carry out one of the cast's USER_ACTIONS. Raises ValueError for any other."""
        if action not in USER_ACTIONS:
            raise ValueError(f"{action!r} is nothing that can be done; there is {', '.join(USER_ACTIONS)}")
        match action:
            case "forget the bond":
                await self.forget()
            case "disconnect" if self.connection is not None:
                await self.connection.disconnect()
            case "ask for security" if self.connection is not None:
                self.device.smp_manager.request_pairing(self.connection)
            case "go out of range":
                await self.vanish()
            case "come back into range":
                await self.appear()
        self.report(action)

    def become(self, member: Member) -> None:
        """Be `member` from the next pairing on, its switches and faults as at the start."""
        self.member = member
        self.switches = dict(member.switches)
        self._fault_counts.clear()

    def read(self, passkey: int | str) -> None:
        """Have its user read the passkey or the PIN from the gateway's screen, and type it where there is a need."""
        if not self.shown.isdigit():
            self._typed.put_nowait(passkey)

    @property
    def protection(self) -> Attribute.Permissions:
        """What reading a protected value takes."""
        return Attribute.READABLE | _PROTECTION[min(self.member.read_level, 3)]

    def services(self) -> list[Service]:
        """What its GATT server has."""
        read = Characteristic.Properties.READ
        return [
            Service(
                SERVICE,
                [
                    Characteristic(OPEN, read, Attribute.READABLE, b"open"),
                    Characteristic(PROTECTED, read, self.protection, b"secret"),
                ],
            )
        ]

    async def appear(self) -> None:
        """Advertise, and again after every disconnection; under one name after the other where there are several."""
        await self._advertise(self.member.names[0])
        if len(self.member.names) > 1:
            self._renaming = asyncio.create_task(self._rename())

    async def vanish(self) -> None:
        """Stop advertising."""
        if self._renaming is not None:
            self._renaming.cancel()
            self._renaming = None
        await self.device.stop_advertising()

    async def forget(self) -> None:
        """Delete every bond."""
        self._used = 0
        await self.device.keystore.delete_all()

    # ── what its SMP asks for ─────────────────────────────────────────────────────────────────────────────────

    def faults_at(self, point: str) -> list[Fault]:
        """The faults that happen at `point` this time."""
        return [fault for fault in self.member.faults if fault.at == point and self._takes_effect(fault)]

    def _takes_effect(self, fault: Fault) -> bool:
        off = fault.when and not self.switches[fault.when]
        if off or (fault.unless and self.switches[fault.unless]):
            return False
        if fault.of_ten < 10 and self.random.randrange(10) >= fault.of_ten:
            return False
        self._fault_counts[fault] = self._fault_counts.get(fault, 0) + 1
        return not fault.times or self._fault_counts[fault] <= fault.times

    async def apply(self, connection: Connection, fault: Fault) -> None:
        """Apply `fault` to the link: end it, or start a PHY update."""
        if fault.does == "disconnect":
            self.end_link(connection, fault.reason)
        elif fault.does == "phy update":
            link_layer.update_phy(self.controller, self.air, connection)

    def meets_encryption_request(self) -> bool:
        """Whether it takes up encryption on its LE link, after the faults that happen there."""
        faults = self.faults_at("encryption request")
        for fault in faults:
            if self.connection is not None:
                asyncio.get_running_loop().create_task(self.apply(self.connection, fault))
        return all(fault.does == "phy update" for fault in faults)

    def end_link(self, connection: Connection, reason: int) -> None:
        """End the link for both sides with `reason`, also one that no host can give, such as a supervision timeout."""
        link_layer.lose(self.controller, connection, reason)

    async def passkey_to_type(self) -> int | str:
        """The passkey or the PIN that its user has read from the gateway's screen."""
        return await self._typed.get()

    def new_passkey(self) -> int:
        """The passkey it shows in this pairing."""
        return self.member.passkey if self.member.passkey >= 0 else self.random.randrange(1, 1_000_000)

    def show(self, what: str) -> None:
        """Have its display say `what`."""
        self.shown = what
        self.report(f"its display shows {what}" if what else "its display is dark")

    def pairing_config(self, connection: Connection) -> PairingConfig:
        """How it pairs over this link."""
        return PairingConfig(
            sc=self.member.secure_connections,
            mitm=self.member.mitm,
            bonding=self.member.bonding,
            delegate=PeerUser(self),
            identity_address_type=PairingConfig.AddressType.RANDOM,
            oob=of_label(self.device) if self.member.oob else None,
        )

    # ── its link ──────────────────────────────────────────────────────────────────────────────────────────────

    def _connected(self, connection: Connection) -> None:
        self.connection = connection
        self._typed = asyncio.Queue()
        self.report("connected")
        connection.on("disconnection", self._disconnected)
        connection.on("connection_encryption_change", lambda: self._encrypted(connection))
        connection.on("pairing", lambda _keys: self._ended("paired"))
        connection.on("pairing_failure", lambda reason: self._ended(f"pairing failed 0x{int(reason):02x}"))
        for fault in self.faults_at("connection"):
            asyncio.get_running_loop().create_task(self.apply(connection, fault))

    def _ended(self, how: str) -> None:
        self.shown = self.label
        self.report(how)

    def _encrypted(self, connection: Connection) -> None:
        if connection.is_encrypted:
            self._used += 1
            self.report("encrypted")

    def _disconnected(self, reason: int) -> None:
        self.connection = None
        self.shown = self.label
        if self.member.sessions and self._used >= self.member.sessions:
            self.device.keystore.all_keys.clear()
            self._used = 0
        self.report(f"disconnected 0x{reason:02x}")

    async def _advertise(self, name: str) -> None:
        octets = bytes.fromhex(name[2:]) if name.startswith("0x") else name.encode()
        self.device.advertising_data = named_advertisement(octets, self.member.services, self.member.company)
        await self.device.start_advertising(
            auto_restart=True,
            own_address_type=hci.OwnAddressType.PUBLIC if self.public else hci.OwnAddressType.RANDOM,
            advertising_interval_min=self.member.interval,
            advertising_interval_max=self.member.interval,
        )

    async def _rename(self) -> None:
        number = 0
        while True:
            await asyncio.sleep(NAME_SECONDS)
            number = (number + 1) % len(self.member.names)
            if self.connection is None:
                await self.device.stop_advertising()
                await self._advertise(self.member.names[number])
