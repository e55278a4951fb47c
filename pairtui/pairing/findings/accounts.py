"""What may be behind a failure that people describe in their own words, where nothing else in the text shows one."""

from dataclasses import replace

from pairtui.knowledge.accounts import OF_BONDS, of_a_board, row_about
from pairtui.pairing.attempt import Evidence, Finding
from pairtui.pairing.findings.detected import Detected
from pairtui.pairing.findings.log_lines import finding_of
from pairtui.pairing.findings.texts import without_commands


def finding_of_account(account: str, record: int | None) -> Finding | None:
    """The first row of the table that one sentence, or two in succession, speak of; None where none does."""
    found = row_about(account)
    if found is None:
        return None
    finding = finding_of(found[0], Evidence(found[1], record))
    return without_commands(finding) if of_a_board(account) else finding


def explained_end(account: Finding | None, end: Detected) -> Finding | Detected:
    """The end of a link with the cause that people report of the bonds of the two sides, where they do."""
    if account is None or account.cause not in OF_BONDS or end.failure is None:
        return end
    shown = dict.fromkeys(Evidence(fact.text, fact.record) for fact in end.facts if fact.text)
    return replace(account, code=end.failure.code, by=end.failure.by, evidence=(*shown, *account.evidence))
