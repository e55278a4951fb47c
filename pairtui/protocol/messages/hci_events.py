"""HCI events that a pairing needs, on any transport (Core Specification, Vol 4, Part E, 7.7)."""

from pairtui.protocol.fields import Family, Message, bd_addr, rest, secret, secret_u32, u8, u16, u24
from pairtui.protocol.immutable import immutable
from pairtui.protocol.messages.hci_le_events import *  # noqa: F403
from pairtui.protocol.messages.hci_le_events import le_events
from pairtui.protocol.values import Malformed, Secret, Unknown

events = Family("HCI event", "Core Specification, Vol 4, Part E")

LE_META = 0x3E
COMMAND_COMPLETE = 0x0E
COMMAND_STATUS = 0x0F
READ_ENCRYPTION_KEY_SIZE = 0x1408

ROLE = {0: "central", 1: "peripheral"}


@events.message(0x03, "Connection Complete")
class ConnectionComplete(Message):
    """A BR/EDR link is up, or failed (7.7.3)."""

    status: int = u8()
    handle: int = u16()
    address: str = bd_addr()
    link_type: int = u8()
    encryption: int = u8()


@events.message(0x04, "Connection Request")
class ConnectionRequest(Message):
    """A BR/EDR peer wants a link (7.7.4)."""

    address: str = bd_addr()
    class_of_device: int = u24()
    link_type: int = u8()


@events.message(0x05, "Disconnection Complete")
class DisconnectionComplete(Message):
    """A link ended (7.7.5)."""

    status: int = u8()
    handle: int = u16()
    reason: int = u8()


@events.message(0x06, "Authentication Complete")
class AuthenticationComplete(Message):
    """The BR/EDR link is authenticated, or not (7.7.6)."""

    status: int = u8()
    handle: int = u16()


@events.message(0x07, "Remote Name Request Complete")
class RemoteNameRequestComplete(Message):
    """What the peer calls itself (7.7.7)."""

    status: int = u8()
    address: str = bd_addr()
    name: bytes = rest()


@events.message(0x08, "Encryption Change")
class EncryptionChange(Message):
    """Encryption is on (1, 2), off (0), or could not be changed (7.7.8)."""

    status: int = u8()
    handle: int = u16()
    mode: int = u8()


@events.message(0x0C, "Read Remote Version Information Complete")
class RemoteVersion(Message):
    """What the peer's controller is (7.7.12)."""

    status: int = u8()
    handle: int = u16()
    version: int = u8()
    manufacturer: int = u16()
    subversion: int = u16()


@events.message(0x0E, "Command Complete")
class CommandComplete(Message):
    """A command is done (7.7.14)."""

    ncmd: int = u8()
    opcode: int = u16()
    returns: bytes = rest()


@events.message(0x0F, "Command Status")
class CommandStatus(Message):
    """A command was taken up or refused (7.7.15)."""

    status: int = u8()
    ncmd: int = u8()
    opcode: int = u16()


@events.message(0x10, "Hardware Error")
class HardwareError(Message):
    """The controller failed (7.7.16)."""

    code: int = u8()


@immutable()
class EncryptionKeySizeRead:
    """What Read Encryption Key Size returned: the `size` of a BR/EDR link's key in octets (7.5.7)."""

    status: int
    handle: int
    size: int

    @classmethod
    def of(cls, message: CommandComplete) -> "EncryptionKeySizeRead | None":
        """What the command returned; None where it is another command, or too short."""
        octets = message.returns
        if message.opcode != READ_ENCRYPTION_KEY_SIZE or len(octets) < 4:
            return None
        return cls(octets[0], octets[1] | octets[2] << 8, octets[3])


@events.message(0x16, "PIN Code Request")
class PinCodeRequest(Message):
    """Legacy BR/EDR pairing needs a PIN (7.7.22)."""

    address: str = bd_addr()


@events.message(0x17, "Link Key Request")
class LinkKeyRequest(Message):
    """The controller asks for a stored link key (7.7.23)."""

    address: str = bd_addr()


@events.message(0x18, "Link Key Notification")
class LinkKeyNotification(Message):
    """A new link key; `kind` is its type (7.7.24)."""

    address: str = bd_addr()
    key: Secret[bytes] = secret(16)
    kind: int = u8()


@events.message(0x30, "Encryption Key Refresh Complete")
class EncryptionKeyRefreshComplete(Message):
    """The key of an encrypted link was renewed (7.7.39)."""

    status: int = u8()
    handle: int = u16()


@events.message(0x31, "IO Capability Request")
class IoCapabilityRequest(Message):
    """Secure Simple Pairing starts (7.7.40)."""

    address: str = bd_addr()


@events.message(0x32, "IO Capability Response")
class IoCapabilityResponse(Message):
    """The peer's Secure Simple Pairing features (7.7.41)."""

    address: str = bd_addr()
    io: int = u8()
    oob: int = u8()
    auth_req: int = u8()


@events.message(0x33, "User Confirmation Request")
class UserConfirmationRequest(Message):
    """Compare these digits (7.7.42)."""

    address: str = bd_addr()
    value: Secret[int] = secret_u32()


@events.message(0x34, "User Passkey Request")
class UserPasskeyRequest(Message):
    """Type what the peer shows (7.7.43)."""

    address: str = bd_addr()


@events.message(0x36, "Simple Pairing Complete")
class SimplePairingComplete(Message):
    """Secure Simple Pairing ended (7.7.45)."""

    status: int = u8()
    address: str = bd_addr()


@events.message(0x3B, "User Passkey Notification")
class UserPasskeyNotification(Message):
    """The peer types this passkey (7.7.48)."""

    address: str = bd_addr()
    passkey: Secret[int] = secret_u32()


@events.message(0x3C, "Keypress Notification")
class KeypressNotification(Message):
    """The peer typed (7.7.49)."""

    address: str = bd_addr()
    kind: int = u8()


@events.message(0x59, "Encryption Change v2")
class EncryptionChangeV2(Message):
    """As Encryption Change, with the key size (7.7.8)."""

    status: int = u8()
    handle: int = u16()
    mode: int = u8()
    key_size: int = u8()


@events.message(0x57, "Authenticated Payload Timeout Expired")
class AuthenticatedPayloadTimeoutExpired(Message):
    """No packet with a valid MIC in time (7.7.75)."""

    handle: int = u16()


def decode_event(packet: bytes) -> Message | Unknown | Malformed:
    """An event packet (code, length, parameters), LE meta events included; never raises."""
    if len(packet) < 2:
        return Malformed("HCI event", f"{len(packet)} octets of 2", packet)
    if packet[0] != LE_META:
        return events.decode(packet[0], packet[2:])
    if len(packet) < 3:
        return Malformed("LE meta event", "no subevent code", packet)
    return le_events.decode(packet[2], packet[3:])
