"""What an advertisement says about a device, as changes of the model's row."""

from uuid import UUID

from bumble import core

from pairtui.protocol.messages.gap import local_name, structures
from pairtui.protocol.values import BASE_UUID

UUIDS_16 = (0x02, 0x03)
APPEARANCE = 0x19
MANUFACTURER_DATA = 0xFF


def long_uuid(uuid: core.UUID) -> str:
    """A UUID as BlueZ writes it: 128 bits, small letters. Bumble writes those it knows with 16."""
    return str(UUID(bytes=uuid.to_bytes(force_128=True)[::-1]))


def report_changes(data: bytes) -> dict[str, object]:
    """Name, services, appearance and maker in advertising data (Core Specification Supplement, Part A)."""
    found: dict[str, object] = {}
    name = local_name(data)
    if name:
        found["name"] = name
    for kind, value in structures(data):
        if kind in UUIDS_16:
            numbers = (int.from_bytes(value[at : at + 2], "little") for at in range(0, len(value) - 1, 2))
            found["uuids"] = tuple(f"0000{number:04x}{BASE_UUID}" for number in numbers)
        if kind == APPEARANCE and len(value) == 2:
            found["appearance"] = int.from_bytes(value, "little")
        elif kind == MANUFACTURER_DATA and len(value) >= 2:
            found["manufacturer"] = int.from_bytes(value[:2], "little")
    return found
