"""Fields of the program's values, as JSON-ready data has them under the same names."""

from enum import Enum
from typing import Any


def fields(item: object, *names: str) -> dict[str, Any]:
    """The fields of these names; of an enumeration's member its value."""
    return {name: value.value if isinstance(value := getattr(item, name), Enum) else value for name in names}


def known(item: object, *names: str) -> dict[str, Any]:
    """The same, with null for a text that is empty: what it would say is not known."""
    return {name: None if value == "" else value for name, value in fields(item, *names).items()}
