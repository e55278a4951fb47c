"""What two messages of HCI, SMP, L2CAP and MGMT come to, and which link each is on, in `two_messages.txt`."""

from pathlib import Path

from pairtui.pairing.model import Model
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.messages import att, hci, l2cap, ll, mgmt, smp
from pairtui.protocol.messages.smp import AuthReq, KeyDist
from pairtui.protocol.record import Cut, Direction, LinkPdu, MgmtPdu, Record
from pairtui.protocol.streams.air import AirPdu
from pairtui.protocol.values import Secret
from tests.pairing.every_two import compared, shown

A, B, RPA = "C0:11:22:33:44:55", "00:66:77:88:99:AA", "51:A3:4E:3C:B5:D6"
SENT, GOT = Direction.SENT, Direction.RECEIVED
KEY = Secret(bytes(range(16)))


def up(address=A, kind=1, handle=64, status=0, role=0):
    return hci.LeConnectionComplete(status, handle, role, kind, address, 24, 0, 42)


def wired(address=B, handle=11, status=0, link_type=1):
    return hci.ConnectionComplete(status, handle, address, link_type, 0)


def returned(command, *octets):
    return hci.CommandComplete(1, command.CODE, bytes(octets))


def status(command, code):
    return hci.CommandStatus(code, 1, command.CODE)


def on(handle, message, cid=smp.CID_LE, **known):
    return LinkPdu(handle, cid, message, **known)


def told(message):
    return MgmtPdu(1, message)


REQUEST = smp.PairingRequest(3, 0, AuthReq.BONDING | AuthReq.SC, 16, KeyDist(1), KeyDist(1))
LAST_OF_B = bytes.fromhex("aa9988776600")
MESSAGES = {
    "calls": (SENT, hci.LeCreateConnection(96, 48, 0, 1, A)),
    "calls, extended": (SENT, hci.LeExtendedCreateConnection(0, 0, 0, RPA)),
    "calls, classic": (SENT, hci.CreateConnection(B)),
    "gives up": (SENT, hci.LeCreateConnectionCancel()),
    "is called": (GOT, hci.ConnectionRequest(B, 0x5A020C, 1)),
    "not taken": (GOT, status(hci.LeCreateConnection, 0x0C)),
    "not taken, classic": (GOT, status(hci.CreateConnection, 0x0B)),
    "up": (GOT, up()),
    "up, private": (GOT, up(RPA, handle=65, role=1)),
    "up, masked": (GOT, up("", handle=0xFFF0)),
    "not up": (GOT, up("00:00:00:00:00:00", 0, 0, status=0x3E)),
    "wired": (GOT, wired()),
    "wired for sound": (GOT, wired(handle=12, link_type=2)),
    "not wired": (GOT, wired(status=0x0D)),
    "asked for": (SENT, on(64, smp.SecurityRequest(AuthReq.BONDING))),
    "begins": (SENT, on(64, REQUEST)),
    "begins somewhere": (GOT, on(None, REQUEST)),
    "begins, known": (GOT, on(65, REQUEST, address=RPA, transport="le")),
    "fails": (GOT, on(64, smp.PairingFailed(8))),
    "fails, classic": (GOT, on(11, smp.PairingFailed(5), smp.CID_BREDR, transport="bredr")),
    "demands": (GOT, on(64, att.ErrorResponse(0x0A, 9, 5), l2cap.CID_ATT)),
    "refuses": (GOT, on(11, l2cap.ConnectionResponse(1, 64, 65, 3, 0), l2cap.CID_SIGNALLING, transport="bredr")),
    "asks for a channel": (SENT, on(11, l2cap.ConnectionRequest(1, 1, 64), l2cap.CID_SIGNALLING)),
    "encrypts": (SENT, hci.LeEnableEncryption(64, 0, 0, KEY)),
    "encrypted": (GOT, hci.EncryptionChange(0, 64, 1)),
    "encrypted with E0": (GOT, hci.EncryptionChange(0, 11, 1)),
    "not encrypted": (GOT, hci.EncryptionChange(6, 64, 0)),
    "authenticates": (SENT, hci.AuthenticationRequested(11)),
    "not authentic": (GOT, hci.AuthenticationComplete(5, 11)),
    "asks the key": (GOT, hci.LinkKeyRequest(B)),
    "asks somebody's": (GOT, hci.LinkKeyRequest("")),
    "has none": (SENT, hci.LinkKeyRequestNegativeReply(B)),
    "has none, taken": (GOT, returned(hci.LinkKeyRequestNegativeReply, 0, *LAST_OF_B)),
    "has none, cut": (GOT, returned(hci.LinkKeyRequestNegativeReply, 0)),
    "asks for features": (GOT, hci.IoCapabilityRequest(A)),
    "key size": (SENT, hci.ReadEncryptionKeySize(11)),
    "key size read": (GOT, returned(hci.ReadEncryptionKeySize, 0, 11, 0, 7)),
    "key size not read": (GOT, returned(hci.ReadEncryptionKeySize, 2, 11, 0, 0)),
    "hangs up": (SENT, hci.Disconnect(64, 0x13)),
    "does not trust": (SENT, hci.Disconnect(11, 5)),
    "goes off": (SENT, hci.Disconnect(64, 0x15)),
    "hung up": (GOT, hci.DisconnectionComplete(0, 64, 0x13)),
    "hung up, masked": (GOT, hci.DisconnectionComplete(0, 0xFFF0, 0x16)),
    "still up": (GOT, hci.DisconnectionComplete(0x0C, 64, 0x13)),
    "lost": (GOT, hci.DisconnectionComplete(0, 11, 0x08)),
    "damaged": (GOT, hci.DisconnectionComplete(0, 64, 0x3D)),
    "reset": (SENT, hci.Reset()),
    "crashes": (GOT, hci.HardwareError(16)),
    "kernel is connected": (GOT, told(mgmt.DeviceConnected(A, 2, 0))),
    "kernel is connected, classic": (GOT, told(mgmt.DeviceConnected(B, 0, 0))),
    "kernel is gone": (GOT, told(mgmt.DeviceDisconnected(A, 2, 1))),
    "kernel does not connect": (GOT, told(mgmt.ConnectFailed(A, 2, 4))),
    "kernel does not pair": (GOT, told(mgmt.AuthenticationFailed(A, 2, 5))),
    "kernel pairs": (SENT, told(mgmt.PairDevice(B, 0, 1))),
    "kernel pairs the other": (SENT, told(mgmt.PairDevice(A, 2, 1))),
    "kernel has paired": (GOT, told(mgmt.CommandComplete(mgmt.PairDevice.CODE, 0, LAST_OF_B + b"\0"))),
    "kernel has not paired": (GOT, told(mgmt.CommandComplete(mgmt.PairDevice.CODE, 5, LAST_OF_B))),
    "kernel has not paired somebody": (GOT, told(mgmt.CommandStatus(mgmt.PairDevice.CODE, 4))),
    "kernel is told no": (SENT, told(mgmt.UserConfirmationNegativeReply(B, 0))),
    "kernel took the no": (
        GOT,
        told(mgmt.CommandComplete(mgmt.UserConfirmationNegativeReply.CODE, 0, LAST_OF_B + b"\0")),
    ),
    "kernel took somebody's no": (GOT, told(mgmt.CommandStatus(mgmt.UserConfirmationNegativeReply.CODE, 0))),
    "kernel has a key": (GOT, told(mgmt.NewLongTermKey(1, A, 2, 1, 1, 16, 0, 0, KEY))),
    "kernel takes no keys": (GOT, told(mgmt.CommandStatus(mgmt.LoadLongTermKeys.CODE, 0x0D))),
    "kernel asks": (GOT, told(mgmt.UserConfirmationRequest(B, 0, 0, Secret(123456)))),
    "kernel forgets": (SENT, told(mgmt.UnpairDevice(A, 2, 1))),
    "confirms": (GOT, on(64, smp.PairingConfirm(KEY))),
    "kernel is off": (SENT, told(mgmt.SetPowered(0))),
    "on the air": (GOT, AirPdu(64, True, ll.EncReq(0, 0, bytes(8), bytes(4)))),
    "PHY": (GOT, AirPdu(64, False, ll.PhyReq(2, 2))),
    "another log": (GOT, Cut("")),
}

