"""The topics of a fleet: `PREFIX/1/GROUP/GATEWAY/KIND`, and who a topic belongs to."""

import re

from pairtui.protocol.immutable import immutable

STATE, INFO, HEALTH, VERDICT, REQUEST, RESPONSE = "state", "info", "health", "verdict", "request", "response"

MOST_OCTETS = {STATE: 200, INFO: 8 << 10, HEALTH: 1 << 10, VERDICT: 16 << 10, REQUEST: 4 << 10, RESPONSE: 16 << 10}
"""How large the payload of each kind may be, in octets; brokers allow 64 kB and more."""

VERSION = "1"
PREFIX = "pairtui"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PREFIX = re.compile(r"[A-Za-z0-9._-]{1,64}(?:/[A-Za-z0-9._-]{1,64}){0,2}")


@immutable()
class Gateway:
    """One gateway: the group it is in and its name there; both are single levels of a topic."""

    group: str
    name: str

    @property
    def label(self) -> str:
        """`group/gateway`, which is its user name at the broker too."""
        return f"{self.group}/{self.name}"


def is_name(text: str) -> bool:
    """Whether `text` can name a group or a gateway: one level of a topic, without wildcards, at most 64 characters."""
    return _NAME.fullmatch(text) is not None


def is_prefix(text: str) -> bool:
    """Whether topics can begin with `text`: at most three levels, since AWS IoT allows seven slashes."""
    return _PREFIX.fullmatch(text) is not None


class Topics:
    """The topics under one prefix."""

    def __init__(self, prefix: str = PREFIX) -> None:
        self._begin = f"{prefix}/{VERSION}/"

    def of(self, gateway: Gateway, kind: str) -> str:
        """Where `gateway` publishes or reads what is of this kind."""
        return f"{self._begin}{gateway.group}/{gateway.name}/{kind}"

    def every(self, kind: str, group: str = "+") -> str:
        """The filter for what is of this kind, of all gateways or of those in one group."""
        return f"{self._begin}{group}/+/{kind}"

    def parse(self, topic: str) -> tuple[Gateway, str] | None:
        """Whose topic it is and of which kind; None for any other topic."""
        if not topic.startswith(self._begin):
            return None
        parts = topic[len(self._begin) :].split("/")
        if len(parts) != 3 or parts[2] not in MOST_OCTETS or not (is_name(parts[0]) and is_name(parts[1])):
            return None
        return Gateway(parts[0], parts[1]), parts[2]
