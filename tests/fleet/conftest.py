"""Attempts as gateways publish them, and a mosquitto of the test's own on loopback."""

import gc
import shutil
import socket
import subprocess
import time

import pytest

from pairtui.fleet.verdict import verdict
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
    Side,
    Step,
)
from pairtui.protocol.record import Direction
from pairtui.report.document import attempt_object

MOSQUITTO = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
AT = 1_795_000_000.0
VERSIONS = {"kernel": "6.1.0-13", "bluez": "5.66", "controller": "Broadcom", "firmware": "", "pairtui": "0.1"}


@pytest.fixture(autouse=True)
def closed_files():
    """Closes what a test leaves open in cycles, spools and sockets, so that a run keeps within 1024 open files."""
    yield
    gc.collect()


def pytest_collection_modifyitems(items):
    """What needs a broker is left out, with its reason, where there is none."""
    for item in items:
        if "broker" in getattr(item, "fixturenames", ()) and MOSQUITTO is None:
            item.add_marker(pytest.mark.needs("mosquitto"))


def make_attempt(failed=True, steps=3, name="Sensor 123", address="C0:FF:EE:00:00:01", number=1, cause="wrong-passkey"):
    """The document's object of one attempt."""
    diagnosis = Diagnosis(
        cause, f"{name} and the gateway had different passkeys.", f"Seen with {address}.", Confidence.LIKELY,
        (Evidence(f"{address} sent Pairing Failed", 7),), (Fix("Pair again", "pair"),),
    )  # fmt: skip
    return attempt_object(
        Attempt(
            number, Kind.PAIRING, "hci0", peer=Peer(address, "random", name), started=AT, ended=AT + 2,
            pairing="legacy", association_model="passkey-entry", level=None if failed else 3,
            outcome=Outcome.FAILED if failed else Outcome.PAIRED,
            failure=Failure("smp:0x04", "Confirm Value Failed", Side.PEER, "Pairing Confirm", 7) if failed else None,
            steps=tuple(
                Step(AT + n / 10, n, Direction.SENT, "Pairing Request", f"step {n} of {name}") for n in range(steps)
            ),
            diagnosis=diagnosis if failed else None, live=False,
        )
    )  # fmt: skip


def make_verdict(failed=True, at=AT, model=None, versions=VERSIONS, **attempt):
    """A verdict as the observer hands it to the spool."""
    return verdict(
        make_attempt(failed, **attempt),
        at=at, boot="b1", synced=True, versions=versions, model=model or {"name_pattern": "Sensor #"},
    )  # fmt: skip


class Mosquitto:
    """A broker on a free port of loopback, with what `config` says besides."""

    def __init__(self, folder, config=(), listener=""):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._file = folder / f"mosquitto-{self.port}.conf"
        self._log = folder / f"mosquitto-{self.port}.log"
        access = (
            []
            if any(line.startswith(("allow_anonymous", "password_file")) for line in config)
            else ["allow_anonymous true"]
        )
        lines = [f"listener {self.port} 127.0.0.1", *listener.splitlines(), *access, *config, "user root"]
        self._file.write_text("\n".join(lines) + "\n")
        self._process = None
        self.start()

    def start(self):
        """Run, and wait until it listens."""
        assert MOSQUITTO is not None
        with self._log.open("ab") as log:
            self._process = subprocess.Popen([MOSQUITTO, "-c", self._file], stdout=log, stderr=log)
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError(self._log.read_text())

    def stop(self, hard=False):
        """End it, so that nothing is left."""
        if self._process is not None:
            (self._process.kill if hard else self._process.terminate)()
            self._process.wait(10)
            self._process = None

    @property
    def log(self):
        """What it said."""
        return self._log.read_text()


@pytest.fixture
def broker(tmp_path):
    """Starts brokers, and ends them."""
    running = []

    def start(*config, listener=""):
        running.append(Mosquitto(tmp_path, config, listener))
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture(scope="session")
def samples():
    """`attempt(...)` and `verdict(...)`."""
    return type("Samples", (), {"attempt": staticmethod(make_attempt), "verdict": staticmethod(make_verdict), "at": AT})
