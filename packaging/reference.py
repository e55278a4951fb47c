"""Makes the man page, the completions, docs/reference.md and what --help prints, from the tables of the program itself.

    python packaging/reference.py [--check]

`--check` writes nothing and ends with 1, naming the files, where one is not what the tables say now.
"""

import argparse
import os
import sys
from dataclasses import fields
from pathlib import Path
from unittest.mock import patch

import shtab

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from architecture import architecture

from pairtui import __version__
from pairtui.cli import arguments as cli
from pairtui.cli.columns import WIDEST
from pairtui.files.config import Settings
from pairtui.knowledge.causes import CAUSES, GROUPS
from pairtui.knowledge.codes import SPACE_NAMES, SPACES, code_text
from pairtui.knowledge.settings import SETTINGS
from pairtui.lab.cast import load as load_cast
from pairtui.lab.cast import names as casts
from pairtui.protocol.io_capability import ABLEST_FIRST
from pairtui.ui.commands.table import COMMANDS
from pairtui.ui.themes import theme_names

MADE = "Made from the program's own tables by `make docs`: change those."
FILES = {
    "~/.config/pairtui/config.toml": "the user's settings; `pairtui config` shows them",
    "~/.config/pairtui/themes/": "themes of one's own",
    "~/.local/state/pairtui/": "history, captures and the journal of settings to put back; readable by the user only",
    "~/.local/state/pairtui/log/": "pairtui's own log, without secrets",
}
EXAMPLES = (
    ("pairtui", "the console; `?` shows the keys"),
    ("pairtui lab", "the same on a virtual gateway, without Bluetooth"),
    ("btmon | tee trace.txt; pairtui analyze trace.txt", "what went wrong in a log"),
    ("pairtui analyze --format json trace.btsnoop", "the same for a program"),
    ("pairtui explain smp 8", "what a code means, and the causes it can have"),
    ("pairtui pair C0:FF:EE:00:00:01 --io NoInputNoOutput --json", "pair from a script"),
)


# ── what there is, once for all forms ──────────────────────────────────────────────────────────────────────────────


def subcommands():
    """Each command's parser by name, in the order of the command line, with its line of help."""
    parser = cli.build_parser()
    (action,) = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    helps = {choice.dest: choice.help for choice in action._choices_actions}
    return parser, {name: (sub, helps[name]) for name, sub in action.choices.items() if name in helps}


def options(parser):
    """(how it is written, what it does) of each argument but --help."""
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction | argparse._SubParsersAction):
            continue
        value = action.metavar or ("{" + ",".join(map(str, action.choices)) + "}" if action.choices else "")
        if not action.option_strings:
            yield str(value or action.dest), action.help or ""
        else:
            names = ", ".join(action.option_strings)
            yield (f"{names} {value}".strip() if action.nargs != 0 else names), action.help or ""


def usage(name, parser):
    """The synopsis of a command on one line."""
    text = parser.format_usage().removeprefix("usage: ")
    return " ".join(text.split()).replace("[-h] ", "").replace(" [-h]", "")


def exit_statuses():
    yield "0", "fine"
    yield "1", "a pairing failed, or a failure was found"
    yield "2", "the input or the command line cannot be used"
    yield "3", "a needed source is missing"
    yield "130, 141", "ended by an interrupt, or because nobody reads the output any more"


def settings():
    for field in fields(Settings):
        yield field.name, field.metadata["says"]


# ── man page ───────────────────────────────────────────────────────────────────────────────────────────────────────


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "")
    text = "".join(c if c.isascii() else f"\\[u{ord(c):04X}]" for c in text)
    return "\\&" + text if text.startswith((".", "'")) else text


def tagged(rows):
    for tag, text in rows:
        yield from (".TP", f"\\fB{roff(tag)}\\fR", roff(" ".join(text.split())))


