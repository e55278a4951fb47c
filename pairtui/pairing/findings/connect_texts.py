"""What each finding says about a connection that did not come about: whose part it was, and what to do."""

from dataclasses import replace

from pairtui.knowledge import codes
from pairtui.knowledge.causes import CAUSES
from pairtui.pairing.attempt import Confidence, Evidence, Finding, Fix, Side
from pairtui.pairing.named_fix import fix_named

_NO_LINK = ("connection-only", "never-connected", "no-link")
"""What a connection rests on that did not come about."""

_ROLE_CHANGE_NOT_ALLOWED, _NO_ROOM = 0x21, 0x0D
_REJECTED = (0x04, _NO_ROOM, 0x0E, 0x0F, 0x10)
"""How a connection ends that this host was asked for and did not take."""

_FREE_DEVICE = fix_named("free-device-there")
_FAILED, _NO_RESOURCES, _DISCONNECTED = 0x03, 0x07, 0x0E
_OF_THE_PEER = (0x04, 0x08, 0x0B, _DISCONNECTED)
"""MGMT's Connect Failed, Timeout, Rejected and Disconnected, of which the peer is mostly the cause."""

_GIVEN_UP_HERE = (0x0A, 0x0F, 0x10, 0x11, 0x12)
"""MGMT's Busy, Not Powered, Cancelled, Invalid Index and RF Kill (net/bluetooth/mgmt.c, mgmt_status_table)."""


def ended(status: int, *, incoming: bool, le: bool, record: int | None) -> Finding:
    """A Connection Complete whose status is that none came about; over LE no device can refuse for want of room."""
    if incoming and status in _REJECTED:
        return rejected_here(status, record)
    return no_room_here(status, record) if le and status == _NO_ROOM else not_connected(status, record)


def not_connected(status: int, record: int | None) -> Finding:
    """A connection nobody asked to pair over did not come about."""
    code = codes.code_text("hci", status)
    title = "A connection did not come about"
    text = "The device did not answer: out of range, asleep, not connectable, or connected to another host."
    fixes: tuple[Fix, ...] = (
        fix_named("wake-up"),
        _FREE_DEVICE,
    )
    if status == _NO_ROOM:
        busy = CAUSES["peer-busy"]
        title, text = busy.texts[0].title, busy.texts[0].explanation
        evidence = (Evidence(f"Connection Complete: {codes.name('hci', status)}", record),)
        return Finding(busy.id, code, Side.PEER, title, text, evidence, (_FREE_DEVICE,), facts=_NO_LINK)
    if status == _ROLE_CHANGE_NOT_ALLOWED:
        title, text = next((one.title, one.explanation) for one in CAUSES["connect-failed"].texts if one.when == code)
        fixes = (replace(fix_named("role-switch"), action=None),)  # nobody asked to pair
    evidence = (Evidence(f"Connection Complete: {codes.name('hci', status)}", record),)
    return Finding("connect-failed", code, Side.PEER, title, text, evidence, fixes, facts=_NO_LINK)


def no_room_here(status: int, record: int | None) -> Finding:
    """The controller of this gateway ended the connecting over LE, as it has no room for one more link."""
    code = codes.code_text("hci", status)
    text = next(one for one in CAUSES["connect-failed"].texts if one.when == f"{code} local")
    evidence = (Evidence(f"Connection Complete: {codes.name('hci', status)}", record),)
    fixes = (
        fix_named("close-connections"),
        fix_named("power-cycle"),
    )
    return Finding("connect-failed", code, Side.LOCAL, text.title, text.explanation, evidence, fixes, facts=_NO_LINK)


def not_called(status: int, record: int | None) -> Finding:
    """The controller of this gateway refused the command to connect."""
    name = codes.name("hci", status)
    return Finding(
        "connect-failed",
        codes.code_text("hci", status),
        Side.LOCAL,
        "The controller of this gateway refused to connect",
        "It did not take the command: another connection or a scan was under way, another program uses the controller, "
        "or its firmware is at fault. The device was not even called.",
        (Evidence(f"Command Status of Create Connection: {name}", record),),
        (
            fix_named("stop-others-connect"),
            fix_named("power-cycle"),
            fix_named("kernel-and-firmware"),
        ),
        facts=_NO_LINK,
    )


def rejected_here(status: int, record: int | None) -> Finding:
    """A connection that the peer asked for and this host did not take."""
    return Finding(
        "application-disconnect",
        codes.code_text("hci", status),
        Side.LOCAL,
        "This gateway did not take the connection that the device asked for",
        "The device called, and this host refused it or let it wait too long: it does not know the device, is not "
        "connectable for it, or the device is blocked here.",
        (Evidence(f"Connection Complete: {codes.name('hci', status)}", record),),
        (
            fix_named("pair-or-trust"),
            fix_named("refusal-in-log"),
        ),
        weighed=Confidence.LIKELY,
    )


def unreached(status: int, record: int | None) -> Finding:
    """The kernel's Connect Failed, where nobody asked to pair."""
    code, name = codes.code_text("mgmt", status), codes.name("mgmt", status)
    side = Side.PEER if status in _OF_THE_PEER else Side.UNKNOWN
    fixes: tuple[Fix, ...] = (fix_named("wake-up"), _FREE_DEVICE)
    text = (
        "The kernel tried to connect and reports that no link came up, or that it was gone at once: out of range, "
        "asleep, not connectable, or connected to another host."
    )
    if status in _GIVEN_UP_HERE:
        side, fixes = Side.LOCAL, (fix_named("connect-again"),)
        text = "This gateway gave the connection up: somebody cancelled it, or the adapter was switched off or busy."
    elif status == _FAILED:
        text = "The kernel tried to connect, no link came up, and it gives no reason."
    elif status == _NO_RESOURCES:
        text = "This gateway's controller, or the device, has no room for another connection: the kernel names both so."
        fixes = (fix_named("fewer-connections"), _FREE_DEVICE)
    evidence = (Evidence(f"MGMT Connect Failed: {name}", record),)
    title = "A connection did not come about"
    facts = ("connection-only",) if status == _DISCONNECTED else _NO_LINK  # such a link was up, and ended at once
    return Finding("connect-failed", code, side, title, text, evidence, fixes, facts=facts)
