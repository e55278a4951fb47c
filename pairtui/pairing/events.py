"""Events: facts, as a source saw them. `Model.apply` is the one place where they change anything."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING

from pairtui.pairing.actions import Action
from pairtui.pairing.attempt import HistoryEntry, InvestigationResult
from pairtui.protocol.immutable import immutable
from pairtui.protocol.record import Direction
from pairtui.protocol.values import Secret

if TYPE_CHECKING:
    from pairtui.knowledge.main_conf import ConfigLine


@immutable(kw_only=True)
class Event:
    """A fact. `at` is POSIX seconds, or seconds since the log's start; None where a log lost its times."""

    at: float | None = None


# ── what came over the air, through HCI and MGMT: made by the tracer ──────────────────────────────────────────────


@immutable()
class Link:
    """One connection while it lasted. `handle` is None where a text lost it or the link never came up.

    `role` is this host's: "central", "peripheral" or "unknown". `transport` is "le", "bredr", or "unknown" where a log
    names the device only.
    """

    adapter: str | None = None
    handle: int | None = None
    address: str | None = None
    address_type: str | None = None
    transport: str = "le"
    role: str = "unknown"


@immutable(kw_only=True)
class Traced(Event):
    """One message of the trace: an SMP, ATT or HCI message, a MGMT command or event, a log line.

    `message` is an instance of the classes of `protocol.smp`, `att`, `hci`, `mgmt`, or `record.LogLine`, `Cut`,
    `IndexInfo`. `link` is the connection it belongs to, where there is one. `record` is its number in the source.
    `program` is whose socket a MGMT command came through, "" where unknown.
    """

    message: object
    direction: Direction
    link: Link | None = None
    adapter: str | None = None
    record: int | None = None
    program: str = ""


# ── what BlueZ says over D-Bus ────────────────────────────────────────────────────────────────────────────────────


@immutable(kw_only=True)
class AdapterChanged(Event):
    """An adapter appeared or changed. `changes` has only what changed, keys as the fields of `Adapter`."""

    adapter: str
    changes: Mapping[str, object] = field(default_factory=dict)


@immutable(kw_only=True)
class AdapterRemoved(Event):
    """An adapter went away, with all its devices; `with_bluez`: BlueZ did, and the adapter may still be there."""

    adapter: str
    with_bluez: bool = False


@immutable(kw_only=True)
class DeviceChanged(Event):
    """A device appeared or changed. `device` is its key (D-Bus object path; `hci0/ADDRESS` in a replay).

    `changes` has only what changed, keys as the fields of `Device`. Names are made safe before they come here.
    """

    device: str
    changes: Mapping[str, object] = field(default_factory=dict)


@immutable(kw_only=True)
class DeviceRemoved(Event):
    """A device is no longer known to BlueZ."""

    device: str


PIN_OCTETS = 16
"""The longest PIN, in UTF-8 (Vol 3, Part C, 3.2.3.2)."""

PIN_LENGTH = "a PIN has 1 to 16 characters"


def is_pin(text: str) -> bool:
    """Whether it has 1 to 16 octets."""
    return 1 <= len(text.encode("utf-8", "replace")) <= PIN_OCTETS


class PromptKind(StrEnum):
    """What BlueZ's agent interface asks of the user."""

    CONFIRM = "confirm"  # RequestConfirmation: compare six digits
    ENTER_PASSKEY = "enter-passkey"  # RequestPasskey: type the six digits the peer shows
    ENTER_PIN = "enter-pin"  # RequestPinCode: type 1 to 16 characters
    SHOW_PASSKEY = "show-passkey"  # DisplayPasskey: the user types these digits on the peer
    SHOW_PIN = "show-pin"  # DisplayPinCode
    AUTHORIZE = "authorize"  # RequestAuthorization: let this device pair (incoming Just Works)
    AUTHORIZE_SERVICE = "authorize-service"  # AuthorizeService: let this device use a service


@immutable(kw_only=True)
class PromptRaised(Event):
    """BlueZ asks the user something, or renews it (`DisplayPasskey`, digits typed). `prompt` identifies it."""

    prompt: int
    kind: PromptKind
    device: str
    passkey: "Secret[int] | Secret[str] | None" = None
    entered: int | None = None
    uuid: str | None = None


@immutable(kw_only=True)
class PromptClosed(Event):
    """A prompt is over: "answered", "rejected", "withdrawn" (BlueZ cancelled it), "expired", or "done"."""

    prompt: int
    why: str


@immutable(kw_only=True)
class AgentChanged(Event):
    """Another program became BlueZ's default agent, or is one no longer. Fields as of `state.AgentHolder`."""

    owner: str = ""
    pid: int | None = None
    command: str = ""
    capability: str = ""
    ours: bool = False
    certain: bool = True


@immutable(kw_only=True)
class BluezConfigured(Event):
    """What BlueZ's configuration files set; replaces what was reported before."""

    lines: "tuple[ConfigLine, ...]" = ()


# ── actions and sources ───────────────────────────────────────────────────────────────────────────────────────────


@immutable(kw_only=True)
class ActionStarted(Event):
    """A source took up an action. `source` is its name, which the hub adds; "" where there is no hub."""

    action: Action
    source: str = ""


@immutable(kw_only=True)
class ActionFinished(Event):
    """An action ended. `error` is None for success, else a D-Bus error name (or "pairtui.Error.…"), with its text.

    `source` is the name of the source that carried it out, which the hub adds; "" where none did, or there is no hub.
    """

    action: Action
    source: str = ""
    error: str | None = None
    text: str = ""


@immutable(kw_only=True)
class Remembered(Event):
    """An attempt is in the history, or there in another way than before; `past` None: it was forgotten."""

    key: str
    past: HistoryEntry | None = None


@immutable(kw_only=True)
class Investigated(Event):
    """Experiments about the attempt with this id have ended."""

    attempt: int
    result: InvestigationResult


@immutable(kw_only=True)
class Restarted(Event):
    """A recording is played again from its beginning: what it said so far has not happened yet."""


class SourceState(StrEnum):
    """Whether a source delivers."""

    STARTING = "starting"
    UP = "up"
    DOWN = "down"
    PAUSED = "paused"  # a recording waits to be played on
    ENDED = "ended"  # a file was read to its end


@immutable(kw_only=True)
class SourceChanged(Event):
    """A source came up or went down: `why` in a sentence, `remedy` what to do, `detail` a version or file name."""

    source: str
    state: SourceState
    why: str = ""
    remedy: str = ""
    detail: str = ""


@immutable(kw_only=True)
class Logged(Event):
    """Something for the log pane that changes nothing else. `level`: "info", "warning" or "error"."""

    source: str
    text: str
    level: str = "info"
