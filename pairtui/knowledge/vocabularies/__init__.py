"""The words of the stacks whose logs people send: what each of their lines states, one module a stack."""

from collections.abc import Collection
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple

from pairtui.knowledge.vocabularies.literals import literals
from pairtui.knowledge.vocabularies.vocabulary import Row, Says, Statement, Vocabulary

__all__ = ["VOCABULARIES", "Found", "Row", "Says", "Statement", "Vocabulary", "stated", "vocabularies_in"]

_MODULES = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]

VOCABULARIES = tuple(
    sorted(
        (each for module in _MODULES for each in vars(module).values() if isinstance(each, Vocabulary)),
        key=lambda each: (each.place, each.stack),
    )
)
"""Those of all modules here, in the order in which they are asked: of two that know the same words, the first speaks."""


class Found(NamedTuple):
    """One statement of a line: the vocabulary that has it, and where its words begin and end."""

    start: int
    end: int
    statement: Statement
    vocabulary: Vocabulary
    common: bool


_WORDS = {vocabulary.stack: literals(vocabulary.distinctive.pattern) for vocabulary in VOCABULARIES}
"""One of these stands in every line that identifies the stack; they are found ten times as fast as the pattern is."""


_TRIED = [(word, each, row) for each in VOCABULARIES for row in each.rows for word in row.key.split("|")]


def vocabularies_in(line: str) -> list[Vocabulary]:
    """The stacks that wrote this line, by words that only one of them writes."""
    lowered = line.lower()
    return [
        vocabulary
        for vocabulary in VOCABULARIES
        if any(word in lowered for word in _WORDS[vocabulary.stack]) and vocabulary.distinctive.search(line)
    ]


def stated(line: str, known: Collection[str]) -> list[Found]:
    """What a line states, in its order; rows that several stacks have count for those that are `known`.

    Those of stacks that are not known are left out: ask again once something has identified the stack.
    """
    lowered = line.lower()
    found: list[Found] = []
    for word, vocabulary, row in _TRIED:
        if word not in lowered or (row.common and vocabulary.stack not in known):
            continue
        for match in row.pattern.finditer(line):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            if statement := row.read(match):
                found.append(Found(match.start(), match.end(), statement, vocabulary, row.common))
    return sorted(found, key=lambda each: each.start)
