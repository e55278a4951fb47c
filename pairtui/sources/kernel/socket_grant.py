"""The use of Bluetooth sockets, from a service that has the capabilities, for members of a group.

The kernel looks at a program's capabilities when it binds a socket, so the service keeps the sockets, and a client gets
one end of a pair: what may go through is in `grant_relay`, and it ends when the client leaves the group.
"""

import errno
import grp
import os
import pwd
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from pairtui.sources.kernel.capabilities import keep_only
from pairtui.sources.kernel.grant_relay import relay
from pairtui.sources.kernel.sockets import CAP_NET_ADMIN, CAP_NET_RAW, CHANNEL_CONTROL, CHANNEL_MONITOR, open_channel

PATH = "/run/pairtui/grant"
GROUP = "pairtui"
SECONDS = 2.0  # a client that has connected has asked by then
START_SECONDS = 10.0  # systemd starts the service at the first connection, which on a small gateway takes seconds

MOST, MOST_OF_USER = 32, 8
"""Sockets in use at the same time, by all and by one user; a console has two."""

DYNAMIC_USERS = range(61184, 65520)
"""Whom systemd makes for a service with DynamicUser=: its unit says which groups it has (systemd.exec(5))."""

WORDS = {b"control": CHANNEL_CONTROL, b"monitor": CHANNEL_MONITOR}

UNIT = "pairtui-grant.socket"
UNIT_FOLDERS = (
    "/etc/systemd/system",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
)

_CREDENTIALS = struct.Struct("iII")
_FIRST_PASSED = 3  # sd_listen_fds(3)
_FOR_A_MOMENT = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.ECONNABORTED)
AGAIN_SECONDS = 0.1


# ── the program that wants a socket ───────────────────────────────────────────────────────────────────────────────


def granted(channel: int, path: str = PATH) -> socket.socket:
    """What stands for a socket of this channel, from the service at `path`; raises OSError where it gives none."""
    word = next(word for word, known in WORDS.items() if known == channel)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(START_SECONDS)
        client.connect(path)
        with suppress(BrokenPipeError):  # sent away before it asked: the answer is there
            client.sendall(word + b"\n")
        answer, passed, _, _ = socket.recv_fds(client, 64, 1)
    if not passed:
        raise PermissionError(1, answer.decode("utf-8", "replace").strip() or "refused")
    opened = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET, fileno=passed[0])
    opened.set_inheritable(False)
    opened.setblocking(False)
    return opened


def remedy(path: str = PATH, folders: tuple[str, ...] = UNIT_FOLDERS) -> str:
    """What an administrator does so that this user is given sockets, as a command."""
    unit = any(Path(folder, UNIT).is_file() for folder in folders)
    steps, member = [], is_member(os.geteuid())
    if not member and not _group_exists():
        steps.append(f"sudo groupadd --system {GROUP}")
    if not Path(path).is_socket():
        steps.append(f"sudo systemctl enable --now {UNIT}" if unit else "sudo $(command -v pairtui) grant &")
    if not member:
        steps.append(f"sudo usermod -aG {GROUP} $USER, then log in again")
    return "; ".join(steps) or "journalctl -u pairtui-grant, to see why it gives none"


def _group_exists() -> bool:
    with suppress(KeyError):
        return bool(grp.getgrnam(GROUP))
    return False


def is_member(user: int) -> bool:
    """Whether the user is in the group now, by the system's files and not by what a process was given at login."""
    if user == 0 or user in DYNAMIC_USERS:
        return True
    with suppress(KeyError):
        group, entry = grp.getgrnam(GROUP), pwd.getpwuid(user)
        return entry.pw_gid == group.gr_gid or entry.pw_name in group.gr_mem
    return False


# ── the service ───────────────────────────────────────────────────────────────────────────────────────────────────


