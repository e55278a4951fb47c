"""Logs as text, in any mixture and state, decoded to the same records as captures."""

import re
from collections.abc import Iterable, Iterator

from pairtui.protocol.reader import Advert
from pairtui.protocol.record import Account, Direction, Record, Sentence
from pairtui.protocol.text import fast_entries as plain
from pairtui.protocol.text import headers
from pairtui.protocol.text import log_lines as loglines
from pairtui.protocol.text import loose_lines as loose
from pairtui.protocol.text.accounts import Accounts
from pairtui.protocol.text.columns import Header, line_end, right_column, time_before
from pairtui.protocol.text.entries import Entries, is_hcidump
from pairtui.protocol.text.formats import OF_LINE, PACKETS, TEXT, FormatCount
from pairtui.protocol.text.hard_wraps import HardWraps
from pairtui.protocol.text.headers import HOLD, LOOKBACK
from pairtui.protocol.text.packet_lines import Packet, PacketLines
from pairtui.protocol.text.sessions import Sessions
from pairtui.protocol.text.unmangle import Unmangler

LONGEST_BODY = 1 << 15
"""Characters of one entry that are read; what an entry has beyond them is passed over."""

_STEP, _LEAST = 1 << 16, 1 << 12

_ENTRIES_TO_DECIDE = 64
"""Entries by which hcidump's text is distinguished from btmon's."""

_AT_MARGIN = re.compile(r"\n[^ \t\n]")

_QUOTABLE = frozenset({"debug", "ctl", "said"})
"""Lines that another line may quote."""


