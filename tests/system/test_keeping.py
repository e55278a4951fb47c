"""What stays of an attempt: the history, its capture, the recording and the support bundle, none with a secret."""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from console import Console
from control import Put
from observers import AirRecording, until
from scenario import pair
from versions import SECRETS, answer

FAILED = "✗ failed"


def analysed(capture: Path) -> list[dict[str, object]]:
    command = [sys.executable, "-m", "pairtui", "analyze", "--format", "json", str(capture)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    attempts: list[dict[str, object]] = json.loads(done.stdout)["attempts"]
    return attempts


def refused_once(console: Console, peer: Put) -> None:
    monitor = peer("faulty", fault="reason:08")
    pair(console, monitor)
    console.wait_for(FAILED, "The peer refused before it said what it can do", timeout=30)


def test_an_attempt_outlives_the_session_with_its_capture(
    start: Callable[..., Console], peer: Put, tmp_path: Path
) -> None:
    folder = tmp_path / ".local" / "state" / "pairtui" / "history"
    console = start(HOME=str(tmp_path))
    console.wait_for("hci0 on", "bluez up", "btmon up", timeout=40)
    refused_once(console, peer)
    until(lambda: list(folder.glob("*.btsnoop")), "the attempt is kept with its capture", timeout=20)
    console.press("h")
    console.wait_for("History · 1 attempt", "p pin")
    console.press("p")
    console.wait_for("★pin")
    assert console.close() == 0

    (capture,) = folder.glob("*.btsnoop")
    assert capture.stat().st_mode & 0o777 == 0o600
    assert [attempt["failure"] for attempt in analysed(capture)][-1]["code"] == "smp:0x08"  # type: ignore[index]

    console = start(HOME=str(tmp_path))
    console.wait_for("hci0 on", timeout=40)
    console.press("h")
    console.wait_for("History · 1 attempt", "★pin", FAILED, "faulty")
    console.press("enter")
    console.wait_for("Pairing Failed", capture.name)


def test_a_bundle_and_a_recording_by_one_key_each(
    start: Callable[..., Console], peer: Put, air: AirRecording, tmp_path: Path
) -> None:
    console = start(HOME=str(tmp_path))
    console.wait_for("hci0 on", "bluez up", "btmon up", timeout=40)
    scale = peer("jw-sc")
    pair(console, scale)
    console.wait_for("✓ paired level 2", "jw-sc: paired, level 2", timeout=30)  # nothing more is said of it then
    console.press("r")
    console.wait_for("Saved ~/.local/state/pairtui/saved/pairtui-", ".btsnoop", timeout=20)
    console.press("e")
    console.wait_for("Saved ~/.local/state/pairtui/saved/pairtui-", ".zip; no key in it", timeout=30)

    folder = tmp_path / ".local" / "state" / "pairtui" / "saved"
    (capture,) = folder.glob("pairtui-*.btsnoop")
    (archive,) = folder.glob("pairtui-*.zip")
    assert {file.stat().st_mode & 0o777 for file in (capture, archive)} == {0o600}
    assert [attempt["outcome"] for attempt in analysed(capture)][-1] == "paired"
    with zipfile.ZipFile(archive) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    assert {"report.txt", "report.md", "report.json", "screen.svg", "capture.btsnoop", "doctor.txt"} <= set(members)
    assert json.loads(members["report.json"])["attempts"][-1]["outcome"] == "paired"
    secrets = {found.replace(" ", "") for found in re.findall(answer(SECRETS), air.text())}
    assert secrets
    for octets in (capture.read_bytes(), *members.values()):
        shown = octets.hex() + octets.decode("utf-8", "replace").lower()
        assert not [secret for secret in secrets if secret in shown]
