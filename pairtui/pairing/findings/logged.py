"""The faults that lines of a log report beside its attempts: of links, profiles and the controller."""

import re
from collections import deque
from collections.abc import Iterator

from pairtui.pairing.attempt import Attempt, Finding, Kind, Outcome
from pairtui.pairing.events import Traced
from pairtui.pairing.evidence.context import GatewayContext
from pairtui.pairing.findings import connections, link_ends, security
from pairtui.pairing.findings.controller import ControllerLines
from pairtui.pairing.findings.detected import Detected, detected
from pairtui.pairing.findings.log_lines import found_in
from pairtui.protocol.record import LogLine

MOST = 100

_GONE = re.compile(r"(?:dev_disconnected\(\) Device \S+ disconnected,|\bdisconnect_cb\(\)) reason (\d)")
_NOT_BONDED = re.compile(r"device_bonding_failed\(\) status 14\b|bonding_attempt_complete\(\) [^\n]{0,60} status 0xe\b")
_CONNECT_FAILED = re.compile(r"connect_failed_callback\(\) hci\d+ \S+ status (\d{1,2})\b")
"""How bluetoothd's log reports the end of a link, with MGMT's reason, and that none came about, with MGMT's status."""


_UP = ("yes", "True")
_LINK = re.compile(r"\[CHG\] Device (\S.*) Connected: (yes|no)\Z|Attempting to disconnect|Successful disconnected")

_PAIRED = re.compile(r"\[CHG\] Device (\S{17}) (?:Paired|Bonded): (yes|no)\Z")
_CALLED = re.compile(r"Attempting to pair with (\S{17})\Z|Pairing successful\Z")
_SHOWN = re.compile(r"\ADevice (\S{17})(?: \((?:public|random)\))?\Z|\A\s*Paired: no\Z")
_REMOVED = re.compile(
    r"Device has been removed|\[DEL\] Device |\b(?:remove|unpair) (?:\S{17}|\*)|Unpairing|RemoveDevice|Removing"
)
"""bluetoothctl shows that a device is paired, or no longer, as it changes or as it is asked; somebody removed one."""

_SIGNAL = re.compile(r"/dev_(\w{17})\): \['org\.bluez\.Device1', [^\n]*?'Connected': [^\n]{1,60}?'b', (True|False)\)")
"""bleak's debug line of the same."""

_SILENT, _KEY_MISSING = 1, 4
"""MGMT's reasons of a disconnection: nothing was heard; encryption ended with PIN or Key Missing (hci_event.c)."""

_SUPERVISION_TIMEOUT = 0x08

_AFTER_A_NO = ("agent-rejected", "two-stacks", "unknown")
"""What comes of a question that no agent could be asked, and of a peer that goes on with the pairing: nothing more."""


_PAIRED_BEFORE = "dbus:AlreadyExists"
_NOT_TELLING = ("dbus:br-connection-create-socket", "dbus:br-connection-unknown")
"""EIO of a profile, whatever it had met with, and an error without a name: src/error.c, btd_error_bredr_str()."""


def _without_reason(attempt: Attempt) -> bool:
    """Whether it is a connection or a bond that failed without a reason: a line beside it may give one.

    A call to pair what is paired already has no part in what fails afterwards.
    """
    found, code = attempt.diagnosis, attempt.failure.code if attempt.failure else None
    vague = found is None or found.cause == "unknown" or code in _NOT_TELLING
    return vague and (attempt.kind is Kind.CONNECTION or code in (None, _PAIRED_BEFORE))


def _ended_well(attempts: list[Attempt]) -> bool:
    return any(attempt.outcome in (Outcome.PAIRED, Outcome.ENCRYPTED) for attempt in attempts)


