"""Raising a link's level: when it is reached, when it is over, and what ends it; with a channel that a test moves."""

import asyncio
import errno
from typing import Any

import pytest

from pairtui.pairing.events import Link, Traced
from pairtui.protocol.messages import smp
from pairtui.protocol.record import Direction
from pairtui.sources.bluez.connections import BluezContext
from pairtui.sources.bluez.require_level import SecurityLevelActions
from pairtui.sources.errors import ActionError
from pairtui.sources.kernel import security_level as levels
from pairtui.sources.kernel.att_channel import AttChannel, LinkAddresses, Security
from pairtui.sources.kernel.att_client import protected, read
from pairtui.sources.kernel.security_level import LevelRaiser

ENDS = LinkAddresses("00:00:5E:00:53:01", "public", "C0:FF:EE:00:00:01", "random")
SCALE = "/org/bluez/hci0/dev_C0_FF_EE_00_00_01"


class Air(AttChannel):
    """A channel to a peer that a test plays: `now` is what the link has, or the error that ended it."""

    now: "Security | int" = Security(1, 0)

    async def _connect(self) -> None:
        self.security()

    def security(self) -> Security:
        if isinstance(Air.now, int):
            raise OSError(Air.now, "as the kernel says")
        return Air.now


@pytest.fixture(autouse=True)
def air(monkeypatch) -> None:
    monkeypatch.setattr(levels, "AttChannel", Air)
    monkeypatch.setattr(levels, "SETTLE_SECONDS", 0.01)
    Air.now = Security(1, 0)


def refused(address: str = ENDS.peer) -> Traced:
    return Traced(message=smp.PairingFailed(3), direction=Direction.SENT, link=Link("hci0", 64, address))


async def test_the_level_is_reached():
    raising = asyncio.create_task(LevelRaiser(lambda _: False).raise_to(SCALE, ENDS, 4))
    await asyncio.sleep(0.02)
    Air.now = Security(4, 16)
    assert await raising == (4, 16)


async def test_a_refusal_in_the_trace_ends_it():
    asked = LevelRaiser(lambda _: False)
    raising = asyncio.create_task(asked.raise_to(SCALE, ENDS, 3))
    await asyncio.sleep(0.02)
    asked.on_event(refused("C0:FF:EE:00:00:99"))
    await asyncio.sleep(0.2)
    assert not raising.done(), "that was another device's"
    asked.on_event(refused())
    assert await asyncio.wait_for(raising, 2) == (1, 0)


async def test_without_a_trace_the_time_ends_it(monkeypatch):
    monkeypatch.setattr(levels, "QUIET_SECONDS", 0.1)
    assert await LevelRaiser(lambda _: False).raise_to(SCALE, ENDS, 3) == (1, 0)


async def test_while_the_user_is_asked_the_time_stands_still(monkeypatch):
    monkeypatch.setattr(levels, "QUIET_SECONDS", 0.1)
    prompts = {SCALE}
    raising = asyncio.create_task(LevelRaiser(prompts.__contains__).raise_to(SCALE, ENDS, 3))
    await asyncio.sleep(0.4)
    assert not raising.done()
    prompts.clear()
    assert await raising == (1, 0)


async def test_less_than_asked_for(monkeypatch):
    monkeypatch.setattr(levels, "PAIRED_SECONDS", 0.05)
    Air.now = Security(3, 16)
    assert await LevelRaiser(lambda _: False).raise_to(SCALE, ENDS, 4) == (3, 16)


async def test_it_can_be_cancelled():
    asked = LevelRaiser(lambda _: False)
    raising = asyncio.create_task(asked.raise_to(SCALE, ENDS, 3))
    await asyncio.sleep(0.02)
    assert asked.cancel(SCALE)
    with pytest.raises(ActionError, match="cancelled"):
        await raising
    assert not asked.cancel(SCALE)


async def test_two_of_one_device_do_not_touch_each_other():
    both = LevelRaiser(lambda _: False)
    first = asyncio.create_task(both.raise_to(SCALE, ENDS, 3))
    second = asyncio.create_task(both.raise_to(SCALE, ENDS, 2))
    await asyncio.sleep(0.02)
    both.on_event(refused())
    assert await first == await second == (1, 0)
    assert not both.cancel(SCALE)


