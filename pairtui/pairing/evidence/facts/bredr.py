"""What only a BR/EDR pairing shows: who typed or agreed before it failed, and how its link was encrypted."""

from collections.abc import Iterator

from pairtui.pairing.evidence.attempt_record import AttemptRecord
from pairtui.pairing.evidence.context import GatewayContext
from pairtui.pairing.evidence.facts.fact import Fact, at, facts
from pairtui.protocol.messages import hci, mgmt

ENTRY_COMPLETED = 4
"""Of a keypress notification: the passkey was typed to its end (Vol 4, Part E, 7.7.49)."""

LEAST_KEY = 7
"""Octets of an encryption key below which Linux closes a BR/EDR link (MIN_ENC_KEY_SIZE of the kernel)."""

_YES = (hci.UserConfirmationRequestReply, mgmt.UserConfirmationReply)


@facts("agreed-here", "typed-there", "left-typing-there")
def users(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """What the two users did before Secure Simple Pairing failed."""
    if agreed := observed.first(*_YES):
        yield Fact("agreed-here", "On this side somebody said that the numbers are the same", at(agreed))
    pressed = observed.all(hci.KeypressNotification)
    if pressed:
        done = any(message.kind == ENTRY_COMPLETED for message, _ in pressed)
        words = "The passkey was typed to its end on the peer" if done else "The passkey was not typed to its end there"
        yield Fact("typed-there" if done else "left-typing-there", words, at(pressed[-1]))


@facts("capabilities-refused")
def capabilities(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """The kernel ordered the controller to refuse the peer, which Linux does where the adapter is not bondable.

    net/bluetooth/hci_event.c, hci_io_capa_request_evt(), Linux 6.1.
    """
    if refused := observed.first(hci.IoCapabilityRequestNegativeReply):
        yield Fact("capabilities-refused", "This host refused to give its capabilities, and so to pair", at(refused))


@facts("e0", "closed-after-encryption", "key-below-7")
def encryption(observed: AttemptRecord, around: GatewayContext) -> Iterator[Fact]:
    """How the link was encrypted, and that this host then found it too weak."""
    if observed.attempt.transport != "bredr" or not observed.encrypted:
        return
    change = observed.last(hci.EncryptionChange, hci.EncryptionChangeV2)
    if change is not None and change[0].mode == 1:
        yield Fact("e0", "The link was encrypted with E0, which is no Secure Connections", at(change))
    read = observed.last(hci.EncryptionKeySizeRead)
    if read is not None and not read[0].status and read[0].size < LEAST_KEY:
        yield Fact("key-below-7", f"The encryption key has {read[0].size} octets", at(read))
    closed, failure = observed.first(hci.Disconnect), observed.attempt.failure
    if closed is not None and failure is not None and failure.step == "encryption":
        yield Fact("closed-after-encryption", "This host closed the encrypted link for want of security", at(closed))
