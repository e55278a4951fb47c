"""The fast way over entries of plain btmon text that no pairing needs, which is most of a long log."""

import re
from functools import lru_cache

from pairtui.protocol.messages import hci, mgmt
from pairtui.protocol.streams.advertisers import Advertisers
from pairtui.protocol.text import headers
from pairtui.protocol.text import log_lines as loglines
from pairtui.protocol.text.advert_bodies import INQUIRY, REPORTS
from pairtui.protocol.text.fast_adverts import Shapes
from pairtui.protocol.text.hci_bodies import COMMANDS, EVENTS, LE_EVENTS, subevent
from pairtui.protocol.text.link_bodies import says_nothing
from pairtui.protocol.text.mgmt_bodies import COMMANDS as MGMT_COMMANDS
from pairtui.protocol.text.mgmt_bodies import EVENTS as MGMT_EVENTS
from pairtui.protocol.text.times import last_time

HEADERS = re.compile(
    r"\n(?:[a-z][a-z0-9_]{0,39}\[[0-9]{1,8}\]: )?[<>@] "
    r"(?:(?P<what>HCI Event|HCI Command|MGMT Event|MGMT Command): [^()\n]{1,88}"
    r"\((?P<code>0x[0-9a-f]{2}(?:\|0x[0-9a-f]{4}|[0-9a-f]{2})?)\) plen [0-9]{1,3}"
    r"|(?P<link>ACL Data [RT]X|LE-ACL|BR-ACL|ACL): [^()f\n]{1,88}flags 0x[0-9a-f]{1,2} dlen [0-9]{1,5})"
    r" {1,700}+(?:\{0x[0-9a-f]{4}\} )?(?:#(?P<frame>[0-9]{1,9}) )?(?:\[hci(?P<adapter>[0-9]{1,3})\] )?"
    r"(?P<time>[0-9]{1,10}\.[0-9]{6}|(?:[0-9]{4}-[0-9]{2}-[0-9]{2} )?[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6})(?=\n)"
)
"""Headers in exactly the shape that btmon gives them, right column in place, on a line of their own."""

_ENDED_COMMAND = re.compile(r"\n {6}[^()\n]{1,60}\((0x[0-9a-f]{2})\|(0x[0-9a-f]{4})\) ncmd [0-9]{1,3}(?=\n|\Z)")

ANCHORS = re.compile(headers.ANCHORS + loglines.ANCHORS)

_KEPT = 1024
"""Bodies whose verdict is kept: most bodies of a log repeat."""

_LONGEST = 2048
"""A body with more characters is left to whoever reads everything."""

_PASS_OVER, _READ, _ENDED, _REPORT, _LE_META = range(5)


def _what_to_do() -> dict[tuple[str, str], int]:
    """What an entry is good for, by its kind and code as its header writes them."""
    table = {("HCI Event", f"0x{code:02x}"): _READ for code in EVENTS.keys() | INQUIRY}
    for code in (hci.COMMAND_COMPLETE, hci.COMMAND_STATUS):
        table["HCI Event", f"0x{code:02x}"] = _ENDED
    table["HCI Event", f"0x{hci.LE_META:02x}"] = _LE_META
    for opcode in COMMANDS:
        table["HCI Command", f"0x{opcode >> 10:02x}|0x{opcode & 0x3FF:04x}"] = _READ
    for code in MGMT_COMMANDS:
        table["MGMT Command", f"0x{code:04x}"] = _READ
    for code in MGMT_EVENTS:
        table["MGMT Event", f"0x{code:04x}"] = _READ
    table["MGMT Event", f"0x{mgmt.DeviceFound.CODE:04x}"] = _REPORT
    return table


_WHAT_TO_DO = _what_to_do()
_CODE_SIZE = {"HCI Event": len("0x3e"), "HCI Command": len("0x08|0x0019"), "MGMT Event": 6, "MGMT Command": 6}


@lru_cache(maxsize=256)
def _minute(wall: str) -> tuple[float, float]:
    """The seconds of the day and those of the days before, of a date and time without its seconds."""
    day = last_time(f"{wall[-6:]}00") or 0.0
    return day, (last_time(f"{wall}00") or 0.0) - day


def time_of(text: str) -> tuple[str, float]:
    """The clock and the time of a right column that has the time of day, as `columns.right_column` reads them."""
    day, before = _minute(text[:-9])
    return ("date" if "-" in text else "day"), day + float(text[-9:]) + before


class FastEntries:
    """Says which entries can be passed over and enters adverts into `advertisers`."""

    def __init__(self, advertisers: Advertisers) -> None:
        self._shapes = Shapes(advertisers, _quiet)
        self._verdicts: dict[tuple[str, str, str], bool] = {}

    def passes(self, what: str | None, code: str, body: str, adapter: int | None, time: float) -> bool:
        """Whether nothing of this entry is needed, or all of it was entered into the table of advertisers.

        `what` and `code` are as the header has them, None for a data packet.
        """
        if len(body) > _LONGEST:
            return False
        if what is None:
            return says_nothing(body) and _quiet(body)
        do = _WHAT_TO_DO.get((what, code), _PASS_OVER)
        if do == _READ:
            return False
        if do >= _REPORT and self._shapes.enter(what, body, adapter, time):
            return True
        key = what, code, body
        verdict = self._verdicts.get(key)
        if verdict is None:
            verdict = len(code) == _CODE_SIZE[what] and _needless(do, body) and _quiet(body)
            if len(self._verdicts) >= _KEPT:
                self._verdicts.clear()
            self._verdicts[key] = verdict
        return verdict


def _needless(do: int, body: str) -> bool:
    """Whether an entry of this kind is one that gives no record, by the first line of its body."""
    if do == _ENDED:
        ended = _ENDED_COMMAND.match(body)
        return ended is not None and int(ended[1], 16) << 10 | int(ended[2], 16) not in COMMANDS
    if do == _LE_META:
        code = subevent(body)
        return code is not None and code not in REPORTS and code not in LE_EVENTS
    return do == _PASS_OVER


_AT_MARGIN = re.compile(r"\n[^ \t\n]")


def _quiet(body: str) -> bool:
    """Whether nothing in a body looks as if an entry of any log began there."""
    return ANCHORS.search(body) is None and _AT_MARGIN.search(body) is None
