"""The casts of the lab: who is in range together, and what can be played with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path

import platformdirs

from pairtui.files.toml import NotToml, parse, read_text
from pairtui.files.toml_table import Table, TomlError
from pairtui.lab.member import Member, changed, member_of
from pairtui.lab.scenario import Scenario, scenarios_of

GATEWAY = "AA:BB:CC:00:00:01"
"""The public address of the virtual gateway."""

BUILT_IN = "gateway"
"""The cast that is used where none is named."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The members by key, in the order of the file, and what can be played with them."""

    name: str
    title: str
    members: Mapping[str, Member]
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    first: str = ""
    """What to try first, in a sentence."""

    def for_scenario(self, name: str) -> "Cast":
        """This cast with the member of the scenario `name` changed as it says. Raises TomlError."""
        scenario = self.scenarios[name]
        member = changed(self.members[scenario.member], scenario.changes)
        return replace(self, members={**self.members, member.key: member})


def load(name: str = BUILT_IN) -> Cast:
    """The cast `name`: a file, one of the user's configuration folder, or a built-in one. Raises TomlError."""
    file, text = read(name)
    return cast_of(document(file, text), name)


def cast_of(whole: Table, name: str) -> Cast:
    """The cast of a whole file. Raises TomlError."""
    title = whole.take("title", name)
    first = whole.take("first", "")
    members = {key: member_of(key, table) for key, table in whole.named("members").items()}
    if not members:
        raise whole.error("members", "add at least one, as [members.NAME]")
    scenarios = scenarios_of(whole, members)
    whole.end()
    cast = Cast(name, title, members, scenarios, first)
    for scenario in scenarios:
        cast.for_scenario(scenario)
    return cast


def document(file: Path | str, text: str) -> Table:
    """The whole file as a table. Raises TomlError."""
    try:
        return Table(file, text, parse(text))
    except NotToml as error:
        line = f", line {error.line}" if error.line else ""
        raise TomlError(f"{file}{line}: {error.why}; {error.remedy}") from error


def read(name: str) -> tuple[Path | str, str]:
    """The file of the cast `name`, and its text. Raises TomlError."""
    own = Path(platformdirs.user_config_dir("pairtui")) / "casts" / f"{name}.toml"
    packaged = resources.files("pairtui.lab") / "casts" / f"{name}.toml"
    try:
        if name.endswith(".toml") or "/" in name:
            return Path(name), read_text(Path(name))
        if own.exists():
            return own, read_text(own)
        if packaged.is_file():
            return packaged.name, packaged.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise TomlError(f"{name} cannot be read: No such file or directory; name a TOML file with a cast") from error
    except NotToml as error:
        raise TomlError(f"{name} cannot be used: {error.why}; name a TOML file with a cast") from error
    raise TomlError(f"there is no cast {name!r}; name one of {', '.join(names())}, or a .toml file")


def names() -> tuple[str, ...]:
    """Every cast there is by name: the built-in ones, then the user's."""
    built_in = [file.name for file in (resources.files("pairtui.lab") / "casts").iterdir()]
    own = (Path(platformdirs.user_config_dir("pairtui")) / "casts").glob("*.toml")
    files: Iterable[str] = (*sorted(built_in), *sorted(file.name for file in own))
    return tuple(dict.fromkeys(file.removesuffix(".toml") for file in files if file.endswith(".toml")))
