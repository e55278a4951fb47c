#!/usr/bin/env python3
"""The virtual peripherals and the controller that the kernel sees as hci0, steered by a control socket.

    peers.py CAST.json [--hci vhci] [--control /run/peers.sock]

The control socket takes one JSON object per line, {"peer": NAME, "op": OPERATION, ...}, and answers each by one line,
{"ok": true, "value": ...} or {"ok": false, "error": ...}. The operations are those of `Peripheral.do` and `Phone.do`;
the casts of `pairtui lab` are there too, with the operations of `Guest.do`.
"""

import argparse
import asyncio
import json
import logging
import os
from pathlib import Path
from random import Random

from bumble.hci import Address
from bumble.transport import open_transport
from guests import MEMBERS, CrowdGuest, Guest
from kernel_sink import KernelSink
from peripheral import Peripheral
from phone import Phone

from pairtui.lab.bumble_workarounds import FixedController
from pairtui.lab.cast import GATEWAY
from pairtui.lab.radio.link import RadioLink

KINDS = {"peripheral": Peripheral, "phone": Phone}


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cast", type=Path)
    parser.add_argument("--hci", default="vhci")
    parser.add_argument("--control", type=Path, default=Path("/run/peers.sock"))
    return parser.parse_args()


async def serve(peers: dict[str, Peripheral | Guest | CrowdGuest], path: Path) -> None:
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
    transport = await open_transport(options.hci)
    FixedController(
        "hci0",
        host_source=transport.source,
        host_sink=KernelSink(transport.sink),
        link=air,
        public_address=Address(GATEWAY, Address.PUBLIC_DEVICE_ADDRESS),
    )
    await serve(peers, options.control)
    await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(main())
