"""What is asked before something is done that cannot be taken back."""

from pairtui.pairing.state import Device
from pairtui.protocol.immutable import immutable


@immutable()
class Question:
    """A destructive action asks first: what, about which device."""

    title: str
    text: str


def ask_unpair(device: Device) -> Question:
    """The question before a device is removed, with its bond where it has one."""
    name = f"{device.label} [{device.address}]"
    if not device.has_bond:
        text = f"{name} has no bond here. It is removed from the list, and comes back when it is heard again."
        return Question("Forget the device?", text)
    return Question(
        "Remove the bond?",
        f"{name} is removed from this gateway, with its keys. It must be paired again, and the device may have to "
        "forget this gateway too.",
    )


def ask_remove_and_pair(device: Device) -> Question:
    """The question before a bond is replaced."""
    name = f"{device.label} [{device.address}]"
    keys = ", with its keys," if device.has_bond else ""
    return Question(
        "Remove the bond and pair again?",
        f"{name} is removed from this gateway{keys} and paired again. Put the device in pairing mode first.",
    )


def ask_block(device: Device) -> Question | None:
    """The question before a device is blocked; to unblock it needs none."""
    if device.blocked:
        return None
    return Question(
        "Block the device?",
        f"{device.label} [{device.address}] is disconnected, and every connection of it refused until you unblock it.",
    )
