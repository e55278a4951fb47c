"""A connection as sniffers of LE hear and write it, from declared messages."""

from pairtui.protocol.messages import ll, smp
from pairtui.protocol.messages.smp import AuthReq, IoCapability, KeyDist
from pairtui.protocol.values import Secret

CENTRAL, PERIPHERAL = bytes.fromhex("665544332211"), bytes.fromhex("fa5544332211")
ADVERTISING, CONNECTION = 0x8E89BED6, 0x50655A32
ADVERTISING_INIT, INIT = 0x555555, 0x123456
LINK_TYPES = (251, 256, 272, 192, 147)

SECRETS = {
    name: bytes(number * 16 + place for place in range(16))
    for number, name in enumerate(("mconfirm", "sconfirm", "mrandom", "srandom", "ltk", "irk", "csrk"), 5)
}


def check_sum(pdu, init):
    """The CRC of Vol 6, Part B, 3.1.1, a bit at a time: octets go in lowest bit first, position 23 comes out first."""
    positions = [init >> place & 1 for place in range(24)]
    for bit in (octet >> place & 1 for octet in pdu for place in range(8)):
        back = positions[23] ^ bit
        positions = [back, *positions[:23]]
        for tap in (1, 3, 4, 6, 9, 10):
            positions[tap] ^= back
    out = positions[::-1]
    return bytes(sum(bit << place for place, bit in enumerate(out[at : at + 8])) for at in (0, 8, 16))


