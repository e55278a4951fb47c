"""Writes beside dist what it carries and how it was made: a CycloneDX bill of materials, provenance, licences.

    python packaging/bill_of_materials.py ENVIRONMENT DIST

The provenance is an in-toto statement with SLSA's predicate (https://slsa.dev/spec/v1.0/provenance). Nobody has
signed it: it says from which commit and which files dist was made, so that whoever makes it again can compare.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
from importlib.metadata import distributions, version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from environment import LOCK, ROOT, entries

from pairtui import __version__

TOOLS = ("hatchling", "shiv", "pip")
CLASSIFIER = "License :: OSI Approved :: "


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def locked():
    """The hashes of each library of the lock, by its canonical name."""
    return {canonical(one.partition("==")[0]): re.findall(r"sha256:([0-9a-f]{64})", one) for one in entries()}


def licence(library):
    """What its metadata say: an SPDX expression where there is one, else its words, "" for none."""
    told = library.metadata
    classified = [one.removeprefix(CLASSIFIER) for one in told.get_all("Classifier", []) if one.startswith(CLASSIFIER)]
    return told.get("License-Expression") or " AND ".join(classified) or (told.get("License") or "").partition("\n")[0]


def purl(name, number):
    return f"pkg:pypi/{canonical(name)}@{number}"


def bill(libraries, hashes):
    """The CycloneDX document; `libraries` without pairtui itself, which it is about."""
    components = []
    for library in sorted(libraries, key=lambda one: canonical(one.name)):
        known = hashes.get(canonical(library.name), [])
        components.append(
            {
                "type": "library",
                "bom-ref": purl(library.name, library.version),
                "name": library.name,
                "version": library.version,
                "purl": purl(library.name, library.version),
                "licenses": [{"license": {"name": licence(library)}}],
                "externalReferences": [
                    {
                        "type": "distribution",
                        "url": purl(library.name, library.version),
                        "hashes": [{"alg": "SHA-256", "content": one}],
                    }
                    for one in known
                ],
            }
        )
    subject = {
        "type": "application",
        "bom-ref": purl("pairtui", __version__),
        "name": "pairtui",
        "version": __version__,
    }
    subject["licenses"] = [{"license": {"id": "MIT"}}]
    needs = [{"ref": subject["bom-ref"], "dependsOn": [one["bom-ref"] for one in components]}]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": subject},
        "components": components,
        "dependencies": needs,
    }


def provenance(files, hashes, commit, tools):
    """The in-toto statement about `files`; `tools` are the versions of what made them, by name."""
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": file.name, "digest": {"sha256": digest(file)}} for file in files],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": "make dist",
                "externalParameters": {"commit": commit, "lock": digest(LOCK)},
                "internalParameters": {"python": sys.version.split()[0], **tools},
                "resolvedDependencies": [
                    {"name": name, "digest": {"sha256": one}} for name, all_ in hashes.items() for one in all_
                ],
            },
            "runDetails": {"builder": {"id": "Makefile of this source"}},
        },
    }


def digest(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def commit():
    """The commit, "-dirty" behind it where files were changed; "" outside a repository."""
    done = subprocess.run(
        ["git", "describe", "--always", "--abbrev=40", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("environment", type=Path)
    parser.add_argument("dist", type=Path)
    args = parser.parse_args()
    libraries = [one for one in distributions(path=[str(args.environment)]) if canonical(one.name) != "pairtui"]
    hashes = locked()
    unlocked = [one.name for one in libraries if canonical(one.name) not in hashes]
    if unlocked:
        sys.exit(f"{args.environment} has what the lock has not: {', '.join(unlocked)}")
    files = sorted(file for file in args.dist.iterdir() if file.suffix in (".whl", ".gz", ".pyz", ".deb"))
    stem = args.dist / f"pairtui-{__version__}"
    tools = {tool: version(tool) for tool in TOOLS}
    made = {
        ".cdx.json": json.dumps(bill(libraries, hashes), indent=1) + "\n",
        ".provenance.json": json.dumps(provenance(files, hashes, commit(), tools), indent=1) + "\n",
        ".licences.txt": "".join(
            f"{one.name} {one.version}: {licence(one) or 'not said'}\n"
            for one in sorted(libraries, key=lambda one: canonical(one.name))
        ),
    }
    for ending, text in made.items():
        Path(f"{stem}{ending}").write_text(text)


if __name__ == "__main__":
    main()
