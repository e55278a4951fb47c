"""Lines of a text that no header claims: which of them some program logged about Bluetooth, and when."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pairtui.protocol.failure_words import SUBJECT
from pairtui.protocol.record import Account, LogLine, Sentence
from pairtui.protocol.text.code_tables import table_end
from pairtui.protocol.text.crashes import crash_at
from pairtui.protocol.text.line_stamps import SHAPE, stamped, time_of
from pairtui.protocol.text.packet_lines import Packet, packet
from pairtui.protocol.text.sentences import ADVICE, is_prose, messages_in
from pairtui.protocol.text.source_code import is_code, stands_in_code

_IN_A_SENTENCE = re.compile(
    r"[a-z][,:;]? `[^`\n]{4,300}`[,;.)]{0,2} (?:[a-z]{2,} |[-\u2013\u2192])|"
    r"[\u3040-\u30ff\u4e00-\u9fff][\u3001\u3002\uff0c]"
)
"""What stands in backticks between words of a sentence; a comma or a stop of Japanese or Chinese."""

LONGEST = 4000
"""Characters of one line that are kept; a log that lost its line ends is one long line."""

_QUOTE = re.compile(r"\A(?:[>|](?![<>@=]) ?|`{1,3}(?=\S)(?![^`\n]{1,300}`[^`\n]{0,300}?[^`\s]))*(?:[0-9]{1,2}> )?")
"""How a quotation begins; a backtick whose partner stands in the middle of the line belongs to a sentence."""

_LITTLE_WORDS = re.compile(
    r"\b(?:the|a|an|is|was|are|were|that|then|this|i(?!:)|it|its|my|and|when|but|we|you|have|has|had|so|if|there|on|in|of|"
    r"with|as|from|do|does|what|which|how|some|only|will|would|should|can|not be|by|at|or|since|after|no longer)\b",
    re.IGNORECASE,
)
"""Words that sentences are full of and log lines are not."""

_OF_A_PROGRAM = re.compile(
    r"[A-Z_]{5,}[_(]|[a-z]_[a-z]|PairingResult|"
    r"(?:(?:[Ss]tatus|[Rr]esult)\w*[:=]|\b[0-9]{1,2}:) ?[A-Z][a-z]+[A-Z][a-z]|"
    r"\bSMP [0-9]+ (?:Sent|Rcvd|Pairing)|\b(?:Sent|Rcvd) Pairing [A-Z]|"
    r"\(\)|BluetoothGATT\w{1,30}Response|/node-ble/src/|\bat Smp\.|"
    r"0x[0-9a-fA-F]|[Ee]rr(?:or)?[ :=]+-?[0-9]|(?:reason|status|code)[ :=]+\(?-?[0-9]|"
    r"(?:[0-9A-Fa-fXx*]{2}[:_]){5}[0-9A-Fa-fXx*]{2}|Error Domain=|org\.bluez|Error\b[:.(]|Exception\b"
)
_CONSTANT = re.compile(
    r"\b[A-Z]{2,}_[A-Z]{2,}[A-Z_]+\b|org\.bluez\.Error|Error ?Domain=|CB(?:ATT)?Error|ECBERROR|dumped core"
    r"|Job for bluetooth\.service|BTstack up and running|decode event, error code is [0-9]|Pairing information of peer"
    r"|\A(?:cmdline|process): (?:com\.android\.bluetooth\b|/vendor/bin/hw/android\.hardware\.bluetooth)"
    r"|Can't (?:connect|create) [A-Z]+[a-z ]{0,11} (?:socket|channel): "
    r"|\A(?:[\w.-]{2,20}: )?(?:cannot open )?/dev/rfcomm[0-9]{1,2}: [A-Z]"
    r"|default action of signal [0-9]|Can't create connection: [A-Z]|Can't (?:read|set|get|write) [a-z ]{2,30}hci[0-9]"
)
"""What makes even a sentence worth reading: it quotes a program."""

_MODULE = re.compile(
    r"(?:\w{1,40}\.){1,8}\w{1,60}(?: \(0x[0-9A-Fa-f]{8}\))?: \S|Error Domain=\w{1,60} Code=-?[0-9]|"
    r"(?:Uncaught (?:\(in promise\) )?)?[A-Z]\w{1,30}(?:Error|Exception): \S|"
    r"[\w./\\-]{1,80}\.(?:c|cc|cpp|h|m|mm|cs|swift|kt|java|dart|py|js|ts|go|rs)[:(][0-9]{1,5}[:)]? ?\S|"
    r"(?:\[[DIWE]\] )?Bonding failed: (?=[A-Z])|Cxn [0-9]{1,2} (?:pair|bond)ing |"
    r"[VDIWEA]: (?:\[Callback\]|Connected to|Disconnected by|Connecting to) |"
    r"(?:\s{0,4}-+> |Unhandled exception\. )(?:\w{1,40}\.){1,8}\w{1,60}(?: \([0-9]+\))?: \S|"
    r"(?:default|error|fault|info|debug)\s{1,4}[0-9][0-9:. -]{8,40}\s{1,4}bluetoothd\s|"
    r"\[(?:FBP-(?:iOS|Android)|CoreBluetooth)\] |\W{0,5}BluetoothLe - |(?:noble|bleno)(?: warning)?: |gattlib_\w+: |"
    r"D-Bus setup failed: (?=[A-Z])|"
    r"Firmware panic: |"
    r"can't (?:dial|connect) ?: |[A-Z][a-z ]{3,40}: Failed to connect to peripheral |Denying pairing request from |"
    r"[^\n]{0,200}Traceback \(most recent call last\): |thread '[^'\n]{1,60}' panicked at |"
    r"(?:Set scan parameters|(?:En|Dis)able scan) failed: |"
    r"\[[0-9]{1,10}\.[0-9]{1,6}\] ?\[[0-9]{1,8}:[0-9]{1,8}\] (?:CHIP:|\[)[A-Z]{2,4}[]:] |"
    r"A command sent to the adapter |Your Bluetooth device attempted |A connection to the remote device \S+ was "
)
"""What begins with the name of a module, an exception, an NSError or a place in a program is a line, whatever else."""

_FEW, _MANY = 2, 3
"""Little words that a line with such a quotation may have, and that any line may have."""

SAID = re.compile(
    r"(?:<(?:info|debug|warning|error)> \w+: |"
    r"Security |Pairing |Bond(?:ing|ed)?\b|Connected|Disconnected|Connection |[Pp]asskey |Confirm passkey|Failed to |"
    r"HCI (?:auth|set enc)|Opcode 0x[0-9a-f ]{4} failed: -|New device \(/org/bluez/|"
    r"(?:Can't|Could not) create connection: |Starting Bluetooth |Can't init device hci|Realtek Bluetooth ERROR|"
    r"Denying |Attempting |Error|Exception|Traceback|No agent|Agent\.(?:Req|Disp|Auth)|"
    r"encryption (?:change|update)|(?:Re-e|E)ncryption |LegacyPairing: yes\b|"
    r"Paired: no\b|onAuthenticationComplete|Authentication |Auth |Agent |Pair |Paired with |Creating device failed|"
    r"GATT |SMP |BLE |PAIR(?:ING)? |bt_|[\w.]{1,60}(?:Error|Exception)\b|Call failed|error time|Peer |"
    r"Received Key Request|BTD |No pin was set|Bluetooth (?:pin|Dongle|authentication|operation|connection) |"
    r"Device added successfully, |BleError: |noble(?: warning)?: |error: ?|\[BleError: |Device errored |\{'rsp': |"
    r"Characteristic |Q(?:LowEnergy|Bluetooth)\w*|File \"[^\"]{1,300}\", line [0-9]+, in (?:pair|connect): |"
    r"%[A-Z]{3,10}[_%,:]|\+(?:BLE|UUBT)[A-Z]{1,12}: ?\w|"
    r"panic: |thread '\w+' panicked at |bluetooth: |gatt\.errors\.|[DIWE]\] |BluetoothStatus |"
    r"[A-Z]{2,6}\]\[[A-Z]{2,6}\] |Evt (?:Conn|Sec |Disc)|\w{3,30}, bond result |>? *GAP Event: |PAIRING |SSP |"
    r"D?BUS|GDBus|Call\b|LE |connect(?:ed|ion)?:? |disconnect |pair(?:ing)? |bond|auth)"
)
"""How lines begin that a program wrote without a time or a level."""

_FIELD = re.compile(
    r"\s*(?!Error Code|[^\n]{0,40}MIC Failure)[A-Z][\w /-]{1,40}: [^:]*\(0x[0-9a-f]+\)\s*\Z|"
    r"(?:Subject|From|To|Cc|Date|Message-ID|In-Reply-To|Reply-To|Fixes|Link|Signed-off-by): |device: hci"
)
"""A field of btmon's, a mail's or hcidump's header."""

