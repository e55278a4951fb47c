"""What there is to see of a fleet: gateways, groups of failures, attempts, and what failing gateways have in common."""

from math import inf

from pairtui.protocol.immutable import immutable

Key = tuple[int, int, int]
Condition = tuple[str, str]
"""An attribute and its value: `("kernel", "6.1.0-13")`."""


@immutable()
class GatewayRow:
    """One gateway. `status` is "online", "offline", "silent" (no health, no will) or "twice" (two of one name).

    `heard` is when it was heard last, in POSIX seconds. `missing`: verdicts that did not come yet.
    """

    id: int
    label: str
    status: str
    heard: float
    attempts: int
    failures: int
    missing: int
    waiting: int
    dropped: int
    versions: dict[str, str]
    problem: str
    allow: tuple[str, ...]
    nonce: str


@immutable()
class GroupRow:
    """Failures alike: cause, device model and the environment, with how many gateways have them and when last."""

    cause: str
    model: str
    environment: dict[str, str]
    failures: int
    gateways: int
    last: float
    key: Key


@immutable()
class AttemptRow:
    """One failed attempt; `key` names it in the index."""

    key: Key
    gateway: str
    at: float | None
    cause: str
    code: str
    by: str
    model: str
    peer: str
    synced: bool
    late: bool


@immutable()
class Contrast:
    """Where all of `conditions` hold, `failed` of `within` units fail by `cause`, of the `rest` only `elsewhere`.

    `instead` are other conditions that explain it as well: which of them it is the data cannot tell. `p` is the
    probability that so much comes about by chance, all that was tried taken into account.
    """

    cause: str
    conditions: tuple[Condition, ...]
    instead: tuple[Condition, ...]
    failed: int
    within: int
    elsewhere: int
    rest: int
    gateways: int
    p: float

    @property
    def ratio(self) -> float:
        """How many times as often it fails there; infinite where it fails nowhere else."""
        return inf if not self.elsewhere else (self.failed / self.within) / (self.elsewhere / self.rest)
