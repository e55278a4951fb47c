"""BlueZ's questions to the user, and the user's answers, through each D-Bus library."""

import asyncio

import pytest

from pairtui.pairing import actions
from pairtui.pairing.actions import AnswerPrompt
from pairtui.pairing.events import (
    ActionFinished,
    DeviceChanged,
    Logged,
    PromptClosed,
    PromptKind,
    PromptRaised,
    SourceChanged,
    SourceState,
)
from pairtui.protocol.values import Secret
from pairtui.sources.bluez.source import BluezSource
from tests.sources.bluez_double import PATH, Message, MessageBus, Refusal

AGENT = actions.SetCapability("KeyboardDisplay")  # told when the agent is registered

REJECTED = "org.bluez.Error.Rejected"

QUESTIONS = [
    (PromptKind.CONFIRM, "RequestConfirmation", "ou", (PATH, 4711), True, None),
    (PromptKind.ENTER_PASSKEY, "RequestPasskey", "o", (PATH,), Secret(123456), 123456),
    (PromptKind.ENTER_PIN, "RequestPinCode", "o", (PATH,), Secret("0000"), "0000"),
    (PromptKind.AUTHORIZE, "RequestAuthorization", "o", (PATH,), True, None),
    (PromptKind.AUTHORIZE_SERVICE, "AuthorizeService", "os", (PATH, "1812"), True, None),
]


async def outcome(question) -> str | None:
    """The error BlueZ got, or None; "gone" where it died first."""
    try:
        await question
    except EOFError:
        return "gone"
    except Refusal as refusal:
        return refusal.name
    return None


def asking(bluez, member, signature, body):
    return asyncio.create_task(outcome(bluez.ask(member, signature, *body)))


@pytest.mark.parametrize(("kind", "member", "signature", "body", "answer", "reply"), QUESTIONS)
async def test_answered(console, bluez, kind, member, signature, body, answer, reply):
    question = asyncio.create_task(bluez.ask(member, signature, *body))
    prompt = await console.until(PromptRaised, kind=kind, device=PATH)
    assert prompt.passkey == (Secret(4711) if kind is PromptKind.CONFIRM else None)
    assert prompt.uuid == ("1812" if kind is PromptKind.AUTHORIZE_SERVICE else None)
    await console.source.perform(AnswerPrompt(prompt.prompt, answer))
    await console.until(PromptClosed, prompt=prompt.prompt, why="answered")
    assert await question == reply


@pytest.mark.parametrize("answer", [None, False])
@pytest.mark.parametrize(("kind", "member", "signature", "body"), [question[:4] for question in QUESTIONS])
async def test_rejected(console, bluez, kind, member, signature, body, answer):
    question = asking(bluez, member, signature, body)
    prompt = await console.until(PromptRaised, kind=kind)
    await console.source.perform(AnswerPrompt(prompt.prompt, answer))
    await console.until(PromptClosed, prompt=prompt.prompt, why="rejected")
    assert await question == REJECTED


@pytest.mark.parametrize(("kind", "member", "signature", "body"), [question[:4] for question in QUESTIONS])
async def test_withdrawn(console, bluez, kind, member, signature, body):
    question = asking(bluez, member, signature, body)
    prompt = await console.until(PromptRaised, kind=kind)
    await bluez.ask("Cancel")
    await console.until(PromptClosed, prompt=prompt.prompt, why="withdrawn")
    assert await question == "org.bluez.Error.Canceled"
    await console.source.perform(AnswerPrompt(prompt.prompt, True))
    assert (await console.until(ActionFinished)).error == "pairtui.Error.NoPrompt"


@pytest.mark.parametrize(
    ("member", "answer"),
    [
        ("RequestPasskey", Secret(1_000_000)),
        ("RequestPasskey", Secret(-1)),
        ("RequestPasskey", Secret("12")),
        ("RequestPasskey", True),
        ("RequestPinCode", Secret("")),
        ("RequestPinCode", Secret("12345678901234567")),
        ("RequestAuthorization", Secret(1)),
    ],
)
async def test_an_answer_that_does_not_fit_leaves_the_prompt_open(console, bluez, member, answer):
    question = asking(bluez, member, "o", (PATH,))
    prompt = await console.until(PromptRaised)
    await console.source.perform(AnswerPrompt(prompt.prompt, answer))
    assert (await console.until(ActionFinished)).error == "pairtui.Error.InvalidAnswer"
    assert not console.all(PromptClosed)
    await console.source.perform(AnswerPrompt(prompt.prompt, None))
    assert await question == REJECTED


async def test_a_shown_passkey_counts_the_digits_and_goes_when_paired(console, bluez):
    bluez.add_device()
    await console.until(DeviceChanged)

    async def passkey_entry(path: str) -> None:
        for digits in range(3):
            await bluez.ask("DisplayPasskey", "ouq", path, 987654, digits)

    bluez.pairing = passkey_entry
    await console.source.perform(actions.Pair(PATH))
    raised = console.all(PromptRaised)
    assert [prompt.entered for prompt in raised] == [0, 1, 2]
    assert {(prompt.prompt, prompt.passkey) for prompt in raised} == {(raised[0].prompt, Secret(987654))}
    await console.until(PromptClosed, prompt=raised[0].prompt, why="done")


async def test_a_shown_pin_is_withdrawn(console, bluez):
    await bluez.ask("DisplayPinCode", "os", PATH, "123456")
    prompt = await console.until(PromptRaised, kind=PromptKind.SHOW_PIN, passkey=Secret("123456"))
    await bluez.ask("Cancel")
    await console.until(PromptClosed, prompt=prompt.prompt, why="withdrawn")


