"""What the HCI errors that matter to a pairing mean, in words: meaning, and when sent and received where it differs."""

MEANINGS: dict[int, tuple[str, ...]] = {
    0x00: ("It worked.",),
    0x02: ("The link this names is gone, or never was.",),
    0x03: ("The controller failed: reset it, look at its firmware and power supply.",),
    0x04: (
        "A BR/EDR device did not answer the page: off, out of range, busy with another host, or an LE-only device "
        "that was paged by mistake.",
    ),
    0x05: (
        "The peer (or the host) could not be authenticated.",
        "Linux gives it as disconnect reason after a failed authentication, and as the one status for every failed SMP "
        "pairing.",
        "The peer ended the link because pairing or authentication failed, or its key is another than ours.",
    ),
    0x06: (
        "One side has no key for this bond.",
        "This gateway has no key for the peer: its bond was removed here.",
        "The peer has no key for this gateway: it was reset, or it has forgotten the bond. Remove the bond "
        "here, pair again.",
    ),
    0x07: ("The controller is out of memory, or its table of bonds is full.",),
    0x08: (
        "Nothing was heard from the peer for the supervision timeout: range, interference, power, a crash of the peer, "
        "or a link layer procedure that one side never finished.",
    ),
    0x09: ("The controller has no room for another link: disconnect one.",),
    0x0A: ("The controller has no room for another SCO or eSCO link.",),
    0x0B: ("There is a link to this device already.",),
    0x0C: ("The controller cannot do this now; often a connect or scan is still under way.",),
    0x0D: ("Over BR/EDR: the peer has no resources for another link. Over LE: this controller has none.",),
    0x0E: ("The peer refuses the link for security reasons; often it demands a pairing first.",),
    0x0F: ("The peer does not accept links from this address.",),
    0x10: ("The link was not accepted in time.",),
    0x11: ("The controller does not support what was asked for.",),
    0x12: ("A parameter of the command is invalid for this controller.",),
    0x13: (
        "The other side ended the link in an orderly way.",
        "An application or bluetoothd of this gateway ended the link (older kernels also after an SMP timeout).",
        "The peer ended the link. During a pairing: it gave up, its user cancelled, or it wants a bond it has with "
        "another device.",
    ),
    0x14: ("The peer ended the link because it is short of resources.",),
    0x15: ("The peer ended the link because it is being switched off.",),
    0x16: (
        "This host ended the link: an application, bluetoothd, or the kernel when nobody uses it any more. Not a sign "
        "of a radio problem.",
    ),
    0x17: ("The peer's controller refuses because an attempt came too soon after a failed one: wait.",),
    0x18: ("The peer does not pair at the moment, or never.",),
    0x1A: ("The peer's controller lacks a feature that was asked for.",),
    0x1E: ("A link layer parameter is invalid: a fault of one of the controllers.",),
    0x1F: ("No other error fits; some controllers use it for everything.",),
    0x20: ("The peer's controller does not support a parameter's value.",),
    0x22: (
        "A link layer procedure was not answered in time (40 s LE, 30 s BR/EDR): the peer's controller hangs, or "
        "procedures collided.",
    ),
    0x23: (
        "Two link layer procedures of the same kind collided: both sides started one at once. Encryption, PHY "
        "update and "
        "connection update are the usual ones.",
    ),
    0x25: ("The peer refuses this encryption mode or key size.",),
    0x28: ("A change was to happen at a moment that has passed: many packets were lost.",),
    0x29: ("One side has a unit key, an old kind that is the same for all its peers; the other does not accept it.",),
    0x2A: (
        "Two different link layer procedures collided, such as a PHY update and the start of encryption. Stop one side "
        "from starting it by itself, or try again.",
    ),
    0x2F: ("The link is not secure enough for what was asked.",),
    0x37: ("The peer's host has switched Secure Simple Pairing off: only a PIN will do.",),
    0x38: ("The peer is busy with another pairing: try again.",),
    0x3A: ("The controller is busy.",),
    0x3B: ("The peer refuses the connection parameters.",),
    0x3C: ("Directed advertising ended and nobody connected.",),
    0x3D: (
        "A packet did not verify after decryption: the two sides use different keys or lost count of packets, or "
        "somebody tampers.",
    ),
    0x3E: (
        "The link was announced and never came about: no packet of the peer within six intervals. Range, interference, "
        "or the peer advertised and did not listen.",
    ),
    0x44: ("The host gave up on what it had started, as after a connect timeout.",),
}
