"""What lines of bluetoothd and the kernel on devices and bonds mean by themselves; `kernel_lines` has the drivers."""

from functools import lru_cache

from pairtui.knowledge.app_phrases import APP_PHRASES
from pairtui.knowledge.bond_phrases import BOND_PHRASES
from pairtui.knowledge.bus_phrases import BUS_PHRASES, NO_REPLY
from pairtui.knowledge.client_phrases import CLIENT_PHRASES
from pairtui.knowledge.daemon_phrases import DAEMON_PHRASES
from pairtui.knowledge.firmware_phrases import FIRMWARE_PHRASES
from pairtui.knowledge.home_assistant_phrases import HOME_ASSISTANT_PHRASES
from pairtui.knowledge.kernel_phrases import KERNEL_PHRASES
from pairtui.knowledge.le_phrases import LE_PHRASES
from pairtui.knowledge.log_phrase import LogPhrase, phrase
from pairtui.knowledge.pc_phrases import PC_PHRASES
from pairtui.knowledge.phone_phrases import PHONE_PHRASES
from pairtui.knowledge.profile_phrases import PROFILE_PHRASES
from pairtui.knowledge.python_phrases import PYTHON_PHRASES
from pairtui.knowledge.tool_phrases import TOOL_PHRASES

LOG_PHRASES = (
    phrase(
        r"\b[Nn]o agent (?:avail|(?:is |was )?(?:regist|found))(?<!\ANo agent is regist)|\(\) No agent\Z|"
        r"Failed to request default agent: \S+DoesNotExist|device_confirm_passkey: Operation not|"
        r"btd_event_request_pin: Operation not",
        "no-agent",
        "bluetoothd had to ask an agent before a pairing and found none, so it answered no.",
        "agent keep-agent",
        step=True,
        fact="no-agent-logged",
    ),
    phrase(
        # src/adapter.c, process_auth_queue(), BlueZ 4 and 5: the profile is answered with this error.
        r"Authentication attempt without agent",
        "no-agent",
        "A device that is connected asked for a service. It is not trusted, so bluetoothd had to ask an agent, found "
        "none, and answered no. A pairing need not have failed.",
        "trust agent keep-agent",
        code="dbus:Rejected",
        title="No agent on this gateway could be asked whether a device may use a service",
        step=True,
        fact="no-agent-logged",
    ),
    phrase(
        r"(?:Access denied|ext_auth\(\) [^\n]{0,100}? rejected \S{17}): "
        r"(?:Did not receive a reply|[^\n]{0,40}(?:NoReply|TimedOut))",
        "prompt-timeout",
        "bluetoothd asked the agent whether a device may use a service, and its program did not answer in time.",
        "trust answer-in-time",
        title="The agent did not answer whether a device may use a service",
    ),
    phrase(
        # The agent's own words stand behind: BlueZ src/profile.c, ext_auth(), and every profile's "Access denied".
        r"Access denied: org\.bluez\.Error|\AAccess denied: |\(\) Access denied\b|"
        r"ext_auth\(\) [^\n]{0,100}? rejected \S{17}: |"
        r"[Rr]ejected \S+: org\.bluez\.Error\.(?:Rejected|Canceled)|"
        r"\[agent\] Authorize service \S+ \(yes/no\): no\b",
        "agent-rejected",
        "A device that is connected asked for a service, and the agent answered no, or the question was taken back. A "
        "pairing need not have failed.",
        "trust answer-yes",
        title="This gateway did not let a device use a service",
    ),
    *BOND_PHRASES,
    phrase(
        r"(?:User Confirmation|PIN Code|User Passkey)(?: Request)? Negative Reply\b(?! \(0x)",
        "agent-rejected",
        "The user of this machine said no, or a program did for want of an agent that could be asked.",
        "agent answer-yes",
        title="A question of a pairing was answered with no on this machine",
        fact="negative-reply-quoted",
    ),
    phrase(
        r"(?i:Timed out waiting for reply from agent)",
        "prompt-timeout",
        "bluetoothd asked the agent and got no answer within 60 seconds.",
        "answer-in-time",
        step=True,
        fact="agent-timeout-logged",
    ),
    phrase(
        r"(?i:confirmation values mismatch)",
        "confirm-mismatch",
        "The kernel found that the peer's confirm value does not fit: another passkey, or other addresses.",
        "type-digits-shown pair",
        code="smp:0x04",
        step=True,
        fact="confirm-logged",
    ),
    phrase(
        r"(?i:refusing legacy fallback in SC-only mode)",
        "sc-only-refused-legacy",
        "The adapter accepts Secure Connections only, and the peer has legacy pairing only.",
        "allow-legacy",
        code="smp:0x03",
        step=True,
        fact="sc-only-logged",
    ),
    phrase(
        r"(?:LTK|Identity key|Link key) blocked for|Skipping blocked (?:LTK|IRK|link key) for",
        "blocked-key",
        "The peer's key is on the list of publicly known keys, and the kernel refuses it.",
        "replace-device",
        code="smp:0x0a",
        step=True,
    ),
    phrase(
        r"security requested but not available",
        "kernel-crypto-missing",
        "The kernel has no SMP on this adapter: cryptographic modules are missing, or LE is not set up.",
        "crypto-modules",
        step=True,
        fact="crypto-logged",
    ),
    phrase(
        r"unexpected SMP command 0x0[6789aA]",
        "peer-key-distribution",
        "The kernel got keys when it did not expect any and dropped them. Either the peer sent keys that were not "
        "agreed on, or this gateway's controller reported to the kernel too late that the link is encrypted; a trace "
        "shows which.",
        "kernel-update btmon firmware",
        title="Keys came when the kernel did not expect them, and were dropped",
        side="unknown",
        step=True,
    ),
    phrase(
        # net/bluetooth/smp.c, smp_sig_channel(): only while a pairing is under way.
        r"unexpected SMP command 0x0b",
        "unknown",
        "The device asked for security once more while this gateway already paired or encrypted with it, and the "
        "kernel dropped that. It is no failure by itself: the device did not follow that pairing, or gave it up.",
        "forget-there btmon",
        title="The device asked for security again in the middle of a pairing",
        side="unknown",
        step=True,
    ),
    phrase(
        r"unexpected SMP command 0x0[1-4]",
        "two-stacks",
        "The kernel got messages of a pairing that it does not run: another program here pairs by itself (noble, bleno "
        "and others over a raw HCI socket), or the kernel had given that pairing up already.",
        "stop-others pair-with-bluez btmon",
        title="The kernel got messages of a pairing that it does not run",
        step=True,
    ),
    phrase(
        r"(?:Agent(?: [:/][\w.:/]{1,60})?|(?:Passkey|Authorization) agent) replied with an error: "
        r"(?![^\n]{0,60}NoReply)",
        "agent-rejected",
        "bluetoothd asked the agent, and its program answered no or could not answer: it has no screen for the "
        "question, or none for this kind of question.",
        "answer-yes agent",
        title="The agent on this gateway answered with no",
        step=True,
    ),
    phrase(
        # plugins/sixaxis.c, agent_auth_cb(): also where the question ran out.
        r"Agent replied negatively, removing temporary device",
        "agent-rejected",
        "A PlayStation controller on the USB cable is set up for Bluetooth only after the agent's yes. The answer was "
        "no, or nobody gave one, so bluetoothd forgot the controller.",
        "answer-yes agent answer-in-time",
        title="The controller on the cable was not set up: the agent did not say yes",
    ),
    phrase(
        # LE Create Connection and its extended form are the commands whose end the kernel waits for.
        r"(?:Opcode 0x(?:200d|2043) failed|request failed to create LE connection): (?:err )?-110\b",
        "connect-failed",
        "The kernel looked for the device until its time was up and did not hear it: it is off, asleep, out of range, "
        "or connected to another host.",
        "nearer free-device",
    ),
    phrase(
        # bt_to_errno() of net/bluetooth/lib.c makes EBUSY of Command Disallowed.
        r"(?:Opcode 0x(?:200d|2043) failed|request failed to create LE connection): (?:err )?-16\b",
        "connect-failed",
        "The controller of this gateway did not take the command to connect (Command Disallowed): another connection "
        "was still being made, or a scan was on. The device was not even called.",
        "stop-scanning power-off-gateway controller-firmware",
        title="The controller of this gateway was busy and refused to connect",
        side="local",
    ),
    phrase(
        # net/bluetooth/hci_conn.c: the status is that of the command, the controller's own.
        r"request failed to create LE connection: status 0x(?P<hci>(?!00)[0-9a-f]{2})",
        "connect-failed",
        "The controller of this gateway did not take the command to connect: it was busy with another connection or a "
        "scan, or its firmware is at fault. The device was not even called.",
        "stop-scanning power-off-gateway controller-firmware",
        title="The controller of this gateway refused to connect",
        side="local",
    ),
    phrase(
        r"att_disconnected_cb\(\) Connection timed out",
        "link-lost",
        "The device was no longer heard, and the supervision timeout ended the link.",
        "nearer-connect interference",
        code="hci:0x08",
        title="The link was lost",
        side="peer",
    ),
    phrase(
        r"Pair device timed out for hci",
        "unknown",
        "bluetoothd asked the kernel to pair and heard no end of it. A question may still wait for its answer, the "
        "device may be silent, or the kernel's or the controller's state is stuck.",
        "answer-in-time daemon-start btmon",
        title="The pairing came to no end in the time that bluetoothd allows",
        side="unknown",
        step=True,
    ),
    phrase(
        r"Unable (?:to )?pair since another pairing is i",
        "two-stacks",
        "bluetoothd pairs with one device at a time, and another pairing had not ended.",
        "wait daemon-start",
        title="Another pairing was still under way",
        side="local",
        step=True,
    ),
    phrase(
        # src/adapter.c, set_mode_complete(): of power on and off, connectable, discoverable and bondable alike.
        r"Failed to set mode: (?!Rejected|Not Supported|Invalid)",
        "adapter-unavailable",
        "The kernel did not do what bluetoothd asked of the adapter: to switch it on or off, or make it connectable, "
        "discoverable or pairable. The line does not say which; the kernel's log of that moment may.",
        "kernel-log-of-adapter power-on unblock",
        title="The adapter did not change its state as bluetoothd asked",
    ),
    phrase(
        r"Failed to set power on: (?!org\.bluez\.Error\.(?:NotReady|Blocked))",
        "adapter-unavailable",
        "The kernel did not switch the adapter on for bluetoothd; its log says why.",
        "kernel-log-of-adapter power-on unblock",
        title="The Bluetooth adapter could not be switched on",
    ),
    *BUS_PHRASES,
    *TOOL_PHRASES,
    *APP_PHRASES,
    *PHONE_PHRASES,
    *PC_PHRASES,
    *FIRMWARE_PHRASES,
    *HOME_ASSISTANT_PHRASES,
    *PYTHON_PHRASES,
    *CLIENT_PHRASES,
    *LE_PHRASES,
    *PROFILE_PHRASES,
    *DAEMON_PHRASES,
    *KERNEL_PHRASES,
    NO_REPLY,  # a line that also names the profile says more
)
"""In the order in which they are looked for; the first that fits speaks."""


