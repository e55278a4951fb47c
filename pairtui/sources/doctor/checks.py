"""The pre-flight check: what the console needs, what is missing, what to do about it."""

import asyncio
import platform
import shutil
from collections.abc import Container, Mapping, Sequence
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Any

from pairtui.pairing.attempt import Fix
from pairtui.pairing.events import AdapterChanged, BluezConfigured, SourceChanged, SourceState
from pairtui.pairing.fix_actions import FIX_ACTIONS
from pairtui.pairing.model import Model
from pairtui.pairing.prediction.check import Check, Severity
from pairtui.pairing.prediction.preflight import preflight
from pairtui.pairing.state import SourceStatus
from pairtui.protocol.io_capability import DEFAULT_CAPABILITY
from pairtui.sources.bluez import agent
from pairtui.sources.bluez import config_files as bluez_config
from pairtui.sources.bluez.presence import NOT_RUNNING, RESTART, no_answer, no_bus
from pairtui.sources.bluez.properties import ADAPTER, ROOT, SERVICE, adapter_changes, adapter_key
from pairtui.sources.bluez.version import bluetoothd_version, program_version
from pairtui.sources.btmon import source as btmon
from pairtui.sources.btmon.process import BY_ITSELF
from pairtui.sources.dbus.connection import Bus
from pairtui.sources.dbus.values import OBJECT_MANAGER, Method
from pairtui.sources.doctor.settings import check_settings
from pairtui.sources.errors import ActionError

RFKILL = "/sys/class/rfkill"
LISTEN_SECONDS = 0.5

_UP, _DOWN = SourceState.UP, SourceState.DOWN


async def check_all(
    address: str | None = None, btmon_program: str = "btmon", rfkill: str = RFKILL
) -> list[SourceStatus]:
    """One status for each thing that is needed, from the bus to the journal; `address` is the bus's.

    Takes about a second and changes nothing that stays: an agent is registered and taken back at once.
    """
    bluez, listening, radio, settings = await asyncio.gather(
        _bluez(address), _btmon(btmon_program), asyncio.to_thread(_rfkill, Path(rfkill)), check_settings()
    )
    return [*bluez, listening, radio, *settings]


# ── BlueZ ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def _bluez(address: str | None) -> list[SourceStatus]:
    try:
        bus = await Bus.connect(address)
    except ActionError as error:
        return [SourceStatus("dbus", _DOWN, *no_bus(error))]
    try:
        found = [SourceStatus("dbus", _UP, detail=bus.library)]
        daemon, managed = await _daemon(bus)
        found.append(daemon)
        if managed is not None:
            found += await _adapters(managed, daemon)
            found.append(await _agent(bus))
        return found
    finally:
        await bus.close()


async def _daemon(bus: Bus) -> tuple[SourceStatus, Mapping[str, Any] | None]:
    """bluetoothd's status with all its objects, None where it gave none."""
    try:
        if not await bus.name_owner(SERVICE):
            found = await bluetoothd_version()
            why, remedy = NOT_RUNNING if found else ("BlueZ is not installed", btmon.NOT_INSTALLED[1])
            return SourceStatus("bluez", _DOWN, why, remedy, found), None
        managed = (await bus.call(SERVICE, "/", OBJECT_MANAGER, "GetManagedObjects", seconds=5))[0]
    except ActionError as error:
        return SourceStatus("bluez", _DOWN, *no_answer(error)), None
    pid = None
    with suppress(ActionError):
        pid = await bus.pid_of(SERVICE)
    version = await bluetoothd_version(pid)
    return SourceStatus("bluez", _UP, detail=f"BlueZ {version}" if version else "version unknown"), managed


async def _adapters(managed: Mapping[str, Any], daemon: SourceStatus) -> list[SourceStatus]:
    """Each adapter by the check before a pairing, as far as that goes without a device; and what is known of faults."""
    model = Model()
    model.apply(SourceChanged(source="linux", state=_UP, detail=f"Linux {platform.release()}"))
    model.apply(SourceChanged(source=daemon.name, state=_UP, detail=daemon.detail))
    model.apply(BluezConfigured(lines=await bluez_config.read()))
    for path, interfaces in sorted(managed.items()):
        if ADAPTER in interfaces:
            model.apply(AdapterChanged(adapter=adapter_key(path), changes=adapter_changes(interfaces[ADAPTER])))
    if not model.adapters:
        return [_judged("adapter", "", preflight(model, None))]
    checked = {key: preflight(model, one) for key, one in model.adapters.items()}
    adapters = [_judged(key, model.adapters[key].address, checks) for key, checks in checked.items()]
    notes = [check for check in next(iter(checked.values())) if check.severity is Severity.NOTE]
    versions = f"Linux {model.around.kernel}, BlueZ {model.around.bluez or 'unknown'}"
    return [*adapters, _judged("versions", versions, notes, {Severity.NOTE})]


