"""Management commands and events around a pairing (BlueZ doc/mgmt-api; names as there and in btmon)."""

from dataclasses import dataclass

from pairtui.protocol.fields import Family, Message, bd_addr, i8, rest, secret, secret_u32, u8, u16, u32, u64
from pairtui.protocol.values import Malformed, Secret, Unknown

commands = Family("MGMT command")
events = Family("MGMT event")

ADDRESS_TYPE = {0: "bredr", 1: "public", 2: "random"}
"""MGMT address types: BR/EDR, LE public, LE random."""


@commands.message(0x0005, "Set Powered")
@dataclass(frozen=True, slots=True)
class SetPowered(Message):
    """Switch a setting: Set Powered."""

    value: int = u8()


@commands.message(0x0006, "Set Discoverable")
@dataclass(frozen=True, slots=True)
class SetDiscoverable(Message):
    """Switch a setting: Set Discoverable, for so many seconds."""

    value: int = u8()
    timeout: int = u16()


@commands.message(0x0007, "Set Connectable")
@dataclass(frozen=True, slots=True)
class SetConnectable(Message):
    """Switch a setting: Set Connectable."""

    value: int = u8()


@commands.message(0x0009, "Set Bondable")
@dataclass(frozen=True, slots=True)
class SetBondable(Message):
    """Switch a setting: Set Bondable."""

    value: int = u8()


@commands.message(0x000B, "Set Secure Simple Pairing")
@dataclass(frozen=True, slots=True)
class SetSsp(Message):
    """Switch a setting: Set Secure Simple Pairing."""

    value: int = u8()


@commands.message(0x000D, "Set Low Energy")
@dataclass(frozen=True, slots=True)
class SetLowEnergy(Message):
    """Switch a setting: Set Low Energy."""

    value: int = u8()


@commands.message(0x0012, "Load Link Keys")
@dataclass(frozen=True, slots=True)
class LoadLinkKeys(Message):
    """bluetoothd loads its stored BR/EDR keys."""

    debug_keys: int = u8()
    count: int = u16()


@commands.message(0x0013, "Load Long Term Keys")
@dataclass(frozen=True, slots=True)
class LoadLongTermKeys(Message):
    """bluetoothd loads its stored LE keys."""

    count: int = u16()


@commands.message(0x0014, "Disconnect")
@dataclass(frozen=True, slots=True)
class Disconnect(Message):
    """End a link."""

    address: str = bd_addr()
    address_type: int = u8()


@commands.message(0x0016, "PIN Code Reply")
@dataclass(frozen=True, slots=True)
class PinCodeReply(Message):
    """The PIN from the agent."""

    address: str = bd_addr()
    address_type: int = u8()
    length: int = u8()
    pin: Secret[bytes] = secret(16)


@commands.message(0x0017, "PIN Code Negative Reply")
@dataclass(frozen=True, slots=True)
class PinCodeNegativeReply(Message):
    """The agent gave no PIN."""

    address: str = bd_addr()
    address_type: int = u8()


@commands.message(0x0018, "Set IO Capability")
@dataclass(frozen=True, slots=True)
class SetIoCapability(Message):
    """What the agent can show and ask."""

    io: int = u8()


@commands.message(0x0019, "Pair Device")
@dataclass(frozen=True, slots=True)
class PairDevice(Message):
    """Somebody called Pair()."""

    address: str = bd_addr()
    address_type: int = u8()
    io: int = u8()


@commands.message(0x001A, "Cancel Pair Device")
@dataclass(frozen=True, slots=True)
class CancelPairDevice(Message):
    """Somebody called CancelPairing(), or the caller left the bus."""

    address: str = bd_addr()
    address_type: int = u8()


@commands.message(0x001B, "Unpair Device")
@dataclass(frozen=True, slots=True)
class UnpairDevice(Message):
    """The bond is removed."""

    address: str = bd_addr()
    address_type: int = u8()
    disconnect: int = u8()


@commands.message(0x001C, "User Confirmation Reply")
@dataclass(frozen=True, slots=True)
class UserConfirmationReply(Message):
    """The agent said yes."""

    address: str = bd_addr()
    address_type: int = u8()


@commands.message(0x001D, "User Confirmation Negative Reply")
@dataclass(frozen=True, slots=True)
class UserConfirmationNegativeReply(Message):
    """The agent said no, or there was none."""

    address: str = bd_addr()
    address_type: int = u8()


@commands.message(0x001E, "User Passkey Reply")
@dataclass(frozen=True, slots=True)
class UserPasskeyReply(Message):
    """The passkey from the agent."""

    address: str = bd_addr()
    address_type: int = u8()
    passkey: Secret[int] = secret_u32()


@commands.message(0x001F, "User Passkey Negative Reply")
@dataclass(frozen=True, slots=True)
class UserPasskeyNegativeReply(Message):
    """The agent gave no passkey."""

    address: str = bd_addr()
    address_type: int = u8()


@commands.message(0x002D, "Set Secure Connections")
@dataclass(frozen=True, slots=True)
class SetSecureConnections(Message):
    """Switch a setting: Set Secure Connections."""

    value: int = u8()


@commands.message(0x0033, "Add Device")
@dataclass(frozen=True, slots=True)
class AddDevice(Message):
    """The kernel may connect to this device by itself."""

    address: str = bd_addr()
    address_type: int = u8()
    action: int = u8()


@events.message(0x01, "Command Complete")
@dataclass(frozen=True, slots=True)
class CommandComplete(Message):
    """A command is done; `returns` follow its status."""

    opcode: int = u16()
    status: int = u8()
    returns: bytes = rest()


