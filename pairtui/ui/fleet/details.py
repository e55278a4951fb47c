"""What is read about one line of a fleet's table."""

from math import isinf

from pairtui.report.fleet_rows import Contrast
from pairtui.ui.fleet.tables import conditions_text
from pairtui.ui.text.rows import BLANK, Row, paragraph


def contrast_rows(item: Contrast, columns: int) -> list[Row]:
    """One finding in words: how much more often, how sure, and which conditions always go together."""
    often = "It fails nowhere else." if isinf(item.ratio) else f"That is {item.ratio:.1f} times as often as elsewhere."
    counted = f"{item.failed} of {item.within} fail there (a gateway with one model of device counts once)"
    rows = [
        *paragraph(f"{item.cause}: {conditions_text(item)}", "heading", columns),
        BLANK,
        *paragraph(f"{counted}, on {item.gateways} gateways.", "text", columns),
        *paragraph(often, "text", columns),
        *paragraph(
            f"If nothing made a difference, so much would come about with a probability of {item.p:.1g} "
            "(Fisher's exact test, one-sided; all that was tried taken into account).",
            "muted",
            columns,
        ),
    ]
    if item.instead:
        rows += [
            BLANK,
            *paragraph(
                "These go together on the same gateways, so that the attempts cannot tell which of them it is. Change "
                "one of them on a few gateways to find out.",
                "warning",
                columns,
            ),
        ]
    return rows
