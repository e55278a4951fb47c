"""A double of bluetoothd on a private bus: object manager, adapters, devices, and an agent that is really called."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import dbus_fast
from dbus_fast import aio

Message, MessageFlag, MessageType = dbus_fast.Message, dbus_fast.MessageFlag, dbus_fast.MessageType
Variant, MessageBus = dbus_fast.Variant, aio.MessageBus

ADAPTER = "org.bluez.Adapter1"
ADVERTISING = "org.bluez.LEAdvertisingManager1"
ADVERTISEMENT = "org.bluez.LEAdvertisement1"
DEVICE = "org.bluez.Device1"
AGENT = "org.bluez.Agent1"
PROPERTIES = "org.freedesktop.DBus.Properties"
MANAGER = "org.freedesktop.DBus.ObjectManager"
HCI0 = "/org/bluez/hci0"

ADDRESS = "C0:FF:EE:00:00:01"
PATH = "/org/bluez/hci0/dev_C0_FF_EE_00_00_01"

SIGNATURES = {
    "RSSI": "n",
    "UUIDs": "as",
    "Appearance": "q",
    "Adapter": "o",
}


class Refusal(Exception):
    """What a call of the double ends with: a D-Bus error."""

    def __init__(self, name: str, text: str = "") -> None:
        super().__init__(name)
        self.name = name
        self.text = text


def variant(name: str, value: object) -> Any:
    if isinstance(value, Variant):
        return value
    signature = SIGNATURES.get(name) or ("b" if isinstance(value, bool) else "s")
    return Variant(signature, value)


class BluezDouble:
    """`calls` is what it was asked, as (member, path, *arguments). `in_range` are devices that discovery will find.

    `pairing` is what Pair() does: a coroutine function of the device's path that may ask the agent, or raise Refusal.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.objects: dict[str, dict[str, dict[str, Any]]] = {}
        self.calls: list[tuple[object, ...]] = []
        self.in_range: dict[str, dict[str, Any]] = {}
        self.pairing: Callable[[str], Awaitable[None]] = self._just_works
        self.agent: tuple[str, str, str] | None = None  # bus name, path, capability
        self.experimental = False  # whether properties that are experimental exist
        self.default_agent = False
        self.advertisements: dict[str, dict[str, Any]] = {}  # what each path of a program's advertisement says
        self.refusals: dict[str, Refusal] = {}  # by member
        self.before_snapshot: Callable[[], None] = lambda: None
        self.after_snapshot: Callable[[], None] = lambda: None
        self.news = asyncio.Event()
        self.tasks: set[asyncio.Task[None]] = set()
        self.pair_task: asyncio.Task[None] | None = None
        self.bus: Any = None

    # ── life ──────────────────────────────────────────────────────────────────────────────────────────────────

    async def start(self) -> None:
        self.bus = await MessageBus(bus_address=self.address).connect()
        self.bus.add_message_handler(self._received)
        await self.bus.request_name("org.bluez")

    async def stop(self) -> None:
        for task in tuple(self.tasks):
            task.cancel()
        self.agent, self.default_agent = None, False
        if self.bus is not None and self.bus.connected:
            self.bus.disconnect()
            with suppress(Exception):
                await self.bus.wait_for_disconnect()

    # ── the world ─────────────────────────────────────────────────────────────────────────────────────────────

    def add_adapter(self, key: str = "hci0", **properties: object) -> str:
        values: dict[str, object] = {
            "Address": "00:00:5E:00:53:01", "Alias": "gateway", "Powered": True, "Discovering": False,
            "Pairable": True, "Discoverable": False, **properties,
        }  # fmt: skip
        return self._add(f"/org/bluez/{key}", ADAPTER, values)

    def add_device(self, address: str = ADDRESS, /, adapter: str = "hci0", **properties: Any) -> str:
        values: dict[str, object] = {
            "Address": address, "AddressType": "random", "Alias": address.replace(":", "-"), "Paired": False,
            "Bonded": False, "Trusted": False, "Blocked": False, "Connected": False, "LegacyPairing": False,
            "ServicesResolved": False, "UUIDs": [], "Adapter": f"/org/bluez/{adapter}", **properties,
        }  # fmt: skip
        return self._add(f"/org/bluez/{adapter}/dev_{address.replace(':', '_')}", DEVICE, values)

    def remove(self, path: str) -> None:
        interfaces = list(self.objects.pop(path))
        self.signal("/", MANAGER, "InterfacesRemoved", "oas", [path, interfaces])

    def change(self, path: str, invalidated: tuple[str, ...] = (), **properties: object) -> None:
        interface = next(iter(self.objects[path]))
        values = {name: variant(name, value) for name, value in properties.items()}
        self.objects[path][interface].update(values)
        for name in invalidated:
            self.objects[path][interface].pop(name, None)
        self.signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", [interface, values, list(invalidated)])

    def signal(self, path: str, interface: str, member: str, signature: str, body: list[Any]) -> None:
        if self.bus is not None and self.bus.connected:
            self.bus.send(Message.new_signal(path, interface, member, signature, body))

    async def ask(self, member: str, signature: str = "", *body: object) -> Any:
        """Call the agent. Its reply's first value or None; raises Refusal with its error."""
        assert self.agent is not None, "no agent is registered"
        name, path, _ = self.agent
        message = Message(
            destination=name, path=path, interface=AGENT, member=member, signature=signature, body=list(body)
        )
        reply = await self.bus.call(message)
        if reply.message_type is MessageType.ERROR:
            raise Refusal(reply.error_name, reply.body[0] if reply.body else "")
        return reply.body[0] if reply.body else None

    async def asked(self, member: str) -> None:
        """Wait until somebody called `member`."""
        while not self.called(member):
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), 4)

    async def release_advertisement(self, path: str) -> None:
        """End an advertisement, as when its time is up."""
        del self.advertisements[path]
        assert self.agent is not None, "the advertiser is known by its agent"
        message = Message(destination=self.agent[0], path=path, interface=ADVERTISEMENT, member="Release")
        assert (await self.bus.call(message)).message_type is MessageType.METHOD_RETURN

    def advertisements_changed(self, adapter: str) -> None:
        count = {"ActiveInstances": Variant("y", len(self.advertisements))}
        self.signal(adapter, PROPERTIES, "PropertiesChanged", "sa{sv}as", [ADVERTISING, count, []])

    def called(self, member: str) -> list[tuple[object, ...]]:
        return [call for call in self.calls if call[0] == member]

    # ── what it answers ───────────────────────────────────────────────────────────────────────────────────────

    def _add(self, path: str, interface: str, properties: dict[str, object]) -> str:
        values = {name: variant(name, value) for name, value in properties.items()}
        self.objects[path] = {interface: values}
        self.signal("/", MANAGER, "InterfacesAdded", "oa{sa{sv}}", [path, {interface: values}])
        return path

    def _received(self, message: Any) -> bool:
        if message.message_type is not MessageType.METHOD_CALL or message.path is None:
            return False
        task = asyncio.ensure_future(self._answer(message))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return True

    async def _answer(self, message: Any) -> None:
        self.calls.append((message.member, message.path, *message.body))
        self.news.set()
        try:
            if message.member in self.refusals:
                raise self.refusals[message.member]
            handler = getattr(self, f"on_{message.member}", None)
            if handler is None or (message.path not in self.objects and message.path not in ("/", "/org/bluez")):
                raise Refusal("org.freedesktop.DBus.Error.UnknownObject", "Method does not exist")
            signature, body = await handler(message) or ("", [])
            reply = Message.new_method_return(message, signature, body)
        except Refusal as refusal:
            reply = Message.new_error(message, refusal.name, refusal.text)
        if not message.flags.value & MessageFlag.NO_REPLY_EXPECTED.value and self.bus.connected:
            self.bus.send(reply)
            if message.member == "GetManagedObjects":
                self.after_snapshot()

    async def on_GetManagedObjects(self, message: Any) -> tuple[str, list[Any]]:
        self.before_snapshot()
        return "a{oa{sa{sv}}}", [{path: dict(interfaces) for path, interfaces in self.objects.items()}]

    async def on_Set(self, message: Any) -> None:
        _, name, value = message.body
        if name == "PreferredBearer" and not self.experimental:
            raise Refusal("org.freedesktop.DBus.Error.InvalidArgs", f"No such property '{name}'")
        self.change(message.path, **{name: value})

    async def on_GetAll(self, message: Any) -> tuple[str, list[Any]]:
        return "a{sv}", [dict(self.objects[message.path][message.body[0]])]

    async def on_RegisterAgent(self, message: Any) -> None:
        if self.agent is not None:
            raise Refusal("org.bluez.Error.AlreadyExists", "Already Exists")
        self.agent = (message.sender, *message.body)

    async def on_RequestDefaultAgent(self, message: Any) -> None:
        self.default_agent = True

    async def on_UnregisterAgent(self, message: Any) -> None:
        if self.agent is None:
            raise Refusal("org.bluez.Error.DoesNotExist", "Does Not Exist")
        self.agent, self.default_agent = None, False

    async def on_RegisterAdvertisement(self, message: Any) -> None:
        path = message.body[0]
        if path in self.advertisements:
            raise Refusal("org.bluez.Error.AlreadyExists", "Already Exists")
        ask = Message(message.sender, path, PROPERTIES, "GetAll", signature="s", body=[ADVERTISEMENT])
        reply = await self.bus.call(ask)
        if reply.message_type is MessageType.ERROR:
            raise Refusal("org.bluez.Error.Failed", "Failed to parse advertisement.")
        self.advertisements[path] = {name: value.value for name, value in reply.body[0].items()}
        self.advertisements_changed(message.path)

    async def on_UnregisterAdvertisement(self, message: Any) -> None:
        if self.advertisements.pop(message.body[0], None) is None:
            raise Refusal("org.bluez.Error.DoesNotExist", "Does Not Exist")
        self.advertisements_changed(message.path)

    async def on_SetDiscoveryFilter(self, message: Any) -> None:
        pass

    async def on_StartDiscovery(self, message: Any) -> None:
        if self.objects[message.path][ADAPTER]["Discovering"].value:
            raise Refusal("org.bluez.Error.InProgress", "Operation already in progress")
        self.change(message.path, Discovering=True)
        for address, properties in self.in_range.items():
            if not any(path.endswith(address.replace(":", "_")) for path in self.objects):
                self.add_device(address, **properties)

    async def on_StopDiscovery(self, message: Any) -> None:
        if not self.objects[message.path][ADAPTER]["Discovering"].value:
            raise Refusal("org.bluez.Error.Failed", "No discovery started")
        self.change(message.path, Discovering=False)

    async def on_RemoveDevice(self, message: Any) -> None:
        if message.body[0] not in self.objects:
            raise Refusal("org.bluez.Error.DoesNotExist", "Does Not Exist")
        # As bluetoothd does: the reply first, the signal when it is idle.
        asyncio.get_running_loop().call_later(0.02, self.remove, message.body[0])

    async def on_Pair(self, message: Any) -> None:
        self.pair_task = asyncio.ensure_future(self.pairing(message.path))
        try:
            await self.pair_task
        except asyncio.CancelledError:
            raise Refusal("org.bluez.Error.AuthenticationCanceled", "Authentication Canceled") from None
        self.change(message.path, Paired=True, Bonded=True)

    async def on_CancelPairing(self, message: Any) -> None:
        if self.pair_task is None or self.pair_task.done():
            raise Refusal("org.bluez.Error.DoesNotExist", "Does Not Exist")
        self.pair_task.cancel()

    async def on_Connect(self, message: Any) -> None:
        self.change(message.path, Connected=True)

    async def on_Disconnect(self, message: Any) -> None:
        self.change(message.path, Connected=False)

    async def _just_works(self, path: str) -> None:
        await asyncio.sleep(0)
