"""What may be behind a failure that people tell of in their own words, where nothing else in the text tells of one."""

from pairtui.knowledge.account_phrases import ACCOUNT_PHRASES, OF_BLUETOOTH
from pairtui.knowledge.fixes import FIXES, words
from pairtui.pairing.attempt import Confidence, Evidence, Finding, Fix, Side

_SHOWN = 200


def told_of(account: str, record: int | None) -> Finding | None:
    """The first of the table's rows that stands in two sentences on end, or None."""
    if not OF_BLUETOOTH.search(account):
        return None
    sentences = account.splitlines()
    pairs = [" ".join(sentences[at : at + 2]) for at in range(len(sentences) - 1)]
    for row in ACCOUNT_PHRASES:
        shown = next((said for said in (*sentences, *pairs) if row.pattern.search(said)), None)
        if shown is None:
            continue
        evidence = (Evidence(f"“{shown[:_SHOWN]}{'…' if len(shown) > _SHOWN else ''}”", record),)
        fixes = tuple(Fix(words(name, "this gateway"), FIXES[name].action or None) for name in row.fixes)
        return Finding(
            row.cause, None, Side(row.side), row.title, row.explanation, evidence, fixes, Confidence.POSSIBLE
        )
    return None
