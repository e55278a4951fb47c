"""What is seen of channels, attributes and keys: the facts, and the side that refused."""

from dataclasses import replace

from pairtui.pairing.attempt import Attempt, Finding, Side
from pairtui.pairing.evidence.facts import Fact
from pairtui.pairing.evidence.facts.bredr import LEAST_KEY
from pairtui.pairing.findings.detected import Detected, coded, detected

LE_REFUSALS = (0x0005, 0x0006, 0x0007, 0x0008)
"""The results of a refused credit based channel that are about security."""


_MODES = {1: "E0", 2: "AES-CCM"}


def channel_refused(by: Side, key_size: int | None, encryption: int | None, record: int | None) -> Detected:
    """A BR/EDR channel was refused with security block.

    `key_size` in octets, None where it was not read; `encryption` is HCI's mode, None where the log begins later.
    """
    refused = coded("l2cap", 0x0003, by, "channel-refused", "L2CAP Connection Response: security block", record)
    if key_size is not None and key_size < LEAST_KEY:
        return refused.with_fact("key-below-7", f"The link's key has only {key_size} octets")
    if encryption is None:
        return refused.with_fact("encryption-not-shown", "The log does not show whether the link was encrypted")
    if encryption and key_size is not None:
        mode = _MODES.get(encryption, "an unknown mode")
        return refused.with_fact("key-size-read", f"The link was encrypted with {mode} and a key of {key_size} octets")
    if encryption:
        seen = "although encryption had just come on: its key size was not known yet"
        return refused.with_fact("key-size-not-read", seen)
    return refused.with_fact("not-encrypted", "The link was not encrypted")


def credit_based_refused(by: Side, result: int, record: int | None) -> Detected:
    """A credit based channel was refused for lack of security; `result` is one of `LE_REFUSALS`."""
    return coded("l2cap-le", result, by, "channel-refused", "LE Credit Based Connection Response: {name}", record)


def attribute_refused(by: Side, error: int, encrypted: bool, record: int | None) -> Detected:
    """An attribute needs more security than the link has, and nobody raised it."""
    names = f"attribute-refused {'encrypted' if encrypted else ''}"
    return coded("att", error, by, names, "ATT Error Response: {name}", record)


def key_size_unreadable(status: int, record: int | None) -> Detected:
    """The controller refused to report the key size."""
    shown = "Read Encryption Key Size: {code} {name}"
    return detected("key-size-unreadable", shown, record, ("hci", status), Side.LOCAL)


def below_level(record: int | None) -> Detected:
    """Encrypted with E0 where AES-CCM was required."""
    shown = "Closed with Authentication Failure after encryption with E0"
    return coded("hci", 0x05, Side.LOCAL, "closed-after-encryption e0", shown, record)


def key_missing(peer: str | None, record: int | None) -> Detected:
    """The kernel says that a link ended for want of authentication, and no message shows the encryption that failed."""
    return coded("mgmt-disc", 4, Side.PEER, "ended-unpaired", f"{peer or 'The device'} disconnected: {{name}}", record)


def livelock(attempt: Attempt, times: int, machine: str) -> Finding:
    """The same failure with the same peer, `times` in a row: what helps against it comes first."""
    failure, why = attempt.failure, attempt.diagnosis
    record = failure.record if failure else None
    shown = Fact("failed-again", f"{times} times in a row, shortly after one another", record)
    cause = (Fact("failed-again", f"The cause: {why.title}"),) if why else ()
    found = Detected((shown, *cause), failure).finding(machine)
    return replace(found, fixes=(*(why.fixes if why else ()), *found.fixes))


def oob_unused(record: int | None) -> Detected:
    """Stored out-of-band data was not used."""
    return detected("oob-unused", "OOB data: not present, in the Pairing Response", record)


def keys_not_taken(status: int, record: int | None) -> Detected:
    """The kernel refused the keys that bluetoothd loads into it when the adapter comes on."""
    return detected("keys-not-loaded", "Loading the stored keys: {name}", record, ("mgmt", status), Side.LOCAL)
