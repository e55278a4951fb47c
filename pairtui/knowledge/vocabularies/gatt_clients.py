"""Programs that speak GATT over the kernel's sockets: gatttool, gattlib, pygatt, bluepy, noble."""

import re
from re import Match

from pairtui.knowledge.codes import hci
from pairtui.knowledge.vocabularies.vocabulary import CODE, Row, Says, Statement, Vocabulary, computed, row

_PAIRING = ("pair",)
"""Of bluepy's management commands those that pair; the others are about the adapter and its scan."""


_OF_A_PAIRING = (0x05, 0x08, 0x0E, 0x10)
"""Of MGMT's statuses those that only a connection or a pairing ends with."""


_OF_THE_COMMAND = (0x01, 0x07, 0x09, 0x0C, 0x11, 0x12)
"""Of HCI's errors those with which this host's controller refuses a command."""


def _refused(key: str, pattern: str, error: int) -> Row:
    return row(key, pattern, Says.FAILED, "att", code=error, by="peer", step="attribute access", role="initiator")


def _management(found: Match[str]) -> Statement | None:
    if found["command"] not in _PAIRING:
        return None
    return Statement(Says.FAILED, "mgmt", int(found["code"]), step="pairing", role="initiator")


def _status_of_helper(status: int) -> Statement | None:
    """The kernel's status of a command as bluepy's helper answers it, without saying which command it was."""
    if status not in _OF_A_PAIRING:
        return None
    return Statement(Says.FAILED, "mgmt", status, step="pairing", role="initiator")


def _ended(reason: int) -> Statement | None:
    """HCI's reason for the end of a link, or its status where none came about, as noble's debug lines have it."""
    return Statement(Says.DISCONNECTED, "hci", reason, role="initiator") if reason else None


def _unconnected(found: Match[str]) -> Statement | None:
    """noble's error where no link came about: HCI's words and number, which have to be of the same error."""
    status = int(found["code"], 16)
    known = hci.ERRORS.get(status)
    if known is None or known.name.lower()[:12] != found["name"].lower()[:12]:
        return None
    by = "local" if status in _OF_THE_COMMAND else "unknown"
    return Statement(Says.NOT_CONNECTED, "hci", status, by, "connection", "initiator")


VOCABULARY = Vocabulary(
    "gatt-client",
    "gatttool, gattlib, pygatt, bluepy, noble",
    "gateway",
    "bluez attrib/att.c (att_ecode2str); bluepy btle.py (BTLEManagementError, BTLEGattError); noble lib/hci-socket "
    "(STATUS_MAPPER)",
    re.compile(r"\bgatttool\b|\bbluepy\b|\bBTLE(?:Gatt|Disconnect|Management|Internal)?(?:Error|Exception)\b|\bpygatt\b|\Ahci \s*(?:sub )?event type = "),
    (
        _refused("requires authentication", r"Attribute requires authentication before read/write", 0x05),
        _refused("requires authorization", r"Attribute requires authorization before read/write", 0x08),
        _refused("encryption", r"(?:Attribute requires encryption|Encryption required) before read/write", 0x0F),
        _refused("encryption key size", r"Encryption Key Size is insufficient", 0x0C),
        Row("management command", re.compile(r"Failed to execute management command '(?P<command>\w+)' \(code: (?P<code>[1-9][0-9]?)\b"), _management),
        computed("mgmterr", rf"'code': \['mgmterr'\], 'estat': \[{CODE}\][^\n]*", _status_of_helper),
        computed("reason", rf"\Ahci\s+reason = {CODE}(?: \+\d+m?s)?\Z", _ended),
        computed("meta event status", rf"\Ahci\s+LE meta event status = {CODE}(?: \+\d+m?s)?\Z", _ended),
        Row("error: ", re.compile(r"\bError: (?:[a-z]{3,12}: )?(?P<name>[A-Z][A-Za-z /-]{11,60}) \((?P<code>0x[0-9a-fA-F]{1,2})\)"), _unconnected),
    ),
    place=71,
)  # fmt: skip
