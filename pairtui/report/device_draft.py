"""What attempts showed of a device, as the draft of an entry for the device book."""

import json
import re
from collections.abc import Sequence

from pairtui.knowledge.counted import counted
from pairtui.pairing.attempt import Attempt, Outcome
from pairtui.protocol.safe_text import safe_text
from pairtui.report.investigation import investigation_head

_SERIAL = re.compile(r"[-_ ][0-9A-Fa-f]{4,}$")
"""What a name often ends with, and differs from device to device."""


def device_draft(attempts: Sequence[Attempt], folder: object) -> str:
    """TOML with what is known of the last attempt's device; `folder` is where the user's own files are."""
    peer = attempts[-1].peer
    name = safe_text(peer.name or "")
    stem = _SERIAL.sub("", name)
    traits = {"name": f"{stem}*" if stem != name else name, "modalias": _any_version(safe_text(peer.modalias or ""))}
    match = ", ".join(f"{key} = {_quoted(value)}" for key, value in traits.items() if value)
    paired = [attempt for attempt in attempts if attempt.outcome is Outcome.PAIRED]
    models = dict.fromkeys(attempt.association_model for attempt in paired if attempt.association_model)
    levels = [attempt.level for attempt in paired if attempt.level]
    return "\n".join(
        [
            f"# A draft from {counted(len(attempts), 'attempt')}. Complete it and save it as a .toml in",
            f"# {folder}",
            f"[{_id(stem)}]",
            f"title = {_quoted(stem or peer.modalias or '')}",
            f"match = [{{ {match} }}]",
            'pairing-mode = ""  # what to do with the device so that it can be paired',
            f"models = {json.dumps(list(models))}",
            *([f"level = {max(levels)}"] if levels else []),
            'sources = []  # where it is written: "https://…"',
            *(f"# Seen: {line}" for line in _causes(attempts)),
            *(f"# Found out: {line}" for line in _found_out(attempts)),
            "",
        ]
    )


def _quoted(text: str) -> str:
    """A string of TOML: as one of JSON."""
    return json.dumps(text, ensure_ascii=False)


def _any_version(modalias: str) -> str:
    return re.sub(r"d[0-9A-Fa-f]{4}$", "*", modalias)


def _id(name: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", name.lower())) or "my-device"


def _causes(attempts: Sequence[Attempt]) -> list[str]:
    titles = [attempt.diagnosis.title for attempt in attempts if attempt.diagnosis]
    counted = {title: titles.count(title) for title in titles}
    return [f"{safe_text(title)}{f' ({count} times)' if count > 1 else ''}" for title, count in counted.items()]


def _found_out(attempts: Sequence[Attempt]) -> list[str]:
    """What experiments with the device came to, and what it paired with then."""
    lines: list[str] = []
    for found in (attempt.investigation for attempt in attempts if attempt.investigation):
        passed = [safe_text(trial.title) for trial in found.trials if trial.experiment and trial.paired]
        lines += [investigation_head(found), *(f"it pairs: {title}" for title in passed)]
    return list(dict.fromkeys(lines))
