"""What is seen beside the attempts: on a link, of its channels and attributes, and of what is stored."""

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
        # The security of a link: it could not be read, fell short, or nothing over it was proved to be the peer's.
        "key-size-unreadable",
        "link-unauthentic",
        "link-unproved",
        "ended-for-mic",
        # How a link ended while no pairing was under way, and after what the peer ended it.
        "ended-unpaired",
        "only-an-end",
        "end-without-reason",
        "ended-by-a-side",
        "link-silent",
        "response-timeout",
        "link-dropped",
        "hung-up-refused",
        "hung-up-after-request",
        "hung-up-encrypted",
        "hung-up-unanswered",
        "hung-up-unheard",
        "encryption-never-on",
        # A connection that did not come about, and whether somebody had asked to pair over it.
        "unasked",
        "call-refused",
        "rejected-here",
        "given-up-here",
        "no-reason-given",
        "ended-at-once",
        # What is stored, what was not understood, and what comes again and again.
        "keys-not-loaded",
        "bond-dropped",
        "oob-unused",
        "firmware-of-rom",
        "not-understood",
        "nothing-seen",
        "failed-again",
    }
)
