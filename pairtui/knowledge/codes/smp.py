"""Reasons of SMP Pairing Failed (Core Specification, Vol 3, Part H, 3.5.5; what Linux sends: smp.c)."""

from pairtui.knowledge.codes.code import Code, Table
from pairtui.protocol.messages.error_names import SMP_REASONS

_UP = ("mgmt:0x05", "dbus:AuthenticationFailed")
"""The kernel reports every SMP failure, whatever its reason, as MGMT Authentication Failed."""

_NOT_SENT = "Linux does not send it."


def _reason(number: int, meaning: str, sent: str, received: str) -> Code:
    return Code("smp", number, SMP_REASONS[number], meaning, sent, received, _UP)


REASONS: Table = {
    code.number: code
    for code in (
        _reason(
            0x01,
            "The passkey was not entered.",
            "Legacy pairing: the agent refused, was missing or was too late, for a confirmation as well as for "
            "a passkey. "
            "Secure Connections: the agent gave no passkey.",
            "The user cancelled on the peer, or the peer's prompt ran out.",
        ),
        _reason(
            0x02,
            "Out-of-band data is needed and missing.",
            _NOT_SENT,
            "The peer pairs only with out-of-band data (NFC, QR code), which this gateway does not have.",
        ),
        _reason(
            0x03,
            "What one side requires cannot be had with the IO capabilities of both.",
            "The adapter allows only Secure Connections and the peer has none; or protection against a man in "
            "the middle "
            "is required and the association model is Just Works.",
            "The peer requires MITM protection or Secure Connections, and the IO capability offered here gives "
            "neither.",
        ),
        _reason(
            0x04,
            "The confirm value does not match the random value that followed it.",
            "The passkeys differ; or somebody is in the middle; or the two sides computed with different addresses.",
            "The same, noticed by the peer: most often the wrong passkey was typed.",
        ),
        _reason(
            0x05,
            "The sender does not pair, or not now.",
            "The adapter is not bondable (not pairable, or no default agent) and the peer asks for bonding; or "
            "LE is off.",
            "The peer is not in pairing mode, its table of bonds is full or locked, or it never pairs.",
        ),
        _reason(
            0x06,
            "The key size that was negotiated is too short for the sender.",
            "The negotiated size is below 7 or above what the kernel allows, or is not 16 where level 4 is required.",
            "The peer wants a longer key than this gateway offers.",
        ),
        _reason(
            0x07,
            "The sender does not know the command, or not in this role.",
            "A command for the other role (a Pairing Request to the initiator, a Security Request to the peripheral), "
            "or a code it does not know.",
            "The peer lacks the command: no Secure Connections, no keypress notifications.",
        ),
        _reason(
            0x08,
            "The sender gives no reason.",
            "A calculation or an allocation failed, the prompt could not be sent to bluetoothd, the device was removed "
            "while it paired, or the way back to legacy pairing is closed.",
            "Anything: where in the exchange it comes says more than the code. Before the response: not in pairing "
            "mode or bonded elsewhere. After the keys: the key distribution.",
        ),
        _reason(
            0x09,
            "Too many attempts in too short a time.",
            _NOT_SENT,
            "The peer slows down after failures: wait, with growing pauses.",
        ),
        _reason(
            0x0A,
            "A command is too short, or a parameter is out of range.",
            "A PDU was too short, or the key is on the kernel's list of blocked keys.",
            "The peer takes a field of our command for invalid: often authentication flags or key distribution "
            "bits that "
            "its stack does not know, or its debug mode.",
        ),
        _reason(
            0x0B,
            "The DHKey check value is not the one computed here.",
            "The check did not match, both public keys are the same, or the kernel has the fault of re-pairing "
            "with Just "
            "Works.",
            "The peer computed something else: wrong passkey bits, other addresses or other features than it was sent.",
        ),
        _reason(
            0x0C,
            "The comparison was not confirmed.",
            "The agent said no, or there is none, or re-pairing is forbidden by JustWorksRepairing=never. Linux "
            "sends it "
            "for Just Works with Secure Connections too.",
            "Somebody pressed no on the peer, or let its prompt run out.",
        ),
        _reason(
            0x0D,
            "A pairing over BR/EDR is under way between the same two devices.",
            _NOT_SENT,
            "A dual-mode peer is pairing over BR/EDR at the same time: let it finish.",
        ),
        _reason(
            0x0E,
            "The key of one transport may not be made into a key for the other.",
            "SMP over a BR/EDR link that is not encrypted with AES-CCM.",
            "The peer forbids deriving the key for the other transport.",
        ),
        _reason(
            0x0F,
            "A key that was distributed is refused.",
            "The peer sent a key that was not negotiated (kernels since July 2025).",
            "The peer refuses a key of this gateway.",
        ),
        _reason(
            0x10,
            "The sender is busy with another pairing.",
            _NOT_SENT,
            "The peer pairs with somebody else at this moment: wait and try again.",
        ),
    )
}
"""By reason number. Reasons up to 0x0F are those of net/bluetooth/smp.h; 0x10 is of newer specifications."""
