"""What is fuzzed: a harness takes any octets and raises only what it says; seeds are our own captures and files."""

import io
import json
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pairtui.cli.device_book import _entries as own_entries
from pairtui.errors import NoCapture, Unusable
from pairtui.files.config import ConfigError, load_what_can_be_used
from pairtui.files.toml_table import TomlError
from pairtui.fleet.observation import observation_from
from pairtui.fleet.packets import PacketReader
from pairtui.fleet.payloads import NotAMessage, cleaned
from pairtui.fleet.payloads import decode as from_broker
from pairtui.fleet.payloads import encode as to_broker
from pairtui.fleet.settings import load as load_fleet
from pairtui.knowledge.main_conf import explain
from pairtui.lab.cast import load as load_cast
from pairtui.protocol import detect
from pairtui.protocol.captures.btsnooz import NotBtsnooz, blocks, btsnoop_of, from_base64
from pairtui.protocol.messages import att, hci, l2cap, ll, mgmt, smp
from pairtui.report.document_reader import NotAnAttempt, attempt_from
from pairtui.report.redact import RedactError, redact
from pairtui.report.redact.places import spellings
from pairtui.report.redact.self_check import Reading
from pairtui.sources.bluez.properties import adapter_changes, characteristic_changes, device_changes
from pairtui.sources.bluez.stored_bonds import StoredBonds, stored_key
from pairtui.sources.bluez.trial_bonds import TrialBonds
from pairtui.sources.capture.contents import of_zip
from pairtui.sources.mgmt.journal import Journal
from pairtui.ui.themes import ThemeError, load_theme
from tests.cli.test_phones import LOGS, bug_report, pklg, report_text, snooz
from tests.fleet.conftest import make_verdict
from tests.report.damage import CAPTURES, formats, from_the_air

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent


@dataclass(frozen=True)
class Harness:
    """What is done with octets, and octets to begin with."""

    run: Callable[[bytes], None]
    seeds: list[bytes]


def decode(data: bytes) -> None:
    """The decoder that the octets ask for."""
    reader = detect.reader_for(data)
    if reader is not None:
        for at in range(0, len(data), 997):
            list(reader.feed(data[at : at + 997]))
        list(reader.close())


def messages(data: bytes) -> None:
    """Every decoder of a message."""
    for one in (hci.decode_command, hci.decode_event, mgmt.decode_command, mgmt.decode_event, smp.decode, att.decode):
        repr(one(data))
    list(l2cap.decode(data))
    if data:
        ll.ll.decode(data[0], data[1:])


def covered(data: bytes) -> None:
    """What analyze reads, redact covers."""
    try:
        clean = redact(data).data
    except RedactError:
        return
    keys = {value for _, value in Reading(data).secrets() if isinstance(value, bytes) and len(set(value)) > 2}
    assert not any(spelt in clean for key in keys if len(key) == 16 for spelt in spellings(key)), "a key survives"
    assert not list(Reading(clean).secrets()), "a secret can be read"


def btsnooz(data: bytes) -> None:
    """BTSNOOZ, and the text that it stands in."""
    chunks = [data[at : at + 61] for at in range(0, len(data), 61)]
    for found in [data, *(from_base64(block) for block, _ in blocks(chunks))]:
        with suppress(NotBtsnooz):
            btsnoop_of(found)


def archive(data: bytes) -> None:
    """A zip."""
    with suppress(NoCapture):
        for _ in of_zip(io.BytesIO(data)).chunks:
            pass


def dbus_values(data: bytes) -> None:
    """Properties as any program could send them."""
    values = list(_values(random.Random(data)))
    names = ["Address", "Alias", "Name", "UUIDs", "RSSI", "Class", "Appearance", "Paired"]
    names += ["ManufacturerData", "ServiceData", "Adapter", "Modalias", "Powered", "Flags"]
    chance = random.Random(data)
    properties: dict[str, Any] = {name: chance.choice(values) for name in names}
    device_changes(properties)
    adapter_changes(properties)
    characteristic_changes(properties)


def _values(chance: random.Random) -> Iterator[Any]:
    yield from (None, True, -(1 << 63), 1 << 64, 1.5, float("nan"), "", "\x1b[2J", "a" * 5000)
    yield from (b"\xff", [], {}, [[]], ())
    yield {chance.randrange(1 << 17): chance.randbytes(chance.randrange(40))}
    yield [chance.choice(("", "0000180f-0000-1000-8000-00805f9b34fb", 7, None))] * chance.randrange(4)
    yield ("s", "text")


def user_files(data: bytes) -> None:
    """config.toml, a theme, a cast, entries of a device book, fleet.toml, main.conf and an entry of the history."""
    text = data.decode("utf-8", "replace")
    list(explain("main.conf", text, "5.66"))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.toml"
        file.write_bytes(data)
        with suppress(ConfigError):
            load_what_can_be_used(file)
        with suppress(ThemeError):
            load_theme(str(file))
        with suppress(TomlError):
            load_cast(str(file))
        with suppress(ValueError):
            own_entries(file)
        with suppress(Unusable):
            load_fleet(file)
    with suppress(NotAnAttempt, ValueError, RecursionError):
        attempt_from(json.loads(text))


