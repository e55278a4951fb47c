"""What a console was told of hci0 over the management interface, and what the journal holds."""

import json
from typing import Any

from pairtui.pairing.events import ActionFinished, AdapterChanged
from pairtui.sources.mgmt.journal import Journal


def now(console) -> dict[str, Any]:
    """What was last told of hci0."""
    return dict(console.all(AdapterChanged)[-1].changes)


async def perform(console, action) -> ActionFinished:
    await console.source.perform(action)
    finished = await console.until(ActionFinished)
    assert isinstance(finished, ActionFinished) and finished.action == action
    return finished


def on_disk(journal: Journal) -> list[tuple[str, int, int]]:
    try:
        changes = json.loads(journal.file.read_text())["changes"]
    except FileNotFoundError:
        return []
    return [(change["setting"], change["before"], change["now"]) for change in changes]
