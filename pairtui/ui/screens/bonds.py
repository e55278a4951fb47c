"""The audit of bonds as rows to read: transport, level, key, identity address, whether each was seen to work."""

from typing import TYPE_CHECKING

from pairtui.pairing.bonds import Bond, bonds
from pairtui.ui.clock import When
from pairtui.ui.rows import BLANK, Row, paragraph, row

if TYPE_CHECKING:
    from pairtui.pairing.model import Model

_TRANSPORTS = {"le": "LE", "bredr": "BR/EDR"}


def bond_rows(model: "Model", columns: int, when: When) -> list[Row]:
    """Every bond, the doubtful ones first."""
    found = sorted(bonds(model), key=lambda bond: _standing(bond, when)[2])
    if not found:
        return [row(("This gateway has no bonds.", "muted"))]
    rows: list[Row] = []
    for bond in found:
        rows += [BLANK] if rows else []
        rows += _bond(bond, columns, when)
    return rows


def _bond(bond: Bond, columns: int, when: When) -> list[Row]:
    text, role, _ = _standing(bond, when)
    key = [bond.key_type or "key not known", *([f"{bond.key_size} octets"] if bond.key_size else [])]
    level = f"level {bond.level}" if bond.level else "level not known"
    facts = " · ".join([bond.address, _TRANSPORTS.get(bond.transport, "transport not known"), level, ", ".join(key)])
    rows = [row((bond.name or bond.address, "heading")), *paragraph(facts, "text", columns, indent=2)]
    if bond.identity not in ("", bond.address):
        rows += paragraph(f"identity address {bond.identity}", "text", columns, indent=2)
    return rows + paragraph(text, role, columns, indent=2)


def _standing(bond: Bond, when: When) -> tuple[str, str, int]:
    """How the bond stands, its role, and its place in the list."""
    if bond.verify_error:
        return f"✗ does not work: {bond.verify_error}", "error", 0
    if bond.weak:
        return f"! weak: {bond.weak}", "warning", 1
    if bond.verified is None:
        return "○ not verified yet", "muted", 2
    return f"✓ works, verified at {when(bond.verified)}", "ok", 3
