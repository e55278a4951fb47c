"""Memory does not grow with the sheets that were opened: nothing of a closed one is held."""

import asyncio
import gc
import weakref

from textual._styles_cache import StylesCache
from textual.screen import Screen

from pairtui.ui.app import SHEETS_TO_COLLECT


def held() -> tuple[int, int]:
    """How many widgets' drawn lines there are, and how many screens."""
    gc.collect()
    objects = gc.get_objects()
    return sum(isinstance(one, StylesCache) for one in objects), sum(isinstance(one, Screen) for one in objects)


async def test_nothing_is_held_of_a_sheet_that_was_closed(bench):
    async with bench.up().console() as seat:
        first: tuple[int, int] | None = None
        for _ in range(3):
            for key in ("question_mark", "S", "ctrl+p"):
                await seat.press(key)
                assert len(seat.app.screen_stack) > 1
                await seat.press("escape")
                assert len(seat.app.screen_stack) == 1
            async with asyncio.timeout(60):  # what a sheet leaves behind is taken down after it has closed
                while (counted := held())[1] > 1 or (first and counted[0] > first[0]):
                    await seat.press()
            first = first or counted


async def test_what_many_sheets_left_is_collected_while_no_key_is_pressed(bench):
    async with bench.up().console() as seat:
        closed: list[weakref.ref[object]] = []
        gc.disable()  # by itself it comes to the oldest only after hundreds of sheets
        try:
            for number in range(SHEETS_TO_COLLECT):
                if number == SHEETS_TO_COLLECT - 1:
                    kept = sum(one() is not None for one in closed)
                await seat.press("question_mark")
                closed.append(weakref.ref(seat.app.screen))
                await seat.press("escape")
            assert kept > SHEETS_TO_COLLECT // 2, "they do not go by themselves"
            async with asyncio.timeout(60):
                while sum(one() is not None for one in closed) > 1:
                    await seat.press()
        finally:
            gc.enable()
