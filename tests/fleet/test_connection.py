"""The connection to a broker: in large blocks, and never at rest where the broker waits for it."""

import asyncio
import contextlib
import socket

import pytest

from pairtui.fleet.broker import Broker
from pairtui.fleet.buffered_socket import BLOCK, BufferedSocket
from pairtui.fleet.mqtt import Connection, Message

REST = 5.0
"""Seconds; one after every few messages is more than PATIENCE."""

PATIENCE = 60


@pytest.fixture
def pair():
    """A buffered socket that does not block, and its peer."""
    listener = socket.create_server(("127.0.0.1", 0))
    ours, (theirs, _) = socket.create_connection(listener.getsockname()), listener.accept()
    buffered = BufferedSocket(ours)
    buffered.setblocking(False)
    yield buffered, theirs
    for each in (buffered, theirs, listener):
        each.close()


def take(buffered, size):
    """What comes next; waits until it is there."""
    while True:
        with contextlib.suppress(BlockingIOError):
            return buffered.recv(size)


def test_what_came_together_is_taken_in_parts(pair):
    buffered, theirs = pair
    theirs.sendall(b"abcdef")
    assert take(buffered, 1) == b"a"
    assert buffered.waiting
    assert buffered.recv(2) == b"bc"
    assert buffered.recv(9) == b"def"
    assert not buffered.waiting
    with pytest.raises(BlockingIOError):
        buffered.recv(1)
    theirs.close()
    assert take(buffered, 1) == b""


def test_what_is_sent_leaves_with_flush_or_with_close(pair):
    buffered, theirs = pair
    assert buffered.send(b"one") == 3
    theirs.setblocking(False)
    with pytest.raises(BlockingIOError):
        theirs.recv(9)
    assert buffered.flush()
    theirs.setblocking(True)
    assert theirs.recv(9) == b"one"
    buffered.send(bytearray(b"farewell"))
    buffered.close()
    assert theirs.recv(9) == b"farewell"
    assert buffered.fileno() == -1


def test_what_has_no_room_yet_is_sent_later_and_in_order(pair):
    buffered, theirs = pair
    sent = bytes(range(256)) * (64 * BLOCK // 256)
    buffered.send(sent)
    assert not buffered.flush()
    buffered.send(b"end")
    came = b""
    while len(came) < len(sent) + 3:
        buffered.flush()
        came += theirs.recv(1 << 20)
    assert came == sent + b"end"
    assert buffered.flush()


def test_a_connection_that_broke_is_told_where_it_is_read(pair):
    buffered, theirs = pair
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")  # a reset, not a farewell
    theirs.close()
    buffered.send(b"x")
    while not buffered.flush():
        pass
    with contextlib.suppress(ConnectionError):
        assert take(buffered, 1) == b""


@pytest.mark.parametrize("at_once", (1, 20))
async def test_a_broker_that_would_wait_for_acknowledgements_is_not_kept_waiting(broker, at_once):
    port = broker(f"max_inflight_messages {at_once}").port
    here, came = Broker("127.0.0.1", port, tls=False), []
    reader = Connection(here, "reader", lambda _, payload, __: came.append(payload), reasons=False, gather=REST)
    await reader.open()
    await reader.subscribe(["x"])
    writer = Connection(here, "writer")
    await writer.open()
    wanted = [str(number).encode() for number in range(120)]
    for payload in wanted:
        await writer.send(Message("x", payload))
    async with asyncio.timeout(PATIENCE):
        while len(came) < len(wanted):  # noqa: ASYNC110 -- they come from another process
            await asyncio.sleep(0.02)
    assert came == wanted
    for each in (reader, writer):
        await each.close()
