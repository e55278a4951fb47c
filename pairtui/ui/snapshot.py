"""Pictures of the console without a terminal: SVG and plain text, the same bytes every time."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pairtui.ui.screenshot import screen_svg, screen_text

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from pairtui.hub import ConsoleHub

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
    now: float | None = None,
) -> Picture:
    """The console on `hub` after `keys` were pressed, in `size` columns and rows.

    `now` is the time on the clock; None takes the model's. Raises ThemeError where the theme cannot be used.
    """
    with quiet_environment():
        from pairtui.ui.app import PairtuiApp
        from pairtui.ui.themes import Look, load_theme

        moment = now if now is not None else hub.model.now or 0.0
        app = PairtuiApp(hub, Look(load_theme(theme), ascii_only), clock=lambda: moment, hostname=hostname)
        async with app.run_test(size=size) as pilot:
            for key in keys:
                await settled(pilot)
                await pilot.press(key)
            text = await settled(pilot)
            return Picture(screen_svg(app, app.title), text)


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
