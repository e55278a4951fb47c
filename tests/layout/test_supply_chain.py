"""What dist carries is locked by hashes, listed with its licences, and the same whatever the umask."""

import importlib
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "packaging/dist.lock").read_text()


@pytest.fixture
def scripts(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return importlib.import_module("bill_of_materials")


def test_every_library_is_locked_by_a_hash(scripts):
    hashes = scripts.locked()
    assert all(hashes.values())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["fleet"]]
    names = {scripts.canonical(re.split(r"[^\w.-]", one)[0]) for one in asked}
    assert names <= hashes.keys()


def test_pip_refuses_a_file_with_another_hash():
    assert '"--require-hashes"' in (ROOT / "packaging/environment.py").read_text()
    assert len(re.findall(r"^\S+==\S+ \\$", LOCK, re.MULTILINE)) == len(re.findall(r"^\S+==", LOCK, re.MULTILINE))


def test_the_bill_names_each_library_with_its_licence(scripts):
    hashes = scripts.locked()
    installed = [one for one in distributions() if scripts.canonical(one.name) in hashes]
    made = scripts.bill(installed, hashes)
    assert made["bomFormat"] == "CycloneDX"
    assert len(made["components"]) == len({scripts.canonical(one.name) for one in installed}) >= 10
    for component in made["components"]:
        assert component["licenses"][0]["license"]["name"], component["name"]
        assert component["externalReferences"][0]["hashes"]


def test_the_provenance_names_each_file_by_its_digest(scripts, tmp_path):
    file = tmp_path / "pairtui.pyz"
    file.write_bytes(b"abc")
    made = scripts.provenance([file], {}, "abc", {"hatchling": "1.2"})
    told = made["subject"]
    sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert told == [{"name": "pairtui.pyz", "digest": {"sha256": sha256}}]
    assert made["predicate"]["buildDefinition"]["internalParameters"]["hatchling"] == "1.2"


@pytest.mark.parametrize("umask", ["022", "077"])
def test_modes_do_not_depend_on_the_umask(tmp_path, umask):
    code = "import sys, pathlib, os; os.umask(int(sys.argv[2], 8)); out = pathlib.Path(sys.argv[1], 'out'); "
    code += "(out / 'a').mkdir(parents=True); (out / 'a/b').write_text(''); "
    code += "import environment; environment.readable(out)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "packaging")}
    subprocess.run([sys.executable, "-c", code, str(tmp_path), umask], check=True, env=environment)
    modes = [oct(path.stat().st_mode & 0o777) for path in (tmp_path / "out", tmp_path / "out/a", tmp_path / "out/a/b")]
    assert modes == ["0o755", "0o755", "0o644"]