class Air:
    """What is on the air, packet after packet, each event of the connection 30 ms after the last."""

    def __init__(self, link_type):
        self.link_type = link_type
        self.packets = []  # seconds, what the sniffer wrote
        self._time = 1000.0
        self._numbers = {True: 0, False: 0}
        self._last = None

    def connect(self):
        """CONNECT_IND."""
        timing = b"\x02" + bytes(2) + b"\x18\x00" + bytes(2) + b"\xf4\x01" + b"\xff\xff\xff\xff\x1f" + b"\x05"
        setting = CONNECTION.to_bytes(4, "little") + reversed_bits(INIT) + timing
        payload = CENTRAL + PERIPHERAL + setting
        self._put(ADVERTISING, bytes([0x05, len(payload)]) + payload, None)
        return self

    def control(self, from_central, message):
        return self._data(from_central, 3, bytes([message.CODE]) + message.encode())

    def smp(self, from_central, message, *, pieces=(), twice=False):
        """An SMP PDU, in pieces of these sizes and what is left; `twice`: each piece is sent again."""
        pdu = bytes([message.CODE]) + message.encode()
        frame = len(pdu).to_bytes(2, "little") + b"\x06\x00" + pdu
        kind = 2
        for size in (*pieces, len(frame)):
            piece, frame = frame[:size], frame[size:]
            if piece:
                self._data(from_central, kind, piece)
                if twice:
                    self._numbers[from_central] ^= 1
                    self._data(from_central, kind, piece)
            kind = 1
        return self

    def silence(self, seconds):
        self._time += seconds
        return self

    def pcap(self):
        head = bytes.fromhex("d4c3b2a102000400") + bytes(8) + (65535).to_bytes(4, "little")
        file = head + self.link_type.to_bytes(4, "little")
        for time, packet in self.packets:
            micros = round(time * 1e6)
            size = len(packet).to_bytes(4, "little")
            file += (micros // 10**6).to_bytes(4, "little") + (micros % 10**6).to_bytes(4, "little") + size * 2 + packet
        return file

    def pcapng(self):
        def block(kind, body):
            body += bytes(-len(body) % 4)
            size = (len(body) + 12).to_bytes(4, "little")
            return kind.to_bytes(4, "little") + size + body + size

        file = block(0x0A0D0D0A, bytes.fromhex("4d3c2b1a01000000") + b"\xff" * 8)
        file += block(1, self.link_type.to_bytes(2, "little") + bytes(6))
        for time, packet in self.packets:
            micros = round(time * 1e6)
            stamp = (micros >> 32).to_bytes(4, "little") + (micros & 0xFFFFFFFF).to_bytes(4, "little")
            file += block(6, bytes(4) + stamp + len(packet).to_bytes(4, "little") * 2 + packet)
        return file

    def _data(self, from_central, kind, payload):
        """An event of the connection: the central's packet, then the peripheral's; one of them is empty."""
        self._time += 0.03
        for sender in (True, False):
            inside = payload if sender is from_central else b""
            head = (kind if inside else 1) | self._numbers[sender] << 3
            self._numbers[sender] ^= 1
            self._put(CONNECTION, bytes([head, len(inside)]) + inside, sender)
        return self

    def _put(self, address, pdu, from_central):
        init = ADVERTISING_INIT if address == ADVERTISING else INIT
        packet = address.to_bytes(4, "little") + pdu + check_sum(pdu, init)
        time = self._time + (0 if from_central is not False else 150e-6 + 80e-6)
        self.packets.append((time, self._written(packet, time, address, from_central)))

    def _written(self, packet, time, address, from_central):
        """As the sniffer writes it, with its own header in front."""
        if self.link_type == 256:
            flags = 0x0C11 | {None: 0, True: 2, False: 3}[from_central] << 7
            return bytes([37, 0xC4, 0xC4, 0]) + address.to_bytes(4, "little") + flags.to_bytes(2, "little") + packet
        if self.link_type == 272:
            flags = 0x01 | (0x02 if from_central else 0)
            event = bytes([10, flags, 37, 60]) + bytes(2) + (round(time * 1e6) & 0xFFFFFFFF).to_bytes(4, "little")
            return bytes([8, 6, 0, 3, 0, 0, 0x06]) + event + packet
        if self.link_type == 192:
            clock = (round(time * 1e7) & 0xFFFFFFFF).to_bytes(4, "little")
            field = bytes.fromhex("36750c00") + bytes(4) + clock + b"\xc4" + bytes(3)
            return bytes(2) + (8 + len(field)).to_bytes(2, "little") + (251).to_bytes(4, "little") + field + packet
        return packet


def reversed_bits(init):
    """CRCInit in CONNECT_IND: the lowest octet first, of the value as it is loaded."""
    return init.to_bytes(3, "little")


def features(kind, auth=AuthReq.BONDING, io=IoCapability.NO_INPUT_NO_OUTPUT):
    every = KeyDist.ENC_KEY | KeyDist.ID_KEY | KeyDist.SIGN
    return kind(io, 0, auth, 16, KeyDist(0), every)  # the peripheral's keys alone


def legacy_pairing(air, **sending):
    """Connection and legacy Just Works up to the central's Pairing Random answered."""
    air.connect()
    air.smp(True, features(smp.PairingRequest)).smp(False, features(smp.PairingResponse))
    air.smp(True, smp.PairingConfirm(Secret(SECRETS["mconfirm"])), **sending)
    air.smp(False, smp.PairingConfirm(Secret(SECRETS["sconfirm"])), **sending)
    air.smp(True, smp.PairingRandom(Secret(SECRETS["mrandom"])), **sending)
    air.smp(False, smp.PairingRandom(Secret(SECRETS["srandom"])), **sending)
    return air


def enc_req():
    return ll.EncReq(0, 0, bytes(range(0x20, 0x28)), bytes(range(0x30, 0x34)))


def enc_rsp():
    return ll.EncRsp(bytes(range(0x28, 0x30)), bytes(range(0x34, 0x38)))


def decrypted_bonding(air, **sending):
    """A whole legacy bonding from which the sniffer, or a program after it, took the encryption."""
    legacy_pairing(air, **sending)
    air.control(True, enc_req()).control(False, enc_rsp())
    air.control(False, ll.StartEncReq()).control(True, ll.StartEncRsp()).control(False, ll.StartEncRsp())
    for message in (
        smp.EncryptionInformation(Secret(SECRETS["ltk"])),
        smp.CentralIdentification(0x1234, 0x1122334455667788),
        smp.IdentityInformation(Secret(SECRETS["irk"])),
        smp.IdentityAddressInformation(0, "11:22:33:44:55:FA"),
        smp.SigningInformation(Secret(SECRETS["csrk"])),
    ):
        air.smp(False, message, **sending)
    return air
