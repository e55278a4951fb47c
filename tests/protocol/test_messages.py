"""Messages as values: made, compared, printed, and never changed."""

from dataclasses import fields, is_dataclass, replace

import pytest

from pairtui.protocol.immutable import immutable
from pairtui.protocol.messages import hci, smp
from pairtui.protocol.values import Secret


@immutable(kw_only=True)
class Fact:
    at: float | None = None


@immutable(kw_only=True)
class Scanning(Fact):
    adapter: str


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
    with pytest.raises(TypeError, match="argument"):
        smp.smp.by_code[code](*values, **named)


def test_messages_of_different_kinds_differ():
    confirm, random = smp.PairingConfirm(Secret(bytes(16))), smp.PairingRandom(Secret(bytes(16)))
    assert confirm != random  # type: ignore[comparison-overlap]
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


def test_messages_are_dataclasses_to_those_who_ask():
    assert is_dataclass(REQUEST)
    assert [field.name for field in fields(hci.Disconnect)] == ["handle", "reason"]
    assert fields(hci.Reset()) == ()
    assert replace(REQUEST, oob=1).oob == 1
    assert replace(Scanning(adapter="hci0"), at=2.0) == Scanning(at=2.0, adapter="hci0")


def test_an_immutable_row_has_no_room_for_more():
    with pytest.raises(AttributeError):
        object.__setattr__(REQUEST, "extra", 1)


def test_a_pattern_names_the_fields_by_place():
    match smp.PairingFailed(8):
        case smp.PairingFailed(reason):
            assert reason == 8
