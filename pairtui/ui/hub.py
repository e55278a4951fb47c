"""A hub with a model that does not change."""

from collections.abc import Callable

from pairtui.pairing.actions import Action
from pairtui.pairing.events import Event
from pairtui.pairing.model import Model


class StaticHub:
    """A hub for pictures: shows `model` as it is, and can do nothing."""

    actions: frozenset[type[Action]] = frozenset()

    def __init__(self, model: Model) -> None:
        self.model = model

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Nothing changes."""
        return lambda: None

    def perform(self, action: Action) -> None:
        """Nothing can be done."""

    def publish(self, event: Event) -> None:
        """Nothing changes."""

    async def run(self) -> None:
        """There is nothing to wait for."""

    async def close(self) -> None:
        """Nothing is held."""
