"""The finding about a connection that failed after a good pairing."""

from pairtui.knowledge import codes
from pairtui.pairing.attempt import Failure, Finding, Side
from pairtui.pairing.diagnosis import outside
from pairtui.pairing.evidence.context import Unconnected
from pairtui.pairing.evidence.facts import Fact


def after_pairing(lost: Unconnected, machine: str) -> Finding:
    """What became of the connection; the pairing stands."""
    code = codes.code_text(lost.space, lost.code)
    failure = Failure(code, codes.name(lost.space, lost.code), Side.UNKNOWN, "connection", lost.record)
    names = ("after-pairing", "connection-only", "coded", "outer-only", "step:connection")
    facts = {name: Fact(name, record=lost.record) for name in names} | {
        code: Fact(code, lost.words or code, lost.record)
    }
    found = outside(tuple(facts.values()), machine, failure)
    assert found is not None
    return found
