"""What BlueZ, or what stands for it, does to the attempts: calls that begin and end them, prompts, devices."""

from dataclasses import replace

from pairtui.pairing import actions, events
from pairtui.pairing.attempt import Kind, Outcome, Peer, Phase, Side, Step
from pairtui.pairing.events import Link
from pairtui.pairing.evidence.attempt_record import AttemptRecord
from pairtui.pairing.state import Device
from pairtui.pairing.tracking.attempts import AttemptTracker
from pairtui.protocol.record import Direction

BEGIN = (actions.Pair, actions.RemoveAndPair, actions.RequireLevel)
_CALLS = ("Pair", "Connect")
_NO_FAULT = {"AlreadyExists", "InProgress", "DoesNotExist", "AlreadyConnected"}


def started(attempts: AttemptTracker, event: events.ActionStarted, device: Device | None) -> None:
    """A user asked to pair: the attempt begins here, before anything is on the air."""
    action = event.action
    if not isinstance(action, (*BEGIN, actions.Connect)):
        return
    pairing = isinstance(action, BEGIN)
    link = _link_of(device) or _link_named(action.device)
    observed = _overtaken(attempts, event, action.device, link)
    if observed is None:
        running = attempts.of_device(action.device)
        if running is not None:
            attempts.finish(running)
        kind = Kind.PAIRING if pairing else Kind.CONNECTION
        observed = attempts.open(kind, link, event.at, device=action.device)
    traced, observed.attempt = observed.attempt.steps, replace(observed.attempt, steps=(), started=event.at)
    observed.pair_called = True
    observed.removes_bond = isinstance(action, actions.RemoveAndPair)
    observed.required = action.level if isinstance(action, actions.RequireLevel) else None
    peer = observed.attempt.peer
    observed.attempt = replace(observed.attempt, role="initiator", peer=_named(peer, device))
    if observed.required is not None:
        _step(attempts, observed, event.at, "Pair", f"at level {observed.required}, asked of the kernel")
    else:
        _step(attempts, observed, event.at, "Pair" if pairing else "Connect", f"asked of {_host(event)}")
    observed.attempt = replace(observed.attempt, steps=(*observed.attempt.steps, *traced))
    attempts.store(observed)


def _overtaken(
    attempts: AttemptTracker, event: events.ActionStarted, device: str, link: Link | None
) -> AttemptRecord | None:
    """The attempt that the trace, another source, showed before BlueZ's source reported the call that began it."""
    observed = attempts.of_device(device) or attempts.on_link(link)
    if observed is None or not observed.seen or any(step.text in _CALLS for step in observed.attempt.steps):
        return None
    began = observed.seen[0].at
    return observed if began is not None and event.at is not None and began >= event.at else None


def finished(attempts: AttemptTracker, event: events.ActionFinished, device: Device | None) -> None:
    """A D-Bus call ended. Its error is the outermost code of a failure, and the only one where nothing is traced."""
    action = event.action
    if not isinstance(action, (*BEGIN, actions.Connect)):
        return
    link = _link_of(device) or _link_named(action.device)
    observed = attempts.of_device(action.device) or attempts.on_link(link)
    if observed is not None:
        observed.reply_at = event.at
    if event.error is None and isinstance(action, actions.Connect):
        if observed is not None and observed.in_progress and observed.attempt.kind is Kind.CONNECTION:
            attempts.discard(observed)
        return
    if event.error is None:
        if observed is not None and observed.in_progress and observed.pair_called:
            _step(attempts, observed, event.at, "Pair", f"{_host(event)}: paired", "ok")
            attempts.succeed(observed, Outcome.PAIRED, event.at)
        if observed is not None and observed.required is not None and device is not None:
            observed.attempt = replace(observed.attempt, level=observed.attempt.level or device.level)
            attempts.store(observed)
        return
    name = event.error.removeprefix("org.bluez.Error.")
    if name == "Failed" and event.text:
        name = event.text
    if observed is None or (observed.failed and attempts.settled(observed, event.at)):
        if name in _NO_FAULT:
            return
        kind = Kind.CONNECTION if isinstance(action, actions.Connect) else Kind.PAIRING
        observed = attempts.open(kind, link, event.at, device=action.device)
    observed.reply_at = event.at
    observed.dbus = (name, event.text if event.text != name else "")
    host = _host(event)
    _step(attempts, observed, event.at, host[0].upper() + host[1:], name)
    if observed.in_progress or observed.failed:
        step = observed.reached()
        attempts.fail(observed, "dbus", name, Side.UNKNOWN, None, step)
        observed.attempt = replace(observed.attempt, ended=observed.attempt.ended or event.at)
        observed.pair_called = False
        attempts.judge(observed)


