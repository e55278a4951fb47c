"""A broker on loopback for the demonstration of a fleet: mosquitto, or amqtt where that is not installed."""

import asyncio
import multiprocessing
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from pairtui.cli.output import complain
from pairtui.errors import NoSource

HOST = "127.0.0.1"
SYSTEM_PROGRAMS = "/usr/sbin:/usr/local/sbin"
"""Where mosquitto is, which an ordinary user's PATH does not name."""

WAIT_SECONDS = 10.0
MOST_CLIENTS_OF_AMQTT = 500
"""How many gateways it is asked to carry: above, what it takes for each message is more than a core has."""


def mosquitto_program() -> str | None:
    """The path of mosquitto, None where it is not installed."""
    return shutil.which("mosquitto", path=os.pathsep.join((os.environ.get("PATH", ""), SYSTEM_PROGRAMS)))


@contextmanager
def demo_broker(folder: Path, gateways: int) -> Iterator[int]:
    """A broker that keeps nothing, for so many gateways: its port, as long as the block runs. Raises NoSource."""
    program = mosquitto_program()
    if program is None:
        _check_amqtt(gateways)
        complain("mosquitto is not installed: the broker is amqtt, in Python, which is slower")
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    with _mosquitto(program, folder, port) if program else _amqtt(port) as alive:
        _wait(port, alive, "mosquitto" if program else "amqtt")
        yield port


def _check_amqtt(gateways: int) -> None:
    if find_spec("amqtt") is None:
        raise NoSource("the demonstration needs a broker: sudo apt install mosquitto, or: pip install amqtt")
    if gateways > MOST_CLIENTS_OF_AMQTT:
        raise NoSource(f"more than {MOST_CLIENTS_OF_AMQTT} gateways need mosquitto: sudo apt install mosquitto")


@contextmanager
def _mosquitto(program: str, folder: Path, port: int) -> Iterator[Callable[[], bool]]:
    file = folder / "mosquitto.conf"
    file.write_text(f"listener {port} {HOST}\nallow_anonymous true\npersistence false\n")
    running = subprocess.Popen([program, "-c", file], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield lambda: running.poll() is None
    finally:
        running.terminate()
        running.wait(WAIT_SECONDS)


@contextmanager
def _amqtt(port: int) -> Iterator[Callable[[], bool]]:
    running = multiprocessing.get_context("spawn").Process(target=_serve, args=(port,), daemon=True)
    running.start()
    try:
        yield running.is_alive
    finally:
        running.kill()  # it has nothing to keep, and takes its time to say goodbye to everybody
        running.join(WAIT_SECONDS)


def _wait(port: int, alive: Callable[[], bool], name: str) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until and alive():
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise NoSource(f"{name} does not start as a broker on {HOST}:{port}")


def _serve(port: int) -> None:
    """amqtt, until the process is ended; what it says would be written over the console."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    asyncio.run(_listen(port))


async def _listen(port: int) -> None:
    from amqtt.broker import Broker

    broker = Broker(
        {
            "listeners": {"default": {"type": "tcp", "bind": f"{HOST}:{port}"}},
            "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
        }
    )
    await broker.start()
    await asyncio.Event().wait()
