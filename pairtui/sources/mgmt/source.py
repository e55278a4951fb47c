"""The live source of adapters' settings: the kernel's management interface, which also changes them."""

import asyncio
import errno
import logging
import socket
import time
from collections.abc import Callable
from contextlib import suppress

from pairtui.knowledge.main_conf import assumed_policy
from pairtui.knowledge.settings import SETTINGS
from pairtui.knowledge.settings_order import POWERED
from pairtui.pairing import actions
from pairtui.pairing.actions import Action
from pairtui.pairing.events import AdapterChanged, BluezConfigured, Event, SourceState
from pairtui.protocol.messages import mgmt
from pairtui.protocol.messages.mgmt_control import IndexAdded, IndexRemoved, ReadIndexList, index_list
from pairtui.sources.base import RETRY_SECONDS, BackOff, BaseSource
from pairtui.sources.bluez import config_files as bluez_config
from pairtui.sources.kernel import debugfs
from pairtui.sources.kernel import socket_grant as grant
from pairtui.sources.kernel.sockets import CAP_NET_ADMIN, CHANNEL_CONTROL, NO_BLUETOOTH, has_capability, open_channel
from pairtui.sources.mgmt.adapter import ManagedAdapter
from pairtui.sources.mgmt.client import MgmtClient, Refused, Unanswered
from pairtui.sources.mgmt.expected_changes import ExpectedChanges
from pairtui.sources.mgmt.journal import Journal, JournalError, Session
from pairtui.sources.mgmt.setting_changes import NotSet, SettingChanges

LOOK_SECONDS = 3.0  # how often debugfs is looked at: it gives no notice of a change

READ_ONLY = "settings can be read, not changed (needs CAP_NET_ADMIN)"

Opened = tuple[socket.socket, bool]
"""A socket of the control channel, and whether the kernel lets it change settings."""

_log = logging.getLogger(__name__)


def open_control() -> Opened:
    """The best socket there is: with this program's capability, granted by the service, or for reading; or OSError."""
    if not has_capability(CAP_NET_ADMIN):
        with suppress(OSError):
            return grant.granted(CHANNEL_CONTROL), True
    return open_channel(CHANNEL_CONTROL), has_capability(CAP_NET_ADMIN)


