"""An attempt: one pairing, encryption, authentication or connection, with its steps and its verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from enum import StrEnum

from pairtui.protocol.immutable import immutable
from pairtui.protocol.record import Direction


class Kind(StrEnum):
    """What was attempted."""

    PAIRING = "pairing"
    ENCRYPTION = "encryption"  # with a stored LE key
    AUTHENTICATION = "authentication"  # with a stored BR/EDR link key
    CONNECTION = "connection"


class Outcome(StrEnum):
    """How it ended; `INCOMPLETE` while it runs and for ever where the log ends first."""

    PAIRED = "paired"
    ENCRYPTED = "encrypted"
    FAILED = "failed"
    INCOMPLETE = "incomplete"


class Side(StrEnum):
    """Who refused or fell silent."""

    LOCAL = "local"
    PEER = "peer"
    UNKNOWN = "unknown"


class Phase(StrEnum):
    """Where in a pairing a step belongs (Vol 3, Part H, 2.1)."""

    CONNECTION = "connection"
    FEATURES = "feature exchange"
    AUTHENTICATION = "authentication"
    ENCRYPTION = "encryption"
    KEYS = "key distribution"
    END = "end"


@immutable()
class Peer:
    """The other device. `address_type`: "public", "random" (LE) or None for BR/EDR and unknown.

    `modalias` is its PnP id, "bluetooth:v004Cp4A1Bd0100", and `firmware` its revision, where they are known; `uuids`
    are its services, `manufacturer` is the company identifier of its manufacturer data.
    """

    address: str | None = None
    address_type: str | None = None
    name: str | None = None
    modalias: str | None = None
    firmware: str | None = None
    uuids: tuple[str, ...] = ()
    manufacturer: int | None = None

    @property
    def label(self) -> str:
        """What to call it: its name, else its address."""
        return self.name or self.address or "unknown device"


@immutable()
class Step:
    """One arrow of the ladder: `text` names the message, `detail` has the fields that matter, in few words.

    `message` is the decoded message it came from, for a detailed view; `mark` is "ok" where it completes a phase,
    "failed" on the step that ended the attempt, else "".
    """

    at: float | None
    record: int | None
    direction: Direction
    text: str
    detail: str = ""
    phase: Phase = Phase.CONNECTION
    mark: str = ""
    message: object = None


@immutable()
class Failure:
    """The innermost code seen, who sent it, and at which step: `code` as "smp:0x08", `name` its standard name."""

    code: str
    name: str
    by: Side
    step: str
    record: int | None = None


@immutable()
class Evidence:
    """One observation that carries the verdict, with the record it was seen in."""

    text: str
    record: int | None = None


@immutable()
class Fix:
    """One thing to do, in order of effort; `action` is a name of `fix_actions.FIX_ACTIONS` where a key can do it."""

    text: str
    action: str | None = None


class Confidence(StrEnum):
    """How sure a diagnosis is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


@immutable()
class Alternative:
    """A runner-up: what speaks for this cause and against it, and what would settle which one it is."""

    cause: str
    title: str
    confidence: Confidence
    supports: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()
    settles: str = ""


@immutable()
class KnownDevice:
    """A model of the device book: the `id` and `title` of its entry, and where what it says is written."""

    id: str
    title: str
    sources: tuple[str, ...] = ()


@immutable()
class Diagnosis:
    """Why, in one title and a short explanation, with evidence and fixes. `cause` is one of `causes.CAUSES`.

    `by` is the side at which the cause lies. `alternatives` are the runners-up, the nearest first. `device` is the
    model that the peer is, where the device book has it.
    """

    cause: str
    title: str
    explanation: str
    confidence: Confidence
    evidence: tuple[Evidence, ...] = ()
    fixes: tuple[Fix, ...] = ()
    by: Side = Side.UNKNOWN
    alternatives: tuple[Alternative, ...] = ()
    device: KnownDevice | None = None


@immutable()
class Finding:
    """Something that went wrong outside an attempt.

    `weighed` is how sure what it rests on makes its cause. `alternatives` are the runners-up, the nearest first.
    """

    cause: str
    code: str | None
    by: Side
    title: str
    explanation: str
    evidence: tuple[Evidence, ...] = ()
    fixes: tuple[Fix, ...] = ()
    weighed: Confidence = Confidence.POSSIBLE
    alternatives: tuple[Alternative, ...] = ()

    @property
    def confidence(self) -> Confidence:
        """How sure the cause is: a single line or event without a pairing around it is never certain."""
        return Confidence.LIKELY if self.weighed is Confidence.CERTAIN else self.weighed

    def repeats(self, attempts: "Iterable[Attempt]") -> bool:
        """Whether one of these attempts failed with the same code at the same record, and this adds no cause to it."""
        failed = [(a.failure.code, a.failure.record, a.diagnosis and a.diagnosis.cause) for a in attempts if a.failure]
        return any(
            (self.code, shown.record) == (code, record) and self.cause in ("unknown", cause)
            for shown in self.evidence
            for code, record, cause in failed
        )


def seconds_since(start: float | None, at: float | None) -> float | None:
    """Seconds from `start` to `at`; None where a time is missing, or the clock was set back in between."""
    return None if start is None or at is None or at < start else at - start


@immutable()
class Trial:
    """One thing that an investigation tried: whether it worked, what it failed with, the causes' weights (together 1).

    `experiment` is the id of one of `experiments.table.EXPERIMENTS`, "" where nothing was changed.
    """

    title: str
    paired: bool
    failure: str
    before: Mapping[str, float]
    weights: Mapping[str, float]
    experiment: str = ""


@immutable()
class InvestigationResult:
    """What experiments found out: `result` is one of `experiments.investigation.Result`, `cause` the likeliest.

    Of `unchanged` tries with nothing changed `failed` failed; where `bonded`, the bond was tried. `left` are the ids of
    the experiments that would decide more, and that nobody was there to do.
    """

    result: str
    cause: str
    failed: int
    unchanged: int
    trials: tuple[Trial, ...] = ()
    left: tuple[str, ...] = ()
    bonded: bool = False


@immutable()
class Attempt:
    """One attempt as it stands. Immutable: each step makes a new one, so a screen can keep what it draws.

    `id` counts from 1. `device` is the key of its `Device` where BlueZ knows one. `pairing` is "legacy",
    "secure-connections", "ssp", "pin" or None; `association_model` "just-works", "passkey-entry",
    "numeric-comparison", "oob", "pin" or None. `level` is the LE security mode 1 level of the key that was stored.
    `ended` is None while it runs. `transport` is that of its `Link`. `investigation` is what experiments found out.
    """

    id: int
    kind: Kind
    adapter: str | None = None
    device: str | None = None
    peer: Peer = field(default_factory=Peer)
    transport: str = "le"
    role: str = "unknown"
    started: float | None = None
    ended: float | None = None
    pairing: str | None = None
    association_model: str | None = None
    level: int | None = None
    outcome: Outcome = Outcome.INCOMPLETE
    failure: Failure | None = None
    steps: tuple[Step, ...] = ()
    diagnosis: Diagnosis | None = None
    live: bool = True
    investigation: InvestigationResult | None = None

    def with_step(self, step: Step) -> "Attempt":
        """This attempt with one step more."""
        return replace(self, steps=(*self.steps, step))


@immutable()
class HistoryEntry:
    """An attempt in the history, which `key` names for good, "" until it is kept; `current`: it is of this session.

    A `pinned` one is never forgotten. `capture` is the file of what went over the air, "" for none.
    """

    key: str
    attempt: Attempt
    current: bool = False
    pinned: bool = False
    capture: str = ""
