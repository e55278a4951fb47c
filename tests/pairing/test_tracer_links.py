"""Which link a message belongs to, by its handle, its address, or what was asked before: the last of some messages."""

import pytest

from pairtui.pairing.events import Link
from pairtui.pairing.tracking.tracer import PROGRAMS, REPEATS, Tracer
from pairtui.protocol.messages import hci, ll, mgmt, smp
from pairtui.protocol.record import Direction, LinkPdu, MgmtPdu, Record
from pairtui.protocol.streams.air import AirPdu

PUBLIC, STATIC, PRIVATE, NOBODY = "00:1F:20:00:00:01", "C0:00:00:00:00:01", "50:00:00:00:00:01", "00:00:00:00:00:00"
PDU = smp.PairingFailed(5)
AUTHENTICATE, ENCRYPTED = hci.AuthenticationRequested, hci.EncryptionChange


def up(handle=1, address=STATIC, kind=1, status=0, role=0):
    return hci.LeConnectionComplete(status, handle, role, kind, address, 24, 0, 42)


def bredr(handle=2, address=PUBLIC, status=0, link_type=1):
    return hci.ConnectionComplete(status, handle, address, link_type, 0)


def call(address=STATIC, kind=1):
    return hci.LeCreateConnection(96, 48, 0, kind, address)


def told(address=STATIC, kind=2, socket: "int | None" = 1):
    return MgmtPdu(socket, mgmt.DeviceConnected(address, kind, 0))


def gone(address=STATIC, kind=2):
    return MgmtPdu(1, mgmt.DeviceDisconnected(address, kind, 1))


def ended(handle, status=0):
    return hci.DisconnectionComplete(status, handle, 0x13)


def pdu(handle, **more):
    return LinkPdu(handle, 6, PDU, **more)


def le(handle: "int | None" = 1, address: "str | None" = STATIC, kind: "str | None" = "random", role="unknown"):
    return Link("hci0", handle, address, kind, "le", role)


def classic(handle: "int | None" = 2, address: "str | None" = PUBLIC, role="unknown"):
    return Link("hci0", handle, address, None, "bredr", role)


def traced(*messages, adapter: "int | None" = 0, time=0.1):
    tracer, found = Tracer(), []
    for number, told_on in enumerate(messages, 1):
        on, message = told_on if isinstance(told_on, tuple) else (adapter, told_on)
        found.append(list(tracer.feed(Record(number, number * time, on, Direction.RECEIVED, message))))
    return found


def link_of(*messages, **more):
    ((event,),) = traced(*messages, **more)[-1:]
    return event.link


CENTRAL = le(role="central")
STATUS, DONE = hci.CommandStatus, hci.CommandComplete
EXTENDED = hci.LeExtendedCreateConnection(0, 1, 1, STATIC)
OCTETS = bytes.fromhex(PUBLIC.replace(":", ""))[::-1]

