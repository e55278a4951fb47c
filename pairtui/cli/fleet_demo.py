"""The console of a fleet on virtual gateways that play the casts of the lab, with a fault planted among them."""

import argparse
import asyncio
import hashlib
import multiprocessing
import random
import tempfile
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from pairtui.cli.demo_broker import HOST, demo_broker
from pairtui.cli.extras import check_installed
from pairtui.cli.output import complain
from pairtui.errors import Unusable

if TYPE_CHECKING:
    from collections.abc import Callable

    from pairtui.fleet.settings import FleetSettings
    from pairtui.fleet.simulator import Template, VirtualGateway

SEED = 7
FIRST_ATTEMPTS = 12
"""What each gateway has on average when it comes online."""

EVERY_SECONDS = 20.0
PACE = 10.0
WAIT_SECONDS = 10.0
GOING_AWAY = 0.05
MOST_SCENARIOS = 16

_IMAGES = [
    {"kernel": kernel, "bluez": bluez, "controller": controller, "firmware": firmware, "pairtui": "1.0"}
    for kernel, bluez in (("6.1.0-26", "5.66"), ("6.1.0-28", "5.66"), ("6.12.8", "5.79"))
    for controller, firmware in (("0x000F", "0x6119"), ("0x0131", "0x420E"), ("0x0002", "0x2AAE"))
]
_PLANTED = {"kernel": "6.1.0-28", "controller": "0x000F"}


_LOGIN = """printf 'On a real fleet: ssh %s -t pairtui\\nEnter goes back to it. ' "$1"; read -r _ || :"""
"""In place of `login`: virtual gateways have nothing to log in to."""


def demo(args: argparse.Namespace, run: "Callable[[argparse.Namespace, FleetSettings], int]") -> int:
    """A broker on loopback, the gateways in a process of their own, and what `run` does, with which all of it ends."""
    from pairtui.fleet.broker import Broker
    from pairtui.fleet.settings import ConsoleSettings, FleetSettings
    from pairtui.fleet.simulator import MOST_GATEWAYS

    check_installed("fleet")
    check_installed("lab")
    if not 0 < args.demo <= MOST_GATEWAYS:
        raise Unusable(f"--demo {args.demo}: write a number of gateways from 1 to {MOST_GATEWAYS}")
    with tempfile.TemporaryDirectory(prefix="pairtui-fleet-") as folder, demo_broker(Path(folder), args.demo) as port:
        complain("playing the casts of the lab …")
        failures, successes = templates()
        settings_file = Path(folder) / "fleet.toml"
        settings_file.write_text(f'[broker]\nhost = "{HOST}"\nport = {port}\ntls = false\n')
        args.settings, args.index = str(settings_file), args.index or str(Path(folder) / "index.db")
        gateways = multiprocessing.get_context("spawn").Process(
            target=_gateways, args=(port, args.demo, failures, successes), daemon=True
        )
        gateways.start()
        try:
            own = ConsoleSettings(login=("sh", "-c", _LOGIN, "sh", "{gateway}"))
            return run(args, FleetSettings(Broker(HOST, port, tls=False), console=own))
        finally:
            gateways.terminate()
            gateways.join(WAIT_SECONDS)


def templates() -> "tuple[list[Template], list[Template]]":
    """The attempts that the scenarios of the lab's cast end in: those that fail, and those that do not."""
    from pairtui.fleet.simulator import Template
    from pairtui.lab import virtual_time
    from pairtui.lab.cast import BUILT_IN, load
    from pairtui.lab.player import play_scenario
    from pairtui.pairing.attempt import Outcome
    from pairtui.report.document import attempt_object

    cast = load(BUILT_IN)
    failures: list[Template] = []
    successes: list[Template] = []
    for name in list(cast.scenarios)[:MOST_SCENARIOS]:
        for played in virtual_time.run(play_scenario(cast, name, SEED)).steps:
            attempt = played.attempt
            if attempt is not None and attempt.outcome is not Outcome.INCOMPLETE:
                template = Template(attempt_object(attempt), attempt.peer.name or "")
                (failures if attempt.outcome is Outcome.FAILED else successes).append(template)
    return failures, successes


def _gateways(port: int, count: int, failures: "list[Template]", successes: "list[Template]") -> None:
    """The virtual gateways, until the process is ended."""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asyncio.run(_live(port, count, failures, successes))


async def _live(port: int, count: int, failures: "list[Template]", successes: "list[Template]") -> None:
    from pairtui.fleet.broker import Broker
    from pairtui.fleet.simulator import PlantedFault, all_online, choose, of_device, virtual_fleet
    from pairtui.fleet.topics import Topics

    dice = random.Random(SEED)
    broker = Broker(HOST, port, tls=False)
    fleet = virtual_fleet(broker, count, _IMAGES, dice, Topics(), PACE, in_group=50)
    models, now = sorted({template.name for template in failures}), time.time()
    fault = PlantedFault(_PLANTED, "", next(each for each in failures if each.attempt["kind"] == "pairing"))

    def happen(gateway: "VirtualGateway", at: float) -> None:
        number = dice.randrange(4)
        model = models[zlib.crc32(f"{gateway.gateway.label} {number}".encode()) % len(models)]
        peer = f"peer-{hashlib.sha256(f'{gateway.gateway.label} {number}'.encode()).hexdigest()[:12]}"
        template = choose(gateway, model, failures, successes, fault, dice)
        gateway.attempt(of_device(template, model, peer), {"name_pattern": model}, at)

    for gateway in fleet:
        for _ in range(dice.randrange(2 * FIRST_ATTEMPTS)):
            happen(gateway, now - dice.uniform(60, 3 * 86400))
    await all_online(fleet)
    living = {gateway: asyncio.create_task(gateway.live()) for gateway in fleet}
    while True:
        await asyncio.sleep(EVERY_SECONDS / PACE)
        gateway = dice.choice(fleet)
        if dice.random() < GOING_AWAY:
            task = living.pop(gateway, None)
            if task is not None:
                task.cancel()
            else:
                living[gateway] = asyncio.create_task(gateway.live())
        happen(gateway, time.time())
