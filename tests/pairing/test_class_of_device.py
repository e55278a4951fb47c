"""What a class of device says (Assigned Numbers, 2.8), with the icons that BlueZ gives (src/dbus-common.c)."""

import pytest

from pairtui.knowledge.class_of_device import describe


@pytest.mark.parametrize(
    ("class_of_device", "words", "icon"),
    [
        (0x002540, "keyboard", "input-keyboard"),
        (0x002580, "pointing device", "input-mouse"),
        (0x0025C0, "keyboard with a pointing device", "input-keyboard"),
        (0x000520, "barcode scanner", "scanner"),
        (0x002508, "gamepad", "input-gaming"),
        (0x040680, "printer", "printer"),
        (0x200408, "hands-free", "audio-headset"),
        (0x240404, "headset", "audio-headset"),
        (0x240414, "loudspeaker", "audio-card"),
        (0x5A020C, "smartphone", "phone"),
        (0x000210, "modem", "modem"),
        (0x00011C, "tablet", "computer"),
        (0x000910, "glucose meter", ""),
        (0x000900, "health", ""),
        (0x001F00, "uncategorized", ""),
        (0x000000, "miscellaneous", ""),
    ],
)
def test_what_a_class_of_device_says(class_of_device: int, words: str, icon: str) -> None:
    assert describe(class_of_device) == (words, icon)


def test_every_class_of_device_says_something() -> None:
    assert all(describe(major << 8 | minor << 2).words for major in range(32) for minor in range(64))
