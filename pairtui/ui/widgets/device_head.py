"""The head of the list of devices: how many there are, whether it is scanned, what they are sorted by, the filter."""

from pairtui.ui.text.cells import cut, fit, tail, width
from pairtui.ui.text.rows import Row, Span, between, row
from pairtui.ui.widgets.device_lines import WITH_WORDS, Layout
from pairtui.ui.widgets.device_order import STRENGTH


def typed_filter(filter: str, columns: int) -> Row:
    """The filter while it is typed."""
    return between([_mark(True), ("/", "key"), (tail(filter, columns - 3), "heading"), ("▏", "accent")], [], columns)


def kept_filter(filter: str, shown: int, known: int, focus: bool, columns: int) -> Row:
    """The filter that is kept, and how many of the devices match it."""
    count = f" {shown} of {known} "
    text = cut(filter, columns - len(count) - 2)
    return between([_mark(focus), (f"/{text}", "key"), (count, _role(focus))], [], columns)


def list_head(count: int, scanning: bool, order: str, focus: bool, layout: Layout) -> Row:
    """How many devices there are, whether the adapter scans, and the heads of the columns where there are any."""
    columns = layout.columns
    left: list[Span] = [_mark(focus), (f"Devices {count}", _role(focus))]
    state: Span = ("◌ scanning ", "accent") if scanning else ("○ not scanning ", "muted")
    if order != STRENGTH:
        left.append((f" by {order}", "accent"))
        state = (state[0] if columns >= WITH_WORDS else f"{state[0][0]} ", state[1])
    heads = layout.heads()
    if not heads:
        return between(left, [state], columns)
    if sum(width(text) for text, _ in (*left, state)) + 2 > heads[0].start:
        state = (f"{state[0][0]} ", state[1])
    first = between([*left, ("  ", "text"), state], [], heads[0].start)
    spans = [*first.spans, (" " * (heads[0].start - first.cells), "text")]
    for head, after in zip(heads, [*(head.start for head in heads[1:]), columns], strict=True):
        spans.append((fit(head.title, after - head.start), "heading" if head.order == order else "muted"))
    return row(*spans)


def _mark(focus: bool) -> Span:
    return ("▌", "accent") if focus else (" ", "text")


def _role(focus: bool) -> str:
    return "heading" if focus else "muted"
