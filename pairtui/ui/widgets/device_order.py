"""The order of the devices: strongest first, still while somebody chooses."""

from pairtui.pairing.state import Device

FROZEN_FOR = 4.0
"""Seconds for which the order stands still after a cursor key."""

RESORT_EVERY = 2.0
STEP_DB = 4
"""Devices within so many dB count as equally strong, so that two of them do not change places all the time."""


class DeviceOrder:
    """Keeps the order of device keys; times are in seconds of one clock."""

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._frozen_until = float("-inf")
        self._sorted_at = float("-inf")

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
            self._keys.sort(key=lambda key: (*_strength(devices[key]), first_seen[key]))
            self._sorted_at = now
        return self._keys


def _strength(device: Device) -> tuple[int, int]:
    """Connected devices first, which BlueZ reports no RSSI for; then by strength; then what is out of range."""
    if device.connected or device.busy:
        return 0, 0
    if device.rssi is None:
        return (2 if device.paired or device.bonded else 3), 0
    recent = device.history[-4:] or (device.rssi,)
    return 1, -round(sum(recent) / len(recent) / STEP_DB)
