"""Who was cancelled: the task that runs, or only the work that it waits for."""

import asyncio
from typing import TypeVar

from pairtui.sources.errors import ActionError

_T = TypeVar("_T")


def cancelling() -> bool:
    """Whether the task that runs is being cancelled."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def raise_if_cancelled() -> None:
    """Raise CancelledError where the task's cancellation was lost on the way.

    `asyncio.wait_for` of Python 3.11 gives a result that came in the same turn of the loop, and forgets that it was
    cancelled.
    """
    if cancelling():
        raise asyncio.CancelledError


async def result_of(work: "asyncio.Future[_T]", stopped: ActionError) -> _T:
    """What `work` comes to, which ends with who waits for it; `stopped` is raised where somebody else cancelled it."""
    try:
        return await work
    except asyncio.CancelledError:
        if not work.cancelled() or cancelling():
            work.cancel()
            raise
        raise stopped from None
