"""The check before a pairing: what each check says whole, its severity, its words, and the fix with its key."""

from dataclasses import replace

import pytest

from pairtui.knowledge.main_conf import ConfigLine
from pairtui.pairing.actions import SetCapability, StartDiscovery
from pairtui.pairing.attempt import Attempt, Confidence, Diagnosis, Fix, Kind, Outcome, Peer
from pairtui.pairing.events import (
    ActionFinished,
    AdapterChanged,
    AgentChanged,
    BluezConfigured,
    DeviceChanged,
    SourceChanged,
    SourceState,
)
from pairtui.pairing.model import Model
from pairtui.pairing.prediction.check import Check, Severity
from pairtui.pairing.prediction.preflight import preflight

SCALE, OTHER = "/org/bluez/hci0/dev_C0_00_00_00_00_01", "/org/bluez/hci0/dev_C0_00_00_00_00_02"
OK, NOTE, WARNING, BLOCKER, UNKNOWN = (
    Severity.OK, Severity.NOTE, Severity.WARNING, Severity.BLOCKER, Severity.UNKNOWN,
)  # fmt: skip
HEARD = {"adapter": "hci0", "address": "C0:00:00:00:00:01", "address_type": "random"}
PRINTER = HEARD | {"address_type": "public", "class_of_device": 0x040680}
ALREADY = "It is paired already: BlueZ answers AlreadyExists."
AGAIN = Fix("Remove the bond on this gateway and pair again", "remove-and-pair")


def adapter(**changes):
    return AdapterChanged(adapter="hci0", changes=changes)


def policy(**settings):
    return adapter(policy={name.replace("_", "-"): value for name, value in settings.items()})


def device(**changes):
    return DeviceChanged(device=SCALE, changes=HEARD | changes)


def printer(**changes):
    return DeviceChanged(device=SCALE, changes=PRINTER | changes)


def other(**changes):
    return DeviceChanged(device=OTHER, changes=HEARD | {"address": "C0:00:00:00:00:02"} | changes)


def main_conf(key, value, effect="", problem=""):
    return BluezConfigured(lines=(ConfigLine("main.conf", 3, "General", key, value, effect, problem),))


def agent(capability):
    return ActionFinished(action=SetCapability(capability))


def down(source, why, remedy=""):
    return SourceChanged(source=source, state=SourceState.DOWN, why=why, remedy=remedy)


ON, TAKE, DEFAULT = adapter(powered=True), "agent-take", Fix("Make pairtui's agent the default", "agent-take")
SOMEBODY = AgentChanged(owner=":1.77", pid=4711, command="bluetoothctl")
REPAIRING = "A bonded device that lost its keys cannot pair again by itself: JustWorksRepairing is never."
CONFIRM = Fix("Remove the bond here first, or set JustWorksRepairing = confirm in main.conf, restart bluetoothd")
DUAL = Fix("Set ControllerMode = dual, restart bluetoothd")
LEGACY_TOO = Fix("Accept legacy pairing too", "secure-connections-on")
SC_TOO = Fix("Accept devices without Secure Connections too", "secure-connections-on")
ONLY = policy(secure_connections=2)

