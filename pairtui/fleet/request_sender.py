"""What a console asks of a gateway: to log in by the operator's own command, or a signed request through the broker."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from pairtui.fleet.requests import signed_request
from pairtui.fleet.signatures import SignatureError
from pairtui.fleet.topics import Gateway


class RequestError(Exception):
    """A request cannot be made; the text is one sentence with the remedy."""


class RequestSender:
    """Asks through the collector of `index`. `login` is a command with `{gateway}`; `signing_key` as for `ssh -i`."""

    def __init__(self, index: Path, login: Sequence[str], signing_key: str, clock: Callable[[], float]) -> None:
        self._index, self._login, self._key, self._clock = index, tuple(login), signing_key, clock

    def login(self, label: str) -> tuple[str, ...]:
        """The command that logs in to `group/gateway`, in which `{gateway}` is its name and `{group}` its group."""
        gateway = _gateway(label)
        return tuple(word.replace("{gateway}", gateway.name).replace("{group}", gateway.group) for word in self._login)

    async def ask(self, number: int, label: str, action: str, device: str, nonce: str) -> str:
        """Ask gateway `number` of the index, whose `nonce` it is; gives the request's id. Raises RequestError."""
        if not self._key:
            raise RequestError("no key signs requests; name one under [console] as signing_key")
        if not nonce:
            raise RequestError(f"{label} takes no requests: it has not said what they must echo")
        try:
            request, body = await signed_request(_gateway(label), action, device, nonce, self._clock(), self._key)
        except SignatureError as problem:
            raise RequestError(str(problem)) from None
        try:
            db = sqlite3.connect(self._index, timeout=10)
            with db:
                db.execute("INSERT INTO request VALUES (NULL, ?, ?)", (number, body))
            db.close()
        except sqlite3.Error as error:
            raise RequestError(f"the request cannot be handed to the collector: {error}") from None
        return request


def _gateway(label: str) -> Gateway:
    group, _, name = label.partition("/")
    return Gateway(group, name)
