"""The service that lets users have sockets: one word in, one end of a pair out, and only listed packets through it."""

import errno
import os
import pwd
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from pairtui.protocol.messages import mgmt
from pairtui.protocol.messages.mgmt_control import ReadInfo, frame, split
from pairtui.protocol.values import Secret
from pairtui.sources.kernel import grant_relay
from pairtui.sources.kernel import socket_grant as grant
from pairtui.sources.kernel.sockets import CHANNEL_CONTROL, CHANNEL_MONITOR


def wait_for(told: list[str], lines: int) -> None:
    """The line comes after the answer."""
    end = time.monotonic() + 5
    while len(told) < lines:
        assert time.monotonic() < end, told
        time.sleep(0.01)


permitted = [True]
"""Whether the users of the service may use it now."""

READ = frame(0, ReadInfo())
NEW_SETTINGS = frame(0, mgmt.NewSettings(1))


@pytest.fixture
def served(tmp_path):
    """A service at a path, whose sockets are ends of pairs; gives the path, the other ends, and what it told."""
    path = str(tmp_path / "run" / "grant")
    kernel: dict[int, socket.socket] = {}
    told: list[str] = []
    permitted[0] = True

    def open_(channel: int) -> socket.socket:
        if channel in kernel:
            raise PermissionError(1, "Operation not permitted")
        kernel[channel], theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        return theirs

    listening = grant.listener(path)

    def serve() -> None:
        with suppress(OSError):
            grant.serve(listening, told.append, open_, lambda user: permitted[0])

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield path, kernel, told
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join(5)
    for end in kernel.values():
        end.close()


def test_the_monitor_channel_goes_through(served):
    path, kernel, told = served
    with grant.granted(CHANNEL_MONITOR, path) as mine:
        kernel[CHANNEL_MONITOR].send(b"hello")
        mine.setblocking(True)
        assert mine.recv(16) == b"hello"
        assert not os.get_inheritable(mine.fileno())
        wait_for(told, 1)
        assert told[0].startswith("monitor channel given to ")
        assert f"(process {os.getpid()})" in told[0]
    wait_for(told, 2)
    assert told[1].endswith("ended: it left")


def test_listed_requests_are_carried_out_and_their_events_told(served):
    path, kernel, _ = served
    with grant.granted(CHANNEL_CONTROL, path) as mine:
        mine.setblocking(True)
        for request in (READ, frame(0, mgmt.SetBondable(1)), frame(0, mgmt.SetPrivacy(1, Secret(bytes(16))))):
            mine.send(request)
            assert kernel[CHANNEL_CONTROL].recv(64) == request
        kernel[CHANNEL_CONTROL].send(NEW_SETTINGS)
        assert mine.recv(64) == NEW_SETTINGS


LOAD_KEYS = struct.pack("<HHHH", 0x0013, 0, 2, 0)  # Load Long Term Keys, none


@pytest.mark.parametrize(
    "request_",
    [
        LOAD_KEYS,
        struct.pack("<HHH", 0x005B, 0, 0),  # HCI Command Sync
        frame(0, mgmt.SetBondable(1)) + b"\0",
        struct.pack("<HHHB", mgmt.SetBondable.CODE, 0, 1, 1)[:-1],
        struct.pack("<HHHH", mgmt.SetBondable.CODE, 0, 2, 1),
        struct.pack("<HHHB", mgmt.SetBondable.CODE, 0, 200, 1),
    ],
    ids=["keys", "raw-hci", "more", "less", "longer", "beyond"],
)
def test_any_other_request_is_refused_and_never_reaches_the_kernel(served, request_):
    path, kernel, _ = served
    with grant.granted(CHANNEL_CONTROL, path) as mine:
        mine.setblocking(True)
        mine.send(request_)
        denied = struct.pack("<HB", int.from_bytes(request_[:2], "little"), 0x14)
        assert split(mine.recv(64)) == (mgmt.CommandStatus.CODE, 0, denied)
        mine.send(READ)
        assert kernel[CHANNEL_CONTROL].recv(64) == READ


