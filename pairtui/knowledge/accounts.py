"""What an account means: the row of the table that its sentences speak of, if it speaks of Bluetooth at all."""

import re
from functools import lru_cache

from pairtui.knowledge.account_phrases import ACCOUNT_PHRASES
from pairtui.knowledge.log_phrase import LogPhrase

OF_BLUETOOTH = re.compile(
    r"\bpin(?: ?code)? (?:is )?(?:0000|1234)\b|\bpass ?key\b(?=.{0,200}\bdisconnect)|"
    r"bluetooth|蓝牙|藍牙|блютуз|\bBLE\b|\bBT\b|blue(?:z|man|tuith)|bleak|\bGATT\b|nimble|"
    r"\A(?!.*(?:zigbee|z-?wave|2mqtt|deconz|z2m\b|\bzha\b|\bmatter\b|433 ?MHz|infrared)).*"
    r"(?:\b|_)(?:re-?|un)?(?:pair|bond)(?:s|ed|ing)?\b",
    re.IGNORECASE | re.DOTALL,
)
"""What the whole text has to speak of: where it names another radio, pairing alone is that one's."""

_OF_A_BOARD = re.compile(
    r"\A(?!.*(?:bluez|bluetoothctl|linux|ubuntu|debian|fedora|raspberry|raspbian|steam ?deck|home ?assistant|\bhci0)).*"
    r"(?:\besp-?(?:idf|32\w*)|nimble|bluedroid|btstack|arduino|(?:micro|circuit)python|\bpico ?w|\bnrf5)",
    re.IGNORECASE | re.DOTALL,
)
"""What an account names where the machine that its writer has in hand is a board, and no gateway with BlueZ."""

_SHOWN = 200
_LONGEST = 400
"""Characters of a sentence that are looked at: the rows look back and forth in it, and take more than its length."""

OF_BONDS = ("peer-bond-missing", "local-bond-missing", "bond-not-replaced", "peer-bonded-elsewhere")
"""The causes that no code of a link states and that people know of: what became of the bonds of the two sides."""


@lru_cache(maxsize=8)
def row_about(account: str, causes: tuple[str, ...] = ()) -> tuple[LogPhrase, str] | None:
    """The first row, of one of the `causes` where there are any, that a sentence or two in succession speak of.

    With it what they say; None where no row does, or where the text speaks of another radio.
    """
    if not OF_BLUETOOTH.search(account):
        return None
    sentences = [line[:_LONGEST] for line in account.splitlines()]
    pairs = [" ".join(sentences[at : at + 2]) for at in range(len(sentences) - 1)]
    for row in ACCOUNT_PHRASES:
        if causes and row.cause not in causes:
            continue
        said = next((each for each in (*sentences, *pairs) if row.pattern.search(each)), None)
        if said is not None:
            return row, f"“{said[:_SHOWN]}{'…' if len(said) > _SHOWN else ''}”"
    return None


def of_a_board(account: str) -> bool:
    """Whether the machine of the account is a board with firmware of its writer's."""
    return _OF_A_BOARD.search(account) is not None
