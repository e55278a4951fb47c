"""An entry of the device book as a page to read, and the book as a list."""

import textwrap
from collections.abc import Iterable

from pairtui.knowledge.devices import KINDS, Entry, Match, Trap
from pairtui.report.fields import fields, known

WIDTH = 100

_OWN = "Your own"


def device_page(entry: Entry) -> str:
    """The whole entry, as Markdown as the pages of causes are."""
    sources = _sources(entry)
    parts = [f"# {entry.title}", f"`{entry.id}` · {KINDS.get(entry.kind, _OWN)}"]
    if entry.without:
        parts += ["## No pairing", entry.without]
    else:
        parts += ["## Pairing mode", entry.pairing_mode]
    if entry.wants() or entry.digits:
        parts += ["## What it wants", ". ".join(text for text in (_upper(entry.wants()), entry.digits) if text)]
    if entry.forget:
        parts += ["## Its own bonds", entry.forget]
    if entry.traps:
        traps = (f"{_trap(trap)} [{sources.index(trap.source) + 1}]" for trap in entry.traps)
        parts += ["## Known", "\n".join(map(_item, traps))]
    parts += ["## Known by", "\n".join(_item(_match(match)) for match in entry.matches)]
    parts += ["## Sources", "\n".join(f"{number}. {source}" for number, source in enumerate(sources, 1))]
    return "\n\n".join(part if "\n" in part or part[0] in "#-1" else _wrapped(part) for part in parts) + "\n"


def book_list(entries: Iterable[Entry]) -> str:
    """Every entry in a line, by kind."""
    found = list(entries)
    width = max((len(entry.id) for entry in found), default=0)
    rows: list[str] = []
    for kind in dict.fromkeys([*(entry.kind for entry in found if entry.kind not in KINDS), *KINDS]):
        named = [f"  {entry.id:<{width}}  {entry.title}" for entry in found if entry.kind == kind]
        if named:
            rows += [*([""] if rows else []), f"{KINDS.get(kind, _OWN)}:", *named]
    return "\n".join([*rows, "", "`pairtui book NAME` shows one.", ""])


def entry_object(entry: Entry) -> dict[str, object]:
    """The entry as JSON, by the keys of its file."""
    return {
        **fields(entry, "id", "kind", "title"),
        "match": [_match_object(match) for match in entry.matches],
        "pairing-mode": entry.pairing_mode or None,
        "without": entry.without or None,
        "models": list(entry.models),
        **known(entry, "level", "digits", "forget"),
        "traps": [
            {"text": trap.text, "firmware": trap.firmware or None, "causes": list(trap.causes), "source": trap.source}
            for trap in entry.traps
        ],
        "sources": list(entry.sources),
    }


def _trap(trap: Trap) -> str:
    return f"Firmware {trap.firmware}: {trap.text}" if trap.firmware else trap.text


def _match(match: Match) -> str:
    return ", ".join(f"{key} {value}" for key, value in _match_object(match).items())


def _match_object(match: Match) -> dict[str, object]:
    found: dict[str, object] = {"name": match.name, "modalias": match.modalias, "service": match.service}
    if match.company is not None:
        found["company"] = f"0x{match.company:04x}"
    return {key: value for key, value in found.items() if value}


def _sources(entry: Entry) -> list[str]:
    return list(dict.fromkeys([*entry.sources, *(trap.source for trap in entry.traps)]))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _item(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_on_hyphens=False)
