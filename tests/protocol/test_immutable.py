"""Frozen classes whose code is made on first use: as dataclasses make it, from any thread."""

import copy
import dataclasses
import pickle
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from pairtui.protocol.immutable import immutable

THREADS = 4


@immutable()
class Point:
    x: int
    y: int = 2
    marks: tuple[str, ...] = dataclasses.field(default_factory=tuple)


@immutable()
class Named(Point):
    name: str = "here"


@pytest.fixture
def switching() -> Iterator[None]:
    """Threads take turns as often as the interpreter can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_it_is_a_frozen_dataclass_with_slots() -> None:
    point = Point(1)
    assert repr(point) == "Point(x=1, y=2, marks=())"
    assert point == Point(1, 2) != Point(1, 3)
    assert dataclasses.replace(point, y=5) == Point(1, 5)
    assert [field.name for field in dataclasses.fields(Named)] == ["x", "y", "marks", "name"]
    assert Named(1).marks == ()
    assert not hasattr(point, "__dict__")
    with pytest.raises(AttributeError, match=r"Point\.x cannot be changed"):
        point.x = 3  # type: ignore[misc]


def test_its_first_use_may_be_in_several_threads_at_once(switching: None) -> None:
    for _ in range(50):

        class Fresh:
            x: int
            y: int = 2

        made = immutable()(Fresh)
        ready = Barrier(THREADS)

        def use(x: int, made: type = made, ready: Barrier = ready) -> object:
            ready.wait()
            return made(x)

        with ThreadPoolExecutor(THREADS) as threads:
            assert [repr(made) for made in threads.map(use, range(THREADS))] == [
                f"{Fresh.__qualname__}(x={x}, y=2)" for x in range(THREADS)
            ]


def test_it_can_be_copied_and_pickled() -> None:
    point = Named(1, marks=("a",))
    for made in (copy.copy(point), copy.deepcopy(point), pickle.loads(pickle.dumps(point))):
        assert made == point
        assert made is not point
