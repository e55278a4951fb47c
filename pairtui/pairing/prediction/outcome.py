"""The outcome of a pairing, and in words what its users have to do."""

from dataclasses import dataclass

from pairtui.knowledge.association import JUST_WORKS, MODEL_NAMES, NUMERIC_COMPARISON, PASSKEY_ENTRY
from pairtui.knowledge.legacy_pin import FIXED


@dataclass(frozen=True, slots=True)
class Prediction:
    """The outcome, each field None where it depends on what is not known.

    `pairing` and `model` are as in `attempt.Attempt`; `typist` who types the passkey or the PIN: "gateway", "peer",
    "both" or ""; with Just Works "gateway" where numbers are put to the user here, and to nobody on the peer.
    `level` is that of the key. `refused` is the cause of the refusal (`causes.CAUSES`), "" where it is accepted.
    `strongest` is the highest level that it can still come to, 0 where it is refused in any case.
    """

    pairing: str | None
    model: str | None
    typist: str | None
    level: int | None
    refused: str | None
    strongest: int

    @property
    def text(self) -> str:
        """`Numeric Comparison, level 4`."""
        if self.refused:
            return "refused"
        if self.model is None:
            return f"depends on the peer, level {self.strongest} at most"
        return f"{MODEL_NAMES[self.model]}, level {self.level if self.level else f'{self.strongest} at most'}"

    @property
    def doing(self) -> str:
        """What the users have to do, in a sentence."""
        if self.refused:
            return (_REFUSED_BREDR if self.pairing in ("ssp", "pin") else _REFUSED)[self.refused]
        if self.model == NUMERIC_COMPARISON:
            return "Both show six digits; compare them and confirm on both."
        if self.model == PASSKEY_ENTRY:
            return _TYPING.get(self.typist or "", "One side shows six digits, and the other types them.")
        if self.model is None:
            return "Pair once with btmon up, and what the peer offers is known."
        if self.model == "pin":
            sixteen = " It needs 16 digits for level 3." if self.level == 3 else ""
            return _GIVING.get(self.typist, "Its class says who gives the PIN: look for the device.") + sixteen
        if self.model == JUST_WORKS and self.typist:
            return "Compare the digits here; the peer cannot ask its user, so it is worth no more than Just Works."
        return "Nobody compares or types anything." if self.level == 2 else "The devices have what they need."


_TYPING = {
    "gateway": "Type here the six digits that the peer shows.",
    "peer": "Type on the peer the six digits shown here.",
    "both": "Type the same six digits on both.",
}
_GIVING: dict[str | None, str] = {
    "gateway": "Type here the PIN of the device: its label or manual has it, often 0000 or 1234.",
    "peer": "Type on the device the PIN shown here, then press Enter there.",
    "": f"BlueZ gives {FIXED} by itself, and asks here where the device wants another PIN.",
}
_REFUSED = {
    "no-agent": "There is no agent that BlueZ could ask, so this gateway refuses (0x0c).",
    "sc-only-refused-legacy": "Secure Connections is set to only and the peer has none: this gateway refuses (0x03).",
    "mitm-unachievable": "Nothing can be compared or typed, and protection is required: this gateway refuses (0x03).",
    "key-size": "The two do not agree on a key size: this gateway refuses (0x06).",
    "not-bondable": "The adapter is not bondable: this gateway refuses a peer that asks to bond (0x05).",
}
_REFUSED_BREDR = {
    "no-agent": "There is no agent that BlueZ could ask for the PIN, so this gateway refuses (0x06).",
    "mitm-unachievable": "Nothing is compared by both or typed, and protection is required: this gateway refuses.",
    "encryption-below-level": "The key is too weak for what is required: this gateway ends the link once encrypted.",
    "not-bondable": "The adapter is not bondable: this gateway refuses a peer that asks to bond (0x18).",
}
"""Of Secure Simple Pairing and PINs, with the controller's error codes."""
