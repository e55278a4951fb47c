"""A BR/EDR link brought to a level by a channel, and its services browsed; the kernel's end is a test's socket."""

import errno
import socket
from typing import Any, ClassVar, Self

import pytest

from pairtui.pairing.state import Device
from pairtui.sources.bluez.connections import _peer_type
from pairtui.sources.bluez.properties import device_changes
from pairtui.sources.errors import NOT_REACHABLE, ActionError
from pairtui.sources.kernel import security_level as levels
from pairtui.sources.kernel.att_channel import LinkAddresses, Security
from pairtui.sources.kernel.psm_channel import RFCOMM, SDP, PsmChannel
from pairtui.sources.kernel.security_level import LevelRaiser

ENDS = LinkAddresses("00:00:5E:00:53:01", "public", "00:1B:DC:00:00:01", "bredr")
TERMINAL = "/org/bluez/hci0/dev_00_1B_DC_00_00_01"


class Channel(PsmChannel):
    """A channel whose opening ends as a test says: with what the link has, or with an error number."""

    end: "Security | int" = Security(3, 16)
    opened_for: ClassVar[list[tuple[int, int]]] = []

    async def __aenter__(self) -> Self:
        Channel.opened_for.append((self._psm, self._level))
        if isinstance(Channel.end, int):
            raise OSError(Channel.end, "as the kernel says")
        return self

    def security(self) -> Security:
        assert isinstance(Channel.end, Security)
        return Channel.end


@pytest.fixture(autouse=True)
def channel(monkeypatch) -> None:
    monkeypatch.setattr(levels, "PsmChannel", Channel)
    Channel.opened_for.clear()


async def raised(level: int) -> Security:
    return await LevelRaiser(lambda _: False).raise_to(TERMINAL, ENDS, level)


async def test_a_level_is_asked_for_by_a_service_that_makes_a_bond():
    Channel.end = Security(3, 16)
    assert await raised(3) == (3, 16)
    assert Channel.opened_for == [(RFCOMM, 3)]


@pytest.mark.parametrize("number", [errno.ECONNREFUSED, errno.EACCES])
async def test_what_the_kernel_refuses_is_a_level_not_reached(number):
    Channel.end = number
    assert await raised(4) == (1, 0)


async def test_who_does_not_answer_the_page_is_not_reachable():
    Channel.end = errno.EHOSTDOWN
    with pytest.raises(ActionError) as error:
        await raised(3)
    assert error.value.name == NOT_REACHABLE


def test_the_addresses_are_those_of_bredr():
    channel = PsmChannel(ENDS, 3, SDP)
    assert channel.own_address() == bytes.fromhex("1f0000000153005e000000000000")
    assert channel.peer_address() == bytes.fromhex("1f000100010000dc1b0000000000")


@pytest.mark.parametrize(
    ("answer", "services"),
    [
        ("03 0001 0009 0003 0001 00010000 00", 3),
        ("03 0001 0005 0000 0000 00", 0),
        ("01 0001 0002 0003", None),
        ("", None),
    ],
)
async def test_the_services_that_sdp_lists(answer, services):
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setblocking(False)
    channel = PsmChannel(ENDS, 2, SDP)
    channel._socket = ours
    theirs.send(bytes.fromhex(answer)) if answer else theirs.shutdown(socket.SHUT_WR)
    try:
        if services is None:
            with pytest.raises(OSError):
                await channel.browse()
        else:
            assert await channel.browse() == services
        assert theirs.recv(64) == bytes.fromhex("02 0001 0008 3503191002 00ff 00")
    finally:
        ours.close()
        theirs.close()


@pytest.mark.parametrize(
    ("properties", "transports"),
    [
        ({"Class": 0x040680}, ("bredr",)),
        ({"Class": 0x5A020C, "AdvertisingFlags": b"\x06"}, ("le", "bredr")),
        ({"Class": 0x5A020C, "Appearance": 64}, ("le", "bredr")),
        ({"AdvertisingFlags": b"\x06"}, ("le",)),
    ],
)
def test_the_transports_that_bluez_tells(properties, transports):
    told: dict[str, Any] = device_changes({"AddressType": "public", **properties})
    assert Device("d", **told).transports == transports


@pytest.mark.parametrize(
    ("properties", "kind"),
    [
        ({"AddressType": "public", "Class": 0x040680}, "bredr"),
        ({"AddressType": "public", "Class": 0x5A020C, "AdvertisingFlags": b"\x06"}, "public"),
        (
            {"AddressType": "public", "Class": 0x5A020C, "AdvertisingFlags": b"\x06", "PreferredBearer": "bredr"},
            "bredr",
        ),
        ({"AddressType": "public", "Class": 0x5A020C, "PreferredBearer": "le"}, "public"),
        ({"AddressType": "public"}, "public"),
        ({"AddressType": "random"}, "random"),
    ],
)
def test_over_which_transport_a_device_is_reached(properties, kind):
    assert _peer_type(properties) == kind