FIRSTS = {
    **{name: (name,) for name in (
        "calls", "calls, extended", "calls, classic", "is called", "up", "up, private", "up, masked", "wired", "begins",
        "begins somewhere", "asks the key", "key size", "kernel is connected", "kernel is connected, classic",
        "kernel pairs", "kernel does not connect", "on the air",
    )},
    "both up": ("up", "wired"),
    "both, private": ("up, private", "wired"),
    "pairing": ("up", "begins"),
    "failed": ("up", "begins", "fails"),
    "encrypted": ("up", "begins", "encrypted"),
    "demanded": ("up", "demands"),
    "refused": ("wired", "encrypted with E0", "key size", "key size read", "refuses"),
    "has hung up": ("up", "hangs up"),
    "does not trust": ("wired", "encrypted with E0", "does not trust"),
    "two are paired with": ("kernel pairs", "kernel pairs the other"),
    "told no": ("kernel pairs", "kernel asks", "kernel is told no"),
    "asked": ("wired", "asks for a channel"),
    "has no key": ("wired", "asks the key", "has none", "authenticates"),
}  # fmt: skip


def come_to(names):
    first, *seconds = names
    tracer, model, links = Tracer(), Model(), []
    for record, name in enumerate((*FIRSTS[first], *seconds), 1):
        direction, message = MESSAGES[name]
        for event in tracer.feed(Record(record, 100 + record / 2, 0, direction, message)):
            model.apply(event)
            link = event.link
            links.append(
                f"{link.handle}/{(link.address or '-')[-2:]}/{link.address_type}/{link.transport}/{link.role}"
                if link
                else "-"
            )
    model.finish()
    return [f"on {links[-1]}", *shown(model)]


test_what_two_messages_come_to = compared(Path(__file__).with_name("two_messages.txt"), FIRSTS, MESSAGES, come_to)
