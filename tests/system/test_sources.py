"""Sources that go away or were never there: named, with the remedy, and taken up again."""

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

from console import Console
from control import Put
from observers import bluez, children, until
from scenario import pair


def bluetoothd_pid() -> int:
    return int(subprocess.run(["pidof", "bluetoothd"], capture_output=True, text=True, check=True).stdout)


def test_bluetoothd_is_killed_and_comes_back(console: Console, peer: Put) -> None:
    scale = peer("jw-sc")
    os.kill(bluetoothd_pid(), signal.SIGKILL)
    console.wait_for("bluez down")
    console.press("S")
    console.wait_for("bluetoothd")
    console.press("escape")
    with Path(os.environ["LAB_OUT"], "bluetoothd.log").open("ab") as log:
        subprocess.Popen([os.environ["BLUETOOTHD"], "-n"], stdout=log, stderr=log)
    console.wait_for("bluez up", "hci0 on", timeout=40)
    pair(console, scale)
    console.wait_for("✓ paired level 2", timeout=20)
    assert bluez(scale.address, "Paired") is True


def test_btmon_is_killed_and_the_monitor_channel_is_read_directly(console: Console, peer: Put) -> None:
    scale = peer("jw-sc")
    before = children(console.process.pid, "btmon")
    assert len(before) == 1
    os.kill(before[0], signal.SIGKILL)
    until(lambda: children(console.process.pid, "btmon") == [], "btmon is gone, and no other is started")
    console.press("S")
    console.wait_for("SIGKILL")
    console.press("escape")
    pair(console, scale)
    console.wait_for("✓ paired level 2", "LE SC · Just Works", timeout=20)


def test_btmon_is_stopped_and_the_monitor_channel_is_read_directly(console: Console, peer: Put) -> None:
    scale = peer("jw-sc")
    (btmon,) = children(console.process.pid, "btmon")
    os.kill(btmon, signal.SIGSTOP)
    until(lambda: children(console.process.pid, "btmon") == [], "btmon is gone, and no other is started")
    console.press("S")
    console.wait_for("SIGSTOP")
    console.press("escape")
    pair(console, scale)
    console.wait_for("✓ paired level 2", "LE SC · Just Works", timeout=20)


def test_no_child_survives_the_console(start: Callable[..., Console]) -> None:
    console = start()
    console.wait_for("btmon up", timeout=40)
    (btmon,) = children(console.process.pid, "btmon")
    assert console.close() == 0
    until(lambda: not Path(f"/proc/{btmon}").exists(), "btmon ends with the console")


def test_an_ordinary_user_pairs_without_the_capture(start: Callable[..., Console], peer: Put) -> None:
    lock = peer("pk-display-sc")
    console = start(user="nobody")
    console.wait_for("hci0 on", "bluez up", "btmon down", timeout=40)
    pair(console, lock)
    console.wait_for("Type the six digits that pk-display-sc shows.")
    console.type("123456")
    console.press("enter")
    until(lambda: bluez(lock.address, "Paired") is True, "bluetoothd has the bond", timeout=20)
    console.press("S")
    console.wait_for("btmon")
    console.find("(?i)cap_net_raw|setcap|root")
