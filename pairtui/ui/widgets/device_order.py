"""The order of the devices: strongest first or as the user sorts them, still while somebody chooses."""

from collections.abc import Callable

from pairtui.pairing.state import Device
from pairtui.ui.text.device_facts import address_kind, company_of, services_of

FROZEN_FOR = 4.0
"""Seconds for which the order stands still after a cursor key."""

RESORT_EVERY = 2.0
STEP_DB = 4
"""Devices within so many dB count as equally strong, so that two of them do not change places all the time."""


class DeviceOrder:
    """Keeps the order of device keys; times are in seconds of one clock."""

    def __init__(self) -> None:
        self.by = STRENGTH
        self._keys: list[str] = []
        self._frozen_until = float("-inf")
        self._sorted_at = float("-inf")

    def sort_by(self, order: str) -> None:
        """Sort by this, one of `ORDERS`, from now on."""
        self.by = order
        self._frozen_until = self._sorted_at = float("-inf")

    def freeze(self, now: float) -> None:
        """Somebody is choosing: what is where stays where it is for a while."""
        self._frozen_until = now + FROZEN_FOR

    def update(self, devices: dict[str, Device], now: float) -> list[str]:
        """The keys of `devices` in order. While it is frozen, newcomers go to the end."""
        known = set(self._keys)
        newcomers = [key for key in devices if key not in known]
        self._keys = [key for key in self._keys if key in devices] + newcomers
        frozen = now < self._frozen_until
        if not frozen and (newcomers or abs(now - self._sorted_at) >= RESORT_EVERY):
            first_seen = {key: at for at, key in enumerate(devices)}
            place = ORDERS[self.by]
            self._keys.sort(key=lambda key: (*place(devices[key]), first_seen[key]))
            self._sorted_at = now
        return self._keys


def _strength(device: Device) -> tuple[int, int]:
    """Connected devices first, which BlueZ reports no RSSI for; then by strength, or how strong they were last."""
    if device.connected or device.busy:
        return 0, 0
    recent = device.history[-4:] or ((device.rssi,) if device.rssi is not None else ())
    strength = -round(sum(recent) / len(recent) / STEP_DB) if recent else 0
    if device.rssi is None:
        return (2 if device.has_bond else 3), strength
    return 1, strength


def _name(device: Device) -> tuple[bool, str]:
    return not device.name, device.label.casefold()


def _seen(device: Device) -> tuple[float, int]:
    """In steps of ten seconds: what is heard all the time does not change places all the time."""
    return -((device.last_seen or 0) // 10), 0


def _bond(device: Device) -> tuple[int, ...]:
    return not device.has_bond, *_strength(device)


def _text(of: Callable[[Device], str]) -> Callable[[Device], tuple[bool, str]]:
    return lambda device: (not of(device), of(device).casefold())


STRENGTH = "strength"

ORDERS: dict[str, Callable[[Device], tuple[object, ...]]] = {
    STRENGTH: _strength,
    "name": _name,
    "seen": _seen,
    "bond": _bond,
    "company": _text(company_of),
    "services": _text(lambda device: ", ".join(services_of(device))),
    "address": _text(address_kind),
    "transport": lambda device: (device.transports,),
}
"""What the devices can be sorted by, in the order in which the key goes through them."""
