"""The virtual controllers that the kernel sees, plugged in and unplugged."""

import json
import socket
from contextlib import suppress
from subprocess import CalledProcessError
from typing import Any

from observers import busctl, settings, until


def plug_in(dual: bool, index: int = 0) -> None:
    """Have the kernel see hci0 or hci1 as a new controller, LE only or `dual` mode; returns when it is powered."""
    _ask(index, "plug-in", dual=dual)
    until(lambda: _is_up(index, dual), f"hci{index} is up", timeout=60)


def unplug(index: int) -> None:
    """Have the kernel lose it."""
    _ask(index, "unplug")
    until(lambda: f"/org/bluez/hci{index}" not in busctl("tree", "--list", "org.bluez").split(), "it is gone")


def _ask(index: int, op: str, **values: Any) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(30)
        client.connect("/run/peers.sock")
        client.sendall(json.dumps({"peer": f"hci{index}", "op": op, **values}).encode() + b"\n")
        answer = json.loads(client.makefile().readline())
    assert answer["ok"], answer


def _is_up(index: int, dual: bool) -> bool:
    with suppress(OSError, CalledProcessError):
        now = settings(index)
        path = f"/org/bluez/hci{index}"
        powered = "b true" in busctl("get-property", "org.bluez", path, "org.bluez.Adapter1", "Powered")
        return powered and "powered" in now and ("br/edr" in now) == dual
    return False
