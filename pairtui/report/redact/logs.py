"""Zeroes the secrets of a text log: btmon, hcidump, bluetoothd, bluetoothctl, BlueZ's files."""

import base64
import re
from collections.abc import Iterable, Iterator

from pairtui.report.redact import patterns
from pairtui.report.redact.dbus_text import AgentCalls
from pairtui.report.redact.dumps import Dump
from pairtui.report.redact.secrets import Secrets

LONGEST_LINE = 1 << 16
"""Octets of a line that are looked at together: a longer one is taken in parts."""

_LINES = re.compile(rb"[^\r\n]{1,%d}(?:\r\n|\n|\r)?|\r\n|\n|\r" % LONGEST_LINE)
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def redact_log(text: bytes, found: Secrets) -> bytes:
    """The log with every secret's digits as zeros, of the same length; adds to `found` what was there.

    Digits stay digits, so that whatever read the log before reads it still.
    """
    return b"".join(redacted_lines(lines_of(text), found))


def lines_of(text: bytes) -> Iterator[bytes]:
    """The lines of a log with their ends, one that is too long in parts."""
    return (match[0] for match in _LINES.finditer(text))


def redacted_lines(lines: Iterable[bytes], found: Secrets) -> Iterator[bytes]:
    """The lines of a log as `redact_log` gives them, one after another."""
    dump = Dump()
    for line in _by_line(lines, found):
        if dump.take(line):
            continue
        yield from _ended(dump, found)
        dump = Dump()
        if not dump.take(line):
            yield line
    yield from _ended(dump, found)


def _ended(dump: Dump, found: Secrets) -> Iterator[bytes]:
    dump.redact(found)
    yield from map(bytes, dump.lines)


def _by_line(lines: Iterable[bytes], found: Secrets) -> Iterator[bytes]:
    in_block = dump_follows = False
    calls = AgentCalls()
    for drawn in lines:
        line = patterns.COLOUR.sub(lambda match: b" " * len(match[0]), drawn) if b"\x1b" in drawn else drawn
        if patterns.SECRET_BLOCK.search(line):
            in_block = True
        elif patterns.HEADER.match(line):
            in_block = dump_follows = False
        dump = patterns.DUMP.match(line) if in_block or dump_follows else None
        if dump:
            found.add_hex(_digits_of(dump[2]))
            yield _drawn_again(drawn, line, dump[1] + _zeros(dump[2]) + dump[3] + _undrawn(dump[4]))
        else:
            dump_follows = bool(patterns.LABEL_ALONE.match(line))
            clean = calls.line(_redact_line(line, found), lambda code: _typed(code, found))
            yield _drawn_again(drawn, line, clean)


def _drawn_again(drawn: bytes, plain: bytes, redacted: bytes) -> bytes:
    """`drawn` with what `redacted` changed of its colourless twin `plain`."""
    if redacted == plain:
        return drawn
    return bytes(new if new != old else kept for kept, old, new in zip(drawn, plain, redacted, strict=True))


def _redact_line(line: bytes, found: Secrets) -> bytes:
    for labelled in (patterns.HEX, patterns.SPACED):
        line = labelled.sub(lambda match: _replaced(match, 3, _kept(match[3], found)), line)
    line = patterns.BASE64.sub(lambda match: _replaced(match, 3, _kept_base64(match[3], found)), line)
    for bare in (patterns.BARE_128, patterns.BARE_OCTETS, patterns.ARRAY_128):
        line = bare.sub(lambda match: _kept(match[0], found), line)
    line = patterns.BARE_BASE64.sub(lambda match: _kept_base64(match[0], found), line)
    for digits in (patterns.DIGITS, patterns.SAID_FOR, patterns.COMPARED, patterns.NUMERIC):
        line = digits.sub(lambda match: _twice(match, found), line)
    return patterns.PIN_TEXT.sub(lambda match: _pin(match, found), line)


def _replaced(match: re.Match[bytes], group: int, by: bytes) -> bytes:
    """What was matched, with one group replaced."""
    begin, end = match.start(group) - match.start(), match.end(group) - match.start()
    return match[0][:begin] + by + match[0][end:]


def _twice(match: re.Match[bytes], found: Secrets) -> bytes:
    """A number, and the same behind it in another base."""
    whole = _replaced(match, 3, _typed(match[3], found))
    if not match[5]:
        return whole
    begin = match.start(5) - match.start()
    return whole[:begin] + _zeros(match[5])


def _pin(match: re.Match[bytes], found: Secrets) -> bytes:
    if patterns.NO_PIN.match(match[3]) or not match[3].strip(b"0"):
        return match[0]
    found.codes.add(match[3].decode("ascii"))
    return _replaced(match, 3, b"0" * len(match[3]))


def _kept(value: bytes, found: Secrets) -> bytes:
    found.add_hex(_digits_of(value))
    return _zeros(value)


def _kept_base64(text: bytes, found: Secrets) -> bytes:
    digits = text.rstrip(b"=").translate(_URL_SAFE)
    found.add_hex(base64.b64decode(digits + b"=" * (-len(digits) % 4)).hex())
    return b"A" * len(text.rstrip(b"=")) + text[len(text.rstrip(b"=")) :]


def _typed(code: bytes, found: Secrets) -> bytes:
    if code.isdigit() or code[:2].lower() == b"0x":
        found.add_code(code.decode("ascii"))
        return _zeros(code)
    found.codes.add(code.decode("ascii", "replace"))
    return b"0" * len(code)


def _digits_of(value: bytes) -> str:
    """The hexadecimal digits of octets, whatever stands between them."""
    return re.sub(rb"(?i)0x|[^0-9a-f]", b"", value).decode("ascii")


def _zeros(digits: bytes) -> bytes:
    """Every digit zero; each `0x` in front and what stands between octets stay."""
    return re.sub(rb"(?i)(?<=0)x|[0-9a-f]", lambda match: b"x" if match[0] in b"xX" else b"0", digits)


def _undrawn(text: bytes) -> bytes:
    """The characters beside a dump, which show the same octets, as dots."""
    return re.sub(rb"[^\s]", b".", text)
