"""What bluetoothd's lines do to the attempts."""

import re
from dataclasses import replace

from pairtui.knowledge.codes import code_text
from pairtui.pairing.attempt import Kind, Phase
from pairtui.pairing.events import Traced
from pairtui.pairing.evidence.facts.agent import SAID_NO
from pairtui.pairing.tracking import logged_attempts as logged
from pairtui.pairing.tracking.attempts import AttemptTracker
from pairtui.pairing.tracking.logged_attempts import ADDRESS
from pairtui.protocol.record import LogLine

_BEGINS = re.compile(rf"adapter_bonding_attempt\(\) (hci\d+) bdaddr {ADDRESS} type (\d)")
_ENDS = re.compile(rf"bonding_attempt_complete\(\) (hci\d+) bdaddr {ADDRESS} type (\d) status 0x([0-9a-fA-F]+)")
_ASKS = re.compile(rf"(?:user_confirm_request|user_passkey_request|pin_code_request)_callback\(\) (hci\d+) {ADDRESS}")
_ANSWERS = re.compile(rf"(?:confirm|passkey|pincode)_reply\(\) (hci\d+) addr {ADDRESS}")
_KEY = re.compile(
    rf"(?:new_link_key|new_long_term_key)_callback\(\) (hci\d+) new (?:key|LTK) for {ADDRESS}(?![^\n]*store_hint 0)"
)
_PAIR_COMPLETE = re.compile(r"(?:(?<![a-z_])pair_device_complete\(\)\s+|Pair device failed: )[A-Z][\w ]+\(0x(\w\w)\)")
_BONDING_COMPLETE = re.compile(r"device_bonding_complete\(\) bonding 0x\w+ status 0x(?!00)(\w\w)")
_BONDING_FAILED = re.compile(
    r"device_bonding_failed\(\) status (\d{1,2})\b|bonding_attempt_complete\(\) (?:\.{3} )?status 0x([0-9a-f]{1,2})\b"
)
_CONNECT_FAILED = re.compile(rf"connect_failed_callback\(\) hci\d+ {ADDRESS} status")
_BEFORE_MGMT = rf"\(sba=[^\s,]{{1,40}},? dba=(?:{ADDRESS})?"
"""Up to BlueZ 4 the daemon itself talks HCI, and logs its events with both addresses (security.c of src or hcid)."""
_ASKS_4 = re.compile(rf"\b(?:pin_code_request|io_capa_request) {_BEFORE_MGMT}")
_KEY_4 = re.compile(rf"\blink_key_notify {_BEFORE_MGMT}")
_BY_PIN = re.compile(r"(?i:pin[_ ]code|passkey[_ ]agent)")
"""What a refusal speaks of where it is that of a PIN, and of hcid, which knew no LE."""
_NO_LINK, _DISCONNECTED = 0x04, 0x0E


def _asks(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    """A question where no pairing is under way: the other side began one."""
    link = logged.link_to(found[1], found[2], None)
    observed = attempts.on_link(link)
    if (observed is None or not observed.in_progress) and found.re is _ASKS and not logged.shown_by_trace(attempts):
        observed = attempts.open(Kind.PAIRING, link, event.at)
        observed.attempt = replace(observed.attempt, role="responder")
    if observed is not None and observed.in_progress:
        attempts.step(observed, event, phase=Phase.AUTHENTICATION)


def _says_no(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    """A negative reply without the address: it is that of the pairing under way, or the first that is seen of one."""
    assert isinstance(event.message, LogLine)
    observed = logged.under_way(attempts, event)
    prose = event.message.quoted and found[0].endswith("Reply")
    if observed is None and not prose and not logged.shown_by_trace(attempts):
        observed = attempts.open(Kind.PAIRING, None, event.at)
        if _BY_PIN.search(found[0]):
            observed.attempt = replace(observed.attempt, transport="bredr")
    if observed is not None:
        attempts.step(observed, event)


def _key_stored(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    """bluetoothd has a new key to keep: the pairing succeeded, unless Pair Device is still to end."""
    link = logged.link_to(found[1], found[2], None)
    observed = attempts.on_link(link)
    if observed is None and not logged.shown_by_trace(attempts):
        observed = attempts.open(Kind.PAIRING, link, event.at)
    if observed is not None and observed.in_progress and observed.pair_called:
        attempts.step(observed, event)  # the kernel's answer to Pair Device is to come
    elif observed is not None and observed.in_progress:
        logged.close(attempts, observed, event, "mgmt", 0)


def _asks_4(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    """The controller asks for a PIN or the capabilities, whichever side began to pair."""
    link = logged.link_to(None, found[1], "0") if found[1] else None
    observed = attempts.on_link(link) if link else logged.under_way(attempts, event)
    if observed is None or not observed.in_progress:
        observed = attempts.open(Kind.PAIRING, link, event.at)
    attempts.step(observed, event, phase=Phase.AUTHENTICATION)


def _key_4(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    """The controller has a new link key: the authentication succeeded."""
    link = logged.link_to(None, found[1], "0") if found[1] else None
    observed = (attempts.on_link(link) if link else logged.under_way(attempts, event)) or attempts.open(
        Kind.PAIRING, link, event.at
    )
    if observed.in_progress:
        logged.close(attempts, observed, event, "mgmt", 0)


def _ends(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    status = int(found[4], 16)
    link = logged.link_to(found[1], found[2], found[3])
    observed = attempts.on_link(link) or attempts.nameless(code_text("mgmt", status), event.at)
    if observed is not None:
        attempts.adopt(observed, link)
    if observed is None or (attempts.settled(observed, event.at) and status):
        if status in (0, _DISCONNECTED) or (status == _NO_LINK and _not_connected(attempts, found[2])):
            return  # bluetoothd writes this line whenever a link ends or none comes about, with a bonding or without
        observed = attempts.open(Kind.PAIRING, link, event.at)
    if status == _DISCONNECTED and not (observed.in_progress or observed.failed):
        attempts.step(observed, event)  # the link of a pairing that succeeded has ended
        return
    logged.close(attempts, observed, event, "mgmt", status)


def _bonding_failed(attempts: AttemptTracker, event: Traced, found: re.Match[str]) -> None:
    """It follows the line with the address, or is that line cut; it begins an attempt only where it is alone."""
    status = int(found[1]) if found[1] else int(found[2], 16)
    if status in (0, _DISCONNECTED, _NO_LINK) or attempts.around.traced:
        return
    observed = attempts.only(lambda observed: observed.in_progress)
    if observed is None and not attempts.all:
        observed = attempts.open(Kind.PAIRING, None, event.at)
    if observed is not None:
        logged.close(attempts, observed, event, "mgmt", status)


def _not_connected(attempts: AttemptTracker, address: str) -> bool:
    """Whether bluetoothd says that no link to this device came about."""
    failures = (_CONNECT_FAILED.search(line.text) for _, _, line in attempts.around.log_lines)
    return any(found is not None and found[1] == address for found in failures)


ACTS = (
    (_BEGINS, logged.begins),
    (_ENDS, _ends),
    (_ASKS, _asks),
    (_ANSWERS, _asks),
    (SAID_NO, _says_no),
    (_KEY, _key_stored),
    (_ASKS_4, _asks_4),
    (_KEY_4, _key_4),
    (_PAIR_COMPLETE, logged.completed),
    (_BONDING_COMPLETE, logged.completed),
    (_BONDING_FAILED, _bonding_failed),
)
"""What a line of the daemon does, in the order in which it is asked."""
