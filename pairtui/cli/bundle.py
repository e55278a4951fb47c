"""A support bundle without the console: of this gateway's history, or of a capture or log."""

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from pairtui.cli.options import force_option
from pairtui.cli.output import complain, say
from pairtui.errors import FINE, Unusable
from pairtui.knowledge.counted import counted

if TYPE_CHECKING:
    from pairtui.report.document import Document

HELP = "everything that support needs, without secrets, as one archive"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="OUT", help="the archive to write (zip, 0600)")
    parser.add_argument("file", metavar="FILE", nargs="?", help="a capture or log; default: the history")
    force_option(parser)


def bundle(args: argparse.Namespace) -> int:
    """Write the archive; it is readable by its owner only."""
    from pairtui.cli.redact import create
    from pairtui.sources.doctor.checks import check_all
    from pairtui.sources.storage.export import last_of_log
    from pairtui.sources.storage.support_bundle import BundleError
    from pairtui.sources.storage.support_bundle import bundle as made

    if args.file:
        documents, capture, suffix, picture = _of_file(args.file)
    else:
        documents, capture, suffix, picture = *_of_history(), "btsnoop", ""
    try:
        data = made(
            documents,
            capture=capture,
            suffix=suffix,
            picture=picture,
            sources=asyncio.run(check_all()),
            log=last_of_log(),
        )
    except BundleError as problem:
        raise Unusable(f"{args.file or 'the history'}: {problem}") from None
    create(args.target, data, args.force)
    attempts = sum(len(document["attempts"]) for document in documents)
    say(f"{args.target}: {counted(attempts, 'attempt')}, no key is in it")
    return FINE


def _of_file(file: str) -> "tuple[list[Document], bytes, str, str]":
    """The document of a capture or log, its octets, its suffix, and a picture of the console on it."""
    from pairtui.cli.redact import whole_input
    from pairtui.protocol.detect import HEAD_SIZE, looks_like_text
    from pairtui.report.document import document
    from pairtui.sources.capture.source import read_file
    from pairtui.ui.hub import StaticHub
    from pairtui.ui.snapshot import snapshot

    found = read_file(file)
    capture, _ = whole_input(file)
    name = Path(file).name
    shown = document(found.model, file=name, format=found.format, records=found.records, skipped=found.skipped)
    suffix = "log" if looks_like_text(capture[:HEAD_SIZE]) else found.format.partition("-")[0]
    picture = asyncio.run(snapshot(StaticHub(found.model), size=(120, 40)))
    return [shown], capture, suffix, picture.svg


def _of_history() -> "tuple[list[Document], bytes]":
    """The attempts that are kept as a document, and the newest capture among them."""
    from pairtui.files.locations import history_folder
    from pairtui.pairing.model import Model
    from pairtui.report.document import attempt_object, document
    from pairtui.sources.storage.history_files import HistoryFiles

    folder = history_folder()
    kept, problems = HistoryFiles(folder, 0).load()
    for problem in problems:
        complain(problem)
    if not kept:
        raise Unusable(f"there is no attempt in {folder}; name a capture or log, or use the key in the console")
    attempts = [attempt_object(past.attempt) | {"id": number} for number, past in enumerate(kept, 1)]
    captures = [past.capture for past in kept if past.capture]
    capture = (folder / captures[-1]).read_bytes() if captures else b""
    rest = document(Model(), file="the history", format="live", records=0, skipped=0)
    return [rest | {"attempts": attempts}], capture
