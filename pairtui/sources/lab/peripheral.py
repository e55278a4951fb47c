"""What the virtual gateway needs of each virtual peripheral."""

from typing import Protocol


class Peripheral(Protocol):
    """A virtual device on the lab's `Air`, with SMP of its own.

    `address` is its static random address in capitals; `controls` the names `operate` takes, which may change with
    what was operated; `page` what it teaches.
    """

    address: str
    page: str

    @property
    def controls(self) -> tuple[str, ...]:
        """What a user can do to it now, such as "press the pairing button"."""
        ...

    async def start(self) -> None:
        """Come up and advertise."""
        ...

    async def stop(self) -> None:
        """Go out of range."""
        ...

    async def operate(self, control: str) -> None:
        """Work one of `controls`. Raises ValueError for one there is not."""
        ...
