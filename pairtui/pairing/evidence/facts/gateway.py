"""The gateway's own settings, bonds, versions and failures."""

from collections.abc import Iterator

from pairtui.pairing.evidence.attempt_record import AttemptRecord
from pairtui.pairing.evidence.context import GatewayContext
from pairtui.pairing.evidence.facts.fact import Fact, facts

_NEAR = 5.0
"""Seconds around an attempt's end in which what happened to the gateway's parts is what ended it."""


@facts("bond-known", "sc-only", "not-bondable-set", "le-off", "powered-off")
def settings(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """What is set and stored here."""
    if observed.attempt.peer.address in around.bonds:
        yield Fact("bond-known", "This gateway holds a bond with this peer")
    if around.secure_connections_only:
        yield Fact("sc-only", "The adapter accepts Secure Connections only")
    for setting, name, words in (
        ("bondable", "not-bondable-set", "The adapter's bondable setting is off"),
        ("le", "le-off", "The adapter's LE setting is off"),
        ("powered", "powered-off", "The adapter is switched off"),
    ):
        if around.settings.get(setting) is False:
            yield Fact(name, words)


_BUS_GONE = ("NoReply", "ServiceUnknown", "NameHasNoOwner", "Disconnected", "NotRunning")
"""Last parts of D-Bus errors by which a call ends that nobody is there to answer."""


@facts("controller-crashed", "adapter-removed", "adapter-switched-off", "daemon-gone", "bus-gone")
def gateway_faults(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """What happened to the gateway's own parts while the attempt ran."""
    begun, ended = observed.attempt.started, observed.attempt.ended
    for name, at, record, words in around.gateway_faults:
        timed = at is not None and begun is not None
        if not timed or (at >= begun and (ended is None or at <= ended + _NEAR)):  # type: ignore[operator]
            yield Fact(name, words, record)
    name, said = observed.dbus or ("", "")
    if name.rpartition(".")[2] in _BUS_GONE:
        yield Fact("bus-gone", f"The call to bluetoothd ended with {name}{f': {said}' if said else ''}")


@facts("micro-log", "phone-log", "pc-log")
def machine(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """Which kind of machine wrote the log, where it is no gateway."""
    kind = around.machine_of(observed.seen)
    if kind in ("micro", "phone", "pc"):
        yield Fact(f"{kind}-log")


@facts("version-5.74", "version-5.51", "version-unknown")
def version(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """Which BlueZ it is, where a fix depends on that: bluez 8de73cd12 (5.51) and 6c039398f (5.74)."""
    numbers = tuple(int(part) for part in (around.bluez or "").split(".") if part.isdigit())
    if not numbers:
        yield Fact("version-unknown")
    elif numbers >= (5, 74):
        yield Fact("version-5.74")
    elif numbers >= (5, 51):
        yield Fact("version-5.51")
