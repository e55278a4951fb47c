"""The package's services: how much each is exposed, and that none keeps anybody out."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = sorted((Path(__file__).parents[2] / "packaging" / "systemd").glob("*.service"))
LOGIN = UNITS[0].parents[1] / "debian" / "console-login"
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


def console_unit() -> dict[str, str]:
    (unit,) = (unit.read_text() for unit in UNITS if unit.name == "pairtui@.service")
    return dict(line.split("=", 1) for line in unit.splitlines() if "=" in line and not line.startswith("#"))


def test_a_console_that_cannot_start_gives_the_terminal_back_to_the_login():
    set_to = console_unit()
    assert set_to["OnFailure"] == "getty@%i.service"
    assert int(set_to["StartLimitBurst"]) * (int(set_to["RestartSec"]) + 3) < int(set_to["StartLimitIntervalSec"])


def test_a_login_stands_before_the_console():
    set_to = console_unit()
    assert set_to["ExecStartPre"] == "+/usr/lib/pairtui/console-login"
    assert set_to["TimeoutStartSec"] == "infinity", "nobody may be there for days"
    assert set_to["StandardInput"] == set_to["StandardOutput"] == "tty"


def test_the_package_makes_the_user_of_the_console_whose_name_no_group_of_its_own_has():
    user = console_unit()["User"]
    assert user != "pairtui", "systemd makes no user by the name of a group that is there"
    made = re.findall(
        r"useradd --system --user-group --groups bluetooth .*\n.* (\S+)", (LOGIN.parent / "postinst").read_text()
    )
    assert made == [user]
    assert f"passwd {user} userdel" in (LOGIN.parent / "postrm").read_text()


@pytest.mark.parametrize(
    ("typed", "status", "asked"),
    [
        ("member\n", 0, ["member"]),
        ("", 1, []),
        ("stranger\n", 1, ["stranger"]),
        ("mistaken\nmember\n", 0, ["mistaken", "member"]),
        ("nobody here\n--shell=/bin/sh\n$(reboot)\n\n", 1, []),
    ],
    ids=["a member", "hung up", "no member", "a wrong password", "no name"],
)
def test_who_gets_to_the_console(tmp_path, typed, status, asked):
    programs = {
        "setpriv": f'for name; do :; done; echo "$@" >> {tmp_path}/asked; [ "$name" != mistaken ]',
        "id": '[ "$3" = stranger ] && echo users pairtui-fleet || echo users pairtui',
    }
    for name, does in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    path = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run([LOGIN], input=typed, env=path, text=True, capture_output=True, check=False)
    assert done.returncode == status, done.stdout
    calls = (tmp_path / "asked").read_text().splitlines() if asked else []
    assert [call.split()[-1] for call in calls] == asked
    assert all("--reuid=nobody" in call and " su " in call for call in calls), "su asks nobody whom root calls"


def test_the_package_asks_before_it_grants_anything_and_no_is_the_default():
    debian = LOGIN.parent
    assert "Template: pairtui/grant\nType: boolean\nDefault: false\n" in (debian / "templates").read_text()
    script = (debian / "postinst").read_text()
    assert "db_get pairtui/grant || RET=false" in script
    before, asked, _ = script.partition('if [ "$granted" = true ]; then')
    assert asked, "it is enabled nowhere else"
    assert "pairtui-grant" not in before
