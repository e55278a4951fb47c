"""What an advertisement says about a device, as changes of the model's row."""

from pairtui.protocol.messages.gap import local_name, structures

APPEARANCE = 0x19
MANUFACTURER_DATA = 0xFF


def report_changes(data: bytes) -> dict[str, object]:
    """Name, appearance and maker in advertising data (Core Specification Supplement, Part A)."""
    found: dict[str, object] = {}
    name = local_name(data)
    if name:
        found["name"] = name
    for kind, value in structures(data):
        if kind == APPEARANCE and len(value) == 2:
            found["appearance"] = int.from_bytes(value, "little")
        elif kind == MANUFACTURER_DATA and len(value) >= 2:
            found["manufacturer"] = int.from_bytes(value[:2], "little")
    return found
