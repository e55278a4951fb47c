"""From the octets of a pasted or mailed log to clean text, in windows of bounded size."""

import codecs
import html
import re
from collections.abc import Iterator

from pairtui.protocol.text.abridged import unfolded
from pairtui.protocol.text.escapes import without_escapes
from pairtui.protocol.text.source_code import is_code
from pairtui.protocol.text.upper_case import restored

LONGEST_LINE = 1 << 17
"""A line longer than this many characters is cut after it at the next blank, or at twice as many."""

_BOM_WINDOW = 64

_OF_THE_JOURNAL = re.compile(r"^[^\n]{0,80}?[ \t](?:btmon|hcidump)\[[0-9]{1,8}\]: ?", re.MULTILINE)
"""What the journal has before each line of a trace that a service writes."""

_UNSEEN = "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
"""Where a line may break or may not, and which way it runs: word processors and chats put them between words."""
_CONTROL = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f{_UNSEEN}]")
_CONTROLS = [*map(chr, (*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F)), *_UNSEEN]
_IN_A_STRING = re.compile(r"^[^\n]*\\n[^\n]*\\n[^\n]*$", re.MULTILINE)
"""A line that holds line ends as JSON and the dumps of programs write them: it is a string of many lines."""
_IN_JSON = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([nrtbf\"'/\\]))")
_OPENED = re.compile(r"(?<!\\)\"[\w. -]{1,40}\": ?\"|\A[bru]?[\"']")
"""Where such a string begins."""
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "\n"}
_TABLE = re.compile(r"^[ \t]*\|[ \t]?([^\n]*?)[ \t]*\|[ \t]*$", re.MULTILINE)
"""A line in the bars of a table."""
_ENDS_IN_A_BAR = re.compile(r"\|\n")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5});")
_TAG = re.compile(
    r"</?(?:span|code|pre|strong|em|font|tt|kbd|mark|br|div|p|b|i|u|a|td|tr|li)(?:[ \t][^<>\n]{0,300})?/?>",
    re.IGNORECASE,
)
_FORUM_TAG = re.compile(
    r"\[/?(?:code|quote|font|color|size|url|indent|list|center|php|icode|spoiler)(?:=[^\[\]\n]{1,80})?\]"
    r"|\[/[bu]\]|(?<![\w)])\[[bu]\]",
    re.IGNORECASE,
)
"""BBCode, the markup of forums."""
_SOFT_BREAK = re.compile(r"=(?<!==)[ \t]{0,4}\r?\n")
_SOFT_OPEN = re.compile(r"[^\n]?=[ \t]{0,4}\r?\Z")
_QUOTED_PRINTABLE = re.compile(r"=(3[DCEdce]|20(?=\s)|09|[Aa]0)")


def _codec(head: bytes) -> str:
    """The encoding by the first octets' mark or by where their zeroes are; else UTF-8."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[::2].count(0), head[1::2].count(0)
    if len(head) >= 8 and max(even, odd) > len(head) // 4 and min(even, odd) == 0:
        return "utf-16-le" if odd else "utf-16-be"
    return "utf-8"


class Unmangler:
    """Octets in, clean text out: decoded, without terminal escapes, HTML and quoted-printable; quote marks stay.

    What comes out does not depend on how the octets were cut. Octets that are no text become U+FFFD.
    """

    def __init__(self) -> None:
        self._head = b""
        self._decoder: codecs.IncrementalDecoder | None = None
        self._soft = ""
        self._line = ""

    def feed(self, chunk: bytes, final: bool = False) -> str:
        """The text that is complete with this chunk; with `final` all that is left."""
        if self._decoder is None:
            self._head += chunk
            if len(self._head) < _BOM_WINDOW and not final:
                return ""
            self._decoder = codecs.getincrementaldecoder(_codec(self._head[:_BOM_WINDOW]))("replace")
            chunk, self._head = self._head, b""
        text = self._joined(self._decoder.decode(chunk, final), final)
        return "".join(_clean(piece) for piece in self._pieces(text, final))

    def _joined(self, text: str, final: bool) -> str:
        """Undo the soft line breaks of quoted-printable, which fall anywhere, even inside numbers."""
        text = self._soft + text
        self._soft = ""
        if not final and (held := _SOFT_OPEN.search(text, max(0, len(text) - 12))):
            self._soft = text[held.start() :]
            text = text[: held.start()]
        return _SOFT_BREAK.sub("", text) if "=" in text else text

    def _pieces(self, text: str, final: bool) -> Iterator[str]:
        """Whole lines, many at once; of a line that is too long, pieces that end at a blank."""
        text = self._line + text
        end = len(text) if final else text.rfind("\n") + 1
        block, self._line = text[:end], text[end:]
        if len(block) <= LONGEST_LINE:
            if block:
                yield block
        else:
            for line in _lines(block):
                yield from _cut(line)
        if len(self._line) > 2 * LONGEST_LINE:
            *whole, self._line = _cut(self._line)
            yield from whole


def _lines(block: str) -> Iterator[str]:
    at = 0
    while at < len(block):
        end = block.find("\n", at) + 1 or len(block)
        yield block[at:end]
        at = end


def _cut(line: str) -> Iterator[str]:
    at = 0
    while len(line) - at > 2 * LONGEST_LINE:
        end = line.find(" ", at + LONGEST_LINE, at + 2 * LONGEST_LINE)
        end = end if end >= 0 else at + 2 * LONGEST_LINE
        yield line[at:end]
        at = end
    yield line[at:]


def _unescaped(line: re.Match[str]) -> str:
    """A string's own lines; what is escaped twice, as JSON within JSON is, needs another turn."""
    text = line[0]
    if is_code(text):
        return text
    text = _OPENED.sub("\n", text)
    for _ in range(2):
        text = _IN_JSON.sub(lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else _ESCAPED.get(m[3], m[3]), text)
        if not _IN_A_STRING.search(text):
            break
    return text


def _clean(text: str) -> str:
    if "\\" in text and "\\n" in text:  # one character is found a hundred times as fast as two
        text = _IN_A_STRING.sub(_unescaped, text)
    if _ENDS_IN_A_BAR.search(text):
        text = _TABLE.sub(lambda m: m[1].replace("\\|", "|"), text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = without_escapes(text)
    if "[/" in text:
        text = _FORUM_TAG.sub("", text)
    if "btmon[" in text or "hcidump[" in text:
        text = _OF_THE_JOURNAL.sub("", text)
    if any(mark in text for mark in _CONTROLS):
        text = _CONTROL.sub("", text)
    if "=" in text:
        text = _QUOTED_PRINTABLE.sub(lambda m: chr(int(m[1], 16)), text)
    if "&" in text:
        text = _ENTITY.sub(lambda m: html.unescape(m[0]), text)
    if "\xa0" in text:
        text = text.replace("\xa0", " ")
    if "0X" in text or "PLEN" in text:
        text = restored(text)
    return unfolded(_TAG.sub("", text) if "<" in text else text)
