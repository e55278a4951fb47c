"""A dual-mode controller: Bumble's for LE, and a link manager of the specification's for BR/EDR."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from bumble import hci, lmp
from bumble.controller import Connection
from bumble.core import PhysicalTransport
from bumble.hci import Address, LmpFeatureMask
from bumble.lmp import Opcode, Packet

from pairtui.lab.radio.bredr import settings
from pairtui.lab.radio.bredr.features import ANSWERS, COMMANDS, FEATURES, LAST_PAGE
from pairtui.lab.radio.bredr.information import Information
from pairtui.lab.radio.bredr.inquiry import Inquiry
from pairtui.lab.radio.bredr.link import AclLink
from pairtui.lab.radio.bredr.neighbours import Neighbours
from pairtui.lab.radio.bredr.paging import ACL, Paging
from pairtui.lab.radio.bredr.pdus import answers
from pairtui.lab.radio.bredr.procedures import Procedures
from pairtui.lab.radio.link import RadioLink, ScanningController

_PASSED_ON = (
    lmp.LmpSwitchReq,
    lmp.LmpNameReq,
    lmp.LmpNameRes,
    lmp.LmpFeaturesReq,
    lmp.LmpFeaturesRes,
    lmp.LmpFeaturesReqExt,
    lmp.LmpFeaturesResExt,
    lmp.LmpKeypressNotification,
)
"""What Bumble does as the specification has it."""


class DualModeController(ScanningController):
    """A controller on `air` with LE and BR/EDR. Whatever is random in it comes from `random`.

    `in_range` is whether others hear it; without `aes_ccm` it encrypts with E0 though it has Secure Connections.
    """

    lmp_features = FEATURES
    lmp_features_max_page_number = LAST_PAGE
    acl_data_packet_length = 1021

    def __init__(self, name: str, air: RadioLink, public_address: str, random: Random) -> None:
        super().__init__(name, air, public_address)
        self.random = random
        self.in_range = True
        self.aes_ccm = True
        self.links: dict[Address, AclLink] = {}
        self.settings = settings.ControllerSettings()
        self._neighbours = Neighbours(self, air)
        self.procedures = Procedures(self.lose)
        self.inquiry = Inquiry(self, self._neighbours.respond, air.strength)
        self.paging = Paging(self, self._neighbours)
        self._information = Information(self, self._neighbours.listens)
        self._held: list[hci.HCI_Event] | None = None
        self._commands = self._handlers()
        here = {command.op_code for command in self._commands} | settings.COMMANDS | COMMANDS
        self.supported_commands = ScanningController.supported_commands | here

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────

    def _handlers(self) -> Mapping[Any, Callable[[Any], Any]]:
        """What carries out each command: returns the return parameters, or the status of one that ends by an event."""
        return {
            hci.HCI_Inquiry_Command: self._inquire,
            hci.HCI_Inquiry_Cancel_Command: self._stop_inquiring,
            hci.HCI_Create_Connection_Command: lambda c: self.paging.create(c.bd_addr),
            hci.HCI_Create_Connection_Cancel_Command: lambda c: _of(c, self.paging.cancel(c.bd_addr)),
            hci.HCI_Accept_Connection_Request_Command: lambda c: self.paging.accept(c.bd_addr, c.role == 0),
            hci.HCI_Reject_Connection_Request_Command: lambda c: self.paging.reject(c.bd_addr, int(c.reason)),
            hci.HCI_Authentication_Requested_Command: self._authenticate,
            hci.HCI_Set_Connection_Encryption_Command: self._encrypt,
            hci.HCI_Read_Encryption_Key_Size_Command: self._key_size,
            hci.HCI_Write_Secure_Connections_Host_Support_Command: self._support_secure_connections,
            **dict.fromkeys(ANSWERS, self._answered),
            **self._information.handlers(),
        }

    def on_hci_command_packet(self, command: hci.HCI_Command) -> None:
        """Carry out one command; the events it causes are sent after its own answer."""
        link = self._by_handle(getattr(command, "connection_handle", None))
        if isinstance(command, hci.HCI_Disconnect_Command) and link is not None:
            self._send_hci_command_status(hci.HCI_SUCCESS, command.op_code)
            self.send(link.peer, lmp.LmpDetach(int(command.reason)))
            self._ended(link, hci.HCI_CONNECTION_TERMINATED_BY_LOCAL_HOST_ERROR)
            return
        handler = self._commands.get(type(command))
        self._held = []
        result = handler(command) if handler else settings.carry_out(self.settings, command)
        held, self._held = self._held, None
        if result is None:
            self._pass_on(command)
        elif isinstance(result, int):
            self._send_hci_command_status(result, command.op_code)
        else:
            self._complete(command, result)
        for event in held:
            self.send_event(event)

    def _pass_on(self, command: hci.HCI_Command) -> None:
        """Bumble's own, or none: a host must not wait for an answer to a command that there is not."""
        if command.op_code == hci.HCI_REMOTE_NAME_REQUEST_CANCEL_COMMAND:  # Bumble has no class for it
            peer = Address(command.parameters[:6], Address.PUBLIC_DEVICE_ADDRESS)
            status = hci.HCI_ErrorCode(self._information.cancel_name(peer))
            self._complete(command, hci.HCI_StatusAndAddressReturnParameters(status=status, bd_addr=peer))
        elif hasattr(self, f"on_{command.name.lower()}"):
            super().on_hci_command_packet(command)
        elif isinstance(command, hci.HCI_SyncCommand):
            self._complete(command, hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.UNKNOWN_HCI_COMMAND_ERROR))
        else:
            self._send_hci_command_status(hci.HCI_UNKNOWN_HCI_COMMAND_ERROR, command.op_code)

    def _complete(self, command: hci.HCI_Command, result: Any) -> None:
        self.send_hci_packet(
            hci.HCI_Command_Complete_Event(
                num_hci_command_packets=1, command_opcode=command.op_code, return_parameters=result
            )
        )

    def on_hci_reset_command(self, command: hci.HCI_Command) -> hci.HCI_StatusReturnParameters:
        self.inquiry.stop()
        self.paging.stop()
        for link in tuple(self.links.values()):
            self.lose(link.peer, silently=True)
        self.settings.reset()
        self.lmp_features = type(self).lmp_features
        return super().on_hci_reset_command(command)

    def _inquire(self, command: hci.HCI_Inquiry_Command) -> int:
        if self.inquiry.running:
            return int(hci.HCI_COMMAND_DISALLOWED_ERROR)
        self.inquiry.mode = self.settings.inquiry_mode
        self.inquiry.start(command.lap, command.inquiry_length, command.num_responses)
        return int(hci.HCI_SUCCESS)

    def _stop_inquiring(self, _command: hci.HCI_Inquiry_Cancel_Command) -> Any:
        running = self.inquiry.running
        self.inquiry.stop()
        codes = hci.HCI_ErrorCode
        return hci.HCI_StatusReturnParameters(codes.SUCCESS if running else codes.COMMAND_DISALLOWED_ERROR)

    def _answered(self, command: Any) -> Any:
        link = self.links.get(command.bd_addr)
        if link is None:
            return _of(command, hci.HCI_UNKNOWN_CONNECTION_IDENTIFIER_ERROR)
        link.put(command)
        return _of(command, hci.HCI_SUCCESS)

    def _authenticate(self, command: hci.HCI_Authentication_Requested_Command) -> int:
        return self._on_link(command, self.procedures.authenticate)

    def _encrypt(self, command: hci.HCI_Set_Connection_Encryption_Command) -> int:
        on = bool(command.encryption_enable)
        return self._on_link(command, lambda link: self.procedures.encrypt(link, on))

    def _on_link(self, command: Any, work: Callable[[AclLink], int]) -> int:
        link = self._by_handle(command.connection_handle)
        return work(link) if link else int(hci.HCI_UNKNOWN_CONNECTION_IDENTIFIER_ERROR)

    def _key_size(self, command: hci.HCI_Read_Encryption_Key_Size_Command) -> Any:
        link = self._by_handle(command.connection_handle)
        codes = hci.HCI_ErrorCode
        status = codes.SUCCESS if link and link.encryption else codes.INSUFFICIENT_SECURITY_ERROR
        return hci.HCI_Read_Encryption_Key_Size_ReturnParameters(
            status=status, connection_handle=command.connection_handle, key_size=link.key_size if link else 0
        )

    def _support_secure_connections(self, command: hci.HCI_Write_Secure_Connections_Host_Support_Command) -> Any:
        support = LmpFeatureMask.SECURE_CONNECTIONS_HOST_SUPPORT
        on = command.secure_connections_host_support
        self.lmp_features = self.lmp_features | support if on else self.lmp_features & ~support
        return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.SUCCESS)

    @property
    def hears_pages(self) -> bool:
        """Whether it answers a page now."""
        return bool(self.settings.scan_enable & settings.PAGE_SCAN)

    # ── what comes over the air ───────────────────────────────────────────────────────────────────────────────

    def fault_stops(self, peer: Address, packet: Packet) -> bool:
        """Whether a fault keeps `packet` of `peer` from being handled. None does here."""
        return False

    def on_lmp_packet(self, sender_address: Address, packet: Packet) -> None:
        """One PDU of the Link Manager Protocol."""
        peer, link = sender_address, self.links.get(sender_address)
        if self.fault_stops(peer, packet):
            return
        match packet:
            case lmp.LmpHostConnectionReq():
                self.paging.on_request(peer)
            case lmp.LmpAccepted(Opcode.LMP_HOST_CONNECTION_REQ):
                self.paging.on_answer(peer, 0)
            case lmp.LmpNotAccepted(Opcode.LMP_HOST_CONNECTION_REQ, code):
                self.paging.on_answer(peer, code)
            case lmp.LmpSwitchReq() if link is None:
                self.paging.on_switch(peer)
            case lmp.LmpAccepted(Opcode.LMP_SWITCH_REQ) if link is None:
                self.paging.on_switch_answer(peer, 0)
            case lmp.LmpNotAccepted(Opcode.LMP_SWITCH_REQ, code) if link is None:
                self.paging.on_switch_answer(peer, code)
            case lmp.LmpDetach(reason) if link is not None:
                self._ended(link, int(reason))
            case _ if isinstance(packet, _PASSED_ON) or _answers_switch(packet):
                super().on_lmp_packet(peer, packet)
            case _ if link is not None:
                self.procedures.take(link, packet)

    def on_classic_remote_name_response(self, peer_address: Address, _o: int, _l: int, name_fregment: bytes) -> None:
        """What the peer calls itself; the event has 248 octets."""
        self._information.named(peer_address, name_fregment)

    # ── Station ──────────────────────────────────────────────────────────────────────────────────────────────

    def send_event(self, event: hci.HCI_Event) -> None:
        """Send an event to the host; during a command after its answer."""
        if self._held is not None:
            self._held.append(event)
        else:
            self.send_hci_packet(event)

    def send(self, peer: Address, packet: Packet) -> None:
        """Send a PDU to `peer`."""
        self.link.send_lmp_packet(self, peer, packet)

    def shared_features(self, peer: Address) -> LmpFeatureMask:
        """The features that both controllers and their hosts have."""
        return self._neighbours.shared_features(peer)

    def uses_aes_ccm(self, peer: Address) -> bool:
        """Whether both encrypt with AES-CCM where they have Secure Connections."""
        return self._neighbours.aes_ccm(peer)

    def connected(self, peer: Address) -> bool:
        """Whether there is a link to `peer`."""
        return peer in self.links

    # ── links ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _by_handle(self, handle: int | None) -> AclLink | None:
        return next((link for link in self.links.values() if link.handle == handle), None)

    def establish(self, peer: Address, central: bool) -> AclLink:
        """A link to `peer`, with a handle."""
        handle = self.allocate_connection_handle()
        link = self.links[peer] = AclLink(self, self.public_address, peer, handle, central)
        self.classic_connections[peer] = Connection(
            controller=self,
            handle=handle,
            role=hci.Role.CENTRAL if central else hci.Role.PERIPHERAL,
            self_address=self.public_address,
            peer_address=peer,
            link=self.link,
            transport=PhysicalTransport.BR_EDR,
            link_type=ACL,
            classic_allow_role_switch=self.paging.role_switch,
        )
        return link

    def lose(self, peer: Address, reason: int = hci.HCI_CONNECTION_TIMEOUT_ERROR, silently: bool = False) -> None:
        """Break the link to `peer` on both sides; `silently` without an event to this host."""
        link = self.links.get(peer)
        if link is not None:
            self.send(peer, lmp.LmpDetach(reason))
            self._ended(link, reason, silently)

    def _ended(self, link: AclLink, reason: int, silently: bool = False) -> None:
        self.links.pop(link.peer, None)
        self.classic_connections.pop(link.peer, None)
        if link.task is not None:
            link.task.cancel()
            link.task = None
        if not silently:
            self.send_event(
                hci.HCI_Disconnection_Complete_Event(
                    status=hci.HCI_SUCCESS, connection_handle=link.handle, reason=reason
                )
            )


def _answers_switch(packet: Packet) -> bool:
    return answers(packet, Opcode.LMP_SWITCH_REQ)


def _of(command: Any, status: int) -> Any:
    return hci.HCI_StatusAndAddressReturnParameters(status=hci.HCI_ErrorCode(status), bd_addr=command.bd_addr)
