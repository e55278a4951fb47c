"""Captures of the air: connections followed, link layer procedures, SMP until it is ciphertext."""

from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairtui.protocol.fields import Message
from pairtui.protocol.messages import hci, ll, smp
from pairtui.protocol.reader import Advert
from pairtui.protocol.record import Direction, LinkPdu
from pairtui.protocol.streams.advertisers import Advertisers
from pairtui.protocol.streams.air import MAX_CONNECTIONS, AirPdu, AirStream
from pairtui.protocol.streams.sniffer_headers import (
    ADVERTISING_ACCESS_ADDRESS,
    LE_LL,
    LE_LL_WITH_PHDR,
    NORDIC_BLE,
    PPI,
    Frame,
    frame,
)
from pairtui.protocol.values import Secret

ACCESS = 0x50654A27
CENTRAL, PERIPHERAL = bytes.fromhex("112233445566"), bytes.fromhex("aabbccddeec0")
CRC = b"\x01\x02\x03"


def advertising(kind, payload, tx_random=True, rx_random=False):
    head = kind | tx_random << 6 | rx_random << 7
    return bytes([head, len(payload)]) + payload + CRC


def connect_ind(access=ACCESS):
    parameters = (
        pack("<I", access) + bytes(3) + b"\x02" + pack("<HHHH", 1, 24, 0, 72) + b"\xff\xff\xff\xff\x1f" + b"\x07"
    )
    return advertising(5, CENTRAL + PERIPHERAL + parameters, rx_random=True)


def data(llid, payload, sn=0):
    return bytes([llid | sn << 3, len(payload)]) + payload + CRC


def control(pdu, sn=0):
    return data(3, bytes([pdu.CODE]) + pdu.encode(), sn)


def l2cap(pdu):
    octets = bytes([pdu.CODE]) + pdu.encode()
    return len(octets).to_bytes(2, "little") + b"\x06\0" + octets


PAIRING_REQUEST = smp.PairingRequest(
    smp.IoCapability.NO_INPUT_NO_OUTPUT, 0, smp.AuthReq(9), 16, smp.KeyDist(1), smp.KeyDist(1)
)
PAIRING_RESPONSE = smp.PairingResponse(
    smp.IoCapability.KEYBOARD_DISPLAY, 0, smp.AuthReq(9), 16, smp.KeyDist(1), smp.KeyDist(1)
)
ENC_REQ = ll.EncReq(0, 0, bytes(8), bytes(4))


def name(message):
    pdu = message.pdu if isinstance(message, AirPdu | LinkPdu) else message
    assert isinstance(pdu, Message)
    return pdu.NAME


class Air:
    """A sniffer that was told who sends, with sequence numbers as the two sides count them."""

    def __init__(self):
        self.stream = AirStream(Advertisers())
        self.sn = {True: 0, False: 0}
        self.told = []
        self.tell(Frame(ADVERTISING_ACCESS_ADDRESS, connect_ind()))

    def tell(self, what, time=0.0):
        self.told += self.stream.frame(time, what)

    def says(self, from_central, llid, payload, decrypted=False):
        self.tell(Frame(ACCESS, data(llid, payload, self.sn[from_central]), from_central, decrypted=decrypted))
        self.sn[from_central] ^= 1

    def controls(self, from_central, pdu):
        self.says(from_central, 3, bytes([pdu.CODE]) + pdu.encode())

    def transcript(self):
        arrows = {Direction.SENT: ">", Direction.RECEIVED: "<"}
        return [f"{arrows[way]} {name(m)}" for way, m in self.told]


def test_a_connection_begins():
    air = Air()

    assert air.told == [(Direction.RECEIVED, hci.LeConnectionComplete(0, 1, 0, 1, "C0:EE:DD:CC:BB:AA", 24, 0, 72))]


def test_a_pairing_until_it_is_ciphertext():
    air = Air()
    air.says(True, 2, l2cap(PAIRING_REQUEST))
    air.says(False, 2, l2cap(PAIRING_RESPONSE))
    air.controls(True, ENC_REQ)
    air.controls(False, ll.EncRsp(bytes(8), bytes(4)))
    air.controls(False, ll.StartEncReq())
    air.says(True, 3, b"\x99\x01\x02\x03\x04")
    air.says(False, 2, l2cap(smp.PairingFailed(8)) + b"\0\0\0\0")
    air.says(True, 3, b"\x02\x13\0\0\0\0")

    assert air.transcript()[1:] == [
        "> Pairing Request",
        "< Pairing Response",
        "> LL_ENC_REQ",
        "< LL_ENC_RSP",
        "< LL_START_ENC_REQ",
    ]
    assert air.told[1] == (Direction.SENT, LinkPdu(1, 6, PAIRING_REQUEST, "le"))
    assert air.told[3] == (Direction.SENT, AirPdu(1, True, ENC_REQ))
    assert air.stream.skipped == 0


