"""What an application shows, as text and as an SVG document."""

import io
import re
from collections.abc import Iterable, Iterator

from rich.segment import Segment
from textual.app import App


def screen_text(app: App[int]) -> str:
    """The characters an application shows, a line per row, without the spaces at their ends."""
    from pairtui.ui.terminal.textual_private import screen_segments

    text = "".join(segment.text for segment in screen_segments(app))
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def screen_svg(app: App[int], title: str) -> str:
    """What an application shows as an SVG document."""
    from rich.console import Console
    from rich.segment import Segments

    from pairtui.ui.terminal.textual_private import screen_segments

    console = Console(
        width=app.size.width,
        height=app.size.height,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        record=True,
        legacy_windows=False,
        safe_box=False,
        _environ={},
    )
    console.print(Segments(_words(screen_segments(app))), end="")
    # Rich would make the id from the style objects' text, in which some carry a number of the run.
    return _in_cells(console.export_svg(title=title, unique_id="pairtui"))


def _in_cells(svg: str) -> str:
    """The document with every glyph in its cell, whoever draws it.

    Rich fetches a font from the network, which pictures in a README may not, and whose marks come from other fonts.
    Here a font that has them is named first, and so large that its letters are as wide as a cell: what ignores
    `textLength`, as librsvg does, then keeps the columns too. A mark that stands alone is squeezed into its cell.
    """
    return _LONE.sub(r'\g<0> lengthAdjust="spacingAndGlyphs"', _FACES.sub("", svg)).replace(_FONT, _FITTING)


def _words(segments: Iterable[Segment]) -> Iterator[Segment]:
    """The same text in pieces that neither begin with a space nor hold a mark or a wide character among others.

    Renderers of SVG drop leading spaces, and stretch a text by its characters, not by its cells.
    """
    from rich.segment import Segment

    for text, style, _ in segments:
        for piece in _PIECES.findall(text):
            yield Segment(piece, style)


_TEXT = r"[\x21-\u10ff\u2010-\u2027\u2030-\u205e\u20a0-\u214f]"
_PIECES = re.compile(rf"\n| +|{_TEXT}+(?: {_TEXT}+)*|[\u2500-\u257f]+|.")
"""Line breaks, spaces, words, lines drawn of the box's characters, and whatever else by itself."""

_FACES = re.compile(r"@font-face \{[^}]*\}\s*")
_FONT = "font-family: Fira Code, monospace;\n        font-size: 20px;"
_FITTING = (
    'font-family: "DejaVu Sans Mono", Menlo, "Cascadia Mono", Consolas, "Liberation Mono", monospace;\n'
    "        font-size: 20.26px;"
)
"""Rich's cells are 12.2 units wide; a letter of DejaVu Sans Mono and of Menlo is 0.602 of its size."""

_LONE = re.compile(r'textLength="12\.2"')
