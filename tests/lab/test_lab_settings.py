"""What the lab's gateway offers is changed, and what its pairings make of that."""

import pytest

from pairtui.pairing import actions
from pairtui.protocol.messages.smp import AuthReq
from tests.lab.lab_gateway import ADAPTER, LOCK, SCALE, SENSOR, lab


@lab
async def test_a_level_that_the_device_cannot_reach(gateway):
    assert await gateway.does(actions.RequireLevel(SENSOR, 3)) == "org.bluez.Error.AuthenticationFailed"
    assert gateway.verdict == ("smp:0x03", "local", "mitm-unachievable")
    assert gateway.device(SENSOR).required == 3
    assert await gateway.does(actions.RequireLevel(SENSOR, 2)) is None
    assert gateway.device(SENSOR).level == 2


@lab
async def test_secure_connections_only(gateway):
    assert await gateway.does(actions.SetPolicy(ADAPTER, "secure-connections", 2)) is None
    assert gateway.adapter.policy["secure-connections"] == 2 and gateway.adapter.before == {"secure-connections": 1}
    assert await gateway.does(actions.Pair(SCALE)) == "org.bluez.Error.AuthenticationFailed"
    assert gateway.verdict == ("smp:0x03", "local", "sc-only-refused-legacy")
    assert await gateway.does(actions.RestorePolicy(ADAPTER)) is None
    assert gateway.adapter.policy["secure-connections"] == 1 and gateway.adapter.before == {}
    assert await gateway.does(actions.Pair(SCALE)) is None


@pytest.mark.parametrize(
    ("setting", "value", "offered"),
    [
        ("secure-connections", 0, "bonding · MITM · key 16"),
        ("bondable", 0, "no bonding"),
        ("mitm", 0, "KeyboardDisplay · bonding · SC"),
        ("max-key-size", 7, "key 7"),
        ("initiator-keys", 0, "keys none / EncKey IdKey Sign"),
        ("responder-keys", 15, "/ EncKey IdKey Sign LinkKey"),
        ("oob", 1, "OOB"),
        ("privacy", 1, "keys EncKey IdKey Sign / "),
    ],
)
@lab
async def test_a_setting_shows_in_the_request(gateway, setting, value, offered):
    assert await gateway.does(actions.SetPolicy(ADAPTER, setting, value)) is None
    await gateway.does(actions.Pair(SENSOR))
    assert offered in gateway.step("Pairing Request")


@pytest.mark.parametrize(("setting", "bit"), [("ct2", AuthReq.CT2), ("keypress", AuthReq.KEYPRESS)])
@pytest.mark.parametrize("value", [0, 1])
@lab
async def test_a_bit_of_the_request(gateway, setting, bit, value):
    await gateway.does(actions.SetPolicy(ADAPTER, setting, value))
    await gateway.does(actions.Pair(SENSOR))
    request = next(step.message for step in gateway.attempt.steps if step.text == "Pairing Request")
    assert bool(request.auth_req & bit) is bool(value)


@lab
async def test_a_shorter_key_makes_a_lower_level(gateway):
    await gateway.does(actions.SetPolicy(ADAPTER, "max-key-size", 7))
    assert await gateway.does(actions.Pair(LOCK)) is None
    assert (gateway.device(LOCK).level, gateway.device(LOCK).key_size) == (3, 7)
    assert await gateway.does(actions.Verify(LOCK)) is None


@lab
async def test_out_of_band_data_of_another_device(gateway):
    await gateway.does(actions.SetPolicy(ADAPTER, "oob", 1))
    assert await gateway.does(actions.Pair(SENSOR)) == "org.bluez.Error.AuthenticationFailed"
    assert gateway.verdict[:2] == ("smp:0x04", "local")


@lab
async def test_a_gateway_with_another_identity_is_a_stranger(gateway):
    await gateway.does(actions.Pair(SENSOR))
    await gateway.does(actions.Disconnect(SENSOR))
    await gateway.does(actions.StopDiscovery(ADAPTER))
    await gateway.does(actions.SetPolicy(ADAPTER, "identity-address", 1))
    assert await gateway.does(actions.Connect(SENSOR)) == "org.bluez.Error.Failed"
    assert gateway.verdict == ("hci:0x06", "peer", "peer-bond-missing")
