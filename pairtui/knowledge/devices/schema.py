"""What a file of the device book may say, checked key by key."""

import re
from typing import Any

from pairtui.files.toml_table import Table
from pairtui.knowledge.causes import CAUSES
from pairtui.knowledge.devices.entry import MODELS, Entry, Match, Trap, literals
from pairtui.protocol.values import BASE_UUID

LONGEST = 300
"""Characters of one text: it must fit on a screen of 80 by 24 among others."""

LONGEST_PATTERN = 80
FEWEST_LITERALS = 3
"""Characters of a pattern that are no wildcard: with fewer it would be every device."""

MOST_STARS = 4

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SERVICE = re.compile(r"[0-9a-f]{4}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def entries_of(file: str, text: str, values: dict[str, Any], kind: str) -> list[Entry]:
    """The entries of a file, whose text and TOML these are. Raises TomlError, which names file, line, entry and key."""
    top = Table(file, text, values)
    found = []
    for id in list(values):
        if not _ID.fullmatch(id):
            raise top.error(id, "write lower-case letters and digits, joined by -, as the name of an entry")
        entry = top.table(id)
        if entry is None:
            raise top.error(id, f"write [{id}] above its keys")
        found.append(_entry(id, kind, entry))
    return found


def _entry(id: str, kind: str, table: Table) -> Entry:
    matches = tuple(_match(item) for item in table.tables("match"))
    if not matches:
        raise table.error("match", 'add what it is known by: match = [{ name = "Thing *" }]')
    entry = Entry(
        id,
        kind,
        _text(table, "title", needed="the model's name"),
        matches,
        _sources(table),
        _text(table, "pairing-mode"),
        _text(table, "without"),
        table.texts("models", tuple(MODELS)),
        table.number("level", 0, 0, 4) or None,
        _text(table, "digits"),
        _text(table, "forget"),
        tuple(_trap(item) for item in table.tables("traps")),
    )
    if bool(entry.pairing_mode) == bool(entry.without):
        raise table.error("pairing-mode", "write this key, or `without` where the model is not paired at all")
    table.end()
    return entry


def _match(table: Table) -> Match:
    name, modalias = _pattern(table, "name"), _pattern(table, "modalias")
    service = table.take("service", "").lower()
    if service and not _SERVICE.fullmatch(service):
        raise table.error("service", "write four hexadecimal digits, or a UUID of 128 bits")
    company = table.number("company", 0, 0, 0xFFFF) if "company" in table else None
    if not (name or modalias or service or company is not None):
        raise table.error("name", "write name, modalias, service or company")
    table.end()
    return Match(name, modalias, f"0000{service}{BASE_UUID}" if len(service) == 4 else service, company)


def _trap(table: Table) -> Trap:
    text, source = _text(table, "text", needed="what to know"), _source(table, table.need("source", str, "its address"))
    trap = Trap(text, source, _text(table, "firmware"), table.texts("causes", tuple(CAUSES)))
    table.end()
    return trap


def _pattern(table: Table, key: str) -> str:
    pattern = _line(table, key, table.take(key, ""), LONGEST_PATTERN)
    if pattern and (literals(pattern) < FEWEST_LITERALS or pattern.count("*") > MOST_STARS):
        raise table.error(key, f"write at least {FEWEST_LITERALS} characters besides at most {MOST_STARS} times *")
    return pattern


def _text(table: Table, key: str, needed: str = "") -> str:
    value = table.need(key, str, needed) if needed else table.take(key, "")
    if needed and not value.strip():
        raise table.error(key, f"write {needed}")
    return _line(table, key, value, LONGEST)


def _line(table: Table, key: str, value: str, longest: int) -> str:
    if len(value) > longest or not value.isprintable():
        raise table.error(key, f"write one line of at most {longest} printable characters")
    return value


def _sources(table: Table) -> tuple[str, ...]:
    found = table.texts("sources")
    if not found:
        raise table.error("sources", 'add where this is written: sources = ["https://…"]')
    return tuple(_source(table, source, "sources") for source in found)


def _source(table: Table, value: str, key: str = "source") -> str:
    if not value.startswith(("https://", "http://")) or " " in value:
        raise table.error(key, "write an address that begins with https://")
    return _line(table, key, value, LONGEST)
