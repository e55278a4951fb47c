"""What is seen of a connection that did not come about, or that failed after a good pairing."""

from pairtui.pairing.attempt import Side
from pairtui.pairing.evidence.context import Unconnected
from pairtui.pairing.findings.detected import Detected, coded, detected

_NO_LINK = "unasked connection-only never-connected no-link"
"""Facts of a connection that did not come about, and over which nobody had asked to pair."""

_COMPLETE = "Connection Complete: {name}"
_NO_ROOM = 0x0D
_REJECTED = (0x04, _NO_ROOM, 0x0E, 0x0F, 0x10)
"""How a connection ends that this host was asked for and did not take."""

_NO_RESOURCES, _DISCONNECTED = 0x07, 0x0E
_OF_THE_PEER = (0x04, _NO_RESOURCES, 0x08, 0x0B)
"""MGMT's Connect Failed, No Resources, Timeout and Rejected, which say where it lies, or that it lies at one of two."""

_GIVEN_UP_HERE = (0x0A, 0x0F, 0x10, 0x11, 0x12)
"""MGMT's Busy, Not Powered, Cancelled, Invalid Index and RF Kill (net/bluetooth/mgmt.c, mgmt_status_table)."""


def ended(status: int, *, incoming: bool, le: bool, record: int | None) -> Detected:
    """A Connection Complete whose status is that none came about; over LE no device can refuse for want of room."""
    if incoming and status in _REJECTED:
        return rejected_here(status, record)
    return not_connected(status, record, Side.LOCAL if le and status == _NO_ROOM else Side.PEER)


def not_connected(status: int, record: int | None, by: Side = Side.PEER) -> Detected:
    """A connection nobody asked to pair over did not come about, for a side's controller has no room or heard none."""
    return coded("hci", status, by, _NO_LINK, _COMPLETE, record)


def not_called(status: int, record: int | None) -> Detected:
    """The controller of this gateway refused the command to connect."""
    shown = "Command Status of Create Connection: {name}"
    return detected(f"call-refused {_NO_LINK}", shown, record, ("hci", status), Side.LOCAL)


def rejected_here(status: int, record: int | None, shown_by: str = "Connection Complete") -> Detected:
    """A connection that the peer asked for and this host did not take; `shown_by` is the message with the reason."""
    return detected("rejected-here", f"{shown_by}: {{name}}", record, ("hci", status), Side.LOCAL)


def unreached(status: int, record: int | None) -> Detected:
    """The kernel's Connect Failed, where nobody asked to pair."""
    shown = "MGMT Connect Failed: {name}"
    if status in _OF_THE_PEER:
        return coded("mgmt", status, Side.PEER, _NO_LINK, shown, record)
    if status == _DISCONNECTED:  # such a link was up
        return detected("unasked ended-at-once", shown, record, ("mgmt", status), Side.PEER)
    by, name = (Side.LOCAL, "given-up-here") if status in _GIVEN_UP_HERE else (Side.UNKNOWN, "no-reason-given")
    return coded("mgmt", status, by, f"{name} {_NO_LINK}", shown, record)


def after_pairing(lost: Unconnected) -> Detected:
    """A connection that failed after a good pairing, which stands."""
    names = "after-pairing connection-only coded outer-only step:connection"
    return coded(lost.space, lost.code, Side.UNKNOWN, names, lost.words or "{code}", lost.record)
