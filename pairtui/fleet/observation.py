"""One attempt of one gateway, as the index keeps it: read from a verdict that anybody may have sent."""

from collections.abc import Container
from typing import Any, NamedTuple

from pairtui.fleet.payloads import NotAMessage, cleaned, seconds, table, text, texts, whole
from pairtui.knowledge.transports import TRANSPORTS

ATTRIBUTES = ("kernel", "bluez", "controller", "firmware", "pairtui", "settings")
"""What of a gateway can make a difference to a pairing; with `model`, the device's, what the contrast is sought in."""

_OF_A_MODEL = ("vendor", "product", "version", "appearance", "name_pattern")
_OF_AN_ATTEMPT = ("outcome", "kind", "transport")
_OF_A_FAILURE = ("code", "by")

_OUTCOMES = frozenset(("paired", "encrypted", "failed", "incomplete"))
_KINDS = frozenset(("pairing", "encryption", "authentication", "connection"))
_SIDES = frozenset(("local", "peer", "unknown"))


class Observation(NamedTuple):
    """One attempt: `epoch` and `seq` name it on its gateway, the highest `rev` holds.

    `environment` has the values of ATTRIBUTES. `failed` ones have a `cause`, a `code` and who refused. `synced`:
    whether the gateway's clock was right. `late`: it was sent long after it happened, or again.
    """

    epoch: str
    seq: int
    rev: int
    at: float | None
    kind: str
    transport: str
    outcome: str
    cause: str
    code: str
    by: str
    model: str
    peer: str
    environment: tuple[str, ...]
    synced: bool
    late: bool

    @property
    def failed(self) -> bool:
        """Whether it failed."""
        return self.outcome == "failed"


def observation_from(message: dict[str, Any]) -> Observation:
    """The observation in a verdict that was decoded. Raises NotAMessage."""
    epoch, _, seq = text(message, "id", 40).rpartition("-")
    attempt = table(message, "attempt")
    outcome, kind, transport = texts(attempt, _OF_AN_ATTEMPT)
    if not (epoch and seq.isascii() and seq.isdecimal() and len(seq) < 16) or outcome not in _OUTCOMES:
        raise NotAMessage("id or outcome is missing")
    cause = code = by = ""
    if outcome == "failed":
        cause = text(table(attempt, "diagnosis"), "cause") or "unknown"
        code, by = texts(table(attempt, "failure"), _OF_A_FAILURE)
        by = _one_of(by, _SIDES)
    return Observation(
        epoch=epoch,
        seq=int(seq),
        rev=whole(message, "rev", 1),
        at=seconds(message, "at"),
        kind=_one_of(kind, _KINDS),
        transport=_one_of(transport, TRANSPORTS),
        outcome=outcome,
        cause=cause,
        code=code,
        by=by,
        model=model_text(table(message, "model")),
        peer=text(table(attempt, "peer"), "address", 32),
        environment=texts(table(message, "versions"), ATTRIBUTES),
        synced=message.get("clock") == "synced",
        late=message.get("late") is True,
    )


def model_text(model: dict[str, Any]) -> str:
    """A device model in words: vendor, product and version of its PnP id, else what it calls itself without digits."""
    vendor, product, version, appearance, name = texts(model, _OF_A_MODEL, 40)
    named = (vendor, product, version) if vendor else (appearance, name)
    return " ".join(filter(None, named)) or "unknown"


def attempt_of(message: dict[str, Any]) -> dict[str, Any]:
    """The attempt in a verdict, its texts safe to draw. Raises NotAMessage."""
    attempt: dict[str, Any] = cleaned(table(message, "attempt"))
    return attempt


def _one_of(value: str, known: Container[str]) -> str:
    return value if value in known else "unknown"
