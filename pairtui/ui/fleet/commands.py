"""The one table of the keys of the fleet's console: bindings, footer and help are made from it."""

from pairtui.protocol.immutable import immutable
from pairtui.ui.commands.key_names import written
from pairtui.ui.commands.moves import MOVES


@immutable()
class FleetCommand:
    """One thing that keys do, on which `tables` ("" for all, by the name of its class)."""

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    tables: tuple[str, ...] = ()
    footer: bool = True

    @property
    def key(self) -> str:
        """The first of its keys as it is written on the keyboard."""
        return written(self.keys[0])


COMMANDS = (
    FleetCommand("open", ("enter",), "log in", "Log in, by the command of fleet.toml.", ("Gateways",)),
    FleetCommand("open", ("enter",), "attempts", "The attempts of the group.", ("Groups",)),
    FleetCommand("open", ("enter",), "how sure", "How often, how sure, and what cannot be told apart.", ("Contrasts",)),
    FleetCommand("open", ("enter",), "read", "The attempt, step by step, with its diagnosis.", ("Attempts",)),
    FleetCommand("attempts", ("a",), "attempts", "The failed attempts of this gateway.", ("Gateways",)),
    FleetCommand("verify", ("V",), "verify bond", "Ask the gateway whether the bond works; signed.", ("Attempts",)),
    FleetCommand("capture", ("c",), "capture", "Ask for what went over the air; signed.", ("Gateways", "Attempts")),
    FleetCommand("next", ("tab",), "next table", "Gateways, groups, what they have in common, attempts."),
    FleetCommand("previous", ("shift+tab",), "previous table", "The table before.", footer=False),
    FleetCommand("filter", ("slash",), "filter", "Show only lines with these words."),
    FleetCommand("back", ("escape",), "back", "Leave the filter, or go back to all.", footer=False),
    *(FleetCommand(*move, footer=False) for move in MOVES),
    FleetCommand("help", ("question_mark",), "help", "Show all keys."),
    FleetCommand("quit", ("q", "ctrl+c"), "quit", "Leave."),
)
