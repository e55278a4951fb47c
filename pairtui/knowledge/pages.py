"""The knowledge base: one Markdown page per cause, as package data."""

from importlib.resources import files

from pairtui.knowledge.causes import CAUSES

SECTIONS = ("Symptom", "Mechanism", "Telling it apart", "Fixes", "Commands", "Versions", "Sources")
"""The headings of every page, in order."""


def page(cause: str) -> str:
    """The page of this cause as Markdown. Raises KeyError for what is no cause."""
    if cause not in CAUSES:
        raise KeyError(cause)
    return files("pairtui.knowledge").joinpath("pages", f"{cause}.md").read_text(encoding="utf-8")


def sections(cause: str) -> dict[str, str]:
    """The page's sections by heading. Raises KeyError for what is no cause."""
    parts = page(cause).split("\n## ")[1:]
    return {heading: body.strip("\n") for heading, _, body in (part.partition("\n") for part in parts)}