def man_page():
    parser, commands = subcommands()
    lines = [
        f'.\\" {MADE}',
        f'.TH PAIRTUI 1 "" "pairtui {__version__}" "User Commands"',
        ".SH NAME",
        "pairtui \\- pairing console for Bluetooth gateways",
        ".SH SYNOPSIS",
        roff(usage("pairtui", parser)),
        ".SH DESCRIPTION",
        "Shows the Bluetooth devices in range and each step of a pairing as it happens; when it fails: who refused, at "
        "which step, why, and the fix, one key away. Reads logs and captures too.",
        ".SH OPTIONS",
        *tagged(options(parser)),
        ".SH COMMANDS",
    ]
    for name, (sub, says) in commands.items():
        lines += [f".SS {roff(usage(name, sub))}", roff(sentence(sub.description or says)), *tagged(options(sub))]
    lines += [".SH KEYS"]
    group = ""
    for command in COMMANDS:
        if command.group != group:
            group = command.group
            lines += [f".SS {roff(group)}"]
        lines += tagged([(command.key, f"{command.label}: {command.help}")])
    lines += [".SH EXIT STATUS", *tagged(exit_statuses())]
    lines += [".SH CONFIGURATION", "Keys of config.toml:", *tagged(settings())]
    lines += [".SH ADAPTER SETTINGS", "What pairtui policy sets:"]
    lines += tagged((f"{s.name}={'|'.join(word for _, word in s.values)}", s.effect) for s in SETTINGS.values())
    lines += [".SH CAUSES", "What a diagnosis can say; pairtui explain CAUSE tells more:"]
    lines += tagged((cause.id, cause.title) for cause in CAUSES.values())
    lines += [".SH CODES", "The reasons of SMP Pairing Failed; pairtui explain knows those of every protocol:"]
    lines += tagged((code_text("smp", code), f"{row.name}: {row.meaning}") for code, row in SPACES["smp"].items())
    lines += [".SH FILES", *tagged(FILES.items())]
    lines += [".SH EXAMPLES", *tagged(EXAMPLES), ".SH SEE ALSO", ".BR bluetoothctl (1), btmon (1), bluetoothd (8)"]
    return "\n".join(lines) + "\n"


def sentence(text):
    text = " ".join(text.split())
    text = text[:1].upper() + text[1:]
    return text if text.endswith(".") else text + "."


# ── docs/reference.md ──────────────────────────────────────────────────────────────────────────────────────────────


def cell(text):
    return " ".join(str(text).split()).replace("|", "\\|")


def table(head, rows):
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(map(cell, row))} |"
    yield ""


def reference():
    parser, commands = subcommands()
    lines = ["# Reference", "", MADE, "", "## Commands", "", "```", usage("pairtui", parser), "```", ""]
    lines += table(("option", ""), ((f"`{name}`", says) for name, says in options(parser)))
    for name, (sub, says) in commands.items():
        lines += [f"### pairtui {name}", "", sentence(sub.description or says), "", "```", usage(name, sub), "```", ""]
        lines += table(("argument", ""), ((f"`{option}`", text) for option, text in options(sub)))
    lines += ["## Exit status", "", *table(("status", ""), exit_statuses())]
    lines += ["## Keys", ""]
    lines += table(("key", "", "does"), ((f"`{c.key}`", c.label, c.help) for c in COMMANDS))
    lines += ["## config.toml", "", *table(("key", ""), ((f"`{name}`", says) for name, says in settings()))]
    lines += ["## Adapter settings", "", "What `pairtui policy` shows and sets.", ""]
    words = (
        (f"`{s.name}`", " ".join(f"`{word}`" for _, word in s.values), s.effect, s.owner) for s in SETTINGS.values()
    )
    lines += table(("setting", "values", "effect on a pairing", "held by"), words)
    lines += ["## Files", "", *table(("file", ""), ((f"`{name}`", says) for name, says in FILES.items()))]
    lines += ["## Causes", "", "What a diagnosis can say; `pairtui explain CAUSE` shows the page of each.", ""]
    lines += table(("cause", "group", ""), ((f"`{c.id}`", GROUPS[c.id], c.title) for c in CAUSES.values()))
    lines += ["## Codes", ""]
    for space, codes in SPACES.items():
        lines += [f"### {SPACE_NAMES[space]}s", ""]
        rows = ((f"`{code_text(space, code)}`", row.name, row.meaning) for code, row in codes.items())
        lines += table(("code", "name", "means"), rows)
    return "\n".join(lines).rstrip("\n") + "\n"


