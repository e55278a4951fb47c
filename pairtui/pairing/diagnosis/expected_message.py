"""What should have come where an attempt failed (Core Specification, Vol 3, Part H, 2.3 and appendix C)."""

from collections.abc import Sequence

from pairtui.pairing.attempt import Attempt, Kind, Outcome, Step
from pairtui.pairing.evidence.relations import ASKED
from pairtui.protocol.immutable import immutable
from pairtui.protocol.messages import hci, smp
from pairtui.protocol.record import Direction

PASSKEY_ROUNDS = 20
_ENCRYPTION = (hci.EncryptionChange, hci.EncryptionChangeV2, hci.EncryptionKeyRefreshComplete)


def expected(attempt: Attempt) -> str:
    """`Pairing Response from the peer`: what should have followed the last step before the failing one.

    Of an attempt without an end, what should have followed its last step. "" where it came to a good end, or the steps
    do not show what was under way.
    """
    open_end = attempt.outcome is Outcome.INCOMPLETE
    failed = (at for at, step in enumerate(attempt.steps) if step.mark == "failed" and not open_end)
    at = next(failed, len(attempt.steps))
    if at == len(attempt.steps) and not open_end:
        return ""
    if open_end and attempt.steps and isinstance(attempt.steps[-1].message, ASKED):
        return "the answer to the question from the gateway"
    if not open_end and isinstance(attempt.steps[at].message, _ENCRYPTION):
        return "an encrypted link"
    flow = [step for step in attempt.steps[:at] if isinstance(step.message, _FLOW)]
    if not flow:
        return "an encrypted link" if attempt.kind is Kind.ENCRYPTION else ""
    return _after(flow, attempt)


@immutable()
class _Exchange:
    """What is known of a pairing from its messages: `initiator` is the direction of what the initiator sends."""

    initiator: Direction
    secure: bool
    model: str | None
    randoms: int


def _after(flow: Sequence[Step], attempt: Attempt) -> str:
    last = flow[-1]
    begun = next((step.direction for step in flow if isinstance(step.message, smp.PairingRequest)), None)
    ours = {"initiator": Direction.SENT, "responder": Direction.RECEIVED}.get(attempt.role)
    exchange = _Exchange(
        begun or ours or Direction.SENT,
        any(isinstance(step.message, smp.PairingPublicKey) for step in flow) or attempt.pairing == "secure-connections",
        attempt.association_model,
        sum(isinstance(step.message, smp.PairingRandom) for step in flow),
    )
    what, by_initiator = _next(last, exchange)
    if not what or by_initiator is None:
        return what
    sent = (exchange.initiator is Direction.SENT) == by_initiator
    return f"{what} from the {'gateway' if sent else 'peer'}"


def _next(last: Step, exchange: _Exchange) -> tuple[str, bool | None]:
    """The name of what follows, and whether the initiator sends it; None where it comes from both or neither."""
    initiator = last.direction is exchange.initiator
    passkey = exchange.model == "passkey-entry"
    match last.message:
        case smp.SecurityRequest():
            return f"{smp.PairingRequest.NAME}, or encryption with a stored key,", True
        case smp.PairingRequest():
            return smp.PairingResponse.NAME, False
        case smp.PairingResponse():
            return (smp.PairingPublicKey.NAME if exchange.secure else smp.PairingConfirm.NAME), True
        case smp.PairingPublicKey() if initiator:
            return smp.PairingPublicKey.NAME, False
        case smp.PairingPublicKey():
            return (smp.PairingRandom.NAME, True) if exchange.model == "oob" else (smp.PairingConfirm.NAME, passkey)
        case smp.PairingConfirm():
            answer = initiator and (passkey or not exchange.secure)
            return (smp.PairingConfirm.NAME, False) if answer else (smp.PairingRandom.NAME, True)
        case smp.PairingRandom() if initiator:
            return smp.PairingRandom.NAME, False
        case smp.PairingRandom() if not exchange.secure:
            return "an encrypted link", None
        case smp.PairingRandom():
            again = passkey and exchange.randoms < 2 * PASSKEY_ROUNDS
            return (smp.PairingConfirm.NAME if again else smp.PairingDHKeyCheck.NAME), True
        case smp.PairingDHKeyCheck() if initiator:
            return smp.PairingDHKeyCheck.NAME, False
        case smp.PairingDHKeyCheck():
            return "an encrypted link", None
    return "the rest of the keys", None


_FLOW = (
    smp.SecurityRequest,
    smp.PairingRequest,
    smp.PairingResponse,
    smp.PairingPublicKey,
    smp.PairingConfirm,
    smp.PairingRandom,
    smp.PairingDHKeyCheck,
    *smp.KEYS,
)
