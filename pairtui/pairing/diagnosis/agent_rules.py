"""Rules for questions of the agent that were answered with no: by whom, and why."""

from pairtui.knowledge.association import NUMERIC_COMPARISON, PASSKEY_ENTRY
from pairtui.pairing.attempt import Confidence, Diagnosis, Evidence, Fix
from pairtui.pairing.diagnosis.common import AGENT, REMOVE_AND_PAIR
from pairtui.pairing.diagnosis.predicates import (
    Rule,
    known_device,
    log_line,
    model_is,
    open_question,
    record_of,
    refusal,
)
from pairtui.pairing.evidence.attempt_record import Course
from pairtui.pairing.evidence.context import Surroundings
from pairtui.protocol.messages import mgmt, smp

AT_ONCE = 0.15
"""An answer within so many seconds was given by a program, not by a person."""

PROMPT_EXPIRED = 25.0
"""SMP gives 30 s per PDU, BlueZ's agent 60: an answer after this came from a timer."""


def no_agent(course: Course, around: Surroundings) -> Diagnosis | None:
    """Nobody could be asked: bluetoothd says so, or answers at once where no agent of ours is registered."""
    said = log_line(course, around, "No agent available", "Authentication attempt without agent")
    answer = refusal(course)
    evidence = [said] if said else []
    if answer is not None:
        evidence.append(Evidence(f"bluetoothd answered no{_after(answer.seconds)}", answer.answer.record))
    unasked = around.agent == "" and not course.prompts
    local = course.local_features
    unbonded = local is not None and not local.bonding and local.io == smp.IoCapability.NO_INPUT_NO_OUTPUT
    if unbonded:
        evidence.append(Evidence("The gateway offered no bonding: without an agent it is not pairable"))
    quick = answer is not None and (answer.seconds is None or answer.seconds < AT_ONCE)
    at_once = quick and around.agent is None
    if said is None and not unasked and not (at_once and unbonded):
        return None
    if unasked:
        evidence.append(Evidence("pairtui runs without an agent"))
    return Diagnosis(
        "no-agent",
        "No agent on this gateway could be asked",
        "BlueZ asks an agent before every pairing, even where no number is compared. None was registered, so "
        f"bluetoothd answered no and the kernel refused with {_reason(course)}.",
        Confidence.CERTAIN if said is not None or unasked else Confidence.LIKELY,
        tuple(evidence),
        (
            AGENT,
            Fix(
                "Keep an agent running: `bluetoothctl` with `agent on` and `default-agent`, or `bt-agent -c "
                "NoInputNoOutput`"
            ),
        ),
    )


def prompt_timeout(course: Course, around: Surroundings) -> Diagnosis | None:
    """The question stood until a timer answered it."""
    answer = refusal(course)
    late = answer is not None and answer.seconds is not None and answer.seconds >= PROMPT_EXPIRED
    if not late and "expired" not in course.answers:
        return None
    record = answer.answer.record if answer else record_of(course)
    seconds = answer.seconds if answer else None
    return prompt_expired(Evidence(f"Answered{_after(seconds)}", record))


def unanswered(course: Course) -> bool:
    """Whether the last question of the pairing was still open when the pairing ended, or closed without an answer."""
    asked, closed = len(course.prompts), course.answers
    if asked == 0:
        return open_question(course) is not None
    return asked > len(closed) or closed[-1] in ("withdrawn", "expired")


def left_open(course: Course, around: Surroundings) -> Diagnosis | None:
    """The link ended while a question to the user had stood for as long as the protocol waits."""
    question, ended = open_question(course), course.attempt.ended
    if question is None or question.at is None or ended is None or ended - question.at < PROMPT_EXPIRED:
        return None
    return prompt_expired(Evidence(f"The question stood for {ended - question.at:.0f} s", question.record))


def prompt_expired(evidence: Evidence) -> Diagnosis:
    """Nobody answered; `evidence` tells for how long."""
    return Diagnosis(
        "prompt-timeout",
        "The question on this gateway was not answered in time",
        "SMP allows 30 seconds for each step. Nobody answered the agent's question, so the pairing is over.",
        Confidence.CERTAIN,
        (evidence,),
        (Fix("Pair again and answer within 30 seconds", "pair"),),
    )


def agent_rejected(course: Course, around: Surroundings) -> Diagnosis | None:
    """The agent, or the user through it, said no."""
    answer = refusal(course)
    by_user = "rejected" in course.answers
    stale = _stale_bond(course, around, answer is not None)
    if stale is not None and not by_user:
        return stale
    evidence = []
    if by_user:
        evidence.append(Evidence("The prompt of pairtui was answered with no"))
    if answer is not None:
        evidence.append(Evidence(f"bluetoothd's negative reply{_after(answer.seconds)}", answer.answer.record))
    if not evidence:
        evidence.append(
            Evidence(
                f"The gateway sent {_reason(course)}, which the kernel does after a negative reply", record_of(course)
            )
        )
    compared = model_is(course, NUMERIC_COMPARISON)
    explanation = f"The question was answered with no, so the kernel refused with {_reason(course)}." + (
        " If the two numbers really differed, somebody may be in the middle." if compared else ""
    )
    at_once = answer is not None and answer.seconds is not None and answer.seconds < AT_ONCE and not by_user
    if at_once:
        explanation += (
            " It came at once, so a program said no: an agent that rejects, one whose program is gone, or none."
        )
    return Diagnosis(
        "agent-rejected",
        "The question on this gateway was answered with no",
        explanation,
        Confidence.CERTAIN if by_user else Confidence.LIKELY if answer else Confidence.POSSIBLE,
        tuple(evidence),
        (Fix(_answer(course), "pair"), *(() if by_user else (AGENT,))),
    )


def _answer(course: Course) -> str:
    if model_is(course, NUMERIC_COMPARISON):
        return "Pair again and answer yes if both show the same number"
    if model_is(course, PASSKEY_ENTRY):
        return "Pair again and type the six digits on the side that asks for them"
    return "Pair again and answer yes"


def _stale_bond(course: Course, around: Surroundings, answered: bool) -> Diagnosis | None:
    hint = course.last(mgmt.UserConfirmationRequest)
    inward = course.initiator is False and hint is not None and hint[0].hint == 1
    if not (answered and inward and known_device(course, around)):
        return None
    return Diagnosis(
        "local-bond-missing",
        "The peer forgot its bond; this gateway still has it and refuses to pair anew",
        "The peer asks for a new Just Works pairing while bluetoothd holds a bond with it. With "
        "JustWorksRepairing=never (the default) bluetoothd answers no without asking anybody.",
        Confidence.LIKELY,
        (
            Evidence(
                "A bond with this peer was there, and the confirmation was only a hint",
                hint[1].record if hint else None,
            ),
        ),
        (
            REMOVE_AND_PAIR,
            Fix("Or allow it: `JustWorksRepairing = always` in /etc/bluetooth/main.conf, restart bluetoothd"),
        ),
    )


def _after(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f" after {seconds * 1000:.0f} ms" if seconds < 1 else f" after {seconds:.0f} s"


def _reason(course: Course) -> str:
    failure = course.attempt.failure
    return f"{failure.code} {failure.name}" if failure else ""


SAID_NO: tuple[Rule, ...] = (no_agent, prompt_timeout, agent_rejected)
"""Asked in this order for every refusal that a negative reply leads to."""
