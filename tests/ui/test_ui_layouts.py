"""How a screen is laid out: once for each size, however many dialogs come and go over it, and leaving no cell bare."""

import pytest
from textual._compositor import Compositor

from pairtui.ui.terminal.textual_private import Covered


@pytest.fixture
def layouts(monkeypatch):
    """The kinds of screens that were laid out for their size, each time."""
    seen: list[str] = []
    lay_out = Compositor.reflow

    def counted(self, parent, size):
        seen.append(type(parent).__name__)
        return lay_out(self, parent, size)

    monkeypatch.setattr(Compositor, "reflow", counted)
    return seen


async def test_a_dialog_does_not_lay_out_the_console_under_it(bench, layouts):
    async with bench.up().console() as seat:
        layouts.clear()
        await seat.press("question_mark")
        assert "ConsoleScreen" not in layouts
        assert layouts.count("Reader") == 2


async def test_all_are_laid_out_for_another_size(bench, layouts):
    async with bench.up().console() as seat:
        await seat.press("question_mark")
        layouts.clear()
        await seat.pilot.resize_terminal(60, 20)
        screen = await seat.look()
        assert max(map(len, screen.splitlines())) <= 60
        assert {"ConsoleScreen", "Reader"} <= set(layouts)
        assert "q quit" in await seat.press("escape")


def bare(screen):
    """The cells that no pane of the screen draws."""
    places = screen._compositor.visible_widgets.items()
    seen = [region.intersection(clip) for widget, (region, clip) in places if not isinstance(widget, Covered)]
    drawn = {(x, y) for region in seen for y in region.line_range for x in region.column_range}
    return {(x, y) for x in range(screen.size.width) for y in range(screen.size.height)} - drawn


@pytest.mark.parametrize("size", [(40, 10), (60, 20), (80, 24), (120, 40), (200, 50)])
async def test_the_panes_cover_the_console(bench, size):
    async with bench.up().console() as seat:
        await seat.pilot.resize_terminal(*size)
        for keys in ((), ("l",), ("tab",), ("l",), ("escape",)):
            await seat.press(*keys)
            assert bare(seat.app.screen) == set(), keys
