"""What was observed of one attempt, to be asked by message type while it runs and when it is judged.

The handlers in `tracking` append every message to `seen` as it comes and set the few fields that are read often;
nothing is thrown away when a later message says more. The facts in `evidence/facts` are functions of this record
and of the `GatewayContext`, so that a fact learnt late (the role, the address behind a handle) is used for the whole
attempt when it is judged again.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from pairtui.knowledge.association import Association
from pairtui.pairing.attempt import Attempt, Outcome, Phase, Side, Step
from pairtui.pairing.events import Link, Traced
from pairtui.pairing.evidence.steps import detail_of, phase_of, text_of
from pairtui.protocol.messages import att, hci, mgmt, smp
from pairtui.protocol.record import Direction, LogLine

MOST_SEEN = 1000
"""Messages kept of one attempt: a passkey entry with Secure Connections has about 100."""

_MANY, _RECENT = 64, 4
"""Messages of an attempt that goes in a circle, and how many of the last are one round."""

_TICKS = re.compile(r"\A[VDIWEFA] ?\([0-9]{1,10}\)")

OVERTAKEN = 0.1
"""Seconds by which a trace's time stamp may lie behind that of the D-Bus reply it led to."""


class Seen(NamedTuple):
    """One message of the attempt, as it was traced."""

    message: object
    direction: Direction
    at: float | None
    record: int | None


def _stored(command: hci.LeEnableEncryption) -> str:
    """What key encryption starts with; a text that lost the command's fields does not show its kind."""
    return "a stored P-256 key" if command.key.reveal() else "a stored key"


