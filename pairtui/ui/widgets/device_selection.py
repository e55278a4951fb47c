"""Which device of a list is selected, through new keys, new addresses and absence."""

from collections.abc import Mapping, Sequence

from pairtui.pairing.state import Device


class Selection:
    """Follows one device. Where the user `chose` it and it goes away, nothing is selected until it comes back.

    So a key pressed at the wrong moment never works on its neighbour.
    """

    def __init__(self) -> None:
        self.key: str | None = None
        self.chosen = False
        self._last: Device | None = None
        self._at = 0

    def choose(self, key: str) -> None:
        """The user selects this device."""
        self.key, self.chosen = key, True

    def begin(self, keys: Sequence[str]) -> None:
        """Take the first of `keys`, where the user has not chosen yet."""
        if keys and not self.chosen:
            self.key = keys[0]

    def update(self, shown: Mapping[str, Device], keys: Sequence[str], known: Mapping[str, Device]) -> bool:
        """Take the devices that are `shown`, in the order of `keys`, and all that are `known`; whether it moved."""
        before = self.key
        if self.key not in shown:
            self.key = self._followed(shown) or self._instead(keys, known)
        self._last = shown.get(self.key or "", self._last)
        return self.key != before

    def place(self, keys: Sequence[str]) -> int:
        """Where it stands among `keys`, or stood last."""
        if self.key in keys:
            self._at = keys.index(self.key)
        return min(self._at, max(len(keys) - 1, 0))

    def _followed(self, shown: Mapping[str, Device]) -> str | None:
        last = self._last
        if last is None or last.key != self.key:
            return None
        mine = {last.address, last.identity_address} - {""}
        return next(
            (
                key
                for key, device in shown.items()
                if device.adapter == last.adapter and mine & {device.address, device.identity_address}
            ),
            None,
        )

    def _instead(self, keys: Sequence[str], known: Mapping[str, Device]) -> str | None:
        if self.chosen and self.key not in known:
            return self.key
        return keys[self.place(keys)] if keys else None
