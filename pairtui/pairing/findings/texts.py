"""What a finding about channels, attributes, keys and whole logs says: the fault, which side it is on, what to do."""

from collections.abc import Sequence
from dataclasses import replace

from pairtui.knowledge import codes
from pairtui.knowledge.causes import CAUSES
from pairtui.pairing.attempt import Attempt, Confidence, Evidence, Finding, Side
from pairtui.pairing.evidence.facts.bredr import LEAST_KEY
from pairtui.pairing.findings.detected import Detected, coded
from pairtui.pairing.named_fix import fix_named
from pairtui.protocol.messages import hci

LE_REFUSALS = (0x0005, 0x0006, 0x0007, 0x0008)
"""The results of a refused credit based channel that are about security."""


def not_understood(lines: Sequence[tuple[int | None, str]]) -> Finding:
    """Something failed, and no line of it was understood; `lines` with their records."""
    return Finding(
        "unknown",
        None,
        Side.UNKNOWN,
        "Something failed in this log, and what was read does not say why",
        "These lines speak of a failure, and their words are not known here. Nothing may be concluded from their being "
        "few.",
        tuple(Evidence(text, record) for record, text in lines[:5]),
        (
            fix_named("send-trace"),
            fix_named("ask-line"),
        ),
    )


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


def key_size_unreadable(status: int, record: int | None) -> Finding:
    """The controller refused to report the key size."""
    code = codes.code_text("hci", status)
    return Finding(
        "encryption-below-level",
        code,
        Side.LOCAL,
        "This gateway's controller cannot tell how long the encryption key is",
        "The kernel asks for the key size of each BR/EDR link and treats a link whose size it cannot read as weak: "
        "channels that need security are refused.",
        (Evidence(f"Read Encryption Key Size: {code} {codes.name('hci', status)}", record),),
        (fix_named("other-controller"),),
        weighed=Confidence.LIKELY,
    )


def below_level(record: int | None) -> Finding:
    """Encrypted with E0 where AES-CCM was required."""
    return Finding(
        "encryption-below-level",
        "hci:0x05",
        Side.LOCAL,
        "This gateway closed the link: it was encrypted with E0, and AES-CCM was required",
        "Level 4 needs Secure Connections with AES-CCM; the link came up with E0 because one side has Secure "
        "Connections off.",
        (Evidence("Closed with Authentication Failure after encryption with E0", record),),
        (fix_named("sc-on-only"), fix_named("or-level-3")),
        facts=("closed-after-encryption", "e0"),
    )


def key_missing(peer: str | None, record: int | None) -> Finding:
    """The kernel says that a link ended for want of authentication, and no message shows the encryption that failed."""
    return Finding(
        "peer-bond-missing",
        codes.code_text("mgmt-disc", 4),
        Side.PEER,
        "The device no longer has the bond that this gateway uses",
        "The kernel names this reason where the device answered the encryption of the link with PIN or Key Missing.",
        (Evidence(f"{peer or 'The device'} disconnected: {codes.name('mgmt-disc', 4)}", record),),
        (
            fix_named("remove-and-pair"),
            fix_named("pairing-mode"),
        ),
        weighed=Confidence.LIKELY,
    )


def acl_as_iso(record: int | None) -> Finding:
    """ISO data on the handle of an ACL link."""
    cause = CAUSES["acl-as-iso"]
    said = cause.texts[0]
    return Finding(
        cause.id,
        None,
        Side.LOCAL,
        said.title,
        said.explanation,
        (Evidence("ISO data on the handle of an ACL link", record),),
        tuple(map(fix_named, cause.fixes)),
        facts=("iso-on-acl",),
    )


def livelock(attempt: Attempt, times: int) -> Finding:
    """The same failure with the same peer, `times` in a row."""
    said = CAUSES["livelock"].texts[-1]
    failure, why = attempt.failure, attempt.diagnosis
    code, name, by = (failure.code, failure.name, failure.by) if failure else ("", "", Side.UNKNOWN)
    cause = f" The cause: {why.title}." if why else ""
    return Finding(
        "livelock",
        code,
        by,
        said.title,
        f"{times} times in a row, shortly after one another, it ended with {code} {name}.{cause} {said.explanation}",
        (Evidence(f"The {times}th time", failure.record if failure else None),),
        (
            *(why.fixes if why else ()),
            fix_named("stop-repeating"),
        ),
        weighed=Confidence.LIKELY,
    )


def oob_unused(record: int | None) -> Finding:
    """Stored out-of-band data was not used."""
    return Finding(
        "oob-missing",
        None,
        Side.LOCAL,
        "Out-of-band data was stored, and this pairing did not use it",
        "The OOB flag is not set in the feature exchange: the data was stored for another address or for the other "
        "transport, so the pairing fell back to the IO capabilities.",
        (Evidence("OOB data: not present, in the Pairing Response", record),),
        (fix_named("oob-for-address"),),
        weighed=Confidence.LIKELY,
    )


def keys_not_taken(status: int, record: int | None) -> Finding:
    """The kernel refused the keys that bluetoothd loads into it when the adapter comes on."""
    return Finding(
        "local-bond-missing",
        f"mgmt:0x{status:02x}",
        Side.LOCAL,
        "The kernel did not take the keys that bluetoothd had stored",
        "One key that the kernel holds for invalid (an address of the wrong type) makes it refuse all that were loaded "
        "with it, so the bonds do not hold on this side. BlueZ before 5.80 stores such a key.",
        (Evidence("Loading the stored keys: Invalid Parameters", record),),
        (
            fix_named("bluez-update"),
            fix_named("remove-wrong-type"),
        ),
        weighed=Confidence.LIKELY,
    )


def without_commands(finding: Finding) -> Finding:
    """The finding with the fixes that need no command: those are BlueZ's, and another machine wrote this log."""
    kept = (fix for fix in finding.fixes if "`" not in fix.text or "`pairtui " in fix.text)
    return replace(finding, fixes=tuple(replace(fix, action=None) for fix in kept))


def unpaired(line: str, record: int | None) -> Finding:
    """bluetoothctl showed that a device is paired, and later that it is not, and nobody removed it."""
    return Finding(
        "unknown",
        None,
        Side.UNKNOWN,
        "The device was paired, and BlueZ dropped the bond again",
        "BlueZ does that where the pairing was made without bonding, so that it lasts as long as the link (`Bonded: "
        "no`), where the device did not give its keys, and where another program removes the bond.",
        (Evidence(f"bluetoothctl: {line}", record),),
        (
            fix_named("pair-rather-than-connect"),
            fix_named("record-pairing"),
        ),
    )


def unverified(record: int | None) -> Finding:
    """The controller heard nothing on an encrypted link that proves to be the peer's (Vol 4, Part E, 7.7.75)."""
    return Finding(
        "link-lost",
        None,
        Side.UNKNOWN,
        "Nothing that came over the encrypted link was proved to be the peer's in time",
        "No packet with a valid integrity check (MIC) came within the authenticated payload timeout, 30 seconds unless "
        "the host asks for another: the peer fell silent, or one of the two controllers does not ping as it should.",
        (Evidence(hci.AuthenticatedPayloadTimeoutExpired.NAME, record),),
        (fix_named("nearer-only"), fix_named("firmware-both")),
    )