def test_no_key_is_told(served):
    path, kernel, _ = served
    with grant.granted(CHANNEL_CONTROL, path) as mine:
        mine.setblocking(True)
        kernel[CHANNEL_CONTROL].send(struct.pack("<HHH", 0x000A, 0, 37) + bytes(37))  # New Long Term Key
        kernel[CHANNEL_CONTROL].send(NEW_SETTINGS)
        assert mine.recv(64) == NEW_SETTINGS


@pytest.mark.parametrize("channel", [CHANNEL_CONTROL, CHANNEL_MONITOR])
def test_who_leaves_the_group_loses_what_was_granted(served, channel, monkeypatch):
    monkeypatch.setattr(grant_relay, "LOOK_SECONDS", 0.05)
    path, _, told = served
    with grant.granted(channel, path) as mine:
        mine.setblocking(True)
        permitted[0] = False
        assert mine.recv(64) == b""
    wait_for(told, 2)
    assert told[1].endswith("it is not permitted any more")
    with pytest.raises(PermissionError, match="not in the group pairtui"):
        grant.granted(channel, path)


def test_what_cannot_be_had_for_a_moment_does_not_end_it(served, monkeypatch):
    path, _, told = served

    def no_thread(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", no_thread)
        with pytest.raises(PermissionError, match="too many at once; try again"):
            grant.granted(CHANNEL_MONITOR, path)
    grant.granted(CHANNEL_MONITOR, path).close()
    wait_for(told, 1)


def test_a_descriptor_that_cannot_be_had_for_a_moment_does_not_end_it(served, monkeypatch):
    path, _, told = served
    accept, missing = socket.socket.accept, [errno.EMFILE, errno.ENFILE, errno.ENOMEM]

    def accepted(listening):
        if missing:
            raise OSError(missing.pop(), "not now")
        return accept(listening)

    monkeypatch.setattr(grant, "AGAIN_SECONDS", 0.01)
    monkeypatch.setattr(socket.socket, "accept", accepted)
    grant.granted(CHANNEL_MONITOR, path).close()  # for this one it waits already
    grant.granted(CHANNEL_CONTROL, path).close()
    assert not missing
    wait_for(told, 3)


def test_a_client_waits_for_a_service_that_its_connection_starts(tmp_path, monkeypatch):
    """As systemd does it: the socket is there, and the service only when somebody has connected."""
    monkeypatch.setattr(grant, "SECONDS", 0.1)
    path, ends = str(tmp_path / "grant"), socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    told: list[str] = []
    with grant.listener(path) as listening:

        def start() -> None:
            time.sleep(0.3)
            with suppress(OSError):
                grant.serve(listening, told.append, lambda channel: ends[1], lambda user: True)

        thread = threading.Thread(target=start, daemon=True)
        thread.start()
        with grant.granted(CHANNEL_MONITOR, path) as mine, ends[0]:
            ends[0].send(b"hello")
            mine.setblocking(True)
            assert mine.recv(16) == b"hello"
        wait_for(told, 2)
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def test_what_the_service_may_not_do_itself_it_says(served):
    path, _, told = served
    grant.granted(CHANNEL_CONTROL, path).close()
    with pytest.raises(PermissionError, match="Operation not permitted"):
        grant.granted(CHANNEL_CONTROL, path)
    wait_for(told, 3)
    assert any(line.endswith("Operation not permitted") for line in told)


@pytest.mark.parametrize("word", [b"user\n", b"", b"control monitor", bytes(70), b"\xff\x00"])
def test_any_other_word_gets_no_socket(served, word):
    path, kernel, _ = served
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)
        client.sendall(word)
        client.shutdown(socket.SHUT_WR)
        answer, passed, _, _ = socket.recv_fds(client, 64, 1)
    assert (passed, kernel) == ([], {})
    assert answer == b"ask for control or monitor\n"


def silent(path: str) -> socket.socket:
    client = socket.socket(socket.AF_UNIX)
    client.connect(path)
    return client


