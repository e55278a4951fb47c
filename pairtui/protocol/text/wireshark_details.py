"""The details of an HCI packet as Wireshark and tshark print them, in the words of btmon."""

import re

_DETAILS = re.compile(r"\s*(?:Event Code|Command Opcode): ")

_LABELS = {
    "BD_ADDR": "Address",
    "IO Capability": "IO capability",
    "OOB Data Present": "OOB data",
    "Authentication Requirements": "Authentication",
    "Numeric Value": "Passkey",
    "Link Key": "Link key",
    "Key Type": "Key type",
    "Encryption Enable": "Encryption",
    "Encryption Enabled": "Encryption",
    "Link Type": "Link type",
    "PIN Code": "PIN code",
    "Long Term Key": "Long term key",
}
_LABEL = re.compile(rf"^([ \t>|]*)({'|'.join(sorted(_LABELS, key=len, reverse=True))}): ", re.MULTILINE)
_ADDRESS = re.compile(r"^([ \t>|]*BD_ADDR: )[^\n]{0,80}?\(((?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2})\)", re.MULTILINE)
_VALUE = re.compile(r"(?<=: )[^:\n]{0,200} \(([0-9]{1,5}|0x[0-9a-f]{1,8})\)[ \t]*$", re.MULTILINE)
_ENDED = re.compile(
    r"\s*Event Code: Command (?:Complete|Status)[^\0]{0,200}?Command Opcode: ([^\n(]{1,80}) \(0x([0-9a-f]{4})\)"
)


def as_btmon(raw: str) -> str:
    """The body of an entry with the labels that btmon has for its fields; any other's as it is."""
    if not _DETAILS.match(raw):
        return raw
    ended = _ENDED.match(raw)
    text = _VALUE.sub(_number, _ADDRESS.sub(r"\1\2", raw))
    text = _LABEL.sub(lambda m: f"{m[1]}{_LABELS[m[2]]}: ", text)
    return f"\n      {_command(ended[1], int(ended[2], 16))}\n{text}" if ended else text


def _number(m: re.Match[str]) -> str:
    return f"({int(m[1], 0):#04x})"


def _command(name: str, opcode: int) -> str:
    return f"{name} ({opcode >> 10:#04x}|{opcode & 0x3FF:#06x}) ncmd 1"
