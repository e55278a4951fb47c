"""The answers to BlueZ's questions where there is no screen: from the arguments, else from the terminal."""

import argparse
import asyncio
import os
import sys
from typing import Any

from pairtui.cli.argument_types import is_passkey
from pairtui.cli.asking import YES, attended
from pairtui.cli.output import complain
from pairtui.hub import Hub
from pairtui.pairing.actions import AnswerPrompt
from pairtui.pairing.events import Event, PromptClosed, PromptKind, PromptRaised, is_pin
from pairtui.protocol.values import Secret

Answer = bool | Secret[int] | Secret[str] | None

_TYPED = {PromptKind.ENTER_PASSKEY: "passkey", PromptKind.ENTER_PIN: "pin"}
_SHOWN = (PromptKind.SHOW_PASSKEY, PromptKind.SHOW_PIN)
_LATE = {"withdrawn": "BlueZ no longer asks", "expired": "nobody answered in time"}


class TerminalAgent:
    """Answers, in its block, what is asked about the device at `address`; questions about others are rejected.

    `args` have the answers: `confirm` to every yes-or-no question, `passkey`, `pin`; None asks the user.
    """

    def __init__(self, hub: Hub, address: str, args: argparse.Namespace) -> None:
        self._hub, self._address, self._args = hub, address, args
        self._asking: dict[int, asyncio.Task[None]] = {}

    def __enter__(self) -> None:
        self._unobserve = self._hub.observe(self.take)

    def __exit__(self, *_: object) -> None:
        self._unobserve()
        for asking in self._asking.values():
            asking.cancel()

    def take(self, event: Event) -> None:
        """Answer a prompt that was raised, forget one that is closed."""
        match event:
            case PromptRaised():
                self._raised(event)
            case PromptClosed():
                asking = self._asking.pop(event.prompt, None)
                if asking is not None and not asking.done():
                    asking.cancel()
                    if event.why in _LATE:
                        sys.stderr.write("\n")
                        complain(f"too late: {_LATE[event.why]}")

    def _raised(self, prompt: PromptRaised) -> None:
        device = self._hub.model.devices.get(prompt.device)
        address = device.address if device else ""
        name = device.label if device else prompt.device
        if self._address not in (address, device.identity_address if device else ""):
            complain(f"a question about {name} ({address}) was rejected: it is not the device to pair")
            self._hub.perform(AnswerPrompt(prompt.prompt, None))
        elif prompt.kind in _SHOWN:
            if not prompt.entered:
                complain(f"type {_shown(prompt)} on {name}")
        elif (answer := self._given(prompt.kind)) is not None:
            self._hub.perform(AnswerPrompt(prompt.prompt, answer))
        elif attended():
            self._asking[prompt.prompt] = asyncio.create_task(self._ask(prompt, name))
        else:
            option = f"--{_TYPED[prompt.kind]}" if prompt.kind in _TYPED else "--confirm or --no-confirm"
            complain(f"rejected: {_question(prompt, name)} Nobody is there to answer; give {option}")
            self._hub.perform(AnswerPrompt(prompt.prompt, None))

    def _given(self, kind: PromptKind) -> Answer:
        if self._args.confirm is False:
            return False
        if kind is PromptKind.AUTHORIZE:
            return True  # whoever starts this command wants to pair
        if kind not in _TYPED:
            confirm: bool | None = self._args.confirm
            return confirm
        value: Any = getattr(self._args, _TYPED[kind])
        return None if value is None else Secret(value)

    async def _ask(self, prompt: PromptRaised, name: str) -> None:
        answer: Answer = None
        while True:
            sys.stderr.write(f"{_question(prompt, name)} ")
            sys.stderr.flush()
            line = await next_line()
            if not line:  # the terminal hung up
                break
            try:
                answer = _understood(prompt.kind, line.strip())
                break
            except ValueError as problem:
                complain(str(problem))
        self._asking.pop(prompt.prompt, None)
        self._hub.perform(AnswerPrompt(prompt.prompt, answer))


def _question(prompt: PromptRaised, name: str) -> str:
    match prompt.kind:
        case PromptKind.CONFIRM:
            return f"Does {name} show {_shown(prompt)}? [y/n]"
        case PromptKind.ENTER_PASSKEY:
            return f"The six digits that {name} shows:"
        case PromptKind.ENTER_PIN:
            return f"The PIN of {name}:"
        case PromptKind.AUTHORIZE_SERVICE:
            return f"May {name} use the service {prompt.uuid}? [y/n]"
    return f"May {name} pair? [y/n]"


def _shown(prompt: PromptRaised) -> str:
    """The digits as both sides show them: to be seen is what they are for."""
    value: Any = prompt.passkey.reveal() if prompt.passkey is not None else ""
    return f"{value:06d}" if isinstance(value, int) else str(value)


def _understood(kind: PromptKind, line: str) -> Answer:
    """Raises ValueError with what to type instead."""
    if kind is PromptKind.ENTER_PASSKEY:
        if not is_passkey(line):
            raise ValueError("type up to six digits")
        return Secret(int(line))
    if kind is PromptKind.ENTER_PIN:
        if not is_pin(line):
            raise ValueError("type 1 to 16 characters")
        return Secret(line)
    if line.lower() not in (*YES, "n", "no"):
        raise ValueError("type y or n")
    return line.lower() in YES


async def next_line() -> str:
    """A line of standard input, "" at its end; does not block, so that a question can be withdrawn."""
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    descriptor = sys.stdin.fileno()
    loop.add_reader(descriptor, lambda: None if ready.done() else ready.set_result(None))
    try:
        await ready
    finally:
        loop.remove_reader(descriptor)
    return os.read(descriptor, 1024).decode("utf-8", "replace")  # a terminal gives whole lines
