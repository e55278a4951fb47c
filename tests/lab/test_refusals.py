"""Pairings that fail: the reason, who sent it, at which step, and why, read from the screen."""

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
        "The question on this gateway was answered with no", answer=leaves_the_entry,
    ),
    Refusal(
        "01-the-peer-leaves-the-passkey-entry", "pk-keyboard-sc",
        "smp:0x01", "peer", "authentication", "peer-user-rejected",
        "The passkey entry was cancelled on the peer", {"fault": "no_passkey"},
    ),
    Refusal(
        "03-the-peer-requires-authentication", "faulty",
        "smp:0x03", "peer", "feature exchange", "peer-requires-authentication",
        "The peer wants a stronger pairing than this gateway offered", {"fault": "reason:03"},
    ),
    Refusal(
        "04-wrong-passkey-legacy", "pk-display-legacy",
        "smp:0x04", "peer", "authentication", "wrong-passkey",
        "The two sides used different passkeys", answer=mistypes,
    ),
    Refusal(
        "04-wrong-passkey-sc", "pk-display-sc",
        "smp:0x04", "peer", "authentication", "wrong-passkey",
        "The two sides used different passkeys", answer=mistypes,
    ),
    Refusal(
        "04-the-gateway-finds-a-wrong-confirm-value", "faulty",
        "smp:0x04", "local", "authentication", "confirm-mismatch",
        "This gateway found a confirm value that does not fit", {"fault": "confirm"},
    ),
    Refusal(
        "05-the-peer-does-not-pair", "faulty",
        "smp:0x05", "peer", "feature exchange", "peer-not-in-pairing-mode",
        "The peer refused before it said what it can do", {"fault": "reason:05"},
    ),
    Refusal(
        "06-the-gateway-wants-a-longer-key", "faulty",
        "smp:0x06", "local", "feature exchange", "key-size",
        "This gateway wants a longer encryption key", {"max_key_size": 6},
    ),
    Refusal(
        "08-the-peer-refuses-at-the-feature-exchange", "faulty",
        "smp:0x08", "peer", "feature exchange", "peer-not-in-pairing-mode",
        "The peer refused before it said what it can do", {"fault": "reason:08"},
    ),
    Refusal(
        "08-the-peer-refuses-the-keys", "jw-legacy",
        "smp:0x08", "peer", "key distribution", "peer-key-distribution",
        "The peer refused the keys this gateway distributed", {"fault": "reason-after-keys:08"},
    ),
    Refusal(
        "0b-the-gateway-finds-a-wrong-dhkey-check", "faulty",
        "smp:0x0b", "local", "DHKey check", "dhkey-mismatch",
        "This gateway found a DHKey check that does not fit", {"fault": "dhkey"}, answer=yes,
    ),
    Refusal(
        "0c-the-gateway-says-the-numbers-differ", "numcmp-sc",
        "smp:0x0c", "local", "authentication", "agent-rejected",
        "The question on this gateway was answered with no", answer=no,
    ),
    Refusal(
        "0c-the-peer-says-the-numbers-differ", "numcmp-sc",
        "smp:0x0c", "peer", "authentication", "numbers-differ",
        "On the peer somebody said that the numbers differ", {"fault": "reject_number"},
    ),
    Refusal(
        "link-lost", "faulty",
        "hci:0x13", "peer", "public key exchange", "link-lost",
        "The peer hung up in the middle", {"fault": "drop"},
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


def test_silent_peer(console: Console, peer: Put, air: AirRecording) -> None:
    silent = peer("faulty", fault="silent")
    pair(console, silent)
    console.wait_for("SMP timeout 30 s")
    title = "the peer fell silent"
    expect_verdict(console, "hci:0x05", "peer", "feature exchange", "smp-timeout", title, timeout=45)
    expect_analysis(air, "hci:0x05", "peer", "feature exchange", "smp-timeout")