LINKS = [
    # ── connections ───────────────────────────────────────────────────────────────────────────────────────────────
    ([up()], CENTRAL),
    ([up(role=1)], le(role="peripheral")),
    ([up(role=7)], le()),
    ([up(kind=0)], le(kind="public", role="central")),
    ([up(kind=2)], le(kind="public", role="central")),
    ([up(kind=3)], CENTRAL),
    ([up(kind=9)], le(kind=None, role="central")),
    ([up(address="")], le(address=None, kind=None, role="central")),
    ([up(status=2)], le(handle=None, role="central")),
    ([call(), up(status=2, address=NOBODY)], le(handle=None, role="central")),
    ([up(status=2, address=NOBODY)], le(handle=None, address=NOBODY, role="central")),
    ([up(status=2), pdu(1)], le(address=None, kind=None)),
    ([bredr()], classic()),
    ([bredr(address="")], classic(address=None)),
    ([bredr(status=4)], classic(handle=None)),
    ([hci.CreateConnection(PUBLIC), bredr()], classic(role="central")),
    ([hci.CreateConnection(""), bredr()], classic(role="central")),
    ([hci.CreateConnection("00:1F:20:00:00:02"), bredr()], classic()),
    ([hci.ConnectionRequest(PUBLIC, 0, 1)], classic(handle=None, role="peripheral")),
    ([hci.ConnectionRequest(PUBLIC, 0, 1), bredr()], classic(role="peripheral")),
    ([hci.ConnectionRequest(PUBLIC, 0, 1), bredr(status=4), bredr()], classic()),  # of one request
    ([bredr(link_type=0), pdu(2)], le(handle=2, address=None, kind=None)),  # a link for speech alone
    ([call()], le(handle=None, role="central")),
    ([call(kind=0)], le(handle=None, kind="public", role="central")),
    ([call(kind=3)], le(handle=None, role="central")),
    ([call(), hci.LeCreateConnectionCancel()], le(handle=None, role="central")),
    (
        [hci.LeExtendedCreateConnection(0, 1, 1, STATIC), hci.LeCreateConnectionCancel()],
        le(handle=None, role="central"),
    ),
    ([hci.LeCreateConnectionCancel()], None),
    ([call(), STATUS(0x0C, 1, hci.LeCreateConnection.CODE)], le(handle=None, role="central")),
    ([hci.CreateConnection(PUBLIC), STATUS(0x0C, 1, hci.CreateConnection.CODE)], classic(handle=None, role="central")),
    ([call(), STATUS(0x0C, 1, hci.CreateConnection.CODE)], None),
    ([(1, call()), STATUS(0x0C, 1, hci.LeCreateConnection.CODE)], None),
    # ── by handle ─────────────────────────────────────────────────────────────────────────────────────────────────
    ([up(), pdu(1)], CENTRAL),
    ([up(), up(3, PRIVATE), pdu(3)], le(3, PRIVATE, role="central")),
    ([up(), pdu(3)], le(3, None, None)),
    ([up(), ended(1)], CENTRAL),
    ([up(), ended(1), pdu(1)], le(1, None, None)),
    ([up(), ended(1, status=2), pdu(1)], CENTRAL),
    ([ended(1)], le(1, None, None)),
    ([ended(1, status=2)], None),
    ([up(), hci.Reset()], None),
    ([up(), hci.Reset(), pdu(1)], le(1, None, None)),
    ([up(), pdu(None)], CENTRAL),
    ([up(), up(3), pdu(None)], le(None, None, None)),
    ([pdu(None), pdu(5)], le(5, None, None)),
    ([pdu(None, address=STATIC), pdu(5)], le(5, STATIC, None)),
    ([pdu(None, address=STATIC), ended(5)], le(5, STATIC, None)),
    ([up(), ended(0x0F00)], CENTRAL),  # a handle that a text lost
    ([up(), ended(5)], le(5, None, None)),
    ([up(), up(3), ended(0x0F00)], le(0x0F00, None, None)),
    ([pdu(None, address=STATIC), ENCRYPTED(0, 5, 1)], le(5, STATIC, None)),
    ([up(), ENCRYPTED(0, 0x0F00, 1)], CENTRAL),  # a handle that a text lost
    ([up(), ENCRYPTED(0, 0x0EFF, 1)], le(0x0EFF, None, None)),
    ([up(), up(3), ENCRYPTED(0, 0x0F00, 1)], le(0x0F00, None, None)),
    ([ENCRYPTED(0, 5, 1)], le(5, None, None)),
    ([AUTHENTICATE(5)], classic(5, None)),
    ([hci.AuthenticationComplete(0, 5)], classic(5, None)),
    ([hci.SetConnectionEncryption(5, 1)], classic(5, None)),
    ([bredr(), AUTHENTICATE(2), STATUS(0, 1, AUTHENTICATE.CODE)], classic()),
    ([bredr(), hci.SetConnectionEncryption(2, 1), STATUS(0, 1, AUTHENTICATE.CODE)], None),
    ([pdu(5, transport="bredr")], classic(5, None)),
    ([pdu(5), pdu(5, transport="bredr")], classic(5, None)),
    ([pdu(5), pdu(5, address=STATIC)], le(5, STATIC, None)),
    ([pdu(5, address=STATIC), pdu(5, address=PRIVATE)], le(5, STATIC, None)),
    ([up(), AirPdu(1, True, ll.StartEncReq())], CENTRAL),
    ([AirPdu(4, True, ll.StartEncReq())], le(4, None, None)),
    # ── by address ────────────────────────────────────────────────────────────────────────────────────────────────
    ([up(), told()], CENTRAL),
    ([up(address=""), told()], le(role="central")),
    ([up(address=""), told(), pdu(1)], le(role="central")),
    ([up(address=""), told(PUBLIC, 1)], le(address=PUBLIC, kind="public", role="central")),
    ([up(address=""), told(PUBLIC, 0)], Link("hci0", 1, PUBLIC, None, "bredr", "central")),
    ([up(address=""), up(3, ""), told()], le(None)),
    ([up(address=""), up(3, PRIVATE), told()], le(3, PRIVATE, role="central")),
    ([up(address=PRIVATE), told(PUBLIC, 1)], le(1, PRIVATE, role="central")),  # its identity address
    ([up(address=PRIVATE), told(PUBLIC, 0)], classic(None)),
    ([up(address=PRIVATE), told("51:00:00:00:00:01")], le(None, "51:00:00:00:00:01")),
    ([up(address=PRIVATE), up(3, "51:00:00:00:00:01"), told(PUBLIC, 1)], le(None, PUBLIC, "public")),
    ([(1, up(address=PRIVATE)), told(PUBLIC, 1)], le(None, PUBLIC, "public")),
    ([(1, up()), told()], le(None)),
    ([(1, up()), (None, told())], Link("hci1", 1, STATIC, "random", "le", "central")),
    ([(None, up()), told()], Link(None, 1, STATIC, "random", "le", "central")),
    ([told()], le(None)),
    ([told(), pdu(1)], le(1)),  # the one device that must have it
    ([told(), pdu(1), pdu(3)], le(3, None, None)),
    ([told(), told(PRIVATE), pdu(1)], le(1, None, None)),
    ([told(), gone(), pdu(1)], le(1, None, None)),
    ([told(), hci.Reset(), pdu(1)], le(1, None, None)),
    ([(1, told()), pdu(1)], le(1, None, None)),
    ([told(), AUTHENTICATE(1)], classic(1, None)),
    ([told(PUBLIC, 0), AUTHENTICATE(2)], classic()),
    ([told(PUBLIC, 0), pdu(2)], classic()),
    ([bredr(), hci.LinkKeyRequest(PUBLIC)], classic()),
    ([bredr(), hci.LinkKeyRequest("00:1F:20:00:00:02")], classic(None, "00:1F:20:00:00:02")),
    ([bredr(address=""), hci.LinkKeyRequest(PUBLIC)], classic()),
    ([bredr(address=""), hci.LinkKeyRequest(PUBLIC), pdu(2)], classic()),
    ([bredr(address=""), bredr(3, ""), hci.LinkKeyRequest(PUBLIC)], classic(None)),
    ([up(address=""), hci.LinkKeyRequest(PUBLIC)], classic(None)),
    ([(1, bredr(address="")), hci.LinkKeyRequest(PUBLIC)], classic(None)),
    ([up(1, PUBLIC, 0), bredr(), hci.LinkKeyRequest(PUBLIC)], classic()),  # both transports have a link to it
    ([hci.LinkKeyRequest(PUBLIC), AUTHENTICATE(2)], classic()),
    ([hci.LinkKeyRequest(PUBLIC), hci.LinkKeyRequest(PUBLIC), pdu(2)], classic()),
    ([bredr(), DONE(1, hci.LinkKeyRequestNegativeReply.CODE, b"\0" + OCTETS)], classic()),
    ([bredr(), bredr(3, ""), DONE(1, hci.LinkKeyRequestNegativeReply.CODE, b"\0" + OCTETS)], classic()),
    ([bredr(), DONE(1, hci.LinkKeyRequestNegativeReply.CODE, b"\0" + OCTETS[:5])], classic()),  # masked
    ([bredr(), bredr(3, ""), DONE(1, hci.LinkKeyRequestNegativeReply.CODE, b"\0")], classic(None, None)),
    ([bredr(), DONE(1, hci.Reset.CODE, b"\0" + OCTETS)], None),
    ([bredr(), STATUS(0, 1, hci.LinkKeyRequestNegativeReply.CODE)], None),
    ([bredr(), mgmt.MgmtClose(1)], None),
]


