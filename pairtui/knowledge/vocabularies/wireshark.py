"""Wireshark and tshark: the summary lines and the fields of SMP, L2CAP and the link layer."""

import re
from re import Match

from pairtui.knowledge.codes.smp import REASONS
from pairtui.knowledge.vocabularies.vocabulary import Row, Says, Statement, Vocabulary, row

_NAMES = {re.sub(r"\W", "", code.name.lower()): number for number, code in REASONS.items() if isinstance(number, int)}
_SIDE = {"Sent": "local", "Rcvd": "peer"}


def _failed(found: Match[str]) -> Statement | None:
    words = re.sub(r"\W", "", found["name"].lower())
    known = [number for name, number in _NAMES.items() if words.startswith(name)]
    if not known:
        return None
    return Statement(Says.FAILED, "smp", known[0], _SIDE.get(found["side"] or "", "unknown"), "pairing")


ROWS = (
    Row("pairing failed", re.compile(r"\bSMP \d+ (?:(?P<side>Sent|Rcvd) )?(?:[\w ]{0,30}: )?Pairing Failed(?:: | - |, )(?P<name>[A-Za-z/ -]{4,40})"), _failed),
    Row("pairing failed", re.compile(r"\b(?:(?P<side>Sent|Rcvd) )Pairing Failed(?:: | - |, )(?P<name>[A-Za-z/ -]{4,40})"), _failed),
    row("smp", r"\bSMP \d+ (?:Sent |Rcvd )?Pairing (?:Request|Response|Public Key)[^\n]*", Says.BEGUN),
    row("smp", r"\bSMP \d+ (?:Sent |Rcvd )?(?:Pairing|Security|Encryption|Identity|Signing|Central|Master)[^\n]*", Says.STEP),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "wireshark",
    "Wireshark, tshark",
    "sniffer",
    "wireshark: epan/dissectors/packet-btsmp.c, packet-btle.c, packet-bthci_evt.c",
    re.compile(r"\bSMP \d+ (?:Sent |Rcvd )?Pairing|\bLE LL \d+|Bluetooth Security Manager Protocol"),
    ROWS,
)
