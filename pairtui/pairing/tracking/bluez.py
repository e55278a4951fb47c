"""What BlueZ, or what stands for it, does to the attempts: calls that begin and end them, prompts, devices."""

from dataclasses import replace

from pairtui.pairing import actions, events
from pairtui.pairing.attempt import Kind, Outcome, Peer, Phase, Side, Step
from pairtui.pairing.events import Link
from pairtui.pairing.evidence.attempt_record import Course
from pairtui.pairing.state import Device
from pairtui.pairing.tracking.attempts import Attempts
from pairtui.protocol.record import Direction

BEGIN = (actions.Pair, actions.RemoveAndPair, actions.RequireLevel)
_NO_FAULT = {"AlreadyExists", "InProgress", "DoesNotExist", "AlreadyConnected"}


def started(attempts: Attempts, event: events.ActionStarted, device: Device | None) -> None:
    """A user asked to pair: the attempt begins here, before anything is on the air."""
    action = event.action
    if not isinstance(action, (*BEGIN, actions.Connect)):
        return
    pairing = isinstance(action, BEGIN)
    link = _link_of(device) or _link_named(action.device)
    running = attempts.of_device(action.device)
    if running is not None:
        attempts.finish(running)
    kind = Kind.PAIRING if pairing else Kind.CONNECTION
    course = attempts.open(kind, link, event.at, device=action.device)
    course.pair_called = True
    course.removes_bond = isinstance(action, actions.RemoveAndPair)
    course.required = action.level if isinstance(action, actions.RequireLevel) else None
    peer = course.attempt.peer
    course.attempt = replace(course.attempt, role="initiator", peer=_named(peer, device))
    if course.required is not None:
        _step(attempts, course, event.at, "Pair", f"at level {course.required}, asked of the kernel")
    else:
        _step(attempts, course, event.at, "Pair" if pairing else "Connect", f"asked of {_host(event)}")


def finished(attempts: Attempts, event: events.ActionFinished, device: Device | None) -> None:
    """A D-Bus call ended. Its error is the outermost word on a failure, and the only one where nothing is traced."""
    action = event.action
    if not isinstance(action, (*BEGIN, actions.Connect)):
        return
    link = _link_of(device) or _link_named(action.device)
    course = attempts.of_device(action.device) or attempts.on_link(link)
    if course is not None:
        course.reply_at = event.at
    if event.error is None and isinstance(action, actions.Connect):
        if course is not None and course.in_progress and course.attempt.kind is Kind.CONNECTION:
            attempts.discard(course)
        return
    if event.error is None:
        if course is not None and course.in_progress and course.pair_called:
            _step(attempts, course, event.at, "Pair", f"{_host(event)}: paired", "ok")
            attempts.succeed(course, Outcome.PAIRED, event.at)
        if course is not None and course.required is not None and device is not None:
            course.attempt = replace(course.attempt, level=course.attempt.level or device.level)
            attempts.store(course)
        return
    name = event.error.removeprefix("org.bluez.Error.")
    if name == "Failed" and event.text:
        name = event.text
    if course is None or (course.failed and attempts.settled(course, event.at)):
        if name in _NO_FAULT:
            return
        kind = Kind.CONNECTION if isinstance(action, actions.Connect) else Kind.PAIRING
        course = attempts.open(kind, link, event.at, device=action.device)
    course.reply_at = event.at
    course.dbus = (name, event.text if event.text != name else "")
    host = _host(event)
    _step(attempts, course, event.at, host[0].upper() + host[1:], name)
    if course.in_progress or course.failed:
        step = course.reached()
        attempts.fail(course, "dbus", name, Side.UNKNOWN, None, step)
        course.attempt = replace(course.attempt, ended=course.attempt.ended or event.at)
        course.pair_called = False
        attempts.judge(course)


def _host(event: "events.ActionStarted | events.ActionFinished") -> str:
    """Who pairs on this side: BlueZ, or what a virtual gateway and another system's Bluetooth have in its place."""
    return "BlueZ" if event.source == "bluez" else "the gateway"


def prompted(attempts: Attempts, event: events.PromptRaised, device: Device | None) -> None:
    """The agent asks the user."""
    course = attempts.of_device(event.device) or attempts.on_link(_link_of(device))
    if course is not None and course.in_progress and event.entered in (None, 0):
        course.prompts.append(event.kind.value)
        _step(
            attempts, course, event.at, "Prompt", _PROMPT.get(event.kind, event.kind.value), phase=Phase.AUTHENTICATION
        )


def answered(attempts: Attempts, event: events.PromptClosed, device: str, known: Device | None) -> None:
    """A prompt is over."""
    course = attempts.of_device(device) or attempts.on_link(_link_of(known))
    if course is not None and (course.in_progress or course.failed):
        course.answers.append(event.why)
        if course.in_progress:
            _step(attempts, course, event.at, "Prompt", event.why, phase=Phase.AUTHENTICATION)
        else:
            attempts.judge(course)


def device_changed(attempts: Attempts, event: events.DeviceChanged, device: Device) -> None:
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
    for course in attempts.running:
        attempt = course.attempt
        named = attempt.device in (None, f"{device.adapter}/{device.address}")
        if named and attempt.peer.address == device.address and device.address:
            course.attempt = replace(attempt, device=device.key, peer=_named(attempt.peer, device))
            attempts.store(course)


def _named(peer: Peer, device: Device | None) -> Peer:
    """The peer with what BlueZ says of the device besides."""
    known = ((name, getattr(device, name, "")) for name in ("name", "modalias", "firmware"))
    return replace(peer, **{name: value for name, value in known if value})


def _level_reached(attempts: Attempts, course: Course | None, level: int) -> None:
    if course is not None and course.attempt.kind is Kind.PAIRING and not course.failed:
        course.attempt = replace(course.attempt, level=level)
        attempts.store(course)


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
    attempts: Attempts,
    course: Course,
    at: float | None,
    text: str,
    detail: str,
    mark: str = "",
    phase: Phase = Phase.CONNECTION,
) -> None:
    step = Step(at, None, Direction.HOST, text, detail, phase, mark)
    course.attempt = course.attempt.with_step(step)
    attempts.store(course)
