"""Changes adapters' settings for a session: in the kernel's order, journalled first, put back in the end."""

import asyncio
from collections.abc import Callable, Mapping

from pairtui.knowledge.settings import SETTINGS
from pairtui.knowledge.settings_order import POWERED, SettingStep, change_plan
from pairtui.knowledge.settings_refusals import NO_SUCH_ADAPTER, NOT_SUPPORTED, PERMISSION_DENIED, refusal
from pairtui.sources.errors import NOT_PERMITTED, NOT_SET, ActionError
from pairtui.sources.kernel import socket_grant as grant
from pairtui.sources.mgmt.adapter import ManagedAdapter
from pairtui.sources.mgmt.client import Refused, Unanswered
from pairtui.sources.mgmt.journal import Change, Journal, JournalError

Say = Callable[[str, str], None]
"""Takes one sentence for the log, and its level."""


class NotSet(ActionError):
    """A setting was not made; the text is one sentence with what to do."""

    def __init__(self, text: str, name: str = NOT_SET) -> None:
        super().__init__(name, text)


class SettingChanges:
    """`adapters` are those that are there now, by key; it changes meanwhile when one is removed.

    `keep`: changes stay when the program ends, so that the journal has them only while they are under way.
    """

    def __init__(self, journal: Journal, adapters: Mapping[str, ManagedAdapter], say: Say, keep: bool) -> None:
        self._journal = journal
        self._adapters = adapters
        self._say = say
        self._keep = keep

    def before(self, key: str) -> dict[str, int]:
        """What the settings of an adapter were that this session changed, as far as they still are as it set them."""
        adapter = self._adapters.get(key)
        return {
            change.setting: change.before
            for change in self._journal.changes
            if adapter and change.adapter == key and change.setting != POWERED
            if adapter.policy.get(change.setting) == change.now
        }

    async def change(self, key: str, setting: str, value: int) -> None:
        """Give the setting this value; raises NotSet. Afterwards the adapter's `policy` is as the kernel has it."""
        adapter = self._adapter(key)
        try:
            await adapter.read()
            if adapter.policy.get(setting) == value and adapter.certain(setting):
                return
            if not adapter.supports(setting):
                raise Refused(NOT_SUPPORTED)
            if setting not in adapter.policy:
                raise NotSet(f"{SETTINGS[setting].label} was not set: {_why_not_readable(setting)}")
            await self._carry_out(adapter, setting, value)
        except Refused as refused:
            name = NOT_PERMITTED if refused.status == PERMISSION_DENIED else NOT_SET
            raise NotSet(refusal(setting, refused.status, grant.remedy()), name) from None
        except (Unanswered, JournalError) as problem:
            raise NotSet(f"{SETTINGS[setting].label} was not set: {problem}") from None

    async def restore(self, key: str | None = None) -> list[str]:
        """Put back what was changed, last change first, on one adapter or all; returns why something could not be."""
        problems: list[str] = []
        for change in reversed(self._journal.changes):
            if key is not None and change.adapter != key:
                continue
            try:
                await self._put_back(change)
                await asyncio.to_thread(self._journal.drop, change)
            except Refused as refused:
                problems.append(refusal(change.setting, refused.status, grant.remedy()))
            except (Unanswered, JournalError) as problem:
                problems.append(f"{_label(change.setting)} of {change.adapter} was not put back: {problem}")
        for text in problems:
            self._say(text, "warning")
        return problems

    async def vanished(self, key: str) -> None:
        """The adapter is gone, and its settings with it."""
        for change in [change for change in self._journal.changes if change.adapter == key]:
            if change.setting != POWERED:
                self._say(f"{key} is gone, and with it the change of {_label(change.setting)}", "warning")
            await asyncio.to_thread(self._journal.drop, change)

    def _adapter(self, key: str) -> ManagedAdapter:
        if key not in self._adapters:
            raise NotSet(f"there is no adapter {key}; choose another, or plug it in again")
        return self._adapters[key]

    async def _carry_out(self, adapter: ManagedAdapter, setting: str, value: int) -> None:
        """Journal, then change; what a refusal leaves half done is put back."""
        way = change_plan(setting, value, adapter.policy)
        was = dict(adapter.policy)
        steps = (SettingStep(POWERED, 0), *way.steps) if way.power_cycle else way.steps
        changes = [Change(adapter.key, adapter.address, step.setting, was[step.setting], step.value) for step in steps]
        earlier = {change.setting for change in self._journal.changes if change.adapter == adapter.key}
        await asyncio.to_thread(self._journal.note, *changes)
        done: list[SettingStep] = []
        try:
            if way.power_cycle:
                await self._switch_off(adapter)
            for step in way.steps:
                if not step.along:
                    await adapter.set(step.setting, step.value)
                    done.append(step)
        except (Refused, Unanswered):
            for step in reversed(done):
                await adapter.set(step.setting, was[step.setting])
            raise
        finally:
            if way.power_cycle:
                await adapter.set(POWERED, 1)
            await self._read_back(adapter, changes, earlier)

    async def _switch_off(self, adapter: ManagedAdapter) -> None:
        self._say(f"{adapter.key} is switched off and on again for this: its links end", "warning")
        await adapter.set(POWERED, 0)

    async def _read_back(self, adapter: ManagedAdapter, changes: list[Change], earlier: set[str]) -> None:
        """Have the journal say what the settings became."""
        await adapter.read()
        for change in changes:
            real = adapter.policy.get(change.setting, change.now)
            first = next((known for known in self._journal.changes if _same(known, change)), change)
            if real == first.before or change.setting == POWERED or (self._keep and change.setting not in earlier):
                await asyncio.to_thread(self._journal.drop, change)
            elif real != change.now:
                corrected = Change(change.adapter, change.address, change.setting, first.before, real)
                await asyncio.to_thread(self._journal.note, corrected)

    async def _put_back(self, change: Change) -> None:
        """Returns when the setting is back, or is no longer ours to put back; raises Refused or Unanswered."""
        adapter = self._adapters.get(change.adapter)
        what = f"{_label(change.setting)} of {change.adapter}"
        if adapter is None:
            self._say(f"{change.adapter} is gone, and with it the change of {_label(change.setting)}", "info")
            return
        try:
            await adapter.read()
        except Refused as refused:
            if refused.status != NO_SUCH_ADAPTER:
                raise
            return
        if adapter.address != change.address:
            self._say(f"{what} is left as it is: this is another adapter, {adapter.address}", "info")
            return
        value = adapter.policy.get(change.setting)
        if value == change.before and adapter.certain(change.setting):
            return
        if value not in (change.now, change.before):
            now = "unknown" if value is None else _word(change.setting, value)
            self._say(f"{what} is left at {now}: another program changed it meanwhile", "warning")
            return
        await self._set_back(adapter, change)
        self._say(f"{what} is {_word(change.setting, change.before)} again", "info")

    async def _set_back(self, adapter: ManagedAdapter, change: Change) -> None:
        cycle = change_plan(change.setting, change.before, adapter.policy).power_cycle
        if cycle:
            power = Change(adapter.key, adapter.address, POWERED, 1, 0)
            await asyncio.to_thread(self._journal.note, power)
            await self._switch_off(adapter)
        try:
            await adapter.set(change.setting, change.before)
        finally:
            if cycle:
                await adapter.set(POWERED, 1)
                await asyncio.to_thread(self._journal.drop, power)
            await adapter.read()


def _same(one: Change, other: Change) -> bool:
    return (one.adapter, one.setting) == (other.adapter, other.setting)


def _label(setting: str) -> str:
    return SETTINGS[setting].label if setting in SETTINGS else "power"


def _word(setting: str, value: int) -> str:
    return SETTINGS[setting].word(value) if setting in SETTINGS else ("on" if value else "off")


def _why_not_readable(setting: str) -> str:
    if SETTINGS[setting].owner == "debugfs":
        return "key sizes are in the kernel's debugfs, which only root can open; run pairtui with sudo for this"
    return "this kernel does not report it"
