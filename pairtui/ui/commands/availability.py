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
    can: frozenset[type[Action]] | None = None  # what the sources can do; None where they do not tell
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
        return _RECORDING if _recorded(now) else "no source here can do this"

    return available


def every(*tests: Available) -> Available:
    """Where all of `tests` say so; else the reason of the first that does not."""
    return lambda now: next((reason for test in tests if (reason := test(now))), None)


def replay(now: CommandContext) -> Reason:
    """Where a recording is played."""
    return None if now.can is not None and PlayOrPause in now.can else "this is not a replay"


def device(now: CommandContext) -> Reason:
    """Where a device is selected."""
    if now.device is None:
        return "select a device first" if now.devices else "no device is heard yet"
    return None


def known(now: CommandContext) -> Reason:
    """Where BlueZ knows the selected device, which only its attempts may tell of."""
    return None if now.known else "BlueZ does not know it now; scan for it"


def adapter(now: CommandContext) -> Reason:
    """Where there is an adapter."""
    if now.adapter is None:
        return _RECORDING if _recorded(now) else "there is no adapter"
    return None


def powered(now: CommandContext) -> Reason:
    """Where the adapter is on."""
    if now.adapter is None:
        return adapter(now)
    return None if now.adapter.powered else f"{now.adapter.key} is off"


def connected(now: CommandContext) -> Reason:
    """Where the selected device is connected."""
    return None if now.device and now.device.connected else "the device is not connected"


def not_connected(now: CommandContext) -> Reason:
    """Where it is not connected."""
    return "the device is connected" if now.device and now.device.connected else None


def paired(now: CommandContext) -> Reason:
    """Where the selected device has a bond."""
    if now.device is None:
        return device(now)
    return None if now.device.paired or now.device.bonded else f"{now.device.label} has no bond"


def both_transports(now: CommandContext) -> Reason:
    """Where the selected device was seen over LE and over BR/EDR."""
    if now.device is None:
        return device(now)
    both = len(now.device.transports) > 1 and now.device.tells_bredr
    return None if both else f"{now.device.label} has one transport, as far as was heard"


def controls(now: CommandContext) -> Reason:
    """Where the selected device is a virtual one that can be worked from here."""
    return None if now.device and now.device.controls else "only the virtual devices of `pairtui lab` have controls"


def bonds(now: CommandContext) -> Reason:
    """Where this gateway has bonds."""
    return None if now.bonds else "this gateway has no bonds"


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


def attempts(now: CommandContext) -> Reason:
    """Where there are several attempts with the selected device."""
    return None if now.attempts > 1 else "there is no other attempt with this device"


def remembered(now: CommandContext) -> Reason:
    """Where there is a history."""
    return None if now.history else "nothing has been attempted yet"


def comparable(now: CommandContext) -> Reason:
    """Where there is another attempt to compare with."""
    return None if now.history > 1 else "there is no other attempt"


def findings(now: CommandContext) -> Reason:
    """Where something went wrong outside an attempt, or speaks of it in words that are not known."""
    return None if now.findings else "nothing went wrong outside an attempt"


def adapters(now: CommandContext) -> Reason:
    """Where there are several adapters."""
    return None if now.adapters > 1 else "there is no other adapter"


def fix(now: CommandContext) -> Reason:
    """Where a diagnosis with fixes is shown."""
    return None if now.fix(1) else "no diagnosis with fixes is shown"
