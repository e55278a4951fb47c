"""The audit of bonds as text and as JSON-ready data."""

from collections.abc import Sequence
from typing import Any

from pairtui.knowledge.transports import TRANSPORTS
from pairtui.pairing.bonds import Bond
from pairtui.report.fields import known
from pairtui.report.wording import safe

UNKNOWN = "?"


def bond_object(bond: Bond) -> dict[str, Any]:
    """A bond as JSON-ready data: null is not known. The key is not in it."""
    return {
        **known(bond, "adapter", "address", "name", "transport", "level", "key_size", "key_type"),
        "identity_address": bond.identity or None,
        **known(bond, "verified", "verify_error", "weak"),
    }


def bonds_text(bonds: Sequence[Bond], dates: Sequence[str]) -> str:
    """A table of the bonds with what is wrong below each; `dates` says when each was verified, "" for never."""
    if not bonds:
        return "No bonds.\n"
    heads = ("ADAPTER", "ADDRESS", "NAME", "TRANSPORT", "LEVEL", "KEY", "VERIFIED")
    rows = [_cells(bond, date) for bond, date in zip(bonds, dates, strict=True)]
    widths = [max(len(row[at]) for row in (heads, *rows)) for at in range(len(heads))]
    lines = [_line(heads, widths)]
    for bond, row in zip(bonds, rows, strict=True):
        lines.append(_line(row, widths))
        lines += [f"  {words}" for words in _remarks(bond)]
    return "\n".join(lines) + "\n"


def _cells(bond: Bond, date: str) -> tuple[str, ...]:
    size = f", {bond.key_size} octets" if bond.key_size else ""
    return (
        bond.adapter,
        bond.address,
        safe(bond.name),
        TRANSPORTS.get(bond.transport, UNKNOWN),
        str(bond.level or UNKNOWN),
        f"{bond.key_type or UNKNOWN}{size}",
        date or "never",
    )


def _remarks(bond: Bond) -> list[str]:
    remarks = [f"identity address {bond.identity}"] if bond.identity not in ("", bond.address) else []
    remarks += [f"does not work: {safe(bond.verify_error)}"] if bond.verify_error else []
    return remarks + ([f"weak: {bond.weak}"] if bond.weak else [])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()
