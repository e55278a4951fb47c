"""What the tests of screens share: a hub that only holds a model, and the attempts of a bench."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Self

import pytest
from textual.pilot import Pilot

from pairtui.pairing.actions import Action
from pairtui.pairing.attempt import (
    Attempt,
    Confidence,
    Diagnosis,
    Evidence,
    Failure,
    Fix,
    Kind,
    Outcome,
    Peer,
    Phase,
    Side,
    Step,
)
from pairtui.pairing.events import AdapterChanged, DeviceChanged, Event, Logged, SourceChanged, SourceState
from pairtui.pairing.model import Model
from pairtui.protocol.messages import hci, smp
from pairtui.protocol.record import Direction
from pairtui.protocol.values import Secret
from pairtui.ui.app import PairtuiApp
from pairtui.ui.screenshot import screen_svg
from pairtui.ui.snapshot import settled
from pairtui.ui.themes import Look, load_theme

START = 1_760_000_000.0
OMRON = "/org/bluez/hci0/dev_28_FF_B2_AA_10_01"
NONIN = "/org/bluez/hci0/dev_00_1C_05_AA_10_02"


class Bench:
    """A hub without sources: events go in by hand, actions are kept."""

    def __init__(self) -> None:
        self.model = Model()
        self.performed: list[Action] = []
        self.closed = False
        self.now = START
        self._subscribers: list[Callable[[], None]] = []

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def _notify(self) -> None:
        for callback in tuple(self._subscribers):
            callback()

    def perform(self, action: Action) -> None:
        self.performed.append(action)

    def publish(self, event: Event) -> None:
        self.feed(event)

    async def run(self) -> None:
        return

    async def close(self) -> None:
        self.closed = True

    def clock(self) -> float:
        return self.now

    def feed(self, *events: Event) -> Self:
        for event in events:
            self.model.apply(event)
        self._notify()
        return self

    def attempt(self, attempt: Attempt) -> Self:
        self.model.attempts[attempt.id] = attempt
        self.model.revisions.attempts += 1
        self._notify()
        return self

    def up(self, **adapter: object) -> Self:
        """BlueZ and btmon are there, MGMT lacks its capability, hci0 is on."""
        self.feed(
            SourceChanged(source="bluez", state=SourceState.UP, detail="BlueZ 5.66"),
            SourceChanged(source="btmon", state=SourceState.UP, detail="Linux 6.1"),
            SourceChanged(
                source="mgmt",
                state=SourceState.DOWN,
                why="The management socket needs CAP_NET_ADMIN.",
                remedy="Run: sudo setcap cap_net_admin+ep /usr/bin/pairtui",
            ),
            AdapterChanged(adapter="hci0", changes={"powered": True, "address": "00:11:22:33:44:55", **adapter}),
        )
        return self

    def device(
        self, key: str, name: str = "", rssi: int | None = None, at: float | None = None, **more: object
    ) -> Self:
        address = key.rpartition("dev_")[2].replace("_", ":")
        changes = {"adapter": "hci0", "address": address, "address_type": "random", "name": name, **more}
        if rssi is not None:
            changes["rssi"] = rssi
        self.feed(DeviceChanged(device=key, changes=changes, at=self.now if at is None else at))
        return self

    def ward(self) -> Self:
        """Fourteen devices as a ward has them."""
        ward(self)
        return self

    def refused(self, **diagnosis: Any) -> Self:
        """An attempt that the peer refused, its diagnosis changed like this."""
        attempt = refused()
        assert attempt.diagnosis
        return self.attempt(replace(attempt, diagnosis=replace(attempt.diagnosis, **diagnosis)))

    def under_way(self, **changes: Any) -> Self:
        """An attempt that waits for the user."""
        self.attempt(replace(under_way(), **changes))
        return self

    @asynccontextmanager
    async def console(self, size: tuple[int, int] = (80, 24), **options: Any) -> AsyncIterator["Seat"]:
        drawn = {name: options.pop(name) for name in ("ascii_only", "local", "slow") if name in options}
        look = Look(load_theme(options.pop("theme", "dark")), **drawn)
        app = PairtuiApp(self, look, clock=self.clock, hostname="gw-17", **options)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Seat(app, pilot)


class Seat:
    """Somebody in front of the console."""

    def __init__(self, app: PairtuiApp, pilot: Pilot[int]) -> None:
        self.app, self.pilot = app, pilot

    async def press(self, *keys: str) -> str:
        await self.pilot.press(*keys)
        return await self.look()

    async def look(self) -> str:
        return await settled(self.pilot)

    async def svg(self) -> str:
        await settled(self.pilot)
        return screen_svg(self.app, "pairtui")


@pytest.fixture
def bench() -> Bench:
    return Bench()


def features(kind: type, io: int, auth: int) -> object:
    return kind(
        io=smp.io_capability(io), oob=0, auth_req=smp.AuthReq(auth), max_key_size=16,
        initiator_keys=smp.KeyDist(3), responder_keys=smp.KeyDist(3),
    )  # fmt: skip


def step(at: float, direction: Direction, text: str, detail: str = "", **more: Any) -> Step:
    return Step(START + at, int(at * 1000) + 100, direction, text, detail, **more)


CONNECTED = hci.LeEnhancedConnectionComplete(
    status=0, handle=64, role=0, address_type=1, address="28:FF:B2:AA:10:01", local_rpa="00:00:00:00:00:00",
    peer_rpa="00:00:00:00:00:00", interval=24, latency=0, timeout=42,
)  # fmt: skip


def refused() -> Attempt:
    """A peer that is not in pairing mode: Pairing Failed right after the request."""
    received, sent, host = Direction.RECEIVED, Direction.SENT, Direction.HOST
    return Attempt(
        id=3,
        kind=Kind.PAIRING,
        adapter="hci0",
        device=OMRON,
        peer=Peer("28:FF:B2:AA:10:01", "random", "OMRON BP7350"),
        role="initiator",
        started=START,
        ended=START + 0.323,
        outcome=Outcome.FAILED,
        failure=Failure("smp:0x08", "Unspecified Reason", Side.PEER, "Pairing Request", 423),
        steps=(
            step(0.000, host, "MGMT Pair Device", "28:FF:B2:AA:10:01"),
            step(0.020, received, "Connected", "central", message=CONNECTED),
            step(0.223, received, "Security Request", "bonding", phase=Phase.FEATURES,
                 message=smp.SecurityRequest(smp.AuthReq(1))),
            step(0.224, sent, "Pairing Request",
                 "KeyboardDisplay · bonding · MITM · SC · key 16 · keys EncKey IdKey / EncKey IdKey",
                 phase=Phase.FEATURES, message=features(smp.PairingRequest, 4, 0x0D)),
            step(0.323, received, "Pairing Failed", "0x08 Unspecified Reason", phase=Phase.END, mark="failed",
                 message=smp.PairingFailed(8)),
        ),
        diagnosis=Diagnosis(
            cause="peer-not-in-pairing-mode",
            title="OMRON BP7350 refused before it said what it can do",
            explanation=(
                "It answered the Pairing Request with Pairing Failed instead of a Pairing Response. Medical devices do "
                "that when nobody has put them in pairing mode."
            ),
            confidence=Confidence.LIKELY,
            evidence=(
                Evidence("Pairing Failed 0x08 from the peer, 99 ms after the request", 423),
                Evidence("AuthenticationFailed ⇠ MGMT 0x05 ⇠ SMP 0x08"),
            ),
            fixes=(
                Fix("Put it in pairing mode (hold its button until P blinks), then pair again", "pair"),
                Fix("Remove the old bond on the phone it came from"),
                Fix("Remove the bond here and pair again", "remove-and-pair"),
            ),
        ),
    )  # fmt: skip


def under_way() -> Attempt:
    """LE Secure Connections with numeric comparison, waiting for the user."""
    received, sent, host = Direction.RECEIVED, Direction.SENT, Direction.HOST
    return Attempt(
        id=1,
        kind=Kind.PAIRING,
        adapter="hci0",
        device=NONIN,
        peer=Peer("00:1C:05:AA:10:02", "public", "Nonin 3230"),
        role="initiator",
        started=START,
        pairing="secure-connections",
        association_model="numeric-comparison",
        steps=(
            step(0.000, host, "MGMT Pair Device", "00:1C:05:AA:10:02"),
            step(0.412, received, "Connected", "central", message=CONNECTED),
            step(0.500, sent, "Pairing Request",
                 "KeyboardDisplay · bonding · MITM · SC · key 16 · keys EncKey IdKey / EncKey IdKey",
                 phase=Phase.FEATURES, message=features(smp.PairingRequest, 4, 0x0D)),
            step(0.590, received, "Pairing Response",
                 "DisplayYesNo · bonding · MITM · SC · key 16 · keys IdKey / IdKey",
                 phase=Phase.FEATURES, mark="ok", message=features(smp.PairingResponse, 1, 0x0D)),
            step(0.601, sent, "Pairing Public Key", phase=Phase.AUTHENTICATION,
                 message=smp.PairingPublicKey(bytes(range(32)), bytes(range(32)))),
            step(0.790, received, "Pairing Public Key", phase=Phase.AUTHENTICATION),
            step(0.800, received, "Pairing Confirm", phase=Phase.AUTHENTICATION,
                 message=smp.PairingConfirm(Secret(bytes(16)))),
            step(0.810, sent, "Pairing Random", phase=Phase.AUTHENTICATION),
            step(0.905, received, "Pairing Random", phase=Phase.AUTHENTICATION,
                 message=smp.PairingRandom(Secret(b"\xaa" * 16))),
            step(0.906, host, "MGMT User Confirmation Request", "compare the six digits", phase=Phase.AUTHENTICATION),
        ),
    )  # fmt: skip


def ward(bench: Bench) -> None:
    """Fourteen devices as a ward has them."""
    bench.up(discovering=True, pairable=True)
    bench.device(OMRON, "OMRON BP7350", -63)
    bench.device(NONIN, "Nonin 3230", -71, paired=True, bonded=True, trusted=True, connected=True)
    names = ["", "A&D UC-352BLE", "体温計 Thermo", "Tile", "", "Polar H10 8A1B2C3D", "Büro-Drucker", "",
             "LE_WH-1000XM4", "[red]Pulse[/red]", "Mi Band 🏃 7", "iBeacon"]  # fmt: skip
    for n, name in enumerate(names):
        key = f"/org/bluez/hci0/dev_D2_A7_33_10_22_{n:02X}"
        bench.device(key, name, -75 - 2 * n, bonded=n == 1, paired=n == 1, trusted=n == 3, blocked=n == 8)
    for swing in (-4, 3, -2, 5, 0):
        for n, key in enumerate(list(bench.model.devices)):
            bench.device(
                key, bench.model.devices[key].name, (bench.model.devices[key].rssi or -80) + swing * (n % 3 - 1)
            )
    bench.feed(
        Logged(at=START, source="bluez", text="Scanning on hci0"),
        Logged(at=START + 1, source="btmon", text="Trace is running"),
        Logged(at=START + 2, source="mgmt", text="Not permitted: CAP_NET_ADMIN is missing", level="warning"),
    )
