"""Which attempts were with which device of the list, and the devices that are known by their attempts only."""

from collections.abc import Mapping

from pairtui.pairing.attempt import Attempt, Outcome
from pairtui.pairing.model import Model
from pairtui.pairing.state import Device
from pairtui.protocol.immutable import immutable

NO_ADDRESS = "unknown device"


@immutable()
class DeviceAttempts:
    """The attempts of a session by the key of their device, oldest first.

    `gone` has a row for each device that an attempt was with and that no source knows now, by `hci0/ADDRESS`.
    """

    by_device: Mapping[str, tuple[Attempt, ...]]
    gone: Mapping[str, Device]

    def of(self, key: str | None) -> tuple[Attempt, ...]:
        """The attempts with the device of this key, oldest first."""
        return self.by_device.get(key or "", ())

    @property
    def newest(self) -> tuple[str, Attempt] | None:
        """The newest attempt of all, and the key of its device."""
        last = [(key, attempts[-1]) for key, attempts in self.by_device.items()]
        return max(last, key=lambda item: item[1].id, default=None)

    @property
    def failed(self) -> frozenset[str]:
        """The keys of the devices whose last attempt failed."""
        return frozenset(key for key, attempts in self.by_device.items() if attempts[-1].outcome is Outcome.FAILED)

    def failures(self) -> list[tuple[str, Attempt]]:
        """Every failed attempt with the key of its device, oldest first."""
        every = ((key, one) for key, attempts in self.by_device.items() for one in attempts)
        return sorted((item for item in every if item[1].outcome is Outcome.FAILED), key=lambda item: item[1].id)


def device_attempts(model: Model) -> DeviceAttempts:
    """The attempts of the model by device: by the key they carry, else by adapter and address."""
    if not model.attempts:
        return _NONE
    places = {
        (device.adapter, address): device.key
        for device in model.devices.values()
        for address in (device.identity_address, device.address)
        if address
    }
    found: dict[str, list[Attempt]] = {}
    gone: dict[str, Device] = {}
    for attempt in model.attempts.values():
        key = _known(attempt, model, places)
        if key is None:
            row = _gone(attempt)
            key = row.key
            gone[key] = row
        found.setdefault(key, []).append(attempt)
    return DeviceAttempts({key: tuple(sorted(one, key=_id)) for key, one in found.items()}, gone)


_NONE = DeviceAttempts({}, {})


def _id(attempt: Attempt) -> int:
    return attempt.id


def _known(attempt: Attempt, model: Model, places: Mapping[tuple[str, str], str]) -> str | None:
    if attempt.device in model.devices:
        return attempt.device
    address = attempt.peer.address or ""
    if attempt.adapter is not None:
        return places.get((attempt.adapter, address))
    return next((key for (_, one), key in places.items() if one == address), None)


def _gone(attempt: Attempt) -> Device:
    """A row for the peer of an attempt, under the key that `Pair` looks a device up by."""
    peer, adapter = attempt.peer, attempt.adapter or ""
    return Device(
        f"{adapter}/{peer.address or NO_ADDRESS}",
        adapter=adapter,
        address=peer.address or "",
        address_type=peer.address_type or "",
        name=peer.name or ("" if peer.address else NO_ADDRESS),
        last_seen=attempt.ended,
        bearers=(attempt.transport,) if attempt.transport else (),
    )
