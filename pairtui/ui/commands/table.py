"""The one table of everything a key does: bindings, footer, palette, help and manual are made from it."""

from collections.abc import Callable

from pairtui.pairing import actions
from pairtui.pairing.questions import Question, ask_block, ask_remove_and_pair, ask_unpair
from pairtui.pairing.state import Adapter, Device
from pairtui.protocol.immutable import immutable
from pairtui.ui.commands import availability as when
from pairtui.ui.commands.availability import Available, CommandContext
from pairtui.ui.commands.key_names import written
from pairtui.ui.commands.moves import MOVES

Does = Callable[[CommandContext], tuple[actions.Action, ...]]


def _on_device(make: Callable[[Device], actions.Action]) -> Does:
    return lambda now: (make(now.device),) if now.device else ()


def _on_adapter(make: Callable[[Adapter], actions.Action]) -> Does:
    return lambda now: (make(now.adapter),) if now.adapter else ()


def _asks(ask: Callable[[Device], Question | None]) -> Callable[[CommandContext], Question | None]:
    return lambda now: ask(now.device) if now.device else None


def _ask_power_off(now: CommandContext) -> Question | None:
    """The question before links are cut by switching the adapter off; None where it has no link."""
    adapter = now.adapter
    if adapter is None or not adapter.powered or not now.links:
        return None
    return Question(
        f"Switch {adapter.key} off?",
        f"It has {'a link' if len(now.links) == 1 else f'{len(now.links)} links'}, which would be cut: "
        f"{', '.join(now.links)}. To pair is p, without Shift.",
    )


def _power(now: CommandContext) -> tuple[actions.Action, ...]:
    """Switch the adapter; one that scanned when it was switched off scans again."""
    adapter = now.adapter
    if adapter is None:
        return ()
    switch = actions.SetPowered(adapter.key, not adapter.powered)
    again = not adapter.powered and adapter.scanning
    return (switch, actions.StartDiscovery(adapter.key)) if again else (switch,)


def _scan(adapter: Adapter) -> actions.Action:
    return actions.StopDiscovery(adapter.key) if adapter.discovering else actions.StartDiscovery(adapter.key)


def _cancel(now: CommandContext) -> tuple[actions.Action, ...]:
    device = now.pairing or now.target
    return (actions.CancelPairing(device.key),) if device else ()


