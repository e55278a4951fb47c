"""BR/EDR on the screens: marks of the transport, its choice, what a pairing over it would come to."""

import pytest

from pairtui.pairing import actions
from pairtui.pairing.state import Device
from pairtui.ui.text.device_facts import transport_mark
from tests.ui.offers import POLICY, gateway, line, said

PHONE = "/org/bluez/hci0/dev_00_1B_DC_00_00_10"
SCANNER = "/org/bluez/hci0/dev_00_1B_DC_00_00_04"
DUAL = {"address_type": "public", "class_of_device": 0x5A020C, "bearers": ("bredr", "le")}
ON = {**POLICY, "bredr": 1, "ssp": 1, "connectable": 1}


def classic(bench, **phone):
    """The lock, a phone with both transports, and a scanner from before Secure Simple Pairing."""
    gateway(bench, policy=ON)
    bench.device(PHONE, "phone", -40, **DUAL, **phone)
    return bench.device(SCANNER, "scanner", -70, address_type="public", class_of_device=0x001F00, legacy_pairing=True)


def marks(screen):
    """What stands behind the name of each device in the list."""
    rows = [row.split("│")[0].replace("▌", " ").split() for row in screen.splitlines()]
    return {row[0]: row[1] for row in rows if row and row[0] in ("lock", "phone", "scanner")}


@pytest.mark.parametrize(
    ("device", "both"),
    [
        (Device("d", address_type="random"), ("LE", "LE")),
        (Device("d", address_type="public", class_of_device=0x040680), ("BR", "BR/EDR")),
        (Device("d", address_type="public", class_of_device=0x5A020C, bearers=("bredr", "le")), ("L+B", "both")),
        (Device("d", address_type="public"), ("", "")),  # of a public address alone nobody knows
        (Device("d", address_type="public", bearers=("le",)), ("LE", "LE")),
    ],
)
def test_the_mark_of_a_transport(device, both):
    assert (transport_mark(device, False), transport_mark(device, True)) == both


async def test_transports_are_marked_where_not_all_have_le_only(bench):
    async with gateway(bench).console() as seat:
        assert marks(await seat.look()) == {"lock": "-60"}
        classic(bench)
        assert marks(await seat.look()) == {"lock": "LE", "phone": "L+B", "scanner": "BR"}
        assert "BR/EDR and LE" in await seat.press("slash", *"phone", "enter")


async def test_a_key_chooses_the_transport(bench):
    async with classic(bench).console() as seat:
        await seat.press("slash", *"phone", "enter")
        screen = await seat.press("E")
        assert "Reach phone over" in screen
        assert "● now" in line(screen, "▌ 3 last seen")
        await seat.press("2")
        assert bench.performed[-1] == actions.SetPreferredBearer(PHONE, "bredr")
        await seat.press("slash", "ctrl+u", *"scanner", "enter")
        assert "has one transport, as far as was heard" in await seat.press("E")


async def test_what_a_pairing_over_each_transport_would_come_to(bench):
    async with classic(bench).console() as seat:
        await seat.press("slash", *"phone", "enter")
        screen = await seat.press("m")
        assert line(screen, "Transport") == "Transport  BR/EDR (BlueZ takes the one last seen)   b LE"
        assert "Secure Simple Pairing, IO not heard yet" in screen
        assert line(screen, "IO here").split() == ["IO", "here", "P-192", "Secure", "Connections"]
        screen = await seat.press("b")
        assert line(screen, "Transport").startswith("Transport  LE")
        assert line(screen, "IO here").split() == ["IO", "here", "legacy", "Secure", "Connections"]
        assert bench.performed[-1] == actions.SetPreferredBearer(PHONE, "le")
        await seat.press("b", "enter")
        assert bench.performed[-2:] == [actions.SetPreferredBearer(PHONE, "bredr"), actions.Pair(PHONE)]


async def test_a_pin_is_foretold_and_who_gives_it(bench):
    async with classic(bench).console() as seat:
        await seat.press("slash", *"scanner", "enter")
        screen = await seat.press("m")
        assert "✓ It should pair: PIN, level 2. Type here the PIN of the device" in said(screen)
        assert "Device     no Secure Simple Pairing: a PIN" in screen
        assert "Transport" not in screen


async def test_where_the_device_begins_this_gateway_is_made_visible(bench):
    async with classic(bench).console() as seat:
        await seat.press("slash", *"scanner", "enter")
        screen = await seat.press("m", "r")
        assert "makes this gateway visible: then pair on the device" in said(screen)
        await seat.press("enter")
        assert bench.performed[-1] == actions.SetDiscoverable("hci0", True)


async def test_a_bond_over_one_transport_is_kept_when_the_other_is_paired(bench):
    async with classic(bench, paired=True, bonded=True, transport="le", level=4).console() as seat:
        await seat.press("slash", *"phone", "enter")
        screen = await seat.press("m")
        assert "It is paired" not in said(screen)
        assert "It is paired" in said(await seat.press("b"))
        await seat.press("b", "enter")
        assert bench.performed[-2:] == [actions.SetPreferredBearer(PHONE, "bredr"), actions.Pair(PHONE)]