# ── what --help prints ─────────────────────────────────────────────────────────────────────────────────────────────


def help_text():
    with patch.dict(os.environ, COLUMNS=str(WIDEST)):
        text = subcommands()[0].format_help()
    assert '"""' not in text and "\\" not in text
    return f'"""What `pairtui --help` prints. {MADE}"""\n\nHELP = """\\\n{text}"""\n'


# ── completions ────────────────────────────────────────────────────────────────────────────────────────────────────


def values():
    """What can be written where the parser takes any word, by the argument's name."""
    scenarios = sorted({name for cast in casts() for name in load_cast(cast).scenarios})
    capabilities = list(ABLEST_FIRST)
    return {
        "theme": theme_names(),
        "capability": capabilities,
        "io": capabilities,
        "cast": casts(),
        "scenario": [*scenarios, "list"],
        "lab": scenarios,
        "words": {
            "explain": list(CAUSES),
            "policy": [f"{s.name}={word}" for s in SETTINGS.values() for _, word in s.values],
        },
    }


def completing():
    """The parser with the values that its arguments can have, for the completions only."""
    parser, commands = subcommands()
    known = values()
    for name, owner in (("", parser), *((name, sub) for name, (sub, _) in commands.items())):
        for action in owner._actions:
            found = known.get(action.dest)
            found = found.get(name) if isinstance(found, dict) else found
            if found and not action.choices and action.nargs != 0:
                action.choices = list(found)
    return parser, commands


def fish():
    """fish's completions: shtab makes those of bash and zsh only."""
    parser, commands = completing()
    lines = [f"# {MADE}", f"set -l commands {' '.join(commands)}", "complete -c pairtui -n '__fish_is_first_arg' -f"]
    lines += [
        f"complete -c pairtui -n '__fish_is_first_arg' -a {name} -d {quoted(says)}"
        for name, (_, says) in commands.items()
    ]
    for condition, owner in [
        ("'not __fish_seen_subcommand_from $commands'", parser),
        *((f"'__fish_seen_subcommand_from {name}'", sub) for name, (sub, _) in commands.items()),
    ]:
        for action in owner._actions:
            if not action.option_strings and action.choices and not isinstance(action, argparse._SubParsersAction):
                words = " ".join(map(str, action.choices))
                lines.append(f"complete -c pairtui -n {condition} -f -a {quoted(words)}")
            if not action.option_strings or isinstance(action, argparse._HelpAction):
                continue
            names = [f"-l {o[2:]}" if o.startswith("--") else f"-s {o[1:]}" for o in action.option_strings]
            value = f" -x -a {quoted(' '.join(map(str, action.choices)))}" if action.choices else " -r"
            value = "" if action.nargs == 0 else value
            lines.append(f"complete -c pairtui -n {condition} {' '.join(names)}{value} -d {quoted(action.help or '')}")
    return "\n".join(lines) + "\n"


def quoted(text):
    return "'" + " ".join(text.split()).replace("\\", "\\\\").replace("'", "\\'") + "'"


OUTPUTS = {
    "docs/architecture.md": architecture,
    "pairtui/cli/help_text.py": help_text,
    "packaging/man/pairtui.1": man_page,
    "docs/reference.md": reference,
    "packaging/completions/pairtui.bash": lambda: shtab.complete(completing()[0], "bash"),
    "packaging/completions/_pairtui": lambda: shtab.complete(completing()[0], "zsh"),
    "packaging/completions/pairtui.fish": fish,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = []
    for name, make in OUTPUTS.items():
        path, text = ROOT / name, make()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if check and stale:
        sys.exit(f"{', '.join(stale)}: not what the program does now; run make docs")


if __name__ == "__main__":
    main()
