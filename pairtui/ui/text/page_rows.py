"""A page of the knowledge base, which is Markdown, as rows."""

import re
from collections.abc import Iterator

from pairtui.ui.text.cells import width, wrap
from pairtui.ui.text.rows import BLANK, Row, paragraph, row

_BEGINS = re.compile(r"#|[-*] |\d+\. ")
"""How a heading or an item begins."""


def page_rows(text: str, columns: int) -> list[Row]:
    """Headings as such, what is set off line by line, the rest as paragraphs that fill the width."""
    rows: list[Row] = []
    for line, set_off in _blocks(text):
        if set_off:
            rows += [row(("  ", "text"), (part, "muted")) for part in _code(line, columns - 2)]
        elif line.startswith("#"):
            rows += paragraph(line.lstrip("# "), "heading", columns)
        else:
            rows += paragraph(line.strip().replace("`", ""), "text", columns, _indent(line)) or [BLANK]
    return rows


def _code(line: str, columns: int) -> list[str]:
    """A line of code as it stands, where it fits."""
    return [line] if width(line) <= columns else wrap(line, columns)


def _blocks(text: str) -> Iterator[tuple[str, bool]]:
    """Each paragraph, item, heading or line of code of the page on one line, and whether it is code."""
    block, code = "", False
    for line in [*text.splitlines(), "```"]:
        fence = line.startswith("```")
        if block and not fence and _goes_on(block, line):
            block += f" {line.strip()}"
            continue
        if block:
            yield block, False
            block = ""
        if fence:
            code = not code
        elif code or not line:
            yield line, code
        else:
            block = line


def _goes_on(block: str, line: str) -> bool:
    """Whether `line` belongs to the paragraph or item before it."""
    if not line or block.startswith("#") or _BEGINS.match(line):
        return False
    deeper = _indent(line) - _indent(block)
    return deeper > 0 if _BEGINS.match(block) or _indent(block) else deeper == 0


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