def test_a_capture_that_was_decrypted_afterwards_goes_on():
    air = Air()
    air.controls(True, ENC_REQ)
    air.controls(False, ll.EncRsp(bytes(8), bytes(4)))
    air.controls(False, ll.StartEncReq())
    air.controls(True, ll.StartEncRsp())
    air.controls(False, ll.StartEncRsp())
    air.says(False, 2, l2cap(smp.EncryptionInformation(Secret(bytes(16)))))
    air.controls(True, ll.TerminateInd(0x13))

    assert air.transcript()[4:] == [
        "> LL_START_ENC_RSP",
        "< LL_START_ENC_RSP",
        "< Encryption Information",
        "> LL_TERMINATE_IND",
    ]


def test_a_sniffer_that_decrypts_while_it_listens():
    air = Air()
    air.controls(False, ll.StartEncReq())
    air.says(True, 3, b"\x06", decrypted=True)
    air.says(False, 2, l2cap(smp.PairingFailed(8)), decrypted=True)
    air.says(False, 2, l2cap(smp.PairingFailed(8)) + b"\0\0\0\0", decrypted=False)

    assert air.transcript()[2:4] == ["> LL_START_ENC_RSP", "< Pairing Failed"]


def test_the_key_is_missing_at_the_peripheral():
    air = Air()
    air.controls(True, ENC_REQ)
    air.controls(False, ll.RejectExtInd(3, 6))

    assert air.told[-1] == (Direction.RECEIVED, AirPdu(1, False, ll.RejectExtInd(3, 6)))


def test_what_is_sent_again_is_told_once():
    air = Air()
    for _ in range(3):
        air.tell(Frame(ACCESS, data(2, l2cap(PAIRING_REQUEST), sn=0), True))
    air.tell(Frame(ACCESS, data(2, l2cap(PAIRING_REQUEST), sn=1), True))

    assert air.transcript()[1:] == ["> Pairing Request", "> Pairing Request"]


def test_a_pdu_in_two_fragments():
    air = Air()
    whole = l2cap(smp.PairingPublicKey(bytes(32), bytes(32)))
    air.says(True, 2, whole[:27])
    air.says(False, 1, b"")
    air.says(True, 1, whole[27:])

    assert air.transcript()[1:] == ["> Pairing Public Key"]


class TestNobodySaysWhoSends:
    """Only times: an event starts with the central, every packet answers the one before it."""

    def listen(self, *packets):
        stream, told, at = AirStream(Advertisers()), [], 0.0
        stream.frame(at, Frame(ADVERTISING_ACCESS_ADDRESS, connect_ind()))
        for new_event, pdu in packets:
            at += 0.03 if new_event else 150e-6
            told += stream.frame(at, Frame(ACCESS, pdu))
            at += (10 + pdu[1]) * 8e-6
        return [(str(way), name(m)) for way, m in told]

    def test_times_tell(self):
        confirm = smp.PairingConfirm(Secret(bytes(16)))
        told = self.listen(
            (True, data(2, l2cap(PAIRING_REQUEST), 0)),
            (False, data(1, b"", 0)),
            (True, data(1, b"", 1)),
            (False, data(2, l2cap(PAIRING_RESPONSE), 1)),
            (True, data(2, l2cap(confirm), 0)),
            (False, data(2, l2cap(confirm), 0)),
        )

        assert told == [
            ("sent", "Pairing Request"),
            ("received", "Pairing Response"),
            ("sent", "Pairing Confirm"),
            ("received", "Pairing Confirm"),
        ]

    def test_a_continuation_belongs_to_the_side_that_began(self):
        whole = l2cap(smp.PairingPublicKey(bytes(32), bytes(32)))
        told = self.listen(
            (True, data(1, b"", 0)),
            (False, data(2, whole[:27], 0)),
            (True, data(1, whole[27:], 1)),  # the central's packet of this event was missed
        )

        assert told == [("received", "Pairing Public Key")]

    def test_only_one_side_sends_some(self):
        told = self.listen(
            (True, control(ll.StartEncReq())), (True, data(2, l2cap(smp.SecurityRequest(smp.AuthReq(1))), 1))
        )

        assert told[0] == ("received", "LL_START_ENC_REQ")


