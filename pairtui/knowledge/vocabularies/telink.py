"""Telink's SDKs: the log of their samples, which writes an event's octets in hexadecimal behind its name."""

import re
from re import Match

from pairtui.knowledge.vocabularies.vocabulary import (
    LINK_ENDED,
    SMP_TIMEOUT,
    UNSPECIFIED,
    Row,
    Says,
    Statement,
    Vocabulary,
    row,
)

_LAST_OF_SMP = 0x0E
_OWN: dict[int, tuple[str, int | str, str]] = {
    0x80: (*SMP_TIMEOUT, "unknown"),
    0x81: (*LINK_ENDED, "unknown"),
    0x82: ("firmware", "LevelFourOnly", "local"),
}
"""Reasons that are Telink's: SMP's timeout, a link that ended, a firmware that is set to level 4 only."""


def _failed(found: Match[str]) -> Statement:
    """The handle of the connection in two octets, then the reason."""
    reason = int(found["reason"], 16) if found["reason"] else 0
    if 0 < reason <= _LAST_OF_SMP:
        return Statement(Says.FAILED, "smp", reason)
    return Statement(Says.FAILED, *_OWN.get(reason, (*UNSPECIFIED, "unknown")), "authentication")


_SMP = r"\[(?:APP|SMP)\](?:\[SMP\])? ?"

ROWS = (
    row("ring begin", rf"{_SMP}(?i:pai?ring begin)\b[^\n]*", Says.BEGUN),
    row("ring success", rf"{_SMP}(?i:pai?ring success)\b[^\n]*", Says.PAIRED),
    Row(
        "ring fail",
        re.compile(
            rf"{_SMP}(?i:pai?ring fail)\w*[ :,]*(?:(?:[0-9a-fA-F]{{2}}[ ,]){{2}}(?P<reason>[0-9a-fA-F]{{2}})\b)?"
        ),
        _failed,
    ),
    row(
        "save smp key fail",
        rf"{_SMP}save smp key fail\w*",
        Says.FAILED,
        UNSPECIFIED[0],
        code=UNSPECIFIED[1],
        by="local",
    ),
    row("save smp key succ", rf"{_SMP}save smp key succ\w*", Says.PAIRED),
)

VOCABULARY = Vocabulary(
    "telink",
    "Telink (TLSR8, TLSR9)",
    "microcontroller",
    "Telink BLE SDKs: stack/ble/host/smp/smp.h (PAIRING_FAIL_REASON_…), ble_host.h (gap_smp_pairingFailEvt_t); "
    "the samples' app_host_event_callback",
    re.compile(r"\[APP\]\[SMP\]|GAP_EVT_SMP_|PAIRING_FAIL_REASON_"),
    ROWS,
    place=56,
)
