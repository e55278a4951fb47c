"""The kernel's side of a control channel, answering as net/bluetooth/mgmt.c does."""

import asyncio
import socket
import struct
from dataclasses import dataclass, field
from pathlib import Path

from pairtui.protocol.fields import Message
from pairtui.protocol.messages import mgmt
from pairtui.protocol.messages.mgmt_control import NO_INDEX, SETTING_BITS, IndexAdded, IndexRemoved, frame, split
from pairtui.protocol.values import address_octets

REJECTED, NOT_SUPPORTED, INVALID, INVALID_INDEX, DENIED = 0x0B, 0x0C, 0x0D, 0x11, 0x14

DUAL = {"powered", "connectable", "discoverable", "bondable", "ssp", "bredr", "le", "secure-connections", "privacy"}
LE_ONLY = DUAL - {"ssp", "bredr"}

ADDRESS = "AA:BB:CC:00:00:01"

_SWITCHES = {
    0x05: "powered",
    0x06: "discoverable",
    0x07: "connectable",
    0x09: "bondable",
    0x0B: "ssp",
    0x0D: "le",
    0x2A: "bredr",
    0x2D: "secure-connections",
    0x2F: "privacy",
}


@dataclass
class Controller:
    """One adapter; `on` are its settings, `supported` those it can have."""

    address: str = ADDRESS
    supported: set[str] = field(default_factory=lambda: set(DUAL))
    on: set[str] = field(default_factory=lambda: {"powered", "bondable", "ssp", "bredr", "le", "secure-connections"})
    sc_only: bool = False


class Kernel:
    """Several adapters; `open` gives a client its socket. `refusals`: setting to status, whatever the rules say.

    `asked` is every change asked for, as setting and value. `vanish_at`: the adapter goes when this is set.
    """

    def __init__(self, trusted: bool = True) -> None:
        self.trusted = trusted
        self.controllers: dict[int, Controller] = {0: Controller()}
        self.refusals: dict[str, int] = {}
        self.asked: list[tuple[str, int]] = []
        self.vanish_at = ""
        self.debugfs: Path | None = None
        self._socket: socket.socket | None = None

    def open(self) -> tuple[socket.socket, bool]:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for end in (ours, theirs):
            end.setblocking(False)
        self._socket = ours
        self._loop.call_soon_threadsafe(self._loop.add_reader, ours, self._readable)
        return theirs, self.trusted

    def attach(self) -> "Kernel":
        self._loop = asyncio.get_running_loop()
        return self

    def close(self) -> None:
        if self._socket is not None:
            self._loop.remove_reader(self._socket)
            self._socket.close()
            self._socket = None

    # ── what happens by itself ────────────────────────────────────────────────────────────────────────────────

    def another_program_sets(self, name: str, value: bool, index: int = 0) -> None:
        on = self.controllers[index].on
        (on.add if value else on.discard)(name)
        self._send(index, mgmt.NewSettings(self._bits(on)))

    def unplug(self, index: int = 0) -> None:
        del self.controllers[index]
        self._send(index, IndexRemoved())

    def plug(self, index: int, controller: Controller) -> None:
        self.controllers[index] = controller
        self._send(index, IndexAdded())

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────

    def _readable(self) -> None:
        assert self._socket is not None
        data = self._socket.recv(65536)
        if not data:
            self.close()
            return
        parts = split(data)
        assert parts is not None, "a command that is cut short"
        self._command(*parts)

    def _command(self, code: int, index: int, data: bytes) -> None:
        if code == 0x03:
            assert index == NO_INDEX
            numbers = sorted(self.controllers)
            self._done(code, index, struct.pack(f"<H{len(numbers)}H", len(numbers), *numbers))
        elif index not in self.controllers:
            self._refuse(code, index, INVALID_INDEX)
        elif code == 0x04:
            self._done(code, index, self._info(self.controllers[index]))
        else:
            self._set(code, index, _SWITCHES[code], data[0])

    def _set(self, code: int, index: int, name: str, value: int) -> None:
        self.asked.append((name, value))
        if name == self.vanish_at:
            self.unplug(index)
            self._refuse(code, index, INVALID_INDEX)
            return
        one = self.controllers[index]
        status = DENIED if not self.trusted else self.refusals.get(name) or self._rule(one, name, value)
        if status:
            self._refuse(code, index, status)
            return
        (one.on.add if value else one.on.discard)(name)
        if name == "secure-connections":
            one.sc_only = value == 2
            if self.debugfs is not None:
                (self.debugfs / "sc_only_mode").write_text("NY"[one.sc_only] + "\n")
        if name == "bredr" and not value:
            one.on -= {"discoverable", "ssp"}
        if name == "connectable" and not value:
            one.on -= {"discoverable"}
        self._done(code, index, struct.pack("<I", self._bits(one.on)))

    @staticmethod
    def _rule(one: Controller, name: str, value: int) -> int:
        """Why the kernel would not do it, 0 where it would."""
        if name not in one.supported:
            return NOT_SUPPORTED
        powered = "powered" in one.on
        rejected = {
            "ssp": "bredr" not in one.on,
            "le": "bredr" not in one.on and not value,
            "bredr": "le" not in one.on or (powered and (not value or "secure-connections" in one.on)),
            "secure-connections": {"bredr", "ssp"} <= one.supported and "bredr" in one.on and "ssp" not in one.on,
            "privacy": powered,
            "discoverable": "connectable" not in one.on,
        }
        return REJECTED if rejected.get(name) else 0

    # ── answers ───────────────────────────────────────────────────────────────────────────────────────────────

    def _info(self, one: Controller) -> bytes:
        bits = struct.pack("<II", self._bits(one.supported), self._bits(one.on))
        return address_octets(one.address) + struct.pack("<BH", 9, 0xFFFF) + bits + bytes(3 + 249 + 11)

    @staticmethod
    def _bits(names: set[str]) -> int:
        return sum(1 << SETTING_BITS[name] for name in names)

    def _done(self, code: int, index: int, returns: bytes) -> None:
        self._send(index, mgmt.CommandComplete(code, 0, returns))

    def _refuse(self, code: int, index: int, status: int) -> None:
        self._send(index, mgmt.CommandStatus(code, status))

    def _send(self, index: int, event: Message) -> None:
        assert self._socket is not None
        self._socket.send(frame(index, event))
