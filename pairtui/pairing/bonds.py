"""The bonds of this gateway, as rows for an audit."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from pairtui.pairing.attempt import Attempt, Outcome
from pairtui.pairing.row_changes import changed
from pairtui.pairing.state import Device
from pairtui.protocol.immutable import immutable


class Observed(Protocol):
    """What bonds are read from: a `Model` is one."""

    devices: dict[str, Device]

    @property
    def attempts(self) -> Mapping[int, Attempt]:
        """All attempts by id, oldest first."""


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
    paired = [one for one in model.attempts.values() if one.outcome is Outcome.PAIRED]
    rows = [_bond(_known(device, paired)) for device in model.devices.values() if device.has_bond]
    return sorted(rows, key=lambda row: (row.adapter, row.address))


def of_attempt(attempt: Attempt) -> dict[str, Any]:
    """What a pairing shows of the new bond, as changes of the device; what the kernel reports of the key is exact."""
    pairing = _PAIRINGS.get(attempt.pairing or "", "")
    how = "unauthenticated" if attempt.association_model == "just-works" else "authenticated"
    words = f"{pairing}, {how}" if pairing and attempt.association_model else pairing
    found = {"level": attempt.level, "transport": attempt.transport, "key_type": words}
    return {name: value for name, value in found.items() if value}


_PAIRINGS = {"legacy": "legacy", "secure-connections": "P-256", "ssp": "BR/EDR", "pin": "BR/EDR, PIN"}
"""As in `key_types`, by `Attempt.pairing`."""


def paired_in(attempt: Attempt, devices: Mapping[str, Device]) -> Device | None:
    """The device of a recording that was paired in this attempt, as its row has to be; None where none was."""
    peer = attempt.peer
    if attempt.outcome is not Outcome.PAIRED or peer.address is None:
        return None
    key = attempt.device or f"{attempt.adapter or 'hci0'}/{peer.address}"
    device = devices.get(key) or Device(
        key, attempt.adapter or "", peer.address, peer.address_type or "", peer.name or ""
    )
    return changed(device, {"paired": True, **of_attempt(attempt)})


def _known(device: Device, paired: Sequence[Attempt]) -> Device:
    """The device, completed by what only its last pairing showed."""
    mine = {device.address, device.identity_address} - {""}
    last = next((a for a in reversed(paired) if a.device == device.key or a.peer.address in mine), None)
    found = of_attempt(last) if last else {}
    return replace(device, **{name: value for name, value in found.items() if not getattr(device, name)})


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
