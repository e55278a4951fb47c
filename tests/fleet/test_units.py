"""The services as their units have them: what each may open, that it works with no more, and that both are off."""

import ctypes
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "packaging/systemd"
FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10, "AF_BLUETOOTH": 31}
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
NUMBER_OF_SOCKET = {"x86_64": 41, "aarch64": 198}
EAFNOSUPPORT = 97


def settings(name):
    """The assignments of a unit; those that may be given twice by what was last."""
    lines = (line.strip() for line in (UNITS / name).read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if line and line[0] not in "#[")


def statement(code, jump_true, jump_false, value):
    return struct.pack("HBBI", code, jump_true, jump_false, value)


def restricted(families):
    """What systemd's RestrictAddressFamilies does (systemd.exec(5)), as something to run before a program starts."""
    import platform

    load, equal, give, allow = 0x20, 0x15, 0x06, 0x7FFF0000
    program = [statement(load, 0, 0, 0), statement(equal, 0, len(families) + 2, NUMBER_OF_SOCKET[platform.machine()])]
    program.append(statement(load, 0, 0, 16))
    program += [statement(equal, len(families) - at, 0, family) for at, family in enumerate(families)]
    program += [statement(give, 0, 0, 0x00050000 | EAFNOSUPPORT), statement(give, 0, 0, allow)]
    filters = ctypes.create_string_buffer(b"".join(program))
    # struct sock_fprog: the count, then the address at the next place for a pointer
    described = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(program), ctypes.addressof(filters)))
    libc = ctypes.CDLL(None)

    def install():
        assert libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        assert libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, described, 0, 0) == 0

    install.keep = filters  # type: ignore[attr-defined]
    return install


def families(name):
    return [FAMILIES[word] for word in settings(name)["RestrictAddressFamilies"].split()]


def started(command, unit, **more):
    """A program under the unit's restriction."""
    return subprocess.Popen(command, preexec_fn=restricted(families(unit)), **more)  # noqa: PLW1509 -- no threads here


def opens(name, family):
    """Whether a process under the unit's restriction can make such a socket."""
    kind = "SOCK_RAW, 1" if family == FAMILIES["AF_BLUETOOTH"] else "SOCK_STREAM"
    program = f"import socket; socket.socket({family}, socket.{kind})"
    process = started([sys.executable, "-c", program], name, stderr=subprocess.PIPE)
    return b"Address family not supported" not in process.communicate()[1]


@pytest.mark.parametrize(
    ("unit", "may", "may_not"),
    [
        ("pairtui-observe.service", ["AF_UNIX"], ["AF_INET", "AF_INET6"]),
        ("pairtui-publish.service", ["AF_INET", "AF_INET6"], ["AF_BLUETOOTH", "AF_UNIX"]),
    ],
)
def test_no_process_has_both_the_radio_and_the_network(unit, may, may_not):
    assert [opens(unit, FAMILIES[name]) for name in may] == [True] * len(may)
    assert [opens(unit, FAMILIES[name]) for name in may_not] == [False] * len(may_not)


def test_the_groups_and_what_each_may_reach_are_apart():
    observe, publish = settings("pairtui-observe.service"), settings("pairtui-publish.service")
    granted = settings("pairtui-grant.socket")["SocketGroup"]
    assert observe["SupplementaryGroups"].split() == ["bluetooth", granted]
    assert publish["Group"] not in ("bluetooth", granted)
    assert "SupplementaryGroups" not in publish
    assert observe["User"] != publish["User"]
    assert observe["Group"] == publish["Group"]
    assert observe["LoadCredential"] != publish["LoadCredential"]
    assert {"-/run/dbus", "-/run/pairtui"} <= set(publish["InaccessiblePaths"].split())
    for unit in (observe, publish):
        assert unit["DynamicUser"] == unit["NoNewPrivileges"] == "yes"
        assert unit["CapabilityBoundingSet"] == ""


