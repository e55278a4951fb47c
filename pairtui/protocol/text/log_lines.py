"""Lines of logs that are no capture: bluetoothd, the kernel, bluetoothctl, btmgmt, D-Bus clients, Zephyr, nRF."""

import re

from pairtui.protocol.record import LogLine
from pairtui.protocol.text.times import last_time

ANCHORS = (
    r"|bluetoothd\[|\.c:[a-z_]|Bluetooth: |\[CHG\]|\[NEW\]|\[DEL\]|\[agent\]|\]# |\]> |Attempting to |Failed to "
    r"|Pairing |Connection success|Agent |Device has been |Request [cpPa]|Security |Disconnected|BLE_GAP_SEC_STATUS_"
    r"|<err> |<wrn> |<inf> |<dbg> |bt_smp: |E: pairing |W: pairing |Authentication Failed\)"
    r"|Error(?=:? ?\[?org)|Exception: "
)
"""Where such a line could be recognised: literals first."""

_LINE = re.compile(
    # Dec 18 02:24:14 host bluetoothd[334]: src/adapter.c:bonding_attempt_complete() ...
    r"(?P<daemon>bluetoothd\[[0-9]{1,8}\]: (?![<>@=] ))"
    # src/adapter.c:pair_device_complete() ... as bluetoothd writes it to a terminal
    r"|(?P<debug>\.c:\w{1,80}\(\))"
    # [   12.345678] Bluetooth: hci0: ..., kernel: Bluetooth: ...
    r"|(?P<kernel>Bluetooth: (?=\S))"
    r"|(?P<ctl>\[(?:CHG|NEW|DEL)\] (?:Device|Controller) |\[agent\] |\][#>] (?=\S)"
    r"|Attempting to (?:pair|connect|disconnect) (?:with|to|from)\s"
    r"|Failed to [\w -]{2,40}:[\s>|]{1,16}org\. ?bluez\.Error)"
    # hci0 AA:BB:CC:DD:EE:FF auth failed with status 0x05 (Authentication Failed), as btmgmt writes it
    r"|(?P<btmgmt>Authentication Failed\)|Pairing with (?=\S{4,20} \([\w /]{2,12}\) failed\. status 0x))"
    # bleak.exc.BleakDBusError: [org.bluez.Error.AuthenticationCanceled] Authentication Canceled
    r"|(?P<dbus>(?:Error|Exception):? ?\[?(?=org\.bluez\.Error\.))"
    r"|(?P<said>Pairing successful|Connection successful|Agent (?:un)?registered"
    r"|Device has been removed|Request (?:confirmation|passkey|PIN code|authorization|canceled))"
    # [00:09:16.687,164] <inf> module: text
    r"|(?P<zephyr><(?:err|wrn|inf|dbg)> )"
    r"|(?P<bare>Security (?:failed|changed): |Pairing (?:[Ff]ailed|cancell?ed|completed?)[ :]|bt_smp: (?=\S)"
    r"|[EW]: pairing (?=failed \()"
    r"|Disconnected:? (?:[^\n]{0,60}?)\(reason )"
    r"|(?P<nordic>BLE_GAP_SEC_STATUS_(?=[A-Z]))"
)

_PATH = re.compile(
    r"(?:\.\./)?(?:[\w.-]{1,40}/){0,3}(?:src|profiles|plugins|gdbus|attrib)/(?:[\w.-]{1,40}/){0,3}[\w-]{1,40}\Z"
)
_PROMPT = re.compile(r"\[[^\[\]\n]{1,64}\Z")
_UPTIME = re.compile(r"\[(?:[0-9]{1,4}:[0-9]{2}:[0-9]{2}\.[0-9]{3}(?:,[0-9]{3})?|[0-9]{8,10})\] \Z")
_WORD_BEFORE = re.compile(r"[\w:] ?\Z")
_IN_A_SENTENCE = re.compile(r"(?:\w(?<!\bBT)|\bSMP:) ?\Z")
_DATE = re.compile(r"[\s>|]*[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]")
_FAILED_WITH = re.compile(r"hci[0-9]{1,3} \S{2,20} auth failed with status 0x[0-9a-f]{2} \(\Z")


