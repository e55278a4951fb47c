"""A second agent that takes the default is named at once, and pairtui's own takes it back."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bluetoothctl import Bluetoothctl
from console import Console
from headless import command, environment


@pytest.fixture
def bluetoothctl(tmp_path: Path) -> Iterator[Bluetoothctl]:
    other = Bluetoothctl(tmp_path / "bluetoothctl.log")
    yield other
    other.close()


def test_bluetoothctl_takes_the_default(bluetoothctl: Bluetoothctl) -> None:
    watch = subprocess.Popen(command("watch", "--json"), stdout=subprocess.PIPE, text=True, env=environment("/tmp"))
    try:
        find(
            watch,
            lambda event: event["event"] == "SourceChanged" and (event["source"], event["state"]) == ("bluez", "up"),
        )
        asked = time.time()
        bluetoothctl.say("default-agent")
        taken = find(watch, lambda event: event["event"] == "AgentChanged" and event["command"] == "bluetoothctl")
        assert taken["pid"] == bluetoothctl.process.pid
        assert (taken["ours"], taken["certain"]) == (False, True)
        assert taken["at"] - asked < 1, "within a second"
        bluetoothctl.close()
        assert find(watch, lambda event: event["event"] == "AgentChanged")["owner"] == ""
    finally:
        watch.kill()
        watch.wait()


def test_the_console_says_who_answers_and_takes_it_back(console: Console, bluetoothctl: Bluetoothctl) -> None:
    bluetoothctl.say("default-agent")
    words = f"bluetoothctl (pid {bluetoothctl.process.pid}) is the default agent now"
    console.press("l")
    console.wait_for(words)
    console.press("escape", "i")
    console.press(console.find(r"(\d) +KeyboardDisplay ")[1])
    console.wait_for("pairtui's agent is the default again")  # in the log, which is still large
    console.press("escape")


def find(watch: "subprocess.Popen[str]", wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The next event that is wanted."""
    assert watch.stdout is not None
    for line in watch.stdout:
        event: dict[str, Any] = json.loads(line)
        if wanted(event):
            return event
    raise AssertionError("the events ended")
