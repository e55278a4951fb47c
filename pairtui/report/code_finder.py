"""Finds the codes in what somebody types or pastes: `smp 8`, `0x06`, error names, log lines whole."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pairtui.knowledge import kernel_lines
from pairtui.knowledge.causes import CAUSES
from pairtui.knowledge.code_causes import causes_of_fact
from pairtui.knowledge.codes import SPACES, Code, lookup, parse
from pairtui.knowledge.header_names import code_named
from pairtui.knowledge.log_phrases import phrase_in
from pairtui.knowledge.vocabularies import VOCABULARIES, android_gatt, bluedroid, nimble, stated

LONGEST = 4096
"""Characters of input that are looked at."""

_ITSELF = ("smp", "hci", "ll", "mgmt", "mgmt-disc", "att", "cb", "nimble", "bluedroid", "l2cap-le", "zephyr", "errno")
_SPACE_WORDS = {
    **{space: (space,) for space in (*_ITSELF, "nordic", "nrf", "windows")},
    "lmp": ("hci",),
    "gatt": ("att", "gatt"),
    "android": ("android", "gatt"),
    "cberror": ("cb",),
    "cberrordomain": ("cb",),
    "l2cap": ("l2cap", "l2cap-le"),
    "softdevice": ("nordic", "nrf"),
}

_NUMBER = r"(0[xX][0-9a-fA-F]{1,4}|\d{1,5})(?![0-9a-zA-Z])"
_SPACED = re.compile(
    rf"\b({'|'.join(sorted(_SPACE_WORDS, key=len, reverse=True))})"
    rf"(?:[ :]+(?:reason|error|err|status|code|result))?[ :=]+{_NUMBER}",
    re.IGNORECASE,
)

Lines = tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]


def _patterns(*rows: tuple[str, tuple[str, ...]]) -> Lines:
    return tuple((re.compile(pattern, re.IGNORECASE), spaces) for pattern, spaces in rows)


_LINES = _patterns(
    (rf"\b(?:zephyr|errno|err|ret|rc)[ :=(]+-{_NUMBER}", ("errno",)),
    (rf"\b(?:auth|connect) failed (?:with |\()status {_NUMBER}", ("mgmt",)),
    (rf"\bfailed\. status {_NUMBER}", ("mgmt",)),
    (
        rf"\b(?:bonding_attempt_complete|device_bonding_complete|device_bonding_failed)\b.*?\bstatus {_NUMBER}",
        ("mgmt",),
    ),
    (rf"\bdev_disconnected\b.*?\breason {_NUMBER}", ("mgmt-disc",)),
    (rf"\btype (?:BR/EDR|LE \w+) disconnected with reason {_NUMBER}", ("mgmt-disc",)),
    (rf"\bpair_device_complete\(\).*?\({_NUMBER}\)", ("mgmt",)),
    (rf"pair device failed.*?\({_NUMBER}\)", ("mgmt",)),
    (rf"\bError: [A-Z][^()]*\({_NUMBER}\)", ("att",)),
    (rf"\bResult: Connection refused[^()]*\({_NUMBER}\)", ("l2cap", "l2cap-le")),
    (rf"\bReason: [A-Z][^()]*\({_NUMBER}\)", ("smp", "hci", "mgmt-disc")),
    (rf"\bStatus: [A-Z][^()]*\({_NUMBER}\)", ("hci", "mgmt")),
)
"""Lines as btmon, hcidump, bluetoothd and btmgmt write them, with the spaces they mean."""

_HRESULT = re.compile(r"\b0x8[0-9a-fA-F]{7}\b|(?<![\w-])-214[0-9]{7}\b|\b[Ww]in[Ee]rror[ :=]{1,2}(?P<win32>\d{1,5})\b")
_WIN32, _ATT_FACILITY = 0x80070000, 0x80650000
"""HRESULT_FROM_WIN32, and the facility of E_BLUETOOTH_ATT_…: an ATT error in the low byte (winerror.h)."""

_VAGUE = _patterns(
    (rf"pairing failed.*?\breason(?:: [^()]*\(|:? ){_NUMBER}", ("smp",)),
    (rf"disconnect(?:ed|ion)?\b.*?\breason(?:: [^()]*\(|:? ?){_NUMBER}", ("hci",)),
)
"""What is looked for where neither those nor any stack's own words say which code it is."""

_ALL_STACKS = frozenset(vocabulary.stack for vocabulary in VOCABULARIES)

_ALONE = re.compile(
    rf"^(?:reason|status|error|err|ret|rc|code|nimble|esp|bluedroid|dis(?:c|connect\w*) reason)[ =:]*{_NUMBER}$",
    re.IGNORECASE,
)
_COMPUTED = (nimble.meaning, bluedroid.meaning)
_GATT_S_OWN = 0x80
"""From here on Android's GATT status has errors of its own; ATT leaves these numbers to applications."""

