"""The scenarios of `pairtui lab` over BR/EDR, with a real kernel and bluetoothd: the same verdicts.

For these scenarios hci0 is unplugged, and a dual-mode controller plugged in.
"""

from collections.abc import Iterator
from itertools import product

import pytest
from _pytest.mark import ParameterSet
from adapters import plug_in
from bench import Bench
from observers import AirRecording
from playable import scenarios

from pairtui.lab.scenario import Scenario, Step, Verdict
from pairtui.pairing.events import PromptKind
from pairtui.pairing.prediction.prediction import predict
from pairtui.pairing.prediction.sides import GatewaySide, PeerOffer
from pairtui.protocol.messages.smp import IO_BY_LABEL

PROMPTS = {
    ("passkey-entry", "gateway"): {PromptKind.ENTER_PASSKEY},
    ("passkey-entry", "both"): {PromptKind.ENTER_PASSKEY},
    ("passkey-entry", "peer"): {PromptKind.SHOW_PASSKEY},
    ("numeric-comparison", ""): {PromptKind.CONFIRM},
    ("just-works", "gateway"): {PromptKind.CONFIRM},
    ("just-works", ""): set(),
}
"""What BlueZ asks the agent, by model and who types."""


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """One gateway with a dual-mode hci0 for all scenarios."""
    plug_in(dual=True)
    bench = Bench()
    yield bench
    bench.close()
    plug_in(dual=False)


@pytest.mark.parametrize(("scenario", "member"), scenarios({"bredr", "dual"}))
def test_it_ends_as_in_the_virtual_lab(scenario: Scenario, member: str, bench: Bench, air: AirRecording) -> None:
    played = bench.play(scenario, member)
    assert [step.otherwise for step in played if step.otherwise] == []
    assert len(played) == len(scenario.steps)


ALIKE = {("DisplayOnly",) * 2, ("KeyboardOnly",) * 2, ("KeyboardDisplay",) * 2}
"""A pair of each association model; the others are not played each time."""


def combinations() -> list[ParameterSet]:
    """Every IO capability here with every one there."""
    return [
        pytest.param(here, there, id=f"{here}-{there}", marks=[] if (here, there) in ALIKE else [pytest.mark.more])
        for here, there in product(IO_BY_LABEL, IO_BY_LABEL)
    ]


@pytest.mark.parametrize("secure", [True, False], ids=["P-256", "P-192"])
@pytest.mark.parametrize(("here", "there"), combinations())
def test_two_come_to_what_is_foretold(here: str, there: str, secure: bool, bench: Bench, air: AirRecording) -> None:
    offer = PeerOffer(IO_BY_LABEL[there], secure, False, transport="bredr", ssp=True)
    foretold = predict(GatewaySide(here, 1), offer)
    steps = (Step("capability", here), Step("pair", verdict=Verdict(level=foretold.level or 0)))
    changes = {"io": there, "mitm": False, "secure_connections": secure}
    (_, played) = bench.play(Scenario("one", "one", "car-kit", steps, changes), "classic/car-kit")
    assert played.otherwise == ""
    assert played.attempt is not None
    assert (played.attempt.pairing, played.attempt.association_model) == ("ssp", foretold.model)
    assert set(bench.prompts) == PROMPTS[str(foretold.model), str(foretold.typist)]