def _judged(
    name: str, detail: str, checks: Sequence[Check], counted: Container[Severity] = (Severity.BLOCKER, Severity.WARNING)
) -> SourceStatus:
    """What checks of these severities say, in one status: down where something is in the way of every pairing."""
    relevant = [check for check in checks if check.severity in counted]
    state = _DOWN if any(check.severity is Severity.BLOCKER for check in relevant) else _UP
    fixes = [_in_a_shell(check.fix) for check in relevant if check.fix is not None]
    remedy = "; ".join(fixes) or ("where it shows: use another version" if relevant else "")
    return SourceStatus(name, state, " ".join(check.text for check in relevant), remedy, detail)


def _in_a_shell(fix: Fix) -> str:
    command = FIX_ACTIONS[fix.action].command if fix.action else ""
    return f"{fix.text}: {command}" if command else fix.text


async def _agent(bus: Bus) -> SourceStatus:
    """Whether an agent can be registered; BlueZ does not say whether another program has one."""

    def ignore() -> None:
        return None

    bus.export(agent.PATH, agent.INTERFACE, {"Release": Method(ignore)}, lambda sender: True)
    try:
        await bus.call(SERVICE, ROOT, agent.MANAGER, "RegisterAgent", "os", [agent.PATH, DEFAULT_CAPABILITY], seconds=5)
        await bus.call(SERVICE, ROOT, agent.MANAGER, "UnregisterAgent", "o", [agent.PATH], seconds=5)
    except ActionError as error:
        why = f"no pairing agent can be registered: {error.text or error.name}"
        return SourceStatus("agent", _DOWN, why, RESTART)
    return SourceStatus("agent", _UP, detail=f"can be registered with {DEFAULT_CAPABILITY}")


# ── btmon ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def _btmon(program: str) -> SourceStatus:
    """Installed, and permitted: only a short run shows whether capabilities, sudo and the kernel allow it."""
    path = await asyncio.to_thread(shutil.which, program)
    detail = await program_version(path) if path else ""
    source = btmon.BtmonSource(program)
    state, why, remedy = _DOWN, "btmon says nothing", BY_ITSELF
    with suppress(TimeoutError):
        async with asyncio.timeout(btmon.SILENCE_SECONDS + LISTEN_SECONDS), aclosing(source.events()) as events:
            async for event in events:
                reported = getattr(event, "state", None)
                if reported in (_UP, _DOWN):
                    state, why, remedy = reported, getattr(event, "why", ""), getattr(event, "remedy", "")
                    detail = getattr(event, "detail", "") or detail
                    break
    await source.close()
    return SourceStatus("btmon", state, why, remedy, detail)


# ── the radio switch ──────────────────────────────────────────────────────────────────────────────────────────────


def _rfkill(folder: Path) -> SourceStatus:
    """The kernel's radio switches of the type bluetooth (kernel Documentation/ABI/stable/sysfs-class-rfkill)."""
    switches = sorted(folder.glob("rfkill*")) if folder.is_dir() else []
    found = [switch for switch in switches if _read(switch / "type") == "bluetooth"]
    hard = [_read(switch / "name") for switch in found if _read(switch / "hard") == "1"]
    soft = [_read(switch / "name") for switch in found if _read(switch / "soft") == "1"]
    if hard:
        return SourceStatus("rfkill", _DOWN, f"{', '.join(hard)} is blocked by a hardware switch", "switch it on")
    if soft:
        return SourceStatus("rfkill", _DOWN, f"{', '.join(soft)} is blocked", "sudo rfkill unblock bluetooth")
    return SourceStatus("rfkill", _UP, detail="not blocked" if found else "no switch")


def _read(file: Path) -> str:
    with suppress(OSError):
        return file.read_text("ascii", "replace").strip()
    return ""
