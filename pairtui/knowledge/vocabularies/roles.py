"""Which role the machine has that writes a log: by its modules, its samples, and what only one role does."""

import re

# Zephyr's log module (`<inf> central: `) or the name of a sample that starts shows the role, as others' words do.
_TAG = r"(?:(?<=> )|^)"
_TITLE = "(?<=Starting Bluetooth )"
_CENTRAL = (
    rf"(?<!split_)central_|split_central_(?!connected|disconnected|process_connection)|{_TAG}central: |{_TITLE}Central |scan_init|"
    r"Scanning (?:successfully )?started|Filters matched|bleak\.(?:exc|backends)|CBCentral|GATTC_|blecent|NimBLEClient: |"
    r"BLE_GAP_EVT_SEC_REQUEST|(?<=GAP )procedure initiated: (?:connect|discovery)\b"
)
_PERIPHERAL = (
    rf"(?:split_)?peripheral_|{_TAG}peripheral: |{_TITLE}Peripheral |Advertising (?:successfully )?started|"
    r"role: Peripheral|GATTS_|bleprph|NimBLEServer: |BLE_GAP_EVT_SEC_INFO_REQUEST|"
    r"(?<=GAP )procedure initiated: advertise\b"
)
_OF_THIS_LINK = (
    (
        re.compile(r"SKIPPING FOR ROLE 1|auth_pairing_accept: role 1|zmk(?:\.|: )connected: Connected (?!thread)"),
        "responder",
    ),
    (re.compile(r"(?<!split_central_)connected: SKIPPING FOR ROLE 0"), "initiator"),
)
"""ZMK's half of a keyboard is the peripheral of a computer and the central of the other half: which link this is.

Its older versions log split_central_connected and split_central_disconnected of each link.
"""

_ROLES = (
    (re.compile(rf"\b(?:{_CENTRAL})"), "initiator"),
    (re.compile(rf"\b(?:{_PERIPHERAL})"), "responder"),
)

_MADE = (
    r"\b(?:(?:working on|developing|building|implementing|programming|writing) an? (?:BLE |Bluetooth (?:LE |Low Energy )?)?|"
    r"[Ww]e(?:'re| are) running as an? |\bI(?:'m| am) running as an? )"
)
_RUNS = r"\b(?:running|flashed|built|using|use|with|on) (?:the |a |an )?[`'\"]?"
_OF_A_MAKER = (
    (re.compile(rf"{_MADE}(?:central|master)\b|{_RUNS}central_[a-z]{{2,12}}[`'\"]? sample"), "initiator"),
    (re.compile(rf"{_MADE}(?:peripheral|slave)\b|{_RUNS}peripheral_[a-z_]{{2,12}}[`'\"]? sample"), "responder"),
)


def _first(roles: tuple[tuple[re.Pattern[str], str], ...], text: str) -> str:
    return next((role for pattern, role in roles if pattern.search(text)), "")


def of_this_machine(line: str) -> str:
    """The role of the machine by this line, "" where it shows none."""
    return _first(_ROLES, line)


def of_a_maker(sentence: str) -> str:
    """The role of what somebody says to be making, whose log it is then; "" where nobody says so."""
    return _first(_OF_A_MAKER, sentence)


def of_this_link(line: str) -> str:
    """The role on the link that the line is about, where a machine has one on each of its links; else ""."""
    return _first(_OF_THIS_LINK, line)
