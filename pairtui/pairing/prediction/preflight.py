"""The check before a pairing: what on this gateway, or between it and the device, would keep it from coming about."""

from collections.abc import Iterator
from dataclasses import replace

from pairtui.knowledge.known_issues import on_versions
from pairtui.pairing.attempt import Fix, Outcome
from pairtui.pairing.events import SourceState
from pairtui.pairing.model import Model
from pairtui.pairing.named_fix import fix_named
from pairtui.pairing.prediction import bredr_checks
from pairtui.pairing.prediction.check import Check, Rule, Severity
from pairtui.pairing.prediction.inputs import (
    attempts_with,
    bonded_over,
    capability_of,
    configured,
    peer_of,
    secure_connections_of,
)
from pairtui.pairing.state import Adapter, Device
from pairtui.protocol.io_capability import IoCapability

BOND_FAULTS = {"peer-bond-missing", "local-bond-missing", "peer-bonded-elsewhere"}


_OK, _WARNING, _BLOCKER, _UNKNOWN = Severity.OK, Severity.WARNING, Severity.BLOCKER, Severity.UNKNOWN


def preflight(model: Model, adapter: Adapter | None, device: Device | None = None, transport: str = "") -> list[Check]:
    """Every check of the adapter, and of the device where there is one, the worst first.

    `transport` is what the device is to be paired over, "": the one it is reached on.
    """
    found = list(_sources(model))
    if adapter is None:
        found.append(Check("adapter", _BLOCKER, "There is no adapter.", fix_named("plug-in")))
    else:
        over = transport or (device.bearer if device else "")
        if device is not None and not bonded_over(device, over):
            device = replace(device, paired=False, bonded=False)
        rules = (*RULES, *(BREDR_RULES if over == "bredr" else LE_RULES))
        found += [check for rule in rules if (check := rule(model, adapter, device)) is not None]
        found += _known_issues(model)
    return sorted(found, key=lambda check: list(Severity).index(check.severity))


def _sources(model: Model) -> Iterator[Check]:
    lacks = {
        "bluez": (_BLOCKER, "Nothing can be paired"),
        "btmon": (_WARNING, "The steps of a pairing cannot be seen"),
        "mgmt": (_WARNING, "The adapter's settings can be neither read nor set"),
    }
    for status in model.sources.values():
        if status.state is SourceState.DOWN and status.name in lacks:
            severity, meaning = lacks[status.name]
            why = status.why.rstrip(".") or f"{status.name} is down"
            yield Check(status.name, severity, f"{meaning}: {why}.", Fix(status.remedy) if status.remedy else None)


def _powered(model: Model, adapter: Adapter, device: Device | None) -> Check:
    if adapter.powered:
        return Check("powered", _OK, f"{adapter.key} is on.")
    if adapter.power_state == "off-blocked":
        return Check("powered", _BLOCKER, f"{adapter.key} is blocked by rfkill.", fix_named("unblock"))
    return Check("powered", _BLOCKER, f"{adapter.key} is off.", fix_named("power-on"))


def _low_energy(model: Model, adapter: Adapter, device: Device | None) -> Check:
    on = adapter.policy.get("le", model.around.settings.get("le"))
    if on is None:
        return Check("le", _UNKNOWN, "Whether LE is on only MGMT or btmon can say.")
    if on:
        return Check("le", _OK, "LE is on.")
    return Check("le", _BLOCKER, "LE is off: no LE device can be found or paired.", fix_named("switch-le-on"))


def _bondable(model: Model, adapter: Adapter, device: Device | None) -> Check:
    if adapter.policy.get("bondable", adapter.pairable):
        return Check("bondable", _OK, "The adapter is bondable.")
    return Check(
        "bondable",
        _WARNING,
        "The adapter is not bondable: keys are not kept, and a device that asks to bond is refused.",
        fix_named("pairable"),
    )


def _controller_mode(model: Model, adapter: Adapter, device: Device | None) -> Check | None:
    line = configured(model, "ControllerMode")
    if line is None or line.problem:
        return None
    text = f"main.conf says ControllerMode = {line.value}: {line.effect}."
    if line.value == "bredr":
        return Check("controller mode", _BLOCKER, text, fix_named("controller-mode-dual"))
    return Check("controller mode", _OK, text)


def _just_works_repairing(model: Model, adapter: Adapter, device: Device | None) -> Check | None:
    """Only who has a bond and pairs again by itself meets it (BlueZ, src/device.c device_confirm_passkey)."""
    if device is not None and not device.paired:
        return None
    line = configured(model, "JustWorksRepairing")
    value = line.value.lower() if line is not None and not line.problem else "never" if model.config else ""
    name = "repairing"
    if not value:
        return Check(
            name, _UNKNOWN, "Whether a bonded device may pair again by itself (JustWorksRepairing) is not known."
        )
    if value != "never":
        return Check(name, _OK, f"JustWorksRepairing is {value}: a bonded device may pair again by itself.")
    fix = fix_named("remove-or-repairing")
    text = "A bonded device that lost its keys cannot pair again by itself: JustWorksRepairing is never."
    return Check(name, _WARNING if device is not None else Severity.NOTE, text, fix)


def _agent(model: Model, adapter: Adapter, device: Device | None) -> Check:
    return _who_answers(model, Check("agent", _BLOCKER, "No agent could be asked: BlueZ refuses even Just Works."))


def _agent_bredr(model: Model, adapter: Adapter, device: Device | None) -> Check:
    """Linux agrees by itself to a Just Works pairing that it began (net/bluetooth/hci_event.c)."""
    text = "No agent could be asked: only what asks nothing here can pair, and no PIN can be given."
    return _who_answers(model, Check("agent", _WARNING, text))


