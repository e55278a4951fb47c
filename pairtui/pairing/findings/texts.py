"""What a finding about channels, attributes, keys and whole logs says: the fault, which side it is on, what to do."""

from collections.abc import Sequence
from dataclasses import replace

from pairtui.knowledge import codes
from pairtui.pairing.attempt import Attempt, Confidence, Evidence, Finding, Fix, Side

LE_REFUSALS = {
    0x0005: "encryption-below-level",
    0x0006: "encryption-below-level",
    0x0007: "key-size",
    0x0008: "encryption-below-level",
}
"""The cause behind each result of a refused credit based channel that is about security."""

_WHO = {Side.LOCAL: "This gateway", Side.PEER: "The peer"}


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
            Fix("Send a trace of the same moment: `sudo btmon -w capture.btsnoop`, or the other side's own capture"),
            Fix("Ask what a line means: `pairtui explain 'THE LINE'`"),
        ),
    )


_MODES = {1: "E0", 2: "AES-CCM"}
_PAIR_HIGHER = Fix("Remove the bond and pair again at the level the service needs", "remove-and-pair")
_LONGER_KEY = Fix("Update the peer's firmware or configuration: it must agree on a key of 7 octets or more")
_ORDER_THERE = Fix("Update the peer's firmware: it opens its channel before encryption")
_ORDER_HERE = Fix("Update the kernel: 5.1.0 to 5.1.5 and 6.14.4 refuse more than they should")
_FROM_BEFORE = Fix("Record `sudo btmon -w capture.btsnoop` from before the connection on, and analyze that")


def channel_refused(by: Side, key_size: int | None, encryption: int | None, record: int | None) -> Finding:
    """A BR/EDR channel was refused with security block.

    `key_size` in octets, None where it was not read; `encryption` is HCI's mode, None where the log begins later.
    """
    cause, sure = "l2cap-before-encryption", None
    fixes: tuple[Fix, ...] = (_ORDER_THERE, _ORDER_HERE)
    explanation = (
        "A channel that needs security was asked for before the link had it, and was refused. Kernels since 5.1 "
        "insist on that order; 6.14.4 refuses even just encrypted links until it has read the key size."
    )
    if key_size is not None and key_size < 7:
        cause, fixes = "key-size", (_LONGER_KEY,)
        explanation = "The channel needs a longer encryption key than this link has."
        seen = f"The link's key has only {key_size} octets"
    elif encryption is None:
        sure, fixes = Confidence.POSSIBLE, (_FROM_BEFORE, *fixes)
        seen = "The log does not show whether the link was encrypted"
    elif encryption and key_size is not None:
        cause, sure, fixes = "encryption-below-level", Confidence.LIKELY, (_PAIR_HIGHER,)
        explanation = "The channel needs more than this link has: AES-CCM or a key of 16 octets (level 4)."
        seen = f"The link was encrypted with {_MODES.get(encryption, 'an unknown mode')} and a key of {key_size} octets"
    elif encryption:
        fixes = fixes[::-1]
        seen = "although encryption had just come on: its key size was not known yet"
    else:
        seen = "The link was not encrypted"
    return Finding(
        cause,
        "l2cap:0x0003",
        by,
        f"{_WHO.get(by, 'One side')} refused a channel for lack of security",
        explanation,
        (Evidence("L2CAP Connection Response: security block", record), Evidence(seen)),
        fixes,
        sure,
        facts=("key-below-7",) if cause == "key-size" else (),
    )


def credit_based_refused(by: Side, result: int, record: int | None) -> Finding:
    """A credit based channel was refused for lack of security; `result` is a key of `LE_REFUSALS`."""
    name, cause = codes.name("l2cap-le", result), LE_REFUSALS[result]
    explanation = (
        "The channel needs a longer encryption key than the one that this link was paired with."
        if cause == "key-size"
        else "The channel needs more security than this link has."
    )
    return Finding(
        cause,
        codes.code_text("l2cap-le", result),
        by,
        f"{_WHO.get(by, 'One side')} refused a channel: {name}",
        explanation,
        (Evidence(f"LE Credit Based Connection Response: {name}", record),),
        (_PAIR_HIGHER,),
    )


