"""A gateway whose offers can be set, with a lock in range; what its dialogs say."""

from pairtui.pairing import actions
from pairtui.pairing.attempt import Attempt, Kind, Peer, Step
from pairtui.pairing.events import (
    ActionFinished,
    SourceChanged,
    SourceState,
)
from pairtui.protocol.messages.smp import AuthReq, KeyDist, PairingRequest, PairingResponse, io_capability
from pairtui.protocol.record import Direction

LOCK = "/org/bluez/hci0/dev_C0_00_00_00_00_03"
POLICY = {"secure-connections": 1, "bondable": 1, "le": 1, "bredr": 0, "privacy": 0, "min-key-size": 7}
SETTABLE = frozenset(("secure-connections", "bondable", "privacy"))


def gateway(bench, capability="KeyboardDisplay", **adapter):
    """A gateway that can be set, with a lock that shows a passkey."""
    bench.up(pairable=True, **{"policy": POLICY, "settable": SETTABLE, **adapter})
    bench.feed(
        SourceChanged(source="mgmt", state=SourceState.UP, detail="read and set"),
        ActionFinished(action=actions.SetCapability(capability)),
    )
    return bench.device(LOCK, "lock", -60)


def offered(number=1, io=0, flags=0x0D, **more):
    """An attempt in which the lock has offered this."""
    rest = (16, KeyDist.ENC_KEY, KeyDist.ENC_KEY)
    ours = PairingRequest(io_capability(4), 0, AuthReq(0x0D), *rest)
    theirs = PairingResponse(io_capability(io), 0, AuthReq(flags), *rest)
    steps = (Step(0, 1, Direction.SENT, "", message=ours), Step(0, 2, Direction.RECEIVED, "", message=theirs))
    peer = Peer("C0:00:00:00:00:03", "random", "lock")
    return Attempt(number, Kind.PAIRING, "hci0", LOCK, peer, steps=steps, ended=1.0, **more)


def line(screen: str, start: str) -> str:
    """The row of the dialog that begins with these words."""
    rows = [row.split("│")[1:] for row in screen.splitlines()]
    return next(cell.strip() for row in rows for cell in row if cell.strip().startswith(start))


def said(screen: str) -> str:
    """What the dialog says, its lines joined."""
    rows = screen.splitlines()
    rim = next(row for row in rows if "┌─ " in row)
    left, right = rim.index("┌─ "), rim.index("┐", rim.index("┌─ "))
    return " ".join(" ".join(row[left + 1 : right] for row in rows if row[left : left + 1] == "│").split())
