"""Passes a line of a log on: to BlueZ's daemon, its programs, another stack; keeps what none of them understood."""

import re

from pairtui.knowledge import kernel_lines
from pairtui.knowledge.daemon_phrases import OF_NO_CONSEQUENCE
from pairtui.pairing.events import Traced
from pairtui.pairing.evidence.steps import log_text
from pairtui.pairing.findings.log_lines import found_in, is_step
from pairtui.pairing.tracking import client_log, daemon_log
from pairtui.pairing.tracking.attempts import AttemptTracker, on
from pairtui.pairing.tracking.stack_log import stack_line
from pairtui.protocol.failure_words import speaks_of_failure
from pairtui.protocol.record import DEBUG, LogLine

_CONSEQUENCE = re.compile(
    r"(?:dev_disconnected|disconnect_cb)\(\)|disconnected with reason \d|bonding \(nil\) status|"
    r"device_bonding_failed\(\) status|connect_failed_callback\(\)|conn_fail_cb\(\)|status 0xe\b|svc_resolved|"
    r"start_discovery_timeout|remove_(?:accept_list|whitelist)_complete\(\)|"
    r"Failed to (?:cancel connection|remove match)\b|"
    r"att_disconnected_cb|gatt_client_ready_cb|unexpected SMP command 0x0b|"
    r":\Z|[Uu]nable to get io data|Can't get HIDP connection info|Failed to get HIDP|Invalid capability data"
)
"""Lines with a number or a word of failure that follow from something else, are no pairing's, or announce a log."""
_HARMLESS = re.compile(
    r"sap-server|Sap driver init|Failed to init \w+ plugin|experimental not enabled|Failed to reset Adv Monitors|"
    r"kernel lacks|[Ff]ailed to (?:set privacy|(?:clear|add|remove) UUID|set default system config|obtain handles)|"
    r"Failed to (?:start|stop) discovery|Link Loss service|Time Service could not|gatt-time-server|"
    r"Error stopping scanner: |Failed to load conn params: |to mgmt socket: |Starting bluetooth scanner aborted|"
    r"GLib-WARNING \*\*: Invalid file descriptor|MTU [Ee]xchange failed\. ATT ECODE: 0x06|"
    r"Not enough free handles|Failed to set mode: (?:Rejected|Not Supported|Invalid)|" + OF_NO_CONSEQUENCE
)
"""What bluetoothd says of features that it or a device does without, and gatttool as it ends."""
_ELSEWHERE = re.compile(
    r"\bauth(?:entication)?\b[^\n]{0,20} (?:failed|failure|error|denied)\b[^\n]{0,80}"
    r"\b(?:MQTT|API|HTTP|https?:|status code|SSH|OAuth|SMTP)\b|"
    r"\b(?:MQTT|mosquitto|API|HTTP|SSH|OAuth|SMTP|wpa_supplicant|wlan[0-9])\b[^\n]{0,80}"
    r"\bauth(?:entication|orized)?\b[^\n]{0,20} (?:failed|failure|error|denied)\b|\bnot authori[sz]ed\b[^\n]{0,30}MQTT",
    re.IGNORECASE,
)
"""A login to something that is not Bluetooth was refused."""

_OF_BLUEZ = ("bluetoothd", "kernel", "note", "btmgmt")
"""Who writes lines that no other stack's words are looked for in."""


@on(LogLine)
def log_line(attempts: AttemptTracker, event: Traced) -> None:
    """A line that begins or ends a pairing does so where no trace shows it; one that speaks of it is a step."""
    line = event.message
    assert isinstance(line, LogLine)
    for pattern, act in (*daemon_log.ACTS, *client_log.ACTS):
        found = pattern.search(line.text)
        if found:
            act(attempts, event, found)
            return
    if kernel_lines.fact_of(line.text) is not None or _HARMLESS.search(line.text):
        return
    if line.ident not in _OF_BLUEZ and stack_line(attempts, event, line.text):
        return
    if is_step(line.text):
        observed = attempts.only(lambda observed: not attempts.settled(observed, event.at))
        if observed is not None:
            attempts.step(observed, event)
        elif found_in(line, event.record) is None:
            attempts.around.note_not_understood(event.record, log_text(line))
    elif _failed(line) and found_in(line, event.record) is None:
        attempts.around.note_not_understood(event.record, log_text(line))


def _failed(line: LogLine) -> bool:
    """Whether a line reports a failure; a debug line of another stack is full of numbers that are none."""
    traced = line.ident in ("log", "zephyr") and line.priority == DEBUG
    if _CONSEQUENCE.search(line.text) or _ELSEWHERE.search(line.text):
        return False
    return speaks_of_failure(line.text, numbers=not traced)
