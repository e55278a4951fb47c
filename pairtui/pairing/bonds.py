"""The bonds of this gateway, as rows for an audit."""

from typing import Protocol

from pairtui.pairing.state import Device
from pairtui.protocol.immutable import immutable


class Observed(Protocol):
    """What bonds are read from: a `Model` is one."""

    devices: dict[str, Device]


@immutable()
class Bond:
    """One bond. What is None or "" is not known to this user: levels need a trace of the pairing, or root.

    `level`, `key_size`, `key_type`, `transport`, `verified`, `verified_by` and `verify_error` as of `state.Device`;
    `identity` is the identity address of a device that uses private ones. `weak` is why the bond is weaker than it
    should be, "" where it is not.
    """

    device: str
    adapter: str
    address: str
    name: str
    transport: str
    level: int | None
    key_size: int | None
    key_type: str
    identity: str
    verified: float | None
    verified_by: str
    verify_error: str
    weak: str


def bonds(model: Observed) -> list[Bond]:
    """Every bond that BlueZ holds, by adapter and address."""
    rows = [_bond(device) for device in model.devices.values() if device.paired or device.bonded]
    return sorted(rows, key=lambda row: (row.adapter, row.address))


def _bond(device: Device) -> Bond:
    return Bond(
        device.key,
        device.adapter,
        device.address,
        device.name,
        device.transport,
        device.level,
        device.key_size,
        device.key_type,
        device.identity_address,
        device.verified,
        device.verified_by,
        device.verify_error,
        weakness(device),
    )


def weakness(device: Device) -> str:
    """Why the device's bond is weaker than it should be, "" where nothing shows that."""
    if device.level is not None and device.required is not None and device.level < device.required:
        return f"level {device.required} is required, and the bond has level {device.level}"
    if "debug" in device.key_type:
        return "the key was made with a debug key, which everybody knows"
    if device.key_size is not None and device.key_size < 16:
        return f"the key has {device.key_size} octets of 16"
    return ""
