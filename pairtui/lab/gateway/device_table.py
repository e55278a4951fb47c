"""The gateway's devices and its adapter, reported as changes."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bumble.hci import Address

from pairtui.knowledge.class_of_device import describe
from pairtui.lab.gateway.advertising_data import report_changes
from pairtui.pairing.events import AdapterChanged, AdapterRemoved, DeviceChanged, DeviceRemoved, Event
from pairtui.protocol.safe_text import safe_text
from pairtui.sources.errors import BLUEZ_DOES_NOT_EXIST, DBUS_INVALID_ARGS, ActionError

ADAPTER = "hci0"
DEVICES = 2000
"""How many are kept; whoever invents addresses cannot fill the memory."""

TEMPORARY_SECONDS = 30.0  # DEFAULT_TEMPORARY_TIMEOUT of BlueZ's src/main.c


_KEPT = ("paired", "connected", "trusted", "blocked", "controls")
"""What makes a device stay that is no longer heard."""


@dataclass(slots=True)
class Row:
    """What was reported of a device.

    `heard` is when it was last heard, `bearer` over which transport, `data` what it said last over each; `preferred` is
    the transport that the user wants, "" for the one last heard.
    """

    address: Address
    properties: dict[str, object] = field(default_factory=dict)
    heard: float | None = None
    bearer: str = "le"
    preferred: str = ""
    data: dict[str, bytes] = field(default_factory=dict)


class DeviceTable:
    """What was reported so far; only what differs is reported again."""

    def __init__(self, emit: Callable[[Event], None], clock: Callable[[], float]) -> None:
        self._emit = emit
        self._clock = clock
        self._rows: dict[str, Row] = {}
        self._adapter: dict[str, object] = {}
        self._alias: dict[str, str] = {}
        self._awaited: dict[str, list[asyncio.Future[None]]] = {}  # by key, who waits for it to be heard

    def key_of(self, address: Address) -> str:
        """The key of a device."""
        return f"{ADAPTER}/{_text(address)}"

    def address(self, key: str) -> Address:
        """Its address. Raises ActionError where nothing is known of it."""
        row = self._rows.get(key)
        if row is None:
            raise ActionError(BLUEZ_DOES_NOT_EXIST, f"{key} is not known")
        return row.address

    def known(self, key: str) -> bool:
        """Whether anything is known of it."""
        return key in self._rows

    def appearance(self, key: str) -> asyncio.Future[None]:
        """Done as soon as the device is heard; whoever cancels it waits no more."""
        heard: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._awaited.setdefault(key, []).append(heard)
        return heard

    def value(self, key: str, name: str) -> object:
        """What was reported last under `name`; None where nothing was."""
        row = self._rows.get(key)
        return row.properties.get(name) if row else None

    def keys(self) -> tuple[str, ...]:
        """Every device."""
        return tuple(self._rows)

    # ── what happens ──────────────────────────────────────────────────────────────────────────────────────────

    def adapter(self, **changes: object) -> None:
        """Report what is new about the adapter."""
        new = {name: value for name, value in changes.items() if self._adapter.get(name) != value}
        if new:
            self._adapter.update(new)
            self._emit(AdapterChanged(at=self._clock(), adapter=ADAPTER, changes=new))

    def device(self, address: Address, **changes: object) -> None:
        """Report what is new about a device; the first time, who it is."""
        key = self.key_of(address)
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = Row(address)
            self._bound()
            kind = "public" if address.is_public else "random"
            changes = {"adapter": ADAPTER, "address": _text(address), "address_type": kind, **changes}
        if "name" in changes and key in self._alias:
            changes["name"] = self._alias[key]
        new = {name: value for name, value in changes.items() if row.properties.get(name) != value}
        if new:
            row.properties.update(new)
            self._emit(DeviceChanged(at=self._clock(), device=key, changes=new))

    def on_report(self, address: Address, rssi: int | None, data: bytes) -> None:
        """An advertisement."""
        self._on_heard(address, rssi, data, "le")

    def on_inquiry_result(self, address: Address, class_of_device: int, eir: bytes, rssi: int | None) -> None:
        """An answer to the inquiry."""
        data, icon = eir.rstrip(b"\0"), describe(class_of_device).icon
        more = {"class_of_device": class_of_device, "icon": icon, "legacy_pairing": not data}
        self._on_heard(address, rssi, data, "bredr", **more)

    def on_name(self, address: Address, name: str) -> None:
        """A device that answers the inquiry without a name was asked for it."""
        self.device(address, name=safe_text(name))

    def _on_heard(self, address: Address, rssi: int | None, data: bytes, bearer: str, **more: object) -> None:
        row = self._rows.get(self.key_of(address))
        if row is None or row.data.get(bearer) != data:
            bearers = {bearer, *(row.data if row else ())}
            self.device(address, **report_changes(data), **more, bearers=tuple(sorted(bearers)), rssi=rssi)
            row = self._rows[self.key_of(address)]
            row.data[bearer] = data
        else:
            self.device(address, rssi=rssi)
        row.heard, row.bearer = self._clock(), bearer
        for heard in self._awaited.pop(self.key_of(address), ()):
            if not heard.done():
                heard.set_result(None)

    def linked(self, address: Address, bearer: str) -> None:
        """A link to a device came up over `bearer`."""
        self.device(address, connected=True)
        self._rows[self.key_of(address)].bearer = bearer

    def bearer(self, key: str, bonded: Sequence[str] = ()) -> str:
        """The transport to reach a device over: the one the user prefers, else the only one of `bonded`, else over
        which it was heard last (BlueZ src/device.c, `select_conn_bearer`).
        """
        row = self._rows.get(key)
        only = bonded[0] if len(bonded) == 1 else ""
        return (row.preferred or only or row.bearer) if row else "le"

    def prefer(self, key: str, bearer: str) -> None:
        """Reach a device over `bearer`; "" for the one heard last. Raises ActionError where it was not heard there."""
        address = self.address(key)
        row = self._rows[key]
        if bearer and bearer not in row.data:
            raise ActionError(DBUS_INVALID_ARGS, f"{key} was not heard over {bearer}")
        row.preferred = bearer
        self.device(address, preferred_bearer=bearer)

    def alias(self, key: str, alias: str) -> None:
        """Name a device; an empty name restores its own."""
        row = self._rows[key]
        if alias:
            self._alias[key] = alias
            self.device(row.address, name=alias)
        else:
            self._alias.pop(key, None)
            self.device(row.address, name=report_changes(b"".join(row.data.values())).get("name", ""))

    def remove(self, key: str) -> None:
        """Forget a device."""
        if self._rows.pop(key, None) is not None:
            self._alias.pop(key, None)
            self._emit(DeviceRemoved(at=self._clock(), device=key))

    def clear_rssi(self) -> None:
        """Clear every strength: the scan has ended, so none is current."""
        for row in self._rows.values():
            row.heard = None
            self.device(row.address, rssi=None)

    def expire(self) -> None:
        """Drop devices that were not heard for a while, as BlueZ does with its temporary devices."""
        due = self._clock() - TEMPORARY_SECONDS
        for key, row in tuple(self._rows.items()):
            if row.heard is not None and row.heard < due:
                row.heard = None
                if any(row.properties.get(name) for name in _KEPT):
                    self.device(row.address, rssi=None)
                else:
                    self.remove(key)

    def clear(self) -> None:
        """The adapter is gone, with all its devices."""
        self._rows.clear()
        if self._adapter:
            self._adapter.clear()
            self._emit(AdapterRemoved(at=self._clock(), adapter=ADAPTER))

    def _bound(self) -> None:
        if len(self._rows) > DEVICES:
            oldest = next((k for k, row in self._rows.items() if not any(row.properties.get(n) for n in _KEPT)), None)
            if oldest is not None:
                self.remove(oldest)


def _text(address: Address) -> str:
    text: str = address.to_string(with_type_qualifier=False)
    return text