def line_at(text: str, at: int, before: str) -> tuple[str, int] | None:
    """Which kind of line is recognised at this place, and where its text begins; None where none is."""
    m = _LINE.match(text, at)
    if m is None:
        return None
    kind = m.lastgroup or ""
    if kind == "debug":
        start = _PATH.search(before)
    elif kind == "zephyr":
        start = _UPTIME.search(before)
    elif text[at] == "]":
        start = _PROMPT.search(before)
    elif text.startswith("Auth", at) and kind == "btmgmt":
        start = _FAILED_WITH.search(before)
    elif (kind == "said" and _WORD_BEFORE.search(before)) or (kind == "bare" and _IN_A_SENTENCE.search(before)):
        return None
    else:
        return kind, at
    return (kind, at - len(before) + start.start()) if start else None


_STAMP = re.compile(r"\[ *([0-9]{1,7}\.[0-9]{1,6})\] *\Z")
_DATED = re.compile(r"\[[A-Z][a-z]{2} [\w :+.]{0,20}[0-9]{1,2}:[0-9]{2}[\w :+.]{0,12}\] *\Z")
_NEXT_STAMP = re.compile(r"(?:\s|^)(?:[A-Z][a-z]{2} {1,2}[0-9]{1,2} [0-9:.]{8,15}|\[ *[0-9]{1,6}\.[0-9]{6}\]).{0,60}\Z")
_PRIORITY = re.compile(r"<([0-7])>[^<>]{0,30}\Z")
_LEVELS = {"<err>": 3, "<wrn>": 4, "<inf>": 6, "<dbg>": 7}

_BROKEN = re.compile(r"\A((?:Failed to|Attempting to) [\w -]{1,40}[\w:])[\s>|]+(\S)")
"""A line of bluetoothctl that a mail broke before its error or its address."""

LONGEST = 600
"""A log line is kept up to this many characters."""


def log_line(kind: str, before: str, text: str) -> tuple[LogLine, float | None, str] | None:
    """A recognised line as a record: what, when, and on which clock; None where it only looks like one.

    `before` is what stands before the recognised words on their line, `text` is from them to the line's end (in a log
    that lost its line ends: to the next entry).
    """
    text = _BROKEN.sub(r"\1 \2", text).split("\n", 1)[0][:LONGEST].strip()
    if kind == "daemon":
        body = text.split("]: ", 1)[1] if "]: " in text else text
        return LogLine("bluetoothd", _NEXT_STAMP.sub("", body).strip(), _priority(before)), last_time(before), "syslog"
    if kind == "debug":
        return LogLine("bluetoothd", text), last_time(before), "syslog"
    if kind == "kernel":
        return _kernel(before, text)
    if kind in ("ctl", "said"):
        return LogLine("bluetoothctl", text), None, ""
    if kind == "btmgmt":
        return LogLine("btmgmt", text), None, ""
    if kind == "dbus":
        at = last_time(before[:40]) if _DATE.match(before) else None
        return LogLine("dbus", text[text.index("org.bluez") :]), at, "client"
    if kind == "zephyr":
        level = text.split("] ", 1)[1][:5]
        return LogLine("zephyr", text.split("> ", 1)[-1], _LEVELS.get(level)), last_time(text[:24]), "zephyr"
    if kind == "bare":
        return LogLine("zephyr", text), None, ""
    return LogLine("nrf", (before.lstrip("> ")[-200:] + text)[:LONGEST]), None, ""


def _kernel(before: str, text: str) -> tuple[LogLine, float | None, str] | None:
    text = text.removeprefix("Bluetooth: ")
    stamp = _STAMP.search(before)
    logged = stamp or before.rstrip().endswith("kernel:") or _DATED.search(before)
    if not logged and not (text.startswith("hci") and before.strip(" >\t|") == ""):
        return None
    return (
        LogLine("kernel", _NEXT_STAMP.sub("", text).strip(), _priority(before)),
        float(stamp[1]) if stamp else last_time(before),
        "kernel" if stamp else "syslog",
    )


def _priority(before: str) -> int | None:
    found = _PRIORITY.search(before)
    return int(found[1]) if found else None
