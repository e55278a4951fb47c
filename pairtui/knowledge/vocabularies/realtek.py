"""Realtek's host on Ameba, Bee and Wio Terminal: causes of its GAP, which have a base for each layer."""

import re

from pairtui.knowledge.vocabularies.vocabulary import CODE, UNSPECIFIED, Says, Statement, Vocabulary, computed, row

HCI_ERR, ATT_ERR, SM_ERR = 0x0100, 0x0400, 0x0500
"""What each layer's error has added to it."""

_LAYERS = {HCI_ERR: "hci", ATT_ERR: "att", SM_ERR: "smp"}
_LAST_OF_SMP = 0x0E


def meaning(cause: int) -> tuple[str, int] | None:
    """The space and number of a cause; None for 0 and for the host's own errors."""
    space, number = _LAYERS.get(cause & 0xFF00, ""), cause & 0xFF
    return (space, number) if space and number and (space != "smp" or number <= _LAST_OF_SMP) else None


def _failed(cause: int) -> Statement | None:
    known = meaning(cause)
    return Statement(Says.FAILED, *known, step="authentication or encryption") if known else None


def _ended(cause: int) -> Statement | None:
    known = meaning(cause)
    return Statement(Says.DISCONNECTED, *known) if known else None


ROWS = (
    computed("pair", rf"(?:Pair failed|PAIRING FAILED|pair failed)[^\n]{{0,30}}?(?:cause|status)[ =:]+{CODE}", _failed),
    computed("pairing failed", r"\bPairing failed\(err: (?P<code>0x0?[1-9a-fA-F][0-9a-fA-F]{2})\)", _failed),
    row("authen_state_complete|failed", r"GAP_AUTHEN_STATE_COMPLETE pair failed|\bPairing failed\(err: 0x[0-9a-fA-F]+\)", Says.FAILED, UNSPECIFIED[0], code=UNSPECIFIED[1]),
    row("+blegap:", r"\+BLEGAP:(?:sec,\d+,-1|authcmpl,\d+,1)\b", Says.FAILED, UNSPECIFIED[0], code=UNSPECIFIED[1]),
    row("+blegap:", r"\+BLEGAP:(?:sec|authcmpl),\d+,0\b", Says.PAIRED),
    row("authen_state_complete", r"GAP_AUTHEN_STATE_COMPLETE pair success", Says.PAIRED),
    row("pairing success", r">>> PAIRING SUCCESS", Says.PAIRED),
    row("pair success", r"\bPair success\b", Says.PAIRED, common=True),
    row("start", r"GAP_AUTHEN_STATE_STARTED|>>> PAIRING STARTED", Says.BEGUN),
    computed("connection lost", rf"connection lost[^\n]{{0,30}}?cause {CODE}", _ended),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "realtek",
    "Realtek (Ameba, RTL87x2)",
    "microcontroller",
    "Realtek BT SDK: bt_types.h (HCI_ERR, ATT_ERR, SM_ERR); the samples' app_handle_authen_state_evt; ameba-rtos (+BLEGAP, auth_cplt_ind)",
    re.compile(
        r"GAP_AUTHEN_STATE_|authenStateEvtHandler|app_handle_(?:authen|conn)_state_evt|>>> PAIRING (?:STARTED|SUCCESS|FAILED)|\+BLEGAP:|\bPairing failed\(err: 0x"
    ),
    ROWS,
)
