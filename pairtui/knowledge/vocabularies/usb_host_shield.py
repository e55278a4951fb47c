"""USB Host Shield 2.0 on Arduino and its ports: what its library for Bluetooth dongles prints of classic pairings."""

import re
from functools import partial
from re import Match

from pairtui.knowledge.vocabularies.vocabulary import Row, Says, Statement, Vocabulary
from pairtui.knowledge.vocabularies.vocabulary import row as any_row

row = partial(any_row, transport="bredr")


def _failed(found: Match[str]) -> Statement | None:
    """Authentication Complete's status, in hexadecimal with or without 0x."""
    status = int(found["code"], 16)
    return Statement(Says.FAILED, "hci", status, step="authentication", transport="bredr") if status else None


ROWS = (
    row("pairing successful with", r"Pairing successful with (?:HID device|Wiimote)", Says.PAIRED),
    row("pairing was successful", r"Pairing was successful", Says.PAIRED, common=True),
    Row("pairing failed", re.compile(r"Pairing Failed: (?:0[xX])?(?P<code>[0-9A-Fa-f]{1,2})\b"), _failed, common=True),
    row("received key request", r"Received Key Request", Says.BEGUN),
    row("bluetooth pin", r"Bluetooth pin is set too", Says.ASKED),
    row("no pin was set", r"No pin was set", Says.DENIED, common=True),
)

VOCABULARY = Vocabulary(
    "usb-host-shield",
    "USB Host Shield 2.0 (Arduino)",
    "microcontroller",
    "felis/USB_Host_Shield_2.0: BTD.cpp (1.6)",
    re.compile(r"\bBTD (?:Init|ConfigureDevice)\b|Bluetooth Dongle Initialized|Bluetooth pin is set too|BTHID bthid"),
    ROWS,
)