CHECKS = [
    ([down("bluez", "it is not running.", "start it")],
     Check("bluez", BLOCKER, "Nothing can be paired: it is not running.", Fix("start it"))),
    ([down("btmon", "")],
     Check("btmon", WARNING, "The steps of a pairing cannot be seen: btmon is down.")),
    ([down("mgmt", "not permitted")],
     Check("mgmt", WARNING, "The adapter's settings can be neither read nor set: not permitted.")),
    ([down("history", "disk full")], "history"),
    ([SourceChanged(source="mgmt", state=SourceState.UP, detail="")], "mgmt"),
    ([], Check("adapter", BLOCKER, "There is no adapter.", Fix("Plug one in, or look for it in dmesg"))),
    ([ON], Check("powered", OK, "hci0 is on.")),
    ([adapter(powered=False)], Check("powered", BLOCKER, "hci0 is off.", Fix("Switch the adapter on", "power-on"))),
    ([adapter(powered=False, power_state="off-blocked")],
     Check("powered", BLOCKER, "hci0 is blocked by rfkill.", Fix("Unblock it: `sudo rfkill unblock bluetooth`"))),
    ([ON], Check("le", UNKNOWN, "Whether LE is on only MGMT or btmon can say.")),
    ([policy(le=1)], Check("le", OK, "LE is on.")),
    ([policy(le=0)],
     Check("le", BLOCKER, "LE is off: no LE device can be found or paired.", Fix("Switch LE on", "le-on"))),
    ([adapter(pairable=True)], Check("bondable", OK, "The adapter is bondable.")),
    ([adapter(pairable=False, policy={"bondable": 1})], Check("bondable", OK, "The adapter is bondable.")),
    ([adapter(pairable=False)],
     Check("bondable", WARNING,
           "The adapter is not bondable: keys are not kept, and a device that asks to bond is refused.",
           Fix("Make the adapter pairable", "pairable-on"))),
    ([ON], "controller mode"),
    ([ON, main_conf("ControllerMode", "le", "BR/EDR is off")],
     Check("controller mode", OK, "main.conf says ControllerMode = le: BR/EDR is off.")),
    ([ON, main_conf("ControllerMode", "bredr", "LE is off")],
     Check("controller mode", BLOCKER, "main.conf says ControllerMode = bredr: LE is off.", DUAL)),
    ([ON, main_conf("ControllerMode", "bredr", problem="not known")], "controller mode"),
    ([ON, device()], "repairing"),
    ([ON, device(paired=True)],
     Check("repairing", UNKNOWN,
           "Whether a bonded device may pair again by itself (JustWorksRepairing) is not known.")),
    ([ON, device(paired=True), main_conf("JustWorksRepairing", "Always")],
     Check("repairing", OK, "JustWorksRepairing is always: a bonded device may pair again by itself.")),
    ([ON, device(paired=True), main_conf("JustWorksRepairing", "always", problem="not known")],
     Check("repairing", WARNING, REPAIRING, CONFIRM)),
    ([ON, main_conf("JustWorksRepairing", "NEVER")], Check("repairing", NOTE, REPAIRING, CONFIRM)),
    ([ON, main_conf("Privacy", "off")], Check("repairing", NOTE, REPAIRING, CONFIRM)),
    ([ON, agent("DisplayOnly")], Check("agent", OK, "pairtui answers prompts, with DisplayOnly.")),
    ([ON], Check("agent", UNKNOWN, "Who answers prompts is not known.")),
    ([ON, agent("")],
     Check("agent", BLOCKER, "No agent could be asked: BlueZ refuses even Just Works.",
           Fix("Register pairtui's agent", TAKE))),
    ([ON, printer(), agent("")],
     Check("agent", WARNING, "No agent could be asked: only what asks nothing here can pair, and no PIN can be given.",
           Fix("Register pairtui's agent", TAKE))),
    ([ON, agent("DisplayOnly"), SOMEBODY],
     Check("agent", WARNING,
           "bluetoothctl (pid 4711) is BlueZ's default agent and is asked when a device pairs with this gateway by"
           " itself.", DEFAULT)),
    ([ON, agent(""), replace(SOMEBODY, pid=None, command="")],
     Check("agent", WARNING, ":1.77 (pid ?) is BlueZ's default agent and answers every prompt.", DEFAULT)),
    ([ON, agent("DisplayOnly"), replace(SOMEBODY, ours=True)],
     Check("agent", OK, "pairtui answers prompts, with DisplayOnly.")),
    ([ON, agent(""), AgentChanged(owner="")],
     Check("agent", BLOCKER, "No agent could be asked: BlueZ refuses even Just Works.",
           Fix("Register pairtui's agent", TAKE))),
    ([ON, device()], "sc-only"),
    ([ONLY], "sc-only"),
    ([policy(secure_connections=1), device()],
     Check("sc-only", OK, "Devices without Secure Connections are accepted.")),
    ([ONLY, device()],
     Check("sc-only", WARNING, "A device without Secure Connections would be refused (0x03).", LEGACY_TOO)),
    ([ON, device()], "key-size"),
    ([policy(min_key_size=16), device()], "key-size"),
    ([ON, device()], "blocked"),
    ([ON, device(name="Scale", blocked=True)],
     Check("blocked", BLOCKER, "Scale is blocked on this gateway.", Fix("Unblock it", "unblock"))),
    ([ON], "bond"),
    ([ON, device()], Check("bond", OK, "No old bond is in the way here.")),
    ([ON, device(paired=True, verify_error="it is refused.")],
     Check("bond", BLOCKER, "The bond no longer works: it is refused.", AGAIN)),
    ([ON, device(paired=True, required=3, level=2)],
     Check("bond", WARNING, "The bond has level 2 and level 3 is required.", AGAIN)),
    ([ON, device(paired=True, required=3, level=3)],
     Check("bond", WARNING, ALREADY, AGAIN)),
    ([ON, device(paired=True, required=3)],
     Check("bond", WARNING, ALREADY, AGAIN)),
    ([ON, device()], "last attempt"),
    ([ON], "range"),
    ([ON, device(rssi=-90)], Check("range", OK, "The device is in range.")),
    ([ON, device(connected=True)], Check("range", OK, "The device is in range.")),
    ([ON, device()],
     Check("range", WARNING, "The device is not heard now; Pair looks for it for some seconds.",
           Fix("Wake it up, put it in pairing mode, bring it near"))),
    ([ON], "scanning"),
    ([adapter(discovering=True), device()],
     Check("scanning", WARNING, "Another program is scanning: connecting takes longer, or ends with InProgress.",
           Fix("Stop it: `busctl list | grep -i blue` shows who is on BlueZ's bus"))),
    ([adapter(discovering=True), ActionFinished(action=StartDiscovery("hci0"))], "scanning"),
    ([adapter(discovering=True), other(busy="pairing")], "scanning"),
    ([ON, device(required=3)], "capability"),
    ([ON, device(required=2), agent("NoInputNoOutput")], "capability"),
    ([ON, device(required=3), agent("NoInputNoOutput")],
     Check("capability", BLOCKER,
           "Level 3 is required, and this gateway offers NoInputNoOutput: it refuses (0x03).",
           Fix("Offer KeyboardDisplay", TAKE))),
    ([ON, printer(required=3), agent("NoInputNoOutput")],
     Check("capability", BLOCKER,
           "Level 3 is required, and this gateway offers NoInputNoOutput: no key reaches it.",
           Fix("Offer KeyboardDisplay", TAKE))),
    ([ON, printer(required=2), agent("NoInputNoOutput")], "capability"),
    ([ON, printer()], Check("br/edr", UNKNOWN, "Whether BR/EDR is on only MGMT or btmon can say.")),
    ([policy(bredr=1), printer()], Check("br/edr", OK, "BR/EDR is on.")),
    ([policy(bredr=0), printer()],
     Check("br/edr", BLOCKER, "BR/EDR is off, or the controller has none: no BR/EDR device can be found or paired.",
           Fix("Switch BR/EDR on", "bredr-on"))),
    ([ON, printer(), main_conf("ControllerMode", "le", "BR/EDR is off")],
     Check("controller mode", BLOCKER, "main.conf says ControllerMode = le: BR/EDR is off.", DUAL)),
    ([ON, printer(), main_conf("ControllerMode", "dual", "both are on")], "controller mode"),
    ([ON, printer(), main_conf("ControllerMode", "le", problem="not known")], "controller mode"),
    ([ON, printer()],
     Check("ssp", UNKNOWN,
           "Whether Secure Simple Pairing is on only MGMT or btmon can say; bluetoothd switches it on.")),
    ([policy(ssp=1), printer()], Check("ssp", OK, "Secure Simple Pairing is on.")),
    ([policy(ssp=0), printer()],
     Check("ssp", WARNING, "Secure Simple Pairing is off: every BR/EDR device pairs with a PIN, for level 2.",
           Fix("Switch Secure Simple Pairing on", "ssp-on"))),
    ([ON, printer()], "sc-only"),
    ([policy(secure_connections=0), printer()],
     Check("sc-only", OK, "Devices without Secure Connections are accepted.")),
    ([ONLY, printer()],
     Check("sc-only", WARNING,
           "Of a device without Secure Connections the link would be ended once it is encrypted.", SC_TOO)),
    ([ONLY, printer(legacy_pairing=True)],
     Check("sc-only", BLOCKER,
           "The device has no Secure Connections: this gateway ends the link once it is encrypted.", SC_TOO)),
    ([policy(connectable=1), printer()], "connectable"),
    ([policy(connectable=0), printer(paired=True)], "connectable"),
    ([policy(connectable=0), printer()],
     Check("connectable", NOTE,
           "Not connectable: a device that pairs by itself, from its own menu, does not reach this gateway.",
           Fix("Make this gateway visible while the device pairs: v"))),
]  # fmt: skip
"""What was told, and what the check of it says; a name where no check of that name says anything."""


