"""Which class plays a member of a cast."""

from pairtui.lab.devices.bredr_peripheral import BrEdrPeripheral
from pairtui.lab.devices.peripheral import Peripheral
from pairtui.lab.devices.phone import Phone
from pairtui.lab.member import Member


def device_class(member: Member) -> type[Peripheral]:
    """The class of one virtual device; a crowd has another."""
    if member.transport != "le":
        return BrEdrPeripheral
    return Phone if member.kind == "phone" else Peripheral
