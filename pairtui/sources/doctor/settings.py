"""The pre-flight check of adapters' settings: MGMT, what was left changed, BlueZ's configuration files."""

import asyncio
from collections.abc import Callable

from pairtui.knowledge.settings import SETTINGS
from pairtui.pairing.events import SourceState
from pairtui.pairing.state import SourceStatus
from pairtui.sources.bluez import config_files as bluez_config
from pairtui.sources.bluez.presence import RESTART
from pairtui.sources.kernel import socket_grant as grant
from pairtui.sources.mgmt.journal import Change, Journal, Session
from pairtui.sources.mgmt.source import READ_ONLY, Opened, open_control, why_not

_UP, _DOWN = SourceState.UP, SourceState.DOWN


async def check_settings(
    open_: Callable[[], Opened] = open_control, journal: Journal | None = None, config: str = bluez_config.FOLDER
) -> list[SourceStatus]:
    """One status each for MGMT, the journal and the configuration; changes nothing."""
    return [
        await asyncio.to_thread(_mgmt, open_),
        await asyncio.to_thread(_journal, journal or Journal()),
        await _config(config),
    ]


def _mgmt(open_: Callable[[], Opened]) -> SourceStatus:
    try:
        opened, may_change = open_()
    except OSError as error:
        return SourceStatus("mgmt", _DOWN, *why_not(error))
    opened.close()
    if may_change:
        return SourceStatus("mgmt", _UP, detail="read and set")
    return SourceStatus("mgmt", _UP, READ_ONLY, grant.remedy(), "read only")


def _journal(journal: Journal) -> SourceStatus:
    sessions = journal.sessions()
    damaged = [session for session in sessions if session.aside is not None]
    left = [session for session in sessions if not session.running and not session.rebooted and session.changes]
    if damaged:
        why = f"the journal {damaged[0].file} cannot be read"
        return SourceStatus(
            "journal", _DOWN, why, "run `pairtui policy`: it puts the file aside and shows the settings"
        )
    if left:
        why = "; ".join(_changed_by(session) for session in left)
        return SourceStatus("journal", _DOWN, f"left changed by a run that was killed: {why}", "run `pairtui policy`")
    running = "; ".join(_changed_by(session) for session in sessions if session.running)
    return SourceStatus("journal", _UP, detail=running or "nothing to put back")


def _changed_by(session: Session) -> str:
    return f"process {session.pid}: {', '.join(map(_change, session.changes))}"


def _change(change: Change) -> str:
    setting = SETTINGS.get(change.setting)
    if setting is None:
        return f"{change.adapter} {change.setting} {change.now} (was {change.before})"
    return f"{change.adapter} {setting.label} {setting.word(change.now)} (was {setting.word(change.before)})"


async def _config(folder: str) -> SourceStatus:
    lines = await bluez_config.read(folder)
    detail = ", ".join(f"{line.key}={line.value}" for line in lines if line.key and not line.problem)
    wrong = [line for line in lines if line.problem]
    if wrong:
        why = "; ".join(f"{line.file} line {line.line} ({line.key or line.value}): {line.problem}" for line in wrong)
        remedy = f"correct it in {folder}, then: {RESTART}"
        return SourceStatus("config", _UP, why, remedy, detail)
    return SourceStatus("config", _UP, detail=detail or "BlueZ's defaults")
