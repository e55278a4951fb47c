"""What the screens of a fleet need of an index and of those who answer, by shape: `pairtui.fleet` fills it."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Key = tuple[int, int, int]


class GatewayRow(Protocol):
    """One gateway; see `fleet.view.GatewayRow`."""

    @property
    def id(self) -> int: ...  # noqa: D102
    @property
    def label(self) -> str: ...  # noqa: D102
    @property
    def status(self) -> str: ...  # noqa: D102
    @property
    def heard(self) -> float: ...  # noqa: D102
    @property
    def attempts(self) -> int: ...  # noqa: D102
    @property
    def failures(self) -> int: ...  # noqa: D102
    @property
    def missing(self) -> int: ...  # noqa: D102
    @property
    def waiting(self) -> int: ...  # noqa: D102
    @property
    def dropped(self) -> int: ...  # noqa: D102
    @property
    def versions(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def problem(self) -> str: ...  # noqa: D102
    @property
    def allow(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def nonce(self) -> str: ...  # noqa: D102


class GroupRow(Protocol):
    """Failures alike; see `fleet.view.GroupRow`."""

    @property
    def cause(self) -> str: ...  # noqa: D102
    @property
    def model(self) -> str: ...  # noqa: D102
    @property
    def environment(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def failures(self) -> int: ...  # noqa: D102
    @property
    def gateways(self) -> int: ...  # noqa: D102
    @property
    def last(self) -> float: ...  # noqa: D102
    @property
    def key(self) -> Key: ...  # noqa: D102


class AttemptRow(Protocol):
    """One failed attempt; see `fleet.view.AttemptRow`."""

    @property
    def key(self) -> Key: ...  # noqa: D102
    @property
    def gateway(self) -> str: ...  # noqa: D102
    @property
    def at(self) -> float | None: ...  # noqa: D102
    @property
    def cause(self) -> str: ...  # noqa: D102
    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def by(self) -> str: ...  # noqa: D102
    @property
    def model(self) -> str: ...  # noqa: D102
    @property
    def peer(self) -> str: ...  # noqa: D102
    @property
    def synced(self) -> bool: ...  # noqa: D102


class Contrast(Protocol):
    """What failing gateways have in common; see `fleet.contrast.Contrast`."""

    @property
    def cause(self) -> str: ...  # noqa: D102
    @property
    def conditions(self) -> Sequence[tuple[str, str]]: ...  # noqa: D102
    @property
    def instead(self) -> Sequence[tuple[str, str]]: ...  # noqa: D102
    @property
    def failed(self) -> int: ...  # noqa: D102
    @property
    def within(self) -> int: ...  # noqa: D102
    @property
    def gateways(self) -> int: ...  # noqa: D102
    @property
    def ratio(self) -> float: ...  # noqa: D102
    @property
    def p(self) -> float: ...  # noqa: D102


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
