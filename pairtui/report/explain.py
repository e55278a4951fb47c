"""What a code, an error name, a cause or a pasted log line means, as text."""

import textwrap
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pairtui.knowledge.causes import CAUSES
from pairtui.knowledge.code_causes import causes_of
from pairtui.knowledge.codes import SPACE_NAMES, SPACES, Code, code_text, parse
from pairtui.knowledge.devices import Book, shipped
from pairtui.knowledge.fixes import words as words_of
from pairtui.knowledge.log_phrase import LogPhrase
from pairtui.knowledge.log_phrases import phrase_in
from pairtui.knowledge.pages import page, sections
from pairtui.knowledge.terms import TERMS, meaning
from pairtui.report.code_finder import LONGEST, find
from pairtui.report.device_page import device_page

if TYPE_CHECKING:
    from pairtui.pairing.model import Model

WIDTH = 100
_LINE = 4
"""From so many words on, what is asked may be a line of a log."""

MOST_ENTRIES = 4
MOST_FIXES = 4
"""Causes of which the fixes are shown beside the first one's page; more codes than this get the list only."""


def explain(words: list[str], book: Book | None = None) -> str | None:
    """Everything known about what `words` name, or None for nothing.

    `words` are a term (`LTK`), codes (`smp 8`, `0x06`, `zephyr 9`), D-Bus errors, names of codes (misspelt, too),
    causes, models of the device `book`, or a log line.
    A cause shows its whole page, and so does the first cause of a single code; the others show their fixes.
    """
    if term := meaning(" ".join(words)[:LONGEST]):
        return "\n".join(textwrap.wrap(term, WIDTH, subsequent_indent="  ", replace_whitespace=False)) + "\n"
    found = find(words)
    codes, causes = list(found.codes), list(found.causes)
    if not codes and not causes:
        asked = " ".join(words)[:LONGEST]
        entries = (book or shipped()).named(asked)
        if entries:
            return "\n".join(map(device_page, entries[:MOST_ENTRIES]))
        codes = _codes_in_log(words)
    if not codes and not causes:
        codes, causes = _fuzzy(asked)
    if not codes and not causes:
        return None
    line = phrase_in(" ".join(words)[:LONGEST])
    parts = [_line(line)] if line else []
    parts += [_code(code) for code in codes]
    likely = [cause for cause in dict.fromkeys([*_causes_in_log(words), *_likely(codes)]) if cause not in causes]
    if likely:
        parts.append(_listed(likely))
    whole = causes or (likely[:1] if len(codes) == 1 else [])
    if line is not None and line.cause == "unknown":  # its page says less than the line
        whole = [cause for cause in whole if cause != line.cause]
    parts += [page(cause) for cause in whole]
    if len(codes) <= MOST_FIXES:
        parts += [_fixes(cause) for cause in likely[:MOST_FIXES] if cause not in whole]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def everything() -> str:
    """What can be explained: the kinds of codes with how many there are, and every cause with its title."""
    width = max(len(space) for space in SPACES)
    rows = [f"  {space:<{width}}  {len(table):4}  {SPACE_NAMES[space]}" for space, table in SPACES.items() if table]
    causes = _listed(list(CAUSES)).partition("\n")[2]
    return "\n".join(
        [
            "Codes, as `pairtui explain smp 8` or `pairtui explain 0x06`:",
            *rows,
            "",
            "Causes, as `pairtui explain wrong-passkey` or by words of their titles:",
            causes,
            "",
            "Terms, as `pairtui explain LTK`:",
            textwrap.fill(", ".join(TERMS), WIDTH, initial_indent="  ", subsequent_indent="  "),
            "",
            "And error names, log lines pasted whole, and the models that `pairtui book` lists.",
            "",
        ]
    )


def _by_words(asked: str) -> list[str]:
    """The causes whose id and title have all these words."""
    words = set(asked.replace("-", " ").split())
    said = {id: set(f"{id.replace('-', ' ')} {cause.title.casefold()}".split()) for id, cause in CAUSES.items()}
    return [id for id, title in said.items() if words and words <= title]


def _by_symptom(asked: str) -> list[str]:
    """The causes whose page has these words among what people see of it."""
    return [id for id in CAUSES if asked in sections(id)["Symptom"].casefold()] if len(asked.split()) >= _LINE else []


