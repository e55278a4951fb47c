"""A systemd socket unit and its service, started without systemd with the modes and capabilities that they name."""

import grp
import os
import pwd
import shlex
import socket
import subprocess
from pathlib import Path

DYNAMIC_USER = 61184
"""The first of the users that systemd makes up (systemd.exec(5), DynamicUser)."""


def settings(unit: Path) -> dict[str, str]:
    """The assignments of a unit file, without its sections."""
    lines = (line.strip() for line in unit.read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if line and line[0] not in "#[")


def listening(unit: Path) -> socket.socket:
    """The socket of a socket unit, with its owner, group and mode (systemd.socket(5))."""
    wanted = settings(unit)
    path = Path(wanted["ListenStream"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(int(wanted["DirectoryMode"], 8))
    opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    opened.bind(str(path))
    os.chown(path, pwd.getpwnam(wanted["SocketUser"]).pw_uid, grp.getgrnam(wanted["SocketGroup"]).gr_gid)
    path.chmod(int(wanted["SocketMode"], 8))
    opened.listen()
    return opened


def started(unit: Path, passed: socket.socket, log: Path) -> "subprocess.Popen[bytes]":
    """The service of a unit, given its socket as descriptor 3 (sd_listen_fds(3)), with its user and capabilities."""
    wanted = settings(unit)
    assert (wanted["DynamicUser"], wanted["NoNewPrivileges"]) == ("yes", "yes")
    own, bound = (_as_setpriv(wanted[name]) for name in ("AmbientCapabilities", "CapabilityBoundingSet"))
    user = (f"--reuid={DYNAMIC_USER}", f"--regid={DYNAMIC_USER}", "--clear-groups", "--no-new-privs")
    rights = (f"--bounding-set={bound}", f"--inh-caps={own}", f"--ambient-caps={own}")
    command = ("setpriv", *user, *rights, *shlex.split(wanted["ExecStart"]))
    number = passed.fileno()
    as_passed = f'exec 3<&{number}; LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"'
    with log.open("w") as out:
        return subprocess.Popen(("bash", "-c", as_passed, "-", *command), pass_fds=(number,), stderr=out)


def _as_setpriv(capabilities: str) -> str:
    """`CAP_NET_ADMIN CAP_NET_RAW` as setpriv(1) names it: these and no others."""
    return ",".join(("-all", *(f"+{name.removeprefix('CAP_').lower()}" for name in capabilities.split())))
