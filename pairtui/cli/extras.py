"""What of pairtui is installed only where it is asked for."""

from importlib.util import find_spec

from pairtui import __version__
from pairtui.errors import NoSource

_NEEDED = {
    "lab": ("bumble", "the lab needs Bumble, which only the wheel brings, with its extra"),
    "fleet": ("paho", "this needs paho-mqtt, which the Debian package has and the wheel brings with its extra"),
}


def check_installed(extra: str) -> None:
    """Raises NoSource where the extra of this name is not installed."""
    library, why = _NEEDED[extra]
    if find_spec(library) is None:
        raise NoSource(f"{why}: pipx install './pairtui-{__version__}-py3-none-any.whl[{extra}]'")