@events.message(0x02, "Command Status")
@dataclass(frozen=True, slots=True)
class CommandStatus(Message):
    """A command was refused or failed."""

    opcode: int = u16()
    status: int = u8()


@events.message(0x03, "Controller Error")
@dataclass(frozen=True, slots=True)
class ControllerError(Message):
    """The controller failed."""

    code: int = u8()


@events.message(0x06, "New Settings")
@dataclass(frozen=True, slots=True)
class NewSettings(Message):
    """The current settings of the controller."""

    settings: int = u32()


@events.message(0x09, "New Link Key")
@dataclass(frozen=True, slots=True)
class NewLinkKey(Message):
    """A BR/EDR key to store; `kind` as in HCI."""

    store: int = u8()
    address: str = bd_addr()
    address_type: int = u8()
    kind: int = u8()
    key: Secret[bytes] = secret(16)
    pin_length: int = u8()


@events.message(0x0A, "New Long Term Key")
@dataclass(frozen=True, slots=True)
class NewLongTermKey(Message):
    """An LE key to store. `kind`: 0 unauthenticated, 1 authenticated legacy, 2 and 3 the same for P-256, 4 debug."""

    store: int = u8()
    address: str = bd_addr()
    address_type: int = u8()
    kind: int = u8()
    central: int = u8()
    key_size: int = u8()
    ediv: int = u16()
    rand: int = u64()
    key: Secret[bytes] = secret(16)


@events.message(0x0B, "Device Connected")
@dataclass(frozen=True, slots=True)
class DeviceConnected(Message):
    """A device connected."""

    address: str = bd_addr()
    address_type: int = u8()
    flags: int = u32()


@events.message(0x0C, "Device Disconnected")
@dataclass(frozen=True, slots=True)
class DeviceDisconnected(Message):
    """A device disconnected; `reason` is 0 to 5."""

    address: str = bd_addr()
    address_type: int = u8()
    reason: int = u8()


@events.message(0x0D, "Connect Failed")
@dataclass(frozen=True, slots=True)
class ConnectFailed(Message):
    """No link came about."""

    address: str = bd_addr()
    address_type: int = u8()
    status: int = u8()


@events.message(0x0E, "PIN Code Request")
@dataclass(frozen=True, slots=True)
class PinCodeRequest(Message):
    """The agent is asked for a PIN."""

    address: str = bd_addr()
    address_type: int = u8()
    secure: int = u8()


@events.message(0x0F, "User Confirmation Request")
@dataclass(frozen=True, slots=True)
class UserConfirmationRequest(Message):
    """The agent is asked to confirm; `hint` 1: Just Works, no digits to compare."""

    address: str = bd_addr()
    address_type: int = u8()
    hint: int = u8()
    value: Secret[int] = secret_u32()


@events.message(0x10, "User Passkey Request")
@dataclass(frozen=True, slots=True)
class UserPasskeyRequest(Message):
    """The agent is asked for a passkey."""

    address: str = bd_addr()
    address_type: int = u8()


@events.message(0x11, "Authentication Failed")
@dataclass(frozen=True, slots=True)
class AuthenticationFailed(Message):
    """A pairing or authentication failed; the status is 0x05 for every SMP reason."""

    address: str = bd_addr()
    address_type: int = u8()
    status: int = u8()


@events.message(0x12, "Device Found")
@dataclass(frozen=True, slots=True)
class DeviceFound(Message):
    """An advertisement or inquiry result."""

    address: str = bd_addr()
    address_type: int = u8()
    rssi: int = i8()
    flags: int = u32()
    eir_length: int = u16()
    eir: bytes = rest()


@events.message(0x16, "Device Unpaired")
@dataclass(frozen=True, slots=True)
class DeviceUnpaired(Message):
    """A bond was removed."""

    address: str = bd_addr()
    address_type: int = u8()


@events.message(0x17, "Passkey Notify")
@dataclass(frozen=True, slots=True)
class PasskeyNotify(Message):
    """The peer types this passkey; `entered` digits so far."""

    address: str = bd_addr()
    address_type: int = u8()
    passkey: Secret[int] = secret_u32()
    entered: int = u8()


@events.message(0x18, "New Identity Resolving Key")
@dataclass(frozen=True, slots=True)
class NewIrk(Message):
    """The identity behind a resolvable private address."""

    store: int = u8()
    rpa: str = bd_addr()
    address: str = bd_addr()
    address_type: int = u8()
    irk: Secret[bytes] = secret(16)


@events.message(0x19, "New Signature Resolving Key")
@dataclass(frozen=True, slots=True)
class NewCsrk(Message):
    """A signing key to store."""

    store: int = u8()
    address: str = bd_addr()
    address_type: int = u8()
    kind: int = u8()
    key: Secret[bytes] = secret(16)


def decode_command(frame: bytes) -> Message | Unknown | Malformed:
    """A command as the monitor channel carries it: opcode and parameters, no length; never raises."""
    return _decode(commands, frame)


def decode_event(frame: bytes) -> Message | Unknown | Malformed:
    """An event as the monitor channel carries it: opcode and parameters, no length; never raises."""
    return _decode(events, frame)


def _decode(family: Family, frame: bytes) -> Message | Unknown | Malformed:
    if len(frame) < 2:
        return Malformed(family.space, f"{len(frame)} octets of 2", frame)
    return family.decode(frame[0] | frame[1] << 8, frame[2:])
