"""Prints the Python packages of the lab's root, one a line: those of the program, of its lab and of the scenarios."""

import tomllib
from pathlib import Path

project = tomllib.loads(Path(__file__).parents[3].joinpath("pyproject.toml").read_text())
lab = project["project"]["optional-dependencies"]["lab"]
print("\n".join(sorted((*project["project"]["dependencies"], *lab, *project["dependency-groups"]["system"]))))
