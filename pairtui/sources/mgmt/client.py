"""A client of the kernel's management interface: commands with their answers, events as they come."""

import asyncio
import socket
from collections.abc import Callable

from pairtui.protocol.fields import Message
from pairtui.protocol.messages import mgmt
from pairtui.protocol.messages.mgmt_control import NO_INDEX, frame, split

LARGEST = 64 * 1024
ANSWER_SECONDS = 20.0  # switching the adapter on runs through the controller's whole setup


class Refused(Exception):
    """The kernel answered with `status`, a MGMT status other than success."""

    def __init__(self, status: int) -> None:
        super().__init__(f"MGMT status 0x{status:02x}")
        self.status = status


class Unanswered(Exception):
    """The kernel did not answer in time, or its socket is gone."""


class MgmtClient:
    """One socket of the control channel. `on_event` gets code, adapter and parameters of each event."""

    def __init__(self, opened: socket.socket, on_event: Callable[[int, int, bytes], None]) -> None:
        self._socket = opened
        self._on_event = on_event
        self._one = asyncio.Lock()
        self._asked: tuple[int, int] | None = None
        self._answer: asyncio.Future[bytes] | None = None
        self.lost = asyncio.Event()
        asyncio.get_running_loop().add_reader(opened, self._readable)

    async def ask(self, command: Message, index: int = NO_INDEX) -> bytes:
        """What the command returns; raises Refused or Unanswered. One command at a time."""
        async with self._one:
            if self.lost.is_set():
                raise Unanswered("the management socket is closed")
            self._asked = (command.CODE, index)
            self._answer = asyncio.get_running_loop().create_future()
            try:
                self._socket.send(frame(index, command))
                return await asyncio.wait_for(self._answer, ANSWER_SECONDS)
            except TimeoutError:
                raise Unanswered(f"{command.NAME}: no answer within {ANSWER_SECONDS:.0f} s") from None
            except OSError as error:
                raise Unanswered(f"{command.NAME}: {error.strerror}") from None
            finally:
                self._asked = self._answer = None

    def close(self) -> None:
        """Give the socket back. Safe to call twice."""
        if not self.lost.is_set():
            self._lose()

    def _readable(self) -> None:
        try:
            data = self._socket.recv(LARGEST)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._lose()
        elif (parts := split(data)) is not None:
            self._take(*parts)

    def _take(self, code: int, index: int, parameters: bytes) -> None:
        if code not in (mgmt.CommandComplete.CODE, mgmt.CommandStatus.CODE):
            self._on_event(code, index, parameters)
            return
        event = mgmt.events.decode(code, parameters)
        if not isinstance(event, mgmt.CommandComplete | mgmt.CommandStatus):
            return
        if self._answer is None or self._answer.done() or self._asked != (event.opcode, index):
            return
        if event.status:
            self._answer.set_exception(Refused(event.status))
        else:
            self._answer.set_result(event.returns if isinstance(event, mgmt.CommandComplete) else b"")

    def _lose(self) -> None:
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()
        self.lost.set()
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(Unanswered("the management socket was closed"))