def test_a_client_that_says_nothing_keeps_nobody_waiting(served):
    path, _, told = served
    with silent(path):
        grant.granted(CHANNEL_MONITOR, path).close()
        grant.granted(CHANNEL_CONTROL, path).close()
        wait_for(told, 2)


def test_who_comes_beyond_the_bound_is_sent_away_until_there_is_room(served):
    path, kernel, _ = served
    waiting = [silent(path) for _ in range(grant.MOST_OF_USER)]
    with pytest.raises(PermissionError, match="too many at once; try again"):
        grant.granted(CHANNEL_CONTROL, path)
    assert kernel == {}
    waiting[0].sendall(b"monitor\n")
    answer, passed, _, _ = socket.recv_fds(waiting[0], 64, 1)
    assert (answer, len(passed)) == (b"ok\n", 1)
    with pytest.raises(PermissionError, match="too many at once; try again"):
        grant.granted(CHANNEL_CONTROL, path)  # what was granted counts until it ends
    os.close(passed[0])
    end = time.monotonic() + 5
    while True:  # its place is free a moment after its answer
        with suppress(PermissionError):
            grant.granted(CHANNEL_CONTROL, path).close()
            break
        assert time.monotonic() < end
    for client in waiting:
        client.close()


def test_the_socket_is_for_the_group_only(served):
    path, _, _ = served
    assert Path(path).stat().st_mode & 0o777 in (0o660, 0o600)


def test_what_systemd_passes_is_listened_on(tmp_path):
    told = "from pairtui.sources.kernel.socket_grant import listener; print(listener().getsockname())"
    with socket.socket(socket.AF_UNIX) as activated:
        activated.bind(f"{tmp_path}/activated")
        activated.listen()
        shell = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" -c "$1" 3<&0'
        command = ["sh", "-c", shell, sys.executable, told]
        found = subprocess.run(
            command, stdin=activated.fileno(), capture_output=True, text=True, check=True, timeout=30
        )
    assert found.stdout == f"{tmp_path}/activated\n"


@pytest.mark.parametrize(
    ("user", "primary", "listed", "member"),
    [
        (0, 7, [], True),
        (61183, 7, [], False), (61184, 7, [], True), (65519, 7, [], True), (65520, 7, [], False),  # DynamicUser=
        (1000, 42, [], True),
        (1000, 7, ["anna", "berta"], True),
        (1000, 7, ["berta"], False),
    ],
)  # fmt: skip
def test_who_is_a_member(user, primary, listed, member, monkeypatch):
    group = SimpleNamespace(gr_gid=42, gr_mem=listed)
    monkeypatch.setattr("grp.getgrnam", lambda name: {"pairtui": group}[name])
    monkeypatch.setattr("pwd.getpwuid", lambda _: SimpleNamespace(pw_gid=primary, pw_name="anna"))
    assert grant.is_member(user) is member
    assert grant._group_exists()
    monkeypatch.setattr("grp.getgrnam", lambda name: {}[name])
    assert grant.is_member(user) is (user == 0 or user in grant.DYNAMIC_USERS)
    assert not grant._group_exists()


def ends():
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


@pytest.mark.parametrize("channel", [CHANNEL_CONTROL, CHANNEL_MONITOR])
def test_why_a_relay_ends(channel, monkeypatch):
    monkeypatch.setattr(grant_relay, "UNREAD_SECONDS", 0.05)
    for reason, act in {
        "it left": lambda kernel, client: client.close(),
        "the kernel closed the socket": lambda kernel, client: kernel.close(),
        "it reads nothing": lambda kernel, client: fill(kernel),
    }.items():
        (kernel, theirs), (client, ours) = ends(), ends()
        with kernel, theirs, client, ours:
            act(kernel, client)
            assert grant_relay.relay(channel, theirs, ours, lambda: True) == reason
            assert ours.fileno() >= 0 and theirs.fileno() >= 0, "it closes neither"


