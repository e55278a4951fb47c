"""What may be behind a failure that people tell of in their own words, where nothing else in the text tells of one."""

from pairtui.knowledge.account_phrases import ACCOUNT_PHRASES, OF_BLUETOOTH
from pairtui.pairing.attempt import Evidence, Finding
from pairtui.pairing.findings.log_lines import finding_of

_SHOWN = 200


def finding_of_account(account: str, record: int | None) -> Finding | None:
    """The first row of the table that one sentence, or two in succession, speak of; None where none does."""
    if not OF_BLUETOOTH.search(account):
        return None
    sentences = account.splitlines()
    pairs = [" ".join(sentences[at : at + 2]) for at in range(len(sentences) - 1)]
    for row in ACCOUNT_PHRASES:
        shown = next((said for said in (*sentences, *pairs) if row.pattern.search(said)), None)
        if shown is None:
            continue
        return finding_of(row, Evidence(f"“{shown[:_SHOWN]}{'…' if len(shown) > _SHOWN else ''}”", record))
    return None
