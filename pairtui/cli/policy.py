"""`pairtui policy`: an adapter's pairing settings, shown or set, without a screen."""

import argparse
import asyncio
import re
import signal
import sys
from typing import TYPE_CHECKING, Any

from pairtui.cli.argument_types import seconds
from pairtui.cli.output import as_json, complain, write
from pairtui.errors import FAILED, FINE, NoSource, Unusable
from pairtui.sources.errors import NOT_PERMITTED

if TYPE_CHECKING:
    from pairtui.pairing.events import Event
    from pairtui.pairing.model import Model
    from pairtui.pairing.state import Adapter
    from pairtui.sources.mgmt.source import MgmtSource

Wanted = list[tuple[str, int]]
"""Settings with the value each shall have, in the order given."""

_ADAPTER = re.compile(r"hci\d{1,5}")

HELP = "show an adapter's pairing settings, or set some"
DESCRIPTION = """Without SETTING=VALUE: every setting with what it does. With: sets them, waits for Ctrl-C or as --for
says, and puts back what they were; --keep leaves them. What a killed pairtui left changed is put back first."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs="*", metavar="[ADAPTER] SETTING=VALUE", help="hci0 secure-connections=only …")
    parser.add_argument("--json", action="store_true", help="as JSON")
    lasting = parser.add_mutually_exclusive_group()
    lasting.add_argument(
        "--for", dest="seconds", type=seconds, metavar="SECONDS", help="put back after so long; default: at Ctrl-C"
    )
    lasting.add_argument("--keep", action="store_true", help="do not put back")


def policy(args: argparse.Namespace) -> int:
    """Show the settings, or set some and put them back when a signal ends it."""
    from pairtui.sources.mgmt.source import MgmtSource

    adapter, wanted = _parse(args.words)
    if not wanted and (args.keep or args.seconds):
        raise Unusable("--keep and --for belong to a SETTING=VALUE; name one, such as secure-connections=only")
    return asyncio.run(_Command(MgmtSource(keep=args.keep), args, adapter, wanted).run())


def _parse(words: list[str]) -> tuple[str, Wanted]:
    """The adapter ("" for the only one) and what is to be set; raises Unusable."""
    from pairtui.knowledge.settings import SETTINGS

    adapter = ""
    wanted: Wanted = []
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            if adapter or wanted or not _ADAPTER.fullmatch(word):
                raise Unusable(f"{word!r} is neither an adapter nor SETTING=VALUE; write hci0 secure-connections=only")
            adapter = word
            continue
        setting = SETTINGS.get(name)
        if setting is None or setting.owner == "lab":
            known = ", ".join(name for name, one in SETTINGS.items() if one.owner != "lab")
            raise Unusable(f"there is no setting {name!r}; choose one of {known}")
        try:
            wanted.append((name, setting.value(value)))
        except KeyError:
            choices = ", ".join(own for _, own in setting.values)
            raise Unusable(f"{name} cannot be {value!r}; choose one of {choices}") from None
    return adapter, wanted


class _Command:
    """One run of `pairtui policy`."""

    def __init__(self, source: "MgmtSource", args: argparse.Namespace, adapter: str, wanted: Wanted) -> None:
        from pairtui.hub import Hub

        self._hub: Hub = Hub([source], interval=0)
        self._args = args
        self._adapter = adapter
        self._wanted = wanted
        self._end = asyncio.Event()

    async def run(self) -> int:
        """The exit status; raises Unusable or NoSource."""
        self._hub.observe(self._take)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, self._end.set)
        running = asyncio.create_task(self._hub.run())
        try:
            await self._ready()
            adapters = self._chosen()
            if not self._wanted:
                write(_shown(self._hub.model, adapters, self._args.json))
                return FINE
            return await self._set(adapters[0].key)
        finally:
            await self._hub.close()
            await running

    async def _ready(self) -> None:
        from pairtui.hub import until
        from pairtui.pairing.events import SourceState

        settled = (SourceState.UP, SourceState.DOWN)
        sources = self._hub.model.sources
        await until(self._hub, lambda: "mgmt" in sources and sources["mgmt"].state in settled)
        if sources["mgmt"].state is SourceState.DOWN:
            raise NoSource(f"{sources['mgmt'].why}; {sources['mgmt'].remedy}")

    def _chosen(self) -> "list[Adapter]":
        adapters = self._hub.model.adapters
        if not adapters:
            from pairtui.sources.bluez.presence import NO_ADAPTER

            raise NoSource("; ".join(NO_ADAPTER))
        if self._adapter and self._adapter not in adapters:
            raise Unusable(f"there is no adapter {self._adapter}; there is {', '.join(adapters)}")
        if self._wanted and not self._adapter and len(adapters) > 1:
            raise Unusable(f"there are several adapters; name one of {', '.join(adapters)} first")
        return [adapter for key, adapter in sorted(adapters.items()) if self._adapter in ("", key)]

    async def _set(self, adapter: str) -> int:
        from pairtui.pairing.actions import SetPolicy

        for name, value in self._wanted:
            finished = await self._hub.perform(SetPolicy(adapter, name, value))
            if finished is None:
                raise NoSource("the kernel's management interface went away; see: sudo dmesg | tail")
            if finished.error == NOT_PERMITTED:
                raise NoSource(finished.text)
            if finished.error is not None:
                complain(finished.text)
                return FAILED
        write(_shown(self._hub.model, [self._hub.model.adapters[adapter]], self._args.json))
        sys.stdout.flush()
        if not self._args.keep:
            await self._hold()
        return FINE

    async def _hold(self) -> None:
        until = f"for {self._args.seconds:g} s" if self._args.seconds else "until Ctrl-C"
        complain(f"holding this {until}, then putting it back")
        try:
            await asyncio.wait_for(self._end.wait(), self._args.seconds)
        except TimeoutError:
            return

    def _take(self, event: "Event") -> None:
        from pairtui.pairing.events import Logged

        if isinstance(event, Logged):
            complain(event.text)


# ── what is written ───────────────────────────────────────────────────────────────────────────────────────────────


def _shown(model: "Model", adapters: "list[Adapter]", json: bool) -> str:
    if json:
        return as_json({"adapters": [_object(adapter) for adapter in adapters], "config": _config(model)})
    lines = [line for adapter in adapters for line in _lines(adapter)]
    for entry in _config(model):
        lines += [f"{entry['file']} line {entry['line']}: [{entry['group']}] {entry['key']} = {entry['value']}"]
        lines += [f"    {text}" for text in (entry["effect"], entry["problem"]) if text]
    return "\n".join(lines) + "\n"


def _object(adapter: "Adapter") -> dict[str, Any]:
    from pairtui.knowledge.settings import SETTINGS

    return {
        "adapter": adapter.key,
        "static_address": adapter.static_address or None,
        "settings": {
            name: {
                "value": value,
                "word": SETTINGS[name].word(value),
                "settable": name in adapter.settable,
                "before": adapter.before.get(name),
                "effect": SETTINGS[name].effect,
            }
            for name, value in adapter.policy.items()
        },
    }


def _lines(adapter: "Adapter") -> list[str]:
    from pairtui.knowledge.settings import SETTINGS

    static = f"  static address {adapter.static_address}" if adapter.static_address else ""
    lines = [f"{adapter.key}{static}"]
    for name, value in adapter.policy.items():
        setting = SETTINGS[name]
        was = f" (was {setting.word(adapter.before[name])})" if name in adapter.before else ""
        fixed = "" if name in adapter.settable else "  cannot be set here"
        lines += [f"  {name} = {setting.word(value)}{was}{fixed}", f"      {setting.effect}"]
    return lines


def _config(model: "Model") -> list[dict[str, Any]]:
    from dataclasses import asdict

    return [asdict(line) for line in model.config]
