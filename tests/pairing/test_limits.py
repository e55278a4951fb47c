"""Windows of time at their limit, just below and just above it, and what is kept of one thing more than is kept."""

import pytest

from pairtui.pairing import model as of_model
from pairtui.pairing import rows
from pairtui.pairing.attempt import Attempt, Failure, Kind, Outcome, Peer, Side
from pairtui.pairing.events import DeviceChanged, Link, Logged, Traced, is_pin
from pairtui.pairing.evidence import attempt_record, context
from pairtui.pairing.evidence.attempt_record import AttemptRecord, Seen
from pairtui.pairing.evidence.context import GatewayContext, Unconnected
from pairtui.pairing.findings import findings, hang_ups, link_ends, repeated_failures
from pairtui.pairing.findings.findings import Findings
from pairtui.pairing.findings.repeated_failures import RepeatedFailures
from pairtui.pairing.model import Model
from pairtui.pairing.tracking import accounts, attempts, running, tracer
from pairtui.pairing.tracking.attempts import AttemptTracker
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.messages import att, hci, mgmt, smp
from pairtui.protocol.record import Direction, LogLine, MgmtPdu, Record

A, B = "C0:11:22:33:44:55", "00:66:77:88:99:AA"
LINK = Link("hci0", 64, A, "random")
TICK = 0.0005
GOT, SENT = Direction.RECEIVED, Direction.SENT


def failed(started=100.0, ended=101.0, peer=A, code="smp:0x05"):
    failure = Failure(code, "", Side.PEER, "", 7)
    return Attempt(
        1, Kind.PAIRING, peer=Peer(peer), started=started, ended=ended, outcome=Outcome.FAILED, failure=failure
    )


def settled(after):
    return AttemptTracker().settled(AttemptRecord(failed(ended=128.0)), 128.0 + after)


def no_longer_taken(after):
    return not AttemptRecord(failed(ended=128.0), reply_at=128.0).takes(128.0 + after)


def no_circle(after):
    watched, step = RepeatedFailures(), after
    came = [watched.includes(failed(128.0 + step * n, 129.0 + step * n)) for n in range(repeated_failures.REPEATED)]
    assert not any(came[:-1])
    return not came[-1]


def told_apart(after):
    def account(ident, ended):
        seen = [Seen(LogLine(ident, ""), GOT, ended, 1)]
        return AttemptRecord(failed(ended=ended), seen=seen)

    pairs = (
        [*accounts.of_one_pairing([account("bluetoothd", 128.0), account("bluetoothctl", 128.0 + way * after)])]
        for way in (1, -1)
    )
    before, behind = (not pair for pair in pairs)
    assert before is behind
    return before


def not_repeated(after):
    follow, event = Tracer(), mgmt.AuthenticationFailed(A, 2, 5)
    first, second = (Record(n, 128.0 + n * after, 0, GOT, MgmtPdu(n, event)) for n in range(2))
    return len([*follow.feed(first), *follow.feed(second)]) == 2


def no_answer(after):
    watch = Findings(GatewayContext())
    watch.trace(Traced(at=128.0, message=att.ReadRequest(9), direction=SENT, link=LINK, record=1), [])
    ended = hci.DisconnectionComplete(0, 64, 0x13)
    watch.trace(Traced(at=128.0 + after, message=ended, direction=GOT, link=LINK, record=2), [])
    return not watch.all


