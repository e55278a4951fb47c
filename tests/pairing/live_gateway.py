"""A model fed as a live gateway feeds it: what BlueZ says, and what btmon shows."""

from pairtui.pairing import events
from pairtui.pairing.model import Model
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.messages import att, hci, smp
from pairtui.protocol.messages.smp import AuthReq, IoCapability, KeyDist
from pairtui.protocol.record import Direction, LinkPdu, LogLine, MgmtPdu, Record
from pairtui.protocol.values import Secret

SCALE = "/org/bluez/hci0/dev_C0_00_00_00_00_01"
ADDRESS = "C0:00:00:00:00:01"
HANDLE = 64


class Gateway:
    """A model fed as the hub feeds it; each call is one line of the transcript, 10 ms after the one before."""

    def __init__(self):
        self.model, self.tracer, self.now, self.number = Model(), Tracer(), 100.0, 0

    def event(self, what, /, **fields):
        self.now += 0.01
        self.model.apply(what(at=self.now, **fields))
        return self

    def record(self, direction, message, seconds=0.01):
        self.now += seconds
        self.number += 1
        for event in self.tracer.feed(Record(self.number, self.now, 0, direction, message)):
            self.model.apply(event)
        return self

    def sent(self, pdu, **more):
        return self.record(Direction.SENT, _wrapped(pdu), **more)

    def received(self, pdu, **more):
        return self.record(Direction.RECEIVED, _wrapped(pdu), **more)

    def host(self, message, **more):
        return self.record(Direction.HOST, message if isinstance(message, LogLine) else MgmtPdu(1, message), **more)

    def knows_the_scale(self, **more):
        changes = {"adapter": "hci0", "address": ADDRESS, "address_type": "random", "name": "Scale", **more}
        return self.event(events.DeviceChanged, device=SCALE, changes=changes)

    def connected(self, role=0):
        return self.received(hci.LeConnectionComplete(0, HANDLE, role, 1, ADDRESS, 24, 0, 42))

    def features(self, **more):
        return self.sent(request(**more)).received(response(**more))

    @property
    def attempt(self):
        return list(self.model.attempts.values())[-1]


def _wrapped(message):
    if type(message).__module__ == "pairtui.protocol.messages.smp":
        return LinkPdu(HANDLE, smp.CID_LE, message)
    if type(message).__module__ == "pairtui.protocol.messages.att":
        return LinkPdu(HANDLE, att.CID, message)
    return message


def request(io=IoCapability.KEYBOARD_DISPLAY, auth=AuthReq.BONDING | AuthReq.MITM | AuthReq.SC, **_):
    return smp.PairingRequest(io, 0, auth, 16, KeyDist(5), KeyDist(7))


def response(peer_io=IoCapability.NO_INPUT_NO_OUTPUT, peer_auth=AuthReq.BONDING, **_):
    return smp.PairingResponse(peer_io, 0, peer_auth, 16, KeyDist(0), KeyDist(1))


def secret():
    return Secret(bytes(16))
