"""What is told of a link without an attempt, with the records that show it: row by row the smallest log of each."""

import pytest

from pairtui.pairing.model import Model
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.messages import att, hci, l2cap, ll, mgmt, smp
from pairtui.protocol.messages.smp import AuthReq, IoCapability, KeyDist
from pairtui.protocol.record import Cut, Direction, LinkPdu, LogLine, MgmtPdu, Record
from pairtui.protocol.streams.air import AirPdu
from pairtui.protocol.streams.hci import IsoOnAclLink
from pairtui.protocol.values import Secret

PEER = "00:1F:20:00:00:01"
IN, OUT, HOST = Direction.RECEIVED, Direction.SENT, Direction.HOST
KEY = Secret(bytes(16))
OFFER = (AuthReq.BONDING, 16, KeyDist(1), KeyDist(1))


def told(*lines):
    """Cause, code, side and the records of the evidence; a line may come some seconds late."""
    model, tracer, now = Model(), Tracer(), 0.0
    for number, (direction, message, *late) in enumerate(lines, 1):
        now += 0.1 + sum(late)
        for event in tracer.feed(Record(number, now, 0, direction, message)):
            model.apply(event)
    model.finish()
    return [(f.cause, f.code, f.by.value, *(e.record for e in f.evidence)) for f in model.findings]


def up(status=0, role=0):
    return IN, hci.LeConnectionComplete(status, 70, role, 0, PEER, 24, 0, 42)


def end(reason, status=0):
    return IN, hci.DisconnectionComplete(status, 70, reason)


def close(reason):
    return OUT, hci.Disconnect(70, reason)


def pdu(direction, cid, message, transport="le"):
    return direction, LinkPdu(70, cid, message, transport)


def air(message):
    return IN, AirPdu(70, True, message)


def channel(direction, result):
    return pdu(direction, 1, l2cap.ConnectionResponse(1, 64, 64, result, 0), "bredr")


def credits_answered(direction, result):
    return pdu(direction, 5, l2cap.LeCreditBasedConnectionResponse(3, 0, 0, 0, 0, result))


def size(status, *rest):
    done = hci.CommandComplete(1, hci.ReadEncryptionKeySize.CODE, bytes([status, *rest]))
    return [(OUT, hci.ReadEncryptionKeySize(70)), (IN, done)]


def not_called(opcode, status=0x0C):
    return IN, hci.CommandStatus(status, 1, opcode)


def oob_offered(oob):
    request, answer = smp.PairingRequest(IoCapability.DISPLAY_YES_NO, 0, *OFFER), None
    answer = smp.PairingResponse(IoCapability.DISPLAY_YES_NO, oob, *OFFER)
    return [(HOST, MgmtPdu(1, mgmt.AddRemoteOobData(PEER, 0))), pdu(OUT, 6, request), pdu(IN, 6, answer)]


UNPROVED = (IN, hci.AuthenticatedPayloadTimeoutExpired(70))
BREDR = (IN, hci.ConnectionComplete(0, 70, PEER, 1, 0))
OTHER = (IN, hci.ConnectionComplete(0, 71, "00:1F:20:00:00:02", 1, 0))
ON = (IN, hci.EncryptionChange(0, 70, 1))
AES = (IN, hci.EncryptionChange(0, 70, 2))
RESET = (OUT, hci.Reset())
WRITE = pdu(OUT, 4, att.WriteRequest(20, b"x"))
READ = pdu(OUT, 4, att.ReadRequest(20))
REFUSED = pdu(IN, 4, att.ErrorResponse(10, 20, 5))
ENC, START, PHY = air(ll.EncReq(0, 0, bytes(8), bytes(4))), air(ll.StartEncReq()), air(ll.PhyReq(1, 1))
KERNEL = (HOST, LogLine("kernel", "Linux version 6.11.0-29"))
NO_AES = (HOST, LogLine("kernel", "Invalid security: Missing AES-CCM usage"))
UNREACHED = (HOST, MgmtPdu(1, mgmt.ConnectFailed(PEER, 1, 4)))
PAIRED = [
    BREDR,
    (IN, hci.IoCapabilityResponse(PEER, 3, 0, 0)),
    (IN, hci.SimplePairingComplete(0, PEER)),
    (IN, hci.LinkKeyNotification(PEER, KEY, 4)),
    AES,
]
LE_CALL, EXTENDED_CALL = hci.LeCreateConnection.CODE, hci.LeExtendedCreateConnection.CODE

