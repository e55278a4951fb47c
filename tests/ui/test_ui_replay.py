"""A recording on the console: it is paused, stepped, sped up and sought in, each key said so; whose log it is."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from pairtui.hub import Hub
from pairtui.sources.capture.playback import ReplaySource
from pairtui.ui.app import PairtuiApp
from pairtui.ui.themes import Look, load_theme
from tests.ui.conftest import Seat

CAPTURE = "tests/captures/09-not-in-pairing-mode.btsnoop"

ZEPHYR = """\
[00:00:16.134,000] <inf> ble_main: Connected 58:A0:23:00:00:01 (public)
[00:00:17.250,000] <wrn> ble_main: Security failed: 58:A0:23:00:00:01 (public) level 1 err 9
[00:00:17.310,000] <inf> ble_main: Disconnected (reason 8)
"""


@asynccontextmanager
async def replayed(path, speed, size=(80, 24)):
    hub = Hub([ReplaySource(str(path), speed, stays=True)])
    app = PairtuiApp(hub, Look(load_theme("dark")), hostname="desk")
    async with app.run_test(size=size) as pilot:
        yield Seat(app, pilot)


async def shows(seat, text):
    for _ in range(200):
        if text in (screen := await seat.look()):
            return screen
        await asyncio.sleep(0.05)
    raise AssertionError(f"{text!r} does not come:\n{screen}")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_space_pauses_and_plays_and_the_footer_says_which(size):
    async with replayed(CAPTURE, 0.01, size) as seat:
        await shows(seat, "● replay up")
        await seat.press("escape")
        assert "Space pause" in await shows(seat, "Space pause")
        await seat.press("space")
        await shows(seat, "○ replay paused")
        await shows(seat, "✓ Paused.")
        await seat.press("full_stop")
        await shows(seat, "✓ One record further.")


async def test_at_its_end_a_replay_says_so_and_plays_again():
    async with replayed(CAPTURE, None) as seat:
        await shows(seat, "○ replay ended")
        await shows(seat, "Space play")
        await shows(seat, "✗ failed")
        await seat.press("space")
        await shows(seat, "Playing from the beginning")


async def test_the_lifeline_of_a_log_that_no_gateway_wrote_is_not_called_gateway(tmp_path):
    log = tmp_path / "board.log"
    log.write_text(ZEPHYR)
    async with replayed(log, None) as seat:
        screen = await shows(seat, "○ replay ended")
        assert "this device" in screen
        assert "gateway  " not in screen


async def test_a_peer_that_no_line_names_has_the_transport_of_its_attempt(tmp_path):
    log = tmp_path / "cut.txt"
    log.write_text(
        "< ACL Data TX: Handle 64 flags 0x00 dlen 11\n      SMP: Pairing Request (0x01) len 6\n"
        "        IO capability: NoInputNoOutput (0x03)\n        OOB data: Authentication data not present (0x00)\n"
        "        Authentication requirement: Bonding, No MITM, Legacy, No Keypresses (0x01)\n"
        "        Max encryption key size: 16\n        Initiator key distribution: EncKey (0x01)\n"
        "        Responder key distribution: EncKey (0x01)\n"
        "> ACL Data RX: Handle 64 flags 0x02 dlen 6\n      SMP: Pairing Failed (0x05) len 1\n"
        "        Reason: Unspecified reason (0x08)\n"
    )
    async with replayed(log, None) as seat:
        screen = await shows(seat, "✗ failed  unknown device")
        assert "BR/EDR" not in screen


async def test_a_file_without_a_device_asks_for_none(tmp_path):
    text = tmp_path / "kernel.log"
    text.write_text("[   12.3] Bluetooth: hci0: RTL: fw version 0x09a98a6b\n")
    async with replayed(text, None) as seat:
        await shows(seat, "○ replay ended")
        await shows(seat, "No devices so far in what was")
        screen = await shows(seat, "No pairing so far in what was read.")
        assert "adapter" not in screen and "Press" not in screen
