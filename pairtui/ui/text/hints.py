"""What the console shows of a model: which adapter, which attempt, whose device, what to say where there is nothing."""

import re
from collections.abc import Callable, Sequence

from pairtui.pairing.actions import Action, Connect, RequireLevel, SetPolicy, SetTrusted
from pairtui.pairing.attempt import Attempt, Evidence, Finding, Outcome
from pairtui.pairing.events import ActionFinished, SourceState
from pairtui.pairing.model import RECORDING, Model
from pairtui.pairing.state import Adapter, Device

_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")

ALL = "all"
"""All adapters together, in place of the key of one."""


def choose_adapter(model: Model, wanted: str | None) -> Adapter | None:
    """The adapter `wanted`, else the first one that is on, else the first."""
    if wanted in model.adapters:
        return model.adapters[wanted]
    every = [model.adapters[key] for key in sorted(model.adapters)]
    return next((adapter for adapter in every if adapter.powered), every[0] if every else None)


def next_adapter(model: Model, wanted: str | None) -> str | None:
    """What comes after `wanted`: each adapter in turn, then all of them together."""
    keys = sorted(model.adapters)
    now = choose_adapter(model, wanted)
    if now is None or len(keys) == 1:
        return None
    return [*keys, ALL][(keys.index(now.key) + 1) % (len(keys) + 1)] if wanted != ALL else keys[0]


def device_of(model: Model, attempt: Attempt | None) -> Device | None:
    """The device an attempt was with: by its key, else by its address."""
    if attempt is None:
        return None
    if attempt.device in model.devices:
        return model.devices[attempt.device]
    address = attempt.peer.address
    return next((d for d in model.devices.values() if address and d.address == address), None)


def no_devices(model: Model, adapter: Adapter | None, key: Callable[[str], str]) -> list[str]:
    """What to do where no device is shown, a paragraph each; `key` gives the key of a command."""
    down = [source for source in model.sources.values() if source.state is SourceState.DOWN]
    up = [source for source in model.sources.values() if source.state in _DELIVERS]
    if adapter is None and not up:
        if not down:
            asked = " and ".join(_WHO[name] for name in model.sources if name in _WHO) or "the sources"
            return [f"Starting: asking {asked} for adapters."]
        return ["✗ Nothing that pairtui reads is up.", *(_down(s.name, s.why, s.remedy) for s in down)]
    if recorded(model):
        return ["No devices so far in what was read."]
    if adapter is None:
        reasons = [_down(s.name, s.why, s.remedy) for s in down]
        return reasons or ["There is no Bluetooth adapter. Plug one in, or look for its firmware in dmesg."]
    if not adapter.powered:
        return [f"○ {adapter.key} is off.", f"Press {key('power')} to switch it on."]
    if adapter.discovering:
        return ["◌ Scanning.", "Devices appear here as they advertise. Put yours in pairing mode."]
    return ["No devices yet.", f"Press {key('scan')} to scan."]


_DELIVERS = (SourceState.UP, SourceState.PAUSED, SourceState.ENDED)
_WHO = {"bluez": "BlueZ", "lab": "the virtual gateway", "mgmt": "the kernel"}
"""The sources that report adapters."""


def _down(name: str, why: str, remedy: str) -> str:
    return f"{name}: {why.rstrip('.') or 'down'}.{f' Do: {remedy}' if remedy else ''}"


def no_attempt(
    device: Device | None,
    reason: str | None,
    findings: Sequence[Finding],
    key: Callable[[str], str],
    after_pairing: str = "nothing",
    read: bool = False,
) -> list[str]:
    """What to do where nothing was attempted; `reason` is why the device cannot be paired now.

    `read`: all of it is a file's, and nothing can be done here.
    """
    if findings:
        return [f"! {findings[-1].title}", f"Press {key('findings')} to see why, and what to do."]
    if read:
        return ["No pairing so far in what was read."]
    if device is None:
        return ["Nothing attempted yet.", f"Select a device, then press {key('pair')} to pair it."]
    if reason is not None:
        return ["Nothing attempted yet.", f"{device.label} cannot be paired now: {reason}."]
    then = AFTER_PAIRING.get(after_pairing)
    after = [f"Then it is {then} (after_pairing in config.toml)."] if then else []
    teaches = device.page.splitlines()[-1:]
    return ["Nothing attempted yet.", f"Press {key('pair')} to pair {device.label}.", *teaches, *after]


AFTER_PAIRING = {"trust": "trusted", "connect": "connected", "both": "trusted and connected"}