@pytest.mark.parametrize(("messages", "link"), LINKS)
def test_the_link_of_a_message(messages, link):
    assert link_of(*messages) == link


@pytest.mark.parametrize(
    ("first", "second", "seconds", "once"),
    [
        (told(socket=1), told(socket=2), 0.005, True),
        (told(socket=1), told(socket=2), 0.006, False),
        (told(socket=1), told(socket=1), 0.001, False),
        (told(socket=None), told(socket=1), 0.001, True),
        (told(socket=1), told(PRIVATE, socket=2), 0.001, False),
        ((1, told(socket=1)), told(socket=2), 0.001, False),
        (MgmtPdu(1, mgmt.SetPowered(1)), MgmtPdu(2, mgmt.SetPowered(1)), 0.001, False),
    ],
)
def test_an_event_that_several_sockets_are_told_comes_once(first, second, seconds, once):
    assert len(traced(first, second, time=seconds)[-1]) == (0 if once else 1)


@pytest.mark.parametrize(("between", "once"), [(REPEATS - 1, True), (REPEATS, False)])
def test_how_far_back_a_copy_is_looked_for(between, once):
    others = [told(f"C0:00:00:00:01:{number:02X}") for number in range(between)]
    assert len(traced(told(), *others, told(socket=2), time=0.0001)[-1]) == (0 if once else 1)


