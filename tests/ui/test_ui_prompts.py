import pytest

from pairtui.pairing.actions import AnswerPrompt, CancelPairing, Pair
from pairtui.pairing.events import PromptClosed, PromptKind, PromptRaised
from pairtui.protocol.values import Secret
from pairtui.ui.text.assigned_numbers import service_with_number
from pairtui.ui.text.big_digits import big

NONIN = "/org/bluez/hci0/dev_00_1C_05_AA_10_02"


def raised(kind, prompt=1, **more):
    return PromptRaised(prompt=prompt, kind=kind, device=NONIN, at=1_760_000_000.0, **more)


@pytest.fixture
def ward(bench):
    bench.ward()
    return bench


async def test_numbers_are_compared_in_big_digits_with_the_time_that_is_left(ward):
    async with ward.console() as seat:
        ward.now += 7
        ward.feed(raised(PromptKind.CONFIRM, passkey=Secret(42817)))
        screen = await seat.look()
        assert "Does Nonin 3230 show the same number?" in screen
        for line in big("042817"):
            assert line.rstrip() in screen
        assert "23 s left" in screen
        await seat.press("y")
        assert ward.performed == [AnswerPrompt(1, True)]
        ward.feed(PromptClosed(prompt=1, why="answered"))
        assert "same number" not in await seat.look()


@pytest.mark.parametrize("keys", [("n",), ("enter",), ("escape",), ("left", "right", "enter")])
async def test_numbers_are_not_confirmed_by_accident(ward, keys):
    async with ward.console() as seat:
        ward.feed(raised(PromptKind.CONFIRM, passkey=Secret(42817)))
        await seat.press(*keys)
        assert ward.performed == [AnswerPrompt(1, False)]


async def test_an_answer_is_sent_once(ward):
    async with ward.console() as seat:
        ward.feed(raised(PromptKind.CONFIRM, passkey=Secret(42817)))
        assert "answer sent" in await seat.press("y", "n", "y")
        assert ward.performed == [AnswerPrompt(1, True)]


async def test_six_digits_are_typed_and_leave_as_a_secret(ward):
    async with ward.console() as seat:
        ward.feed(raised(PromptKind.ENTER_PASSKEY))
        screen = await seat.look()
        assert "Type the six digits that Nonin 3230 shows." in screen
        await seat.press("0", "x", "4", "2", "8", "enter")
        assert ward.performed == [], "four digits are not six"
        await seat.press("1", "9", "backspace", "7", "enter")
        assert ward.performed == [AnswerPrompt(1, Secret(42817))]
        assert "42817" not in repr(ward.performed)


async def test_a_passkey_may_be_pasted(ward):
    from textual.events import Paste

    async with ward.console() as seat:
        ward.feed(raised(PromptKind.ENTER_PASSKEY))
        await seat.look()
        seat.app.screen.post_message(Paste("913 046\n"))
        await seat.press("enter")
        assert ward.performed == [AnswerPrompt(1, Secret(913046))]


async def test_a_pin_is_typed_or_refused(ward):
    async with ward.console() as seat:
        ward.feed(raised(PromptKind.ENTER_PIN))
        await seat.press("enter")
        assert ward.performed == []
        await seat.press("q", "1", "enter")
        assert ward.performed == [AnswerPrompt(1, Secret("q1"))]
        ward.feed(PromptClosed(prompt=1, why="answered"), raised(PromptKind.ENTER_PIN, 2))
        await seat.look()
        await seat.press("escape")
        assert ward.performed[-1] == AnswerPrompt(2, None)


async def test_a_pin_of_no_octets_or_of_seventeen_is_not_sent(ward):
    async with ward.console() as seat:
        ward.feed(raised(PromptKind.ENTER_PIN))
        assert "✗ a PIN has one character at least" in await seat.press("enter")
        assert "at most" not in await seat.press(*"1234567890123456")
        assert "✗ a PIN has 16 octets at most" in await seat.press("7")
        assert "at most" not in await seat.press("backspace")
        assert "✗ a PIN has 16 octets at most" in await seat.press("ü"), "two octets"
        await seat.press("6", "enter")
        assert ward.performed == [AnswerPrompt(1, Secret("1234567890123456"))]


async def test_the_digits_typed_on_the_device_are_counted(ward):
    async with ward.console() as seat:
        ward.feed(raised(PromptKind.SHOW_PASSKEY, passkey=Secret(913046), entered=0))
        screen = await seat.look()
        assert "Type this on Nonin 3230" in screen
        assert "0 of 6 digits typed" in screen
        ward.feed(raised(PromptKind.SHOW_PASSKEY, passkey=Secret(913046), entered=4))
        screen = await seat.look()
        assert "● ● ● ● ○ ○   4 of 6 digits typed" in screen
        ward.feed(PromptClosed(prompt=1, why="done"))
        assert "digits typed" not in await seat.look()
        assert ward.performed == []


