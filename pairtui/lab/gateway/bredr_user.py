"""The gateway's user in a BR/EDR pairing, and what BlueZ answers without asking."""

from collections.abc import Callable

from pairtui.lab.gateway.settings import PairingSettings
from pairtui.lab.gateway.smp_session import GatewayUser
from pairtui.pairing.events import PromptKind
from pairtui.protocol.values import Secret
from pairtui.sources.prompts import Prompts

PIN_DIGITS = 6
KEYBOARD = 0x0540
"""Class of device: Peripheral with a keyboard (Assigned Numbers, 2.8)."""

_MAJOR_AND_KEYBOARD = 0x1F40


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
        self._types_pin = class_of_device & _MAJOR_AND_KEYBOARD == KEYBOARD

    async def confirm(self, auto: bool = False) -> bool:
        """Just Works: no for a level that needs more; the user is asked where the peer began."""
        if self.level > 2:
            return False
        return await super().confirm(auto) if self._began else await self.authorized()

    async def get_string(self, most: int) -> str | None:
        """A PIN: shown for a keyboard, as BlueZ's autopair plugin does; else typed here."""
        if not self.settings.capability:
            return None
        if self._types_pin:
            pin = f"{self._new_passkey():0{PIN_DIGITS}}"
            self._prompts.show(PromptKind.SHOW_PIN, self.device, Secret(pin))
            self._shown(self.device, pin)
            return pin
        reply = await self._asked(PromptKind.ENTER_PIN)
        return None if reply is None else str(reply[0])[:most]
