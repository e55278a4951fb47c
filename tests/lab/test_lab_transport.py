"""The lab's gateway on a controller behind a transport: a virtual one, reached over TCP and a serial line."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import pytest
from bumble.hci import HCI_LE_CREATE_CONNECTION_COMMAND
from bumble.transport import open_transport
from bumble.transport.tcp_server import open_tcp_server_transport_with_socket

from pairtui.hub import Hub
from pairtui.lab.cast import GATEWAY
from pairtui.lab.devices.peripheral import Peripheral
from pairtui.lab.hci_transport import ControllerEnvironment, UnknownTransport, check
from pairtui.lab.member import Member
from pairtui.lab.radio.link import RadioLink, ScanningController
from pairtui.lab.source import LabSource
from pairtui.pairing import actions
from pairtui.pairing.events import ActionFinished, SourceState

SCALE = Member("scale", ("Scale",), "C0:00:00:00:00:01", interval=50)
KEY = f"hci0/{SCALE.address}"


@asynccontextmanager
async def controller_behind(transport: Any) -> AsyncIterator[ScanningController]:
    """A controller whose host is on the other side of `transport`, with a scale in its air."""
    air = RadioLink(Random(1))
    controller = ScanningController("usb dongle", air, GATEWAY)
    transport.source.set_packet_sink(controller)
    controller.host = transport.sink
    scale = Peripheral(SCALE, air, Random(1))
    await scale.start()
    try:
        yield controller
    finally:
        await scale.stop()
        await transport.close()


@asynccontextmanager
async def console_on(spec: str) -> AsyncIterator[Hub]:
    hub = Hub([LabSource(ControllerEnvironment(spec), random=Random(1))])
    running = asyncio.create_task(hub.run())
    try:
        yield hub
    finally:
        await hub.close()
        await running


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 -- what a hub tells, it tells at its own rate
            await asyncio.sleep(0.02)


def listening() -> tuple[socket.socket, str]:
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    return sock, f"tcp-client:127.0.0.1:{sock.getsockname()[1]}"


async def pairs(hub: Hub, spec: str) -> None:
    finished: list[ActionFinished] = []
    hub.observe(lambda event: finished.append(event) if isinstance(event, ActionFinished) else None)
    await until(lambda: KEY in hub.model.devices)
    assert hub.model.sources["lab"].detail == spec
    assert hub.model.adapters["hci0"].address == GATEWAY
    await hub.perform(actions.Pair(KEY))
    assert finished[-1].error is None
    await until(lambda: hub.model.devices[KEY].services_resolved)
    device, attempt = hub.model.devices[KEY], list(hub.model.attempts.values())[-1]
    assert (device.name, device.level, attempt.outcome) == ("Scale", 2, "paired")
    assert [step.text for step in attempt.steps if step.mark == "ok"][:2] == ["Connected", "Pairing Response"]


async def test_a_controller_over_tcp():
    sock, spec = listening()
    async with controller_behind(await open_tcp_server_transport_with_socket(sock)), console_on(spec) as hub:
        await pairs(hub, spec)


async def test_a_controller_on_a_serial_line(tmp_path):
    line = tmp_path / "ttyUSB0"
    spec = f"serial:{line},115200"
    async with controller_behind(await open_transport(f"pty:{line}")), console_on(spec) as hub:
        await pairs(hub, spec)


async def test_a_controller_that_goes_away_comes_back():
    sock, spec = listening()
    transport = await open_tcp_server_transport_with_socket(sock)
    async with controller_behind(transport), console_on(spec) as hub:
        await until(lambda: KEY in hub.model.devices)
        transport.sink.transport.close()
        await until(lambda: hub.model.sources["lab"].state is SourceState.DOWN)
        assert hub.model.sources["lab"].why == "the controller is gone"
        assert not hub.model.devices and not hub.model.adapters
        await until(lambda: KEY in hub.model.devices)
        assert hub.model.sources["lab"].state is SourceState.UP


async def test_a_controller_that_lacks_commands():
    sock, spec = listening()
    async with controller_behind(await open_tcp_server_transport_with_socket(sock)) as controller:
        controller.supported_commands = controller.supported_commands - {HCI_LE_CREATE_CONNECTION_COMMAND}
        async with console_on(spec) as hub:
            await until(lambda: hub.model.sources.get("lab") and hub.model.sources["lab"].why)
            status = hub.model.sources["lab"]
            assert status.why == f"the controller behind {spec} lacks LE Create Connection"
            assert status.remedy == "use one with Bluetooth 4.0 or later"


async def test_a_port_where_nobody_answers():
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    spec = f"tcp-client:127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        hub = Hub([LabSource(ControllerEnvironment(spec), random=Random(1), power_seconds=0.2)])
        running = asyncio.create_task(hub.run())
        await until(lambda: hub.model.sources.get("lab") and hub.model.sources["lab"].why)
        assert hub.model.sources["lab"].why == f"no Bluetooth controller answers behind {spec}"
        await hub.close()
        await running


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ("tcp-client:127.0.0.1:1", "refuses the connection"),
        ("serial:/dev/no-such-line", "does not exist"),
        ("serial:/dev/null", "is no serial line"),
        ("unix:/no/such/socket", "does not exist"),
    ],
)
async def test_a_controller_that_is_not_there(spec, why):
    async with console_on(spec) as hub:
        await until(lambda: hub.model.sources.get("lab") and hub.model.sources["lab"].why)
        status = hub.model.sources["lab"]
        assert status.state is SourceState.DOWN
        assert status.why == f"{spec} {why}" and status.remedy


@pytest.mark.parametrize("spec", ["bluetooth", "usb", "usb:", "tcp-client:localhost", "serial:", "udp:here"])
def test_a_transport_that_is_none(spec):
    with pytest.raises(UnknownTransport, match="write"):
        check(spec)
