"""docs/architecture.md's picture of the data's way, out of the signatures and docstrings of the functions on it.

`reference.py` writes it.
"""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/architecture.md"
BEGIN, END = "<!-- made by `make docs` from signatures and imports -->", "<!-- end -->"

WAYS = {
    "From what came in to what is shown": (
        "protocol.reader:Reader.feed",
        "pairing.tracking.tracer:Tracer.feed",
        "sources.source:Source.events",
        "hub:Hub._take",
        "pairing.model:Model.apply",
        "pairing.tracking.attempts:AttemptTracker.trace",
        "pairing.diagnosis:diagnose",
        "pairing.tracking.attempts:AttemptTracker.store",
        "report.document:attempt_object",
        "ui.console.screen:ConsoleScreen.model_changed",
    ),
    "From a key to what came of it": (
        "ui.console.screen:ConsoleScreen.action_command",
        "ui.console.dispatch:Dispatch.run",
        "hub:Hub.perform",
        "sources.source:Source.perform",
        "sources.base:BaseSource._carry_out",
        "sources.source:Source.events",
    ),
}
"""The functions that data passes, in order, as MODULE:NAME below `pairtui`."""


def architecture():
    """The page as it stands, with what is made of the code made anew."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    made = [line for title, way in WAYS.items() for line in ("", f"**{title}**", "", *_picture(way), "", *_table(way))]
    return "\n".join([f"{before}{BEGIN}", *made, "", "**The rooms**", "", *_rooms(), "", f"{END}{after}"])


def _picture(way):
    """What passes, of octets and of the program's own classes, and below it the functions that it passes."""
    yield "```"
    passing = ""
    for step in way:
        takes, gives, _ = _signature(*step.split(":"))
        for what, through in ((takes, f"    ▼ {step.replace(':', '.')}"), (gives, "")):
            passed = re.sub(r"Task\[.*|\b(?:None|Any|\w+\[)", "", what)
            names = ", ".join(re.findall(r"\b(?:[A-Z]\w+|bytes)\b", passed))
            if names not in ("", passing):
                passing = names
                yield f"  {names}"
            if through:
                yield through
    yield "```"


def _table(way):
    yield "| function | takes | gives | what it does |"
    yield "|---|---|---|---|"
    for step in way:
        module, _, name = step.partition(":")
        takes, gives, says = _signature(module, name)
        yield f"| `{module}.{name}` | {takes} | {gives} | {says} |"


def _file(module):
    path = ROOT / "pairtui" / module.replace(".", "/")
    return path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"


def _signature(module, name):
    """What a function takes, what it gives, and the first sentence of what it does."""
    node = ast.parse(_file(module).read_text(encoding="utf-8"))
    for part in name.split("."):
        node = next(each for each in node.body if getattr(each, "name", "") == part)
    given = [a for a in (*node.args.posonlyargs, *node.args.args) if a.annotation]
    takes = ", ".join(f"`{_type(a.annotation)}`" for a in given)
    gives = _type(node.returns)
    says = (ast.get_docstring(node) or "").split("\n")[0].partition(". ")[0].rstrip(".:")
    return takes or "–", f"`{gives}`" if gives != "None" else "–", says


def _type(annotation):
    written = annotation.value if isinstance(annotation, ast.Constant) else ast.unparse(annotation)
    return re.sub(r"\b[a-z_]+\.(?=[A-Z])", "", str(written)).replace("|", "or")


def _rooms():
    """Each room, what it holds, and the rooms that it imports."""
    found = {}
    for path in sorted((ROOT / "pairtui").rglob("*.py")):
        room = path.relative_to(ROOT / "pairtui").parts[0].removesuffix(".py")
        found.setdefault(room, set()).update(re.findall(r"^\s*from pairtui\.(\w+)", path.read_text(), flags=re.M))
    yield "| room | holds | imports |"
    yield "|---|---|---|"
    for room, others in found.items():
        if not room.startswith("__"):
            says = ast.get_docstring(ast.parse(_file(room).read_text(encoding="utf-8"))) or ""
            imports = ", ".join(sorted(others & set(found) - {room}))
            yield f"| `{room}` | {says.splitlines()[0]} | {imports or '–'} |"
