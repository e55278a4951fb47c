"""A hub on a model that changes no more, for pictures."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from pairtui.pairing.actions import Action

if TYPE_CHECKING:
    from pairtui.pairing.model import Model


class StillHub:
    """Shows `model` as it is, and can do nothing."""

    actions: frozenset[type[Action]] = frozenset()

    def __init__(self, model: "Model") -> None:
        self.model = model

    def subscribe(self, callback: Callable[[], None]) -> None:
        """Nothing changes."""

    def perform(self, action: Action) -> None:
        """Nothing can be done."""

    async def run(self) -> None:
        """There is nothing to wait for."""

    async def close(self) -> None:
        """Nothing is held."""
