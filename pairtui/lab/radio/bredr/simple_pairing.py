"""Secure Simple Pairing between two link managers (Core Specification, Vol 2, Part C, 4.2.7; Part H, 7)."""

from collections.abc import Mapping
from dataclasses import dataclass

from bumble import hci, lmp
from bumble.crypto import EccKey
from bumble.lmp import Opcode

from pairtui.lab.bumble_workarounds import P256_ORDER
from pairtui.lab.radio.bredr import functions
from pairtui.lab.radio.bredr.link import SECURE_CONNECTIONS, AclLink, Refused
from pairtui.lab.radio.bredr.pdus import accepted, not_accepted

KEYBOARD_ONLY, NO_INPUT_NO_OUTPUT, DISPLAY_YES_NO = 2, 3, 1
PASSKEY_BITS = 20
FAILED: int = hci.HCI_AUTHENTICATION_FAILURE_ERROR

_KEY_TYPES: Mapping[tuple[bool, bool], int] = {
    (True, True): hci.LinkKeyType.AUTHENTICATED_COMBINATION_KEY_GENERATED_FROM_P_256,
    (True, False): hci.LinkKeyType.UNAUTHENTICATED_COMBINATION_KEY_GENERATED_FROM_P_256,
    (False, True): hci.LinkKeyType.AUTHENTICATED_COMBINATION_KEY_GENERATED_FROM_P_192,
    (False, False): hci.LinkKeyType.UNAUTHENTICATED_COMBINATION_KEY_GENERATED_FROM_P_192,
}
"""By whether both sides have Secure Connections, and whether the key is authenticated."""


@dataclass(frozen=True, slots=True)
class Features:
    """What one side offers: IO capability, whether it has out-of-band data, authentication requirements."""

    io: int
    oob: int
    requirements: int

    @property
    def mitm(self) -> bool:
        """Whether it requires protection against a man in the middle."""
        return bool(self.requirements & 1)

    @property
    def octets(self) -> bytes:
        """As they enter the Diffie-Hellman key check."""
        return bytes([self.requirements, self.oob, self.io])


def passkey_entry(one: Features, other: Features) -> bool:
    """Whether a passkey is typed; all else compares numbers (Vol 3, Part C, 5.2.2.6)."""
    ios = {one.io, other.io}
    return (one.mitm or other.mitm) and NO_INPUT_NO_OUTPUT not in ios and KEYBOARD_ONLY in ios


def authenticated(one: Features, other: Features) -> bool:
    """Whether the key will be authenticated: typed, or compared by two users (Vol 3, Part C, 5.2.2.6)."""
    compared = (one.mitm or other.mitm) and one.io == other.io == DISPLAY_YES_NO
    return compared or passkey_entry(one, other)


async def initiate(link: AclLink) -> tuple[bytes, int]:
    """Pair as the initiator; the link key and its type. Raises Refused."""
    ours = await _offer(link)
    link.send(lmp.LmpIoCapabilityReq(ours.io, ours.oob, ours.requirements))
    theirs = _peer_features(link, await link.take(lmp.LmpIoCapabilityRes))
    return await _Exchange(link, True, ours, theirs).run()


async def respond(link: AclLink, request: lmp.LmpIoCapabilityReq) -> tuple[bytes, int]:
    """Pair as the responder to `request`; the link key and its type. Raises Refused."""
    theirs = _peer_features(link, request)
    try:
        ours = await _offer(link)
    except Refused as refusal:
        link.send(not_accepted(Opcode.LMP_IO_CAPABILITY_REQ, refusal.code))
        raise
    link.send(lmp.LmpIoCapabilityRes(ours.io, ours.oob, ours.requirements))
    return await _Exchange(link, False, ours, theirs).run()


async def _offer(link: AclLink) -> Features:
    """The features of this side's host. Raises Refused where it does not want to pair."""
    link.send_event(hci.HCI_IO_Capability_Request_Event(bd_addr=link.peer))
    command = await link.host(
        hci.HCI_IO_Capability_Request_Reply_Command, hci.HCI_IO_Capability_Request_Negative_Reply_Command
    )
    if isinstance(command, hci.HCI_IO_Capability_Request_Negative_Reply_Command):
        raise Refused(command.reason)
    return Features(command.io_capability, command.oob_data_present, command.authentication_requirements)


