"""What the console needs of a hub, and one whose model changes no more."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from pairtui.pairing.actions import Action
from pairtui.pairing.events import ActionFinished, Event

if TYPE_CHECKING:
    from pairtui.pairing.model import Model


class ConsoleHub(Protocol):
    """A model that changes, and a place to send actions to."""

    @property
    def model(self) -> "Model":
        """The model, changed between two calls of the subscriber only."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> object:
        """Call `callback` on the event loop when the model changed, at most five times a second."""
        ...

    def perform(self, action: Action) -> Awaitable[ActionFinished | None] | None:
        """Send an action; what comes of it is in the model, and its end is what is awaited."""
        ...

    def tell(self, event: Event) -> None:
        """Take an event that no source tells."""
        ...

    async def run(self) -> None:
        """Take in events until it is closed."""
        ...

    async def close(self) -> None:
        """Give back what the sources hold."""
        ...


class StaticHub:
    """A hub for pictures: shows `model` as it is, and can do nothing."""

    actions: frozenset[type[Action]] = frozenset()

    def __init__(self, model: "Model") -> None:
        self.model = model

    def subscribe(self, callback: Callable[[], None]) -> None:
        """Nothing changes."""

    def perform(self, action: Action) -> None:
        """Nothing can be done."""

    def tell(self, event: Event) -> None:
        """Nothing changes."""

    async def run(self) -> None:
        """There is nothing to wait for."""

    async def close(self) -> None:
        """Nothing is held."""
