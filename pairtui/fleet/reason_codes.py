"""What the reason codes of MQTT 5 (2.4) mean for a connection and for a message."""

TAKEN = frozenset((0x00, 0x10))
"""Reason codes of a PUBACK after which the broker has the message (MQTT 5, 3.4.2.1)."""

TOO_LARGE = 0x95
"""Packet too large (MQTT 5, 2.4)."""

BLAMING = frozenset((TOO_LARGE, 0x81, 0x82))
"""Why connections end on one message: too large, malformed, protocol error. mosquitto 2.0 answers one above its
message_size_limit with a code that MQTT 5 does not have there, which paho takes for the last of these."""

LASTING = {
    0x84: "does not speak MQTT 5; use mosquitto 1.6, EMQX 4, or a later one",
    0x85: "does not allow this client identifier; see its access rules",
    0x86: "refuses user and password; see [broker] and the broker's password file",
    0x87: "does not let this user in; see user and password in [broker], and its access rules",
    0x8A: "has banned this client; see its log",
    0x8C: "wants another way to log in; see its documentation",
}
"""Refusals of a connection that trying again does not mend, in the words of a sentence about the broker."""
