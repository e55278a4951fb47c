"""A log read as text that somebody pasted, and the verdicts of it."""

from pairtui.pairing.events import Traced
from pairtui.pairing.model import Model
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.record import Account, Direction
from pairtui.protocol.text.reader import TextReader

KEYBOARD = "C0:11:22:33:44:55"


HEADSET = "00:1B:2C:3D:4E:5F"


def read(text, reader=None):
    """The model that a text leads to."""
    reader, tracer, model = reader or TextReader(), Tracer(), Model()
    for record in (*reader.feed(text.encode()), *reader.close()):
        for event in tracer.feed(record):
            model.apply(event)
    model.apply(Traced(message=getattr(reader, "account", Account("")), direction=Direction.HOST))
    model.finish()
    return model


def verdicts(text):
    model = read(text)
    failed = [(a.failure.code, a.failure.by, a.diagnosis.cause) for a in model.attempts.values() if a.failure]
    return failed, [(finding.cause, finding.code) for finding in model.findings]
