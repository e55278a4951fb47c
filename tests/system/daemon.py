"""bluetoothd as a test wants it: started again with other options or another main.conf."""

import os
import signal
import subprocess
from pathlib import Path

from observers import ADAPTER, busctl, until


class Bluetoothd:
    """The lab's bluetoothd; `start()` without options brings it back as labenv started it."""

    def stop(self) -> None:
        """End it, where it runs."""
        for pid in _running():
            os.kill(pid, signal.SIGTERM)
        until(lambda: not _running(), "bluetoothd has ended")

    def start(self, *options: str, main_conf: str = "") -> None:
        """Start it with `options` and `main_conf`, and wait until hci0 is powered."""
        command = [os.environ["BLUETOOTHD"], "-n", *options]
        if main_conf:
            path = Path("/run/main.conf")
            path.write_text(main_conf)
            command += ["-f", str(path)]
        with (Path(os.environ["LAB_OUT"]) / "bluetoothd.log").open("a") as log:
            subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        until(_powered, "hci0 is powered", timeout=30)


def _running() -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
        except OSError:  # it has just ended
            continue
        if text.startswith("Name:\tbluetoothd\n") and "State:\tZ" not in text:
            found.append(int(status.parent.name))
    return found


def _powered() -> bool:
    try:
        return busctl("get-property", "org.bluez", ADAPTER, "org.bluez.Adapter1", "Powered").strip() == "b true"
    except subprocess.CalledProcessError:  # not on the bus yet
        return False
