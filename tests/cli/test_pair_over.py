"""`pairtui pair --over`: how BlueZ is brought to reach a device over one of its transports, and left as it was."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from pairtui.cli import bearer
from pairtui.cli.bearer import over
from pairtui.cli.session import Session
from pairtui.errors import Unusable
from pairtui.pairing.actions import Action, SetCapability, SetPreferredBearer, StartDiscovery, StopDiscovery
from pairtui.pairing.events import ActionFinished, AdapterChanged, DeviceChanged, Event, SourceChanged, SourceState
from pairtui.sources.errors import NOT_FOUND, NOT_SUPPORTED

PHONE, ADDRESS = "/org/bluez/hci0/dev_00_1B_DC_C1_A5_10", "00:1B:DC:C1:A5:10"


class Gateway:
    """BlueZ with one adapter and a phone that is heard over the transports of `heard`."""

    name = "bluez"
    actions: frozenset[type[Action]] = frozenset((StartDiscovery, StopDiscovery, SetPreferredBearer))

    def __init__(self, heard: set[str], *, chooses: bool = True, policy: dict[str, int] | None = None) -> None:
        self.heard, self.chooses = heard, chooses
        self.done: list[Action] = []
        self._policy = policy or {}
        self._told: asyncio.Queue[Event | None] = asyncio.Queue()

    async def events(self) -> AsyncIterator[Event]:
        yield SourceChanged(source=self.name, state=SourceState.UP)
        yield AdapterChanged(adapter="hci0", changes={"powered": True, "policy": self._policy})
        yield ActionFinished(action=SetCapability("KeyboardDisplay"))
        while (event := await self._told.get()) is not None:
            yield event

    async def perform(self, action: Action) -> None:
        self.done.append(action)
        error = None
        match action:
            case StartDiscovery(adapter, transport) if transport in self.heard:
                seen = {"adapter": adapter, "address": ADDRESS, "rssi": -50}
                self._told.put_nowait(DeviceChanged(device=PHONE, changes=seen))
            case SetPreferredBearer(_, preferred) if self.chooses:
                self._told.put_nowait(DeviceChanged(device=PHONE, changes={"preferred_bearer": preferred}))
            case SetPreferredBearer():
                error = NOT_SUPPORTED
        self._told.put_nowait(ActionFinished(action=action, error=error))

    async def close(self) -> None:
        self._told.put_nowait(None)


async def reach(gateway: Gateway, transport: str) -> ActionFinished | None:
    async with Session([gateway]) as session, over(session, ADDRESS, transport) as failed:
        return failed


@pytest.mark.parametrize("chooses", [True, False])
def test_it_is_heard_over_that_transport_and_preferred_where_bluez_lets_choose(chooses: bool) -> None:
    gateway = Gateway({"le", "bredr"}, chooses=chooses)
    assert asyncio.run(reach(gateway, "bredr")) is None
    scan, stop, prefer, *back = gateway.done
    assert (scan, stop) == (StartDiscovery("hci0", "bredr"), StopDiscovery("hci0"))
    assert prefer == SetPreferredBearer(PHONE, "bredr")
    assert back == ([SetPreferredBearer(PHONE, "")] if chooses else [])


def test_a_device_that_is_not_heard_over_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bearer, "HEARD_SECONDS", 0.2)
    gateway = Gateway({"le"})
    failed = asyncio.run(reach(gateway, "bredr"))
    assert failed is not None and failed.error == NOT_FOUND
    assert failed.text == f"{ADDRESS} was not heard over BR/EDR within 0.2 s: bring it near, in pairing mode"
    assert gateway.done == [StartDiscovery("hci0", "bredr"), StopDiscovery("hci0")]


def test_an_adapter_without_it() -> None:
    with pytest.raises(Unusable, match="hci0 has no BR/EDR, or it is off; use another adapter"):
        asyncio.run(reach(Gateway({"bredr"}, policy={"bredr": 0}), "bredr"))


def test_without_a_choice_nothing_is_done() -> None:
    gateway = Gateway({"le"})
    assert asyncio.run(reach(gateway, "")) is None
    assert gateway.done == []