class TextReader:
    """Decodes a text fed in chunks of any size; a `protocol.reader.Reader`.

    Records come a few kilobytes late, since a header may go on on later lines; `close` gives the rest. Fields that
    the text lost: numbers 0 (key sizes 16), keys empty, the handle `body.HANDLE_LOST` (None in a `LinkPdu`), the
    address "". An entry that lost its status, reason or features is `Malformed` and counts as skipped.
    """

    def __init__(self) -> None:
        self.records = 0
        self.loose = self.sentences = 0  # of these, lines that no header claims, and what a person wrote
        self._unmangler, self._wraps = Unmangler(), HardWraps()
        self._entries = Entries()
        self._packets = PacketLines(self._entries.advertisers)
        self._plain = plain.FastEntries(self._entries.advertisers)
        self._sessions = Sessions()
        self._accounts = Accounts()
        self.account = Account("")  # what people write in it in their own words, once it is read
        self._formats = FormatCount()
        self._text, self._at, self._fresh = "", 0, 0
        self._open: Header | str | None = None
        self._body = 0
        self._line_before = ""
        self._breaks: set[str] = set()
        self._within = False

    @property
    def format(self) -> str:
        """What most of the entries are; captures before logs. `text` while nothing is recognised."""
        return self._formats.format(self.records)

    @property
    def skipped(self) -> int:
        """Entries that are recognised but lost what makes them one."""
        return self._entries.damaged

    @property
    def adverts(self) -> dict[tuple[int | None, str], Advert]:
        """Who advertised, by (adapter, address)."""
        return self._entries.advertisers.table

    def feed(self, chunk: bytes) -> Iterable[Record]:
        """The records that this chunk completes."""
        out: list[Record] = []
        for at in range(0, len(chunk), _STEP):
            text = self._wraps.feed(self._accounts.seen(self._unmangler.feed(chunk[at : at + _STEP])))
            self._text += text
            self._fresh += len(text)
            if self._fresh >= _LEAST:
                out += self._scan(len(self._text) - HOLD)
        return out

    def close(self) -> Iterable[Record]:
        """The records that only the end of the text completes."""
        self._text += self._wraps.feed(self._unmangler.feed(b"", final=True), final=True)
        out = list(self._scan(len(self._text)))
        out += self._finish(len(self._text))
        self._text, self._at = "", 0
        self.account = self._accounts.account()
        return out

    def _scan(self, limit: int) -> Iterator[Record]:
        """All entries whose header begins before `limit`; the last one stays open, for its body may go on.

        FastEntries entries that another plain header follows are complete, and most need only a glance.
        """
        self._fresh = 0
        last: re.Match[str] | None = None
        for header in plain.HEADERS.finditer(self._text, max(self._at - 1, 0)):
            if last is not None and (self._open is not None or self._within or self._breaks):
                yield from self._finish(max(last.start("what"), last.start("link")))
            if last is None or not self._glance(last, header.start()):
                if header.start() > limit:
                    break
                yield from self._read(header.start())
            # What was read may reach beyond the header, but for the line end before it.
            last = header if self._at <= header.start() + 1 else None
        yield from self._read(limit)
        yield from self._flush(self._at)
        self._drop(self._at)

    def _glance(self, header: re.Match[str], end: int) -> bool:
        """Pass over the plain entry up to `end` where that is all it is good for."""
        what, code, _, frame, controller, wall = header.groups()
        clock, time = plain.time_of(wall) if ":" in wall else ("since", float(wall))
        adapter = int(controller) if controller else None
        if self.records < _ENTRIES_TO_DECIDE or not self._sessions.goes_on(time, clock, adapter, frame):
            return False
        if not self._plain.passes(what, code, self._text[header.end() : end], adapter, time):
            return False
        self.records += 1
        self._at = self._body = end
        return True

    def _read(self, limit: int) -> Iterator[Record]:
        """All entries whose header begins before `limit`, in whatever state they are."""
        text, done = self._text, self._at
        for anchor in plain.ANCHORS.finditer(text, done):
            at = anchor.start()
            if at >= limit:
                break
            if at < done:
                continue
            if known := headers.plain_header(text, at):
                yield from self._finish(at)
                self._open, self._body = known
                done = self._body
                self._pass_over(text)
                continue
            before = text[max(0, at - LOOKBACK) : at]
            found = self._begin(text, at, before)
            if found is None:
                continue
            entry, start, done = found
            yield from self._finish(start)
            self._open, self._body = entry, done if isinstance(entry, Header) else start
            self._line_before = before[: len(before) - (at - start)].rsplit("\n", 1)[-1]
        self._at = max(done, limit)

    def _pass_over(self, text: str) -> None:
        """Count the open entry and forget it where no pairing needs it, as most of a log."""
        header = self._open
        if not isinstance(header, Header) or self._entries.needs(header, text, self._body):
            return
        self._open = None
        self.records += 1
        self._sessions.passed(header)
        self._within = True

    def _flush(self, limit: int) -> Iterator[Record]:
        """Give the whole lines of a long stretch that has no header, so that it is not kept; the last may go on."""
        if limit - self._body < LONGEST_BODY:
            return
        end = self._text.rfind("\n", self._body, limit)
        if not isinstance(self._open, Header):
            end = self._text.rfind("\n", self._body, max(end, self._body))
        end += 1
        if end - self._body > LONGEST_BODY // 2:
            yield from self._finish(end)

    def _drop(self, at: int) -> None:
        """Forget what has been read, except for the open entry's body and a little to look back on."""
        body = self._body
        keep = max(0, min(at, body) - LOOKBACK)
        if at - body > LONGEST_BODY + HOLD:
            keep = at - LOOKBACK
            self._text = self._text[body : body + LONGEST_BODY] + self._text[keep:]
            self._body = 0
            self._at = LONGEST_BODY + LOOKBACK
            return
        self._text = self._text[keep:]
        self._body = body - keep
        self._at = at - keep

    def _begin(self, text: str, at: int, before: str) -> tuple[Header | str, int, int] | None:
        """The entry recognised at `at`, where it starts and where its body does; None where it only looks like one."""
        found = headers.header_at(text, at, before)
        if found is None:
            return self._begin_line(text, at, before)
        kind, header, end = found
        if header is None:
            if kind not in self._breaks and not headers.is_no_rule(before):
                self._breaks.add(kind)
            return None
        if kind == "alone":
            return None if self._in_packet(text, at) else (header, at, at)
        line = before.rsplit("\n", 1)[-1]
        if len(line) > 3 and headers.imitated(line, self._same_line(text, at)):
            return None
        if kind in ("hci", "data", "mgmt", "open", "bare", "short"):
            end = right_column(header, text, end)
            if header.time is None and kind in ("hci", "data") and (said := time_before(line)) is not None:
                header.time, header.clock, header.hcidump = said, "before", True
        return header, at, end

    def _begin_line(self, text: str, at: int, before: str) -> tuple[str, int, int] | None:
        found = loglines.line_at(text, at, before)
        if found is None:
            return None
        kind, start = found
        quoted = kind in _QUOTABLE and self._in_log() and self._same_line(text, start)
        quoted = quoted and not (kind == "ctl" == self._open)  # several on one line have lost their line ends
        # An indented line under a header is part of that entry, whatever it says.
        inside = kind == "said" and isinstance(self._open, Header) and before.endswith("    ")
        return None if quoted or inside else (kind, start, at + 1)

    def _in_packet(self, text: str, at: int) -> bool:
        """Whether the open entry is a packet that has no PDU yet."""
        packet = isinstance(self._open, Header) and self._open.kind == "acl"
        return packet and not any(text.find(pdu, self._body, at) >= 0 for pdu in ("SMP: ", "L2CAP: ", "ATT: "))

    def _in_log(self) -> bool:
        return isinstance(self._open, str) or (self._open is not None and self._open.kind == "log")

    def _same_line(self, text: str, at: int) -> bool:
        """Whether the entry before began on this line: then the log has lost its line ends."""
        near = self._open is not None and at - self._body <= LONGEST_BODY
        return near and "\n" not in text[self._body : at]

    def _finish(self, end: int) -> Iterator[Record]:
        """The open entry's records, its body being the text up to `end`, and what stood between it and the next."""
        entry, self._open = self._open, None
        raw = self._text[self._body : end]
        # What stands before the next entry on its own line belongs to that.
        lines = raw if end == len(self._text) else raw[: raw.rfind("\n") + 1]
        within, self._within = self._within, False
        self._body = end
        if isinstance(entry, str):
            yield from self._log(entry, raw, lines)
        elif entry is not None or within:
            yield from self._entry_and_lines(entry, raw, lines)
        elif lines:
            yield from self._lines(loose.loose_lines(lines))
        self._sessions.breaks |= self._breaks
        self._breaks.clear()

    def _entry_and_lines(self, entry: Header | None, raw: str, lines: str) -> Iterator[Record]:
        """An entry's body, which ends where some program's lines begin; those are not indented as it is."""
        found = loose.loose_lines(lines, within=True) if _AT_MARGIN.search(lines) else iter(())
        first = next(found, None)
        if entry is not None:
            yield from self._entry(entry, raw[: min(first.start if first else len(raw), LONGEST_BODY)])
        if first:
            yield from self._lines([first, *found])

    def _lines(self, lines: Iterable[loose.LooseLine]) -> Iterator[Record]:
        for line in self._accounts.without(lines):
            self.records += 1
            self.loose += 1
            self.sentences += isinstance(line.line, Sentence)
            self._formats.add("zephyr-log" if line.zephyr else PACKETS if isinstance(line.line, Packet) else TEXT)
            header = Header("log", Direction.HOST, time=line.time, clock=line.clock)
            if cut := self._sessions.cut(self.records, header):
                yield cut
            for message, way in self._packets.messages(line.line, line.time):
                yield Record(self.records, line.time, None, way, message)

    def _entry(self, entry: Header, raw: str) -> Iterator[Record]:
        self.records += 1
        if entry.kind in ("index", "log"):
            raw = line_end(entry, raw[:700])
        message = self._entries.message(entry, raw)
        if entry.hcidump or (self.records < _ENTRIES_TO_DECIDE and is_hcidump(raw)):
            self._formats.add("hcidump-text")
        if cut := self._sessions.cut(self.records, entry):
            yield cut
        if message is not None:
            yield Record(self.records, entry.time, entry.adapter, entry.direction, message)

    def _log(self, kind: str, raw: str, lines: str) -> Iterator[Record]:
        first, end = loglines.whole_line(raw, self._line_before)
        found = loglines.log_line(kind, self._line_before, first)
        if found is not None:
            line, at, clock = found
            self.records += 1
            self._formats.add(OF_LINE[kind])
            header = Header("log", Direction.HOST, time=at, clock=clock)
            if cut := self._sessions.cut(self.records, header):
                yield cut
            yield Record(self.records, at, None, Direction.HOST, line)
        else:
            yield from self._lines(loose.loose_lines(self._line_before + first))
        if end < len(lines):
            yield from self._lines(loose.loose_lines(lines[end:]))
