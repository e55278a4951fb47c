#!/usr/bin/env python3
"""The virtual peripherals and the controllers that the kernel sees, steered by a control socket.

    peers.py CAST.json [--hci vhci] [--control /run/peers.sock]

The control socket takes one JSON object per line, {"peer": NAME, "op": OPERATION, ...}, and answers each by one line,
{"ok": true, "value": ...} or {"ok": false, "error": ...}. The operations are those of `Peripheral.do` and `Phone.do`;
the casts of `pairtui lab` are there too, with the operations of `Guest.do`, and hci0 and hci1 with those of
`Adapter.do`.
"""

import argparse
import asyncio
import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any, Protocol

from bumble.hci import Address
from bumble.transport import open_transport
from bumble.transport.common import Transport
from guests import MEMBERS, CrowdGuest, Guest
from kernel_sink import KernelSink
from peripheral import Peripheral
from phone import Phone

from pairtui.lab.bumble_workarounds import FixedController
from pairtui.lab.cast import GATEWAY
from pairtui.lab.radio.bredr.controller import DualModeController
from pairtui.lab.radio.link import RadioLink

KINDS = {"peripheral": Peripheral, "phone": Phone}
ADAPTERS = {"hci0": GATEWAY, "hci1": "AA:BB:CC:00:00:02"}
"""The public address of each. The kernel gives the lowest free number: hci1 is plugged in while hci0 is there."""


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cast", type=Path)
    parser.add_argument("--hci", default="vhci")
    parser.add_argument("--control", type=Path, default=Path("/run/peers.sock"))
    return parser.parse_args()


class Operated(Protocol):
    """What the control socket works."""

    async def do(self, op: str, **values: Any) -> Any:
        """One operation; ValueError for one there is not."""
        ...


class Adapter:
    """A controller of the gateway, which the kernel sees while it is plugged in: LE only, or dual mode."""

    def __init__(self, name: str, address: str, spec: str, air: RadioLink) -> None:
        self._name = name
        self._address = address
        self._spec = spec
        self._air = air
        self._transport: Transport | None = None

    async def plug_in(self, dual: bool) -> None:
        """Have the kernel see a new one, in place of the one that is plugged in."""
        await self.unplug()
        self._transport = await open_transport(self._spec)
        if dual:
            self._controller: FixedController = DualModeController(self._name, self._air, self._address, Random())
        else:
            address = Address(self._address, Address.PUBLIC_DEVICE_ADDRESS)
            self._controller = FixedController(self._name, link=self._air, public_address=address)
        self._transport.source.set_packet_sink(self._controller)
        self._controller.set_packet_sink(KernelSink(self._transport.sink))

    async def unplug(self) -> None:
        """Have the kernel lose it, where it is there."""
        if self._transport is not None:
            await self._transport.close()
            self._air.controllers.remove(self._controller)
            self._transport = None

    async def do(self, op: str, **values: Any) -> Any:
        """`plug-in` one that is `dual` mode or not, or `unplug` it."""
        match op:
            case "plug-in":
                await self.plug_in(values["dual"])
            case "unplug":
                await self.unplug()
            case _:
                raise ValueError(f"no such operation: {op}")


async def serve(peers: Mapping[str, Operated], path: Path) -> None:
    """Answer the control socket at `path`."""

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            try:
                request = json.loads(line)
                value = await peers[request.pop("peer")].do(**request)
                answer = {"ok": True, "value": value}
            except Exception as error:  # a test reads it: nothing a client sends may end the air
                answer = {"ok": False, "error": repr(error)}
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
        writer.close()

    await asyncio.start_unix_server(client, path)


async def main() -> None:
    """Bring the cast up, then hci0, then the control socket."""
    options = arguments()
    logging.basicConfig(level=os.environ.get("BUMBLE_LOGLEVEL", "WARNING").upper())
    air = RadioLink(Random())
    peers: dict[str, Peripheral | Guest | CrowdGuest] = {}
    for settings in json.loads(options.cast.read_text()):
        peer = KINDS[settings.pop("kind", "peripheral")](**settings)
        await peer.start(air)
        peers[peer.name] = peer
    for name, member in MEMBERS.items():
        guest = (CrowdGuest if member.kind == "crowd" else Guest)(name, member, air)
        await guest.start()
        peers[name] = guest
    adapters = {name: Adapter(name, address, options.hci, air) for name, address in ADAPTERS.items()}
    await adapters["hci0"].plug_in(dual=False)
    await serve({**peers, **adapters}, options.control)
    await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(main())
