"""The lab's gateway as its user meets it: discover, pair, answer, set, verify, in virtual time."""

import asyncio

import pytest

from pairtui.lab import virtual_time
from pairtui.pairing import actions
from pairtui.pairing.events import PromptKind, PromptRaised
from pairtui.protocol.values import Secret
from pairtui.sources.capture.source import read_file
from tests.lab.lab_gateway import ADAPTER, BOARD, KEYBOARD, LOCK, SCALE, SENSOR, lab, lab_gateway


@lab
async def test_devices_are_there_by_themselves(gateway):
    assert gateway.adapter.powered and gateway.adapter.discovering
    assert {device.name for device in gateway.hub.model.devices.values()} == {
        "Scale", "Lock", "Board", "Keyboard", "Sensor",
    }  # fmt: skip
    assert -70 < gateway.device(SCALE).rssi < -50
    assert gateway.device(SCALE).page == "It teaches nothing."
    assert tuple(one.label for one in gateway.device(SENSOR).controls) == (
        "forget the bond",
        "go out of range",
        "come back into range",
    )


@lab
async def test_a_legacy_device_pairs_with_level_2(gateway):
    assert await gateway.does(actions.Pair(SCALE)) is None
    scale = gateway.device(SCALE)
    assert (scale.paired, scale.bonded, scale.connected, scale.level, scale.key_size) == (True, True, True, 2, 16)
    assert (gateway.attempt.outcome, gateway.attempt.pairing, gateway.attempt.level) == ("paired", "legacy", 2)
    assert "00001800-0000-1000-8000-00805f9b34fb" in scale.uuids and all(len(uuid) == 36 for uuid in scale.uuids)
    assert scale.services_resolved and "50db505c-8ac4-4738-8448-3b1d9cc09cc5" in scale.uuids
    assert await gateway.does(actions.Pair(SCALE)) == "org.bluez.Error.AlreadyExists"


@lab
async def test_what_went_over_the_air_is_recorded(gateway, tmp_path):
    await gateway.does(actions.Pair(SCALE))
    file = tmp_path / "lab.btsnoop"
    file.write_bytes(gateway.recording.capture())
    (attempt,) = read_file(str(file)).model.attempts.values()
    assert (attempt.outcome, attempt.pairing) == ("paired", "legacy")
    assert attempt.peer.address == "C0:00:00:00:00:01"


@lab
async def test_equal_numbers_make_level_4(gateway):
    assert await gateway.does(actions.Pair(LOCK)) is None
    assert (gateway.attempt.association_model, gateway.device(LOCK).level) == ("numeric-comparison", 4)


@lab
async def test_numbers_that_differ_end_it_here(gateway):
    gateway.answers[PromptKind.CONFIRM] = False
    assert await gateway.does(actions.Pair(LOCK)) == "org.bluez.Error.AuthenticationFailed"
    assert gateway.verdict == ("smp:0x0c", "local", "agent-rejected")


@lab
async def test_the_passkey_of_the_device_is_typed_here(gateway):
    gateway.answers[PromptKind.ENTER_PASSKEY] = Secret(4711)
    assert await gateway.does(actions.Pair(BOARD)) is None
    assert (gateway.attempt.association_model, gateway.device(BOARD).level) == ("passkey-entry", 4)


@lab
async def test_a_passkey_mistyped(gateway):
    gateway.answers[PromptKind.ENTER_PASSKEY] = Secret(4712)
    assert await gateway.does(actions.Pair(BOARD)) == "org.bluez.Error.AuthenticationFailed"
    assert gateway.verdict == ("smp:0x04", "peer", "wrong-passkey")


@lab
async def test_a_question_that_nobody_answers(gateway):
    assert await gateway.does(actions.Pair(BOARD)) == "org.bluez.Error.AuthenticationFailed"
    assert gateway.verdict == ("hci:0x05", "local", "prompt-timeout")
    assert not gateway.hub.model.prompts


@lab
async def test_the_progress_of_typing_shows(gateway):
    entered = []
    gateway.hub.observe(lambda event: entered.append(event.entered) if isinstance(event, PromptRaised) else None)
    assert await gateway.does(actions.Pair(KEYBOARD)) is None
    assert entered[0] == 0 and entered[-1] == 6
    assert not gateway.hub.model.prompts


@lab
async def test_the_passkey_000000_is_a_passkey(gateway):
    assert await gateway.does(actions.SetPolicy(ADAPTER, "passkey", 0)) is None
    assert await gateway.does(actions.Pair(KEYBOARD)) is None
    assert gateway.device(KEYBOARD).level == 4


@lab
async def test_a_pairing_is_cancelled(gateway):
    pairing = gateway.hub.perform(actions.Pair(BOARD))
    await asyncio.sleep(5)
    assert gateway.hub.model.prompts
    assert await gateway.does(actions.CancelPairing(BOARD)) is None
    await pairing
    assert [event.error for event in gateway.finished if event.action == actions.Pair(BOARD)] == [
        "org.bluez.Error.AuthenticationCanceled"
    ]
    assert not gateway.hub.model.prompts and not gateway.device(BOARD).connected
    assert await gateway.does(actions.CancelPairing(BOARD)) == "pairtui.Error.NotPairing"


@lab
async def test_without_an_agent_nothing_is_agreed_to(gateway):
    assert await gateway.does(actions.SetCapability("")) is None
    assert await gateway.does(actions.Pair(SENSOR)) == "org.bluez.Error.AuthenticationFailed"
    assert gateway.verdict == ("smp:0x0c", "local", "no-agent")


