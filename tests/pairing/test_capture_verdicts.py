"""Each capture of the lab ends in the verdict of the fault that made it."""

from pathlib import Path

import pytest

from pairtui.knowledge.causes import CAUSES
from pairtui.sources.capture.source import read_file

CAPTURES = Path(__file__).parents[1] / "captures"

FAILED = {
    # capture: code, by, step, cause
    "03-01-passkey-entry-failed-by-peer": ("smp:0x01", "peer", "authentication", "peer-user-rejected"),
    "03-01-passkey-entry-failed-by-us": ("smp:0x01", "local", "authentication", "agent-rejected"),
    "03-02-oob-not-available": ("smp:0x02", "peer", "feature exchange", "oob-missing"),
    "03-03-authentication-requirements": ("smp:0x03", "peer", "feature exchange", "peer-requires-authentication"),
    "03-03-sc-only-refuses-legacy": ("smp:0x03", "local", "feature exchange", "sc-only-refused-legacy"),
    "03-04-confirm-value-corrupt": ("smp:0x04", "local", "authentication", "confirm-mismatch"),
    "03-04-confirm-value-wrong-passkey-legacy": ("smp:0x04", "peer", "authentication", "wrong-passkey"),
    "03-04-confirm-value-wrong-passkey-sc": ("smp:0x04", "peer", "authentication", "wrong-passkey"),
    "03-05-pairing-not-supported": ("smp:0x05", "peer", "feature exchange", "peer-not-in-pairing-mode"),
    "03-06-encryption-key-size-by-us": ("smp:0x06", "local", "feature exchange", "key-size"),
    "03-07-command-not-supported": ("smp:0x07", "peer", "feature exchange", "peer-rejects-parameters"),
    "03-08-unspecified": ("smp:0x08", "peer", "feature exchange", "peer-not-in-pairing-mode"),
    "03-08-after-keys-legacy": ("smp:0x08", "peer", "key distribution", "peer-key-distribution"),
    "03-08-among-keys-legacy": ("smp:0x08", "peer", "key distribution", "peer-key-distribution"),
    "03-09-repeated-attempts": ("smp:0x09", "peer", "feature exchange", "peer-rate-limit"),
    "03-0a-invalid-parameters": ("smp:0x0a", "peer", "feature exchange", "peer-rejects-parameters"),
    "03-0b-dhkey-check-failed-by-us": ("smp:0x0b", "local", "DHKey check", "dhkey-mismatch"),
    "03-0c-no-agent": ("smp:0x0c", "local", "authentication", "no-agent"),
    "03-0c-numeric-comparison-failed-by-peer": ("smp:0x0c", "peer", "authentication", "numbers-differ"),
    "03-0c-numeric-comparison-failed-by-us": ("smp:0x0c", "local", "authentication", "agent-rejected"),
    "03-0f-key-rejected": ("smp:0x0f", "peer", "feature exchange", "unknown"),
    "03-drop-link-lost-in-pairing": ("hci:0x13", "peer", "public key exchange", "link-lost"),
    "03-timeout-silent-peer": ("hci:0x05", "peer", "feature exchange", "smp-timeout"),
    "03-xx-invalid-public-key": ("smp:0x08", "local", "authentication", "dhkey-mismatch"),
}

PAIRED = {
    # capture: pairing, association model, level
    "02-jw-legacy-ok": ("legacy", "just-works", 2),
    "02-jw-sc-ok": ("secure-connections", "just-works", 2),
    "02-numeric-comparison-sc-ok": ("secure-connections", "numeric-comparison", 4),
    "02-passkey-display-legacy-ok": ("legacy", "passkey-entry", 3),
    "02-passkey-display-sc-ok": ("secure-connections", "passkey-entry", 4),
    "02-passkey-entry-legacy-ok": ("legacy", "passkey-entry", 3),
    "02-passkey-entry-sc-ok": ("secure-connections", "passkey-entry", 4),
}


def attempts_of(name):
    return list(read_file(str(CAPTURES / f"{name}.btsnoop")).model.attempts.values())


@pytest.mark.parametrize("name", FAILED)
def test_failure(name):
    (attempt,) = attempts_of(name)
    failure, diagnosis = attempt.failure, attempt.diagnosis
    assert attempt.outcome == "failed"
    assert (failure.code, failure.by.value, failure.step, diagnosis.cause) == FAILED[name]
    assert diagnosis.cause in CAUSES
    assert any(step.mark == "failed" and step.record == failure.record for step in attempt.steps)
    assert diagnosis.title and diagnosis.explanation and diagnosis.evidence and diagnosis.fixes


@pytest.mark.parametrize("name", PAIRED)
def test_success(name):
    (attempt,) = attempts_of(name)
    assert attempt.outcome == "paired"
    assert (attempt.pairing, attempt.association_model, attempt.level) == PAIRED[name]
    assert attempt.role == "initiator" and attempt.failure is None and attempt.diagnosis is None


@pytest.mark.parametrize("peer", ["jw-legacy", "jw-sc", "numcmp-sc"])
def test_bond_lost_at_the_peer(peer):
    paired, encryption = attempts_of(f"04-{peer}-bond-lost-at-peer")
    assert paired.outcome == "paired"
    assert (encryption.kind, encryption.failure.code, encryption.failure.by) == ("encryption", "hci:0x06", "peer")
    assert encryption.diagnosis.cause == "peer-bond-missing"
    assert encryption.diagnosis.fixes[0].action == "remove-and-pair"


@pytest.mark.parametrize("peer", ["jw-legacy", "jw-sc", "numcmp-sc"])
def test_bond_kept_is_encrypted_again(peer):
    paired, encryption = attempts_of(f"04-{peer}-bond-kept-reconnect")
    assert (paired.outcome, encryption.outcome) == ("paired", "encrypted")


def test_the_chain_names_what_each_outer_layer_made_of_it():
    (attempt,) = attempts_of("03-08-unspecified")
    chain = attempt.diagnosis.evidence[-1].text
    assert chain.endswith("MGMT 0x05 Authentication Failed ⇠ smp:0x08 Unspecified Reason")


def test_no_step_shows_a_key():
    for path in CAPTURES.glob("*.btsnoop"):
        for attempt in read_file(str(path)).model.attempts.values():
            for step in attempt.steps:
                assert "secret" not in step.text + step.detail
                assert not any(
                    len(word) >= 16 and word.isalnum() and not word.isalpha() for word in step.detail.split()
                )
