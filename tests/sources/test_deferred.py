"""A source that is made when it is first asked for something."""

from pairtui.hub import Hub
from pairtui.pairing.actions import Action, StartDiscovery
from pairtui.pairing.events import ActionFinished, Event, SourceChanged, SourceState
from pairtui.sources.deferred import DeferredSource


def broken():
    raise OSError("no such module")


class Radio:
    name = "radio"
    actions: frozenset[type[Action]] = frozenset({StartDiscovery})

    def __init__(self, closed):
        self.done = []
        self.closed = closed

    async def events(self):
        yield SourceChanged(at=1.0, source=self.name, state=SourceState.UP)

    async def perform(self, action):
        self.done.append(action)

    async def close(self):
        self.closed.append(self.name)


async def test_it_is_made_with_its_events_and_can_then_do_what_the_source_can():
    closed: list[str] = []
    made: list[Radio] = []

    def make():
        made.append(Radio(closed))
        return made[0]

    late = DeferredSource("radio", make)
    hub = Hub([late])
    assert (hub.actions, made) == (frozenset(), [])

    await hub.run()
    assert hub.model.sources["radio"].state is SourceState.UP
    assert hub.actions == {StartDiscovery}

    await hub.perform(StartDiscovery("hci0"))
    assert made[0].done == [StartDiscovery("hci0")]

    await hub.close()
    assert closed == ["radio"]


class Listener(Radio):
    """A source that learns from what the others tell."""

    name = "listener"

    def on_event(self, event):
        self.done.append(event)


async def test_it_hears_what_the_others_tell():
    listener = Listener([])
    hub = Hub([DeferredSource("listener", lambda: listener), DeferredSource("radio", lambda: Radio([]))])
    await hub.run()
    assert {event.source for event in listener.done} == {"listener", "radio"}
    await hub.close()


async def test_one_that_was_never_needed_is_not_made_to_close_it():
    hub = Hub([DeferredSource("radio", broken)])
    told: list[Event] = []
    hub.observe(told.append)
    await hub.perform(StartDiscovery("hci0"))
    await hub.close()

    assert [event.error for event in told if isinstance(event, ActionFinished)] == ["pairtui.Error.NoSource"]


async def test_one_that_cannot_be_made_is_down(caplog):
    hub = Hub([DeferredSource("radio", broken)])
    await hub.run()
    assert hub.model.sources["radio"].state is SourceState.DOWN
    assert "the source radio failed" in caplog.text
    caplog.clear()
