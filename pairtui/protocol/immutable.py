"""Frozen dataclasses with slots whose code is made when a class is first used.

There are some three hundred; `dataclasses` makes six functions for each, which takes longer than all else that the
console does before its first frame. A program uses a few dozen.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, dataclass_transform

C = TypeVar("C", bound=type)

_LATER = (
    "__init__",
    "__repr__",
    "__eq__",
    "__hash__",
    "__match_args__",
    "__dataclass_fields__",
    "__dataclass_params__",
)
_COMPARES = ("__repr__", "__eq__", "__hash__")
_OF_A_DICT = frozenset(("__dict__", "__weakref__"))


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def immutable(*, kw_only: bool = False) -> Callable[[C], C]:
    """As `dataclass(frozen=True, slots=True)`, for `dataclasses.replace`, `fields` and `is_dataclass` too."""

    def make(declared: C) -> C:
        names = tuple(declared.__annotations__)
        space = {**vars(declared), **_METHODS, "__slots__": names, "__qualname__": declared.__qualname__}
        for name in (*_OF_A_DICT, *names):
            space.pop(name, None)
        for name in _LATER:
            space[name] = _Later(declared, kw_only)
        return type(declared)(declared.__name__, declared.__bases__, space)

    return make


class _Later:
    """An attribute of a class that is made when it is first asked for: with all, or with what an instance needs."""

    __slots__ = ("_declared", "_kw_only", "_name", "_slotted")

    def __init__(self, declared: type, kw_only: bool) -> None:
        self._declared, self._kw_only = declared, kw_only

    def __set_name__(self, slotted: type, name: str) -> None:
        self._slotted, self._name = slotted, name

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        # Of a copy each time: `dataclass` changes the class it is given, and two threads may ask at once.
        space = {name: value for name, value in vars(self._declared).items() if name not in _OF_A_DICT}
        copy = type(self._declared)(self._declared.__name__, self._declared.__bases__, space)
        whole = self._name in _COMPARES
        made: type = dataclass(frozen=True, kw_only=self._kw_only, repr=whole, eq=whole)(copy)
        for name in _LATER:
            if (whole or name not in _COMPARES) and isinstance(vars(self._slotted)[name], _Later):
                setattr(self._slotted, name, vars(made)[name])
        return getattr(owner if instance is None else instance, self._name)


def _state(self: object) -> dict[str, object]:
    """The fields, for `copy` and `pickle`, which know no slots that cannot be set."""
    names = [name for kind in type(self).__mro__ for name in getattr(kind, "__slots__", ())]
    return {name: getattr(self, name) for name in names if hasattr(self, name)}


def _restore(self: object, state: dict[str, object]) -> None:
    for name, value in state.items():
        object.__setattr__(self, name, value)


def _refuse(self: object, name: str, *_: object) -> None:
    raise AttributeError(f"{type(self).__name__}.{name} cannot be changed")


_METHODS = {"__setattr__": _refuse, "__delattr__": _refuse, "__getstate__": _state, "__setstate__": _restore}