@dataclass(slots=True)
class AttemptRecord:
    """An attempt under way: its present `Attempt`, the link it runs on, and everything seen.

    `before` holds what happened on the link shortly before it began. `pair_called`: somebody here asked to pair, so
    that the connection belongs to the attempt; `removes_bond`: they had the old bond removed first; `required` is the
    security level they asked for, None where they named none. `dbus` is the D-Bus error that ended it with its text,
    `reply_at` when BlueZ answered the call. `prompts` are the kinds BlueZ's agent was asked for, `answers` why each
    prompt closed. `side_by_cause`: no message showed who failed, and the failure's side is that of the cause.
    """

    attempt: Attempt
    link: Link | None = None
    seen: list[Seen] = field(default_factory=list)
    before: list[Seen] = field(default_factory=list)
    association: Association | None = None
    encrypted: bool = False
    pair_called: bool = False
    removes_bond: bool = False
    required: int | None = None
    dbus: tuple[str, str] | None = None
    reply_at: float | None = None
    prompts: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    side_by_cause: bool = False
    went_on: bool = False

    @property
    def failed(self) -> bool:
        """Whether it has failed."""
        return self.attempt.outcome is Outcome.FAILED

    @property
    def in_progress(self) -> bool:
        """Whether its outcome is still open."""
        return self.attempt.outcome is Outcome.INCOMPLETE

    def takes(self, at: float | None) -> bool:
        """Whether a message of this time belongs to it: while it runs, and when a D-Bus error overtook the trace."""
        late = self.reply_at is not None and at is not None and at <= self.reply_at + OVERTAKEN
        return self.in_progress or late or self._pasted_before

    @property
    def _pasted_before(self) -> bool:
        """Whether all that is known is a D-Bus error without a time: people show it first, and the trace after it."""
        failure = self.attempt.failure
        by_reply = failure is not None and failure.code.startswith("dbus:")
        return by_reply and self.attempt.ended is None and self.reply_at is None

    def undecided(self, at: float | None) -> bool:
        """Whether a message of this time can still decide how it ends."""
        by_reply = self.failed and self.attempt.failure is not None and self.attempt.failure.code.startswith("dbus:")
        return self.in_progress or (by_reply and self.takes(at))

    @property
    def encryption_seen(self) -> bool:
        """Whether the link was seen to be encrypted; keys that go over it only suggest that it was."""
        return any(message.status == 0 for message, _ in self.all(*_ENCRYPTED))

    @property
    def awaits_word(self) -> bool:
        """Whether somebody here called Pair and its end is still to come: until then nobody may say "paired"."""
        return self.pair_called and self.in_progress

    @property
    def smp_begun(self) -> bool:
        """Whether pairing PDUs were exchanged, a Security Request aside."""
        return any(
            isinstance(s.message, smp.PDUS) and not isinstance(s.message, smp.SecurityRequest) for s in self.seen
        )

    def all(self, *kinds: type, direction: Direction | None = None) -> list[tuple[Any, Seen]]:
        """Every message of these kinds (sent that way), oldest first."""
        return [(s.message, s) for s in self.seen if isinstance(s.message, kinds) and direction in (None, s.direction)]

    def first(self, *kinds: type, direction: Direction | None = None) -> tuple[Any, Seen] | None:
        """The first message of these kinds, or None."""
        return next(iter(self.all(*kinds, direction=direction)), None)

    def last(self, *kinds: type, direction: Direction | None = None) -> tuple[Any, Seen] | None:
        """The last message of these kinds, or None."""
        return next(iter(reversed(self.all(*kinds, direction=direction))), None)

    @property
    def request(self) -> smp.PairingRequest | None:
        """The Pairing Request, where it was seen."""
        found = self.first(smp.PairingRequest)
        return found[0] if found else None

    @property
    def response(self) -> smp.PairingResponse | None:
        """The Pairing Response, where it was seen."""
        found = self.first(smp.PairingResponse)
        return found[0] if found else None

    @property
    def local_features(self) -> "smp.PairingRequest | smp.PairingResponse | None":
        """What this host offered."""
        found = self.first(smp.PairingRequest, smp.PairingResponse, direction=Direction.SENT)
        return found[0] if found else None

    @property
    def peer_features(self) -> "smp.PairingRequest | smp.PairingResponse | None":
        """What the peer offered."""
        found = self.first(smp.PairingRequest, smp.PairingResponse, direction=Direction.RECEIVED)
        return found[0] if found else None

    @property
    def initiator(self) -> bool | None:
        """Whether this host is the initiator; None where the log does not show it."""
        return {"initiator": True, "responder": False}.get(self.attempt.role)

    def add(self, event: Traced, mark: str = "", phase: Phase | None = None) -> bool:
        """Take a traced message in, as a step too; `phase` where its type does not determine the phase.

        Returns whether it may change the verdict: neither what is beyond `MOST_SEEN` nor a line that repeats does.
        """
        seen = Seen(event.message, event.direction, event.at, event.record)
        kept = len(self.seen) < MOST_SEEN
        repeats = isinstance(event.message, LogLine) and self._says_again(event.message)
        if kept:
            self.seen.append(seen)
            step = step_of(seen, phase or self._phase(), mark)
            if isinstance(event.message, hci.LeEnableEncryption) and not step.detail:
                step = replace(step, detail="the key of this pairing" if self.smp_begun else _stored(event.message))
            if isinstance(event.message, hci.EncryptionChange | hci.EncryptionChangeV2) and step.detail == "on":
                step = replace(step, detail="on, E0" if self.attempt.transport == "bredr" else "on")
            self.attempt = self.attempt.with_step(step)
        return kept and not repeats

    def _says_again(self, line: LogLine) -> bool:
        """Whether the line is the last one again; of many, whether but for its count of ticks it is a recent one."""
        if len(self.seen) < _MANY:
            return bool(self.seen) and self.seen[-1].message == line
        said = _TICKS.sub("", line.text)
        recent = (seen.message for seen in self.seen[-_RECENT:])
        return any(isinstance(each, LogLine) and _TICKS.sub("", each.text) == said for each in recent)

    def _phase(self) -> Phase:
        """The phase of a message that can stand in any."""
        if self.failed:
            return Phase.END
        if self.encrypted:
            return Phase.KEYS
        return self.attempt.steps[-1].phase if self.attempt.steps else Phase.CONNECTION

    def show_before(self) -> None:
        """Begin the ladder with the connection and the refusal that led here."""
        shown = [seen for seen in self.before if isinstance(seen.message, _SHOWN_BEFORE)]
        for seen in shown:
            self.attempt = self.attempt.with_step(step_of(seen))
        if shown and shown[0].at is not None:
            self.attempt = replace(self.attempt, started=shown[0].at)

    def unmark_outer(self) -> None:
        """Leave the failure's mark on the newest step alone: it is nearer to the reason than those before."""
        *outer, last = self.attempt.steps
        steps = (*(replace(step, mark="") if step.mark == "failed" else step for step in outer), last)
        self.attempt = replace(self.attempt, steps=steps)

    def keys_sent_by(self, initiator: bool) -> smp.KeyDist:
        """The keys one side distributed in phase 3."""
        local_is_initiator = self.initiator is not False
        direction = Direction.SENT if initiator == local_is_initiator else Direction.RECEIVED
        sent = smp.KeyDist(0)
        for s in self.seen:
            if s.direction is direction:
                sent |= _DISTRIBUTES.get(type(s.message), smp.KeyDist(0))
        return sent

    def keys_agreed_for(self, initiator: bool) -> smp.KeyDist | None:
        """The keys one side has to distribute: what both named, without those that are derived."""
        if self.request is None or self.response is None:
            return None
        asked, granted = (
            (self.request.initiator_keys, self.response.initiator_keys)
            if initiator
            else (self.request.responder_keys, self.response.responder_keys)
        )
        agreed = smp.KeyDist(asked & granted & 0x07)
        secure = self.association is not None and self.association.pairing == "secure-connections"
        derived = secure or self.attempt.transport == "bredr"
        return agreed & ~smp.KeyDist.ENC_KEY if derived else agreed

    def keys_complete(self) -> bool:
        """Whether every agreed key was seen, or it is not known what was agreed."""
        for initiator in (True, False):
            agreed = self.keys_agreed_for(initiator)
            if agreed is not None and agreed & ~self.keys_sent_by(initiator):
                return False
        return True

    def reached(self) -> str:
        """The furthest step reached, in the words of a verdict."""
        if self.encrypted:
            return "key distribution"
        if any(phase_of(s.message) is Phase.ENCRYPTION for s in self.seen):
            return "encryption"
        if self.first(smp.PairingDHKeyCheck):
            return "DHKey check"
        if self.first(smp.PairingConfirm, smp.PairingRandom, mgmt.UserConfirmationRequest):
            return "authentication"
        if self.first(smp.PairingPublicKey):
            return "authentication" if len(self.all(smp.PairingPublicKey)) > 1 else "public key exchange"
        if self.response is not None:
            secure = self.association is not None and self.association.pairing == "secure-connections"
            return "public key exchange" if secure else "authentication"
        if self.request is not None or self.first(smp.SecurityRequest):
            return "feature exchange"
        if any(step.phase is Phase.AUTHENTICATION for step in self.attempt.steps):
            return "authentication"
        connected = [s for s in (*self.before, *self.seen) if isinstance(s.message, _LE_CONNECTED)]
        up = any(getattr(s.message, "status", 1) == 0 for s in connected)
        return "before the feature exchange" if up else "connection"


_ENCRYPTED = (hci.EncryptionChange, hci.EncryptionChangeV2, hci.EncryptionKeyRefreshComplete)
_LE_CONNECTED = (hci.LeConnectionComplete, hci.LeEnhancedConnectionComplete)
CONNECTED = (*_LE_CONNECTED, hci.ConnectionComplete)
"""What begins a link."""


_SHOWN_BEFORE = (
    *CONNECTED,
    att.ErrorResponse,
)

_DISTRIBUTES: dict[type, smp.KeyDist] = {pdus[-1]: key for key, pdus in smp.KEY_PDUS.items()}
"""The PDU with which a key is distributed whole."""


def step_of(seen: Seen, phase: Phase = Phase.CONNECTION, mark: str = "") -> Step:
    """The ladder's step for one message; `phase` where the message can stand in any."""
    message = seen.message
    return Step(
        seen.at,
        seen.record,
        seen.direction,
        text_of(message),
        detail_of(message),
        phase_of(message, phase),
        mark,
        message,
    )


def side_of(direction: Direction) -> Side:
    """Who sent a PDU."""
    return {Direction.SENT: Side.LOCAL, Direction.RECEIVED: Side.PEER}.get(direction, Side.UNKNOWN)
