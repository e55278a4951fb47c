"""What the screens of a fleet need of an index and of those who answer, by shape: `pairtui.fleet` has them."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from pairtui.report.fleet_rows import AttemptRow, Contrast, GatewayRow, GroupRow, Key


class Fleet(Protocol):
    """The index, read. Every method may take as long as a disk does, and is called in a thread."""

    @property
    def version(self) -> int: ...  # noqa: D102
    def progress(self) -> Mapping[str, Any]: ...  # noqa: D102
    def gateways(self, now: float) -> Sequence[GatewayRow]: ...  # noqa: D102
    def groups(self, now: float) -> Sequence[GroupRow]: ...  # noqa: D102
    def contrasts(self, now: float) -> Sequence[Contrast]: ...  # noqa: D102
    def attempts(  # noqa: D102
        self, now: float, gateway: int | None = None, group: Key | None = None
    ) -> Sequence[AttemptRow]: ...
    def document(self, key: Key) -> dict[str, Any] | None: ...  # noqa: D102
    def responses(self, request: str) -> Sequence[Mapping[str, Any]]: ...  # noqa: D102


class Asks(Protocol):
    """Logs in to a gateway, or sends it a request; `ask` raises an exception whose text is a sentence."""

    def login(self, label: str) -> Sequence[str]: ...  # noqa: D102
    async def ask(self, number: int, label: str, action: str, device: str, nonce: str) -> str: ...  # noqa: D102
