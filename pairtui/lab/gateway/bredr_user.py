"""The gateway's user in a BR/EDR pairing, and what BlueZ answers without asking."""

from collections.abc import Callable

from pairtui.knowledge.legacy_pin import FIXED, Pin, pin_of
from pairtui.lab.gateway.settings import PairingSettings
from pairtui.lab.gateway.smp_session import GatewayUser
from pairtui.pairing.events import PromptKind
from pairtui.protocol.values import Secret
from pairtui.sources.prompts import Prompts

PIN_DIGITS = 6


class BrEdrGatewayUser(GatewayUser):
    """Answers for `device`; `began` is whether this gateway began the pairing, `class_of_device` the peer's."""

    def __init__(
        self,
        device: str,
        level: int,
        settings: PairingSettings,
        prompts: Prompts,
        new_passkey: Callable[[], int],
        shown: Callable[[str, int | str], None],
        began: bool,
        class_of_device: int,
    ) -> None:
        super().__init__(device, level, settings, prompts, new_passkey, shown)
        self._began = began
        self._pin = pin_of(class_of_device)

    async def confirm(self, auto: bool = False) -> bool:
        """Just Works: no for a level that needs more; the user is asked where the peer began."""
        if self.level > 2:
            return False
        return await super().confirm(auto) if self._began else await self.authorized()

    async def get_string(self, most: int) -> str | None:
        """A PIN: what BlueZ's autopair plugin gives, shown where it is for a keyboard; else typed here."""
        if self._pin is Pin.FIXED:
            return FIXED
        if not self.settings.capability:
            return None
        if self._pin is Pin.SHOWN:
            pin = f"{self._new_passkey():0{PIN_DIGITS}}"
            self._prompts.show(PromptKind.SHOW_PIN, self.device, Secret(pin))
            self._shown(self.device, pin)
            return pin
        reply = await self._asked(PromptKind.ENTER_PIN)
        return None if reply is None else str(reply[0])[:most]
