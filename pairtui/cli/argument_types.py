"""Values of the command line: text in, value out, or one sentence that says what it must be."""

import argparse
from collections.abc import Callable

from pairtui.cli.output import complain


def secret(text: str) -> str:
    """The text itself, or what `-` (a question), `fd:3` or `file:PATH` give: they are not in the list of processes."""
    kind, colon, where = text.partition(":")
    if text == "-":
        import getpass

        return getpass.getpass("passkey or PIN: ").strip()
    if not colon or kind not in ("fd", "file"):
        return text
    try:
        with open(int(where) if kind == "fd" else where, encoding="utf-8") as opened:  # noqa: PTH123
            return opened.readline(64).strip()
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or "it is not text"
        raise argparse.ArgumentTypeError(f"{text} cannot be read: {why}") from None


def is_passkey(text: str) -> bool:
    """Whether it is up to six digits."""
    return text.isdecimal() and text.isascii() and len(text) <= 6


def passkey(text: str) -> int:
    """Six digits, or fewer for leading zeros, or where they are, as `secret`."""
    digits = secret(text)
    if not is_passkey(digits):
        raise argparse.ArgumentTypeError("a passkey has up to six digits")
    _warn_of_ps(text, digits)
    return int(digits)


def pin(text: str) -> str:
    """1 to 16 octets, or where they are, as `secret`."""
    from pairtui.pairing.events import PIN_LENGTH, is_pin

    value = secret(text)
    if not is_pin(value):
        raise argparse.ArgumentTypeError(PIN_LENGTH)
    _warn_of_ps(text, value)
    return value


def _warn_of_ps(text: str, value: str) -> None:
    if text == value:
        complain(
            "every user of this machine can read a passkey or PIN of the command line (ps): give file:PATH, fd:N or -"
        )


def rounds(text: str) -> int:
    """How often something is repeated, 1 to 1000."""
    if not (text.isdecimal() and text.isascii() and 1 <= int(text) <= 1000):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 1000")
    return int(text)


def speed(text: str) -> float:
    """A factor above 0."""
    return _finite(text, "number above 0", lambda factor: factor > 0)


def seconds(text: str) -> float:
    """A time above 0."""
    return _finite(text, "number of seconds above 0", lambda time: time > 0)


def moment(text: str) -> float:
    """A time from 0 on, in seconds."""
    return _finite(text, "number of seconds", lambda time: time >= 0)


def _finite(text: str, what: str, fits: Callable[[float], bool]) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not fits(number) or number == float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a {what}")
    return number


def size(text: str) -> tuple[int, int]:
    """Columns and rows."""
    columns, _, rows = text.partition("x")
    if not (columns.isdecimal() and rows.isdecimal() and 20 <= int(columns) <= 500 and 5 <= int(rows) <= 200):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size from 20x5 to 500x200, such as 80x24")
    return int(columns), int(rows)
