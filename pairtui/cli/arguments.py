"""The command line: what each command takes. The commands themselves are imported when they run."""

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module

from pairtui import __version__
from pairtui.cli.argument_types import moment, passkey, pin, rounds, seconds, size, speed
from pairtui.cli.columns import WIDEST, columns
from pairtui.errors import Unusable

TYPE_CHECKING = False  # as `typing.TYPE_CHECKING`, whose import takes a quarter of the time to the first text
if TYPE_CHECKING:
    from typing import NoReturn

_EPILOG = """exit status: 0 fine, 1 a pairing failed or a failure was found, 2 the input or the command line cannot be
used, 3 a needed source is missing"""
_BEARERS = ("le", "bredr")


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one sentence."""

    def _get_formatter(self) -> argparse.HelpFormatter:
        return argparse.HelpFormatter(self.prog, width=min(columns(), WIDEST) - 2)

    def error(self, message: str) -> "NoReturn":
        raise Unusable(f"{message}; `{self.prog} --help` shows how it is called")


def build_parser(words: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """The command line, all of it or those commands that may be among `words`.

    What draws or talks to a bus is imported only when its command runs.
    """
    parser = _Parser(
        prog="pairtui",
        description="Pairing console for embedded Linux Bluetooth gateways. Without a command: the live console.",
        epilog=_EPILOG,
    )
    parser.add_argument("--version", action="version", version=f"pairtui {__version__}")
    _console_options(parser)
    parser.add_argument("--capability", metavar="IO", help="IO capability of the agent, such as NoInputNoOutput")
    parser.add_argument(
        "--bleak", action="store_true", help="discover and pair through this system's own Bluetooth; no steps"
    )
    parser.set_defaults(run=_lazy("console"))
    groups = [add for add, names in _GROUPS.items() if words is None or names.intersection(words)]
    if groups:
        commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=_Parser)
        for add in groups:
            add(commands)
        _keep_what_stands_before(parser, commands)
    return parser


def _keep_what_stands_before(parser: argparse.ArgumentParser, commands: "argparse._SubParsersAction[_Parser]") -> None:
    """An option that stands before a command holds for it: argparse puts the command's own default over it."""
    before = {option.dest for option in parser._actions}
    for command in commands.choices.values():
        for option in command._actions:
            if option.dest in before and option.default is None:
                option.default = argparse.SUPPRESS


def _lazy(name: str) -> Callable[[argparse.Namespace], int]:
    """The command `name`, which is the function of that name in the module of that name, imported when it is called."""

    def run(args: argparse.Namespace) -> int:
        module = import_module(f"pairtui.cli.{name}")
        command: Callable[[argparse.Namespace], int] = getattr(module, name)
        return command(args)

    return run


def _command(
    commands: "argparse._SubParsersAction[_Parser]", name: str, help: str, description: str | None = None
) -> _Parser:
    """The parser of the command `name`."""
    parser = commands.add_parser(name, help=help, description=description)
    parser.set_defaults(run=_lazy(name.replace("-", "_")))
    return parser


def _drawing_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--theme", metavar="NAME", help="colours: the name of a theme, or a .toml file")
    parser.add_argument("--ascii", action="store_true", default=None, help="draw with ASCII characters only")


def _console_options(parser: argparse.ArgumentParser) -> None:
    _drawing_options(parser)
    parser.add_argument("--slow", action="store_true", default=None, help="draw less often, for a slow line")
    parser.add_argument("--utc", action="store_true", default=None, help="show times in UTC, not local time")
    parser.add_argument("--debug", action="store_true", default=None, help="write more into the log, for a bug report")
    parser.add_argument("--config", metavar="FILE", help="settings; default: config.toml of the user's configuration")


def _offline_commands(commands: "argparse._SubParsersAction[_Parser]") -> None:
    analyze = _command(commands, "analyze", "the verdicts of captures or logs", _ANALYZE)
    analyze.add_argument("files", nargs="+", metavar="FILE", help="a capture or a log; - is standard input")
    analyze.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="default: text")

    explain = _command(commands, "explain", "what a code, an error or a log line means", _EXPLAIN)
    explain.add_argument(
        "words", nargs="*", metavar="WORDS", help="smp 8, 0x06, AuthenticationCanceled …; without: what there is"
    )

    book = _command(commands, "book", "how known models are brought into pairing mode", _BOOK)
    book.add_argument("words", nargs="*", metavar="NAME", help="an entry, or words of its title; without: the list")
    book.add_argument("--json", action="store_true", help="as JSON")
    book.add_argument(
        "--draft", metavar="ADDRESS|FILE", help="an entry to complete, from the history of a device or from a log"
    )

    doctor = _command(commands, "doctor", "each source up or down, why, the remedy")
    doctor.add_argument("--json", action="store_true", help="as JSON")

    config = _command(commands, "config", "the settings in effect, and where they come from")
    config.add_argument("--config", metavar="FILE", help="settings; default: config.toml of the user's configuration")
    config.add_argument("--json", action="store_true", help="as JSON")

    bundle = _command(commands, "bundle", "everything that support needs, without secrets, as one archive")
    bundle.add_argument("target", metavar="OUT", help="the archive to write (zip, 0600)")
    bundle.add_argument("file", metavar="FILE", nargs="?", help="a capture or log; default: the history")
    bundle.add_argument("--force", action="store_true", help="write over OUT if it is there")

    redact = _command(commands, "redact", "copy a capture or log without its secrets", _REDACT)
    redact.add_argument("source", metavar="IN", help="a capture or log; - is standard input")
    redact.add_argument("target", metavar="OUT", help="the file to write (0600); - is standard output")
    redact.add_argument(
        "--pseudonyms", action="store_true", help="replace addresses and names too, each by the same one"
    )
    redact.add_argument("--force", action="store_true", help="write over OUT if it is there")


