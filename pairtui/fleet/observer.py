"""Puts each attempt of a gateway into the spool once it has ended, without what names a person or a device."""

import logging
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Sequence

from pairtui.fleet.gateway_facts import boot, clock_synced, device_model, info, versions
from pairtui.fleet.pseudonyms import Pseudonyms
from pairtui.fleet.spool import Spool
from pairtui.fleet.verdict import verdict
from pairtui.pairing.attempt import Attempt, Outcome
from pairtui.pairing.model import Model
from pairtui.report.document import attempt_object

SETTLE_SECONDS = 3.0
"""How long after its end an attempt may still be explained by what comes late."""

REMEMBERED = 500
MOST_NAMES = 200

_log = logging.getLogger(__name__)


class Observer:
    """Keeps the attempts of `model` in `spool`. `allow` is what this gateway can be asked for.

    `look` is to be called about every second; nothing here changes anything but the spool.
    """

    def __init__(
        self,
        model: Model,
        spool: Spool,
        pseudonyms: Pseudonyms,
        allow: Sequence[str],
        clock: Callable[[], float],
    ) -> None:
        self._model, self._spool, self._pseudonyms, self._allow, self._clock = model, spool, pseudonyms, allow, clock
        self._boot = boot()
        self._seen = -1
        self._ended: dict[int, tuple[Attempt, float]] = {}
        self._kept: OrderedDict[int, tuple[Attempt, int]] = OrderedDict()
        self._info = ""
        self._lost = 0
        """Attempts that could not be kept since the spool was written last."""

    def look(self) -> None:
        """Keep what has settled, and publish the facts about this gateway where they changed."""
        if self._model.revisions.attempts != self._seen:
            self._seen = self._model.revisions.attempts
            self._note_ended()
        now = self._clock()
        for number, (attempt, since) in list(self._ended.items()):
            if now - since >= SETTLE_SECONDS:
                del self._ended[number]
                self._keep(attempt)
        self._publish_facts()

    def finish(self) -> None:
        """Keep what has ended at once: nobody will look again."""
        self._note_ended()
        for attempt, _ in self._ended.values():
            self._keep(attempt)
        self._ended.clear()

    def _note_ended(self) -> None:
        now = self._clock()
        for number, attempt in self._model.attempts.items():
            over = attempt.outcome is not Outcome.INCOMPLETE or attempt.ended is not None
            kept = self._kept.get(number)
            waiting = self._ended.get(number)
            if over and (kept is None or kept[0] is not attempt) and (waiting is None or waiting[0] is not attempt):
                self._ended[number] = (attempt, waiting[1] if waiting else now)

    def _keep(self, attempt: Attempt) -> None:
        before = self._kept.get(attempt.id)
        failed, now = attempt.outcome is Outcome.FAILED, self._clock()
        device = self._model.devices.get(attempt.device or "")
        names = [each.name for each in list(self._model.devices.values())[:MOST_NAMES]]
        message = verdict(
            self._pseudonyms.attempt(attempt_object(attempt), names),
            at=attempt.started if attempt.started is not None else now,
            boot=self._boot,
            synced=clock_synced(),
            versions=versions(self._model),
            model=device_model(attempt, device, self._pseudonyms.name(attempt.peer.name or "")),
        )
        try:
            if before is None or not self._spool.revise(before[1], message, failed, now):
                seq = self._spool.add(message, failed, now)
                self._count(attempt)
            else:
                seq = before[1]
            if self._lost:
                self._spool.count("dropped_failures", self._lost)
                self._lost = 0
        except sqlite3.Error as error:
            self._lost += 1
            _log.warning("an attempt could not be kept: %s", error)
            return
        self._kept[attempt.id] = (attempt, seq)
        if len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)

    def _count(self, attempt: Attempt) -> None:
        self._spool.count(f"attempts|{attempt.outcome.value}|{attempt.kind.value}|{attempt.transport}")
        if attempt.failure is not None:
            cause = attempt.diagnosis.cause if attempt.diagnosis else "unknown"
            self._spool.count(f"failures|{cause}|{attempt.failure.code}|{attempt.failure.by.value}")

    def _publish_facts(self) -> None:
        body, digest = info(self._model, self._allow)
        if digest != self._info:
            try:
                self._spool.note(info=body, info_hash=digest, observer=self._sources())
            except sqlite3.Error as error:
                _log.warning("the facts of this gateway could not be kept: %s", error)
                return
            self._info = digest

    def _sources(self) -> str:
        return " ".join(f"{each.name}:{each.state.value}" for each in self._model.sources.values())
