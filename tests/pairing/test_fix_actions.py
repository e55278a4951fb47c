"""What each fix of a diagnosis does when its digit is pressed."""

import pytest

from pairtui.pairing.actions import (
    Pair,
    RemoveAndPair,
    RequireLevel,
    SetBlocked,
    SetCapability,
    SetPairable,
    SetPolicy,
    SetPowered,
    Unpair,
)
from pairtui.pairing.fix_actions import FIX_ACTIONS, fix_action
from pairtui.pairing.state import Device

EXPECTED = {
    "pair": (Pair("dev"),),
    "remove-and-pair": (RemoveAndPair("dev"),),
    "unpair": (Unpair("dev"),),
    "unblock": (SetBlocked("dev", False),),
    "level-2": (RequireLevel("dev", 2),),
    "pairable-on": (SetPairable("hci0", True),),
    "power-on": (SetPowered("hci0", True),),
    "agent-on": (SetCapability("KeyboardDisplay"), Pair("dev")),
    "agent-take": (SetCapability("KeyboardDisplay"),),
    "capability-keyboard-display": (SetCapability("KeyboardDisplay"), Pair("dev")),
    "secure-connections-on": (SetPolicy("hci0", "secure-connections", 1), Pair("dev")),
    "secure-connections-off": (SetPolicy("hci0", "secure-connections", 0), Pair("dev")),
    "le-on": (SetPolicy("hci0", "le", 1), Pair("dev")),
    "bredr-on": (SetPolicy("hci0", "bredr", 1), Pair("dev")),
    "ssp-on": (SetPolicy("hci0", "ssp", 1), Pair("dev")),
    "key-size-shortest": (SetPolicy("hci0", "min-key-size", 7), Pair("dev")),
    "key-size-longest": (SetPolicy("hci0", "max-key-size", 16), Pair("dev")),
}


@pytest.mark.parametrize("name", FIX_ACTIONS)
def test_a_fix(name):
    assert fix_action(name).actions("dev", "hci0") == EXPECTED[name]


def test_a_setting_alone_where_there_is_no_device():
    assert fix_action("le-on").actions(None, "hci0") == (SetPolicy("hci0", "le", 1),)


def test_nothing_where_what_it_needs_is_missing():
    assert fix_action("pair").actions(None, "hci0") == ()
    assert fix_action("secure-connections-on").actions("dev", None) == ()


def test_the_agent_is_kept_where_there_is_no_device():
    assert fix_action("agent-on").actions(None, "hci0") == (SetCapability("KeyboardDisplay"),)


@pytest.mark.parametrize("name", ["secure-connections-on", "capability-keyboard-display", "pair"])
def test_a_bond_is_removed_before_it_is_paired_again(name):
    *before, last = fix_action(name, bonded=True).actions("dev", "hci0")
    assert (*before, Pair("dev")) == EXPECTED[name]
    assert last == RemoveAndPair("dev")


@pytest.mark.parametrize("name", FIX_ACTIONS)
@pytest.mark.parametrize("bonded", [False, True])
def test_what_removes_a_bond_is_asked_first(name, bonded):
    does = fix_action(name, bonded)
    removes = any(isinstance(action, Unpair | RemoveAndPair) for action in does.actions("dev", "hci0"))
    assert (does.asks is not None) is removes
    if does.asks:
        assert does.asks(Device("dev", address="C0:FF:EE:00:00:01", bonded=bonded)).title.endswith("?")


def test_a_name_that_is_none():
    with pytest.raises(KeyError):
        fix_action("make-it-so").actions("dev", "hci0")
