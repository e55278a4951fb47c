"""Logs with what is told of them after each record: `| ` begins a line of the log, `+` and `-` what changed.

The files stand in `logs`; `make snapshots` writes what is told anew.
"""

from difflib import ndiff
from pathlib import Path

from pairtui.pairing.model import Model
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.text.reader import TextReader
from pairtui.report.redact.redaction import redact
from tests.pairing.ladder import kept, ladder, surroundings

FOLDER = Path(__file__).with_name("logs")
LOGS = {(file.stem, name): lines for file in sorted(FOLDER.glob("*.txt")) for name, lines in kept(file).items()}


def log_of(lines):
    """The log itself."""
    return [line[2:] for line in lines if line.startswith("|")]


def told(log):
    """The lines of a file for this log."""
    model, tracer = Model(), Tracer()
    before: list[str] = []
    data = "".join(f"{line}\n" for line in log).encode()

    def changed():
        nonlocal before
        now = list(ladder(model, file="", format="text", records=0, skipped=0))
        found = [line.rstrip() for line in ndiff(before, now) if line[:2] in ("+ ", "- ")]
        before = now
        return found

    yield from (f"| {line}".rstrip() for line in log)
    reader = TextReader()
    for record in (*reader.feed(data), *reader.close()):
        for event in tracer.feed(record):
            model.apply(event)
        if found := changed():
            yield f"after {record.number}:"
            yield from found
    model.finish()
    yield "at its end:"
    yield from changed()
    yield f"read as {model.reading.stack}, {model.reading.host}; skipped {reader.skipped}"
    yield from surroundings(model.around)
    yield from (f"not understood: {text}" for _, text in model.not_understood)
    clean = redact(data).data.decode().splitlines()
    yield from (f"redacted: {after}" for before, after in zip(log, clean, strict=True) if before != after)
