"""`pairtui analyze`: the verdicts of captures and logs."""

import argparse
import sys
from typing import TYPE_CHECKING

from pairtui.cli.output import as_json, complain, look, write
from pairtui.errors import FAILED, FINE, UNUSABLE

if TYPE_CHECKING:
    from pairtui.report.document import Document

HELP = "the verdicts of captures or logs"
DESCRIPTION = """Reads btsnoop, pcap, pcapng and PacketLogger captures, Android bug reports, support bundles, btmon
and hcidump text, bluetoothd, kernel, Zephyr and bluetoothctl logs, as they are found: cut, quoted, wrapped. Says who
refused, at which step, why, and what to do."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="a capture or a log; - is standard input")
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="default: text")


def analyze(args: argparse.Namespace) -> int:
    """Write the document of each file; the status says whether anything failed."""
    from pairtui.cli.device_book import device_book
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
                found = read_file(file, progress.show, book=device_book)
        except InputError as problem:
            complain(str(problem))
            unusable = True
            continue
        if found.damage:
            complain(found.damage)
            unusable = True
        documents.append(
            document(found.model, file=file, format=found.format, records=found.records, skipped=found.skipped)
        )
    if documents:
        write(_rendered(documents, args.format, as_list=len(args.files) > 1))
    if unusable:
        return UNUSABLE
    return FAILED if any(map(failed, documents)) else FINE


def _rendered(documents: "list[Document]", format: str, as_list: bool) -> str:
    if format == "json":
        return as_json(documents if as_list else documents[0])
    if format == "markdown":
        from pairtui.report.markdown import markdown

        return "\n".join(map(markdown, documents))
    from pairtui.report.text import text

    return "\n".join(text(doc, **look()) for doc in documents)
