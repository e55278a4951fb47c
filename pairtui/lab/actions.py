"""The user's actions on the lab's gateway."""

from collections.abc import Callable, Mapping

from bumble.core import PhysicalTransport
from bumble.device import Connection
from bumble.hci import Address

from pairtui.lab.devices.peripheral import Peripheral
from pairtui.lab.gateway.bredr_security import BrEdrSecurity
from pairtui.lab.gateway.device_table import DeviceTable
from pairtui.lab.gateway.gatt_client import ENDED, read_protected
from pairtui.lab.gateway.host import Gateway
from pairtui.lab.gateway.sdp_client import browse
from pairtui.lab.gateway.search import Search
from pairtui.lab.gateway.security import LinkSecurity
from pairtui.pairing import actions
from pairtui.pairing.actions import Action
from pairtui.sources.errors import (
    BLUEZ_DOES_NOT_EXIST,
    BLUEZ_NOT_CONNECTED,
    BLUEZ_REJECTED,
    DBUS_INVALID_ARGS,
    NOT_PAIRING,
    NOT_SUPPORTED,
    ActionError,
)
from pairtui.sources.prompts import SHOWN, Prompts, check_capability

ACTIONS = actions.HOST_ACTIONS | {actions.SetPolicy, actions.RestorePolicy, actions.Operate}