async def test_escape_while_a_passkey_is_shown_cancels_the_pairing(ward):
    async with ward.console() as seat:
        ward.feed(raised(PromptKind.SHOW_PASSKEY, passkey=Secret(913046)))
        await seat.look()
        await seat.press("escape")
        assert ward.performed == [CancelPairing(NONIN)]


async def test_a_legacy_pin_is_shown(ward):
    async with ward.console() as seat:
        ward.feed(raised(PromptKind.SHOW_PIN, passkey=Secret("0000")))
        screen = await seat.look()
        assert all(line.rstrip() in screen for line in big("0000"))


async def test_pairing_and_services_are_allowed_or_not(ward):
    async with ward.console() as seat:
        ward.feed(raised(PromptKind.AUTHORIZE))
        assert "Let Nonin 3230 pair with this gateway?" in await seat.look()
        await seat.press("tab", "enter")
        ward.feed(PromptClosed(prompt=1, why="answered"))
        uuid = "00001124-0000-1000-8000-00805f9b34fb"
        ward.feed(raised(PromptKind.AUTHORIZE_SERVICE, 2, uuid=uuid))
        assert "Let Nonin 3230 use Human Interface Device Service" in await seat.look()
        await seat.press("n")
        assert ward.performed == [AnswerPrompt(1, True), AnswerPrompt(2, False)]


async def test_two_prompts_queue_and_a_withdrawn_one_goes_by_itself(ward):
    async with ward.console() as seat:
        ward.feed(raised(PromptKind.CONFIRM, 4, passkey=Secret(1)), raised(PromptKind.AUTHORIZE, 5))
        assert "1 of 2" in await seat.look()
        ward.feed(PromptClosed(prompt=4, why="withdrawn"))
        screen = await seat.look()
        assert "A device wants to pair" in screen
        ward.feed(PromptClosed(prompt=5, why="expired"))
        screen = await seat.look()
        assert "wants to pair" not in screen
        assert ward.performed == []


async def test_a_prompt_comes_over_whatever_is_open_and_gives_it_back(ward):
    async with ward.console() as seat:
        await seat.press("question_mark")
        ward.feed(raised(PromptKind.AUTHORIZE))
        assert "wants to pair" in await seat.look()
        ward.feed(PromptClosed(prompt=1, why="withdrawn"))
        assert "Pair with the selected device." in await seat.look()


async def test_what_is_typed_for_a_withdrawn_question_does_nothing_else(ward, monkeypatch):
    async with ward.console() as seat:
        ward.feed(raised(PromptKind.ENTER_PASSKEY))
        await seat.press("4", "2")
        ward.feed(PromptClosed(prompt=1, why="withdrawn"))
        await seat.look()
        screen = await seat.press("p", "8", "p", "enter")
        assert "The question is gone" in screen
        assert ward.performed == []
        monkeypatch.setattr("pairtui.ui.app.NOTICED", 0.0)
        await seat.press("p")  # the last one that is dropped
        await seat.press("p")
        assert [type(action) for action in ward.performed] == [Pair]


async def test_after_an_answer_keys_are_the_consoles(ward):
    async with ward.console() as seat:
        ward.feed(raised(PromptKind.CONFIRM, passkey=Secret(42817)))
        await seat.press("y")
        ward.feed(PromptClosed(prompt=1, why="answered"))
        await seat.press("p")
        assert [type(action) for action in ward.performed] == [AnswerPrompt, Pair]


async def test_a_prompt_withdrawn_at_once_never_stays(ward):
    async with ward.console() as seat:
        for prompt in range(5):
            ward.feed(raised(PromptKind.AUTHORIZE, prompt))
            ward.feed(PromptClosed(prompt=prompt, why="withdrawn"))
        assert "wants to pair" not in await seat.look()
        assert len(seat.app.screen_stack) == 1


def test_services_are_named_where_the_number_is_assigned():
    assert service_with_number("0000180F-0000-1000-8000-00805F9B34FB") == "Battery Service [0x180f]"
    assert service_with_number("0000fe00-0000-1000-8000-00805f9b34fb") == "service [0xfe00]"
    assert service_with_number("6e400001-b5a3-f393-e0a9-e50e24dcca9e") == "Nordic UART Service"
    assert service_with_number("0000zzzz-0000-1000-8000-00805f9b34fb") == "0000zzzz-0000-1000-8000-00805f9b34fb"
