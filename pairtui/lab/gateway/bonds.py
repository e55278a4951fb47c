"""The keys of the gateway's bonds, with what they are worth."""

from dataclasses import dataclass

from bumble.keys import MemoryKeyStore, PairingKeys

from pairtui.lab.key_store import merged


@dataclass(frozen=True, slots=True)
class LabBond:
    """What a stored key is worth: the level of LE security mode 1 it gives, its size in octets, how it came about."""

    level: int
    key_size: int
    key_type: str = ""


class Bonds(MemoryKeyStore):  # type: ignore[misc]
    """The keys by the peer's identity address, as long as the program runs.

    `worth` is of the LE keys, `bredr_worth` of the link keys.
    """

    def __init__(self) -> None:
        super().__init__()
        self.worth: dict[str, LabBond] = {}
        self.bredr_worth: dict[str, LabBond] = {}

    async def delete(self, name: str) -> None:
        """Forget the keys of one peer."""
        self.worth.pop(name, None)
        self.bredr_worth.pop(name, None)
        await super().delete(name)

    async def delete_link_key(self, name: str) -> None:
        """Forget the BR/EDR key of one peer, and keep what LE has."""
        self.bredr_worth.pop(name, None)
        keys = await self.get(name)
        if keys is not None:
            keys.link_key = None

    async def update(self, name: str, keys: PairingKeys) -> None:
        """Store `keys` beside those of the other transport.

        A legacy LE pairing in which the peer distributed no LTK leaves nothing to encrypt with.
        """
        if keys.ltk is None and not (keys.ltk_central and keys.ltk_central.value):
            keys.ltk_central = None
        await super().update(name, merged(await self.get(name), keys))


def level_of(secure_connections: bool, authenticated: bool, key_size: int) -> int:
    """The level of LE security mode 1 that a key gives (Vol 3, Part C, 10.2.1)."""
    if not authenticated:
        return 2
    return 4 if secure_connections and key_size == 16 else 3