def opened(socket, name="bluetoothd"):
    return mgmt.MgmtOpen(socket, name, "1.22", True)


@pytest.mark.parametrize(
    ("messages", "program"),
    [
        ([opened(1), MgmtPdu(1, mgmt.SetPowered(1))], "bluetoothd"),
        ([opened(1), MgmtPdu(2, mgmt.SetPowered(1))], ""),
        ([opened(1), MgmtPdu(None, mgmt.SetPowered(1))], ""),
        ([opened(1), told(socket=1)], ""),  # the kernel's own words
        ([opened(1), mgmt.MgmtClose(1), MgmtPdu(1, mgmt.SetPowered(1))], ""),
        ([mgmt.MgmtClose(1), opened(1), MgmtPdu(1, mgmt.SetPowered(1))], "bluetoothd"),
        ([*map(opened, range(PROGRAMS)), MgmtPdu(PROGRAMS - 1, mgmt.SetPowered(1))], "bluetoothd"),
        ([*map(opened, range(PROGRAMS + 1)), MgmtPdu(PROGRAMS, mgmt.SetPowered(1))], ""),
    ],
)
def test_which_program_sent_a_command(messages, program):
    ((event,),) = traced(*messages)[-1:]
    assert event.program == program


def test_what_is_told_of_a_record():
    ((event,),) = traced((3, up()))
    assert (event.at, event.message, event.direction, event.adapter, event.record) == (
        0.1, up(), Direction.RECEIVED, "hci3", 1,
    )  # fmt: skip
    ((nowhere,),) = traced((None, pdu(1)))
    assert (nowhere.adapter, nowhere.link, nowhere.message) == (None, Link(None, 1), PDU)