async def test_the_next_level_of_a_device_waits_for_the_one_before(monkeypatch):
    """BlueZ 5.82 tells of the refusal before the kernel does: the user has chosen the fix by then."""

    class Known:
        paired: frozenset[str] = frozenset()

        def __getattr__(self, name):
            async def nothing(*_, **__):
                return {"look": ({}, ENDS), "reconnect": ""}.get(name, SCALE)

            return (lambda *_, **__: {}) if name in ("pairing_ended", "open_for", "facts") else nothing

    known: Any = Known()
    context = BluezContext(known, known, lambda: known, lambda _: None, known)
    actions = SecurityLevelActions(context, known, known.pair, known.find)
    first = asyncio.create_task(actions.require(SCALE, 3))
    await asyncio.sleep(0.02)
    second = asyncio.create_task(actions.require(SCALE, 4))
    await asyncio.sleep(0.02)
    assert actions.levels.cancel(SCALE)
    with pytest.raises(ActionError, match="cancelled"):
        await first
    await asyncio.sleep(0.02)
    assert not second.done()
    Air.now = Security(4, 16)
    assert await second == "the link has level 4"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "did not accept the key"),
        (errno.EBADE, "did not accept the key"),
        (errno.ECONNRESET, "ended the link"),
        (errno.ECONNREFUSED, "did not answer"),
        (errno.ENETDOWN, "switch it on"),
        (errno.EAFNOSUPPORT, "sudo modprobe bluetooth"),
        (errno.EIO, "made no channel"),
    ],
)
async def test_what_ends_a_channel_is_one_sentence(number, words):
    Air.now = number
    with pytest.raises(ActionError) as raised:
        await LevelRaiser(lambda _: False).raise_to(SCALE, ENDS, 2)
    assert words in raised.value.text


async def test_no_socket_is_left_open(open_files):
    before = open_files()
    for ends in (ENDS, LinkAddresses("nonsense", "public", "C0:FF:EE:00:00:01", "random")):
        with pytest.raises(OSError):  # no Bluetooth here, or no address
            async with asyncio.timeout(5), AttChannel(ends, 2):
                pass
    assert open_files() == before


# ── the attributes of a peer ──────────────────────────────────────────────────────────────────────────────────────


class Server(AttChannel):
    """An ATT server of these characteristics: (declaration, properties, value handle, UUID) and reads that fail."""

    def __init__(self, rows: list[tuple[int, int, int, bytes]], errors: dict[int, int]) -> None:
        super().__init__(ENDS, 1)
        self.rows, self.errors = rows, errors

    async def request(self, pdu: bytes) -> bytes:
        handle = int.from_bytes(pdu[1:3], "little")
        if pdu[0] == 0x0A:
            error = self.errors.get(handle, 0)
            return bytes([1, 0x0A, *pdu[1:3], error]) if error else b"\x0bvalue"
        row = next((row for row in self.rows if row[0] >= handle), None)
        if row is None:
            return bytes([1, 8, *pdu[1:3], 0x0A])
        octets = row[0].to_bytes(2, "little") + bytes([row[1]]) + row[2].to_bytes(2, "little") + row[3]
        return bytes([9, len(octets)]) + octets


NAME = (2, 0x02, 3, b"\x00\x2a")
CONTROL = (4, 0x08, 5, b"\x01\xff")  # write only
SECRET = (6, 0x0A, 7, bytes(range(16)))


async def test_the_first_characteristic_that_wants_security_is_found():
    found = await protected(Server([NAME, CONTROL, SECRET], {5: 0x0F, 7: 0x05}))
    assert found is not None
    assert (found.handle, found.error) == (7, 0x05)
    assert found.uuid == "0f0e0d0c-0b0a-0908-0706-050403020100"


async def test_nothing_is_protected_or_only_the_application_says_no():
    assert await protected(Server([NAME, SECRET], {7: 0x80})) is None
    assert await protected(Server([], {})) is None
    assert await read(Server([NAME], {}), 3) == 0


@pytest.mark.parametrize("answer", [b"\x01", b"\x09", b"\x09\x00", b"\x09\x07\x01", b"\x09\x07" + bytes(7)])
async def test_a_server_that_answers_nonsense_ends_the_search(answer: bytes):
    class Nonsense(Server):
        async def request(self, pdu: bytes) -> bytes:
            return answer

    assert await asyncio.wait_for(protected(Nonsense([], {})), 5) is None