def _peer_features(link: AclLink, packet: "lmp.LmpIoCapabilityReq | lmp.LmpIoCapabilityRes") -> Features:
    theirs = Features(packet.io_capability, packet.oob_data_present, packet.authentication_requirements)
    link.send_event(
        hci.HCI_IO_Capability_Response_Event(
            bd_addr=link.peer,
            io_capability=theirs.io,
            oob_data_present=theirs.oob,
            authentication_requirements=theirs.requirements,
        )
    )
    return theirs


class _Exchange:
    """One pairing, once both sides sent their features."""

    def __init__(self, link: AclLink, initiating: bool, ours: Features, theirs: Features) -> None:
        self._link = link
        self._initiating = initiating
        self._ours = ours
        self._theirs = theirs
        self._secure = link.both(SECURE_CONNECTIONS)
        self._passkey = 0
        self._own_number = self._peer_number = bytes(16)
        self._own_address, self._peer_address = bytes(link.own)[::-1], bytes(link.peer)[::-1]

    async def run(self) -> tuple[bytes, int]:
        """The link key and its type. Raises Refused."""
        private = self._link.station.random.randrange(1, P256_ORDER)
        self._pair = EccKey.from_private_key_bytes(private.to_bytes(32, "big"))
        self._own_x = self._pair.x
        await self._exchange_public_keys()
        if passkey_entry(self._ours, self._theirs):
            await self._enter_passkey()
        else:
            await self._compare()
        await self._check()
        link, status = self._link, hci.HCI_SUCCESS
        link.send_event(hci.HCI_Simple_Pairing_Complete_Event(status=status, bd_addr=link.peer))
        first, second = self._ordered(self._own_number, self._peer_number)
        addresses = self._ordered(self._own_address, self._peer_address)
        kind = _KEY_TYPES[self._secure, authenticated(self._ours, self._theirs)]
        return functions.f2(self._shared, first, second, *addresses), kind

    def _ordered(self, ours: bytes, theirs: bytes) -> tuple[bytes, bytes]:
        return (ours, theirs) if self._initiating else (theirs, ours)

    # ── public keys (4.2.7.2) ─────────────────────────────────────────────────────────────────────────────────

    async def _exchange_public_keys(self) -> None:
        """One curve serves both kinds of keys: what differs is the type that the hosts are notified of."""
        if self._initiating:
            await self._send_key()
        peer = await self._take_key()
        if not self._initiating:
            await self._send_key()
        self._peer_x = peer[:32]
        self._shared = self._pair.dh(peer[:32], peer[32:])

    async def _send_key(self) -> None:
        key = self._pair.x + self._pair.y
        self._link.send(lmp.LmpEncapsulatedHeader(1, 2 if self._secure else 1, len(key)))
        await self._link.answer(Opcode.LMP_ENCAPSULATED_HEADER)
        for begin in range(0, len(key), 16):
            self._link.send(lmp.LmpEncapsulatedPayload(key[begin : begin + 16]))
            await self._link.answer(Opcode.LMP_ENCAPSULATED_PAYLOAD)

    async def _take_key(self) -> bytes:
        header = await self._link.take(lmp.LmpEncapsulatedHeader)
        self._link.send(accepted(Opcode.LMP_ENCAPSULATED_HEADER))
        key = b""
        while len(key) < header.payload_len:
            key += (await self._link.take(lmp.LmpEncapsulatedPayload)).data
            self._link.send(accepted(Opcode.LMP_ENCAPSULATED_PAYLOAD))
        return key

    # ── authentication stage 1 (4.2.7.3) ──────────────────────────────────────────────────────────────────────

    async def _compare(self) -> None:
        """Numeric comparison; without users or without MITM the hosts agree by themselves (Just Works)."""
        await self._exchange_numbers(b"\0", committed_by_responder_only=True)
        keys = self._ordered(self._own_x, self._peer_x)
        value = functions.g(*keys, *self._ordered(self._own_number, self._peer_number))
        question = hci.HCI_User_Confirmation_Request_Event(bd_addr=self._link.peer, numeric_value=value)
        yes, no = (
            hci.HCI_User_Confirmation_Request_Reply_Command,
            hci.HCI_User_Confirmation_Request_Negative_Reply_Command,
        )
        if await self._link.ask(question, yes, no) is None:
            await self._give_up(lmp.LmpNumericComparisonFailed(), lmp.LmpDhkeyCheck, Opcode.LMP_DHKEY_CHECK)

    async def _enter_passkey(self) -> None:
        link = self._link
        if self._ours.io != KEYBOARD_ONLY:
            self._passkey = link.station.random.randrange(1_000_000)
            link.send_event(hci.HCI_User_Passkey_Notification_Event(bd_addr=link.peer, passkey=self._passkey))
        else:
            question = hci.HCI_User_Passkey_Request_Event(bd_addr=link.peer)
            yes, no = hci.HCI_User_Passkey_Request_Reply_Command, hci.HCI_User_Passkey_Request_Negative_Reply_Command
            command = await link.ask(question, yes, no)
            if command is None:
                confirm = Opcode.LMP_SIMPLE_PAIRING_CONFIRM
                await self._give_up(lmp.LmpPasskeyFailed(), lmp.LmpSimplePairingConfirm, confirm)
            self._passkey = command.numeric_value
        for bit in range(PASSKEY_BITS):
            # Until the first commitment the peer's user may be typing.
            await self._exchange_numbers(bytes([0x80 | self._passkey >> bit & 1]), first=bit == 0)

    async def _give_up(self, said: lmp.Packet, awaited: type, opcode: Opcode) -> None:
        """This side's user says no: the initiator says so, the responder refuses the next PDU (4.2.7.3)."""
        if self._initiating:
            self._link.send(said)
        else:
            await self._link.take(awaited)
            self._link.send(not_accepted(opcode, FAILED))
        raise Refused(FAILED)

    async def _exchange_numbers(self, z: bytes, committed_by_responder_only: bool = False, first: bool = False) -> None:
        """Commit to random numbers, exchange them, check the peer's commitment. Raises Refused where it is wrong."""
        link, keys = self._link, (self._own_x, self._peer_x)
        self._own_number = link.station.random.randbytes(16)
        own = lmp.LmpSimplePairingConfirm(functions.f1(*keys, self._own_number, z))
        number = lmp.LmpSimplePairingNumber(self._own_number)
        if self._initiating:
            if not committed_by_responder_only:
                link.send(own)
            commitment = (await link.take(lmp.LmpSimplePairingConfirm)).commitment
            link.send(number)
            await link.answer(Opcode.LMP_SIMPLE_PAIRING_NUMBER)
            await self._take_number(commitment, z)
            return
        commitment = None
        if not committed_by_responder_only:
            commitment = (await link.take(lmp.LmpSimplePairingConfirm)).commitment
        link.send(own)
        await self._take_number(commitment, z)
        link.send(number)
        await link.answer(Opcode.LMP_SIMPLE_PAIRING_NUMBER)

    async def _take_number(self, commitment: bytes | None, z: bytes) -> None:
        self._peer_number = (await self._link.take(lmp.LmpSimplePairingNumber)).nonce
        expected = functions.f1(self._peer_x, self._own_x, self._peer_number, z)
        if commitment not in (None, expected):
            self._link.send(not_accepted(Opcode.LMP_SIMPLE_PAIRING_NUMBER, FAILED))
            raise Refused(FAILED)
        self._link.send(accepted(Opcode.LMP_SIMPLE_PAIRING_NUMBER))

    # ── authentication stage 2 (4.2.7.4) ──────────────────────────────────────────────────────────────────────

    async def _check(self) -> None:
        """Each proves the Diffie-Hellman key, the initiator first. Raises Refused."""
        if self._initiating:
            await self._prove()
            await self._verify()
        else:
            await self._verify()
            await self._prove()

    async def _prove(self) -> None:
        value = self._value(self._own_number, self._peer_number, self._ours, self._own_address, self._peer_address)
        self._link.send(lmp.LmpDhkeyCheck(value))
        await self._link.answer(Opcode.LMP_DHKEY_CHECK)

    async def _verify(self) -> None:
        expected = self._value(self._peer_number, self._own_number, self._theirs, self._peer_address, self._own_address)
        if (await self._link.take(lmp.LmpDhkeyCheck)).check_value != expected:
            self._link.send(not_accepted(Opcode.LMP_DHKEY_CHECK, FAILED))
            raise Refused(FAILED)
        self._link.send(accepted(Opcode.LMP_DHKEY_CHECK))

    def _value(self, n1: bytes, n2: bytes, features: Features, a1: bytes, a2: bytes) -> bytes:
        passkey = self._passkey.to_bytes(16, "big")
        return functions.f3(self._shared, n1, n2, passkey, features.octets, a1, a2)
