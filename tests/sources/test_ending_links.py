"""Links on their way down, read from what the kernel answers to HCIGETCONNLIST."""

import struct

import pytest

from pairtui.sources.kernel.connection_list import ANY_STATE, ENDING, link_ended, states_of

SCALE = "C0:FF:EE:00:00:01"
LE = 0x80


def answer(*links: tuple[str, int]) -> bytes:
    """`struct hci_conn_list_req` on a little-endian machine with these peers and states."""
    rows = [
        struct.pack("<H6sBBHI", 64 + at, bytes.fromhex(address.replace(":", ""))[::-1], LE, 1, state, 0)
        for at, (address, state) in enumerate(links)
    ]
    return struct.pack("<HH", 0, len(rows)) + b"".join(rows) + bytes(16)


@pytest.mark.parametrize(("state", "ending"), [(1, False), (5, False), (7, False), (8, True), (9, True)])
def test_a_link_that_is_disconnected_or_closed_but_still_there_is_on_its_way_down(state, ending):
    found = states_of(answer(("C0:FF:EE:00:00:02", 8), (SCALE, state)), SCALE)
    assert found == {state} and (state in ENDING) is ending and state in ANY_STATE


def test_another_devices_link_is_not_waited_for():
    assert states_of(answer(), SCALE) == set()
    assert states_of(answer(("C0:FF:EE:00:00:02", 8)), SCALE) == set()


@pytest.mark.parametrize(("adapter", "address"), [("hci99", SCALE), ("", SCALE), ("hci99", "nonsense")])
async def test_where_the_kernel_cannot_be_asked_nothing_is_waited_for(adapter, address):
    assert await link_ended(adapter, address, 60)
