"""The lab's gateway as its user meets it: discover, pair, answer, set, verify, in virtual time."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from random import Random
from typing import Any

import pytest

from pairtui.hub import Hub
from pairtui.lab import virtual_time
from pairtui.lab.cast import cast_of, document
from pairtui.lab.environment import VirtualEnvironment
from pairtui.lab.source import LabSource
from pairtui.pairing import actions
from pairtui.pairing.events import ActionFinished, PromptKind, PromptRaised
from pairtui.protocol.messages.smp import AuthReq
from pairtui.protocol.values import Secret
from pairtui.sources.capture.source import read_file
from pairtui.sources.storage.recording import Recording

CAST = """
title = "A gateway's test"

[members.scale]
name = "Scale"
address = "C0:00:00:00:00:01"
secure_connections = false
page = "It teaches nothing."

[members.lock]
name = "Lock"
address = "C0:00:00:00:00:02"
io = "DisplayYesNo"
mitm = true

[members.board]
name = "Board"
address = "C0:00:00:00:00:03"
io = "DisplayOnly"
mitm = true
passkey = 4711

[members.keyboard]
name = "Keyboard"
address = "C0:00:00:00:00:04"
io = "KeyboardOnly"
mitm = true
keypress = true

[members.sensor]
name = "Sensor"
address = "C0:00:00:00:00:05"
deeds = ["forget the bond", "go out of range", "come back into range"]
"""
SCALE, LOCK, BOARD, KEYBOARD, SENSOR = (f"hci0/C0:00:00:00:00:0{n}" for n in range(1, 6))
ADAPTER = "hci0"


class Gateway:
    """The hub on a lab, and what a user does with it; `answers` are given to the questions of their kind."""

    def __init__(self, seed: int = 1) -> None:
        self.recording = Recording()
        stage = VirtualEnvironment(cast_of(document("cast.toml", CAST), "test"), Random(seed))
        self.hub = Hub([LabSource(stage, clock=virtual_time.clock, random=Random(seed), recording=self.recording)])
        self.answers: dict[PromptKind, Any] = {PromptKind.CONFIRM: True}
        self.finished: list[ActionFinished] = []
        self.events: list[str] = []
        self.hub.observe(self._seen)

    def _seen(self, event: object) -> None:
        self.events.append(repr(event))
        if isinstance(event, PromptRaised) and event.kind in self.answers:
            self.hub.perform(actions.AnswerPrompt(event.prompt, self.answers[event.kind]))
        if isinstance(event, ActionFinished):
            self.finished.append(event)

    async def does(self, action: actions.Action) -> str | None:
        """The error the action ended with."""
        await self.hub.perform(action)
        await asyncio.sleep(0.5)
        return next(event.error for event in reversed(self.finished) if event.action == action)

    @property
    def attempt(self) -> Any:
        return list(self.hub.model.attempts.values())[-1]

    @property
    def verdict(self) -> tuple[str, str, str]:
        failure, diagnosis = self.attempt.failure, self.attempt.diagnosis
        return failure.code, failure.by.value, diagnosis.cause

    def step(self, text: str) -> str:
        return str(next(step.detail for step in self.attempt.steps if step.text == text))

    def device(self, key: str) -> Any:
        return self.hub.model.devices[key]

    @property
    def adapter(self) -> Any:
        return self.hub.model.adapters[ADAPTER]


def on_the_lab(use: Callable[[Gateway], Awaitable[None]], seed: int = 1) -> Gateway:
    async def run() -> Gateway:
        gateway = Gateway(seed)
        running = asyncio.create_task(gateway.hub.run())
        await asyncio.sleep(2)
        try:
            await use(gateway)
        finally:
            await gateway.hub.close()
            await running
        return gateway

    return virtual_time.run(run())


def lab(test: Callable[[Gateway], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    def run() -> None:
        on_the_lab(test)

    return run


async def nothing(gateway: Gateway) -> None:
    await asyncio.sleep(5)


@lab
async def test_devices_are_there_by_themselves(gateway):
    assert gateway.adapter.powered and gateway.adapter.discovering
    assert {device.name for device in gateway.hub.model.devices.values()} == {
        "Scale", "Lock", "Board", "Keyboard", "Sensor",
    }  # fmt: skip
    assert -70 < gateway.device(SCALE).rssi < -50
    assert gateway.device(SCALE).page == "It teaches nothing."
    assert gateway.device(SENSOR).controls == ("forget the bond", "go out of range", "come back into range")


@lab
async def test_a_legacy_device_pairs_with_level_2(gateway):
    assert await gateway.does(actions.Pair(SCALE)) is None
    scale = gateway.device(SCALE)
    assert (scale.paired, scale.bonded, scale.connected, scale.level, scale.key_size) == (True, True, True, 2, 16)
    assert (gateway.attempt.outcome, gateway.attempt.pairing, gateway.attempt.level) == ("paired", "legacy", 2)
    assert scale.services_resolved and "50db505c-8ac4-4738-8448-3b1d9cc09cc5" in scale.uuids
    assert await gateway.does(actions.Pair(SCALE)) == "org.bluez.Error.AlreadyExists"


def test_what_went_over_the_air_is_recorded(tmp_path):
    async def pair(gateway: Gateway) -> None:
        await gateway.does(actions.Pair(SCALE))

    gateway = on_the_lab(pair)
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
def test_a_setting_shows_in_the_request(setting, value, offered):
    async def pair(gateway: Gateway) -> None:
        assert await gateway.does(actions.SetPolicy(ADAPTER, setting, value)) is None
        await gateway.does(actions.Pair(SENSOR))
        assert offered in gateway.step("Pairing Request")

    on_the_lab(pair)


@pytest.mark.parametrize(("setting", "bit"), [("ct2", AuthReq.CT2), ("keypress", AuthReq.KEYPRESS)])
@pytest.mark.parametrize("value", [0, 1])
def test_a_bit_of_the_request(setting, bit, value):
    async def pair(gateway: Gateway) -> None:
        await gateway.does(actions.SetPolicy(ADAPTER, setting, value))
        await gateway.does(actions.Pair(SENSOR))
        request = next(step.message for step in gateway.attempt.steps if step.text == "Pairing Request")
        assert bool(request.auth_req & bit) is bool(value)

    on_the_lab(pair)


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


@pytest.mark.parametrize(
    ("action", "error"),
    [
        (actions.Pair("hci0/C0:00:00:00:00:99"), "org.bluez.Error.DoesNotExist"),
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
def test_what_cannot_be_done(action, error):
    async def use(gateway: Gateway) -> None:
        assert await gateway.does(action) == error

    on_the_lab(use)


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
    async def use(gateway: Gateway) -> None:
        await gateway.does(actions.Pair(LOCK))
        await gateway.does(actions.Pair(KEYBOARD))

    first, second, other = on_the_lab(use, 7), on_the_lab(use, 7), on_the_lab(use, 8)
    assert first.events == second.events
    assert first.events != other.events
