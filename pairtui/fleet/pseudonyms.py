"""What leaves a gateway in place of addresses and names: a stand-in that only holders of the group's key can check."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from typing import Any

_ADDRESS = re.compile(r"(?i)(?<![0-9a-f:])(?:[0-9a-f]{2}[:_-]){5}[0-9a-f]{2}(?![0-9a-f:])")
_WITH_DIGITS = re.compile(r"\d+")
_OWNER = re.compile(r"\S+['’]s?(?=\s|$)")
SHORTEST_NAME = 3

_ENUMERATIONS = frozenset(
    (
        *("kind", "adapter", "transport", "role", "pairing", "association_model", "outcome", "by", "code", "cause"),
        *("confidence", "direction", "phase", "mark", "action", "address_type"),
    )
)
"""Keys of the document whose values come from this program, whatever a device is called."""


class Pseudonyms:
    """Stand-ins by HMAC-SHA256 with `key`: the same for one address wherever the key is the same.

    `clear`: addresses and names stay as they are.
    """

    def __init__(self, key: bytes, clear: bool = False) -> None:
        self._key, self.clear = key, clear

    def address(self, address: str) -> str:
        """`peer-` and twelve hexadecimal digits for an address."""
        plain = address.replace("_", ":").replace("-", ":").upper()
        return address if self.clear else f"peer-{self._digits(plain)[:12]}"

    def name(self, name: str) -> str:
        """The pattern of a name: digits as `#`, whose it is as `#`; where that leaves the name, a stand-in for it."""
        if self.clear or not name:
            return name
        pattern = _WITH_DIGITS.sub("#", _OWNER.sub("#", _ADDRESS.sub("#", name)))
        return pattern if pattern != name else f"name-{self._digits(name)[:8]}"

    def attempt(self, attempt: dict[str, Any], names: Iterable[str] = ()) -> dict[str, Any]:
        """An attempt of the analysis document with stand-ins everywhere; `names` are of other devices around."""
        if self.clear:
            return attempt
        own = attempt["peer"]["name"]
        known = {name for name in (own, *names) if name and len(name) >= SHORTEST_NAME}
        patterns = {name: self.name(name) for name in sorted(known, key=len, reverse=True)}
        changed: dict[str, Any] = self._everywhere(attempt, patterns)
        changed["peer"]["name"] = self.name(own) if own else own
        return changed

    def text(self, text: str, names: Iterable[str] = ()) -> str:
        """Words about devices with stand-ins for their addresses and for `names`."""
        known = {name: self.name(name) for name in names if len(name) >= SHORTEST_NAME}
        return text if self.clear else str(self._everywhere(text, known))

    def _everywhere(self, value: Any, names: dict[str, str]) -> Any:
        if isinstance(value, str):
            value = _ADDRESS.sub(lambda found: self.address(found[0]), value)
            for name, pattern in names.items():
                value = value.replace(name, pattern)
            return value
        if isinstance(value, dict):
            return {key: item if key in _ENUMERATIONS else self._everywhere(item, names) for key, item in value.items()}
        if isinstance(value, list):
            return [self._everywhere(item, names) for item in value]
        return value

    def _digits(self, text: str) -> str:
        return hmac.new(self._key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
