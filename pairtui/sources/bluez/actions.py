"""The user's actions as calls of BlueZ's D-Bus interface."""

from pairtui.pairing import actions
from pairtui.pairing.actions import Action
from pairtui.pairing.events import Event
from pairtui.sources.bluez.advertising import Advertising
from pairtui.sources.bluez.connections import BluezContext, Connections
from pairtui.sources.bluez.discovery import Discovery
from pairtui.sources.bluez.objects import adapter_and_address
from pairtui.sources.bluez.properties import ADAPTER, DEVICE, SERVICE, adapter_path
from pairtui.sources.bluez.require_level import SecurityLevelActions
from pairtui.sources.bluez.trial_bonds import TrialBonds
from pairtui.sources.bluez.verify_bond import Verification
from pairtui.sources.dbus.values import PROPERTIES, Typed
from pairtui.sources.errors import (
    BLUEZ_DOES_NOT_EXIST,
    DBUS_INVALID_ARGS,
    DBUS_UNKNOWN_PROPERTY,
    NOT_PAIRING,
    NOT_SUPPORTED,
    NOT_WRITTEN,
    ActionError,
)
from pairtui.sources.prompts import SHOWN, check_capability

_NO_CHOICE = (
    "this bluetoothd offers no choice of transport: BlueZ has it from 5.80 on, with Experimental = true in main.conf"
)
PAIR_SECONDS = 180.0  # connecting 40 s, each SMP step 30 s, a prompt 60 s


