"""Names of what the Bluetooth SIG and the IEEE assign: companies, makers of addresses, services."""

from functools import lru_cache
from string import hexdigits
from uuid import UUID

from pairtui.protocol.values import BASE_UUID


@lru_cache(1024)
def company(number: int) -> str:
    """The company that a company identifier is assigned to, "" where it is nobody's."""
    from bluetooth_numbers import company as companies

    return str(companies.get(number, ""))


@lru_cache(1024)
def maker(address: str) -> str:
    """Who was assigned the first three octets of a public address, "" where nobody was or it is not an address."""
    from bluetooth_numbers import oui

    try:
        return str(oui.get(address[:8].upper(), "")) if len(address) == 17 else ""
    except ValueError:
        return ""


@lru_cache(1024)
def service(uuid: str) -> str:
    """The name of a service's UUID, "" where it is not assigned or no UUID."""
    from bleak.uuids import uuid16_dict, uuid128_dict

    text = uuid.lower()
    try:
        if text.startswith("0000") and text.endswith(BASE_UUID):
            return uuid16_dict.get(int(text[4:8], 16), "")
        return uuid128_dict.get(str(UUID(text)), "")
    except ValueError:
        return ""


def service_with_number(uuid: str) -> str:
    """`Battery Service [0x180f]` of a UUID that the Bluetooth base completes, else its name where it has one, or it."""
    short, name = short_uuid(uuid), service(uuid)
    if len(short) == 4 and set(short) <= set(hexdigits):
        return f"{name or 'service'} [0x{short}]"
    return name or uuid


def short_uuid(uuid: str) -> str:
    """`180f` of a UUID that the Bluetooth base completes, else all of it."""
    text = uuid.lower()
    return text[4:8] if text.startswith("0000") and text.endswith(BASE_UUID) else text
