"""Lines of BlueZ's logs, found wherever they stand: bluetoothd, the kernel, bluetoothctl, btmgmt."""

import re

from pairtui.protocol.record import LogLine
from pairtui.protocol.text.loose_lines import joined
from pairtui.protocol.text.source_code import in_code
from pairtui.protocol.text.times import last_time

ANCHORS = (
    r"|bluetoothd\[|hcid\[|\.c:[a-z_]|Bluetooth: |bluetooth (?=hci[0-9])|\[CHG\]|\[NEW\]|\[DEL\]|\[SIGNAL\]|\[agent\]"
    r"|\]# |\]> |Attempting to |Failed to |Pairing (?=[sw])|Connection success|Agent |Device has been "
    r"|Request [cpPa]|Changing power on s|Authentication Failed\)|No default cont|input: "
)
"""Where such a line could be recognised: literals first."""

_LINE = re.compile(
    # Dec 18 02:24:14 host bluetoothd[334]: src/adapter.c:bonding_attempt_complete() ...
    # or hcid[334]: as BlueZ 2 and 3 called it
    r"(?P<daemon>(?:bluetoothd|hcid)\[[0-9]{1,8}\]: (?![<>@=] ))"
    # src/adapter.c:pair_device_complete() ... as bluetoothd writes it to a terminal
    r"|(?P<debug>\.c:\w{1,80}\(\))"
    # [   12.345678] Bluetooth: hci0: ..., kernel: Bluetooth: ..., kernel: bluetooth hci0: Direct firmware load ...
    # input: NAME as /devices/virtual/misc/uhid/0005: a keyboard or mouse that bluetoothd gave the kernel
    r"|(?P<kernel>Bluetooth: (?=[^\s\[])|bluetooth (?=hci[0-9]{1,3}: )"
    r"|input: (?=[^\n]{1,120} as /devices/virtual/misc/uhid/))"
    r"|(?P<ctl>\[(?:CHG|NEW|DEL)\] (?:Device|Controller) |\[SIGNAL\] |\[agent\] |\][#>] (?=\S)"
    r"|Attempting to (?:pair|connect|disconnect) (?:with|to|from)\s"
    r"|Failed to [\w -]{2,40}:[\s>|]{1,16}org\. ?bluez\.Error)"
    # hci0 AA:BB:CC:DD:EE:FF auth failed with status 0x05 (Authentication Failed), as btmgmt writes it
    r"|(?P<btmgmt>Authentication Failed\)|Pairing with (?=\S{4,20} \([\w /]{2,12}\) failed\. status 0x))"
    r"|(?P<said>No default controller available|Changing power on succeeded|Pairing successful(?! with)"
    r"|Connection successful|Agent (?:un)?registered|Device has been removed"
    r"|Request (?:confirmation|passkey|PIN code|authorization|canceled))"
)

_PATH = re.compile(
    r"(?:\.\./)?(?:[\w.-]{1,40}/){0,3}(?:src|profiles|plugins|gdbus|attrib)/(?:[\w.-]{1,40}/){0,3}[\w-]{1,40}\Z"
)
_PROMPT = re.compile(r"\[[^\[\]\n]{1,64}\Z")
_WORD_BEFORE = re.compile(r"[\w:] ?\Z")
_LOGGER_BEFORE = re.compile(r"\b(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR)\b[^\n]{0,80}\Z|[VDIWE]/[^\n]{0,80}\Z")
"""A program with a log of its own stands before these words: they are its, and not bluetoothctl's."""
_ITEM_BEFORE = re.compile(
    r"(?:\A|\n)[ \t>*-]*[0-9]{1,2}[.)] +(?:\$ )?\[[^\[\]\n]{0,64}\Z|(?:\A|\n)[ \t>*-]*[0-9]{1,2}[.)] +\Z"
)
"""A numbered step of somebody's instructions: what is to be typed, and not what was."""
_FAILED_WITH = re.compile(r"hci[0-9]{1,3} \S{2,20} auth failed with status 0x[0-9a-f]{2} \(\Z")


