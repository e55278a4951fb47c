"""The tracer finds the link of each record: by handle, by address, and where a log lost one of them."""

from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.messages import hci, mgmt, smp
from pairtui.protocol.messages.smp import AuthReq
from pairtui.protocol.record import Cut, Direction, LinkPdu, MgmtPdu, Record

PHONE, RPA = "AA:BB:CC:DD:EE:01", "51:A3:4E:3C:B5:D6"


def trace(*messages, tracer=None, adapter=0):
    tracer = tracer or Tracer()
    return [
        e for n, m in enumerate(messages, 1) for e in tracer.feed(Record(n, n / 100, adapter, Direction.RECEIVED, m))
    ]


def up(handle=64, address=PHONE, kind=0, role=0, status=0):
    return hci.LeConnectionComplete(status, handle, role, kind, address, 24, 0, 42)


def test_a_pdu_belongs_to_the_link_of_its_handle_until_it_ends():
    pdu = LinkPdu(64, smp.CID_LE, smp.SecurityRequest(AuthReq.BONDING))
    events = trace(up(), pdu, hci.DisconnectionComplete(0, 64, 0x13), pdu)
    assert [e.link.address for e in events] == [PHONE, PHONE, PHONE, None]
    assert (events[1].link.role, events[1].link.address_type, events[1].adapter) == ("central", "public", "hci0")


def test_links_of_two_adapters_do_not_meet():
    tracer = Tracer()
    trace(up(address=PHONE), tracer=tracer, adapter=0)
    trace(up(address=RPA, kind=1), tracer=tracer, adapter=1)
    (event,) = trace(hci.EncryptionChange(0, 64, 1), tracer=tracer, adapter=1)
    assert (event.link.address, event.link.adapter) == (RPA, "hci1")


def test_a_management_event_about_the_identity_finds_the_link_with_the_private_address():
    events = trace(up(address=RPA, kind=1), MgmtPdu(1, mgmt.AuthenticationFailed(PHONE, 1, 5)))
    assert events[1].link.address == RPA and events[1].link.handle == 64


def test_a_link_without_an_address_takes_the_one_a_management_event_names():
    pdu = LinkPdu(64, smp.CID_LE, smp.SecurityRequest(AuthReq.BONDING))
    events = trace(pdu, MgmtPdu(1, mgmt.AuthenticationFailed(PHONE, 1, 5)), pdu)
    assert [e.link.address for e in events] == [None, PHONE, PHONE]


def test_a_handle_that_the_text_lost_is_the_one_that_turns_up():
    pdu = LinkPdu(None, smp.CID_LE, smp.SecurityRequest(AuthReq.BONDING))
    events = trace(pdu, hci.DisconnectionComplete(0, 70, 0x13))
    assert events[1].link.handle == 70


def test_a_link_whose_handle_the_text_lost_is_the_only_one_until_it_ends():
    lost = 0xFFF0
    pdu = LinkPdu(70, smp.CID_LE, smp.SecurityRequest(AuthReq.BONDING))
    begun, said, ended, after = trace(up(lost), pdu, hci.DisconnectionComplete(0, lost, 0x13), pdu)
    assert (begun.link.handle, said.link.handle, ended.link.handle) == (None, 70, 70)
    assert [e.link.address for e in (begun, said, ended, after)] == [PHONE, PHONE, PHONE, None]
    assert said.link.role == "central"


def test_one_event_told_to_three_sockets_comes_once_and_its_repetition_later_again():
    tracer = Tracer()
    failed = mgmt.AuthenticationFailed(PHONE, 1, 5)
    at_once = [Record(n, 1.0, 0, Direction.HOST, MgmtPdu(n, failed)) for n in (3, 2, 1)]
    assert sum(len(list(tracer.feed(r))) for r in at_once) == 1
    assert len(list(tracer.feed(Record(4, 2.0, 0, Direction.HOST, MgmtPdu(3, failed))))) == 1


def test_a_refused_command_finds_the_link_it_was_for():
    events = trace(hci.LeCreateConnection(96, 48, 0, 1, RPA), hci.CommandStatus(0x0C, 1, hci.LeCreateConnection.CODE))
    assert events[1].link.address == RPA


def test_a_failed_connection_is_that_of_the_address_asked_for():
    asked = hci.LeCreateConnection(96, 48, 0, 1, RPA)
    events = trace(asked, up(handle=0, address="00:00:00:00:00:00", status=2))
    assert events[1].link.address == RPA and events[1].link.handle is None


def test_behind_a_cut_everything_starts_anew():
    events = trace(up(), Cut("another session"), hci.EncryptionChange(0, 64, 1))
    assert events[2].link.address is None


def test_a_management_event_about_another_device_does_not_touch_the_link_that_is_up():
    static, other = "C0:5A:11:00:00:06", "C0:5A:11:00:00:03"
    events = trace(up(address=static, kind=1), MgmtPdu(1, mgmt.PairDevice(other, 2, 4)))
    assert events[1].link.address == other and events[1].link.handle is None
