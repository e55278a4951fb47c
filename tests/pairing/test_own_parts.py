"""What failed on the gateway itself (adapter, controller, bluetoothd) is named, and ends what was under way there."""

import pytest

from pairtui.pairing import actions, events
from pairtui.protocol.messages import hci, mgmt, smp
from tests.pairing.live_gateway import ADDRESS, HANDLE, SCALE, Gateway, request, response


@pytest.fixture
def gateway():
    return Gateway()


def calls_pair(gateway):
    """Pair() is under way, the link is up and the features are known."""
    gateway.knows_the_scale().event(events.ActionStarted, action=actions.Pair(SCALE))
    return gateway.host(mgmt.PairDevice(ADDRESS, 2, 4)).connected().sent(request()).received(response())


@pytest.mark.parametrize(
    ("error", "fault", "cause"),
    [
        ("org.freedesktop.DBus.Error.NoReply", None, "daemon-gone"),
        ("org.freedesktop.DBus.Error.Disconnected", None, "daemon-gone"),
        ("org.bluez.Error.AuthenticationCanceled", "bluez", "daemon-gone"),
        ("org.bluez.Error.AuthenticationCanceled", "adapter", "adapter-unavailable"),
        ("org.bluez.Error.AuthenticationCanceled", "controller", "adapter-unavailable"),
    ],
)
def test_what_failed_on_the_gateway_itself_is_the_cause(gateway, error, fault, cause):
    calls_pair(gateway)
    match fault:
        case "bluez":
            down = events.SourceState.DOWN
            gateway.event(events.SourceChanged, source="bluez", state=down, why="bluetoothd is not running")
        case "adapter":
            gateway.event(events.AdapterRemoved, adapter="hci0")
        case "controller":
            gateway.received(hci.HardwareError(0))
    gateway.event(events.ActionFinished, action=actions.Pair(SCALE), error=error)

    (attempt,) = gateway.model.attempts.values()
    assert (attempt.outcome, attempt.diagnosis.cause, attempt.failure.by) == ("failed", cause, "local")
    assert not any("btmon" in fix.text for fix in attempt.diagnosis.fixes)


def responds(gateway):
    return gateway.connected(1).received(request()).sent(response())


def test_a_host_that_says_power_off_has_switched_its_adapter_off(gateway):
    responds(gateway).sent(hci.Disconnect(HANDLE, 0x15)).received(hci.DisconnectionComplete(0, HANDLE, 0x15))
    (attempt,) = gateway.model.attempts.values()
    assert (attempt.outcome, attempt.failure.by, attempt.diagnosis.cause) == ("failed", "local", "adapter-unavailable")
    assert "switched off" in attempt.diagnosis.title


OFF = {"powered": False}


@pytest.mark.parametrize("known_first", [False, True])
@pytest.mark.parametrize(
    ("event", "fields", "over"),
    [
        (events.AdapterRemoved, {"adapter": "hci0"}, "went away"),
        (events.AdapterRemoved, {"adapter": "hci1"}, ""),
        (events.AdapterRemoved, {"adapter": "hci0", "with_bluez": True}, ""),
        (events.AdapterChanged, {"adapter": "hci0", "changes": OFF}, "was switched off"),
        (events.AdapterChanged, {"adapter": "hci1", "changes": OFF}, ""),
    ],
)
def test_what_was_under_way_on_an_adapter_that_is_off_or_away_is_over(gateway, event, fields, over, known_first):
    """Also where the kernel's word of it is read before BlueZ's."""
    gateway.event(events.AdapterChanged, adapter="hci0", changes={"powered": True})
    responds(gateway)
    if known_first and "changes" in fields:
        gateway.host(mgmt.NewSettings(0))
    gateway.event(event, **fields)
    (attempt,) = gateway.model.attempts.values()
    assert (attempt.outcome, attempt.live) == (("failed", False) if over else ("incomplete", True))
    assert not over or over in attempt.diagnosis.title


def test_an_adapter_that_is_unplugged_is_off_first(gateway):
    gateway.event(events.AdapterChanged, adapter="hci0", changes={"powered": True})
    responds(gateway).event(events.AdapterChanged, adapter="hci0", changes=OFF)
    gateway.event(events.AdapterRemoved, adapter="hci0")
    (attempt,) = gateway.model.attempts.values()
    assert "went away" in attempt.diagnosis.title


def test_a_bluetoothd_that_dies_takes_no_adapter_with_it(gateway):
    """The kernel ends the pairing half a minute later."""
    responds(gateway).event(events.AdapterRemoved, adapter="hci0", with_bluez=True)
    down = {"source": "bluez", "state": events.SourceState.DOWN, "why": "bluetoothd is not running"}
    gateway.event(events.SourceChanged, **down)
    gateway.sent(hci.Disconnect(HANDLE, 5), seconds=30).received(hci.DisconnectionComplete(0, HANDLE, 5))
    (attempt,) = gateway.model.attempts.values()
    assert attempt.diagnosis.title == "bluetoothd of this gateway stopped"


def test_a_failure_of_long_before_is_not_what_ended_a_pairing(gateway):
    gateway.received(hci.HardwareError(0))
    gateway.now += 60
    calls_pair(gateway).received(smp.PairingFailed(5))
    assert gateway.attempt.diagnosis.cause == "peer-not-in-pairing-mode"
