"""The words of the stacks whose logs people send: what each of their lines states, one module a stack."""

from collections.abc import Collection
from typing import NamedTuple

from pairtui.knowledge.vocabularies import (
    android,
    apple,
    bluedroid,
    bluetopia,
    btstack,
    bumble,
    cordio,
    dbus_clients,
    gatt_clients,
    hci_names,
    home_assistant,
    modules,
    nimble,
    nordic,
    nxp,
    others,
    psoc,
    python_boards,
    realtek,
    riviera_waves,
    silicon_labs,
    specification,
    st,
    telink,
    ti,
    trouble,
    usb_host_shield,
    vela,
    web_bluetooth,
    wiced,
    windows,
    wireshark,
    zephyr,
)
from pairtui.knowledge.vocabularies.literals import literals
from pairtui.knowledge.vocabularies.vocabulary import Row, Says, Statement, Vocabulary

__all__ = ["VOCABULARIES", "Found", "Row", "Says", "Statement", "Vocabulary", "stated", "vocabularies_in"]

VOCABULARIES: tuple[Vocabulary, ...] = (
    others.NOT_BLUETOOTH,
    st.VOCABULARY,
    others.IWRAP,
    others.BTFERRET,
    others.BLUERETRO,
    others.RENESAS,
    ti.VOCABULARY,
    silicon_labs.VOCABULARY,
    riviera_waves.VOCABULARY,
    modules.MICROCHIP,
    modules.ESP_AT,
    modules.UBLOX,
    btstack.VOCABULARY,
    trouble.VOCABULARY,
    bluetopia.VOCABULARY,
    cordio.VOCABULARY,
    realtek.VOCABULARY,
    telink.VOCABULARY,
    wiced.VOCABULARY,
    psoc.VOCABULARY,
    nxp.VOCABULARY,
    vela.VOCABULARY,
    usb_host_shield.VOCABULARY,
    web_bluetooth.VOCABULARY,
    wireshark.VOCABULARY,
    zephyr.VOCABULARY,
    nordic.VOCABULARY,
    nimble.VOCABULARY,
    python_boards.MICROPYTHON,
    python_boards.CIRCUITPYTHON,
    bumble.VOCABULARY,
    apple.VOCABULARY,
    windows.VOCABULARY,
    android.VOCABULARY,
    bluedroid.VOCABULARY,
    home_assistant.VOCABULARY,
    gatt_clients.VOCABULARY,
    dbus_clients.VOCABULARY,
    hci_names.VOCABULARY,
    specification.VOCABULARY,
)
"""In the order in which they are asked: of two that know the same words, the first speaks."""


class Found(NamedTuple):
    """One statement of a line: the vocabulary that has it, and where its words begin and end."""

    start: int
    end: int
    statement: Statement
    vocabulary: Vocabulary
    common: bool


_WORDS = {vocabulary.stack: literals(vocabulary.distinctive.pattern) for vocabulary in VOCABULARIES}
"""One of these stands in every line that identifies the stack; they are found ten times as fast as the pattern is."""


_TRIED = [(word, each, row) for each in VOCABULARIES for row in each.rows for word in row.key.split("|")]


def vocabularies_in(line: str) -> list[Vocabulary]:
    """The stacks that wrote this line, by words that only one of them writes."""
    lowered = line.lower()
    return [
        vocabulary
        for vocabulary in VOCABULARIES
        if any(word in lowered for word in _WORDS[vocabulary.stack]) and vocabulary.distinctive.search(line)
    ]


def stated(line: str, known: Collection[str]) -> list[Found]:
    """What a line states, in its order; rows that several stacks have count for those that are `known`.

    Those of stacks that are not known are left out: ask again once something has identified the stack.
    """
    lowered = line.lower()
    found: list[Found] = []
    for word, vocabulary, row in _TRIED:
        if word not in lowered or (row.common and vocabulary.stack not in known):
            continue
        for match in row.pattern.finditer(line):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            if statement := row.read(match):
                found.append(Found(match.start(), match.end(), statement, vocabulary, row.common))
    return sorted(found, key=lambda each: each.start)
