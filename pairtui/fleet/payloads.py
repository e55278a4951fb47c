"""Payloads as JSON objects: written compactly, read as what a stranger may have sent."""

import json
import math
from functools import lru_cache
from typing import Any, NoReturn

from pairtui.protocol.safe_text import safe_text

SCHEMA = 1

RESEND_MOST = 500
"""Verdicts that one request asks for again, and that a gateway sends again for one."""

DEEPEST = 10
MOST_ITEMS = 2000
LONGEST_TEXT = 2000
LARGEST = 1 << 53
"""The largest number that every reader of JSON agrees about; times, counts and sizes are far below."""


class NotAMessage(ValueError):
    """A payload is no message of this version; the text says why, without quoting it."""


def encode(message: dict[str, Any]) -> bytes:
    """`message` as compact JSON in ASCII."""
    return json.dumps(message, separators=(",", ":"), allow_nan=False).encode("ascii")


def decode(payload: bytes, most: int) -> dict[str, Any]:
    """The object in a payload of at most `most` octets, of a schema that is known. Raises NotAMessage.

    Its values are as they were sent: `text`, `number` and `cleaned` make them safe.
    """
    if len(payload) > most:
        raise NotAMessage(f"{len(payload)} octets where {most} are allowed")
    try:
        message = _DECODER.decode(payload.decode("utf-8"))
    except RecursionError:
        raise NotAMessage("nested too deeply") from None
    except ValueError:
        raise NotAMessage("not JSON") from None
    if not isinstance(message, dict):
        raise NotAMessage("no object")
    if message.get("schema") != SCHEMA:
        raise NotAMessage("of another schema")
    return message


def _refuse(_: str) -> NoReturn:
    raise ValueError("no number")


_safe = lru_cache(4096)(safe_text)
"""Versions, causes and codes come again and again."""


@lru_cache(1024)
def _safe_together(longest: int, *values: str) -> tuple[str, ...]:
    return tuple(safe_text(value, longest) for value in values)


_DECODER = json.JSONDecoder(parse_constant=_refuse)


def text(message: dict[str, Any], key: str, longest: int = 64) -> str:
    """The text under `key`, safe to draw and to store; "" where there is none."""
    value = message.get(key)
    return _safe(value[: longest + 1], longest) if isinstance(value, str) else ""


def texts(message: dict[str, Any], keys: tuple[str, ...], longest: int = 64) -> tuple[str, ...]:
    """The texts under `keys`, as `text` has each; the same ones together come from many gateways."""
    values = [message.get(key) for key in keys]
    return _safe_together(longest, *(value[: longest + 1] if isinstance(value, str) else "" for value in values))


def whole(message: dict[str, Any], key: str, least: int = 0) -> int:
    """The whole number under `key`, from `least` up. Raises NotAMessage."""
    value = message.get(key)
    if type(value) is not int or not least <= value <= LARGEST:
        raise NotAMessage(f"{key} is not a whole number from {least} up")
    return value


def seconds(message: dict[str, Any], key: str) -> float | None:
    """The time under `key` in POSIX seconds; None where there is none. Raises NotAMessage."""
    value = message.get(key)
    if value is None:
        return None
    if type(value) not in (int, float) or not 0 <= value <= 1e11:
        raise NotAMessage(f"{key} is not a time")
    return float(value)


def table(message: dict[str, Any], key: str) -> dict[str, Any]:
    """The object under `key`; an empty one where there is none."""
    value = message.get(key)
    return value if isinstance(value, dict) else {}


def cleaned(value: Any, depth: int = DEEPEST) -> Any:
    """`value` with every text in it safe to draw. Raises NotAMessage where it is too deep, too large or no number."""
    left = [MOST_ITEMS]
    return _cleaned(value, depth, left)


def _cleaned(value: Any, depth: int, left: list[int]) -> Any:
    left[0] -= 1
    if depth < 0 or left[0] < 0:
        raise NotAMessage("nested too deeply or too long")
    if isinstance(value, str):
        return safe_text(value, LONGEST_TEXT)
    if isinstance(value, dict):
        return {safe_text(key, 64): _cleaned(item, depth - 1, left) for key, item in value.items()}
    if isinstance(value, list):
        return [_cleaned(item, depth - 1, left) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise NotAMessage("a number is too large")
    return value
