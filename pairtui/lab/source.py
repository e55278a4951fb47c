"""The lab as a source: a gateway of its own, virtual or on a real controller, with the actions that BlueZ has."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from random import Random, SystemRandom

from bumble import core, hci
from bumble.device import Connection
from bumble.hci import Address

from pairtui.lab.actions import ACTIONS, LabActions
from pairtui.lab.environment import LabEnvironment, NoController
from pairtui.lab.gateway.bonds import LabBond
from pairtui.lab.gateway.bredr_security import BrEdrSecurity
from pairtui.lab.gateway.device_table import ADAPTER, DeviceTable
from pairtui.lab.gateway.gatt_client import ENDED, resolve
from pairtui.lab.gateway.hci_trace import HciTrace
from pairtui.lab.gateway.host import STATIC_ADDRESS, Gateway, LacksCommand
from pairtui.lab.gateway.sdp_client import browse
from pairtui.lab.gateway.security import LinkSecurity
from pairtui.lab.gateway.settings import PairingSettings
from pairtui.lab.gateway.user_pairings import PairingContext
from pairtui.pairing.actions import Action, SetCapability, StartDiscovery
from pairtui.pairing.events import ActionFinished, Event, Logged, SourceState
from pairtui.protocol.io_capability import DEFAULT_CAPABILITY
from pairtui.sources.base import RETRY_SECONDS, BackOff, BaseSource
from pairtui.sources.cancellation import raise_if_cancelled
from pairtui.sources.errors import BLUEZ_FAILED, NOT_RUNNING, ActionError
from pairtui.sources.prompts import Prompts
from pairtui.sources.storage.recording import Recording

ALIAS = "pairtui-lab"
READ_SECONDS = 1.5
"""How long the person at a virtual keyboard looks at the gateway's screen before typing what it shows."""

SWEEP_SECONDS = 5.0
POWER_SECONDS = 10.0
CLOSE_SECONDS = 2.0

_log = logging.getLogger(__name__)


