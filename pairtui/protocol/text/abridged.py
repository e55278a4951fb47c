"""Traces with one line an entry, what counts of the body behind the name, brought back to btmon's lines."""

import re

from pairtui.protocol.text.words import NAMES

_LINE = re.compile(
    # > HCI Event: Auth Complete: PIN or Key Missing (0x06), < HCI Command: Disconnect  Reason: ...
    r"((?:HCI|MGMT) (?:Event|Command):|SMP:) {1,8}+([A-Z][\w/-]{1,40}+(?: [A-Za-z][\w/-]{0,40}+){0,8}+)"
    r"( ?\(0x[0-9a-f]{2,4}(?:\|0x[0-9a-f]{4})?\))?(?:: | {2,80}(?![ #\[{0-9])| [–—-]>? | → )([A-Z][^\n]{2,300})$",
    re.MULTILINE,
)
_BEFORE = re.compile(r"[\s>|*`-]{0,12}(?:[<>@] )?\Z")
_SMP = ("Pairing Failed",)
"""The one PDU of which a single field says all."""
_FIELD = re.compile(r"[A-Z][\w ()/-]{1,40}: \S")
_TO_THE_LEFT = re.compile(r"^< (?:SMP|HCI|ATT|L2CAP|ACL)\b", re.MULTILINE)
_TO_THE_RIGHT = re.compile(r"^> SMP: ", re.MULTILINE)
_VALUE = re.compile(r"(?:Success\b|[A-Z][\w ,/-]{2,60}\(0x[0-9a-f]{2}\))")
_NEXT = re.compile(r"(?:[,;] | {2,}| [–—-]>? | → )(?=[A-Z][\w ()/-]{1,40}: \S)")
_IN_A_SENTENCE = re.compile(r"`[),.;:]* [a-z]")
"""What was quoted in a line of prose, which goes on."""
_SUBEVENT = re.compile(
    r"HCI Event: (LE (?!Meta|Advert|Extended Advert|Direct)[A-Z][A-Za-z]{2,20}(?: [A-Za-z]{2,20}){1,5}(?: \[v[1-4]\])?"
    r"(?: \(0x[0-9a-f]{2}\))?)(?=:?[ \t]|\n|\Z)([^\n]*)"
)
"""An event of LE Meta Event whose own name stands in the header."""
_ATT_ERROR = re.compile(r"\bATT: Error Response(?=[ \t]*\n(?:[ \t>|]*[A-Z][^\n]{2,60}\n){0,2}[ \t>|]*Error: [A-Z])")


def unfolded(text: str) -> str:
    """The text with such lines as a header and a body; others stay as they are."""
    if "HCI Event: LE " in text:
        text = _SUBEVENT.sub(r"HCI Event: LE Meta Event (0x3e)\2\n      \1", text)
    if "ATT: Error Response" in text:
        text = _ATT_ERROR.sub("ATT: Error Response (0x01) len 4", text)
    if not ("HCI " in text or "MGMT " in text or "SMP: " in text) or not _LINE.search(text):
        return text
    lines = _LINE.sub(_entry, text)
    # Where one arrow points to the left, those to the right are no quotation marks, which stand at the margin.
    return _TO_THE_RIGHT.sub(" > SMP: ", lines) if _TO_THE_LEFT.search(text) else lines


def _entry(found: re.Match[str]) -> str:
    """A value without a name is the status, which is the first that such an entry has."""
    mark, name, code, rest = found.groups()
    if _IN_A_SENTENCE.search(rest):
        return re.sub(r" {2,}", " ", found[0])
    name = name.rstrip()
    known = name in (_SMP if mark == "SMP:" else NAMES) and " plen " not in rest
    if not known or not _BEFORE.match(found.string[found.string.rfind("\n", 0, found.start()) + 1 : found.start()]):
        return found[0]
    if not _FIELD.match(rest):
        rest = f"Status: {rest}" if _VALUE.match(rest) else ""
    fields = "".join(f"\n        {field}" for field in _NEXT.split(rest) if field)
    return f"{mark} {name}{code or ''}{fields}"