class LabActions:
    """Carries out actions; errors are ActionError with the names that BlueZ has for them.

    `explore` has the services of a link read; `report_settings` has the adapter's settings reported again.
    `peripherals` are the virtual devices by address.
    """

    def __init__(
        self,
        gateway: Gateway,
        security: LinkSecurity,
        bredr: BrEdrSecurity,
        prompts: Prompts,
        rows: DeviceTable,
        peripherals: Mapping[str, Peripheral],
        clock: Callable[[], float],
        explore: Callable[[Connection], None],
        report_settings: Callable[[], None],
    ) -> None:
        self._gateway = gateway
        self._security = security
        self._bredr = bredr
        self._prompts = prompts
        self._rows = rows
        self._search = Search(gateway, rows)
        self._peripherals = peripherals
        self._clock = clock
        self._explore = explore
        self._report_settings = report_settings

    async def carry_out(self, action: Action) -> None:
        """Returns when it is done. Raises ActionError."""
        match action:
            case actions.Pair(device):
                address = await self._search.find(device)
                self._explore(await self._side(device).pair(address))
            case actions.CancelPairing(device):
                await self._cancel(device)
            case actions.Unpair(device):
                await self._unpair(device)
            case actions.RemoveAndPair(device):
                address, side = self._rows.address(device), self._side(device)
                await self._unpair(device)
                self._rows.device(address)
                self._explore(await side.pair(address))
            case actions.Connect(device):
                await self._connect(device)
            case actions.Disconnect(device):
                await self._disconnect(device)
            case actions.RequireLevel(device, level):
                await self._require(device, level)
            case actions.Verify(device, bearer):
                await self._verify(device, bearer)
            case actions.AnswerPrompt(prompt, answer):
                await self._answer(prompt, answer)
            case actions.Operate(device, control):
                await self._operate(device, control)
            case _:
                await self._set(action)
                self._report_settings()

    async def _set(self, action: Action) -> None:
        gateway = self._gateway
        match action:
            case actions.StartDiscovery():
                gateway.check_powered()
                await gateway.scan(True)
            case actions.StopDiscovery():
                await gateway.scan(False)
                self._rows.clear_rssi()
            case actions.SetPowered(_, value):
                await (gateway.power_on() if value else gateway.power_off())
                if not value:
                    self._rows.clear_rssi()
            case actions.SetPairable(_, value):
                gateway.settings.set("bondable", int(value))
            case actions.SetDiscoverable(_, value) | actions.Advertise(_, value):
                gateway.check_powered()
                await gateway.advertise(value)
            case actions.SetCapability(capability):
                check_capability(capability)
                gateway.settings.capability = capability
            case actions.SetPolicy(_, setting, value):
                gateway.settings.set(setting, value)
                await gateway.apply_settings()
            case actions.RestorePolicy():
                gateway.settings.restore()
                await gateway.apply_settings()
            case actions.SetTrusted(device, value):
                self._rows.device(self._rows.address(device), trusted=value)
            case actions.SetBlocked(device, value):
                await self._block(device, value)
            case actions.SetPreferredBearer(device, bearer):
                self._rows.prefer(device, bearer)
            case actions.SetAlias(device, alias):
                self._rows.address(device)
                self._rows.alias(device, alias)
            case _:
                raise ActionError(NOT_SUPPORTED, f"{type(action).__name__} is not an action of the lab")

    # ── devices ───────────────────────────────────────────────────────────────────────────────────────────────

    async def _cancel(self, device: str) -> None:
        if self._search.cancel(device) or await self._side(device).cancel(self._rows.address(device)):
            return
        if not self._prompts.open_for(device):
            raise ActionError(NOT_PAIRING, "no pairing is under way")
        self._prompts.reject(device)

    async def _unpair(self, device: str) -> None:
        address = self._rows.address(device)
        await self._hang_up(address)
        await self._gateway.bonds.delete(str(address))
        await self._gateway.device.refresh_resolving_list()
        self._prompts.device_gone(device)
        self._rows.remove(device)

    def _side(self, device: str, bonded: bool = False, bearer: str = "") -> LinkSecurity | BrEdrSecurity:
        """Who brings the device's link to a level, by the transport it is reached over, also by which is `bonded`.

        `bearer` names the transport, where one is asked for.
        """
        sides: dict[str, LinkSecurity | BrEdrSecurity] = {"le": self._security, "bredr": self._bredr}
        address = self._rows.address(device)
        have = [name for name, side in sides.items() if bonded and side.bond(address) is not None]
        return sides[bearer or self._rows.bearer(device, have)]

    async def _hang_up(self, address: Address) -> bool:
        """End every link to a device; whether there was one."""
        links = [link for link in self._gateway.device.connections.values() if link.peer_address == address]
        for link in links:
            await self._gateway.hang_up(link)
        return bool(links)

    async def _connect(self, device: str) -> Connection:
        address, side = self._rows.address(device), self._side(device, bonded=True)
        if self._rows.value(device, "blocked"):
            raise ActionError(BLUEZ_REJECTED, "the device is blocked here")
        link = await side.connect(address)
        if side.bond(address) is not None:
            await side.encrypt(link)
        self._explore(link)
        return link

    async def _disconnect(self, device: str) -> None:
        if not await self._hang_up(self._rows.address(device)):
            raise ActionError(BLUEZ_NOT_CONNECTED, "Not Connected")

    async def _require(self, device: str, level: int) -> None:
        address, side = self._rows.address(device), self._side(device, bonded=True)
        if not 1 <= level <= 4:
            raise ActionError(DBUS_INVALID_ARGS, f"a level is 1 to 4, not {level}")
        self._rows.device(address, required=level)
        await side.reach(await side.connect(address), level)

    async def _verify(self, device: str, bearer: str) -> None:
        address, side = self._rows.address(device), self._side(device, bonded=True, bearer=bearer)
        if side.bond(address) is None:
            raise ActionError(BLUEZ_DOES_NOT_EXIST, "there is no bond to verify: pair first")
        await self._hang_up(address)
        try:
            link = await side.connect(address)
            await side.encrypt(link)
            await (browse(link) if link.transport == PhysicalTransport.BR_EDR else read_protected(link))
        except ENDED as error:
            self._rows.device(address, verify_error=str(error))
            raise error if isinstance(error, ActionError) else ActionError(BLUEZ_REJECTED, str(error)) from error
        self._rows.device(address, verified=self._clock(), verify_error="")

    async def _block(self, device: str, value: bool) -> None:
        address = self._rows.address(device)
        self._rows.device(address, blocked=value)
        if value:
            await self._hang_up(address)

    async def _operate(self, device: str, control: str) -> None:
        address: Address = self._rows.address(device)
        peripheral = self._peripherals.get(address.to_string(with_type_qualifier=False))
        if peripheral is None:
            raise ActionError(NOT_SUPPORTED, "this device has no controls")
        try:
            await peripheral.operate(control)
        except ValueError as error:
            raise ActionError(DBUS_INVALID_ARGS, str(error)) from error

    async def _answer(self, prompt: int, answer: object) -> None:
        kind, device = self._prompts.asked(prompt)
        self._prompts.answer(prompt, answer)  # type: ignore[arg-type]
        if kind in SHOWN and (answer is None or answer is False):
            await self._side(device).cancel(self._rows.address(device))
