"""What each fix of a diagnosis does when its digit is pressed."""

import pytest

from pairtui.knowledge.fixes import words as fix_words
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
from tests.pairing.pasted import read

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


@pytest.mark.parametrize(
    ("stack", "named", "not_named"),
    [
        ("zephyr", ["(`CONFIG_BT_SMP_LOG_LEVEL_DBG=y`)"], ["Zephyr", "NIMBLE"]),
        ("nimble", ["(`CONFIG_BT_NIMBLE_LOG_LEVEL_DEBUG=y`)"], ["Zephyr", "SMP_LOG"]),
        ("ti", ["in full"], ["(", "{"]),
        ("", ["Zephyr: `CONFIG_BT_SMP", "NimBLE: `CONFIG_BT_NIMBLE", "nRF5 SDK: `PM_LOG_LEVEL 4`"], ["{"]),
    ],
)
def test_a_fix_speaks_of_the_stack_whose_log_it_is(stack, named, not_named):
    words = fix_words("firmware-log", "this device", stack)
    assert all(part in words for part in named)
    assert not any(part in words for part in not_named)


def test_a_verdict_on_a_stacks_log_has_its_fixes_in_that_stacks_words():
    (attempt,) = read("W (6660) BT_HCI: hcif disc complete: hdl 0x81, rsn 0x5\n").attempts.values()
    fixes = [fix.text for fix in attempt.diagnosis.fixes]
    assert any("CONFIG_BT_LOG_SMP_TRACE_LEVEL_DEBUG" in text for text in fixes)
    assert not any("Zephyr" in text for text in fixes)
