"""Wireshark and tshark: the summary lines and the fields of SMP, L2CAP and the link layer."""

import re
from re import Match

from pairtui.knowledge.codes.hci import KEY_ERRORS
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


def _rejected(found: Match[str]) -> Statement:
    """The error of LL_REJECT_IND, LL_REJECT_EXT_IND or LL_TERMINATE_IND; its sender stands in another line.

    Only a peripheral answers LL_ENC_REQ so that it has no key.
    """
    error = int(found["code"], 16)
    says = Says.FAILED if error in KEY_ERRORS else Says.DISCONNECTED
    by = "peer" if error == 0x06 else "unknown"
    role = "initiator" if by == "peer" else ""
    return Statement(says, "hci", error, by, "encryption" if says is Says.FAILED else "", role)


ROWS = (
    Row("error code", re.compile(r"\bError Code: [A-Z][A-Za-z /-]{3,60} \((?P<code>0x[0-9a-f]{2})\)"), _rejected, common=True),
    Row("terminate_ind", re.compile(r"(?i:LL_Terminate_Ind)\b[^\n]{0,20}?(?i:error ?code)(?: of|:)? ?(?P<code>0x[0-9A-Fa-f]{2})\b"), _rejected),
    row("ll_reject_", r"(?i:\bLL_REJECT_(?:EXT_)?IND)[ ,:][^\n.]{0,20}?(?i:error ?code)(?: of|:)? ?0x06\b", Says.FAILED, "hci", code=0x06, step="encryption"),
    Row("pairing failed", re.compile(r"\bSMP \d+ (?:(?P<side>Sent|Rcvd) )?(?:[\w ]{0,30}: )?Pairing Failed(?:: | - |, )(?P<name>[A-Za-z/ -]{4,40})"), _failed),
    Row("pairing failed", re.compile(r"\b(?:(?P<side>Sent|Rcvd) )Pairing Failed(?:: | - |, )(?P<name>[A-Za-z/ -]{4,40})"), _failed),
    row("ll_enc_req", r"Control Opcode: LL_ENC_REQ\b", Says.BEGUN),
    row("ll_start_enc_rsp", r"Control Opcode: LL_START_ENC_RSP\b", Says.ENCRYPTED),
    row("ll_reject_ind", r"Control Opcode: LL_REJECT_IND\b(?! \(0x)", Says.STEP, "firmware", code="LlReject", step="encryption"),
    row("disconnect", r"\bHCI_EVT \d+ (?:Rcvd )?Disconnect(?:ion)? Complete\b", Says.STEP, "firmware", code="DisconnectComplete", step="authentication or encryption"),
    row("smp", r"\bSMP \d+ (?:Sent |Rcvd )?Pairing (?:Request|Response|Public Key|Confirm|Random|DHKey Check)[^\n]*", Says.BEGUN),
    row("smp", r"\bSMP \d+ (?:Sent |Rcvd )?(?:Pairing|Security|Encryption|Identity|Signing|Central|Master)[^\n]*", Says.STEP),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "wireshark",
    "Wireshark, tshark",
    "sniffer",
    "wireshark: epan/dissectors/packet-btsmp.c, packet-btle.c, packet-bthci_evt.c",
    re.compile(
        r"\bSMP \d+ (?:Sent |Rcvd )?Pairing|\bLE LL \d+|Bluetooth Security Manager Protocol|Control Opcode: LL_[A-Z]|Bluetooth Low Energy Link Layer|\[(?:Master|Slave|Central|Peripheral) Address: "
    ),
    ROWS,
)
