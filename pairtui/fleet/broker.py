"""The operator's broker: where it is, and what this program needs before it talks to it."""

import asyncio
import ipaddress
import os
import random
import ssl
from pathlib import Path

from pairtui.errors import NoSource
from pairtui.files.private import read_regular
from pairtui.protocol.immutable import immutable

PLAIN_PORT, TLS_PORT = 1883, 8883
MOST_PASSWORD = 4096


class BrokerError(NoSource):
    """The broker cannot be used; the text is one sentence with the remedy. `lasting`: trying again will not help."""

    def __init__(self, text: str, lasting: bool = False) -> None:
        super().__init__(text)
        self.lasting = lasting


@immutable()
class Broker:
    """A broker as fleet.toml names it. `port` 0 is the usual one. `ca`, `certificate`, `key` are files, "" for none.

    `password_file` is read when it is needed and never kept.
    """

    host: str
    port: int = 0
    tls: bool = True
    ca: str = ""
    certificate: str = ""
    key: str = ""
    user: str = ""
    password_file: str = ""
    keepalive: int = 60

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        return self.host, self.port or (TLS_PORT if self.tls else PLAIN_PORT)

    def check(self) -> None:
        """Raises BrokerError where the connection would not be private: without TLS only this machine is reached."""
        if not self.host:
            raise BrokerError("no broker is named; write its host under [broker]", lasting=True)
        if not self.tls and not _loopback(self.host):
            raise BrokerError(
                f"{self.host} is not this machine, and tls = false sends everything in clear; remove tls = false",
                lasting=True,
            )

    def tls_context(self) -> ssl.SSLContext | None:
        """What checks the broker's certificate and name, and shows ours; None without TLS. Raises BrokerError."""
        self.check()
        if not self.tls:
            return None
        try:
            context = ssl.create_default_context(cafile=self.ca or None)
            if self.certificate:
                context.load_cert_chain(self.certificate, self.key or None, password=_no_passphrase)
        except (OSError, ssl.SSLError) as error:
            named = ", ".join(filter(None, (self.ca, self.certificate, self.key)))
            raise BrokerError(f"TLS cannot be set up with {named}: {error}; see these files", lasting=True) from None
        return context

    def password(self) -> str | None:
        """The password in its file, without the line end; None where there is none. Raises BrokerError."""
        if not self.password_file:
            return None
        try:
            return read_regular(Path(self.password_file), MOST_PASSWORD, links=True).decode().rstrip("\r\n")
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            why = "not UTF-8 text" if isinstance(error, UnicodeDecodeError) else why
            raise BrokerError(f"the password in {self.password_file} cannot be read: {why}", lasting=True) from None


class BackOff:
    """The waits between connections, at random: gateways that were cut off together do not come back together.

    A wait takes at most twice as many seconds as the one before could, and at most `longest`; all by `pace`.
    """

    _FIRST = 2.0

    def __init__(self, longest: float, pace: float) -> None:
        self._longest, self._pace, self._next = longest, pace, self._FIRST

    async def wait(self) -> None:
        """Wait before the next connection."""
        await asyncio.sleep(random.uniform(1.0, self._next) / self._pace)
        self._next = min(2 * self._next, self._longest)

    def reset(self) -> None:
        """A connection went well: begin with the shortest waits again."""
        self._next = self._FIRST


def credential(name: str) -> str:
    """The file of a credential that systemd passes (systemd.exec(5), LoadCredential=), "" where it passes none."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY", "")
    # By itself, or out of a folder of credentials, whose name it then begins with.
    files = [Path(folder) / each for each in (name, f"pairtui_{name}")] if folder else []
    return next((str(file) for file in files if file.is_file()), "")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _no_passphrase() -> str:
    raise ssl.SSLError("the private key has a passphrase, and nobody is there to type it")
