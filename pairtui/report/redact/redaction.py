"""Redacts a whole capture or log, then makes sure of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pairtui.protocol.detect import HEAD_SIZE, compression, looks_like_text
from pairtui.report.redact.binary import zero
from pairtui.report.redact.captures import NotRedactable, Packet, packets
from pairtui.report.redact.checksums import mend
from pairtui.report.redact.logs import redacted_lines
from pairtui.report.redact.pseudonyms import disguise
from pairtui.report.redact.secrets import Secrets
from pairtui.report.redact.self_check import remove, surviving
from pairtui.report.redact.utf16 import codec_of, narrowed, widened


class RedactError(Exception):
    """The input cannot be redacted; the text says why, without the input's name."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """The redacted file, how many different secrets were found, and how many 128-bit ones were looked for in it."""

    data: bytes
    secrets: int
    checked: int


Progress = Callable[[int], None]
"""Told how many octets of the input are done, now and then."""

_STEP = 4096
"""Packets or lines between two calls of a `Progress`."""


def _unobserved(_: int) -> None:
    pass


def redact(data: bytes, *, pseudonyms: bool = False, progress: Progress = _unobserved) -> Redacted:
    """`data`, a btsnoop, pcap or pcapng capture or a text log, with its secrets as zeros.

    Nothing moves: the file keeps its size and its structure, and an analysis gives the same verdicts. `pseudonyms`
    replaces addresses and names too, each by the same stand-in everywhere. Raises RedactError.
    """
    codec = _wide_codec(data)
    if codec is None:
        return _redact(data, pseudonyms, progress)
    clean = _redact(narrowed(data, codec), pseudonyms, progress)
    return Redacted(widened(clean.data, codec, data), clean.secrets, clean.checked)


def secrets_of(data: bytes) -> Secrets:
    """The keys, passkeys and PINs in a capture or log. Raises RedactError where it is none."""
    codec = _wide_codec(data)
    return _zeroed(narrowed(data, codec) if codec else data)[1]


def _wide_codec(data: bytes) -> str | None:
    return codec_of(data) if looks_like_text(data[:HEAD_SIZE]) else None


def _redact(data: bytes, pseudonyms: bool, progress: Progress) -> Redacted:
    clean, secrets = _zeroed(data, progress)
    wanted = secrets.worth_looking_for()
    remove(clean, wanted)
    found_packets = packets(data)
    if pseudonyms:
        disguise(clean, binary=found_packets is not None)
    if found_packets is not None:
        mend(data, clean, found_packets)
    left = surviving(clean, wanted)
    if left:
        raise RedactError(f"still holds {left} of its {len(wanted)} keys after redaction; nothing was written")
    return Redacted(bytes(clean), len(secrets), len(wanted))


def _told(packets: Iterable[Packet], progress: Progress) -> Iterator[Packet]:
    for number, packet in enumerate(packets):
        if number % _STEP == 0:
            progress(packet.begin)
        yield packet


def _zeroed(data: bytes, progress: Progress = _unobserved) -> tuple[bytearray, Secrets]:
    """A copy of `data` with the secrets where its format has them as zeros, and what they were."""
    if compression(data):
        raise RedactError("is compressed; decompress it first (xz -d, gzip -d)")
    secrets = Secrets()
    try:
        found_packets = packets(data)
        if found_packets is not None:
            clean = bytearray(data)
            zero(data, clean, _told(found_packets, progress), secrets)
            return clean, secrets
    except NotRedactable as problem:
        raise RedactError(f"is {problem}") from None
    if not looks_like_text(data[:HEAD_SIZE]):
        raise RedactError("is no capture or log that can be redacted: give a btsnoop, pcap or pcapng capture, or text")
    clean, lines = bytearray(), data.splitlines(keepends=True)
    for at, line in enumerate(redacted_lines(lines, secrets)):
        if at % _STEP == 0:
            progress(len(clean))
        clean += line
    return clean, secrets