_WORDS = (
    "address is not valid", "invalid argument", "unreachable", "addressnotavail",
    "gatt exception", "gatt_success", "winerror", "hresult", "0x8007",
    "bond loss", "lost bond", "one bond request", "own package", "keymissing", "key_missing", "returned ",
    "cannotstart", "0x8000", "disposedexc", "disabledexc", "not enabled", "powered off", "turned on",
    "agent", "negative reply", "operation not", "denied", "refus", "reject", "timeout", "timed", "mismatch", "block",
    "availab", "unexpect", "unable", "invalid", "fail", "opcode", "attached", "sep", "endpoint", "matching", "down",
    "symbolic", "reset", "busy", "progress", "too many", "error", "abort", "implemented", "no route", "not connected",
    "not supported", "noreply", "receive a reply", "reason.auth", "reason 4", "create connection", "disconnected_cb",
    "device disconnected", "no response", "notificationt", "not found", "be found", "disappeared", "no longer in",
    "notconnected", "compatible device", "gone quiet",
    "bled112", "re-auth", "remote device", "hostclosed", "was disconnected", "is disconnected", "fbp-code",
    "incorrect", "doesn't exist", "unknownobject", "unknownmethod", "warning: unknown", "disconnectedexc", "debug conn",
    "remote host", "lostexc", "pdu status", "failed to connect", "has died", "fatal signal", ">>> com.android",
    ": com.android", "poweredoff", "android.hardware.bluetooth", "start_timeout", "in com.android", "instance of",
    "action of signal", "received signal", "sanitizer", "no reply to",
    "libbluetooth", "activate", "not provided", "no such device", "turned off", "no powered", "no bluetooth",
    "could not con", "canceled", "a session", "bleakbluetooth", "denying",
    "unknown peripheral", "scanning, state", "able to establish", "helper ", "chooser", "performed yet", "disconnected",
    "system_bus_socket", "autherror", "cannot resolve", " 0005:",
    "unauthorized", "unresolved", "authorize service", "could not set",
    "paired with", "already", "could not find", "not exist", "permission",
    "can't dial", "exceptions.bluez", "gatt.errors", "kind: notfound", "does not exist", "is not powered",
    "does not support", "timeout was", "device manager", "no default adapter", "device is in state",
    "did not find all", "adapter.getdevice", "startservicebyname",
    "noble object", "getprimaryservice", "getcharacteristic", "insufficient", "requires",
    "required before", "dead network", "with signature", "connectionlost", "unknown handle", "iso_connect_cb",
    "io capability", "attempt(s)", "stale connection", "proxy slot", "message recipient", "dbus message",
    "adv is encr", "decryption", "encryption key should", "connect requests",
    "own the service", "stored keys", "dropping keys", "att channel", "attributes not",
    "assert_", "ble assert", "ble_init", "assuming remote", "hci layer", "unexpected pdu",
    "requestor exited", "been disabled", "hci dev ", "not encrypted", "found valid",
    "+0x", "bug:", "warning:", "oops:", "rip:", "kasan:", "ubsan:", ", got:", "not allowed", "no link key", "pause adv",
    "at smp.", "身份验证", "0x8065", "max client", "max interface",
    "identical", "ignoring ", "not 16 bytes", "uhid", "hid sdp", "cable auth", "blegattexc", "gatt exception",
)  # fmt: skip
"""Of which every such line has one: most lines of a log are about something else, and are passed over with a glance."""


@lru_cache(maxsize=2048)
def phrase_in(text: str) -> LogPhrase | None:
    """The first phrase that stands in a line, or None."""
    lowered = text.lower()
    if not any(word in lowered for word in _WORDS):
        return None
    return next((row for row in LOG_PHRASES if row.pattern.search(text)), None)
