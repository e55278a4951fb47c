"""Faults of a gateway while somebody works on it: each of fault_table.toml, and what takes it away."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from adapters import plug_in, unplug
from bluetoothctl import Bluetoothctl
from console import Console
from control import Peer
from daemon import Bluetoothd
from observers import btmgmt, children, until

SUSPENDED = 3.0
"""Seconds that the program does not run for."""

HOUR = 3600.0
ROOM = "4m"
"""The size of the disk that is filled: more than the program's log and history need in a scenario."""


@dataclass(frozen=True)
class Gateway:
    """What a fault is injected into."""

    console: Console
    device: Peer
    home: Path


Fault = Callable[[Gateway], AbstractContextManager[object]]
"""The fault is there when the context begins, and taken away when it ends."""


def _pid(program: str) -> int:
    return int(subprocess.run(["pidof", "-s", program], capture_output=True, text=True, check=True).stdout)


@contextmanager
def _bluetoothd_killed(_: Gateway) -> Iterator[None]:
    os.kill(_pid("bluetoothd"), signal.SIGKILL)
    try:
        yield
    finally:
        Bluetoothd().start()


@contextmanager
def _dbus_killed(_: Gateway) -> Iterator[None]:
    os.kill(_pid("dbus-daemon"), signal.SIGKILL)
    try:
        yield
    finally:
        Bluetoothd().stop()
        with (Path(os.environ["LAB_OUT"]) / "dbus.log").open("a") as log:
            bus = ["dbus-daemon", "--system", "--nofork", "--nopidfile"]
            subprocess.Popen(bus, stdout=log, stderr=log, start_new_session=True)
        until(lambda: subprocess.run(["busctl", "list"], capture_output=True, check=False).returncode == 0, "a bus")
        Bluetoothd().start()


def _btmon(send: signal.Signals) -> Fault:
    @contextmanager
    def fault(gateway: Gateway) -> Iterator[None]:
        (btmon,) = children(gateway.console.process.pid, "btmon")
        os.kill(btmon, send)
        until(lambda: children(gateway.console.process.pid, "btmon") == [], "btmon is gone, and no other is started")
        yield

    return fault


@contextmanager
def _adapter_unplugged(_: Gateway) -> Iterator[None]:
    unplug(0)
    try:
        yield
    finally:
        plug_in(dual=False)


@contextmanager
def _adapter_off(_: Gateway) -> Iterator[None]:
    btmgmt("power off")
    try:
        yield
    finally:
        btmgmt("power on")


@contextmanager
def _radio_blocked(_: Gateway) -> Iterator[None]:
    subprocess.run(["rfkill", "block", "bluetooth"], check=True)
    try:
        yield
    finally:
        subprocess.run(["rfkill", "unblock", "bluetooth"], check=True)


@contextmanager
def _agent_taken(_: Gateway) -> Iterator[None]:
    other = Bluetoothctl(Path(os.environ["LAB_OUT"]) / "bluetoothctl.log")
    other.say("default-agent")
    try:
        yield
    finally:
        other.close()


@contextmanager
def _device_gone(gateway: Gateway) -> Iterator[None]:
    gateway.device.do("hide")
    gateway.device.do("disconnect")
    try:
        yield
    finally:
        gateway.device.do("show")


@contextmanager
def _program_stopped(gateway: Gateway) -> Iterator[None]:
    os.kill(gateway.console.process.pid, signal.SIGSTOP)
    time.sleep(SUSPENDED)
    os.kill(gateway.console.process.pid, signal.SIGCONT)
    yield


@contextmanager
def _clock_set(_: Gateway) -> Iterator[None]:
    def put(ahead: float) -> None:
        time.clock_settime(time.CLOCK_REALTIME, time.time() + ahead)

    put(HOUR)
    try:
        yield
    finally:
        put(-HOUR)


@contextmanager
def _disk_full(gateway: Gateway) -> Iterator[None]:
    ballast = gateway.home / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def _terminal_closed(gateway: Gateway) -> Iterator[None]:
    assert gateway.console.hang_up() < 5
    yield


FAULTS: dict[str, Fault] = {
    "bluetoothd killed": _bluetoothd_killed,
    "D-Bus killed": _dbus_killed,
    "btmon killed": _btmon(signal.SIGKILL),
    "btmon stopped": _btmon(signal.SIGSTOP),
    "adapter unplugged": _adapter_unplugged,
    "adapter switched off": _adapter_off,
    "radio blocked": _radio_blocked,
    "agent taken": _agent_taken,
    "device gone": _device_gone,
    "program stopped": _program_stopped,
    "clock set": _clock_set,
    "disk full": _disk_full,
    "terminal closed": _terminal_closed,
}


@contextmanager
def disk(home: Path) -> Iterator[Path]:
    """A file system of its own at `home`, which can be filled."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM},mode=700", "tmpfs", str(home)], check=True)
    try:
        yield home
    finally:
        subprocess.run(["umount", "--lazy", str(home)], check=True)
