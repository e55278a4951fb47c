"""What goes wrong outside an attempt is found, told once, and never where nothing went wrong."""

import pytest

from pairtui.pairing.model import Model
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.messages import att, hci, l2cap, mgmt, smp
from pairtui.protocol.messages.smp import AuthReq, IoCapability, KeyDist
from pairtui.protocol.record import Direction, LinkPdu, LogLine, MgmtPdu, Record
from pairtui.protocol.values import Secret
from tests.pairing.pasted import read

MOUSE = "00:1F:20:00:00:01"
IN, OUT, HOST = Direction.RECEIVED, Direction.SENT, Direction.HOST


def found(*lines):
    model, tracer = Model(), Tracer()
    for number, (direction, message) in enumerate(lines, 1):
        for event in tracer.feed(Record(number, number / 10, 0, direction, message)):
            model.apply(event)
    model.finish()
    return model.findings


def findings(*lines):
    return [(f.cause, f.code, f.by.value) for f in found(*lines)]


def bredr(status=0):
    return hci.ConnectionComplete(status, 70, MOUSE, 1, 0)


def channel(direction, result):
    return direction, LinkPdu(70, 1, l2cap.ConnectionResponse(1, 64, 64, result, 0), "bredr")


def test_a_channel_refused_before_encryption_and_the_peer_that_hangs_up():
    told = findings((IN, bredr()), channel(OUT, 3), channel(OUT, 3), (IN, hci.DisconnectionComplete(0, 70, 0x13)))
    assert told == [
        ("l2cap-before-encryption", "l2cap:0x0003", "local"),
        ("l2cap-before-encryption", "hci:0x13", "peer"),
    ]


def key_of(octets):
    size = hci.CommandComplete(1, hci.ReadEncryptionKeySize.CODE, bytes([0, 70, 0, octets]))
    return [(OUT, hci.ReadEncryptionKeySize(70)), (IN, size)]


ENCRYPTED = (IN, hci.EncryptionChange(0, 70, 1))


@pytest.mark.parametrize(
    ("before", "cause", "confidence", "seen", "fix"),
    [
        ([bredr_up := (IN, bredr())], "l2cap-before-encryption", "likely", "not encrypted", "the peer's firmware"),
        ([bredr_up, ENCRYPTED], "l2cap-before-encryption", "likely", "not known yet", "the kernel"),
        ([bredr_up, ENCRYPTED, *key_of(3)], "key-size", "likely", "only 3 octets", "a key of 7 octets"),
        ([bredr_up, ENCRYPTED, *key_of(16)], "encryption-below-level", "likely", "E0 and a key of 16", "pair again"),
        ([], "l2cap-before-encryption", "possible", "does not show", "from before the connection"),
    ],
    ids=["not encrypted", "just encrypted", "short key", "below the level", "the log begins later"],
)
def test_a_refused_channel_is_told_by_what_is_known_of_the_link(before, cause, confidence, seen, fix):
    (told,) = found(*before, channel(OUT, 3))
    assert (told.cause, told.code, told.by.value, told.confidence.value) == (cause, "l2cap:0x0003", "local", confidence)
    assert seen in told.evidence[-1].text
    assert fix in told.fixes[0].text


def test_a_key_size_that_cannot_be_read():
    told = findings(
        (IN, bredr()),
        (OUT, hci.ReadEncryptionKeySize(70)),
        (IN, hci.CommandStatus(1, 1, hci.ReadEncryptionKeySize.CODE)),
    )
    assert told == [("encryption-below-level", "hci:0x01", "local")]


def test_a_credit_based_channel_refused_for_its_key():
    answer = l2cap.LeCreditBasedConnectionResponse(3, 0, 0, 0, 0, 7)
    assert findings((OUT, LinkPdu(99, 5, answer, "le"))) == [("key-size", "l2cap-le:0x0007", "local")]


def test_e0_where_aes_was_required():
    told = findings(
        (IN, bredr()),
        (IN, hci.EncryptionChange(0, 70, 1)),
        (HOST, LogLine("kernel", "Invalid security: expect AES but E0 was used")),
    )
    assert told == [("encryption-below-level", "hci:0x05", "local")]


def test_a_peer_that_hangs_up_after_a_write_and_one_that_hangs_up_later():
    write, end = LinkPdu(70, 4, att.WriteRequest(20, b"x")), hci.DisconnectionComplete(0, 70, 0x13)
    assert findings((OUT, write), (IN, end)) == [("application-disconnect", "hci:0x13", "peer")]
    assert findings((OUT, write), *[(OUT, hci.Reset())] * 150, (IN, end)) == []


def test_a_page_timeout_nobody_waited_for():
    assert findings((IN, bredr(4))) == [("connect-failed", "hci:0x04", "peer")]


def test_a_connection_refused_for_want_of_room_has_the_runners_up_of_any_verdict():
    (told,) = found((IN, bredr(0x0D)))
    assert (told.cause, [other.cause for other in told.alternatives]) == ("peer-busy", ["connect-failed"])
    assert all(other.settles for other in told.alternatives)