def test_the_observer_has_a_home_that_is_not_the_publishers():
    """Its user has none; and a service owns everything in its StateDirectory (systemd.exec(5))."""
    observe, publish = settings("pairtui-observe.service"), settings("pairtui-publish.service")
    home = observe["Environment"].removeprefix("HOME=%S/")
    assert home in observe["StateDirectory"].split()
    assert home not in publish["StateDirectory"].split()
    assert home in (ROOT / "packaging/debian/postrm").read_text()


def test_the_package_makes_the_observers_user_which_the_bus_has_to_know():
    """dbus-daemon turns dynamic users away; its policy for BlueZ asks for the group bluetooth of /etc/group."""
    observe, postinst = settings("pairtui-observe.service"), (ROOT / "packaging/debian/postinst").read_text()
    made = {user.split()[-1]: user for user in re.findall(r"useradd ((?:.*\\\n)*.*)\n", postinst)}[observe["User"]]
    assert f"--gid {observe['Group']} --groups {observe['SupplementaryGroups'].split()[0]} " in made


def test_both_are_off_until_somebody_enables_them():
    """An upgrade restarts those that run (try-restart), and starts none."""
    script = (ROOT / "packaging/debian/postinst").read_text()
    for unit in ("pairtui-observe.service", "pairtui-publish.service"):
        (line,) = [line for line in script.splitlines() if unit in line]
        assert line.strip().startswith("systemctl try-restart ")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_reads_the_units(tmp_path):
    for name in ("pairtui-observe.service", "pairtui-publish.service"):
        text = (UNITS / name).read_text().replace("/usr/bin/pairtui", "/bin/true")
        (tmp_path / name).write_text(text)
        done = subprocess.run(
            ["systemd-analyze", "verify", tmp_path / name], capture_output=True, text=True, check=False
        )
        about = [line for line in done.stderr.splitlines() if name in line and "man" not in line]
        assert [line for line in about if "pairtui-grant" not in line] == []


def test_the_publisher_works_with_no_more_than_its_unit_allows(tmp_path, broker, samples):
    port = broker().port
    file = tmp_path / "fleet.toml"
    file.write_text(
        f'[broker]\nhost = "127.0.0.1"\nport = {port}\ntls = false\n[gateway]\ngroup = "g"\nname = "n"\n'
        f'spool = "{tmp_path}/s.db"\n'
    )
    from pairtui.fleet.spool import Spool

    spool = Spool(tmp_path / "s.db")
    spool.add(samples.verdict(), True, time.time())
    process = started(
        [sys.executable, "-m", "pairtui", "publish", "--settings", str(file)],
        "pairtui-publish.service",
        stderr=subprocess.PIPE,
    )
    until = time.monotonic() + 40
    while spool.counts().taken == 0 and time.monotonic() < until:
        time.sleep(0.1)
    process.terminate()
    _, said = process.communicate(timeout=20)
    assert spool.counts().taken == 1, said
    assert process.returncode == 0


def test_the_observer_starts_with_no_more_than_its_unit_allows_and_keeps_to_itself(tmp_path):
    file = tmp_path / "fleet.toml"
    file.write_text(f'[gateway]\ngroup = "g"\nname = "n"\nspool = "{tmp_path}/s.db"\n')
    home = settings("pairtui-observe.service")["Environment"].removeprefix("HOME=%S/")
    process = started(
        [sys.executable, "-m", "pairtui", "observe", "--settings", str(file)],
        "pairtui-observe.service",
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "USER": "pairtui-observe", "HOME": str(tmp_path / home)},
    )
    assert process.stderr
    said = process.stderr.readline()
    assert b"watching as g/n" in said
    # Not dumpable: what is in /proc about it belongs to root, so that a process of its own user cannot look inside.
    status = Path(f"/proc/{process.pid}/environ").stat()
    assert status.st_uid == 0
    (key,) = (tmp_path / home).rglob("fleet.key")
    assert key.stat().st_mode & 0o777 == 0o600
    process.terminate()
    _, said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert b"Traceback" not in said


def test_a_socket_of_a_family_that_is_not_allowed_is_refused_by_the_filter_itself():
    with socket.socket(socket.AF_INET) as free:
        assert free.fileno() > 0
    assert not opens("pairtui-observe.service", FAMILIES["AF_INET"])
