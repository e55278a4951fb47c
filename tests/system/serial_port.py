"""A program on the gateway that offers a serial port over RFCOMM, about whose use BlueZ asks the agent."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dbus_next import BusType, Message, MessageType, Variant
from dbus_next.aio import MessageBus

SERIAL_PORT = "00001101-0000-1000-8000-00805f9b34fb"
CHANNEL = 22
_PATH = "/lab/serial_port"
_OPTIONS = {
    "Name": Variant("s", "Serial port of the lab"),
    "Role": Variant("s", "server"),
    "Channel": Variant("q", CHANNEL),
    "RequireAuthentication": Variant("b", False),
    "RequireAuthorization": Variant("b", True),
}
"""BlueZ doc/org.bluez.ProfileManager.rst."""


@contextmanager
def serial_port() -> Iterator[threading.Event]:
    """Offer it meanwhile; the event is set when a device has opened it."""
    opened = threading.Event()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    bus = asyncio.run_coroutine_threadsafe(_offer(opened), loop).result(20)
    try:
        yield opened
    finally:
        loop.call_soon_threadsafe(bus.disconnect)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _offer(opened: threading.Event) -> Any:
    def called(message: Message) -> Message | None:
        if message.path != _PATH or message.message_type is not MessageType.METHOD_CALL:
            return None
        if message.member == "NewConnection":
            opened.set()
        return Message.new_method_return(message)

    bus = await MessageBus(bus_type=BusType.SYSTEM, negotiate_unix_fd=True).connect()
    bus.add_message_handler(called)
    answer = await bus.call(
        Message(
            destination="org.bluez",
            path="/org/bluez",
            interface="org.bluez.ProfileManager1",
            member="RegisterProfile",
            signature="osa{sv}",
            body=[_PATH, SERIAL_PORT, _OPTIONS],
        )
    )
    assert answer is not None and answer.message_type is MessageType.METHOD_RETURN, answer and answer.body
    return bus