@immutable()
class Command:
    """One thing a key does.

    `keys` are Textual's names of the keys; `label` fits in the footer, `help` is a sentence. `available` gives None, or
    why not. `does` gives the actions to send; a command without it is carried out by the
    method of its name in `console`, its `-` a `_`.
    `asks` gives the question to put first, None where none is needed.
    Where `done`, the same key takes it back, and the footer calls it `undo`.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: str
    available: Available = when.always
    does: Does | None = None
    asks: Callable[[CommandContext], Question | None] | None = None
    undo: str = ""
    done: Callable[[CommandContext], bool] = lambda _: False

    def name(self, now: CommandContext) -> str:
        """What the key would do now."""
        return self.undo if self.undo and self.done(now) else self.label

    @property
    def key(self) -> str:
        """Its keys as they are written on the keyboard."""
        if self.keys[:2] == ("1", "2"):
            return f"{self.keys[0]}-{self.keys[-1]}"
        return " ".join(map(written, self.keys))


_P = actions

COMMANDS: tuple[Command, ...] = (
    Command(
        "pair", ("p",), "pair", "Pair with the selected device.", "Device",
        when.every(when.can(_P.Pair), when.device, when.powered, when.not_busy),
        _on_device(lambda d: _P.Pair(d.key)),
    ),
    Command(
        "cancel", ("c",), "cancel pairing", "Stop the pairing that is under way.", "Device",
        when.every(when.can(_P.CancelPairing), when.pairing), _cancel,
    ),
    Command(
        "unpair", ("u",), "unpair", "Remove the device and its bond from this gateway; asks.", "Device",
        when.every(when.can(_P.Unpair), when.device, when.known),
        _on_device(lambda d: _P.Unpair(d.key)), _asks(ask_unpair),
    ),
    Command(
        "repair", ("R",), "re-pair", "Remove the bond, find the device again, pair again; asks.", "Device",
        when.every(when.can(_P.RemoveAndPair), when.device, when.powered, when.not_busy),
        _on_device(lambda d: _P.RemoveAndPair(d.key)),
        _asks(ask_remove_and_pair),
    ),
    Command(
        "trust", ("t",), "trust", "Let the device use services without asking, or not.",
        "Device", when.every(when.can(_P.SetTrusted), when.device, when.known),
        _on_device(lambda d: _P.SetTrusted(d.key, not d.trusted)),
        undo="untrust", done=lambda now: bool(now.device and now.device.trusted),
    ),
    Command(
        "connect", ("o",), "connect", "Connect to the selected device.", "Device",
        when.every(when.can(_P.Connect), when.device, when.powered, when.not_connected, when.not_busy),
        _on_device(lambda d: _P.Connect(d.key)),
    ),
    Command(
        "disconnect", ("d",), "disconnect", "Disconnect the selected device.", "Device",
        when.every(when.can(_P.Disconnect), when.device, when.connected),
        _on_device(lambda d: _P.Disconnect(d.key)),
    ),
    Command(
        "block", ("b",), "block", "Refuse every connection of the device, or not; asks.", "Device",
        when.every(when.can(_P.SetBlocked), when.device, when.known),
        _on_device(lambda d: _P.SetBlocked(d.key, not d.blocked)), _asks(ask_block),
        undo="unblock", done=lambda now: bool(now.device and now.device.blocked),
    ),
    Command(
        "alias", ("a",), "alias", "Give the device a name of your own.", "Device",
        when.every(when.can(_P.SetAlias), when.device, when.known),
    ),
    Command(
        "outlook", ("m",), "will it pair?", "Check what is in the way, predict, try combinations.", "Device",
        when.adapter,
    ),
    Command(
        "bearer", ("E",), "LE or BR/EDR", "Choose the transport to reach a dual-mode device over.", "Device",
        when.every(when.can(_P.SetPreferredBearer), when.both_transports, when.known),
    ),
    Command(
        "level", ("L",), "level", "Bring the device to a security level, 1 to 4.", "Device",
        when.every(when.can(_P.RequireLevel), when.device, when.powered, when.not_busy, when.known),
    ),
    Command(
        "verify", ("V",), "verify bond", "Disconnect, connect, encrypt: see whether the bond works.", "Device",
        when.every(when.can(_P.Verify), when.paired, when.powered, when.not_busy),
    ),
    Command(
        "find-out", ("x",), "find out", "Run the experiments that find out why it does not pair; asks.", "Device",
        when.every(when.can(_P.Pair), when.device, when.powered, when.not_busy),
    ),
    Command(
        "repeat", ("Y",), "repeat", "Pair and unpair it many times: success rate and reasons; asks.", "Device",
        when.every(when.can(_P.Pair), when.device, when.powered, when.not_busy, when.known),
    ),
    Command(
        "operate", ("O",), "controls", "Work a virtual device: its buttons, and what its user does.", "Device",
        when.every(when.device, when.controls, when.can(_P.Operate)),
    ),
    Command("bonds", ("B",), "bonds", "All bonds: level, key, whether they work; remove one.", "Device", when.bonds),
    Command(
        "scan", ("s",), "scan", "Start or stop looking for devices.", "Adapter",
        when.every(when.can(_P.StartDiscovery), when.powered), _on_adapter(_scan),
        undo="stop scan", done=lambda now: bool(now.adapter and now.adapter.discovering),
    ),
    Command(
        "capability", ("i",), "IO", "Choose the agent's IO capability: the association model.",
        "Adapter", when.can(_P.SetCapability),
    ),
    Command(
        "power", ("P",), "power on", "Switch the adapter on or off; asks where links would be cut.", "Adapter",
        when.every(when.can(_P.SetPowered), when.adapter),
        _power, _ask_power_off,
        undo="power off", done=lambda now: bool(now.adapter and now.adapter.powered),
    ),
    Command(
        "pairable", ("g",), "pairable", "Let devices pair with this gateway, or not.", "Adapter",
        when.every(when.can(_P.SetPairable), when.adapter),
        _on_adapter(lambda a: _P.SetPairable(a.key, not a.pairable)),
        undo="not pairable", done=lambda now: bool(now.adapter and now.adapter.pairable),
    ),
    Command(
        "discoverable", ("v",), "visible", "Let others find this gateway, or not.", "Adapter",
        when.every(when.can(_P.SetDiscoverable), when.powered),
        _on_adapter(lambda a: _P.SetDiscoverable(a.key, not a.discoverable)),
        undo="hide", done=lambda now: bool(now.adapter and now.adapter.discoverable),
    ),
    Command(
        "settings", ("G",), "settings", "Show and set what the adapter offers when it pairs.", "Adapter", when.adapter,
    ),
    Command(
        "advertise", ("n",), "advertise", "Advertise, so that a phone can pair with this gateway.", "Adapter",
        when.every(when.can(_P.Advertise), when.powered),
        _on_adapter(lambda a: _P.Advertise(a.key, not a.advertising)),
        undo="stop advertising", done=lambda now: bool(now.adapter and now.adapter.advertising),
    ),
    Command("adapter", ("A",), "next adapter", "Work with the next adapter.", "Adapter", when.adapters),
    Command(
        "fix", ("1", "2", "3", "4", "5", "6", "7", "8", "9"), "do the fix",
        "Carry out that fix of the diagnosis; removing asks.", "Attempt", when.fix,
    ),
    Command(
        "earlier", ("left_square_bracket",), "earlier attempt", "Show the attempt before with this device.",
        "Attempt", when.attempts,
    ),
    Command(
        "later", ("right_square_bracket",), "later attempt", "Show the attempt after with this device.",
        "Attempt", when.attempts,
    ),
    Command("newest", ("N",), "newest", "Go to the newest attempt of all devices.", "Attempt", when.remembered),
    Command(
        "previous-failure", ("left_curly_bracket",), "failure before",
        "Go to the failed attempt before, of any device.", "Attempt", when.remembered,
    ),
    Command(
        "next-failure", ("right_curly_bracket",), "failure after",
        "Go to the failed attempt after, of any device.", "Attempt", when.remembered,
    ),
    Command(
        "attempts", ("H",), "its attempts", "List the attempts with the selected device; Enter shows one.", "Attempt",
        when.device,
    ),
    Command(
        "details", ("enter",), "details", "Show every field of the step, or all about the device.", "Attempt",
    ),
    Command("diagnosis", ("w",), "why", "Show the whole diagnosis, with all its evidence.", "Attempt", when.attempt),
    Command(
        "findings", ("f",), "findings", "Show what went wrong outside an attempt.", "Attempt", when.findings,
    ),
    Command(
        "compare", ("equals_sign",), "compare", "Show this attempt beside the one before with that device.", "Attempt",
        when.every(when.attempt, when.comparable),
    ),
    Command("history", ("h",), "history", "Show the attempts of all sessions: read, compare, pin.", "Attempt",
        when.remembered),
    Command(
        "record", ("r",), "record", "Save what went over the air so far, without secrets.", "Attempt",
        when.can(_P.SaveCapture), lambda _: (_P.SaveCapture(),),
    ),
    Command(
        "export", ("e",), "export", "Write a support bundle: report, capture, screen, versions.", "Attempt",
        when.can(_P.Export),
    ),
    Command("records", ("number_sign",), "records", "Show the records around the step: fields, octets, neighbours.",
        "Attempt"),
    Command("copy", ("y",), "copy", "Copy the address or diagnosis to your clipboard.", "View"),
    Command(
        "filter", ("slash",), "filter", "Narrow the devices: text, rssi>-70, !paired; elsewhere search.", "View",
    ),
    Command("everything", ("M",), "all devices", "Show the weak ones of a crowd too, or fold them.", "View"),
    Command("sort", ("z",), "sort", "Sort the devices: by strength, name, when seen, bond, company.", "View"),
    Command("log", ("l",), "log", "Make the log large, or small again.", "View"),
    Command("sources", ("S",), "sources", "Show each source and adapter: how it stands, what to do.", "View"),
    Command("theme", ("T",), "theme", "Choose the colours; the console shows each.", "View"),
    Command("play", ("space",), "play", "Play the replay, or pause it; at the end, play it again.",
        "Replay", when.replay, lambda _: (_P.PlayOrPause(),), undo="pause", done=lambda now: now.playing),
    Command("step", ("full_stop",), "step", "Let one record more happen, then pause.", "Replay", when.replay,
        lambda _: (_P.StepRecord(),)),
    Command("faster", ("plus",), "faster", "Play twice as fast.", "Replay", when.replay, lambda _: (_P.SetSpeed(2.0),)),
    Command("slower", ("minus",), "slower", "Play half as fast.", "Replay", when.replay, lambda _: (_P.SetSpeed(0.5),)),
    Command("seek-back", ("left",), "10 s back", "Go ten seconds back.", "Replay", when.replay,
        lambda _: (_P.Seek(-10.0),)),
    Command("seek-on", ("right",), "10 s on", "Go ten seconds on.", "Replay", when.replay, lambda _: (_P.Seek(10.0),)),
    Command("seek-attempt", ("J",), "next attempt", "Play on to the next attempt, and pause there.", "Replay",
        when.replay, lambda _: (_P.SeekAttempt(),)),
    *(Command(*move, "Move") for move in MOVES),
    Command("next-pane", ("tab",), "next pane", "Go to the next pane: devices, attempt, log.", "Move"),
    Command("previous-pane", ("shift+tab",), "previous pane", "Go to the pane before.", "Move"),
    Command("back", ("escape",), "back", "Leave the filter, or go back to the newest attempt.", "Move"),
    Command("help", ("question_mark",), "help", "Show all keys and what the glyphs mean.", "Console"),
    Command("palette", ("ctrl+p",), "commands", "Find a command by its name.", "Console"),
    Command("quit", ("q", "ctrl+c"), "quit", "Leave; the agent goes with it.", "Console"),
)  # fmt: skip
"""Every command, in the order of the help."""

BY_ID = {command.id: command for command in COMMANDS}
