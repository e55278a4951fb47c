"""The event stream of the live sources on standard output."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable
from time import localtime
from typing import TYPE_CHECKING

from pairtui.cli.output import write
from pairtui.errors import FAILED, FINE, NO_SOURCE

if TYPE_CHECKING:
    from pairtui.hub import Hub
    from pairtui.pairing.events import Event
    from pairtui.pairing.model import Model

HELP = "the events of the live sources, one per line"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="each as a JSON object")


def watch(args: argparse.Namespace) -> int:
    """Write each event of the live sources as it happens, and each attempt when it ends, until interrupted."""
    from pairtui.cli.wiring import live_sources
    from pairtui.hub import Hub
    from pairtui.pairing.events import SourceState
    from pairtui.sources.steady_clock import SteadyClock

    hub = Hub(live_sources(""), clock=SteadyClock())
    reporter = _Reporter(hub.model, args.json)
    hub.observe(reporter.take)
    asyncio.run(_run(hub, reporter))
    if reporter.broken:
        raise reporter.broken
    if hub.model.sources and all(source.state is SourceState.DOWN for source in hub.model.sources.values()):
        return NO_SOURCE
    return FAILED if reporter.failed else FINE


async def _run(hub: "Hub", reporter: "_Reporter") -> None:
    """Run the hub until its sources end, or until nobody reads any more."""
    running = asyncio.create_task(hub.run())
    reporter.stop = running.cancel
    try:
        await running
    except asyncio.CancelledError:
        if not reporter.broken:
            raise
    finally:
        await hub.close()


class _Reporter:
    """Writes events, and attempts as they end."""

    def __init__(self, model: "Model", as_json: bool) -> None:
        self.model = model
        self.failed = False
        self.broken: OSError | None = None
        self.stop: Callable[[], object] = lambda: None
        self._json = as_json
        self._known = 0
        self._seen: dict[int, object] = {}

    def take(self, event: "Event") -> None:
        """Write `event`, which the model has taken, and the attempts that ended with it."""
        from pairtui.report.event_lines import event_object
        from pairtui.report.event_sentences import event_line

        if self._json:
            self._write(json.dumps(event_object(event)))
        elif line := event_line(event, self.model.label_of, localtime(event.at).tm_gmtoff if event.at else 0):
            self._write(line)
        if self.model.revisions.attempts != self._known:
            self._known = self.model.revisions.attempts
            self._ended()

    def _ended(self) -> None:
        from pairtui.pairing.attempt import Outcome
        from pairtui.report.document import attempt_object
        from pairtui.report.wording import peer, verdict

        for key, attempt in self.model.attempts.items():
            if attempt.outcome is Outcome.INCOMPLETE or self._seen.get(key) is attempt.outcome:
                continue
            self._seen[key] = attempt.outcome
            self.failed = self.failed or attempt.outcome is Outcome.FAILED
            shown = attempt_object(attempt)
            if self._json:
                self._write(json.dumps({"event": "Attempt", **shown}))
            else:
                self._write(f"{attempt.outcome.value.upper()}  {peer(shown)}: {verdict(shown)}")

    def _write(self, line: str) -> None:
        try:
            write(line + "\n")
            sys.stdout.flush()
        except OSError as problem:
            self.broken = problem
            self.stop()
