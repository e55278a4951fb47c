"""What is known of a device from what it advertises: its kind of address, company, services, transports."""

from pairtui.knowledge.class_of_device import describe
from pairtui.knowledge.transports import TRANSPORTS
from pairtui.pairing.state import Device
from pairtui.protocol.values import random_kind
from pairtui.ui.text.assigned_numbers import company, maker, service


def address_kind(device: Device) -> str:
    """`public`, `static`, `resolvable` or `non-resolvable`; "" where BlueZ does not say, or it is not an address."""
    if device.address_type != "random":
        return device.address_type
    try:
        return random_kind(device.address)
    except ValueError:
        return ""


def company_of(device: Device) -> str:
    """Who made it: the company it advertises, else the one its public address was assigned to."""
    if device.manufacturer is not None:
        return company(device.manufacturer)
    return maker(device.address) if device.address_type == "public" else ""


def services_of(device: Device) -> tuple[str, ...]:
    """The names of its services that have one."""
    return tuple(name for name in map(service, device.uuids) if name)


def class_words(device: Device) -> str:
    """What a BR/EDR device is: `barcode scanner`; "" for one whose class is not known."""
    return "" if device.class_of_device is None else describe(device.class_of_device).words


def transport_words(device: Device) -> str:
    """Over which transports it was seen, and which is preferred where there are two."""
    words = " and ".join(TRANSPORTS[transport] for transport in device.transports)
    preferred = TRANSPORTS.get(device.preferred_bearer, "")
    return f"{words}, {preferred} preferred" if preferred else words


def transport_mark(device: Device, wide: bool) -> str:
    """`LE`, `BR/EDR` or `both`, in narrow lists two letters; "" where it is not known."""
    known = device.transports
    if len(known) > 1 and not device.tells_bredr:
        return ""
    return _MARKS[wide]["both" if len(known) > 1 else known[0]]


_MARKS = {
    False: {"le": "LE", "bredr": "BR", "both": "L+B"},
    True: {"le": "LE", "bredr": "BR/EDR", "both": "both"},
}