_CODE = re.compile(
    r"\s+(?:File \"|[\"'][^\"'\n]{0,120}%s|at (?!.*node-ble/|Smp\.)[\w.$<>]+[ (]|"
    r"raise |return |await |self\.|super\(|~+|\^+)"
)
"""A line of a traceback that quotes the program."""

_ITEM = re.compile(
    r"[ \t]+(- \w[^\n]{0,80}|"
    r"(?i:conn(?:ection)?(?:[ _](?:index|idx|handle))?|status|reason): {0,8}"
    r"(?:0x[0-9A-Fa-f]{1,4}|\d{1,3}|SMP_[A-Z_]{3,70}_ERROR)\b[^\n]{0,60}"
    r")\r?(?:\n|\Z)"
)
"""A line of a list, or a field with its bare number, that goes on with the line before."""

_FRAME = re.compile(
    r'[ \t]+(File "[^"\n]{0,200}(?:(?:aioble|adafruit_ble)[^"\n]{0,80}", line [0-9]+, in pair|'
    r'(?:bleak|pygatt)[^"\n]{0,80}", line [0-9]+, in connect))[ \r]*\n'
    r"(?:[ \t]+[^\n]{0,300}\n){0,20}(?=\w)"
)
"""The frame of a traceback that says that a pairing or a connect raised what the line at its end names."""

