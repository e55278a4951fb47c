"""`pairtui doctor`: each source up or down, why, the remedy."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pairtui.cli.output import as_json, write
from pairtui.errors import FINE, NO_SOURCE

if TYPE_CHECKING:
    from pairtui.pairing.state import SourceStatus

HELP = "each source up or down, why, the remedy"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON")


def doctor(args: argparse.Namespace) -> int:
    import asyncio  # only here: it would double the time that `explain` takes

    from pairtui.cli.fleet_settings import fleet_status
    from pairtui.pairing.events import SourceState
    from pairtui.sources.doctor.checks import check_all

    found = asyncio.run(check_all()) + fleet_status()
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
    from pairtui.report.fields import fields

    return {"source": status.name, **fields(status, "state", "detail", "why", "remedy")}


def _source_lines(status: "SourceStatus") -> str:
    from pairtui.report.wording import safe

    lines = [f"{status.name:<8} {status.state.value:<8} {status.detail}".rstrip()]
    lines += [f"         {label}: {text}" for label, text in (("why", status.why), ("do", status.remedy)) if text]
    return "".join(f"{safe(line)}\n" for line in lines)
