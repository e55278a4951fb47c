"""Makes the folder of Python packages that the Debian package and the single file carry.

    python packaging/environment.py OUT [--machine x86_64 …] [--python 3.11 …]

Everything is pure Python but dbus-fast's decoder: its compiled modules are added for every machine and every Python
for which a wheel exists, side by side, since their names tell them apart; elsewhere the same package runs as Python.
"""

import argparse
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
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
    """pairtui and what it needs, the fleet's extra too, without compiled modules."""
    done = pip("install", "--target", out, "--no-compile", f"{ROOT}[fleet]")
    if done.returncode:
        sys.exit(f"pip could not install pairtui: {done.stderr.strip()}")
    for elsewhere in ("bin", "share"):
        shutil.rmtree(out / elsewhere, ignore_errors=True)
    for compiled in out.rglob("*.so"):
        compiled.unlink()
    for note in (*out.glob("*.dist-info/direct_url.json"), *out.glob("*.dist-info/RECORD")):
        note.unlink()


def version(out):
    """The version of dbus-fast that was installed."""
    return next(d.version for d in distributions(path=[str(out)]) if d.name.replace("-", "_") == COMPILED)


def add_compiled(out, scratch, machines, pythons):
    """dbus-fast's compiled modules for these machines and Pythons; gives (machine, python) pairs that have them."""
    wanted = f"dbus-fast=={version(out)}"
    for machine in machines:
        for python in pythons:
            folder = scratch / f"{machine}-{python}"
            platforms = [f"--platform=manylinux_{glibc}_{machine}" for glibc in GLIBC]
            arguments = ("--no-deps", "--only-binary", ":all:", f"--python-version={python}", *platforms)
            if pip("download", *arguments, "--dest", folder, wanted).returncode:
                continue
            for wheel in folder.glob("*.whl"):
                with zipfile.ZipFile(wheel) as archive:
                    names = [name for name in archive.namelist() if name.endswith(".so")]
                    archive.extractall(out, names)
                if names:
                    yield machine, python


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
    print(f"{args.out}: dbus-fast compiled for {', '.join(fast) or 'nothing'}, as Python elsewhere")


if __name__ == "__main__":
    main()
