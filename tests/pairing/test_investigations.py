"""Everything that an investigation asks for, notes and finds, whatever comes of it, in `investigations.txt`.

`make snapshots` writes the table anew.
"""

import os
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from pairtui.pairing.attempt import Alternative, Attempt, Confidence, Diagnosis, Failure, Kind, Outcome, Side
from pairtui.pairing.experiments.investigation import AskOutcome, Investigation, Subject
from tests.pairing.ladder import keep, kept

TABLE = Path(__file__).with_name("investigations.txt")
BARE = Subject("hci0/A", "hci0", None)
SUBJECTS = {
    "bare": BARE,
    "set": Subject(
        "hci0/A",
        "hci0",
        "KeyboardDisplay",
        {"secure-connections": 1, "min-key-size": 16, "initiator-keys": 7},
        attended=True,
    ),
    "set already": Subject("hci0/A", "hci0", "NoInputNoOutput", {"secure-connections": 0}, bearers=("le", "bredr")),
    "virtual": replace(
        BARE,
        controls={"turn on pairing mode": "turn it off", "turn off a typing mistake": ""},
        bearers=("le",),
        bearer="le",
    ),
    "bonded": replace(BARE, bonded=True),
}


def failed(code, sure, cause, *others, transport="le"):
    why = Diagnosis(cause, "", "", sure, alternatives=tuple(Alternative(one, "", sure) for one in others))
    failure = Failure(code, "", Side.PEER, "")
    return Attempt(
        1, Kind.PAIRING, transport=transport, outcome=Outcome.FAILED, failure=failure, diagnosis=why if cause else None
    )


LIKELY, CERTAIN, POSSIBLE = Confidence.LIKELY, Confidence.CERTAIN, Confidence.POSSIBLE
FAILURES = {
    "unsaid": failed("smp:0x08", LIKELY, ""),
    "unknown": failed("smp:0x08", POSSIBLE, "unknown", "peer-rate-limit", "link-lost"),
    "DHKey": failed("smp:0x0b", LIKELY, "dhkey-mismatch", "wrong-passkey", "peer-rate-limit"),
    "refused": failed("smp:0x05", LIKELY, "peer-user-rejected", "peer-not-in-pairing-mode"),
    "unreached": failed("hci:0x3e", LIKELY, "connect-failed", "link-lost", "peer-busy"),
    "features": failed(
        "smp:0x03", POSSIBLE, "key-size", "mitm-unachievable", "sc-only-refused-legacy", transport="bredr"
    ),
    "sure": failed("smp:0x04", CERTAIN, "wrong-passkey"),
}
WORKS = AskOutcome(True, Attempt(2, Kind.PAIRING, outcome=Outcome.PAIRED))
COMES = {
    "never": "-",
    "always": "+",
    "first, then never": "+-",
    "first three": "+++-",
    "now and then": "-+",
    "with the first change": "----+-",
    "with the second": "------+-",
    "with the second, not put back": "-----+-",
    "with the change and without": "----++-",
    "nobody comes": "----0",
    "nothing is seen": "?",
    "otherwise": "-*",
    "otherwise after four": "----*",
}
MADE: dict[str, list[str]] = {}


def run(subject, failure, comes):
    outcomes = {"+": WORKS, "-": AskOutcome(False, failure), "0": AskOutcome(done=False), "?": AskOutcome(),
                "*": AskOutcome(False, failed("hci:0x3d", LIKELY, "mic-failure"))}  # fmt: skip
    found, number = Investigation(subject), 0
    asks = found.asks()
    came = None
    while True:
        try:
            ask = asks.send(came)  # type: ignore[arg-type]
        except StopIteration:
            break
        does = " ".join(type(one).__name__ + str(getattr(one, "value", "")) for one in ask.actions)
        tries = ("try" if ask.tries else "") + ("undo" if ask.undoes else "")
        if number >= 4 or not ask.tries:
            yield f"{ask.title} ({does}) {bool(ask.hand)} {ask.seconds} {tries}"
        came = outcomes[comes[min(number, len(comes) - 1)]] if ask.tries else AskOutcome()
        number += ask.tries
    told = found.outcome
    heavy = " ".join(f"{cause}={weight:.3f}" for cause, weight in found.weights.items())
    yield f"{told.result} {told.cause} {told.failed}/{told.unchanged} {' '.join(told.left)} {heavy}"
    last = found.latest.outcome if found.latest else None
    yield f"{found.failure and found.failure.failure} {last} {len(found.put_back())}"
    yield " ".join(f"{'+' if one.paired else '-'}{one.failure or '·'}{one.experiment}" for one in told.trials)


@pytest.mark.parametrize("name", SUBJECTS)
def test_what_an_investigation_asks_and_finds(name):
    subject = SUBJECTS[name]
    MADE[name] = [
        f"{why}, {comes}: {' | '.join(run(subject, failure, COMES[comes]))}".rstrip()
        for (why, failure), comes in product(FAILURES.items(), COMES)
    ]
    planned = (f"{why}: {' '.join(one.id for one in Investigation(subject).planned(failure.diagnosis))}"
               for why, failure in FAILURES.items())  # fmt: skip
    MADE[name] += [line.rstrip() for line in planned]
    if "PAIRTUI_UPDATE_PICTURES" not in os.environ:
        assert MADE[name] == kept(TABLE)[name]
    elif len(MADE) == len(SUBJECTS):
        keep(TABLE, MADE.items())
