"""What is said after an action was done."""

import pytest

from pairtui.pairing import actions as do
from pairtui.pairing.action_outcomes import outcome
from tests.pairing.live_gateway import SCALE, Gateway

NEW = "/org/bluez/hci0/dev_C0_00_00_00_00_09"

SAID = [
    (do.Pair("d"), "Scale: paired, level 3"),
    (do.RemoveAndPair("d"), "Scale: paired, level 3"),
    (do.RequireLevel("d", 2), "Scale: the link has level 3"),
    (do.Verify("d"), "Scale: the bond works, level 3"),
    (do.CancelPairing("d"), "Scale: you cancelled the pairing"),
    (do.Unpair("d"), "Scale: removed from this gateway"),
    (do.Connect("d"), "Scale: connected"),
    (do.Disconnect("d"), "Scale: disconnected"),
    (do.SetTrusted("d", True), "Scale: trusted: it may use services without asking"),
    (do.SetTrusted("d", False), "Scale: no longer trusted: it asks"),
    (do.SetBlocked("d", True), "Scale: blocked: its connections are refused"),
    (do.SetBlocked("d", False), "Scale: no longer blocked"),
    (do.SetAlias("d", "Ward 3"), "Scale: is called 'Ward 3' here"),
    (do.SetAlias("d", ""), "Scale: has its own name again"),
    (do.Operate("d", "turn on the charger"), "Scale: turn on the charger"),
    (do.SetPairable("hci0", True), "hci0 is pairable: devices may pair, the question comes here"),
    (do.SetPairable("hci0", False), "hci0 is not pairable: who wants to pair is refused"),
    (do.SetDiscoverable("hci0", True), "hci0 can be found by others"),
    (do.SetDiscoverable("hci0", False), "hci0 is hidden from others"),
    (do.Advertise("hci0", True), "hci0 advertises: a phone can find it and pair"),
    (do.Advertise("hci0", False), "hci0 advertises no more"),
    (do.SetPowered("hci0", True), "hci0 is on"),
    (do.SetPowered("hci0", False), "hci0 is off"),
    (do.StartDiscovery("hci0"), "hci0 scans"),
    (do.StopDiscovery("hci0"), "hci0 scans no more"),
    (do.SetCapability("DisplayOnly"), "IO capability DisplayOnly"),
    (do.SetCapability(""), "No agent: prompts are refused"),
    (do.SetPinned("1", True), "Kept for good"),
    (do.SetPinned("1", False), "No longer kept for good"),
    (do.Export("svg"), ""),
]


@pytest.mark.parametrize(("action", "said"), SAID, ids=repr)
def test_what_is_so_after_an_action(action, said):
    assert outcome(action, "Scale", 3) == said


@pytest.mark.parametrize(
    ("action", "said"), [(do.Pair("d"), "paired"), (do.RequireLevel("d", 2), "the link has level 2")]
)
def test_without_a_name_or_a_level_none_is_said(action, said):
    assert outcome(action) == said


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (do.Pair(SCALE), "Scale: paired, level 3"),
        (do.Unpair(SCALE), "Scale [C0:00:00:00:00:01]: removed from this gateway"),
        (do.Unpair(NEW), "C0:00:00:00:00:09: removed from this gateway"),
        (do.Pair("hci0/C0:00:00:00:00:01"), "Scale: paired, level 3"),
        (do.SetPowered("hci0", True), "hci0 is on"),
    ],
)
def test_a_device_is_called_by_its_name_and_one_that_is_gone_by_its_address(action, said):
    assert Gateway().knows_the_scale(level=3).model.outcome(action) == said


def test_the_address_is_not_said_twice():
    model = Gateway().knows_the_scale(name="").model
    assert model.outcome(do.Unpair(SCALE)) == "C0:00:00:00:00:01: removed from this gateway"
