"""Pictures of the console on a capture, a log or a scenario of the lab, without a terminal."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pairtui.cli import FINE, Unusable

if TYPE_CHECKING:
    from pairtui.pairing.actions import Action
    from pairtui.pairing.model import Model
    from pairtui.ui.snapshot import Picture


def snapshot(args: argparse.Namespace) -> int:
    """Draw a screen of the console on a file, or at the end of a scenario of the lab, without a terminal."""
    from pairtui.ui.themes import ThemeError

    if (args.file is None) == (args.lab is None):
        raise Unusable("a picture needs a FILE or --lab SCENARIO, one of them; `pairtui lab --scenario list` names all")
    model = _read(args.file) if args.lab is None else _played(args.lab, args.cast, args.seed)
    try:
        drawn = asyncio.run(_drawn(model, args))
    except ThemeError as problem:
        raise Unusable(str(problem)) from None
    if args.output is None:
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(drawn.text.encode(encoding, "replace").decode(encoding))
        return FINE
    try:
        Path(args.output).write_text(drawn.svg if args.output.endswith(".svg") else drawn.text, encoding="utf-8")
    except OSError as problem:
        raise Unusable(f"{args.output} cannot be written: {problem.strerror}; name another file") from None
    return FINE


async def _drawn(model: "Model", args: argparse.Namespace) -> "Picture":
    from pairtui.ui.snapshot import snapshot as draw

    return await draw(
        _StillHub(model),
        size=args.size,
        theme=args.theme or "dark",
        ascii_only=bool(args.ascii),
        keys=[key for key in args.keys.split(",") if key],
    )


def _read(file: str) -> "Model":
    """The model at the end of a file, with the file as its source. Raises Unusable."""
    from pairtui.pairing.events import SourceChanged, SourceState
    from pairtui.sources.replay import InputError, read_file

    try:
        found = read_file(file)
    except InputError as problem:
        raise Unusable(str(problem)) from None
    if found.damage:
        sys.stderr.write(f"pairtui: {found.damage}\n")
    detail = f"{Path(file).name}: {found.records} records"
    found.model.apply(SourceChanged(source="replay", state=SourceState.ENDED, detail=detail))
    return found.model


def _played(scenario: str, cast: str | None, seed: int) -> "Model":
    """The model at the end of a scenario. Raises Unusable."""
    from pairtui.cli_lab import check_installed
    from pairtui.cli_scenario import cast_with

    check_installed()
    members = cast_with(scenario, cast)
    from pairtui.rehearsal import rehearse
    from pairtui.sources.lab import virtual_time

    return virtual_time.run(rehearse(members, scenario, seed)).model


class _StillHub:
    """A hub on a model that changes no more."""

    actions: "frozenset[type[Action]]" = frozenset()

    def __init__(self, model: "Model") -> None:
        self.model = model

    def subscribe(self, callback: Callable[[], None]) -> None:
        return None

    def perform(self, action: "Action") -> None:
        return None

    async def run(self) -> None:
        return None

    async def close(self) -> None:
        return None