_TRACEBACK = "Traceback (most recent call last)"
_RAISED = re.compile(r"(?:\w{1,40}\.){0,8}[A-Z]\w{0,40}(?:Error|Exception)(?:: |\Z)")
"""The last line of a traceback, which need not have a word of Bluetooth."""

_PANIC = re.compile(
    r"(?:\[[0-9:.]{5,12}\] ?)?(?P<said>Guru Meditation Error: Core|assert failed: \w+ [\w./-]+:[0-9]|"
    r"abort\(\) was called at PC 0x)"
)
"""How the last line of ESP-IDF's firmware begins (esp_system/panic.c, newlib's assert.c)."""

_NEAR = 4000
"""Characters before such an end in which a word of Bluetooth makes it a program's that has to do with it."""

_MARGIN, _MAIL, _SHORT, _PIECES = 72, 80, 64, 3
"""A line of at most 80 characters that the next word would take beyond column 72 was broken by a mail, in 4 at most."""

_HANGING = re.compile(r" (?:[a-z]|(?:[0-9A-F]{2}:){5})")
"""How the rest of a broken line begins where it was set in by one blank; btmon sets in by more."""

_EVENT = re.compile(r"hci[0-9]{1,2} (?:type|[0-9A-Fa-fXx:]{17}) |kernel: ")
"""How btmgmt and bluetoothctl begin the line of an event, the journal the kernel's: not the rest of the line before."""

_DEBUG = re.compile(r"(?:[\w.-]{1,40}/){1,4}[\w-]{1,40}\.c:\w{1,80}\(\) (?=.*[0-9A-Z])")
"""How a line of bluetoothd's debugging begins; some mails break it at column 70, and its next word may be long."""

_UNSAID = re.compile(r"\bfailed\b[^\n]*:$")
"""How a line ends that has not yet said why something failed: what is set in below it does."""

_HEADING = re.compile(
    r"[\s*#_=>-]{0,6}(?:log |output |on |from |of |the ){0,3}(central|peripheral|initiator|responder|master|slave)"
    r"(?: side| log| logs| device| board| output)?[\s*_:#=-]{1,6}\Z",
    re.IGNORECASE,
)
"""A heading over the log of one of two machines that pair with one another."""

_ANNOUNCES = re.compile(
    r"\*\*\* Booting (?:Zephyr|nRF Connect)|(?:Advertising|Scanning) successfully started|\A\s*split_central_\w{1,40}: "
)
"""What shows the stack or the role of the lines after it, often without a word of Bluetooth."""


class LooseLine(NamedTuple):
    """One such line: where it begins in the text, its words or packet, its time and clock, whether Zephyr wrote it."""

    start: int
    line: LogLine | Sentence | Account | Packet
    time: float | None = None
    clock: str = ""
    zephyr: bool = False