_BARE = re.compile(rf"^{_NUMBER}$")
_DBUS_NAME = re.compile(
    r"\b(org\.(?:bluez|freedesktop)\.[A-Za-z.]+[A-Za-z]|(?:br|le)-connection-[a-z-]+[a-z]|[A-Z][A-Za-z.]+)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What the words name: codes, in the order in which they stand, and causes."""

    codes: tuple[Code, ...]
    causes: tuple[str, ...]


def find(words: Iterable[str]) -> Found:
    """The codes and causes that `words` name exactly. Several words may be one line, or several codes."""
    words = [word.strip() for word in words if word.strip()]
    text = " ".join(words)[:LONGEST]
    codes = dict.fromkeys(code for word in text.split() if (code := parse(word)))
    codes.update(dict.fromkeys(_spaced(text)))
    if not codes:
        for ask in _ASKED_IN_TURN:
            codes.update(dict.fromkeys(ask(text)))
            if codes:
                break
    codes.update(dict.fromkeys(_named(words, text)))
    if not codes:
        codes.update(dict.fromkeys(_bare(text)))
    lowered = text.lower()
    causes = [word for word in lowered.split() if word in CAUSES]
    causes += causes_of_fact(kernel_lines.fact_of(text) or "")[:1]
    causes += [phrase.cause] if (phrase := phrase_in(text)) else []
    return Found(tuple(codes), tuple(dict.fromkeys(causes)))


def _number(text: str) -> int:
    return int(text, 16) if text[:2].lower() == "0x" else int(text)


def _spaced(text: str) -> Iterator[Code]:
    stated_codes = [(found.start, found.end, found.statement.code) for found in stated(text, frozenset())]
    for match in _SPACED.finditer(text):
        number = _number(match[2])
        within = (code for start, end, code in stated_codes if start < match.end() <= end)
        if match[1].lower() == "smp" and any(code != number for code in within):
            continue  # the length of Wireshark's line, the number of a PDU
        spaces = _SPACE_WORDS[match[1].lower()]
        if "gatt" in spaces and number in android_gatt.OF_LINK:
            spaces = ("hci", *spaces)
        for space in spaces:
            known = lookup(space, number)
            if known:
                yield known


def _lines(text: str, patterns: Lines) -> Iterator[Code]:
    """The first pattern that fits a number says what it is; a later one cannot claim the same number."""
    taken: set[tuple[int, int]] = set()
    for pattern, spaces in patterns:
        for match in pattern.finditer(text):
            if match.span(1) in taken:
                continue
            known = [code for code in (lookup(space, _number(match[1])) for space in spaces) if code]
            fitting = [code for code in known if code.name.casefold() in match[0].casefold()] or known
            if fitting:
                taken.add(match.span(1))
                yield from fitting


def _of_a_stack(text: str, stacks: frozenset[str]) -> Iterator[Code]:
    """What any stack's vocabulary states in the line; of `stacks` also what others write."""
    for found in stated(text, stacks):
        code = lookup(found.statement.space, found.statement.code)
        if code:
            yield code


def _hresults(text: str) -> Iterator[Code]:
    """HRESULTs in hexadecimal or as the negative number that they are for a program, and Win32's errors."""
    for found in _HRESULT.finditer(text):
        number = _WIN32 + int(found["win32"]) if found["win32"] else int(found[0], 0) & 0xFFFFFFFF
        known = lookup("hresult", number)
        if known is None and number & 0xFFFFFF00 == _ATT_FACILITY:
            known = lookup("att", number & 0xFF)
        if known:
            yield known


def _alone(text: str) -> Iterator[Code]:
    """A word for a number and the number: what it is in every stack that adds something to it."""
    found = _ALONE.match(text)
    if found is None:
        return
    number = _number(found[1])
    codes = [lookup("gatt", number)] if number >= _GATT_S_OWN else []
    computed = [lookup(*known[:2]) for meaning in _COMPUTED if (known := meaning(number))]
    plain = [lookup(space, number) for space in SPACES if space not in _NOT_BARE]
    codes += [*plain, *computed] if found[1][:2].lower() == "0x" and number < _GATT_S_OWN else [*computed, *plain]
    yield from (code for code in codes if code)


_ASKED_IN_TURN: tuple[Callable[[str], Iterator[Code]], ...] = (
    lambda text: _lines(text, _LINES),
    lambda text: _of_a_stack(text, frozenset()),
    _hresults,
    lambda text: _lines(text, _VAGUE),
    lambda text: _of_a_stack(text, _ALL_STACKS),
    _alone,
)
"""The ways to read a line, the surest first."""


def _named(words: list[str], text: str) -> Iterator[Code]:
    """Errors by name: D-Bus names anywhere, standard names of other spaces where they are all that was given."""
    for match in _DBUS_NAME.finditer(text):
        code = lookup("dbus", match[1].rstrip("."))
        if code and not (code.name in {"Failed", "Busy", "Blocked", "Rejected", "Canceled"} and len(text.split()) > 1):
            yield code
    if code := code_named(text):
        yield code
    whole = text.casefold()
    names = set(text.split())
    for space, table in SPACES.items():
        if space in ("dbus", "ll"):
            continue
        yield from (code for code in table.values() if code.name.casefold() == whole or code.name in names & _SYMBOLS)


def _bare(text: str) -> Iterator[Code]:
    """Numbers alone: every space that has them."""
    matches = [_BARE.match(word) for word in text.split()]
    for match in matches if all(matches) else ():
        codes = (lookup(space, _number(match[1])) for space in SPACES if space not in _NOT_BARE if match)
        yield from (code for code in codes if code)


_NOT_BARE = ("dbus", "ll", "windows", "hresult", "android", "cb", "nimble", "errno", "nrf")
"""Spaces whose numbers nobody writes alone."""

_SYMBOLS = frozenset(
    code.name.split()[0]
    for space in ("zephyr", "nordic", "nrf", "windows", "hresult")
    for code in SPACES[space].values()
)
