"""Right answers that depend on the version of BlueZ, each from the version on from which it holds."""

import re
import subprocess
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple, TypeVar

Version = tuple[int, int]
T = TypeVar("T")


class Switch(NamedTuple):
    """What keeps bluetoothd from reading the services of whoever connects, in the advice and in main.conf."""

    advice: str
    main_conf: str


NO_GATT_CLIENT: Mapping[Version, Switch] = {
    (5, 51): Switch("`ReverseServiceDiscovery = false`", "[General]\nReverseServiceDiscovery = false\n"),
    (5, 74): Switch("`Client = false`", "[GATT]\nClient = false\n"),
}
"""src/main.conf of each release."""

SECRETS: Mapping[Version, str] = {
    (5, 48): r"(?:Confir?m value|Random value|E|[Kk]ey): ([0-9a-f]{32})\b",
    (5, 74): r"(?:Confir?m value|Random value|E|[Kk]ey)\[16\]: ([0-9a-f]{32})\b",
    (5, 86): r"(?:Confirm value|Random value|E|[Kk]ey)\[16\]:\n +((?:[0-9a-f]{2} ){16})",
}
"""What btmon calls a secret: the values of GATT, which stay in a capture, have 128 bits too."""


@cache
def bluez() -> Version:
    """The version that runs here."""
    said = subprocess.run(["bluetoothctl", "--version"], check=True, capture_output=True, text=True).stdout
    major, minor = re.findall(r"\d+", said)[:2]
    return int(major), int(minor)


def answer(since: Mapping[Version, T]) -> T:
    """The entry that holds here."""
    return since[max(version for version in since if version <= bluez())]
