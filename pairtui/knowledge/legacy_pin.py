"""Who gives the PIN of a BR/EDR device without Secure Simple Pairing, by its class (BlueZ, plugins/autopair.c)."""

from enum import StrEnum

FIXED = "0000"
"""What BlueZ gives by itself to a device that is known to have it."""

_AUDIO, _PERIPHERAL, _IMAGING = 4, 5, 6
_FIXED_AUDIO = {0x01, 0x02, 0x06, 0x07, 0x0A}  # headset, hands-free, headphones, portable audio, hi-fi


class Pin(StrEnum):
    """How the PIN comes about here."""

    SHOWN = "shown"  # made up here, and typed on the device: it is a keyboard
    FIXED = "fixed"  # BlueZ gives "0000", and asks only where that was refused
    ASKED = "asked"  # the agent is asked for the device's own


def pin_of(class_of_device: int) -> Pin:
    """How BlueZ comes by the PIN of a device of this class (Assigned Numbers, 2.8); 0: unknown to BlueZ, too."""
    major, minor = class_of_device >> 8 & 0x1F, class_of_device >> 2 & 0x3F
    if major == _PERIPHERAL and minor & 0x10:
        return Pin.SHOWN
    pointing = major == _PERIPHERAL and minor & 0x30 == 0x20
    audio = major == _AUDIO and minor in _FIXED_AUDIO
    printer = major == _IMAGING and bool(class_of_device & 0x80)
    return Pin.FIXED if pointing or audio or printer else Pin.ASKED
