"""What befalls the gateway's own parts while it pairs is the verdict, whichever source is the first to tell."""

from pairtui.pairing import actions, events
from pairtui.protocol.messages import hci, mgmt
from tests.pairing.live_gateway import ADDRESS, HANDLE, SCALE, Gateway, request

PEER = bytes.fromhex(ADDRESS.replace(":", ""))[::-1] + b"\x02"
PAIR_DEVICE_FAILED = mgmt.CommandComplete(mgmt.PairDevice.CODE, 3, PEER)
POWERED, OFF = mgmt.NewSettings(0x2D1), mgmt.NewSettings(0x2D0)


def asked():
    gateway = Gateway().knows_the_scale().event(events.AdapterChanged, adapter="hci0", changes={"powered": True})
    gateway.host(POWERED).event(events.ActionStarted, action=actions.Pair(SCALE))
    return gateway.host(mgmt.PairDevice(ADDRESS, 2, 4)).connected().sent(request())


def bluez_tells(gateway):
    gateway.event(events.AdapterChanged, adapter="hci0", changes={"powered": False})
    error = "org.bluez.Error.AuthenticationCanceled"
    gateway.event(events.ActionFinished, action=actions.Pair(SCALE), error=error, text="Authentication Canceled")


def kernel_tells(gateway, seconds=0.01):
    gateway.host(mgmt.SetPowered(0), seconds=seconds)
    gateway.sent(hci.Disconnect(HANDLE, 0x15), seconds=seconds)
    gateway.received(hci.DisconnectionComplete(0, HANDLE, 0x15), seconds=seconds)
    gateway.host(PAIR_DEVICE_FAILED, seconds=seconds)
    gateway.host(OFF, seconds=seconds)


def switched_off(gateway):
    (attempt,) = gateway.model.attempts.values()
    found = attempt.diagnosis
    return (found.cause, found.title) == (
        "adapter-unavailable",
        "The Bluetooth adapter of this gateway was switched off",
    )


def test_bluez_tells_first_that_the_adapter_was_switched_off():
    gateway = asked()
    bluez_tells(gateway)
    assert switched_off(gateway)
    gateway.now -= 0.2  # btmon's pipe is slower than the bus: what it tells had happened before
    kernel_tells(gateway)
    assert switched_off(gateway)


def test_the_kernel_tells_first_that_the_adapter_was_switched_off():
    gateway = asked()
    kernel_tells(gateway)
    assert switched_off(gateway)
    bluez_tells(gateway)
    assert switched_off(gateway)


def test_nobody_watches_the_kernel():
    gateway = Gateway().knows_the_scale().event(events.AdapterChanged, adapter="hci0", changes={"powered": True})
    gateway.event(events.ActionStarted, action=actions.Pair(SCALE))
    bluez_tells(gateway)
    assert switched_off(gateway)


def test_the_kernel_ends_a_pairing_long_after_bluetoothd_went_away():
    gateway = asked()
    gateway.event(events.SourceChanged, source="bluez", state=events.SourceState.DOWN, why="bluetoothd is not running")
    error = "org.freedesktop.DBus.Error.NoReply"
    gateway.event(events.ActionFinished, action=actions.Pair(SCALE), error=error, text="")
    gateway.host(PAIR_DEVICE_FAILED, seconds=30)
    (attempt,) = gateway.model.attempts.values()
    assert attempt.diagnosis.cause == "daemon-gone"
    assert all(one.text for one in attempt.diagnosis.evidence)


def test_a_pairing_of_which_only_the_end_was_heard_is_one():
    gateway = Gateway().knows_the_scale().host(PAIR_DEVICE_FAILED)
    assert (gateway.attempt.kind, gateway.attempt.outcome) == ("pairing", "failed")


def test_an_adapter_that_was_off_before_is_no_fault():
    gateway = Gateway().knows_the_scale().host(OFF)
    gateway.host(mgmt.SetPowered(1)).host(POWERED).event(events.ActionStarted, action=actions.Pair(SCALE))
    gateway.host(mgmt.PairDevice(ADDRESS, 2, 4)).connected().sent(request())
    gateway.received(hci.DisconnectionComplete(0, HANDLE, 0x08))
    assert gateway.attempt.diagnosis.cause != "adapter-unavailable"


def test_an_adapter_that_is_off_already_is_not_switched_off():
    gateway = Gateway().event(events.AdapterChanged, adapter="hci0", changes={"powered": False})
    gateway.host(mgmt.SetPowered(0)).host(OFF)
    assert not gateway.model.around.gateway_faults
    gateway.host(POWERED).host(mgmt.SetPowered(0))
    told = [(fault.fact, fault.words) for fault in gateway.model.around.gateway_faults]
    assert told == [("adapter-switched-off", "The adapter was switched off")]
