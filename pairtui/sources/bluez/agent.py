"""The pairing agent (org.bluez.Agent1): BlueZ's questions become prompts, the user's answers its replies."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from pairtui.pairing.events import Event, Logged, PromptKind
from pairtui.protocol.safe_text import safe_text
from pairtui.protocol.values import Secret
from pairtui.sources.bluez.properties import ROOT, SERVICE
from pairtui.sources.dbus.connection import Bus
from pairtui.sources.dbus.values import Method
from pairtui.sources.errors import BLUEZ_ALREADY_EXISTS, ActionError
from pairtui.sources.prompts import REQUEST_SECONDS, Prompts

INTERFACE = "org.bluez.Agent1"
MANAGER = "org.bluez.AgentManager1"
PATH = "/io/pairtui/agent"


class Agent(Prompts):
    """The agent of one bus connection after another. Its prompts go to `emit`.

    `default` is called with its capability when it became the default agent, with "" when it is none any more.
    """

    def __init__(
        self,
        emit: Callable[[Event], None],
        capability: str,
        default: Callable[[str], None] = lambda capability: None,
        request_seconds: float = REQUEST_SECONDS,
    ) -> None:
        super().__init__(emit, request_seconds)
        self.capability = capability
        self._default = default

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
            "Cancel": Method(self.cancel),
        }

    # ── registration ──────────────────────────────────────────────────────────────────────────────────────────

    async def register(self, bus: Bus) -> None:
        """Register with `capability` as the default agent; "" leaves this connection without. Raises ActionError."""
        if not self.capability:
            return
        try:
            await bus.call(SERVICE, ROOT, MANAGER, "RegisterAgent", "os", [PATH, self.capability])
        except ActionError as error:
            if error.name != BLUEZ_ALREADY_EXISTS:
                raise
            await self.unregister(bus)
            await bus.call(SERVICE, ROOT, MANAGER, "RegisterAgent", "os", [PATH, self.capability])
        await self.request_default(bus)
        self._emit(Logged(at=time.time(), source="bluez", text=f"agent registered with {self.capability}"))

    async def request_default(self, bus: Bus) -> None:
        """Become the default agent, which is asked where the caller of Pair() has none. Raises ActionError."""
        if self.capability:
            await bus.call(SERVICE, ROOT, MANAGER, "RequestDefaultAgent", "o", [PATH])
            self._default(self.capability)

    async def unregister(self, bus: Bus) -> None:
        """Take the agent back; it is no error where there is none."""
        self.withdraw()
        with suppress(ActionError):
            await bus.call(SERVICE, ROOT, MANAGER, "UnregisterAgent", "o", [PATH], seconds=5)
        self._default("")

    # ── BlueZ's side ──────────────────────────────────────────────────────────────────────────────────────────

    def _release(self) -> None:
        self.withdraw()
        self._emit(Logged(at=time.time(), source="bluez", text="BlueZ released the agent", level="warning"))

    async def _request_pin(self, device: str) -> Sequence[object]:
        return await self.ask(PromptKind.ENTER_PIN, device)

    async def _request_passkey(self, device: str) -> Sequence[object]:
        return await self.ask(PromptKind.ENTER_PASSKEY, device)

    async def _request_confirmation(self, device: str, passkey: int) -> Sequence[object]:
        return await self.ask(PromptKind.CONFIRM, device, passkey=Secret(passkey))

    async def _request_authorization(self, device: str) -> Sequence[object]:
        return await self.ask(PromptKind.AUTHORIZE, device)

    async def _authorize_service(self, device: str, uuid: str) -> Sequence[object]:
        return await self.ask(PromptKind.AUTHORIZE_SERVICE, device, uuid=safe_text(uuid))

    def _display_pin(self, device: str, pin: str) -> None:
        self.show(PromptKind.SHOW_PIN, device, Secret(safe_text(pin)))

    def _display_passkey(self, device: str, passkey: int, entered: int) -> None:
        self.show(PromptKind.SHOW_PASSKEY, device, Secret(passkey), entered)
