"""Security Manager Protocol PDUs: every PDU, every field (Core Specification, Vol 3, Part H, 3.5 and 3.6)."""

from enum import IntFlag

from pairtui.protocol.fields import Family, Message, bd_addr, layout, octets, secret, u8, u16, u64
from pairtui.protocol.io_capability import IO_BY_LABEL as IO_BY_LABEL
from pairtui.protocol.io_capability import IoCapability as IoCapability
from pairtui.protocol.io_capability import io_capability as io_capability
from pairtui.protocol.io_capability import io_label as io_label
from pairtui.protocol.values import Malformed, Secret, Unknown

CID_LE = 0x0006
CID_BREDR = 0x0007

smp = Family("smp", "Core Specification, Vol 3, Part H")


class AuthReq(IntFlag):
    """Authentication requirements (figure 3.3). The two low bits are the bonding flags."""

    BONDING = 0x01
    MITM = 0x04
    SC = 0x08
    KEYPRESS = 0x10
    CT2 = 0x20


class KeyDist(IntFlag):
    """Keys a device distributes in phase 3 (figure 3.11)."""

    ENC_KEY = 0x01
    ID_KEY = 0x02
    SIGN = 0x04
    LINK_KEY = 0x08


def key_dist_label(keys: KeyDist) -> str:
    """`EncKey IdKey Sign`, or `none`."""
    names = {KeyDist.ENC_KEY: "EncKey", KeyDist.ID_KEY: "IdKey", KeyDist.SIGN: "Sign", KeyDist.LINK_KEY: "LinkKey"}
    return " ".join(name for bit, name in names.items() if keys & bit) or "none"


@layout
class _Features(Message):
    """What a Pairing Request and a Pairing Response have in common: one side's pairing features."""

    io: "IoCapability | int" = u8(io_capability)
    oob: int = u8()
    auth_req: AuthReq = u8(AuthReq)
    max_key_size: int = u8()
    initiator_keys: KeyDist = u8(KeyDist)
    responder_keys: KeyDist = u8(KeyDist)

    @property
    def bonding(self) -> bool:
        """Whether the sender wants the keys kept."""
        return self.auth_req & 0x03 == AuthReq.BONDING

    @property
    def mitm(self) -> bool:
        """Whether the sender asks for protection against a man in the middle."""
        return bool(self.auth_req & AuthReq.MITM)

    @property
    def secure_connections(self) -> bool:
        """Whether the sender supports LE Secure Connections pairing."""
        return bool(self.auth_req & AuthReq.SC)


@smp.message(0x01, "Pairing Request")
class PairingRequest(_Features):
    """The initiator's features (3.5.1)."""


@smp.message(0x02, "Pairing Response")
class PairingResponse(_Features):
    """The responder's features; its key distribution is what was agreed (3.5.2)."""


@smp.message(0x03, "Pairing Confirm")
class PairingConfirm(Message):
    """A commitment to the random value (3.5.3). A secret: a legacy key can be searched for with it."""

    value: Secret[bytes] = secret(16)


@smp.message(0x04, "Pairing Random")
class PairingRandom(Message):
    """The random value committed to (3.5.4)."""

    value: Secret[bytes] = secret(16)


@smp.message(0x05, "Pairing Failed")
class PairingFailed(Message):
    """The sender refuses; reasons are table 3.7 (3.5.5)."""

    reason: int = u8()


@smp.message(0x06, "Encryption Information")
class EncryptionInformation(Message):
    """The legacy Long Term Key (3.6.2)."""

    ltk: Secret[bytes] = secret(16)


@smp.message(0x07, "Central Identification")
class CentralIdentification(Message):
    """Which legacy LTK it was: EDIV and Rand (3.6.3). BlueZ up to 5.61 calls it Master Identification."""

    ediv: int = u16()
    rand: int = u64()


@smp.message(0x08, "Identity Information")
class IdentityInformation(Message):
    """The Identity Resolving Key (3.6.4)."""

    irk: Secret[bytes] = secret(16)


@smp.message(0x09, "Identity Address Information")
class IdentityAddressInformation(Message):
    """The address behind the resolvable private addresses (3.6.5). `address_type`: 0 public, 1 static random."""

    address_type: int = u8()
    address: str = bd_addr()


@smp.message(0x0A, "Signing Information")
class SigningInformation(Message):
    """The Connection Signature Resolving Key (3.6.6)."""

    csrk: Secret[bytes] = secret(16)


@smp.message(0x0B, "Security Request")
class SecurityRequest(Message):
    """The peripheral asks the central to start security (3.6.7)."""

    auth_req: AuthReq = u8(AuthReq)


@smp.message(0x0C, "Pairing Public Key")
class PairingPublicKey(Message):
    """A P-256 public key, X and Y least significant octet first (3.5.6)."""

    x: bytes = octets(32)
    y: bytes = octets(32)


@smp.message(0x0D, "Pairing DHKey Check")
class PairingDHKeyCheck(Message):
    """Proof that both computed the same DHKey from the same exchange (3.5.7)."""

    value: Secret[bytes] = secret(16)


@smp.message(0x0E, "Pairing Keypress Notification")
class KeypressNotification(Message):
    """The user typed: 0 started, 1 digit entered, 2 erased, 3 cleared, 4 completed (3.5.8)."""

    kind: int = u8()


PDUS = tuple(smp.by_code.values())
"""Every PDU's class, for isinstance."""

KEY_PDUS: dict[KeyDist, tuple[type[Message], ...]] = {
    KeyDist.ENC_KEY: (EncryptionInformation, CentralIdentification),
    KeyDist.ID_KEY: (IdentityInformation, IdentityAddressInformation),
    KeyDist.SIGN: (SigningInformation,),
}
"""The PDUs that distribute each key, in their order (Vol 3, Part H, 3.6.1)."""

KEYS = tuple(pdu for pdus in KEY_PDUS.values() for pdu in pdus)
"""All of them, for isinstance."""

KEYPRESS = {
    0: "passkey entry started",
    1: "digit entered",
    2: "digit erased",
    3: "passkey cleared",
    4: "passkey entry completed",
}


def decode(pdu: bytes) -> Message | Unknown | Malformed:
    """One whole SMP PDU (the payload of an L2CAP frame on CID 6 or 7); never raises."""
    if not pdu:
        return Malformed("smp", "no octets")
    return smp.decode(pdu[0], pdu[1:])
