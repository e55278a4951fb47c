"""The final check: no 128-bit secret of the input stands anywhere in the output, in any of its spellings.

Nor does whatever reads the output find any other secret there, or another number of records.
"""

from collections.abc import Collection, Iterator

from pairtui.protocol.detect import reader_for
from pairtui.protocol.values import Secret
from pairtui.report.redact.places import places

_CHUNK = 1 << 18


class RedactionFailed(Exception):
    """A secret that redaction has left, or a record that it has broken: the text says what and where."""


def remove(data: bytearray, secrets: Collection[bytes]) -> None:
    """Zero every place of `data` where one of `secrets` still stands."""
    for at, size, _ in places(data, secrets):
        data[at : at + size] = _blank(bytes(data[at : at + size]))


def surviving(data: bytes | bytearray, secrets: Collection[bytes]) -> int:
    """How many of `secrets` still stand in `data`."""
    return len({secret for _, _, secret in places(data, secrets)})


class Reading:
    """What a reader makes of a capture or log: `secrets` as it goes, then `records` in all."""

    def __init__(self, data: bytes | bytearray) -> None:
        self._data = data
        self.records = 0

    def secrets(self) -> Iterator[tuple[int, bytes | int | str]]:
        """The number of the record, and the value, of every secret that is not blank."""
        reader = reader_for(bytes(self._data[:4096]))
        if reader is None:
            return
        for at in range(0, len(self._data), _CHUNK):
            for record in reader.feed(bytes(self._data[at : at + _CHUNK])):
                yield from ((record.number, value) for value in _revealed(record.message, 3))
        for record in reader.close():
            yield from ((record.number, value) for value in _revealed(record.message, 3))
        # Whether a line that no header claims is one of a log depends on its words, which redaction changes.
        self.records = reader.records - getattr(reader, "loose", 0)


def check(data: bytes | bytearray, secrets: Collection[bytes], records: int) -> None:
    """Raises RedactionFailed where `data`, redacted, still holds a secret, or has not as many records as it had."""
    for at, _, _ in places(data, secrets):
        raise RedactionFailed(f"a key still stands at octet {at} of the copy")
    reading = Reading(data)
    for number, _ in reading.secrets():
        raise RedactionFailed(f"record {number} of the copy can still be read for a key, passkey or PIN")
    if reading.records != records:
        raise RedactionFailed(f"the copy has {reading.records} records instead of {records}")


def _revealed(value: object, depth: int) -> Iterator[bytes | int | str]:
    """The secrets of a message and of the messages in it, where they are not blank: zeros, as numbers or digits."""
    if isinstance(value, Secret):
        found = value.reveal()
        if found.strip(b"\0" + b"0") if isinstance(found, bytes) else str(found).strip("0"):
            yield found
    elif depth and (fields := getattr(value, "__dataclass_fields__", None)):
        for field in fields:
            yield from _revealed(getattr(value, field), depth - 1)


def _blank(spelt: bytes) -> bytes:
    if len(spelt) == 16:
        return bytes(16)
    return bytes(octet if octet in b" :" else ord("0") for octet in spelt)