def fill(kernel):
    """As many events as nobody reads."""

    def send() -> None:
        with suppress(OSError):
            while True:
                kernel.send(NEW_SETTINGS)

    threading.Thread(target=send, daemon=True).start()


def test_a_request_too_short_to_be_one_is_not_answered():
    (kernel, theirs), (client, ours) = ends(), ends()
    with kernel, theirs, client, ours:
        for packet in (b"\x04\0\0\0\0", b"\x99\0\x07\0\0\0"):
            client.send(packet)
        turns = iter((True, True, False))
        assert grant_relay.relay(CHANNEL_CONTROL, theirs, ours, lambda: next(turns)) == "it is not permitted any more"
        assert split(client.recv(64)) == (mgmt.CommandStatus.CODE, 7, b"\x99\0\x14")


def test_on_the_monitor_channel_everything_goes_through_one_way():
    (kernel, theirs), (client, ours) = ends(), ends()
    with kernel, theirs, client, ours:
        client.send(READ)
        kernel.send(LOAD_KEYS)
        turns = iter((True, True, False))
        grant_relay.relay(CHANNEL_MONITOR, theirs, ours, lambda: next(turns))
        assert client.recv(64) == LOAD_KEYS
        kernel.setblocking(False)
        with pytest.raises(BlockingIOError):
            kernel.recv(64)


def test_no_service(tmp_path):
    with pytest.raises(FileNotFoundError):
        grant.granted(CHANNEL_CONTROL, f"{tmp_path}/nothing")


def test_the_remedy_names_what_is_missing(tmp_path, monkeypatch, served):
    units = tmp_path / "units"
    units.mkdir()
    monkeypatch.setattr(grant, "is_member", lambda user: False)
    monkeypatch.setattr(grant, "_group_exists", lambda: True)
    member = "sudo usermod -aG pairtui $USER, then log in again"
    absent = f"{tmp_path}/nothing"
    assert grant.remedy(absent, (str(units),)) == f"sudo $(command -v pairtui) grant &; {member}"
    (units / "pairtui-grant.socket").write_text("[Socket]\n")
    assert grant.remedy(absent, (str(units),)) == f"sudo systemctl enable --now pairtui-grant.socket; {member}"
    assert grant.remedy(served[0]) == member
    monkeypatch.setattr(grant, "_group_exists", lambda: False)
    assert grant.remedy(served[0]) == f"sudo groupadd --system pairtui; {member}"
    monkeypatch.setattr(grant, "_group_exists", lambda: True)
    monkeypatch.setattr(grant, "is_member", lambda user: True)
    assert grant.remedy(served[0]) == "journalctl -u pairtui-grant, to see why it gives none"


def answered(path):
    """Whether the service at `path` has answered: its word may be that this kernel has no Bluetooth."""
    try:
        grant.granted(CHANNEL_MONITOR, path).close()
    except PermissionError:
        return True
    except OSError:
        return False
    return True


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has something to give up")
def test_started_by_root_it_keeps_two_capabilities_and_no_more(tmp_path):
    path = f"{tmp_path}/grant"
    served = f"from pairtui.sources.kernel.socket_grant import run; run({path!r})"
    with subprocess.Popen([sys.executable, "-c", served], stderr=subprocess.DEVNULL) as service:
        end = time.monotonic() + 30
        while not answered(path) and time.monotonic() < end:
            time.sleep(0.05)
        told = Path(f"/proc/{service.pid}/status").read_text()
        service.kill()
    status = dict(line.split(":\t", 1) for line in told.splitlines() if ":\t" in line)
    two, none = f"{1 << 12 | 1 << 13:016x}", f"{0:016x}"
    assert [status[name] for name in ("CapEff", "CapPrm", "CapBnd", "CapInh", "CapAmb")] == [two, two, two, none, none]
    assert (status["NoNewPrivs"], status["Groups"].strip()) == ("1", "")
    assert set(status["Uid"].split()) == {str(pwd.getpwnam("nobody").pw_uid)}
