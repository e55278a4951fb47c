"""Pairings that fail, read from the screen; what test_scenarios.py has of the verdicts is not repeated here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest
from console import Console
from control import Put
from observers import AirRecording, bluez
from scenario import expect_analysis, expect_verdict, pair


def no(console: Console) -> None:
    console.wait_for("show the same number?")
    console.press("n")


def yes(console: Console) -> None:
    console.wait_for("show the same number?")
    console.press("y")


def leaves_the_entry(console: Console) -> None:
    console.wait_for("Type the six digits")
    console.press("escape")


def mistypes(console: Console) -> None:
    console.wait_for("Type the six digits")
    console.type("111111")
    console.press("enter")


@dataclass(frozen=True)
class Refusal:
    """`device` with `settings`, the user's `answer`, and what the screen says then."""

    id: str
    device: str
    code: str
    by: str
    step: str
    cause: str
    title: str
    settings: Mapping[str, object] = field(default_factory=dict)
    answer: Callable[[Console], None] | None = None


REFUSALS = (
    Refusal(
        "01-the-gateway-leaves-the-passkey-entry", "pk-display-sc",
        "smp:0x01", "local", "authentication", "agent-rejected",
        "You answered the question on this gateway with no", answer=leaves_the_entry,
    ),
    Refusal(
        "04-wrong-passkey-sc", "pk-display-sc",
        "smp:0x04", "peer", "authentication", "wrong-passkey",
        "The two sides used different passkeys", answer=mistypes,
    ),
    Refusal(
        "08-the-peer-refuses-at-the-feature-exchange", "faulty",
        "smp:0x08", "peer", "feature exchange", "peer-not-in-pairing-mode",
        "The peer refused before it said what it can do", {"fault": "reason:08"},
    ),
    Refusal(
        "0b-the-gateway-finds-a-wrong-dhkey-check", "faulty",
        "smp:0x0b", "local", "DHKey check", "dhkey-mismatch",
        "This gateway found a DHKey check that does not fit", {"fault": "dhkey"}, answer=yes,
    ),
    Refusal(
        "0c-the-gateway-says-the-numbers-differ", "numcmp-sc",
        "smp:0x0c", "local", "authentication", "agent-rejected",
        "You answered the question on this gateway with no", answer=no,
    ),
)  # fmt: skip


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.id)
def test_refusal(refusal: Refusal, console: Console, peer: Put, air: AirRecording) -> None:
    device = peer(refusal.device, **refusal.settings)
    pair(console, device)
    if refusal.answer:
        refusal.answer(console)
    expect_verdict(console, refusal.code, refusal.by, refusal.step, refusal.cause, refusal.title)
    expect_analysis(air, refusal.code, refusal.by, refusal.step, refusal.cause)


def test_no_agent(console: Console, peer: Put, air: AirRecording) -> None:
    scale = peer("jw-sc")
    console.press("i")
    console.wait_for("no agent")
    console.press(console.find(r"(\d) +none ")[1])
    pair(console, scale)
    title = "No agent on this gateway could be asked"
    expect_verdict(console, "smp:0x0c", "local", "authentication", "no-agent", title)
    expect_analysis(air, "smp:0x0c", "local", "authentication", "no-agent")
    assert bluez(scale.address, "Paired") is False
