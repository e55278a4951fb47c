"""How often a screen is laid out: once for each size, however many dialogs come and go over it."""

import pytest
from textual._compositor import Compositor


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