def _host(event: "events.ActionStarted | events.ActionFinished") -> str:
    """Who pairs on this side: BlueZ, or what a virtual gateway and another system's Bluetooth have in its place."""
    return "BlueZ" if event.source == "bluez" else "the gateway"


def prompted(attempts: AttemptTracker, event: events.PromptRaised, device: Device | None) -> None:
    """The agent asks the user."""
    observed = attempts.of_device(event.device) or attempts.on_link(_link_of(device))
    if observed is not None and observed.in_progress and event.entered in (None, 0):
        observed.prompts.append(event.kind.value)
        asked = _PROMPT.get(event.kind, event.kind.value)
        _step(attempts, observed, event.at, "Prompt", asked, from_phase=Phase.AUTHENTICATION)


def answered(attempts: AttemptTracker, event: events.PromptClosed, device: str, known: Device | None) -> None:
    """A prompt is over."""
    observed = attempts.of_device(device) or attempts.on_link(_link_of(known))
    if observed is not None and (observed.in_progress or observed.failed):
        observed.answers.append(event.why)
        if observed.in_progress:
            _step(attempts, observed, event.at, "Prompt", event.why, from_phase=Phase.AUTHENTICATION)
        else:
            attempts.judge(observed)


def device_changed(attempts: AttemptTracker, event: events.DeviceChanged, device: Device) -> None:
    """Names and bonds, and the device that an attempt's peer turns out to be."""
    if device.address and device.name and "name" in event.changes:
        attempts.around.name(device.address, device.name)
    if "bonded" in event.changes or "paired" in event.changes:
        (attempts.around.bonds.add if device.bonded else attempts.around.bonds.discard)(device.address)
    if device.address and ("address" in event.changes or device.address not in attempts.around.devices):
        attempts.around.device(device.address, device.key)
    level = event.changes.get("level")
    if isinstance(level, int):
        _level_reached(attempts, attempts.of_device(device.key), level)
    for observed in attempts.running:
        attempt = observed.attempt
        named = attempt.device in (None, f"{device.adapter}/{device.address}")
        if named and attempt.peer.address == device.address and device.address:
            observed.attempt = replace(attempt, device=device.key, peer=_named(attempt.peer, device))
            attempts.store(observed)


def _named(peer: Peer, device: Device | None) -> Peer:
    """The peer with what BlueZ says of the device besides."""
    if device is None:
        return peer
    return replace(
        peer,
        name=device.name or peer.name,
        modalias=device.modalias or peer.modalias,
        firmware=device.firmware or peer.firmware,
        uuids=device.uuids or peer.uuids,
        manufacturer=peer.manufacturer if device.manufacturer is None else device.manufacturer,
    )


def _level_reached(attempts: AttemptTracker, observed: AttemptRecord | None, level: int) -> None:
    if observed is not None and observed.attempt.kind is Kind.PAIRING and not observed.failed:
        observed.attempt = replace(observed.attempt, level=level)
        attempts.store(observed)


_ORDER = tuple(Phase)

_PROMPT = {
    events.PromptKind.CONFIRM: "compare the numbers",
    events.PromptKind.ENTER_PASSKEY: "enter the passkey",
    events.PromptKind.ENTER_PIN: "enter the PIN",
    events.PromptKind.SHOW_PASSKEY: "type the passkey on the device",
    events.PromptKind.SHOW_PIN: "type the PIN on the device",
    events.PromptKind.AUTHORIZE: "allow pairing",
    events.PromptKind.AUTHORIZE_SERVICE: "allow a service",
}


def _link_of(device: Device | None) -> Link | None:
    if device is None:
        return None
    kind = device.address_type if device.address_type in ("public", "random") else None
    return Link(device.adapter or None, None, device.address or None, kind, "le")


def _link_named(key: str) -> Link | None:
    """Of a device that is still to be found, `hci0/AA:BB:…`."""
    adapter, _, address = key.partition("/")
    return Link(adapter, None, address.upper(), None, "le") if adapter and address.count(":") == 5 else None


def _step(
    attempts: AttemptTracker,
    observed: AttemptRecord,
    at: float | None,
    text: str,
    detail: str,
    mark: str = "",
    from_phase: Phase = Phase.CONNECTION,
) -> None:
    """Add a step of the host's: it belongs to the phase that is under way, to `from_phase` at the earliest."""
    under_way = (step.phase for step in reversed(observed.attempt.steps) if step.phase is not Phase.END)
    phase = max(from_phase, next(under_way, from_phase), key=_ORDER.index)
    step = Step(at, None, Direction.HOST, text, detail, phase, mark)
    observed.attempt = observed.attempt.with_step(step)
    attempts.store(observed)
