"""A virtual device with BR/EDR, or with both transports."""

from bumble import core, lmp, rfcomm
from bumble.controller import Connection as AirConnection
from bumble.core import PhysicalTransport
from bumble.device import Connection, DeviceConfiguration
from bumble.hci import Address, LmpFeatureMask
from bumble.host import Host
from bumble.ll import EncReq
from bumble.lmp import Opcode, Packet
from bumble.pairing import PairingConfig
from bumble.transport.common import AsyncPipeSink

from pairtui.lab.bredr_device import BrEdrDevice
from pairtui.lab.devices.bredr_user import BrEdrUser
from pairtui.lab.devices.peripheral import Peripheral
from pairtui.lab.member import Member
from pairtui.lab.radio.bredr.controller import DualModeController
from pairtui.lab.radio.bredr.pdus import LmpEncryptionModeReq, LmpInRand, not_accepted

SERIAL_PORT = core.BT_SERIAL_PORT_SERVICE
RECORD = 0x00010001

_POINTS = {
    lmp.LmpHostConnectionReq: "page",
    lmp.LmpIoCapabilityReq: "pairing request",
    LmpInRand: "pairing request",
    LmpEncryptionModeReq: "encryption request",
}
"""Where a fault can happen, by the PDU that the other side begins with."""


class BrEdrPeripheral(Peripheral):
    """A device that is found by inquiry and answers pages; one with both transports advertises as well."""

    device: BrEdrDevice
    controller: "_BrEdrController"

    def make_device(self) -> BrEdrDevice:
        member = self.member
        self.controller = _BrEdrController(self)
        self._apply_member()
        config = DeviceConfiguration(
            name=member.name,
            address=Address("C0:00:00:00:00:01"),
            irk=self.random.randbytes(16),
            class_of_device=member.class_of_device,
            classic_enabled=True,
            le_enabled=member.dual,
            classic_ssp_enabled=member.ssp,
            classic_sc_enabled=member.secure_connections,
            classic_smp_enabled=member.dual,
        )
        device = BrEdrDevice(config=config, host=Host(self.controller, AsyncPipeSink(self.controller)))
        device.may_pair = self._refusal
        if not member.ssp:  # an extended inquiry response came with Secure Simple Pairing (Bluetooth 2.1)
            device.inquiry_response = b""
        channel = rfcomm.Server(device).listen(lambda _dlc: self.report("a serial port was opened"))
        device.sdp_service_records = {RECORD: rfcomm.make_service_sdp_records(RECORD, channel, SERIAL_PORT)}
        return device

    def become(self, member: Member) -> None:
        super().become(member)
        self._apply_member()

    def _apply_member(self) -> None:
        member, controller = self.member, self.controller
        controller.aes_ccm = member.aes_ccm
        controller.procedures.sizes.most = member.key_size
        controller.procedures.sizes.least = min(member.key_size, member.least_key_size)
        controller.procedures.waits.first = member.repeated_attempts
        for supported, feature in (
            (member.ssp, LmpFeatureMask.SECURE_SIMPLE_PAIRING_HOST_SUPPORT),
            (member.secure_connections, LmpFeatureMask.SECURE_CONNECTIONS_HOST_SUPPORT),
        ):
            features = controller.lmp_features
            controller.lmp_features = features | feature if supported else features & ~feature

    async def appear(self) -> None:
        self.controller.in_range = True
        await self.device.set_discoverable(True)
        await self.device.set_connectable(True)
        if self.member.dual:
            await super().appear()

    async def vanish(self) -> None:
        self.controller.in_range = False
        if self.member.dual:
            await super().vanish()

    def end_link(self, connection: Connection, reason: int) -> None:
        if connection.transport == PhysicalTransport.BR_EDR:
            self.controller.lose(connection.peer_address, reason)
        else:
            super().end_link(connection, reason)

    def pairing_config(self, connection: Connection) -> PairingConfig:
        config = super().pairing_config(connection)
        config.identity_address_type = PairingConfig.AddressType.PUBLIC
        if connection.transport == PhysicalTransport.BR_EDR:
            config.delegate = BrEdrUser(self, connection)
        return config

    def _refusal(self, _connection: Connection) -> int:
        """The error code with which it refuses to pair now; 0: it pairs."""
        return next((fault.reason for fault in self.faults_at("pairing request") if fault.does == "refuse"), 0)


class _BrEdrController(DualModeController):
    """The controller of a device, with the faults of its link manager."""

    def __init__(self, peripheral: BrEdrPeripheral) -> None:
        member = peripheral.member
        super().__init__(member.key, peripheral.air, member.address, peripheral.random)
        self._peripheral = peripheral

    @property
    def hears_pages(self) -> bool:
        deaf = any(fault.does == "ignore" for fault in self._peripheral.faults_at("page"))
        return super().hears_pages and not deaf

    def fault_stops(self, peer: Address, packet: Packet) -> bool:
        """Do what the faults of the member do as `packet` comes in."""
        point = _POINTS.get(type(packet), "")
        for fault in self._peripheral.faults_at(point) if point else ():
            match fault.does:
                case "ignore":
                    return True
                case "refuse" if point != "pairing request":
                    self.send(peer, not_accepted(Opcode(packet.opcode), fault.reason))
                    return True
                case "disconnect":
                    self.lose(peer, fault.reason)
                    return True
        return False

    def on_le_encryption_request(self, connection: AirConnection, packet: EncReq) -> None:
        if self._peripheral.meets_encryption_request():
            super().on_le_encryption_request(connection, packet)
