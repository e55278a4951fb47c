"""Lines made from the patterns of a table: each choice of a pattern is taken once; what the pattern finds is told."""

import inspect
import re
from collections.abc import Iterator
from re import _constants as of  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

from pairtui.knowledge.vocabularies.vocabulary import Row, Statement

PEER = "C0:11:22:33:44:55"
_CLASSES = {
    of.CATEGORY_DIGIT: "4",
    of.CATEGORY_SPACE: " ",
    of.CATEGORY_WORD: "w",
    of.CATEGORY_NOT_DIGIT: "w",
    of.CATEGORY_NOT_SPACE: "w",
    of.CATEGORY_NOT_WORD: " ",
}
_ANY = "w4 x:-.(/Z,_=\"'[#"
_GAP = -1
"""Whether any number of other characters is a blank rather than nothing."""

_NUMBERS = ("code", "reason", "status", "error", "number", "constant")
_CODES = (
    "8",
    "0x05",
    "19",
    "1",
    "5",
    "1035",
    "133",
    "0x52",
    "0x66",
    "0x1006",
    "4102",
    "6",
    "05",
    "4B05",
    "0x0405",
    "12",
    "0x08",
    "515",
    "0x205",
    "0x0205",
    "708",
    "0x800704c7",
    "-2147023673",
    "0x80650005",
    "0x80070005",
    "3004",
    "1025",
    "61",
    "0006",
    "-12",
)
_NAMED = ("name", "more", "constant")
_NAMES = """PASSKEY_ENTRY_FAILED|CONFIRM_VALUE|CONFIRM_VALUE_ERR|Passkey Entry Failed|AuthenticationFailure
SM_ERR_PASSKEY|UNSPECIFIED_REASON|UNBOND_REASON_AUTH_FAILED|CONFIRM_VALUE_FAILED|AUTHENTICATION_FAILED
SmInsufficientResources_c|BT_SECURITY_ERR_AUTH_FAIL|SEC_STATUS_CONFIRM_VALUE
CONFIRM_MISMATCH|Authentication|Failed|Insufficient Authentication
CONFIRMATION_VALUE_FAILED|CONFIRM_VALUE_NOT_MATCH|CONNECTION_TIMEOUT""".replace("\n", "|").split("|")
_HERE = (of.AT, of.ASSERT, of.ASSERT_NOT, of.FAILURE)


def _one_of(items: list) -> str:
    if items[0][0] is of.NEGATE:
        return next(each for each in _ANY if not any(_within(item, each) for item in items[1:]))
    op, what = items[0]
    return chr(what) if op is of.LITERAL else chr(what[0]) if op is of.RANGE else _CLASSES[what]


def _within(item: tuple, each: str) -> bool:
    op, what = item
    if op is of.LITERAL:
        return bool(ord(each) == what)
    if op is of.RANGE:
        return bool(what[0] <= ord(each) <= what[1])
    return {
        of.CATEGORY_DIGIT: each.isdigit(),
        of.CATEGORY_SPACE: each.isspace(),
        of.CATEGORY_WORD: each.isalnum() or each == "_",
        of.CATEGORY_NOT_DIGIT: not each.isdigit(),
        of.CATEGORY_NOT_SPACE: not each.isspace(),
        of.CATEGORY_NOT_WORD: not (each.isalnum() or each == "_"),
    }[what]


def _lines(items: list, named: dict[int, str]) -> Iterator[str]:
    """The first line that these items of a pattern find, then one for each other choice in them."""
    first = [next(_of(item, named)) for item in items]
    yield "".join(first)
    for at, item in enumerate(items):
        others = _of(item, named)
        next(others)
        for other in others:
            yield "".join((*first[:at], other, *first[at + 1 :]))


def _of(item: tuple, named: dict[int, str]) -> Iterator[str]:
    op, what = item
    if op in _HERE:
        yield ""
    elif op is of.LITERAL:
        yield chr(what)
    elif op is of.NOT_LITERAL:
        yield next(each for each in _ANY if ord(each) != what)
    elif op is of.ANY:
        yield "w"
    elif op is of.IN:
        yield _one_of(what)
    elif op is of.CATEGORY:
        yield _CLASSES[what]
    elif op is of.BRANCH:
        for choice in what[1]:
            yield from _lines(list(choice), named)
    elif op is of.SUBPATTERN:
        yield from (named[what[0]],) if what[0] in named else _lines(list(what[3]), named)
    elif op in (of.MAX_REPEAT, of.MIN_REPEAT, of.POSSESSIVE_REPEAT):
        least, _most, inner = what
        if least:
            yield from (each * least for each in _lines(list(inner), named))
        else:
            yield " " if _GAP in named and inner[0][0] in (of.NOT_LITERAL, of.ANY) else ""
    elif op is of.GROUPREF:
        yield named.get(what, "")
    else:
        raise NotImplementedError(op)


def lines_of(pattern: re.Pattern[str], **groups: str) -> list[str]:
    """Lines that the pattern finds; a group named here has this text."""
    named = {pattern.groupindex[name]: text for name, text in groups.items() if name in pattern.groupindex}
    tree = list(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))
    made = (*_lines(tree, named), *_lines(tree, {**named, _GAP: " "}))
    return [line for line in dict.fromkeys(made) if pattern.search(line)]


def keyed(row: Row, line: str) -> bool:
    """Whether a word stands in the line without which the row is not tried."""
    return any(word in line.lower() for word in row.key.split("|"))


def stating(row: Row) -> list[tuple[str, Statement]]:
    """Lines that this row of a vocabulary reads, each with what it states; of numbers the first that states any."""
    names = (*(inspect.getclosurevars(row.read).nonlocals.get("names") or ()), *_NAMES)
    for groups in (
        {},
        *(dict.fromkeys(_NAMED, name) for name in names),
        *(dict.fromkeys(_NUMBERS, code) for code in _CODES),
    ):
        made = (line for line in lines_of(row.pattern, address=PEER, kind="random", **groups) if keyed(row, line))
        if told := [(line, said) for line in made if (found := row.pattern.search(line)) and (said := row.read(found))]:
            return told
    return []
