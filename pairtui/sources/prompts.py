"""The questions that wait for the user, each a prompt from its raising to its end."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from pairtui.pairing.events import PIN_LENGTH, Event, PromptClosed, PromptKind, PromptRaised, is_pin
from pairtui.protocol.io_capability import ABLEST_FIRST
from pairtui.protocol.values import Secret
from pairtui.sources.errors import (
    BLUEZ_CANCELED,
    BLUEZ_REJECTED,
    DBUS_INVALID_ARGS,
    INVALID_ANSWER,
    NO_PROMPT,
    ActionError,
)

REQUEST_SECONDS = 60.0  # REQUEST_TIMEOUT of BlueZ's src/agent.c


SHOWN = frozenset((PromptKind.SHOW_PASSKEY, PromptKind.SHOW_PIN))

Answer = bool | Secret[int] | Secret[str] | None


@dataclass(slots=True)
class _Open:
    id: int
    kind: PromptKind
    device: str
    since: float
    reply: "asyncio.Future[Sequence[object]] | None" = None


class Prompts:
    """The open prompts; their events go to `emit`, with the time of `clock` (POSIX seconds)."""

    def __init__(
        self,
        emit: Callable[[Event], None],
        request_seconds: float = REQUEST_SECONDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._emit = emit
        self._request_seconds = request_seconds
        self._clock = clock
        self._open: dict[int, _Open] = {}
        self._last = 0

    def asked(self, prompt: int) -> tuple[PromptKind, str]:
        """Kind and device of an open prompt. Raises ActionError (`NO_PROMPT`)."""
        if prompt not in self._open:
            raise ActionError(NO_PROMPT, "this prompt is closed already")
        return self._open[prompt].kind, self._open[prompt].device

    def open_for(self, device: str) -> bool:
        """Whether a prompt about `device` is open."""
        return any(entry.device == device for entry in self._open.values())

    def answer(self, prompt: int, answer: Answer) -> None:
        """Reply with the user's answer; None and False reject. Raises ActionError, and then the prompt stays open."""
        kind, _ = self.asked(prompt)
        entry = self._open[prompt]
        if answer is None or answer is False:
            self._close(entry, "rejected", ActionError(BLUEZ_REJECTED, "rejected by the user"))
        elif kind in SHOWN:
            self._close(entry, "done")
        else:
            self._close(entry, "answered", values=_reply(kind, answer))

    def reject(self, device: str) -> None:
        """Reject every prompt about `device`."""
        for entry in self._about(device):
            self._close(entry, "rejected", ActionError(BLUEZ_REJECTED, "rejected by the user"))

    def withdraw(self) -> None:
        """Close every prompt: nobody waits for an answer any more."""
        for entry in tuple(self._open.values()):
            self._withdraw(entry)

    def pairing_ended(self, device: str) -> None:
        """Close what the pairing of `device` left open; a service may still ask to be let in."""
        for entry in self._about(device):
            if entry.kind in SHOWN:
                self._close(entry, "done")
            elif entry.kind is not PromptKind.AUTHORIZE_SERVICE:
                self._withdraw(entry)

    def device_gone(self, device: str) -> None:
        """Close every prompt about `device`."""
        self.pairing_ended(device)
        for entry in self._about(device):
            self._withdraw(entry)

    # ── the asking side ───────────────────────────────────────────────────────────────────────────────────────

    async def ask(
        self, kind: PromptKind, device: str, passkey: Secret[int] | None = None, uuid: str | None = None
    ) -> Sequence[object]:
        """Ask the user, and return the reply's values. Raises ActionError: rejected, withdrawn, or nobody answered."""
        reply: asyncio.Future[Sequence[object]] = asyncio.get_running_loop().create_future()
        entry = self._raise(kind, device, reply)
        self._emit(
            PromptRaised(at=self._clock(), prompt=entry.id, kind=kind, device=device, passkey=passkey, uuid=uuid)
        )
        try:
            return await asyncio.wait_for(reply, self._request_seconds)
        except TimeoutError:
            self._close(entry, "expired")
            raise ActionError(BLUEZ_CANCELED, "nobody answered") from None
        except asyncio.CancelledError:
            self._close(entry, "withdrawn")
            raise

    def show(
        self, kind: PromptKind, device: str, passkey: Secret[int] | Secret[str], entered: int | None = None
    ) -> None:
        """Show the user what to type on the device, or how much of it was typed there."""
        entry = next((shown for shown in self._about(device) if shown.kind is kind), None) or self._raise(kind, device)
        self._emit(
            PromptRaised(at=self._clock(), prompt=entry.id, kind=kind, device=device, passkey=passkey, entered=entered)
        )

    def cancel(self) -> None:
        """Whoever asked gave the request up; BlueZ does so after its own 60 s too."""
        for entry in tuple(self._open.values()):
            late = asyncio.get_running_loop().time() - entry.since >= self._request_seconds - 1
            why = "expired" if late and entry.reply is not None else "withdrawn"
            self._withdraw(entry, why)

    def _withdraw(self, entry: _Open, why: str = "withdrawn") -> None:
        self._close(entry, why, ActionError(BLUEZ_CANCELED, "no longer asked"))

    def _raise(self, kind: PromptKind, device: str, reply: "asyncio.Future[Sequence[object]] | None" = None) -> _Open:
        self._last += 1
        entry = _Open(self._last, kind, device, asyncio.get_running_loop().time(), reply)
        self._open[entry.id] = entry
        return entry

    def _about(self, device: str) -> list[_Open]:
        return [entry for entry in self._open.values() if entry.device == device]

    def _close(self, entry: _Open, why: str, error: ActionError | None = None, values: Sequence[object] = ()) -> None:
        if self._open.pop(entry.id, None) is None:
            return
        if entry.reply is not None and not entry.reply.done():
            if error is not None:
                entry.reply.set_exception(error)
            else:
                entry.reply.set_result(values)
        self._emit(PromptClosed(at=self._clock(), prompt=entry.id, why=why))


def check_capability(capability: str) -> None:
    """Raises ActionError where BlueZ does not know `capability`; "" stands for no agent."""
    if capability and capability not in ABLEST_FIRST:
        raise ActionError(DBUS_INVALID_ARGS, f"{capability!r} is none of {', '.join(ABLEST_FIRST)}")


def _reply(kind: PromptKind, answer: Answer) -> Sequence[object]:
    value = answer.reveal() if isinstance(answer, Secret) else answer
    if kind is PromptKind.ENTER_PASSKEY:
        if type(value) is not int or not 0 <= value <= 999_999:
            _refuse("a passkey is a number of up to six digits")
        return (value,)
    if kind is PromptKind.ENTER_PIN:
        if not isinstance(value, str) or not is_pin(value):
            _refuse(PIN_LENGTH)
        return (value,)
    if value is not True:
        _refuse("this prompt is answered with yes or no")
    return ()


def _refuse(text: str) -> NoReturn:
    raise ActionError(INVALID_ANSWER, text)
