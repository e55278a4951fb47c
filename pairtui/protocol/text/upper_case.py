"""btmon's text written in capital letters, put back into the letters that btmon writes."""

import re

_TELLS = re.compile(r"\(0X[0-9A-F]{2,4}\)|FLAGS 0X[0-9A-F]|PLEN [0-9]")

_PHRASES = (
    ("HCI EVENT:", "HCI Event:"),
    ("HCI COMMAND:", "HCI Command:"),
    ("MGMT EVENT:", "MGMT Event:"),
    ("MGMT COMMAND:", "MGMT Command:"),
    ("ACL DATA TX:", "ACL Data TX:"),
    ("ACL DATA RX:", "ACL Data RX:"),
)
_WORDS = re.compile(r"\b(HANDLE|FLAGS|DLEN|PLEN|LEN|NCMD|IDENT)(?= (?:0x)?[0-9])")
_SPELT = {"HANDLE": "Handle"}
_LABEL = re.compile(r"(^[\s>|]+|(?<=[)0-9]) )([A-Z][A-Z /-]{1,40})(?=(?:\[[0-9]+\])?:)", re.MULTILINE)
_ABBREVIATIONS = re.compile(
    r"\b(?:io|oob|le|pin|smp|att|l2cap|br/edr|ediv|psm|mtu|mps|cid|irk|ltk|rssi)\b", re.IGNORECASE
)
_CAPITAL = {"Le address": "LE Address", "Br/edr address": "BR/EDR Address", "Br/edr smp": "BR/EDR SMP"}


def restored(text: str) -> str:
    """`text` with labels, words and hexadecimal marks as btmon writes them; as it is where it is not in capitals."""
    if not _TELLS.search(text):
        return text
    text = re.sub(r"\b0X(?=[0-9A-F])", "0x", text)
    text = re.sub(r"\|0X", "|0x", text).replace("[HCI", "[hci")
    text = re.sub(r"0x[0-9A-F]+", lambda m: m[0].lower(), text)
    for found, written in _PHRASES:
        text = text.replace(found, written)
    text = _WORDS.sub(lambda m: _SPELT.get(m[1], m[1].lower()), text)
    return _LABEL.sub(_label, text)


def _label(found: re.Match[str]) -> str:
    label = found[2].capitalize()
    label = _CAPITAL.get(label) or _ABBREVIATIONS.sub(lambda m: m[0].upper(), label)
    return found[1] + label
