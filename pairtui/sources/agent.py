"""The pairing agent (org.bluez.Agent1): BlueZ's questions become prompts, the user's answers its replies."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from pairtui.pairing.events import Event, Logged, PromptClosed, PromptKind, PromptRaised
from pairtui.protocol.safe_text import safe_text
from pairtui.protocol.values import Secret
from pairtui.sources.bluez_properties import ROOT, SERVICE
from pairtui.sources.bus import Bus
from pairtui.sources.bus_values import INVALID_ARGS, BusError, Method

INTERFACE = "org.bluez.Agent1"
MANAGER = "org.bluez.AgentManager1"
PATH = "/io/pairtui/agent"

CAPABILITIES = ("KeyboardDisplay", "DisplayYesNo", "DisplayOnly", "KeyboardOnly", "NoInputNoOutput")
REQUEST_SECONDS = 60.0  # REQUEST_TIMEOUT of BlueZ's src/agent.c

REJECTED = "org.bluez.Error.Rejected"
CANCELED = "org.bluez.Error.Canceled"
ALREADY_EXISTS = "org.bluez.Error.AlreadyExists"
NO_PROMPT = "pairtui.Error.NoPrompt"
INVALID_ANSWER = "pairtui.Error.InvalidAnswer"

SHOWN = frozenset((PromptKind.SHOW_PASSKEY, PromptKind.SHOW_PIN))

Answer = bool | Secret[int] | Secret[str] | None


@dataclass(slots=True)
class _Open:
    id: int
    kind: PromptKind
    device: str
    since: float
    reply: "asyncio.Future[Sequence[object]] | None" = None


class Agent:
    """The agent of one bus connection after another. Its prompts go to `emit`."""

    def __init__(
        self, emit: Callable[[Event], None], capability: str, request_seconds: float = REQUEST_SECONDS
    ) -> None:
        self.capability = capability
        self._emit = emit
        self._request_seconds = request_seconds
        self._open: dict[int, _Open] = {}
        self._last = 0

    def methods(self) -> Mapping[str, Method]:
        """What is exported at `PATH`, by member (BlueZ doc/org.bluez.Agent.rst)."""
        return {
            "Release": Method(self._release),
            "RequestPinCode": Method(self._request_pin, "o", "s"),
            "DisplayPinCode": Method(self._display_pin, "os"),
            "RequestPasskey": Method(self._request_passkey, "o", "u"),
            "DisplayPasskey": Method(self._display_passkey, "ouq"),
            "RequestConfirmation": Method(self._request_confirmation, "ou"),
            "RequestAuthorization": Method(self._request_authorization, "o"),
            "AuthorizeService": Method(self._authorize_service, "os"),
            "Cancel": Method(self._cancel),
        }

    # ── registration ──────────────────────────────────────────────────────────────────────────────────────────

    async def register(self, bus: Bus) -> None:
        """Register with `capability` as the default agent; "" leaves this connection without. Raises BusError."""
        if not self.capability:
            return
        try:
            await bus.call(SERVICE, ROOT, MANAGER, "RegisterAgent", "os", [PATH, self.capability])
        except BusError as error:
            if error.name != ALREADY_EXISTS:
                raise
            await self.unregister(bus)
            await bus.call(SERVICE, ROOT, MANAGER, "RegisterAgent", "os", [PATH, self.capability])
        await bus.call(SERVICE, ROOT, MANAGER, "RequestDefaultAgent", "o", [PATH])
        self._emit(Logged(at=time.time(), source="bluez", text=f"agent registered with {self.capability}"))

    async def unregister(self, bus: Bus) -> None:
        """Take the agent back; it is no error where there is none."""
        self.withdraw()
        with suppress(BusError):
            await bus.call(SERVICE, ROOT, MANAGER, "UnregisterAgent", "o", [PATH], seconds=5)

    # ── the user's side ───────────────────────────────────────────────────────────────────────────────────────

    def asked(self, prompt: int) -> tuple[PromptKind, str]:
        """Kind and device of an open prompt. Raises BusError (`NO_PROMPT`)."""
        if prompt not in self._open:
            raise BusError(NO_PROMPT, "this prompt is closed already")
        return self._open[prompt].kind, self._open[prompt].device

    def open_for(self, device: str) -> bool:
        """Whether a prompt about `device` is open."""
        return any(entry.device == device for entry in self._open.values())

    def answer(self, prompt: int, answer: Answer) -> None:
        """Reply with the user's answer; None and False reject. Raises BusError, and then the prompt stays open."""
        kind, _ = self.asked(prompt)
        entry = self._open[prompt]
        if answer is None or answer is False:
            self._close(entry, "rejected", BusError(REJECTED, "rejected by the user"))
        elif kind in SHOWN:
            self._close(entry, "done")
        else:
            self._close(entry, "answered", values=_reply(kind, answer))

    def reject(self, device: str) -> None:
        """Reject every prompt about `device`."""
        for entry in self._about(device):
            self._close(entry, "rejected", BusError(REJECTED, "rejected by the user"))

    def withdraw(self) -> None:
        """Close every prompt: nobody waits for an answer any more."""
        for entry in tuple(self._open.values()):
            self._close(entry, "withdrawn", BusError(CANCELED, "no longer asked"))

    def pairing_ended(self, device: str) -> None:
        """Close what the pairing of `device` left open; a service may still ask to be let in."""
        for entry in self._about(device):
            if entry.kind in SHOWN:
                self._close(entry, "done")
            elif entry.kind is not PromptKind.AUTHORIZE_SERVICE:
                self._close(entry, "withdrawn", BusError(CANCELED, "no longer asked"))

    def device_gone(self, device: str) -> None:
        """Close every prompt about `device`."""
        self.pairing_ended(device)
        for entry in self._about(device):
            self._close(entry, "withdrawn", BusError(CANCELED, "no longer asked"))

    # ── BlueZ's side ──────────────────────────────────────────────────────────────────────────────────────────

    def _release(self) -> None:
        self.withdraw()
        self._emit(Logged(at=time.time(), source="bluez", text="BlueZ released the agent", level="warning"))

    async def _request_pin(self, device: str) -> Sequence[object]:
        return await self._ask(PromptKind.ENTER_PIN, device)

    async def _request_passkey(self, device: str) -> Sequence[object]:
        return await self._ask(PromptKind.ENTER_PASSKEY, device)

    async def _request_confirmation(self, device: str, passkey: int) -> Sequence[object]:
        return await self._ask(PromptKind.CONFIRM, device, passkey=Secret(passkey))

    async def _request_authorization(self, device: str) -> Sequence[object]:
        return await self._ask(PromptKind.AUTHORIZE, device)

    async def _authorize_service(self, device: str, uuid: str) -> Sequence[object]:
        return await self._ask(PromptKind.AUTHORIZE_SERVICE, device, uuid=safe_text(uuid))

    def _display_pin(self, device: str, pin: str) -> None:
        self._show(PromptKind.SHOW_PIN, device, Secret(safe_text(pin)))

    def _display_passkey(self, device: str, passkey: int, entered: int) -> None:
        self._show(PromptKind.SHOW_PASSKEY, device, Secret(passkey), entered)

    def _cancel(self) -> None:
        """BlueZ gave up the request; after its own 60 s it calls this too."""
        for entry in tuple(self._open.values()):
            late = time.monotonic() - entry.since >= self._request_seconds - 1
            why = "expired" if late and entry.reply is not None else "withdrawn"
            self._close(entry, why, BusError(CANCELED, "no longer asked"))

    async def _ask(
        self, kind: PromptKind, device: str, passkey: Secret[int] | None = None, uuid: str | None = None
    ) -> Sequence[object]:
        reply: asyncio.Future[Sequence[object]] = asyncio.get_running_loop().create_future()
        entry = self._raise(kind, device, reply)
        self._emit(PromptRaised(at=time.time(), prompt=entry.id, kind=kind, device=device, passkey=passkey, uuid=uuid))
        try:
            return await asyncio.wait_for(reply, self._request_seconds)
        except TimeoutError:
            self._close(entry, "expired")
            raise BusError(CANCELED, "nobody answered") from None
        except asyncio.CancelledError:
            self._close(entry, "withdrawn")
            raise

    def _show(
        self, kind: PromptKind, device: str, passkey: Secret[int] | Secret[str], entered: int | None = None
    ) -> None:
        entry = next((shown for shown in self._about(device) if shown.kind is kind), None) or self._raise(kind, device)
        self._emit(
            PromptRaised(at=time.time(), prompt=entry.id, kind=kind, device=device, passkey=passkey, entered=entered)
        )

    def _raise(self, kind: PromptKind, device: str, reply: "asyncio.Future[Sequence[object]] | None" = None) -> _Open:
        self._last += 1
        entry = _Open(self._last, kind, device, time.monotonic(), reply)
        self._open[entry.id] = entry
        return entry

    def _about(self, device: str) -> list[_Open]:
        return [entry for entry in self._open.values() if entry.device == device]

    def _close(self, entry: _Open, why: str, error: BusError | None = None, values: Sequence[object] = ()) -> None:
        if self._open.pop(entry.id, None) is None:
            return
        if entry.reply is not None and not entry.reply.done():
            if error is not None:
                entry.reply.set_exception(error)
            else:
                entry.reply.set_result(values)
        self._emit(PromptClosed(at=time.time(), prompt=entry.id, why=why))


def check_capability(capability: str) -> None:
    """Raises BusError where BlueZ does not know `capability`; "" stands for no agent."""
    if capability and capability not in CAPABILITIES:
        raise BusError(INVALID_ARGS, f"{capability!r} is none of {', '.join(CAPABILITIES)}")


def _reply(kind: PromptKind, answer: Answer) -> Sequence[object]:
    value = answer.reveal() if isinstance(answer, Secret) else answer
    if kind is PromptKind.ENTER_PASSKEY:
        if type(value) is not int or not 0 <= value <= 999_999:
            _refuse("a passkey is a number of up to six digits")
        return (value,)
    if kind is PromptKind.ENTER_PIN:
        if not isinstance(value, str) or not 1 <= len(value.encode()) <= 16:
            _refuse("a PIN has 1 to 16 characters")
        return (value,)
    if value is not True:
        _refuse("this prompt is answered with yes or no")
    return ()


def _refuse(text: str) -> NoReturn:
    raise BusError(INVALID_ANSWER, text)
