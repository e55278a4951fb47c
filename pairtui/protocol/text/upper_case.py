"""btmon's and hcidump's text written in capital letters, put back into the letters that they write."""

import re

from pairtui.protocol.text.words import NAMES

_TELLS = re.compile(r"\(0X[0-9A-F]{2,4}\)|FLAGS 0X[0-9A-F]|PLEN [0-9]")

_PHRASES = {
    written.upper(): written
    for written in (
        *("HCI Event:", "HCI Command:", "MGMT Event:", "MGMT Command:", "ACL Data TX:", "ACL Data RX:", "ACL data:"),
        *("MGMT Open:", "MGMT Close:", "RAW Open:", "RAW Close:", "USER Open:", "USER Close:"),
        *("= New Index:", "= Open Index:", "= Close Index:", "= Delete Index:", "= Index Info:", "= Note:"),
        *(
            "L2CAP(s): Connect req:",
            "L2CAP(s): Connect rsp:",
            "L2CAP(s): Disconn req:",
            "ATT: Error (",
            "ATT: Error Response",
        ),
        *("(Static)", "(Public)", "(Random)"),
    )
}
_CUT = re.compile(r"\b(HCI|MGMT) (E[VENT]{0,4}|C[OMAND]{0,6})(?=\.\.)")
"""How btmon cuts a header that is wider than the terminal."""

_PROCESS = re.compile(r"\b[A-Z][A-Z.+-]{1,40}(?=\[[0-9]{1,8}\]: )")
_WORDS = re.compile(r"\b(HANDLE|FLAGS|DLEN|PLEN|LEN|NCMD|IDENT|VERSION)(?= (?:0x)?[0-9])")
_SPELT = {"HANDLE": "Handle"}
_NAME = re.compile(r"((?:Event|Command): |^[ \t>|]*)([A-Z][A-Z /-]{2,60}?)(?= ?\((?:0x)?[0-9a-f]| ?\(?$)", re.MULTILINE)
_NAMES = {name.upper(): name for name in NAMES}
_LABEL = re.compile(r"(^[ \t>|]*|(?<=[)0-9]) )([A-Z][A-Z /-]{1,40})(?=(?:\[[0-9]+\])?:)", re.MULTILINE)
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
    for found, written in _PHRASES.items():
        text = text.replace(found, written)
    text = _CUT.sub(lambda m: f"{m[1]} {m[2].capitalize()}", text)
    text = _PROCESS.sub(lambda m: m[0].lower(), text)
    text = _WORDS.sub(lambda m: _SPELT.get(m[1], m[1].lower()), text)
    text = _NAME.sub(lambda m: m[1] + (_NAMES.get(m[2]) or _spelt(m[2].title())), text)
    return _LABEL.sub(lambda m: m[1] + _spelt(m[2].capitalize()), text)


def _spelt(words: str) -> str:
    return _CAPITAL.get(words) or _ABBREVIATIONS.sub(lambda m: m[0].upper(), words)
