"""The clock of live sources, while the machine's own is set."""

from dataclasses import replace

import pytest

from pairtui.hub import Hub
from pairtui.pairing.actions import Pair
from pairtui.pairing.events import ActionFinished, Link, Traced
from pairtui.protocol.messages.smp import AuthReq, KeyDist, PairingFailed, PairingRequest, io_capability
from pairtui.protocol.record import Direction
from pairtui.sources.steady_clock import SteadyClock


class Times:
    """Two clocks of a machine: the one that is set, and the one that only counts."""

    def __init__(self) -> None:
        self.wall, self.even = 1_700_000_000.0, 50.0

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.even += seconds

    def clock(self) -> SteadyClock:
        return SteadyClock(lambda: self.wall, lambda: self.even)


@pytest.fixture
def times():
    return Times()


def test_it_goes_with_the_machine_s_clock_until_that_is_set(times):
    clock = times.clock()
    times.pass_by(10)
    assert (clock.now(), clock.set_by()) == (1_700_000_010.0, 0.0)
    times.wall += 3600
    assert (clock.now(), clock.set_by()) == (1_700_000_010.0, 3600.0)
    assert clock.steady(times.wall, 3600.0) == clock.now()
    clock.follow()
    assert (clock.now(), clock.set_by()) == (times.wall, 0.0)


def test_a_drift_is_not_a_clock_that_was_set(times):
    clock = times.clock()
    times.wall += 0.2
    assert clock.set_by() == 0.0


@pytest.mark.parametrize("step", [3600.0, -3600.0])
async def test_the_steps_of_an_attempt_stay_in_order_while_the_clock_is_set(times, step):
    hub = Hub([], clock=times.clock())
    link = Link("hci0", 64, "C0:00:00:00:00:01", "random", "le")
    request = PairingRequest(io_capability(3), 0, AuthReq(1), 16, KeyDist(0), KeyDist(0))
    sent = Traced(at=times.wall, adapter="hci0", direction=Direction.SENT, message=request, link=link)
    hub.publish(sent)
    times.pass_by(1)
    times.wall += step
    times.pass_by(1)
    hub.publish(replace(sent, at=times.wall, direction=Direction.RECEIVED, message=PairingFailed(5)))
    (attempt,) = hub.model.attempts.values()
    assert [(each.at or 0) - (attempt.started or 0) for each in attempt.steps] == pytest.approx([0.0, 2.0])


async def test_outside_an_attempt_the_machine_s_time_is_shown_and_said(times):
    hub = Hub([], clock=times.clock())
    times.wall += 7200
    hub.publish(ActionFinished(at=times.wall, action=Pair("x")))
    assert any("was set forward by 7200 s" in line.text for line in hub.model.log)
