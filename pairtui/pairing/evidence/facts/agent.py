"""What the agent was asked and answered, and what became of its questions."""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from pairtui.pairing.evidence.attempt_record import AttemptRecord, Seen
from pairtui.pairing.evidence.context import GatewayContext
from pairtui.pairing.evidence.facts.fact import Fact, at, facts
from pairtui.pairing.evidence.relations import ACCEPTED, ASKED, REFUSED
from pairtui.protocol.messages import hci, mgmt, smp
from pairtui.protocol.record import Direction, LogLine

AT_ONCE = 0.15
"""An answer within so many seconds was given by a program, not by a person."""

PROMPT_EXPIRED = 25.0
"""SMP gives 30 s per PDU, BlueZ's agent 60: an answer after this came from a timer."""

_ENDS = (smp.PairingFailed, mgmt.AuthenticationFailed, mgmt.DeviceDisconnected, hci.DisconnectionComplete)
_HELD_BACK = (smp.PairingConfirm, smp.PairingDHKeyCheck, hci.LeEnableEncryption)
_LOG_ASKS = re.compile(
    r"(?:user_confirm_request|user_passkey_request|pin_code_request)_callback\(\)|"
    r"\b(?:PIN_CODE|USER_CONFIRMATION|USER_PASSKEY)_REQUEST\b|\bpin_code_request \("
)
_LOG_ANSWERS = re.compile(
    r"(?:confirm|passkey|pincode)_reply\(\)|(?:PIN_CODE|USER_CONFIRMATION|USER_PASSKEY)_REQUEST_(?:NEG\w*_)?REPLY"
)
_LEGACY = re.compile(r"\[CHG\] Device (\S+) LegacyPairing: yes|\A\s*LegacyPairing: yes")
_TYPED_NO = re.compile(r"\(yes/no\):\s*no\b|Canceled by user|user rejected", re.IGNORECASE)
_AGENT_ASKS = re.compile(
    r"\[agent\] (?:Confirm|Enter|Accept|Authorize)|Request (?:confirmation|passkey|PIN|authori)|"
    r"(?<![a-z])Request(?:Confirmation|Passkey|PinCode) \(|\bEnter (?:PIN Code|passkey):|\bConfirm passkey \(yes/no\):"
)
_REGISTERED = re.compile(r"\AAgent (un)?registered")
_AGENT_SHOWS = re.compile(r"\[agent\] (?:PIN code|Passkey):")
_PASSKEY_TYPED = re.compile(r"Enter passkey \(number in 0-999999\): ?[0-9]")
_PIN_TYPED = re.compile(r"\bEnter PIN [Cc]ode: *[^\s(]")
SAID_NO = re.compile(
    r"confirm_reply[^\n]{0,60}success[ =]0\b|command 0x00(?:17|1d|1f) complete: 0x00|"
    r"\b(?:pin_code|confirm|passkey)_neg_reply complete|Passkey agent replied with an error|"
    r"call_passkey_agent\(\): no agent|\b(?:PIN Code|User Confirmation|User Passkey)(?: Request)? Negative Reply\b"
)
"""How bluetoothd logs a negative reply: by words, or by MGMT's numbers of PIN Code, User Confirmation and User Passkey
Negative Reply (BlueZ 5.87: doc/mgmt-api.txt); hcid of BlueZ 3 when it asked in vain (hcid/dbus-security.c)."""


class Refusal(NamedTuple):
    """This host said no for the user: the question, the answer, and the seconds between (None without times)."""

    question: Seen | None
    answer: Seen
    seconds: float | None


def refusal(observed: AttemptRecord) -> Refusal | None:
    """The negative reply to a question, where the log shows one."""
    answers = [s for s in observed.seen if isinstance(s.message, REFUSED)]
    if not answers:
        return None
    questions = [s for s in (*observed.before, *observed.seen) if isinstance(s.message, ASKED)]
    question = questions[-1] if questions else None
    seconds = None
    if question is not None and question.at is not None and answers[-1].at is not None:
        seconds = max(0.0, answers[-1].at - question.at)
    return Refusal(question, answers[-1], seconds)


def said_no(observed: AttemptRecord) -> bool:
    """Whether this host said no for the user, by a message or in the words of bluetoothd's log."""
    return refusal(observed) is not None or bool(_lines(observed, SAID_NO))


def open_question(observed: AttemptRecord) -> Seen | None:
    """The kernel's last question to the user where it got no reply, as far as the trace or bluetoothd's log shows."""
    talk = [s for s in observed.seen if _asks(s.message) or _answers(s.message) or _goes_on_from_answer(s)]
    return talk[-1] if talk and _asks(talk[-1].message) else None


def _asks(message: object) -> bool:
    return isinstance(message, ASKED) or (isinstance(message, LogLine) and bool(_LOG_ASKS.search(message.text)))


def _answers(message: object) -> bool:
    answered = isinstance(message, LogLine) and bool(_LOG_ANSWERS.search(message.text))
    return answered or isinstance(message, REFUSED + ACCEPTED)


def _goes_on_from_answer(seen: Seen) -> bool:
    """Whether this host sent what the kernel holds back until the user has answered (net/bluetooth/smp.c)."""
    return isinstance(seen.message, _HELD_BACK) and seen.direction is Direction.SENT


def _lines(observed: AttemptRecord, pattern: re.Pattern[str]) -> list[Seen]:
    return [s for s in observed.seen if isinstance(s.message, LogLine) and pattern.search(s.message.text)]


