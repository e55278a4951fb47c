"""Which association model two devices come to (Core Specification, Vol 3, Part H, 2.3.5.1; Part C, 5.2.2.6)."""

from dataclasses import dataclass

from pairtui.protocol.messages.smp import IO_BY_LABEL, IoCapability, PairingRequest, PairingResponse, io_label

JUST_WORKS = "just-works"
PASSKEY_ENTRY = "passkey-entry"
NUMERIC_COMPARISON = "numeric-comparison"
OOB = "oob"

MODEL_NAMES = {
    JUST_WORKS: "Just Works",
    PASSKEY_ENTRY: "Passkey Entry",
    NUMERIC_COMPARISON: "Numeric Comparison",
    OOB: "Out of Band",
    "pin": "PIN",
}
"""The models by the names of the specification, and the PIN of BR/EDR before Secure Simple Pairing."""

_DO, _DYN, _KO, _NIO, _KD = (
    IoCapability.DISPLAY_ONLY,
    IoCapability.DISPLAY_YES_NO,
    IoCapability.KEYBOARD_ONLY,
    IoCapability.NO_INPUT_NO_OUTPUT,
    IoCapability.KEYBOARD_DISPLAY,
)

# Table 2.8, [responder][initiator]: J Just Works; i the initiator types what the responder shows; r the responder
# types what the initiator shows; b both type; n numeric comparison with Secure Connections, else Just Works;
# I and R numeric comparison with Secure Connections, else as i and r.
_ORDER = (_DO, _DYN, _KO, _NIO, _KD)
_TABLE = {
    _DO: "JJiJi",
    _DYN: "JniJI",
    _KO: "rrbJr",
    _NIO: "JJJJJ",
    _KD: "rRiJR",
}


@dataclass(frozen=True, slots=True)
class Association:
    """What two devices agreed on.

    `pairing` is "legacy" or "secure-connections"; `model` "just-works", "passkey-entry", "numeric-comparison" or
    "oob". `typist` is who types the passkey ("initiator", "responder", "both"), else None. `authenticated` says
    whether the key will be protected against a man in the middle. `why` is the reason in a sentence.
    """

    pairing: str
    model: str
    typist: str | None
    authenticated: bool
    why: str

    @property
    def level(self) -> int:
        """LE security mode 1 level of the key this gives with a key size of 16 (Vol 3, Part C, 10.2.1)."""
        if not self.authenticated:
            return 2
        return 4 if self.pairing == "secure-connections" else 3


def associate(request: PairingRequest, response: PairingResponse) -> Association:
    """The association model of this feature exchange. Reserved IO capabilities count as NoInputNoOutput."""
    secure = request.secure_connections and response.secure_connections
    pairing = "secure-connections" if secure else "legacy"
    with_oob = (request.oob or response.oob) if secure else (request.oob and response.oob)
    if with_oob:
        flags = "a device has" if secure else "both devices have"
        return Association(pairing, OOB, None, True, f"{flags} the other's out-of-band data")
    if not (request.mitm or response.mitm):
        return Association(pairing, JUST_WORKS, None, False, "neither side asks for protection (MITM)")
    cell = model_cell(request.io, response.io, secure)
    ios = f"{io_label(request.io)} with {io_label(response.io)}"
    return Association(pairing, cell[0], cell[1], cell[0] != JUST_WORKS, ios)


def model_cell(
    initiator: "IoCapability | int", responder: "IoCapability | int", secure: bool
) -> tuple[str, str | None]:
    """One cell of table 2.8: the model, and who types where a passkey is typed."""
    row = _TABLE[responder if isinstance(responder, IoCapability) else _NIO]
    code = row[_ORDER.index(initiator if isinstance(initiator, IoCapability) else _NIO)]
    if code in "nIR" and secure:
        return NUMERIC_COMPARISON, None
    typist = {"i": "initiator", "I": "initiator", "r": "responder", "R": "responder", "b": "both"}.get(code)
    return (PASSKEY_ENTRY, typist) if typist else (JUST_WORKS, None)


def simple_pairing_cell(initiator: int, responder: int, mitm: bool, oob: bool) -> tuple[str, str | None]:
    """The model of Secure Simple Pairing over BR/EDR, and who types where a passkey is typed.

    `mitm`: a side asks for protection; `oob`: a side has the other's out-of-band data. Numbers that are compared by
    one user only, or by none, protect against nobody: "just-works". BR/EDR has no KeyboardDisplay: Linux offers
    DisplayYesNo for it (Vol 3, Part C, table 5.7).
    """
    ios = (initiator, responder)
    if oob:
        return OOB, None
    if not mitm or not set(ios) <= _SIMPLE_PAIRING - {_NIO}:
        return JUST_WORKS, None
    if _KO in ios:
        return PASSKEY_ENTRY, "both" if initiator == responder else ("initiator", "responder")[ios.index(_KO)]
    return (JUST_WORKS if _DO in ios else NUMERIC_COMPARISON), None


_SIMPLE_PAIRING = {_DO, _DYN, _KO, _NIO, _KD}

IO_LABELS = tuple(IO_BY_LABEL)
"""The five IO capabilities by the names BlueZ's agents use, in the order of their numbers."""
