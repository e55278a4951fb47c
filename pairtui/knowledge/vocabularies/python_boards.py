"""Python on microcontrollers: what MicroPython's aioble and CircuitPython's _bleio raise and print."""

import re
from re import Match

from pairtui.knowledge.codes.att import SECURITY_ERRORS
from pairtui.knowledge.codes.microcontrollers import NRF
from pairtui.knowledge.codes.stacks import ZEPHYR
from pairtui.knowledge.vocabularies import nimble, nordic
from pairtui.knowledge.vocabularies.vocabulary import Row, Says, Statement, Vocabulary, computed, row

_STEP = "authentication or encryption"
_ATT_BASE = 0x100
"""BLE_GATT_STATUS_ATTERR_…: the SoftDevice's number of an ATT error."""

_LEAST_SMP = 0x81
_AMBIGUOUS = 2
"""1 and 2 are the SoftDevice's timeout and bad PDU, and two of Zephyr's errors: the line does not say which port."""


def _security(status: int) -> Statement | None:
    """A status of the SoftDevice, or on Zephyr's port a bt_security_err, as `Unknown security error` names it."""
    if _LEAST_SMP <= status <= 0x90:
        space, code, by = nordic.meaning(status) or ("nordic", "unspecified", "unknown")
        return Statement(Says.FAILED, space, code, by, _STEP)
    if status > _AMBIGUOUS and status in ZEPHYR:
        return Statement(Says.FAILED, "zephyr", status, step=_STEP)
    return Statement(Says.FAILED, "nordic", status if status > _AMBIGUOUS else "unspecified", step=_STEP)


def _gatt(status: int) -> Statement | None:
    error = status - _ATT_BASE
    if error not in SECURITY_ERRORS:
        return Statement(Says.STEP)
    return Statement(Says.FAILED, "att", error, "peer", "attribute access")


def _firmware(status: int) -> Statement | None:
    """NimBLE's error, which the port of the ESP32 prints."""
    known = nimble.meaning(status)
    return Statement(Says.FAILED, *known, step=_STEP) if known else None


def _soft_device(found: Match[str]) -> Statement | None:
    """What the SoftDevice returned, in hexadecimal without its 0x."""
    error = int(found["error"], 16)
    return Statement(Says.FAILED, "nrf", error, "local", "security request") if error in NRF else None


def _in_pair(words: str, status: int) -> Row:
    """NimBLE's errors that the port raises in words of its own."""
    return row(words.lower(), rf"\bin pair\b[^\n]*?{words}", Says.FAILED, "nimble", code=status, by="local", step=_STEP)


def _raised(name: str) -> Row:
    return row(name.lower(), rf"\bin pair\b[^\n]*?\b(?P<name>{name})\b", Says.FAILED, "micropython", step=_STEP)


def _insufficient(what: str, code: int) -> Row:
    pattern = rf"SecurityError: Insufficient {what}"
    return row("securityerror", pattern, Says.FAILED, "att", code=code, by="peer", step="attribute access")


MICROPYTHON = Vocabulary(
    "micropython",
    "MicroPython (aioble)",
    "microcontroller",
    "micropython/micropython-lib: aioble/device.py, security.py, core.py; micropython: examples/bluetooth/ble_bonding_peripheral.py",
    re.compile(r"\baioble\b|\bMicroPython\b|\bencryption update \d+ (?:True|False|[01]) "),
    (
        _raised("DeviceDisconnectedError"),
        _raised("TimeoutError"),
        row("encryption update", r"\[aioble\] I: encryption update \d+ (?:True|1) \S+ (?:True|1)\b", Says.PAIRED),
        row("encryption update", r"\[aioble\] I: encryption update \d+ (?:True|1) ", Says.ENCRYPTED),
        row("encryption update", r"\[aioble\] I: encryption update \d+ (?:False|0) ", Says.STEP),
        row("encryption update", r"\bencryption update \d+ (?:True|1) (?:True|False|[01]) (?:True|1) \d+", Says.PAIRED),
        row(
            "encryption update",
            r"\bencryption update \d+ (?:True|1) (?:True|False|[01]) (?:False|0) \d+",
            Says.ENCRYPTED,
        ),
        row(
            "encryption update",
            r"\bencryption update \d+ (?:False|0) (?:True|False|[01]) (?:True|False|[01]) \d+",
            Says.STEP,
        ),
        row("passkey action", r"\bpasskey action(?: \d+ \d)?", Says.ASKED, common=True),
        row("passkey action", r"\[aioble\] I: passkey action", Says.ASKED),
        row("[aioble]", r"\[aioble\] [IW]: [^\n]*", Says.STEP),
    ),
)

CIRCUITPYTHON = Vocabulary(
    "circuitpython",
    "CircuitPython (_bleio, adafruit_ble)",
    "microcontroller",
    "adafruit/circuitpython: ports/nordic/common-hal/_bleio/__init__.c (check_sec_status, check_gatt_status), "
    "ports/zephyr-cp/common-hal/_bleio/Connection.c; ports/espressif/common-hal/_bleio/__init__.c (check_nimble_error)",
    re.compile(r"\b_bleio\.|\badafruit_ble\b|\bCircuitPython\b"),
    (
        computed("unknown security error", r"Unknown security error: (?P<code>0x[0-9a-fA-F]{4})", _security),
        row(
            "pairing prompt", r"Unspecified issue\. Can be that the pairing prompt[^\n]*", Says.FAILED, "smp", code=0x08
        ),
        _insufficient("authentication", 0x05),
        _insufficient("encryption", 0x0F),
        computed("unknown gatt error", r"Unknown gatt error: (?P<code>0x[0-9a-fA-F]{4})", _gatt),
        Row(
            "soft device error",
            re.compile(r"\bin pair\b[^\n]*?Unknown soft device error: (?P<error>[0-9a-fA-F]{4})\b"),
            _soft_device,
        ),
        computed(
            "error",
            r"\bin pair\b[^\n]*?Unknown (?:system firmware|BLE) error(?: at \S+)?: (?P<code>\d{1,4})\b",
            _firmware,
        ),
        _in_pair("BluetoothError: Already in progress", 2),
        _in_pair("MemoryError: Nimble out of memory", 6),
        _in_pair("ConnectionError: Not connected", 7),
        row("connection has been disconnected", r"Connection has been disconnected and can no longer[^\n]*", Says.STEP),
    ),
)
