"""What single lines of bluetoothd's and the kernel's log give away about what went wrong."""

import re
from dataclasses import dataclass

from pairtui.knowledge.causes import CAUSES
from pairtui.pairing.attempt import Evidence, Finding, Fix, Side
from pairtui.pairing.evidence.steps import log_text
from pairtui.protocol.record import LogLine


@dataclass(frozen=True, slots=True)
class Saying:
    """A line that gives a cause away: its pattern, the cause, the code it stands for, the explanation, the fixes.

    `step`: it is about the pairing under way, and so a step of it; the others are about bonds or the adapter.
    """

    pattern: re.Pattern[str]
    cause: str
    code: str | None
    explanation: str
    fixes: tuple[Fix, ...]
    step: bool = True


def _saying(pattern: str, cause: str, code: str | None, explanation: str, *fixes: Fix, step: bool = True) -> Saying:
    return Saying(re.compile(pattern), cause, code, explanation, fixes, step)


_AGENT = Fix("Keep an agent running: `bluetoothctl` with `agent on` and `default-agent`", "agent-on")

SAYINGS = (
    _saying(
        r"\bNo agent\b|Authentication attempt without agent|device_confirm_passkey: Operation not",
        "no-agent",
        None,
        "bluetoothd had to ask an agent before a pairing and found none, so it answered no.",
        _AGENT,
    ),
    _saying(
        r"Timed out waiting for reply from agent",
        "prompt-timeout",
        None,
        "bluetoothd asked the agent and got no answer within 60 seconds.",
        Fix("Pair again and answer the question within 30 seconds", "pair"),
    ),
    _saying(
        r"confirmation values mismatch",
        "confirm-mismatch",
        "smp:0x04",
        "The kernel found that the peer's confirm value does not fit: another passkey, or other addresses.",
        Fix("Pair again; where a passkey is typed, type exactly the digits shown", "pair"),
    ),
    _saying(
        r"refusing legacy fallback in SC-only mode",
        "sc-only-refused-legacy",
        "smp:0x03",
        "The adapter accepts Secure Connections only, and the peer has legacy pairing only.",
        Fix("Allow legacy pairing: `sudo btmgmt sc on`"),
    ),
    _saying(
        r"(?:LTK|Identity key|Link key) blocked for",
        "blocked-key",
        "smp:0x0a",
        "The peer's key is on the list of publicly known keys, and the kernel refuses it.",
        Fix("Replace the device or update its firmware"),
    ),
    _saying(
        r"security requested but not available",
        "kernel-crypto-missing",
        None,
        "The kernel has no SMP on this adapter: cryptographic modules are missing, or LE is not set up.",
        Fix("Load the modules: `sudo modprobe -a ecdh_generic cmac aes_generic`, then restart the adapter", "power-on"),
    ),
    _saying(
        r"unexpected SMP command 0x0[6789aA]",
        "peer-key-distribution",
        None,
        "The peer sent a key that was not agreed on, or after key distribution had ended; older kernels then wait in "
        "vain.",
        Fix("Update the kernel; since July 2025 it refuses such a key at once"),
        Fix("Update the device's firmware"),
    ),
    _saying(
        r"Failed to load (?:link|long term) keys|Invalid (?:LTK|link key) for|Rejected connection from !bonded",
        "local-bond-missing",
        None,
        "bluetoothd could not give its stored keys to the kernel, so the bonds do not hold on this side.",
        Fix("Update BlueZ to 5.80 or later, remove the device and pair again", "remove-and-pair"),
        step=False,
    ),
    _saying(
        r"input-hog profile accept failed",
        "profile-unavailable",
        None,
        "bluetoothd could not attach its driver for keyboards and mice over LE: the device has no bond here, or the "
        "kernel has no uhid.",
        Fix("Pair with it (connecting alone makes no bond), then connect", "pair"),
        Fix("Load the module: `sudo modprobe uhid`, then connect again"),
        step=False,
    ),
    _saying(
        r"Failed to set mode: (?:Blocked|Failed)|Frame reassembly failed|command (?:0x[0-9a-f]{4} )?tx timeout",
        "adapter-unavailable",
        None,
        "The adapter does not work: blocked by rfkill, or its controller no longer answers.",
        Fix("Unblock it: `sudo rfkill unblock bluetooth`"),
        Fix("Switch it off and on, or replug it", "power-on"),
        step=False,
    ),
)
"""In the order in which they are looked for; the first that fits speaks."""

_NAMELESS = re.compile(
    "Operation not permitted|Failed requesting authentication|Pair device failed|Authentication already requested|"
    "unexpected SMP command|pairing failed|public keys are identical|compute shared secret failed"
)
"""Lines that are about the pairing under way and give no cause away."""


def is_step(text: str) -> bool:
    """Whether a line of the log belongs among the steps of the pairing under way."""
    return bool(_NAMELESS.search(text)) or any(saying.step and saying.pattern.search(text) for saying in SAYINGS)


def found_in(line: LogLine, record: int | None) -> Finding | None:
    """What this line gives away, or None."""
    for saying in SAYINGS:
        if saying.pattern.search(line.text):
            title = CAUSES[saying.cause].title
            evidence = (Evidence(f"{line.ident}: {log_text(line)}", record),)
            side = Side.PEER if saying.cause.startswith("peer-") else Side.LOCAL
            return Finding(saying.cause, saying.code, side, title, saying.explanation, evidence, saying.fixes)
    return None
