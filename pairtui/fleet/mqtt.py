"""One MQTT connection on the event loop: the one module that imports paho-mqtt."""

import asyncio
import ssl
from collections.abc import Coroutine, Sequence
from typing import Any, NamedTuple, NoReturn, TypeVar, cast

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from pairtui.fleet.broker import Broker, BrokerError
from pairtui.fleet.buffered_socket import BufferedSocket
from pairtui.fleet.packets import PacketReader, Receive
from pairtui.fleet.reason_codes import BLAMING, LASTING

CONNECT_SECONDS = 30.0
READ_AT_ONCE = 100
"""Packets that are taken before something else has its turn."""

GATHERED = 32 << 10
"""Octets that are read as soon as they are there: a broker drops what it cannot send while we wait for more."""

_T = TypeVar("_T")


class Message(NamedTuple):
    """What is to be published."""

    topic: str
    payload: bytes
    qos: int = 1
    retain: bool = False


class Connection:
    """A connection to `broker` as `client`; `receive` gets what comes, `will` is left behind where it breaks.

    With `reasons` it speaks MQTT 5, in which a broker says what its access rules refused; else 3.1.1, whose messages
    are read at a third of the cost: paho makes a table of properties for each of the other.
    What comes within `gather` seconds is read together where it is little: to wake up costs more than a message does.
    Then it subscribes with QoS 0. With QoS 1 a broker sends 20 or 32 messages, or a single one, and waits until they
    are acknowledged; yet it drops as much: what is above its queue, and all of it where the connection is lost.
    """

    def __init__(
        self,
        broker: Broker,
        client: str,
        receive: Receive = lambda *_: None,
        will: Message | None = None,
        reasons: bool = True,
        gather: float = 0.0,
    ) -> None:
        self._broker, self._receive, self._gather = broker, receive, gather
        self._loop = asyncio.get_running_loop()
        self._publishing: dict[int, asyncio.Future[int]] = {}
        self._subscribing: dict[int, asyncio.Future[list[int]]] = {}
        self._misc: asyncio.TimerHandle | None = None
        self._more: asyncio.Handle | None = None
        self._gathering: asyncio.TimerHandle | None = None
        self._socket: BufferedSocket | None = None
        self._writing = False
        self.lost: asyncio.Future[str] = self._loop.create_future()
        """Done when the connection is gone, with the reason in a few words."""
        self.too_large = False
        """Whether it ended because of a message, which the broker found too large or could not read."""
        self.most_octets = 0
        """The largest packet the broker takes, 0 where it does not say."""
        self._up: asyncio.Future[None] = self._loop.create_future()
        protocol = paho.MQTTv5 if reasons else paho.MQTTv311
        self._client = _Client(CallbackAPIVersion.VERSION2, client_id=client, protocol=protocol)
        self._client.packets = None if reasons else PacketReader(receive)
        self._client.max_inflight_messages_set(0)
        if will is not None:
            self._client.will_set(will.topic, will.payload, will.qos, will.retain)
        self._client.on_connect = self._connected
        self._client.on_message = self._message
        self._client.on_publish = self._published
        self._client.on_subscribe = self._subscribed
        self._client.on_disconnect = self._disconnected

    async def open(self) -> None:
        """Connect. Raises BrokerError."""
        context = self._broker.tls_context()
        if context is not None:
            self._client.tls_set_context(context)
        password = self._broker.password()
        if self._broker.user:
            self._client.username_pw_set(self._broker.user, password)
        host, port = self._broker.address
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await asyncio.to_thread(self._client.connect, host, port, self._broker.keepalive)
                self._listen()
                await self._up
        except TimeoutError:
            self._drop()
            raise BrokerError(f"{host}:{port} does not answer; see that a broker listens there") from None
        except ssl.SSLCertVerificationError as error:
            raise BrokerError(f"{host}:{port} is not who it should be: {error.verify_message}; see ca") from None
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise BrokerError(f"{host}:{port} cannot be reached: {why}; see [broker], and that it runs") from None
        except BrokerError:
            self._drop()
            raise

    def publish(self, message: Message) -> "asyncio.Future[int]":
        """Publish; done with the broker's reason code, or cancelled where the connection is lost before that."""
        done: asyncio.Future[int] = self._loop.create_future()
        info = self._client.publish(message.topic, message.payload, message.qos, message.retain)
        if info.rc != paho.MQTT_ERR_SUCCESS:
            done.cancel()
        elif message.qos == 0:
            done.set_result(0)
        else:
            self._publishing[info.mid] = done
        return done

    async def send(self, message: Message) -> int:
        """Publish and wait for the broker's reason code. Raises BrokerError where the connection is lost meanwhile."""
        return await self._answer(self.publish(message))

    async def _answer(self, done: "asyncio.Future[_T]") -> _T:
        await asyncio.wait({done})
        if done.cancelled():
            raise BrokerError("the connection was lost")
        return done.result()

    async def subscribe(self, filters: Sequence[str]) -> list[int]:
        """Subscribe; gives the broker's reason codes. Raises BrokerError where the connection is lost meanwhile."""
        rc, mid = self._client.subscribe([(each, 0 if self._gather else 1) for each in filters])
        if rc != paho.MQTT_ERR_SUCCESS or mid is None:
            raise BrokerError("the connection was lost")
        done: asyncio.Future[list[int]] = self._loop.create_future()
        self._subscribing[mid] = done
        self._at_once()
        return await self._answer(done)

    def unsubscribe(self, filters: Sequence[str]) -> None:
        """Take subscriptions back."""
        self._client.unsubscribe(list(filters))

    async def until_lost(self, *works: "Coroutine[Any, Any, None]") -> NoReturn:
        """Do `works` until the connection is gone or one of them fails. Raises BrokerError, or what that raised."""
        tasks = [asyncio.create_task(work) for work in works]
        try:
            watched: list[asyncio.Future[Any]] = [self.lost, *tasks]
            done, _ = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task in done:
                    task.result()
            raise BrokerError(f"the connection to {self._broker.host} was lost: {self.lost.result()}")
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """Leave, so that the will is not published. Safe to call twice."""
        if not self.lost.done():
            self._client.disconnect()
            await asyncio.sleep(0)
        self._drop()

    def _listen(self) -> None:
        opened = self._client.socket()
        if not isinstance(opened, BufferedSocket):
            raise BrokerError("the connection was lost at once")
        self._socket = opened
        self._client.on_socket_close = lambda *_: self._forget()
        self._client.on_socket_register_write = lambda *_: self._start_writing()
        self._loop.add_reader(opened, self._read)
        self._write()
        self._tend()
        if self._gather:
            self._gathered()

    def _at_once(self) -> None:
        """Wait for an answer, or gather what comes where there is none to wait for."""
        if self._gather and self._socket is not None:
            self._socket.wake_at(1 if self._subscribing else GATHERED)

    def _gathered(self) -> None:
        """So little came that it did not wake us up."""
        self._gathering = self._loop.call_later(self._gather, self._gathered)
        self._read()

    def _read(self) -> None:
        """Take what is there; something else has its turn where that is much."""
        opened = self._socket
        for _ in range(READ_AT_ONCE):
            if opened is None or self._client.loop_read() != paho.MQTT_ERR_SUCCESS or self._socket is not opened:
                return
            if not opened.waiting:
                return
        if self._more is None:
            self._more = self._loop.call_soon(self._read_on)

    def _read_on(self) -> None:
        self._more = None
        self._read()

    def _start_writing(self) -> None:
        """Write when everything that is at hand was read: then the answers to it go together."""
        if self._socket is not None and not self._writing:
            self._writing = True
            self._loop.call_soon(self._write)

    def _write(self) -> None:
        """Write what waits, and again when there is room where not all of it could go."""
        self._writing = False
        self._client.loop_write()
        opened = self._socket
        if opened is not None and opened.flush():
            self._loop.remove_writer(opened)
        elif opened is not None:
            self._loop.add_writer(opened, self._write)

    def _tend(self) -> None:
        if not self.lost.done():
            self._client.loop_misc()
            self._misc = self._loop.call_later(max(self._broker.keepalive / 4, 1), self._tend)

    def _forget(self) -> None:
        opened, self._socket = self._socket, None
        for handle in (self._gathering, self._more):
            if handle is not None:
                handle.cancel()
        if opened is not None:
            self._loop.remove_reader(opened)
            self._loop.remove_writer(opened)

    def _drop(self, why: str = "closed") -> None:
        self._forget()
        if self._misc is not None:
            self._misc.cancel()
        if (opened := self._client.socket()) is not None:
            opened.close()
        if not self.lost.done():
            self.lost.set_result(why)
        for unanswered in (self._publishing, self._subscribing):
            for done in unanswered.values():
                done.cancel()
            unanswered.clear()

    def _connected(self, _: object, __: object, ___: object, reason: ReasonCode, properties: Any) -> None:
        if self._up.done():
            return
        if reason.is_failure:
            host, port = self._broker.address
            why = LASTING.get(reason.value, f"refuses the connection ({reason})")
            self._up.set_exception(BrokerError(f"{host}:{port} {why}", lasting=reason.value in LASTING))
            return
        self.most_octets = int(getattr(properties, "MaximumPacketSize", 0) or 0)
        self._up.set_result(None)

    def _message(self, _: object, __: object, message: paho.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            return
        self._receive(topic, bytes(message.payload), message.retain)

    def _published(self, _: object, __: object, mid: int, reason: ReasonCode, ___: object) -> None:
        done = self._publishing.pop(mid, None)
        if done is not None and not done.done():
            done.set_result(reason.value)

    def _subscribed(self, _: object, __: object, mid: int, reasons: "list[ReasonCode]", ___: object) -> None:
        done = self._subscribing.pop(mid, None)
        if done is not None and not done.done():
            done.set_result([reason.value for reason in reasons])
        self._at_once()

    def _disconnected(self, _: object, __: object, ___: object, reason: ReasonCode, ____: object) -> None:
        why = str(reason)
        self.too_large = reason.value in BLAMING
        if not self._up.done():
            host, port = self._broker.address
            self._up.set_exception(BrokerError(f"{host}:{port} closes the connection: {why}"))
        self._drop(why)


class _Client(paho.Client):
    """paho's client on a socket that is read and written in large blocks, where `packets` takes what it can."""

    packets: PacketReader | None = None

    def _create_socket(self) -> BufferedSocket:
        opened = cast(Any, super()._create_socket())
        return BufferedSocket(opened) if self.packets is None else BufferedSocket(opened, self.packets.take)