def test_nobody_was_asked_anything_where_no_link_came_about():
    (told,) = found((HOST, MgmtPdu(0, mgmt.ConnectFailed(MOUSE, 0, 0x10))))
    assert (told.cause, told.alternatives) == ("connect-failed", ())


def test_stored_out_of_band_data_that_is_not_used():
    features = (IoCapability.DISPLAY_YES_NO, 0, AuthReq.BONDING, 16, KeyDist(1), KeyDist(1))
    told = findings(
        (HOST, MgmtPdu(1, mgmt.AddRemoteOobData(MOUSE, 0))),
        (OUT, LinkPdu(70, 6, smp.PairingRequest(*features))),
        (IN, LinkPdu(70, 6, smp.PairingResponse(*features))),
    )
    assert told == [("oob-missing", None, "local")]


def test_a_good_pairing_leaves_nothing_to_say():
    key = Secret(bytes(16))
    told = findings(
        (IN, bredr()),
        (IN, hci.IoCapabilityResponse(MOUSE, 3, 0, 0)),
        (IN, hci.SimplePairingComplete(0, MOUSE)),
        (IN, hci.LinkKeyNotification(MOUSE, key, 4)),
        (IN, hci.EncryptionChange(0, 70, 1)),
        channel(OUT, 0),
        (IN, hci.DisconnectionComplete(0, 70, 0x15)),
    )
    assert told == []


def test_a_refused_read_that_nobody_followed_up():
    read = LinkPdu(70, 4, att.ReadRequest(20))
    refused = LinkPdu(70, 4, att.ErrorResponse(10, 20, 5))
    assert findings((OUT, read), (IN, refused)) == [("peer-requires-authentication", "att:0x05", "peer")]
    pairing = LinkPdu(70, 6, smp.SecurityRequest(AuthReq.BONDING))
    assert findings((OUT, read), (IN, refused), (OUT, pairing)) == []


def test_a_log_without_a_trace_gives_its_cause_away():
    told = findings((HOST, LogLine("bluetoothd", "src/device.c:new_auth() No agent available for request type 2")))
    assert told == [("no-agent", None, "local")]
    told = findings((HOST, LogLine("kernel", "Bluetooth: hci0: unexpected SMP command 0x0a from 00:11:22:33:44:55")))
    assert told == [("peer-key-distribution", None, "unknown")]
    assert findings((HOST, LogLine("bluetoothd", "Endpoint registered"))) == []


@pytest.mark.parametrize(
    ("status", "by"), [(0x03, "unknown"), (0x04, "peer"), (0x07, "unknown"), (0x0F, "local"), (0x10, "local")]
)
def test_a_connection_that_this_gateway_gave_up_is_not_the_devices_fault(status, by):
    told = findings((HOST, MgmtPdu(1, mgmt.ConnectFailed(MOUSE, 0, status))))
    assert told == [("connect-failed", f"mgmt:0x{status:02x}", by)]


def test_a_finding_is_never_certain_and_only_possible_without_a_cause_or_a_side():
    def sure(text):
        return [finding.confidence.value for finding in read(text).findings]

    assert sure("bluetoothd[7]: src/agent.c:agent_request() No agent available for request type 2\n") == ["likely"]
    assert sure("Bond failed\n") == ["possible"]
    assert sure("hci0: unexpected SMP command 0x09 from 00:1B:2C:3D:4E:5F\n") == ["possible"]


def ended(reason):
    return hci.DisconnectionComplete(0, 70, reason)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (hci.ConnectionComplete(0x04, 0, MOUSE, 1, 0), ("connect-failed", "likely")),
        (hci.ConnectionComplete(0x0D, 0, MOUSE, 1, 0), ("peer-busy", "likely")),  # it answered, and has no room
        (ended(0x3D), ("mic-failure", "likely")),
        (ended(0x08), ("link-lost", "likely")),
        # No supervision timeout: a controller may hang just as well.
        (ended(0x22), ("link-lost", "possible")),
        # How a link ends does not tell why.
        (ended(0x13), ("application-disconnect", "possible")),
    ],
)
def test_how_sure_a_finding_is_comes_from_what_it_rests_on(message, said):
    model, tracer = Model(), Tracer()
    for event in tracer.feed(Record(1, 1.0, 0, IN, message)):
        model.apply(event)
    model.finish()
    assert [(finding.cause, finding.confidence) for finding in model.findings] == [said]


def test_a_link_without_a_name_that_was_lost_is_told_once():
    gone = mgmt.DeviceDisconnected(MOUSE, 0, 1)
    assert len(found((IN, hci.DisconnectionComplete(0, 70, 0x08)), (HOST, MgmtPdu(None, gone)))) == 1


@pytest.mark.parametrize(
    ("status", "told"), [(0x0D, [("local-bond-missing", "mgmt:0x0d", "local")]), (0x00, []), (0x0C, [])]
)
def test_stored_keys_that_the_kernel_refuses_are_told(status, told):
    refused = mgmt.CommandStatus(mgmt.LoadLongTermKeys.CODE, status)
    assert findings((HOST, MgmtPdu(None, refused))) == told