def here(model: Model) -> str:
    """What the machine that wrote the log is called on its lifeline: `gateway`, else `this device`, `this phone`."""
    if not model.attempts:
        return "gateway"
    from pairtui.pairing.diagnosis import HERE  # not before there is an attempt

    return "gateway" if model.around.machine == "gateway" else HERE[model.around.machine]


def recorded(model: Model) -> bool:
    """Whether all this was read from a file."""
    return RECORDING in model.sources


def playing(model: Model) -> bool:
    """Whether a recording plays."""
    status = model.sources.get(RECORDING)
    return status is not None and status.state is SourceState.UP


def not_understood(model: Model) -> list[Evidence]:
    """The lines that speak of a failure and that neither an attempt nor a finding explains."""
    seen = {evidence.record for finding in model.findings for evidence in finding.evidence}
    return [Evidence(text, record) for record, text in model.not_understood if record not in seen]


def follow_up(setting: str, device: Device) -> tuple[Action, ...]:
    """What the setting `after_pairing` asks for, and is not so yet."""
    trust = setting in ("trust", "both") and not device.trusted
    connect = setting in ("connect", "both") and not device.connected
    return (*((SetTrusted(device.key, True),) if trust else ()), *((Connect(device.key),) if connect else ()))


def elsewhere(attempt: Attempt, key: str) -> tuple[str, str]:
    """That something is attempted with another device than the selected one, with its role; `key` goes there."""
    what = {Outcome.FAILED: "failed", Outcome.INCOMPLETE: "is under way"}.get(attempt.outcome, "succeeded")
    sign, role = {Outcome.FAILED: ("✗", "error"), Outcome.INCOMPLETE: ("◌", "accent")}.get(attempt.outcome, ("✓", "ok"))
    return f"{sign} {attempt.peer.label}: {attempt.kind.value} {what}. {key} goes there.", role


def holder_text(model: Model) -> tuple[str, str]:
    """Who answers BlueZ's questions, in a sentence with its role; an empty one where nobody knows."""
    holder = model.agent
    if holder is None:
        return "", "muted"
    who = f"{holder.command or 'a program'} (pid {holder.pid or 'unknown'}, {holder.owner or 'bus name unknown'})"
    if holder.ours:
        return f"● pairtui answers prompts: {who}.", "ok"
    if not holder.owner:
        return "! No program answers prompts: BlueZ has no default agent.", "warning"
    return (
        f"! {who} holds the default agent: it is asked when a device pairs with this gateway by itself. Choosing a "
        "capability here makes pairtui's agent the default again.",
        "warning",
    )


def holder_warning(model: Model, key: Callable[[str], str]) -> str:
    """That another program holds the default agent, in a few words with the key that says more; else empty."""
    holder = model.agent
    if holder is None or holder.ours or not holder.owner:
        return ""
    return f"{holder.command or holder.owner} answers prompts: {key('capability')}"


def failure_text(ended: ActionFinished) -> str:
    """What went wrong with an action that failed, in a sentence."""
    from pairtui.knowledge.settings import SETTINGS  # the first frame does not wait for the tables

    match ended.action:
        case SetPolicy(_, setting, _) if setting in SETTINGS:
            about = SETTINGS[setting].label
        case RequireLevel(_, level):
            about = f"Level {level}"
        case action:
            about = _WORDS.sub(" ", type(action).__name__).capitalize()
    error = (ended.error or "").rpartition(".")[2]
    said = ended.text.rstrip(".") or error
    return f"{said}." if about in said else f"{about}: {said}."


def why_not_settable(model: Model, adapter: Adapter | None, setting: str) -> str | None:
    """Why this setting cannot be set here, without a full stop; None where it can."""
    from pairtui.knowledge.settings import SETTINGS

    if adapter is not None and setting in adapter.settable:
        return None
    status = model.sources.get("mgmt")
    if status is not None and status.state is SourceState.DOWN:
        return status.why.rstrip(".") or "the source for the settings of an adapter is down"
    if adapter is None or not adapter.settable:
        parts = (status.why.rstrip("."), status.remedy) if status else ("there is no source for it",)
        return "; ".join(filter(None, parts)) or "nothing here can be set"
    if setting in SETTINGS and SETTINGS[setting].owner == "debugfs":
        return "/sys/kernel/debug is not mounted, or only root may write there"
    return "this adapter does not support it"


def links_through(model: Model, adapter: Adapter | None) -> tuple[str, ...]:
    """What the devices are called that are connected or pairing through the adapter."""
    here = (device for device in model.devices.values() if adapter and device.adapter == adapter.key)
    return tuple(device.label for device in here if device.connected or device.busy == "pairing")