def listener(path: str = PATH) -> socket.socket:
    """The socket that systemd passed, else one of our own at `path`, for members of the group; raises OSError."""
    if os.environ.get("LISTEN_PID") == str(os.getpid()) and os.environ.get("LISTEN_FDS") == "1":
        return socket.socket(fileno=_FIRST_PASSED)
    place = Path(path)
    place.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        if place.is_socket():
            place.unlink()
    own = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        own.bind(path)
    finally:
        os.umask(before)
    with suppress(KeyError):
        os.chown(path, -1, grp.getgrnam(GROUP).gr_gid)
        place.chmod(0o660)
    own.listen(8)
    return own


def serve(
    listening: socket.socket,
    log: Callable[[str], None],
    open_: Callable[[int], socket.socket],
    may: Callable[[int], bool] = is_member,
) -> None:
    """Serve until the process ends. `log` gets a line for each socket that is given and that ends.

    `may` says whether a user is permitted, now. What cannot be had for a moment, a descriptor or a thread, costs one
    client its answer and not the service its life.
    """
    clients = _Clients()
    while True:
        try:
            client, _ = listening.accept()
        except OSError as error:
            if error.errno not in _FOR_A_MOMENT:
                raise
            time.sleep(AGAIN_SECONDS)
            continue
        pid, user, _ = _CREDENTIALS.unpack(client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size))
        work = partial(_serve, client, pid, user, log, open_, may, clients)
        if clients.enter(user):
            try:
                threading.Thread(target=work, daemon=True).start()
                continue
            except RuntimeError:
                clients.leave(user)
        with client, suppress(OSError):
            client.settimeout(SECONDS)
            client.send(b"too many at once; try again\n")


class _Clients:
    """How many sockets each user has."""

    def __init__(self) -> None:
        self._of: Counter[int] = Counter()
        self._lock = threading.Lock()

    def enter(self, user: int) -> bool:
        """One more, where there is room."""
        with self._lock:
            if self._of.total() >= MOST or self._of[user] >= MOST_OF_USER:
                return False
            self._of[user] += 1
            return True

    def leave(self, user: int) -> None:
        """One less."""
        with self._lock:
            self._of[user] -= 1


def _serve(
    client: socket.socket,
    pid: int,
    user: int,
    log: Callable[[str], None],
    open_: Callable[[int], socket.socket],
    may: Callable[[int], bool],
    clients: _Clients,
) -> None:
    """Answer one client, and carry its packets until the end."""
    who = f"{_name(user)} (process {pid})"
    try:
        with client, suppress(OSError):
            client.settimeout(SECONDS)
            log(_answer(client, who, user, log, open_, may))
    finally:
        clients.leave(user)


def _answer(
    client: socket.socket,
    who: str,
    user: int,
    log: Callable[[str], None],
    open_: Callable[[int], socket.socket],
    may: Callable[[int], bool],
) -> str:
    word = client.recv(64).strip()
    if word not in WORDS:
        client.sendall(b"ask for control or monitor\n")
        return f"{who} asked for something else"
    name = f"{word.decode()} channel"
    if not may(user):
        client.sendall(f"not in the group {GROUP}\n".encode())
        return f"{name} for {who}: not in the group {GROUP}"
    try:
        kernel = open_(WORDS[word])
    except OSError as error:
        client.sendall(f"{error.strerror}\n".encode())
        return f"{name} for {who}: {error.strerror}"
    with kernel:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours:
            with theirs:
                socket.send_fds(client, [b"ok\n"], [theirs.fileno()])
            client.close()
            log(f"{name} given to {who}")
            return f"{name} of {who} ended: {relay(WORDS[word], kernel, ours, lambda: may(user))}"


def _name(user: int) -> str:
    with suppress(KeyError):
        return pwd.getpwuid(user).pw_name
    return f"user {user}"


def run(path: str = PATH) -> None:
    """Serve at `path`, or on what systemd passed, logging to standard error; raises OSError where that fails."""
    import sys

    def log(line: str) -> None:
        sys.stderr.write(f"pairtui grant: {line}\n")
        sys.stderr.flush()

    with listener(path) as listening:
        if os.geteuid() == 0:
            keep_only((CAP_NET_ADMIN, CAP_NET_RAW))
        serve(listening, log, open_channel)