def state_files(data: bytes) -> None:
    """What pairtui keeps for itself: a journal of settings, when bonds were seen to work, bonds made on trial."""
    with tempfile.TemporaryDirectory() as name:
        folder, file = Path(name), Path(name) / "1-1.json"
        file.write_bytes(data)
        for session in Journal(folder).sessions():
            repr(session.changes)
        StoredBonds(file, folder).facts("AA:BB:CC:00:00:01", "C0:00:00:00:00:01")
        assert all(bond.recent in (True, False) for bond in TrialBonds(folder).take_left())
        info = folder / "A" / "B" / "info"
        info.parent.mkdir(parents=True)
        info.write_bytes(data)
        stored_key("A", "B", folder)


def broker(data: bytes) -> None:
    """What anybody who may publish sends: the connection's octets, and a payload."""
    payloads = [data]
    reader = PacketReader(lambda topic, payload, retained: payloads.append(payload))
    for at in range(0, len(data), 61):
        reader.take(data[at : at + 61])
    for payload in payloads:
        with suppress(NotAMessage):
            message = from_broker(payload, 16 << 10)
            to_broker(cleaned(message))
            observation_from(message)


def _first(path: str) -> bytes:
    return (ROOT / path).read_bytes()


BONDED = next(path for path in CAPTURES if path.stem == "02-jw-legacy-ok").read_bytes()
BINARY = [data for _, data in [*formats(BONDED), *from_the_air()]] + [pklg(BONDED, order) for order in "<>"]
TEXTS = [path.read_bytes()[:20_000] for path in sorted((TESTS / "protocol" / "btmon-text").glob("*.txt"))]
CONFIG = b'theme = "night"\nhistory = 3\n[keys]\npair = "p"\n'
BOOK = _first("pairtui/knowledge/devices/scales.toml")
FLEET = b'[broker]\nhost = "127.0.0.1"\nport = 8883\ntls = false\n[gateway]\ngroup = "g"\nname = "n"\n'
BOND = b'[{"adapter": "AA:BB:CC:00:00:01", "address": "C0:00:00:00:00:01", "path": "/org/bluez/hci0", "at": 1.5}]'
SESSION = b'{"schema": 1, "boot": "b", "pid": 1, "started": 7, "changes": [{"adapter": "hci0", "address": "", '
SESSION += b'"setting": "le", "before": 1, "now": 0}]}'
INFO = b"[LongTermKey]\nKey=00112233445566778899AABBCCDDEEFF\nAuthenticated=1\nEncSize=16\n[LinkKey]\nType=4\n"
STATE = [BOND, SESSION, INFO, b'{"AA:BB:CC:00:00:01/C0:00:00:00:00:01": 1234.5}']
VERDICT = to_broker(make_verdict() | {"id": "abcd-1", "rev": 1})
TOPIC = b"pairtui/1/g/n/verdict"
PUBLISHED = bytes([0x30, len(TOPIC) + 8, 0, len(TOPIC)]) + TOPIC + b'{"a":1'
USERS = [BOOK, FLEET, CONFIG, b"[General]\nJustWorksRepairing = always\n", b'{"id": 1}', _first("themes/ansi16.toml")]

HARNESSES = {
    "captures": Harness(decode, BINARY),
    "text": Harness(decode, TEXTS),
    "messages": Harness(messages, [bytes.fromhex("3e130100010000"), bytes(range(40)), b"\x01\x04\0\x2d\x10\x0f\x0f"]),
    "redaction of captures": Harness(covered, BINARY),
    "redaction of text": Harness(covered, TEXTS),
    "btsnooz": Harness(btsnooz, [snooz(BONDED), report_text(snooz(BONDED, 1))]),
    "archive": Harness(archive, [bug_report(**{LOGS + "btsnoop_hci.log": BONDED}), b"PK\x05\x06" + bytes(18)]),
    "D-Bus values": Harness(dbus_values, [b"", b"1"]),
    "user files": Harness(user_files, USERS),
    "own files": Harness(state_files, STATE),
    "a broker's octets": Harness(broker, [VERDICT, PUBLISHED]),
}


def mutated(seed: bytes, chance: random.Random) -> bytes:
    """A seed with a little harm done to it."""
    data = bytearray(seed[: chance.choice((300, 3000, 30_000))])
    for _ in range(chance.randrange(1, 6)):
        at, size = chance.randrange(len(data) + 1), chance.choice((1, 1, 2, 4, 16, 200))
        match chance.randrange(5):
            case 0:
                data[at : at + size] = chance.randbytes(size)
            case 1:
                del data[at : at + size]
            case 2:
                data[at:at] = data[at : at + size]
            case 3:
                data[at : at + size] = bytes([chance.choice((0, 0x7F, 0xFF))]) * size
            case 4 if data:
                data[at % len(data)] ^= 1 << chance.randrange(8)
    return bytes(data)
