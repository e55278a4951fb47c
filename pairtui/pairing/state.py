"""What the console knows besides attempts: adapters, devices, prompts, sources, log lines. Immutable rows."""

from collections.abc import Mapping
from dataclasses import field

from pairtui.pairing.events import PromptKind, SourceState
from pairtui.protocol.immutable import immutable
from pairtui.protocol.values import Secret


@immutable()
class Adapter:
    """A local controller; `key` is `hci0`.

    `policy` is by the names of `policy.SETTINGS`, without what is not known; `settable` the names that can be set here
    and now; `before` what those were that this session changed. `static_address` is the LE static random address.
    `discovering` is that of any program, `scanning` and `advertising` are this one's.
    """

    key: str
    address: str = ""
    alias: str = ""
    powered: bool = False
    discovering: bool = False
    scanning: bool = False
    pairable: bool = False
    discoverable: bool = False
    power_state: str = ""
    policy: Mapping[str, int] = field(default_factory=dict)
    settable: frozenset[str] = frozenset()
    before: Mapping[str, int] = field(default_factory=dict)
    static_address: str = ""
    advertising: bool = False


@immutable()
class Control:
    """What a user can do to a virtual peripheral now; `back` is the control that takes it back, "" where none does."""

    label: str
    back: str = ""


@immutable()
class Device:
    """A remote device. `rssi` in dBm, None when out of range; `history` its last values, oldest first.

    `last_seen` is when it was last heard, in the source's time. `name` is safe to draw. `address_type` is "public"
    or "random". `level` is the LE security mode 1 level of the key it has here, `key_size` in octets, `key_type`
    how it came about (`keys.KeyType`), `transport` "le" or "bredr", "" where not known: the bond's. `bearers` are the
    transports over which it was seen, `preferred_bearer` is the one to reach it over ("": the last seen),
    `class_of_device` what it is on BR/EDR (Assigned Numbers, 2.8); `advertises`: it was heard advertising over LE.
    `required` is the level asked for last. `verified` is when the bond was last seen to work, `verified_by` what was
    seen then, `verify_error` why it did not. `modalias` is its PnP id as BlueZ writes it, `firmware` the revision that
    it reported. `controls` are what `Operate` can do to a virtual peripheral; `page` what it teaches.
    """

    key: str
    adapter: str = ""
    address: str = ""
    address_type: str = ""
    name: str = ""
    rssi: int | None = None
    history: tuple[int, ...] = ()
    paired: bool = False
    bonded: bool = False
    trusted: bool = False
    blocked: bool = False
    connected: bool = False
    legacy_pairing: bool = False
    services_resolved: bool = False
    uuids: tuple[str, ...] = ()
    modalias: str = ""
    firmware: str = ""
    icon: str = ""
    class_of_device: int | None = None
    bearers: tuple[str, ...] = ()
    preferred_bearer: str = ""
    appearance: int | None = None
    advertises: bool = False
    manufacturer: int | None = None
    last_seen: float | None = None
    level: int | None = None
    key_size: int | None = None
    key_type: str = ""
    transport: str = ""
    required: int | None = None
    identity_address: str = ""
    verified: float | None = None
    verified_by: str = ""
    verify_error: str = ""
    controls: tuple[Control, ...] = ()
    page: str = ""
    busy: str = ""  # "pairing", "connecting" … while an action of ours runs

    @property
    def label(self) -> str:
        """What to call it: its name, else its address."""
        return self.name or self.address or self.key

    @property
    def has_bond(self) -> bool:
        """Whether BlueZ calls it paired or bonded, with a key stored or for now."""
        return self.paired or self.bonded

    @property
    def transports(self) -> tuple[str, ...]:
        """`le`, `bredr` or both. BlueZ calls BR/EDR addresses public, too: class and services distinguish them."""
        if self.bearers:
            return self.bearers
        if self.address_type == "random":
            return ("le",)
        classic = self.tells_bredr
        advertises = self.advertises or self.appearance is not None
        low_energy = advertises or any(uuid.startswith("000018") for uuid in self.uuids)
        if not self.address_type or (classic and not low_energy):
            return ("bredr",)
        return ("le", "bredr") if classic or not low_energy else ("le",)

    @property
    def tells_bredr(self) -> bool:
        """Whether anything showed that it has BR/EDR: an inquiry, its class of device, a service of BR/EDR profiles."""
        seen = "bredr" in self.bearers or self.class_of_device is not None
        return seen or any(uuid.startswith(("000011", "000012", "000013")) for uuid in self.uuids)

    @property
    def bearer(self) -> str:
        """The transport it is reached over; "" where it has both and the one it was last seen on decides."""
        known = self.transports
        return known[0] if len(known) == 1 else self.preferred_bearer


@immutable()
class AgentHolder:
    """Who answers BlueZ's questions where the caller of `Pair` has no agent of its own: the default agent.

    `owner` is its D-Bus name, `pid` and `command` its process; `ours` whether it is this program. `capability` is as
    BlueZ writes it, "" where unknown. `certain` is False where the bus could not be watched and it was inferred.
    """

    owner: str = ""
    pid: int | None = None
    command: str = ""
    capability: str = ""
    ours: bool = False
    certain: bool = True

    @property
    def label(self) -> str:
        """What to call it: `bluetoothctl (pid 123)`."""
        who = self.command or ("another program" if self.owner or not self.certain else "nobody")
        return f"{who} (pid {self.pid})" if self.pid is not None else who


@immutable()
class Prompt:
    """A question of BlueZ that waits for the user. `raised` starts the countdown (30 s of SMP, 60 s of the agent)."""

    id: int
    kind: PromptKind
    device: str
    raised: float | None
    passkey: "Secret[int] | Secret[str] | None" = None
    entered: int | None = None
    uuid: str | None = None


@immutable()
class SourceStatus:
    """One source's state as the status line shows it."""

    name: str
    state: SourceState
    why: str = ""
    remedy: str = ""
    detail: str = ""


@immutable()
class LogEntry:
    """One line of the log pane. `level`: "info", "warning", "error"."""

    at: float | None
    source: str
    text: str
    level: str = "info"
