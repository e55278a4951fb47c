"""What people report beside a log of the bonds of the two sides."""

from collections.abc import Iterator

from pairtui.knowledge.accounts import OF_BONDS, row_about
from pairtui.pairing.evidence.attempt_record import AttemptRecord
from pairtui.pairing.evidence.context import GatewayContext
from pairtui.pairing.evidence.facts.fact import Fact, facts


@facts(*(f"reported-{cause}" for cause in OF_BONDS))
def of_bonds(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """The cause that their words are about: it decides where the codes leave it open."""
    found = row_about(around.account, OF_BONDS) if around.account else None
    if found is not None:
        row, said = found
        yield Fact(f"reported-{row.cause}", said)
