"""A plan of trials as a transcript: what is tried in which order, what is put back, what comes out."""

from dataclasses import replace

from pairtui.pairing.actions import Pair, RemoveAndPair, SetCapability, SetPolicy
from pairtui.pairing.attempt import Attempt, Kind, Outcome
from pairtui.pairing.prediction.sides import Combination, GatewaySide, PeerOffer
from pairtui.pairing.prediction.trials import order, set_and_pair, trial_plan
from pairtui.protocol.messages.smp import IoCapability

GATEWAY = GatewaySide("NoInputNoOutput", 1)
LOCK = PeerOffer(IoCapability.DISPLAY_ONLY, True, True)
FAILED = Attempt(1, Kind.PAIRING, outcome=Outcome.FAILED)
PAIRED = replace(FAILED, id=2, outcome=Outcome.PAIRED, level=4)


def test_today_first_then_the_strongest_and_each_pairing_once():
    assert [one.named("le") for one in order(GATEWAY, LOCK)] == [
        "NoInputNoOutput, Secure Connections",
        "KeyboardOnly, Secure Connections",
        "KeyboardOnly, legacy",
        "DisplayOnly, legacy",
    ]


def test_a_peer_nobody_knows_is_tried_with_everything():
    assert len(order(GATEWAY, PeerOffer())) == 10


def test_what_the_peer_offers_at_the_first_try_orders_the_others():
    now = trial_plan("dev", "hci0", GATEWAY, PeerOffer())
    assert len(now.waiting) == 10
    now = now.ended(FAILED, peer=LOCK)
    assert [one.named("le") for one in now.waiting] == [
        "KeyboardOnly, Secure Connections",
        "KeyboardOnly, legacy",
        "DisplayOnly, legacy",
    ]


def test_it_goes_on_until_one_pairs_and_puts_everything_back():
    now = trial_plan("dev", "hci0", GATEWAY, LOCK)
    assert now.begin() == (RemoveAndPair("dev"),)
    assert now.restore() == ()
    now = now.ended(FAILED)
    assert now.begin() == (SetCapability("KeyboardOnly"), RemoveAndPair("dev"))
    assert now.restore() == (SetCapability("NoInputNoOutput"),)
    now = now.ended(FAILED)
    assert now.begin() == (
        SetPolicy("hci0", "secure-connections", 0), SetCapability("KeyboardOnly"), RemoveAndPair("dev"),
    )  # fmt: skip
    assert now.restore() == (SetPolicy("hci0", "secure-connections", 1), SetCapability("NoInputNoOutput"))
    now = now.ended(PAIRED)
    assert now.now is None
    assert now.begin() == now.restore() == ()
    assert [(one.combination.named("le"), one.expected.text, one.paired) for one in now.tried] == [
        ("NoInputNoOutput, Secure Connections", "Just Works, level 2", False),
        ("KeyboardOnly, Secure Connections", "Passkey Entry, level 4", False),
        ("KeyboardOnly, legacy", "Passkey Entry, level 3", True),
    ]


def test_every_combination_where_that_is_asked():
    now = trial_plan("dev", "hci0", GATEWAY, LOCK, every=True)
    while now.now is not None:
        now = now.ended(PAIRED)
    assert len(now.tried) == 4


def test_a_try_that_did_not_come_about_says_why():
    now = trial_plan("dev", "hci0", GATEWAY, LOCK).ended(None, "SetPolicy: Permission Denied")
    assert (now.tried[0].attempt, now.tried[0].why, now.tried[0].paired) == (
        None,
        "SetPolicy: Permission Denied",
        False,
    )
    assert now.now is not None


def test_where_the_mode_cannot_be_set_only_todays_is_tried():
    assert {
        one.secure_connections for one in trial_plan("dev", "hci0", GATEWAY, LOCK, mode_settable=False).waiting
    } == {True}


def test_one_cell_set_and_tried():
    wanted = Combination("KeyboardDisplay", True)
    assert set_and_pair(wanted, GATEWAY, "hci0", "dev", bonded=False) == (SetCapability("KeyboardDisplay"), Pair("dev"))
    unknown = GatewaySide()
    assert set_and_pair(wanted, unknown, "hci0", "dev", bonded=True) == (
        SetPolicy("hci0", "secure-connections", 1), SetCapability("KeyboardDisplay"), RemoveAndPair("dev"),
    )  # fmt: skip


def test_secure_connections_only_counts_as_on():
    only = GatewaySide("KeyboardDisplay", 2)
    assert set_and_pair(Combination("KeyboardDisplay", True), only, "hci0", "dev", bonded=False) == (Pair("dev"),)
    first = trial_plan("dev", "hci0", only, PeerOffer(IoCapability(0), False, True)).ended(FAILED)
    assert first.restore()[0] == SetPolicy("hci0", "secure-connections", 2)
