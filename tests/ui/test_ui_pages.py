"""Pages of the knowledge base on the screen: no Markdown, lines that fill the width, code line by line."""

import pytest

from pairtui.knowledge.causes import CAUSES
from pairtui.knowledge.pages import page
from pairtui.ui.text.page_rows import page_rows

PAGE = """# A title

Cause `no-agent`, group gateway.

```
> SMP: Pairing Failed   Reason: Unspecified reason (0x08)
Failed to pair
```
The first words of a paragraph
go on here.

- an item
  that goes on
- another
1. first
"""

CODE = """smp:0x08  Unspecified Reason
  SMP Pairing Failed reason
  Sent by this gateway: A calculation failed, the prompt could not
    be sent.
"""


def lines(text: str, columns: int = 40) -> list[str]:
    return [line.text.rstrip() for line in page_rows(text, columns)]


def test_a_page_without_its_markdown():
    assert lines(PAGE) == [
        "A title", "", "Cause no-agent, group gateway.", "",
        "  > SMP: Pairing Failed Reason:", "  Unspecified reason (0x08)", "  Failed to pair",
        "The first words of a paragraph go on", "here.", "",
        "- an item that goes on", "- another", "1. first",
    ]  # fmt: skip


def test_what_a_code_means_keeps_its_lines():
    assert lines(CODE, 80) == [
        "smp:0x08 Unspecified Reason",
        "  SMP Pairing Failed reason",
        "  Sent by this gateway: A calculation failed, the prompt could not be sent.",
    ]


@pytest.mark.parametrize("cause", CAUSES)
def test_every_page_is_drawn_whole_and_in_its_width(cause):
    text = page(cause)
    for columns in (40, 72):
        rows = page_rows(text, columns)
        assert all(row.cells <= columns for row in rows)
        drawn = " ".join(row.text for row in rows).replace("`", "")
        words = set(text.replace("```sh", "").replace("`", "").replace("#", "").split())
        assert words - set(drawn.replace("#", "").split()) <= {word for word in words if len(word) > 36}