@lab
async def test_a_device_out_of_range(gateway):
    await gateway.does(actions.Operate(SENSOR, "go out of range"))
    assert await gateway.does(actions.Pair(SENSOR)) == "org.bluez.Error.ConnectionAttemptFailed"
    await gateway.does(actions.Operate(SENSOR, "come back into range"))
    assert await gateway.does(actions.Pair(SENSOR)) is None


@lab
async def test_a_bond_that_the_device_lost(gateway):
    await gateway.does(actions.Pair(SENSOR))
    assert await gateway.does(actions.Verify(SENSOR)) is None
    assert gateway.device(SENSOR).verified is not None
    await gateway.does(actions.Disconnect(SENSOR))
    await gateway.does(actions.Operate(SENSOR, "forget the bond"))
    assert await gateway.does(actions.Verify(SENSOR)) == "org.bluez.Error.Failed"
    assert gateway.verdict == ("hci:0x06", "peer", "peer-bond-missing")
    assert gateway.device(SENSOR).verify_error
    assert await gateway.does(actions.RemoveAndPair(SENSOR)) is None
    assert await gateway.does(actions.Verify(SENSOR)) is None
    assert gateway.device(SENSOR).verify_error == ""


@pytest.mark.parametrize(
    ("action", "error"),
    [
        (actions.Pair("hci0/C0:00:00:00:00:99"), "pairtui.Error.NotFound"),
        (actions.SetPolicy(ADAPTER, "min-key-size", 3), "org.freedesktop.DBus.Error.InvalidArgs"),
        (actions.SetPolicy(ADAPTER, "bredr", 1), "org.freedesktop.DBus.Error.InvalidArgs"),
        (actions.SetCapability("Telepathy"), "org.freedesktop.DBus.Error.InvalidArgs"),
        (actions.Operate(SCALE, "explode"), "org.freedesktop.DBus.Error.InvalidArgs"),
        (actions.Disconnect(SCALE), "org.bluez.Error.NotConnected"),
        (actions.Verify(SCALE), "org.bluez.Error.DoesNotExist"),
        (actions.RequireLevel(SCALE, 5), "org.freedesktop.DBus.Error.InvalidArgs"),
        (actions.AnswerPrompt(99, True), "pairtui.Error.NoPrompt"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, actions.Action) else "",
)
@lab
async def test_what_cannot_be_done(gateway, action, error):
    assert await gateway.does(action) == error


@lab
async def test_an_adapter_switched_off(gateway):
    await gateway.does(actions.Pair(SCALE))
    assert await gateway.does(actions.SetPowered(ADAPTER, False)) is None
    assert not gateway.adapter.powered and not gateway.device(SCALE).connected
    assert await gateway.does(actions.Connect(SCALE)) == "org.bluez.Error.NotReady"
    assert await gateway.does(actions.SetPowered(ADAPTER, True)) is None
    assert await gateway.does(actions.Connect(SCALE)) is None


@lab
async def test_a_name_of_ones_own(gateway):
    await gateway.does(actions.SetAlias(SCALE, "Kitchen"))
    await asyncio.sleep(1)
    assert gateway.device(SCALE).name == "Kitchen"
    await gateway.does(actions.SetAlias(SCALE, ""))
    assert gateway.device(SCALE).name == "Scale"


@lab
async def test_a_blocked_device(gateway):
    await gateway.does(actions.Connect(SCALE))
    await gateway.does(actions.SetBlocked(SCALE, True))
    assert not gateway.device(SCALE).connected
    assert await gateway.does(actions.Connect(SCALE)) == "org.bluez.Error.Rejected"


@lab
async def test_a_device_that_is_removed_is_found_again(gateway):
    await gateway.does(actions.Pair(SCALE))
    await gateway.does(actions.Unpair(SCALE))
    await asyncio.sleep(1)
    assert not gateway.device(SCALE).paired and gateway.device(SCALE).rssi is not None
    await gateway.does(actions.StopDiscovery(ADAPTER))
    assert gateway.device(SCALE).rssi is None and not gateway.adapter.discovering


@lab
async def test_who_is_not_heard_for_half_a_minute_goes(gateway):
    await gateway.does(actions.Operate(SENSOR, "go out of range"))
    await asyncio.sleep(40)
    assert SENSOR not in gateway.hub.model.devices or gateway.device(SENSOR).rssi is None


def test_the_same_seed_tells_the_same():
    async def told(seed: int) -> list[str]:
        async with lab_gateway(seed) as gateway:
            await gateway.does(actions.Pair(LOCK))
            await gateway.does(actions.Pair(KEYBOARD))
        return gateway.events

    first, second, other = (virtual_time.run(told(seed)) for seed in (7, 7, 8))
    assert first == second
    assert first != other


@lab
async def test_a_device_that_was_just_removed_is_looked_for_and_pairs(gateway):
    await gateway.does(actions.Pair(SCALE))
    await gateway.hub.perform(actions.Unpair(SCALE))
    assert await gateway.does(actions.Pair(SCALE)) is None
    assert gateway.device(SCALE).paired


@lab
async def test_a_device_that_is_gone_is_not_seen_and_the_search_can_be_stopped(gateway):
    await gateway.does(actions.Operate(SENSOR, "go out of range"))
    await gateway.does(actions.Unpair(SENSOR))
    assert await gateway.does(actions.Pair(SENSOR)) == "pairtui.Error.NotFound"
    assert "C0:00:00:00:00:05 was not seen within 15 s" in gateway.finished[-1].text
    search = asyncio.ensure_future(gateway.does(actions.Pair(SENSOR)))
    await asyncio.sleep(1)
    assert await gateway.does(actions.CancelPairing(SENSOR)) is None
    assert await search == "pairtui.Error.Canceled"
