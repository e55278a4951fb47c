"""What is on disk about bonds: bluetoothd's key types, where they can be read, and when pairtui saw each bond work."""

import configparser
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from pairtui.files.private import read_json, write_private
from pairtui.knowledge.key_types import link_key, long_term_key

BLUETOOTHD = Path("/var/lib/bluetooth")


def stored_key(adapter: str, address: str, folder: Path = BLUETOOTHD, bearer: str = "") -> dict[str, object]:
    """Changes of the `state.Device` with this address, from bluetoothd's `info` file, which only root can read.

    Addresses as `AA:BB:…`. The keys themselves are not kept. Of two keys the one for LE counts, unless `bearer` names
    the transport. Nothing where there is no bond, or no permission.
    """
    info = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        info.read_string((folder / adapter / address / "info").read_text("utf-8", "replace"))
    except (OSError, configparser.Error, ValueError):
        return {}
    found: dict[str, object] = {}
    if info.has_section("LinkKey") and bearer != "le":
        key = link_key(_number(info["LinkKey"], "Type"))
        found = {"level": key.level, "key_size": 16, "key_type": key.words, "transport": "bredr"}
    for section in ("LongTermKey", "PeripheralLongTermKey", "SlaveLongTermKey"):
        if info.has_section(section) and bearer != "bredr":
            key = long_term_key(_number(info[section], "Authenticated"))
            size = _number(info[section], "EncSize")
            found = {"level": key.level, "key_size": size, "key_type": key.words, "transport": "le"}
            break
    if info.has_section("IdentityResolvingKey"):
        found["identity_address"] = address
    return found


def _number(section: Mapping[str, str], name: str) -> int:
    value = section.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 6 else -1


class StoredBonds:
    """Both, for adapter and device addresses as `AA:BB:…`.

    `file` is where it is kept when a bond was seen to work, of the user's own and mode 0600; None keeps nothing.
    `folder` is bluetoothd's.
    """

    def __init__(self, file: Path | None = None, folder: Path = BLUETOOTHD) -> None:
        self._file = file
        self._folder = folder

    def facts(self, adapter: str, address: str, bearer: str = "") -> dict[str, object]:
        """Changes of the `state.Device` with this address; of its key for one transport where `bearer` names one."""
        found = stored_key(adapter, address, self._folder, bearer)
        seen = self._load().get(f"{adapter}/{address}")
        return {**found, "verified": seen} if isinstance(seen, float) else found

    def keep(self, adapter: str, address: str, at: float | None) -> None:
        """Remember when the bond worked, POSIX seconds, or with None forget it.

        A state directory that cannot be written loses it.
        """
        if self._file is None:
            return
        known = self._load()
        known.pop(f"{adapter}/{address}", None)
        if at is not None:
            known[f"{adapter}/{address}"] = at
        with suppress(OSError):
            write_private(self._file, json.dumps(known).encode())

    def _load(self) -> dict[str, object]:
        with suppress(OSError, ValueError):
            found = read_json(self._file) if self._file is not None else {}
            if isinstance(found, dict):
                return found
        return {}
