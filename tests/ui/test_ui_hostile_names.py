"""A device's hostile name changes its own cells of a screen, and nothing else of the terminal."""

from dataclasses import replace

import pytest

from pairtui.pairing.attempt import Peer
from tests.ui.conftest import NONIN, OMRON, Bench, refused
from tests.ui.hostile_names import NAMES, Terminal, frames, harmless, outside_names

SIZES = ((80, 24), (60, 16))
DIALOGS = {
    "device": ("enter",), "unpair": ("u",), "re-pair": ("R",), "attempts": ("H",), "bonds": ("B",), "why": ("w",),
    "will it pair": ("m",), "find out": ("x",),
}  # fmt: skip


async def shown(name, size=(80, 24), keys=()):
    """The terminal after these keys: of three devices this one is chosen; it is paired, and refused once."""
    bench = Bench()
    bench.up().device(OMRON, name, -60, paired=True, bonded=True).device(NONIN, "Nonin 3230", -70)
    bench.attempt(replace(refused(), peer=Peer("28:FF:B2:AA:10:01", "random", name)))
    with pytest.MonkeyPatch.context() as patch:
        terminal = Terminal(patch, *size)
        async with bench.console(size=size) as seat:
            await seat.press("home", *keys)
            return terminal, terminal.cells()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", NAMES)
async def test_among_devices_it_changes_its_own_cells_only(name, size):
    harmed, hostile = await shown(NAMES[name], size)
    safe, plain = await shown(harmless(NAMES[name]), size)
    assert not harmed.unsafe()
    assert harmed.orders() <= safe.orders()
    assert outside_names(plain, hostile) == []


@pytest.mark.parametrize("dialog", DIALOGS)
@pytest.mark.parametrize("name", ["escape sequences", "10,000", "10,000 wide", "combining marks", "newlines"])
async def test_a_dialog_keeps_its_frame(name, dialog):
    harmed, hostile = await shown(NAMES[name], keys=DIALOGS[dialog])
    safe, _ = await shown("Scale", keys=DIALOGS[dialog])
    assert frames(safe.cells()), "no dialog came"
    assert not harmed.unsafe()
    assert harmed.orders() <= safe.orders()
    assert frames(hostile)
    assert all(whole for _, whole in frames(hostile))
