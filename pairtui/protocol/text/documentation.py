"""Whether the failures that a text shows happened to somebody, or are a page of documentation's samples."""

import re

HEAD = 1 << 15
"""Characters from a text's beginning that are looked at."""

_HEADING = re.compile(
    r"^[> ]{0,4}(?:#{1,6} {1,4}[*_]{0,3}(\w[^\n#*_]{0,60}?|\[[^\n#*_]{1,60}?)[*_:]{0,3} {0,4}#{0,6}$|"
    r"[*_]{2}([A-Z][a-z]{2,12}):?[*_]{2}:?(?=\s))",
    re.MULTILINE,
)
"""A heading, or a word in bold that a paragraph begins with as with one."""

_SECTION = re.compile(
    r"symptoms?|causes?|mechanisms?|telling (?:it|them) apart|fix(?:es)?|solutions?|workarounds?|remed(?:y|ies)|"
    r"commands?|"
    r"sources?|references?|see also|further reading|(?:basic )?usage|install(?:ation|ing)?|getting started|"
    r"quick ?start|requirements|prerequisites|dependencies|configuration|options|licen[cs]e|contributing|"
    r"api(?: reference)?|examples?|troubleshooting|faq|frequently asked questions|change ?log|release notes|"
    r"features|known (?:issues|problems|limitations)|(?:table of )?contents|overview|background|glossary|"
    r"(?:common|typical|possible|likely) (?:causes|errors|problems|issues)|error codes|supported [\w ]{2,30}|"
    r"breaking changes|deprecated|fixed|added|changed|removed|migration(?: guide)?|"
    r"(?:version |v)?\[?[0-9]{1,4}\.[0-9]{1,4}(?:\.[0-9]{1,6})?[^\n]{0,30}",
    re.IGNORECASE,
)
"""The sections of manuals, README files and lists of changes."""

_ENOUGH = 3
"""Such sections that make a text one of these: a report of a failure has one or two of them."""

_REPORTED = re.compile(
    r"\b(?:I(?:['’](?:m|ve|d|ll)| (?:am|have|had|was|get|got|see|saw|can|could|did|do|tr(?:y|ied)|use|want|think|found|"
    r"ran|run|need|just|also|still)\b)|[Mm]y (?=[a-z]))|^#{1,6} [^\n]{0,30}\b(?i:steps to reproduce|to reproduce|"
    r"expected|actual|observed|describe|what happened|environment|the problem|your (?:system|version))\b",
    re.MULTILINE,
)
"""Somebody reports what happened to them."""


_SUPPOSED = re.compile(
    r"^[^\n]{0,80}\b(?:you|it|this|that) (?:may|might|could)(?: also| even| then)? "
    r"(?:see|get|find|say|show|look like)\b[^\n]{0,60}:$",
    re.MULTILINE | re.IGNORECASE,
)
"""What stands over lines that somebody may see: nobody says that they were seen."""


_HAPPENED = re.compile(
    r"\b(?:I|[Ww]e|[Mm][ey]|[Oo]urs?|failed|got|gave|threw|thrown|showed|returned|reported|refused|rejected|stopped|"
    r"disconnected|happened|tried|crashed|worked|appeared|received|logged|said|saw|seen|every time|raise[sd]|"
    r"fails (?:with|at|after|on|when|every))\b"
)
"""Words of somebody who says what happened; a page that explains an error can do without them."""


def is_report(head: str) -> bool:
    """Whether somebody says in the text that begins with `head` that something happened."""
    return _HAPPENED.search(head) is not None or _REPORTED.search(head) is not None


def is_documentation(head: str) -> bool:
    """Whether the text that begins with `head` is a manual, a README file, a list of changes, or supposes."""
    headings = {(found[1] or found[2]).strip().lower() for found in _HEADING.finditer(head)}
    sections = [heading for heading in headings if _SECTION.fullmatch(heading)]
    return (len(sections) >= _ENOUGH or _SUPPOSED.search(head) is not None) and not _REPORTED.search(head)
