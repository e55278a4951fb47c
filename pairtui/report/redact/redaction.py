"""Redacts a whole capture or log, then makes sure of it."""

from dataclasses import dataclass

from pairtui.protocol.detect import compression, looks_like_text
from pairtui.report.redact.captures import NotRedactable, packets
from pairtui.report.redact.logs import redact_log
from pairtui.report.redact.octets import zero
from pairtui.report.redact.pseudonyms import disguise
from pairtui.report.redact.survivors import remove, surviving, worth_looking_for


class RedactError(Exception):
    """The input cannot be redacted; the text says why, without the input's name."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """The redacted file, how many different secrets were found, and how many 128-bit ones were looked for in it."""

    data: bytes
    secrets: int
    checked: int


def redact(data: bytes, *, pseudonyms: bool = False) -> Redacted:
    """`data`, a btsnoop, pcap or pcapng capture or a text log, with its secrets as zeros.

    Nothing moves: the file keeps its size and its structure, and an analysis gives the same verdicts. `pseudonyms`
    replaces addresses and names too, each by the same stand-in everywhere. Raises RedactError.
    """
    if compression(data):
        raise RedactError("is compressed; decompress it first (xz -d, gzip -d)")
    clean = bytearray(data)
    try:
        found_packets = packets(data)
        if found_packets is not None:
            secrets = zero(clean, found_packets)
        elif b"\0" in data[:4096]:
            raise RedactError("is no capture, and no text of one octet per character; iconv converts UTF-16")
        elif looks_like_text(data[:4096]):
            text, secrets = redact_log(data)
            clean[:] = text
        else:
            raise RedactError(
                "is no capture or log that can be redacted: give a btsnoop, pcap or pcapng capture, or text"
            )
    except NotRedactable as problem:
        raise RedactError(f"is {problem}") from None
    wanted = worth_looking_for(secrets)
    remove(clean, wanted)
    if pseudonyms:
        disguise(clean, binary=found_packets is not None)
    left = surviving(clean, wanted)
    if left:
        raise RedactError(f"still holds {left} of its {len(wanted)} keys after redaction; nothing was written")
    return Redacted(bytes(clean), len(secrets), len(wanted))
