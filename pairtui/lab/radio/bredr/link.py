"""One BR/EDR link as its link manager knows it, and what comes over it while a procedure runs."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

from bumble import hci
from bumble.hci import Address, LmpFeatureMask
from bumble.lmp import (
    LmpNotAccepted,
    LmpNotAcceptedExt,
    LmpNumericComparisonFailed,
    LmpOobFailed,
    LmpPasskeyFailed,
    Opcode,
    Packet,
)

from pairtui.lab.radio.bredr.pdus import answers
from pairtui.lab.radio.bredr.settings import ControllerSettings

RESPONSE_SECONDS = 30.0
"""How long one side waits for the other's next PDU: the LMP response timeout (Vol 2, Part C, 2.5.1)."""

SIMPLE_PAIRING = (
    LmpFeatureMask.SECURE_SIMPLE_PAIRING_HOST_SUPPORT | LmpFeatureMask.SECURE_SIMPLE_PAIRING_CONTROLLER_SUPPORT
)
SECURE_CONNECTIONS = (
    LmpFeatureMask.SECURE_CONNECTIONS_HOST_SUPPORT | LmpFeatureMask.SECURE_CONNECTIONS_CONTROLLER_SUPPORT
)


_REFUSALS = (LmpNotAccepted, LmpNotAcceptedExt, LmpNumericComparisonFailed, LmpOobFailed, LmpPasskeyFailed)


class Refused(Exception):
    """A procedure ended with an error `code` of the controller (Vol 1, Part F)."""

    def __init__(self, code: int) -> None:
        super().__init__(f"0x{code:02x}")
        self.code = code


class Silent(Refused):
    """The peer did not answer in time: the link is lost."""

    def __init__(self) -> None:
        super().__init__(hci.HCI_LMP_OR_LL_RESPONSE_TIMEOUT_ERROR)


class Station(Protocol):
    """What procedures need of their controller."""

    random: Random
    settings: ControllerSettings
    lmp_version: int
    lmp_subversion: int
    manufacturer_company_identifier: int

    def send_event(self, event: hci.HCI_Event) -> None:
        """Send an event to the host."""

    def send(self, peer: Address, packet: Packet) -> None:
        """Send a PDU over the link to `peer`."""

    def connected(self, peer: Address) -> bool:
        """Whether there is a link to `peer`."""

    def establish(self, peer: Address, central: bool) -> "AclLink":
        """Make the link to `peer` one that has a handle."""

    def shared_features(self, peer: Address) -> LmpFeatureMask:
        """The features that both link managers and their hosts have."""

    def uses_aes_ccm(self, peer: Address) -> bool:
        """Whether both encrypt with AES-CCM where they have Secure Connections."""


@dataclass(eq=False)
class AclLink:
    """A link to `peer`. `key` is the link key that both proved; `encryption` 0 off, 1 E0, 2 AES-CCM.

    `waiting` are the PDUs and the host's answers that no procedure took up yet.
    """

    station: Station
    own: Address
    peer: Address
    handle: int = 0
    central: bool = False
    initiating: bool = False
    key: bytes | None = None
    encryption: int = 0
    key_size: int = 0
    waiting: list[Any] = field(default_factory=list)
    task: "asyncio.Task[None] | None" = None
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    def send(self, packet: Packet) -> None:
        """Send a PDU to the peer."""
        self.station.send(self.peer, packet)

    def send_event(self, event: hci.HCI_Event) -> None:
        """Send an event to the host."""
        self.station.send_event(event)

    def both(self, features: LmpFeatureMask) -> bool:
        """Whether both sides have all of `features`."""
        return bool((self.station.shared_features(self.peer) & features) == features)

    def put(self, message: Any) -> None:
        """A PDU of the peer, or a command of the host that answers a question."""
        self.waiting.append(message)
        self._came.set()

    async def take(self, *kinds: type, seconds: float | None = RESPONSE_SECONDS) -> Any:
        """The first message of one of `kinds`. Raises Silent, or Refused where the peer refuses what it was asked."""
        return await self._first(lambda message: isinstance(message, (*kinds, *_REFUSALS)), seconds)

    async def answer(self, opcode: Opcode) -> None:
        """Until the peer accepts the PDU with `opcode`. Raises Refused, Silent."""
        failed = _REFUSALS[2:]
        await self._first(lambda message: isinstance(message, failed) or answers(message, opcode), RESPONSE_SECONDS)

    async def host(self, *kinds: type) -> Any:
        """The host's answer, a command of one of `kinds`. Raises Refused where the peer gives up meanwhile."""
        return await self.take(*kinds, seconds=None)

    async def ask(self, question: hci.HCI_Event, yes: type, no: type) -> Any:
        """The host's answer to a question, None where it is a no. Raises Refused where the peer gives up meanwhile."""
        self.send_event(question)
        command = await self.host(yes, no)
        return None if isinstance(command, no) else command

    async def _first(self, wanted: Callable[[Any], bool], seconds: float | None) -> Any:
        try:
            async with asyncio.timeout(seconds):
                while True:
                    found = next((message for message in self.waiting if wanted(message)), None)
                    if found is not None:
                        self.waiting.remove(found)
                        if isinstance(found, _REFUSALS):
                            raise Refused(getattr(found, "error_code", hci.HCI_AUTHENTICATION_FAILURE_ERROR))
                        return found
                    self._came.clear()
                    await self._came.wait()
        except TimeoutError:
            raise Silent from None
