"""What a virtual device advertises: octets of advertising data that fit into one legacy advertisement."""

from collections.abc import Sequence

from bumble.core import AdvertisingData

LONGEST_ADVERTISEMENT = 31
NAME_OCTETS = 26
"""What fits into an advertisement of 31 octets beside the flags and the header of the name (Vol 3, Part C, 11)."""


def named_advertisement(name: bytes, services: Sequence[int] = (), company: int = -1) -> bytes:
    """An advertisement with `name` whole, or shortened to what fits."""
    if len(name) > NAME_OCTETS:
        return advertisement(AdvertisingData.SHORTENED_LOCAL_NAME, name[:NAME_OCTETS], services, company)
    return advertisement(AdvertisingData.COMPLETE_LOCAL_NAME, name, services, company)


def advertisement(kind: int, name: bytes, services: Sequence[int] = (), company: int = -1) -> bytes:
    """An advertisement of at most 31 octets: flags, the name as `kind`, then services and company if they fit."""
    fields = [(AdvertisingData.FLAGS, b"\x06"), (kind, name)] if name else [(AdvertisingData.FLAGS, b"\x06")]
    if services:
        uuids = b"".join(number.to_bytes(2, "little") for number in services)
        fields.append((AdvertisingData.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS, uuids))
    if company >= 0:
        fields.append((AdvertisingData.MANUFACTURER_SPECIFIC_DATA, company.to_bytes(2, "little")))
    while len(data := bytes(AdvertisingData(fields))) > LONGEST_ADVERTISEMENT:
        fields.pop()
    return data