@pytest.mark.parametrize("kind", [0, 2, 4, 6])
def test_adverts_go_into_the_table(kind):
    stream = AirStream(Advertisers())
    stream.frame(7.0, Frame(ADVERTISING_ACCESS_ADDRESS, advertising(kind, PERIPHERAL + b"\x05\x09Lamp"), rssi=-60))

    assert stream.advertisers.table == {
        (None, "C0:EE:DD:CC:BB:AA"): Advert("C0:EE:DD:CC:BB:AA", "random", "Lamp", -60, 1, 7.0, 7.0)
    }


def test_an_extended_advert():
    stream = AirStream(Advertisers())
    pdu = advertising(7, bytes([7 | 1 << 6, 1]) + PERIPHERAL + b"\x05\x09Lamp")
    stream.frame(7.0, Frame(ADVERTISING_ACCESS_ADDRESS, pdu))

    assert stream.advertisers.table[None, "C0:EE:DD:CC:BB:AA"].name == "Lamp"


class TestHeaders:
    packet = pack("<I", ACCESS) + data(3, b"\x02\x13")

    def test_plain(self):
        assert frame(LE_LL, self.packet) == Frame(ACCESS, self.packet[4:])

    @pytest.mark.parametrize(("kind", "from_central"), [(0, None), (2, True), (3, False)])
    def test_pseudo_header(self, kind, from_central):
        flags = 0x0002 | 0x0008 | 0x0C00 | kind << 7
        header = pack("<BbbBIH", 12, -60, 0, 0, ACCESS, flags)

        assert frame(LE_LL_WITH_PHDR, header + self.packet) == Frame(
            ACCESS, self.packet[4:], from_central, rssi=-60, decrypted=True, valid=True
        )

    def test_a_wrong_check_sum(self):
        header = pack("<BbbBIH", 12, 0, 0, 0, ACCESS, 0x0400)
        stream = AirStream(Advertisers())

        assert frame(LE_LL_WITH_PHDR, header + self.packet) == Frame(ACCESS, self.packet[4:], valid=False)
        assert stream.frame(0.0, frame(LE_LL_WITH_PHDR, header + self.packet)) == []
        assert stream.skipped == 1

    def test_coded_phy_has_a_coding_indicator(self):
        header = pack("<BbbBIH", 12, 0, 0, 0, ACCESS, 0x8000)

        coded = header + self.packet[:4] + b"\x01" + self.packet[4:]

        assert frame(LE_LL_WITH_PHDR, coded) == Frame(ACCESS, self.packet[4:])

    def test_nordic(self):
        event = bytes([10, 0x0F, 12, 60]) + pack("<HI", 5, 2_000_000)
        header = b"\x01" + pack("<HBHB", len(event) + len(self.packet), 3, 7, 6)

        assert frame(NORDIC_BLE, header + event + self.packet) == Frame(
            ACCESS, self.packet[4:], True, rssi=-60, clock=2.0, decrypted=True, valid=True
        )

    def test_ubertooth(self):
        field = (
            pack("<HH", 30006, 12) + b"\0" + pack("<HB", 2426, 0) + pack("<I", 20_000_000) + pack("<bbbB", -50, 0, 0, 0)
        )
        header = pack("<BBHI", 0, 0, 8 + len(field), 147)

        assert frame(PPI, header + field + self.packet) == Frame(ACCESS, self.packet[4:], rssi=-50, clock=2.0)


def test_connections_are_bounded():
    stream = AirStream(Advertisers())
    for access in range(3 * MAX_CONNECTIONS):
        stream.frame(0.0, Frame(access, data(2, l2cap(PAIRING_REQUEST)[:5])))

    assert len(stream._connections) == MAX_CONNECTIONS


frames = st.builds(
    Frame,
    st.sampled_from([ADVERTISING_ACCESS_ADDRESS, ACCESS, 0x50654A28]),
    st.builds(
        lambda head, payload: bytes([head, len(payload)]) + payload + CRC, st.integers(0, 255), st.binary(max_size=40)
    ),
    st.sampled_from([None, True, False]),
    clock=st.sampled_from([None, 0.0, 1.0]),
    decrypted=st.booleans(),
)


@given(st.lists(st.tuples(st.sampled_from([None, 0.0, 1.0, 1.0002]), frames), max_size=12))
def test_any_frames_never_raise(heard):
    stream = AirStream(Advertisers())
    for time, what in heard:
        stream.frame(time, what)


@given(st.sampled_from([LE_LL, LE_LL_WITH_PHDR, NORDIC_BLE, PPI]), st.binary(max_size=60))
def test_any_packet_never_raises(link_type, packet):
    AirStream(Advertisers()).frame(0.0, frame(link_type, packet))


@given(st.binary(max_size=30))
def test_any_control_pdu_decodes_or_says_why(payload):
    for code in range(256):
        ll.ll.decode(code, payload)
