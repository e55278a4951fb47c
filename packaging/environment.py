"""Makes the folder of Python packages that the Debian package and the single file carry.

    python packaging/environment.py OUT [--machine x86_64 …] [--python 3.11 …]

Everything is pure Python but dbus-fast's decoder: its compiled modules are added for every machine and every Python
for which a wheel exists, side by side, since their names tell them apart; elsewhere the same package runs as Python.
What is installed stands in dist.lock with its hashes (`lock.py`).
"""

import argparse
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "packaging/dist.lock"
MACHINES = ("x86_64", "aarch64", "armv7l")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
GLIBC = ("2_17", "2_28", "2_31", "2_34", "2_36")
"""The wheels' names of C libraries that Debian 12 has."""

COMPILED = "dbus_fast"


def pip(*arguments):
    """Run pip; its own words only where it fails. Whether it did what was asked."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def install(out):
    """pairtui and what it needs, the fleet's extra too, without compiled modules: the locked files and no others."""
    locked = ("--require-hashes", "--requirement", LOCK)
    for wanted in (locked, (ROOT,)):
        done = pip("install", "--target", out, "--upgrade", "--no-compile", "--no-deps", *wanted)
        if done.returncode:
            sys.exit(f"pip could not install {wanted[-1]}: {done.stderr.strip()}")
    for elsewhere in ("bin", "share"):
        shutil.rmtree(out / elsewhere, ignore_errors=True)
    for compiled in out.rglob("*.so"):
        compiled.unlink()
    for note in (*out.glob("*.dist-info/direct_url.json"), *out.glob("*.dist-info/RECORD")):
        note.unlink()


def readable(out):
    """The same modes whatever the umask: the single file keeps them, and everybody may read what a package holds."""
    for path in (out, *out.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def version(out):
    """The version of dbus-fast that was installed."""
    return next(d.version for d in distributions(path=[str(out)]) if d.name.replace("-", "_") == COMPILED)


def compiled_wheels(wanted, scratch, machines, pythons, *locked):
    """The wheels of `wanted` by (machine, python), where there are any."""
    found = {}
    for machine in machines:
        for python in pythons:
            folder = scratch / f"{machine}-{python}"
            platforms = [f"--platform=manylinux_{glibc}_{machine}" for glibc in GLIBC]
            arguments = ("--no-deps", "--only-binary", ":all:", f"--python-version={python}", *platforms)
            if pip("download", *arguments, "--dest", folder, *locked, wanted).returncode == 0:
                found[machine, python] = list(folder.glob("*.whl"))
    return found


def add_compiled(out, scratch, machines, pythons):
    """dbus-fast's compiled modules for these machines and Pythons; gives (machine, python) pairs that have them."""
    scratch.mkdir()
    entry = scratch / "dbus-fast.lock"
    entry.write_text(next(one for one in entries() if one.replace("-", "_").startswith(COMPILED)))
    for pair, wheels in compiled_wheels(entry, scratch, machines, pythons, "--require-hashes", "--requirement").items():
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as archive:
                names = [name for name in archive.namelist() if name.endswith(".so")]
                archive.extractall(out, names)
            if names:
                yield pair


def entries():
    """The lock's entries, one a library."""
    return re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", LOCK.read_text(), flags=re.MULTILINE))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--machine", nargs="*", choices=MACHINES, default=MACHINES)
    parser.add_argument("--python", nargs="*", default=PYTHONS)
    args = parser.parse_args()
    scratch = args.out.with_name(args.out.name + ".wheels")
    for folder in (args.out, scratch):
        shutil.rmtree(folder, ignore_errors=True)
    install(args.out)
    fast = [f"{machine} {python}" for machine, python in add_compiled(args.out, scratch, args.machine, args.python)]
    shutil.rmtree(scratch, ignore_errors=True)
    readable(args.out)
    print(f"{args.out}: dbus-fast compiled for {', '.join(fast) or 'nothing'}, as Python elsewhere")


if __name__ == "__main__":
    main()