def line_at(text: str, at: int, before: str) -> tuple[str, int] | None:
    """Which kind of line is recognised at this place, and where its text begins; None where none is."""
    m = _LINE.match(text, at)
    if m is None:
        return None
    kind = m.lastgroup or ""
    if kind == "ctl" and _ITEM_BEFORE.search(before):
        return None
    if kind == "debug":
        start = _PATH.search(before)
    elif text[at] == "]":
        start = _PROMPT.search(before)
    elif text.startswith("Auth", at) and kind == "btmgmt":
        start = _FAILED_WITH.search(before)
    elif (
        (kind in ("ctl", "said") and in_code(text, at, before))
        or (kind == "said" and _WORD_BEFORE.search(before))
        or (text.startswith("Attempting", at) and _LOGGER_BEFORE.search(before))
    ):
        return None
    else:
        return kind, at
    return (kind, at - len(before) + start.start()) if start else None


_STAMP = re.compile(r"\[ *([0-9]{1,7}\.[0-9]{1,6})\] *\Z")
_DATED = re.compile(r"\[[A-Z][a-z]{2} [\w :+.]{0,20}[0-9]{1,2}:[0-9]{2}[\w :+.]{0,12}\] *\Z")
_NEXT_STAMP = re.compile(r"(?:\s|^)(?:[A-Z][a-z]{2} {1,2}[0-9]{1,2} [0-9:.]{8,15}|\[ *[0-9]{1,6}\.[0-9]{6}\]).{0,60}\Z")
_OF_A_CONTROLLER = re.compile(r"hci\d{1,2}(?::| command| sending| urb)")
_PRIORITY = re.compile(r"<([0-7])>[^<>]{0,30}\Z")

_BROKEN = re.compile(r"\A((?:Failed to|Attempting to) [\w -]{1,40}[\w:])[\s>|]+(\S)")
"""A line of bluetoothctl that a mail broke before its error or its address."""

LONGEST = 600
"""A log line is kept up to this many characters."""


def log_line(kind: str, before: str, text: str) -> tuple[LogLine, float | None, str] | None:
    """A recognised line as a record: what, when, and on which clock; None where it only looks like one.

    `before` is what stands before the recognised words on their line, `text` is from them to the line's end (in a log
    that lost its line ends: to the next entry).
    """
    text = text[:LONGEST].strip()
    if kind == "daemon":
        body = text.split("]: ", 1)[1] if "]: " in text else text
        return LogLine("bluetoothd", _NEXT_STAMP.sub("", body).strip(), _priority(before)), last_time(before), "syslog"
    if kind == "debug":
        return LogLine("bluetoothd", text), last_time(before), "syslog"
    if kind == "kernel":
        return _kernel(before, text)
    if kind in ("ctl", "said"):
        return LogLine("bluetoothctl", text), None, ""
    return LogLine("btmgmt", text), None, ""


def whole_line(raw: str, before: str = "") -> tuple[str, int]:
    """The line that `raw` begins with, with its rest where a mail broke it, and where the text after it begins.

    `before` is what stands before `raw` on its own line; after a backtick the line ends with the next one.
    """
    if before.endswith("`") and (quoted := raw.partition("\n")[0].find("`")) > 0:
        return raw[:quoted], quoted
    broken = _BROKEN.match(raw)
    end = raw.find("\n", broken.end() if broken else 0) + 1 or len(raw)
    if broken:
        return _BROKEN.sub(r"\1 \2", raw[:end]), end
    return joined(raw[:end].rstrip(), raw, end, len(before))


def _kernel(before: str, text: str) -> tuple[LogLine, float | None, str] | None:
    text = text.removeprefix("Bluetooth: ").removeprefix("bluetooth ")
    stamp = _STAMP.search(before)
    logged = stamp or before.rstrip().endswith("kernel:") or _DATED.search(before)
    alone = before.strip(" >\t|*`") == ""
    quoted = _OF_A_CONTROLLER.match(text) or (text.startswith(("hci", "SMP ")) and alone)
    if before.endswith(("*", "`")):
        text = text.rstrip("*` ")
    if not logged and not quoted:
        return None
    return (
        LogLine("kernel", _NEXT_STAMP.sub("", text).strip(), _priority(before)),
        float(stamp[1]) if stamp else last_time(before),
        "kernel" if stamp else "syslog",
    )


def _priority(before: str) -> int | None:
    found = _PRIORITY.search(before)
    return int(found[1]) if found else None
