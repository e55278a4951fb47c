"""What lines of bluetoothd and the kernel about devices and bonds tell alone; `kernel_lines` has the drivers."""

import re

from pairtui.protocol.immutable import immutable


@immutable()
class LogPhrase:
    """A line that gives a cause away: its pattern, the cause, the code it stands for, the explanation, fixes by id.

    `step`: it is about the pairing under way, and so a step of it; the others are about bonds or the adapter.
    `title` is what happened, where the cause's own title says less.
    """

    pattern: re.Pattern[str]
    cause: str
    code: str | None
    explanation: str
    fixes: tuple[str, ...]
    step: bool = True
    title: str = ""


def _phrase(
    pattern: str, cause: str, code: str | None, explanation: str, *fixes: str, step: bool = True, title: str = ""
) -> LogPhrase:
    return LogPhrase(re.compile(pattern), cause, code, explanation, fixes, step, title)


LOG_PHRASES = (
    _phrase(
        r"\bNo agent\b|Authentication attempt without agent|device_confirm_passkey: Operation not",
        "no-agent",
        None,
        "bluetoothd had to ask an agent before a pairing and found none, so it answered no.",
        "agent",
        "keep-agent",
    ),
    _phrase(
        r"Timed out waiting for reply from agent",
        "prompt-timeout",
        None,
        "bluetoothd asked the agent and got no answer within 60 seconds.",
        "answer-in-time",
    ),
    _phrase(
        r"confirmation values mismatch",
        "confirm-mismatch",
        "smp:0x04",
        "The kernel found that the peer's confirm value does not fit: another passkey, or other addresses.",
        "type-digits-shown",
        "pair",
    ),
    _phrase(
        r"refusing legacy fallback in SC-only mode",
        "sc-only-refused-legacy",
        "smp:0x03",
        "The adapter accepts Secure Connections only, and the peer has legacy pairing only.",
        "allow-legacy",
    ),
    _phrase(
        r"(?:LTK|Identity key|Link key) blocked for",
        "blocked-key",
        "smp:0x0a",
        "The peer's key is on the list of publicly known keys, and the kernel refuses it.",
        "replace-device",
    ),
    _phrase(
        r"security requested but not available",
        "kernel-crypto-missing",
        None,
        "The kernel has no SMP on this adapter: cryptographic modules are missing, or LE is not set up.",
        "crypto-modules",
    ),
    _phrase(
        r"unexpected SMP command 0x0[6789aA]",
        "peer-key-distribution",
        None,
        "The peer sent a key that was not agreed on, or after key distribution had ended; older kernels then wait in "
        "vain.",
        "kernel-update",
        "firmware",
    ),
    _phrase(
        r"Failed to load (?:link|long term) keys|Invalid (?:LTK|link key) for",
        "local-bond-missing",
        None,
        "bluetoothd could not give its stored keys to the kernel, so the bonds do not hold on this side.",
        "bluez-update",
        "remove-and-pair",
        step=False,
    ),
    _phrase(
        r"Rejected connection from !bonded",
        "local-bond-missing",
        None,
        "A keyboard, mouse or gamepad connected that has no bond here, and BlueZ takes input devices only with one "
        "(`ClassicBondedOnly` in input.conf).",
        "pair-then-connect",
        step=False,
        title="An input device connected without a bond and was turned away",
    ),
    _phrase(
        r"input-hog profile accept failed",
        "profile-unavailable",
        None,
        "bluetoothd could not attach its driver for keyboards and mice over LE: the device has no bond here, or the "
        "kernel has no uhid.",
        "pair-then-connect",
        "uhid",
        step=False,
    ),
    _phrase(
        # LE Create Connection and its extended form are the commands whose end the kernel waits for.
        r"Opcode 0x(?:200d|2043) failed: -110\b",
        "connect-failed",
        None,
        "The kernel looked for the device until its time was up and did not hear it: it is off, asleep, out of range, "
        "or connected to another host.",
        "nearer",
        "free-device",
        step=False,
    ),
    _phrase(
        r"Failed to set mode: Blocked",
        "adapter-unavailable",
        None,
        "The adapter is blocked by rfkill: by a switch, by flight mode or by a setting of the system.",
        "unblock",
        "power-on",
        step=False,
        title="The Bluetooth adapter is blocked by rfkill",
    ),
    _phrase(
        r"Failed to set mode: ",
        "adapter-unavailable",
        None,
        "bluetoothd could not switch the adapter on; the kernel's log says why.",
        "kernel-log-of-adapter",
        "power-on",
        "unblock",
        step=False,
        title="The Bluetooth adapter could not be switched on",
    ),
)
"""In the order in which they are looked for; the first that fits speaks."""


def phrase_in(text: str) -> LogPhrase | None:
    """The first phrase that stands in a line, or None."""
    return next((phrase for phrase in LOG_PHRASES if phrase.pattern.search(text)), None)
