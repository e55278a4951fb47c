"""HCI commands that a pairing needs, LE and BR/EDR (Core Specification, Vol 4, Part E, 7.1 to 7.8)."""

from pairtui.protocol.fields import Family, Message, bd_addr, secret, secret_u32, u8, u16, u64
from pairtui.protocol.values import Malformed, Secret, Unknown

commands = Family("HCI command", "Core Specification, Vol 4, Part E")


@commands.message(0x0405, "Create Connection")
class CreateConnection(Message):
    """The host pages a BR/EDR device (7.1.5)."""

    address: str = bd_addr()


@commands.message(0x0406, "Disconnect")
class Disconnect(Message):
    """The host ends a link; `reason` is what the peer's Disconnection Complete will have (7.1.6)."""

    handle: int = u16()
    reason: int = u8()


@commands.message(0x0408, "Create Connection Cancel")
class CreateConnectionCancel(Message):
    """The host gives up paging (7.1.7)."""

    address: str = bd_addr()


@commands.message(0x040A, "Reject Connection Request")
class RejectConnectionRequest(Message):
    """The host does not take the connection that a device asks for (7.1.9)."""

    address: str = bd_addr()
    reason: int = u8()


@commands.message(0x040B, "Link Key Request Reply")
class LinkKeyRequestReply(Message):
    """The host has a stored link key (7.1.10)."""

    address: str = bd_addr()
    key: Secret[bytes] = secret(16)


@commands.message(0x040C, "Link Key Request Negative Reply")
class LinkKeyRequestNegativeReply(Message):
    """The host has no link key for this peer (7.1.11)."""

    address: str = bd_addr()


@commands.message(0x040D, "PIN Code Request Reply")
class PinCodeRequestReply(Message):
    """The PIN of a legacy BR/EDR pairing (7.1.12)."""

    address: str = bd_addr()
    length: int = u8()
    pin: Secret[bytes] = secret(16)


@commands.message(0x040E, "PIN Code Request Negative Reply")
class PinCodeRequestNegativeReply(Message):
    """The host gives no PIN (7.1.13)."""

    address: str = bd_addr()


@commands.message(0x0411, "Authentication Requested")
class AuthenticationRequested(Message):
    """The host wants the BR/EDR link authenticated (7.1.15)."""

    handle: int = u16()


@commands.message(0x0413, "Set Connection Encryption")
class SetConnectionEncryption(Message):
    """The host switches BR/EDR encryption (7.1.16)."""

    handle: int = u16()
    enable: int = u8()


@commands.message(0x042B, "IO Capability Request Reply")
class IoCapabilityRequestReply(Message):
    """The host's Secure Simple Pairing features (7.1.29)."""

    address: str = bd_addr()
    io: int = u8()
    oob: int = u8()
    auth_req: int = u8()


@commands.message(0x042C, "User Confirmation Request Reply")
class UserConfirmationRequestReply(Message):
    """The user (or the host for Just Works) said yes (7.1.30)."""

    address: str = bd_addr()


@commands.message(0x042D, "User Confirmation Request Negative Reply")
class UserConfirmationRequestNegativeReply(Message):
    """Nobody said yes (7.1.31)."""

    address: str = bd_addr()


@commands.message(0x042E, "User Passkey Request Reply")
class UserPasskeyRequestReply(Message):
    """The passkey the user typed (7.1.32)."""

    address: str = bd_addr()
    passkey: Secret[int] = secret_u32()


@commands.message(0x042F, "User Passkey Request Negative Reply")
class UserPasskeyRequestNegativeReply(Message):
    """No passkey was typed (7.1.33)."""

    address: str = bd_addr()


@commands.message(0x0434, "IO Capability Request Negative Reply")
class IoCapabilityRequestNegativeReply(Message):
    """The host refuses to pair (7.1.36)."""

    address: str = bd_addr()
    reason: int = u8()


@commands.message(0x0C03, "Reset")
class Reset(Message):
    """The controller is reset (7.3.2)."""


@commands.message(0x1001, "Read Local Version Information")
class ReadLocalVersionInformation(Message):
    """The host asks the controller for its versions and its manufacturer (7.4.1)."""


@commands.message(0x1408, "Read Encryption Key Size")
class ReadEncryptionKeySize(Message):
    """The host asks how long the BR/EDR key is (7.5.7)."""

    handle: int = u16()


@commands.message(0x200D, "LE Create Connection")
class LeCreateConnection(Message):
    """The host connects to an advertiser (7.8.12)."""

    scan_interval: int = u16()
    scan_window: int = u16()
    filter_policy: int = u8()
    address_type: int = u8()
    address: str = bd_addr()


@commands.message(0x200E, "LE Create Connection Cancel")
class LeCreateConnectionCancel(Message):
    """The host gives up connecting (7.8.13)."""


@commands.message(0x2019, "LE Enable Encryption")
class LeEnableEncryption(Message):
    """The central starts encryption (7.8.24; btmon: LE Start Encryption). Rand and EDIV name a stored legacy key."""

    handle: int = u16()
    rand: int = u64()
    ediv: int = u16()
    key: Secret[bytes] = secret(16)


@commands.message(0x201A, "LE Long Term Key Request Reply")
class LeLongTermKeyRequestReply(Message):
    """The peripheral has the key (7.8.25)."""

    handle: int = u16()
    key: Secret[bytes] = secret(16)


@commands.message(0x201B, "LE Long Term Key Request Negative Reply")
class LeLongTermKeyRequestNegativeReply(Message):
    """The peripheral has no such key (7.8.26)."""

    handle: int = u16()


@commands.message(0x2032, "LE Set PHY")
class LeSetPhy(Message):
    """The host asks for another PHY (7.8.49)."""

    handle: int = u16()


@commands.message(0x2043, "LE Extended Create Connection")
class LeExtendedCreateConnection(Message):
    """The host connects to an advertiser (7.8.66)."""

    filter_policy: int = u8()
    own_address_type: int = u8()
    address_type: int = u8()
    address: str = bd_addr()


OF_A_DEVICE = frozenset(
    kind.CODE
    for kind in (
        LinkKeyRequestReply,
        LinkKeyRequestNegativeReply,
        PinCodeRequestNegativeReply,
        UserConfirmationRequestNegativeReply,
        UserPasskeyRequestNegativeReply,
    )
)
"""Commands whose Command Complete returns the device that they were about."""


def decode_command(packet: bytes) -> Message | Unknown | Malformed:
    """A command packet (opcode, length, parameters); never raises."""
    if len(packet) < 3:
        return Malformed("HCI command", f"{len(packet)} octets of 3", packet)
    return commands.decode(packet[0] | packet[1] << 8, packet[3:])
