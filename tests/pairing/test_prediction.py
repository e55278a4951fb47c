"""What is predicted, against the specification's table and what Linux does with it."""

import itertools

import pytest

from pairtui.pairing.prediction.prediction import improvements, limit, matrix, predict
from pairtui.pairing.prediction.sides import COMBINATIONS, Combination, GatewaySide, PeerOffer, present
from pairtui.protocol.messages.smp import IO_BY_LABEL, IoCapability

SHOWN_HERE, SHOWN_THERE, BOTH_TYPE = ("passkey-entry", "peer"), ("passkey-entry", "gateway"), ("passkey-entry", "both")
NOTHING, COMPARED = ("just-works", ""), ("numeric-comparison", "")


def expected(here, there, secure):
    """Vol 3, Part H, table 2.8, said in words: compare where both can, else type what the other shows."""
    shows, types, compares = ("DisplayOnly", "DisplayYesNo", "KeyboardDisplay"), ("KeyboardOnly", "KeyboardDisplay"), (
        "DisplayYesNo", "KeyboardDisplay",
    )  # fmt: skip
    if secure and here in compares and there in compares:
        return COMPARED
    if here in shows and there in types:
        return SHOWN_HERE
    if here in types and there in shows:
        return SHOWN_THERE
    return BOTH_TYPE if here in types and there in types else NOTHING


EVERYTHING = list(itertools.product(IO_BY_LABEL, IO_BY_LABEL, (False, True)))


@pytest.mark.parametrize(("capability", "io", "secure"), EVERYTHING)
def test_every_pairing_begun_here(capability, io, secure):
    peer = PeerOffer(IO_BY_LABEL[io], secure_connections=True, mitm=True)
    found = predict(GatewaySide(capability, int(secure)), peer)
    assert (found.model, found.typist, found.refused) == (*expected(capability, io, secure), "")
    assert found.pairing == ("secure-connections" if secure else "legacy")
    assert found.level == (2 if found.model == "just-works" else 4 if secure else 3)


@pytest.mark.parametrize(("capability", "io", "secure"), EVERYTHING)
def test_as_initiator_it_does_not_matter_whether_the_peer_asks_for_protection(capability, io, secure):
    gateway = GatewaySide(capability, 1)
    asks, does_not = (predict(gateway, PeerOffer(IO_BY_LABEL[io], secure, mitm)) for mitm in (True, False))
    assert asks == does_not


def test_as_responder_linux_does_as_the_peer_asks():
    gateway = GatewaySide("DisplayYesNo", 1)
    phone = PeerOffer(IoCapability.KEYBOARD_DISPLAY, True, mitm=True)
    assert predict(gateway, phone, "responder").text == "Numeric Comparison, level 4"
    assert predict(gateway, PeerOffer(phone.io, True, mitm=False), "responder").text == "Just Works, level 2"
    assert predict(GatewaySide("KeyboardOnly", 0), phone, "responder").typist == "gateway"


def test_as_responder_protection_that_was_asked_for_must_be_possible():
    sensor = PeerOffer(IoCapability.NO_INPUT_NO_OUTPUT, True, mitm=True)
    assert predict(GatewaySide("KeyboardDisplay", 1), sensor, "responder").refused == "mitm-unachievable"
    assert predict(GatewaySide("NoInputNoOutput", 1), sensor, "responder").level == 2


def test_what_this_gateway_refuses():
    legacy = PeerOffer(IoCapability.DISPLAY_ONLY, False, True)
    assert predict(GatewaySide("KeyboardDisplay", 2), legacy).refused == "sc-only-refused-legacy"
    assert predict(GatewaySide("", 1), legacy).refused == "no-agent"
    assert (
        predict(GatewaySide("KeyboardDisplay", 1, required=3), PeerOffer(IoCapability(3), True)).refused
        == "mitm-unachievable"
    )
    assert predict(GatewaySide("KeyboardDisplay", 1, key_sizes=(16, 16)), PeerOffer(key_size=7)).refused == "key-size"
    assert predict(GatewaySide("KeyboardDisplay", 1, bondable=False), legacy, "responder").refused == "not-bondable"
    assert predict(GatewaySide("KeyboardDisplay", 1, bondable=False), legacy).refused == ""


def test_what_a_virtual_gateway_can_be_told_besides():
    phone = PeerOffer(IoCapability.KEYBOARD_DISPLAY, True, mitm=False)
    assert predict(GatewaySide("KeyboardDisplay", 1, mitm=0), phone).level == 2
    assert predict(GatewaySide("KeyboardDisplay", 1, mitm=0), PeerOffer(phone.io, True, mitm=True)).level == 4
    assert predict(GatewaySide("NoInputNoOutput", 1, oob=True), phone).text == "Out of Band, level 4"


def test_a_key_shorter_than_16_octets_is_not_level_4():
    assert predict(GatewaySide("KeyboardDisplay", 1), PeerOffer(IoCapability(1), True, key_size=10)).level == 3


def test_an_unknown_peer_leaves_open_what_depends_on_it():
    found = predict(GatewaySide("KeyboardDisplay", 1), PeerOffer())
    assert (found.model, found.level, found.strongest) == (None, None, 4)
    assert found.text == "depends on the peer, level 4 at most"
    assert predict(GatewaySide("KeyboardDisplay", 0), PeerOffer()).strongest == 3


def test_without_input_and_output_it_is_just_works_whoever_comes():
    for mode in (0, 1):
        assert predict(GatewaySide("NoInputNoOutput", mode), PeerOffer()).text == "Just Works, level 2"


def test_the_matrix_has_ten_cells_and_todays_is_among_them():
    gateway, peer = GatewaySide("DisplayOnly", 1), PeerOffer(IoCapability.KEYBOARD_DISPLAY, True, True)
    cells = matrix(gateway, peer)
    assert len(cells) == 10
    today = present(gateway)
    assert today is not None
    assert cells[today] == predict(gateway, peer)
    assert [cells[one].text for one in COMBINATIONS] == [
        "Passkey Entry, level 3", "Passkey Entry, level 3", "Passkey Entry, level 3", "Just Works, level 2",
        "Passkey Entry, level 3", "Passkey Entry, level 4", "Numeric Comparison, level 4", "Passkey Entry, level 4",
        "Just Works, level 2", "Numeric Comparison, level 4",
    ]  # fmt: skip


def test_what_would_reach_more_with_the_fewest_changes():
    peer = PeerOffer(IoCapability.DISPLAY_YES_NO, True, True)
    (best, four), (next_best, three) = improvements(GatewaySide("NoInputNoOutput", 0), peer)
    assert (best, four.text) == (Combination("KeyboardDisplay", True), "Numeric Comparison, level 4")
    assert (next_best, three.text) == (Combination("KeyboardDisplay", False), "Passkey Entry, level 3")
    ((only, _),) = improvements(GatewaySide("KeyboardOnly", 0), peer)
    assert only == Combination("KeyboardOnly", True), "Secure Connections alone is enough"
    assert improvements(GatewaySide("KeyboardDisplay", 1), peer) == []


def test_what_no_setting_here_can_change():
    assert (
        limit(PeerOffer(IoCapability(3), True)) == "The peer has neither display nor keys: level 2 is all it can reach."
    )
    assert "level 3" in limit(PeerOffer(IoCapability(1), False))
    assert "10 octets" in limit(PeerOffer(IoCapability(1), True, key_size=10))
    assert limit(PeerOffer(IoCapability(1), True)) == limit(PeerOffer()) == ""