async def test_to_dismiss_a_shown_passkey_cancels_the_pairing(console, bluez):
    bluez.add_device()
    await console.until(DeviceChanged)

    async def passkey_entry(path: str) -> None:
        await bluez.ask("DisplayPasskey", "ouq", path, 1, 0)
        await asyncio.sleep(60)

    bluez.pairing = passkey_entry
    pairing = asyncio.create_task(console.source.perform(actions.Pair(PATH)))
    prompt = await console.until(PromptRaised)
    await console.source.perform(AnswerPrompt(prompt.prompt, None))
    await pairing
    ends = {type(event.action): event.error for event in console.all(ActionFinished) if event.action != AGENT}
    assert ends == {actions.Pair: "org.bluez.Error.AuthenticationCanceled", AnswerPrompt: None}


async def test_the_pairing_fails_while_a_question_is_open(console, bluez):
    bluez.add_device()
    await console.until(DeviceChanged)
    questions = []

    async def link_lost(path: str) -> None:
        questions.append(asking(bluez, "RequestConfirmation", "ou", (path, 1)))
        await asyncio.sleep(0.05)
        raise Refusal("org.bluez.Error.AuthenticationCanceled")

    bluez.pairing = link_lost
    await console.source.perform(actions.Pair(PATH))
    await console.until(PromptClosed, why="withdrawn")
    assert await questions[0] == "org.bluez.Error.Canceled"


async def test_a_service_may_ask_after_the_pairing_and_goes_with_the_link(console, bluez):
    bluez.add_device(Connected=True)
    await console.until(DeviceChanged)
    question = asking(bluez, "AuthorizeService", "os", (PATH, "1124"))
    prompt = await console.until(PromptRaised)
    bluez.change(PATH, Paired=True)
    await console.until(DeviceChanged)
    assert not console.all(PromptClosed)
    bluez.change(PATH, Connected=False)
    await console.until(PromptClosed, prompt=prompt.prompt, why="withdrawn")
    assert await question == "org.bluez.Error.Canceled"


async def test_an_unanswered_question_expires(console, bluez):
    console.source._agent._request_seconds = 0.1
    question = asking(bluez, "RequestAuthorization", "o", (PATH,))
    prompt = await console.until(PromptRaised)
    await console.until(PromptClosed, prompt=prompt.prompt, why="expired")
    assert await question == "org.bluez.Error.Canceled"


async def test_bluetoothd_dies_with_a_question_open(console, bluez):
    question = asking(bluez, "RequestAuthorization", "o", (PATH,))
    prompt = await console.until(PromptRaised)
    await bluez.stop()
    await console.until(PromptClosed, prompt=prompt.prompt, why="withdrawn")
    assert await question == "gone"


async def test_the_agent_is_released(console, bluez):
    question = asking(bluez, "RequestAuthorization", "o", (PATH,))
    await console.until(PromptRaised)
    await bluez.ask("Release")
    await console.until(PromptClosed, why="withdrawn")
    assert (await console.until(Logged, level="warning")).text == "BlueZ released the agent"
    assert await question == "org.bluez.Error.Canceled"


async def test_a_new_capability_registers_anew_and_closes_what_is_open(console, bluez):
    assert bluez.agent[2] == "KeyboardDisplay"
    question = asking(bluez, "RequestAuthorization", "o", (PATH,))
    await console.until(PromptRaised)
    await console.source.perform(actions.SetCapability("NoInputNoOutput"))
    assert await question == "org.bluez.Error.Canceled"
    await console.until(PromptClosed, why="withdrawn")
    assert (await console.until(ActionFinished)).error is None
    assert bluez.agent[2] == "NoInputNoOutput"
    assert bluez.default_agent
    await console.source.perform(actions.SetCapability(""))
    assert bluez.agent is None
    await console.source.perform(actions.SetCapability("Telepathy"))
    assert [event.error for event in console.all(ActionFinished)][-2:] == [
        None,
        "org.freedesktop.DBus.Error.InvalidArgs",
    ]


async def test_no_agent_when_none_is_wanted(library, bluez, listen):
    console = listen(BluezSource("", address=bluez.address))
    await console.until(SourceChanged, state=SourceState.UP)
    await asyncio.sleep(0.1)
    assert bluez.called("RegisterAgent") == []


async def test_an_agent_left_over_on_this_connection_is_replaced(console, bluez):
    bluez.agent = (bluez.agent[0], "/left/over", "DisplayOnly")
    await console.source._agent.register(console.source._bus)
    assert bluez.agent[1:] == ("/io/pairtui/agent", "KeyboardDisplay")


async def test_only_bluetoothd_may_ask(console, bluez):
    stranger = await MessageBus(bus_address=bluez.address).connect()
    name, path, _ = bluez.agent
    call = Message(name, path, "org.bluez.Agent1", "RequestPinCode", signature="o", body=[PATH])
    reply = await stranger.call(call)
    assert reply.error_name == "org.freedesktop.DBus.Error.AccessDenied"
    call = Message(name, path, "org.bluez.Agent1", "Format", signature="s", body=["c:"])
    assert (await stranger.call(call)).error_name == "org.freedesktop.DBus.Error.UnknownMethod"
    assert not console.all(PromptRaised)
    stranger.disconnect()


async def test_the_pairing_is_called_on_the_connection_of_the_agent(console, bluez):
    assert bluez.agent[0] == console.source._bus.unique_name