def loose_lines(text: str, within: bool = False) -> Iterator[LooseLine]:
    """The lines of `text` that a program logged about Bluetooth.

    `within`: an entry's body stands there first, from the end of its header on. Its lines are indented; where they
    have lost that, only a line with a time, a level or a tag is taken for one.
    """
    at = 0
    flat: bool | None = None
    announced: list[LooseLine] = []
    traced = False
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        start, raw, at = at, text[at:end], end
        body = _QUOTE.sub("", raw, 1).rstrip()
        if not body or (within and start == 0):
            continue
        if carried := packet(body):
            shape = SHAPE.match(body.lstrip())
            yield LooseLine(start, carried, *((time_of(shape), shape.lastgroup or "") if shape else ()))
            continue
        if raised := _FRAME.match(text, start):
            at = text.find("\n", raised.end()) + 1 or len(text)
            body = f"{raised[1]}: {text[raised.end() : at].rstrip()}"
        elif crash := crash_at(text, start):
            yield LooseLine(start, LogLine("log", crash[0]))
            at, within, traced = crash[1], False, False
            continue
        traced = (traced and not raised) or _TRACEBACK in body
        indented = body[0] in " \t"
        flat = not indented if flat is None else flat
        if within and indented:
            continue
        if (speaking := _ANNOUNCES.search(body)) and not SUBJECT.search(body, speaking.end() * (speaking[0][0] == "*")):
            announced.append(LooseLine(start, LogLine("log", body.strip())))
            continue
        if traced and _RAISED.match(body):
            traced = False
            if not SUBJECT.search(body) and SUBJECT.search(text, max(0, start - _NEAR), start):
                body = f"Traceback: {body}"
        elif (panic := _PANIC.match(body)) and SUBJECT.search(text, max(0, start - _NEAR), start):
            body = f"Firmware panic: {body[panic.start('said') :]}"
        shape = SHAPE.match(body.lstrip())
        if within and not shape and (flat or not SAID.match(body)):
            continue
        if shape is None and (table := table_end(text, start, end)):
            at = table
            continue
        if (shape is not None or (not within and not indented and _MODULE.match(body))) and end < len(text):
            body, at = joined(body, text, end)
        while (item := _ITEM.match(text, at)) and len(body) < _MAIL * 2:
            body, at = f"{body} {item[1].strip()}", item.end()
        for found in _read(body[:LONGEST], shape):
            if shape is None and stands_in_code(text, start, end):
                break
            yield from announced
            announced.clear()
            yield found._replace(start=start)
            within = False


def joined(line: str, text: str, end: int, column: int = 0) -> tuple[str, int]:
    """The line, which begins at `column` and ends at `end`, with its rest from the next one where a mail broke it.

    That is at a word that did not fit. Also gives where the text after it begins.
    """
    last = line
    for _ in range(_PIECES):
        after = text.find("\n", end) + 1 or len(text)
        raw = text[end:after]
        more = _QUOTE.sub("", raw, 1).rstrip()
        open_end = _UNSAID.search(last)
        if (
            not more
            or (more[0] in " \t<@=[`" and not (_HANGING.match(more) or (more[0].isspace() and open_end)))
            or _FIELD.match(more)
            or column + len(last) > _MAIL
            or SHAPE.match(more)
            or _EVENT.match(more)
            or _HEADING.match(more)
        ):
            break
        margin = _SHORT if more[0].islower() and _DEBUG.match(line) else _MARGIN
        if not open_end and column + len(last) + 1 + len(more.split()[0]) <= margin:
            break
        line, last, column, end = f"{line} {more.lstrip()}", more, 0, after
    return line, end


def _read(body: str, shape: re.Match[str] | None) -> Iterator[LooseLine]:
    if not SUBJECT.search(body):
        if len(body) < _MARGIN and (heading := _HEADING.match(body)):
            yield LooseLine(0, LogLine("heading", heading[1].lower()))
        elif shape is None and is_prose(body):
            yield LooseLine(0, Account(body))
    elif shape is not None:
        yield LooseLine(0, *stamped(body, shape))
    elif is_code(body) or _CODE.match(body) or (_FIELD.match(body) and not SAID.match(body)):
        return
    elif _logged(body):
        yield LooseLine(0, LogLine("log", body.strip()))
    else:
        if is_prose(body):
            yield LooseLine(0, Account(body))
        for message in messages_in(body):
            if isinstance(message, Sentence) or SUBJECT.search(message.text):
                yield LooseLine(0, message)


def _logged(body: str) -> bool:
    """Whether a line without a time or a tag is a program's and no sentence of somebody who writes about it."""
    if _MODULE.match(body):
        return True
    if body.startswith("##") or ADVICE.match(body) or _IN_A_SENTENCE.search(body):
        return False
    little = len(_LITTLE_WORDS.findall(body))
    if little <= _FEW and _CONSTANT.search(body):
        return True
    program = _OF_A_PROGRAM.search(body)
    if (little and body.endswith((".", "?", "!"))) or (little > 1 and not program) or little > _MANY:
        return False
    return bool(program or SAID.match(body.lstrip(" \t-*`\"'([")))