class MgmtSource(BaseSource):
    """Adapters' settings. `keep`: what is changed stays when the program ends. `open_`, `debugfs_root`: for tests."""

    name = "mgmt"
    actions: frozenset[type[Action]] = frozenset((actions.SetPolicy, actions.RestorePolicy))

    def __init__(
        self,
        journal: Journal | None = None,
        keep: bool = False,
        open_: Callable[[], Opened] = open_control,
        debugfs_root: str = debugfs.ROOT,
        retry_seconds: tuple[float, float] = RETRY_SECONDS,
    ) -> None:
        super().__init__()
        self._journal = journal or Journal()
        self._open = open_
        self._debugfs_root = debugfs_root
        self._retry = retry_seconds
        self._adapters: dict[str, ManagedAdapter] = {}
        self._shown: dict[str, dict[str, object]] = {}
        self._changes = SettingChanges(self._journal, self._adapters, self._say, keep)
        self._own = ExpectedChanges(self._value)
        self._working = asyncio.Lock()  # while settings are changed, what the kernel reports is our own doing
        self._client: MgmtClient | None = None
        self._may_change = False
        self._assumed: dict[str, int] = {}
        self._runner: asyncio.Task[None] | None = None

    def on_event(self, event: Event) -> None:
        """Take notice of what is asked of BlueZ: it changes settings for us."""
        self._own.on_event(event)

    def _begin(self) -> None:
        self._set_state(SourceState.STARTING)
        self._runner = asyncio.create_task(self._run())

    async def _end(self) -> None:
        """Put back what was changed and give the socket back; a change that has begun is not cut off."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._runner is not None:
            self._runner.cancel()
            await asyncio.gather(self._runner, return_exceptions=True)
        if self._client is not None:
            async with self._working:
                await self._changes.restore()
            self._client.close()

    # ── the socket ────────────────────────────────────────────────────────────────────────────────────────────

    async def _run(self) -> None:
        pause = BackOff(*self._retry)
        await self._read_config()
        while True:
            try:
                opened, self._may_change = await asyncio.to_thread(self._open)
            except OSError as error:
                self._set_state(SourceState.DOWN, *why_not(error))
                await pause.wait()
                continue
            self._client = MgmtClient(opened, self._event)
            try:
                await self._serve(self._client)
                pause.reset()
            except (Refused, Unanswered) as problem:
                self._set_state(SourceState.DOWN, f"the kernel does not answer: {problem}", "sudo dmesg | tail")
            self._client.close()
            self._client = None
            self._adapters.clear()
            self._shown.clear()
            await pause.wait()

    async def _serve(self, client: MgmtClient) -> None:
        for index in index_list(await client.ask(ReadIndexList())):
            await self._appeared(index)
        if self._may_change:
            async with self._working:
                await self._take_over()
            self._set_state(SourceState.UP)
        else:
            self._set_state(SourceState.UP, READ_ONLY, grant.remedy(), "MGMT read only")
            self._warn_of_left()
        while not client.lost.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(client.lost.wait(), LOOK_SECONDS)
            if not self._working.locked():
                self._look()
        self._set_state(SourceState.DOWN, "the kernel closed the management socket", "sudo dmesg | tail")

    def _look(self) -> None:
        for adapter in self._adapters.values():
            before = dict(adapter.policy)
            adapter.look()
            self._log_foreign_changes(adapter, before)
        self._show_all()

    async def _read_config(self) -> None:
        lines = await bluez_config.read()
        self._assumed = assumed_policy(lines)
        self._emit(BluezConfigured(at=time.time(), lines=lines))

    # ── adapters come, change and go ──────────────────────────────────────────────────────────────────────────

    async def _appeared(self, index: int) -> None:
        if self._client is None:
            return
        folder = debugfs.Debugfs(f"hci{index}", self._debugfs_root)
        adapter = ManagedAdapter(self._client, index, self._may_change, folder, self._assumed)
        with suppress(Refused):  # it has gone again
            await adapter.read()
            self._adapters[adapter.key] = adapter
            self._show(adapter)

    async def _vanished(self, index: int) -> None:
        key = f"hci{index}"
        self._adapters.pop(key, None)
        self._shown.pop(key, None)
        with suppress(JournalError):
            await self._changes.vanished(key)

    def _event(self, code: int, index: int, parameters: bytes) -> None:
        adapter = self._adapters.get(f"hci{index}")
        if code == mgmt.NewSettings.CODE and adapter is not None:
            event = mgmt.events.decode(code, parameters)
            if isinstance(event, mgmt.NewSettings):
                before = dict(adapter.policy)
                adapter.update_settings(event.settings)
                if not self._working.locked():
                    self._log_foreign_changes(adapter, before)
                self._show(adapter)
        elif code == IndexAdded.CODE:
            self._keep(self._plugged(index))
        elif code == IndexRemoved.CODE:
            self._keep(self._vanished(index))

    async def _plugged(self, index: int) -> None:
        with suppress(Unanswered):
            await self._appeared(index)

    def _value(self, adapter: str, setting: str) -> int | None:
        known = self._adapters.get(adapter)
        return known.policy.get(setting) if known else None

    def _log_foreign_changes(self, adapter: ManagedAdapter, before: dict[str, int]) -> None:
        """Say which settings another program changed."""
        for name, value in adapter.policy.items():
            changed = name in SETTINGS and before.get(name, value) != value
            if changed and not self._own.caused(adapter.key, name, value):
                setting = SETTINGS[name]
                ours = any((mine.adapter, mine.setting) == (adapter.key, name) for mine in self._journal.changes)
                what = f"{adapter.key}: bluetoothd or another program set {setting.label} to {setting.word(value)}"
                self._say(what + ("; it will be left at that" if ours else ""), "warning" if ours else "info")

    def _show_all(self) -> None:
        for adapter in self._adapters.values():
            self._show(adapter)

    def _show(self, adapter: ManagedAdapter) -> None:
        changes: dict[str, object] = {
            "address": adapter.address,
            "powered": bool(adapter.policy.get(POWERED)),
            "policy": {name: value for name, value in adapter.policy.items() if name in SETTINGS},
            "settable": adapter.settable,
            "before": self._changes.before(adapter.key),
            "static_address": adapter.static_address,
        }
        if self._shown.get(adapter.key) != changes:
            self._shown[adapter.key] = changes
            self._emit(AdapterChanged(at=time.time(), adapter=adapter.key, changes=changes))

    # ── changes ───────────────────────────────────────────────────────────────────────────────────────────────

    async def _carry_out(self, action: Action) -> str:
        try:
            async with self._working:
                await self._change(action)
        finally:
            self._show_all()
        return ""

    async def _change(self, action: Action) -> None:
        if self._client is None:
            raise NotSet("the management interface is not there; `pairtui doctor` says why")
        match action:
            case actions.SetPolicy(adapter, setting, value):
                await self._changes.change(adapter, setting, value)
            case actions.RestorePolicy(adapter):
                problems = await self._changes.restore(adapter)
                if problems:
                    raise NotSet(problems[0])

    async def _take_over(self) -> None:
        """Put back what earlier runs left, killed before they could."""
        try:
            found = await asyncio.to_thread(self._journal.take_over)
        except JournalError as problem:
            self._say(f"what an earlier run changed was not put back: {problem}", "error")
            return
        for session in found:
            self._say(_left(session), "warning")
        await self._changes.restore()

    def _warn_of_left(self) -> None:
        for session in self._journal.sessions():
            if not session.running and session.changes and not session.rebooted:
                why = "it cannot be put back without CAP_NET_ADMIN"
                self._say(f"an earlier run (process {session.pid}) left settings changed: {why}", "warning")


def _left(session: Session) -> str:
    if session.aside is not None:
        return f"the journal {session.file} cannot be read; it is kept as {session.aside.name}: check the settings"
    if session.rebooted:
        return f"an earlier run (process {session.pid}) left settings changed; the restart of the system undid that"
    return f"an earlier run (process {session.pid}) ended without putting settings back: that is done now"


def why_not(error: OSError) -> tuple[str, str]:
    """Why the control channel cannot be opened, and the remedy."""
    if error.errno == errno.EAFNOSUPPORT:
        return NO_BLUETOOTH
    return f"the management interface cannot be opened: {error.strerror}", "sudo pairtui doctor"
