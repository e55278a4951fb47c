"""The words on the screens and in the reports, each in a sentence or two (Core Specification, Vol 3, Parts C and H)."""

TERMS: dict[str, str] = {
    "agent": "The program that BlueZ asks in its user's place: whether to pair, for a PIN, for a passkey. Without one "
    "bluetoothd answers no.",
    "bond": "The keys of a pairing, kept on both sides. A later connection is encrypted with them, without pairing. "
    "Where only one side still has them, the connection fails.",
    "bondable": "Whether the adapter keeps the keys of a pairing; BlueZ's word is pairable. Where it is off, a device "
    "that asks for bonding is refused.",
    "central": "The side that made the connection; in LE it starts pairing and encryption. The other: the peripheral.",
    "CSRK": "Connection Signature Resolving Key: signs data on a link without encryption. Hardly used.",
    "CTKD": "Cross-Transport Key Derivation: one pairing, over LE or BR/EDR, makes the keys for both.",
    "DHKey check": "The last proof of a Secure Connections pairing: each side shows that it computed the same shared "
    "secret from the same exchange.",
    "EncKey": "In the feature exchange: the sender will distribute an encryption key (LTK). Only legacy pairing does.",
    "IdKey": "In the feature exchange: the sender will distribute its identity, the IRK and its address.",
    "initiator": "The side that sends the Pairing Request: the central, in LE. The other is the responder.",
    "IO capability": "What a side can show and enter: DisplayOnly, DisplayYesNo, KeyboardOnly, NoInputNoOutput, "
    "KeyboardDisplay. Both together decide the association model.",
    "IRK": "Identity Resolving Key: with it a bonded device recognises another behind its changing private addresses.",
    "Just Works": "An association model without a number to compare or type, for devices without keys or a display. "
    "It gives no protection against a man in the middle: level 2.",
    "legacy pairing": "The pairing of Bluetooth 4.0 and 4.1. Who hears one by Just Works or passkey has its key.",
    "level 1": "No encryption.",
    "level 2": "Encrypted, with a key from a pairing without protection against a man in the middle, as Just Works.",
    "level 3": "Encrypted, with a key from a pairing protected against a man in the middle: a passkey was typed, "
    "numbers were compared, or OOB data were used.",
    "level 4": "As level 3, by Secure Connections, with a key of 16 octets.",
    "LinkKey": "In the feature exchange: the key of the other transport is to be derived (CTKD).",
    "LTK": "Long Term Key: the key of an LE bond, with which each later connection is encrypted.",
    "MIC": "Message Integrity Check: each encrypted packet carries one. Where it does not fit, the link ends at once: "
    "mostly the two sides have different keys.",
    "MITM": "Man in the middle: somebody who pairs with both sides and passes everything on. A side that asks for "
    "protection wants digits compared or typed.",
    "Numeric Comparison": "Both sides show six digits, and a person on each says whether they are equal. Secure "
    "Connections and Secure Simple Pairing only.",
    "OOB": "Out of band: pairing data that went another way, such as NFC or a QR code.",
    "Passkey Entry": "One side shows six digits, and somebody types them on the other.",
    "peripheral": "The side that was called: it advertised. It can ask for security, and the central then acts.",
    "resolvable private address": "A random address that changes every some minutes; who has the device's IRK knows "
    "whose it is.",
    "Secure Connections": "The pairing of Bluetooth 4.2 and later: the keys come of an exchange on the curve P-256, "
    "so that who hears it cannot compute them.",
    "SMP": "Security Manager Protocol: the messages of an LE pairing.",
    "SSP": "Secure Simple Pairing: the pairing of BR/EDR since Bluetooth 2.1, done by the controllers.",
}
"""By the word as it is written; `explain` takes it in any case."""

_BY_WORD = {word.lower(): word for word in TERMS}


def meaning(asked: str) -> str | None:
    """`LTK` and what it means; None where it is no such word."""
    word = _BY_WORD.get(" ".join(asked.lower().split()))
    return f"{word}\n  {TERMS[word]}" if word else None