def _lab_command(commands: "argparse._SubParsersAction[_Parser]") -> None:
    lab = _command(commands, "lab", "the console on a virtual gateway with virtual devices", _LAB)
    where = lab.add_mutually_exclusive_group()
    where.add_argument("--cast", metavar="FILE", help="the virtual devices: a .toml file, or a cast by its name")
    where.add_argument("--hci", metavar="TRANSPORT", help="a controller instead: usb:0, serial:/dev/ttyUSB0,1000000 …")
    lab.add_argument("--scenario", metavar="NAME", help="the devices as this scenario has them; `list` names all")
    lab.add_argument("--headless", action="store_true", help="play the scenario to its verdict, without a screen")
    lab.add_argument("--json", action="store_true", help="what was played, as JSON")
    lab.add_argument("--seed", type=int, metavar="N", help="the same strengths, numbers and keys every time")
    lab.add_argument("--capability", metavar="IO", help="IO capability of the agent, such as NoInputNoOutput")
    _console_options(lab)


def _live_commands(commands: "argparse._SubParsersAction[_Parser]") -> None:
    replay = _command(commands, "replay", "the console on a capture or log")
    replay.add_argument("file", metavar="FILE", help="a capture or a log")
    pace = replay.add_mutually_exclusive_group()
    pace.add_argument(
        "--speed", type=speed, default=1.0, metavar="N", help="N times as fast as it happened; default: 1"
    )
    pace.add_argument("--at-once", action="store_true", help="without waiting")
    _console_options(replay)

    watch = _command(commands, "watch", "the events of the live sources, one per line")
    watch.add_argument("--json", action="store_true", help="each as a JSON object")

    policy = _command(commands, "policy", "show an adapter's pairing settings, or set some", _POLICY)
    policy.add_argument("words", nargs="*", metavar="[ADAPTER] SETTING=VALUE", help="hci0 secure-connections=only …")
    policy.add_argument("--json", action="store_true", help="as JSON")
    lasting = policy.add_mutually_exclusive_group()
    lasting.add_argument(
        "--for", dest="seconds", type=seconds, metavar="SECONDS", help="put back after so long; default: at Ctrl-C"
    )
    lasting.add_argument("--keep", action="store_true", help="do not put back")

    grant = _command(commands, "grant", "a service that hands Bluetooth sockets to users", _GRANT)
    grant.add_argument("--socket", metavar="PATH", help="where it listens; default: what systemd passes, else /run")

    snapshot = _command(commands, "snapshot", "a screen of the console on a capture or log, as SVG or text")
    snapshot.add_argument("file", nargs="?", metavar="FILE", help="a capture or a log")
    snapshot.add_argument("--lab", metavar="SCENARIO", help="instead of a file: the end of a scenario of the lab")
    snapshot.add_argument("--cast", metavar="FILE", help="the cast that has the scenario: a .toml file, or a name")
    snapshot.add_argument("--seed", type=int, default=1, metavar="N", help="of the lab; default: 1")
    snapshot.add_argument("--size", type=size, default=(80, 24), metavar="COLSxROWS", help="default: 80x24")
    snapshot.add_argument("--keys", default="", metavar="KEYS", help="keys to press first, separated by commas")
    snapshot.add_argument("-o", "--output", metavar="OUT", help="x.svg, x.png or x.txt; default: text")
    snapshot.add_argument(
        "--at", type=moment, metavar="SECONDS", help="so long after the first record; default: at the end"
    )
    _drawing_options(snapshot)


