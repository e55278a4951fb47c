"""The keys of the gateway's bonds, with what they are worth."""

from dataclasses import dataclass

from bumble.keys import MemoryKeyStore, PairingKeys


@dataclass(frozen=True, slots=True)
class LabBond:
    """What a stored key is worth: the level of LE security mode 1 it gives, its size in octets."""

    level: int
    key_size: int


class Bonds(MemoryKeyStore):  # type: ignore[misc]
    """The keys by the peer's identity address, as long as the program runs."""

    def __init__(self) -> None:
        super().__init__()
        self.worth: dict[str, LabBond] = {}

    async def delete(self, name: str) -> None:
        """Forget the keys of one peer."""
        self.worth.pop(name, None)
        await super().delete(name)

    async def update(self, name: str, keys: PairingKeys) -> None:
        """Store `keys`; a legacy pairing in which the peer distributed no LTK leaves nothing to encrypt with."""
        if keys.ltk is None and not (keys.ltk_central and keys.ltk_central.value):
            keys.ltk_central = None
        await super().update(name, keys)


def level_of(secure_connections: bool, authenticated: bool, key_size: int) -> int:
    """The level of LE security mode 1 that a key gives (Vol 3, Part C, 10.2.1)."""
    if not authenticated:
        return 2
    return 4 if secure_connections and key_size == 16 else 3
