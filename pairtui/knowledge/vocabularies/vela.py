"""The host of openvela (Xiaomi Vela, NuttX): its trace of HCI in words, and its adapter service."""

import re
from re import Match

from pairtui.knowledge.vocabularies.vocabulary import ADDRESS, CODE, Row, Says, Statement, Vocabulary, row

_STATUS = r"\[status:[A-Z ]{2,60} \| (?P<code>[0-9a-fA-F]{2})\]"
"""The name of HCI's error, and its number in hexadecimal."""

_CONNECTS = ("Create_Connection", "LE_Create_Connection", "LE_Extended_Create_Connection")
_SECURES = {"Authentication_Requested": "bredr", "Set_Connection_Encryption": "bredr", "LE_Enable_Encryption": "le"}
_KEY_MISSING = 0x06


def _command(found: Match[str]) -> Statement | None:
    """The end of a command that takes its time."""
    code, name = int(found["code"], 16), found["command"]
    if not code:
        return None
    if name in _CONNECTS:
        transport = "le" if name.startswith("LE_") else "bredr"
        return Statement(Says.NOT_CONNECTED, "hci", code, "unknown", "connection", transport=transport)
    if name in _SECURES:
        # This machine asked, so it has a key.
        by = "peer" if code == _KEY_MISSING else "unknown"
        return Statement(Says.FAILED, "hci", code, by, "authentication or encryption", "initiator", None, None, _SECURES[name])  # fmt: skip
    return None


VOCABULARY = Vocabulary(
    "vela",
    "openvela (Xiaomi Vela)",
    "microcontroller",
    "open-vela/docs: bluetooth/how_to_analyze_bluetooth_issues.md; open-vela/frameworks_connectivity_bluetooth: "
    "service/src/adapter_service.c",
    re.compile(r"---->\[HCI(?:SEC)?\]\[|\bGAP_IND_CONNECTION_EVENT: |\[adapter-svc\]:"),
    (
        Row("[status:", re.compile(rf"\[HCI\]\[CMDN\][^\n]{{0,20}}?\[-(?P<command>\w+)\]{_STATUS}"), _command),
        row("[resultev]", r"\[HCISEC\]\[ResultEv\]\[Failed:0x[0-9a-fA-F]+\][^\n]*", Says.STEP),
        row("[status:", r"->\[status:[A-Z ]{2,60} \| [0-9a-fA-F]{2}\]", Says.HARMLESS),
        row("gap_ind_connection_event", r"GAP_IND_CONNECTION_EVENT: [^\n]*", Says.HARMLESS),
        row("state_disconnected", rf"ACL connection state changed, addr:{ADDRESS}[^\n]{{0,60}}?CONNECTION_STATE_DISCONNECTED, status:\d+, reason:{CODE}", Says.DISCONNECTED, "hci", transport="unknown"),
        row("state_connected", rf"ACL connection state changed, addr:{ADDRESS}[^\n]{{0,60}}?CONNECTION_STATE_CONNECTED\b", Says.CONNECTED, transport="unknown"),
        row("[reason:", r"->\[reason:[A-Z ]{2,60} \| [0-9a-fA-F]{2}\]", Says.HARMLESS),
    ),
)  # fmt: skip
