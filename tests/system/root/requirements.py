"""Prints the Python packages of the lab's root, one a line: of the program with its extras, and of the scenarios."""

import tomllib
from pathlib import Path

project = tomllib.loads(Path(__file__).parents[3].joinpath("pyproject.toml").read_text())
extras = project["project"]["optional-dependencies"]
wanted = (
    *project["project"]["dependencies"],
    *extras["lab"],
    *extras["fleet"],
    *project["dependency-groups"]["system"],
)
print("\n".join(sorted(wanted)))
