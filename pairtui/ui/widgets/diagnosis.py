"""The diagnosis under the ladder: who refused and why, and the fixes with the key that does each."""

from pairtui.pairing.attempt import Alternative, Confidence, Diagnosis, Evidence, Fix
from pairtui.ui.text.cells import width, wrap, wrap_to
from pairtui.ui.text.rows import BLANK, Row, between, hanging, row

_CONFIDENCE = {
    Confidence.CERTAIN: ("●●● certain", "ok"),
    Confidence.LIKELY: ("●●○ likely", "warning"),
    Confidence.POSSIBLE: ("●○○ possible", "muted"),
}


def confidence(diagnosis: "Diagnosis | Alternative") -> tuple[str, str]:
    """How sure it is, as glyph with word, and its role."""
    return _CONFIDENCE[diagnosis.confidence]


def fix_lines(fix: Fix, number: int, columns: int) -> list[Row]:
    """One fix: `[1]` where that key does it, ` 1 ` where the user does."""
    mark = (f"[{number}]", "key") if fix.action else (f" {number}", "muted")
    return hanging(mark, wrap(fix.text, columns - 4), "text", 4)


def evidence_lines(evidence: Evidence, columns: int, most: int = 99) -> list[Row]:
    """One observation, with the number of its record."""
    number = f"#{evidence.record} " if evidence.record is not None else ""
    return hanging(("  ↳", "muted"), wrap_to(number + evidence.text, columns - 4, most), "muted", 4)


def title_lines(diagnosis: Diagnosis, columns: int) -> int:
    """How many rows the title takes at the top of `diagnosis_rows`."""
    return len(wrap(diagnosis.title, columns - 2))


def diagnosis_rows(diagnosis: Diagnosis, columns: int, height: int, key: str = "w") -> list[Row]:
    """The diagnosis in at most `height` rows: title, fixes and confidence always, then explanation, then evidence.

    `key` is what shows all of it.
    """
    sure, sure_role = confidence(diagnosis)
    title = wrap(diagnosis.title, columns - 2)
    head = hanging(("✗", "error"), title, "error", 2)
    fixes = [line for n, fix in enumerate(diagnosis.fixes, 1) for line in fix_lines(fix, n, columns)]
    room = height - len(head) - len(fixes)
    body, whole = _explanation(diagnosis.explanation, (sure, sure_role), columns, room, key)
    if not body and head[-1].cells + width(sure) + 2 <= columns:
        head[-1] = between(head[-1].spans, [(sure, sure_role)], columns)
    room -= len(body)
    proof: list[Row] = []
    for evidence in diagnosis.evidence:
        lines = evidence_lines(evidence, columns, 2)
        if whole and len(proof) + len(lines) <= room:
            proof += lines
    gap = [BLANK] if fixes and room > len(proof) else []
    return [*head, *body, *gap, *fixes, *proof][:height]


def _explanation(text: str, sure: tuple[str, str], columns: int, room: int, key: str) -> tuple[list[Row], bool]:
    """The explanation in at most `room` rows, the confidence at the end; and whether it is all there."""
    if room < 1:
        return [], False
    lines = wrap(text, columns - 2)
    fits = bool(lines) and width(lines[-1]) + width(sure[0]) + 3 <= columns
    needed = len(lines) + (0 if fits else 1)
    if needed <= room:
        rows = [row(("  ", "text"), (line, "text")) for line in lines[: -1 if fits else None]]
        last = [("  ", "text"), (lines[-1], "text")] if fits else []
        return [*rows, between(last, [sure], columns)], True
    rows = [row(("  ", "text"), (line, "text")) for line in lines[: room - 1]]
    return [*rows, between([(f"  {key}  shows all of it", "key")], [sure], columns)], False