class Actions:
    """Carries out actions."""

    def __init__(
        self, context: BluezContext, discovery: Discovery, advertising: Advertising, trials: TrialBonds
    ) -> None:
        self._objects, self._agent, self._bus, self._bonds = context.objects, context.agent, context.bus, context.bonds
        self._discovery, self._advertising, self._trials = discovery, advertising, trials
        self._pairing: set[str] = set()  # paths whose Pair() this connection waits for
        self._connections = Connections(context)
        self._security = SecurityLevelActions(
            context, self._connections, lambda path: self._pair(path, path), self._find
        )
        self._verification = Verification(context, self._connections)

    def on_event(self, event: Event) -> None:
        """Take notice of an event of another source."""
        self._security.levels.on_event(event)

    async def carry_out(self, action: Action) -> str:
        """Returns when it is done, with a sentence where there is something to say. Raises ActionError."""
        match action:
            case actions.StartDiscovery(adapter, transport):
                await self._discovery.start(adapter, transport)
            case actions.StopDiscovery(adapter):
                await self._discovery.stop(adapter)
            case actions.Pair(device, trial):
                await (self._pair_on_trial(device) if trial else self._pair(device, device))
            case actions.RemoveAndPair(device):
                await self._remove_and_pair(device)
            case actions.CancelPairing(device):
                await self._cancel(device)
            case actions.Unpair(device):
                await self._remove(device)
            case actions.Connect(device):
                await self._connections.connect(self._known(device))
            case actions.Disconnect(device):
                await self._connections.disconnect(self._known(device))
            case actions.SetCapability(capability):
                await self._capability(capability)
            case actions.Advertise(adapter, value):
                await (self._advertising.start(adapter) if value else self._advertising.stop(adapter))
            case actions.AnswerPrompt(prompt, answer):
                await self._answer(prompt, answer)
            case actions.RequireLevel(device, level):
                return await self._security.require(device, level)
            case actions.Verify(device, bearer):
                return await self._verification.verify(device, bearer)
            case _:
                await self._set_property(action)
        return ""

    async def _set_property(self, action: Action) -> None:
        match action:
            case actions.SetTrusted(device, value):
                await self._set_of_device(device, "Trusted", Typed("b", value))
            case actions.SetBlocked(device, value):
                await self._set_of_device(device, "Blocked", Typed("b", value))
            case actions.SetAlias(device, alias):
                await self._set_of_device(device, "Alias", Typed("s", alias))
            case actions.SetPreferredBearer(device, bearer):
                await self._prefer(device, bearer or "last-seen")
            case actions.SetPowered(adapter, value):
                await self._set(adapter_path(adapter), ADAPTER, "Powered", Typed("b", value))
            case actions.SetPairable(adapter, value):
                await self._set(adapter_path(adapter), ADAPTER, "Pairable", Typed("b", value))
            case actions.SetDiscoverable(adapter, value):
                await self._set(adapter_path(adapter), ADAPTER, "Discoverable", Typed("b", value))
            case _:
                raise ActionError(NOT_SUPPORTED, f"{type(action).__name__} is not an action of BlueZ")

    # ── pairing ───────────────────────────────────────────────────────────────────────────────────────────────

    async def _pair(self, target: str, key: str) -> None:
        path = await self._find(target, key)
        self._pairing.add(path)
        try:
            await self._connections.pair(path, PAIR_SECONDS)
        finally:
            self._pairing.discard(path)
            self._agent.pairing_ended(path)

    async def _pair_on_trial(self, device: str) -> None:
        """Its bond is on the disk as one to be removed, before it is made."""
        path = await self._find(device)
        try:
            self._trials.note(*self._objects.addresses(path), path)
        except OSError as error:
            text = f"what is paired on trial cannot be noted: {error.strerror or error}"
            raise ActionError(NOT_WRITTEN, text) from error
        try:
            await self._pair(path, device)
        except ActionError:
            self._trials.drop(path)
            raise

    async def remove_left(self) -> list[str]:
        """Remove the bonds that killed experiments left; a sentence for each."""
        said = []
        for bond in self._trials.take_left():
            path = next((one for one in self._objects.paired if bond.of(one, *self._objects.addresses(one))), None)
            if path is None:
                continue
            if bond.recent:
                await self._remove(path)
                said.append(f"the bond with {bond.address} that a killed experiment had made was removed")
            else:
                said.append(
                    f"an experiment that was killed may have made the bond with {bond.address}: `pairtui unpair`"
                )
        return said

    async def _find(self, target: str, key: str | None = None) -> str:
        """The object path of a device, which is looked for where BlueZ does not know it. Raises ActionError."""
        path = self._objects.resolve(target)
        if path not in self._objects.devices:
            self._bus()
            path = await self._discovery.find(target, key or target)
        return path

    async def _remove_and_pair(self, device: str) -> None:
        path = self._objects.resolve(device)
        adapter, _ = adapter_and_address(path)
        address = self._objects.devices.get(path)
        if path in self._objects.devices:
            await self._remove(path)
        # A device whose identity was resolved comes back with the identity address, or a new private one.
        await self._pair(f"{adapter}/{address}" if address else path, device)

    async def _cancel(self, device: str) -> None:
        if self._discovery.cancel(device):
            return
        path = self._objects.resolve(device)
        if self._security.levels.cancel(path):
            self._agent.reject(path)
        elif path in self._pairing:
            await self._device(path, "CancelPairing")
        elif self._agent.open_for(path):
            self._agent.reject(path)
        elif path in self._objects.paired:
            # Without a pairing under way BlueZ's CancelPairing removes the bond.
            raise ActionError(NOT_PAIRING, "no pairing is under way")
        else:
            await self._device(path, "CancelPairing")

    async def _remove(self, device: str) -> None:
        """Returns when the device is gone here, too: what follows has to look for it."""
        path = self._objects.resolve(device)
        adapter, _ = adapter_and_address(path)
        own, peer = self._objects.addresses(path)
        known = path in self._objects.devices
        gone = self._objects.leaving(path)
        await self._bus().call(SERVICE, adapter_path(adapter), ADAPTER, "RemoveDevice", "o", [path])
        self._bonds.keep(own, peer, None)
        self._trials.drop(path)
        if known:
            await gone.wait()

    # ── the agent ─────────────────────────────────────────────────────────────────────────────────────────────

    async def _capability(self, capability: str) -> None:
        check_capability(capability)
        bus = self._bus()
        await self._agent.unregister(bus)
        self._agent.capability = capability
        await self._agent.register(bus)

    async def _answer(self, prompt: int, answer: object) -> None:
        kind, device = self._agent.asked(prompt)
        self._agent.answer(prompt, answer)  # type: ignore[arg-type]
        if kind in SHOWN and (answer is None or answer is False) and device in self._pairing:
            await self._device(device, "CancelPairing")

    # ── calls ─────────────────────────────────────────────────────────────────────────────────────────────────

    async def _device(self, device: str, member: str) -> None:
        await self._bus().call(SERVICE, self._known(device), DEVICE, member)

    async def _set_of_device(self, device: str, name: str, value: Typed) -> None:
        await self._set(self._known(device), DEVICE, name, value)

    async def _prefer(self, device: str, bearer: str) -> None:
        """The property is experimental since BlueZ 5.80, and only devices with both transports have it."""
        try:
            await self._set_of_device(device, "PreferredBearer", Typed("s", bearer))
        except ActionError as error:
            if error.name not in (DBUS_INVALID_ARGS, DBUS_UNKNOWN_PROPERTY):
                raise
            raise ActionError(NOT_SUPPORTED, _NO_CHOICE) from None

    async def _set(self, path: str, interface: str, name: str, value: Typed) -> None:
        await self._bus().call(SERVICE, path, PROPERTIES, "Set", "ssv", [interface, name, value])

    def _known(self, device: str) -> str:
        path = self._objects.resolve(device)
        self._bus()
        if path not in self._objects.devices:
            raise ActionError(BLUEZ_DOES_NOT_EXIST, f"BlueZ does not know {device}")
        return path
