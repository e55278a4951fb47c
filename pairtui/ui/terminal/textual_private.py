"""What pairtui needs of Textual beyond its documented interface, all of it: the driver, frames, their cells.

Written against Textual 8.2 (`drivers/linux_driver.py`, `drivers/_writer_thread.py`, `App._display`,
`Screen._screen_resized`, `_compositor.py`, `_styles_cache.py`); pyproject.toml allows one minor version, and the tests
of tests/ui/test_ui_terminal.py, tests/ui/test_ui_hangup.py, tests/ui/test_ui_layouts.py and tests/ui/test_ui_memory.py
fail where another one changes it.
"""

import logging
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual._styles_cache import StylesCache
from textual.app import App
from textual.color import Color
from textual.driver import Driver
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from pairtui.ui.terminal.diff import Piece, written
from pairtui.ui.terminal.hangup import HUNG_UP, HangUpWatch, detach_terminal
from pairtui.ui.terminal.output import OutputThread

_log = logging.getLogger(__name__)


@lru_cache(1024)
def _inner_outer(base_background: Color, background: Color) -> tuple[Style, Style]:
    return Style(background=base_background + background), Style(background=base_background)


# Textual's own remembers for each widget's cache, and so holds the lines of 1024 widgets that are long closed: half a
# megabyte for each opened sheet.
StylesCache.get_inner_outer = lambda _, *colors: _inner_outer(*colors)  # type: ignore[method-assign, assignment]


class TerminalApp(App[int]):
    """An application that ends with its terminal, and writes to it only what changed."""

    def get_driver_class(self) -> type[Driver]:
        """The driver that never waits for the terminal; on Windows Textual's own."""
        chosen = super().get_driver_class()
        if sys.platform == "win32":
            return chosen
        from textual.drivers.linux_driver import LinuxDriver

        return terminal_driver() if chosen is LinuxDriver else chosen

    def run_on_terminal(self) -> int:
        """Run until the user leaves or the terminal is gone; gives the exit status."""
        assert sys.__stdin__ is not None
        assert sys.__stdout__ is not None
        with HangUpWatch((sys.__stdin__.fileno(), sys.__stdout__.fileno()), self._leave_terminal) as watch:
            self._hang_up_watch = watch
            result = self.run()
        if watch.gone:
            detach_terminal()
            return HUNG_UP
        return result if result is not None else self.return_code or 0

    def terminal_gone(self) -> None:
        """The driver found the terminal gone. From any thread."""
        self._hang_up_watch.hung_up()

    @property
    def terminal_is_gone(self) -> bool:
        """Whether there is nobody left to draw for."""
        return self._hang_up_watch.gone

    def _leave_terminal(self) -> None:
        """End, though nobody sees it. From the watching thread."""
        abandon = getattr(self._driver, "abandon", None)
        if abandon is not None:
            abandon()
        if self._loop is not None and not self._exit:
            self._loop.call_soon_threadsafe(self._give_back)

    def _give_back(self) -> None:
        self._hang_up_watch.closing = True
        self.request_exit()
        self.exit(None, HUNG_UP)

    def request_exit(self) -> None:
        """The terminal is gone: give back what is held before anything else."""

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Write a frame. One that the terminal has no time for is left out: `draw_again` follows it."""
        if not getattr(self._driver, "behind", False):
            super()._display(screen, painting(renderable))

    def draw_again(self) -> None:
        """Draw everything, after frames were left out."""
        if self._running and self.screen_stack:
            self._display(self.screen, _whole(self))


if TYPE_CHECKING:
    _Widget = Widget
    _Screen = Screen[Any]
else:
    _Widget = _Screen = object  # Textual takes the style sheets of the first base that is a widget, and of no other


class Covered(_Widget):
    """What others cover wholly: Textual would style each of its lines before it finds that none is seen."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines of the ground's colour."""
        return [Strip.blank(crop.width, self.rich_style)] * crop.height


class SteadyScreen(_Screen):
    """A screen that is laid out for each size once."""

    def _screen_resized(self, size: Size) -> None:
        """Lay out, and draw, where the size is another: Textual does so for the Resize that its first layout gives.

        And has every screen below do so.
        """
        if size != self._compositor.size:
            super()._screen_resized(size)


