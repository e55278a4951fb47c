"""Command Complete and Command Status from the bodies that btmon and hcidump print under their headers."""

import re
import struct

from pairtui.protocol.messages import hci
from pairtui.protocol.text import words
from pairtui.protocol.text.body import Body, Lost, address_known
from pairtui.protocol.values import address_octets

_ENDED = re.compile(r"\((0x[0-9a-f]{2})\|(0x[0-9a-f]{4})\)(?: status (0x[0-9a-f]{2}))? ncmd ([0-9]{1,3})")
_VERSIONS = re.compile(
    r"(HCI|LMP) version: [^()\n]{0,60}\((0x[0-9a-f]{1,2})\)"
    r"(?: - (?:Revision|Subversion) [0-9]{1,9} \((0x[0-9a-f]{1,4})\))?"
)
_MAKER = re.compile(r"anufacturer: [^\n]{0,100}?\(([0-9]{1,5})\)")


def status_of(body: Body) -> int:
    """The status that a body names. Raises Lost."""
    return body.code("Status", "status", words.HCI_STATUS)


def _ended(body: Body) -> tuple[re.Match[str], int]:
    """The line that names the command, and its opcode. Raises Lost."""
    found = _ENDED.search(body.text)
    if not found:
        raise Lost("opcode")
    return found, int(found[1], 16) << 10 | int(found[2], 16)


def command_complete(body: Body) -> object:
    """Command Complete of a command that is known, else None. Raises Lost where the opcode was."""
    found, opcode = _ended(body)
    if opcode not in hci.commands.by_code:
        return None
    after = Body(body.text[found.end() :])
    try:
        status = status_of(after)
    except Lost:
        return hci.CommandComplete(int(found[4]), opcode, b"")
    return hci.CommandComplete(int(found[4]), opcode, bytes([status & 0xFF]) + _returned(opcode, after))


def _returned(opcode: int, body: Body) -> bytes:
    """The return parameters after the status that a pairing needs: the key size, the controller's versions."""
    if opcode == hci.ReadEncryptionKeySize.CODE and "ey size" in body.text:
        handle = body.handle()
        return (handle & 0xFFFF).to_bytes(2, "little") + bytes([body.number("Key size", "key size", 0) & 0xFF])
    if opcode == hci.ReadLocalVersionInformation.CODE and "anufacturer" in body.text:
        return _local_version(body.text)
    if opcode in hci.OF_A_DEVICE and address_known(address := body.address()):
        return address_octets(address)
    return b""


def _local_version(text: str) -> bytes:
    """Versions, manufacturer and LMP subversion as the command returns them; 0 for what the text lost."""
    found = {m[1]: (int(m[2], 16), int(m[3] or "0", 16)) for m in _VERSIONS.finditer(text)}
    maker = _MAKER.search(text)
    (version, revision), (lmp, subversion) = found.get("HCI", (0, 0)), found.get("LMP", (0, 0))
    return struct.pack("<BHBHH", version, revision, lmp, int(maker[1]) & 0xFFFF if maker else 0, subversion)


def command_status(body: Body) -> object:
    """Command Status of a command that is known, else None. Raises Lost where the opcode or the status was."""
    found, opcode = _ended(body)
    if opcode not in hci.commands.by_code:
        return None
    status = int(found[3], 16) if found[3] else status_of(Body(body.text[found.end() :]))
    return hci.CommandStatus(status, int(found[4]), opcode)
