"""Messages as values: made, compared, printed, and never changed."""

import pytest

from pairtui.protocol import hci, smp
from pairtui.protocol.fields import field_names
from pairtui.protocol.record import LinkPdu
from pairtui.protocol.values import Secret

REQUEST = smp.PairingRequest(smp.IoCapability.KEYBOARD_ONLY, 0, smp.AuthReq.BONDING, 16, smp.KeyDist(1), smp.KeyDist(2))


def test_a_message_is_made_by_place_or_by_name():
    assert smp.PairingFailed(8) == smp.PairingFailed(reason=8)
    assert hci.Disconnect(0x40, reason=0x13) == hci.Disconnect(0x40, 0x13)
    assert hci.Reset() == hci.Reset()


@pytest.mark.parametrize(
    ("code", "values", "named"),
    [(5, (), {}), (5, (8, 8), {}), (5, (8,), {"reason": 8}), (5, (), {"why": 8}), (4, (), {"reason": 8})],
)
def test_a_message_with_other_fields_is_none(code, values, named):
    with pytest.raises(TypeError, match="has the fields"):
        smp.smp.by_code[code](*values, **named)


def test_messages_of_different_kinds_differ():
    confirm, random = smp.PairingConfirm(Secret(bytes(16))), smp.PairingRandom(Secret(bytes(16)))
    assert confirm != random
    assert confirm == smp.PairingConfirm(Secret(bytes(16)))
    assert len({confirm, random, smp.PairingConfirm(Secret(bytes(16)))}) == 2


def test_a_message_cannot_be_changed():
    message = smp.PairingFailed(8)
    with pytest.raises(AttributeError, match=r"PairingFailed\.reason cannot be changed"):
        setattr(message, "reason", 5)  # noqa: B010 -- the type checker refuses the statement
    with pytest.raises(AttributeError):
        delattr(message, "reason")
    assert message.reason == 8


def test_a_message_prints_its_fields_and_no_secret():
    assert repr(smp.PairingFailed(8)) == "PairingFailed(reason=8)"
    assert repr(smp.PairingConfirm(Secret(bytes(16)))) == "PairingConfirm(value=<secret of 16 bytes>)"
    assert repr(hci.Reset()) == "Reset()"


def test_the_fields_of_messages_and_of_other_rows():
    assert field_names(REQUEST) == ("io", "oob", "auth_req", "max_key_size", "initiator_keys", "responder_keys")
    assert field_names(hci.Reset()) == ()
    assert field_names(LinkPdu(64, 6, REQUEST)) == ("handle", "cid", "pdu", "transport", "address")
    assert field_names("text") is None
    assert field_names(smp.PairingFailed) is None


def test_a_pattern_names_the_fields_by_place():
    match smp.PairingFailed(8):
        case smp.PairingFailed(reason):
            assert reason == 8
