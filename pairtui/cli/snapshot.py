"""Pictures of the console on a capture, a log or a scenario of the lab, without a terminal."""

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from pairtui.cli.argument_types import moment, size
from pairtui.cli.extras import check_installed
from pairtui.cli.options import drawing_options, scenario_options
from pairtui.cli.output import complain, write
from pairtui.errors import FINE, Unusable

if TYPE_CHECKING:
    from pairtui.pairing.model import Model
    from pairtui.ui.snapshot import Picture

HELP = "a screen of the console on a capture or log, as SVG or text"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE", help="a capture or a log")
    scenario_options(parser, "instead of a file: the end of a scenario of the lab")
    parser.add_argument("--size", type=size, default=(80, 24), metavar="COLSxROWS", help="default: 80x24")
    parser.add_argument("--keys", default="", metavar="KEYS", help="keys to press first, separated by commas")
    parser.add_argument("-o", "--output", metavar="OUT", help="x.svg, x.png or x.txt; default: text")
    parser.add_argument(
        "--at", type=moment, metavar="SECONDS", help="so long after the first record; default: at the end"
    )
    drawing_options(parser)


def snapshot(args: argparse.Namespace) -> int:
    """Draw a screen of the console on a file, or at the end of a scenario of the lab, without a terminal."""

    if (args.file is None) == (args.lab is None):
        raise Unusable("a picture needs a FILE or --lab SCENARIO, one of them; `pairtui lab --scenario list` names all")
    model = _read(args.file, args.at) if args.lab is None else _played(args.lab, args.cast, args.seed)
    drawn = asyncio.run(_drawn(model, args))
    if args.output is None:
        write(drawn.text)
        return FINE
    octets = _octets(drawn, args.output)
    try:
        Path(args.output).write_bytes(octets)
    except OSError as problem:
        raise Unusable(f"{args.output} cannot be written: {problem.strerror}; name another file") from None
    return FINE


def _octets(drawn: "Picture", name: str) -> bytes:
    """The picture in the format that the file's name asks for: SVG, PNG or text."""
    from pairtui.cli.png import NoConverter, png

    if name.endswith(".png"):
        try:
            return png(drawn.svg)
        except NoConverter as problem:
            raise Unusable(f"{name}: {problem}; or name a file that ends in .svg") from None
    return (drawn.svg if name.endswith(".svg") else drawn.text).encode()


def _check(args: argparse.Namespace) -> list[str]:
    """The keys to press, by Textual's names. Raises Unusable for a key or a kind of file that is none."""
    from pairtui.ui.commands.keymap import known_key

    if args.output is not None and Path(args.output).suffix not in ("", ".svg", ".png", ".txt"):
        raise Unusable(f"{args.output} names no picture that pairtui draws; end it in .svg, .png or .txt")
    keys = [known_key(key) or key for key in args.keys.split(",") if key]
    wrong = next((key for key in keys if known_key(key) is None), None)
    if wrong is not None:
        raise Unusable(f"--keys: {wrong!r} is not a key; write one such as p, ?, enter, ctrl+p or f5")
    return keys


async def _drawn(model: "Model", args: argparse.Namespace) -> "Picture":
    from pairtui.ui.hub import StaticHub
    from pairtui.ui.snapshot import snapshot as draw

    return await draw(
        StaticHub(model),
        size=args.size,
        theme=args.theme or "dark",
        ascii_only=bool(args.ascii),
        keys=_check(args),
    )


def _read(file: str, seconds: float | None) -> "Model":
    """The model at the end of a file or so many seconds after its first record, with the file as its source.

    Raises Unusable.
    """
    from pairtui.pairing.events import SourceChanged, SourceState
    from pairtui.sources.capture.source import read_file

    found = read_file(file, seconds=seconds)
    if found.damage:
        complain(found.damage)
    detail = f"{Path(file).name}: {found.records} records"
    state = SourceState.ENDED if seconds is None else SourceState.UP
    found.model.apply(SourceChanged(source="replay", state=state, detail=detail))
    return found.model


def _played(scenario: str, cast: str | None, seed: int) -> "Model":
    """The model at the end of a scenario. Raises Unusable."""
    from pairtui.cli.scenario import cast_with

    check_installed("lab")
    members = cast_with(scenario, cast)
    from pairtui.lab import virtual_time
    from pairtui.lab.player import play_scenario

    return virtual_time.run(play_scenario(members, scenario, seed)).model
