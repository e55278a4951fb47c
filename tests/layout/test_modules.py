"""What holds for every module: how long it may be, and what of it says what it is for."""

import ast
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pairtui

ROOT = Path(__file__).resolve().parents[2]
LONGEST = {"pairtui": 300, "tests": 400}
HANDLER = re.compile(r"on_|action_|watch_")
"""Textual's and Bumble's names for what is called when something happens."""


def test_no_file_is_too_long_to_be_read_at_once():
    long = {
        str(file.relative_to(ROOT)): lines
        for folder, most in LONGEST.items()
        for file in (ROOT / folder).rglob("*.py")
        if (lines := len(file.read_text("utf-8").splitlines())) > most
    }
    assert long == {}


def modules():
    names = (found.name for found in pkgutil.walk_packages(pairtui.__path__, "pairtui."))
    return [importlib.import_module(name) for name in names if not name.endswith("__main__")]


def of(module, things):
    return [one for one in things.values() if getattr(one, "__module__", "") == module.__name__]


def test_every_public_function_says_what_it_does():
    """But for a command of the shell and its `arguments`: what these are stands in `cli/arguments.py`."""
    silent = []
    for module in modules():
        command = {"arguments", module.__name__.rpartition(".")[2]} if hasattr(module, "HELP") else set()
        for one in filter(inspect.isfunction, of(module, vars(module))):
            hidden = one.__name__.startswith("_") or "<" in one.__qualname__
            if not (one.__doc__ or hidden or one.__name__ in command):
                silent.append(f"{module.__name__}.{one.__name__}")
    assert silent == []


def test_every_public_method_says_what_it_does():
    """But for one that does what its base class says, and for a handler, which is called as it happens."""
    silent = []
    for module in modules():
        for kind in filter(inspect.isclass, of(module, vars(module))):
            if kind.__name__.startswith("_") or getattr(kind, "_is_protocol", False):
                continue
            for name, one in vars(kind).items():
                does = one.fget if isinstance(one, property) else one
                if name.startswith("_") or not inspect.isfunction(does) or does.__doc__ or HANDLER.match(name):
                    continue
                if not any(name in vars(base) for base in kind.__mro__[1:]) and name == does.__name__:
                    silent.append(f"{module.__name__}.{kind.__name__}.{name}")
    assert silent == []


def test_no_detector_builds_a_finding_beside_the_weighing_of_causes():
    built = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in (ROOT / "pairtui" / "pairing" / "findings").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Finding"
    ]
    assert built == []
