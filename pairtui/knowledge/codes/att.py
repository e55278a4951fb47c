"""ATT errors (Core Specification, Vol 3, Part F, 3.4.1.1), with how BlueZ's GATT client reacts to those of security."""

from pairtui.knowledge.codes.code import Code, Table

_TEXTS = {
    0x01: ("Invalid Handle", "There is no such attribute."),
    0x02: ("Read Not Permitted", "The attribute cannot be read."),
    0x03: ("Write Not Permitted", "The attribute cannot be written."),
    0x04: ("Invalid PDU", "The request is malformed."),
    0x05: (
        "Insufficient Authentication",
        "The attribute needs a pairing, or a stronger one. BlueZ's client raises security to MEDIUM, then HIGH, "
        "then FIPS, "
        "each once: this starts a pairing.",
    ),
    0x06: ("Request Not Supported", "The server does not know this request."),
    0x07: ("Invalid Offset", "The offset is past the end of the value."),
    0x08: (
        "Insufficient Authorization",
        "The application or the user of the server has to allow it; pairing does not help.",
    ),
    0x09: ("Prepare Queue Full", "Too many prepared writes."),
    0x0A: ("Attribute Not Found", "No attribute in this range of handles."),
    0x0B: ("Attribute Not Long", "The attribute cannot be read in parts."),
    0x0C: ("Encryption Key Size Too Short", "The link is encrypted, but its key is too short for this attribute."),
    0x0D: ("Invalid Attribute Value Length", "The value's length is wrong."),
    0x0E: ("Unlikely Error", "Something else went wrong in the server."),
    0x0F: (
        "Insufficient Encryption",
        "The attribute needs an encrypted link. BlueZ's client raises security to MEDIUM: this starts "
        "encryption with the "
        "stored key, or a pairing.",
    ),
    0x10: ("Unsupported Group Type", "The server cannot group by this attribute type."),
    0x11: ("Insufficient Resources", "The server has no room."),
    0x12: ("Database Out of Sync", "The client's copy of the services is old: it has to discover them again."),
    0x13: ("Value Not Allowed", "The server does not allow this value."),
    0xFC: ("Write Request Rejected", "The profile refuses the write."),
    0xFD: ("CCC Improperly Configured", "Notifications were not switched on as the profile demands."),
    0xFE: ("Procedure Already in Progress", "The profile's procedure is under way already."),
    0xFF: ("Out of Range", "The value is outside what the profile allows."),
}

_APPLICATION = "The application of the server defines it."
_TEXTS |= {number: (f"Application Error 0x{number:02x}", _APPLICATION) for number in range(0x80, 0xA0)}

ERRORS: Table = {number: Code("att", number, name, meaning) for number, (name, meaning) in _TEXTS.items()}
"""By error number."""

LINK_ERRORS = frozenset((0x05, 0x0C, 0x0F))
"""The errors that a better protected link cures: Insufficient Authentication, Key Size, Encryption."""

SECURITY_ERRORS = LINK_ERRORS | {0x08}
"""The errors that ask for a pairing or a better protected link."""
