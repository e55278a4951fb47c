"""Octets of a log or capture become events, and events a model: the way of every file and of every pasted line."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from pairtui.knowledge.devices import Book
from pairtui.pairing.events import DeviceChanged, Event, Traced
from pairtui.pairing.model import Model
from pairtui.pairing.tracking.tracer import Tracer
from pairtui.protocol.reader import Advert, Reader
from pairtui.protocol.record import Account, Direction

_Known = dict[tuple[int | None, str], tuple[str | None, int | None]]


def events_of(reader: Reader, chunks: Iterable[bytes]) -> Iterator[Event]:
    """The events that `reader` and the tracer make of these octets, to their end, and the devices that advertised."""
    tracer = Tracer()
    known: _Known = {}
    for chunk in chunks:
        for record in reader.feed(chunk):
            yield from _advertised(reader, known, record.time)
            yield from tracer.feed(record)
    for record in reader.close():
        yield from tracer.feed(record)
    yield from _advertised(reader, known, None)
    account = getattr(reader, "account", Account(""))  # a text's alone
    if account.text or account.documentation or not account.reported:
        yield Traced(message=account, direction=Direction.HOST)


def model_of(events: Iterable[Event], book: Callable[[], Book] | None = None, *, ended: bool = True) -> Model:
    """The model that these events lead to. Where they are not `ended`, what runs after the last of them still runs."""
    model = Model(book)
    for event in events:
        model.apply(event)
    if ended:
        model.finish()
    return model


def _advertised(reader: Reader, known: _Known, at: float | None) -> Iterator[Event]:
    """The devices heard for the first time; at the end (`at` None) all whose name or strength has changed since.

    The table keeps its order, so that what is new is at its end: looking at all of it for each record would not do.
    """
    new = 0 if at is None else len(known)
    for key, advert in list(islice(reader.adverts.items(), new, None)):
        now = (advert.name, advert.rssi)
        if known.get(key) != now:
            known[key] = now
            yield _device(key, advert, at)


def _device(key: tuple[int | None, str], advert: Advert, at: float | None) -> DeviceChanged:
    adapter = f"hci{key[0] or 0}"
    changes: dict[str, object] = {
        "adapter": adapter,
        "address": advert.address,
        "address_type": advert.address_type or "",
        "name": advert.name or "",
    }
    if advert.rssi is not None:
        changes["rssi"] = advert.rssi
    return DeviceChanged(
        at=at if at is not None else advert.last, device=f"{adapter}/{advert.address}", changes=changes
    )