def checks(model, name):
    return [one for one in preflight(model, model.adapters.get("hci0"), model.devices.get(SCALE)) if one.name == name]


@pytest.mark.parametrize(("told", "says"), CHECKS)
def test_what_a_check_says(told, says):
    model = Model()
    for event in told:
        model.apply(event)
    name, found = (says, []) if isinstance(says, str) else (says.name, [says])
    assert checks(model, name) == found


FIRST = Fix("Press P", "pair")


@pytest.mark.parametrize(
    ("outcome", "cause", "paired", "bond", "last"),
    [
        (Outcome.FAILED, "peer-bond-missing", True, (BLOCKER, "The bond no longer works: It refused."), None),
        (Outcome.PAIRED, "peer-bond-missing", True, (WARNING, ALREADY), None),
        (Outcome.FAILED, "peer-bond-missing", False, (OK, "No old bond is in the way here."), FIRST),
        (Outcome.FAILED, "timeout", True, (WARNING, ALREADY), FIRST),
        (Outcome.FAILED, "timeout", False, (OK, "No old bond is in the way here."), None),
    ],
)  # fmt: skip
def test_what_the_last_attempt_says_of_the_bond(outcome, cause, paired, bond, last):
    model = Model()
    for event in (ON, device(paired=paired)):
        model.apply(event)
    fixes = (FIRST, AGAIN) if last else ()
    why = Diagnosis(cause, "It refused", "", Confidence.LIKELY, (), fixes)
    old = Diagnosis("other", "It was another time", "", Confidence.LIKELY)
    for number, diagnosis in ((1, old), (2, why)):
        model.attempts[number] = Attempt(
            number, Kind.PAIRING, device=SCALE, peer=Peer("C0:00:00:00:00:01"), outcome=outcome, diagnosis=diagnosis
        )
    (found,) = checks(model, "bond")
    assert (found.severity, found.text) == bond
    told = outcome is Outcome.FAILED and not (paired and cause == "peer-bond-missing")
    text, fix = "The last attempt failed: It refused.", Fix("Press P") if last else None
    assert checks(model, "last attempt") == ([Check("last attempt", WARNING, text, fix)] if told else [])
