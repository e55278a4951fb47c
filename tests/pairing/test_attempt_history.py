"""The attempts of this session and of earlier ones in one list, and which one came before another."""

import pytest

from pairtui.pairing.attempt import Attempt, HistoryEntry, Kind, Peer
from pairtui.pairing.events import Remembered
from pairtui.pairing.history import before, history, same_device
from pairtui.protocol.messages import smp
from tests.pairing.live_gateway import ADDRESS, Gateway

OTHER = "C0:00:00:00:00:02"


def past(key, started, address=OTHER, current=False, number=9):
    return HistoryEntry(
        key, Attempt(number, Kind.PAIRING, peer=Peer(address), started=started), current, True, f"{key}.btsnoop"
    )


def session(*earlier):
    """Two failed attempts of now, the second of which is kept already, and these."""
    gateway = Gateway().connected()
    for _ in range(2):
        gateway.features().received(smp.PairingFailed(5))
    for one in earlier:
        gateway.event(Remembered, key=one.key, past=one)
    return gateway.model


@pytest.fixture
def model():
    kept = past("3", 100.0, ADDRESS, current=True, number=2)
    return session(past("a", 10.0), past("b", 30.0, ADDRESS), past("c", 20.0), past("d", None), past("e", 20.0), kept)


def test_the_newest_is_first_and_those_of_this_session_before_all(model):
    told = [(one.key, one.current, one.pinned, one.capture) for one in history(model)]
    assert told[:2] == [("3", True, True, "3.btsnoop"), ("", True, False, "")]
    assert [key for key, *_ in told[2:]] == ["b", "e", "c", "a", "d"]


def test_one_of_this_session_stands_as_it_is_now(model):
    assert [one.attempt for one in history(model)[:2]] == [model.attempts[2], model.attempts[1]]


def test_before_an_attempt_came_the_last_with_the_same_device_else_the_last(model):
    first, second = model.attempts.values()
    others = session(past("a", 10.0), past("c", 20.0))
    found = [before(model, second), before(model, first), before(others, first)]
    assert [one and (one.key, one.attempt.peer.address) for one in found] == [
        ("", ADDRESS),
        ("b", ADDRESS),
        ("c", OTHER),
    ]
    assert before(session(), first) is None
    assert before(session(past("a", 10.0)), past("x", 5.0, number=77).attempt) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("k", ADDRESS), ("k", OTHER), True),
        (("k", ADDRESS), ("l", ADDRESS), True),
        (("k", ADDRESS), ("l", OTHER), False),
        ((None, None), (None, None), False),
        ((None, ADDRESS), (None, ADDRESS), True),
    ],
)
def test_the_same_device_has_the_same_key_or_address(one, other, same):
    attempts = [Attempt(1, Kind.PAIRING, device=device, peer=Peer(address)) for device, address in (one, other)]
    assert same_device(*attempts) is same