class LoggedFaults:
    """Collects what the lines say; what becomes of it is known at the log's end.

    `unreached` are connections that did not come about, `controller` is what was said of the gateway's own, `account`
    what people say in their own words, `unpaired` which devices were paired and are not any more.
    """

    def __init__(self, around: GatewayContext) -> None:
        self.unreached: deque[tuple[Traced, Detected]] = deque(maxlen=MOST)
        self.controller = ControllerLines()
        self.account: Detected | None = None
        self._around = around
        self._said: list[Detected] = []
        self._gone: list[Detected] = []
        self._reason = 0
        self._up = False
        self._drops: list[str] = []
        self._paired: set[str] = set()
        self._asked = self._shown = ""
        self.unpaired: dict[str, Detected] = {}
        self._dropped: tuple[str | None, Detected] | None = None

    def take(self, event: Traced, line: LogLine) -> None:
        """Take a line in."""
        if self.controller.take(line, event.record):
            return
        if link := _LINK.search(line.text) or _SIGNAL.search(line.text):
            self._link(link, event.record)
        if paired := _PAIRED.search(line.text):
            self._bond(paired[1], paired[2] in _UP, line.text, event.record)
        elif called := _CALLED.search(line.text):
            self._asked = called[1] or self._asked
            if called[1] is None and self._asked:
                self._bond(self._asked, True, line.text, event.record)
        elif shown := _SHOWN.search(line.text):
            self._shown = shown[1] or self._shown
            if shown[1] is None:
                self._bond(self._shown, False, line.text, event.record)
        elif _REMOVED.search(line.text):
            self._paired.clear()
            self.unpaired.clear()
        if gone := _GONE.search(line.text):
            self._reason = int(gone[1])
            if self._reason == _SILENT:
                self._dropped = self._dropped or (None, link_ends.lost(_SUPERVISION_TIMEOUT, event.record))
        if failed := _CONNECT_FAILED.search(line.text):
            self.unreached.append((event, connections.unreached(int(failed[1]), event.record)))
        if not self._around.traced and _NOT_BONDED.search(line.text):
            self._gone.append(link_ends.gone_before_pairing(line.text, self._reason, event.record))
        elif said := found_in(line, event.record):
            self._said.append(said)
        del self._said[MOST:], self._gone[MOST:]

    def disconnected(self, event: Traced, reason: int) -> None:
        """The kernel's word on the end of a link, which counts where no message shows what went before."""
        peer = event.link.address if event.link is not None else None
        if reason == _KEY_MISSING:
            self._dropped = self._dropped or (peer, security.key_missing(peer, event.record))
        elif reason == _SILENT:
            self._dropped = self._dropped or (peer, link_ends.lost(_SUPERVISION_TIMEOUT, event.record))

    def _link(self, match: re.Match[str], record: int | None) -> None:
        """bluetoothctl shows that a link is up or gone, or that it was asked to end it."""
        device, state = match.groups()
        if state in ("no", "False") and self._up:
            self._drops.append(device)
            self._dropped = self._dropped or (None, detected("link-dropped", match.string, record))
        elif state in _UP and self._drops == [device]:
            self._dropped = None  # it came back
        self._up = state in _UP

    def _bond(self, device: str, paired: bool, text: str, record: int | None) -> None:
        """bluetoothctl shows that a bond was made or is gone; who removes one does that on purpose."""
        device = device.upper()
        if paired:
            self._paired.add(device)
            self.unpaired.pop(device, None)
        elif device in self._paired and len(self.unpaired) < MOST:
            self.unpaired.setdefault(device, detected("bond-dropped", f"bluetoothctl: {text}", record))

    def at_end(self, attempts: list[Attempt]) -> Iterator[tuple[str | None, Finding | Detected]]:
        """What stands at the log's end beside these attempts, each with the peer that it is about."""
        failed = [attempt for attempt in attempts if attempt.outcome is Outcome.FAILED]
        machine = self._around.machine
        broken = self.controller.finding(machine, something_failed=bool(failed))
        if all(map(_without_reason, failed)):
            said = [one.finding(machine) for one in self._said]
            causes = {finding.cause for finding in said}
            for finding in said:
                if not ("no-agent" in causes and finding.cause in _AFTER_A_NO):
                    yield None, finding
            for end in () if self._said or broken or _ended_well(attempts) else self._gone:
                yield None, end
        if not failed:
            yield from self.unpaired.items()
        causes = {attempt.diagnosis.cause for attempt in failed if attempt.diagnosis}
        if broken is not None and broken.cause not in causes:
            yield None, broken
        if (
            self._dropped
            and not (failed or self._said or self._gone or broken or self.unpaired)
            and not _ended_well(attempts)
        ):
            yield self._dropped
        for connection in self._around.unconnected:
            yield connection.peer, connections.after_pairing(connection)
