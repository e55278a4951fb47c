"""Management commands around a pairing (BlueZ doc/mgmt-api; names as there and in btmon)."""

from pairtui.protocol.fields import Family, Message, bd_addr, secret, secret_u32, u8, u16
from pairtui.protocol.values import Secret

commands = Family("MGMT command", "BlueZ doc/mgmt-api")


@commands.message(0x0005, "Set Powered")
class SetPowered(Message):
    """Switch a setting: Set Powered."""

    value: int = u8()


@commands.message(0x0006, "Set Discoverable")
class SetDiscoverable(Message):
    """Switch a setting: Set Discoverable, for so many seconds."""

    value: int = u8()
    timeout: int = u16()


@commands.message(0x0007, "Set Connectable")
class SetConnectable(Message):
    """Switch a setting: Set Connectable."""

    value: int = u8()


@commands.message(0x0009, "Set Bondable")
class SetBondable(Message):
    """Switch a setting: Set Bondable."""

    value: int = u8()


@commands.message(0x000B, "Set Secure Simple Pairing")
class SetSsp(Message):
    """Switch a setting: Set Secure Simple Pairing."""

    value: int = u8()


@commands.message(0x000D, "Set Low Energy")
class SetLowEnergy(Message):
    """Switch a setting: Set Low Energy."""

    value: int = u8()


@commands.message(0x0012, "Load Link Keys")
class LoadLinkKeys(Message):
    """bluetoothd loads its stored BR/EDR keys."""

    debug_keys: int = u8()
    count: int = u16()


@commands.message(0x0013, "Load Long Term Keys")
class LoadLongTermKeys(Message):
    """bluetoothd loads its stored LE keys."""

    count: int = u16()


@commands.message(0x0014, "Disconnect")
class Disconnect(Message):
    """End a link."""

    address: str = bd_addr()
    address_type: int = u8()


@commands.message(0x0016, "PIN Code Reply")
class PinCodeReply(Message):
    """The PIN from the agent."""

    address: str = bd_addr()
    address_type: int = u8()
    length: int = u8()
    pin: Secret[bytes] = secret(16)


@commands.message(0x0017, "PIN Code Negative Reply")
class PinCodeNegativeReply(Message):
    """The agent gave no PIN."""

    address: str = bd_addr()
    address_type: int = u8()


@commands.message(0x0018, "Set IO Capability")
class SetIoCapability(Message):
    """What the agent can show and ask."""

    io: int = u8()


@commands.message(0x0019, "Pair Device")
class PairDevice(Message):
    """Somebody called Pair()."""

    address: str = bd_addr()
    address_type: int = u8()
    io: int = u8()


@commands.message(0x001A, "Cancel Pair Device")
class CancelPairDevice(Message):
    """Somebody called CancelPairing(), or the caller left the bus."""

    address: str = bd_addr()
    address_type: int = u8()


@commands.message(0x001B, "Unpair Device")
class UnpairDevice(Message):
    """The bond is removed."""

    address: str = bd_addr()
    address_type: int = u8()
    disconnect: int = u8()


@commands.message(0x001C, "User Confirmation Reply")
class UserConfirmationReply(Message):
    """The agent said yes."""

    address: str = bd_addr()
    address_type: int = u8()


@commands.message(0x001D, "User Confirmation Negative Reply")
class UserConfirmationNegativeReply(Message):
    """The agent said no, or there was none."""

    address: str = bd_addr()
    address_type: int = u8()


@commands.message(0x001E, "User Passkey Reply")
class UserPasskeyReply(Message):
    """The passkey from the agent."""

    address: str = bd_addr()
    address_type: int = u8()
    passkey: Secret[int] = secret_u32()


@commands.message(0x001F, "User Passkey Negative Reply")
class UserPasskeyNegativeReply(Message):
    """The agent gave no passkey."""

    address: str = bd_addr()
    address_type: int = u8()


@commands.message(0x002A, "Set BR/EDR")
class SetBredr(Message):
    """Switch a setting: Set BR/EDR."""

    value: int = u8()


@commands.message(0x002D, "Set Secure Connections")
class SetSecureConnections(Message):
    """Switch a setting: Set Secure Connections."""

    value: int = u8()


@commands.message(0x002F, "Set Privacy")
class SetPrivacy(Message):
    """Switch a setting: Set Privacy, with this host's identity resolving key (zeros to switch it off)."""

    value: int = u8()
    irk: Secret[bytes] = secret(16)


@commands.message(0x0033, "Add Device")
class AddDevice(Message):
    """The kernel may connect to this device by itself."""

    address: str = bd_addr()
    address_type: int = u8()
    action: int = u8()


@commands.message(0x0021, "Add Remote Out Of Band Data")
class AddRemoteOobData(Message):
    """Store out-of-band data of the device with this address and type."""

    address: str = bd_addr()
    address_type: int = u8()