def terminal_driver() -> type[Driver]:
    """The driver: Textual's for terminals, that of Windows aside, but for what is said below."""
    from textual.drivers.linux_driver import LinuxDriver

    class TerminalDriver(LinuxDriver):
        """Writes to standard output by a thread of its own, and does not survive its terminal.

        Textual's thread dies of a write error, and takes 30 writes; the next one stops the event loop for good. Its
        thread for input reads the end of a terminal that is gone over and over.
        """

        _app: TerminalApp
        _output: OutputThread | None = None

        @property
        def behind(self) -> bool:
            """Whether the terminal has no time for another frame."""
            return self._output is not None and self._output.behind

        def write(self, data: str) -> None:
            """Write `data`, without waiting for the terminal."""
            if self._output is not None:
                self._output.write(data.encode(self._encoding, "replace"))

        def start_application_mode(self) -> None:
            """Begin to write, for the first time or after a suspension."""
            stdout = sys.__stdout__
            assert stdout is not None
            self._encoding = stdout.encoding
            self._output = OutputThread(stdout.fileno(), self._app.terminal_gone, self._caught_up)
            self._output.start()
            super().start_application_mode()  # type: ignore[no-untyped-call]

        def close(self) -> None:
            """Write what is left, where the terminal takes it."""
            super().close()
            if self._output is not None:
                self._output.finish()

        def abandon(self) -> None:
            """The terminal is gone: nothing is read or written any more."""
            self.exit_event.set()
            if self._output is not None:
                self._output.abandon()

        def _sigcont_application(self, *_: object) -> None:
            """Go on after a stop; the kernel sends SIGCONT with SIGHUP, too (`tty_signal_session_leader`).

            SIGSTOP gives no notice: there are two readers of the keys then, unless the one before is ended.
            """
            if self._app.terminal_is_gone:
                return
            if self._auto_restart and not self._must_signal_resume:
                self.suspend_application_mode()
                self._must_signal_resume = True
            super()._sigcont_application()
            self._caught_up()

        def _caught_up(self) -> None:
            if not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._app.draw_again)

        def _run_input_thread(self) -> None:
            """Read the keys. What cannot be read is left out: noise on a serial line, a terminal that has no UTF-8."""
            while not self.exit_event.is_set():
                try:
                    self.run_input_thread()
                except OSError:
                    self._app.terminal_gone()
                    return
                except Exception as fault:
                    _log.warning("left out of what was typed: %s", type(fault).__name__)

    return TerminalDriver


class FrameUpdate(CompositorUpdate):
    """Pieces of the screen as Textual's `App._display` takes them."""

    def __init__(self, pieces: Iterator[Piece]) -> None:
        self._pieces = pieces

    def render_segments(self, console: Console) -> str:
        """The text and the control sequences; the terminal is left without a style."""
        return written(self._pieces, console._color_system or ColorSystem.TRUECOLOR)


def painting(update: object) -> Any:
    """`update` of Textual's compositor as `FrameUpdate`; what is none stays as it is.

    Textual writes a changed line from its widget's first column on, and every style from nothing: over SSH five times
    the octets.
    """
    if isinstance(update, ChopsUpdate):
        return FrameUpdate(_changed_pieces(update)) if update.spans else update
    if isinstance(update, LayoutUpdate):
        return FrameUpdate(_all_pieces(update))
    return update


def _changed_pieces(update: ChopsUpdate) -> Iterator[Piece]:
    for y, start, end in update.spans:
        for last, (first, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            left, right = max(first, start), min(last, end)
            if strip is not None and left < right:
                yield left, y, strip if (left, right) == (first, last) else strip.crop(left - first, right - first)


def _all_pieces(update: LayoutUpdate) -> Iterator[Piece]:
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            yield x, y, strip
            x += strip.cell_length


def screen_segments(app: App[Any]) -> list[Segment]:
    """The text of the whole screen, dialogs included, with its styles."""
    return [segment for segment in app.console.render(_whole(app)) if not segment.control]


def _whole(app: App[Any]) -> Any:
    drawn = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    assert drawn is not None
    return drawn
