"""What an application shows, as text and as an SVG document."""

import io
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.segment import Segment
    from textual.app import App


def screen_text(app: "App[int]") -> str:
    """The characters an application shows, a line per row, without the spaces at their ends."""
    from pairtui.ui.terminal.textual_private import screen_segments

    text = "".join(segment.text for segment in screen_segments(app))
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def screen_svg(app: "App[int]", title: str) -> str:
    """What an application shows as an SVG document."""
    from rich.console import Console
    from rich.segment import Segments

    from pairtui.ui.terminal.textual_private import screen_segments

    console = Console(
        width=app.size.width,
        height=app.size.height,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        record=True,
        legacy_windows=False,
        safe_box=False,
        _environ={},
    )
    console.print(Segments(_words(screen_segments(app))), end="")
    # Rich would make the id from the style objects' text, in which some carry a number of the run.
    return console.export_svg(title=title, unique_id="pairtui")


def _words(segments: "Iterable[Segment]") -> "Iterator[Segment]":
    """The same text in pieces that neither begin with a space nor hold a wide character among others.

    Renderers of SVG drop leading spaces, and stretch a text by its characters, not by its cells.
    """
    from rich.segment import Segment

    for text, style, _ in segments:
        for piece in _PIECES.findall(text):
            yield Segment(piece, style)


_PIECES = re.compile(r"\n| +|[\x21-\u10ff\u2000-\u2dff]+(?: [\x21-\u10ff\u2000-\u2dff]+)*|.")
