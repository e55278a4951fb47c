"""The two sides of a pairing, as far as they are known before it is tried."""

from dataclasses import dataclass
from typing import NamedTuple

from pairtui.knowledge.association import IO_LABELS
from pairtui.protocol.messages.smp import IoCapability

LONGEST_KEY = 16


@dataclass(frozen=True, slots=True)
class PeerOffer:
    """What the peer says in the feature exchange; None where nobody has heard it yet.

    `transport` is "le" or "bredr". On BR/EDR `ssp` is whether it has Secure Simple Pairing, and `class_of_device` what
    it is: by that BlueZ knows how to come by the PIN of one without.
    """

    io: "IoCapability | int | None" = None
    secure_connections: bool | None = None
    mitm: bool | None = None
    oob: bool = False
    key_size: int = LONGEST_KEY
    transport: str = "le"
    ssp: bool | None = None
    class_of_device: int | None = None


@dataclass(frozen=True, slots=True)
class GatewaySide:
    """What decides on this side; None where it is not known.

    `capability` is the agent's, as BlueZ writes it, "" where there is no agent. `secure_connections` is 0 for off, 1
    for on, 2 for only. `required` is the level asked for. `key_sizes` are the shortest and the longest key in octets.
    `mitm` is whether protection is asked for: 0 never, 1 always, 2 where the capability allows, which is all Linux has.
    `oob`: it says that it has the peer's out-of-band data. `ssp`: Secure Simple Pairing is on, as bluetoothd sets it.
    """

    capability: str | None = None
    secure_connections: int | None = None
    bondable: bool = True
    required: int = 2
    mitm: int = 2
    oob: bool = False
    key_sizes: tuple[int, int] = (7, LONGEST_KEY)
    ssp: bool = True


WITHOUT = {"le": "legacy", "bredr": "P-192"}
"""What pairing without Secure Connections is called, by transport."""


class Combination(NamedTuple):
    """One thing to try on this side: an IO capability, with Secure Connections or without."""

    capability: str
    secure_connections: bool

    def named(self, transport: str) -> str:
        """`KeyboardDisplay, Secure Connections`."""
        return f"{self.capability}, {'Secure Connections' if self.secure_connections else WITHOUT[transport]}"


COMBINATIONS = tuple(Combination(capability, secure) for secure in (False, True) for capability in IO_LABELS)
"""The matrix: every IO capability, with Secure Connections and without."""


def present(gateway: GatewaySide) -> Combination | None:
    """The combination that is set now; None where it is not known. No agent counts as NoInputNoOutput."""
    if gateway.capability is None or gateway.secure_connections is None:
        return None
    return Combination(gateway.capability or IoCapability.NO_INPUT_NO_OUTPUT.label, gateway.secure_connections > 0)
