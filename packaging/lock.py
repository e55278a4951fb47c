"""Writes packaging/dist.lock: each library that dist carries, its version, and the SHA-256 of its files.

    python packaging/lock.py

`environment.py` installs from this list and nothing else; run it again when pyproject.toml changes, and read what
is different.
"""

import hashlib
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from environment import COMPILED, LOCK, MACHINES, PYTHONS, ROOT, compiled_wheels, pip

HEAD = """\
# What dist carries, made by packaging/lock.py: nothing else is installed, and no file with another hash.
"""


def resolved(scratch):
    """Name, version and hashes of what pairtui and its fleet extra need, as pip chooses them now."""
    report = scratch / "report.json"
    done = pip("install", "--dry-run", "--ignore-installed", "--report", report, f"{ROOT}[fleet]")
    if done.returncode:
        sys.exit(f"pip finds no set of libraries: {done.stderr.strip()}")
    for found in json.loads(report.read_text())["install"]:
        hashes = found["download_info"].get("archive_info", {}).get("hashes", {})
        if "sha256" in hashes:
            yield found["metadata"]["name"], found["metadata"]["version"], {hashes["sha256"]}


def main():
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        for name, version, hashes in sorted(resolved(scratch), key=lambda found: found[0].lower()):
            if name.replace("-", "_") == COMPILED:
                for wheels in compiled_wheels(f"{name}=={version}", scratch, MACHINES, PYTHONS).values():
                    hashes |= {hashlib.sha256(wheel.read_bytes()).hexdigest() for wheel in wheels}
            lines.append(" \\\n".join([f"{name}=={version}", *(f"    --hash=sha256:{one}" for one in sorted(hashes))]))
    LOCK.write_text(HEAD + "\n".join(lines) + "\n")
    print(f"{LOCK.relative_to(ROOT)}: {len(lines)} libraries")


if __name__ == "__main__":
    main()
