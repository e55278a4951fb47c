"""The captures of BR/EDR scenarios in the kernel lab: each attempt ends as the device's page says."""

from pathlib import Path

import pytest

from pairtui.sources.capture.source import read_file

CAPTURES = Path(__file__).parents[1] / "captures"
REFUSED_HERE = ("hci:0x05", "local", "authentication", "agent-rejected")

ENDS = {
    # capture: of each pairing its level, or code, by, step and cause
    "printer-just-works": [2],
    "car-kit-numeric-comparison": [REFUSED_HERE, ("hci:0x05", "peer", "authentication", "numbers-differ"), 4],
    "keyboard-passkey-entry": [
        ("hci:0x05", "peer", "authentication", "wrong-passkey"),
        ("hci:0x05", "peer", "authentication", "peer-user-rejected"),
        4,
    ],
    "logger-out-of-reach": [("hci:0x04", "peer", "connection", "connect-failed"), 2],
    "keyboard-ssp-off": [2],
    "old-headset-pin-known": [2],
    "printer-service-used": [2],
    "scanner-pin-of-16": [2],
    "scanner-pin-late": [("hci:0x06", "local", "authentication", "prompt-timeout"), 2],
    "terminal-below-level": [("hci:0x05", "local", "encryption", "encryption-below-level"), 3],
    "scanner-pin": [
        ("hci:0x05", "peer", "authentication", "wrong-pin"),
        ("hci:0x06", "local", "authentication", "agent-rejected"),
        2,
    ],
    # bluetoothd tries a keyboard three times with a PIN of its own choice, then asks its agent (plugins/autopair.c).
    "old-keyboard-pin-shown": [
        *[("hci:0x05", "peer", "authentication", "wrong-pin")] * 3,
        ("hci:0x06", "local", "authentication", "prompt-timeout"),
        2,
    ],
    "headset-page-timeout": [("hci:0x04", "peer", "connection", "connect-failed"), 2],
    "hub-pairing-not-allowed": [("hci:0x18", "peer", "authentication", "peer-not-in-pairing-mode"), 2],
    "lock-repeated-attempts": [REFUSED_HERE, ("hci:0x17", "peer", "authentication", "peer-rate-limit")],
    "meter-link-key-lost-here": [2, 2],
    "meter-link-key-lost-there": [2, 2],
    "modem-short-key": [("hci:0x05", "local", "encryption", "key-size")],
    "phone-derives-no-key": [4, ("smp:0x0e", "peer", "feature exchange", "cross-transport")],
    "speaker-busy": [("hci:0x0d", "peer", "connection", "peer-busy"), 2],
    "tablet-lmp-timeout": [("hci:0x22", "peer", "authentication", "controller-timeout"), 2],
}


@pytest.mark.parametrize("name", ENDS)
def test_each_pairing_ends_as_its_device_says(name):
    model = read_file(str(CAPTURES / f"10-bredr-{name}.btsnoop")).model
    attempts = [attempt for attempt in model.attempts.values() if attempt.kind == "pairing"]
    assert {attempt.transport for attempt in attempts} == {"bredr"}
    assert [_end(attempt) for attempt in attempts] == ENDS[name]


def test_a_key_that_the_device_lost_is_found_and_mended():
    attempts = read_file(str(CAPTURES / "10-bredr-meter-link-key-lost-there.btsnoop")).model.attempts.values()
    lost, mended = [attempt for attempt in attempts if attempt.kind == "authentication"]
    assert _end(lost) == ("hci:0x06", "peer", "authentication", "peer-bond-missing")
    assert mended.outcome == "encrypted"


def test_a_pairing_over_le_gives_a_link_key_too():
    pairing, *later = read_file(str(CAPTURES / "10-dual-phone-link-key-derived.btsnoop")).model.attempts.values()
    assert (pairing.transport, _end(pairing)) == ("le", 4)
    assert "MGMT New Link Key" in [step.text for step in pairing.steps]
    assert {attempt.outcome for attempt in later} == {"encrypted"}


def test_of_one_pairing_both_keys_encrypt():
    capture = CAPTURES / "10-dual-phone-verified-over-each.btsnoop"
    attempts = [(one.kind, one.transport, one.level) for one in read_file(str(capture)).model.attempts.values()]
    assert attempts[:2] == [("pairing", "bredr", 4)] * 2, "the second derives the LE key"
    assert [kind for kind, transport, _ in attempts[2:] if transport == "bredr"] == ["authentication"]
    assert {kind for kind, transport, _ in attempts[2:] if transport == "le"} == {"encryption"}


def test_a_role_that_is_not_changed_is_told_once():
    (finding,) = read_file(str(CAPTURES / "10-bredr-printer-keeps-its-role.btsnoop")).model.findings
    assert (finding.cause, finding.code, finding.by) == ("connect-failed", "hci:0x21", "peer")
    assert finding.title == "The two sides do not agree who is central of the link"


def _end(attempt):
    failure = attempt.failure
    if failure is None:
        return attempt.level
    return failure.code, failure.by.value, failure.step, attempt.diagnosis.cause


def test_the_ladder_tells_features_model_key_and_cipher():
    attempts = read_file(str(CAPTURES / "10-bredr-printer-just-works.btsnoop")).model.attempts.values()
    steps = {step.text: step.detail for step in next(iter(attempts)).steps}
    assert steps["IO Capability Request Reply"] == "DisplayYesNo, MITM"
    assert steps["IO Capability Response"] == "NoInputNoOutput"
    assert steps["Link Key Notification"] == "BR/EDR P-256, unauthenticated"
    assert (steps["Encryption"], steps["Encryption Key Size"]) == ("on, AES-CCM", "16 octets")
