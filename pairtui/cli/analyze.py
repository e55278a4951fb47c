"""The commands that need no bus, no console and no Bluetooth: analyze, explain, doctor, redact."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pairtui.cli.main import FAILED, FINE, NO_SOURCE, UNUSABLE, Unusable
from pairtui.cli.output import as_json, look, write

if TYPE_CHECKING:
    from pairtui.pairing.state import SourceStatus
    from pairtui.report.document import Document

LARGEST_REDACTED = 1 << 29
"""Octets of input that `redact` takes; it holds input and output in memory for its self-check."""


def analyze(args: argparse.Namespace) -> int:
    """Write the document of each file; the status says whether anything failed."""
    from pairtui.cli.progress import Progress
    from pairtui.report.document import document, failed
    from pairtui.sources.capture.source import InputError, read_file

    documents = []
    unusable = False
    progress = Progress(sys.stderr)
    for number, file in enumerate(args.files, 1):
        if len(args.files) > 1:
            progress.label = f"reading {number} of {len(args.files)}"
        try:
            with progress:
                found = read_file(file, progress.show)
        except InputError as problem:
            _complain(str(problem))
            unusable = True
            continue
        if found.damage:
            _complain(found.damage)
            unusable = True
        documents.append(
            document(found.model, file=file, format=found.format, records=found.records, skipped=found.skipped)
        )
    if documents:
        write(_rendered(documents, args.format, as_list=len(args.files) > 1))
    if unusable:
        return UNUSABLE
    return FAILED if any(map(failed, documents)) else FINE


def _complain(problem: str) -> None:
    sys.stderr.write(f"pairtui: {problem}\n")


def _rendered(documents: "list[Document]", format: str, as_list: bool) -> str:
    if format == "json":
        return as_json(documents if as_list else documents[0])
    if format == "markdown":
        from pairtui.report.markdown import markdown

        return "\n".join(map(markdown, documents))
    from pairtui.report.text import text

    return "\n".join(text(doc, **look()) for doc in documents)


def explain(args: argparse.Namespace) -> int:
    """Write what is known about the words."""
    from pairtui.report.explain import everything, nearest
    from pairtui.report.explain import explain as explained

    if not args.words:
        write(everything())
        return FINE
    text = explained(args.words)
    if text is None:
        close = ", ".join(nearest(args.words))
        hint = f"the nearest known: {close}" if close else "try a code such as `smp 8`, or a line of the log"
        raise Unusable(f"nothing is known about {' '.join(args.words)!r}; {hint}")
    write(text)
    return FINE


def doctor(args: argparse.Namespace) -> int:
    """Write each source's state with its remedy."""
    import asyncio  # only here: it would double the time that `explain` takes

    from pairtui.pairing.events import SourceState
    from pairtui.sources.doctor.checks import check_all

    found = asyncio.run(check_all())
    lines = "".join(map(_source_lines, found)) + f"\nNext: {_next(found)}\n"
    write(as_json([_source(status) for status in found]) if args.json else lines)
    return NO_SOURCE if any(status.state is SourceState.DOWN for status in found) else FINE


def _next(found: "Sequence[SourceStatus]") -> str:
    """The one command to run next: the first remedy, since what is wrong first often is the reason of the rest."""
    from pairtui.report.wording import safe
    from pairtui.sources.bluez.presence import bluez_missing

    if bluez_missing():
        return "pairtui lab  (this host has no BlueZ; the lab needs none)"
    return safe(next((status.remedy for status in found if status.remedy), "pairtui"))


def _source(status: "SourceStatus") -> dict[str, str]:
    return {
        "source": status.name,
        "state": status.state.value,
        "detail": status.detail,
        "why": status.why,
        "remedy": status.remedy,
    }


def _source_lines(status: "SourceStatus") -> str:
    from pairtui.report.wording import safe

    lines = [f"{status.name:<8} {status.state.value:<8} {status.detail}".rstrip()]
    lines += [f"         {label}: {text}" for label, text in (("why", status.why), ("do", status.remedy)) if text]
    return "".join(f"{safe(line)}\n" for line in lines)


def redact(args: argparse.Namespace) -> int:
    """Copy a capture or log without its secrets; the copy is readable by its owner only."""
    from pairtui.cli.progress import Progress
    from pairtui.report.redact import RedactError
    from pairtui.report.redact import redact as redacted

    data, note = whole_input(args.source)
    progress = Progress(sys.stderr)
    progress.label = "redacting"
    try:
        with progress:
            clean = redacted(data, pseudonyms=args.pseudonyms, progress=lambda done: progress.show(done, len(data)))
    except RedactError as problem:
        raise Unusable(f"{args.source}: {problem}") from None
    if args.target == "-":
        sys.stdout.buffer.write(clean.data)
        return FINE
    create(args.target, clean.data, args.force)
    sys.stderr.write(f"{args.target}: {clean.secrets} secrets removed, none left of {clean.checked} looked for{note}\n")
    return FINE


def whole_input(source: str) -> tuple[bytes, str]:
    """All octets of the input, decompressed, and what to say of that. Raises Unusable."""
    from pairtui.sources.capture.input_file import Input, InputError

    data = bytearray()
    try:
        with Input(source) as file:
            while len(data) <= LARGEST_REDACTED and (chunk := file.read()):
                data += chunk
    except InputError as problem:
        raise Unusable(str(problem)) from None
    if len(data) > LARGEST_REDACTED:
        raise Unusable(f"{file.name} is larger than {LARGEST_REDACTED >> 20} MiB; cut it first")
    if file.damage:
        raise Unusable(file.damage)
    if not data:
        raise Unusable(f"{file.name} is empty; name a capture or log file")
    if file.inside:
        return bytes(data), "; the copy is the capture alone that was in it"
    return bytes(data), "; the copy is not compressed" if file.compression else ""


def create(target: str, data: bytes, force: bool) -> None:
    """A new file of mode 0600: what was there is replaced, never written into, so that no old mode or link stays."""
    try:
        if force:
            Path(target).unlink(missing_ok=True)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
    except FileExistsError:
        raise Unusable(f"{target} is there already; name another file, or add --force") from None
    except OSError as problem:
        raise Unusable(f"{target} cannot be written: {problem.strerror}; name another file") from None
