"""The association model table against an independent statement of Vol 3, Part H, table 2.8."""

import itertools

import pytest

from pairtui.knowledge.association import associate
from pairtui.protocol.messages.smp import IO_BY_LABEL, AuthReq, KeyDist, PairingRequest, PairingResponse

SHOWS = {"DisplayOnly", "DisplayYesNo", "KeyboardDisplay"}
TYPES = {"KeyboardOnly", "KeyboardDisplay"}
COMPARES = {"DisplayYesNo", "KeyboardDisplay"}


def features(initiator, responder, auth_i=AuthReq.BONDING | AuthReq.MITM, auth_r=AuthReq.BONDING, oob=(0, 0)):
    keys = (16, KeyDist.ENC_KEY, KeyDist.ENC_KEY)
    return (
        PairingRequest(IO_BY_LABEL[initiator], oob[0], auth_i, *keys),
        PairingResponse(IO_BY_LABEL[responder], oob[1], auth_r, *keys),
    )


def expected(initiator, responder, secure):
    """What each side can do decides, in the specification's words: compare, else one types what the other shows."""
    if secure and initiator in COMPARES and responder in COMPARES:
        return "numeric-comparison", None
    if initiator in SHOWS and responder in TYPES:
        return "passkey-entry", "responder"
    if initiator in TYPES and responder in SHOWS:
        return "passkey-entry", "initiator"
    if initiator in TYPES and responder in TYPES:
        return "passkey-entry", "both"
    return "just-works", None


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize(("initiator", "responder"), list(itertools.product(IO_BY_LABEL, IO_BY_LABEL)))
def test_every_cell_with_mitm(initiator, responder, secure):
    sc = AuthReq.SC if secure else AuthReq(0)
    request, response = features(initiator, responder, AuthReq.BONDING | AuthReq.MITM | sc, AuthReq.BONDING | sc)
    result = associate(request, response)
    assert (result.model, result.typist) == expected(initiator, responder, secure)
    assert result.pairing == ("secure-connections" if secure else "legacy")
    assert result.authenticated == (result.model != "just-works")


@pytest.mark.parametrize(("initiator", "responder"), list(itertools.product(IO_BY_LABEL, IO_BY_LABEL)))
def test_without_mitm_it_is_just_works(initiator, responder):
    result = associate(*features(initiator, responder, AuthReq.BONDING, AuthReq.BONDING))
    assert (result.model, result.level) == ("just-works", 2)


@pytest.mark.parametrize(
    ("secure", "oob", "model"),
    [(False, (1, 0), "just-works"), (False, (1, 1), "oob"), (True, (1, 0), "oob"), (True, (0, 1), "oob")],
)
def test_out_of_band_data_legacy_needs_both_secure_connections_either(secure, oob, model):
    auth = AuthReq.BONDING | (AuthReq.SC if secure else AuthReq(0))
    assert associate(*features("NoInputNoOutput", "NoInputNoOutput", auth, auth, oob)).model == model


def test_levels_are_those_of_le_security_mode_1():
    mitm = AuthReq.BONDING | AuthReq.MITM
    assert associate(*features("DisplayYesNo", "DisplayYesNo", mitm | AuthReq.SC, mitm | AuthReq.SC)).level == 4
    assert associate(*features("KeyboardOnly", "DisplayOnly", mitm, mitm)).level == 3


def test_a_reserved_io_capability_counts_as_no_input_no_output():
    request = PairingRequest(0x09, 0, AuthReq.MITM, 16, KeyDist(0), KeyDist(0))
    response = PairingResponse(IO_BY_LABEL["KeyboardDisplay"], 0, AuthReq.MITM, 16, KeyDist(0), KeyDist(0))
    assert associate(request, response).model == "just-works"
