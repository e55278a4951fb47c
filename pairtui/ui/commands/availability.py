"""When a command can be carried out, or why it cannot."""

from collections.abc import Callable

from pairtui.pairing.actions import Action, Pair, PlayOrPause, StartDiscovery
from pairtui.pairing.attempt import Attempt, Fix, Kind
from pairtui.pairing.state import Adapter, Device
from pairtui.protocol.immutable import immutable


@immutable()
class CommandContext:
    """What a command works on at this moment: the selected device, its adapter, the shown attempt."""

    device: Device | None = None
    adapter: Adapter | None = None
    attempt: Attempt | None = None
    target: Device | None = None  # the device of the shown attempt
    attempts: int = 0
    adapters: int = 0
    findings: int = 0  # with the lines that speak of a failure and were not understood
    bonds: int = 0
    can: frozenset[type[Action]] | None = None  # what the sources can do; None where they do not say
    history: int = 0  # attempts of this session and of earlier ones
    known: bool = True  # whether a source knows the device now
    links: tuple[str, ...] = ()  # what the devices are called that are connected or pairing through the adapter
    pane: str = ""  # the id of the pane that has the focus
    devices: bool = True  # whether there is a device to select
    on_verdict: bool = False  # whether the cursor is on the verdict, not on a step
    playing: bool = False  # whether a recording plays

    @property
    def pairing(self) -> Device | None:
        """The device that is being paired, the selected one first."""
        return next((d for d in (self.device, self.target) if d and d.busy == "pairing"), None)

    def fix(self, number: int) -> Fix | None:
        """The numbered fix of the diagnosis that is shown."""
        diagnosis = self.attempt.diagnosis if self.attempt else None
        return diagnosis.fixes[number - 1] if diagnosis and 1 <= number <= len(diagnosis.fixes) else None


_ON_A_GATEWAY = frozenset((Pair, StartDiscovery))

Reason = str | None
Available = Callable[[CommandContext], Reason]


NO_SOURCE = "no source here can do this"
_RECORDING = "this is a recording, not a gateway"


def _recorded(now: CommandContext) -> bool:
    return now.can is not None and not now.can & _ON_A_GATEWAY


def always(_: CommandContext) -> Reason:
    """At any time."""
    return None


def can(action: type[Action]) -> Available:
    """Where a source can carry out such an action."""

    def available(now: CommandContext) -> Reason:
        if now.can is None or action in now.can:
            return None
        return _RECORDING if _recorded(now) else NO_SOURCE

    return available


def every(*tests: Available) -> Available:
    """Where all of `tests` say so; else the reason of the first that does not."""
    return lambda now: next((reason for test in tests if (reason := test(now))), None)


def _if(holds: Callable[[CommandContext], object], otherwise: str) -> Available:
    """Where `holds` is true; else for the reason `otherwise`."""
    return lambda now: None if holds(now) else otherwise


def device(now: CommandContext) -> Reason:
    """Where a device is selected."""
    if now.device is None:
        return "select a device first" if now.devices else "no device is heard yet"
    return None


def adapter(now: CommandContext) -> Reason:
    """Where there is an adapter."""
    if now.adapter is None:
        return _RECORDING if _recorded(now) else "there is no adapter"
    return None


def powered(now: CommandContext) -> Reason:
    """Where the adapter is on."""
    return adapter(now) if now.adapter is None or now.adapter.powered else f"{now.adapter.key} is off"


def paired(now: CommandContext) -> Reason:
    """Where the selected device has a bond."""
    return device(now) if now.device is None or now.device.has_bond else f"{now.device.label} has no bond"


def both_transports(now: CommandContext) -> Reason:
    """Where the selected device was seen over LE and over BR/EDR."""
    both = now.device is None or (len(now.device.transports) > 1 and now.device.tells_bredr)
    return device(now) if both or now.device is None else f"{now.device.label} has one transport, as far as was heard"


def not_busy(now: CommandContext) -> Reason:
    """Where no action of ours runs on it."""
    return f"{now.device.label} is {now.device.busy}" if now.device and now.device.busy else None


def pairing(now: CommandContext) -> Reason:
    """While a pairing is under way."""
    live = now.attempt is not None and now.attempt.kind is Kind.PAIRING and now.attempt.ended is None and now.target
    return None if now.pairing or live else "no pairing is under way"


def attempt(now: CommandContext) -> Reason:
    """Where an attempt is shown."""
    if now.attempt:
        return None
    return "nothing has been attempted with this device" if now.history else "nothing has been attempted yet"


replay = _if(lambda now: now.can is not None and PlayOrPause in now.can, "this is not a replay")
known = _if(lambda now: now.known, "BlueZ does not know it now; scan for it")  # it may be known by its attempts only
connected = _if(lambda now: now.device and now.device.connected, "the device is not connected")
not_connected = _if(lambda now: not (now.device and now.device.connected), "the device is connected")
controls = _if(
    lambda now: now.device and now.device.controls, "only the virtual devices of `pairtui lab` have controls"
)
bonds = _if(lambda now: now.bonds, "this gateway has no bonds")
attempts = _if(lambda now: now.attempts > 1, "there is no other attempt with this device")
remembered = _if(lambda now: now.history, "nothing has been attempted yet")
comparable = _if(lambda now: now.history > 1, "there is no other attempt")
findings = _if(lambda now: now.findings, "nothing went wrong outside an attempt")  # nor speaks of it in unknown words
adapters = _if(lambda now: now.adapters > 1, "there is no other adapter")
fix = _if(lambda now: now.fix(1), "no diagnosis with fixes is shown")