def _pairing_commands(commands: "argparse._SubParsersAction[_Parser]") -> None:
    pair = _command(commands, "pair", "pair one device, without the console", _PAIR)
    _device_options(pair)
    pair.add_argument("--io", metavar="CAP", help="IO capability to offer, such as NoInputNoOutput")
    pair.add_argument("--level", type=int, choices=(1, 2, 3, 4), help="the security level that the bond must have")
    pair.add_argument(
        "--over", choices=_BEARERS, default="", help="the transport; default: the one it was heard on last"
    )
    pair.add_argument("--sc", choices=("off", "on", "only"), help="Secure Connections of the adapter meanwhile")
    _answer_options(pair).add_argument(
        "--no-confirm", action="store_false", dest="confirm", default=None, help="say no to every question"
    )
    pair.add_argument("--timeout", type=seconds, default=120.0, metavar="S", help="seconds for all of it; default: 120")
    pair.add_argument("--repeat", type=rounds, metavar="N", help="pair and unpair N times: success rate and reasons")

    unpair = _command(commands, "unpair", "remove one device and its bond")
    _device_options(unpair)
    unpair.add_argument("--yes", action="store_true", help="do not ask")

    verify = _command(commands, "verify", "find out whether a bond works", _VERIFY)
    _device_options(verify)
    verify.add_argument("--over", choices=_BEARERS, default="", help="the transport whose key is used; for root")

    find_out = _command(commands, "find-out", "why a device does not pair, by experiments; all is put back", _FIND_OUT)
    find_out.add_argument("address", nargs="?", metavar="ADDRESS", help="the device, as C0:FF:EE:00:00:01")
    find_out.add_argument("--adapter", default="", metavar="hciN", help="default: the first that is on")
    find_out.add_argument("--yes", action="store_true", help="do not ask before it begins")
    _answer_options(find_out)
    find_out.add_argument("--lab", metavar="SCENARIO", help="instead of a device: a scenario of the virtual lab")
    find_out.add_argument("--cast", metavar="FILE", help="the cast that has the scenario: a .toml file, or a name")
    find_out.add_argument("--seed", type=int, default=1, metavar="N", help="of the lab; default: 1")
    find_out.add_argument("--json", action="store_true", help="the result as JSON")

    bonds = _command(commands, "bonds", "every bond: transport, level, key, identity, when it last worked")
    bonds.add_argument("--json", action="store_true", help="as JSON")


def _answer_options(parser: argparse.ArgumentParser) -> "argparse._MutuallyExclusiveGroup":
    answer = parser.add_mutually_exclusive_group()
    where = "or file:PATH, fd:N or - (asks), which other users cannot see in the list of processes"
    answer.add_argument("--passkey", type=passkey, metavar="N", help=f"the six digits that the device shows, {where}")
    answer.add_argument("--pin", type=pin, metavar="P", help=f"the PIN of an old BR/EDR device, {where}")
    answer.add_argument("--confirm", action="store_true", default=None, help="say yes to every question")
    return answer


def _device_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", metavar="ADDRESS", help="the device, as C0:FF:EE:00:00:01")
    parser.add_argument("--adapter", default="", metavar="hciN", help="default: the first that is on")
    parser.add_argument("--json", action="store_true", help="the result as JSON")


def _fleet_commands(commands: "argparse._SubParsersAction[_Parser]") -> None:
    from pairtui.cli.fleet_options import add

    add(partial(_command, commands), seconds, _console_options)


_GROUPS = {
    _offline_commands: frozenset(("analyze", "explain", "book", "doctor", "config", "bundle", "redact")),
    _lab_command: frozenset(("lab",)),
    _live_commands: frozenset(("replay", "watch", "policy", "grant", "snapshot")),
    _pairing_commands: frozenset(("pair", "unpair", "verify", "find-out", "bonds")),
    _fleet_commands: frozenset(("observe", "publish", "fleet")),
}
"""What adds which commands to the parser, in the order of the help."""


_ANALYZE = """Reads btsnoop, pcap, pcapng and PacketLogger captures, Android bug reports, support bundles, btmon and
hcidump text, bluetoothd, kernel, Zephyr and bluetoothctl logs, as they are found: cut, quoted, wrapped. Says who
refused, at which step, why, and what to do."""

_LAB = """Needs no Bluetooth, no root and no bluetoothd: pairing is real, between a virtual gateway and virtual devices.
With --hci the gateway is a Bluetooth stack of its own on a real controller, on Linux, Windows and macOS."""

_EXPLAIN = """Takes codes of every protocol (smp 8, hci 0x3d, 0x06, zephyr 9), D-Bus errors, names, causes, and log
lines pasted whole; several at once, too."""

_BOOK = """The device book: for each model what to do with one's hands, which pairing it wants, traps by firmware, and
where that is written. Files of your own in the folder `devices` of the configuration come first. Exit status 2: one of
them cannot be used."""

_REDACT = """Keys, passkeys, PINs and what they can be computed from become zeros; everything else stays, so that the
copy gives the same verdicts."""

_POLICY = """Without SETTING=VALUE: every setting with what it does. With: sets them, waits for Ctrl-C or as --for says,
and puts back what they were; --keep leaves them. What a killed pairtui left changed is put back first."""

_GRANT = """Run by root or systemd: lets members of the group pairtui use the kernel's control and monitor channels,
so that pairtui itself runs without privileges. See docs/privileges.md."""

_PAIR = """Looks for the device where it is not known, pairs, answers questions from the arguments or asks them on the
terminal, and writes the verdict. Exit status 0: paired, at the level asked for; 1: not."""

_VERIFY = """Disconnects the device, connects, encrypts with the stored key, and reads something that cannot be read
without. Exit status 0: the bond works; 1: it does not."""

_FIND_OUT = """Pairs again and again with nothing changed, which tells a failure that comes and goes from one that
stays; then changes what decides between the causes left, one at a time, and puts it back. A device that has a bond is
left alone. Exit status 0: it paired every time; 1: it did not."""