def attribute_refused(by: Side, error: int, record: int | None) -> Finding:
    """An attribute needs more security than the link has, and nobody raised it."""
    name = codes.name("att", error)
    theirs = "peer-requires-authentication" if by is Side.PEER else "encryption-below-level"
    cause = "key-size" if error == 0x0C else theirs
    return Finding(
        cause,
        codes.code_text("att", error),
        by,
        f"{_WHO.get(by, 'One side')} refused a request: {name}",
        "The attribute needs a paired or better protected link. The client should then have raised the security and "
        "tried again; nothing of the kind followed.",
        (Evidence(f"ATT Error Response: {name}", record),),
        (
            Fix("Pair first, then repeat the request", "pair"),
            Fix("Keep an agent, so that the pairing can be answered", "agent-on"),
        ),
    )


def key_size_unreadable(status: int, record: int | None) -> Finding:
    """The controller refused to tell the key size."""
    code = codes.code_text("hci", status)
    return Finding(
        "encryption-below-level",
        code,
        Side.LOCAL,
        "This gateway's controller cannot tell how long the encryption key is",
        "The kernel asks for the key size of each BR/EDR link and treats a link whose size it cannot read as weak: "
        "channels that need security are refused.",
        (Evidence(f"Read Encryption Key Size: {code} {codes.name('hci', status)}", record),),
        (Fix("Use another controller, or a kernel with a quirk for this one"),),
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
        (Fix("Switch Secure Connections on: `sudo btmgmt sc on`"), Fix("Or require level 3 or less")),
        weighed=Confidence.LIKELY,
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
            Fix("Remove the bond on this gateway and pair again", "remove-and-pair"),
            Fix("Put the device in pairing mode (its own button or menu), then pair again", "pair"),
        ),
        weighed=Confidence.LIKELY,
    )


def acl_as_iso(record: int | None) -> Finding:
    """ISO data on the handle of an ACL link."""
    return Finding(
        "acl-as-iso",
        None,
        Side.LOCAL,
        "This kernel takes the peer's data for isochronous data and drops it",
        "Packets on the handle of an ACL link were handed up as ISO data, so the host never saw the peer's answers. "
        "btusb does that since “Add vendor-specific packet classification for ISO data” (f25b7fd36cc3) on controllers "
        "whose ACL handles overlap.",
        (Evidence("ISO data on the handle of an ACL link", record),),
        (Fix("Use a kernel without that change (before 6.11.0-28 in Ubuntu's numbering) or with its repair"),),
        facts=("iso-on-acl",),
    )


def livelock(attempt: Attempt, times: int) -> Finding:
    """The same failure with the same peer, `times` in a row."""
    failure, why = attempt.failure, attempt.diagnosis
    code, name, by = (failure.code, failure.name, failure.by) if failure else ("", "", Side.UNKNOWN)
    cause = f" The cause: {why.title}." if why else ""
    return Finding(
        "livelock",
        code,
        by,
        "The same attempt fails again and again",
        f"{times} times in a row, shortly after one another, it ended with {code} {name}.{cause} Something repeats "
        "the request that leads to it, such as a read of a protected attribute or a reconnection, without changing "
        "what is refused.",
        (Evidence(f"The {times}th time", failure.record if failure else None),),
        (
            *(why.fixes if why else ()),
            Fix("Until that is done, disconnect the peer, or stop what repeats the request"),
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
        (Fix("Store the data for the address and type that is paired with (LE public or random, not BR/EDR)"),),
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
            Fix("Update BlueZ to 5.80 or later"),
            Fix("Remove the devices whose address has the wrong type, and pair them again", "remove-and-pair"),
        ),
        weighed=Confidence.LIKELY,
    )


def without_commands(finding: Finding) -> Finding:
    """The finding with the fixes that need no command: those are BlueZ's, and another machine wrote this log."""
    kept = (fix for fix in finding.fixes if "`" not in fix.text or "`pairtui " in fix.text)
    return replace(finding, fixes=tuple(replace(fix, action=None) for fix in kept))


def unpaired(line: str, record: int | None) -> Finding:
    """bluetoothctl told that a device is paired, and later that it is not, and nobody removed it."""
    return Finding(
        "unknown",
        None,
        Side.UNKNOWN,
        "The device was paired, and BlueZ dropped the bond again",
        "BlueZ does that where the pairing was made without bonding, so that it lasts as long as the link (`Bonded: "
        "no`), where the device did not give its keys, and where another program removes the bond.",
        (Evidence(f"bluetoothctl: {line}", record),),
        (
            Fix("Put the device in pairing mode and pair it again, rather than only connect", "pair"),
            Fix("Record `sudo btmon -w capture.btsnoop` from before the pairing on, and analyze that"),
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
        (Evidence("Authenticated Payload Timeout Expired", record),),
        (Fix("Bring the device nearer"), Fix("Update the firmware of the device and of this gateway's controller")),
    )
