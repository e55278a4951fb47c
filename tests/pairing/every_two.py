"""What two things that happen come to, kept in a file: for each first one a part, a line for each second that matters.

`make snapshots` writes the files anew. Left out are words that people read, and verdicts: they have tests of their own.
"""

import os

import pytest

from tests.pairing.ladder import keep, kept


def compared(table, firsts, things, come_to):
    """A test for each of the `firsts`; `come_to(names)` gives, in parts, what the things of these names come to."""
    known, found = kept(table), {}

    @pytest.mark.parametrize("first", firsts)
    def test(first):
        alone = [part.rstrip() for part in come_to((first,))]
        after = ((second, [part.rstrip() for part in come_to((first, second))]) for second in things)
        found[first] = [f"alone: {' | '.join(alone)}", *(f"{name}: {new(told, alone)}" for name, told in after)]
        found[first] = [line for line in found[first] if not line.endswith(": ")]
        if "PAIRTUI_UPDATE_PICTURES" in os.environ:
            if len(found) == len(firsts):
                keep(table, found.items())
        else:
            assert found[first] == known[first]

    return test


def new(told, alone):
    """The parts that were not there before, and the numbers of those that are there no more."""
    gone = [f"-{number}" for number, part in enumerate(alone) if part not in told]
    return " | ".join([*gone, *(part for part in told if part not in alone)])


def shown(model):
    """The attempts and findings of a model, without words and verdicts."""
    for one in model.attempts.values():
        peer, failure = one.peer, one.failure
        key, address = (each and each[-2:] for each in (one.device, peer.address))
        known = (one.kind, one.transport, one.role, one.adapter, key, address, peer.address_type, peer.name, one.level)
        told = [" ".join("-" if each is None else str(each) for each in (*known, one.outcome))]
        told.append(f"{one.started}–{one.ended}" + (" live" if one.live else ""))
        told += [f"{step.record or step.at}/{step.phase.value[:4]}{step.mark and '!'}{step.mark}" for step in one.steps]
        told += [f"{failure.code} by {failure.by}, {failure.step}, {failure.record}"] if failure else []
        yield " ".join(told)
    for finding in model.findings:
        yield f"{finding.cause} {','.join(str(evidence.record) for evidence in finding.evidence)}"
    yield from (f"?{record}" for record, _ in model.not_understood)
