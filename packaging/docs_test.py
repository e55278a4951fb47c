"""Runs every `pairtui …` of README and docs, and compares what comes with what is promised.

    python packaging/docs_test.py [--program PROGRAM]

Without `--program` the commands run in a fresh clone of this checkout, by this Python; with it by an installed program,
such as the .deb's /usr/bin/pairtui. No command is left out: one that is in no row of PROMISES fails. Nothing here needs
Bluetooth; what does must say so in one sentence and end with 3.
"""

import argparse
import os
import pty
import re
import select
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CAPTURE = "tests/captures/09-not-in-pairing-mode.btsnoop"
TITLE = "Pairing Failed: 0x08 Unspecified Reason"
SECONDS = 90
HANGS = 124
_GOES_ON = ("watch", "policy", "grant", "fleet")
"""Commands that go on until they are interrupted."""

# What stands for something on the pages, and what is put there.
STANDS_FOR = {
    "FILE": CAPTURE, "FILE…": CAPTURE, "[FILE]": CAPTURE, "IN": CAPTURE, "trace.btsnoop": CAPTURE,
    "ADDRESS": "C0:FF:EE:00:00:01", "[NAME]": "airpods",
    "$ADDRESS": "C0:FF:EE:00:00:01", "WORDS…": "smp 8", "OUT": "made.out", "[ADAPTER]": "hci0", "TRANSPORT": "usb:9",
    "[SETTING=VALUE…]": "ssp=on", "themes/dawn.toml": "light", "tests/captures/09-not-in-pairing-mode.btsnoop": CAPTURE,
}  # fmt: skip

NO_BLUEZ = ({0, 1, 3}, "")
"""Live commands: on a host without BlueZ 3 with a sentence, as whatever ends with 2 or 3; with one, what is there."""

NO_LAB = "needs Bumble"
"""What the packages, which come without the lab, say of it in their one line; they end with 3."""

PROMISES = (
    # begins, statuses, what is in the output (None: a console, left with q)
    ("analyze --format json", {1}, '"cause": "peer-not-in-pairing-mode"'),
    ("analyze FILE… --format json", {1}, '"cause": "peer-not-in-pairing-mode"'),
    ("analyze", {1}, TITLE),
    ("bundle", {0}, ""),
    ("config", {0}, "capability"),
    ("doctor --json", {0, 3}, '"source"'),
    ("doctor", {0, 3}, "Next: "),
    ("book --draft FILE", {0}, "title ="),
    ("book --draft", {2}, "pairtui: "),
    ("book omron", {0}, "# Omron"),
    ("book", {0}, "irpods"),
    ("explain joy-con", {0}, "# Nintendo Joy-Con"),
    ('explain "status=1035"', {0}, "smp:0x0b"),
    ("explain", {0}, "smp:0x08"),
    ("redact", {0}, "secrets removed"),
    ("snapshot FILE -o", {0}, ""),
    ("snapshot tests", {0}, ""),
    ("snapshot FILE", {0}, "BP7000 Monitor"),
    ("snapshot", {2}, "pairtui: "),
    ("replay", {0}, None),
    ("find-out --lab", {1}, "CERTAIN"),
    ("find-out ADDRESS --yes", *NO_BLUEZ),
    ("find-out ADDRESS", {2}, "give --yes"),  # nobody is there to be asked
    ("lab --scenario list", {0}, "blood-pressure"),
    ("lab --hci", {0, 2, 3}, None),
    ("lab", {0}, None),
    ("fleet --demo", {0, 2, 3}, None),
    *((fleet, {0, 1, 2, 3}, "") for fleet in ("fleet", "observe", "publish")),
    *((live, *NO_BLUEZ) for live in ("bonds", "find-out", "pair", "unpair", "verify", "watch", "policy", "grant")),
    ("", {0, 3}, None),
)


def documented():
    """Every command of README and docs, in the order of the pages."""
    found = {}
    for page in (ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))):
        if page.name == "reference.md":
            continue
        text = page.read_text(encoding="utf-8")
        snippets = [
            line.strip() for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()
        ]
        snippets += [line.strip() for line in text.splitlines() if line.startswith("    ")] + re.findall(
            r"`([^`\n]+)`", text
        )
        for snippet in snippets:
            match = re.match(r"(?:sudo )?pairtui( .*)?$", snippet)
            if match:
                command = re.split(r" (?:[|>&#]|#.*) ", (match[1] or "") + " ")[0].strip()
                found.setdefault(command, page.relative_to(ROOT).as_posix())
    return found


def promise(command):
    """The row of PROMISES for a command: statuses and text."""
    for begins, statuses, text in PROMISES:
        if command == begins or (begins and command.startswith(begins)):
            return statuses, text
    raise SystemExit(f"docs-test: no promise is written down for `pairtui {command}`: add a row")


def words(command):
    plain = [STANDS_FOR.get(word, word) for word in shlex.split(command, comments=True)]
    made = [part for word in plain for part in (word.split() if word == "smp 8" else [word])]
    more = ["--force"] if made[:1] in (["redact"], ["bundle"]) else []
    return [word.strip("[]…") for word in made] + more


def run(program, command, where, environment):
    """Status and output of a command that needs no terminal; one that does not end by itself is interrupted."""
    with subprocess.Popen(
        [*program, *words(command)], cwd=where, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace",
    ) as started:  # fmt: skip
        try:
            output, _ = started.communicate(timeout=8 if command.startswith(_GOES_ON) else SECONDS)
        except subprocess.TimeoutExpired:
            started.send_signal(2)
            output, _ = started.communicate(timeout=SECONDS)
            return (0 if command.startswith(_GOES_ON) else HANGS), output
    return started.returncode, output


def run_console(program, command, where, environment):
    """Status and screen of a console on a terminal of 80x24, left with q once it has drawn something."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(where)
        os.execve(
            program[0],
            [*program, *words(command)],
            {**environment, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"},
        )
    output, begun, asked = b"", time.monotonic(), False
    while time.monotonic() - begun < SECONDS:
        if select.select([terminal], [], [], 0.5)[0]:
            try:
                output += os.read(terminal, 65536)
            except OSError:
                break
        elif not asked and len(output) > 500:
            os.write(terminal, b"q")
            asked = True
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), output.decode(errors="replace")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program")
    program = parser.parse_args().program
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "pairtui"
        subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(clone)], check=True)
        environment = {
            **os.environ,
            "HOME": folder,
            "XDG_CONFIG_HOME": folder,
            "XDG_STATE_HOME": folder,
            "LANG": "C.UTF-8",
        }
        if program is None:
            environment["PYTHONPATH"] = str(clone)
        called = [program] if program else [sys.executable, "-m", "pairtui"]
        (clone / "trace-clean.btsnoop").write_bytes((clone / CAPTURE).read_bytes())
        for command, page in documented().items():
            statuses, text = promise(command)
            runs = run_console if text is None else run
            status, output = runs(called, command, clone, environment)
            said = status < 2 or command.startswith("doctor") or "pairtui: " in output
            good = said and status in statuses and (text or "") in output and "Traceback" not in output
            good = good or (program is not None and status == 3 and NO_LAB in output)
            failed += not good
            print(f"{'ok  ' if good else 'FAIL'} {status:>3}  pairtui {command}  ({page})", flush=True)
            if not good:
                print(output[-600:])
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
