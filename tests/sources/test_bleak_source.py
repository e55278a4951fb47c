"""Pairing through the system's own Bluetooth, with a double of bleak's scanner and client."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from pairtui.hub import Hub
from pairtui.pairing import actions
from pairtui.pairing.events import ActionFinished, SourceState
from pairtui.report.explain import explain
from pairtui.sources.bleak_source import BleakSource

KEY = "hci0/C0:00:00:00:00:01"


class Scanner:
    def __init__(self, detection_callback: Any) -> None:
        self.heard = detection_callback
        self.running = False

    async def start(self) -> None:
        self.running = True
        device = SimpleNamespace(address="C0:00:00:00:00:01", name="Scale")
        self.heard(device, SimpleNamespace(local_name="Sc\x1b[2Jale", rssi=-61, service_uuids=["180f"]))

    async def stop(self) -> None:
        self.running = False


class BleakError(Exception):
    """What bleak raises."""


class Client:
    fails_with: Exception | None = None

    def __init__(self, device: Any, disconnected_callback: Any) -> None:
        self.device = device
        self.gone = disconnected_callback

    async def pair(self) -> None:
        if self.fails_with is not None:
            raise self.fails_with

    async def unpair(self) -> None:
        return None

    async def connect(self) -> None:
        return None

    async def disconnect(self) -> None:
        self.gone(self)


async def opened(scanner: Any = Scanner, client: Any = Client) -> tuple[Hub, list[ActionFinished], Any]:
    hub = Hub([BleakSource(scanner, client)])
    finished: list[ActionFinished] = []
    hub.observe(lambda event: finished.append(event) if isinstance(event, ActionFinished) else None)
    running = asyncio.create_task(hub.run())
    async with asyncio.timeout(60):
        while not finished:  # noqa: ASYNC110 -- the source starts to scan by itself
            await asyncio.sleep(0)
    return hub, finished, running


async def test_a_device_is_found_paired_and_removed():
    hub, finished, running = await opened()
    device = hub.model.devices[KEY]
    assert (device.rssi, device.uuids) == (-61, ("180f",)) and "\x1b" not in device.name
    assert "steps are not visible" in hub.model.sources["bleak"].why
    await hub.perform(actions.Pair(KEY))
    assert finished[-1].error is None and hub.model.devices[KEY].paired
    assert list(hub.model.attempts.values())[-1].outcome == "paired"
    await hub.perform(actions.Unpair(KEY))
    assert KEY not in hub.model.devices
    await hub.close()
    await running


@pytest.mark.parametrize(
    ("fault", "error", "text"),
    [
        (
            BleakError("Could not pair with device: AUTHENTICATION_FAILURE"),
            "org.bluez.Error.AuthenticationFailed",
            "Windows says AUTHENTICATION_FAILURE",
        ),
        (
            BleakError("Could not pair with device: PAIRING_CANCELED"),
            "org.bluez.Error.AuthenticationCanceled",
            "Windows says PAIRING_CANCELED",
        ),
        (NotImplementedError(), "pairtui.Error.NotSupported", "this system pairs by itself"),
        (BleakError("something\nwith lines"), "org.bluez.Error.Failed", "something"),
    ],
    ids=["failed", "cancelled", "macOS", "other"],
)
async def test_a_pairing_that_fails(fault, error, text):
    client = type("Failing", (Client,), {"fails_with": fault})
    hub, finished, running = await opened(client=client)
    await hub.perform(actions.Pair(KEY))
    assert finished[-1].error == error and finished[-1].text.startswith(text)
    assert list(hub.model.attempts.values())[-1].outcome == "failed"
    await hub.close()
    await running


async def test_a_computer_whose_bluetooth_is_off():
    class Off(Scanner):
        async def start(self) -> None:
            raise BleakError("Bluetooth device is turned off")

    hub, finished, running = await opened(scanner=Off)
    status = hub.model.sources["bleak"]
    assert status.state is SourceState.DOWN and status.why.endswith("Bluetooth device is turned off")
    assert finished[-1].error == "org.bluez.Error.Failed"
    await hub.close()
    await running


async def test_a_device_nobody_saw():
    hub, finished, running = await opened()
    await hub.perform(actions.Pair("hci0/C0:00:00:00:00:99"))
    assert finished[-1].error == "pairtui.Error.NotFound"
    await hub.close()
    await running


@pytest.mark.parametrize(
    "words",
    [["windows", "9"], ["AUTHENTICATION_FAILURE"], ["Could not pair with device: AUTHENTICATION_FAILURE"]],
)
def test_what_windows_says_is_explained(words):
    page = explain(words)
    assert page is not None and page.startswith("windows:0x09  AUTHENTICATION_FAILURE\n  Windows pairing result")
