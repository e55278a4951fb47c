"""What is seen beside the attempts: on a link, of its channels and attributes."""

from pairtui.pairing.evidence.facts.fact import NAMES

NAMES.update(
    {
        # Channels and attributes: refused for want of security, and what the log shows of the link's.
        "channel-refused",
        "attribute-refused",
        "not-encrypted",
        "encryption-not-shown",
        "key-size-not-read",
        "key-size-read",
        # The peer ended the link as its channel was refused.
        "hung-up-refused",
    }
)