def _who_answers(model: Model, nobody: Check) -> Check:
    """Who is asked; `nobody` where there is no agent."""
    own, holder = model.around.agent, model.agent
    other = holder is not None and not holder.ours and holder.owner != ""
    if own == "" and not other:
        return replace(nobody, fix=fix_named("register-agent"))
    if other and holder is not None:
        answers = "answers every prompt" if own == "" else "is asked when a device pairs with this gateway by itself"
        return Check(
            "agent",
            _WARNING,
            f"{holder.command or holder.owner} (pid {holder.pid or '?'}) is BlueZ's default agent and {answers}.",
            fix_named("take-agent"),
        )
    if own is None:
        return Check("agent", _UNKNOWN, "Who answers prompts is not known.")
    return Check("agent", _OK, f"pairtui answers prompts, with {own}.")


def _secure_connections(model: Model, adapter: Adapter, device: Device | None) -> Check | None:
    if device is None:
        return None
    mode, peer = secure_connections_of(model, adapter), peer_of(model, device).secure_connections
    if mode != 2:
        return Check("sc-only", _OK, "Devices without Secure Connections are accepted.") if mode is not None else None
    if peer:
        return Check("sc-only", _OK, "Only Secure Connections is accepted, and the device has it.")
    fix = fix_named("accept-legacy")
    if peer is None:
        return Check("sc-only", _WARNING, "A device without Secure Connections would be refused (0x03).", fix)
    text = "The device has no Secure Connections, and this gateway accepts nothing else."
    return Check("sc-only", _BLOCKER, text, fix)


def _key_size(model: Model, adapter: Adapter, device: Device | None) -> Check | None:
    shortest = adapter.policy.get("min-key-size")
    if device is None or shortest is None:
        return None
    offered = peer_of(model, device).key_size
    if offered >= shortest:
        return None
    text = f"The device's key has {offered} octets, and this gateway wants {shortest} at least."
    return Check("key-size", _BLOCKER, text, fix_named("accept-short-keys"))


def _blocked(model: Model, adapter: Adapter, device: Device | None) -> Check | None:
    if device is None or not device.blocked:
        return None
    return Check("blocked", _BLOCKER, f"{device.label} is blocked on this gateway.", fix_named("unblock-device"))


def _bond(model: Model, adapter: Adapter, device: Device | None) -> Check | None:
    if device is None:
        return None
    again = fix_named("remove-and-pair")
    if not device.paired:
        return Check("bond", _OK, "No old bond is in the way here.")
    last = next(iter(reversed(attempts_with(model, device))), None)
    why = last.diagnosis if last is not None and last.outcome is Outcome.FAILED else None
    if device.verify_error:
        return Check("bond", _BLOCKER, f"The bond no longer works: {device.verify_error.rstrip('.')}.", again)
    if why is not None and why.cause in BOND_FAULTS:
        return Check("bond", _BLOCKER, f"The bond no longer works: {why.title}.", again)
    if device.required and device.level and device.level < device.required:
        text = f"The bond has level {device.level} and level {device.required} is required."
        return Check("bond", _WARNING, text, again)
    return Check("bond", _WARNING, "It is paired already: BlueZ answers AlreadyExists.", again)


def _last_attempt(model: Model, adapter: Adapter, device: Device | None) -> Check | None:
    last = next(iter(reversed(attempts_with(model, device))), None) if device is not None else None
    if last is None or last.outcome is not Outcome.FAILED or last.diagnosis is None:
        return None
    if last.diagnosis.cause in BOND_FAULTS and device is not None and device.paired:
        return None  # the check of the bond says so
    fixes = last.diagnosis.fixes
    advice = Fix(fixes[0].text) if fixes else None
    return Check("last attempt", _WARNING, f"The last attempt failed: {last.diagnosis.title}.", advice)


def _in_range(model: Model, adapter: Adapter, device: Device | None) -> Check | None:
    if device is None:
        return None
    if device.connected or device.rssi is not None:
        return Check("range", _OK, "The device is in range.")
    text = "The device is not heard now; Pair looks for it for some seconds."
    return Check("range", _WARNING, text, fix_named("wake-and-pairing-mode"))


def _scanning(model: Model, adapter: Adapter, device: Device | None) -> Check | None:
    ours = adapter.scanning or any(other.busy == "pairing" for other in model.devices.values())  # Pair() looks, too
    if not adapter.discovering or ours:
        return None
    text = "Another program is scanning: connecting takes longer, or ends with InProgress."
    return Check("scanning", _WARNING, text, fix_named("stop-scanner"))


def _refused_parameters(model: Model, adapter: Adapter, device: Device | None) -> Check | None:
    """The prediction has the details; here only that this gateway itself would say no."""
    if device is None or not device.required or device.required < 3:
        return None
    if capability_of(model) == IoCapability.NO_INPUT_NO_OUTPUT.label:
        text = f"Level {device.required} is required, and this gateway offers NoInputNoOutput: it refuses (0x03)."
        return Check("capability", _BLOCKER, text, fix_named("offer-keyboard-display"))
    return None


def _known_issues(model: Model) -> Iterator[Check]:
    around = model.around
    for issue in on_versions(around.kernel, around.bluez, around.controller):
        yield Check("known-issue", Severity.NOTE, f"{issue.text} ({issue.source}).")


RULES: tuple[Rule, ...] = (
    _powered, _bondable, _blocked, _bond, _just_works_repairing, _last_attempt, _in_range, _scanning,
)  # fmt: skip
"""What is looked at over either transport."""

LE_RULES: tuple[Rule, ...] = (
    _low_energy, _controller_mode, _agent, _secure_connections, _refused_parameters, _key_size,
)  # fmt: skip

BREDR_RULES: tuple[Rule, ...] = (_agent_bredr, *bredr_checks.RULES)
