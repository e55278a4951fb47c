"""The check before a pairing over BR/EDR: what is in the way, and the key that repairs it."""

import pytest

from pairtui.knowledge.main_conf import ConfigLine
from pairtui.pairing.actions import SetCapability
from pairtui.pairing.events import ActionFinished, AdapterChanged, BluezConfigured, DeviceChanged
from pairtui.pairing.fix_actions import FIX_ACTIONS
from pairtui.pairing.model import Model
from pairtui.pairing.prediction.check import Severity
from pairtui.pairing.prediction.preflight import preflight

PRINTER = "/org/bluez/hci0/dev_00_1B_DC_00_00_01"
POLICY = {"bredr": 1, "ssp": 1, "bondable": 1, "secure-connections": 1, "connectable": 1}


def gateway(policy=None, capability="KeyboardDisplay", **device):
    """A gateway where nothing is in the way but what is given, and a printer in range."""
    model = Model()
    heard = {"adapter": "hci0", "address": "00:1B:DC:00:00:01", "address_type": "public", "class_of_device": 0x040680}
    told = {"powered": True, "pairable": True, "policy": POLICY | (policy or {})}
    model.apply(AdapterChanged(adapter="hci0", changes=told))
    model.apply(ActionFinished(action=SetCapability(capability)))
    model.apply(DeviceChanged(device=PRINTER, changes=heard | {"rssi": -60} | device))
    return model


def check(model, name, transport=""):
    found = preflight(model, model.adapters["hci0"], model.devices[PRINTER], transport)
    return next((one for one in found if one.name == name), None)


def test_nothing_is_in_the_way_and_nothing_of_le_is_looked_at():
    model = gateway()
    found = preflight(model, model.adapters["hci0"], model.devices[PRINTER])
    assert {one.severity for one in found} == {Severity.OK}
    names = {one.name for one in found}
    assert names >= {"br/edr", "ssp", "sc-only", "agent"}
    assert not names & {"le", "key-size"}


@pytest.mark.parametrize(
    ("policy", "name", "severity", "action"),
    [
        ({"bredr": 0}, "br/edr", Severity.BLOCKER, "bredr-on"),
        ({"bredr": None}, "br/edr", Severity.UNKNOWN, None),
        ({"ssp": 0}, "ssp", Severity.WARNING, "ssp-on"),
        ({"ssp": None}, "ssp", Severity.UNKNOWN, None),
        ({"secure-connections": 2}, "sc-only", Severity.WARNING, "secure-connections-on"),
        ({"connectable": 0}, "connectable", Severity.NOTE, None),
    ],
)
def test_a_setting_is_in_the_way(policy, name, severity, action):
    model = gateway({key: value for key, value in policy.items() if value is not None})
    if None in policy.values():
        left = {key: value for key, value in POLICY.items() if key not in policy}
        model.apply(AdapterChanged(adapter="hci0", changes={"policy": left}))
    found = check(model, name)
    assert (found.severity, found.fix and found.fix.action) == (severity, action)
    assert action is None or action in FIX_ACTIONS


def test_secure_connections_only_against_a_device_that_pairs_with_a_pin():
    assert check(gateway({"secure-connections": 2}, legacy_pairing=True), "sc-only").severity is Severity.BLOCKER


def test_no_agent_is_no_more_than_a_warning():
    found = check(gateway(capability=""), "agent")
    assert (found.severity, found.fix.action) == (Severity.WARNING, "agent-take")
    assert check(gateway(capability=""), "agent", "le").severity is Severity.BLOCKER


def test_a_level_that_no_input_no_output_cannot_reach():
    assert check(gateway(capability="NoInputNoOutput", required=3), "capability").severity is Severity.BLOCKER
    assert check(gateway(required=3), "capability") is None


def test_the_controller_mode_keeps_br_edr_off():
    model = gateway()
    model.apply(
        BluezConfigured(lines=(ConfigLine("main.conf", 7, "General", "ControllerMode", "le", "BR/EDR is off"),))
    )
    assert check(model, "controller mode").text == "main.conf says ControllerMode = le: BR/EDR is off."
    assert check(model, "controller mode", "le").severity is Severity.OK
