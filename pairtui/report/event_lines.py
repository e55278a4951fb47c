"""Events as plain data, one object per event, without their secrets."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from pairtui.pairing.events import Event
from pairtui.protocol.fields import Message
from pairtui.protocol.values import Malformed, Secret, Unknown

HIDDEN = "secret"
"""What stands for a key, passkey or PIN."""


def event_object(event: Event) -> dict[str, Any]:
    """The event as JSON-ready data: `event` is its kind, the other keys are its fields."""
    return {"event": type(event).__name__, **_fields(event)}


def _fields(row: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(row, field.name)) for field in fields(row)}


def _plain(value: object) -> Any:
    """`value` as JSON knows it; a `Secret` never as itself."""
    match value:
        case Secret():
            return HIDDEN
        case Enum():
            return value.value
        case None | bool() | int() | float() | str():
            return value
        case bytes():
            return value.hex()
        case Message():
            return {"message": value.NAME, **_message(value)}
        case Unknown() | Malformed():
            return {"message": type(value).__name__.lower(), **_fields(value)}
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {"message": type(value).__name__, **_fields(value)}
    return str(value)


def _message(message: Message) -> dict[str, Any]:
    return {name: _plain(getattr(message, name)) for name, _ in message.WIRES}
