"""One adapter as the kernel has it: its settings read from MGMT and debugfs, and set there one at a time."""

import asyncio
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from pairtui.knowledge.settings import SETTINGS
from pairtui.knowledge.settings_order import POWERED
from pairtui.protocol.fields import Message
from pairtui.protocol.messages import mgmt
from pairtui.protocol.messages.mgmt_control import ReadInfo, controller_info, settings_of
from pairtui.protocol.values import Secret
from pairtui.sources.kernel.debugfs import Debugfs
from pairtui.sources.mgmt.client import MgmtClient, Refused

STORAGE = "/var/lib/bluetooth"

_COMMANDS: dict[str, Callable[[int], Message]] = {
    POWERED: mgmt.SetPowered,
    "secure-connections": mgmt.SetSecureConnections,
    "ssp": mgmt.SetSsp,
    "bondable": mgmt.SetBondable,
    "le": mgmt.SetLowEnergy,
    "bredr": mgmt.SetBredr,
    "connectable": mgmt.SetConnectable,
    "discoverable": lambda value: mgmt.SetDiscoverable(value, 0),
}
_NOT_SUPPORTED, _INVALID_PARAMETERS, _NOT_PERMITTED = 0x0C, 0x0D, 0x14
_KEY = re.compile(r"^IdentityResolvingKey\s*=\s*0x([0-9a-fA-F]{32})\s*$", re.MULTILINE)


class ManagedAdapter:
    """The adapter with this index. `may_change`: the client's socket is trusted by the kernel.

    `assumed` has values that MGMT does not distinguish (Secure Connections on or only, privacy on or limited), as far
    as they are known from elsewhere. `policy` has "powered" besides the settings.
    """

    def __init__(
        self,
        client: MgmtClient,
        index: int,
        may_change: bool,
        debugfs: Debugfs,
        assumed: Mapping[str, int],
        storage: str = STORAGE,
    ) -> None:
        self.index = index
        self.key = f"hci{index}"
        self.address = ""
        self.static_address = ""
        self.policy: dict[str, int] = {}
        self._client = client
        self._may_change = may_change
        self._debugfs = debugfs
        self._assumed = dict(assumed)
        self._storage = Path(storage)
        self._supported: dict[str, bool] = {}

    async def read(self) -> None:
        """Read everything again; raises Refused or Unanswered, Refused(0x11) where it is gone."""
        info = controller_info(await self._client.ask(ReadInfo(), self.index))
        if info is None:
            raise Refused(_INVALID_PARAMETERS)
        self.address = info.address
        self._supported = settings_of(info.supported)
        self.update_settings(info.current)

    def update_settings(self, bits: int) -> None:
        """Take the current settings as the kernel reports them, and what its debugfs has besides."""
        current = settings_of(bits)
        self.policy = {name: int(current[name]) for name in (POWERED, *SETTINGS) if name in current}
        for name in ("secure-connections", "privacy"):
            if not current[name]:
                self._assumed.pop(name, None)
            elif name in self._assumed:
                self.policy[name] = self._assumed[name] or 1
        self.look()

    def look(self) -> None:
        """Read again what debugfs has: it gives no notice of a change."""
        only = self._debugfs.secure_connections_only()
        if only is not None and self.policy.get("secure-connections"):
            self.policy["secure-connections"] = 2 if only else 1
        self.policy |= self._debugfs.key_sizes()
        self.static_address = self._debugfs.static_address()

    def certain(self, setting: str) -> bool:
        """Whether the value of this setting is known and not only assumed."""
        if setting == "secure-connections":
            return not self.policy.get(setting) or self._debugfs.secure_connections_only() is not None
        return setting != "privacy" or not self.policy.get(setting)

    def supports(self, setting: str) -> bool:
        """Whether the controller has this setting at all."""
        return self._supported.get(setting, True)

    @property
    def settable(self) -> frozenset[str]:
        """The settings that the kernel would change here and now for this program."""
        found = self._debugfs.settable()
        if self._may_change:
            dual = self._supported.get("bredr") and self._supported.get("le")
            bredr, le = self.policy.get("bredr"), self.policy.get("le")
            possible = {
                "secure-connections": self._supported.get("secure-connections"),
                "ssp": self._supported.get("ssp") and bredr,
                "bondable": True,
                "le": dual and bredr,
                "bredr": dual and (le or not bredr),
                "privacy": self._supported.get("privacy") and (not self.policy.get("privacy") or self._stored_key()),
                "connectable": True,
                "discoverable": True,
            }
            found |= {name for name, can in possible.items() if can}
        return frozenset(found)

    async def set(self, setting: str, value: int) -> None:
        """Carry out one change, with nothing around it; raises Refused or Unanswered."""
        if setting in SETTINGS and SETTINGS[setting].owner == "debugfs":
            await self._set_key_size(setting, value)
            return
        command = self._privacy(value) if setting == "privacy" else _COMMANDS[setting](value)
        await self._client.ask(command, self.index)
        if setting in ("secure-connections", "privacy"):
            self._assumed[setting] = value

    def _privacy(self, value: int) -> Message:
        """With the key that bluetoothd gave earlier peers, so that they go on recognising this gateway."""
        key = (self._stored_key() or os.urandom(16)) if value else bytes(16)
        return mgmt.SetPrivacy(value, Secret(key))

    def _stored_key(self) -> bytes | None:
        """This adapter's identity resolving key as bluetoothd stored it; root alone can read it."""
        with suppress(OSError):
            found = _KEY.search((self._storage / self.address / "identity").read_text("ascii", "replace"))
            return bytes.fromhex(found[1]) if found else None
        return None

    async def _set_key_size(self, setting: str, value: int) -> None:
        try:
            await asyncio.to_thread(self._debugfs.set_key_size, setting, value)
        except PermissionError:
            raise Refused(_NOT_PERMITTED) from None
        except FileNotFoundError:
            raise Refused(_NOT_SUPPORTED) from None
        except OSError:
            raise Refused(_INVALID_PARAMETERS) from None
