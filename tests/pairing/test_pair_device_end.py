"""The end of a Pair Device command of which a log shows no beginning: the device that it names."""

import pytest

from pairtui.pairing.model import Model
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.messages import mgmt
from pairtui.protocol.record import Direction, Record

ADDRESS = bytes.fromhex("665544332211")


def ended(status: int, returns: bytes) -> Model:
    """A model that saw Pair Device complete on hci0, and nothing before it."""
    tracer, model = Tracer(), Model()
    done = mgmt.CommandComplete(mgmt.PairDevice.CODE, status, returns)
    for event in tracer.feed(Record(1, 0.1, 0, Direction.HOST, done)):
        model.apply(event)
    return model


@pytest.mark.parametrize(
    ("returns", "named"),
    [
        (ADDRESS + b"\0", ("11:22:33:44:55:66", None, "bredr")),
        (ADDRESS + b"\1", ("11:22:33:44:55:66", "public", "le")),
        (ADDRESS + b"\2", ("11:22:33:44:55:66", "random", "le")),
        (ADDRESS + b"\3", ("11:22:33:44:55:66", None, "le")),
        (ADDRESS, ("11:22:33:44:55:66", None, "le")),
    ],
    ids=["BR/EDR", "public", "random", "no such type", "cut short"],
)
def test_a_failure_names_the_device(returns, named):
    (attempt,) = ended(0x05, returns).attempts.values()
    assert (attempt.peer.address, attempt.peer.address_type, attempt.transport) == named
    assert attempt.failure is not None
    assert (attempt.kind, attempt.outcome, attempt.role, attempt.failure.code) == (
        "pairing",
        "failed",
        "initiator",
        "mgmt:0x05",
    )


def test_an_address_cut_short_names_no_device():
    (attempt,) = ended(0x05, ADDRESS[:5]).attempts.values()
    assert attempt.peer.address is None


def test_a_success_without_a_beginning_is_no_attempt():
    assert not ended(0, ADDRESS + b"\1").attempts
