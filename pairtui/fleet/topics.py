"""The topics of a fleet: `PREFIX/1/GROUP/GATEWAY/KIND`, and who a topic belongs to."""

import re
from functools import lru_cache
from typing import NamedTuple

STATE, INFO, HEALTH, VERDICT, REQUEST, RESPONSE = "state", "info", "health", "verdict", "request", "response"

MOST_OCTETS = {STATE: 200, INFO: 8 << 10, HEALTH: 1 << 10, VERDICT: 16 << 10, REQUEST: 4 << 10, RESPONSE: 16 << 10}
"""How large the payload of each kind may be, in octets; brokers allow 64 kB and more."""

VERSION = "1"
PREFIX = "pairtui"

MOST_REMEMBERED = 20_000
"""Gateways whose names are not read again with each of their messages."""

LONGEST_NAME = 64
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PREFIX = re.compile(r"[A-Za-z0-9._-]{1,64}(?:/[A-Za-z0-9._-]{1,64}){0,2}")


class Gateway(NamedTuple):
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
        self._longest = len(self._begin) + 2 * LONGEST_NAME + 1
        self._gateway = lru_cache(MOST_REMEMBERED)(self._whose)

    def of(self, gateway: Gateway, kind: str) -> str:
        """Where `gateway` publishes or reads what is of this kind."""
        return f"{self._begin}{gateway.group}/{gateway.name}/{kind}"

    def every(self, kind: str, group: str = "+") -> str:
        """The filter for what is of this kind, of all gateways or of those in one group."""
        return f"{self._begin}{group}/+/{kind}"

    def parse(self, topic: str) -> tuple[Gateway, str] | None:
        """Whose topic it is and of which kind; None for any other topic."""
        whose, _, kind = topic.rpartition("/")
        gateway = self._gateway(whose) if kind in MOST_OCTETS and len(whose) <= self._longest else None
        return None if gateway is None else (gateway, kind)

    def _whose(self, topic: str) -> Gateway | None:
        """The gateway whose topics begin with this one."""
        names = topic.removeprefix(self._begin).split("/") if topic.startswith(self._begin) else []
        return Gateway(*names) if len(names) == 2 and all(is_name(name) for name in names) else None
