"""What should have come where an attempt failed, as recorded captures show it."""

from pathlib import Path

import pytest

from pairtui.pairing.attempt import Attempt, Kind, Outcome, Step
from pairtui.pairing.diagnosis.expected_message import expected
from pairtui.protocol.messages import smp
from pairtui.protocol.record import Direction
from pairtui.protocol.values import Secret
from pairtui.sources.capture.source import read_file
from tests.pairing.live_gateway import request, response

CAPTURES = Path(__file__).parents[1] / "captures"


@pytest.mark.parametrize(("capture", "wanted"), [
    ("09-not-in-pairing-mode", "Pairing Response from the peer"),
    ("08-phone-0x05-not-bondable", "Pairing Response from the gateway"),
    ("03-03-sc-only-refuses-legacy", "Pairing Confirm from the gateway"),
    ("03-06-encryption-key-size-by-us", "Pairing Public Key from the gateway"),
    ("03-drop-link-lost-in-pairing", "Pairing Public Key from the peer"),
    ("03-01-passkey-entry-failed-by-peer", "Pairing Confirm from the peer"),
    ("03-04-confirm-value-wrong-passkey-legacy", "Pairing Random from the peer"),
    ("03-0c-numeric-comparison-failed-by-us", "Pairing DHKey Check from the gateway"),
    ("03-0b-dhkey-check-failed-by-us", "an encrypted link"),
    ("04-jw-sc-bond-lost-at-peer", "an encrypted link"),
    ("03-08-among-keys-legacy", "the rest of the keys"),
])  # fmt: skip
def test_what_was_expected(capture, wanted):
    attempts = read_file(str(CAPTURES / f"{capture}.btsnoop")).model.attempts.values()
    assert [expected(attempt) for attempt in attempts if attempt.outcome is Outcome.FAILED] == [wanted]


def test_nothing_is_expected_where_nothing_failed():
    attempts = read_file(str(CAPTURES / "02-jw-sc-ok.btsnoop")).model.attempts.values()
    assert {expected(attempt) for attempt in attempts} == {""}


SECRET = Secret(bytes(16))
FAILED = Step(None, None, Direction.RECEIVED, "Disconnected", mark="failed")
MESSAGES = {
    "Pairing Request": request(),
    "Pairing Response": response(),
    "Pairing Public Key": smp.PairingPublicKey(bytes(32), bytes(32)),
    "Pairing Confirm": smp.PairingConfirm(SECRET),
    "Pairing Random": smp.PairingRandom(SECRET),
    "Pairing DHKey Check": smp.PairingDHKeyCheck(SECRET),
}
FEATURES = ["i Pairing Request", "r Pairing Response"]
KEYS = ["i Pairing Public Key", "r Pairing Public Key"]
RANDOMS = ["i Pairing Random", "r Pairing Random"]
CHECKS = ["i Pairing DHKey Check", "r Pairing DHKey Check"]
ROUND = ["i Pairing Confirm", "r Pairing Confirm", *RANDOMS]
EXCHANGES = {
    ("legacy", "just-works"): [*FEATURES, *ROUND],
    ("legacy", "passkey-entry"): [*FEATURES, *ROUND],
    ("secure-connections", "just-works"): [*FEATURES, *KEYS, "r Pairing Confirm", *RANDOMS, *CHECKS],
    ("secure-connections", "numeric-comparison"): [*FEATURES, *KEYS, "r Pairing Confirm", *RANDOMS, *CHECKS],
    ("secure-connections", "passkey-entry"): [*FEATURES, *KEYS, *20 * ROUND, *CHECKS],
    ("secure-connections", "oob"): [*FEATURES, *KEYS, *RANDOMS, *CHECKS],
}
"""What the initiator and the responder send, in order (Core Specification, Vol 3, Part H, 2.3.5 and appendix C)."""


@pytest.mark.parametrize("role", ["initiator", "responder"])
@pytest.mark.parametrize(("pairing", "model"), EXCHANGES)
def test_after_each_message_the_next_is_expected(pairing, model, role):
    exchange = [line.split(" ", 1) for line in EXCHANGES[pairing, model]]
    sides = {side: "gateway" if (side == "i") == (role == "initiator") else "peer" for side in "ir"}
    ways = {"gateway": Direction.SENT, "peer": Direction.RECEIVED}
    steps = tuple(
        Step(None, n, ways[sides[side]], name, message=MESSAGES[name]) for n, (side, name) in enumerate(exchange)
    )
    for sent in range(1, len(steps) + 1):
        told = {"steps": (*steps[:sent], FAILED), "pairing": pairing, "association_model": model}
        attempt = Attempt(1, Kind.PAIRING, role=role, outcome=Outcome.FAILED, **told)
        following = [f"{name} from the {sides[side]}" for side, name in exchange[sent : sent + 1]]
        assert expected(attempt) == (*following, "an encrypted link")[0], exchange[:sent]
