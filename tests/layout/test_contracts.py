"""Each import contract can fail: a stray import that it is there for is planted in a copy, and found."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

STRAYS = {
    "Every package is a layer; each imports only what stands below it": ("protocol/record.py", "pairtui.hub"),
    "pairing: from facts up to predictions": ("pairing/attempt.py", "pairtui.pairing.model"),
    "sources: one folder for each thing outside": ("sources/errors.py", "pairtui.sources.bluez.source"),
    "ui": ("ui/themes.py", "pairtui.ui.app"),
    "protocol": ("protocol/values.py", "pairtui.protocol.detect"),
    "No circles between siblings": ("cli/output.py", "pairtui.cli.main"),
    "pure": ("report/text.py", "socket"),
    "bumble stays in the lab": ("hub.py", "bumble"),
    "Textual and Rich stay in the ui": ("hub.py", "textual"),
    "lab": ("lab/scenario.py", "pairtui.lab.player"),
    "fleet": ("fleet/topics.py", "pairtui.fleet.publisher"),
    "One module imports the MQTT library": ("hub.py", "paho.mqtt.client"),
    "One module imports a D-Bus library": ("sources/mgmt/source.py", "dbus_fast"),
    "The console knows no source": ("ui/themes.py", "pairtui.sources.errors"),
}
"""By the contract's name: a file below `pairtui`, and what it must not import."""


def test_every_contract_finds_the_import_it_forbids(tmp_path):
    settings = (ROOT / "pyproject.toml").read_text()
    contracts = [contract["name"] for contract in tomllib.loads(settings)["tool"]["importlinter"]["contracts"]]
    assert sorted(contracts) == sorted(STRAYS), "a contract without a stray import of its own may never fail"
    shutil.copytree(ROOT / "pairtui", tmp_path / "pairtui", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "pyproject.toml").write_text(settings)
    for file, stray in STRAYS.values():
        with (tmp_path / "pairtui" / file).open("a") as opened:
            opened.write(f"\nimport {stray}\n")
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert [name for name in contracts if f"{name} BROKEN" not in done.stdout] == [], done.stdout + done.stderr
