"""What a verdict's confidence is worth: excerpts of captures and made-up logs, whose true cause is known, ask each."""

from collections import Counter

from pairtui.pairing.attempt import Confidence, Outcome
from pairtui.pairing.model import Model
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.captures.btsnoop import BtsnoopReader
from pairtui.protocol.record import Direction, LinkPdu, MgmtPdu
from tests.pairing.pasted import KEYBOARD, read
from tests.pairing.test_capture_verdicts import CAPTURES, FAILED
from tests.pairing.test_smaller_stacks import test_what_failed as _smaller
from tests.pairing.test_vocabularies import test_what_a_log_of_each_stack_shows as _stacks

(STACKS,) = [mark.args[1] for mark in _stacks.pytestmark]
(SMALLER_STACKS,) = [mark.args[1] for mark in _smaller.pytestmark]

WINDOWS = (1, 2, 3, 5, 8, 13, 21, 34)
"""Records of an excerpt, as people quote them."""

CERTAIN, LIKELY = 0.99, 0.85
"""How often a verdict of this confidence must name the true cause."""


def records(name):
    reader = BtsnoopReader()
    return [*reader.feed((CAPTURES / f"{name}.btsnoop").read_bytes()), *reader.close()]


ALONE = (
    lambda record: isinstance(record.message, MgmtPdu),
    lambda record: isinstance(record.message, LinkPdu) and record.message.cid in (6, 7),
    lambda record: not isinstance(record.message, LinkPdu),
    lambda record: record.direction is not Direction.HOST,
    lambda record: record.direction is not Direction.SENT,
    lambda record: record.direction is not Direction.RECEIVED,
)
"""What a log of one source shows: MGMT, SMP, no packets, the wire without the host, one direction."""


def excerpts(all_records):
    """Every tenth beginning and end, thirds, windows of each size side by side, and each source alone."""
    length = len(all_records)
    for tenth in range(10):
        yield all_records[length * tenth // 10 :]
        yield all_records[: length * (tenth + 1) // 10]
    for third in range(3):
        yield all_records[length * third // 3 : length * (third + 1) // 3]
    for shown in ALONE:
        yield [record for record in all_records if shown(record)]
    for size in WINDOWS:
        for start in range(0, length, max(1, size // 2)):
            yield all_records[start : start + size]


def claims(excerpt):
    """Confidence and cause of each failed attempt that an excerpt shows."""
    model, tracer = Model(), Tracer()
    for record in excerpt:
        for event in tracer.feed(record):
            model.apply(event)
    model.finish()
    for attempt in model.attempts.values():
        if attempt.outcome is Outcome.FAILED and attempt.diagnosis and attempt.diagnosis.cause != "unknown":
            yield attempt.diagnosis.confidence, attempt.diagnosis.cause


def test_a_verdict_is_as_often_true_as_its_confidence_says():
    said: Counter[Confidence] = Counter()
    false: dict[Confidence, Counter[tuple[str, str]]] = {each: Counter() for each in Confidence}
    for name, (_code, _by, _step, truth) in FAILED.items():
        for excerpt in excerpts(records(name)):
            for confidence, cause in claims(excerpt):
                said[confidence] += 1
                if cause != truth:
                    false[confidence][name, cause] += 1
    for confidence, least in ((Confidence.CERTAIN, CERTAIN), (Confidence.LIKELY, LIKELY)):
        wrong = false[confidence].total()
        assert said[confidence] > 100, said
        assert 1 - wrong / said[confidence] >= least, (confidence, said[confidence], false[confidence].most_common())


def daemon(*lines):
    return "".join(f"Mar  3 09:00:0{at} gw bluetoothd[334]: {line}\n" for at, line in enumerate(lines))


BEGUN = f"src/adapter.c:adapter_bonding_attempt() hci0 bdaddr {KEYBOARD} type 2 io_cap 0x01"
FAILED_HERE = f"src/adapter.c:bonding_attempt_complete() hci0 bdaddr {KEYBOARD} type 2 status 0x5"
CALLED = f"Attempting to pair with {KEYBOARD}\n[CHG] Device {KEYBOARD} Connected: yes\n"
REFUSED = "Failed to pair: org.bluez.Error.AuthenticationFailed\n"
CONNECTING = f"Attempting to connect to {KEYBOARD}\nFailed to connect: org.bluez.Error.Failed "
NO_ANSWER = "src/agent.c:simple_agent_reply() Timed out waiting for reply from agent"
ON_BLUEZ = [
    (daemon(BEGUN, "src/device.c:new_auth() No agent available for request type 2", FAILED_HERE), "no-agent"),
    (daemon(BEGUN, NO_ANSWER, FAILED_HERE), "prompt-timeout"),
    (daemon(BEGUN, f"src/adapter.c:connect_failed_callback() hci0 {KEYBOARD} status 4"), "connect-failed"),
    (f"{CALLED}[agent] Confirm passkey 120534 (yes/no): no\n{REFUSED}", "agent-rejected"),
    (f"{CALLED}Failed to pair: org.bluez.Error.ConnectionAttemptFailed\n", "connect-failed"),
    (f"{CONNECTING}br-connection-profile-unavailable\n", "profile-unavailable"),
    (f"{CONNECTING}le-connection-key-missing\n", "peer-bond-missing"),
    (f"hci0 {KEYBOARD} type LE Random connect failed (status 0x04, Connect Failed)\n", "connect-failed"),
    ("Error: GDBus.Error:org.bluez.Error.AgentNotAvailable: Agent Not Available\n", "no-agent"),
    ("Bluetooth: hci0: security requested but not available\n" + daemon(BEGUN, FAILED_HERE), "kernel-crypto-missing"),
]


def in_text():
    """What made-up logs of BlueZ's programs and of every other stack are about, where one cause is their truth."""
    yield from ON_BLUEZ
    for text, _code, _by, cause, _stack, _host in STACKS:
        yield text, cause
    for text, expected in SMALLER_STACKS:
        yield text, expected[2] if expected else None


def quotations(text):
    lines = text.splitlines(keepends=True)
    for start in range(len(lines)):
        for end in range(start + 1, len(lines) + 1):
            yield "".join(lines[start:end])


def test_a_verdict_on_any_stack_s_text_is_as_often_true():
    said: Counter[Confidence] = Counter()
    false: dict[Confidence, list[tuple[str, str]]] = {each: [] for each in Confidence}
    for text, truth in in_text():
        for quoted in quotations(text) if truth not in (None, "unknown") else ():
            for attempt in read(quoted).attempts.values():
                found = attempt.diagnosis
                if attempt.outcome is Outcome.FAILED and found and found.cause != "unknown":
                    said[found.confidence] += 1
                    if found.cause != truth:
                        false[found.confidence].append((quoted, found.cause))
    assert said[Confidence.CERTAIN] > 15 and said[Confidence.LIKELY] > 60, said
    for confidence, least in ((Confidence.CERTAIN, CERTAIN), (Confidence.LIKELY, LIKELY)):
        assert 1 - len(false[confidence]) / said[confidence] >= least, false[confidence]
