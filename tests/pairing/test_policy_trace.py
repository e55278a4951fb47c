"""Who set which setting, as the monitor channel shows it; settings that outlive BlueZ's adapter."""

import pytest

from pairtui.pairing.events import AdapterChanged, AdapterRemoved
from pairtui.pairing.model import Model
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.messages import mgmt
from pairtui.protocol.record import Direction, MgmtPdu, Record


def told(*messages: object) -> list[tuple[str, str]]:
    """The log of a model that saw these messages on hci0: source and text."""
    tracer, model = Tracer(), Model()
    for number, message in enumerate(messages, 1):
        for event in tracer.feed(Record(number, number / 10, 0, Direction.HOST, message)):
            model.apply(event)
    return [(entry.source, entry.text) for entry in model.log]


def opened(socket: int, name: str) -> mgmt.MgmtOpen:
    return mgmt.MgmtOpen(socket, name, "1.22", True)


def test_the_program_that_set_it_is_named():
    only = MgmtPdu(7, mgmt.SetSecureConnections(2))
    assert told(opened(7, "btmgmt"), only) == [("btmgmt", "hci0: set Secure Connections to only")]


@pytest.mark.parametrize(
    "messages",
    [
        (MgmtPdu(7, mgmt.SetBondable(0)),),
        (opened(7, "bluetoothd"), MgmtPdu(7, mgmt.SetBondable(0))),
        (opened(7, "btmgmt"), mgmt.MgmtClose(7), MgmtPdu(7, mgmt.SetBondable(0))),
        (opened(7, "btmgmt"), MgmtPdu(7, mgmt.SetIoCapability(3))),
    ],
    ids=["unknown socket", "BlueZ itself", "closed", "no setting"],
)
def test_nobody_is_named(messages):
    assert told(*messages) == []


def test_settings_are_the_kernels_and_outlive_bluetoothd():
    model = Model()
    model.apply(AdapterChanged(adapter="hci0", changes={"policy": {"le": 1}, "settable": frozenset({"le"})}))
    model.apply(AdapterChanged(adapter="hci0", changes={"alias": "gateway"}))
    model.apply(AdapterRemoved(adapter="hci0"))
    assert model.adapters == {}
    model.apply(AdapterChanged(adapter="hci0", changes={"alias": "gateway"}))
    assert model.adapters["hci0"].policy == {"le": 1}


def test_what_changes_nothing_draws_nothing():
    model = Model()
    model.apply(AdapterChanged(adapter="hci0", changes={"policy": {"le": 1}}))
    before = model.revisions.adapters
    model.apply(AdapterChanged(adapter="hci0", changes={"policy": {"le": 1}}))
    assert model.revisions.adapters == before
