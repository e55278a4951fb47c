"""/etc/pairtui/fleet.toml: the broker, who this gateway is, what it allows; and what a console of a fleet needs."""

import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pairtui.errors import Unusable
from pairtui.files.toml import NotToml, parse, read_text
from pairtui.files.toml_table import Table
from pairtui.fleet.broker import Broker, BrokerError, credential
from pairtui.fleet.topics import PREFIX, Gateway, is_name, is_prefix

FILE = Path("/etc/pairtui/fleet.toml")
STATE = Path("/var/lib/pairtui-fleet")
ACTIONS = ("verify", "unpair", "capture")
"""What can be asked of a gateway besides what changes nothing and is always answered."""

LOGIN = "ssh {gateway} -t pairtui"


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """What a gateway's two processes need. `key_file` has the group's key for the stand-ins; "" makes one for here."""

    gateway: Gateway
    spool: Path = STATE / "spool.db"
    spool_megabytes: int = 10
    clear_names: bool = False
    key_file: str = ""
    allow: tuple[str, ...] = ()
    allowed_signers: str = ""
    metrics: str = ""


@dataclass(frozen=True, slots=True)
class ConsoleSettings:
    """What the collector and its consoles need. `index` "" is in the user's state folder; `signing_key` as `ssh -i`."""

    name: str = "console"
    groups: tuple[str, ...] = ()
    index: str = ""
    login: tuple[str, ...] = tuple(LOGIN.split())
    signing_key: str = ""
    days: int = 7


@dataclass(frozen=True, slots=True)
class FleetSettings:
    """All of fleet.toml."""

    broker: Broker
    prefix: str = PREFIX
    gateway: GatewaySettings | None = None
    console: ConsoleSettings = field(default_factory=ConsoleSettings)


def load(file: Path = FILE) -> FleetSettings:
    """The settings in `file`. Raises Unusable."""
    try:
        text = read_text(file)
        table = Table(file, text, dict(parse(text)))
        settings = _settings(table, file.parent)
        table.end("; docs/fleet.md has all keys")
    except FileNotFoundError:
        raise Unusable(f"{file} is not there; docs/fleet.md shows what goes into it") from None
    except NotToml as error:
        raise Unusable(f"{file}: {error}") from None
    return settings


def _settings(table: Table, folder: Path) -> FleetSettings:
    prefix = table.take("prefix", PREFIX)
    if not is_prefix(prefix):
        raise table.error("prefix", "write up to three levels of letters, digits, dots and dashes")
    broker, gateway, console = (table.table(name) for name in ("broker", "gateway", "console"))
    return FleetSettings(
        broker=_broker(broker, folder) if broker else Broker(""),
        prefix=prefix,
        gateway=_gateway(gateway, folder) if gateway else None,
        console=_console(console) if console else ConsoleSettings(),
    )


def _broker(table: Table, folder: Path) -> Broker:
    def file(key: str) -> str:
        named = table.take(key, "")
        return str(folder / Path(named).expanduser()) if named else ""

    broker = Broker(
        host=table.need("host", str, 'the name of the broker, such as "broker.example"'),
        port=table.number("port", 0, 0, 65535),
        tls=table.take("tls", True),
        ca=file("ca") or credential("mqtt-ca"),
        certificate=file("certificate") or credential("mqtt-certificate"),
        key=file("key") or credential("mqtt-key"),
        user=table.take("user", ""),
        password_file=file("password_file") or credential("mqtt-password"),
        keepalive=table.number("keepalive", 60, 5, 3600),
    )
    table.end()
    try:
        broker.check()
    except BrokerError as error:
        raise table.error("tls", str(error)) from None
    return broker


def _gateway(table: Table, folder: Path) -> GatewaySettings:
    group = table.need("group", str, "the group that this gateway belongs to")
    name = table.take("name", "") or re.sub(r"[^A-Za-z0-9._-]", "-", socket.gethostname())[:64]
    for key, value in (("group", group), ("name", name)):
        if not is_name(value):
            raise table.error(key, "write up to 64 letters, digits, dots, dashes; no slash, no wildcard")
    key_file = table.take("key_file", "")
    signers = table.take("allowed_signers", "")
    allow = table.texts("allow", ACTIONS)
    if allow and not signers:
        raise table.error("allow", "name the file of allowed_signers too: who may ask for this")
    settings = GatewaySettings(
        Gateway(group, name),
        spool=Path(table.take("spool", str(STATE / "spool.db"))),
        spool_megabytes=table.number("spool_megabytes", 10, 2, 10_000),
        clear_names=table.take("clear_names", False),
        key_file=str(folder / key_file) if key_file else credential("group-key"),
        allow=allow,
        allowed_signers=str(folder / signers) if signers else "",
        metrics=table.take("metrics", ""),
    )
    table.end()
    return settings


def _console(table: Table) -> ConsoleSettings:
    name = table.take("name", "console")
    groups = table.texts("groups")
    for key, values in (("name", (name,)), ("groups", groups)):
        if not all(map(is_name, values)):
            raise table.error(key, "write up to 64 letters, digits, dots, dashes; no slash, no wildcard")
    settings = ConsoleSettings(
        name=name,
        groups=groups,
        index=table.take("index", ""),
        login=_command(table, table.texts("login")),
        signing_key=table.take("signing_key", ""),
        days=table.number("days", 7, 1, 3650),
    )
    table.end()
    return settings


def _command(table: Table, words: Sequence[str]) -> tuple[str, ...]:
    if not words:
        return tuple(LOGIN.split())
    if not any("{gateway}" in word for word in words):
        raise table.error("login", 'write it with {gateway}, as ["ssh", "{gateway}", "-t", "pairtui"]')
    return tuple(words)
