"""`pairtui book`: the device book, one of its entries, or the draft of a new one."""

import argparse
import re
from typing import TYPE_CHECKING

from pairtui.cli.output import as_json, complain, write
from pairtui.errors import FINE, UNUSABLE, Unusable

if TYPE_CHECKING:
    from pairtui.pairing.attempt import Attempt

_ADDRESS = re.compile(r"(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}")

MOST = 8
"""Entries of which the whole page is shown; more are listed."""

HELP = "how known models are brought into pairing mode"
DESCRIPTION = """The device book: for each model what to do with one's hands, which pairing it wants, traps by
firmware, and where that is written. Files of your own in the folder `devices` of the configuration come first. Exit
status 2: one of them cannot be used."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs="*", metavar="NAME", help="an entry, or words of its title; without: the list")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument(
        "--draft", metavar="ADDRESS|FILE", help="an entry to complete, from the history of a device or from a log"
    )


def book(args: argparse.Namespace) -> int:
    """Write the list, the entries that are meant, or a draft; the status says whether a file of the user's is wrong."""
    from pairtui.cli.device_book import book_problems

    problems = book_problems()
    for problem in problems:
        complain(problem)
    write(_draft(args.draft) if args.draft else _shown(args))
    return UNUSABLE if problems else FINE


def _shown(args: argparse.Namespace) -> str:
    from pairtui.cli.device_book import device_book
    from pairtui.report.device_page import book_list, device_page, entry_object

    known = device_book()
    words = " ".join(args.words)
    found = known.named(words) if words else list(known.entries.values())
    if not found:
        raise Unusable(f"the device book does not have {words!r}; `pairtui book` lists what it has")
    if args.json:
        return as_json([entry_object(entry) for entry in found])
    if not words or len(found) > MOST:
        return book_list(found)
    return "\n".join(map(device_page, found))


def _draft(source: str) -> str:
    from pairtui.files.locations import devices_folder
    from pairtui.report.device_draft import device_draft

    attempts = _remembered(source) if _ADDRESS.fullmatch(source) else _recorded(source)
    described = [attempt for attempt in attempts if attempt.peer.name or attempt.peer.modalias]
    if not described:
        raise Unusable(f"{source}: nothing there states a device's name or PnP id; name a log or an address that does")
    return device_draft(described, devices_folder())


def _remembered(address: str) -> "list[Attempt]":
    """The attempts with this device in the history."""
    from pairtui.files.locations import history_folder
    from pairtui.sources.storage.history_files import HistoryFiles

    past, problems = HistoryFiles(history_folder(), 0).load()
    for problem in problems:
        complain(problem)
    return [one.attempt for one in past if (one.attempt.peer.address or "").upper() == address.upper()]


def _recorded(file: str) -> "list[Attempt]":
    """The attempts in a capture or log. Raises Unusable."""
    from pairtui.sources.capture.source import read_file

    return list(read_file(file).model.attempts.values())
