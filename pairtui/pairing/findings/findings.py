"""What goes wrong outside an attempt: channels refused for security, weak encryption, links that end."""

import re
from collections import deque
from dataclasses import replace

from pairtui.knowledge.codes.att import SECURITY_ERRORS
from pairtui.pairing.attempt import Attempt, Confidence, Finding, Outcome, Side
from pairtui.pairing.events import Link, Traced
from pairtui.pairing.evidence.attempt_record import side_of
from pairtui.pairing.evidence.context import GatewayContext
from pairtui.pairing.findings import accounts, connections, hang_ups, link_ends, security, whole_log
from pairtui.pairing.findings.detected import Detected, detected
from pairtui.pairing.findings.link_state import ONLY_AN_END, LinkState
from pairtui.pairing.findings.logged import LoggedFaults
from pairtui.pairing.findings.repeated_failures import REPEATED, RepeatedFailures
from pairtui.protocol.messages import att, hci, l2cap, ll, mgmt, smp
from pairtui.protocol.record import Account, Cut, Direction, LogLine
from pairtui.protocol.streams import hci as hci_stream

MOST = 100
LINKS = 64

_NO_FAULT = (0x00, 0x02)  # success, and a connection that the host itself gave up
_CONNECT = (hci.LeCreateConnection.CODE, hci.LeExtendedCreateConnection.CODE, hci.CreateConnection.CODE)
_SILENCE = (0x08, 0x22)
_AUTHENTICATION_FAILURE, _MIC_FAILURE, _NOT_ESTABLISHED = 0x05, 0x3D, 0x3E
_LOADS_KEYS, _INVALID = (mgmt.LoadLinkKeys.CODE, mgmt.LoadLongTermKeys.CODE), 0x0D
_SECURITY_BLOCK, _E0 = 0x0003, 1
_NOT_AES = re.compile(r"Invalid security: (?:[Ee]xpect AES|Missing AES-CCM)")
"""The kernel closes a link whose encryption falls short of its key (hci_event.c)."""


