"""What is so according to others than pairtui: bluetoothd by busctl, the air by btmon."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

ADAPTER = "/org/bluez/hci0"


def busctl(*arguments: str) -> str:
    """What busctl prints; CalledProcessError where bluetoothd refuses."""
    command = ["busctl", "--no-pager", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=40).stdout


def device_path(address: str) -> str:
    """The D-Bus object path of the device with this address."""
    return f"{ADAPTER}/dev_{address.replace(':', '_')}"


def known(address: str) -> bool:
    """Whether bluetoothd has an object for the device."""
    return device_path(address) in busctl("tree", "--list", "org.bluez").split()


def bluez(address: str, name: str) -> Any:
    """A property of org.bluez.Device1; None for a device that bluetoothd does not know."""
    if not known(address):
        return None
    path = device_path(address)
    try:
        value = json.loads(busctl("--json=short", "get-property", "org.bluez", path, "org.bluez.Device1", name))
    except subprocess.CalledProcessError:
        if known(address):
            raise
        return None  # bluetoothd has just removed what nobody wanted
    return value["data"]


def forget(address: str) -> None:
    """Remove the device and its bond from bluetoothd, which may do so by itself with one that was only seen."""
    if known(address):
        with suppress(subprocess.CalledProcessError):
            busctl("call", "org.bluez", ADAPTER, "org.bluez.Adapter1", "RemoveDevice", "o", device_path(address))
    until(lambda: not bluez(address, "Paired"), f"bluetoothd has removed the bond with {address}")


def set_pairable(value: bool) -> None:
    """Make the adapter bondable, or not."""
    word = "true" if value else "false"
    busctl("set-property", "org.bluez", ADAPTER, "org.bluez.Adapter1", "Pairable", "b", word)


def pairable() -> bool:
    """Whether the adapter is bondable."""
    return busctl("get-property", "org.bluez", ADAPTER, "org.bluez.Adapter1", "Pairable").strip() == "b true"


def btmgmt(command: str, index: int = 0) -> str:
    """What `btmgmt COMMAND` prints about hci0, or another adapter; it runs only with a terminal."""
    line = f"timeout 20 btmgmt --index {index} {command}"
    run = ["script", "-qec", line, "/dev/null"]
    return subprocess.run(run, stdin=subprocess.DEVNULL, capture_output=True, check=True, text=True).stdout


def settings(index: int = 0) -> set[str]:
    """The current settings of an adapter as btmgmt names them; with "sc-only", which only debugfs knows."""
    found = re.search(r"current settings: (.*)", btmgmt("info", index))
    only = Path(f"/sys/kernel/debug/bluetooth/hci{index}/sc_only_mode").read_text().strip() == "Y"
    return set(found[1].split() if found else ()) | ({"sc-only"} if only else set())


def until(true: Callable[[], object], what: str, timeout: float = 10) -> None:
    """Wait until `true()`; AssertionError with `what` after `timeout` seconds."""
    end = time.monotonic() + timeout
    while not true():
        assert time.monotonic() < end, f"not within {timeout} s: {what}"
        time.sleep(0.1)


def stored_keys(address: str) -> set[str]:
    """The kinds of keys that bluetoothd has stored for the device; a P-256 LTK it calls PeripheralLongTermKey."""
    stored = Path("/var/lib/bluetooth").glob(f"*/{address}/info")
    return {key for info in stored for key in re.findall(r"(LinkKey|LongTermKey)\]", info.read_text())}


def bonded_on_disk(address: str) -> bool:
    """Whether bluetoothd has stored a long term key for the device."""
    return "LongTermKey" in stored_keys(address)


def children(parent: int, command: str) -> list[int]:
    """The processes called `command` that `parent` started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
        except OSError:  # it has just ended
            continue
        if name == command and int(rest.split()[1]) == parent:
            found.append(int(stat.parent.name))
    return found


class AirRecording:
    """btmon writing what one test does to a btsnoop file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._btmon = subprocess.Popen(["btmon", "-w", str(path)], stdout=subprocess.DEVNULL)
        until(lambda: path.exists() and path.stat().st_size > 16, "btmon writes")

    def close(self) -> Path:
        """Stop recording, when the last packets have been written; safe to call twice."""
        if self._btmon.poll() is None:
            time.sleep(0.3)
            self._btmon.send_signal(signal.SIGINT)
            self._btmon.wait(10)
        return self.path

    def text(self) -> str:
        """What btmon itself says the recording shows."""
        command = ["btmon", "-r", str(self.close())]
        environment = {**os.environ, "TERM": "dumb"}
        return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout

    def secrets(self) -> set[str]:
        """Every 128-bit value that was seen: keys, confirm and random values, in hex."""
        return set(re.findall(r"\b[0-9a-f]{32}\b", self.text()))

    def analysis(self) -> dict[str, Any]:
        """What `pairtui analyze` says the recording shows."""
        command = [sys.executable, "-m", "pairtui", "analyze", "--format", "json", str(self.close())]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.stdout, done.stderr
        document: dict[str, Any] = json.loads(done.stdout)
        return document
