"""SMP of the virtual gateway: what Linux checks, and what its user is asked."""

import asyncio
from collections.abc import Callable

from bumble import hci, smp
from bumble.device import Connection
from bumble.pairing import PairingConfig, PairingDelegate

from pairtui.knowledge.association import Association, associate
from pairtui.knowledge.settings import RANDOM_PASSKEY
from pairtui.lab.bumble_workarounds import FixedSession
from pairtui.lab.gateway.bonds import level_of
from pairtui.lab.gateway.settings import SC_ONLY, PairingSettings
from pairtui.pairing.events import PromptKind
from pairtui.protocol.messages import smp as pdus
from pairtui.protocol.values import Secret
from pairtui.sources.errors import ActionError
from pairtui.sources.prompts import Prompts

KEY_REJECTED = smp.ErrorCode(0x0F)

SMP_SECONDS = 30.0
"""How long the peer may take for each step (Vol 3, Part H, 3.4)."""


class GatewayUser(PairingDelegate):  # type: ignore[misc]
    """The gateway's user in one pairing with `device`: its prompts, and the settings it pairs with.

    `level` is the security level that the key must have. `shown` is called with a passkey that is displayed.
    """

    def __init__(
        self,
        device: str,
        level: int,
        settings: PairingSettings,
        prompts: Prompts,
        new_passkey: Callable[[], int],
        shown: Callable[[str, int | str], None],
    ) -> None:
        super().__init__()
        settings.offer(self)
        self.device, self.level, self.settings = device, level, settings
        self._prompts, self._new_passkey, self._shown = prompts, new_passkey, shown
        self._entered = 0
        self._passkey: Secret[int] | None = None

    async def confirm(self, auto: bool = False) -> bool:
        """Just Works: BlueZ accepts by itself what this side began, but not without an agent."""
        return bool(self.settings.capability)

    async def authorized(self) -> bool:
        """Whether a device that began by itself may pair without a number to compare."""
        return bool(self.settings.capability) and await self._asked(PromptKind.AUTHORIZE) is not None

    async def compare_numbers(self, number: int, digits: int) -> bool:
        return await self._asked(PromptKind.CONFIRM, Secret(number)) is not None

    async def get_number(self) -> int | None:
        """The passkey that the peer shows, or that is typed on both sides; None where the user leaves."""
        reply = await self._asked(PromptKind.ENTER_PASSKEY)
        if reply is None:
            return None
        passkey = int(str(reply[0]))
        self._shown(self.device, passkey)
        return passkey

    async def generate_passkey(self) -> int:
        fixed = self.settings["passkey"]
        return self._new_passkey() if fixed == RANDOM_PASSKEY else fixed

    async def display_number(self, number: int, digits: int) -> None:
        self._passkey = Secret(number)
        self._prompts.show(PromptKind.SHOW_PASSKEY, self.device, self._passkey, 0)
        self._shown(self.device, number)

    def key_pressed(self, kind: int) -> None:
        """The peer reports a key pressed there (Vol 3, Part H, 3.5.8)."""
        kinds = smp.KeypressNotificationType
        change = {kinds.PASSKEY_DIGIT_ENTERED: 1, kinds.PASSKEY_DIGIT_ERASED: -1}.get(kind, 0)
        self._entered = 0 if kind == kinds.PASSKEY_CLEARED else max(0, min(6, self._entered + change))
        if self._passkey is not None:
            self._prompts.show(PromptKind.SHOW_PASSKEY, self.device, self._passkey, self._entered)

    async def _asked(self, kind: PromptKind, passkey: Secret[int] | None = None) -> tuple[object, ...] | None:
        try:
            return tuple(await self._prompts.ask(kind, self.device, passkey))
        except ActionError:
            return None


