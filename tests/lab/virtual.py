"""Tests in virtual time."""

import inspect
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from functools import wraps
from typing import Any

from pairtui.lab import virtual_time

Test = Callable[..., Coroutine[Any, Any, None]]


def in_virtual_time(test: Test) -> Callable[..., None]:
    @wraps(test)
    def run(**given: object) -> None:
        virtual_time.run(test(**given))

    return run


def with_one(opened: Callable[[], AbstractAsyncContextManager[Any]]) -> Callable[[Test], Callable[..., None]]:
    """A decorator: the test's first argument is what `opened` yields; it runs in virtual time."""

    def decorated(test: Test) -> Callable[..., None]:
        @in_virtual_time
        async def run(**given: object) -> None:
            async with opened() as one:
                await test(one, **given)

        signature = inspect.signature(test)
        wraps(test)(run)
        vars(run)["__signature__"] = signature.replace(parameters=list(signature.parameters.values())[1:])
        return run

    return decorated
