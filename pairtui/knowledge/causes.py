"""The causes a diagnosis can name, each with its group and a short title; one page of the knowledge base each."""

from enum import StrEnum

from pairtui.protocol.immutable import immutable


class Group(StrEnum):
    """Where the cause lies, and so who has to act."""

    GATEWAY = "gateway"
    PEER = "peer"
    BOTH = "both"
    LINK = "link"
    OTHER = "other"


@immutable()
class Cause:
    """One cause: `id` as the analysis document writes it, `title` in a few words for a heading."""

    id: str
    group: Group
    title: str


def _group(group: Group, titles: dict[str, str]) -> dict[str, Cause]:
    return {id: Cause(id, group, title) for id, title in titles.items()}


CAUSES: dict[str, Cause] = {
    **_group(
        Group.GATEWAY,
        {
            "no-agent": "No pairing agent on this gateway",
            "agent-rejected": "The agent on this gateway said no",
            "prompt-timeout": "A prompt was not answered in time",
            "not-bondable": "The adapter is not pairable",
            "sc-only-refused-legacy": "This gateway allows only Secure Connections, the peer has only legacy pairing",
            "mitm-unachievable": "Protection against a man in the middle was required but cannot be had",
            "key-size": "The two sides do not agree on the encryption key size",
            "local-bond-missing": "This gateway has lost the bond, the peer still has it",
            "gatt-client-triggers-pairing": "BlueZ's own GATT client started the pairing",
            "two-stacks": "Two programs or adapters of this gateway work on the same device",
            "adapter-unavailable": "The adapter is off, blocked, missing or without LE",
            "kernel-repair-dhkey": "Kernel fault: re-pairing with Just Works ends in a DHKey check failure",
            "acl-as-iso": "The kernel takes the link's data for isochronous data",
            "kernel-crypto-missing": "The kernel lacks a cipher that pairing needs",
            "blocked-key": "The key is on the kernel's list of blocked keys",
        },
    ),
    **_group(
        Group.PEER,
        {
            "peer-not-in-pairing-mode": "The peer is not in pairing mode",
            "peer-bond-missing": "The peer has lost the bond, this gateway still has it",
            "peer-bonded-elsewhere": "The peer is bonded to another device",
            "peer-rejects-parameters": "The peer refuses the parameters of the pairing",
            "peer-requires-authentication": "The peer requires an authenticated pairing",
            "peer-key-distribution": "The key distribution went wrong at the peer",
            "peer-user-rejected": "Somebody said no on the peer",
            "peer-rate-limit": "The peer refuses after too many attempts",
            "peer-busy": "The peer is busy with another pairing",
            "peer-protocol-error": "The peer breaks the rules of the Security Manager Protocol",
            "oob-missing": "Out-of-band data is required and missing",
        },
    ),
    **_group(
        Group.BOTH,
        {
            "wrong-passkey": "The passkey typed is not the passkey shown",
            "confirm-mismatch": "The confirm values do not match",
            "dhkey-mismatch": "The DHKey checks do not match",
            "numbers-differ": "The numbers compared were not confirmed as equal",
            "wrong-pin": "The PIN codes are not the same",
            "ssp-failed": "Secure Simple Pairing failed in the controllers",
            "livelock": "Both sides start over again and again",
        },
    ),
    **_group(
        Group.LINK,
        {
            "link-lost": "The link was lost during the pairing",
            "connect-failed": "No link came about",
            "mic-failure": "The link ended because decrypted data did not verify",
            "phy-update-collision": "Two link layer procedures collided",
            "smp-timeout": "No answer within the 30 seconds of SMP",
            "controller-timeout": "A controller did not answer",
            "encryption-below-level": "The link is encrypted, but not as strongly as required",
            "l2cap-before-encryption": "A channel was opened before the link was encrypted",
        },
    ),
    **_group(
        Group.OTHER,
        {
            "profile-unavailable": "Paired, but no profile on this gateway fits the device",
            "application-disconnect": "An application ended the link; pairing is not at fault",
            "cross-transport": "The keys of one transport were refused for the other",
            "unknown": "The log does not show the cause",
        },
    ),
}
