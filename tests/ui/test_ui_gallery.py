"""Every screen as text, compared with the file that somebody looked at; `make snapshots` writes them again."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pairtui.pairing.attempt import Evidence, Finding, Fix, HistoryEntry, Side
from pairtui.pairing.events import (
    AdapterChanged,
    Logged,
    PromptKind,
    PromptRaised,
    Remembered,
    SourceChanged,
    SourceState,
)
from pairtui.protocol.values import Secret
from pairtui.sources.capture.source import read_file
from pairtui.ui.snapshot import snapshot

NONIN = "/org/bluez/hci0/dev_00_1C_05_AA_10_02"
SCREENS = Path(__file__).parent / "screens"
CAPTURES = Path(__file__).parents[1] / "captures"
UPDATE = "PAIRTUI_UPDATE_PICTURES" in os.environ


def nothing(bench):
    """The first moment: no source has said anything."""


def starting(bench):
    bench.feed(SourceChanged(source="bluez", state=SourceState.STARTING))


def no_source(bench):
    bench.feed(
        SourceChanged(source="bluez", state=SourceState.DOWN, why="bluetoothd is not running",
                      remedy="sudo systemctl start bluetooth"),
        SourceChanged(source="btmon", state=SourceState.DOWN, why="btmon is not installed",
                      remedy="sudo apt install bluez"),
    )  # fmt: skip


def no_adapter(bench):
    bench.feed(SourceChanged(source="bluez", state=SourceState.UP, detail="BlueZ 5.66"))


def off(bench):
    bench.up().feed(AdapterChanged(adapter="hci0", changes={"powered": False}))


def discovering(bench):
    bench.up(discovering=True)


def ward(bench):
    bench.ward()


def pairing(bench):
    bench.ward().under_way()


def failed(bench):
    bench.ward().refused()


def remembered(bench):
    failed(bench)
    for number, name in enumerate(("02-passkey-entry-sc-ok", "03-04-confirm-value-wrong-passkey-sc"), 1):
        attempt = list(read_file(str(CAPTURES / f"{name}.btsnoop")).model.attempts.values())[-1]
        past = HistoryEntry(
            f"2026{number}", replace(attempt, live=False), pinned=number == 1, capture=f"2026{number}.btsnoop"
        )
        bench.feed(Remembered(key=past.key, past=past))


def found(bench):
    bench.ward()
    bench.model.findings.append(
        Finding("controller-timeout", "hci:0x08", Side.LOCAL, "The controller stopped answering",
                "A command had no answer for two seconds.", (Evidence("Opcode 0x200c timed out", 77),),
                (Fix("Reset the controller: power off and on"),))
    )  # fmt: skip
    bench.feed(Logged(at=bench.now, source="btmon", text="timeout", level="warning"))


def asked(kind, **more) -> Callable:
    def arrange(bench):
        pairing(bench)
        bench.feed(PromptRaised(prompt=1, kind=kind, device=NONIN, at=bench.now, **more))

    return arrange


BIG = (120, 40)
GALLERY = {
    # name: what happened, keys, size, only in ASCII
    "empty": (nothing, "", (80, 24), False),
    "starting": (starting, "", (80, 24), False),
    "no-source": (no_source, "", (80, 24), False),
    "no-source-why": (no_source, "S", (80, 24), False),
    "no-adapter": (no_adapter, "", (80, 24), False),
    "adapter-off": (off, "", (80, 24), False),
    "discovering-nothing-yet": (discovering, "", (80, 24), False),
    "discovering": (ward, "", (80, 24), False),
    "discovering-120x40": (ward, "", BIG, False),
    "discovering-40x12": (ward, "", (40, 12), False),
    "filter": (ward, "slash,n,o", (80, 24), False),
    "pairing": (pairing, "", (80, 24), False),
    "pairing-120x40": (pairing, "", BIG, False),
    "prompt-confirm": (asked(PromptKind.CONFIRM, passkey=Secret(402871)), "", (80, 24), False),
    "prompt-enter-passkey": (asked(PromptKind.ENTER_PASSKEY), "1,2,3", (80, 24), False),
    "prompt-enter-pin": (asked(PromptKind.ENTER_PIN), "0,0", (80, 24), False),
    "prompt-show-passkey": (asked(PromptKind.SHOW_PASSKEY, passkey=Secret(700000), entered=3), "", (80, 24), False),
    "prompt-show-pin": (asked(PromptKind.SHOW_PIN, passkey=Secret("0815")), "", (80, 24), False),
    "prompt-authorize": (asked(PromptKind.AUTHORIZE), "", (80, 24), False),
    "prompt-authorize-service": (
        asked(PromptKind.AUTHORIZE_SERVICE, uuid="00001124-0000-1000-8000-00805f9b34fb"), "", (80, 24), False
    ),
    "failed": (failed, "", (80, 24), False),
    "failed-120x40": (failed, "", BIG, False),
    "failed-ascii": (failed, "", (80, 24), True),
    "step": (failed, "tab,up,enter", (80, 24), False),
    "device": (failed, "enter", (80, 24), False),
    "why": (failed, "w", (80, 24), False),
    "findings": (found, "f", (80, 24), False),
    "log": (failed, "l", (80, 24), False),
    "history": (remembered, "h", (80, 24), False),
    "history-120x40": (remembered, "h", BIG, False),
    "history-attempt": (remembered, "h,down,enter", (80, 24), False),
    "comparison": (remembered, "h,down,space,down,space", (80, 24), False),
    "comparison-120x40-ascii": (remembered, "h,down,space,down,space", BIG, True),
    "help-devices": (failed, "question_mark", (80, 24), False),
    "help-attempt": (failed, "tab,question_mark", (80, 24), False),
    "palette": (failed, "ctrl+p", (80, 24), False),
    "themes": (failed, "T", (80, 24), False),
    "io-capability": (failed, "i", (80, 24), False),
    "bonds": (failed, "B", (80, 24), False),
    "settings": (failed, "G", (80, 24), False),
    "outlook": (failed, "m", (80, 24), False),
    "level": (failed, "L", (80, 24), False),
    "question-unpair": (failed, "u", (80, 24), False),
    "alias": (failed, "a", (80, 24), False),
}  # fmt: skip


@pytest.mark.parametrize("name", GALLERY)
async def test_screen(bench, name):
    arrange, keys, size, ascii_only = GALLERY[name]
    arrange(bench)
    drawn = await snapshot(
        bench,
        size=size,
        keys=[key for key in keys.split(",") if key],
        hostname="gw-17",
        now=bench.now,
        ascii_only=ascii_only,
    )
    committed = SCREENS / f"{name}.txt"
    if UPDATE:
        committed.parent.mkdir(exist_ok=True)
        committed.write_text(drawn.text, encoding="utf-8")
    assert drawn.text == committed.read_text(encoding="utf-8"), f"{name} looks different: look at it, make snapshots"
    assert max(map(len, drawn.text.splitlines())) <= size[0]
    if ascii_only:
        assert drawn.text.isascii()


def test_no_picture_is_left_over():
    drawn = {
        file.stem for file in SCREENS.iterdir() if not file.stem.startswith("fleet")
    }  # those have tests of their own
    assert drawn == set(GALLERY)