class Findings:
    """Watches traced messages for faults that belong to no attempt.

    `all` is oldest first, each once per peer; `logged` has what lines of a log report beside the attempts.
    """

    def __init__(self, around: GatewayContext) -> None:
        self.all: list[Finding] = []
        self._around = around
        self._repeated = RepeatedFailures()
        self._links: dict[tuple[str | None, int | None], LinkState] = {}
        self._oob: set[str] = set()
        self._key_size_asked: Link | None = None
        self.logged = LoggedFaults(around)
        self._unreached: deque[tuple[Traced, Detected]] = deque(maxlen=MOST)
        self._refused: tuple[Traced, Detected] | None = None
        self._others = 0
        self._as_encrypted: Traced | None = None
        self._ends: deque[tuple[Traced, int, str]] = deque(maxlen=MOST)
        self._reported: set[tuple[str, str | None, Side, str | None]] = set()

    def trace(self, event: Traced, attempts: list[Attempt]) -> None:
        """Take a traced message in; `attempts` are those on the same link, oldest first."""
        message = event.message
        self._others += not isinstance(message, ONLY_AN_END)
        match message:
            case Cut():
                self._links.clear()
            case hci.EncryptionChange() | hci.EncryptionChangeV2():
                if message.status == 0:
                    state = self._state(event.link)
                    state.encryption, state.encrypted_at = message.mode, event.at
            case hci.ReadEncryptionKeySize():
                self._key_size_asked = event.link
            case hci.CommandComplete() | hci.CommandStatus():
                self._command_done(event, message, attempts)
            case att.ErrorResponse():
                if message.error in SECURITY_ERRORS:
                    state = self._state(event.link)
                    by, encrypted = side_of(event.direction), bool(state.encryption)
                    state.demanded = security.attribute_refused(by, message.error, encrypted, event.record)
            case hci.AuthenticatedPayloadTimeoutExpired():
                shown = hci.AuthenticatedPayloadTimeoutExpired.NAME
                self._state(event.link).demanded = detected("link-unproved", shown, event.record)
            case smp.PairingRequest() | smp.SecurityRequest() | hci.LeEnableEncryption() | hci.LeLongTermKeyRequest():
                self._state(event.link).demanded = None
            case l2cap.ConnectionResponse():
                self._channel_answered(event, message.result)
            case l2cap.LeCreditBasedConnectionResponse() | l2cap.CreditBasedConnectionResponse():
                self._credit_based_answered(event, message.result)
            case (
                l2cap.ConnectionRequest()
                | att.WriteRequest()
                | att.ReadRequest()
                | l2cap.LeCreditBasedConnectionRequest()
            ):
                if event.direction is not Direction.RECEIVED:
                    self._state(event.link).asked = (message.NAME, event.at, event.record)
                    if isinstance(message, l2cap.ConnectionRequest):
                        self._state(event.link).unanswered = event.record
            case ll.EncReq() | ll.StartEncReq() | ll.PhyReq() | ll.PhyUpdateInd() | ll.PhyRsp() | ll.TerminateInd():
                self._state(event.link).on_air(event)
            case hci_stream.IsoOnAclLink():
                self._add(event, detected("iso-on-acl", "ISO data on the handle of an ACL link", event.record))
            case hci.Disconnect():
                self._closed_here(event, message)
            case hci.DisconnectionComplete():
                self._ended(event, message, attempts)
            case Account():
                self.logged.account = accounts.detected_in_account(message.text, event.record)
            case LogLine() if _NOT_AES.search(message.text):
                self._add(event, security.below_level(event.record))
            case LogLine():
                self.logged.take(event, message)
            case hci.HardwareError():
                self.logged.controller.crashed(message.code, event.record)
            case mgmt.DeviceDisconnected():
                self.logged.disconnected(event, message.reason)
                self._ends.append((event, message.reason, "mgmt-disc"))
            case mgmt.CommandStatus() | mgmt.CommandComplete() if message.opcode in _LOADS_KEYS:
                if message.status == _INVALID:
                    self._add(event, security.keys_not_taken(message.status, event.record))
            case mgmt.AddRemoteOobData():
                self._oob.add(message.address)
            case smp.PairingResponse():
                self._oob_unused(event, message)
            case hci.LeConnectionComplete() | hci.LeEnhancedConnectionComplete() | hci.ConnectionComplete():
                self._connection(event, message.status, attempts)
            case hci.RejectConnectionRequest():
                self._add(event, connections.rejected_here(message.reason, event.record, message.NAME))
            case mgmt.ConnectFailed():
                if not any(attempt.live for attempt in attempts):
                    self._unreached.append((event, connections.unreached(message.status, event.record)))

    # ── what each shows ───────────────────────────────────────────────────────────────────────────────────────

    def _connection(self, event: Traced, status: int, attempts: list[Attempt]) -> None:
        self._links.pop(_key(event.link), None)
        if not status:
            self._state(event.link).encryption = 0
        self._refused = self._refused if status else None
        if status not in _NO_FAULT and not any(attempt.live for attempt in attempts):
            incoming = event.link is not None and event.link.role == "peripheral"
            le = not isinstance(event.message, hci.ConnectionComplete)
            self._add(event, connections.ended(status, incoming=incoming, le=le, record=event.record))

    def _channel_answered(self, event: Traced, result: int) -> None:
        self._state(event.link).unanswered = None
        if result == _SECURITY_BLOCK:
            state = self._state(event.link)
            by = side_of(event.direction)
            state.refused = security.channel_refused(by, state.key_size, state.encryption, event.record)
            self._add(event, state.refused)

    def _credit_based_answered(self, event: Traced, result: int) -> None:
        if result in security.LE_REFUSALS:
            self._add(event, security.credit_based_refused(side_of(event.direction), result, event.record))

    def _command_done(
        self, event: Traced, message: "hci.CommandComplete | hci.CommandStatus", attempts: list[Attempt]
    ) -> None:
        refused = isinstance(message, hci.CommandStatus) and message.opcode in _CONNECT and message.status
        if refused and not any(attempt.live for attempt in attempts):
            self._refused = event, connections.not_called(int(refused), event.record)
        if message.opcode != hci.ReadEncryptionKeySize.CODE:
            return
        returns = b"" if isinstance(message, hci.CommandStatus) else message.returns
        status = message.status if isinstance(message, hci.CommandStatus) else (returns or b"\0")[0]
        if status:
            self._add(event, security.key_size_unreadable(status, event.record))
        elif len(returns) >= 4:
            self._state(self._key_size_asked or event.link).key_size = returns[3]

    def _closed_here(self, event: Traced, message: hci.Disconnect) -> None:
        state = self._state(event.link)
        state.closing = True
        bredr = event.link is not None and event.link.transport == "bredr"
        if message.reason == _AUTHENTICATION_FAILURE and state.encryption == _E0 and bredr:
            self._add(event, security.below_level(event.record))
        elif message.reason == _AUTHENTICATION_FAILURE:
            state.distrusted = event.record

    def attempt_failed(self, attempt: Attempt) -> None:
        """Nothing more belongs to this attempt, which failed."""
        if self._repeated.includes(attempt):
            self._add(None, security.livelock(attempt, REPEATED, self._around.machine), attempt.peer.address)

    def finish(self, attempts: list[Attempt]) -> None:
        """The log is at its end: a procedure that still runs then never ended, and a line no attempt took up stands."""
        for peer, finding in self.logged.at_end(attempts):
            self._add(None, finding, peer)
        failed = any(attempt.outcome is Outcome.FAILED for attempt in attempts)
        if not failed:
            for state in self._links.values():
                if state.demanded is not None:  # what answers it may come after the log's end
                    self._add(None, state.demanded, sure=Confidence.POSSIBLE)
                if state.distrusted is not None:
                    self._add(None, link_ends.closed_as_unauthentic(bool(state.encryption), state.distrusted))
        if self._refused and not attempts:
            self._add(*self._refused)
        for event, finding in (*self._unreached, *self.logged.unreached):
            if not self._reached(attempts, event):
                self._add(event, finding)
        if not attempts and not self.all and (gone := self._around.log_state.lost or self._around.log_state.ended):
            event, stated = gone
            text = link_ends.lost if gone is self._around.log_state.lost else link_ends.only_an_end
            self._add(event, accounts.explained_end(self.logged.account, text(stated.code, event.record, stated.space)))
        account = None if failed or not self.logged.account else self.logged.account.finding(self._around.machine)
        if not (self.all or failed) and self._around.not_understood and (account is None or account.cause == "unknown"):
            self._add(None, whole_log.not_understood(self._around.not_understood))
        if self._as_encrypted and not self.all and hang_ups.only_call_errors(attempts):
            self._add(self._as_encrypted, link_ends.hung_up_encrypted(self._as_encrypted.record))
        if not attempts and not self.all and not self._others:
            spaces = {space for _, _, space in self._ends}
            for event, reason, space in self._ends:
                if space == "hci" or "hci" not in spaces:
                    self._add(event, link_ends.only_an_end(reason, event.record, space))
        if account and not self.all:
            self._add(None, account)
        if not (attempts or self.all) and (lines := self._around.log_state.reasonless):
            self._add(None, link_ends.ends_without_a_reason(lines))
        for state in self._links.values():
            if state.collided is not None and state.encrypting is not None:
                self._add(None, link_ends.phy_collision(state.encrypting, state.collided))
        sure = Confidence.POSSIBLE if self._around.documentation else None
        self.all = [replace(one, weighed=sure or one.weighed) for one in self.all if not one.repeats(attempts)]
        for one in self.all:
            for shown in one.evidence if one.cause != "unknown" else ():
                if shown.record is not None:
                    self._around.note_understood(shown.record)

    def _ended(self, event: Traced, message: hci.DisconnectionComplete, attempts: list[Attempt]) -> None:
        nameless = self._links.pop((event.adapter, None), LinkState())
        state = self._links.pop(_key(event.link), nameless)
        if not message.status and hang_ups.as_encrypted(event, state):
            self._as_encrypted = event
        if message.status or any(a.outcome is Outcome.FAILED for a in attempts):
            return
        if state.demanded and not (message.reason in _SILENCE and state.demanded.holds("link-unproved")):
            self._add(None, state.demanded)  # else the end of the link reports it
        if message.reason in (_MIC_FAILURE, _AUTHENTICATION_FAILURE) and not state.closing:
            self._add(event, link_ends.ended_for_security(message.reason, bool(state.encryption), event.record))
        self._ends.append((event, message.reason, "hci"))
        distrusted = state.distrusted if state.refused is None else None  # the channel refused before reports it
        if distrusted is not None and not any(a.outcome is Outcome.INCOMPLETE for a in attempts):
            self._add(event, link_ends.closed_as_unauthentic(bool(state.encryption), distrusted))
        if state.closing:
            return
        if message.reason in _SILENCE:
            self._add(event, link_ends.lost(message.reason, event.record))
        elif message.reason == _NOT_ESTABLISHED:
            self._add(event, connections.not_connected(message.reason, event.record))
        elif message.reason == hang_ups.PEER_ENDED and (
            found := hang_ups.answered_so(event, state, attempts, self._around.kernel)
        ):
            self._add(event, found)

    def _reached(self, attempts: list[Attempt], event: Traced) -> bool:
        """Whether an attempt, or what the controller said, already reports the connection that did not come about."""
        peer = event.link.address if event.link is not None else None
        if peer is not None and any((cause, to) == ("connect-failed", peer) for cause, _, _, to in self._reported):
            return True
        return any(attempt.outcome is Outcome.FAILED and attempt.peer.address in (None, peer) for attempt in attempts)

    def _oob_unused(self, event: Traced, message: smp.PairingResponse) -> None:
        if self._oob and not message.oob:
            self._add(event, security.oob_unused(event.record))

    # ── keeping ───────────────────────────────────────────────────────────────────────────────────────────────

    def _state(self, link: Link | None) -> LinkState:
        key = _key(link)
        if key not in self._links and len(self._links) >= LINKS:
            del self._links[next(iter(self._links))]
        return self._links.setdefault(key, LinkState())

    def _add(
        self, event: Traced | None, seen: Finding | Detected, peer: str | None = None, sure: Confidence | None = None
    ) -> None:
        finding = seen if isinstance(seen, Finding) else seen.finding(self._around.machine)
        finding = replace(finding, weighed=sure or finding.weighed)
        if event is not None and event.link is not None:
            peer = event.link.address
        same = (finding.cause, finding.code, finding.by)
        known_already = any(
            known[:3] == same and (peer in (None, known[3]) or known[3] is None) for known in self._reported
        )
        if len(self.all) < MOST and not known_already:
            self._reported.add((*same, peer))
            self.all.append(finding)


def _key(link: Link | None) -> tuple[str | None, int | None]:
    return (link.adapter, link.handle) if link else (None, None)
