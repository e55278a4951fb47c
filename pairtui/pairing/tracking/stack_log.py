"""What the logs of other stacks say of a pairing: their vocabularies' statements become attempts."""

import re
from dataclasses import replace

from pairtui.knowledge.vocabularies import Found, Says, Statement, Vocabulary, stated, vocabularies_in, zephyr
from pairtui.knowledge.vocabularies.roles import of_this_link, of_this_machine
from pairtui.pairing.events import Traced
from pairtui.pairing.evidence.stack_log_state import StackLogState
from pairtui.pairing.tracking.attempts import AttemptTracker
from pairtui.pairing.tracking.stack_statements import act, elsewhere
from pairtui.protocol.record import LogLine, Reading

LISTED = re.compile(r"[0-9]{1,2}[.)] ")
"""An item of a list of outcomes, one after another: what failed in an earlier one is over."""

_ECHO = re.compile(r"(?:\w{3}, [^\n]{16,24} GMT )?hci(?:-usb)?\s")
"""noble's debug lines that take the packet of the line before them apart."""

_GOOD_ENDS = (Says.PAIRED, Says.BONDED, Says.ENCRYPTED)
"""What a program's word that stands in a sentence does not prove: somebody may speak of another time, or of a wish."""

_DIGITS = re.compile(r"\b[0-9]{3} ?[0-9]{3}\b|(?<=: )[0-9]{4}\b")


def stack_line(attempts: AttemptTracker, event: Traced, text: str) -> bool:
    """Take a line of such a log in; False where nothing in it is understood."""
    log_state = attempts.around.log_state
    if isinstance(event.message, LogLine) and event.message.ident == "heading":
        _another_machine(attempts, log_state, text)
        return True
    if attempts.around.traced and _ECHO.match(text):
        return True
    for vocabulary in (*vocabularies_in(text), *_by_shape(event)):
        _identified(attempts, log_state, vocabulary)
    if role := of_this_link(text) or ("" if log_state.role else of_this_machine(text)):
        log_state.role = role
        for observed in attempts.running:
            if observed.attempt.role == "unknown" and not elsewhere(attempts):
                observed.attempt = replace(observed.attempt, role=role)
    if LISTED.match(text):
        log_state.new = True
    if _take(attempts, event, text, log_state):
        return True
    log_state.waiting.append((event, text))
    return False


def _by_shape(event: Traced) -> tuple[Vocabulary, ...]:
    """Zephyr, where the line has its time and level; nRF5 writes its levels out, and they stand in the text."""
    line = event.message
    assert isinstance(line, LogLine)
    return (zephyr.VOCABULARY,) if line.ident == "zephyr" and not line.text.startswith("<") else ()


def _another_machine(attempts: AttemptTracker, log_state: StackLogState, heading: str) -> None:
    """What follows is the log of the machine in this role: its attempts are its own, of the same pairing or not."""
    for observed in list(attempts.running):
        if not elsewhere(attempts):
            attempts.finish(observed)
    if log_state.role:
        attempts.around.log_lines.clear()  # what the other machine lacks is no cause on this one
    log_state.role = "initiator" if heading in ("central", "initiator", "master") else "responder"


def _count_lines(attempts: AttemptTracker, log_state: StackLogState, vocabulary: Vocabulary, lines: int) -> None:
    """The stack that stated most is the one whose log this is."""
    log_state.stacks[vocabulary.stack] = log_state.stacks.get(vocabulary.stack, 0) + lines
    most = max(log_state.stacks, key=lambda stack: log_state.stacks[stack])
    if most == vocabulary.stack:
        attempts.around.note_reading(Reading(vocabulary.stack, vocabulary.host))


def _identified(attempts: AttemptTracker, log_state: StackLogState, vocabulary: Vocabulary) -> None:
    if vocabulary.stack not in log_state.stacks:
        _count_lines(attempts, log_state, vocabulary, 0)
        _waited(attempts, log_state)


def _waited(attempts: AttemptTracker, log_state: StackLogState) -> None:
    """Lines from before their stack was known count now, and are understood."""
    waiting = list(log_state.waiting)
    log_state.waiting.clear()
    for event, text in waiting:
        if _take(attempts, event, text, log_state):
            attempts.around.note_understood(event.record)
        else:
            log_state.waiting.append((event, text))


def _take(attempts: AttemptTracker, event: Traced, text: str, log_state: StackLogState) -> bool:
    found = stated(text, log_state.stacks)
    for each in found:
        _identified(attempts, log_state, each.vocabulary)
    if isinstance(event.message, LogLine) and event.message.quoted:
        found = [each for each in found if each.statement.says not in _GOOD_ENDS]
    state(attempts, event, text, log_state, found)
    return bool(found)


def state(attempts: AttemptTracker, event: Traced, text: str, log_state: StackLogState, found: list[Found]) -> None:
    """Do what each of these statements of a text does to the attempts."""
    found = _once(found)
    for number, each in enumerate(found):
        end = found[number + 1].start if number + 1 < len(found) else len(text)
        start = each.start if number else 0
        _count_lines(attempts, log_state, each.vocabulary, 1)
        if each.vocabulary.host != "unknown":
            log_state.new = log_state.new or log_state.host not in ("unknown", each.vocabulary.host)
            log_state.host = each.vocabulary.host
        said = _shown(text[start:end].strip(), each.statement)
        known = event.message if isinstance(event.message, LogLine) else LogLine("", "", quoted=True)
        line = replace(known, ident=each.vocabulary.stack, text=said)
        act(attempts, replace(event, message=line), each.statement)


def _once(found: list[Found]) -> list[Found]:
    """Without those that say the same again: the name of an error and its message, or what a sentence repeats."""
    kept: list[Found] = []
    for each in found:
        if not any(_same(one.statement, each.statement) for one in kept):
            kept.append(each)
    return kept


def _same(one: Statement, other: Statement) -> bool:
    code = (one.says, one.space, one.code) == (other.says, other.space, other.code)
    return code and other.address in (None, one.address)


def _shown(text: str, statement: Statement) -> str:
    """The piece of the line that states it; a passkey is left out."""
    return _DIGITS.sub("……", text) if statement.says is Says.ASKED else text