@pytest.mark.parametrize(
    ("over", "limit", "at_the_limit"),
    [
        (settled, running.SETTLING, False),
        (no_longer_taken, attempt_record.OVERTAKEN, False),
        (no_circle, repeated_failures.AGAIN, False),
        (told_apart, accounts._NEAR, False),
        (not_repeated, tracer._COPY_SECONDS, None),  # a float's error decides
        (no_answer, hang_ups.SOON, True),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_window_of_time_ends_at_its_limit(over, limit, at_the_limit):
    assert over(0.25 * limit) is False
    assert over(limit - TICK) is False
    assert at_the_limit is None or over(limit) is at_the_limit
    assert over(limit + TICK) is True
    assert over(3 * limit) is True


def of_context(note, kept):
    def fill(number):
        around = GatewayContext()
        for n in range(number):
            note(around, n)
        return kept(around)

    return fill


def logged(number):
    told = Model()
    for n in range(number):
        told.apply(Logged(source="", text=str(n)))
    return [entry.text for entry in told.log]


def traced(number):
    told = Model()
    for n in range(number):
        told.apply(Traced(message=hci.Reset(), direction=SENT, record=n))
    return [event.record for event in told.records]


def strengths(number):
    told = Model()
    for n in range(number):
        told.apply(DeviceChanged(device="A", changes={"rssi": -n}))
    return told.devices["A"].history


def opened(number):
    tracker = AttemptTracker()
    for n in range(number):
        tracker.open(Kind.PAIRING, Link("hci0", n, f"C0:00:00:00:00:{n % 256:02X}"), 128.0 + n)
    return tracker


def found(number):
    watch = Findings(GatewayContext())
    for n in range(number):
        watch._add(None, link_ends.only_an_end(n, n), str(n))
    return watch.all


def programs(number):
    follow = Tracer()
    for n in range(number):
        [*follow.feed(Record(n, 1.0, 0, GOT, mgmt.MgmtOpen(n, "btmgmt", "1.0", True)))]
    return list(follow._programs)


def circles(number):
    watched = RepeatedFailures()
    for n in range(number):
        watched.includes(failed(peer=str(n)))
    return list(watched._runs)


def steps(number):
    record = AttemptRecord(Attempt(1, Kind.PAIRING))
    for n in range(number):
        record.add(Traced(message=smp.PairingFailed(5), direction=GOT, record=n))
    return record.seen


def said(around, n):
    around.note_not_understood(n, f"line {n}")


def happened(around, n):
    around.keep(Traced(message=smp.SecurityRequest(smp.AuthReq(1)), direction=GOT, link=LINK, record=n))


def on_links(around, n):
    link = Link("hci0", n, None)
    around.keep(Traced(message=smp.SecurityRequest(smp.AuthReq(1)), direction=GOT, link=link, record=n))


def lines(around, n):
    around.note(Traced(message=LogLine("", str(n)), direction=GOT, record=n))


@pytest.mark.parametrize(
    ("fill", "most", "oldest_goes"),
    [
        (logged, of_model.LOG_LINES, True),
        (traced, of_model.RECORDS, True),
        (strengths, rows.HISTORY, True),
        (lambda n: opened(n).running, attempts.RUNNING, True),
        (lambda n: list(opened(n).all), attempts.MOST_ATTEMPTS, True),
        (found, findings.MOST, False),
        (programs, tracer.PROGRAMS, False),
        (circles, repeated_failures.MOST, True),
        (steps, attempt_record.MOST_SEEN, False),
        (of_context(said, lambda around: around.not_understood), context.MOST_NOT_UNDERSTOOD, False),
        (of_context(happened, lambda around: around._before["hci0", 64]), context.BEFORE, True),
        (of_context(on_links, lambda around: list(around._before)), context.LINKS, True),
        (of_context(lambda around, n: around.name(str(n), ""), lambda around: list(around.names)), context.NAMES,
         False),
        (of_context(lambda around, n: around.device(str(n), ""), lambda around: list(around.devices)),
         context.NAMES, False),
        (of_context(lines, lambda around: around.log_lines), 50, True),
        (of_context(lambda around, n: around.note_fault("", n, n, ""), lambda around: around.gateway_faults), 20, True),
        (of_context(lambda around, n: around.unconnected.append(Unconnected(None, "", n, n, "")),
                    lambda around: around.unconnected), 20, True),
        (of_context(lambda around, n: around.failures.append((None, "", str(n))), lambda around: around.failures), 200,
         True),
    ],
)  # fmt: skip
def test_so_many_are_kept_and_no_more(fill, most, oldest_goes):
    full, over = list(fill(most)), list(fill(most + 1))
    assert len(list(fill(most - 1))) == most - 1
    assert len(full) == len(over) == most
    if oldest_goes:
        assert str(over[0]) != str(full[0])


@pytest.mark.parametrize(
    ("text", "valid"),
    [("", False), ("0", True), ("0" * 16, True), ("0" * 17, False), ("é" * 8, True), ("é" * 9, False)],
)
def test_a_pin_has_one_to_sixteen_octets(text, valid):
    assert is_pin(text) is valid
