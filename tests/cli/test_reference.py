"""The man page, the completions and the reference are what the program does now."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_they_are():
    done = subprocess.run(
        [sys.executable, "packaging/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


def test_another_signature_is_another_picture(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    architecture = importlib.import_module("architecture")
    page = (ROOT / "docs/architecture.md").read_text()
    assert architecture.architecture() == page
    monkeypatch.setitem(architecture.WAYS, "From a key to what came of it", ("hub:Hub.publish",))
    drawn = architecture.architecture()
    assert "  Event\n    ▼ hub.Hub.publish\n```" in drawn and "`hub.Hub.publish` | `Event`" in drawn
    with pytest.raises(RuntimeError, match="StopIteration"):
        list(architecture._picture(("hub:Hub.gone",)))
