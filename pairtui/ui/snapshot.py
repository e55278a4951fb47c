"""Pictures of the console without a terminal: SVG and plain text, the same bytes every time."""

import io
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.segment import Segment
    from textual.app import App
    from textual.pilot import Pilot

    from pairtui.ui.hub import ConsoleHub

_TURNS = 40
_STILL = 2
"""Turns without a change after which nothing moves: a change of focus is drawn a turn after the dialog."""

_DISTURBING = ("NO_COLOR", "COLORTERM", "FORCE_COLOR")


@dataclass(frozen=True, slots=True)
class Picture:
    """One screen: as an SVG document, and as its characters, a line per row."""

    svg: str
    text: str


@contextmanager
def quiet_environment() -> Iterator[None]:
    """Without the variables that change what Textual draws; it reads some of them when it is imported."""
    names = [name for name in os.environ if name in _DISTURBING or name.startswith("TEXTUAL")]
    saved = {name: os.environ.pop(name) for name in names}
    try:
        yield
    finally:
        os.environ.update(saved)


async def snapshot(
    hub: "ConsoleHub",
    *,
    size: tuple[int, int] = (80, 24),
    theme: str = "dark",
    ascii_only: bool = False,
    keys: Iterable[str] = (),
    hostname: str = "gateway",
    title: str = "pairtui",
    now: float | None = None,
) -> Picture:
    """The console on `hub` after `keys` were pressed, in `size` columns and rows.

    `now` is the time on the clock; None takes the model's. Raises ThemeError where the theme cannot be used.
    """
    with quiet_environment():
        from pairtui.ui.app import PairtuiApp

        moment = now if now is not None else hub.model.now or 0.0
        app = PairtuiApp(hub, theme=theme, ascii_only=ascii_only, clock=lambda: moment, hostname=hostname, title=title)
        async with app.run_test(size=size) as pilot:
            for key in keys:
                await settled(pilot)
                await pilot.press(key)
            text = await settled(pilot)
            return Picture(screen_svg(app, title), text)


async def settled(pilot: "Pilot[int]") -> str:
    """The characters of the screen, once nothing moves any more: layout and prompts take a few turns of the loop."""
    before, same = "", 0
    for _ in range(_TURNS):
        await pilot.pause()
        now = screen_text(pilot.app)
        same = same + 1 if now == before else 0
        if same == _STILL:
            break
        before = now
    return before


def screen_text(app: "App[int]") -> str:
    """The characters an application shows, a line per row, without the spaces at their ends."""
    text = "".join(segment.text for segment in _segments(app))
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def screen_svg(app: "App[int]", title: str) -> str:
    """What an application shows as an SVG document."""
    from rich.console import Console
    from rich.segment import Segments

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
    console.print(Segments(_words(_segments(app))), end="")
    # Rich would make the id from the style objects' text, in which some carry a number of the run.
    return console.export_svg(title=title, unique_id="pairtui")


def _segments(app: "App[int]") -> "list[Segment]":
    drawn = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    assert drawn is not None
    return [segment for segment in app.console.render(drawn) if not segment.control]


def _words(segments: "Iterable[Segment]") -> "Iterator[Segment]":
    """The same text in pieces that neither begin with a space nor hold a wide character among others.

    Renderers of SVG drop leading spaces, and stretch a text by its characters, not by its cells.
    """
    from rich.segment import Segment

    for text, style, _ in segments:
        for piece in _PIECES.findall(text):
            yield Segment(piece, style)


_PIECES = re.compile(r"\n| +|[\x21-\u10ff\u2000-\u2dff]+(?: [\x21-\u10ff\u2000-\u2dff]+)*|.")
