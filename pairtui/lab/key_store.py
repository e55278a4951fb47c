"""Where a virtual device keeps its keys: Bumble (0.0.236) stores some wrongly, and one transport's over the other's."""

from dataclasses import fields

from bumble.keys import MemoryKeyStore, PairingKeys


class BondStore(MemoryKeyStore):  # type: ignore[misc]
    """The bonds of one peripheral.

    A legacy responder stores its own LTK as `ltk_central`, yet looks it up as `ltk_peripheral`.
    """

    async def update(self, name: str, keys: PairingKeys) -> None:
        """Store `keys` for the central `name`."""
        if keys.ltk is None:
            keys.ltk_central, keys.ltk_peripheral = keys.ltk_peripheral, keys.ltk_central
        await super().update(name, merged(await self.get(name), keys))


def merged(old: PairingKeys | None, new: PairingKeys) -> PairingKeys:
    """`new`, with what only `old` has: a link key says nothing of the LE keys, nor they of it."""
    if old is not None:
        bredr = new.link_key is not None and new.ltk is None and new.ltk_central is None
        kept = [f.name for f in fields(PairingKeys) if f.name.startswith("link_key") != bredr]
        for name in kept:
            if getattr(new, name) is None:
                setattr(new, name, getattr(old, name))
    return new
