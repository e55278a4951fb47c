"""Every combination of IO capabilities over BR/EDR, paired on the virtual gateway: what was foretold happens."""

from dataclasses import replace
from itertools import product

import pytest

from pairtui.lab import virtual_time
from pairtui.lab.cast import load
from pairtui.lab.player import ADAPTER, virtual_player
from pairtui.lab.scenario import Scenario, Step, Verdict
from pairtui.pairing.attempt import Attempt
from pairtui.pairing.events import Event, PromptKind, PromptRaised
from pairtui.pairing.prediction.inputs import gateway_of, peer_of
from pairtui.pairing.prediction.outcome import Prediction
from pairtui.pairing.prediction.prediction import predict
from pairtui.protocol.messages.smp import IO_BY_LABEL

CAST = load("classic")
ASKED = {
    ("passkey-entry", "gateway"): [PromptKind.ENTER_PASSKEY],
    ("passkey-entry", "both"): [PromptKind.ENTER_PASSKEY],
    ("passkey-entry", "peer"): [PromptKind.SHOW_PASSKEY],
    ("numeric-comparison", ""): [PromptKind.CONFIRM],
    ("just-works", "gateway"): [PromptKind.CONFIRM],
    ("just-works", ""): [],
}
"""What the user of this gateway is asked, by model and who types."""


def pair(here: str, there: str, secure: bool) -> tuple[Prediction, Attempt, list[PromptKind]]:
    """What is foretold once the device is known, the attempt that told of it, and the prompts."""
    mode = Step("set", "on" if secure else "off", "secure-connections")
    steps = (mode, Step("capability", here), Step("pair", verdict=Verdict(level=2)))
    scenario = Scenario("one", "one", "car-kit", steps, {"io": there, "mitm": False})
    cast = replace(CAST, scenarios={"one": scenario})
    asked: list[PromptKind] = []

    def prompted(event: Event) -> None:
        if isinstance(event, PromptRaised) and event.kind not in asked:
            asked.append(event.kind)

    async def play() -> tuple[Prediction, Attempt, list[PromptKind]]:
        async with virtual_player(cast, "one", seed=1) as (hub, player):
            hub.observe(prompted)
            attempt = (await player.play())[-1].attempt
            assert attempt is not None
            model, key = hub.model, f"{ADAPTER}/{CAST.members['car-kit'].address}"
            device = model.devices[key]
            return predict(gateway_of(model, model.adapters[ADAPTER]), peer_of(model, device)), attempt, asked

    return virtual_time.run(play())


@pytest.mark.parametrize("secure", [True, False], ids=["P-256", "P-192"])
@pytest.mark.parametrize(("here", "there"), list(product(IO_BY_LABEL, IO_BY_LABEL)))
def test_it_comes_to_what_is_foretold(here: str, there: str, secure: bool) -> None:
    foretold, attempt, asked = pair(here, there, secure)
    assert (attempt.pairing, attempt.association_model, attempt.level) == ("ssp", foretold.model, foretold.level)
    assert asked == ASKED[str(foretold.model), str(foretold.typist)]