class GatewaySession(FixedSession):
    """One pairing of the gateway.

    Refuses what the kernel refuses (net/bluetooth/smp.c), and hangs up where the peer is silent for 30 seconds.
    """

    def __init__(self, manager: smp.Manager, connection: Connection, config: PairingConfig, is_initiator: bool) -> None:
        super().__init__(manager, connection, config, is_initiator)
        self.user: GatewayUser = config.delegate
        self.keypress = bool(self.user.settings["keypress"])
        self.ct2 = bool(self.user.settings["ct2"])
        self._timer: asyncio.TimerHandle | None = None

    @property
    def level(self) -> int:
        """What the key of this pairing is worth."""
        authenticated = self.pairing_method != smp.PairingMethod.JUST_WORKS
        return level_of(self.sc, authenticated, self.key_size)

    def send_command(self, command: smp.SMP_Command) -> None:
        """Send a PDU; the peer has its time from now."""
        super().send_command(command)
        self._stop_timer()
        if not self.completed:
            self._timer = asyncio.get_running_loop().call_later(SMP_SECONDS, self._silent)

    def on_smp_command(self, command: smp.SMP_Command) -> None:
        if isinstance(command, smp.SMP_Pairing_Keypress_Notification_Command):
            self.user.key_pressed(command.notification_type)
        else:
            super().on_smp_command(command)

    def on_smp_pairing_response_command(self, command: smp.SMP_Pairing_Response_Command) -> None:
        """The peer's features: refuse them, or go on."""
        reason = self._refusal(self.preq, bytes(command), command.maximum_encryption_key_size)
        if reason is not None:
            self.send_pairing_failed(reason)
        else:
            super().on_smp_pairing_response_command(command)

    async def on_smp_pairing_request_command_async(self, command: smp.SMP_Pairing_Request_Command) -> None:
        """A peer begins: refuse it, ask the user, or answer."""
        settings = self.user.settings
        self.mitm = settings.mitm_answered(bool(command.auth_req & smp.AuthReq.MITM), self.user.level)
        answer = smp.SMP_Pairing_Response_Command(
            io_capability=self.io_capability,
            oob_data_flag=self.oob_data_flag,
            auth_req=self.auth_req,
            maximum_encryption_key_size=self.maximum_encryption_key_size,
            initiator_key_distribution=self.initiator_key_distribution,
            responder_key_distribution=self.responder_key_distribution,
        )
        reason = self._refusal(bytes(command), bytes(answer), command.maximum_encryption_key_size)
        if not settings["bondable"] and command.auth_req & smp.AuthReq.BONDING:
            reason = smp.ErrorCode.PAIRING_NOT_SUPPORTED
        elif reason is None and not _model(bytes(command), bytes(answer)).authenticated:
            reason = None if await self.user.authorized() else smp.ErrorCode.NUMERIC_COMPARISON_FAILED
        if reason is not None:
            self.send_pairing_failed(reason)
        else:
            await super().on_smp_pairing_request_command_async(command)

    def send_pairing_confirm_command(self) -> None:
        """Commit to a random value; a legacy pairing without a question to the user needs an agent all the same."""
        silent = not self.sc and self.pairing_method == smp.PairingMethod.JUST_WORKS
        if silent and not self.user.settings.capability:
            self.send_pairing_failed(smp.ErrorCode.PASSKEY_ENTRY_FAILED)
        else:
            super().send_pairing_confirm_command()

    def check_key_distribution(self, command_class: type[smp.SMP_Command]) -> None:
        """A key of the peer: refuse one that was not agreed on (Vol 3, Part H, 3.6.1)."""
        if command_class in self.peer_expected_distributions:
            super().check_key_distribution(command_class)
        else:
            self.send_pairing_failed(KEY_REJECTED)

    async def on_pairing(self) -> None:
        self._stop_timer()
        await super().on_pairing()

    def on_pairing_failure(self, reason: smp.ErrorCode) -> None:
        self._stop_timer()
        super().on_pairing_failure(reason)

    def on_disconnection(self, reason: int) -> None:
        self._stop_timer()
        super().on_disconnection(reason)

    def _refusal(self, request: bytes, response: bytes, key_size: int) -> smp.ErrorCode | None:
        """Why the features are not good enough, if they are not; `key_size` is the longest that the peer makes."""
        settings, level = self.user.settings, self.user.level
        model = _model(request, response)
        if key_size < (16 if level == 4 else settings["min-key-size"]):
            return smp.ErrorCode.ENCRYPTION_KEY_SIZE
        if model.pairing == "legacy" and (level == 4 or settings["secure-connections"] == SC_ONLY):
            return smp.ErrorCode.AUTHENTICATION_REQUIREMENTS
        if level > 2 and not model.authenticated:
            return smp.ErrorCode.AUTHENTICATION_REQUIREMENTS
        return None

    def _silent(self) -> None:
        self.connection.cancel_on_disconnection(self.connection.disconnect(hci.HCI_AUTHENTICATION_FAILURE_ERROR))

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _model(request: bytes, response: bytes) -> Association:
    first, second = pdus.decode(request), pdus.decode(response)
    assert isinstance(first, pdus.PairingRequest)
    assert isinstance(second, pdus.PairingResponse)
    return associate(first, second)
