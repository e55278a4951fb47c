"""A pin that is set while the attempt's file is being written anew is kept: both write the same file."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from pairtui.pairing.actions import SetPinned
from pairtui.sources.capture.source import read_file
from pairtui.sources.storage.history import HistorySource
from pairtui.sources.storage.history_files import HistoryFiles
from tests.sources.test_history import FAILED


async def test_a_pin_is_not_lost_to_an_attempt_that_is_kept_at_the_same_time(tmp_path, monkeypatch):
    """The write of the attempt is held until the pin has come as far as it can."""
    attempt = replace(next(iter(read_file(str(FAILED)).model.attempts.values())), ended=2.0)
    model: Any = SimpleNamespace(attempts={attempt.id: attempt}, history={}, revisions=SimpleNamespace(attempts=0))
    source = HistorySource(model, tmp_path)
    await source._keep_attempts()
    key = next(iter(source._fresh))
    held, begun, saved = asyncio.Event(), asyncio.Event(), HistoryFiles.save
    loop = asyncio.get_running_loop()

    def save(files, past, capture=b""):
        if not past.pinned and not held.is_set():
            loop.call_soon_threadsafe(begun.set)
            asyncio.run_coroutine_threadsafe(held.wait(), loop).result()
        return saved(files, past, capture)

    monkeypatch.setattr(HistoryFiles, "save", save)
    model.attempts[attempt.id] = replace(attempt, ended=3.0)
    keeping = asyncio.create_task(source._keep_attempts())
    await begun.wait()
    pinning = asyncio.create_task(source._carry_out(SetPinned(key, True)))
    await asyncio.wait((pinning,), timeout=0.5)  # without the lock it ends here, and is then written over
    held.set()
    await asyncio.gather(keeping, pinning)
    assert source._fresh[key].pinned
    assert [past.pinned for past in HistoryFiles(tmp_path, 9).load()[0]] == [True]
