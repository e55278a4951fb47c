"""Zeroes the secrets of a text log: btmon, hcidump, bluetoothd, bluetoothctl, BlueZ's files."""

import re
from collections.abc import Callable, Iterable, Iterator

from pairtui.report.redact.secrets import Secrets

_LABELS = (
    rb"long term key|ltk|link ?key|identity resolving key|irk|signature key|signature resolving key|csrk|key|tk",
    rb"conf(?:i|ir)m value|confirm|random value|random|e|dhkey|temporary key|local irk|peer irk",
    rb"hash(?: [a-z])?(?: (?:with|from) p-?\d+)?|randomizer(?: [a-z])?(?: (?:with|from) p-?\d+)?",
    rb"plaintext data|encrypted data",
)
_LABEL = b"|".join(_LABELS)
_HEX = re.compile(
    rb"(?i)(?<![\w-])(" + _LABEL + rb")(?:\[\d{1,3}\])?"
    rb"((?:\s{0,40}[:=])?\s{1,40}|[:=])((?:0x)?[0-9a-f]{16,128})(?![0-9a-z-])"
)
_BARE_128 = re.compile(rb"(?i)(?<![0-9a-z-])[0-9a-f]{32}(?![0-9a-z-])")
_DIGITS = re.compile(
    rb"(?i)\b(pass ?key|pin ?code|pin)"
    rb"((?:\s{0,8}\([^)\n]{0,80}\))?\s{0,8}(?:\[[^\]\n]{0,40}\])?(?:\s{0,8}[:=])?\s{1,40}|=|:| is:? )"
    rb"(0x[0-9a-f]{1,8}|\d{1,16})(?!\w|\.\d)"
)
_SAID_FOR = re.compile(
    rb"(?i)\b(pass ?key|pin ?code|pin)( for [^\n]{1,60}?[\s:] *)(0x[0-9a-f]{1,8}|\d{4,16})(?![\w:-]|\.\d)"
)
_COMPARED = re.compile(rb"(?i)\b((?:confirm(?:ation)? )?value)(:?\s+)(0x[0-9a-f]{8}|\d{6})(?!\w|\.\d)")
_SECRET_BLOCK = re.compile(
    rb"(?i)smp: (?:pairing confirm|pairing random|encryption information|identity information|signing information|"
    rb"pairing dhkey check|unknown)"
)
_LABEL_ALONE = re.compile(rb"(?i)^\s*(?:" + _LABEL + rb")(?:\[\d+\])?:\s*$")
_QUOTED = rb"(?:[>|] ?)*"
_HEADER = re.compile(rb"^" + _QUOTED + rb"(?:[^\S\n]*(?:\S+\[\d+\]: )?[<>@=] |[^\s>|])")
_COLOUR = re.compile(rb"\x1b\[[0-9;]*m")
_DUMP = re.compile(rb"(?i)^(" + _QUOTED + rb"\s+)((?:[0-9a-f]{2} ){1,15}[0-9a-f]{2})(\s|$)(.*)$", re.DOTALL)


def redact_log(text: bytes, found: Secrets) -> bytes:
    """The log with every secret's digits as zeros, of the same length; adds to `found` what was there.

    Digits stay digits, so that whatever read the log before reads it still.
    """
    return b"".join(redacted_lines(text.splitlines(keepends=True), found))


def redacted_lines(lines: Iterable[bytes], found: Secrets) -> Iterator[bytes]:
    """The lines of a log as `redact_log` gives them, one after another."""
    in_block = dump_follows = False
    for drawn in lines:
        line = _COLOUR.sub(lambda match: b" " * len(match[0]), drawn)
        if _SECRET_BLOCK.search(line):
            in_block = True
        elif _HEADER.match(line):
            in_block = dump_follows = False
        dump = _DUMP.match(line) if in_block or dump_follows else None
        if dump:
            found.add_hex(dump[2].replace(b" ", b"").decode("ascii"))
            yield _drawn_again(drawn, line, dump[1] + _zeros(dump[2]) + dump[3] + _undrawn(dump[4]))
        else:
            dump_follows = bool(_LABEL_ALONE.match(line))
            yield _drawn_again(drawn, line, _redact_line(line, found))


def _drawn_again(drawn: bytes, plain: bytes, redacted: bytes) -> bytes:
    """`drawn` with what `redacted` changed of its colourless twin `plain`."""
    if redacted == plain:
        return drawn
    return bytes(new if new != old else kept for kept, old, new in zip(drawn, plain, redacted, strict=True))


def _redact_line(line: bytes, found: Secrets) -> bytes:
    line = _HEX.sub(_labelled(found), line)
    line = _BARE_128.sub(lambda match: _kept(match[0], found), line)
    for digits in (_DIGITS, _SAID_FOR, _COMPARED):
        line = digits.sub(lambda match: match[1] + match[2] + _typed(match[3], found), line)
    return line


def _labelled(found: Secrets) -> Callable[[re.Match[bytes]], bytes]:
    return lambda match: _before(match) + _kept(match[3], found)


def _before(match: re.Match[bytes]) -> bytes:
    return match[0][: match.start(3) - match.start(0)]


def _kept(value: bytes, found: Secrets) -> bytes:
    digits = value[2:] if value[:2].lower() == b"0x" else value
    found.add_hex(digits.decode("ascii"))
    return _zeros(value)


def _typed(code: bytes, found: Secrets) -> bytes:
    found.add_code(code.decode("ascii"))
    return _zeros(code)


def _zeros(digits: bytes) -> bytes:
    """Every digit zero; an `0x` in front and the blanks between octets stay."""
    prefix = digits[:2] if digits[:2].lower() == b"0x" else b""
    return prefix + re.sub(rb"(?i)[0-9a-f]", b"0", digits[len(prefix) :])


def _undrawn(text: bytes) -> bytes:
    """The characters beside a dump, which show the same octets, as dots."""
    return re.sub(rb"[^\s]", b".", text)
