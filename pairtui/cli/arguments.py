"""The command line: the console's own options, and the commands, which are found by their files.

`pairtui NAME` is `cli/NAME.py`: a module with `HELP`, its line of the help, with `DESCRIPTION` where there is more to
say, with the function `arguments`, which adds what it takes to its parser, and with the function `NAME`, which runs it.
"""

import argparse
import os
from collections.abc import Iterable, Sequence
from importlib import import_module

from pairtui import __version__
from pairtui.cli import __path__
from pairtui.cli.columns import WIDEST, columns
from pairtui.cli.options import capability_option, console_options
from pairtui.errors import Unusable

TYPE_CHECKING = False  # as `typing.TYPE_CHECKING`, whose import takes a quarter of the time to the first text
if TYPE_CHECKING:
    from types import ModuleType
    from typing import NoReturn

_EPILOG = """exit status: 0 fine, 1 a pairing failed or a failure was found, 2 the input or the command line cannot be
used, 3 a needed source is missing"""


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one sentence."""

    def _get_formatter(self) -> argparse.HelpFormatter:
        return argparse.HelpFormatter(self.prog, width=min(columns(), WIDEST) - 2)

    def error(self, message: str) -> "NoReturn":
        raise Unusable(f"{message}; `{self.prog} --help` shows how it is called")


def build_parser(words: Sequence[str] | None = None, listed: bool = False) -> argparse.ArgumentParser:
    """The command line, all of it or those commands that may be among `words`: no other is imported.

    With `listed` the others are there by their names and their lines of the help.
    """
    parser = _Parser(
        prog="pairtui",
        description="Pairing console for embedded Linux Bluetooth gateways. Without a command: the live console.",
        epilog=_EPILOG,
    )
    parser.add_argument("--version", action="version", version=f"pairtui {__version__}")
    console_options(parser)
    capability_option(parser)
    parser.add_argument(
        "--bleak", action="store_true", help="discover and pair through this system's own Bluetooth; no steps"
    )
    parser.set_defaults(run=_console)
    found = commands(words)
    lines = {**(_listed() if listed else {}), **{name: module.HELP for name, module in found.items()}}
    if lines:
        under = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=_Parser)
    for name, line in lines.items():
        module = found.get(name)
        command = under.add_parser(name, help=line, description=getattr(module, "DESCRIPTION", None))
        if module is not None:
            module.arguments(command)
            command.set_defaults(run=getattr(module, module.__name__.rpartition(".")[2]))
            _keep_what_stands_before(parser, command)
    return parser


def _listed() -> dict[str, str]:
    """Every command with its line of the help, from the text that is made of them: nothing is imported."""
    import re

    from pairtui.cli.help_text import HELP

    lines = re.findall(r"^    ([a-z][a-z-]*) +(.+(?:\n {19}.+)*)", HELP.partition("  COMMAND\n")[2], re.MULTILINE)
    return {name: " ".join(line.split()) for name, line in lines}


def commands(words: Iterable[str] | None = None) -> "dict[str, ModuleType]":
    """The modules of the commands by their names: those among `words`, else all."""
    files = {file.removesuffix(".py").replace("_", "-") for folder in __path__ for file in os.listdir(folder)}  # noqa: PTH208 -- pathlib takes 5 ms
    modules = {
        name: import_module(f"pairtui.cli.{name.replace('-', '_')}")
        for name in sorted(files if words is None else files.intersection(words))
        if name.replace("-", "_").isidentifier()
    }
    return {name: module for name, module in modules.items() if hasattr(module, "arguments")}


def _keep_what_stands_before(parser: argparse.ArgumentParser, command: argparse.ArgumentParser) -> None:
    """An option that stands before a command holds for it: argparse puts the command's own default over it."""
    before = {option.dest for option in parser._actions}
    for option in command._actions:
        if option.dest in before and option.default is None:
            option.default = argparse.SUPPRESS


def _console(args: argparse.Namespace) -> int:
    from pairtui.cli.console import console

    return console(args)