LOGS = {
    "the supervision timeout of a link": ([up(), WRITE, end(8)], [("link-lost", "hci:0x08", "peer", 3)]),
    "the response timeout of a link": ([up(), end(0x22)], [("link-lost", "hci:0x22", "peer", 2)]),
    "a link that was not established": ([up(), end(0x3E)], [("connect-failed", "hci:0x3e", "peer", 2)]),
    "an end that did not come": ([up(), end(8, 2)], []),
    "a link lost while this host closed it": ([up(), close(0x13), end(8)], []),
    "a peer that hangs up": ([up(), end(0x13)], []),
    "a peer that hangs up at a write": (
        [up(), WRITE, end(0x13)],
        [("application-disconnect", "hci:0x13", "peer", 2, 3)],
    ),
    "a peer that hangs up at a read": ([up(), READ, end(0x13)], [("application-disconnect", "hci:0x13", "peer", 2, 3)]),
    "a peer that hangs up within ten seconds of a write": (
        [up(), WRITE, (*RESET, 9.7), end(0x13)],
        [("application-disconnect", "hci:0x13", "peer", 2, 4)],
    ),
    "a peer that hangs up ten seconds after a write": ([up(), WRITE, (*RESET, 9.9), end(0x13)], []),
    "a peer that hangs up after its own write": ([up(), (IN, WRITE[1]), end(0x13)], []),
    "a MIC failure that this host closed for": ([up(), close(0x3D), end(0x3D)], []),
    "a MIC failure": ([up(), ON, end(0x3D)], [("mic-failure", "hci:0x3d", "unknown", 3)]),
    "an authentication failure": ([up(), end(5)], [("unknown", "hci:0x05", "unknown", 2)]),
    "a link closed for want of authentication": ([up(), close(5), end(0x16)], [("unknown", "hci:0x05", "local", 2)]),
    "a BR/EDR link closed that E0 encrypts": (
        [BREDR, ON, close(5), end(0x16)],
        [("encryption-below-level", "hci:0x05", "local", 3)],
    ),
    "a BR/EDR link closed that AES encrypts": (
        [BREDR, AES, close(5), end(0x16)],
        [("encryption-below-level", "hci:0x05", "local", 3)],
    ),
    "an encrypted LE link closed for want of authentication": (
        [up(), ON, close(5), end(0x16)],
        [("encryption-below-level", "hci:0x05", "local", 3)],
    ),
    "a link closed for want of authentication at the end of the log": (
        [up(), close(5)],
        [("unknown", "hci:0x05", "local", 2)],
    ),
    "a link closed in another session": ([up(), close(5), (HOST, Cut("again"))], []),
    "a link closed after its channel was refused": (
        [BREDR, channel(OUT, 3), close(5), end(0x16)],
        [("l2cap-before-encryption", "l2cap:0x0003", "local", 2, None)],
    ),
    "a peer that hangs up on a kernel that does not hear it": (
        [KERNEL, *PAIRED, end(0x13)],
        [("acl-as-iso", "hci:0x13", "peer", 7, None)],
    ),
    "a peer that hangs up on another kernel": ([*PAIRED, end(0x13)], []),
    "a peer that hangs up on that kernel unpaired": ([KERNEL, BREDR, end(0x13)], []),
    "a peer that hangs up as its channel is refused": (
        [BREDR, channel(OUT, 3), end(0x13)],
        [
            ("l2cap-before-encryption", "l2cap:0x0003", "local", 2, None),
            ("l2cap-before-encryption", "hci:0x13", "peer", 3),
        ],
    ),
    "a peer that refuses a channel and hangs up": (
        [BREDR, channel(IN, 3), end(0x13)],
        [
            ("l2cap-before-encryption", "l2cap:0x0003", "peer", 2, None),
            ("l2cap-before-encryption", "hci:0x13", "peer", 3),
        ],
    ),
    "a channel refused for another reason": ([BREDR, channel(OUT, 4), end(0x13)], []),
    "a refused read": ([up(), READ, REFUSED], [("peer-requires-authentication", "att:0x05", "peer", 3)]),
    "a refused read and an end": (
        [up(), READ, REFUSED, end(0x16)],
        [("peer-requires-authentication", "att:0x05", "peer", 3)],
    ),
    "a refused read that a pairing follows": (
        [up(), READ, REFUSED, pdu(OUT, 6, smp.SecurityRequest(AuthReq.BONDING))],
        [],
    ),
    "a refused read that encryption follows": (
        [up(), READ, REFUSED, (OUT, hci.LeEnableEncryption(70, 0, 0, KEY)), ON],
        [],
    ),
    "a read refused for another reason": ([up(), READ, pdu(IN, 4, att.ErrorResponse(10, 20, 1))], []),
    "a PHY update while encryption starts": ([up(), ENC, PHY], [("phy-update-collision", None, "unknown", 2, 3)]),
    "encryption that starts in a PHY update": ([up(), PHY, ENC], [("phy-update-collision", None, "unknown", 3, 2)]),
    "encryption after a PHY answer": ([up(), PHY, air(ll.PhyRsp(1, 1)), ENC], []),
    "encryption after a PHY update": ([up(), PHY, air(ll.PhyUpdateInd(1, 1, 7)), ENC], []),
    "a PHY update after encryption started": ([up(), ENC, START, PHY], []),
    "encryption that started despite a PHY update": ([up(), ENC, PHY, START], []),
    "a PHY update and the end of the link": ([up(), ENC, PHY, air(ll.TerminateInd(0x13))], []),
    "a key size that cannot be read": ([BREDR, *size(1)], [("encryption-below-level", "hci:0x01", "local", 3)]),
    "a channel refused for a short key": (
        [BREDR, *size(0, 70, 0, 3), channel(OUT, 3)],
        [("key-size", "l2cap:0x0003", "local", 4, None)],
    ),
    "a key size without its octets": (
        [BREDR, *size(0, 70, 0), channel(OUT, 3)],
        [("l2cap-before-encryption", "l2cap:0x0003", "local", 4, None)],
    ),
    "a key size is of the link that was asked about": (
        [BREDR, (OUT, hci.ReadEncryptionKeySize(70)), OTHER, size(0, 70, 0, 3)[1], channel(OUT, 3)],
        [("key-size", "l2cap:0x0003", "local", 5, None)],
    ),
    "a call the controller refused": ([not_called(LE_CALL)], [("connect-failed", "hci:0x0c", "local", 1)]),
    "an extended call it refused": ([not_called(EXTENDED_CALL)], [("connect-failed", "hci:0x0c", "local", 1)]),
    "a BR/EDR call it refused": ([not_called(hci.CreateConnection.CODE)], [("connect-failed", "hci:0x0c", "local", 1)]),
    "a call it took": ([not_called(hci.CreateConnection.CODE, 0)], []),
    "another command it refused": ([not_called(hci.Reset.CODE)], []),
    "a refused call and then a link": ([not_called(LE_CALL), up()], []),
    "a refused call and then no link": (
        [not_called(LE_CALL), up(0x3E)],
        [("connect-failed", "hci:0x3e", "peer", 2), ("connect-failed", "hci:0x0c", "local", 1)],
    ),
    "a call this host gave up": ([up(2)], []),
    "a call that failed": ([up(0x3E)], [("connect-failed", "hci:0x3e", "peer", 1)]),
    "a call that this host did not take": ([up(0x0D, 1)], [("application-disconnect", "hci:0x0d", "local", 1)]),
    "a call that this adapter had no room for": ([up(0x0D, 0)], [("connect-failed", "hci:0x0d", "local", 1)]),
    "a call of the peer that failed": ([up(0x3E, 1)], [("connect-failed", "hci:0x3e", "peer", 1)]),
    "a peer that the kernel did not reach": ([UNREACHED], [("connect-failed", "mgmt:0x04", "peer", 1)]),
    "the same, told by the controller, too": ([up(0x3E), UNREACHED], [("connect-failed", "hci:0x3e", "peer", 1)]),
    "OOB data unused": (oob_offered(0), [("oob-missing", None, "local", 3)]),
    "OOB data used": (oob_offered(1), []),
    "a kernel that wants AES": (
        [BREDR, (HOST, LogLine("kernel", "Bluetooth: hci0: Missing AES-CCM")), NO_AES],
        [("encryption-below-level", "hci:0x05", "local", 3)],
    ),
    "ISO data on an ACL link": ([BREDR, (IN, IsoOnAclLink(70, 40))], [("acl-as-iso", None, "local", 2)]),
    "a channel refused for its authentication": (
        [up(), credits_answered(OUT, 5)],
        [("encryption-below-level", "l2cap-le:0x0005", "local", 2)],
    ),
    "a channel that the peer refused for its authentication": (
        [up(), credits_answered(IN, 6)],
        [("encryption-below-level", "l2cap-le:0x0006", "peer", 2)],
    ),
    "a channel refused for another reason on LE": ([up(), credits_answered(IN, 2)], []),
    "a hardware error": ([(IN, hci.HardwareError(0x12))], [("adapter-unavailable", None, "local", 1)]),
    "nothing but an end": ([end(0x16)], [("application-disconnect", "hci:0x16", "local", 1)]),
    "an authentication failure after other things": ([RESET, end(0x05)], [("unknown", "hci:0x05", "unknown", 2)]),
    "a peer that hangs up at a channel": (
        [BREDR, pdu(OUT, 1, l2cap.ConnectionRequest(1, 1, 64), "bredr"), end(0x13)],
        [("application-disconnect", "hci:0x13", "peer", 2, 3)],
    ),
    "a peer that hangs up at an LE channel": (
        [up(), pdu(OUT, 5, l2cap.LeCreditBasedConnectionRequest(1, 0x80, 64, 64, 64, 1)), end(0x13)],
        [("application-disconnect", "hci:0x13", "peer", 2, 3)],
    ),
    "an encrypted link on which nothing is proved": ([up(), UNPROVED], [("link-lost", None, "unknown", 2)]),
    "the same, until it is lost": ([up(), UNPROVED, end(8)], [("link-lost", "hci:0x08", "peer", 3)]),
    "the same, until the host ends it": (
        [up(), UNPROVED, close(0x13), end(0x16)],
        [("link-lost", None, "unknown", 2)],
    ),
    "a timeout that the kernel tells": (
        [(HOST, MgmtPdu(1, mgmt.DeviceDisconnected(PEER, 1, 1)))],
        [("link-lost", "hci:0x08", "peer", 1)],
    ),
}


@pytest.mark.parametrize("log", LOGS)
def test_what_is_told_of_a_link(log):
    lines, said = LOGS[log]
    assert told(*lines) == said
