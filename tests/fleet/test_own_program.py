"""The program starts itself again where only it knows its libraries: the layout of the Debian package."""

import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pairtui

HERE = Path(pairtui.__file__).parent


def test_it_finds_itself_and_nothing_that_lies_about(tmp_path):
    library, lying_about = tmp_path / "lib", tmp_path / "cwd"
    lying_about.mkdir()
    (lying_about / "json.py").write_text("raise SystemExit('imported from the current folder')")
    for name in ("__main__.py", "fleet/__init__.py", "fleet/own_program.py"):
        (library / "pairtui" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / name, library / "pairtui" / name)
    (library / "pairtui/__init__.py").write_text("__version__ = 'of this library'\n")
    program = (
        f"import json, subprocess, sys; sys.path.insert(0, {str(library)!r})\n"
        "from pairtui.fleet.own_program import own_command, own_environment\n"
        "sys.exit(subprocess.run(own_command('--version'), env=own_environment()).returncode)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], cwd=lying_about, capture_output=True, text=True, check=False
    )
    assert done.stdout == "pairtui of this library\n", done.stderr


def test_the_packages_launcher_can_be_read_by_processes_of_the_demonstration(monkeypatch):
    """`multiprocessing` runs the main file again in each, by another name."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "argv", ["pairtui", "--version"])
    runpy.run_path(str(HERE.parent / "packaging/debian/pairtui"), run_name="__mp_main__")
