"""One pairing in the words of bluetoothd and of the program that asked for it: one attempt, and what both told."""

import pytest

from tests.pairing.pasted import KEYBOARD, read

CALLED = f"Attempting to pair with {KEYBOARD}\n[CHG] Device {KEYBOARD} Connected: yes\n"
REFUSED = f"{CALLED}Failed to pair: org.bluez.Error.AuthenticationFailed\n"
SAID_NO = f"{CALLED}[agent] Confirm passkey 120534 (yes/no): no\nFailed to pair: org.bluez.Error.AuthenticationFailed\n"
PAIRED = f"{CALLED}[CHG] Device {KEYBOARD} Paired: yes\nPairing successful\n"
LIBRARY = "bleak.exc.BleakDBusError: [org.bluez.Error.AuthenticationFailed] Authentication Failed\n"


def daemon(minute, status):
    stamp, who = f"Mar  3 09:{minute:02}", f"hci0 bdaddr {KEYBOARD} type 1"
    return (
        f"{stamp}:01 gw bluetoothd[334]: src/adapter.c:adapter_bonding_attempt() {who} io_cap 0x01\n"
        f"{stamp}:03 gw bluetoothd[334]: src/adapter.c:bonding_attempt_complete() {who} status 0x{status:x}\n"
        f"{stamp}:03 gw bluetoothd[334]: src/device.c:device_bonding_complete() bonding 0xb8 status 0x{status:02x}\n"
    )


def told(text):
    return [(a.outcome.value, a.failure and a.failure.code) for a in read(text).attempts.values()]


FAILURE, SUCCESS = ("failed", "mgmt:0x05"), ("paired", None)


@pytest.mark.parametrize(
    ("client", "log", "attempts"),
    [
        (REFUSED, daemon(1, 5), [FAILURE]),
        (LIBRARY, daemon(1, 5), [FAILURE]),
        (PAIRED, daemon(1, 0), [SUCCESS]),
        (REFUSED * 2, daemon(1, 5) + daemon(2, 5), [FAILURE] * 2),
        (REFUSED + PAIRED, daemon(1, 5) + daemon(2, 0), [FAILURE, SUCCESS]),
    ],
)
def test_a_pairing_that_two_programs_tell_of_is_one(client, log, attempts):
    assert told(f"{client}\n{log}") == told(f"{log}\n{client}") == attempts


def test_what_differs_stays_apart():
    other = REFUSED.replace(KEYBOARD, "C0:99:99:99:99:99")
    assert len(told(f"{other}\n{daemon(1, 5)}")) == 2
    assert sorted(told(f"{PAIRED}\n{daemon(1, 5)}")) == [FAILURE, SUCCESS]
    assert len(told(f"{REFUSED * 2}\n{daemon(1, 5)}")) == 2


def test_each_account_adds_what_it_knows():
    (attempt,) = read(f"{SAID_NO}\n{daemon(1, 5)}").attempts.values()
    assert (attempt.failure.code, attempt.failure.by) == ("mgmt:0x05", "local")
    assert (attempt.diagnosis.cause, attempt.started is not None) == ("agent-rejected", True)
    assert [step.mark for step in attempt.steps].count("failed") == 1


def test_the_same_error_in_two_layers_is_no_evidence_twice():
    (attempt,) = read(f"{REFUSED}\n{daemon(1, 5)}").attempts.values()
    assert attempt.diagnosis.cause == "unknown"
    assert "no-agent" in {other.cause for other in attempt.diagnosis.alternatives}


def test_what_is_paired_and_does_not_connect_is_no_pairing_that_failed():
    model = read(
        f"# The headset is PAIRED but fails to connect over Bluetooth\n{PAIRED}[CHG] Device {KEYBOARD} Connected: no\n"
    )
    assert [a.outcome.value for a in model.attempts.values()] == ["paired"]
    assert [f.title for f in model.findings] == ["It is paired, as reported, and does not work"]
