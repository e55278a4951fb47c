"""What each fix of a diagnosis does when its digit is pressed."""

import pytest

from pairtui.knowledge.fixes import FIX_ACTIONS
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
from pairtui.pairing.fix_actions import actions_for

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
    assert actions_for(name, "dev", "hci0") == EXPECTED[name]


def test_a_setting_alone_where_there_is_no_device():
    assert actions_for("le-on", None, "hci0") == (SetPolicy("hci0", "le", 1),)


def test_nothing_where_what_it_needs_is_missing():
    assert actions_for("pair", None, "hci0") == ()
    assert actions_for("secure-connections-on", "dev", None) == ()


def test_the_agent_is_kept_where_there_is_no_device():
    assert actions_for("agent-on", None, "hci0") == (SetCapability("KeyboardDisplay"),)


@pytest.mark.parametrize("name", ["secure-connections-on", "capability-keyboard-display", "pair"])
def test_a_bond_is_removed_before_it_is_paired_again(name):
    *before, last = actions_for(name, "dev", "hci0", bonded=True)
    assert (*before, Pair("dev")) == EXPECTED[name]
    assert last == RemoveAndPair("dev")


def test_a_name_that_is_none():
    with pytest.raises(KeyError):
        actions_for("make-it-so", "dev", "hci0")
