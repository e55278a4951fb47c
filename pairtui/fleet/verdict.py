"""One verdict as it is published: an attempt with what surrounds it, within the size that a message may have."""

import json
from collections.abc import Mapping
from typing import Any

from pairtui.fleet.payloads import SCHEMA, encode
from pairtui.fleet.topics import MOST_OCTETS, VERDICT

LATE_SECONDS = 30.0
_ROOM_FOR_SENDING = 80


def verdict(
    attempt: dict[str, Any],
    *,
    at: float,
    boot: str,
    synced: bool,
    versions: Mapping[str, str],
    model: Mapping[str, str],
) -> dict[str, Any]:
    """The message for an attempt of the analysis document, which has stand-ins in place of addresses and names.

    `at` is when it began, in POSIX seconds; `boot` names the boot in which it did, whose clock was `synced` or not.
    """
    message = {
        "schema": SCHEMA,
        "at": round(at, 3),
        "boot": boot,
        "clock": "synced" if synced else "unsynced",
        "versions": dict(versions),
        "model": dict(model),
        "attempt": attempt,
    }
    whole = encode(message)
    room = MOST_OCTETS[VERDICT] - _ROOM_FOR_SENDING - 64
    if len(whole) > room:
        shorter = cut(whole, room)
        message = json.loads(shorter if shorter is not None else _stripped(message))
    return message


def completed(body: bytes, now: float, kept: float) -> bytes:
    """A verdict that was `kept` in the spool at that time, with what is known only when it is sent."""
    late = "true" if now - kept > LATE_SECONDS else "false"
    return body[:-1] + f',"sent":{now:.3f},"late":{late}}}'.encode("ascii")


def cut(body: bytes, room: int) -> bytes | None:
    """A verdict in at most `room` octets: the first steps go, since the last say why; None where that is not enough.

    `steps_cut` says how many are missing.
    """
    message = json.loads(body)
    attempt = message["attempt"]
    steps = attempt["steps"]
    missing = int(attempt.get("steps_cut", 0))
    while steps and len(body) > room:
        away = max(len(steps) // 4, 1)
        del steps[:away]
        missing += away
        attempt["steps_cut"] = missing
        body = encode(message)
    return body if len(body) <= room else None


def _stripped(message: dict[str, Any]) -> bytes:
    """Without steps and with a shortened diagnosis: what is left is bounded by the lengths of its texts."""
    attempt = message["attempt"]
    attempt["steps_cut"] = attempt.get("steps_cut", 0) + len(attempt["steps"])
    attempt["steps"] = []
    diagnosis = attempt.get("diagnosis")
    if diagnosis:
        diagnosis["evidence"] = diagnosis["evidence"][:3]
        for key in ("title", "explanation"):
            diagnosis[key] = diagnosis[key][:500]
        diagnosis["fixes"] = [{**fix, "text": fix["text"][:200]} for fix in diagnosis["fixes"][:5]]
        diagnosis["evidence"] = [{**item, "text": item["text"][:200]} for item in diagnosis["evidence"]]
    for key in [key for key in attempt if isinstance(attempt[key], list) and key != "steps"]:
        attempt[key] = []
    return encode(message)
