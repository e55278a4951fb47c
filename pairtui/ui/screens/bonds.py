"""The audit of bonds as rows to read: transport, level, key, identity address, whether each was seen to work."""

from typing import TYPE_CHECKING

from pairtui.pairing.state import Device
from pairtui.ui.clock import time_of_day
from pairtui.ui.rows import BLANK, Row, paragraph, row

if TYPE_CHECKING:
    from pairtui.pairing.model import Model


def bond_rows(model: "Model", columns: int) -> list[Row]:
    """Every bonded device, the doubtful ones first."""
    bonds = sorted(
        (d for d in model.devices.values() if d.bonded or d.paired), key=lambda d: (_standing(d)[2], d.label)
    )
    if not bonds:
        return [row(("This gateway has no bonds.", "muted"))]
    rows: list[Row] = []
    for device in bonds:
        rows += [BLANK] if rows else []
        rows += _bond(device, columns)
    return rows


def _bond(device: Device, columns: int) -> list[Row]:
    text, role, _ = _standing(device)
    transport = "LE" if device.address_type else "BR/EDR"
    level = f"level {device.level}" if device.level else "level not known"
    size = f", key of {device.key_size}" if device.key_size else ""
    facts = f"{device.address} · {transport} · {level}{size}"
    rows = [row((device.label, "heading")), *paragraph(facts, "text", columns, indent=2)]
    if device.identity_address and device.identity_address != device.address:
        rows += paragraph(f"identity address {device.identity_address}", "text", columns, indent=2)
    return rows + paragraph(text, role, columns, indent=2)


def _standing(device: Device) -> tuple[str, str, int]:
    """How the bond stands, its role, and its place in the list."""
    if device.verify_error:
        return f"✗ does not work: {device.verify_error}", "error", 0
    if device.required and device.level and device.level < device.required:
        return f"! level {device.required} is required", "warning", 1
    if device.verified is None:
        return "○ not verified yet", "muted", 2
    return f"✓ works, verified at {time_of_day(device.verified)}", "ok", 3
