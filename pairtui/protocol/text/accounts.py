"""What people write beside a log, or instead of one: their sentences, kept to the end of the text."""

import re
from collections.abc import Iterable, Iterator

from pairtui.protocol.record import Account
from pairtui.protocol.text.documentation import HEAD, is_documentation, is_report
from pairtui.protocol.text.loose_lines import LooseLine
from pairtui.protocol.text.sentences import SENTENCE_END, without_advice

MOST = 12000
"""Characters that are kept: what is wrong stands at the beginning."""

_MARK = re.compile(r"\A[\s>*•#-]+")
_ASKED = re.compile(
    r"\A(?:is it|is there|are there|how (?:do|to|can|does)|can (?:i|we|you|this)|does (?:it|this|the|any)|what|where|"
    r"if you|could you|would it|please|adds?|fix(?:es)?|handles?|implements?|registers?|supports?|auto-\w+|updates?|"
    r"refactors?|bumps?|ensures?|allows?|make sure|verify|why (?:would|might|should))\b|"
    r"\A(?:feat|fix|chore|docs|refactor|test|ci|build|perf|style)(?:\([^)\n]{1,40}\))?!?: |"
    r"\b(?:would be (?:great|nice|good)|feature request|add(?:s|ed|ing)? support|should be (?:able|possible))\b",
    re.IGNORECASE,
)
"""A question, a wish, or a note on a change: none states a failure."""


_NO_FAILURE = re.compile(
    r"(?:n['’]t|\b(?:not|never|no longer|without|no|nothing|stopped))"
    r"(?: (?:is|gets?|any|an?|more|ever|have|had|see|show|pairing|bonding|connection|bluetooth)){0,3} "
    r"(?:fail(?:s|ed|ing)?(?! to\b)|failures?|problems?|issues?|crash(?:es|ed|ing)?|los(?:e|es|t|ing)|forgets?|"
    r"replaces?|overwrites?|deleted|removed|erased|errors?(?! [0-9:-]))\b(?: or \w+)?|"
    r"\b(?:fix(?:ed|es)|resolv(?:ed|es)) (?:\S+ ){0,3}(?:crash|failure|issue|problem)\b",
    re.IGNORECASE,
)
"""What is said not to fail, and what was mended."""


class Accounts:
    """Takes the lines of prose out of a text's lines."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._size = 0
        self._head = ""

    def seen(self, text: str) -> str:
        """Take in a piece of the whole text, whatever its lines are, and give it back."""
        if (room := HEAD - len(self._head)) > 0:
            self._head += text[:room]
        return text

    def without(self, lines: Iterable[LooseLine]) -> Iterator[LooseLine]:
        """These lines but for those of prose, which are kept."""
        for line in lines:
            if isinstance(line.line, Account):
                self._keep(line.line.text)
            else:
                yield line

    def _keep(self, line: str) -> None:
        """Keep this line; one that goes on from the last, as a mail breaks them, is put to it."""
        line = _MARK.sub("", line)
        if self._size > MOST:
            return
        self._size += len(line)
        if self._lines and line[:1].islower() and not self._lines[-1].endswith((".", "!", "?", ":")):
            line = f"{self._lines.pop()} {line}"
        self._lines.append(line)

    def account(self) -> Account:
        """The sentences that may state a failure, one a line, and what kind of text they stand in."""
        said = "\n".join(self._sentences(self._lines))
        return Account(said, is_documentation(self._head), is_report(self._head))

    @staticmethod
    def _sentences(lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            for sentence in SENTENCE_END.split(line):
                said = without_advice(sentence).strip()
                if said and not _ASKED.search(said):
                    yield _NO_FAILURE.sub("", said)
