"""What may be behind a failure that people describe in their own words, where nothing else in the text shows one."""

from dataclasses import replace

from pairtui.knowledge.accounts import OF_BONDS, of_a_board, row_about
from pairtui.pairing.evidence.facts import Fact
from pairtui.pairing.findings.detected import Detected
from pairtui.pairing.findings.log_lines import stated


def detected_in_account(account: str, record: int | None) -> Detected | None:
    """The first row of the table that one sentence, or two in succession, speak of; None where none does."""
    found = row_about(account)
    if found is None:
        return None
    return replace(stated(found[0], "suggests", found[1], record), machine="micro" if of_a_board(account) else "")


def explained_end(account: Detected | None, end: Detected) -> Detected:
    """The end of a link with the cause that people report of the bonds of the two sides, where they do."""
    if account is None or account.stated is None or end.failure is None or account.stated[0] not in OF_BONDS:
        return end
    cause, said = account.stated
    ended = tuple(Fact(account.facts[0].name, fact.text, fact.record) for fact in end.facts)
    return replace(
        account,
        facts=(*ended, *account.facts),
        failure=end.failure,
        stated=(cause, replace(said, side=end.failure.by.value)),
    )