def _after(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f" after {seconds * 1000:.0f} ms" if seconds < 1 else f" after {seconds:.0f} s"


@facts("negative-reply", "answered-at-once", "answered-late", "answer-untimed", "pin-refused")
def replies(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """A negative reply, and how fast it came."""
    answer = refusal(observed)
    if answer is None:
        return
    yield Fact("negative-reply", f"This host answered the question with no{_after(answer.seconds)}", at(answer.answer))
    if isinstance(answer.answer.message, mgmt.PinCodeNegativeReply | hci.PinCodeRequestNegativeReply):
        yield Fact("pin-refused")
    if answer.seconds is None:
        yield Fact("answer-untimed")
    elif answer.seconds >= PROMPT_EXPIRED:
        yield Fact("answered-late", f"The answer came{_after(answer.seconds)}: a timer gave it", at(answer.answer))
    elif answer.seconds < AT_ONCE:
        yield Fact("answered-at-once")


@facts(
    "user-said-no", "prompt-expired", "prompted", "digits-shown", "digits-open-at-end", "pin-typed", "passkey-typed",
    "agent-asked", "runs-without-agent",
)  # fmt: skip
def prompts(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """What the agent's prompts came to."""
    if "rejected" in observed.answers:
        yield Fact("user-said-no", "The prompt of pairtui was answered with no")
    elif typed := _lines(observed, _TYPED_NO):
        yield Fact("user-said-no", "The question was answered with no", at(typed[-1]))
    if "expired" in observed.answers:
        yield Fact("prompt-expired", "The prompt was not answered before its time was over")
    if observed.prompts:
        yield Fact("prompted", f"The agent asked: {', '.join(dict.fromkeys(observed.prompts))}")
    elif around.agent == "":
        yield Fact("runs-without-agent", "pairtui runs without an agent")
    shown = _lines(observed, _AGENT_SHOWS)
    if shown and observed.in_progress and not observed.attempt.live:
        yield Fact("digits-open-at-end")
    if shown:
        yield Fact("digits-shown", "Digits were shown that somebody has to type on the device", at(shown[0]))
    elif notified := observed.first(mgmt.PasskeyNotify, hci.UserPasskeyNotification):
        yield Fact("digits-shown", "A passkey was shown that somebody has to type on the device", at(notified))
    elif {"show-passkey", "show-pin"} & set(observed.prompts):
        yield Fact("digits-shown", "Digits were shown that somebody has to type on the device")
    if typed := _lines(observed, _PIN_TYPED):
        yield Fact("pin-typed", "A PIN was typed here", at(typed[-1]))
    if typed := _lines(observed, _PASSKEY_TYPED):
        yield Fact("passkey-typed", "A passkey was typed here", at(typed[-1]))
    if asked := _lines(observed, _AGENT_ASKS):
        yield Fact("agent-asked", "An agent asked its user", at(asked[-1]))


@facts("agent-registered")
def registered(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """bluetoothctl says that its agent is registered, and nothing later that it is not."""
    for _, record, line in reversed(around.log_lines):
        if found := _REGISTERED.search(line.text):
            if not found[1]:
                yield Fact("agent-registered", "bluetoothctl's agent was registered", record)
            return


@facts("legacy-device")
def legacy(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """bluetoothctl says that the device pairs by PIN (`LegacyPairing`), so its user is always asked."""
    for _, record, line in reversed(around.log_lines):
        found = _LEGACY.search(line.text)
        if found and observed.attempt.peer.address in (None, (found[1] or "").upper() or observed.attempt.peer.address):
            yield Fact("legacy-device", "The device pairs by PIN: LegacyPairing: yes", record)
            return


@facts("question-open", "question-open-long", "question-open-at-end")
def unanswered(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """A question that nobody answered while the attempt ran."""
    asked, closed = len(observed.prompts), observed.answers
    pending = asked and (asked > len(closed) or closed[-1] in ("withdrawn", "expired"))
    question = open_question(observed)
    if not pending and (question is None or asked):
        return
    yield Fact("question-open", "The question to the user was still open at the end", at(question))
    if observed.in_progress and not observed.attempt.live:
        yield Fact("question-open-at-end")
    ended = observed.attempt.ended
    if question is not None and question.at is not None and ended is not None:
        stood = ended - question.at
        if stood >= PROMPT_EXPIRED:
            yield Fact("question-open-long", f"The question stood for {stood:.0f} s", at(question))


@facts("unanswered-there")
def unanswered_there(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """This host gave its PIN, and then for 30 seconds, as long as LMP waits, none came from the peer."""
    answered, ended = observed.last(mgmt.PinCodeReply, hci.PinCodeRequestReply), observed.attempt.ended
    if answered is None or answered[1].at is None or ended is None:
        return
    if (waited := ended - answered[1].at) >= PROMPT_EXPIRED:
        words = f"This side had given its PIN; for {waited:.0f} s nothing came from the peer"
        yield Fact("unanswered-there", words, at(answered))


@facts("cancelled-here")
def cancelled(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """Somebody on this host gave the pairing up; BlueZ (5.87) itself cancels what has failed already."""
    for stop in takewhile(_goes_on, observed.seen):
        if isinstance(stop.message, mgmt.CancelPairDevice | mgmt.UnpairDevice):
            yield Fact("cancelled-here", f"This host sent MGMT {stop.message.NAME}", at(stop))
            return


def _goes_on(seen: Seen) -> bool:
    """Whether the pairing is not over with this."""
    message = seen.message
    if isinstance(message, mgmt.CommandComplete | mgmt.CommandStatus):
        return message.opcode != mgmt.PairDevice.CODE
    return not isinstance(message, _ENDS)
