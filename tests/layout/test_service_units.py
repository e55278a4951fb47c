"""The package's services: how much each is exposed, and that none keeps anybody out."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = sorted((Path(__file__).parents[2] / "packaging" / "systemd").glob("*.service"))
MOST = 3.0
"""Of 10, as `systemd-analyze security` counts: "OK" ends at 5."""


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_the_exposure_of_a_service(unit):
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "unrecognized option" in done.stderr:
        pytest.skip("this systemd-analyze (before 250) reads no file")
    found = re.search(r"exposure level for \S+: ([0-9.]+)", done.stdout)
    assert found, done.stderr
    assert float(found[1]) <= MOST


def test_a_console_that_cannot_start_gives_the_terminal_back_to_the_login():
    (unit,) = (unit.read_text() for unit in UNITS if unit.name == "pairtui@.service")
    set_to = dict(line.split("=", 1) for line in unit.splitlines() if "=" in line and not line.startswith("#"))
    assert set_to["OnFailure"] == "getty@%i.service"
    assert int(set_to["StartLimitBurst"]) * (int(set_to["RestartSec"]) + 3) < int(set_to["StartLimitIntervalSec"])
