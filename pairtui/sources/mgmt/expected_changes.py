"""Which changes of the kernel's settings come of what this console asked of BlueZ."""

from collections.abc import Callable

from pairtui.pairing import actions
from pairtui.pairing.actions import Action
from pairtui.pairing.events import ActionFinished, ActionStarted, Event

BONDABLE, DISCOVERABLE = "bondable", "discoverable"


class ExpectedChanges:
    """bluetoothd makes them, on its own socket, about when it answers: what is asked for is expected until it comes.

    With an agent that comes or goes bluetoothd changes bondable, if it is the first or the last one. `has` is the value
    of an adapter's setting now.
    """

    def __init__(self, has: Callable[[str, str], int | None]) -> None:
        self._has = has
        self._expected: dict[tuple[str, str], int] = {}  # (adapter, setting) -> value
        self._agent_changes = False

    def on_event(self, event: Event) -> None:
        """Take notice of an action that begins or fails."""
        match event:
            case ActionStarted(action=actions.SetCapability()):
                self._agent_changes = True
            case ActionFinished(action=actions.SetCapability()):
                self._agent_changes = False
            case ActionStarted():
                news = _changes(event.action).items()
                self._expected.update({name: value for name, value in news if self._has(*name) != value})
            case ActionFinished() if event.error is not None:
                for name in _changes(event.action):
                    self._expected.pop(name, None)

    def caused(self, adapter: str, setting: str, value: int) -> bool:
        """Whether this console asked BlueZ for the value that the setting has now; each request counts once."""
        if self._agent_changes and setting == BONDABLE:
            return True
        if self._expected.get((adapter, setting)) != value:
            return False
        del self._expected[adapter, setting]
        return True


def _changes(action: Action) -> dict[tuple[str, str], int]:
    match action:
        case actions.SetPairable(adapter, value):
            return {(adapter, BONDABLE): int(value)}
        case actions.SetDiscoverable(adapter, value):
            return {(adapter, DISCOVERABLE): int(value)}
    return {}