def nearest(words: list[str]) -> list[str]:
    """Up to three names that come near to what was asked."""
    asked = " ".join(words)[:200].casefold()
    return [_NAMES[name] for name in get_close_matches(asked, _NAMES, n=3, cutoff=0.45)]


def _fuzzy(asked: str) -> tuple[list[Code], list[str]]:
    """Codes and causes whose name is nearly what was asked, or contains it; causes of which it is a symptom."""
    asked = asked.casefold().strip()
    if len(asked) < 4 or len(asked) > 80:
        return [], []
    close = get_close_matches(asked, _NAMES, n=1, cutoff=0.8)
    names = close or ([name for name in _NAMES if asked in name] if len(asked) > 5 else [])
    causes = [_NAMES[name] for name in names if _NAMES[name] in CAUSES] or _by_words(asked) or _by_symptom(asked)
    codes = [code for name in names for code in _BY_NAME.get(name, ())]
    return codes[:8], causes[:2]


def _likely(codes: list[Code]) -> list[str]:
    """The causes that the codes point to, those that several of them point to first."""
    votes: dict[str, int] = {}
    for code in codes:
        for cause in causes_of(code_text(code.space, code.number)):
            votes[cause] = votes.get(cause, 0) + 1
    return sorted(votes, key=lambda cause: -votes[cause])


def _as_log(words: list[str]) -> "Model | None":
    """What the words lead to where they are read as a line of a log; None where they are too few to be one."""
    if len(" ".join(words).split()) < _LINE:
        return None
    # What reads logs is imported for a line alone: a code is explained without it in half the time.
    from pairtui.pairing.analysis import events_of, model_of
    from pairtui.protocol.text.reader import TextReader

    return model_of(events_of(TextReader(), [" ".join(words).encode()]))


def _causes_in_log(words: list[str]) -> list[str]:
    """The causes that a line of a log gives away, of which more than a number speaks."""
    model = _as_log(words)
    verdicts = [*(attempt.diagnosis for attempt in model.attempts.values()), *model.findings] if model else []
    return [verdict.cause for verdict in verdicts if verdict and verdict.confidence != "possible"]


def _codes_in_log(words: list[str]) -> list[Code]:
    """The codes that a line of a log stands for."""
    model = _as_log(words)
    failures = [*(attempt.failure for attempt in model.attempts.values()), *model.findings] if model else []
    return [code for failure in failures if failure and failure.code and (code := parse(failure.code))]


def _line(line: LogPhrase) -> str:
    fixes = [text for name in line.fixes for text in _wrapped(f"- {words_of(name, 'this gateway')}")]
    return "\n".join([line.title or CAUSES[line.cause].title, *_wrapped(line.explanation), *fixes])


def _code(code: Code) -> str:
    lines = [f"{code_text(code.space, code.number)}  {code.name}", f"  {SPACE_NAMES[code.space]}"]
    lines += _wrapped(code.meaning)
    if code.sent_by_linux:
        lines += _wrapped(f"Sent by this gateway (`<` in btmon): {code.sent_by_linux}")
    if code.received:
        lines += _wrapped(f"Received from the peer (`>`): {code.received}")
    if code.becomes:
        chain = " -> ".join(f"{text} {_name(text)}".rstrip() for text in code.becomes)
        lines += _wrapped(f"Further up it becomes: {chain}")
    return "\n".join(lines)


def _name(text: str) -> str:
    code = parse(text)
    return "" if code is None or code.space == "dbus" else code.name


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _listed(causes: list[str]) -> str:
    width = max(map(len, causes))
    rows = [f"  {cause:<{width}}  {CAUSES[cause].title}" for cause in causes]
    return "\n".join(["Causes to look at (`pairtui explain CAUSE` shows each one's page):", *rows])


def _fixes(cause: str) -> str:
    return f"If it is {cause} ({CAUSES[cause].title}):\n\n{sections(cause)['Fixes']}"


_BY_NAME: dict[str, list[Code]] = {}
for _table in SPACES.values():
    for _known in _table.values():
        if _known.space != "ll":
            _BY_NAME.setdefault(_known.name.casefold(), []).append(_known)

_NAMES: dict[str, str] = {
    **{name: codes[0].name for name, codes in _BY_NAME.items()},
    **{cause.title.casefold(): cause.id for cause in CAUSES.values()},
    **{id: id for id in CAUSES},
}
"""What can be asked for by name, folded, and how it is written."""
