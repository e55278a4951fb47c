"""Redacts a whole capture or log, then makes sure of it."""

from collections.abc import Callable
from dataclasses import dataclass

from pairtui.protocol.captures.formats import FRAMINGS
from pairtui.protocol.captures.framing import Framing
from pairtui.protocol.detect import HEAD_SIZE, compression, kind, looks_like_text
from pairtui.report.redact.binary import blank
from pairtui.report.redact.captures import NotRedactable, parts
from pairtui.report.redact.checksums import correct
from pairtui.report.redact.logs import lines_of, redacted_lines
from pairtui.report.redact.pseudonyms import pseudonymize
from pairtui.report.redact.secrets import Secrets
from pairtui.report.redact.self_check import Reading, RedactionFailed, check, remove
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
"""Called now and then with how many octets of the input are done."""

_STEP = 4096
"""Lines between two calls of a `Progress`."""


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
    clean, secrets, records, on_air = _zeroed(data, progress)
    wanted = secrets.worth_looking_for()
    remove(clean, wanted)
    capture = _framing(data)
    if pseudonyms:
        pseudonymize(clean, binary=capture is not None)
    if capture is not None and on_air:
        correct(data, clean, parts(data, capture))
    try:
        check(clean, wanted, records)
    except RedactionFailed as problem:
        raise RedactError(f"cannot be redacted: {problem}; nothing was written") from None
    return Redacted(bytes(clean), len(secrets), len(wanted))


def _framing(data: bytes) -> Framing | None:
    make = FRAMINGS.get(kind(data[:HEAD_SIZE]) or "")
    return make() if make else None


def _zeroed(data: bytes, progress: Progress = _unobserved) -> tuple[bytearray, Secrets, int, bool]:
    """A copy of `data` with the secrets where its format has them as zeros, and what they were.

    Then the number of its records, and whether it is a capture off the air.
    """
    if compression(data):
        raise RedactError("is compressed; decompress it first (xz -d, gzip -d)")
    secrets, reading, capture, on_air = Secrets(), Reading(data), _framing(data), False
    if capture is not None:
        clean = bytearray(data)
        try:
            on_air = blank(data, clean, capture, secrets, progress)
        except NotRedactable as problem:
            raise RedactError(f"is {problem}") from None
    elif looks_like_text(data[:HEAD_SIZE]):
        clean = _without_secrets(data, secrets, progress)
    else:
        raise RedactError(
            "is not a capture or log that can be redacted: give a btsnoop, pcap or pcapng capture, or text"
        )
    for _, value in reading.secrets():
        if isinstance(value, bytes):
            secrets.add_read(value)
    return clean, secrets, reading.records, on_air


def _without_secrets(data: bytes, secrets: Secrets, progress: Progress) -> bytearray:
    clean = bytearray()
    for at, line in enumerate(redacted_lines(lines_of(data), secrets)):
        if at % _STEP == 0:
            progress(len(clean))
        clean += line
    return clean
