"""A test's hand on the virtual peers: their faults, their users, their bonds, what they saw."""

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

CAST = {member["name"]: member for member in json.loads(Path(__file__).with_name("cast.json").read_text())}
HEALTHY = {"fault": None, "max_key_size": 16, "mitm": False}


class Peer:
    """One virtual device, named as in cast.json."""

    def __init__(self, name: str, path: str = "/run/peers.sock") -> None:
        self.name = name
        self.address: str = CAST[name]["address"]
        self._path = path

    def do(self, op: str, **values: Any) -> Any:
        """Carry out `op` (see `peripheral.Peripheral.do`) and return its value; RuntimeError where the peer refuses."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(30)
            client.connect(self._path)
            client.sendall(json.dumps({"peer": self.name, "op": op, **values}).encode() + b"\n")
            answer = json.loads(client.makefile().readline())
        if not answer["ok"]:
            raise RuntimeError(f"{self.name} {op}: {answer['error']}")
        return answer["value"]

    def set(self, **settings: Any) -> None:
        """Change settings, a `fault` for instance."""
        self.do("set", **settings)

    def events(self) -> list[list[Any]]:
        """What it saw since the lab booted, without the times."""
        return [event[1:] for event in self.do("events")]

    def renew(self) -> None:
        """Make it as cast.json has it: healthy, without bonds, in range."""
        member = CAST[self.name]
        self.set(**HEALTHY | {name: member[name] for name in ("io", "sc", "mitm") if name in member})
        self.do("forget")
        self.do("disconnect")


Put = Callable[..., Peer]
"""The fixture `peer`: puts a device of the cast in range, with the settings given as keywords."""