class LabSource(BaseSource):
    """The gateway on `environment`. `clock` gives POSIX seconds; whatever is random comes from `random`.

    `recording` gets what goes between host and controller.
    """

    name = "lab"
    actions: frozenset[type[Action]] = ACTIONS

    def __init__(
        self,
        environment: LabEnvironment,
        capability: str = DEFAULT_CAPABILITY,
        clock: Callable[[], float] = time.time,
        random: Random | None = None,
        power_seconds: float = POWER_SECONDS,
        recording: Recording | None = None,
    ) -> None:
        super().__init__(clock)
        self._recording = recording or Recording(0)
        self._power_seconds = power_seconds
        self._environment = environment
        self._random = random or SystemRandom()
        self._settings = PairingSettings(capability)
        self._rows = DeviceTable(self._emit, clock)
        self._prompts = Prompts(self._emit, clock=clock)
        self._gateway: Gateway | None = None
        self._security: LinkSecurity | None = None
        self._bredr: BrEdrSecurity | None = None
        self._actions: LabActions | None = None

    def _begin(self) -> None:
        self._set_state(SourceState.STARTING)
        self._keep(self._run())

    async def _end(self) -> None:
        with suppress(*ENDED, hci.HCI_Error, TimeoutError):
            if self._gateway is not None and self._gateway.powered:
                await asyncio.wait_for(self._gateway.power_off(), CLOSE_SECONDS)
        await self._cancel_tasks()

    # ── coming up ─────────────────────────────────────────────────────────────────────────────────────────────

    async def _run(self) -> None:
        pause = BackOff(*RETRY_SECONDS)
        while True:
            try:
                await self._serve()
                why, remedy = "the controller is gone", "plug it in again"
                pause.reset()
            except NoController as error:
                why, remedy = error.why, error.remedy
            except LacksCommand as error:
                why = f"the controller behind {self._environment.title} lacks {error}"
                remedy = "use one with Bluetooth 4.0 or later"
            except TimeoutError:
                why = f"no Bluetooth controller answers behind {self._environment.title}"
                remedy = "see that it has power, and that speed and port are right"
            except (core.BaseBumbleError, hci.HCI_Error, AssertionError) as error:
                _log.exception("the controller cannot be used")
                said = str(error) or type(error).__name__
                why = f"the controller behind {self._environment.title} does not do what a host needs: {said}"
                remedy = "reset it, or name another controller"
            finally:
                await self._leave()
            self._set_state(SourceState.DOWN, why, remedy)
            await pause.wait()

    async def _serve(self) -> None:
        """Until the controller is gone. Raises NoController, or what Bumble raises for a controller that is none."""
        await self._come_up()
        await self._environment.begin(self._happened)
        await self.perform(StartDiscovery(ADAPTER))
        raise_if_cancelled()
        lost = asyncio.ensure_future(self._environment.lost())
        try:
            while not (await asyncio.wait({lost}, timeout=SWEEP_SECONDS))[0]:
                self._rows.expire()
        finally:
            lost.cancel()

    async def _leave(self) -> None:
        """Release the controller, and forget all that was known through it."""
        self._gateway = self._security = self._bredr = self._actions = None
        self._prompts.withdraw()
        self._rows.clear()
        await self._environment.close()

    async def _come_up(self) -> None:
        logging.getLogger("bumble").setLevel(logging.ERROR)  # a refused pairing is its warning, and the user's verdict
        host = await self._environment.host()
        trace = HciTrace(self._emit, self._clock, self._recording)
        gateway = self._gateway = Gateway(host, ALIAS, self._settings, trace, self._random)
        context = PairingContext(gateway, self._prompts, self._random, self._rows.key_of, self._bonded, self._shown)
        security = self._security = LinkSecurity(context, self._environment.peripherals)
        bredr = self._bredr = BrEdrSecurity(context, self._class_of)
        gateway.device.pairing_config_factory = lambda link: (bredr if _is_bredr(link) else security).config(link)
        self._actions = LabActions(
            gateway,
            security,
            bredr,
            self._prompts,
            self._rows,
            self._environment.peripherals,
            self._clock,
            self._explore,
            self._adapter_changed,
        )
        gateway.watch(self)
        gateway.device.on("remote_name", self._rows.on_name)
        await asyncio.wait_for(gateway.power_on(), self._power_seconds)
        self._set_state(SourceState.UP, detail=self._environment.title)
        self._adapter_changed()
        self._emit(ActionFinished(at=self._clock(), action=SetCapability(self._settings.capability)))
        if self._environment.first:
            self._emit(Logged(at=self._clock(), source="lab", text=f"Try first: {self._environment.first}"))

    def _adapter_changed(self) -> None:
        gateway = self._gateway
        if gateway is None:
            return
        settings = self._settings
        self._rows.adapter(
            address=gateway.device.public_address.to_string(with_type_qualifier=False),
            alias=ALIAS,
            powered=gateway.powered,
            discovering=gateway.powered and gateway.scanning,
            pairable=bool(settings["bondable"]),
            discoverable=gateway.advertising,
            advertising=gateway.advertising,
            static_address=STATIC_ADDRESS,
            policy={**settings.values, "le": 1, "bredr": int(gateway.device.classic_enabled)},
            settable=frozenset(settings.values),
            before=dict(settings.before),
        )

    # ── what the gateway reports ──────────────────────────────────────────────────────────────────────────────

    def on_report(self, address: Address, rssi: int | None, data: bytes) -> None:
        """An advertisement came in."""
        self._rows.on_report(address, rssi, data)
        self._introduce(address)

    def _introduce(self, address: Address) -> None:
        if self._rows.value(self._rows.key_of(address), "page") is None:
            self._show(address.to_string(with_type_qualifier=False))

    def on_inquiry_result(self, address: Address, class_of_device: int, eir: bytes, rssi: int | None) -> None:
        """A device answered the inquiry."""
        self._rows.on_inquiry_result(address, class_of_device, eir, rssi)
        self._introduce(address)

    def link_up(self, connection: Connection) -> None:
        """A link came up, from either side."""
        address = connection.peer_address
        assert self._security is not None and self._bredr is not None
        self._rows.linked(address, "bredr" if _is_bredr(connection) else "le")
        (self._bredr if _is_bredr(connection) else self._security).attach(connection)
        if self._rows.value(self._rows.key_of(address), "blocked"):
            connection.cancel_on_disconnection(connection.disconnect())
        elif connection.role == hci.Role.PERIPHERAL:
            self._explore(connection)

    def link_down(self, connection: Connection) -> None:
        """A link ended."""
        address = connection.peer_address
        self._prompts.pairing_ended(self._rows.key_of(address))
        self._rows.device(address, connected=False, services_resolved=False)

    def _bonded(self, connection: Connection, bond: LabBond, kept: bool) -> None:
        identity = connection.peer_address
        self._rows.device(
            identity,
            paired=True,
            bonded=kept,
            level=bond.level,
            key_size=bond.key_size,
            key_type=bond.key_type,
            transport="bredr" if _is_bredr(connection) else "le",
            identity_address=identity.to_string(with_type_qualifier=False),
        )

    def _explore(self, connection: Connection) -> None:
        """Read the services of a link, in its own time."""
        if connection.handle in connection.device.connections:
            self._keep(self._resolve(connection))

    async def _resolve(self, connection: Connection) -> None:
        assert self._security is not None
        try:
            work = browse(connection) if _is_bredr(connection) else resolve(connection, self._security)
            uuids = await connection.cancel_on_disconnection(work)
        except ENDED as error:
            self._say(f"the services of {connection.peer_address} could not be read: {error}", "warning")
        except asyncio.CancelledError:
            if self._closed:
                raise
        else:
            self._rows.device(connection.peer_address, uuids=uuids, services_resolved=True)

    # ── what virtual devices report ───────────────────────────────────────────────────────────────────────────

    def _happened(self, address: str, what: str) -> None:
        self._say(f"{self._name(address)}: {what}")
        if self._rows.value(self._key(address), "page") is not None:
            self._show(address)

    def _show(self, address: str) -> None:
        """Report what a virtual device teaches and offers."""
        peripheral = self._environment.peripherals.get(address)
        page, controls = (peripheral.page, peripheral.controls) if peripheral else ("", ())
        kind = Address.PUBLIC_DEVICE_ADDRESS if peripheral and peripheral.public else Address.RANDOM_DEVICE_ADDRESS
        self._rows.device(Address(address, kind), page=page, controls=controls)

    def _shown(self, device: str, passkey: int | str) -> None:
        """The user is to type a passkey or a PIN on a device: a virtual one has somebody who does."""
        peripheral = self._environment.peripherals.get(device.partition("/")[2])
        if peripheral is not None:
            asyncio.get_running_loop().call_later(READ_SECONDS, peripheral.read, passkey)

    def _class_of(self, address: Address) -> int:
        value = self._rows.value(self._rows.key_of(address), "class_of_device")
        return value if isinstance(value, int) else 0

    def _name(self, address: str) -> str:
        return str(self._rows.value(self._key(address), "name") or address)

    def _key(self, address: str) -> str:
        return f"{ADAPTER}/{address}"

    # ── events ────────────────────────────────────────────────────────────────────────────────────────────────

    async def _carry_out(self, action: Action) -> str:
        if self._actions is None:
            raise ActionError(NOT_RUNNING, "the gateway has no controller")
        await self._actions.carry_out(action)
        return ""

    def _failure(self, fault: Exception) -> tuple[str, str]:
        return (BLUEZ_FAILED, str(fault)) if isinstance(fault, core.BaseBumbleError) else super()._failure(fault)

    def _emit(self, event: Event) -> None:
        """Queue an event. What closing does to links and devices is no news: the model stays as it was."""
        if not self._closed:
            super()._emit(event)


def _is_bredr(connection: Connection) -> bool:
    return bool(connection.transport == core.PhysicalTransport.BR_EDR)
