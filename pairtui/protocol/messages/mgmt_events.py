"""Management events around a pairing (BlueZ doc/mgmt-api; names as there and in btmon)."""

from pairtui.protocol.fields import Family, Message, bd_addr, i8, rest, secret, secret_u32, u8, u16, u32, u64
from pairtui.protocol.messages.mgmt_commands import OfDevice
from pairtui.protocol.values import Secret

events = Family("MGMT event", "BlueZ doc/mgmt-api")


@events.message(0x01, "Command Complete")
class CommandComplete(Message):
    """A command is done; `returns` follow its status."""

    opcode: int = u16()
    status: int = u8()
    returns: bytes = rest()


@events.message(0x02, "Command Status")
class CommandStatus(Message):
    """A command was refused or failed."""

    opcode: int = u16()
    status: int = u8()


@events.message(0x03, "Controller Error")
class ControllerError(Message):
    """The controller failed."""

    code: int = u8()


@events.message(0x06, "New Settings")
class NewSettings(Message):
    """The current settings of the controller."""

    settings: int = u32()


@events.message(0x09, "New Link Key")
class NewLinkKey(Message):
    """A BR/EDR key to store; `kind` as in HCI."""

    store: int = u8()
    address: str = bd_addr()
    address_type: int = u8()
    kind: int = u8()
    key: Secret[bytes] = secret(16)
    pin_length: int = u8()


@events.message(0x0A, "New Long Term Key")
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
class DeviceConnected(OfDevice):
    """A device connected."""

    flags: int = u32()


@events.message(0x0C, "Device Disconnected")
class DeviceDisconnected(OfDevice):
    """A device disconnected; `reason` is 0 to 5."""

    reason: int = u8()


@events.message(0x0D, "Connect Failed")
class ConnectFailed(OfDevice):
    """No link came about."""

    status: int = u8()


@events.message(0x0E, "PIN Code Request")
class PinCodeRequest(OfDevice):
    """The agent is asked for a PIN."""

    secure: int = u8()


@events.message(0x0F, "User Confirmation Request")
class UserConfirmationRequest(OfDevice):
    """The agent is asked to confirm; `hint` 1: Just Works, no digits to compare."""

    hint: int = u8()
    value: Secret[int] = secret_u32()


@events.message(0x10, "User Passkey Request")
class UserPasskeyRequest(OfDevice):
    """The agent is asked for a passkey."""


@events.message(0x11, "Authentication Failed")
class AuthenticationFailed(OfDevice):
    """A pairing or authentication failed; the status is 0x05 for every SMP reason."""

    status: int = u8()


@events.message(0x12, "Device Found")
class DeviceFound(OfDevice):
    """An advertisement or inquiry result."""

    rssi: int = i8()
    flags: int = u32()
    eir_length: int = u16()
    eir: bytes = rest()


@events.message(0x16, "Device Unpaired")
class DeviceUnpaired(OfDevice):
    """A bond was removed."""


@events.message(0x17, "Passkey Notify")
class PasskeyNotify(OfDevice):
    """The peer types this passkey; `entered` digits so far."""

    passkey: Secret[int] = secret_u32()
    entered: int = u8()


@events.message(0x18, "New Identity Resolving Key")
class NewIrk(Message):
    """The identity behind a resolvable private address."""

    store: int = u8()
    rpa: str = bd_addr()
    address: str = bd_addr()
    address_type: int = u8()
    irk: Secret[bytes] = secret(16)


@events.message(0x19, "New Signature Resolving Key")
class NewCsrk(Message):
    """A signing key to store."""

    store: int = u8()
    address: str = bd_addr()
    address_type: int = u8()
    kind: int = u8()
    key: Secret[bytes] = secret(16)
