"""What two statements of a stack's log make of the attempts, for every two: one line each in `statements.txt`.

`make snapshots` writes it anew.
"""

import os
from itertools import product
from pathlib import Path

from pairtui.knowledge.vocabularies import Found, Says, Statement, nimble
from pairtui.pairing.events import Traced
from pairtui.pairing.tracking.attempts import AttemptTracker
from pairtui.pairing.tracking.stack_log import state
from pairtui.protocol.record import Direction, LogLine

TABLE = Path(__file__).with_name("statements.txt")
SENSOR, OTHER = "C0:11:22:33:44:55", "C0:66:77:88:99:AA"
FAILED = Says.FAILED
STATEMENTS = {
    "begun": Statement(Says.BEGUN, address=SENSOR, address_type="random", role="responder"),
    "asked": Statement(Says.ASKED),
    "denied": Statement(Says.DENIED),
    "step": Statement(Says.STEP),
    "step with a code": Statement(Says.STEP, "smp", 0x08),
    "failed": Statement(FAILED, "smp", 0x05, "peer", role="initiator"),
    "failed without a reason": Statement(FAILED, "nimble", 7),
    "failed for its link": Statement(FAILED, "att", 0x05, "peer", "attribute access", transport="bredr"),
    "another's failed": Statement(FAILED, "smp", 0x04, "local", address=OTHER),
    "encrypted": Statement(Says.ENCRYPTED),
    "paired": Statement(Says.PAIRED, address=SENSOR),
    "connected": Statement(Says.CONNECTED, address=SENSOR),
    "another connected": Statement(Says.CONNECTED, address=OTHER),
    "not connected": Statement(Says.NOT_CONNECTED, "hci", 0x3E, "peer"),
    "hung up": Statement(Says.DISCONNECTED, "hci", 0x13),
    "lost": Statement(Says.DISCONNECTED, "hci", 0x08),
    "MIC failure": Statement(Says.DISCONNECTED, "hci", 0x3D),
}
SECONDS = (0.5, 4.0)
"""Between the two: nobody answered so soon; and what is after it belongs to nothing before."""


def told(names, seconds):
    """Each attempt in few words, then the findings and what is kept of links that ended outside one."""
    attempts, at = AttemptTracker(), 100.0
    for record, name in enumerate(names, 1):
        text = f"{name} 123456"
        event = Traced(at=at, message=LogLine("", text), direction=Direction.HOST, record=record)
        found = [Found(0, len(text), STATEMENTS[name], nimble.VOCABULARY, False)]
        state(attempts, event, text, attempts.around.log_state, found)
        at += seconds
    kept = attempts.around.log_state
    attempts.finish_all()
    for one in attempts.all.values():
        peer = (one.peer.address or "nobody")[-2:]
        steps = "/".join(f"{step.phase.value[:4]}{step.mark and '!' + step.mark}" for step in one.steps)
        failure = one.failure and f" {one.failure.code} by {one.failure.by}, {one.failure.step}, {one.failure.record}"
        why = one.diagnosis and f" ({one.diagnosis.cause}, {one.diagnosis.confidence}, {one.diagnosis.by})"
        yield f"{one.kind} {one.transport} {one.role} {peer} {steps} {one.outcome}{failure or ''}{why or ''}"
    for word, ended in (("lost", kept.lost), ("ended", kept.ended)):
        if ended is not None:
            event, statement = ended
            yield f"{word} {statement.space}:{statement.code} {event.record}"
    if kept.new:
        yield "new link"


def rows():
    for names in (*product(STATEMENTS, repeat=2), *(("begun", "asked", last) for last in STATEMENTS)):
        soon, late = (" | ".join(told(names, seconds)) for seconds in SECONDS)
        yield f"{', '.join(names)}: {soon}" + ("" if soon == late else f" || later: {late}")


def test_what_every_two_statements_come_to():
    found = list(rows())
    if "PAIRTUI_UPDATE_PICTURES" in os.environ:
        TABLE.write_text("".join(f"{row}\n" for row in found), encoding="utf-8")
    assert found == TABLE.read_text("utf-8").splitlines()
