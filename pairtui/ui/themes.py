"""Themes: a TOML file that gives each role a style."""

from collections.abc import Iterable
from pathlib import Path

from rich.errors import StyleSyntaxError
from rich.style import Style

from pairtui.errors import Unusable
from pairtui.files.locations import themes_folder
from pairtui.files.toml import NotToml, parse, read_text
from pairtui.protocol.immutable import immutable

ROLES = (
    "text",
    "muted",
    "heading",
    "accent",
    "ok",
    "warning",
    "error",
    "selected",
    "border",
    "key",
    "sent",
    "received",
    "host",
    "link",
    "title",
    "dialog",
)
"""What a theme must name. `text`, `title`, `selected` and `dialog` have a background; the others are drawn on it."""

FILLS = ("text", "selected", "title", "dialog")


class ThemeError(Unusable):
    """A theme cannot be used: which file, which key, why."""


@immutable()
class RoleStyles:
    """The styles of a theme by role. `ansi`: it keeps to the terminal's own colours."""

    name: str
    dark: bool
    ansi: bool
    styles: dict[str, Style]

    def style(self, role: str, fill: str = "") -> Style:
        """The style of `role`, on the background of `fill`."""
        return self.styles[f"{fill}/{role}" if fill else role]


@immutable()
class Look:
    """How everything is drawn: in which styles, whether only in ASCII, with `local` times, for a `slow` line."""

    palette: RoleStyles
    ascii_only: bool = False
    local: bool = False
    slow: bool = False


_FOLDERS = tuple(Path(__file__).resolve().parents[up] / "themes" for up in (1, 2))
"""Where the themes that come with the program are: inside the package, or beside it in a checkout."""


def theme_names() -> list[str]:
    """The user's own themes and those that come with the program."""
    return sorted({file.stem for folder in (*_FOLDERS, themes_folder()) for file in folder.glob("*.toml")})


def _read(name: str) -> tuple[str, str]:
    """Where the theme `name` is, and its text; the user's own come first. Raises FileNotFoundError and ThemeError."""
    own = Path(name) if name.endswith(".toml") else themes_folder() / f"{name}.toml"
    if name.endswith(".toml") or own.exists():
        try:
            return str(own), read_text(own)
        except NotToml as error:
            raise ThemeError(f"{own}: {error}") from error
    inside, beside = (folder / f"{name}.toml" for folder in _FOLDERS)
    file = inside if inside.exists() else beside
    return str(file), file.read_text(encoding="utf-8")


def load_theme(name: str) -> RoleStyles:
    """The theme called `name`, or in the file `name` where that ends in `.toml`.

    Raises ThemeError, which names the file and the key, where there is none or it cannot be used.
    """
    try:
        file, text = _read(name)
        data = parse(text)
    except FileNotFoundError as error:
        raise ThemeError(f"{name}: no such theme; there are {', '.join(theme_names())}") from error
    except NotToml as error:
        raise ThemeError(f"{file}: {error}") from error
    return _palette(file, name.rpartition("/")[2].removesuffix(".toml"), data)


def _palette(file: str, name: str, data: dict[str, object]) -> RoleStyles:
    _refuse_unknown(file, data, ("dark", "ansi", "roles"))
    for key in ("dark", "ansi"):
        if not isinstance(data.get(key, False), bool):
            raise ThemeError(f"{file}: {key}: must be true or false")
    roles = data.get("roles")
    if not isinstance(roles, dict):
        raise ThemeError(f"{file}: roles: the table is missing")
    _refuse_unknown(file, roles, ROLES, "roles.")
    own = {role: _style(file, role, roles.get(role)) for role in ROLES}
    base = own["text"]
    styles = {role: base + style for role, style in own.items()}
    for fill in FILLS:
        # On a fill a role keeps its colour and weight, and takes the fill's background.
        ground = Style(bgcolor=own[fill].bgcolor, reverse=own[fill].reverse)
        for role, style in own.items():
            if role == "selected":
                styles[f"{fill}/{role}"] = base + style
            else:
                styles[f"{fill}/{role}"] = base + (own[fill] if role in FILLS or fill == "selected" else style) + ground
    return RoleStyles(name, bool(data.get("dark", True)), bool(data.get("ansi", False)), styles)


def _refuse_unknown(file: str, table: dict[str, object], known: Iterable[str], prefix: str = "") -> None:
    for key in table:
        if key not in known:
            raise ThemeError(f"{file}: {prefix}{key}: no such key; there are {', '.join(known)}")


def _style(file: str, role: str, value: object) -> Style:
    if value is None:
        raise ThemeError(f"{file}: roles.{role}: missing")
    if not isinstance(value, str):
        raise ThemeError(f"{file}: roles.{role}: must be a text such as 'bold #ffcc00'")
    try:
        return Style.parse(value)
    except StyleSyntaxError as error:
        raise ThemeError(f"{file}: roles.{role}: {error}") from error
