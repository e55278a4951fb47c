"""Hands Bluetooth sockets from a service that has the capabilities to members of a group, one per connection.

The kernel looks at a program's capabilities when it binds the socket, so whoever is given one afterwards can use it.
"""

import grp
import os
import pwd
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from pairtui.sources.kernel.sockets import AF_BLUETOOTH, BTPROTO_HCI, CHANNEL_CONTROL, CHANNEL_MONITOR, open_channel

PATH = "/run/pairtui/grant"
GROUP = "bluetooth"
SECONDS = 2.0  # a client that has connected has asked by then
START_SECONDS = 10.0  # systemd starts the service at the first connection, which on a small gateway takes seconds

MOST = 8
"""Clients that are answered at the same time; who comes beyond is told to come again."""

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


# ── the program that wants a socket ───────────────────────────────────────────────────────────────────────────────


def granted(channel: int, path: str = PATH) -> socket.socket:
    """A socket of this channel from the service at `path`; raises OSError where it gives none."""
    word = next(word for word, known in WORDS.items() if known == channel)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(START_SECONDS)
        client.connect(path)
        with suppress(BrokenPipeError):  # sent away before it asked: the answer is there
            client.sendall(word + b"\n")
        answer, passed, _, _ = socket.recv_fds(client, 64, 1)
    if not passed:
        raise PermissionError(1, answer.decode("utf-8", "replace").strip() or "refused")
    # The kernel does not tell the name of a socket that no controller is bound to, from which Python would find these.
    opened = socket.socket(AF_BLUETOOTH, socket.SOCK_RAW, BTPROTO_HCI, fileno=passed[0])
    opened.set_inheritable(False)
    opened.setblocking(False)
    return opened


def remedy(path: str = PATH, folders: tuple[str, ...] = UNIT_FOLDERS) -> str:
    """What an administrator does so that this user is given sockets, as a command."""
    unit = any(Path(folder, UNIT).is_file() for folder in folders)
    steps = []
    if not Path(path).is_socket():
        steps.append(f"sudo systemctl enable --now {UNIT}" if unit else "sudo $(command -v pairtui) grant &")
    if not _is_member():
        steps.append(f"sudo usermod -aG {GROUP} $USER, then log in again")
    return "; ".join(steps) or "journalctl -u pairtui-grant, to see why it gives none"


def _is_member() -> bool:
    with suppress(KeyError):
        number = grp.getgrnam(GROUP).gr_gid
        return os.geteuid() == 0 or number in (os.getegid(), *os.getgroups())
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


def serve(listening: socket.socket, told: Callable[[str], None], open_: Callable[[int], socket.socket]) -> None:
    """Hand out sockets until the process ends, to several clients at once. `told` gets one line per connection."""
    places = threading.BoundedSemaphore(MOST)

    def attend(client: socket.socket) -> None:
        try:
            with client, suppress(OSError):
                told(_answer(client, open_))
        finally:
            places.release()

    while True:
        client, _ = listening.accept()
        client.settimeout(SECONDS)
        if places.acquire(blocking=False):
            threading.Thread(target=attend, args=(client,), daemon=True).start()
        else:
            with client, suppress(OSError):
                client.send(b"too many at once; try again\n")


def _answer(client: socket.socket, open_: Callable[[int], socket.socket]) -> str:
    pid, user, _ = _CREDENTIALS.unpack(client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size))
    who = f"{_name(user)} (process {pid})"
    word = client.recv(64).strip()
    if word not in WORDS:
        client.sendall(b"ask for control or monitor\n")
        return f"{who} asked for something else"
    try:
        opened = open_(WORDS[word])
    except OSError as error:
        client.sendall(f"{error.strerror}\n".encode())
        return f"{word.decode()} channel for {who}: {error.strerror}"
    with opened:
        socket.send_fds(client, [b"ok\n"], [opened.fileno()])
    return f"{word.decode()} channel given to {who}"


def _name(user: int) -> str:
    with suppress(KeyError):
        return pwd.getpwuid(user).pw_name
    return f"user {user}"


def run(path: str = PATH) -> None:
    """Serve at `path`, or on what systemd passed, telling standard error; raises OSError where that is impossible."""
    import sys

    def told(line: str) -> None:
        sys.stderr.write(f"pairtui grant: {line}\n")
        sys.stderr.flush()

    with listener(path) as listening:
        serve(listening, told, open_channel)
