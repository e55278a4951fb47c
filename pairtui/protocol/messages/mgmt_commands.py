"""Management commands around a pairing (BlueZ doc/mgmt-api; names as there and in btmon)."""

from pairtui.protocol.fields import Family, Message, bd_addr, layout, secret, secret_u32, u8, u16
from pairtui.protocol.values import Secret

commands = Family("MGMT command", "BlueZ doc/mgmt-api")


@layout
class OfDevice(Message):
    """What begins with an address and its type, the kernel's `struct mgmt_addr_info`."""

    address: str = bd_addr()
    address_type: int = u8()


@layout
class _Mode(Message):
    """What begins with the value of a setting, the kernel's `struct mgmt_mode`."""

    value: int = u8()


@commands.message(0x0005, "Set Powered")
class SetPowered(_Mode):
    """Switch a setting: Set Powered."""


@commands.message(0x0006, "Set Discoverable")
class SetDiscoverable(_Mode):
    """Switch a setting: Set Discoverable, for so many seconds."""

    timeout: int = u16()


@commands.message(0x0007, "Set Connectable")
class SetConnectable(_Mode):
    """Switch a setting: Set Connectable."""


@commands.message(0x0009, "Set Bondable")
class SetBondable(_Mode):
    """Switch a setting: Set Bondable."""


@commands.message(0x000B, "Set Secure Simple Pairing")
class SetSsp(_Mode):
    """Switch a setting: Set Secure Simple Pairing."""


@commands.message(0x000D, "Set Low Energy")
class SetLowEnergy(_Mode):
    """Switch a setting: Set Low Energy."""


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
class Disconnect(OfDevice):
    """End a link."""


@commands.message(0x0016, "PIN Code Reply")
class PinCodeReply(OfDevice):
    """The PIN from the agent."""

    length: int = u8()
    pin: Secret[bytes] = secret(16)


@commands.message(0x0017, "PIN Code Negative Reply")
class PinCodeNegativeReply(OfDevice):
    """The agent gave no PIN."""


@commands.message(0x0018, "Set IO Capability")
class SetIoCapability(Message):
    """What the agent can show and ask."""

    io: int = u8()


@commands.message(0x0019, "Pair Device")
class PairDevice(OfDevice):
    """Somebody called Pair()."""

    io: int = u8()


@commands.message(0x001A, "Cancel Pair Device")
class CancelPairDevice(OfDevice):
    """Somebody called CancelPairing(), or the caller left the bus."""


@commands.message(0x001B, "Unpair Device")
class UnpairDevice(OfDevice):
    """The bond is removed."""

    disconnect: int = u8()


@commands.message(0x001C, "User Confirmation Reply")
class UserConfirmationReply(OfDevice):
    """The agent said yes."""


@commands.message(0x001D, "User Confirmation Negative Reply")
class UserConfirmationNegativeReply(OfDevice):
    """The agent said no, or there was none."""


@commands.message(0x001E, "User Passkey Reply")
class UserPasskeyReply(OfDevice):
    """The passkey from the agent."""

    passkey: Secret[int] = secret_u32()


@commands.message(0x001F, "User Passkey Negative Reply")
class UserPasskeyNegativeReply(OfDevice):
    """The agent gave no passkey."""


@commands.message(0x002A, "Set BR/EDR")
class SetBredr(_Mode):
    """Switch a setting: Set BR/EDR."""


@commands.message(0x002D, "Set Secure Connections")
class SetSecureConnections(_Mode):
    """Switch a setting: Set Secure Connections."""


@commands.message(0x002F, "Set Privacy")
class SetPrivacy(_Mode):
    """Switch a setting: Set Privacy, with this host's identity resolving key (zeros to switch it off)."""

    irk: Secret[bytes] = secret(16)


@commands.message(0x0033, "Add Device")
class AddDevice(OfDevice):
    """The kernel may connect to this device by itself."""

    action: int = u8()


@commands.message(0x0021, "Add Remote Out Of Band Data")
class AddRemoteOobData(OfDevice):
    """Store out-of-band data of the device with this address and type."""
